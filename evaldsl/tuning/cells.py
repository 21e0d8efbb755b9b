"""Stretches of a parameter and the least and the most that units' totals can be there, computed for all units at once."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import compress, count, repeat
from operator import add, is_, sub

from attrs import define, evolve, field, frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr, keys_of
from evaldsl.interpreter.rubric import Definition, Indicator, Item, Rubric, Share
from evaldsl.interpreter.scorer import Scorer, base_facts, scorer
from evaldsl.interpreter.values import NOTHING
from evaldsl.tuning.enclosures import enclosed, rounded_ends
from evaldsl.tuning.goals import Summary
from evaldsl.tuning.regimes import P, Regime
from evaldsl.tuning.solving import Level
from evaldsl.tuning.units import Population

Inside = Callable[[int], Sequence[Level]]
"""The levels of the unit at a place that a cell meets."""


@frozen(eq=False)
class Cell:
    """All values between *low* and *high*, or one (then they are the same), in a regime.

    *open* are the places of the units that may change inside, *settled* is what the others give. *before* kinds of units
    changed in what it is part of; *in_vain* cuts before the last did not make them much fewer.
    """

    regime: Regime
    low: Fraction
    high: Fraction
    open: Sequence[int]
    settled: Summary
    before: int | None = None
    in_vain: int = 0

    def helped(self, kinds: int) -> bool:
        """Whether the last cut, if there was one, left much fewer than before: *kinds*."""
        return self.before is None or 4 * kinds < 3 * self.before

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return self.low == self.high

    @property
    def middle(self) -> Fraction:
        """A value near the middle with as few decimals as can be, so that numbers stay short."""
        middle, scale = (self.low + self.high) / 2, 1
        while True:
            near = Fraction(round(middle * scale), scale)
            if abs(near - middle) * 4 < self.high - self.low:
                return near
            scale *= 10

    def cut(self, value: Fraction, kinds: int | None) -> list["Cell"]:
        """The values below *value*, itself, and those above; *kinds* of units change in all of it."""
        ends = ((self.low, value), (value, value), (value, self.high))
        vain = 0 if kinds is None or self.helped(kinds) else self.in_vain + 1
        return [Cell(self.regime, low, high, self.open, self.settled, kinds, vain) for low, high in ends]

    @property
    def measure(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest that ``P`` can be here. Raises Undecided where there is no greatest."""
        if not self.regime.inverse:
            return self.low, self.high
        if not self.low:
            raise Undecided("每一步趋近于0")
        return 1 / self.high, 1 / self.low


@define(eq=False)
class CellTotals:
    """The totals of the units that are scored today, in parts of a point, over cells."""

    population: Population
    rests: dict[tuple[str, ...], Sequence[int]] = field(factory=dict)
    """Today's totals without some indicators, by place."""

    def ends(self, cell: Cell, inside: Inside) -> tuple[Sequence[int], Sequence[int]]:
        """The least and the most that the total of each open unit can be in *cell*. Raises Undecided."""
        exprs, population = cell.regime.exprs, self.population
        assert exprs is not None
        rest = self._rest(tuple(exprs))
        rest = rest if len(cell.open) == len(rest) else array("q", map(rest.__getitem__, cell.open))
        if not exprs or not cell.open:
            return rest, rest
        ready, decimals = population.ready, population.rubric.conventions.decimals
        measure = cell.measure
        ends = {name: rounded_ends(enclosed(expr, P, *measure, ready.rates), decimals) for name, expr in exprs.items()}
        places = None if len(cell.open) == len(population.units) else cell.open
        found = population.units.points(_scorer_of(ends, ready), population.scale, places)
        unknown: set[int] = set()
        sides = []
        for side in ("低", "高"):
            total: Sequence[int] = rest
            for name, (low, high) in ends.items():
                points = found[f"{name}{side if low is not high else '低'}"]
                unknown.update(compress(count(), map(is_, points, repeat(None))) if None in points else ())
                total = array("q", map(add, total, (one or 0 for one in points) if unknown else points))
            sides.append(total)
        for number in unknown:
            levels = inside(cell.open[number])
            sides[0][number], sides[1][number] = min(one.total for one in levels), max(one.total for one in levels)  # type: ignore[index]
        return sides[0], sides[1]

    def _rest(self, names: tuple[str, ...]) -> Sequence[int]:
        if names not in self.rests:
            today = self.population.today
            found: Iterable[int] = (total or 0 for total in today.totals)
            for name in names:
                found = map(sub, found, (points or 0 for points in today.points[name]))
            self.rests[names] = array("q", found)
        return self.rests[names]


# ---- expressions as a rubric


def _scorer_of(ends: Mapping[str, tuple[Expr, Expr]], ready: Scorer) -> Scorer:
    """A rubric whose indicators are the least and the most of points; where a divisor is 0 it gives none."""
    exprs = {f"{name}低": low for name, (low, _) in ends.items()}
    exprs |= {f"{name}高": high for name, (low, high) in ends.items() if low is not high}
    keys = [key for expr in exprs.values() for key in keys_of(expr)]
    bases = {base for key in keys for base in base_facts(ready, key)}
    conventions = ready.rubric.conventions
    if isinstance(conventions.zero_denominator, str):
        conventions = evolve(conventions, zero_denominator=None)
    indicators = tuple(Indicator(name, (name,), NOTHING, (_item(expr),)) for name, expr in exprs.items())
    rubric = Rubric(
        ready.rubric.name,
        NOTHING,
        indicators,
        facts=tuple(fact for fact in ready.rubric.facts if fact.key in bases),
        definitions=_needed(keys, ready),
        conventions=conventions,
    )
    return scorer(rubric)


def _item(expr: Expr) -> Item:
    return Item("", NOTHING, (Share(expr),), NOTHING, floor=None)


def _needed(keys: Iterable[str], ready: Scorer) -> tuple[Definition, ...]:
    needed = list(dict.fromkeys(keys))
    for key in needed:
        needed += [one for one in ready.rate_functions[key][1] if one not in needed] if key in ready.rates else []
    return tuple(one for one in ready.rubric.definitions if one.name in needed)
