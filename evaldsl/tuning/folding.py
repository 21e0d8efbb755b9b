"""Expressions and conditions put together, constants worked out, so that what is computed for all units stays short."""

from collections.abc import Sequence

from evaldsl.interpreter.expressions import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    All,
    Arithmetic,
    Ceil,
    Compare,
    Condition,
    Expr,
    Floor,
    If,
    Not,
    Number,
    Some,
    computed,
)


def folded(op: str, left: Expr, right: Expr) -> Expr:
    """*left* *op* *right*; a number where both are."""
    if isinstance(left, Number) and isinstance(right, Number) and not (op == "÷" and not right.value):
        return Number(computed(Arithmetic(op, left, right))({}, ZERO.value))
    return Arithmetic(op, left, right)


def whole(expr: Floor | Ceil) -> Expr:
    """*expr*; a number where that is rounded."""
    return Number(computed(expr)({}, ZERO.value)) if isinstance(expr.of, Number) else expr


def when(condition: Condition, then: Expr, otherwise: Expr) -> Expr:
    """*then* where *condition* holds, else *otherwise*."""
    if condition in (TRUE, FALSE):
        return then if condition == TRUE else otherwise
    return then if then == otherwise else If(condition, then, otherwise)


def compare(op: str, left: Expr, right: Expr) -> Condition:
    """*left* *op* *right*; settled where both are numbers."""
    found = Compare(op, left, right)
    if isinstance(left, Number) and isinstance(right, Number):
        holds = computed(If(found, ONE, ZERO))({}, ZERO.value)
        return TRUE if holds else FALSE
    return found


def every(parts: Sequence[Condition]) -> Condition:
    """All of *parts*."""
    if FALSE in parts:
        return FALSE
    kept = tuple(dict.fromkeys(one for one in parts if one != TRUE))
    return kept[0] if len(kept) == 1 else All(kept)


def some(parts: Sequence[Condition]) -> Condition:
    """One of *parts* at least."""
    if TRUE in parts:
        return TRUE
    kept = tuple(dict.fromkeys(one for one in parts if one != FALSE))
    return kept[0] if len(kept) == 1 else Some(kept)


def opposite(condition: Condition) -> Condition:
    """Not *condition*."""
    match condition:
        case Not(of):
            return of
        case All(()) | Some(()):
            return FALSE if condition == TRUE else TRUE
        case _:
            return Not(condition)
