"""截至6月底，开工率达到80%得3分；截至9月底，开工率达到100%得3分: one measure at two times, or in two places, is two numbers."""

import re

from attrs import evolve

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.conditions import compared
from evaldsl.clauses.grouping import Group
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part

_WHEN = (
    r"(?:截[至止]到?|到|至)?(?:\d{4}年)?(?:当年|本年)?(?:\d{1,2}月(?:\d{1,2}日|[底末初]|份)?|第?[一二三四1-4]季度[末底]?|[上下]半年|年[底末中初]|全年|年度)"
    r"(?:之?前|[为以]?止)?"
)
_WHERE = r"[^,;。\n]{0,4}(?<!等)(?:(?:省|市|州|县|区|乡|镇|乡镇|街道|村)(?:本?级|直)|农村|城市|城镇|乡镇|县城)(?:财政|部门|单位|学校|医院|项目|资金|河长)?"
_QUALIFIER = re.compile(rf"{_WHEN}|{_WHERE}")
_SPEAKS = re.compile(r"[前底末止月日年度级直财政部门单位学校医院项目资金河长村市镇城],")


def speaks_of_qualifiers(cell: Cell) -> bool:
    """Whether words such as 6月底前 may stand alone before two numbers of *cell*."""
    return len(cell.by_kind.get(tree.Comparison, ())) > 1 and _SPEAKS.search(cell.plain) is not None


def qualify(cell: Cell, group: Group) -> None:
    """Puts what stands alone before a measure into its name, where the same measure stands behind another such word."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    last = ""
    for place, clause in enumerate(group.clauses):
        for at, segment in enumerate(clause.segments[:-1]):
            words = cell.plain[segment[0].start : segment[-1].end]
            limits = compared(cell, clause.segments[at + 1], True) if _QUALIFIER.fullmatch(words) else []
            if len(limits) == 1 and (limits[0].subject or last):
                last = limits[0].subject or last
                found.setdefault(last, []).append((place, at, words))
    for subject, places in found.items():
        if len({words for _, _, words in places}) < 2:
            continue
        for place, at, words in reversed(places):
            clause = group.clauses[place]
            segments = list(clause.segments)
            segments[at : at + 2] = [_named(segments[at + 1], f"{words}{subject}")]
            group.clauses[place] = evolve(clause, segments=tuple(segments))


def _named(segment: Segment, name: str) -> Segment:
    """*segment* with *name* for the measure that it names, or before the limit where it names none."""
    first = segment[0]
    own = segment[1:] if isinstance(first.value, tree.Word) else segment
    if isinstance(first.value, tree.Between) and first.value.name:
        return (evolve(first, value=evolve(first.value, name=name)), *segment[1:])
    return (Part(tree.Word(name), first.start, first.start), *own)
