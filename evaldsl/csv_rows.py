"""CSV as people and Excel write it: rows with their places, blank lines and comments left out."""

import csv
import re
from collections.abc import Iterator

from evaldsl.diagnostics import Diagnostic, error

Span = tuple[int, int]


def csv_rows(text: str, found: list[Diagnostic]) -> Iterator[tuple[list[str], Span]]:
    """Rows that are not blank or comments, with the place of each."""
    lines = [(match.start(), match[0].lstrip("\ufeff")) for match in re.finditer(r"[^\r\n]*(?:\r\n|[\r\n]|$)", text)]
    header = next((line for _, line in lines if line.strip() and line[0] != "#"), "")
    delimiter = next((sign for sign in ",\t;，" if sign in header), ",")
    reader = csv.reader((line for _, line in lines), delimiter=delimiter, strict=True)
    while True:
        start, first = lines[min(reader.line_num, len(lines) - 1)]
        try:
            cells = [cell.strip(" \t\u3000\xa0") for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            found.append(error("bad-syntax", "这一行的双引号没有配对", start, start + len(first.rstrip("\r\n"))))
            return
        if any(cells) and cells[0][:1] != "#":
            yield cells, (start, lines[reader.line_num][0] if reader.line_num < len(lines) else len(text))


def places_of(cells: list[str], text: str, line: Span) -> list[Span]:
    """Where the *cells* of a row stand."""
    spans: list[Span] = []
    start, end = line
    for cell in cells:
        at = max(text.find(cell, start, end), start)
        start = min(at + len(cell), end)
        spans.append((at, start))
    return spans
