"""Arithmetic of whole numbers as one list of nodes, each made of earlier ones, each there once, each with its range.

Engines that score many units write such a list down in their own language. Division only ever takes the whole part, and
its divisor is above 0. The range of a node follows from the ranges of the columns by interval arithmetic, so that an
engine can choose a type that holds every number on the way; what a range decides is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import assert_never

from attrs import define, field

from .records import frozen

Whole = int | float
"""A whole number; a float is +inf or -inf, nothing else."""
Span = tuple[Whole, Whole]


@frozen
class Constant:
    """A whole number."""

    value: int


@frozen
class Column:
    """A numeric fact, its value × 10 ** *digits*."""

    key: str
    digits: int


@frozen
class Operation:
    """*left* *op* *right*; op is one of + - × ÷ min max, ÷ being the greatest whole number not above the quotient."""

    op: str
    left: int
    right: int


@frozen
class Choice:
    """*then* where *condition* holds, else *otherwise*."""

    condition: int
    then: int
    otherwise: int


@frozen
class Comparison:
    """*left* *op* *right*; op is one of ≥ > ≤ < =."""

    op: str
    left: int
    right: int


@frozen
class Yes:
    """A yes/no fact."""

    key: str


@frozen
class Word:
    """A grade fact has this word."""

    key: str
    word: str


@frozen
class Every:
    """All of *of* hold; true when there is none."""

    of: tuple[int, ...]


@frozen
class Either:
    """One of *of* holds at least; false when there is none."""

    of: tuple[int, ...]


@frozen
class Opposite:
    """*of* does not hold."""

    of: int


Numeric = Constant | Column | Operation | Choice
Truth = Comparison | Yes | Word | Every | Either | Opposite
Node = Numeric | Truth

TRUE, FALSE = Every(()), Either(())
_FLIPPED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">", "=": "="}
_CONTRARY = {"≥": "<", ">": "≤", "≤": ">", "<": "≥"}


def args_of(node: Node) -> tuple[int, ...]:
    """The nodes that *node* is made of."""
    match node:
        case Constant() | Column() | Yes() | Word():
            return ()
        case Operation(_, left, right) | Comparison(_, left, right):
            return left, right
        case Choice(condition, then, otherwise):
            return condition, then, otherwise
        case Every(of) | Either(of):
            return of
        case Opposite(of_one):
            return (of_one,)
        case _:
            assert_never(node)


def are_opposite(one: Node, other: Node) -> bool:
    """Whether two numbers are a - b and b - a."""
    match one, other:
        case Operation("-", left, right), Operation("-", first, last):
            return left == last and right == first
    return False


@define
class Nodes:
    """Nodes as they come, each once, with their ranges.

    A unit may lack the facts *gaps*; its column holds something else for it, so the range of a node that is made of one
    (*unsure*) holds what is computed, but decides nothing.
    """

    gaps: frozenset[str] = frozenset()
    nodes: list[Node] = field(factory=list)
    ranges: list[Span] = field(factory=list)
    at: dict[Node, int] = field(factory=dict)
    unsure: set[int] = field(factory=set)

    def node(self, node: Node, span: Span = (0, 1)) -> int:
        """The number of *node*."""
        known = self.at.get(node)
        if known is None:
            known = self.at[node] = len(self.nodes)
            self.nodes.append(node)
            self.ranges.append(span)
            if (isinstance(node, Column) and node.key in self.gaps) or not self.unsure.isdisjoint(args_of(node)):
                self.unsure.add(known)
        return known

    def _is_sure(self, *indexes: int) -> bool:
        return self.unsure.isdisjoint(indexes)

    def constant(self, value: int) -> int:
        """A whole number."""
        return self.node(Constant(value), (value, value))

    def value(self, index: int) -> int | None:
        """The value of a node that is a constant."""
        node = self.nodes[index]
        return node.value if isinstance(node, Constant) else None

    def operation(self, op: str, left: int, right: int) -> int:
        """*left* *op* *right*, or what it comes to where that is known."""
        one, other = self.ranges[left], self.ranges[right]
        known = self._known(op, left, right)
        if known is not None:
            return known
        if op == "×" and self.value(left) is not None:
            left, right = right, left  # a constant factor stands right
        span = _RANGES[op](one, other)
        if op == "max" and are_opposite(self.nodes[left], self.nodes[right]):
            span = max(span[0], 0), span[1]
        if span[0] == span[1] and isinstance(span[0], int) and self._is_sure(left, right):
            return self.constant(span[0])
        return self.node(Operation(op, left, right), span)

    def _known(self, op: str, left: int, right: int) -> int | None:
        """The node that *left* *op* *right* comes to without computing anything."""
        one, other = self.ranges[left], self.ranges[right]
        match op, self.value(left), self.value(right):
            case ("+" | "-", _, 0) | ("×" | "÷", _, 1):
                return left
            case ("+", 0, _) | ("×", 1, _):
                return right
            case ("×", 0, _) | ("×", _, 0):
                return self.constant(0)
        if not self._is_sure(left, right):
            return None
        if op == "min":
            return left if one[1] <= other[0] else right if other[1] <= one[0] else None
        if op == "max":
            return left if one[0] >= other[1] else right if other[0] >= one[1] else None
        return None

    def narrowed(self, index: int, span: Span) -> int:
        """A node that is known to lie in *span* besides; a constant where that leaves one number."""
        low, high = max(self.ranges[index][0], span[0]), min(self.ranges[index][1], span[1])
        if low == high and isinstance(low, int) and self._is_sure(index):
            return self.constant(low)
        self.ranges[index] = low, high
        return index

    def scaled(self, index: int, factor: int) -> int:
        """A node times a whole number; of constants to choose from each."""
        match self.nodes[index]:
            case Choice(condition, then, otherwise) if self.value(then) is not None:
                return self._choice(condition, self.scaled(then, factor), self.scaled(otherwise, factor))
        return self.operation("×", index, self.constant(factor))

    def choice(self, condition: int, then: int, otherwise: int) -> int:
        """*then* where *condition* holds, else *otherwise*, where what is known by then is not asked for again."""
        return self._choice(condition, then, self._where(otherwise, self._told(condition, holds=False)))

    def _where(self, index: int, known: frozenset[Node]) -> int:
        """A number where *known* holds."""
        match self.nodes[index]:
            case Choice(condition, then, otherwise):
                left = self._asked(condition, known)
                return self._choice(left, then, self._where(otherwise, known | self._told(left, holds=False)))
        return index

    def _told(self, condition: int, *, holds: bool) -> frozenset[Node]:
        """What is true where *condition* holds, or does not."""
        node = self.nodes[condition]
        match node:
            case Opposite(of_one):
                return self._told(of_one, holds=not holds)
            case Every(of) | Either(of) if holds == isinstance(node, Every):
                return frozenset().union(*(self._told(one, holds=holds) for one in of))
            case Comparison(op, left, right) if not holds and op in _CONTRARY:
                return frozenset({Comparison(_CONTRARY[op], left, right)})
            case _:
                return frozenset({node if holds else Opposite(condition)})

    def _asked(self, condition: int, known: frozenset[Node]) -> int:
        """What is left of a condition where *known* holds."""
        node = self.nodes[condition]
        match node:
            case _ if node in known:
                return self.node(TRUE)
            case Every(of):
                return self.every([self._asked(one, known) for one in of])
            case Either(of):
                return self.either([self._asked(one, known) for one in of])
            case _ if self._told(condition, holds=False) <= known:
                return self.node(FALSE)
            case _:
                return condition

    def _choice(self, condition: int, then: int, otherwise: int) -> int:
        truth = self.nodes[condition]
        if truth == TRUE or then == otherwise:
            return then
        if truth == FALSE:
            return otherwise
        one, other = self.ranges[then], self.ranges[otherwise]
        return self.node(Choice(condition, then, otherwise), (min(one[0], other[0]), max(one[1], other[1])))

    def comparison(self, op: str, left: int, right: int) -> int:
        """Whether *left* *op* *right*; a constant stands right."""
        if self.value(left) is not None and self.value(right) is None:
            left, right, op = right, left, _FLIPPED[op]
        truth = _decided(op, self.ranges[left], self.ranges[right])
        if truth is not None and self._is_sure(left, right):
            return self.node(TRUE if truth else FALSE)
        return self.node(Comparison(op, left, right))

    def every(self, of: Sequence[int]) -> int:
        """All of *of*."""
        left = dict.fromkeys(one for one in of if self.nodes[one] != TRUE)
        if any(self.nodes[one] == FALSE for one in left):
            return self.node(FALSE)
        return next(iter(left)) if len(left) == 1 else self.node(Every(tuple(left)))

    def either(self, of: Sequence[int]) -> int:
        """One of *of* at least."""
        left = dict.fromkeys(one for one in of if self.nodes[one] != FALSE)
        if any(self.nodes[one] == TRUE for one in left):
            return self.node(TRUE)
        return next(iter(left)) if len(left) == 1 else self.node(Either(tuple(left)))

    def opposite(self, of: int) -> int:
        """Not *of*."""
        match self.nodes[of]:
            case Opposite(of_one):
                return of_one
            case Every(()):
                return self.node(FALSE)
            case Either(()):
                return self.node(TRUE)
            case _:
                return self.node(Opposite(of))

    def is_not_zero(self, index: int) -> int:
        """Whether a node is not 0."""
        return self.opposite(self.comparison("=", index, self.constant(0)))

    def needed(self, keep: Sequence[int]) -> tuple[tuple[Node, ...], tuple[Span, ...], dict[int, int]]:
        """The nodes that *keep* is made of, numbered anew, their ranges, and the new number of each."""
        wanted: set[int] = set()
        waiting = list(keep)
        while waiting:
            one = waiting.pop()
            if one not in wanted:
                wanted.add(one)
                waiting += args_of(self.nodes[one])
        at = {old: new for new, old in enumerate(sorted(wanted))}
        return tuple(_renumbered(self.nodes[old], at) for old in at), tuple(self.ranges[old] for old in at), at


def _renumbered(node: Node, at: Mapping[int, int]) -> Node:
    match node:
        case Constant() | Column() | Yes() | Word():
            return node
        case Operation(op, left, right):
            return Operation(op, at[left], at[right])
        case Comparison(op, left, right):
            return Comparison(op, at[left], at[right])
        case Choice(condition, then, otherwise):
            return Choice(at[condition], at[then], at[otherwise])
        case Every(of):
            return Every(tuple(at[one] for one in of))
        case Either(of):
            return Either(tuple(at[one] for one in of))
        case Opposite(of_one):
            return Opposite(at[of_one])
        case _:
            assert_never(node)


# ---- ranges


def _sum(one: Whole, other: Whole) -> Whole:
    return one if isinstance(one, float) else other if isinstance(other, float) else one + other


def _product(one: Whole, other: Whole) -> Whole:
    if not one or not other:
        return 0
    if isinstance(one, float) or isinstance(other, float):
        return inf if (one > 0) == (other > 0) else -inf
    return one * other


def _multiplied(one: Span, other: Span) -> Span:
    ends = [_product(a, b) for a in one for b in other]
    return min(ends), max(ends)


def _quotient(one: Whole, by: Whole) -> Whole:
    if isinstance(by, float):
        return 0 if one >= 0 else -1
    return one if isinstance(one, float) else one // by


def _divided(one: Span, by: Span) -> Span:
    ends = [_quotient(a, b) for a in one for b in (max(by[0], 1), max(by[1], 1))]
    return min(ends), max(ends)


_RANGES: dict[str, Callable[[Span, Span], Span]] = {
    "+": lambda one, other: (_sum(one[0], other[0]), _sum(one[1], other[1])),
    "-": lambda one, other: (_sum(one[0], -other[1]), _sum(one[1], -other[0])),
    "×": _multiplied,
    "÷": _divided,
    "min": lambda one, other: (min(one[0], other[0]), min(one[1], other[1])),
    "max": lambda one, other: (max(one[0], other[0]), max(one[1], other[1])),
}


def range_of(op: str, one: Span, other: Span) -> Span:
    """Where *op* of a number of *one* and a number of *other* lies."""
    return _RANGES[op](one, other)


def _decided(op: str, one: Span, other: Span) -> bool | None:
    """Whether every number of *one* compares so with every one of *other*, or none; None when it depends."""
    match op:
        case "≥":
            return True if one[0] >= other[1] else False if one[1] < other[0] else None
        case ">":
            return True if one[0] > other[1] else False if one[1] <= other[0] else None
        case "≤":
            return True if one[1] <= other[0] else False if one[0] > other[1] else None
        case "<":
            return True if one[1] < other[0] else False if one[0] >= other[1] else None
        case _:
            apart = one[1] < other[0] or other[1] < one[0]
            return False if apart else True if one[0] == one[1] == other[0] == other[1] else None
