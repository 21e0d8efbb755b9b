"""Many units under a rubric and under the same rubric with other numbers: the one place where tuning scores.

Points are kept as whole numbers of the last decimal (hundredths, say), which is exact: they are rounded there anyway.
Only the indicators that differ from today's are scored again.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.grades import grade_rules, possible_grades
from evaldsl.interpreter.rubric import GradeBand, Indicator, Rubric
from evaldsl.interpreter.rubric_to_scores import indicator_score, scorer, with_rates
from evaldsl.interpreter.scorer import Scorer, alone
from evaldsl.interpreter.values import decimal_text

Values = Mapping[str, Fraction | bool | str]


@frozen
class TunedUnit:
    """One unit: its name and what is known about it."""

    name: str
    values: Values


@frozen
class Standing:
    """Every unit under one rubric: totals, in parts of a point (*scale* to the point), and grades, in their order.

    A unit without a total lacks facts. *points* are those of each indicator.
    """

    rubric: Rubric
    scale: int
    points: Mapping[str, Sequence[int | None]]
    totals: Sequence[int | None]
    grades: Sequence[str | None]


Scored = Callable[[Scorer, Sequence[TunedUnit], int], Sequence[int | None]]
"""The rounded points of many units under a rubric of one indicator, in parts of a point; None where facts are missing."""


def scored_singly(own: Scorer, units: Sequence[TunedUnit], scale: int) -> list[int | None]:
    """By the interpreter, units that are alike once."""
    name = own.rubric.indicators[0].name
    reads = [fact.key for fact in own.rubric.facts]
    known: dict[tuple[object, ...], int | None] = {}
    found: list[int | None] = []
    for unit in units:
        key = tuple(unit.values.get(one) for one in reads)
        if key not in known:
            score = indicator_score(own, name, unit.values).score
            known[key] = None if score is None else in_parts(score, scale)
        found.append(known[key])
    return found


def in_parts(points: Fraction, scale: int) -> int:
    """*points* in parts of which *scale* are a point."""
    scaled = points * scale
    assert scaled.denominator == 1
    return scaled.numerator


@define
class Population:
    """The units, and how they stand today. *fixed*: the grade of a unit that a rule settles whatever its total.

    *score* is who scores many units; *ready* is today's rubric made ready.
    """

    rubric: Rubric
    units: Sequence[TunedUnit]
    score: Scored = scored_singly
    scale: int = field(init=False)
    ready: Scorer = field(init=False)
    fixed: dict[int, str | None] = field(init=False)
    today: Standing = field(init=False)
    known: dict[int, Values] = field(factory=dict)
    """The facts of a unit with its rates, as far as they were asked for."""

    def __attrs_post_init__(self) -> None:
        self.scale = 10 ** max(
            self.rubric.conventions.decimals, *(_places(one.full) for one in self.rubric.indicators), 0
        )
        self.ready = scorer(self.rubric)
        self.fixed = self._fixed()
        self.today = self._standing(self.rubric, {})

    def standing(self, rubric: Rubric) -> Standing:
        """How the units stand under *rubric*; what is the same as today is not scored again."""
        same = rubric.definitions == self.rubric.definitions and rubric.conventions == self.rubric.conventions
        now = {one.name: one for one in self.rubric.indicators} if same else {}
        alike = [one.name for one in rubric.indicators if now.get(one.name) == one]
        return self._standing(rubric, {name: self.today.points[name] for name in alike})

    def _standing(self, rubric: Rubric, known: Mapping[str, Sequence[int | None]]) -> Standing:
        ready = scorer(rubric) if len(known) < len(rubric.indicators) else self.ready
        points = {one.name: known.get(one.name) or self.points(ready, one) for one in rubric.indicators}
        totals = [
            None if None in row else sum(one for one in row if one is not None)
            for row in zip(*points.values(), strict=True)
        ]
        return Standing(rubric, self.scale, points, totals, self.grades(rubric.grades, totals))

    def points(self, ready: Scorer, indicator: Indicator) -> Sequence[int | None]:
        """The rounded points of one indicator for every unit; None where facts are missing."""
        return self.score(alone(ready, ready.named[indicator.name]), self.units, self.scale)

    def rated(self, place: int) -> Values:
        """What is known of a unit, with its rates."""
        if place not in self.known:
            self.known[place] = with_rates(self.ready, self.units[place].values)[0]
        return self.known[place]

    def parts(self, points: Fraction) -> int:
        """*points* in parts."""
        return in_parts(points, self.scale)

    def grades(self, bands: Sequence[GradeBand], totals: Sequence[int | None]) -> list[str | None]:
        """The grade of every unit with these totals, in order; None where it is not known or nothing says it."""
        words = {total: grade_of(bands, Fraction(total, self.scale)) for total in set(totals) if total is not None}
        return [
            None if total is None else self.fixed[place] if place in self.fixed else words[total]
            for place, total in enumerate(totals)
        ]

    def _fixed(self) -> dict[int, str | None]:
        """The units whose grade a rule settles: what it says, None where it cannot be told whether it applies."""
        keys = sorted({key for rule in grade_rules(self.rubric) for key in keys_of(rule.condition)})
        found: dict[int, str | None] = {}
        words: dict[tuple[object, ...], tuple[str | None, ...]] = {}
        for place in range(len(self.units)) if keys else ():
            values = self.rated(place)
            asked = tuple(values.get(key) for key in keys)
            if asked not in words:
                possible, by = possible_grades(self.ready, dict(values), (Fraction(0), Fraction(0)))
                words[asked] = (possible[0],) if by else (None,) if len(possible) > 1 else ()
            if words[asked]:
                found[place] = words[asked][0]
        return found

    @property
    def scored(self) -> list[int]:
        """The places of the units that have a total today."""
        return [place for place, total in enumerate(self.today.totals) if total is not None]


def grade_of(bands: Sequence[GradeBand], points: Fraction) -> str | None:
    """The grade that a total earns."""
    return next((band.word for band in bands if band.holds(points)), None)


def _places(value: Fraction) -> int:
    text = decimal_text(value)
    assert "/" not in text
    return len(text.partition(".")[2])
