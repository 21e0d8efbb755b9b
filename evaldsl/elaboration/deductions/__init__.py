"""Deductions: ``deductions`` reads them, ``zeros`` what gets nothing; the others say from which awards they take, and how much."""
