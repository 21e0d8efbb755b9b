"""An overlay against its base: where it is kinder, where stricter, and the unit for which it is so most."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr
from evaldsl.interpreter.reaches import Reach, Value
from evaldsl.interpreter.rubric import Rubric, Span
from evaldsl.proofs.prover import Method
from evaldsl.proofs.units import Unit
from evaldsl.verification.comparison import NOTHING, Both, Pair, both_of, pairs_of, replayed

NEAR, BEHIND = Fraction(1, 1000), 10**9


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
    """Every indicator of *own* whose points differ from those of *base* for some unit; last the total, called ""."""
    both = both_of(base, own, method)
    differing: list[Pair] = []
    every: list[Against] = []
    for pair in pairs_of(base, own):
        found = _against(both, pair)
        if found.kinder or found.stricter or found.undecided or found.only:
            differing.append(pair)
            every.append(found)
            yield found
    if len(every) > 1:
        yield _total(both, differing, every)


def _total(both: Both, pairs: list[Pair], found: list[Against]) -> Against:
    """The totals over the indicators that both have: where each is furthest apart, all together when their facts allow it."""
    shared = [pair for pair in pairs if pair.first is not None and pair.second is not None]
    kinder = _together(both, shared, [one.kinder for one in found], ">")
    return Against("", kinder, _together(both, shared, [one.stricter for one in found], "<"))


def _together(both: Both, pairs: list[Pair], parts: list[Furthest | None], op: str) -> Furthest | None:
    """The units of the indicators as one, replayed; None where it does not come to the sum of what each of them shows."""
    those = [one for one in parts if one is not None]
    values: dict[str, Value] = {}
    for key, value in (pair for one in those if one.units for pair in one.units[0].values):
        if values.setdefault(key, value) != value:
            return None
    ready = {**{key: both.prover.scope.some_value(key) for pair in pairs for key in both.reads(pair)}, **values}
    apart = [both.apart(pair, ready, op) for pair in pairs]
    if not those or None in apart or any(one.points is None for one in those):
        return None
    total = sum((one for one in apart if one is not None), NOTHING)
    if total != sum((one.points for one in those if one.points is not None), NOTHING):
        return None
    return Furthest(
        total, (Unit(tuple(values.items()), those[0].units[0].score),) if len(those) > 1 else those[0].units
    )


def _against(both: Both, pair: Pair) -> Against:
    only = "本规则" if pair.first is None else "底本" if pair.second is None else ""
    span = _stretch(both, pair)
    if both.is_alike(pair):
        return Against(pair.name, None, None)
    if only:
        return Against(pair.name, None, None, only, "", span)
    for difference in dict.fromkeys((both.inner(pair), both.difference(pair))):
        try:
            low, high = both.prover.ends(difference)
        except Undecided:
            continue
        kinder, stricter = _furthest(both, pair, high, ">"), _furthest(both, pair, low, "<")
        if all(one is None or one.units for one in (kinder, stricter)):
            return Against(pair.name, kinder, stricter, "", "", span)
    return _undirected(both, pair, both.difference(pair), span)


def _stretch(both: Both, pair: Pair) -> Span:
    """From the heading of the indicator to the next one, so that the words that were changed lie in it."""
    if pair.second is None:
        return 0, 0
    start = pair.second.span[0]
    after = [one.span[0] for one in both.second.rubric.indicators if one.span[0] > start]
    return start, min(after, default=BEHIND)


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
