"""Text: characters, numbers and lines as people write them, and what is said about a place in them.

``encodings`` makes text of bytes, ``typography`` settles full and half width and keeps every character's origin, ``wrapped_lines`` joins what a
line end cut; ``numerals`` reads numbers, ``diagnostics`` are what is said.
"""
