"""What an expression can be while one measure lies between two numbers: its least and its greatest value as expressions.

Both read the other facts, so an engine computes them for all units at once, exactly. They enclose: the expression never
lies outside, and where the measure does not matter to a unit the two are the same. An end says whether it may be reached,
because rounding and comparing ask for it: below 2 is not up to 2.
"""

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from evaldsl.interpreter.curves import Undecided
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
    Holds,
    If,
    Is,
    Not,
    Number,
    Ref,
    Rest,
    Some,
    least,
    most,
)
from evaldsl.tuning.folding import aware, compare, every, folded, opposite, some, when, whole


@frozen
class Ends:
    """*low* and *high* of an expression; *low_in*, *high_in*: when the end itself may be its value."""

    low: Expr
    high: Expr
    low_in: Condition = TRUE
    high_in: Condition = TRUE

    @property
    def moves(self) -> bool:
        """Whether the measure matters to it at all."""
        return self.low is not self.high


@frozen
class Truth:
    """*surely*: the condition holds wherever the measure lies; *possibly*: it may hold somewhere."""

    surely: Condition
    possibly: Condition

    @property
    def moves(self) -> bool:
        """Whether the measure matters to it at all."""
        return self.surely is not self.possibly


PARTS = Number(Fraction(10**6))
"""Quotients of facts that meet the measure are taken to so many parts of one, down and up, so that numbers stay short."""


def enclosed(expr: Expr, measure: Ref, low: Fraction, high: Fraction, rates: Collection[str] = ()) -> Ends:
    """The ends of *expr* while *measure* lies between *low* and *high*, or is both; *rates* are facts that are quotients.

    Raises Undecided.
    """
    between = Ends(Number(low), Number(high), FALSE, FALSE)
    if low == high:
        only = Number(low)
        between = Ends(only, only)
    return _Enclosing(measure, between, rates).ends(aware(expr))


@frozen
class _Enclosing:
    """*in_parts*: every quotient of facts is taken to parts of one, so that several have one denominator together."""

    measure: Ref
    between: Ends
    rates: Collection[str]
    in_parts: bool = False

    def ends(self, expr: Expr) -> Ends:
        """The ends of *expr*."""
        if self.in_parts and (self._is_plain(expr) or self._is_quotient(expr)):
            return _still(expr) if self._is_plain(expr) else _to_parts(_still(expr))
        match expr:
            case Ref() if expr == self.measure:
                return self.between
            case Number() | Ref() | Rest():
                return Ends(expr, expr)
            case Arithmetic(op, left, right):
                one, other = self._plain(self.ends(left), self.ends(right))
                found = _OPERATIONS[op](one, other)
                return self._plain(found)[0] if op == "÷" and found.moves else found
            case Floor(of):
                return _floored(self.ends(of))
            case Ceil(of):
                return _ceiled(self.ends(of))
            case If(condition, then, otherwise):
                truth, one, other = self.truth(condition), self.ends(then), self.ends(otherwise)
                return _branched(truth, *(self._plain(one, other, moves=truth.moves)))
            case _:
                assert_never(expr)

    def _plain(self, *parts: Ends, moves: bool = False) -> list[Ends]:
        """*parts* that are to be joined, none of them a quotient of facts where one of them moves."""
        if not moves and not any(one.moves for one in parts):
            return list(parts)
        return [one if self._is_plain(one.low) and self._is_plain(one.high) else self._parted(one) for one in parts]

    def _parted(self, of: Ends) -> Ends:
        """*of* with ends that are no quotients of facts; of several quotients each is taken to parts first."""
        if max(self._quotients(of.low), self._quotients(of.high)) < 2:
            return _to_parts(of)
        inner = evolve(self, in_parts=True)
        return Ends(inner.ends(of.low).low, inner.ends(of.high).high, of.low_in, of.high_in)

    def _quotients(self, expr: Expr) -> int:
        """How many different quotients of facts a value of *expr* is made of."""
        return len({node for node in _values(expr) if self._is_quotient(node)})

    def _is_quotient(self, expr: Expr) -> bool:
        match expr:
            case Ref(key):
                return key in self.rates
            case Arithmetic("÷", left, right):
                return not isinstance(right, Number) and self._is_plain(left) and self._is_plain(right)
            case _:
                return False

    def _is_plain(self, expr: Expr) -> bool:
        match expr:
            case Ref(key):
                return key not in self.rates
            case Arithmetic("÷", left, right):
                return isinstance(right, Number) and self._is_plain(left)
            case Arithmetic(_, left, right) | If(_, left, right):
                return self._is_plain(left) and self._is_plain(right)
            case _:
                return True

    def truth(self, condition: Condition) -> Truth:
        """When *condition* holds."""
        if self.in_parts:  # nothing moves here: what is compared stays exact
            return Truth(condition, condition)
        match condition:
            case Compare(op, left, right):
                return _compared(op, self.ends(left), self.ends(right))
            case Holds() | Is():
                return Truth(condition, condition)
            case Not(of):
                inner = self.truth(of)
                return _told(inner.moves, opposite(inner.possibly), opposite(inner.surely))
            case All(of_all) | Some(of_all):
                parts = [self.truth(part) for part in of_all]
                join = every if isinstance(condition, All) else some
                surely, possibly = join([one.surely for one in parts]), join([one.possibly for one in parts])
                return _told(any(one.moves for one in parts), surely, possibly)
            case _:
                assert_never(condition)


