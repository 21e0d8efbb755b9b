"""The facts of one unit as a table with a fact a row, to entries."""

import re
from collections.abc import Container, Iterator, Sequence
from typing import TypeVar

from evaldsl.facts.csv_columns import FOOTER, column_of
from evaldsl.facts.csv_rows import csv_rows, places_of, title_note, wrong_width
from evaldsl.facts.entries import GROUNDS, Entry, Span, Value, repeated
from evaldsl.facts.fact_values import is_bare
from evaldsl.facts.table_head import table_head
from evaldsl.text.diagnostics import Diagnostic, error, info
from evaldsl.text.typography import plain_text

Item = TypeVar("Item")
_FOOTER = re.compile(FOOTER)
_GROUPED = re.compile(r"-?\d{1,3},\d{3}(?:\.\d+)?\D{0,3}")
"""1,320.73 in two cells."""
_THOUSANDS = "数里有千分位逗号的，请用双引号括起来"
_NUMBER = re.compile(r"[+\-－]?[0-9０-９]")


def read_table(text: str) -> tuple[list[Entry], list[Diagnostic]]:
    """The entries of a table, and what is wrong."""
    found, entries, again = list[Diagnostic](), dict[tuple[str, ...], Entry](), set[tuple[str, ...]]()
    (header, places), *rows = _without_empty([*_rows(text, found)], found) or [([], [])]
    columns = [column_of(cell)[0] for cell in header]
    in_header = next((unit for cell in header if (unit := column_of(cell)[1])), "")
    head = table_head(text)
    if head.name:
        at = text.find(head.name)
        entries["单位",] = Entry(("单位",), head.name, at, at + len(head.name), at, at + len(head.name))
    found += _header_problems(header, columns, places)
    below = [
        info("title-row", f"“{cell}”这一列不是数据，略过", *place)
        for cell, column, place in zip(header, columns, places, strict=True)
        if column in _PASSED
    ]
    for cells, spans in rows if not found else ():
        line = (spans[0][0], spans[-1][1])
        while len(cells) > len(columns) and not cells[-1]:
            del cells[-1], spans[-1]
        named = dict(zip(columns, zip(cells, spans, strict=True), strict=False))
        if _FOOTER.match(next(filter(None, cells))):
            below.append(info("title-row", f"表下面的“{'　'.join(filter(None, cells))[:40]}”不是数据，略过", *line))
        elif (trouble := _row_trouble(cells, columns, line)) is not None:
            found.append(trouble)
        elif not named["名称"][0]:
            found.append(error("bad-row", "这一行没有写指标名称", *line))
        else:
            for entry in _row(named, in_header, head.unit):
                first = entries.setdefault(entry.path, entry)
                if first is not entry and not entry.heading and (entry.path != ("单位",) or first.value != entry.value):
                    again.add(entry.path)
                    place = (first.name_start, first.name_end)
                    found.append(repeated(".".join(entry.path), (entry.name_start, entry.name_end), place))
    return [entry for path, entry in entries.items() if path not in again], [*title_note(text), *found, *below]


_PASSED = ("目标", "分值")
"""Columns of a form that hold nothing of what was reached."""
_MOST_COLUMNS = 2
"""More columns than that, and neither a name nor a value: a table with a unit a row."""


def _row_trouble(cells: list[str], columns: list[str], line: Span) -> Diagnostic | None:
    """What is wrong with the number of *cells* in a row; also where a comma in a number made one too many."""
    at = columns.index("值") + 1
    behind = columns[at : at + 1] or ["备注"]
    pair = cells[at - 1 : at + 1]
    if not (behind[0] in GROUNDS and len(pair) == 2 and "," not in pair[0] and _GROUPED.fullmatch(",".join(pair))):
        return wrong_width(cells, len(columns), line) if len(cells) != len(columns) else None
    told = f"“{pair[0]}”“{pair[1]}”像是千分位的逗号把一个数分成了两格"
    return error("bad-row", told, *line, _THOUSANDS)


def _without_empty(
    rows: list[tuple[list[str], list[Span]]], found: list[Diagnostic]
) -> list[tuple[list[str], list[Span]]]:
    """*rows* without the columns that have no header, as Excel leaves them; what stands in one is told."""
    empty = {place for place, cell in enumerate(rows[0][0]) if not cell} if rows else set()
    if not empty:
        return rows
    first = dict[int, Span]()
    for cells, spans in rows:
        for place, cell in enumerate(cells):
            if cell and place in empty:
                first.setdefault(place, spans[place])
    for place, at in sorted(first.items()):
        message = f"第{place + 1}列没有列名，下面却有内容"
        found.append(error("bad-header", message, *at, "在表头写上列名，或者删去这一列"))
    return [([*_but(cells, empty)], [*_but(spans, empty)]) for cells, spans in rows]


def _but(row: Sequence[Item], places: Container[int]) -> Iterator[Item]:
    return (one for place, one in enumerate(row) if place not in places)


def _header_problems(header: list[str], columns: list[str], places: list[Span]) -> Iterator[Diagnostic]:
    line = (places[0][0], places[-1][1]) if places else (0, 0)
    hint = "表头写作“指标,数值”，还可以有单位、依据、理由、评价人、备注各列"
    if not any(columns):
        yield error("bad-header", "第一行应是表头", *line, hint)
        return
    if "名称" not in columns and "值" not in columns and len(header) > _MOST_COLUMNS:
        many = "多个单位的宽表（一行一个单位）用 evaldsl batch 或 evaldsl compare，看其中一个单位的加上 --unit；一个单位的，表头写作“指标,数值”"
        yield error("bad-header", "这不像一个单位的数据：没有“指标”“数值”两列", *line, many)
        return
    seen = set[str]()
    for cell, column, place in zip(header, columns, places, strict=True):
        if not column or column in seen:
            message = f"“{cell}”与前面一列意思相同" if column else f"不认识这一列：“{cell[:60]}”"
            yield error("bad-header", message, *place, hint)
        seen.add(column)
    for column, words in (("名称", "指标"), ("值", "数值")):
        if column not in columns and all(columns):
            yield error("bad-header", f"缺少“{words}”这一列", *line, hint)


def _row(cells: dict[str, tuple[str, Span]], in_header: str, above: str) -> Iterator[Entry]:
    (name, at), (value, span) = cells["名称"], cells["值"]
    aspect, own, unit_name = (cells.get(column, ("",))[0] for column in ("口径", "单位", "单位名称"))
    unit = own or in_header
    if unit_name:
        yield Entry(("单位",), unit_name, *cells["单位名称"][1], *cells["单位名称"][1])
    again = own and _NUMBER.match(value) and not plain_text(value).endswith(plain_text(own))
    apart = bool(unit and (is_bare(plain_text(value)) or again))
    value += unit if apart else ""
    heading = not any(text for column, (text, _) in cells.items() if column not in ("名称", "序号", *_PASSED))
    grounds = {word: cells[word][0] for word in GROUNDS if word in cells and cells[word][0]}
    whole: Value = {"值": value, **grounds} if grounds else value or None
    yield Entry(
        (name, aspect) if aspect else (name,),
        whole,
        *(span if value else at),
        *at,
        unit="" if unit else above,
        apart=apart,
        heading=heading,
    )


def _rows(text: str, found: list[Diagnostic]) -> Iterator[tuple[list[str], list[Span]]]:
    """Rows that are not blank or comments, with the place of every cell."""
    for cells, line in csv_rows(text, found):
        yield cells, places_of(cells, text, line)
