"""Between the lines: how far the total of one unit is from the grades next to its own."""

from fractions import Fraction

from attrs import evolve, frozen

from evaldsl.interpreter.rubric import GradeBand
from evaldsl.tuning.units import Population


@frozen
class UnitStanding:
    """One unit: its total, its grade, the next grade *above* with the points that it lacks, and the one *below*.

    *below* says how many points above the line the unit is, and whether that many are enough to lose the grade.
    """

    name: str
    total: Fraction
    grade: str | None
    above: tuple[str, Fraction] | None
    below: tuple[str, Fraction, bool] | None

    @property
    def distance(self) -> Fraction:
        """How far the nearer line is."""
        ends = [one[1] for one in (self.above, self.below) if one is not None]
        return min(ends, default=Fraction(10**9))


def unit_standing(population: Population, place: int) -> UnitStanding:
    """Where a unit with a total stands between the lines of its grade."""
    parts, grade = population.today.totals[place], population.today.grades[place]
    assert parts is not None
    total, name = Fraction(parts, population.scale), population.units.name(place)
    words = population.regraded.get(place, {})
    if words and (grade is None or None in [words[band.word] for band in population.rubric.grades]):
        return UnitStanding(name, total, grade, None, None)
    bands = [evolve(band, word=words.get(band.word, band.word) or "") for band in population.rubric.grades]
    own = next((band for band in bands if band.holds(total)), None)
    higher = min(
        (band for band in bands if band.low is not None and band.low > total and band.word != grade),
        key=_low,
        default=None,
    )
    lower = [band for band in bands if own is not None and band.word != grade and _low(band) < _low(own)]
    last = max(lower, key=_low, default=None)
    above = None if higher is None else (higher.word, _low(higher) - total)
    if last is None:
        return UnitStanding(name, total, grade, above, None)
    line = min((band for band in bands if band.word == grade and _low(band) > _low(last)), key=_low)
    return UnitStanding(name, total, grade, above, (last.word, total - _low(line), not line.low_in))


def _low(band: GradeBand) -> Fraction:
    return band.low if band.low is not None else Fraction(-1)
