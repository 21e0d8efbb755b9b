"""Exact numbers: rounding half up, decimals in print, intervals.

Scores are ``Fraction`` throughout. The only floats are the two infinities, which are exact: the ends of an interval that
has no bound.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import inf, lcm

Bound = Fraction | float  # a float here is +inf or -inf, nothing else
Interval = tuple[Bound, Bound]
Span = tuple[int, int]

NOTHING = Fraction(0)
EVERYTHING: Interval = (-inf, inf)
DAY = "日期"
"""The unit of a fact that is a day: the number of it, 1 being the first of January of the year 1."""
OPPOSITE = {"≥": "<", "<": "≥", ">": "≤", "≤": ">"}
"""Which comparison holds where another does not."""
MIRRORED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">"}
"""Which comparison is another with its sides exchanged."""


def round_half_up(value: Bound, decimals: int) -> Bound:
    """*value* to *decimals* places, a half going up (away from nothing: -0.5 goes to 0), infinities as they are.

    Source: 四舍五入 as these tables use it; scores are not negative, so half up and half away from zero agree.
    """
    if isinstance(value, float):
        return value
    scale, denominator = 10**decimals, value.denominator
    return value if scale % denominator == 0 else Fraction(half_up(value.numerator * scale, denominator), scale)


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def decimal_text(value: Bound, most: int = 12) -> str:
    """*value* as a decimal if it has one of at most *most* places, else as a fraction: 1.5, 2/3, 不封顶."""
    if isinstance(value, float):
        return "不封顶" if value > 0 else "无下限"
    denominator, places = value.denominator, 0
    while denominator % 10 == 0:
        denominator //= 10
        places += 1
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    places += max(twos, fives)
    if denominator != 1 or places > most:
        return f"{value.numerator}/{value.denominator}"
    scaled = value.numerator * 10**places // value.denominator
    return _decimal(scaled, places) if places else str(scaled)


def _decimal(scaled: int, places: int) -> str:
    """*scaled* hundredths, where *places* is 2, as a decimal with as many places."""
    sign, digits = ("-", str(-scaled)) if scaled < 0 else ("", str(scaled))
    digits = digits.rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def shown(value: Bound, decimals: int = 2) -> str:
    """*value* for people: at most *decimals* places, rounded half up, no trailing zeros: 147.22."""
    return decimal_text(value) if isinstance(value, float) else ratio_shown(*value.as_integer_ratio(), decimals)


def ratio_shown(numerator: int, denominator: int, decimals: int) -> str:
    """*numerator* over *denominator*, which need not be reduced, for people."""
    if denominator == 1:
        return str(numerator)
    scaled = half_up(numerator * 10**decimals, denominator)
    return _decimal(scaled, decimals).rstrip("0").rstrip(".") if decimals else str(scaled)


PLACES, _MOST_EXACT = 4, 2


def ratio_text(numerator: int, denominator: int, places: int = PLACES) -> str:
    """A value for people: all of it where its decimal has two more than so many *places* at most, else rounded to these.

    What falls on a half is thus never rounded, and 0.46875 and 9.53125 sum up as they are printed.
    """
    exact = all_of_it(numerator, denominator, places)
    return ratio_shown(numerator, denominator, places) if exact is None else exact


def all_of_it(numerator: int, denominator: int, places: int = PLACES) -> str | None:
    """That decimal, where there is one."""
    if denominator == 1:
        return str(numerator)
    places += _MOST_EXACT
    scaled, more = divmod(numerator * 10**places, denominator)
    return None if more else _decimal(scaled, places).rstrip("0").rstrip(".")


def less(value: Fraction, taken: Fraction) -> Fraction:
    """*value* without what is *taken*; itself where that is nothing."""
    over, under = taken.as_integer_ratio()
    if not over:
        return value
    above, below = value.as_integer_ratio()
    return Fraction(above * under - over * below, below * under)


def size(value: Fraction) -> Fraction:
    """*value* without its sign."""
    return value if value.numerator >= 0 else -value


def equal(one: Fraction, other: Fraction) -> bool:
    """Whether two numbers are equal, faster than a ``Fraction`` asks what the other is."""
    return one is other or one.as_integer_ratio() == other.as_integer_ratio()


def total_of(values: Sequence[Fraction]) -> Fraction:
    """The sum, reduced once instead of after every addition."""
    if len(values) == 1:
        return values[0]
    numerator, denominator = 0, 1
    for value in values:
        part, of = value.as_integer_ratio()
        if of != denominator:
            common = lcm(of, denominator)
            numerator, part, denominator = numerator * (common // denominator), part * (common // of), common
        numerator += part
    return Fraction(numerator, denominator)


_SIMPLE = 3


def amount(points: Bound) -> str:
    """Points for people: 1.5, 0.46875, 0.4286; a third, as rules write it, is 1/3."""
    if isinstance(points, Fraction):
        numerator, denominator = points.as_integer_ratio()
        if abs(numerator) < denominator <= _SIMPLE and 10_000 % denominator:
            return f"{numerator}/{denominator}"
        return ratio_text(numerator, denominator)
    return decimal_text(points)


# ---- intervals


def hull(first: Interval, second: Interval) -> Interval:
    """The smallest interval that holds both."""
    return min(first[0], second[0]), max(first[1], second[1])


def add(first: Interval, second: Interval) -> Interval:
    """Every sum of a number of *first* and one of *second*."""
    if not second[0] and not second[1]:
        return first
    return first[0] + second[0], first[1] + second[1]


def subtract(first: Interval, second: Interval) -> Interval:
    """Every difference."""
    if not second[0] and not second[1]:
        return first
    return first[0] - second[1], first[1] - second[0]


def multiply(first: Interval, second: Interval) -> Interval:
    """Every product; nothing times an infinite end is nothing, for the end is never reached."""
    if second[0] is second[1]:  # a constant
        ends = [_product(end, second[0]) for end in first]
        return (ends[0], ends[1]) if second[0] >= 0 else (ends[1], ends[0])
    products = [_product(a, b) for a in first for b in second]
    return min(products), max(products)


def _product(first: Bound, second: Bound) -> Bound:
    return first * second if first and second else Fraction(0)


def divide(first: Interval, second: Interval) -> Interval:
    """Every quotient; everything when the divisor may be zero."""
    if second[0] <= 0 <= second[1]:
        if second[0] == 0 and second[1] > 0 and first[0] >= 0:
            return _quotient(first[0], second[1]), inf
        return EVERYTHING
    quotients = [_quotient(a, b) for a in first for b in second]
    return min(quotients), max(quotients)


def _quotient(dividend: Bound, divisor: Bound) -> Bound:
    if isinstance(divisor, float) and isinstance(dividend, float):
        return Fraction(0) if (dividend > 0) == (divisor > 0) else -inf
    if isinstance(divisor, float) or not dividend:
        return Fraction(0)
    return dividend / divisor
