"""Tables with a title and sentences around them, as text, Markdown or CSV: what reports about many units are made of."""

import csv
import io
import re
from collections.abc import Sequence

from attrs import frozen

from evaldsl.render.markdown import items, plain
from evaldsl.render.markdown import table as markdown_table
from evaldsl.render.widths import fitted, one_line, table, wrap

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"-?[\d.]+")


@frozen
class Sheet:
    """*lines* before a table, *notes* after it; *aligns* are those of its columns. Without a *head* there is no table.

    *verdict* is the answer in one sentence where something was asked: a page has it at its head.
    """

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    aligns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    verdict: str = ""


def text(sheets: Sequence[Sheet], width: int) -> str:
    """For a terminal of *width* columns."""
    return "\n\n".join("\n".join(_text(sheet, width)) for sheet in sheets) + "\n"


def _text(sheet: Sheet, width: int) -> list[str]:
    found = [line for said in (sheet.title, *sheet.lines) if said for line in _wrapped(said, width)]
    if sheet.head and sheet.rows:
        found += [""] if found else []
        found += table(sheet.head, sheet.rows, sheet.aligns, fitted(sheet.head, sheet.rows, sheet.aligns, width))
    if sheet.notes:
        found += [""] if found else []
        found += [line for said in sheet.notes for line in _wrapped(said, width)]
    return found


def _wrapped(said: str, width: int) -> list[str]:
    inner = len(said) - len(said.lstrip())
    lines = wrap(said.strip(), width - inner - 2)
    return [f"{' ' * inner}{line}" if place == 0 else f"{' ' * (inner + 2)}{line}" for place, line in enumerate(lines)]


def markdown(sheets: Sequence[Sheet]) -> str:
    """As a Markdown page."""
    parts = []
    for place, sheet in enumerate(sheets):
        parts += [f"{'#' if place == 0 else '##'} {plain(one_line(sheet.title))}"] if sheet.title else []
        parts += [items(sheet.lines)] if sheet.lines else []
        if sheet.head and sheet.rows:
            parts.append(markdown_table(sheet.head, sheet.rows, sheet.aligns))
        parts += [items(sheet.notes)] if sheet.notes else []
    return "\n\n".join(parts) + "\n"


def csv_text(sheets: Sequence[Sheet]) -> str:
    """The tables alone, one after the other, for Excel; the caller writes it as utf-8-sig."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for place, sheet in enumerate(one for one in sheets if one.head):
        if place:
            writer.writerow([])
        writer.writerow(sheet.head)
        writer.writerows([[safe(cell) for cell in row] for row in sheet.rows])
    return stream.getvalue()


def safe(cell: str) -> str:
    """A cell that Excel would take for a formula is marked as text: names and facts come from those who are scored."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
