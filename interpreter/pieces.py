"""An expression of a single measure, and a condition on it, piece by piece."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from .curves import Curve, Domain, Piece, Undecided, expanded, overlap, quotient_steps, signs
from .expressions import (
    All,
    Arithmetic,
    Ceil,
    Compare,
    Condition,
    Expr,
    Floor,
    If,
    Node,
    Not,
    Number,
    Ref,
    Some,
    parts_of,
)
from .records import evolve, frozen
from .values import NOTHING, Bound

MOST_PIECES, MOST_KNOWN = 4000, 300


@frozen
class Stretch:
    """One number or all numbers between two, where a condition holds or does not."""

    low: Bound
    high: Bound
    truth: bool


def pieces_of(expr: Expr, domain: Domain) -> list[Piece]:
    """*expr*, whose only fact takes the numbers of *domain*, piece by piece."""
    match expr:
        case Number(value):
            return [Piece(low, high, Curve(value)) for low, high in domain.parts]
        case Ref():
            return [Piece(low, high, Curve(NOTHING, Fraction(1))) for low, high in domain.parts]
        case Arithmetic(op, left, right):
            return _combined(op, pieces_of(left, domain), pieces_of(right, domain), domain)
        case Floor(of):
            return [part for piece in pieces_of(of, domain) for part in _floored(piece, domain)]
        case Ceil(of):
            negative = [evolve(p, curve=p.curve.times(Fraction(-1))) for p in pieces_of(of, domain)]
            floored = [part for piece in negative for part in _floored(piece, domain)]
            return joined([evolve(p, curve=p.curve.times(Fraction(-1))) for p in floored])
        case If(condition, then, otherwise):
            found: list[Piece] = []
            stretches = stretches_of(condition, domain)
            for branch, truth in ((then, True), (otherwise, False)):
                places = [(s.low, s.high) for s in stretches if s.truth is truth]
                if places:
                    found += [
                        Piece(low, high, p.curve)
                        for p in pieces_of(branch, domain)
                        for low, high in overlap((p.low, p.high), places, domain)
                    ]
            return joined(sorted(found, key=lambda p: (p.low, p.high)))
        case _:
            raise Undecided("算式里有未定的分数")


def _combined(op: str, left: list[Piece], right: list[Piece], domain: Domain) -> list[Piece]:
    found: list[Piece] = []
    place = 0
    for one in left:
        while place < len(right) and (right[place].high, right[place].low) < (one.low, one.low):
            place += 1
        for other in right[max(place - 1, 0) :]:
            if other.low > one.high:
                break
            for low, high in overlap((one.low, one.high), [(other.low, other.high)], domain):
                found += _operated(op, Piece(low, high, one.curve), other.curve, domain)
    return joined(found)


def _operated(op: str, piece: Piece, other: Curve, domain: Domain) -> list[Piece]:
    curve = piece.curve
    match op:
        case "+":
            return [evolve(piece, curve=curve.plus(other))]
        case "-":
            return [evolve(piece, curve=curve.plus(other.times(Fraction(-1))))]
        case "×":
            if not other.is_constant:
                curve, other = other, curve
            if not other.is_constant:
                raise Undecided("同一数据自乘")
            return [evolve(piece, curve=curve.times(other.constant))]
        case "÷":
            return _divided(piece, other)
        case _:
            difference = curve.plus(other.times(Fraction(-1)))
            return [
                Piece(low, high, curve if (sign >= 0) == (op == "max") else other)
                for low, high, sign in signs(evolve(piece, curve=difference), domain)
            ]


def _divided(piece: Piece, divisor: Curve) -> list[Piece]:
    curve = piece.curve
    if divisor.is_constant:
        return [evolve(piece, curve=curve.times(1 / divisor.constant))] if divisor.constant else []
    plain = not (curve.jumps or curve.hyperbola or divisor.jumps or divisor.hyperbola)
    if not plain:
        raise Undecided("商里有取整或另一个商")
    pole = -divisor.constant / divisor.slope
    ratio = curve.slope / divisor.slope
    quotient = Curve(ratio, hyperbola=((curve.constant - ratio * divisor.constant) / divisor.slope, pole))
    if not quotient.hyperbola or not quotient.hyperbola[0]:
        quotient = Curve(ratio)
    if piece.is_point:
        return [] if piece.low == pole else [evolve(piece, curve=quotient)]
    if not piece.low < pole < piece.high:
        return [evolve(piece, curve=quotient)]
    return [Piece(piece.low, pole, quotient), Piece(pole, piece.high, quotient)]


def _floored(piece: Piece, domain: Domain) -> list[Piece]:
    curve = piece.curve
    if piece.is_point:
        assert isinstance(piece.low, Fraction)
        return [evolve(piece, curve=Curve(Fraction(floor(curve.at(piece.low)))))]
    if curve.hyperbola is not None:
        return quotient_steps(piece, domain)
    if curve.jumps:
        return [part for one in expanded(piece, domain) for part in _floored(one, domain)]
    if not curve.slope:
        return [evolve(piece, curve=Curve(Fraction(floor(curve.constant))))]
    if domain.whole and curve.slope.denominator == 1:
        return [evolve(piece, curve=Curve(Fraction(floor(curve.constant)), curve.slope))]
    return [evolve(piece, curve=Curve(NOTHING, jumps=((Fraction(1), curve.slope, curve.constant),)))]


def stretches_of(condition: Condition, domain: Domain) -> list[Stretch]:
    """Where *condition*, whose only fact takes the numbers of *domain*, holds and where it does not."""
    match condition:
        case Compare(op, left, right):
            pieces = _combined("-", pieces_of(left, domain), pieces_of(right, domain), domain)
            return _melted(
                [Stretch(low, high, _holds(op, sign)) for piece in pieces for low, high, sign in signs(piece, domain)]
            )
        case Not(of):
            return [Stretch(s.low, s.high, not s.truth) for s in stretches_of(of, domain)]
        case All(of_all) | Some(of_all):
            decide = all if isinstance(condition, All) else any
            found = [Stretch(low, high, decide(())) for low, high in domain.parts]
            for part in of_all:
                others = stretches_of(part, domain)
                found = [
                    Stretch(low, high, decide((one.truth, other.truth)))
                    for one in found
                    for other in others
                    for low, high in overlap((one.low, one.high), [(other.low, other.high)], domain)
                ]
                found = _melted(sorted(found, key=lambda s: (s.low, s.high)))
            return found
        case _:
            raise Undecided("条件里还有别的数据")


def _holds(op: str, sign: int) -> bool:
    match op:
        case "≥":
            return sign >= 0
        case ">":
            return sign > 0
        case "≤":
            return sign <= 0
        case "<":
            return sign < 0
        case _:
            return sign == 0


def _melted(stretches: list[Stretch]) -> list[Stretch]:
    """Neighbouring open intervals around a point of the same truth as one."""
    found: list[Stretch] = []
    for one in stretches:
        found.append(one)
        while len(found) > 2 and _neighbours(found[-3:]) and len({s.truth for s in found[-3:]}) == 1:
            found[-3:] = [Stretch(found[-3].low, found[-1].high, one.truth)]
    return found


def joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring pieces of the same curve as one. Raises Undecided when there are too many."""
    found: list[Piece] = []
    for one in pieces:
        found.append(one)
        while len(found) > 2 and _neighbours(found[-3:]) and _one_curve(found[-3:]):
            found[-3:] = [Piece(found[-3].low, found[-1].high, one.curve)]
    if len(found) > MOST_PIECES:
        raise Undecided(f"分出的段超过{MOST_PIECES}个")
    return found


def _neighbours(three: Sequence[Piece] | Sequence[Stretch]) -> bool:
    before, point, after = three
    apart = before.low != before.high and after.low != after.high
    return apart and before.high == point.low == point.high == after.low


def _one_curve(three: list[Piece]) -> bool:
    before, point, after = three
    if before.curve != after.curve or before.curve.hyperbola is not None:
        return False
    assert isinstance(point.low, Fraction)
    return before.curve == point.curve or before.curve.at(point.low) == point.curve.at(point.low)


def is_small(expr: Expr) -> bool:
    """Whether it is worth remembering: looking up what is deeper would take longer, and more than the stack."""
    stack: list[Node] = [expr]
    for _ in range(MOST_KNOWN):
        if not stack:
            return True
        stack.extend(parts_of(stack.pop()))
    return not stack
