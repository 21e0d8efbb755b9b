"""Backwards: over all values of one parameter, what becomes of all units together, and where the goals are reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from evaldsl.interpreter.values import Bound
from evaldsl.tuning.goals import Goal, Summary, shortfall
from evaldsl.tuning.profiles import Level

NOTHING = Fraction(0)
Grades = Sequence[str | None]


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
    """The values that reach the goals, in order; where none does, *best* are those that miss them by least: *missed*."""

    stretches: tuple[Stretch, ...]
    best: tuple[Stretch, ...] = ()
    missed: Fraction = NOTHING


def sections(profiles: Sequence[Sequence[Level]], before: Grades, scale: int, rest: Summary) -> Iterator[Section]:
    """What units give together, section by section; *before* are their grades before, *rest* what other units add.

    Where some unit has no level (the text cannot be read there) there is no section.
    """
    ends = sorted({end for levels in profiles for level in levels for end in (level.low, level.high)})
    places = {end: 2 * place for place, end in enumerate(ends)}
    totals, present, moved = [[0] * (2 * len(ends) + 1) for _ in range(3)]
    counts: list[Counter[str | None]] = [Counter() for _ in range(2 * len(ends) + 1)]
    for levels, known in zip(profiles, before, strict=True):
        for level in levels:
            point = level.low == level.high
            first = places[level.low] + (0 if point else 1)
            after = places[level.high] + (1 if point else 0)
            for place, sign in ((first, 1), (after, -1)):
                totals[place] += sign * level.total
                present[place] += sign
                moved[place] += sign * (level.grade != known)
                counts[place][level.grade] += sign
    total = units = changed = 0
    running: Counter[str | None] = Counter()
    for place in range(2 * len(ends) - 1):
        total, units, changed = total + totals[place], units + present[place], changed + moved[place]
        for grade, number in counts[place].items():
            running[grade] += number
        if units == len(profiles):
            every = {grade: running[grade] + rest.counts.get(grade, 0) for grade in {*running, *rest.counts}}
            summary = Summary(units + rest.units, Fraction(total, scale) + rest.sum, every, changed + rest.moved)
            low, high = ends[place // 2], ends[(place + 1) // 2]
            yield Section(low, high, summary)


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
