"""An overlay against its base: where it is kinder, where stricter, and the unit for which it is so most."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr
from evaldsl.interpreter.reaches import Reach
from evaldsl.interpreter.rubric import Rubric, Span
from evaldsl.proofs.prover import Method
from evaldsl.proofs.units import Unit
from evaldsl.verification.comparison import NOTHING, Both, Pair, both_of, pairs_of, replayed

NEAR = Fraction(1, 1000)


@frozen
class Furthest:
    """The most by which one rubric gives more than the other, and the unit that shows it.

    *points* are None where they have no bound, or (*bounded*) where it could not be found. *units* are the same facts
    scored by both; empty where none could be typed.
    """

    points: Fraction | None
    units: tuple[Unit, ...]
    bounded: bool = True


@frozen
class Against:
    """An indicator under an overlay and under its base. *kinder*: the overlay gives more; None: it never does.

    *only* says which has the indicator: 底本, 本规则, or "" for both. *undecided* says why nothing could be proved.
    """

    indicator: str
    kinder: Furthest | None
    stricter: Furthest | None
    only: str = ""
    undecided: str = ""
    span: Span = (0, 0)


def against_base(base: Rubric, own: Rubric, method: Method = Method.AUTOMATIC) -> Iterator[Against]:
    """Every indicator of *own* whose points differ from those of *base* for some unit."""
    both = both_of(base, own, method)
    for pair in pairs_of(base, own):
        found = _against(both, pair)
        if found.kinder or found.stricter or found.undecided or found.only:
            yield found


def _against(both: Both, pair: Pair) -> Against:
    only = "本规则" if pair.first is None else "底本" if pair.second is None else ""
    span = pair.second.span if pair.second is not None else (0, 0)
    if both.is_alike(pair):
        return Against(pair.name, None, None)
    if only:
        return Against(pair.name, None, None, only, "", span)
    difference = both.difference(pair)
    try:
        low, high = both.prover.ends(difference)
    except Undecided:
        return _undirected(both, pair, difference, span)
    return Against(pair.name, _furthest(both, pair, high, ">"), _furthest(both, pair, low, "<"), "", "", span)


def _furthest(both: Both, pair: Pair, end: Reach, op: str) -> Furthest | None:
    """The end of the difference that way, shown by a unit as both score it."""
    if end.value == NOTHING or (end.value > NOTHING) != (op == ">"):
        return None
    unit = _unit(both, pair, end, op)
    if isinstance(end.value, float):
        return Furthest(None, unit, False)
    return Furthest(abs(end.value), unit)


def _unit(both: Both, pair: Pair, end: Reach, op: str) -> tuple[Unit, ...]:
    try:
        return replayed(both, pair, end.near(NEAR), op, furthest=True) or ()
    except Undecided:
        return ()


def _undirected(both: Both, pair: Pair, difference: Expr, span: Span) -> Against:
    """Which way the points differ, where it cannot be found how far at most."""
    found: dict[str, Furthest | None] = {}
    try:
        for op in "><":
            values = both.prover.facts_where(difference, op, NOTHING)
            found[op] = None if values is None else Furthest(None, replayed(both, pair, values, op) or ())
    except Undecided as why:
        return Against(pair.name, found.get(">"), None, "", str(why), span)
    return Against(pair.name, found[">"], found["<"], "", "", span)
