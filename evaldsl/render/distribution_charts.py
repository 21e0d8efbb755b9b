"""How many units have which total."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from evaldsl.interpreter.rubric import GradeBand
from evaldsl.interpreter.values import shown
from evaldsl.render.charts import COLOURS, DASHES, TOOLTIP, Chart, Option, frame, number

Totals = tuple[str, Sequence[Fraction]]
MOST_FILLED = 3
"""Of more, areas upon each other say nothing."""
CLOSE, ABOVE, HIGHER = 0.2, 5, 20
"""Lines of grades so near to each other, as a part of the axis, have their words at two heights."""


def distribution_chart(title: str, series: Sequence[Totals], grades: Sequence[GradeBand], of: str = "") -> Chart:
    """How many units have which total, before and after, with the lines between *grades*, which are those *of* one rubric."""
    places = [place for place, one in enumerate(series) if one[1]]  # each keeps its colour
    told = [series[place] for place in places]
    totals = [one for _, some in told for one in some]
    width = _bin(min(totals), max(totals))
    first = floor(min(totals) / width)
    last = max(ceil(max(totals) / width), first + 1)
    counts = [_counts(some, width, first, last) for _, some in told]
    drawn_series: list[Option] = []
    for place, (name, _), some in zip(places, told, counts, strict=True):
        data = [[number(first * width), 0], *([number((first + n) * width), count] for n, count in enumerate(some))]
        data.append([number((last + 1) * width), 0])
        drawn_series.append(
            {
                "name": name,
                "type": "line",
                "step": "end",
                "symbol": "none",
                "data": data,
                "areaStyle": {"opacity": 0.2 if len(told) <= MOST_FILLED else 0},
                "lineStyle": {"width": 2 if place else 4, "type": DASHES[place % len(DASHES)]},
                "itemStyle": {"color": COLOURS[place % len(COLOURS)]},
            }
        )
    edges = sorted({band.low for band in grades if band.low is not None})
    drawn_series[0]["markLine"] = {
        "symbol": "none",
        "lineStyle": {"color": "#b03a2e", "type": "dashed"},
        "label": {"formatter": "{b}", "position": "end"},
        "data": _marks(edges, grades, number((last - first + 1) * width)),
    }
    option = frame(
        grid={"left": 56, "right": 28, "top": 68, "bottom": 48},
        legend={"top": 4, "left": "center", "data": [name for name, _ in told]},
        tooltip={**TOOLTIP, "trigger": "axis"},
        xAxis={"type": "value", "scale": True, "name": "总分（分）", "nameLocation": "middle", "nameGap": 28},
        yAxis={"type": "value", "name": "单位数（个）", "nameGap": 38, "minInterval": 1},
        series=drawn_series,
    )
    notes = [f"每{shown(width)}分一档，含下端"]
    notes += [f"虚线是{of}等级的分数线"] if edges else []
    alike = [one for (one, _), some in zip(told[1:], counts[1:], strict=True) if some == counts[0]]
    notes += [f"{'、'.join(alike)}与{told[0][0]}的分布一样，两条线重合"] if alike else []
    return Chart(title, option, 344, "；".join(notes))


def _counts(some: Sequence[Fraction], width: Fraction, first: int, last: int) -> list[int]:
    counts = [0] * (last - first + 1)
    for one in some:
        counts[min(floor(one / width) - first, last - first)] += 1
    return counts


def _marks(edges: Sequence[Fraction], grades: Sequence[GradeBand], span: float) -> list[Option]:
    """A line for each of *edges*; where the one before is near, its words stand above the other's."""
    heights = [ABOVE]
    for one, other in pairwise(edges):
        near = number(other - one) < CLOSE * span
        heights.append(HIGHER if near and heights[-1] == ABOVE else ABOVE)
    return [
        {"xAxis": number(edge), "name": _grade_at(edge, grades), "label": {"distance": height}}
        for edge, height in zip(edges, heights, strict=False)
    ]


def _bin(low: Fraction, high: Fraction) -> Fraction:
    for width in map(Fraction, ("0.1", "0.5", "1", "2", "5", "10", "50")):
        if (high - low) / width <= 40:
            return width
    return Fraction(max(ceil((high - low) / 40), 1))


def _grade_at(edge: Fraction, grades: Sequence[GradeBand]) -> str:
    return next((f"{band.word} {shown(edge)}" for band in grades if band.low == edge), shown(edge))
