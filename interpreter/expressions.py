"""The small arithmetic every rule is lowered to, and its exact evaluation.

Numeric nodes give a ``Fraction``, conditions a ``bool``. Facts are named by their keys. A ratio is a plain number here:
102.5 % is 1.025. ``Rest`` stands for the points that are left when a step of an item begins.
"""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import assert_never

from attrs import frozen


@frozen
class Number:
    """A constant."""

    value: Fraction


@frozen
class Ref:
    """The value of a numeric fact."""

    key: str


@frozen
class Rest:
    """The points left before this step."""


@frozen
class Arithmetic:
    """*left* *op* *right*; op is one of + - × ÷ min max. Division by zero raises ZeroDivisionError."""

    op: str
    left: "Expr"
    right: "Expr"


@frozen
class Floor:
    """The greatest whole number not above *of*."""

    of: "Expr"


@frozen
class Ceil:
    """The smallest whole number not below *of*."""

    of: "Expr"


@frozen
class If:
    """*then* where *condition* holds, else *otherwise*."""

    condition: "Condition"
    then: "Expr"
    otherwise: "Expr"


@frozen
class Compare:
    """*left* *op* *right*; op is one of ≥ > ≤ < =."""

    op: str
    left: "Expr"
    right: "Expr"


@frozen
class Holds:
    """A yes/no fact."""

    key: str


@frozen
class Is:
    """A grade fact has this word."""

    key: str
    word: str


@frozen
class All:
    """Every one of *of*; true when there is none."""

    of: tuple["Condition", ...]


@frozen
class Some:
    """At least one of *of*; false when there is none."""

    of: tuple["Condition", ...]


@frozen
class Not:
    """The opposite."""

    of: "Condition"


Expr = Number | Ref | Rest | Arithmetic | Floor | Ceil | If
Condition = Compare | Holds | Is | All | Some | Not
Facts = Mapping[str, Fraction | bool | str]
Computed = Callable[[Facts, Fraction], Fraction]
Decided = Callable[[Facts, Fraction], bool]

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))
TRUE = All(())
FALSE = Some(())

_ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "×": operator.mul,
    "÷": operator.truediv,
}
_COMPARE: dict[str, Callable[[int, int], bool]] = {  # of numerators over a common denominator
    "≥": operator.ge,
    ">": operator.gt,
    "≤": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}


