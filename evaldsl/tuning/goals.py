"""What a rubric is tuned for: a mean, how many units get a grade, the same grades as before."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from evaldsl.interpreter.values import NOTHING, decimal_text, round_half_up
from evaldsl.text.numerals import decimal
from evaldsl.text.typography import plain_text

LEAST_PLACES = 2


@frozen
class Summary:
    """What goals look at: the sum of the totals in points, how many units have each grade, how many *moved*.

    *moved* are the units whose grade is another than before.
    """

    units: int
    sum: Fraction
    counts: Mapping[str | None, int]
    moved: int

    @property
    def mean(self) -> Fraction:
        """The mean total."""
        return self.sum / self.units

    def with_more(self, more: "Summary") -> "Summary":
        """These units and *more*."""
        counts = {
            grade: self.counts.get(grade, 0) + more.counts.get(grade, 0) for grade in {*self.counts, *more.counts}
        }
        return Summary(self.units + more.units, self.sum + more.sum, counts, self.moved + more.moved)


@frozen
class MeanGoal:
    """均分=85: the mean, to as many decimals as the goal names but at least two, compares so with *value*."""

    words: str
    op: str
    value: Fraction
    places: int


@frozen
class CountGoal:
    """优≤10%, 优+良≥30: the units of some grades are so many, or such a *share* of all."""

    words: str
    grades: tuple[str, ...]
    op: str
    value: Fraction
    share: bool


@frozen
class SameGrades:
    """等级不变: no unit has another grade than before."""

    words: str


Goal = MeanGoal | CountGoal | SameGrades

_GOAL = re.compile(r"([^=<>≤≥]+?)(<=|>=|=<|=>|≤|≥|=|<|>)(\d+(?:\.\d+)?)(%|个|家|分)?")
_OPS = {"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥"}
_MEAN = ("均分", "平均分", "平均")
_SAME = ("等级不变", "等级一样", "等级相同", "等级与上年相同")


def goal_of(text: str, grades: Sequence[str]) -> Goal | str:
    """The goal that the user wrote, else what is wrong with it."""
    plain = plain_text(text)
    if plain in _SAME:
        return SameGrades("等级不变")
    match = _GOAL.fullmatch(plain)
    known = f"可以写均分=85、{grades[0] if grades else '优'}≤10%、等级不变"
    if match is None:
        return f"目标“{text[:40]}”没有读懂；{known}"
    name, sign, number, unit = match.groups()
    op, value = _OPS.get(sign, sign), decimal(number)
    if name in _MEAN:
        places = max(len(number.partition(".")[2]), LEAST_PLACES)
        return MeanGoal(f"均分{op}{number}", op, value, places)
    words = tuple(re.split(r"[+、和]", name))
    for word in words:
        if word not in grades:
            known = f"等级有{'、'.join(grades)}" if grades else "规则没有写等级"
            return f"目标“{text[:40]}”里的“{word[:10]}”不是等级；{known}；均分写作“均分=85”"
    if len({*words}) < len(words):
        return f"目标“{text[:40]}”里同一个等级写了两次"
    share = unit == "%"
    if share and value > 100:
        return f"目标“{text[:40]}”超过了100%"
    shown = f"{'+'.join(words)}{op}{number}{'%' if share else '个'}"
    return CountGoal(shown, words, op, value / 100 if share else value, share)


def shortfall(goal: Goal, summary: Summary) -> Fraction:
    """How far *goal* is missed: points of the mean, or a share of the units; 0 where it is reached."""
    match goal:
        case MeanGoal(op=op, value=value, places=places):
            mean = round_half_up(summary.mean, places)
            assert isinstance(mean, Fraction)
            return _miss(op, mean, value, abs(summary.mean - value))
        case CountGoal(grades=grades, op=op, value=value, share=share):
            count = Fraction(sum(summary.counts.get(grade, 0) for grade in grades))
            reached = count / summary.units if share else count
            return _miss(op, reached, value, abs(reached - value) if share else abs(reached - value) / summary.units)
        case SameGrades():
            return Fraction(summary.moved, summary.units)
        case _:
            assert_never(goal)


@frozen
class Bounds:
    """What goals look at, as far as it is known: least and most of the sum and of the units moved.

    *sure* are the units that have a grade for certain, *open* those that have one of several.
    """

    units: int
    sum: tuple[Fraction, Fraction]
    sure: Mapping[str | None, int]
    open: Mapping[frozenset[str | None], int]
    moved: tuple[int, int]

    def counted(self, grades: Sequence[str]) -> tuple[int, int]:
        """The least and the most units that have one of *grades*."""
        sure = sum(self.sure.get(grade, 0) for grade in grades)
        least = sum(number for words, number in self.open.items() if words.issubset(grades))
        most = sum(number for words, number in self.open.items() if not words.isdisjoint(grades))
        return sure + least, sure + most


def verdict(goal: Goal, known: Bounds) -> bool | None:
    """Whether *goal* is surely reached (True), surely missed (False) or neither, within these bounds."""
    match goal:
        case MeanGoal(op=op, value=value, places=places):
            low, high = (_rounded(end / known.units, places) for end in known.sum)
            return _within(op, low, high, value)
        case CountGoal(grades=grades, op=op, value=value, share=share):
            scale = known.units if share else 1
            low, high = (Fraction(count, scale) for count in known.counted(grades))
            return _within(op, low, high, value)
        case SameGrades():
            return _within("=", Fraction(known.moved[0]), Fraction(known.moved[1]), NOTHING)
        case _:
            assert_never(goal)


def least_shortfall(goal: Goal, known: Bounds) -> Fraction:
    """By how much *goal* is missed at least within these bounds, 0 where it may be reached."""
    match goal:
        case MeanGoal(op=op, value=value):
            low, high = (end / known.units for end in known.sum)
            return _apart(op, low, high, value)
        case CountGoal(grades=grades, op=op, value=value, share=share):
            low, high = (Fraction(count, known.units) for count in known.counted(grades))
            return _apart(op, low, high, value if share else value / known.units)
        case SameGrades():
            return Fraction(known.moved[0], known.units)
        case _:
            assert_never(goal)


def _apart(op: str, low: Fraction, high: Fraction, value: Fraction) -> Fraction:
    below = NOTHING if op in ("≤", "<") else value - high
    above = NOTHING if op in ("≥", ">") else low - value
    return max(NOTHING, below, above)


def _within(op: str, low: Fraction, high: Fraction, value: Fraction) -> bool | None:
    match op:
        case "=":
            return None if low < high and low <= value <= high else low == value == high
        case "≥":
            return True if low >= value else None if high >= value else False
        case ">":
            return True if low > value else None if high > value else False
        case "≤":
            return True if high <= value else None if low <= value else False
        case _:
            return True if high < value else None if low < value else False


def _miss(op: str, reached: Fraction, value: Fraction, distance: Fraction) -> Fraction:
    holds = {"=": reached == value, "≤": reached <= value, "≥": reached >= value, "<": reached < value}
    if holds.get(op, reached > value):
        return NOTHING
    return distance or Fraction(1, 10**9)  # at a limit that is not included


def reached_text(goal: Goal, summary: Summary) -> str:
    """均分84.97, 优12.5%（3个）, 2个单位等级有变"""
    match goal:
        case MeanGoal(places=places):
            return f"均分{decimal_text(_rounded(summary.mean, places))}"
        case CountGoal(grades=grades, share=share):
            count = sum(summary.counts.get(grade, 0) for grade in grades)
            percent = decimal_text(_rounded(Fraction(count * 100, summary.units), 2))
            return f"{'+'.join(grades)}{percent}%（{count}个）" if share else f"{'+'.join(grades)}{count}个"
        case SameGrades():
            return f"{summary.moved}个单位等级有变" if summary.moved else "等级都不变"
        case _:
            assert_never(goal)


def _rounded(value: Fraction, places: int) -> Fraction:
    found = round_half_up(value, places)
    assert isinstance(found, Fraction)
    return found
