"""Many units under a rubric and under the same rubric with other numbers: the one place where tuning scores.

Points are kept as whole numbers of the last decimal (hundredths, say), which is exact: they are rounded there anyway.
Only the indicators that differ from today's are scored again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from attrs import define, field, frozen

from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.grades import grade_rules, regrading, scale_of
from evaldsl.interpreter.rubric import GradeBand, Rubric
from evaldsl.interpreter.rubric_to_scores import base_facts, indicator_score, scorer, with_rates
from evaldsl.interpreter.scorer import Scorer, alone
from evaldsl.interpreter.values import decimal_text

Values = Mapping[str, Fraction | bool | str]
Points = Mapping[str, Sequence[int | None]]
"""The rounded points of many units by indicator, in parts of a point; None where facts are missing."""
MOST_REMEMBERED = 20_000


class Units(Protocol):
    """Units in an order; what is known of them lies in a list, or in the columns of a table."""

    def __len__(self) -> int: ...

    def name(self, place: int) -> str:
        """What a unit is called."""

    def values(self, place: int, keys: Sequence[str] | None = None) -> Values:
        """What is known of a unit, among *keys* where they are given."""

    def alike(self, keys: Sequence[str]) -> Iterable[Sequence[int]]:
        """The places of the units, those of which the same is known of *keys* together (or in a few groups)."""

    def points(self, own: Scorer, scale: int, places: Sequence[int] | None = None) -> Points:
        """The rounded points of every unit (or those at *places*) for every indicator of *own*, *scale* parts to a point."""


@frozen
class TunedUnit:
    """One unit: its name and what is known about it."""

    name: str
    values: Values


@frozen
class ListedUnits:
    """Units that are known one by one, scored by the interpreter."""

    units: Sequence[TunedUnit]

    def __len__(self) -> int:
        return len(self.units)

    def name(self, place: int) -> str:
        """What a unit is called."""
        return self.units[place].name

    def values(self, place: int, keys: Sequence[str] | None = None) -> Values:
        """What is known of a unit, among *keys* where they are given."""
        values = self.units[place].values
        return values if keys is None else {key: values[key] for key in keys if key in values}

    def alike(self, keys: Sequence[str]) -> Iterable[Sequence[int]]:
        """The places of the units, those of which the same is known of *keys* together."""
        found: dict[tuple[object, ...], list[int]] = {}
        for place, unit in enumerate(self.units):
            found.setdefault(tuple(map(unit.values.get, keys)), []).append(place)
        return found.values()

    def points(self, own: Scorer, scale: int, places: Sequence[int] | None = None) -> Points:
        """The rounded points of every unit (or those at *places*), units that are alike scored once."""
        if places is not None:
            return ListedUnits([self.units[place] for place in places]).points(own, scale)
        found: dict[str, list[int | None]] = {}
        for one in own.prepared:
            name = one.indicator.name
            points = found[name] = [None] * len(self.units)
            for alike in self.alike(base_keys(own, one.reads)):
                score = indicator_score(own, name, self.units[alike[0]].values).score
                parts = None if score is None else in_parts(score, scale)
                for place in alike:
                    points[place] = parts
        return found


def base_keys(own: Scorer, keys: Iterable[str]) -> list[str]:
    """The facts behind *keys*, in the order of the rubric."""
    return sorted({base for key in keys for base in base_facts(own, key)}, key=own.order.__getitem__)


@frozen
class Standing:
    """Every unit under one rubric: totals, in parts of a point (*scale* to the point), and grades, in their order.

    A unit without a total lacks facts. *points* are those of each indicator.
    """

    rubric: Rubric
    scale: int
    points: Points
    totals: Sequence[int | None]
    grades: Sequence[str | None]


def in_parts(points: Fraction, scale: int) -> int:
    """*points* in parts of which *scale* are a point."""
    scaled = points * scale
    assert scaled.denominator == 1
    return scaled.numerator


Regraded = Mapping[str | None, str | None]
"""From the grade that a unit's total earns to its grade; None: there is none, or it is not certain."""


def _silent(_: str) -> None:
    """Nobody is told."""


