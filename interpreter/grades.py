"""Grades: which are possible, what fixes them, how far the next one is."""

from collections.abc import Mapping
from fractions import Fraction

from .bounds import known, truth_of
from .expressions import keys_of
from .rubric import GradeRule, Rubric
from .scorer import Scorer
from .values import Interval

NOTHING = Fraction(0)


def grade_rules(rubric: Rubric) -> list[GradeRule]:
    """Every rule that fixes the grade, of the rubric and of its indicators."""
    return [rule for _, rule in _rules(rubric)]


def _rules(rubric: Rubric) -> list[tuple[str, GradeRule]]:
    """Each rule with the indicator in which it stands."""
    inside = [(f"“{one.name}”：", rule) for one in rubric.indicators for rule in one.grade_rules]
    return [*(("", rule) for rule in rubric.grade_rules), *inside]


def possible_grades(
    scorer: Scorer, values: Mapping[str, Fraction | bool | str], total: Interval
) -> tuple[list[str], str]:
    """The grades still possible, and the words of the rule that fixes the grade, if one does."""
    possible: list[str] = []
    for where, rule in _rules(scorer.rubric):
        pieces = {key: known(values[key]) for key in keys_of(rule.condition) if key in values}
        truth = truth_of(rule.condition, pieces)
        if truth:
            return [rule.grade], f"{where}{rule.words or '一票否决'}"
        if truth is None and rule.grade not in possible:
            possible.append(rule.grade)
    exact = total[0]
    if isinstance(exact, Fraction) and exact == total[1]:
        by_score = [band.word for band in scorer.rubric.grades if band.holds(exact)][:1]
    else:
        by_score = [band.word for band in scorer.rubric.grades if _overlaps(band.low, band.high, total, band.high_in)]
    return [*by_score, *(word for word in possible if word not in by_score)], ""


def _overlaps(low: Fraction | None, high: Fraction | None, total: Interval, high_in: bool) -> bool:
    if low is not None and total[1] < low:
        return False
    return high is None or total[0] < high or (high_in and total[0] == high)


def next_grade(rubric: Rubric, total: Fraction | None, grade: str | None) -> tuple[str, Fraction] | None:
    """The next grade up and how many points it is away."""
    if total is None or grade is None:
        return None
    above = [band for band in rubric.grades if band.low is not None and band.low > total]
    if not above:
        return None
    nearest = min(above, key=lambda band: band.low or NOTHING)
    return nearest.word, (nearest.low or NOTHING) - total
