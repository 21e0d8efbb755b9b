"""Values of a parameter for which some unit's points turn on a fact that nobody filled in: cut off, exactly, from the others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from attrs import evolve

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Compare, Expr, keys_of, walked
from evaldsl.interpreter.pieces import stretches_of
from evaldsl.tuning.profiles import LackingFacts, Profiles, points_of_unit, put_into
from evaldsl.tuning.regimes import P, Regime, turned
from evaldsl.tuning.solving import Stretch, joined
from evaldsl.tuning.units import Population

Found = TypeVar("Found")
Part = tuple[Fraction, Fraction]
Gap = tuple[Stretch, str]
"""Values for which a unit lacks facts, and which."""


def where_known(
    work: Callable[[Sequence[Regime]], Found], population: Population, regimes: Sequence[Regime], places: Sequence[int]
) -> tuple[Found, Sequence[Regime]]:
    """What *work* gives for *regimes*, and these: where facts are lacking, without the values for which the units at *places*
    want them. Raises Undecided."""
    try:
        return work(regimes), regimes
    except LackingFacts:
        cut = [part for one in regimes for part in _cut(population, one, places)]
        return work(cut), cut


def _cut(population: Population, regime: Regime, places: Sequence[int]) -> Iterator[Regime]:
    """*regime* in parts; those for which some unit lacks facts are told as such."""
    gaps = _united(gap for place in _lacking(population, regime, places) for gap in _gaps(population, regime, place))
    for low, high in _parts(_whole(regime), [end for one, _ in gaps for end in (one.low, one.high)]):
        own = evolve(regime, low=low, high=high)
        why = next((why for one, why in gaps if _lies_in((low, high), one)), "")
        yield evolve(own, exprs=None, trouble=why, lacks=True) if why else own


def _united(gaps: Iterable[Gap]) -> list[Gap]:
    """*gaps* in order, those that touch as one, with the reason of the first."""
    found: list[Gap] = []
    for one, why in sorted(gaps, key=lambda gap: (gap[0].low, not gap[0].low_in)):
        last = found[-1][0] if found else None
        if last is not None and (one.low < last.high or (one.low == last.high and (last.high_in or one.low_in))):
            end, inside = max((last.high, last.high_in), (one.high, one.high_in))
            found[-1] = evolve(last, high=end, high_in=inside), found[-1][1]
        else:
            found.append((one, why))
    return found


def _lacking(population: Population, regime: Regime, places: Sequence[int]) -> Iterator[int]:
    """One of each kind of the units at *places* that lack something which *regime* reads."""
    if not regime.exprs:
        return
    bases, wanted = Profiles(population, [regime]).bases(), set(places)
    for group in population.units.alike(bases):
        place = next((one for one in group if one in wanted), None)
        if place is not None and len(population.units.values(place, bases)) < len(bases):
            yield place


def _gaps(population: Population, regime: Regime, place: int) -> Iterator[Gap]:
    """The values for which one unit lacks facts, and which."""
    assert regime.exprs is not None
    for name, expr in regime.exprs.items():
        if not _trouble(population, regime, place, name, expr):
            continue
        found: dict[Part, str] = {}
        for part in _parts(_whole(regime), _turns(population, regime, place, name, expr)):
            why = _trouble(population, evolve(regime, low=part[0], high=part[1]), place, name, expr)
            found |= {part: why} if why else {}
        yield from ((one, next(iter(found.values()))) for one in joined(found))


def _trouble(population: Population, regime: Regime, place: int, name: str, expr: Expr) -> str:
    try:
        points_of_unit(population, place, name, expr, regime)
    except LackingFacts as why:
        return str(why)
    except Undecided:
        return ""  # told where it is asked for
    return ""


def _turns(population: Population, regime: Regime, place: int, name: str, expr: Expr) -> set[Fraction]:
    """Where what is compared with the parameter turns for one unit."""
    bound, _ = put_into(expr, population.rated(place, name), regime.domain, population.ready.facts)
    found: set[Fraction] = set()
    for condition in _comparisons(bound):
        for one in stretches_of(condition, regime.domain):
            ends = (one.low, one.high)
            found.update(
                end for bound in ends if isinstance(end := turned(bound) if regime.inverse else bound, Fraction)
            )
    return found


def _comparisons(expr: Expr) -> Iterator[Compare]:
    """Those of the parameter alone."""
    return (one for one in walked(expr) if isinstance(one, Compare) and keys_of(one) == [P.key])


def _whole(regime: Regime) -> Part:
    assert isinstance(regime.low, Fraction)
    assert isinstance(regime.high, Fraction)
    return regime.low, regime.high


def _parts(whole: Part, ends: Iterable[Fraction]) -> list[Part]:
    """An open interval (or one value) cut at *ends*: values and open intervals in order."""
    low, high = whole
    if low == high:
        return [whole]
    every = sorted({low, high, *(end for end in ends if low < end < high)})
    found: list[Part] = []
    for left, right in pairwise(every):
        found += [(left, left)] * (left != low) + [(left, right)]
    return found


def _lies_in(part: Part, gap: Stretch) -> bool:
    """Whether a value or an open interval is all in another."""
    low, high = part
    return gap.holds(low) if low == high else gap.low <= low and high <= gap.high
