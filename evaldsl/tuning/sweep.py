"""A sweep: how the units stand at each of several settings, and what has moved since today."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.tuning.goals import Summary
from evaldsl.tuning.rereading import Rereader, Setting
from evaldsl.tuning.statistics import distribution, mean, quantile, rank_correlation
from evaldsl.tuning.units import Population, Standing

QUARTERS = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))


@frozen
class Moved:
    """A unit whose grade is another than before."""

    name: str
    before: str | None
    after: str | None


@frozen
class Row:
    """The units at one setting: *quantiles* are least, lower quarter, middle, upper quarter, most.

    *today* where the setting is what the rubric says now. *agreement* is Spearman's coefficient with today's totals. *lost*
    are those with a total today and none at this setting, where facts matter that nobody filled in; they do not count.
    """

    setting: Setting
    today: bool
    units: int
    mean: Fraction
    quantiles: tuple[Fraction, ...]
    counts: Mapping[str | None, int]
    moved: tuple[Moved, ...]
    agreement: Fraction | None
    bins: tuple[tuple[Fraction, Fraction, int], ...]
    lost: tuple[str, ...] = ()


def row(population: Population, standing: Standing, setting: Setting, before: Sequence[str | None]) -> Row:
    """What one standing comes to; *before* are the grades that units had."""
    places = [place for place in population.scored if standing.totals[place] is not None]
    totals = [total for place in places if (total := standing.totals[place]) is not None]
    today = [total for place in places if (total := population.today.totals[place]) is not None]
    lost = [place for place in population.scored if standing.totals[place] is None]
    ordered = sorted(totals)
    grades = [standing.grades[place] for place in places]
    moved = [
        Moved(population.units.name(place), before[place], standing.grades[place])
        for place in places
        if before[place] != standing.grades[place]
    ]
    return Row(
        setting,
        all(value == one.value for one, value in setting),
        len(totals),
        mean(totals, population.scale),
        tuple(quantile(ordered, share, population.scale) for share in QUARTERS),
        Counter(grades),
        tuple(moved),
        rank_correlation(today, totals),
        tuple(distribution(totals, population.scale, population.rubric.full)),
        tuple(map(population.units.name, lost)),
    )


def summary(population: Population, standing: Standing, before: Sequence[str | None]) -> Summary:
    """What goals look at, of one standing."""
    places = [place for place in population.scored if standing.totals[place] is not None]
    total = sum(total for place in places if (total := standing.totals[place]) is not None)
    moved = sum(before[place] != standing.grades[place] for place in places)
    counts = Counter(standing.grades[place] for place in places)
    return Summary(len(places), Fraction(total, population.scale), counts, moved)


def swept(
    population: Population, reread: Rereader, settings: Sequence[Setting], before: Sequence[str | None]
) -> list[Row] | tuple[Setting, str]:
    """The rows of all *settings*, today's first; else the setting at which the text cannot be used, and why."""
    now = tuple((one, one.value) for one, _ in settings[0])
    rows = [row(population, population.today, now, before)]
    for setting in settings:
        rubric = reread.rubric(setting)
        if isinstance(rubric, str):
            return setting, rubric
        if setting != now:
            standing = population.standing(rubric)
            if all(standing.totals[place] is None for place in population.scored):
                return setting, "要看各单位没有填的数据，没有一个单位算得出总分"
            rows.append(row(population, standing, setting, before))
    return rows
