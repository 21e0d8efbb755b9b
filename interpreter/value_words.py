"""The value of a fact in words: with its unit, with the digits that a limit asks for, as a distance from a limit."""

from collections.abc import Sequence
from fractions import Fraction

from .rubric import Fact, Kind
from .values import DAY, PLACES, all_of_it, half_up, ratio_text

_MOST_DIGITS = 30


def value_text(fact: Fact | None, value: Fraction | bool | str) -> str:
    """A value as people write it: 147.2222%, 80.125%, 53人, 是, 优."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return f"“{value}”"
    if fact is not None and fact.kind is Kind.RATIO:
        numerator, denominator = value.as_integer_ratio()
        return ratio_text(numerator * fact.ratio_size, denominator) + fact.asked_unit
    if fact is not None and fact.unit == DAY:
        return day_text(int(value))
    return ratio_text(*value.as_integer_ratio()) if fact is None else fact.shown(*value.as_integer_ratio())


def beside(fact: Fact | None, value: Fraction, limits: Sequence[Fraction]) -> str:
    """A value with the digits that show on which side of each limit it is: 59.9999999% is not 60%."""
    is_ratio = fact is not None and fact.kind is Kind.RATIO
    if fact is not None and ((fact.multiple and not is_ratio) or fact.unit == DAY):
        return value_text(fact, value)
    if fact is not None and fact.unit == ":1" and 0 < value < 1:
        text = value_text(fact, value)
        alike = any(value != limit and text == value_text(fact, limit) for limit in limits)
        return f"1:{ratio_text(*(1 / value).as_integer_ratio(), _MOST_DIGITS)}" if alike else text
    unit = "" if fact is None else fact.asked_unit
    times = fact.ratio_size if fact is not None and is_ratio else 1
    above, below = value.as_integer_ratio()
    above *= times
    if (exact := all_of_it(above, below)) is not None:
        return exact + unit
    lines = [(over * times, under) for over, under in (limit.as_integer_ratio() for limit in limits)]
    for digits in range(PLACES, _MOST_DIGITS):
        scale = 10**digits
        near = half_up(above * scale, below)
        if all(_side(near * under, over * scale) == _side(above * under, over * below) for over, under in lines):
            return ratio_text(above, below, digits) + unit
    return value_text(fact, value)


def _side(one: int, other: int) -> int:
    """1 above, -1 below, 0 on it."""
    return (one > other) - (one < other)


def gap_text(fact: Fact | None, numerator: int, denominator: int) -> str:
    """How far from a limit: 2.5个百分点, 3人."""
    if fact is not None and fact.kind is Kind.RATIO:
        points = fact.multiple or "个百分点"
        return ratio_text(numerator * fact.ratio_size, denominator) + points
    if fact is not None and fact.unit == DAY:
        return f"{ratio_text(numerator, denominator)}天"
    if fact is None or fact.unit in (":1", "1:"):
        return ratio_text(numerator, denominator)
    return fact.shown(numerator, denominator)


def day_text(number: int) -> str:
    """The day of that *number*, 1 being the first of January of the year 1: 2024年12月5日. Years are counted from March, in turns of 400."""
    era, day = divmod(number + 305, 146_097)
    year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day, month, late = day - (153 * month + 2) // 5 + 1, month + (3 if month < 10 else -9), month >= 10
    return f"{year + 400 * era + late}年{month}月{day}日"
