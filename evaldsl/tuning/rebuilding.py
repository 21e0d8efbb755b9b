"""Expressions with other nodes below them, or with the rates that they read written out."""

from collections.abc import Mapping, Sequence

from evaldsl.interpreter.expressions import (
    All,
    Arithmetic,
    Ceil,
    Compare,
    Expr,
    Floor,
    If,
    Node,
    Not,
    Some,
    inlined,
    keys_of,
)


def rebuilt(node: Node, parts: Sequence[Node]) -> Node:
    """*node* with *parts*, as ``parts_of`` gives them, in the place of its own."""
    match node:
        case Arithmetic(op):
            return Arithmetic(op, parts[0], parts[1])  # type: ignore[arg-type]
        case Compare(op):
            return Compare(op, parts[0], parts[1])  # type: ignore[arg-type]
        case If():
            return If(parts[0], parts[1], parts[2])  # type: ignore[arg-type]
        case Floor():
            return Floor(parts[0])  # type: ignore[arg-type]
        case Ceil():
            return Ceil(parts[0])  # type: ignore[arg-type]
        case All():
            return All(tuple(parts))  # type: ignore[arg-type]
        case Some():
            return Some(tuple(parts))  # type: ignore[arg-type]
        case Not():
            return Not(parts[0])  # type: ignore[arg-type]
        case _:
            return node


def without_rates(expr: Expr, rates: Mapping[str, Expr]) -> Expr:
    """*expr* in terms of facts: every rate by what it is computed from."""
    while read := [key for key in keys_of(expr) if key in rates]:
        expr = inlined(expr, {key: rates[key] for key in read})
    return expr
