"""24小时内办结得4分，48小时内办结得2分，超过48小时不得分: how long something took, where a cell compares it more than once."""

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from evaldsl.clauses.conditions import Segment
from evaldsl.clauses.grouping import Clause, Group, clean, text_of
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import TIMES

_WITHIN = re.compile(r"(?:以内|之内|内)([^\d]{2,12})")
_SPEAKS = re.compile(r"[时日天月周年钟秒]以?内")


@frozen
class _Time:
    """A number of days or hours in a segment: *head* before it, *verb* behind it, *within* where the words say 内."""

    place: int
    at: int
    head: str
    part: Part
    unit: str
    verb: str
    within: bool


def speaks_of_durations(cell: Cell) -> bool:
    """Whether *cell* holds words such as 24小时内."""
    return "内" in cell.plain and bool(_SPEAKS.search(cell.plain))


def read_durations(cell: Cell, group: Group) -> None:
    """Makes the times of *group* limits of one number, where what is to be done in time is done in another time as well."""
    times = [one for place, clause in enumerate(group.clauses) for one in _times(cell, place, clause)]
    first = next((one for one in times if one.within and one.verb and _awards(group.clauses[one.place])), None)
    if first is None:
        return
    same = [one for one in times if one is first or _of_the_same(first, one)]
    if len({one.place for one in same}) < 2:
        return
    for one in same:
        clause = group.clauses[one.place]
        segments = list(clause.segments)
        segments[one.at] = _limit(one, f"{first.head.removesuffix('在')}{first.verb}用时")
        group.clauses[one.place] = evolve(clause, segments=tuple(segments))


def _awards(clause: Clause) -> bool:
    return isinstance(clause.value, (tree.Award, tree.Full)) and not clause.otherwise


def _of_the_same(first: _Time, one: _Time) -> bool:
    return one.unit == first.unit and first.verb.startswith(one.verb) and one.head in ("", first.head)


def _times(cell: Cell, place: int, clause: Clause) -> Iterator[_Time]:
    for at, segment in enumerate(clause.segments):
        number = next((i for i, part in enumerate(segment) if unit_of_limit(part) in TIMES), None)
        if number is None or len(segment) > number + 2:
            continue
        head, behind = text_of(cell, segment[:number]), segment[number + 1 :]
        if not all(isinstance(part.value, tree.Word) for part in (*segment[:number], *behind)):
            continue
        tail = clean(text_of(cell, behind)) if behind else ""
        match = _WITHIN.fullmatch(tail)
        verb = clean(match[1]) if match else tail
        yield _Time(place, at, head, segment[number], unit_of_limit(segment[number]), verb, match is not None)


def _limit(one: _Time, name: str) -> Segment:
    value = one.part.value
    if isinstance(value, tree.Comparison) and (one.within or not value.op):
        value = evolve(value, op="≤")
    return Part(tree.Word(name), one.part.start, one.part.start), evolve(one.part, value=value)
