"""What brings a unit to a grade: one of its own facts, several of them, and the decisions that are not its own."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from attrs import frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import Bound, decimal_text
from evaldsl.tuning.chances import Chance, Value, nearest
from evaldsl.tuning.edges import UnitEdges
from evaldsl.tuning.fact_ranges import is_decision, is_whole, ranges

MOST_CHANGES = 8


@frozen
class OpenFact:
    """A fact whose *value* is not tried, or not as far as it goes, and why; *most* is the total that it can bring at most."""

    fact: Fact
    value: Value
    why: str
    most: Bound


@frozen
class Improvement:
    """A unit below a grade: the points that it lacks (None: no total is enough), each single change of its own that suffices, else several together.

    Where nothing suffices *together* leads to *most* points, as far as was tried. *decided* are the decisions of an
    evaluator each of which would suffice alone: nothing that the unit can do. *open* are facts that could not be tried.
    *held* are all decisions that stay as they are in what the unit can do.
    """

    name: str
    total: Fraction
    grade: str | None
    lacking: Fraction | None
    single: tuple[Chance, ...]
    together: tuple[Chance, ...]
    most: Fraction
    decided: tuple[Chance, ...] = ()
    open: tuple[OpenFact, ...] = ()
    held: tuple[Fact, ...] = ()

    @property
    def suffices(self) -> bool:
        """Whether the changes together lead there."""
        return self.lacking is not None and self.most >= self.total + self.lacking


def improvement(unit: UnitEdges, line: Fraction | None) -> Improvement:
    """What brings a unit to *line*, the least total with which it has a grade; nothing does where there is none."""
    total, grade = unit.standing()
    if line is None:
        return Improvement(unit.population.units.name(unit.place), total, grade, None, (), (), total)
    facts = unit.facts()
    own = [fact for fact in facts if not is_decision(fact)]
    single = _enough(unit, own, line)
    together = () if single else tuple(_together(unit, own, line))
    held = [fact for fact in facts if is_decision(fact)]
    decided = _enough(unit, held, line)
    most = max([total, *(one.total for one in (*single, *together))])
    name = unit.population.units.name(unit.place)
    left = tuple(_open(unit, [fact for fact in facts if fact.key not in {one.fact.key for one in single}], total))
    return Improvement(
        name, total, grade, line - total, tuple(single), together, most, tuple(decided), left, tuple(held)
    )


def _open(unit: UnitEdges, facts: Sequence[Fact], total: Fraction) -> Iterator[OpenFact]:
    """Those of *facts* that were not tried, or not as far as they go, and may bring more than *total*."""
    for fact in facts:
        ends = sorted(unit.unseen.get(fact.key, {}).values())
        why = unit.troubles.get(fact.key) or (unit.limits[fact.key] if ends else "")
        if why and (most := unit.most_without(fact)) > total:
            yield OpenFact(fact, unit.values[fact.key], why, most)


def _enough(unit: UnitEdges, facts: Sequence[Fact], line: Fraction) -> list[Chance]:
    """For each fact that suffices alone its least change, the least of all first."""
    found = [best for fact in facts if (best := _least(unit, fact, line)) is not None]
    return sorted(found, key=lambda one: one.closeness)


def _chances(unit: UnitEdges, fact: Fact) -> list[Chance]:
    try:
        return unit.all_chances(fact)
    except Undecided as why:
        unit.troubles.setdefault(fact.key, str(why))
        return []


def _least(unit: UnitEdges, fact: Fact, line: Fraction) -> Chance | None:
    found = nearest([one for one in _chances(unit, fact) if one.total >= line], unit.values[fact.key])
    return found and unit.decided_anew(plain(unit, found, line))


def _most(unit: UnitEdges, fact: Fact) -> Chance | None:
    """The least change that brings as many points as this fact can, not yet said plainly."""
    chances = _chances(unit, fact)
    most = max((one.total for one in chances), default=Fraction(0))
    return nearest([one for one in chances if one.total == most], unit.values[fact.key])


def _together(unit: UnitEdges, own: Sequence[Fact], line: Fraction) -> Iterator[Chance]:
    """Changes one after the other, each the one that brings most points, the last no more than needed."""
    before, total = dict(unit.values), unit.standing()[0]
    left = list(own)
    try:
        for _ in range(MOST_CHANGES):
            enough = _enough(unit, left, line)
            gains = [] if enough else [found for fact in left if (found := _most(unit, fact)) is not None]
            best = enough[0] if enough else max(gains, key=lambda one: one.total, default=None)
            if best is None or best.total <= total:
                return
            best = best if enough else unit.decided_anew(plain(unit, best, best.total))
            yield best
            if best.total >= line:
                return
            total = best.total
            left.remove(best.fact)
            unit.change({**unit.values, best.fact.key: best.sample})
    finally:
        unit.change(before)


# ---- a value that can be said

LEAST_DECIMALS, MORE_DECIMALS = 2, 5
"""So many decimals are plain in any case, and so many more are tried."""


def plain(unit: UnitEdges, chance: Chance, line: Fraction) -> Chance:
    """*chance*, a long number a little further from today's with few decimals, where that leads to *line* as well."""
    value, before, fact = chance.value, chance.before, chance.fact
    if not isinstance(value, Fraction) or not isinstance(before, Fraction) or is_whole(fact) or value == before:
        return chance
    size = Fraction(1, 100) if fact.kind is Kind.RATIO else Fraction(fact.asked_size)
    wanted = max(LEAST_DECIMALS, _decimals(before / size) or 0)
    said = _decimals(value / size)
    if said is not None and said <= wanted:
        return chance
    for places in range(wanted, wanted + MORE_DECIMALS):
        step = size / 10**places
        number = step * (ceil(value / step) if value > before else floor(value / step))
        if not any(low <= number <= high for low, high in ranges(fact)):
            return chance
        try:
            total, grade = unit.scored({**unit.values, fact.key: number})
        except Undecided:  # a divisor of 0
            continue
        if total >= line:
            share = abs(number - before) / abs(before) if before else None
            return Chance(fact, before, number, True, number, total, grade, share)
    return chance


def _decimals(value: Fraction) -> int | None:
    """How many decimals *value* has; None where they do not end."""
    text = decimal_text(value, 30)
    return None if "/" in text else len(text.partition(".")[2])
