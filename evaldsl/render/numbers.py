"""Numbers as they are printed: exact for machines, short for people."""

from fractions import Fraction

from evaldsl.interpreter.values import Bound, Interval, amount, decimal_text

MOST_PLACES = 2000  # far beyond what a product of thirty-digit facts needs; a fraction is exact as well


def exact(value: Bound) -> str | None:
    """*value* for JSON: a decimal where it terminates, else a fraction ("2/3"), None when there is no bound."""
    return None if isinstance(value, float) else decimal_text(value, MOST_PLACES)


def exact_or_none(value: Fraction | None) -> str | None:
    """*value* for JSON, None when it is not known."""
    return None if value is None else exact(value)


def ends(interval: Interval) -> list[str | None]:
    """Both ends for JSON, None for an end that is infinite."""
    return [exact(interval[0]), exact(interval[1])]


def points_text(value: Bound) -> str:
    """Points for people: 1.5分, 不封顶."""
    return amount(value) + ("" if isinstance(value, float) else "分")


def interval_text(interval: Interval) -> str:
    """An interval of points for people: 0～2分, 1分以上（不封顶）."""
    low, high = interval
    if low == high:
        return points_text(low)
    if isinstance(low, float) and isinstance(high, float):
        return "上下都没有限度"
    if isinstance(high, float):
        return f"{amount(low)}分以上（不封顶）"
    if isinstance(low, float):
        return f"{amount(high)}分以下（无下限）"
    return f"{amount(low)}～{amount(high)}分"


def moved_text(points: Fraction) -> str:
    """扣0.5分, 加1分"""
    tiny = points and amount(points) == "0"
    return f"{'扣' if points >= 0 else '加'}{'不到0.0001分' if tiny else points_text(abs(points))}"


def as_printed(points: Fraction) -> Fraction:
    """The number that ``moved_text`` prints for *points*."""
    printed = Fraction(amount(abs(points)))
    return printed if points >= 0 else -printed
