"""Tuning as an HTML page: the sheets, and charts of totals before and after, of means and grades over a parameter."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from evaldsl.interpreter.values import shown
from evaldsl.render.charts import COLOURS, FONT, HATCHES, Chart, Option, number
from evaldsl.render.html import figure, page, safe, table
from evaldsl.render.sheets import Sheet
from evaldsl.render.stamp import Stamp
from evaldsl.render.tuning import grade_words, value_text
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.solving import Section
from evaldsl.tuning.sweep import Row
from evaldsl.tuning.units import Population

MOST_SERIES, MOST_POINTS = 5, 1500
INK = "#222222"
ABOVE_MARK = 30
"""How far above the plot the names of axes stand: above what is said of today's value."""
GRADE_LINES = (
    ("#3a8a5f", "solid", "circle"),
    ("#1f6fb2", "dashed", "rect"),
    ("#b58a2a", "dotted", "triangle"),
    ("#c8553d", [12, 4, 3, 4], "diamond"),
    ("#8e6bb0", [4, 8], "emptyCircle"),
)
"""Colour, dashes and points of each grade from the best: told apart in grey too."""


def html(sheets: Sequence[Sheet], charts: Sequence[Chart], stamp: Stamp) -> str:
    """The whole page."""
    body: list[str] = []
    for place, sheet in enumerate(sheets):
        body += [f"<h2>{safe(sheet.title)}</h2>"] if place else []
        body += [f'<p class="verdict">{safe(sheet.verdict)}</p>'] if sheet.verdict else []
        body += [_paragraph(line) for line in sheet.lines]
        body += [_paragraph(line) for line in sheet.notes if line.strip()] if sheet.verdict else []
        if place == 0:
            body += [figure(chart, f"chart-{number}") for number, chart in enumerate(charts)]
        if sheet.head and sheet.rows:
            numbers = frozenset(column for column, align in enumerate(sheet.aligns) if align == "right")
            body.append(table(sheet.head, sheet.rows, numbers))
        if not sheet.verdict:
            body += [f'<p class="note">{safe(line.strip())}</p>' for line in sheet.notes if line.strip()]
    return page(sheets[0].title, body, [*stamp.lines(), f"evaldsl {stamp.version}"])


def _paragraph(line: str) -> str:
    """A line in normal type, set in where it is in the text."""
    inner = ' class="inner"' if line.startswith(" ") else ""
    return f"<p{inner}>{safe(line.strip().replace('  ', '　'))}</p>"


def _frame(x: str, y: str, **more: object) -> Option:
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT},
        "aria": {"enabled": True},
        "grid": {"left": 64, "right": 64, "top": 64, "bottom": 52},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"top": 4, "left": "center"},
        "xAxis": {"type": "value", "scale": True, "name": x, "nameLocation": "middle", "nameGap": 30},
        "yAxis": {"type": "value", "name": y, "minInterval": 1},
        **more,
    }


def distribution_charts(rows: Sequence[Row]) -> list[Chart]:
    """How many units have which total, today and at some settings; bars of a twentieth of the full marks."""
    same = all(row.bins == rows[0].bins for row in rows)
    chosen = rows[:1] if same else rows[:MOST_SERIES]
    filled = [place for row in chosen for place, one in enumerate(row.bins) if one[2]]
    bins = slice(min(filled), max(filled) + 1)
    series = [
        {
            "name": "现在" if row.today else "，".join(value_text(value, one) for one, value in row.setting),
            "type": "bar",
            "data": [count for _, _, count in row.bins[bins]],
            "itemStyle": {"color": COLOURS[place], "decal": HATCHES[place]},
        }
        for place, row in enumerate(chosen)
    ]
    option = _frame("总分（分）", "单位数（个）", series=series)
    width = rows[0].bins[0][1]
    labels = [f"{shown(low, 2)}起" for low, _, _ in rows[0].bins[bins]]
    option["xAxis"] = {
        "type": "category",
        "data": labels,
        "name": "总分（分）",
        "nameLocation": "middle",
        "nameGap": 30,
    }
    left = f"；另有{len(rows) - len(chosen)}组没有画" if len(rows) > len(chosen) else ""
    left = "；取别的值时，总分的分布也是这样" if same and len(rows) > 1 else left
    return [Chart("总分的分布", option, note=f"每一格宽{shown(width, 2)}分，含左端，最后一格也含更高的{left}")]