def _values(expr: Expr) -> Iterator[Expr]:
    """*expr* and what its value is made of, conditions left out."""
    yield expr
    match expr:
        case Arithmetic(_, left, right) | If(_, left, right):
            yield from _values(left)
            yield from _values(right)
        case Floor(of) | Ceil(of):
            yield from _values(of)
        case Number() | Ref() | Rest():
            return
        case _:
            assert_never(expr)


def _to_parts(of: Ends) -> Ends:
    low, high = (Arithmetic("×", end, PARTS) for end in (of.low, of.high))
    return Ends(folded("÷", Floor(low), PARTS), folded("÷", Ceil(high), PARTS), of.low_in, of.high_in)


def _told(moves: bool, surely: Condition, possibly: Condition) -> Truth:
    return Truth(surely, possibly) if moves else Truth(surely, surely)


# ---- operations


def _added(left: Ends, right: Ends) -> Ends:
    if not left.moves and not right.moves:
        return _still(folded("+", left.low, right.low))
    low_in, high_in = every([left.low_in, right.low_in]), every([left.high_in, right.high_in])
    return Ends(folded("+", left.low, right.low), folded("+", left.high, right.high), low_in, high_in)


def _subtracted(left: Ends, right: Ends) -> Ends:
    if not left.moves and not right.moves:
        return _still(folded("-", left.low, right.low))
    low_in, high_in = every([left.low_in, right.high_in]), every([left.high_in, right.low_in])
    return Ends(folded("-", left.low, right.high), folded("-", left.high, right.low), low_in, high_in)


def _multiplied(left: Ends, right: Ends) -> Ends:
    if not left.moves:
        left, right = right, left
    if not left.moves:
        return _still(folded("×", left.low, right.low))
    if right.moves:
        return _around("×", left, right)
    return _scaled("×", left, right.low)


def _divided(left: Ends, right: Ends) -> Ends:
    if not right.moves:
        return _scaled("÷", left, right.low) if left.moves else _still(folded("÷", left.low, right.low))
    match right:
        case Ends(Number(low), Number(high)) if low <= 0 <= high:
            raise Undecided("分母可能是0")
        case Ends(Number(), Number()):
            by = right
        case _:  # a unit whose divisor may be 0 is left to others, as every division by 0
            zero = every([Compare("≤", right.low, ZERO), Compare("≥", right.high, ZERO)])
            ends = If(zero, ZERO, right.low), If(zero, ZERO, right.high)
            by = Ends(*ends, right.low_in, right.high_in)
    return _around("÷", left, by)


def _scaled(op: str, of: Ends, by: Expr) -> Ends:
    """*of* times or divided by what does not move: the ends change places where that is below 0."""
    low, high = folded(op, of.low, by), folded(op, of.high, by)
    if isinstance(by, Number):
        if not by.value:
            return _still(low)
        return Ends(low, high, of.low_in, of.high_in) if by.value > 0 else Ends(high, low, of.high_in, of.low_in)
    above, below, zero = Compare(">", by, ZERO), Compare("<", by, ZERO), Compare("=", by, ZERO)
    low_in = some([every([above, of.low_in]), every([below, of.high_in]), zero])
    high_in = some([every([above, of.high_in]), every([below, of.low_in]), zero])
    return Ends(least(low, high), most(low, high), low_in, high_in)


def _around(op: str, left: Ends, right: Ends) -> Ends:
    """A product or quotient of two that move: its ends are at their ends, and reached where both of these are, or at 0."""
    low, *others = (folded(op, one, other) for one in (left.low, left.high) for other in (right.low, right.high))
    high = low
    for one in others:
        low, high = folded("min", low, one), folded("max", high, one)
    both = every([some([left.low_in, left.high_in]), some([right.low_in, right.high_in])])
    return Ends(low, high, some([both, compare("=", low, ZERO)]), some([both, compare("=", high, ZERO)]))


