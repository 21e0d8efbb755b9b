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
    keys_of,
)
from evaldsl.interpreter.values import OPPOSITE


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


# ---- what a branch knows

_AGREE: dict[str, dict[str, Condition]] = {
    "≥": {"≥": TRUE, "<": FALSE},
    ">": {">": TRUE, "≥": TRUE, "≤": FALSE, "<": FALSE, "=": FALSE},
    "≤": {"≤": TRUE, ">": FALSE},
    "<": {"<": TRUE, "≤": TRUE, "≥": FALSE, ">": FALSE, "=": FALSE},
}


def aware(expr: Expr) -> Expr:
    """*expr* whose branches no longer ask what is known where they are taken: of X≥P?a:(X≤P?b:c) c is left out."""
    match expr:
        case Arithmetic(op, left, right):
            return Arithmetic(op, aware(left), aware(right))
        case If(Compare(op, left, right) as condition, then, otherwise) if op in OPPOSITE:
            yes, no = _given(then, condition), _given(otherwise, Compare(OPPOSITE[op], left, right))
            return If(condition, aware(yes), aware(no))
        case If(condition, then, otherwise):
            return If(condition, aware(then), aware(otherwise))
        case _:
            return expr


def _given(expr: Expr, fact: Compare) -> Expr:
    """*expr* where *fact* holds."""
    match expr:
        case Arithmetic(op, left, right):
            return Arithmetic(op, _given(left, fact), _given(right, fact))
        case If(condition, then, otherwise):
            truth = _truth_given(condition, fact)
            yes, no = _given(then, fact), _given(otherwise, fact)
            return (yes if truth == TRUE else no) if truth in (TRUE, FALSE) else If(truth, yes, no)
        case _:
            return expr


def _truth_given(condition: Condition, fact: Compare) -> Condition:
    """*condition* where *fact* holds; one that reads other facts too stays, lest it be forgotten where these have no value."""
    match condition:
        case Compare(op, left, right) if (left, right) == (fact.left, fact.right):
            return _AGREE[fact.op].get(op, condition)
        case All(parts) | Some(parts) if set(keys_of(condition)) <= set(keys_of(fact)):
            inner = [_truth_given(one, fact) for one in parts]
            return every(inner) if isinstance(condition, All) else some(inner)
        case _:
            return condition
