"""The small arithmetic every rule is lowered to, and its exact evaluation.

Numeric nodes give a ``Fraction``, conditions a ``bool``. Facts are named by their keys. A ratio is a plain number: 102.5 % is 1.025.
"""

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from typing import assert_never

from .records import frozen


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
    """The points that are left when a step of an item begins."""


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
        case Arithmetic(("+" | "-") as op, left, right):
            return _moved(op, computed(left), _ratio(right))
        case Arithmetic("max", Arithmetic("-", left, right), Number(least)):
            return _moved("-", computed(left), _ratio(right), least)
        case Arithmetic(("min" | "max") as op, left, right):
            return _chosen(_COMPARE["≤" if op == "min" else "≥"], computed(left), computed(right))
        case If(condition, Number(value), otherwise):
            condition_, otherwise_ = decided(condition), computed(otherwise)
            return lambda facts, rest: value if condition_(facts, rest) else otherwise_(facts, rest)
        case If(condition, then, otherwise):
            condition_, then_, otherwise_ = decided(condition), computed(then), computed(otherwise)
            return lambda facts, rest: (then_ if condition_(facts, rest) else otherwise_)(facts, rest)
        case Arithmetic() | Floor() | Ceil():
            ratio = _ratio(expr)
            return lambda facts, rest: Fraction(*ratio(facts, rest))
        case _:
            assert_never(expr)


def _moved(op: str, left: Computed, right: "_Ratio", least: Fraction | None = None) -> Computed:
    """A sum or difference, no less than *least*; where nothing is added or taken, as most often, the left value itself."""
    apply, (floor, under) = _ARITHMETIC[op], (least or ZERO.value).as_integer_ratio()

    def move(facts: Facts, rest: Fraction) -> Fraction:
        one, (numerator, denominator) = left(facts, rest), right(facts, rest)
        above, below = one.as_integer_ratio()
        if numerator:
            above, below = apply(above, below, numerator, denominator)
        if least is not None and above * under < floor * below:
            return least
        return Fraction(above, below) if numerator else one

    return move


def _chosen(first: Callable[[int, int], bool], left: Computed, right: Computed) -> Computed:
    """The left value where *first* holds between it and the right one, else the right."""

    def choose(facts: Facts, rest: Fraction) -> Fraction:
        one, other = left(facts, rest), right(facts, rest)
        (above, below), (over_, under) = one.as_integer_ratio(), other.as_integer_ratio()
        return one if first(above * under, over_ * below) else other

    return choose


def decided(condition: Condition) -> Decided:
    """*condition* as a function of the facts and of what is left."""
    match condition:
        case Compare(op, left, Number(value)):
            return _compared(_COMPARE[op], _ratio(left), *value.as_integer_ratio())
        case Compare(op, left, right):
            return _compared(_COMPARE[op], _ratio(minus(left, right)), 0, 1)
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


def _compared(compare: Callable[[int, int], bool], left: "_Ratio", above: int, below: int) -> Decided:
    def holds(facts: Facts, rest: Fraction) -> bool:
        numerator, denominator = left(facts, rest)
        return compare(numerator * below, above * denominator)

    return holds


# ---- inside one expression: numerator over denominator, not reduced

_Ratio = Callable[[Facts, Fraction], tuple[int, int]]
"""What an expression comes to as a numerator over a denominator above 0, reduced once when the whole is known."""


def _ratio(expr: Expr) -> _Ratio:
    match expr:
        case Number(value):
            fixed = value.as_integer_ratio()
            return lambda facts, rest: fixed
        case Ref(key):
            return lambda facts, rest: facts[key].as_integer_ratio()  # type: ignore[union-attr]
        case Rest():
            return lambda facts, rest: rest.as_integer_ratio()
        case Arithmetic(op, left, right):
            return _arithmetic(op, _ratio(left), right)
        case Floor(of) | Ceil(of):
            return _whole(_ratio(of), 1 if isinstance(expr, Floor) else -1)
        case If(condition, then, otherwise):
            condition_, then_, otherwise_ = decided(condition), _ratio(then), _ratio(otherwise)
            return lambda facts, rest: (then_ if condition_(facts, rest) else otherwise_)(facts, rest)
        case _:
            assert_never(expr)


