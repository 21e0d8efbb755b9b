"""Units × indicators as colours: dark is lost points, in print too."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from evaldsl.render.charts import MOST_NAME, SIGN, TOOLTIP, Chart, Option, frame, number
from evaldsl.render.names import told_apart
from evaldsl.render.widths import display_width

MOST_ROWS, ROWS = 300, 25
"""Units that are drawn at all, and in one chart: as many as a printed page has room for."""
LEVEL, CELL, ROW = 620, 18, 18
"""Pixels in which names must stand level beside each other, else they stand slanting above cells that may be so narrow;
and the height of a row."""
NUMBERED, NUMBER = 8, 30
"""In charts of so few units the shares stand in the cells, which are at least so wide then."""
SHADES = ("#8c2718", "#cf6a45", "#e9ae7c", "#ecd09a", "#dff0e2")


def heat_maps(
    title: str, rows: Sequence[str], columns: Sequence[str], shares: Sequence[Sequence[Fraction | None]]
) -> Iterator[Chart]:
    """Units × indicators: what share of its points each unit has; a ring where that is not settled."""
    drawn = rows[:MOST_ROWS]
    names, heads = told_apart(drawn, MOST_NAME), told_apart(columns, MOST_NAME)
    left = len(rows) - len(drawn)
    notes = ["颜色越深失分越多"]
    notes += ["数字是得分率（%）"] if len(drawn) <= NUMBERED else []
    notes += ["空心圆点是未定"] if any(None in line for line in shares[:MOST_ROWS]) else []
    notes += [f"只画前{MOST_ROWS}个单位，另有{left}个在表里"] if left else []
    for first in range(0, len(drawn), ROWS):
        part = slice(first, first + ROWS)
        which = f"（第{first + 1}～{min(first + ROWS, len(drawn))}个）" if len(drawn) > ROWS else ""
        yield _heat_map(title + which, (names[part], drawn[part]), (heads, columns), shares[part], "；".join(notes))


Named = tuple[Sequence[str], Sequence[str]]
"""Names as there is room for them, and in full."""


def _heat_map(title: str, rows: Named, columns: Named, shares: Sequence[Sequence[Fraction | None]], note: str) -> Chart:
    left = 24 + SIGN * max(map(display_width, rows[0]), default=0)
    widest = SIGN * max(map(display_width, columns[0]), default=0)
    level = len(columns[0]) * (widest + 12) <= LEVEL
    below = 76 if level else 66 + ceil(widest * 0.87)
    data: list[Option] = []
    open_: list[Option] = []
    for row, line in enumerate(shares):
        for column, share in enumerate(line):
            name = f"{rows[1][row]}　{columns[1][column]}"
            if share is None:
                open_.append({"value": [column, row], "name": name})
            else:
                data.append({"value": [column, row, _percent(share)], "name": name})
    numbered = len(rows[0]) <= NUMBERED
    series: list[Option] = [
        {
            "type": "heatmap",
            "data": data,
            "dimensions": ["指标", "单位", "得分率（%）"],
            "encode": {"x": 0, "y": 1, "value": 2, "tooltip": [2]},
            "itemStyle": {"borderColor": "#fff", "borderWidth": 1},
            "label": {"show": numbered, "formatter": "{@[2]}", "fontSize": 10},
        },
        {
            "type": "scatter",
            "data": open_,
            "symbol": "emptyCircle",
            "symbolSize": 6,
            "itemStyle": {"color": "#8c8c8c"},
            "tooltip": {"formatter": "{b}：未定"},
        },
    ]
    option = frame(
        grid={"left": left, "right": 24, "top": 16, "bottom": below},
        tooltip=TOOLTIP,
        xAxis={"type": "category", "data": columns[0], "axisLabel": {"rotate": 0 if level else 60, "interval": 0}},
        yAxis={"type": "category", "data": rows[0], "inverse": True, "axisLabel": {"interval": 0}},
        visualMap={
            "min": 0,
            "max": 100,
            "seriesIndex": 0,
            "calculable": False,
            "orient": "horizontal",
            "left": 16,
            "bottom": 0,
            "text": ["满分", "0分"],
            "inRange": {"color": list(SHADES)},
        },
        series=series,
    )
    cell = max(widest + 12 if level else CELL, NUMBER if numbered else 0)
    height = 16 + below + max(ROW * len(rows[0]), 40)
    return Chart(title, option, height, note, left + 24 + cell * len(columns[0]))


def _percent(share: Fraction) -> float:
    """To one decimal; 100 is for all points alone."""
    tenths = floor(share * 1000 + Fraction(1, 2))
    return number(Fraction(999 if tenths == 1000 and share < 1 else tenths, 10))
