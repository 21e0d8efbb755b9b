"""CSV as people and Excel write it: rows with their places, blank lines and comments left out."""

import csv
import re
from collections.abc import Iterator

from evaldsl.facts.csv_columns import first_lines, group_names, is_note, is_one_unit, merged_header, titles_above
from evaldsl.facts.table_head import table_head
from evaldsl.text.diagnostics import Diagnostic, error, info

Span = tuple[int, int]
UNPAIRED = "这里的双引号没有配对，后面的内容都算进了这一格"
csv.field_size_limit((1 << 31) - 1)  # a long cell is no quotation mark that is open
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*("?)')


def csv_rows(text: str, found: list[Diagnostic]) -> Iterator[tuple[list[str], Span]]:
    """Rows that are not blank or comments, with the place of each; a title above the header is none."""
    lines = [(match.start(), match[0].lstrip("\ufeff")) for match in re.finditer(r"[^\r\n]*(?:\r\n|[\r\n]|$)", text)]
    first = first_lines(text)
    titles = titles_above(first)
    header, above = first[titles] if first else "", list[str]()
    delimiter = next((sign for sign in ",\t;，" if sign in header), ",")
    reader = csv.reader((line for _, line in lines), delimiter=delimiter, strict=True)
    width = 0  # of the header of a table with a unit a row
    while True:
        start, _ = lines[min(reader.line_num, len(lines) - 1)]
        try:
            cells = [cell.strip(" \t\u3000\xa0") for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            at = torn_quote(text, delimiter, start)
            start = start if at is None else at
            found.append(error("bad-syntax", UNPAIRED, start, _line_end(text, start), "补上另一半，或者删去这个双引号"))
            return
        if not any(cells) or is_note(cells[0], len(cells) == width):
            continue
        if titles:
            titles, above = titles - 1, cells
        else:
            if not width:
                cells, above = merged_header(cells, above), []
                width = -1 if is_one_unit(cells) else len(cells)
            yield cells, (start, lines[reader.line_num][0] if reader.line_num < len(lines) else len(text))


def wrong_width(cells: list[str], width: int, line: Span) -> Diagnostic:
    """What is said of a row with more or fewer cells than the header has columns."""
    if len(cells) > width:
        hint = "数里有千分位逗号、文字里有逗号的，请用双引号括起来；多写的逗号删去"
    else:
        full = any("，" in cell for cell in cells)
        hint = "分列的逗号写成了全角“，”，请改成半角“,”" if full else "补上缺少的逗号"
    return error("bad-row", f"这一行有{len(cells)}列，表头有{width}列", *line, hint)


def title_note(text: str) -> list[Diagnostic]:
    """What is said of the titles above the header, which are left out but for the unit of the numbers."""
    message, first = title_words(text), first_lines(text)
    if not message:
        return []
    start, last = text.find(first[0].strip(_AROUND)), first[titles_above(first) - 1]
    place = start, max(start, text.find(last) + len(last.rstrip(_AROUND)))
    problem = table_head(text).problem
    wrong = (
        [error("bad-header", problem, *place, "写明一种单位，如“单位：万元”，或者在每一行、每一列写明")]
        if problem
        else []
    )
    return [info("title-row", message, *place), *wrong]


def title_words(text: str) -> str:
    """The message of it, "" where there is no title."""
    first = first_lines(text)
    groups = group_names(first)
    titles = first[: titles_above(first) - bool(groups)]
    said = "、".join(f"“{_GAPS.sub('　', line.strip(_AROUND))[:40]}”" for line in titles)
    named = "、".join(f"“{cell[:10]}”" for cell in groups[:3])
    told = [f"{said}像是标题"] if said else []
    told += [f"{named}{'等' if len(groups) > 3 else ''}像是几列合在一起的分组"] if groups else []
    unit = table_head(text).unit if told else ""
    used = f"；没有写单位而能以{unit}计的数，按{unit}读" if unit else ""
    return f"表头上面的{'，'.join(told)}，略过{used}" if told else ""


_GAPS = re.compile("[,\t;，]+")
_AROUND = '\ufeff \t,;，"'


def torn_quote(text: str, delimiter: str, start: int = 0) -> int | None:
    """Where the quotation mark stands that has lost its other: it takes in lines, and what follows its end is no delimiter,
    or it has no end."""
    while (start := text.find('"', start)) >= 0:
        if start and text[start - 1] not in f"{delimiter}\r\n\ufeff":
            start += 1
            continue
        cell = _QUOTED.match(text, start)
        assert cell is not None
        ends_well = not text[cell.end() : cell.end() + 1].strip(f"{delimiter}\r\n")
        if not cell[1] or (not ends_well and "\n" in cell[0]):
            return start
        start = cell.end()
    return None


def _line_end(text: str, start: int) -> int:
    return start + len(text[start:].splitlines()[0]) if start < len(text) else start


def places_of(cells: list[str], text: str, line: Span) -> list[Span]:
    """Where the *cells* of a row stand."""
    spans: list[Span] = []
    start, end = line
    for cell in cells:
        at = max(text.find(cell, start, end), start)
        start = min(at + len(cell), end)
        spans.append((at, start))
    return spans
