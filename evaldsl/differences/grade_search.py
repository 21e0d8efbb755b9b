"""Whether a grade can become another where totals alone do not tell: weighed sums rule it out, a unit that is put together shows it."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, islice

from attrs import define, field

from evaldsl.differences.extents import Apart, bounds_of
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ZERO, Expr, minus, number, times
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.values import NOTHING, Bound
from evaldsl.proofs.rounding import is_whole
from evaldsl.verification.comparison import Both, Pair, typed_under

ONE = Fraction(1)
WEIGHTS = tuple(Fraction(one, 20) for one in (10, 15, 16, 18, 19, 21, 22, 25, 30, 40, 8, 5))
"""How much a point under the first rubric counts against one under the second, the likeliest first."""
CELLS, MOST_UNITS, MOST_PAIRS = 2, 600, 100
"""Totals that are less than half a point apart are alike, further apart where there are many; so many pairs of changes are
tried in a group."""
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


Options = dict[Points, Values]


@define
class UnitSearch:
    """Puts units together, one group of indicators after the other, towards totals under both rubrics.

    Indicators that read the same facts are of one group. Of the totals so far that are nearly alike one is
    followed. *tried* counts them.
    """

    both: Both
    pairs: Sequence[Pair]
    choices: Sequence[Sequence[Values]]
    scale: int
    steps: list[tuple[int, Values]] = field(init=False)
    groups: list[list[int]] = field(init=False)
    tried: int = 0

    def __attrs_post_init__(self) -> None:
        every = ((place, typed_under(self.both, one)) for place, some in enumerate(self.choices) for one in some)
        self.steps = [(place, values) for place, values in every if values is not None]
        reads = [set(self.both.reads(pair)) for pair in self.pairs]
        self.groups = []
        for place, keys in enumerate(reads):
            alike = [group for group in self.groups if any(keys & reads[one] for one in group)]
            joined = [*(one for group in alike for one in group), place]
            self.groups = [*(group for group in self.groups if group not in alike), joined]

    def found(self, starts: Sequence[Values], first: Limits, second: Limits) -> Values | None:
        """A unit in both ranges, made from one of *starts*; None where none came of them."""
        return next((unit for one in starts if (unit := self._from(one, first, second)) is not None), None)

    def _from(self, start: Values, first: Limits, second: Limits) -> Values | None:
        options = [self._options(group, start) for group in self.groups]
        options.sort(key=_spread, reverse=True)  # small ones come last, to hit the ranges
        units: list[tuple[Points, Values]] = [((0, 0), start)]
        for place, some in enumerate(options):
            rest = options[place + 1 :]
            (least, most), (low, high) = (self._open(limits, rest, side) for side, limits in enumerate((first, second)))
            after: dict[Points, tuple[Points, Values]] = {}
            cell = max(self.scale // CELLS, 1)
            for total, values in units:
                for points, chosen in some.items():
                    one, other = total[0] + points[0], total[1] + points[1]
                    mark = one // cell, other // cell
                    if least <= one <= most and low <= other <= high and mark not in after:
                        after[mark] = (one, other), {**values, **chosen}
                while len(after) > MOST_UNITS:
                    cell *= 2
                    after = {(sums[0] // cell, sums[1] // cell): (sums, unit) for sums, unit in after.values()}
            self.tried += len(after)
            units = [*after.values()]
        return units[0][1] if units else None

    def _open(self, limits: Limits, rest: Sequence[Options], side: int) -> Limits:
        """Between what a total must lie to come within *limits* by what the *rest* adds to it."""
        least = sum(min(one[side] for one in some) for some in rest)
        most = sum(max(one[side] for one in some) for some in rest)
        return limits[0] * self.scale - most, limits[1] * self.scale - least

    def _options(self, group: Sequence[int], start: Values) -> Options:
        """The points of a group together, each with what gives them; of several indicators two are changed at once."""
        own = [values for place, values in self.steps if place in group]
        if len(group) > 1:
            own += [{**one, **other} for one, other in islice(combinations(own, 2), MOST_PAIRS)]
        found: Options = {}
        for values in ({}, *own):
            points = [self._score(place, {**start, **values}) for place in group]
            known = [one for one in points if one is not None]
            if len(known) == len(points):
                found.setdefault((sum(one for one, _ in known), sum(other for _, other in known)), values)
        return found or {(0, 0): {}}

    def _score(self, place: int, values: Values) -> Points | None:
        scores = self.both.scores(self.pairs[place], values)
        return None if scores is None else (int(scores[0] * self.scale), int(scores[1] * self.scale))


def _spread(options: Options) -> int:
    return max(one for one, _ in options) - min(one for one, _ in options)
