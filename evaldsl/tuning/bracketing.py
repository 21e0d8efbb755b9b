"""Goals for very many units: what all of them can be while the parameter lies between two values, halved until it is known.

Between two values every unit's points are enclosed by two expressions, which an engine computes for all units at once,
exactly. Where the enclosed totals already reach or miss the goals, all values between are settled. The others are cut in
two, until so few kinds of units change inside that these are followed one by one.
"""

from array import array
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import compress, count, repeat
from operator import add, is_, ne, sub
from typing import TypeVar

from attrs import define, evolve, field, frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr, keys_of
from evaldsl.interpreter.rubric import Definition, Indicator, Item, Rubric, Share
from evaldsl.interpreter.scorer import Scorer, base_facts, scorer
from evaldsl.interpreter.values import Bound
from evaldsl.tuning.enclosures import enclosed, rounded_ends
from evaldsl.tuning.goals import Bounds, Goal, MeanGoal, Summary, least_shortfall, shortfall, verdict
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.regimes import P, Regime
from evaldsl.tuning.solving import Found, Level, joined, sections
from evaldsl.tuning.units import Population, grade_of

FEW = 60
"""So many kinds of units are followed one by one."""
MOST_CELLS = 1500
"""So many stretches are looked at; what is not settled by then is said to be open."""
MOST_TRIED = 100
"""So many more where none reaches the goals, for the value that comes nearest."""
SAMPLES = 3
ZERO = Fraction(0)
Part = tuple[Bound, Bound]
Kept = TypeVar("Kept")


