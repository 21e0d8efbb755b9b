"""Units followed over one regime, where only some of its values are looked at."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from attrs import define, evolve, field

from evaldsl.tuning.cells import Cell
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.regimes import Regime
from evaldsl.tuning.solving import Level
from evaldsl.tuning.units import Population

SAMPLES = 3


@define(eq=False)
class Followers:
    """Which units are alike over a regime, and the levels of those that no engine scores."""

    population: Population
    regime: Regime
    kind: dict[int, int] = field(factory=dict)
    levels: dict[int, list[Level]] = field(factory=dict)
    profiles: Profiles = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.profiles = Profiles(self.population, [self.regime])

    def kinds(self, places: Sequence[int]) -> int:
        """How many kinds of units are among those at *places*."""
        if not self.kind:
            for kind, group in enumerate(self.population.units.alike(self.profiles.bases())):
                self.kind.update(dict.fromkeys(group, kind))
        return len(set(map(self.kind.__getitem__, places)))

    def within(self, cell: Cell) -> Profiles:
        """The same units within *cell* alone."""
        return Profiles(self.population, [evolve(self.regime, low=cell.low, high=cell.high)])

    def inside(self, place: int, cell: Cell) -> list[Level]:
        """The levels of one unit that *cell* meets. Raises Undecided."""
        if place not in self.levels:
            self.levels[place] = self.profiles.levels(place)
        return [one for one in self.levels[place] if _meets(one, cell)]

    def common_edge(self, cell: Cell, places: Sequence[int], near: Fraction) -> Fraction:
        """A value inside *cell* at which several of some units change at once, if there is one, else *near*."""
        within = self.within(cell)
        step = max(len(places) // SAMPLES, 1)
        edges: Counter[Fraction] = Counter()
        for place in places[step // 2 :: step]:
            ends = {end for one in within.levels(place) for end in (one.low, one.high)}
            edges.update(end for end in ends if isinstance(end, Fraction))
        inside = {edge: count for edge, count in edges.items() if cell.low < edge < cell.high and count > 1}
        return max(inside, key=lambda edge: (inside[edge], -abs(edge - near)), default=near)


def _meets(level: Level, cell: Cell) -> bool:
    if cell.is_point:
        return level.low == cell.low == level.high or level.low < cell.low < level.high
    if level.low == level.high:
        return cell.low < level.low < cell.high
    return level.low < cell.high and level.high > cell.low