@define
class Population:
    """The units, and how they stand today. *regraded*: what rules make of the grades of those of whom they may hold.

    *ready* is today's rubric made ready; *scored* are the places of the units that have a total today. *tell* hears what is
    being done. *written* are the units of measure in which facts were filled in of which the rules name none.
    """

    rubric: Rubric
    units: Units
    tell: Callable[[str], None] = _silent
    written: Mapping[str, str] = {}
    scale: int = field(init=False)
    ready: Scorer = field(init=False)
    regraded: dict[int, Regraded] = field(init=False)
    today: Standing = field(init=False)
    scored: list[int] = field(init=False)
    known: dict[tuple[int, str], Values] = field(factory=dict)
    """What some indicators read of some units, with its rates."""
    single: dict[str, tuple[Scorer, list[str]]] = field(factory=dict)
    """Today's indicators made ready alone, and the facts that each comes from."""

    def __attrs_post_init__(self) -> None:
        self.scale = 10 ** max(
            self.rubric.conventions.decimals, *(_places(one.full) for one in self.rubric.indicators), 0
        )
        self.ready = scorer(self.rubric)
        self.regraded = self._regraded()
        points = self.units.points(self.ready, self.scale)
        totals = _totals(list(points.values()))
        self.today = Standing(self.rubric, self.scale, points, totals, self.grades(self.rubric.grades, totals))
        self.scored = [place for place, total in enumerate(totals) if total is not None]

    def standing(self, rubric: Rubric) -> Standing:
        """How the units stand under *rubric*; what is the same as today is not scored again."""
        now = {one.name: one for one in self.rubric.indicators if rubric.conventions == self.rubric.conventions}
        others = _changed_rates(self.rubric, rubric)
        names = [one.name for one in rubric.indicators]
        changed = [
            one.name
            for one in rubric.indicators
            if now.get(one.name) != one or others & self.ready.named[one.name].reads
        ]
        if not changed and names == list(self.today.points):
            return Standing(
                rubric, self.scale, self.today.points, self.today.totals, self.grades(rubric.grades, self.today.totals)
            )
        ready, points = scorer(rubric), dict[str, Sequence[int | None]]()
        for name in changed:
            points |= self.units.points(alone(ready, ready.named[name]), self.scale)
        if set(names) == set(self.today.points):
            apart = [[self.today.points[name], points[name]] for name in changed]
            totals = _moved(self.today.totals, apart)
        else:
            totals = _totals([points.get(name) or self.today.points[name] for name in names])
        every = {name: points.get(name) or self.today.points[name] for name in names}
        return Standing(rubric, self.scale, every, totals, self.grades(rubric.grades, totals))

    def rated(self, place: int, name: str) -> Values:
        """What the indicator *name* reads of a unit, with its rates, as far as it is known."""
        if (place, name) not in self.known:
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            own, keys = self.alone(name)
            self.known[place, name] = with_rates(own, self.units.values(place, keys))[0]
        return self.known[place, name]

    def alone(self, name: str) -> tuple[Scorer, list[str]]:
        """Today's indicator *name* made ready alone, and the facts that it comes from."""
        if name not in self.single:
            prepared = self.ready.named[name]
            self.single[name] = alone(self.ready, prepared), base_keys(self.ready, prepared.reads)
        return self.single[name]

    def parts(self, points: Fraction) -> int:
        """*points* in parts."""
        return in_parts(points, self.scale)

    def grades(self, bands: Sequence[GradeBand], totals: Sequence[int | None]) -> list[str | None]:
        """The grade of every unit with these totals, in order; None where it is not known or nothing says it."""
        words: dict[int | None, str | None] = {
            total: None if total is None else grade_of(bands, Fraction(total, self.scale)) for total in set(totals)
        }
        found = list(map(words.__getitem__, totals))
        for place, regraded in self.regraded.items():
            if totals[place] is not None:
                found[place] = regraded[found[place]]
        return found

    def _regraded(self) -> dict[int, Regraded]:
        """The units of whom rules about the grade hold, or may hold."""
        keys = {key for rule in grade_rules(self.rubric) for key in keys_of(rule.condition)}
        bases = base_keys(self.ready, keys)
        found: dict[int, Regraded] = {}
        words = [None, *scale_of(self.rubric.grades)]
        for places in self.units.alike(bases) if bases else ():
            values = with_rates(self.ready, self.units.values(places[0], bases))[0]
            rules = regrading(self.ready.grading, values)
            if rules.rules:
                regraded = {word: rules.settled(word) for word in words}
                found.update((place, regraded) for place in places)
        return found


def _changed_rates(before: Rubric, after: Rubric) -> set[str]:
    """The rates that are computed otherwise, or from others that are."""
    known = {one.name: one.expr for one in before.definitions}
    changed = {one.name for one in after.definitions if known.get(one.name) != one.expr}
    for one in after.definitions:  # each after those that it reads
        if changed.intersection(keys_of(one.expr)):
            changed.add(one.name)
    return changed


def _totals(points: Sequence[Sequence[int | None]]) -> list[int | None]:
    """The sums, unit by unit; None where something is missing."""
    found = list(points[0])
    for more in points[1:]:
        found = [None if one is None or other is None else one + other for one, other in zip(found, more, strict=True)]
    return found


def _moved(totals: Sequence[int | None], changes: Sequence[Sequence[Sequence[int | None]]]) -> list[int | None]:
    """*totals* with other points of some indicators, each as it was and as it is."""
    found = list(totals)
    for before, after in changes:
        found = [
            None if total is None or one is None or other is None else total - one + other
            for total, one, other in zip(found, before, after, strict=True)
        ]
    return found


def grade_of(bands: Sequence[GradeBand], points: Fraction) -> str | None:
    """The grade that a total earns."""
    return next((band.word for band in bands if band.holds(points)), None)


def _places(value: Fraction) -> int:
    text = decimal_text(value)
    assert "/" not in text
    return len(text.partition(".")[2])
