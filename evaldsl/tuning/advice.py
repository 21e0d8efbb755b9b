"""The answer to a goal: where it is reached, the value to take, and that value tried on the text itself."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl import pipeline
from evaldsl.interpreter.values import decimal_text
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.tuning.bracketing import Brackets
from evaldsl.tuning.goals import Goal, Summary, shortfall
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.regimes import Regime, regimes_of
from evaldsl.tuning.rereading import Rereader, Setting
from evaldsl.tuning.solving import Found, Section, nearest_end, plain_value, sections, solved
from evaldsl.tuning.sweep import Row, row, summary
from evaldsl.tuning.units import Population

NOTHING = Fraction(0)


@frozen
class Trial:
    """A value written into the text, read and scored: whether the goals are *reached* there, and new *findings*."""

    value: Fraction
    row: Row
    summary: Summary
    reached: bool
    text: str
    findings: tuple[Diagnostic, ...]


@frozen
class Answer:
    """What is known of the goals for one parameter between *low* and *high*.

    *unknown* are stretches for which nothing can be told, with the reason. *nearest* is the value nearest to today's, and
    whether it reaches the goals itself. *trial* is the value to take, or the best there is.
    """

    parameter: Parameter
    low: Fraction
    high: Fraction
    found: Found
    unknown: tuple[Regime, ...]
    nearest: tuple[Fraction, bool] | None
    trial: Trial | None


def answer(
    population: Population, reread: Rereader, parameter: Parameter, ends: tuple[Fraction, Fraction],
    goals: Sequence[Goal], before: Sequence[str | None],
) -> Answer:  # fmt: skip
    """Where the goals are reached. Raises Undecided where some unit cannot be followed."""
    regimes = regimes_of(parameter, reread, *ends)
    found = searched(population, regimes, goals, before)
    value = taken_value(found, parameter)
    tried = trial(population, reread, ((parameter, value),), goals, before) if value is not None else None
    unknown = tuple(one for one in regimes if one.exprs is None)
    return Answer(parameter, *ends, found, unknown, nearest_end(found.stretches, parameter.value), tried)


MANY = 2000
"""Up to so many units are followed over all values; of more only those that change between two values near each other."""


def searched(
    population: Population, regimes: Sequence[Regime], goals: Sequence[Goal], before: Sequence[str | None]
) -> Found:
    """Where the goals are reached. Raises Undecided."""
    if len(population.scored) > MANY and all(one.lines is None for one in regimes):
        return Brackets(population, goals, before).found(regimes)
    return solved(all_sections(population, regimes, before), goals)


def all_sections(population: Population, regimes: Sequence[Regime], before: Sequence[str | None]) -> list[Section]:
    """All units together over all values. Raises Undecided; also where today's totals are not what the text gives."""
    followed = Profiles(population, regimes).followed(population.scored, before)
    return list(sections(followed, population.scale, Summary(0, NOTHING, {}, 0)))


def taken_value(found: Found, parameter: Parameter) -> Fraction | None:
    """The value to take: near today's and no more decimals than needed; the best there is where none reaches the goals."""
    decimals = len(decimal_text(parameter.value).partition(".")[2])
    return plain_value(found.stretches or found.best, parameter.value, decimals)


def trial(
    population: Population, reread: Rereader, setting: Setting, goals: Sequence[Goal], before: Sequence[str | None]
) -> Trial | None:
    """*setting* tried on the text itself; None when the text cannot be used there."""
    loaded = reread.at(setting)
    rubric = reread.rubric(setting)
    if isinstance(rubric, str):
        return None
    standing = population.standing(rubric)
    total = summary(population, standing, before)
    known = {(one.slug, one.message) for one in pipeline.check(reread.loaded)}
    new = tuple(one for one in pipeline.check(loaded) if (one.slug, one.message) not in known)
    reached = not any(shortfall(goal, total) for goal in goals)
    return Trial(setting[0][1], row(population, standing, setting, before), total, reached, loaded.text, new)
