"""Rendering: results and findings to text, Markdown, CSV and JSON. No I/O, one file a thing that is shown."""