def _extreme(op: str) -> Callable[[Ends, Ends], Ends]:
    """The smaller or the greater of two: an end is reached where the operand that gives it reaches it."""
    beats = "≥" if op == "max" else "≤"

    def chosen(left: Ends, right: Ends) -> Ends:
        if not left.moves and not right.moves:
            return _still(folded(op, left.low, right.low))
        return Ends(
            folded(op, left.low, right.low),
            folded(op, left.high, right.high),
            _reached(beats, (left.low, left.low_in), (right.low, right.low_in)),
            _reached(beats, (left.high, left.high_in), (right.high, right.high_in)),
        )

    return chosen


def _reached(beats: str, left: tuple[Expr, Condition], right: tuple[Expr, Condition]) -> Condition:
    if left[1] == right[1]:
        return left[1]
    return some(
        [every([compare(beats, left[0], right[0]), left[1]]), every([compare(beats, right[0], left[0]), right[1]])]
    )


_OPERATIONS: dict[str, Callable[[Ends, Ends], Ends]] = {
    "+": _added,
    "-": _subtracted,
    "×": _multiplied,
    "÷": _divided,
    "min": _extreme("min"),
    "max": _extreme("max"),
}


def _floored(of: Ends) -> Ends:
    if not of.moves:
        return _still(whole(Floor(of.low)))
    below = folded("-", whole(Ceil(of.high)), ONE)
    return Ends(whole(Floor(of.low)), when(of.high_in, whole(Floor(of.high)), below))


def _ceiled(of: Ends) -> Ends:
    if not of.moves:
        return _still(whole(Ceil(of.low)))
    above = folded("+", whole(Floor(of.low)), ONE)
    return Ends(when(of.low_in, whole(Ceil(of.low)), above), whole(Ceil(of.high)))


def _branched(condition: Truth, then: Ends, otherwise: Ends) -> Ends:
    yes, no = condition.surely, opposite(condition.possibly)
    if not condition.moves:
        if not then.moves and not otherwise.moves:
            return _still(when(yes, then.low, otherwise.low))
        return Ends(
            when(yes, then.low, otherwise.low),
            when(yes, then.high, otherwise.high),
            some([every([yes, then.low_in]), every([no, otherwise.low_in])]),
            some([every([yes, then.high_in]), every([no, otherwise.high_in])]),
        )
    either = every([opposite(yes), condition.possibly])
    return Ends(
        when(yes, then.low, when(no, otherwise.low, folded("min", then.low, otherwise.low))),
        when(yes, then.high, when(no, otherwise.high, folded("max", then.high, otherwise.high))),
        some([every([yes, then.low_in]), every([no, otherwise.low_in]), either]),
        some([every([yes, then.high_in]), every([no, otherwise.high_in]), either]),
    )


def _compared(op: str, left: Ends, right: Ends) -> Truth:
    if not left.moves and not right.moves:
        return _told(False, compare(op, left.low, right.low), TRUE)
    match op:
        case "≥" | ">":
            return _above(left, right, strict=op == ">")
        case "≤" | "<":
            return _above(right, left, strict=op == "<")
        case _:
            one, other = _above(left, right, strict=False), _above(right, left, strict=False)
            return Truth(every([one.surely, other.surely]), every([one.possibly, other.possibly]))


def _above(left: Ends, right: Ends, *, strict: bool) -> Truth:
    """Whether *left* is at least as great as *right*, or greater (*strict*)."""
    apart = compare(">", left.low, right.high)
    touching = compare("≥", left.low, right.high)
    met = every([left.low_in, right.high_in])  # both reach the number at which they touch
    surely = some([apart, every([touching, opposite(met)])]) if strict else touching
    beyond = compare(">", left.high, right.low)
    if strict:
        return Truth(surely, beyond)
    equal = every([compare("=", left.high, right.low), left.high_in, right.low_in])
    return Truth(surely, some([beyond, equal]))


def _still(expr: Expr) -> Ends:
    return Ends(expr, expr)


def rounded_ends(expr: Ends, decimals: int) -> tuple[Expr, Expr]:
    """The least and the greatest that an expression can be once it is rounded half up."""
    scale = Number(Fraction(2 * 10**decimals))
    two = Number(Fraction(2))

    def halved(end: Expr) -> Expr:
        return folded("÷", folded("+", folded("×", end, scale), ONE), two)

    found = _floored(Ends(halved(expr.low), halved(expr.high), expr.low_in, expr.high_in)) if expr.moves else None
    if found is None:
        return expr.low, expr.low  # whoever scores rounds
    under = Number(Fraction(10**decimals))
    return folded("÷", found.low, under), folded("÷", found.high, under)
