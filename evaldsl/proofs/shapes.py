"""Which way the points go when one fact grows: for all values of the other facts, exactly."""

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from evaldsl.interpreter.curves import Domain, End, Piece, Undecided, expanded, towards
from evaldsl.interpreter.expressions import (
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
    Not,
    Number,
    Ref,
    Rest,
    Some,
    inlined,
    keys_of,
    minus,
)
from evaldsl.interpreter.pieces import pieces_of, stretches_of
from evaldsl.interpreter.ranges import Scope, range_of, reduced
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.values import NOTHING, Bound

Pair = tuple[Values, Values]
"""The facts of two units that differ in one fact alone, the second having more of it."""


class Way(Enum):
    """How the points answer to a fact that grows (a judgement: from 否 to 是); the value is the word for it."""

    FLAT = "不变"
    UP = "不降"
    DOWN = "不升"
    PEAK = "先升后降"
    VALLEY = "先降后升"
    MIXED = "时升时降"


@frozen
class Shape:
    """*way*, where a peak or valley lies (*low* to *high*), and for turns a pair of units that rises and one that falls."""

    way: Way
    low: Bound = NOTHING
    high: Bound = NOTHING
    rising: Pair | None = None
    falling: Pair | None = None


FLAT = Shape(Way.FLAT)
_OPPOSITE = {Way.UP: Way.DOWN, Way.DOWN: Way.UP, Way.PEAK: Way.VALLEY, Way.VALLEY: Way.PEAK}


def shape_of(expr: Expr, key: str, scope: Scope) -> Shape:
    """How *expr* answers to the fact *key*, whatever the other facts are. Raises Undecided."""
    scope.spend()
    expr = reduced(expr, scope)
    keys = keys_of(expr)
    if key not in keys:
        return FLAT
    if keys == [key] and key in scope.measures:
        return of_one_measure(pieces_of(expr, scope.measures[key]), key, scope.measures[key])
    match expr:
        case Floor(of) | Ceil(of):
            return shape_of(of, key, scope)
        case Arithmetic(op, left, right):
            return _arithmetic(op, left, right, key, scope)
        case If(condition, then, otherwise):
            return _branched(condition, then, otherwise, key, scope)
        case Number() | Ref() | Rest():
            raise Undecided("算式里有未定的分数")
        case _:
            assert_never(expr)


# ---- one measure


Move = tuple[int, Fraction, Fraction]


def of_one_measure(pieces: list[Piece], key: str, domain: Domain) -> Shape:
    """The shape of a function of the measure *key* alone."""
    moves = list(_moves(_plain(pieces, domain), domain))
    turns = "".join("+" if sign > 0 else "-" for sign, _, _ in moves)
    while "++" in turns or "--" in turns:
        turns = turns.replace("++", "+").replace("--", "-")
    ways = {"": Way.FLAT, "+": Way.UP, "-": Way.DOWN, "+-": Way.PEAK, "-+": Way.VALLEY}
    way = ways.get(turns, Way.MIXED)
    if len(turns) < 2:
        return Shape(way)
    rising, falling = (next(_pair(key, a, b) for sign, a, b in moves if sign == wanted) for wanted in (1, -1))
    low, high = _turning_place(pieces, domain, upper=way is Way.PEAK)
    return Shape(way, low, high, rising, falling)


def _pair(key: str, first: Fraction, second: Fraction) -> Pair:
    return {key: first}, {key: second}


def _plain(pieces: list[Piece], domain: Domain) -> list[Piece]:
    """The pieces, on each of which the curve goes one way only."""
    return [one for piece in pieces for one in (expanded(piece, domain) if all(piece.curve.directions()) else [piece])]


def _moves(pieces: list[Piece], domain: Domain) -> Iterable[Move]:
    """Every rise and fall in order: its sign, and two numbers between which it happens."""
    last: End | None = None
    for piece in pieces:
        first, end = towards(piece, domain, upper=False), towards(piece, domain, upper=True)
        if last is not None and last.value != first.value:
            yield _move(last, first)
        if first.value != end.value:
            yield _move(first, end)
        last = end


def _move(before: End, after: End) -> Move:
    far = before.value - after.value
    eps = abs(far) / 3 if isinstance(far, Fraction) else Fraction(1, 1000)
    return (1 if before.value < after.value else -1), before.near(eps), after.near(eps)


def _steps_of(piece: Piece, domain: Domain) -> list[Piece]:
    """*piece* step by step: the greatest value is taken from the last step on, not only where the piece ends."""
    try:
        return expanded(piece, domain) if piece.curve.jumps else [piece]
    except Undecided:
        return [piece]


