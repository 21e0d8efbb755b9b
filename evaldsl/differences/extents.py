"""How far the points of one indicator can be apart under two rubrics, and the units that show it."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod

from attrs import evolve, frozen

from evaldsl.differences.regions import Region, region_of
from evaldsl.differences.replays import Replay, replay
from evaldsl.differences.zeros import MOST_JUDGED, OnZero, on_zero
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ZERO, Arithmetic, Expr, If, Number, minus
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import Scope, range_of
from evaldsl.interpreter.reaches import Range, Reach, Values, hull, operated
from evaldsl.interpreter.rubric import Indicator
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.values import NOTHING, Bound
from evaldsl.proofs.prover import Prover, base_expr, best_values
from evaldsl.proofs.rounding import is_whole, rounded_expr
from evaldsl.proofs.units import plainer_decimals, plainest
from evaldsl.verification.comparison import Both, Pair, knowing, typed_under

NEAR = (Fraction(1, 200), Fraction(1, 1000), Fraction(1, 10_000))
"""How near a unit comes to an end that none reaches: as plain as possible first."""
FEW_CELLS = 60


@frozen
class Extent:
    """The most by which the second rubric gives more (*value* above 0) or less (below 0), rounded as points are.

    *reached*: the unit has exactly this difference; else *value* is only known not to be passed. *rounding*: it is there
    only because the rubrics round to other decimals.
    """

    value: Bound
    reached: bool
    unit: Replay | None
    rounding: bool = False


@frozen
class Apart:
    """How the points of one indicator differ: where, by how much in both directions; *why* if that is not decided."""

    region: Region | None
    more: Extent | None
    less: Extent | None
    on_zero: tuple[OnZero, ...] = ()
    why: str = ""
    rounds: bool = False
    """Whether points in the region can be so close that rounding makes them the same."""

    @property
    def only_rounding(self) -> bool:
        """Whether the points differ only because the rubrics round to other decimals."""
        ends = [one for one in (self.more, self.less) if one is not None]
        return bool(ends) and not self.why and not self.on_zero and all(one.rounding for one in ends)

    @property
    def never(self) -> bool:
        """Whether the points are the same for every unit, which is proved."""
        return not self.why and self.more is None and self.less is None and not self.on_zero


def apart(both: Both, pair: Pair, *, where: bool = True) -> Apart:
    """Where and by how much the points of *pair* differ; not *where*: the region is left out, which takes longest."""
    difference = _difference(both, pair)
    zeros = tuple(on_zero(both, pair))
    decimals = _decimals(both)
    changed_rounding = decimals[0] != decimals[1]
    try:
        low, high = bounds_of(both.prover, difference)
        if not changed_rounding and low.value == high.value == 0:
            return _with_zeros(Apart(Region((), ()), None, None), zeros)
        rounded = _Rounded(both, pair, difference)
        more, less = rounded.extent(high, upper=True), rounded.extent(low, upper=False)
        if more is None and less is None:
            return _with_zeros(Apart(Region((), ()), None, None), zeros)
    except Undecided as why:
        return Apart(_region(both, pair, difference) if where else None, None, None, zeros, str(why))
    region = None if changed_rounding or not where else _region(both, pair, difference)
    rounds = not is_whole(difference, decimals[0], both.prover.scope)
    return _with_zeros(Apart(region, more, less, rounds=rounds), zeros)


def _difference(both: Both, pair: Pair) -> Expr:
    """Second minus first, before what acts on the sum (本指标不得分) where that is the same: it brings nothing further apart."""
    if pair.first is not None and pair.second is not None and pair.first.full != pair.second.full:
        return both.difference(pair)
    return both.inner(pair)


def _region(both: Both, pair: Pair, difference: Expr) -> Region:
    """Where *difference* is not 0, and what acts on the sum leaves some of it."""
    scope = both.prover.scope
    if pair.first is None or pair.second is None or not pair.first.effects:
        return region_of(difference, scope)
    whole = region_of(both.difference(pair), scope, FEW_CELLS)
    if whole.complete:
        return whole
    before = region_of(difference, scope)
    return evolve(before, cells=tuple(evolve(cell, surely=False) for cell in before.cells))


def _decimals(both: Both) -> tuple[int, int]:
    return both.first.rubric.conventions.decimals, both.second.rubric.conventions.decimals


def _with_zeros(found: Apart, zeros: tuple[OnZero, ...]) -> Apart:
    """*found* with what denominators of 0 bring, where that is further apart."""
    more, less = found.more, found.less
    for one in zeros:
        if one.unit is None:
            continue
        extent = Extent(one.unit.difference, True, one.unit)
        if extent.value > (more.value if more else 0):
            more = extent
        if extent.value < (less.value if less else 0):
            less = extent
    return evolve(found, more=more, less=less, on_zero=zeros)


def bounds_of(prover: Prover, difference: Expr) -> Range:
    """Ends that *difference*, after minus before, cannot pass: its own if they are found. Raises Undecided."""
    try:
        return prover.ends(difference)
    except Undecided as why:
        if not isinstance(difference, Arithmetic) or difference.op != "-":
            raise
        low, high = prover.ends(difference.left)[0], prover.ends(difference.left)[1]
        least, most = prover.ends(difference.right)
        ends = [_apart(low, most), _apart(high, least)]
        try:
            closer = _closer(prover, difference.right, difference.left)
        except Undecided:
            closer = None
        if closer is not None:
            ends = [max(ends[0], closer[0], key=_value), min(ends[1], closer[1], key=_value)]
        if isinstance(ends[0].value, float) and isinstance(ends[1].value, float):
            raise why
        return ends[0], ends[1]


def _value(end: Reach) -> Bound:
    return end.value


def _apart(one: Reach, other: Reach) -> Reach:
    return Reach(one.value - other.value, False, lambda eps: {**other.near(eps), **one.near(eps)})


def _closer(prover: Prover, before: Expr, after: Expr) -> Range | None:
    """What follows from the parts: the greater of two with the same number is no further apart than the two."""
    match before, after:
        case Arithmetic("min" | "max" as op, one, Number() as end), Arithmetic(same, other, stop) if (op, end) == (
            same,
            stop,
        ):
            low, high = bounds_of(prover, minus(other, one))
            return _with_nothing(low, upper=False), _with_nothing(high, upper=True)
        case If(condition, one, rest), If(same_condition, other, otherwise) if condition == same_condition:
            return hull([bounds_of(prover, minus(other, one)), bounds_of(prover, minus(otherwise, rest))])
        case Arithmetic("+" | "-" as op, one, rest), Arithmetic(same, other, otherwise) if op == same:
            return operated(op, bounds_of(prover, minus(other, one)), bounds_of(prover, minus(otherwise, rest)))
        case _:
            return None


def _with_nothing(end: Reach, *, upper: bool) -> Reach:
    beyond = end.value < 0 if upper else end.value > 0
    return Reach(NOTHING if beyond else end.value, False, end.near)


# ---- the ends, rounded


@frozen
class _Rounded:
    """The difference of the rounded points of one indicator."""

    both: Both
    pair: Pair
    difference: Expr

    def extent(self, end: Reach, *, upper: bool) -> Extent | None:
        """How far the rounded points can be apart in one direction; None when not at all. Raises Undecided."""
        bound = self._bound(end.value, upper=upper)
        rounding = end.value <= 0 if upper else end.value >= 0
        if (bound <= 0) if upper else (bound >= 0):
            return None
        exact = bound == end.value and end.attained and len(set(_decimals(self.both))) == 1
        if not exact and not isinstance(bound, float):
            ends = self._exact_ends()
            if ends is not None:
                end = ends[1] if upper else ends[0]
                bound = end.value
                if (bound <= 0) if upper else (bound >= 0):
                    return None
        return evolve(self._shown(end, bound, upper=upper), rounding=rounding)

    def _bound(self, value: Bound, *, upper: bool) -> Bound:
        """What the rounded difference cannot pass: rounding keeps the order, and moves a whole last place by itself."""
        if isinstance(value, float):
            return value
        ours, theirs = _decimals(self.both)
        scale = 10 ** max(ours, theirs)
        if ours != theirs:
            slack = Fraction(1, 2 * 10**ours) + Fraction(1, 2 * 10**theirs)
            value += slack if upper else -slack
        return Fraction(ceil(value * scale) if upper else floor(value * scale), scale)

    def _exact_ends(self) -> tuple[Reach, Reach] | None:
        try:
            return range_of(rounded_difference(self.both, self.pair), evolve(self.both.prover.scope, spent=[0]))
        except Undecided:
            return None

    def _shown(self, end: Reach, bound: Bound, *, upper: bool) -> Extent:
        tried: list[Values] = []
        for eps in NEAR:
            values = end.near(eps)
            if values not in tried and not isinstance(bound, float):
                tried.append(values)
                unit = replayed(self.both, self.pair, values, _at_least(bound, upper=upper))
                if unit is not None:
                    return Extent(bound, unit.difference == bound, unit)
        unit = replayed(self.both, self.pair, end.near(NEAR[-1]), _beyond_nothing(upper=upper))
        return Extent(bound, False, unit)


def _at_least(target: Fraction, *, upper: bool) -> Callable[[Fraction], bool]:
    return (lambda difference: difference >= target) if upper else (lambda difference: difference <= target)


def _beyond_nothing(*, upper: bool) -> Callable[[Fraction], bool]:
    return (lambda difference: difference > 0) if upper else (lambda difference: difference < 0)


def rounded_difference(both: Both, pair: Pair) -> Expr:
    """Second minus first, each rounded as its rubric says."""
    return minus(_rounded(both, pair.second, both.second), _rounded(both, pair.first, both.first))


def _rounded(both: Both, indicator: Indicator | None, own: Scorer) -> Expr:
    if indicator is None:
        return ZERO
    expr = both.bound(indicator_to_expr(indicator), own)
    return rounded_expr(expr, own.rubric.conventions.decimals, both.prover.scope)


# ---- units


def replayed(both: Both, pair: Pair, values: Values, holds: Callable[[Fraction], bool]) -> Replay | None:
    """The plainest unit near *values* whose points differ as *holds* says, scored by the interpreter under both."""
    known = knowing(both)

    def shows(tried: Values) -> bool:
        scores = both.scores(pair, tried)
        return scores is not None and holds(scores[1] - scores[0])

    typed = _typed(both, pair, values)
    if typed is None:
        return None
    if any(key in both.first.rates for key in values):
        values = plainer_decimals(
            known, values, lambda tried: (some := _typed(both, pair, tried)) is not None and shows(some)
        )
        typed = _typed(both, pair, values) or typed
    showing = next((tried for tried in _judged(both.prover.scope, typed) if shows(tried)), None)
    return None if showing is None else replay(both, pair, plainest(known, showing, shows))


def _typed(both: Both, pair: Pair, values: Values) -> Values | None:
    """*values* as they are typed, rates replaced by facts that give them, other facts at their best."""
    typed = typed_under(both, values)
    if typed is None:
        return None
    for own, indicator in ((both.first, pair.first), (both.second, pair.second)):
        if indicator is not None:
            best = best_values(both.prover.scope, base_expr(own, indicator_to_expr(indicator)), typed)
            typed = {**best, **typed}
    facts = both.first.facts.keys() | both.second.facts.keys()
    return {key: value for key, value in typed.items() if key in facts}


def _judged(scope: Scope, values: Values) -> Iterator[Values]:
    """*values*, then with other judgements, as far as there are not too many: what is to be seen may hide behind one."""
    yield values
    keys = [key for key in values if key in scope.finite]
    some = [scope.finite[key] for key in keys]
    if prod(map(len, some)) <= MOST_JUDGED:
        for chosen in product(*some):
            yield {**values, **dict(zip(keys, chosen, strict=True))}
