"""24小时内办结得4分，48小时内办结得2分，超过48小时不得分: how long something took, where a cell compares it more than once."""

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from evaldsl.clauses.comparisons import Segment
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
        segments[one.at] = _limit(one, f"{_OUGHT.sub('在', first.head).removesuffix('在')}{first.verb}用时")
        group.clauses[one.place] = evolve(clause, segments=tuple(segments))


def _awards(clause: Clause) -> bool:
    return isinstance(clause.value, (tree.Award, tree.Full)) and not clause.otherwise


def _of_the_same(first: _Time, one: _Time) -> bool:
    return one.unit == first.unit and first.verb.startswith(one.verb) and one.head in ("", first.head)


_OUGHT = re.compile(r"(?:应当?|必?须|需|要求)在")
_BETWEEN = frozenset({"", "在", "但", "但在", "且", "且在", "并", "并在", "、", "至", "到", "后", "后在"})
"""What stands between the ends of 超过15日在30日内."""
_BEYOND = re.compile(r"(?:超过|超出|超|逾|晚于|多于|大于)$")


def _as_one(segment: Segment) -> Segment:
    """*segment* with one range for 超过30日在45日内, 2小时以上4小时以内 and 超过30日至45日内, as it is where it holds none."""
    for low, part in enumerate(segment[:-1]):
        unit = unit_of_limit(part) if not isinstance(part.value, tree.Word) else ""
        if unit not in TIMES:
            continue
        words = segment[low - 1].value if low else None
        if isinstance(part.value, tree.Between) and isinstance(words, tree.Word) and part.value.low_in is None:
            beyond = _BEYOND.search(words.text)
            head = (
                (Part(tree.Word(words.text[: beyond.start()]), segment[low - 1].start, part.start),) if beyond else ()
            )
            kept = tuple(one for one in head if isinstance(one.value, tree.Word) and one.value.text)
            between = evolve(part, value=evolve(part.value, low_in=False))
            return (*segment[: low - 1], *kept, between, *segment[low + 1 :]) if beyond else segment
        high = low + 1 if not isinstance(segment[low + 1].value, tree.Word) else low + 2
        joint = segment[low + 1].value if high == low + 2 else tree.Word("")
        if high >= len(segment) or not isinstance(joint, tree.Word) or joint.text not in _BETWEEN:
            return segment
        found = _range(part.value, segment[high].value)
        return (
            segment
            if found is None
            else (*segment[:low], Part(found, part.start, segment[high].end), *segment[high + 1 :])
        )
    return segment


def _range(low: tree.Value, high: tree.Value) -> tree.Between | None:
    """From *low* to *high*, where they are the ends of one range."""
    if not (isinstance(low, tree.Comparison) and isinstance(high, tree.Comparison)):
        return None
    ends = low.op in (">", "≥") and high.op in ("<", "≤", "")
    if not ends or low.limit.unit != high.limit.unit or low.limit.number >= high.limit.number:
        return None
    return tree.Between(low.limit, high.limit, low.op == "≥", high.op != "<")


def _times(cell: Cell, place: int, clause: Clause) -> Iterator[_Time]:
    for at, whole in enumerate(clause.segments):
        segment = _as_one(whole) if len(whole) > 2 else whole
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
