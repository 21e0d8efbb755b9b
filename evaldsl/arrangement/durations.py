"""24小时内办结得4分，48小时内办结得2分，超过48小时不得分: how long something took, where a cell compares it more than once."""

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.failings import is_late_form
from evaldsl.clauses.grouping import Clause, Group, clean, text_of
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.clauses.relative_limits import LATE
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import TIMES

_WITHIN = re.compile(r"(?:\(含\))?(?:以内|之内|内)(?:\(含\))?([^\d()]{2,12})")
_SPEAKS = re.compile(r"[时日天月周年钟秒]以?内")


@frozen
class _Time:
    """A number of days or hours in a segment: *head* before it, *verb* behind it, *within* where the words say 内; *beside* other
    words, 逾期5日以上或未报送, which keep theirs."""

    place: int
    at: int
    head: str
    part: Part
    unit: str
    verb: str
    within: bool
    beside: bool = False


def speaks_of_durations(cell: Cell) -> bool:
    """Whether *cell* holds words such as 24小时内."""
    return "内" in cell.plain and bool(_SPEAKS.search(cell.plain.replace("(含)", "")))


def read_durations(cell: Cell, group: Group) -> None:
    """Makes the times of *group* limits of one number, where what is to be done in time is done in another time as well."""
    times = [one for place, clause in enumerate(group.clauses) for one in _times(cell, place, clause)]
    while times:
        first = next((one for one in times if _begins(group.clauses[one.place], one)), None)
        if first is None:
            return
        same = [one for one in times if one is first or _of_the_same(first, one)]
        times = [one for one in times if one not in same]
        for one in same if len({one.place for one in same}) > 1 else ():
            if one.beside:
                continue
            clause = group.clauses[one.place]
            segments = list(clause.segments)
            segments[one.at] = _limit(one, _name(first))
            group.clauses[one.place] = evolve(clause, segments=tuple(segments))


def _begins(clause: Clause, one: _Time) -> bool:
    """Whether *one* is a time within which something is done for points, or late."""
    late = isinstance(clause.value, tree.Deduction) and _LATE.fullmatch(one.head)
    awards = isinstance(clause.value, (tree.Award, tree.Full)) and not clause.otherwise
    return one.within and bool(one.verb) and (awards or bool(late))


def _of_the_same(first: _Time, one: _Time) -> bool:
    return one.unit == first.unit and first.verb.startswith(one.verb) and one.head in ("", first.head)


EARLY = "提前时间"
_LATE = re.compile(LATE)


def _name(first: _Time) -> str:
    """超期 of 超期5日内报送, which 超期5日以上 speaks of as well; else how long something took."""
    if first.head == "提前":
        return EARLY
    if _LATE.fullmatch(first.head) or first.head.startswith(("晚于", "迟于")):
        return first.head
    return f"{_OUGHT.sub('在', first.head).removesuffix('在')}{first.verb}用时"


_LATE_OR = re.compile(
    rf"(?:未[^,，、]{{1,6}}?(?:或者?|、|及))?({LATE})[\d.]+\D{{1,3}}(?:以上)?(?:(?:或者?|、|及)(?:未|拒不|不|漏)[^,，、]{{1,6}})?"
)
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
        if late := _LATE_OR.fullmatch(text_of(cell, segment)):
            part = segment[number]
            yield _Time(place, at, late[1], part, unit_of_limit(part), "", False, True)
            continue
        tail = clean(text_of(cell, behind)).removesuffix("的") if behind else ""
        match = _WITHIN.fullmatch(tail)
        verb = clean(match[1]) if match else tail
        part = segment[number]
        within = match is not None or cell.plain[part.start : part.end].endswith("内")
        yield _Time(place, at, head, part, unit_of_limit(part), verb, within)


def _limit(one: _Time, name: str) -> Segment:
    value = one.part.value
    if isinstance(value, tree.Comparison) and (one.within or not value.op):
        value = evolve(value, op="≤")
        if name == EARLY:
            value = tree.Between(tree.Quantity(Fraction(0), value.limit.unit), value.limit, False, None)
    return Part(tree.Word(name), one.part.start, one.part.start), evolve(one.part, value=value)


def of_one_time(item: ItemDraft, found: Condition, amount: tree.Amount | None, whole: Fraction | None) -> bool:
    """按期批复得2分，逾期10日内批复得1分: nobody is in time and late, whichever of the two stands first; who is early by some
    days gets more than who is in time, and not both, unless both make up the *whole*."""
    first, words = item.cases[0].text, found.judged or (found.compared[0].subject if found.compared else "")
    last, measure = item.cases[-1].value, item.measure
    if not words or amount is None or item.effects:
        return False
    if measure is not None:
        said = next((case.text for case in item.cases if case.text), "")
        late = is_late_form(words, said) if said else _in_time(words) and not found.compared
        return measure.name == EARLY and late
    if last is None or amount.high < last:
        return is_late_form(words, first)
    early = bool(found.compared) and words == EARLY and _in_time(first) and amount.high + last != whole
    return early or (amount.high > last and is_late_form(first, words))


def _in_time(words: str) -> bool:
    return is_late_form("迟", words)


def place_in_time(cases: list[CaseDraft], draft: CaseDraft) -> int:
    """Where *draft* stands among *cases*: who is early is so before being in time."""
    if not (draft.limits and draft.limits[0].fact.name == EARLY):
        return len(cases)
    return next((place for place, case in enumerate(cases) if not case.limits), len(cases))
