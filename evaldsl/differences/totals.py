"""What a change of rules can do to the total and to the grade of a unit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import inf

from attrs import evolve, frozen

from evaldsl.differences.extents import Apart, Replay, rounded_difference
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ZERO, Expr, keys_of, plus
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.reaches import Reach, Values
from evaldsl.interpreter.rubric import GradeBand, Rubric
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer, base_facts
from evaldsl.interpreter.scores import Scorecard
from evaldsl.interpreter.values import Bound, round_half_up
from evaldsl.proofs.prover import Method, Prover, best_values
from evaldsl.proofs.units import typed_values
from evaldsl.verification.comparison import Both, Pair

NOTHING = Fraction(0)
FINE = Fraction(1, 10_000)


@frozen
class TotalReplay:
    """A whole unit under both rubrics."""

    values: tuple[tuple[str, Fraction | bool | str], ...]
    before: Scorecard
    after: Scorecard

    @property
    def difference(self) -> Fraction | None:
        """Total under the second minus total under the first; None while one of them is open."""
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


@frozen
class TotalExtent:
    """The most by which the second total is higher (above 0) or lower; *reached* by *unit*, else only not passed."""

    value: Bound
    reached: bool
    unit: TotalReplay | None


@frozen
class GradeMove:
    """A grade under the first rubric and another under the second: *unit* shows it, else it is only not ruled out."""

    before: str
    after: str
    unit: TotalReplay | None


@frozen
class Totals:
    """What becomes of totals and grades; *unsettled* indicators have no known limit."""

    more: TotalExtent | None
    less: TotalExtent | None
    moves: tuple[GradeMove, ...]
    unsettled: tuple[str, ...] = ()


def totals(both: Both, pairs: Sequence[Pair], found: Sequence[Apart]) -> Totals:
    """The most the totals can be apart, and which grades can become which."""
    both = evolve(both, prover=Prover(both.prover.scope, Method.PIECEWISE, ranges=both.prover.ranges))
    changed = [(pair, one) for pair, one in zip(pairs, found, strict=True) if not one.never]
    unsettled = tuple(pair.name for pair, one in changed if one.why or any(z.unit is None for z in one.on_zero))
    more, less = (_extent(both, changed, upper=upper) for upper in (True, False))
    return Totals(more, less, tuple(_moves(both, pairs, changed, more, less, settled=not unsettled)), unsettled)


def _ends(both: Both, pairs: Sequence[Pair]) -> tuple[Reach, Reach] | None:
    total: Expr = ZERO
    for pair in pairs:
        total = plus(total, rounded_difference(both, pair))
    try:
        return both.prover.ends(total)
    except Undecided:
        return None


def _extent(both: Both, changed: Sequence[tuple[Pair, Apart]], *, upper: bool) -> TotalExtent | None:
    each = [one.more if upper else one.less for _, one in changed]
    bound: Bound = sum((one.value for one in each if one is not None), NOTHING)
    if not bound:
        return None
    units = [one.unit for one in each if one is not None and one.unit is not None]
    tried = [_together(both, units)]
    if tried[0] is not None and tried[0].difference == bound:
        return TotalExtent(bound, True, tried[0])
    ends = None if any(one.on_zero for _, one in changed) else _ends(both, [pair for pair, _ in changed])
    if ends is not None:
        end = ends[1] if upper else ends[0]
        bound = end.value
        with suppress(Undecided):
            tried.append(_unit(both, end.near(FINE)))
    tried += [_unit(both, dict(unit.values)) for unit in units]
    known = [(unit.difference, unit) for unit in tried if unit is not None and unit.difference is not None]
    signed = [(gap, unit) for gap, unit in known if gap is not None and (gap > 0 if upper else gap < 0)]
    if not signed:
        return TotalExtent(bound, False, None)
    best = max(signed, key=lambda pair: abs(pair[0]))
    return TotalExtent(bound, best[0] == bound, best[1])


def _together(both: Both, units: Sequence[Replay]) -> TotalReplay | None:
    """One unit that has the facts of all *units*, where they do not disagree."""
    values: Values = {}
    for unit in units:
        values = {**dict(unit.values), **values}
    return _unit(both, values)


def _unit(both: Both, values: Values) -> TotalReplay | None:
    """A whole unit with these facts and anything else plain."""
    typed = typed_values(both.first, {key: value for key, value in values.items() if key in both.first.facts})
    if typed is None:
        return None
    typed = {**typed, **{key: value for key, value in values.items() if key not in both.first.facts}}
    return whole_unit(both, typed)


def whole_unit(both: Both, typed: Values) -> TotalReplay:
    """The totals of a unit under both; facts that it lacks are anything plain."""
    scope = both.prover.scope
    keys = [fact.key for one in (both.first, both.second) for fact in one.rubric.facts]
    plain = {key: scope.some_value(key) for key in dict.fromkeys(keys)}
    for rule in (rule for one in (both.first, both.second) for rule in grade_rules(one.rubric)):
        plain |= {key: False for key in keys_of(rule.condition) if False in scope.finite.get(key, ())}
    filled = plain | typed
    before, after = (score(own, filled) for own in (both.first, both.second))
    return TotalReplay(tuple(filled.items()), before, after)


# ---- grades


def _moves(
    both: Both,
    pairs: Sequence[Pair],
    changed: Sequence[tuple[Pair, Apart]],
    more: TotalExtent | None,
    less: TotalExtent | None,
    *,
    settled: bool,
) -> Iterator[GradeMove]:
    """Pairs of grades that are not ruled out, each with a unit that makes the move, if one is found."""
    same_scale = both.first.rubric.grades == both.second.rubric.grades
    if not changed and same_scale:
        return
    high = (more.value if more else NOTHING) if settled else inf
    low = (less.value if less else NOTHING) if settled else -inf
    ranges = [_range(own, both) for own in (both.first, both.second)]
    units = list(_candidates(both, pairs, changed, more, less))
    for one in both.first.rubric.grades:
        for other in both.second.rubric.grades:
            if one.word != other.word and _possible(both, one, other, ranges, (low, high)):
                shown = (unit for unit in units if unit.before.grade == one.word and unit.after.grade == other.word)
                yield GradeMove(one.word, other.word, next(shown, None))


def _range(own: Scorer, both: Both) -> tuple[Bound, Bound]:
    """The least and the greatest total; endless where that is not known."""
    low: Bound = NOTHING
    high: Bound = NOTHING
    for indicator in own.rubric.indicators:
        try:
            ends = both.prover.ends(both.bound(indicator_to_expr(indicator), own))
        except Undecided:
            return -inf, inf
        decimals = own.rubric.conventions.decimals
        low, high = low + round_half_up(ends[0].value, decimals), high + round_half_up(ends[1].value, decimals)
    if own.rubric.conventions.zero_denominator is not None:
        low, high = min(low, NOTHING), max(high, own.rubric.full)
    return low, high


def _possible(
    both: Both, one: GradeBand, other: GradeBand, ranges: Sequence[tuple[Bound, Bound]], apart: tuple[Bound, Bound]
) -> bool:
    """Whether totals of these grades, so far apart, are not ruled out; totals are whole numbers of the last place."""
    (low, high), (least, most) = (
        _closed(band, own.rubric, limits)
        for band, own, limits in zip((one, other), (both.first, both.second), ranges, strict=True)
    )
    return low <= high and least <= most and max(apart[0], least - high) <= min(apart[1], most - low)


def _closed(band: GradeBand, rubric: Rubric, limits: tuple[Bound, Bound]) -> tuple[Bound, Bound]:
    step = Fraction(1, 10**rubric.conventions.decimals)
    low: Bound = -inf if band.low is None else band.low if band.low_in else band.low + step
    high: Bound = inf if band.high is None else band.high if band.high_in else band.high - step
    return max(low, limits[0]), min(high, limits[1])


def _candidates(
    both: Both,
    pairs: Sequence[Pair],
    changed: Sequence[tuple[Pair, Apart]],
    more: TotalExtent | None,
    less: TotalExtent | None,
) -> Iterator[TotalReplay]:
    """Units that are as far apart as can be, with all else set so that their totals lie about the edge of a grade."""
    names, scope = {pair.name for pair, _ in changed}, both.prover.scope
    grading = [
        key for own in (both.first, both.second) for rule in grade_rules(own.rubric) for key in keys_of(rule.condition)
    ]
    for key in grading:  # nothing but the total is to fix the grade
        scope = scope.fixed(key, False) if False in scope.finite.get(key, ()) else scope
    both = evolve(both, prover=Prover(scope, Method.PIECEWISE))
    for extent in (more, less):
        if extent is None or extent.unit is None or not extent.unit.difference:
            continue
        used = _facts_of(both, [pair for pair, _ in changed])
        fixed = {key: value for key, value in extent.unit.values if key in used and key not in grading}
        steered = list(_steerable(both, [pair for pair in pairs if pair.name not in names], used))
        edges = {end for own in (both.first, both.second) for one in own.rubric.grades for end in (one.low, one.high)}
        for edge in sorted(end for end in edges if end is not None):
            yield _near(both, fixed, steered, edge, extent.unit.difference)


def _facts_of(both: Both, pairs: Sequence[Pair]) -> set[str]:
    found: set[str] = set()
    for own, side in ((both.first, "first"), (both.second, "second")):
        for pair in pairs:
            indicator = getattr(pair, side)
            for key in keys_of(indicator_to_expr(indicator)) if indicator is not None else ():
                found.update(base_facts(own, key))
    return found


@frozen
class _Steered:
    """An indicator that is the same in both and reads facts of its own: units at its best and at its worst."""

    best: Values
    worst: Values
    lost: Fraction


def _steerable(both: Both, pairs: Sequence[Pair], used: set[str]) -> Iterator[_Steered]:
    taken = set(used)
    for pair in pairs:
        if pair.first is None:
            continue
        own = _facts_of(both, [pair])
        if own & taken:
            continue
        try:
            low, high = both.prover.ends(both.bound(indicator_to_expr(pair.first), both.first))
            sides = [typed_values(both.first, end.near(FINE)) for end in (low, high)]
        except Undecided:
            continue
        if sides[0] is None or sides[1] is None:
            continue
        worst, best = (best_values(both.prover.scope, ZERO, side) for side in sides if side is not None)
        scope = both.prover.scope
        anything = {key: scope.some_value(key) for key in own}
        worst, best = {**anything, **worst}, {**anything, **best}
        scores = [both.scores(pair, values) for values in (worst, best)]
        if scores[0] is not None and scores[1] is not None and scores[1][0] > scores[0][0]:
            taken |= own
            yield _Steered(best, worst, scores[1][0] - scores[0][0])


def _near(
    both: Both, fixed: Mapping[str, Fraction | bool | str], steered: Sequence[_Steered], edge: Fraction, gap: Fraction
) -> TotalReplay:
    """A unit whose totals lie on both sides of *edge*, if choosing best or worst for each indicator gets there."""
    best = {key: value for one in steered for key, value in one.best.items()}
    top = whole_unit(both, {**best, **fixed})
    start = top.before.score
    if start is None:
        return top
    room = start - edge + max(gap, NOTHING)  # after losing at most this much, the higher total is still at the edge
    values, lost = dict(best), NOTHING
    for one in sorted(steered, key=lambda each: each.lost, reverse=True):
        if lost + one.lost <= room:
            values.update(one.worst)
            lost += one.lost
    return whole_unit(both, {**values, **fixed})