def sweep_charts(population: Population, rows: Sequence[Row]) -> list[Chart]:
    """The distribution, and for one parameter the mean and the grades over its values."""
    charts = distribution_charts(rows)
    if len(rows[0].setting) == 1 and len(rows) > 2:
        parameter = rows[0].setting[0][0]
        ordered = sorted(rows, key=lambda row: row.setting[0][1])
        values = [row.setting[0][1] for row in ordered]
        charts.append(
            _over(
                parameter,
                [(value, row.mean) for value, row in zip(values, ordered, strict=True)],
                [
                    (
                        word,
                        [
                            (value, Fraction(row.counts.get(word, 0)))
                            for value, row in zip(values, ordered, strict=True)
                        ],
                    )
                    for word in grade_words(population.rubric)
                ],
                step=False,
            )
        )
    return charts


def section_chart(population: Population, parameter: Parameter, found: Sequence[Section]) -> Chart:
    """The mean and the grades over all values; where there are very many steps, some of them."""
    skip = max(len(found) // MOST_POINTS, 1)
    kept = [*found[::skip], found[-1]]
    places = [one.low for one in kept if isinstance(one.low, Fraction)]
    means = [(place, one.summary.mean) for place, one in zip(places, kept, strict=True)]
    grades = [
        (word, [(place, Fraction(one.summary.counts.get(word, 0))) for place, one in zip(places, kept, strict=True)])
        for word in grade_words(population.rubric)
    ]
    return _over(parameter, means, grades, step=True)


Points = Sequence[tuple[Fraction, Fraction]]


def _over(parameter: Parameter, means: Points, grades: Sequence[tuple[str, Points]], *, step: bool) -> Chart:
    mean = _line("均分", means, (INK, "solid", "circle"), step=False)
    mean["lineStyle"] = {"width": 4}
    lines = [mean | {"symbol": "none"} if step else mean]
    lines += [
        _line(word, counts, GRADE_LINES[place % len(GRADE_LINES)], step=step) | {"yAxisIndex": 1}
        for place, (word, counts) in enumerate(grades)
    ]
    mark = {"xAxis": number(parameter.value), "label": {"formatter": f"现在{value_text(parameter.value, parameter)}"}}
    lines[0]["markLine"] = {"symbol": "none", "lineStyle": {"type": "dashed", "color": "#666"}, "data": [mark]}
    option = _frame(f"{parameter.address}（{parameter.unit}）", "均分（分）", series=lines)
    option["grid"] = {"left": 64, "right": 64, "top": 72, "bottom": 52}
    option["yAxis"] = [
        {"type": "value", "name": "均分（分）", "scale": True, "nameGap": ABOVE_MARK, **_ends(means)},
        {
            "type": "value",
            "name": "单位数（个）",
            "nameGap": ABOVE_MARK,
            "minInterval": 1,
            "splitLine": {"show": False},
        },
    ]
    tried = "" if step else "；只在有标记的地方试过"
    note = f"黑色粗线是均分，看左边的刻度；其余是各等级的单位数，看右边的刻度{tried}"
    return Chart("均分与各等级的单位数", option, height=360, note=note)


def _ends(means: Points) -> Option:
    """A scale for means that are all the same, which would else reach far beyond what a mean can be."""
    places = {mean for _, mean in means}
    if len(places) > 1:
        return {}
    mean = min(places)
    return {"min": floor(mean) - 1, "max": floor(mean) + 2}


def _line(name: str, points: Points, drawn: tuple[str, object, str], *, step: bool) -> Option:
    """*drawn*: its colour, its dashes, and what stands at a point that was tried."""
    data = [[number(x), number(y)] for x, y in points]
    colour, dashes, symbol = drawn
    line: Option = {"name": name, "type": "line", "data": data, "itemStyle": {"color": colour}}
    line["lineStyle"] = {"width": 2, "type": dashes}
    return line | ({"step": "end", "symbol": "none"} if step else {"symbol": symbol, "symbolSize": 7})
