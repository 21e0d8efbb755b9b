"""The answer to a goal: where it is reached, the value to take, and that value tried on the text itself."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl import pipeline
from evaldsl.interpreter.values import NOTHING, decimal_text
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.tuning.bracketing import Brackets
from evaldsl.tuning.goals import CountGoal, Goal, Summary, shortfall
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.regimes import Regime, regimes_of
from evaldsl.tuning.rereading import Rereader, Setting
from evaldsl.tuning.solving import Found, Section, nearest_end, plain_value, sections, solved
from evaldsl.tuning.sweep import Row, row, summary
from evaldsl.tuning.unfilled import where_known
from evaldsl.tuning.units import Population


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
    regimes: Sequence[Regime] = regimes_of(parameter, reread, *ends)
    search = lambda some: searched(population, some, goals, before)  # noqa: E731
    found, regimes = where_known(search, population, regimes, population.scored)
    now, tried = summary(population, population.today, before), None
    missed = [goal for goal in goals if shortfall(goal, now)]
    for value in taken_values(found, parameter):
        one = trial(population, reread, ((parameter, value),), goals, before)
        if one is not None and (tried is None or overshoot(missed, one.summary) < overshoot(missed, tried.summary)):
            tried = one
        if tried is not None and overshoot(missed, tried.summary) <= PLENTY:
            break
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


PLENTY = Fraction(1, 10)
"""A count that is by less than this part of the target beyond it is near enough for a plain value."""
MORE_DECIMALS = 2


def taken_values(found: Found, parameter: Parameter) -> list[Fraction]:
    """The value to take: near today's and no more decimals than needed; and those with a few more, nearer still. Where none
    reaches the goals, the best there is."""
    decimals = len(decimal_text(parameter.value).partition(".")[2])
    ways = range(decimals, decimals + MORE_DECIMALS + 1) if found.stretches else [decimals]
    values = [plain_value(found.stretches or found.best, parameter.value, one) for one in ways]
    return list(dict.fromkeys(one for one in values if one is not None))


def overshoot(missed: Sequence[Goal], total: Summary) -> Fraction:
    """By which part of its target a count is beyond it, the least of the goals that are *missed* today, which decide where the
    values begin that reach them: where 优≤10% is wanted, no 优 at all is beyond it by 1."""
    parts = []
    for goal in missed:
        if isinstance(goal, CountGoal) and goal.op != "=" and goal.value:
            count = Fraction(sum(total.counts.get(grade, 0) for grade in goal.grades))
            parts.append(abs((count / total.units if goal.share else count) / goal.value - 1))
    return min(parts, default=NOTHING)


def trial(
    population: Population, reread: Rereader, setting: Setting, goals: Sequence[Goal], before: Sequence[str | None]
) -> Trial | None:
    """*setting* tried on the text itself; None when the text cannot be used there."""
    loaded = reread.at(setting)
    rubric = reread.rubric(setting)
    if isinstance(rubric, str):
        return None
    standing = population.standing(rubric)
    if all(standing.totals[place] is None for place in population.scored):
        return None
    total = summary(population, standing, before)
    known = {(one.slug, one.message) for one in pipeline.check(reread.loaded)}
    new = tuple(one for one in pipeline.check(loaded) if (one.slug, one.message) not in known)
    reached = not any(shortfall(goal, total) for goal in goals)
    return Trial(setting[0][1], row(population, standing, setting, before), total, reached, loaded.text, new)
