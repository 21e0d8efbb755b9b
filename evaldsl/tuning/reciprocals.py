"""Expressions in which a number stands only under divisions, read as functions of its reciprocal: then they are straight."""

from fractions import Fraction

from evaldsl.interpreter.expressions import (
    ONE,
    Arithmetic,
    Ceil,
    Expr,
    Floor,
    If,
    Node,
    Number,
    Ref,
    keys_of,
    parts_of,
    times,
)
from evaldsl.tuning.rebuilding import rebuilt


def reciprocal(expr: Expr, ref: Ref) -> Expr | None:
    """*expr* with *ref* read as 1 divided by what it was; None where it stands anywhere but under divisions."""
    found = _under(expr, ref)
    return found if isinstance(found, Number | Ref | Arithmetic | Floor | Ceil | If) and found != expr else None


def _under(node: Node, ref: Ref) -> Node | None:
    if node == ref:
        return None
    if isinstance(node, Arithmetic) and node.op == "÷":
        factor = _factor(node.right, ref)
        left = None if factor is None else _over(node.left, ref)
        if factor is not None and left is not None:
            return left if factor == 1 else times(Number(1 / factor), left)
    inner = [_under(part, ref) for part in parts_of(node)]
    known = [part for part in inner if part is not None]
    return rebuilt(node, known) if len(known) == len(inner) else None


def _over(left: Expr, ref: Ref) -> Expr | None:
    """*left* ÷ *ref*: (c - x) ÷ x is c·(1÷x) - 1."""
    if ref.key not in keys_of(left):
        return times(left, ref)
    match left:
        case Ref():
            return ONE
        case Arithmetic("+" | "-", one, other):
            first, second = _over(one, ref), _over(other, ref)
            return None if first is None or second is None else Arithmetic(left.op, first, second)
        case Arithmetic("×", Number(), other):
            inner = _over(other, ref)
            return None if inner is None else times(left.left, inner)
        case _:
            return None


def _factor(expr: Expr, ref: Ref) -> Fraction | None:
    """The number that *ref* is multiplied with; None where *expr* is anything else."""
    match expr:
        case Ref() if expr == ref:
            return Fraction(1)
        case Arithmetic("×", Number(value), right) if right == ref and value:
            return value
        case _:
            return None