def _whole(of: _Ratio, sign: int) -> _Ratio:
    """The whole number below (*sign* 1) or above (-1)."""

    def whole(facts: Facts, rest: Fraction) -> tuple[int, int]:
        numerator, denominator = of(facts, rest)
        return sign * (sign * numerator // denominator), 1

    return whole


def _arithmetic(op: str, left: _Ratio, right: Expr) -> _Ratio:
    apply = _ARITHMETIC[op]
    if isinstance(right, Number):
        return _with_constant(apply, left, *right.value.as_integer_ratio())
    right_ = _ratio(right)

    def both(facts: Facts, rest: Fraction) -> tuple[int, int]:
        (above, below), (over_, under) = left(facts, rest), right_(facts, rest)
        return apply(above, below, over_, under)

    return both


def _with_constant(
    apply: Callable[[int, int, int, int], tuple[int, int]], left: _Ratio, over_: int, under: int
) -> _Ratio:
    def one(facts: Facts, rest: Fraction) -> tuple[int, int]:
        above, below = left(facts, rest)
        return apply(above, below, over_, under)

    return one


def _quotient(above: int, below: int, over_: int, under: int) -> tuple[int, int]:
    if not over_:
        raise ZeroDivisionError
    return (above * under, below * over_) if over_ > 0 else (-above * under, -below * over_)


_ARITHMETIC: dict[str, Callable[[int, int, int, int], tuple[int, int]]] = {  # above/below op over/under
    "+": lambda above, below, over_, under: (above * under + over_ * below, below * under),
    "-": lambda above, below, over_, under: (above * under - over_ * below, below * under),
    "×": lambda above, below, over_, under: (above * over_, below * under),
    "÷": _quotient,
    "min": lambda above, below, over_, under: (above, below) if above * under <= over_ * below else (over_, under),
    "max": lambda above, below, over_, under: (above, below) if above * under >= over_ * below else (over_, under),
}


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
_LEAVES = (Number, Ref, Rest, Holds, Is)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below *node*."""
    if isinstance(node, _LEAVES):
        return ()
    match node:
        case Arithmetic(_, left, right) | Compare(_, left, right):
            return left, right
        case If(condition, then, otherwise):
            return condition, then, otherwise
        case Floor(of) | Ceil(of) | Not(of):
            return (of,)
        case All(of) | Some(of):
            return of
        case _:
            assert_never(node)


def walked(*nodes: Node) -> Iterator[Node]:
    """*nodes* and all that is below them, in order of appearance."""
    stack = [*reversed(nodes)]
    while stack:
        yield (one := stack.pop())
        stack += parts_of(one)[::-1]


def keys_of(node: Node) -> list[str]:
    """The keys of the facts that *node* reads, in order of appearance, each once."""
    below = walked(node) if parts_of(node) else (node,)
    return list(dict.fromkeys([one.key for one in below if isinstance(one, (Ref, Holds, Is))]))


def divisors_of(*nodes: Node) -> Iterator[Expr]:
    """What is divided by anywhere in *nodes*."""
    return (one.right for one in walked(*nodes) if isinstance(one, Arithmetic) and one.op == "÷")


def inlined(expr: Expr, replacements: Mapping[str, Expr], holding: Collection[Condition] = ()) -> Expr:
    """*expr* with expressions in the place of some facts, and the conditions *holding* taken to hold."""
    match expr:
        case Ref(key):
            return replacements.get(key, expr)
        case Number() | Rest():
            return expr
        case Arithmetic(op, left, right):
            return Arithmetic(op, inlined(left, replacements, holding), inlined(right, replacements, holding))
        case Floor(of) | Ceil(of):
            return type(expr)(inlined(of, replacements, holding))
        case If(condition, then, otherwise):
            inner = _inlined_condition(condition, replacements, holding)
            return If(inner, inlined(then, replacements, holding), inlined(otherwise, replacements, holding))
        case _:
            assert_never(expr)


def _inlined_condition(
    condition: Condition, replacements: Mapping[str, Expr], holding: Collection[Condition]
) -> Condition:
    if condition in holding:
        return TRUE
    match condition:
        case Compare(op, left, right):
            return Compare(op, inlined(left, replacements, holding), inlined(right, replacements, holding))
        case Holds() | Is():
            return condition
        case All(of) | Some(of):
            return type(condition)(tuple(_inlined_condition(part, replacements, holding) for part in of))
        case Not(of_one):
            return Not(_inlined_condition(of_one, replacements, holding))
        case _:
            assert_never(condition)