def _turning_place(pieces: list[Piece], domain: Domain, *, upper: bool) -> tuple[Bound, Bound]:
    """Where the greatest (least) value is taken or approached."""
    ends = [
        (towards(one, domain, upper=side).value, one.high if side else one.low)
        for piece in _plain(pieces, domain)
        for one in _steps_of(piece, domain)
        for side in (False, True)
    ]
    best = max(value for value, _ in ends) if upper else min(value for value, _ in ends)
    places = [place for value, place in ends if value == best]
    return min(places), max(places)


# ---- several facts


def _arithmetic(op: str, left: Expr, right: Expr, key: str, scope: Scope) -> Shape:
    first, second = shape_of(left, key, scope), shape_of(right, key, scope)
    match op:
        case "+" | "min" | "max":
            return _together(first, second)
        case "-":
            return _together(first, turned(second))
        case _:
            if first.way is not Way.FLAT and second.way is not Way.FLAT:
                raise Undecided("同一数据自乘")
            changing, steady = (first, right) if second.way is Way.FLAT else (second, left)
            if op == "÷" and first.way is Way.FLAT:
                changing = turned(changing)
                low, high = range_of(right, scope)
                if low.value <= 0 <= high.value:
                    raise Undecided("分母可能为0")
            low, high = range_of(steady, scope)
            if low.value >= 0:
                return changing
            if high.value <= 0:
                return turned(changing)
            raise Undecided("方向随另一个数的正负而变")


def turned(shape: Shape) -> Shape:
    """The shape of the opposite number."""
    return evolve(shape, way=_OPPOSITE.get(shape.way, shape.way), rising=shape.falling, falling=shape.rising)


def _together(first: Shape, second: Shape) -> Shape:
    """What two parts make of it that both act the same way on the whole."""
    if first.way is Way.FLAT:
        return second
    if second.way is Way.FLAT or (first.way is second.way and first.way in (Way.UP, Way.DOWN)):
        return first
    if first.way is second.way and (first.low, first.high) == (second.low, second.high):
        return first
    raise Undecided("几处规则方向不同")


def _branched(condition: Condition, then: Expr, otherwise: Expr, key: str, scope: Scope) -> Shape:
    keys = keys_of(condition)
    inner = keys_of(then) + keys_of(otherwise)
    if key not in keys:
        return _together(shape_of(then, key, scope), shape_of(otherwise, key, scope))
    if key not in inner:
        polarity = _polarity(condition, key, scope)
        low, high = range_of(minus(then, otherwise), scope)
        if low.value >= 0:
            return Shape(polarity)
        if high.value <= 0:
            return turned(Shape(polarity))
        raise Undecided("方向随其他数据而变")
    if keys != [key] or key not in scope.measures:
        raise Undecided("条件与分数用到同一数据")
    return _one_switch(condition, then, otherwise, key, scope)


def _one_switch(condition: Condition, then: Expr, otherwise: Expr, key: str, scope: Scope) -> Shape:
    """One threshold, with what follows on both sides going the same way as the jump there."""
    domain = scope.measures[key]
    stretches = stretches_of(condition, domain)
    truths = [s.truth for i, s in enumerate(stretches) if i == 0 or s.truth is not stretches[i - 1].truth]
    if len(truths) != 2:
        raise Undecided("同一数据几处分界")
    place = next(s.low for s in stretches if s.truth is truths[1])
    before, after = (then, otherwise) if truths[0] else (otherwise, then)
    assert isinstance(place, Fraction)
    ways = set()
    for branch, truth in ((before, truths[0]), (after, truths[1])):
        part = domain.within([(s.low, s.high) for s in stretches if s.truth is truth])
        ways.add(shape_of(branch, key, scope.with_measure(key, part)).way)
    ways.discard(Way.FLAT)
    there = {key: Number(place)}
    low, high = range_of(minus(inlined(after, there), inlined(before, there)), scope)
    if ways <= {Way.UP} and low.value >= 0:
        return Shape(Way.UP)
    if ways <= {Way.DOWN} and high.value <= 0:
        return Shape(Way.DOWN)
    raise Undecided("分界两边方向不同")


def _polarity(condition: Condition, key: str, scope: Scope) -> Way:
    """UP when a greater fact can only make *condition* true, DOWN when it can only make it false."""
    match condition:
        case Holds():
            return Way.UP
        case Is():
            raise Undecided("等次没有大小")
        case Compare(op, left, right):
            shape = shape_of(minus(left, right), key, scope)
            if op == "=" or shape.way not in (Way.UP, Way.DOWN):
                raise Undecided("条件的方向不定")
            return shape.way if op in "≥>" else turned(shape).way
        case Not(of):
            return turned(Shape(_polarity(of, key, scope))).way
        case All(of_all) | Some(of_all):
            ways = {_polarity(part, key, scope) for part in of_all if key in keys_of(part)}
            if len(ways) == 1:
                return ways.pop()
            raise Undecided("条件的方向不定")
        case _:
            assert_never(condition)
