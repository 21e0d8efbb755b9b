"""Ranks from one rubric to the next."""

from collections.abc import Sequence
from math import ceil

from evaldsl.render.charts import COLOURS, SIGN, TOOLTIP, Chart, Option, frame
from evaldsl.render.names import told_apart
from evaldsl.render.widths import display_width

MOST_NAMED, MOST_LABEL = 3, 280
"""Names that stand in a label, and how many pixels it may take."""

Places = tuple[int, int] | None


def _names_in_room(names: Sequence[str]) -> str:
    """As many of *names* as a label has room for, and how many there are."""
    for count in range(min(MOST_NAMED, len(names)), 0, -1):
        words = "、".join(names[:count]) + (f"等{len(names)}个" if count < len(names) else "")
        if display_width(words) * SIGN <= MOST_LABEL:
            return words
    return f"{names[0]}等{len(names)}个" if len(names) > 1 else names[0]


def _way(first: Places, last: Places) -> int:
    """-1 up, 1 down; 0 where they stay, or where what is open leaves it open."""
    if first is None or last is None:
        return 0
    return (last[0] > first[1]) - (last[1] < first[0])


def rank_chart(title: str, columns: Sequence[str], lines: Sequence[tuple[str, Sequence[Places]]]) -> Chart:
    """How ranks change from one rubric to the next; the first place is on top, who rises is blue, who falls is red."""
    series: list[Option] = []
    most, open_, widest = 2.0, False, 0
    named: dict[float, list[str]] = {}
    short = told_apart([name for name, _ in lines], MOST_LABEL // SIGN - 8)
    for name, ranks in lines:
        middles = [None if rank is None else (rank[0] + rank[1]) / 2 for rank in ranks]
        most = max([most, *(middle for middle in middles if middle is not None)])
        open_ = open_ or any(rank is None or rank[0] != rank[1] for rank in ranks)
        way = _way(ranks[0], ranks[-1])
        data: list[Option] = [
            {"value": middle, "symbol": "circle" if rank is not None and rank[0] == rank[1] else "emptyDiamond"}
            for middle, rank in zip(middles, ranks, strict=True)
        ]
        last = middles[-1]
        if last is not None and last not in named:
            named[last] = [
                one for one, (_, places) in zip(short, lines, strict=True)
                if places[-1] is not None and sum(places[-1]) == 2 * last
            ]  # fmt: skip
            words = _names_in_room(named[last])
            widest = max(widest, display_width(words))
            label = {"show": True, "position": "right", "formatter": words.replace("{", "｛")}
            data[-1]["label"] = label | {"width": MOST_LABEL, "overflow": "truncate"}
        colour = COLOURS[1] if way < 0 else COLOURS[2] if way > 0 else COLOURS[0]
        series.append(
            {
                "name": name,
                "type": "line",
                "data": data,
                "symbolSize": 8,
                "itemStyle": {"color": colour},
                "lineStyle": {"width": 2, "color": colour},
                "labelLayout": {"moveOverlap": "shiftY"},
            }
        )
    option = frame(
        grid={"left": 48, "right": min(widest * SIGN, MOST_LABEL) + 32, "top": 36, "bottom": 36},
        tooltip={**TOOLTIP, "formatter": "{a}：第{c}名"},
        xAxis={"type": "category", "data": list(columns), "boundaryGap": False, "axisLine": {"onZero": False}},
        yAxis={
            "type": "value",
            "name": "名次",
            "nameLocation": "start",
            "inverse": True,
            "min": 1,
            "max": ceil(most),
            "minInterval": 1,
        },
        series=series,
    )
    note = "蓝线上升，红线下降，灰线不变" + ("或未定；空心的名次未定，画在最好与最差的中间" if open_ else "")
    return Chart(title, option, 140 + min(22 * len(lines), 900), note)
