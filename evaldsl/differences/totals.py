"""What a change of rules can do to the total of a unit."""

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from math import inf

from attrs import evolve, frozen

from evaldsl.differences.extents import Apart, rounded_difference
from evaldsl.differences.grade_moves import GradeMove, TotalReplay, grade_moves, whole_unit
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ZERO, Expr, plus
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.reaches import Reach, Values
from evaldsl.interpreter.values import NOTHING, Bound
from evaldsl.proofs.prover import Method, Prover
from evaldsl.verification.comparison import Both, Pair, typed_under

FINE = Fraction(1, 10_000)


@frozen
class TotalExtent:
    """The most by which the second total is higher (above 0) or lower; *reached* by *unit*, else only not passed."""

    value: Bound
    reached: bool
    unit: TotalReplay | None


@frozen
class Totals:
    """What becomes of totals and grades; *unsettled* indicators have no known limit.

    *other_rules*: what fixes a grade whatever the total is (等级定为“差”) was changed; *moves* are those by the totals.
    """

    more: TotalExtent | None
    less: TotalExtent | None
    moves: tuple[GradeMove, ...]
    unsettled: tuple[str, ...] = ()
    other_rules: bool = False


def totals(both: Both, pairs: Sequence[Pair], found: Sequence[Apart]) -> Totals:
    """The most the totals can be apart, and which grades can become which."""
    both = evolve(both, prover=Prover(both.prover.scope, Method.PIECEWISE, ranges=both.prover.ranges))
    changed = [(pair, one) for pair, one in zip(pairs, found, strict=True) if not one.never]
    unsettled = tuple(pair.name for pair, one in changed if one.why or any(z.unit is None for z in one.on_zero))
    more, less = (total_extent(both, changed, upper=upper) for upper in (True, False))
    apart = ((less.value if less else NOTHING), (more.value if more else NOTHING)) if not unsettled else (-inf, inf)
    same_scale = both.first.rubric.grades == both.second.rubric.grades
    moves = () if not changed and same_scale else tuple(grade_moves(both, pairs, found, apart))
    rules = [{(rule.condition, rule.change) for rule in grade_rules(own.rubric)} for own in (both.first, both.second)]
    return Totals(more, less, moves, unsettled, rules[0] != rules[1])


def _ends(both: Both, pairs: Sequence[Pair]) -> tuple[Reach, Reach] | None:
    total: Expr = ZERO
    for pair in pairs:
        total = plus(total, rounded_difference(both, pair))
    try:
        return both.prover.ends(total)
    except Undecided:
        return None


def total_extent(both: Both, changed: Sequence[tuple[Pair, Apart]], *, upper: bool) -> TotalExtent | None:
    """The most by which the totals over *changed* can be apart in one direction; None when not at all."""
    each = [one.more if upper else one.less for _, one in changed]
    bound: Bound = sum((one.value for one in each if one is not None), NOTHING)
    if not bound:
        return None
    units = [one.unit for one in each if one is not None and one.unit is not None]
    level = [_level(both, pair, upper=upper) for (pair, _), one in zip(changed, each, strict=True) if one is None]
    tried = [_together(both, [*(dict(unit.values) for unit in units), *level])]
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


def _together(both: Both, units: Sequence[Values]) -> TotalReplay | None:
    """One unit that has the facts of all *units*; where they disagree, of the first."""
    values: Values = {}
    for unit in units:
        values = {**unit, **values}
    return _unit(both, values)


def _level(both: Both, pair: Pair, *, upper: bool) -> Values:
    """Facts with which an indicator does not go the other way; none when they are not known."""
    with suppress(Undecided):
        return both.prover.facts_where(both.inner(pair), "≥" if upper else "≤", NOTHING) or {}
    return {}


def _unit(both: Both, values: Values) -> TotalReplay | None:
    """A whole unit with these facts and anything else plain."""
    typed = typed_under(both, values)
    return None if typed is None else whole_unit(both, typed)
