"""具有下列情形之一的，不得分：①…；②…: what stands below a condition gives it its words."""

import re

from attrs import evolve

from evaldsl import tree
from evaldsl.clauses import JOINED, Clause, Group, text_of
from evaldsl.conditions import Segment
from evaldsl.tree import Cell

_BELOW = re.compile(
    r"^(?P<lack>缺少|未做到|不符合)?(?:如|若|凡|具有|具备|存在|出现|发生|有|符合|满足|同时|做到|属于)*(?:以下|下列)(?:各|[一二三四五六七八九十\d]+)?(?:种|类|项|个)?"
    r"(?P<any>任[一何意]?一?)?(?:情形|条件|情况|行为|问题|要求|材料|内容|工作|事项|标准)(?P<one>之一|任意一项|任一项|其中之一)?$"
)


def read_below(cell: Cell, groups: list[Group]) -> None:
    """Gives the condition of a clause that speaks of what stands below it the words of that."""
    if "以下" not in cell.plain and "下列" not in cell.plain:
        return
    for place, group in enumerate(groups):
        for at, clause in enumerate(group.clauses):
            if clause.effect is None or not clause.segments:
                continue
            items = _below(cell, groups[place + 1 :]) or _behind(cell, group.clauses[at + 1 :])
            counts = any(isinstance(part.value, tree.Each) for segment in clause.segments for part in segment)
            segments = tuple(_worded(cell, segment, items, counts) for segment in clause.segments)
            if items and segments != clause.segments:
                group.clauses[at] = evolve(clause, segments=segments)


def _below(cell: Cell, groups: list[Group]) -> list[str]:
    """The numbered lines that say no points themselves; none where any does."""
    if not groups or any(clause.effect is not None for group in groups for clause in group.clauses):
        return []
    return [words for group in groups if (words := _words(cell, group.clauses))]


def _behind(cell: Cell, clauses: list[Clause]) -> list[str]:
    """What is told one after the other behind a colon."""
    if not clauses or any(clause.effect is not None for clause in clauses):
        return []
    pieces = [text_of(cell, segment) for clause in clauses for segment in clause.segments]
    return [one for piece in pieces for one in JOINED.split(piece) if one]


def _words(cell: Cell, clauses: list[Clause]) -> str:
    return "，".join(text_of(cell, segment) for clause in clauses for segment in clause.segments)


def _worded(cell: Cell, segment: Segment, items: list[str], counts: bool) -> Segment:
    words = segment[0].value
    match = _BELOW.match(text_of(cell, segment)) if len(segment) == 1 and isinstance(words, tree.Word) else None
    if match is None or not items:
        return segment
    text = f"{match['lack'] or ''}{'、'.join(items)}{'之一' if (match['any'] or match['one']) and not counts else ''}"
    return (evolve(segment[0], value=tree.Word(text)),)
