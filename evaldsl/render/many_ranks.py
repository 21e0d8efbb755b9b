"""Very many units under several rubrics: what they come to together, and who moves furthest; the list itself is a file."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from evaldsl.interpreter.values import shown
from evaldsl.ranks.ranking import TIES, Ranked
from evaldsl.render import sheets
from evaldsl.render.charts import Chart
from evaldsl.render.heat_maps import heat_maps
from evaldsl.render.html import figure, page, safe, table
from evaldsl.render.numbers import exact, exact_or_none
from evaldsl.render.ranking import (
    UNSETTLED,
    Comparison,
    comparison_head,
    comparison_row,
    grade_words,
    lacking_lines,
    score_words,
)
from evaldsl.render.ranking_page import titled, totals_charts
from evaldsl.render.same_units import same_units_lines
from evaldsl.render.sheets import Sheet
from evaldsl.render.widths import clean, one_line

if TYPE_CHECKING:
    from evaldsl.ranks.score_columns import ScoreColumns, ScoredColumns, Shift

MOST_NAMED, MOST_FIRST = 10, 20
QUARTERS = (Fraction(0), Fraction(1, 2), Fraction(1))
NONE = "－"


def summary_sheets(found: Comparison, units: "ScoredColumns") -> list[Sheet]:
    """Each rubric, what changes from the first to each other, and who climbs and falls most."""
    made = [_rubrics(found, units)]
    if len(found.names) == 1:
        first = units[:MOST_FIRST]
        made.append(_listed(found, first, f"前{len(first)}名"))
    for place in range(1, len(found.names)):
        shift = units.shift(place, MOST_NAMED)
        label = found.labels[place]
        made.append(_matrix(found, units, shift, place))
        for rows, words in ((shift.climbers, "上升"), (shift.fallers, "下降")):
            if rows:
                title = f"从{found.labels[0]}到{label}，名次{words}最多的{len(rows)}个单位"
                made.append(_furthest(found, units, rows, title, place))
    made.append(Sheet("", notes=tuple(_notes(found, units))))
    return made


def _words(scores: "ScoreColumns") -> list[str]:
    """The grades from the best, then those that only a rule names."""
    scale = [band.word for band in scores.rubric.grades]
    return list(dict.fromkeys([*scale, *(word for word in scores.words if word)]))


def _rubrics(found: Comparison, units: "ScoredColumns") -> Sheet:
    words = list(dict.fromkeys(word for one in units.scores for word in _words(one)))
    open_ = any(one.counts[None] for one in units.scores) and bool(words)
    head = ("", "规则文件", "总分已定", "平均分", "最低", "中位数", "最高", *words, *([UNSETTLED] if open_ else []))
    rows = []
    for label, name, one in zip(found.labels, found.names, units.scores, strict=True):
        figures = [one.mean, *(one.quantile(share) for share in QUARTERS)]
        counts = [str(one.counts[word]) for word in words] + ([str(one.counts[None])] if open_ else [])
        told = [NONE if figure is None else shown(figure, 2) for figure in figures]
        rows.append((label or "规则", one_line(name), str(len(one.totals)), *told, *counts))
    aligns = ("left", "left", *("right",) * (len(head) - 2))
    return Sheet("各单位得分与名次", (f"被评单位{len(units)}个",), head, tuple(rows), aligns)


def _matrix(found: Comparison, units: "ScoredColumns", shift: "Shift", place: int) -> Sheet:
    """How many units go from which grade to which."""
    first, label = found.labels[0], found.labels[place]
    before: list[str | None] = [*_words(units.scores[0])]
    after: list[str | None] = [*_words(units.scores[place])]
    before += [None] if any(one is None for one, _ in shift.matrix) else []
    after += [None] if any(one is None for _, one in shift.matrix) else []
    among = f"（在两份规则下总分都已定的{shift.known}个单位里排）" if shift.known < len(units) else ""
    lines = [f"等级有变的单位{shift.regraded}个，名次有变的{shift.moved}个{among}"]
    if shift.difference is not None:
        way = "高" if shift.difference > 0 else "低"
        apart = shown(abs(shift.difference), 4)
        lines.append(f"{label}的平均分比{first}{way}{apart}分" if shift.difference else "平均分相同")
    if shift.agreement is not None:
        lines.append(f"名次相关{shown(shift.agreement, 4)}（斯皮尔曼等级相关系数，全同是1）")
    title = f"从{first}到{label}"
    if not any(before) or not any(after):
        return Sheet(title, tuple(lines))
    head = (f"{first}＼{label}", *(word or UNSETTLED for word in after), "合计")
    rows = []
    for one in before:
        counts = [shift.matrix[one, two] for two in after]
        cells = [_count(count, same=one == two and one is not None) for count, two in zip(counts, after, strict=True)]
        rows.append((one or UNSETTLED, *cells, str(sum(counts))))
    totals = [sum(shift.matrix[one, two] for one in before) for two in after]
    rows.append(("合计", *map(str, totals), str(sum(totals))))
    return Sheet(title, tuple(lines), head, tuple(rows), ("left", *("right",) * (len(head) - 1)))


def _count(count: int, *, same: bool) -> str:
    """Of those that stay, too, a nought is a number; of those that move it is nothing to see."""
    return str(count) if count or same else NONE


def _listed(found: Comparison, units: Sequence[Ranked], title: str) -> Sheet:
    head, rows = comparison_head(found.labels), [comparison_row(unit, [0]) for unit in units]
    return Sheet(title, (), tuple(head), tuple(map(tuple, rows)), ("left", "right", "right", "left"))


def _furthest(
    found: Comparison, units: "ScoredColumns", rows: Sequence[tuple[int, int, int]], title: str, place: int
) -> Sheet:
    """Units with their places among those whose totals are known."""
    cells = []
    for row, *ranks in rows:
        unit = units.row(row)
        both = [(unit.cards[one], rank) for one, rank in zip((0, place), ranks, strict=True)]
        told = (word for card, rank in both for word in (score_words(card), str(rank), grade_words(card)))
        cells.append((one_line(unit.name), *told))
    head = comparison_head([found.labels[0], found.labels[place]])
    return Sheet(title, (), tuple(head), tuple(cells), ("left", *("right", "right", "left") * 2))


def _notes(found: Comparison, units: "ScoredColumns") -> Iterator[str]:
    lacking = len({row for one in units.scores for row in (~one.known).nonzero()[0].tolist()})
    if lacking:
        yield f"{lacking}个单位数据不全：得分是可能的区间，名次是最好～最差，不计入平均分和名次相关，也不列入名次升降"
        yield from lacking_lines(units.lacking)
    yield from same_units_lines(found.same, found.years)
    yield "这里只有汇总；每个单位的得分、名次、等级写成文件看：-o 名次.csv"
    yield f"{TIES[found.ties]}；evaldsl {found.stamp.version}"


def text(found: Comparison, units: "ScoredColumns", width: int) -> str:
    """For a terminal."""
    stamp = "\n".join(clean(line) for line in found.stamp.lines())
    return f"{stamp}\n\n{sheets.text(summary_sheets(found, units), width)}"


def markdown(found: Comparison, units: "ScoredColumns") -> str:
    """As a Markdown page."""
    first, *others = summary_sheets(found, units)
    return sheets.markdown([evolve(first, lines=(*found.stamp.lines(), *first.lines)), *others])


def html(found: Comparison, units: "ScoredColumns") -> str:
    """As a page: the same tables, how totals are distributed, how each indicator does."""
    first, *others = summary_sheets(found, units)
    version = f"evaldsl {found.stamp.version}"
    body = [f'<p class="note">被评单位{len(units)}个</p>', _table(evolve(first, rows=tuple(titled(found, first.rows))))]
    body += [figure(chart, f"chart-{number}") for number, chart in enumerate(_charts(found, units))]
    for one in others:
        body += [f"<h2>{safe(one.title)}</h2>"] if one.title else []
        body += [f"<p>{safe('；'.join(one.lines))}</p>"] if one.lines else []
        body += [_table(one)] if one.rows else []
        body += [f'<p class="note">{safe(line.removesuffix(f"；{version}"))}</p>' for line in one.notes]
    return page(first.title, body, [*found.stamp.lines(), version])


def _table(sheet: Sheet) -> str:
    numbers = frozenset(place for place, align in enumerate(sheet.aligns) if align == "right")
    return table(sheet.head, sheet.rows, numbers)


def _charts(found: Comparison, units: "ScoredColumns") -> Iterator[Chart]:
    labels = [label or "总分" for label in found.labels]
    totals = [
        (label, [Fraction(total, one.scale) for total in one.totals.tolist()])
        for label, one in zip(labels, units.scores, strict=True)
    ]
    yield from totals_charts(found, totals)
    names = list(dict.fromkeys(one.name for rubric in found.rubrics for one in rubric.indicators))
    shares = []
    for one in units.scores:
        own = {
            indicator.name: points / indicator.full
            for indicator, points in zip(one.rubric.indicators, one.points, strict=True)
            if points is not None and indicator.full
        }
        shares.append([own.get(name) for name in names])
    yield from heat_maps("各指标的平均得分率", [label or "规则" for label in found.labels], names, shares)


def summary_object(units: "ScoredColumns") -> list[dict[str, object]]:
    """What each rubric comes to, and what changes from the first to it, as JSON."""
    made: list[dict[str, object]] = []
    for place, one in enumerate(units.scores):
        quantiles = [exact_or_none(one.quantile(share)) for share in QUARTERS]
        told: dict[str, object] = {
            "known": len(one.totals),
            "mean": exact_or_none(one.mean),
            **dict(zip(("least", "middle", "most"), quantiles, strict=True)),
            "grades": {word or UNSETTLED: count for word, count in one.counts.items()},
            "indicators": [
                {"name": indicator.name, "full": exact(indicator.full), "mean": exact_or_none(points)}
                for indicator, points in zip(one.rubric.indicators, one.points, strict=True)
            ],
        }
        if place:
            shift = units.shift(place, MOST_NAMED)
            told["regraded"], told["moved"] = shift.regraded, shift.moved
            told["agreement"] = None if shift.agreement is None else exact(shift.agreement)
            told["matrix"] = [
                {"before": before, "after": after, "units": count} for (before, after), count in shift.matrix.items()
            ]
        made.append(told)
    return made
