"""Bounds: the interval of an expression when some facts are not known.

Interval arithmetic over the lowered expressions, after splitting on the facts that are missing: a judgement into yes and
no, a grade into its words, a measure at every number it is compared with. Within a piece every comparison is decided and
every step runs one way, so that the ends are reached or approached by some completion of the facts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise, product
from math import inf
from typing import assert_never

from attrs import define

from .expressions import (
    All,
    Arithmetic,
    Ceil,
    Compare,
    Condition,
    Expr,
    Floor,
    Holds,
    If,
    Is,
    Node,
    Not,
    Number,
    Ref,
    Rest,
    Some,
    parts_of,
    walked,
)
from .rubric import Fact, Kind
from .values import DAY, EVERYTHING, Interval, add, divide, hull, multiply, subtract

Piece = Interval | bool | str
"""What is known of a fact: an interval (both ends equal when known), yes or no, a word."""

MOST_PIECES, FEWEST_PIECES = 4096, 64


@define
class Effort:
    """What may still be tried for one answer: cases of facts and pieces of functions, *left* of them."""

    left: int


def domain(fact: Fact) -> tuple[Piece, ...]:
    """All values *fact* can take, as pieces."""
    match fact.kind:
        case Kind.JUDGEMENT:
            return True, False
        case Kind.CHOICE:
            return fact.choices
        case Kind.DISCRETION:
            low = fact.low or Fraction(0)
            high = inf if fact.high is None else fact.high
            return ((Fraction(0), Fraction(0)), (low, high)) if fact.may_be_zero and low else ((low, high),)
        case Kind.RATIO:
            return ((-inf if fact.low is None else fact.low, inf if fact.high is None else fact.high),)
        case Kind.NUMBER | Kind.COUNT:
            least = -inf if fact.signed else Fraction(fact.unit == DAY)
            return ((least if fact.low is None else fact.low, inf if fact.high is None else fact.high),)
        case _:
            assert_never(fact.kind)


def known(value: Fraction | bool | str) -> Piece:
    """The piece of a known value."""
    return (value, value) if isinstance(value, Fraction) else value


def interval(
    expr: Expr,
    facts: Mapping[str, Fraction | bool | str],
    missing: Iterable[Fact],
    rest: Interval = EVERYTHING,
    effort: Effort | None = None,
) -> Interval:
    """The smallest interval that these means can show to hold *expr* for every completion of the missing facts.

    *rest* is what may be left before, for an expression that speaks of it. With little *effort* left facts are not split:
    the interval still holds all, but may be wider.
    """
    most = MOST_PIECES if effort is None else min(max(effort.left, FEWEST_PIECES), MOST_PIECES)
    read = occurrences(expr)
    open_facts = [fact for fact in missing if fact.key in read]
    pieces = {key: known(facts[key]) for key in read if key in facts}
    choices: list[list[tuple[str, Piece]]] = []
    total = 1
    for fact in open_facts:
        once = read[fact.key] == 1 and fact.kind is Kind.JUDGEMENT  # read once, it can be left open
        split = _unsplit(fact) if once else _split(fact, expr)
        if total * len(split) > most:
            split = _unsplit(fact)
        total *= len(split)
        choices.append([(fact.key, piece) for piece in split])
    if effort is not None:
        effort.left -= total
    result: Interval | None = None
    for chosen in product(*choices):
        pieces.update(chosen)
        one = value_of(expr, pieces, rest)
        result = one if result is None else hull(result, one)
    return result or value_of(expr, pieces, rest)


def occurrences(expr: Expr) -> Counter[str]:
    """How often each fact is read in *expr*."""
    return Counter(node.key for node in walked(expr) if isinstance(node, (Ref, Holds, Is)))


def _unsplit(fact: Fact) -> list[Piece]:
    if fact.kind in (Kind.JUDGEMENT, Kind.CHOICE):
        return [""]  # neither yes nor no is known: conditions on it stay open
    widened: list[Piece] = []
    for piece in domain(fact):
        assert isinstance(piece, tuple)
        widened.append((piece[0] - 1, piece[1] + 1))  # pieces are read as open: the ends must lie inside
    return widened


def _split(fact: Fact, expr: Expr) -> list[Piece]:
    pieces = domain(fact)
    if fact.kind in (Kind.JUDGEMENT, Kind.CHOICE):
        return list(pieces)
    points = sorted(thresholds(fact.key, expr))
    split: list[Piece] = []
    for piece in pieces:
        assert isinstance(piece, tuple)
        low, high = piece
        if low == high:
            split.append(piece)
            continue
        cuts = [p for p in points if low <= p <= high]
        if fact.kind is Kind.COUNT:
            split += _whole_pieces(low, high, cuts)
            continue
        edges = [low, *cuts, high]
        for left, right in pairwise(edges):
            if left != right:
                split.append((left, right))
        split += [(cut, cut) for cut in cuts]
    return split


def _whole_pieces(low: Fraction | float, high: Fraction | float, cuts: list[Fraction]) -> list[Piece]:
    edges: list[Fraction | float] = [low]
    for cut in cuts:
        floor = Fraction(cut // 1)
        edges += [edge for edge in (floor, floor + 1) if low < edge <= high]
    edges = sorted(set(edges))
    split: list[Piece] = [(edge, edge) for edge in edges]
    last = edges[-1]
    if last < high:
        split.append((last + 1, high))
    for left, right in pairwise(edges):
        if right - left > 1:
            split.append((left + 1, right - 1))
    return split


def thresholds(key: str, expr: Expr) -> set[Fraction]:
    """The constants that the bare fact *key* is compared with, or measured from, anywhere in *expr*."""
    found: set[Fraction] = set()
    for node in walked(expr):
        if isinstance(node, (Compare, Arithmetic)):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, Ref) and one.key == key and isinstance(other, Number):
                    found.add(other.value)
    return found


# ---- interval arithmetic


def value_of(expr: Expr, pieces: Mapping[str, Piece], rest: Interval = EVERYTHING) -> Interval:
    """Interval arithmetic on *expr*; facts that *pieces* does not hold can be anything."""
    match expr:
        case Number(value):
            return value, value
        case Ref(key):
            piece = pieces.get(key, EVERYTHING)
            return piece if isinstance(piece, tuple) else EVERYTHING
        case Rest():
            return rest
        case Arithmetic(op, left, right):
            low, high = _arithmetic(op, value_of(left, pieces, rest), value_of(right, pieces, rest))
            return (low, high) if low >= 0 or unsigned(expr) is None else (Fraction(0), high)
        case Floor(of):
            low, high = value_of(of, pieces, rest)
            return _whole(low, floor=True), _whole(high, floor=True)
        case Ceil(of):
            low, high = value_of(of, pieces, rest)
            return _whole(low, floor=False), _whole(high, floor=False)
        case If(condition, then, otherwise):
            truth = truth_of(condition, pieces, rest)
            if truth is None:
                return hull(value_of(then, pieces, rest), value_of(otherwise, pieces, rest))
            return value_of(then if truth else otherwise, pieces, rest)
        case _:
            assert_never(expr)


def unsigned(expr: Node) -> Expr | None:
    """What stands in |…|, which is the greater of it and of what is left of 0."""
    match expr:
        case Arithmetic("max", inner, Arithmetic("-", Number(zero), same)) if not zero and inner == same:
            return inner
    return None


def _whole(value: Fraction | float, *, floor: bool) -> Fraction | float:
    if isinstance(value, float):
        return value
    return Fraction(value // 1) if floor else Fraction(-(-value // 1))


def _arithmetic(op: str, left: Interval, right: Interval) -> Interval:
    match op:
        case "+":
            return add(left, right)
        case "-":
            return subtract(left, right)
        case "×":
            return multiply(left, right)
        case "÷":
            return divide(left, right)
        case "min":
            return min(left[0], right[0]), min(left[1], right[1])
        case _:
            return max(left[0], right[0]), max(left[1], right[1])


def truth_of(condition: Condition, pieces: Mapping[str, Piece], rest: Interval = EVERYTHING) -> bool | None:
    """True, False, or None when it depends. An interval of a fact stands for its inner points: (95, 100) is > 95."""
    match condition:
        case Compare(op, left, right):
            return _compare(op, left, value_of(left, pieces, rest), value_of(right, pieces, rest))
        case Holds(key):
            piece = pieces.get(key)
            return piece if isinstance(piece, bool) else None
        case Is(key, word):
            piece = pieces.get(key)
            return piece == word if isinstance(piece, str) and piece else None
        case All(of):
            truths = [truth_of(part, pieces, rest) for part in of]
            return False if False in truths else None if None in truths else True
        case Some(of):
            truths = [truth_of(part, pieces, rest) for part in of]
            return True if True in truths else None if None in truths else False
        case Not(of_one):
            truth = truth_of(of_one, pieces, rest)
            return None if truth is None else not truth
        case _:
            assert_never(condition)


def _compare(op: str, measure: Expr, left: Interval, right: Interval) -> bool | None:
    if op in ("≤", "<"):
        truth = _compare(">" if op == "≤" else "≥", measure, left, right)
        return None if truth is None else not truth
    inner = isinstance(measure, Ref) and left[0] != left[1]  # the pieces of a split fact are open intervals
    if op == "=":
        if left[0] == left[1] == right[0] == right[1]:
            return True
        apart = left[1] < right[0] or right[1] < left[0] or (inner and (left[1] <= right[0] or right[1] <= left[0]))
        return False if apart else None
    if op == ">":
        if left[0] > right[1] or (inner and left[0] >= right[1]):
            return True
        return False if left[1] <= right[0] else None
    if left[0] >= right[1]:
        return True
    return False if left[1] < right[0] or (inner and left[1] <= right[0]) else None


# ---- what still matters


def live_keys(node: Node, pieces: Mapping[str, Piece]) -> set[str]:
    """The keys that can still change *node* when what *pieces* holds is known: decided branches are passed over."""
    match node:
        case If(condition, then, otherwise):
            truth = truth_of(condition, pieces)
            if truth is not None:
                return live_keys(then if truth else otherwise, pieces)
            return live_keys(condition, pieces) | live_keys(then, pieces) | live_keys(otherwise, pieces)
        case All(of) | Some(of):
            if truth_of(node, pieces) is not None:
                return set()
            return set().union(*(live_keys(part, pieces) for part in of))
        case Ref(key) | Holds(key) | Is(key, _):
            return set() if key in pieces else {key}
        case _:
            return set().union(*(live_keys(part, pieces) for part in parts_of(node)))
