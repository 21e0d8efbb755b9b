"""Units under several rubrics as an HTML page: the summary and how totals are distributed first, then every unit."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from evaldsl.interpreter.scores import IndicatorScore
from evaldsl.ranks.ranking import TIES, Ranked, by_rank
from evaldsl.render.charts import Chart
from evaldsl.render.distribution_charts import Totals, distribution_chart
from evaldsl.render.heat_maps import heat_maps
from evaldsl.render.html import figure, page, safe, table
from evaldsl.render.rank_charts import rank_chart
from evaldsl.render.ranking import (
    SUMMARY_HEAD,
    Comparison,
    has_grades,
    move_lines,
    open_lines,
    summary_rows,
    uncompared,
    units_table,
)
from evaldsl.render.same_units import same_units_lines
from evaldsl.render.widths import one_line

MOST_DRAWN = 40
"""Units whose ranks are drawn."""


def html(found: Comparison) -> str:
    """The whole page: tables, and charts of ranks, totals and indicators."""
    units = by_rank(found.units)
    head, rows, aligns = units_table(found, units)
    numbers = frozenset(place for place, align in enumerate(aligns) if align == "right")
    body = [table(SUMMARY_HEAD, titled(found, summary_rows(found)), frozenset({2, 3}))]
    body += [
        f'<p class="note">{safe(line)}</p>'
        for line in [*open_lines(found), *same_units_lines(found.same, found.years), TIES[found.ties]]
    ]
    body += _figures(totals_charts(found, _totals(found, units)), "totals")
    body += [f"<h2>{'得分、名次与等级' if has_grades(found) else '得分与名次'}</h2>", table(head, rows, numbers)]
    if len(found.names) > 1:
        changed = move_lines(found)
        body.append(f"<h2>与{safe(found.labels[0])}比的变动（{len(changed)}处）</h2>")
        items = "".join(f"<li>{safe(line)}</li>" for line in changed)
        open_ = uncompared(found)
        body.append(f"<ul>{items}</ul>" if changed else f"<p>{'能比的' if open_ else ''}名次和等级都没有变动。</p>")
        body += [f'<p class="note">{safe(line)}</p>' for line in open_]
        body += _figures(_ranks(found, units), "ranks")
    body += _figures(_shares(found, units), "shares")
    return page("各单位得分与名次", body, [*found.stamp.lines(), f"evaldsl {found.stamp.version}"])


def _figures(charts: Iterable[Chart], name: str) -> list[str]:
    return [figure(chart, f"{name}-{number}") for number, chart in enumerate(charts)]


def _totals(found: Comparison, units: Sequence[Ranked]) -> list[Totals]:
    columns = [[unit.cards[place].score for unit in units] for place in range(len(found.labels))]
    some = [[one for one in column if one is not None] for column in columns]
    return [(label or "总分", one) for label, one in zip(found.labels, some, strict=True)]


def _ranks(found: Comparison, units: Sequence[Ranked]) -> Iterator[Chart]:
    """From rubric to rubric, of the first units."""
    chosen = units[:MOST_DRAWN]
    note = f"（按{found.labels[0]}的前{len(chosen)}名）" if len(units) > len(chosen) else ""
    yield rank_chart(f"名次的变化{note}", found.labels, [(unit.name, unit.ranks) for unit in chosen])


def _shares(found: Comparison, units: Sequence[Ranked]) -> Iterator[Chart]:
    """Units × indicators for each rubric."""
    for place, label in enumerate(found.labels):
        names = [one.name for one in found.rubrics[place].indicators]
        shares = [[_share(one) for one in unit.cards[place].indicators] for unit in units]
        yield from heat_maps(f"{label}各单位各指标的得分率", [unit.name for unit in units], names, shares)


def totals_charts(found: Comparison, totals: Sequence[Totals]) -> Iterator[Chart]:
    """How totals are distributed, with the lines between grades: those of the first rubric where they differ."""
    if any(len(some) > 1 for _, some in totals):
        scales = [[(band.word, band.low) for band in rubric.grades] for rubric in found.rubrics]
        of = "" if all(scale == scales[0] for scale in scales) else found.labels[0]
        yield distribution_chart("总分的分布", totals, found.rubrics[0].grades, of)


def _share(one: IndicatorScore) -> Fraction | None:
    return None if one.score is None or not one.full else one.score / one.full


def titled(found: Comparison, rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Rows of rubrics with what each calls itself above its file."""
    names = [one_line(rubric.name) for rubric in found.rubrics]
    return [(row[0], f"{name}\n{row[1]}", *row[2:]) for name, row in zip(names, rows, strict=True)]
