"""Interpolations: between the limits that bands name the points go in a straight line, where the words say so."""

import itertools
from fractions import Fraction

from evaldsl.clauses.drafts import CaseDraft, Interpolation, ItemDraft
from evaldsl.clauses.limits import Limit
from evaldsl.interpreter import expressions as ex

Point = tuple[Fraction, Fraction]
"""A number of the measure and what it gets."""


def points_named(draft: ItemDraft) -> None:
    """95%得10分，85%得6分 with 插值 between: 85% is that number alone, and more than the best is as good."""
    named = [(case, case.limits[0]) for case in draft.cases if len(case.limits) == 1 and case.limits[0].high is None]
    bare = [(case, limit) for case, limit in named if not limit.op]
    ends = [limit.low for _, limit in named]
    best = max((case.value for case, _ in named if case.value is not None), default=None)
    for case, limit in bare:
        top = case.value is None or case.value == best
        limit.op = "≥" if top and limit.low == max(ends) else "≤" if top and limit.low == min(ends) else "="


def interpolate(draft: ItemDraft, whole: Fraction | None) -> list[Interpolation]:
    """Puts the straight lines among the bands of *draft*, which is worth *whole*; those that have no two ends."""
    unread: list[Interpolation] = []
    for one in draft.interpolations:
        if one.ranged is not None:
            lines = _along(draft, one.ranged, whole)
            if lines:
                one.ranged.points, one.ranged.value = _line(one.ranged.limits[0], *lines), None
        else:
            lines = _between(draft, one, whole)
            for start, end in itertools.pairwise(lines):
                _put(draft, one, start, end)
        gained = [points for _, points in lines]
        if len(lines) < 2 or one.points not in (None, (min(gained), max(gained))):
            unread.append(one)
    return unread


def _value(case: CaseDraft, whole: Fraction | None) -> Fraction | None:
    """What *case* gets, where that is one number."""
    if isinstance(case.points, ex.Rest):
        return whole
    return case.points.value if isinstance(case.points, ex.Number) else None


def _points(cases: tuple[CaseDraft, ...] | list[CaseDraft], whole: Fraction | None) -> dict[Fraction, Fraction]:
    """The ends that *cases* name; of two bands that meet at a number, it is the one's that takes it."""
    found: dict[Fraction, Fraction] = {}
    for taken in (False, True):
        for case in reversed(cases):
            value = _value(case, whole)
            plain = len(case.limits) == 1 and not case.others and case.kind is None
            for end in case.limits[0].thresholds() if plain and value is not None else ():
                if (case.limits[0].includes(end) is not False) is taken and value is not None:
                    found[end] = value
    return found


def _between(draft: ItemDraft, one: Interpolation, whole: Fraction | None) -> list[Point]:
    """The ends of the straight lines, in their order; none where the bands are of several measures."""
    if len({limit.fact.key for case in draft.cases for limit in case.limits}) > 1:
        return []
    own = _points([case for case in draft.cases if case in one.cases], whole)
    found = own if one.within is None and len(own) > 1 else _points(draft.cases, whole)
    if one.within is None:
        return sorted(found.items())
    low, high = one.within
    return (
        sorted((end, points) for end, points in found.items() if low <= end <= high) if {low, high} <= {*found} else []
    )


def _along(draft: ItemDraft, case: CaseDraft, whole: Fraction | None) -> list[Point]:
    """80%-95%得6-8分: 6 at the end that lies beside the band with less, 8 at the other."""
    facts, points = {limit.fact.key for limit in case.limits}, case.points
    if len(facts) != 1 or not isinstance(points, ex.Arithmetic):
        return []
    spread = [part.value for part in (points.right, getattr(points.left, "right", None)) if isinstance(part, ex.Number)]
    if len(spread) != 2:
        return []
    most, least = max(spread), min(spread)
    beside = _points([one for one in draft.cases if one is not case], whole)
    least_of, most_of = _ends(case.limits, [*beside])
    if least_of is None and not least and most_of is not None and most_of > 0:
        least_of = Fraction(0)  # 80%以下的，在0-5分内按比例计分
    if least_of is None or most_of is None:
        return []
    below, above = beside.get(least_of), beside.get(most_of)
    if below is None and above is None:
        return []
    rising = above >= most if above is not None else below is not None and below <= least
    falling = below >= most if below is not None else above is not None and above <= least
    if rising == falling:
        return []
    return [(least_of, least if rising else most), (most_of, most if rising else least)]


def _ends(limits: list[Limit], beside: list[Fraction]) -> tuple[Fraction | None, Fraction | None]:
    """Between which numbers *limits* are: to the next one *beside* where they name one end alone, 80%以上 below 100%."""
    low = max((one.low for one in limits if one.high is not None or one.op in ("≥", ">")), default=None)
    high = min((one.high or one.low for one in limits if one.high is not None or one.op in ("≤", "<")), default=None)
    if high is None:
        high = min((one for one in beside if low is not None and one > low), default=None)
    elif low is None:
        low = max((one for one in beside if one < high), default=None)
    return low, high


def _put(draft: ItemDraft, one: Interpolation, start: Point, end: Point) -> None:
    """The band from *start* to *end*, before the one that would take the numbers between them."""
    (fact,) = {limit.fact.key: limit.fact for case in draft.cases for limit in case.limits}.values()
    middle = (start[0] + end[0]) / 2
    taking = [case for case in draft.cases if case.limits and case.limits[0].includes(middle)]
    for case in taking:
        limit = case.limits[0]
        if limit.high is None and limit.low in (start[0], end[0]):
            limit.op = "="
    taken = [any(case.limits[0].includes(x) for case in draft.cases if case.limits) for x in (start[0], end[0])]
    limit = Limit(fact, "", start[0], end[0], not taken[0], not taken[1], True, span=one.span)
    place = draft.cases.index(taking[0]) if taking else len(draft.cases)
    draft.cases.insert(place, CaseDraft([limit], [], _line(limit, start, end), None, one.words, one.span))


def _line(limit: Limit, start: Point, end: Point) -> ex.Expr:
    """The points on the way from *start* to *end*."""
    measure = ex.Ref(limit.fact.key)
    way = ex.minus(measure, ex.number(start[0])) if start[0] else measure
    part = ex.over(way, ex.number(end[0] - start[0]))
    if start[1] == end[1]:
        return ex.number(start[1])
    more = ex.times(ex.number(abs(end[1] - start[1])), part)
    if not start[1] and end[1] > 0:
        return more
    return ex.plus(ex.number(start[1]), more) if end[1] > start[1] else ex.minus(ex.number(start[1]), more)
