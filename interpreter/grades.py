"""Grades: what a total earns, what rules make of it, which grades are possible, how far the next one is.

Rules act on the grade in this order, wherever they stand: the first that fixes it, then those that lower it, then those
that cap it. A grade that the scale does not have (不合格 beside 优、良、中、差) is neither lowered nor capped.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from .bounds import known, truth_of
from .expressions import Decided, Facts, decided, keys_of
from .records import frozen
from .rubric import GradeAtMost, GradeBand, GradeChange, GradeIs, GradeLowered, GradeRule, Rubric
from .values import NOTHING, Interval

NO_GRADE = "无等级"
"""Stands among the grades that are possible where none is possible too."""
Word = str | None
"""A grade, None where there is none."""


@frozen(eq=False)
class ReadyRule:
    """A rule about the grade with the function that decides it and the keys it reads; *where*: the indicator it stands in."""

    rule: GradeRule
    where: str
    holds: Decided
    reads: tuple[str, ...]

    def truth(self, values: Facts) -> bool | None:
        """Whether the rule holds, None where that depends on what nobody knows."""
        if all(key in values for key in self.reads):
            try:
                return bool(self.holds(values, NOTHING))
            except ZeroDivisionError:
                pass
        return truth_of(self.rule.condition, {key: known(values[key]) for key in self.reads if key in values})


@frozen(eq=False)
class Grading:
    """What a rubric says of grades, made ready once for many units.

    *bands*: as written; *scale*: their grades from the best to the worst; *words*: every grade that a unit can have;
    *rules*: as they act.
    """

    bands: tuple[GradeBand, ...]
    scale: tuple[str, ...]
    words: tuple[str, ...]
    rules: tuple[ReadyRule, ...]


def grading(rubric: Rubric) -> Grading:
    """Makes ready what *rubric* says of grades."""
    rules = (
        ReadyRule(rule, where, decided(rule.condition), tuple(keys_of(rule.condition)))
        for where, rule in acting_rules(rubric)
    )
    return Grading(rubric.grades, scale_of(rubric.grades), grade_words(rubric), tuple(rules))


def grade_rules(rubric: Rubric) -> list[GradeRule]:
    """Every rule about the grade, of the rubric and of its indicators, as they are written."""
    return [rule for _, rule in _rules(rubric)]


def _rules(rubric: Rubric) -> list[tuple[str, GradeRule]]:
    """Each rule with the indicator in which it stands."""
    inside = [(f"“{one.name}”：", rule) for one in rubric.indicators for rule in one.grade_rules]
    return [*(("", rule) for rule in rubric.grade_rules), *inside]


def acting_rules(rubric: Rubric) -> list[tuple[str, GradeRule]]:
    """The same as they act, each on what the others left: of those that fix the grade the first written is the last."""
    every = _rules(rubric)
    fixing = [one for one in reversed(every) if isinstance(one[1].change, GradeIs)]
    lowering = [one for one in every if isinstance(one[1].change, GradeLowered)]
    return [*fixing, *lowering, *(one for one in every if isinstance(one[1].change, GradeAtMost))]


def scale_of(bands: Iterable[GradeBand]) -> tuple[str, ...]:
    """The grades from the best to the worst."""
    ordered = sorted(bands, key=lambda band: (band.low is None, -(band.low or NOTHING)))
    return tuple(dict.fromkeys(band.word for band in ordered))


def grade_words(rubric: Rubric) -> tuple[str, ...]:
    """Every grade that a unit can have: those of the scale, then others that rules name."""
    fixed = [rule.change.word for rule in grade_rules(rubric) if isinstance(rule.change, GradeIs)]
    return tuple(dict.fromkeys([*scale_of(rubric.grades), *fixed]))


def regraded(word: Word, change: GradeChange, scale: tuple[str, ...]) -> Word:
    """What *change* makes of the grade *word*."""
    if isinstance(change, GradeIs):
        return change.word
    if word not in scale:
        return word
    return scale[lowered_to(scale.index(word), change, scale)]


def lowered_to(place: int, change: GradeAtMost | GradeLowered, scale: tuple[str, ...]) -> int:
    """The place in *scale* to which *change* lowers the grade at *place*."""
    match change:
        case GradeAtMost(word, below):
            wanted = scale.index(word) + below if word in scale else 0
        case GradeLowered(steps):
            wanted = place + steps
        case _:
            assert_never(change)
    return min(max(place, wanted), len(scale) - 1)


@frozen
class Regrading:
    """What is known of one unit's grade besides its total: the rules that hold or may hold, as they act.

    *rules*: each with whether it holds for sure and the indicator in which it stands.
    """

    scale: tuple[str, ...]
    rules: tuple[tuple[GradeRule, bool, str], ...]

    def of(self, word: Word) -> list[Word]:
        """The grades that the unit may have whose total earns *word*."""
        found = [word]
        for rule, holds, _ in self.rules:
            changed = [regraded(one, rule.change, self.scale) for one in found]
            found = list(dict.fromkeys(changed if holds else [*found, *changed]))
        return found

    def settled(self, word: Word) -> Word:
        """The grade of the unit whose total earns *word*, None where that is not certain."""
        found = self.of(word)
        return found[0] if len(found) == 1 else None

    def settling(self, words: Iterable[Word]) -> list[tuple[GradeRule, str]]:
        """The rules that hold and make something of one of *words*, or keep it from being better."""
        found: list[tuple[GradeRule, str]] = []
        standing = set(words)
        for rule, holds, where in self.rules:
            if not holds:
                continue
            changed = {regraded(one, rule.change, self.scale) for one in standing}
            if isinstance(rule.change, GradeIs):
                found = [(rule, where)]
            elif changed != standing or any(self._is_most(one, rule.change) for one in standing):
                found.append((rule, where))
            standing = changed
        return found

    def _is_most(self, word: Word, change: GradeChange) -> bool:
        """Whether *change* keeps *word* from being better."""
        place = self.scale.index(word) if isinstance(change, GradeAtMost) and word in self.scale else 0
        return place > 0 and regraded(self.scale[place - 1], change, self.scale) == word

    @property
    def is_fixed(self) -> bool:
        """Whether a rule fixes the grade for sure."""
        return any(holds and isinstance(rule.change, GradeIs) for rule, holds, _ in self.rules)


def regrading(grading: Grading, values: Facts) -> Regrading:
    """What *values* say of the rules about the grade."""
    found = [(ready.rule, truth, ready.where) for ready in grading.rules if (truth := ready.truth(values)) is not False]
    return Regrading(grading.scale, tuple((rule, truth is True, where) for rule, truth, where in found))


def possible_grades(grading: Grading, values: Facts, total: Interval) -> tuple[list[str], Regrading]:
    """The grades still possible, and what rules make of what the total earns."""
    found = regrading(grading, values)
    of_total = [None] if found.is_fixed else earned(grading.bands, total)  # what it earns makes no difference then
    possible = {one for word in of_total for one in found.of(word)}
    if len(possible) == 1:
        return [word for word in possible if word is not None], found
    words = [word for word in grading.words if word in possible]
    return [*words, NO_GRADE] if words and None in possible else words, found


def earned(bands: Iterable[GradeBand], total: Interval) -> list[Word]:
    """The grades of *bands* that a total between two earns."""
    exact = total[0]
    if isinstance(exact, Fraction) and exact == total[1]:
        return [next((band.word for band in bands if band.holds(exact)), None)]
    return [band.word for band in bands if _overlaps(band.low, band.high, total, band.high_in)] or [None]


def grade_reason(grading: Grading, total: Interval, found: Regrading) -> str:
    """The words of the rules that make the grade what it is, empty where the total alone does."""
    words = earned(grading.bands, total)
    rules = found.settling(words)
    told = [f"{where}{rule.words or '一票否决'}" for rule, where in rules]
    if rules and words[0] is not None and not found.is_fixed and len(words) == 1:
        told.insert(0, f"按总分为“{words[0]}”")
    return "；".join(told)


def _overlaps(low: Fraction | None, high: Fraction | None, total: Interval, high_in: bool) -> bool:
    if low is not None and total[1] < low:
        return False
    return high is None or total[0] < high or (high_in and total[0] == high)


def next_grade(
    grading: Grading, total: Fraction | None, grade: str | None, found: Regrading
) -> tuple[str, Fraction] | None:
    """The next grade up and how many points it is away; None where rules leave that open or allow no better one."""
    if total is None or grade is None or found.is_fixed:
        return None
    above = [band for band in grading.bands if band.low is not None and band.low > total]
    for band in sorted(above, key=lambda band: band.low or NOTHING):
        word = found.settled(band.word)
        if word != grade:
            return None if word is None else (word, (band.low or NOTHING) - total)
    return None