@frozen(eq=False)
class Cell:
    """All values between *low* and *high*, or one (then they are the same), in a regime; *before* changed in what it is part of."""

    regime: Regime
    low: Fraction
    high: Fraction
    before: int | None = None

    @property
    def is_point(self) -> bool:
        """Whether it is one value."""
        return self.low == self.high

    @property
    def measure(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest that ``P`` can be here. Raises Undecided where there is no greatest."""
        if not self.regime.inverse:
            return self.low, self.high
        if not self.low:
            raise Undecided("每一步趋近于0")
        return 1 / self.high, 1 / self.low


@define(eq=False)
class _State:
    """The scored units in a cell: the least and the most that each total can be, in parts.

    *changed* are the numbers of those whose total is not the same everywhere.
    """

    lows: Sequence[int]
    highs: Sequence[int]
    changed: Sequence[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.changed = list(compress(count(), map(ne, self.lows, self.highs)))


@define(eq=False)
class Brackets:
    """The search for the values that reach *goals*: *reached* of them, *missed* with by how much, *open* what is not known."""

    population: Population
    goals: Sequence[Goal]
    before: Sequence[str | None]
    places: list[int] = field(init=False)
    known: Sequence[str | None] = field(init=False)
    """The grades before of the scored units."""
    graded: bool = field(init=False)
    """Whether a goal asks for grades."""
    rests: dict[tuple[str, ...], Sequence[int]] = field(factory=dict)
    reached: list[Part] = field(factory=list)
    missed: list[tuple[Fraction, Part]] = field(factory=list)
    open: list[Part] = field(factory=list)
    beyond: list[tuple[Fraction, int, Cell, _State]] = field(factory=list)
    """Where the goals are surely missed: by how much at least, a number that tells them apart, the cell, the units in it."""
    numbers: Iterator[int] = field(factory=count)
    looked: int = 0
    followers: dict[Part, "_Followers"] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.places = self.population.scored
        self.known = list(map(self.before.__getitem__, self.places))
        self.graded = not all(isinstance(goal, MeanGoal) for goal in self.goals)

    def found(self, regimes: Sequence[Regime]) -> Found:
        """Where the goals are reached. Raises Undecided."""
        waiting: deque[Cell] = deque()
        for one in regimes:
            if one.exprs is not None:
                assert isinstance(one.low, Fraction) and isinstance(one.high, Fraction)
                waiting.append(Cell(one, one.low, one.high))
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
        least = min((missed for missed, _ in self.missed), default=ZERO)
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
            _, _, cell, state = heappop(self.beyond)
            kinds = self._followers(cell.regime).kinds(state.changed)
            if kinds <= FEW:
                self._follow(cell, state)
                continue
            for part in self._cut(cell, self._cut_at(cell, state), kinds):
                self._look_nearer(part)
        raise AssertionError("never counted to the end")

    def _look_nearer(self, cell: Cell) -> None:
        state = self._state(cell)
        if cell.is_point or not state.changed:
            self._judge((cell.low, cell.high), self._summary(state))
        else:
            self._put_beyond(cell, state, self._bounds(state))

    def _put_beyond(self, cell: Cell, state: _State, known: Bounds) -> None:
        missed = sum((least_shortfall(goal, known) for goal in self.goals), ZERO)
        heappush(self.beyond, (missed, next(self.numbers), cell, state))

    def _looked_at(self, cell: Cell) -> list[Cell]:
        """The parts of *cell* that are still to be looked at."""
        try:
            state = self._state(cell)
        except Undecided:
            if cell.is_point:
                raise
            return self._cut(cell, _middle(cell.low, cell.high), None)
        known = self._bounds(state)
        told = [verdict(goal, known) for goal in self.goals]
        if cell.is_point or not state.changed:
            self._judge((cell.low, cell.high), self._summary(state))
        elif all(told):
            self.reached.append((cell.low, cell.high))
        elif False in told:
            self._put_beyond(cell, state, known)
        else:
            kinds = self._followers(cell.regime).kinds(state.changed)
            if kinds > FEW:
                return self._cut(cell, self._cut_at(cell, state), kinds)
            self._follow(cell, state)
        return []

    def _cut(self, cell: Cell, value: Fraction, kinds: int | None) -> list[Cell]:
        return [
            Cell(cell.regime, cell.low, value, kinds),
            Cell(cell.regime, value, value),
            Cell(cell.regime, value, cell.high, kinds),
        ]

    def _cut_at(self, cell: Cell, state: _State) -> Fraction:
        """The middle; where cutting there did not help, a value at which many units change at once, if there is one."""
        middle = _middle(cell.low, cell.high)
        kinds = self._followers(cell.regime).kinds(state.changed)
        if cell.before is None or 4 * kinds < 3 * cell.before:
            return middle
        followers = self._followers(cell.regime).within(cell)
        step = max(len(state.changed) // SAMPLES, 1)
        edges: Counter[Fraction] = Counter()
        for number in state.changed[step // 2 :: step]:
            levels = followers.levels(self.places[number])
            edges.update({end for one in levels for end in (one.low, one.high) if isinstance(end, Fraction)})
        inside = {edge: count for edge, count in edges.items() if cell.low < edge < cell.high and count > 1}
        return max(inside, key=lambda edge: (inside[edge], -abs(edge - middle)), default=middle)

    # ---- what all units can be in a cell

    def _state(self, cell: Cell) -> _State:
        """Raises Undecided."""
        exprs, decimals = cell.regime.exprs, self.population.rubric.conventions.decimals
        assert exprs is not None
        rest = self._rest(tuple(exprs))
        if not exprs:
            return _State(rest, rest)
        ready, measure = self.population.ready, cell.measure
        ends = {name: rounded_ends(enclosed(expr, P, *measure, ready.rates), decimals) for name, expr in exprs.items()}
        found = self.population.units.points(_scorer_of(ends, ready), self.population.scale)
        unknown: set[int] = set()
        sides = []
        for side in ("低", "高"):
            total: Sequence[int] = rest
            for name, (low, high) in ends.items():
                points = self._scored(found[f"{name}{side if low is not high else '低'}"])
                unknown.update(compress(count(), map(is_, points, repeat(None))) if None in points else ())
                total = list(map(add, total, (one or 0 for one in points) if unknown else points))
            sides.append(array("q", total))
        for number in unknown:
            levels = self._followers(cell.regime).inside(self.places[number], cell)
            sides[0][number], sides[1][number] = min(one.total for one in levels), max(one.total for one in levels)
        return _State(sides[0], sides[1])

    def _scored(self, values: Sequence[Kept]) -> Sequence[Kept]:
        """Those of the scored units."""
        whole = len(self.places) == len(values)
        return values if whole else list(map(values.__getitem__, self.places))

    def _rest(self, names: tuple[str, ...]) -> Sequence[int]:
        """Today's totals without some indicators."""
        if names not in self.rests:
            today = self.population.today
            found: Iterable[int] = (total or 0 for total in self._scored(today.totals))
            for name in names:
                found = map(sub, found, (points or 0 for points in self._scored(today.points[name])))
            self.rests[names] = array("q", found)
        return self.rests[names]

    def _followers(self, regime: Regime) -> "_Followers":
        key = regime.low, regime.high
        if key not in self.followers:
            self.followers[key] = _Followers(self.population, regime)
        return self.followers[key]

    def _bounds(self, state: _State) -> Bounds:
        scale = self.population.scale
        sums = Fraction(sum(state.lows), scale), Fraction(sum(state.highs), scale)
        sure: Counter[str | None] = Counter()
        open_ = moved = 0
        pairs = zip(self._grades(state.lows), self._grades(state.highs), self.known, strict=True)
        for (one, other, known), number in Counter(pairs if self.graded else ()).items():
            if one == other:
                sure[one] += number
                moved += number if one != known else 0
            else:
                open_ += number
        return Bounds(len(self.places), sums, sure, open_, (moved, moved + open_))

    def _grades(self, totals: Sequence[int]) -> Sequence[str | None]:
        """The grades of the scored units with these totals, where a goal asks for grades."""
        if not self.graded:
            return totals  # type: ignore[return-value]
        bands, fixed = self.population.rubric.grades, self.population.fixed
        if len(self.places) == len(self.population.units):
            return self.population.grades(bands, totals)
        words = {total: grade_of(bands, Fraction(total, self.population.scale)) for total in set(totals)}
        return [
            fixed[place] if place in fixed else words[total] for place, total in zip(self.places, totals, strict=True)
        ]

    # ---- exact

    def _summary(self, state: _State, left_out: Collection[int] = ()) -> Summary:
        """The units whose totals are the same everywhere."""
        taken = [one not in left_out for one in range(len(self.places))] if left_out else None
        kept = state.lows if taken is None else list(compress(state.lows, taken))
        total = Fraction(sum(kept), self.population.scale)
        if not self.graded:
            return Summary(len(kept), total, {}, 0)
        grades, known = self._grades(state.lows), self.known
        if taken is not None:
            grades, known = list(compress(grades, taken)), list(compress(known, taken))
        return Summary(len(kept), total, Counter(grades), sum(map(ne, grades, known)))

    def _judge(self, part: Part, summary: Summary) -> None:
        missed = sum((shortfall(goal, summary) for goal in self.goals), ZERO)
        if missed:
            self.missed.append((missed, part))
        else:
            self.reached.append(part)

    def _follow(self, cell: Cell, state: _State) -> None:
        """The units that change are followed one by one, the others stay as they are."""
        rest = self._summary(state, set(state.changed))
        within = self._followers(cell.regime).within(cell)
        followed = within.followed([self.places[one] for one in state.changed], self.before)
        for one in sections(followed, self.population.scale, rest):
            self._judge((one.low, one.high), one.summary)


@define(eq=False)
class _Followers:
    """Units followed over one regime: which of them are alike there, and the levels of those that no engine scores."""

    population: Population
    regime: Regime
    kind: dict[int, int] = field(factory=dict)
    levels: dict[int, list[Level]] = field(factory=dict)
    profiles: Profiles = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.profiles = Profiles(self.population, [self.regime])

    def kinds(self, numbers: Sequence[int]) -> int:
        """How many kinds of units are among those of the *numbers*."""
        if not self.kind:
            for kind, group in enumerate(self.population.units.alike(self.profiles.bases())):
                self.kind.update(dict.fromkeys(group, kind))
        scored = self.population.scored
        return len({self.kind[scored[number]] for number in numbers})

    def within(self, cell: Cell) -> Profiles:
        """The same units within *cell* alone."""
        return Profiles(self.population, [evolve(self.regime, low=cell.low, high=cell.high)])

    def inside(self, place: int, cell: Cell) -> list[Level]:
        """The levels of one unit that *cell* meets. Raises Undecided."""
        if place not in self.levels:
            self.levels[place] = self.profiles.levels(place)
        return [one for one in self.levels[place] if _meets(one, cell)]


def _meets(level: Level, cell: Cell) -> bool:
    if cell.is_point:
        return level.low == cell.low == level.high or level.low < cell.low < level.high
    if level.low == level.high:
        return cell.low < level.low < cell.high
    return level.low < cell.high and level.high > cell.low


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """A value near the middle with as few decimals as can be, so that numbers stay short."""
    middle, scale = (low + high) / 2, 1
    while True:
        near = Fraction(round(middle * scale), scale)
        if abs(near - middle) * 4 < high - low:
            return near
        scale *= 10


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
    indicators = tuple(Indicator(name, (name,), ZERO, (_item(expr),)) for name, expr in exprs.items())
    rubric = Rubric(
        ready.rubric.name,
        ZERO,
        indicators,
        facts=tuple(fact for fact in ready.rubric.facts if fact.key in bases),
        definitions=_needed(keys, ready),
        conventions=conventions,
    )
    return scorer(rubric)


def _item(expr: Expr) -> Item:
    return Item("", ZERO, (Share(expr),), ZERO, floor=False)


def _needed(keys: Iterable[str], ready: Scorer) -> tuple[Definition, ...]:
    needed = list(dict.fromkeys(keys))
    for key in needed:
        needed += [one for one in ready.rate_functions[key][1] if one not in needed] if key in ready.rates else []
    return tuple(one for one in ready.rubric.definitions if one.name in needed)
