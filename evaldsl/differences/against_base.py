"""An overlay against its base: where it is kinder, where stricter, and the unit for which it is so most."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.differences.extents import Apart, Extent, apart
from evaldsl.differences.promises import is_settled, unit_beyond
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.rubric import Rubric, Span
from evaldsl.proofs.prover import Method
from evaldsl.proofs.units import Unit
from evaldsl.verification.comparison import Both, Pair, both_of, pairs_of

BEHIND = 10**9


@frozen
class Furthest:
    """The most by which one rubric gives more than the other, and the unit that shows it.

    *points* are None where they have no bound, or (*bounded*) where it could not be found; *reached*: the unit is apart by
    just these points, else they are only not passed. *units* are the same facts scored by both; empty where none was found.
    *rounding*: it gives more only because it rounds to other decimals.
    """

    points: Fraction | None
    units: tuple[Unit, ...]
    bounded: bool = True
    reached: bool = True
    rounding: bool = False


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

    @property
    def ways(self) -> tuple[tuple[str, Furthest], ...]:
        """宽 and 严, as far as there is one."""
        return tuple((word, one) for word, one in (("宽", self.kinder), ("严", self.stricter)) if one is not None)

    @property
    def only_rounding(self) -> bool:
        """Whether the two give other points only because they round to other decimals."""
        return bool(self.ways) and not self.undecided and all(one.rounding for _, one in self.ways)


def against_base(base: Rubric, own: Rubric, method: Method = Method.AUTOMATIC) -> Iterator[Against]:
    """Every indicator of *own* whose points differ from those of *base* for some unit; last the total, called ""."""
    both = both_of(base, own, method)
    shared: list[tuple[Pair, Apart]] = []
    count = 0
    for pair in pairs_of(base, own):
        if pair.first is None or pair.second is None:
            only = "本规则" if pair.first is None else "底本"
            yield Against(pair.name, None, None, only, "", _stretch(both, pair))
            count += 1
            continue
        found = apart(both, pair, where=False)
        if not found.never:
            shared.append((pair, found))
            yield _against(both, pair, found)
            count += 1
    if count > 1:
        yield _total(both, shared)


def _total(both: Both, shared: Sequence[tuple[Pair, Apart]]) -> Against:
    """The totals over the indicators that both have, where one unit shows the most of each."""
    if not is_settled(shared):
        return Against("", None, None)
    more, less = [one.more for _, one in shared], [one.less for _, one in shared]
    pairs = [pair for pair, _ in shared]
    return Against("", _together(both, pairs, more), _together(both, pairs, less))


def _together(both: Both, pairs: Sequence[Pair], extents: Sequence[Extent | None]) -> Furthest | None:
    """The units of the indicators as one; None where it does not come to the sum of what each of them shows."""
    those = [one for one in extents if one is not None]
    units = [one.unit for one in those if one.unit is not None and one.reached]
    if not those or len(units) < len(those):
        return None
    values: dict[str, Value] = {}
    for key, value in (pair for unit in units for pair in unit.values):
        if values.setdefault(key, value) != value:
            return None
    scope = both.prover.scope
    ready = {**{key: scope.some_value(key) for pair in pairs for key in both.reads(pair)}, **values}
    scores = [both.scores(pair, ready) for pair in pairs]
    total = sum((Fraction(one.value) for one in those), Fraction(0))
    if None in scores or sum((after - before for before, after in filter(None, scores)), Fraction(0)) != total:
        return None
    rounding = all(one.rounding for one in those)
    return Furthest(abs(total), (Unit(tuple(values.items()), units[0].units[0].score),), rounding=rounding)


def _stretch(both: Both, pair: Pair) -> Span:
    """From the heading of the indicator to the next one, so that the words that were changed lie in it."""
    if pair.second is None:
        return 0, 0
    start = pair.second.span[0]
    after = [one.span[0] for one in both.second.rubric.indicators if one.span[0] > start]
    return start, min(after, default=BEHIND)


def _against(both: Both, pair: Pair, found: Apart) -> Against:
    span = _stretch(both, pair)
    open_ = next((zero for zero in found.on_zero if zero.unit is None), None)
    why = f"{'、'.join(open_.rates)}的分母为0时，只有一份规则能算出得分" if open_ is not None else ""
    if found.why:
        return _undecided(both, pair, found, why, span)
    return Against(pair.name, _furthest(found.more), _furthest(found.less), "", why, span)


def _furthest(extent: Extent | None) -> Furthest | None:
    if extent is None:
        return None
    units = extent.unit.units if extent.unit is not None else ()
    endless = isinstance(extent.value, float)
    return Furthest(
        None if endless else abs(Fraction(extent.value)), units, not endless, extent.reached, extent.rounding
    )


def _undecided(both: Both, pair: Pair, found: Apart, why: str, span: Span) -> Against:
    """Which way the points differ, where it cannot be found how far at most."""
    ways: dict[str, Furthest | None] = {}
    try:
        for way in "><":
            unit = unit_beyond(both, pair, found, way)
            ways[way] = None if unit is None else Furthest(None, unit.units)
    except Undecided as one:
        return Against(pair.name, ways.get(">"), None, "", str(one), span)
    return Against(pair.name, ways[">"], ways["<"], "", why, span)
