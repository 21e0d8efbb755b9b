"""What brings a unit to a grade: one of its own facts, several of them, and the decisions that are not its own."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.rubric import Fact
from evaldsl.tuning.edges import Chance, UnitEdges, is_decision, nearest

MOST_CHANGES = 8


@frozen
class Improvement:
    """A unit below a grade: the points that it lacks, each single change of its own that suffices, else several together.

    Where nothing suffices *together* leads to *most* points, as far as was tried. *decided* are the decisions of an
    evaluator each of which would suffice alone: nothing that the unit can do.
    """

    name: str
    total: Fraction
    grade: str | None
    lacking: Fraction
    single: tuple[Chance, ...]
    together: tuple[Chance, ...]
    most: Fraction
    decided: tuple[Chance, ...] = ()

    @property
    def suffices(self) -> bool:
        """Whether the changes together lead there."""
        return self.most >= self.total + self.lacking


def improvement(unit: UnitEdges, line: Fraction) -> Improvement:
    """What brings a unit to *line*, the least total of a grade."""
    total, grade = unit.standing()
    facts = unit.facts()
    own = [fact for fact in facts if not is_decision(fact)]
    single = _enough(unit, own, line)
    together = () if single else tuple(_together(unit, own, line))
    decided = _enough(unit, [fact for fact in facts if is_decision(fact)], line)
    most = max([total, *(one.total for one in (*single, *together))])
    name = unit.population.units.name(unit.place)
    return Improvement(name, total, grade, line - total, tuple(single), together, most, tuple(decided))


def _enough(unit: UnitEdges, facts: Sequence[Fact], line: Fraction) -> list[Chance]:
    """For each fact that suffices alone its least change, the least of all first."""
    found = [best for fact in facts if (best := _least(unit, fact, line)) is not None]
    return sorted(found, key=lambda one: one.closeness)


def _chances(unit: UnitEdges, fact: Fact) -> list[Chance]:
    try:
        return list(unit.chances(fact))
    except Undecided:
        return []


def _least(unit: UnitEdges, fact: Fact, line: Fraction) -> Chance | None:
    return nearest([one for one in _chances(unit, fact) if one.total >= line], unit.values[fact.key])


def _together(unit: UnitEdges, own: Sequence[Fact], line: Fraction) -> Iterator[Chance]:
    """Changes one after the other, each the one that brings most points, the last no more than needed."""
    before, total = dict(unit.values), unit.standing()[0]
    left = list(own)
    try:
        for _ in range(MOST_CHANGES):
            enough = _enough(unit, left, line)
            gains = (one for fact in left for one in _chances(unit, fact))
            best = enough[0] if enough else max(gains, key=lambda one: one.total, default=None)
            if best is None or best.total <= total:
                return
            yield best
            if best.total >= line:
                return
            total = best.total
            left.remove(best.fact)
            unit.change({**unit.values, best.fact.key: best.sample})
    finally:
        unit.change(before)