def computed(expr: Expr) -> Computed:
    """*expr* as a function of the facts and of what is left."""
    match expr:
        case Number(value):
            return lambda facts, rest: value
        case Ref(key):
            return lambda facts, rest: facts[key]  # type: ignore[return-value]
        case Rest():
            return lambda facts, rest: rest
        case Arithmetic(op, left, right):
            return _arithmetic(op, left, right)
        case Floor(of):
            of_ = computed(of)
            return lambda facts, rest: Fraction(of_(facts, rest) // 1)
        case Ceil(of):
            of_ = computed(of)
            return lambda facts, rest: Fraction(-(-of_(facts, rest) // 1))
        case If(condition, then, otherwise):
            condition_, then_, otherwise_ = decided(condition), computed(then), computed(otherwise)
            return lambda facts, rest: (then_ if condition_(facts, rest) else otherwise_)(facts, rest)
        case _:
            assert_never(expr)


def _arithmetic(op: str, left: Expr, right: Expr) -> Computed:
    left_, right_ = computed(left), computed(right)
    if op in ("min", "max"):
        return _chosen(_COMPARE["≤" if op == "min" else "≥"], left_, right_)
    apply = _ARITHMETIC[op]
    if op in ("+", "-"):
        return _moved(apply, left_, right_)
    return lambda facts, rest: apply(left_(facts, rest), right_(facts, rest))


def _moved(apply: Callable[[Fraction, Fraction], Fraction], left: Computed, right: Computed) -> Computed:
    """A sum or difference; where nothing is added or taken, as most often, the left value itself."""

    def move(facts: Facts, rest: Fraction) -> Fraction:
        one, other = left(facts, rest), right(facts, rest)
        return apply(one, other) if other.numerator else one

    return move


def _chosen(first: Callable[[int, int], bool], left: Computed, right: Computed) -> Computed:
    """The left value where *first* holds between it and the right one, else the right."""

    def choose(facts: Facts, rest: Fraction) -> Fraction:
        one, other = left(facts, rest), right(facts, rest)
        return one if first(one.numerator * other.denominator, other.numerator * one.denominator) else other

    return choose


def _compared(compare: Callable[[int, int], bool], left: Computed, right: Computed) -> Decided:
    def holds(facts: Facts, rest: Fraction) -> bool:
        one, other = left(facts, rest), right(facts, rest)
        return compare(one.numerator * other.denominator, other.numerator * one.denominator)

    return holds


def decided(condition: Condition) -> Decided:
    """*condition* as a function of the facts and of what is left."""
    match condition:
        case Compare(op, left, right):
            return _compared(_COMPARE[op], computed(left), computed(right))
        case Holds(key):
            return lambda facts, rest: facts[key]  # type: ignore[return-value]
        case Is(key, word):
            return lambda facts, rest: facts[key] == word
        case All(of):
            parts = [decided(part) for part in of]
            return lambda facts, rest: all(part(facts, rest) for part in parts)
        case Some(of):
            parts = [decided(part) for part in of]
            return lambda facts, rest: any(part(facts, rest) for part in parts)
        case Not(of_one):
            part = decided(of_one)
            return lambda facts, rest: not part(facts, rest)
        case _:
            assert_never(condition)


def number(value: Fraction | int) -> Number:
    """A constant."""
    return Number(value if isinstance(value, Fraction) else Fraction(value))


def plus(left: Expr, right: Expr) -> Expr:
    """left + right"""
    return Arithmetic("+", left, right)


def minus(left: Expr, right: Expr) -> Expr:
    """left - right"""
    return Arithmetic("-", left, right)


def times(left: Expr, right: Expr) -> Expr:
    """left × right"""
    return Arithmetic("×", left, right)


def over(left: Expr, right: Expr) -> Expr:
    """left ÷ right"""
    return Arithmetic("÷", left, right)


def least(left: Expr, right: Expr) -> Expr:
    """the smaller"""
    return Arithmetic("min", left, right)


def most(left: Expr, right: Expr) -> Expr:
    """the greater"""
    return Arithmetic("max", left, right)


Node = Expr | Condition


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below *node*: the only traversal."""
    match node:
        case Number() | Ref() | Rest() | Holds() | Is():
            return ()
        case Arithmetic(_, left, right) | Compare(_, left, right):
            return left, right
        case If(condition, then, otherwise):
            return condition, then, otherwise
        case Floor(of) | Ceil(of):
            return (of,)
        case All(of) | Some(of):
            return of
        case Not(of):
            return (of,)
        case _:
            assert_never(node)


def keys_of(node: Node) -> list[str]:
    """The keys of the facts that *node* reads, in order of appearance, each once."""
    found: dict[str, None] = {}
    stack: list[Node] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Ref | Holds | Is):
            found.setdefault(one.key)
        stack.extend(reversed(parts_of(one)))
    return list(found)


def inlined(expr: Expr, replacements: Mapping[str, Expr]) -> Expr:
    """*expr* with expressions in the place of some facts."""
    match expr:
        case Ref(key):
            return replacements.get(key, expr)
        case Number() | Rest():
            return expr
        case Arithmetic(op, left, right):
            return Arithmetic(op, inlined(left, replacements), inlined(right, replacements))
        case Floor(of):
            return Floor(inlined(of, replacements))
        case Ceil(of):
            return Ceil(inlined(of, replacements))
        case If(condition, then, otherwise):
            inner = _inlined_condition(condition, replacements)
            return If(inner, inlined(then, replacements), inlined(otherwise, replacements))
        case _:
            assert_never(expr)


def _inlined_condition(condition: Condition, replacements: Mapping[str, Expr]) -> Condition:
    match condition:
        case Compare(op, left, right):
            return Compare(op, inlined(left, replacements), inlined(right, replacements))
        case Holds() | Is():
            return condition
        case All(of):
            return All(tuple(_inlined_condition(part, replacements) for part in of))
        case Some(of):
            return Some(tuple(_inlined_condition(part, replacements) for part in of))
        case Not(of_one):
            return Not(_inlined_condition(of_one, replacements))
        case _:
            assert_never(condition)
