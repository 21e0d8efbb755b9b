"""Whether a grade can become another where totals alone do not tell: weighed sums rule it out, steps from unit to unit show it."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush, nsmallest

from attrs import define, field, frozen

from evaldsl.differences.extents import Apart, bounds_of
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ZERO, Expr, minus, number, times
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.values import Bound
from evaldsl.proofs.rounding import is_whole
from evaldsl.verification.comparison import Both, Pair, typed_under

NOTHING, ONE = Fraction(0), Fraction(1)
WEIGHTS = tuple(Fraction(one, 20) for one in (10, 15, 16, 18, 19, 21, 22, 25, 30, 40, 8, 5))
"""How much a point under the first rubric counts against one under the second, the likeliest first."""
MOST_TRIED, MOST_BRANCHES = 300, 6
Points = tuple[int, int]
Limits = tuple[Bound, Bound]


@define
class WeighedSums:
    """The most and the least that the total of the second rubric, less so many times that of the first, can be."""

    both: Both
    pairs: Sequence[Pair]
    found: Sequence[Apart]
    sums: dict[tuple[Fraction, int], Bound] = field(factory=dict)

    def rule_out(self, first: Limits, second: Limits) -> bool:
        """Whether no unit has totals in both ranges, ends included."""
        if any(one.on_zero for one in self.found):
            return False
        return any(
            second[0] - weight * first[1] > self._sum(weight, 1) or second[1] - weight * first[0] < -self._sum(weight, -1)
            for weight in WEIGHTS
        )  # fmt: skip

    def _sum(self, weight: Fraction, sign: int) -> Bound:
        """What *sign* times the second, less *weight* times the first, cannot pass."""
        if (weight, sign) not in self.sums:
            total: Bound = NOTHING
            try:
                for pair in self.pairs:
                    total += self._most(pair, weight, sign)
            except Undecided:
                total = float("inf")
            self.sums[weight, sign] = total
        return self.sums[weight, sign]

    def _most(self, pair: Pair, weight: Fraction, sign: int) -> Bound:
        before, after = self._expr(pair, second=False), self._expr(pair, second=True)
        ends = bounds_of(self.both.prover, minus(after, times(number(weight), before)))
        most = ends[1].value if sign > 0 else -ends[0].value
        zeros = [NOTHING]
        if pair.first is not None and pair.second is not None:
            zeros.append(sign * (pair.second.full - weight * pair.first.full))
        conventions = [own.rubric.conventions for own in (self.both.first, self.both.second)]
        if any(one.zero_denominator is not None for one in conventions):
            most = max(most, *zeros)
        for expr, one, factor in ((before, conventions[0], weight), (after, conventions[1], ONE)):
            if not is_whole(expr, one.decimals, self.both.prover.scope):
                most += factor / (2 * 10**one.decimals)
        return most

    def _expr(self, pair: Pair, *, second: bool) -> Expr:
        indicator, own = (pair.second, self.both.second) if second else (pair.first, self.both.first)
        return ZERO if indicator is None else self.both.bound(indicator_to_expr(indicator), own)


@frozen
class _Step:
    """Facts for one indicator, and its points with them, in units of the last place."""

    place: int
    values: Values
    points: Points


@define
class UnitSearch:
    """Goes from unit to unit, one indicator at a time, towards totals under both rubrics. *tried* counts the units."""

    both: Both
    pairs: Sequence[Pair]
    choices: Sequence[Sequence[Values]]
    scale: int
    steps: list[_Step] = field(init=False)
    reads: list[frozenset[str]] = field(init=False)
    tried: int = 0

    def __attrs_post_init__(self) -> None:
        self.reads = [frozenset(self.both.reads(pair)) for pair in self.pairs]
        self.steps = list(self._steps())

    def _steps(self) -> Iterator[_Step]:
        for place, some in enumerate(self.choices):
            for values in some:
                typed = typed_under(self.both, values)
                points = None if typed is None else self._score(place, typed)
                if typed is not None and points is not None:
                    yield _Step(place, typed, points)

    def _score(self, place: int, values: Values) -> Points | None:
        scores = self.both.scores(self.pairs[place], values)
        return None if scores is None else (int(scores[0] * self.scale), int(scores[1] * self.scale))

    def found(self, starts: Sequence[Values], first: Limits, second: Limits) -> Values | None:
        """A unit in both ranges, the units nearest to them followed first; None where none came of so many."""
        units = [(values, self._points(values)) for values in starts]
        seen = {_totals(points) for _, points in units}
        queue = [(self._away(_totals(points), first, second), place) for place, (_, points) in enumerate(units)]
        heapify(queue)
        while queue and self.tried < MOST_TRIED:
            away, place = heappop(queue)
            values, points = units[place]
            if not away:
                return values
            for step in self._nearest(points, seen, first, second):
                self.tried += 1
                tried = {**values, **step.values}
                after = self._points(tried, step, points)
                if (totals := _totals(after)) not in seen:
                    seen.add(totals)
                    heappush(queue, (self._away(totals, first, second), len(units)))
                    units.append((tried, after))
        return None

    def _nearest(self, points: Sequence[Points], seen: set[Points], first: Limits, second: Limits) -> list[_Step]:
        """The steps that lead nearest to both ranges, each to other totals."""
        total, found = _totals(points), dict[Points, _Step]()
        for step in self.steps:
            before, after = points[step.place], step.points
            totals = total[0] + after[0] - before[0], total[1] + after[1] - before[1]
            if totals not in seen:
                found.setdefault(totals, step)
        nearest = nsmallest(MOST_BRANCHES, found, key=lambda totals: self._away(totals, first, second))
        return [found[totals] for totals in nearest]

    def _away(self, totals: Points, first: Limits, second: Limits) -> Bound:
        """How far the totals are from the two ranges."""
        return sum(
            max(limits[0] * self.scale - total, total - limits[1] * self.scale, 0)
            for total, limits in zip(totals, (first, second), strict=True)
        )

    def _points(self, values: Values, step: _Step | None = None, known: Sequence[Points] = ()) -> list[Points]:
        """The points of every indicator; of those that a step does not touch as they are *known*."""
        return [
            known[place] if step and self.reads[place].isdisjoint(step.values) else self._score(place, values) or (0, 0)
            for place in range(len(self.pairs))
        ]


def _totals(points: Sequence[Points]) -> Points:
    return sum(one for one, _ in points), sum(other for _, other in points)
