"""For which values of a parameter one unit gets a grade or a better one."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.grades import scale_of
from evaldsl.interpreter.rubric import GradeBand
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.regimes import Regime
from evaldsl.tuning.solving import Stretch, joined, nearest_end
from evaldsl.tuning.units import Population


@frozen
class Reached:
    """One unit: total and grade today, the values that let it reach the grade, the one nearest to today's."""

    name: str
    total: Fraction
    grade: str | None
    stretches: tuple[Stretch, ...]
    nearest: tuple[Fraction, bool] | None


def at_least(bands: Sequence[GradeBand], word: str) -> tuple[str, ...]:
    """The grade *word* and those above it."""
    words = scale_of(bands)
    return words[: words.index(word) + 1]


def line_of(population: Population, place: int, words: Sequence[str]) -> Fraction | None:
    """The least total with which the unit at *place* has one of the grades *words*, None where no total is enough."""
    regraded = population.regraded.get(place, {})
    bands = [band for band in population.rubric.grades if regraded.get(band.word, band.word) in words]
    return min((band.low or Fraction(0) for band in bands), default=None)


def reached(
    population: Population, place: int, regimes: Sequence[Regime], words: Sequence[str], today: Fraction
) -> Reached:
    """Where the unit at *place* has one of the grades *words*. Raises Undecided."""
    levels = Profiles(population, regimes).levels(place)
    stretches = joined((level.low, level.high) for level in levels if level.grade in words)
    total = population.today.totals[place]
    assert total is not None
    points = Fraction(total, population.scale)
    name, grade = population.units.name(place), population.today.grades[place]
    return Reached(name, points, grade, stretches, nearest_end(stretches, today))
