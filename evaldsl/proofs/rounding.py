"""Points as they are published: an expression with the rounding of its indicator in it, put in only where it can matter."""

from fractions import Fraction
from math import floor

from evaldsl.interpreter.expressions import (
    Arithmetic,
    Ceil,
    Expr,
    Floor,
    If,
    Number,
    Ref,
    Rest,
    number,
    over,
    plus,
    times,
)
from evaldsl.interpreter.ranges import Scope

HALF = Number(Fraction(1, 2))


def rounded_expr(expr: Expr, decimals: int, scope: Scope) -> Expr:
    """*expr* rounded half up to *decimals* places.

    Rounding keeps the order, so it goes through branches and through the smaller and the greater; what is a whole number
    of the last places anyway stays outside it, so that terms which read different facts stay apart.
    """
    match expr:
        case If(condition, then, otherwise):
            return If(condition, rounded_expr(then, decimals, scope), rounded_expr(otherwise, decimals, scope))
        case Arithmetic("min" | "max" as op, left, right):
            return Arithmetic(op, rounded_expr(left, decimals, scope), rounded_expr(right, decimals, scope))
        case Number(value):
            scale = 10**decimals
            return Number(Fraction(floor(value * scale + Fraction(1, 2)), scale))
        case Arithmetic("+" | "-" as op, left, right):
            whole = [is_whole(part, decimals, scope) for part in (left, right)]
            if all(whole):
                return expr
            if whole[1]:
                return Arithmetic(op, rounded_expr(left, decimals, scope), right)
            if whole[0] and op == "+":
                return plus(left, rounded_expr(right, decimals, scope))
            return _half_up(expr, decimals)
        case _:
            return expr if is_whole(expr, decimals, scope) else _half_up(expr, decimals)


def _half_up(expr: Expr, decimals: int) -> Expr:
    scale = number(10**decimals)
    return over(Floor(plus(times(expr, scale), HALF)), scale)


def is_whole(expr: Expr, decimals: int, scope: Scope) -> bool:
    """Whether *expr* always is a number of at most *decimals* places, as its form shows."""
    match expr:
        case Number(value):
            return bool(10**decimals % value.denominator == 0)
        case Ref(key):
            return key in scope.measures and scope.measures[key].whole
        case Floor() | Ceil():
            return True
        case If(_, then, otherwise):
            return is_whole(then, decimals, scope) and is_whole(otherwise, decimals, scope)
        case Arithmetic("×", left, right):
            return (is_whole(left, 0, scope) and is_whole(right, decimals, scope)) or (
                is_whole(left, decimals, scope) and is_whole(right, 0, scope)
            )
        case Arithmetic("÷"):
            return False
        case Arithmetic(_, left, right):
            return is_whole(left, decimals, scope) and is_whole(right, decimals, scope)
        case Rest():
            return False
