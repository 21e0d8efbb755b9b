"""How many units have which total."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from evaldsl.interpreter.rubric import GradeBand
from evaldsl.interpreter.values import shown
from evaldsl.render.charts import COLOURS, TOOLTIP, Chart, Option, frame, number


def distribution_chart(
    title: str, series: Sequence[tuple[str, Sequence[Fraction]]], grades: Sequence[GradeBand], full: Fraction
) -> Chart:
    """How many units have which total, before and after, with the lines between grades."""
    totals = [one for _, some in series for one in some]
    width = _bin(min(totals, default=Fraction(0)), max(totals, default=full))
    first = floor(min(totals, default=Fraction(0)) / width)
    last = max(ceil(max(totals, default=full) / width), first + 1)
    drawn_series: list[Option] = []
    for place, (name, some) in enumerate(series):
        counts = [0] * (last - first + 1)
        for one in some:
            counts[min(floor(one / width) - first, last - first)] += 1
        data = [[number((first + n) * width), count] for n, count in enumerate(counts)]
        data.append([number((last + 1) * width), 0])
        drawn_series.append(
            {
                "name": name,
                "type": "line",
                "step": "end",
                "symbol": "none",
                "data": data,
                "areaStyle": {"opacity": 0.25},
                "lineStyle": {"width": 2},
                "itemStyle": {"color": COLOURS[place]},
            }
        )
    if drawn_series:
        edges = sorted({band.low for band in grades if band.low is not None})
        marks = [{"xAxis": number(edge), "name": _grade_at(edge, grades)} for edge in edges]
        drawn_series[0]["markLine"] = {
            "symbol": "none",
            "lineStyle": {"color": "#b03a2e", "type": "dashed"},
            "label": {"formatter": "{b}", "position": "end"},
            "data": marks,
        }
    option = frame(
        legend={"top": 4, "left": "right", "data": [name for name, _ in series]},
        tooltip={**TOOLTIP, "trigger": "axis"},
        xAxis={"type": "value", "scale": True, "name": "总分（分）", "nameLocation": "middle", "nameGap": 28},
        yAxis={"type": "value", "name": "单位数", "minInterval": 1},
        series=drawn_series,
    )
    return Chart(title, option, 320, f"每{shown(width)}分一档，含下端；虚线是等级的分数线")


def _bin(low: Fraction, high: Fraction) -> Fraction:
    for width in map(Fraction, ("0.1", "0.5", "1", "2", "5", "10", "50")):
        if (high - low) / width <= 40:
            return width
    return Fraction(max(ceil((high - low) / 40), 1))


def _grade_at(edge: Fraction, grades: Sequence[GradeBand]) -> str:
    return next((f"{band.word} {shown(edge)}" for band in grades if band.low == edge), shown(edge))
