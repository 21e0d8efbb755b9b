"""A unit that has no total because facts are missing: between what it lies, and what these facts could bring."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scores import Scorecard
from evaldsl.tuning.reaching import line_of
from evaldsl.tuning.units import Population


@frozen
class Incomplete:
    """One unit: its name, its scorecard with intervals, and the least total with a grade (*line*, None: none is enough)."""

    name: str
    card: Scorecard
    line: Fraction | None


def incomplete(population: Population, place: int, words: Sequence[str]) -> Incomplete:
    """The unit at *place*, which has no total, asked for one of the grades *words*."""
    card = score(population.ready, population.units.values(place))
    return Incomplete(population.units.name(place), card, line_of(population, place, words))
