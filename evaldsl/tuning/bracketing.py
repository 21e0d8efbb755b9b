"""Goals for very many units: what all of them can be while the parameter lies between two values, halved until it is known.

Between two values every unit's points are enclosed by two expressions, which an engine computes for many units at once,
exactly. A unit whose part in the goals is the same at both ends is settled and not looked at again. Where the goals are
surely reached or surely missed, all values between are settled. The others are cut in two, until so few kinds of units
change inside that these are followed one by one.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import accumulate, compress, count
from operator import eq, ne

from attrs import define, field, frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.values import NOTHING, Bound
from evaldsl.tuning.cells import Cell, CellTotals
from evaldsl.tuning.followers import Followers
from evaldsl.tuning.goals import Bounds, Goal, MeanGoal, Summary, least_shortfall, shortfall, verdict
from evaldsl.tuning.grade_steps import GradeSteps, grade_steps
from evaldsl.tuning.profiles import LackingFacts
from evaldsl.tuning.regimes import Regime
from evaldsl.tuning.solving import Found, joined, sections
from evaldsl.tuning.units import Population

FEW = 60
"""So many kinds of units are followed one by one; twice as many after each cut that was in vain."""
MOST_CELLS = 1500
"""So many stretches are looked at; what is not settled by then is said to be open."""
MOST_TRIED = 1500
"""So many more where none reaches the goals, for the value that comes nearest."""
NOBODY = Summary(0, NOTHING, {}, 0)
Part = tuple[Bound, Bound]


@frozen(eq=False)
class _Seen:
    """A cell that was looked at, its settled units taken out of the open ones, and what is known of all units there."""

    cell: Cell
    known: Bounds

    @property
    def is_settled(self) -> bool:
        """Whether all units give the same everywhere."""
        return not self.cell.open


@define(eq=False)
class Brackets:
    """The search for the values that reach *goals*: *reached* of them, *missed* with by how much, *open* what is not known."""

    population: Population
    goals: Sequence[Goal]
    before: Sequence[str | None]
    totals: CellTotals = field(init=False)
    steps: list[GradeSteps] = field(init=False)
    """Those of the totals, then those of every way in which rules change the grade of some units."""
    begins: list[int] = field(init=False)
    words: list[str | None] = field(init=False)
    """The grades of all steps, one after the other."""
    kinds: dict[int, int] = field(init=False)
    """The place in ``steps`` of the units whose grade rules change."""
    by_grade: bool = field(init=False)
    """Whether goals ask for grades alone: then a unit that keeps its grade is settled, whatever its total."""
    graded: bool = field(init=False)
    """Whether a goal asks for grades."""
    reached: list[Part] = field(factory=list)
    missed: list[tuple[Fraction, Part]] = field(factory=list)
    open: list[Part] = field(factory=list)
    beyond: list[tuple[Fraction, int, Cell]] = field(factory=list)
    """Where the goals are surely missed: by how much at least, a number that tells them apart, the cell."""
    numbers: Iterator[int] = field(factory=count)
    looked: int = 0
    followers: dict[Part, Followers] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.totals = CellTotals(self.population)
        plain, regraded = grade_steps(self.population.rubric.grades, self.population.scale), self.population.regraded
        ways = list(dict.fromkeys(tuple(one.items()) for one in regraded.values()))
        self.steps = [plain, *(plain.regraded(dict(way)) for way in ways)]
        self.begins = list(accumulate((len(one.words) for one in self.steps), initial=0))
        self.words = [word for one in self.steps for word in one.words]
        self.kinds = {place: 1 + ways.index(tuple(one.items())) for place, one in regraded.items()}
        means = [isinstance(goal, MeanGoal) for goal in self.goals]
        self.by_grade, self.graded = not any(means), not all(means)

    def found(self, regimes: Sequence[Regime]) -> Found:
        """Where the goals are reached. Raises Undecided."""
        waiting: deque[Cell] = deque()
        for one in regimes:
            if one.exprs is not None:
                assert isinstance(one.low, Fraction) and isinstance(one.high, Fraction)
                waiting.append(Cell(one, one.low, one.high, self.population.scored, NOBODY))
        while waiting:
            cell = waiting.popleft()
            if self.looked == MOST_CELLS:
                self.open.append((cell.low, cell.high))
                continue
            self.looked += 1
            self.population.tell(f"正在看第{self.looked}段，还有{len(waiting)}段")
            waiting.extend(self._looked_at(cell))
        stretches, open_ = joined(sorted(self.reached)), joined(sorted(self.open))
        if stretches or open_:
            return Found(stretches, open=open_)
        proved = self._nearest()
        least = min((missed for missed, _ in self.missed), default=NOTHING)
        best = joined(sorted(part for missed, part in self.missed if missed == least))
        return Found((), best, least, proved=proved)

    def _nearest(self) -> bool:
        """Looks for what misses the goals by least where all miss them; whether it was found for sure."""
        heapify(self.beyond)
        for tried in count():
            least = min((missed for missed, _ in self.missed), default=None)
            if not self.beyond or (least is not None and self.beyond[0][0] >= least):
                return True
            if tried == MOST_TRIED:
                return False
            self.population.tell(f"正在找最接近的值：第{tried + 1}段")
            _, _, cell = heappop(self.beyond)
            kinds = self._followers(cell.regime).kinds(cell.open)
            if _are_few(cell, kinds):
                self._follow(cell)
                continue
            for part in cell.cut(self._cut_at(cell, kinds), kinds):
                seen = self._seen(part)
                self._judge((part.low, part.high), seen.cell.settled) if seen.is_settled else self._put_beyond(seen)
        raise AssertionError("never counted to the end")

    def _put_beyond(self, seen: _Seen) -> None:
        missed = sum((least_shortfall(goal, seen.known) for goal in self.goals), NOTHING)
        heappush(self.beyond, (missed, next(self.numbers), seen.cell))

    def _looked_at(self, cell: Cell) -> list[Cell]:
        """The parts of *cell* that are still to be looked at."""
        try:
            seen = self._seen(cell)
        except LackingFacts:
            raise
        except Undecided:
            if cell.is_point:
                raise
            return cell.cut(cell.middle, None)
        told = [verdict(goal, seen.known) for goal in self.goals]
        if seen.is_settled:
            self._judge((cell.low, cell.high), seen.cell.settled)
        elif all(told):
            self.reached.append((cell.low, cell.high))
        elif False in told:
            self._put_beyond(seen)
        else:
            kinds = self._followers(cell.regime).kinds(seen.cell.open)
            if not _are_few(seen.cell, kinds):
                return seen.cell.cut(self._cut_at(seen.cell, kinds), kinds)
            self._follow(seen.cell)
        return []

    def _cut_at(self, cell: Cell, kinds: int) -> Fraction:
        """The middle; where cutting there did not help, a value at which many units change at once, if there is one."""
        if cell.helped(kinds):
            return cell.middle
        return self._followers(cell.regime).common_edge(cell, cell.open, cell.middle)

    def _followers(self, regime: Regime) -> Followers:
        key = regime.low, regime.high
        if key not in self.followers:
            self.followers[key] = Followers(self.population, regime)
        return self.followers[key]

    # ---- what the units can be in a cell

    def _seen(self, cell: Cell) -> _Seen:
        """Raises Undecided."""
        lows, highs = self.totals.ends(cell, lambda place: self._followers(cell.regime).inside(place, cell))
        one, other = self._steps(cell.open, lows), self._steps(cell.open, highs)
        same = list(map(eq, one, other) if self.by_grade else map(eq, lows, highs))
        settled = cell.settled.with_more(
            self._summary(*(list(compress(part, same)) for part in (cell.open, lows, one)))
        )
        changing = [not still for still in same]
        places, lows, highs, one, other = (
            list(compress(part, changing)) for part in (cell.open, lows, highs, one, other)
        )
        inner = Cell(cell.regime, cell.low, cell.high, places, settled, cell.before, cell.in_vain)
        return _Seen(inner, self._bounds(inner, (sum(lows), sum(highs)), one, other))

    def _steps(self, places: Sequence[int], totals: Sequence[int]) -> Sequence[int]:
        """The steps of units with these totals, as places in ``words``."""
        if not self.graded:
            return totals
        steps = {total: self.steps[0].at(total) for total in set(totals)}
        found = list(map(steps.__getitem__, totals))
        kinds = self.kinds
        for number in compress(count(), map(kinds.__contains__, places)) if kinds else ():
            kind = kinds[places[number]]
            found[number] = self.begins[kind] + self.steps[kind].at(totals[number])
        return found

    def _summary(self, places: Sequence[int], totals: Sequence[int], steps: Sequence[int]) -> Summary:
        """The units at *places*."""
        total = Fraction(sum(totals), self.population.scale)
        if not self.graded:
            return Summary(len(places), total, {}, 0)
        grades = list(map(self.words.__getitem__, steps))
        return Summary(len(places), total, Counter(grades), sum(map(ne, grades, map(self.before.__getitem__, places))))

    def _bounds(self, cell: Cell, sums: tuple[int, int], one: Sequence[int], other: Sequence[int]) -> Bounds:
        """What is known of all units; the open ones stand on steps between *one* and *other*."""
        rest, scale = cell.settled, self.population.scale
        sure, several = Counter(rest.counts), Counter[frozenset[str | None]]()
        least = most = rest.moved
        befores = map(self.before.__getitem__, cell.open)
        for (low, high, before), number in Counter(
            zip(one, other, befores, strict=True) if self.graded else ()
        ).items():
            words = frozenset(self.words[low : high + 1])
            if len(words) == 1:
                sure[next(iter(words))] += number
            else:
                several[words] += number
            least += number * (before not in words)
            most += number * (words != {before})
        low_sum, high_sum = (rest.sum + Fraction(one, scale) for one in sums)
        return Bounds(rest.units + len(cell.open), (low_sum, high_sum), sure, several, (least, most))

    # ---- exact

    def _judge(self, part: Part, summary: Summary) -> None:
        missed = sum((shortfall(goal, summary) for goal in self.goals), NOTHING)
        if missed:
            self.missed.append((missed, part))
        else:
            self.reached.append(part)

    def _follow(self, cell: Cell) -> None:
        """The units that change are followed one by one, the others stay as they are."""
        followed = self._followers(cell.regime).within(cell).followed(cell.open, self.before)
        for one in sections(followed, self.population.scale, cell.settled):
            self._judge((one.low, one.high), one.summary)


def _are_few(cell: Cell, kinds: int) -> bool:
    return kinds <= FEW << cell.in_vain
