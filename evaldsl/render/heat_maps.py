"""Units × indicators as colours."""

from collections.abc import Sequence
from fractions import Fraction

from evaldsl.render.charts import MOST_NAME, SIGN, TOOLTIP, Chart, frame, number
from evaldsl.render.names import told_apart

MOST_LEVEL, MOST_ROWS = 6, 300
"""Names that stand level beside each other; units that are shown: more cannot be told apart."""


def heatmap_chart(
    title: str, rows: Sequence[str], columns: Sequence[str], shares: Sequence[Sequence[Fraction | None]]
) -> Chart:
    """Units × indicators: what share of its points each unit has; grey where that is not settled."""
    shown_rows, crowded = rows[:MOST_ROWS], len(columns) > MOST_LEVEL
    data = [
        {"value": [column, row, number(share * 100)], "name": f"{shown_rows[row]}　{columns[column]}"}
        for row, line in enumerate(shares[:MOST_ROWS])
        for column, share in enumerate(line)
        if share is not None
    ]
    option = frame(
        grid={"left": 24 + MOST_NAME * SIGN, "right": 24, "top": 16, "bottom": 200 if crowded else 76},
        tooltip=TOOLTIP,
        xAxis={
            "type": "category",
            "data": told_apart(columns, MOST_NAME),
            "axisLabel": {"rotate": 60 if crowded else 0, "interval": 0},
        },
        yAxis={
            "type": "category",
            "data": told_apart(shown_rows, MOST_NAME),
            "inverse": True,
        },
        visualMap={
            "min": 0,
            "max": 100,
            "calculable": False,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "text": ["满分", "0分"],
            "inRange": {"color": ["#c8553d", "#f2d7a7", "#f7f4e9", "#a7cbb6", "#3a8a5f"]},
        },
        series=[
            {
                "type": "heatmap",
                "data": data,
                "dimensions": ["指标", "单位", "得分率（%）"],
                "encode": {"x": 0, "y": 1, "value": 2, "tooltip": [2]},
                "itemStyle": {"borderColor": "#fff", "borderWidth": 1},
            }
        ],
    )
    left = len(rows) - len(shown_rows)
    note = f"只画前{MOST_ROWS}个单位，另有{left}个在表里" if left > 0 else ""
    return Chart(
        title,
        option,
        (220 if crowded else 100) + max(18 * len(shown_rows), 60),
        "；".join(part for part in ("颜色是得分占分值的百分比，空白是未定", note) if part),
    )
