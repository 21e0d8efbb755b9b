"""Backwards: over all values of one parameter, what becomes of all units together, and where the goals are reached."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen

from evaldsl.interpreter.values import NOTHING, Bound
from evaldsl.tuning.goals import Goal, Summary, shortfall


@frozen
class Level:
    """One value of the parameter (*low* = *high*) or all between two, where *total* (in parts) and *grade* stay."""

    low: Bound
    high: Bound
    total: int
    grade: str | None


@frozen
class Section:
    """One value of the parameter (*low* = *high*) or all between two, and what the units give there together."""

    low: Bound
    high: Bound
    summary: Summary


@frozen
class Stretch:
    """Values that reach the goals: from *low* to *high*, ends included as said."""

    low: Fraction
    high: Fraction
    low_in: bool = True
    high_in: bool = True

    def holds(self, value: Fraction) -> bool:
        """Whether *value* is one of them."""
        above = value > self.low or (self.low_in and value == self.low)
        return above and (value < self.high or (self.high_in and value == self.high))


@frozen
class Found:
    """The values that reach the goals, in order; where none does, *best* are those that miss them by least: *missed*.

    *open*: values of which it was not found out. *proved* is false where others than *best* may come nearer still.
    """

    stretches: tuple[Stretch, ...]
    best: tuple[Stretch, ...] = ()
    missed: Fraction = NOTHING
    open: tuple[Stretch, ...] = ()
    proved: bool = True


@frozen
class Followed:
    """Units that are alike: their levels, their grade before, how many they are."""

    levels: Sequence[Level]
    before: str | None
    count: int = 1


@define
class _Change:
    """What begins less what ends at one place of the parameter."""

    total: int = 0
    units: int = 0
    moved: int = 0
    counts: Counter[str | None] = field(factory=Counter)

    def add(self, level: Level, units: Followed, sign: int) -> None:
        """A level of some units begins (1) or ends (-1) here."""
        count = sign * units.count
        self.total += count * level.total
        self.units += count
        self.moved += count * (level.grade != units.before)
        self.counts[level.grade] += count


def sections(followed: Iterable[Followed], scale: int, rest: Summary) -> Iterator[Section]:
    """What units give together, section by section; *rest* is what other units add.

    Where some unit has no level (the text cannot be read there) there is no section.
    """
    changes: defaultdict[Bound, tuple[_Change, _Change]] = defaultdict(lambda: (_Change(), _Change()))
    every = 0
    for units in followed:
        every += units.count
        for level in units.levels:
            point = level.low == level.high
            changes[level.low][not point].add(level, units, 1)
            changes[level.high][point].add(level, units, -1)
    total = present = moved = 0
    running: Counter[str | None] = Counter()
    ends = sorted(changes)
    for place, end in enumerate(ends):
        for after, change in enumerate(changes[end]):
            total, present, moved = total + change.total, present + change.units, moved + change.moved
            for grade, number in change.counts.items():
                running[grade] += number
            if present == every and (not after or place + 1 < len(ends)):
                counts = {grade: running[grade] + rest.counts.get(grade, 0) for grade in {*running, *rest.counts}}
                summary = Summary(present + rest.units, Fraction(total, scale) + rest.sum, counts, moved + rest.moved)
                yield Section(end, ends[place + 1] if after else end, summary)


def solved(found: Sequence[Section], goals: Sequence[Goal]) -> Found:
    """Where all *goals* are reached; sections in order of the parameter."""
    if not found:
        return Found(())
    misses = [sum((shortfall(goal, one.summary) for goal in goals), NOTHING) for one in found]
    least = min(misses)
    stretches = joined((one.low, one.high) for one, missed in zip(found, misses, strict=True) if missed == least)
    return Found((), stretches, least) if least else Found(stretches)


def joined(parts: Iterable[tuple[Bound, Bound]]) -> tuple[Stretch, ...]:
    """Points and open intervals in order as the stretches that they make up."""
    stretches: list[Stretch] = []
    for low, high in parts:
        assert isinstance(low, Fraction) and isinstance(high, Fraction)
        point = low == high
        last = stretches[-1] if stretches else None
        if last is not None and last.high == low and (last.high_in or point):
            stretches[-1] = evolve(last, high=high, high_in=point)
        else:
            stretches.append(Stretch(low, high, point, point))
    return tuple(stretches)


# ---- which of them to take

MOST_DECIMALS = 8


def plain_value(stretches: Sequence[Stretch], today: Fraction, decimals: int) -> Fraction | None:
    """Of the values that reach the goals one with few decimals (at least *decimals* are allowed) and near today's."""
    for places in range(decimals, MOST_DECIMALS + 1):
        step = Fraction(1, 10**places)
        near = [value for one in stretches for value in _multiples(one, today, step)]
        if near:
            return min(near, key=lambda value: (abs(value - today), value))
    return None


def _multiples(stretch: Stretch, today: Fraction, step: Fraction) -> Iterator[Fraction]:
    """The multiples of *step* in *stretch* that lie nearest to *today*."""
    if stretch.holds(today) and not today % step:
        yield today
    for end in (stretch.low, stretch.high, today):
        for shift in (-1, 0, 1):
            value = (end // step + shift) * step
            if stretch.holds(value):
                yield value


def nearest_end(stretches: Sequence[Stretch], today: Fraction) -> tuple[Fraction, bool] | None:
    """The value nearest to today's that reaches the goals, and whether it does itself (else only values beyond it)."""
    if any(one.holds(today) for one in stretches):
        return today, True
    ends = [(end, inside) for one in stretches for end, inside in ((one.low, one.low_in), (one.high, one.high_in))]
    return min(ends, key=lambda end: (abs(end[0] - today), not end[1]), default=None)
