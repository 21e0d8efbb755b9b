"""The two ends of a range, and the facts that lead there; arithmetic of ranges that read different facts."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import inf

from .curves import Undecided
from .records import evolve, frozen
from .values import NOTHING, Bound

Value = Fraction | bool | str
Values = dict[str, Value]


@frozen
class Reach:
    """One end of a range: *value*, *attained* or only approached; ``near(eps)`` gives facts that come within *eps*."""

    value: Bound
    attained: bool
    near: Callable[[Fraction], Values]


Range = tuple[Reach, Reach]


def hull(ranges: Iterable[Range]) -> Range:
    """The ends of several ranges together."""
    every = list(ranges)
    if not every:
        raise Undecided("对任何取值都没有定义")
    low = min((one[0] for one in every), key=lambda end: (end.value, not end.attained))
    high = max((one[1] for one in every), key=lambda end: (end.value, end.attained))
    return low, high


def with_values(values: Values, one: Range) -> Range:
    """*one* with *values* added to the facts that lead to its ends."""
    low, high = one
    return (
        evolve(low, near=lambda eps: {**values, **low.near(eps)}),
        evolve(high, near=lambda eps: {**values, **high.near(eps)}),
    )


def operated(op: str, left: Range, right: Range) -> Range:
    """The range of *left* *op* *right* when the two read different facts."""
    match op:
        case "+":
            return _sum(left[0], right[0]), _sum(left[1], right[1])
        case "-":
            return operated("+", left, _negative(right))
        case "min":
            negative = operated("max", _negative(left), _negative(right))
            return _negative(negative)
        case "max":
            return _both(left[0], right[0]), _either(left[1], right[1])
        case _:
            products = [_product(a, b) for a in left for b in right]
            return hull((one, one) for one in products)


def _sum(left: Reach, right: Reach) -> Reach:
    value = left.value + right.value
    both = left.attained and right.attained
    finite = sum((abs(end.value) for end in (left, right) if isinstance(end.value, Fraction)), NOTHING)

    def near(eps: Fraction) -> Values:
        part = eps / 2 if isinstance(value, Fraction) else eps / (1 + eps * (1 + finite))  # what is finite is outdone
        return {**left.near(part), **right.near(part)}

    return Reach(value, both, near)


def negative_end(end: Reach) -> Reach:
    """The end of the opposite number."""
    return evolve(end, value=-end.value)


def _negative(one: Range) -> Range:
    return negative_end(one[1]), negative_end(one[0])


def _both(left: Reach, right: Reach) -> Reach:
    """The least of a greater: both have to come down."""
    lower, upper = (left, right) if left.value <= right.value else (right, left)
    attained = upper.attained and (lower.attained or lower.value < upper.value)

    def near(eps: Fraction) -> Values:
        room = upper.value - lower.value if lower.value != upper.value else eps
        beyond = 1 / (abs(upper.value) + 1) if isinstance(upper.value, Fraction) else eps  # 1/beyond below 0 is enough
        rest = room if isinstance(room, Fraction) and room > 0 else min(eps, beyond)
        return {**lower.near(min(eps, rest) if lower.value == upper.value else rest), **upper.near(eps)}

    return Reach(upper.value, attained, near)


def _either(left: Reach, right: Reach) -> Reach:
    """The greatest of a greater: one of the two suffices, the other may be anything."""
    first = max(left, right, key=lambda end: (end.value, end.attained))
    second = right if first is left else left
    return Reach(first.value, first.attained, lambda eps: {**second.near(Fraction(1)), **first.near(eps)})


def _product(left: Reach, right: Reach) -> Reach:
    a, b = left.value, right.value
    if not a or not b:
        zero, other = (left, right) if not a else (right, left)
        near_zero = zero.attained or isinstance(other.value, Fraction)
        if not near_zero:
            return Reach(NOTHING, False, _nowhere)  # anything between the other ends
        size = abs(other.value) + 1 if isinstance(other.value, Fraction) else Fraction(1)
        return Reach(NOTHING, zero.attained, lambda eps: {**other.near(Fraction(1)), **zero.near(eps / size)})
    attained = left.attained and right.attained
    if isinstance(a, float) or isinstance(b, float):
        sizes = [abs(v) / 2 for v in (a, b) if isinstance(v, Fraction)]
        share = min([Fraction(1), *sizes])
        sign = inf if (a > 0) == (b > 0) else -inf
        return Reach(sign, attained, lambda eps: {**left.near(eps * share), **right.near(eps * share)})
    room = abs(a) + abs(b) + 1
    return Reach(
        a * b,
        attained,
        lambda eps: {**left.near(min(eps, Fraction(1)) / room), **right.near(min(eps, Fraction(1)) / room)},
    )


def reciprocal(one: Range) -> Range:
    """The range of 1 ÷ *one* where it is not 0. Raises Undecided when *one* may be negative and positive."""
    low, high = one
    if low.value < 0 < high.value or low.value == high.value == 0:
        raise Undecided("分母可能为0")
    return _inverse(high, -inf), _inverse(low, inf)


def _inverse(end: Reach, unbounded: float) -> Reach:
    if not end.value:
        return Reach(unbounded, False, _nowhere)
    if isinstance(end.value, float):
        return Reach(NOTHING, False, end.near)
    value = end.value
    return Reach(1 / value, end.attained, lambda eps: end.near(min(eps * value * value / 2, abs(value) / 2)))


def rounded(end: Reach, *, up: bool, lower: bool) -> Reach:
    """The end of a range rounded to whole numbers: an end that is only approached rounds from inside."""
    value = end.value
    if isinstance(value, float):
        return end
    nearest = Fraction(-((-value) // 1) if up else value // 1)
    if not end.attained and value.denominator == 1:
        nearest = value + (1 if up and lower else -1 if not up and not lower else 0)
    distance = Fraction(1, 2) if value.denominator == 1 else min(value % 1, 1 - value % 1) / 2
    return Reach(nearest, True, lambda _: end.near(distance))


def _nowhere(_: Fraction) -> Values:
    raise Undecided("分母接近0而不为0的数据没有找到")
