"""Charts as data: what ECharts is to draw, as JSON without any code in it. Exact numbers become decimals only here."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from attrs import frozen

from evaldsl.interpreter.curves import Domain, Piece, Undecided, expanded
from evaldsl.interpreter.rubric import Fact, GradeBand, Kind
from evaldsl.interpreter.values import shown
from evaldsl.render.names import told_apart
from evaldsl.render.regions import value_words
from evaldsl.render.widths import display_width

COLOURS = ("#8c8c8c", "#1f6fb2", "#c8553d", "#3a8a5f", "#8e6bb0", "#b58a2a")
"""The first rubric is grey, the second blue."""
FONT = "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC',sans-serif"
MOST_JUMPS, SAMPLES, MOST_BREAKS, MOST_POINTS = 120, 40, 8, 80
MOST_MARKED = 24
MOST_NAMED, MOST_LEVEL, MOST_ROWS = 3, 6, 300
"""Units that a heat map shows; more cannot be told apart."""
SIGN, MOST_LABEL, MOST_NAME = 7, 280, 22
"""How many pixels a label takes for each column of a terminal, how many it may take, and the columns of a name."""

Option = dict[str, object]
Places = tuple[int, int] | None
_TOOLTIP: Option = {"trigger": "item", "renderMode": "richText"}  # no HTML is made of names
Point = tuple[Fraction, Fraction]


@frozen
class Chart:
    """A chart: a *title*, what ECharts draws, its *height* in pixels, and words about it (*note*)."""

    title: str
    option: Option
    height: int = 320
    note: str = ""


@frozen
class Drawn:
    """A curve: *name*, runs of points between which it does not jump, and the exact numbers where it turns or jumps.

    *held* are the ends of runs that are values of the curve, *open_* those that it only comes near to.
    """

    name: str
    runs: tuple[tuple[Point, ...], ...]
    breaks: tuple[Fraction, ...] = ()
    held: frozenset[Point] = frozenset()
    open_: frozenset[Point] = frozenset()


def _number(value: Fraction) -> float:
    return round(float(value), 6)


def _frame(**more: object) -> Option:
    return {
        "animation": False,
        "color": list(COLOURS),
        "textStyle": {"fontFamily": FONT},
        "aria": {"enabled": True},
        "grid": {"left": 56, "right": 28, "top": 44, "bottom": 48},
        **more,
    }


# ---- score curves


def drawn(name: str, pieces: Sequence[Piece], domain: Domain, window: tuple[Fraction, Fraction]) -> Drawn:
    """The curve of *pieces* within *window*; a point for each number where only whole ones can be, if they can be told apart."""
    if domain.whole and window[1] - window[0] <= MOST_POINTS:
        return Drawn(name, tuple((point,) for point in _whole_points(pieces, window)))
    runs: list[list[Point]] = []
    values: dict[Fraction, Fraction] = {}
    edges = {end for piece in pieces for end in (piece.low, piece.high)} - {*window}
    for piece in pieces:
        for points in _runs(piece, domain, window):
            values |= dict(points) if len(points) == 1 else {}
            if runs and runs[-1][-1] == points[0]:
                runs[-1] += points[1:]
            else:
                runs.append(points)
    straight = [_straightened(run) for run in runs]
    ends = {end for run in runs for end in (run[0], run[-1]) if end[0] in edges or end[0] in values}
    held = frozenset(end for end in ends if values.get(end[0]) == end[1])
    return Drawn(name, tuple(map(tuple, straight)), _breaks(straight), held, frozenset(ends - held))


def _whole_points(pieces: Sequence[Piece], window: tuple[Fraction, Fraction]) -> list[Point]:
    places = [Fraction(place) for place in range(ceil(window[0]), floor(window[1]) + 1)]
    return [
        (place, piece.curve.at(place))
        for place in places
        for piece in pieces
        if (place == piece.low if piece.is_point else piece.low < place < piece.high)
    ]


def _straightened(run: list[Point]) -> list[Point]:
    """*run* without the points that lie on the line between their neighbours."""
    found = run[:1]
    for place in range(1, len(run)):
        after = run[place + 1] if place + 1 < len(run) else None
        if after is None or _slope(found[-1], run[place]) != _slope(run[place], after):
            found.append(run[place])
    return found


def _slope(one: Point, other: Point) -> Fraction:
    return (other[1] - one[1]) / (other[0] - one[0])


def _breaks(runs: Sequence[Sequence[Point]]) -> tuple[Fraction, ...]:
    """The exact numbers where the curve turns or jumps."""
    inner = {point[0] for run in runs if len(run) <= SAMPLES for point in run[1:-1]}
    return tuple(sorted(inner | {run[0][0] for run in runs[1:]}))


def _runs(piece: Piece, domain: Domain, window: tuple[Fraction, Fraction]) -> list[list[Point]]:
    low, high = max(piece.low, window[0]), min(piece.high, window[1])
    if low > high or (low == high and not piece.is_point):
        return []
    assert isinstance(low, Fraction) and isinstance(high, Fraction)
    if piece.is_point:
        return [[(low, piece.curve.at(low))]]
    if piece.curve.jumps:
        return _steps(Piece(low, high, piece.curve), domain)
    count = SAMPLES if piece.curve.hyperbola is not None else 1
    places = [low + (high - low) * n / count for n in range(count + 1)]
    if piece.curve.hyperbola is not None:
        places = [place for place in places if place != piece.curve.hyperbola[1]]
    return [[(place, piece.curve.at(place)) for place in places]]


def _steps(piece: Piece, domain: Domain) -> list[list[Point]]:
    """A curve with jumps as level runs; where there are too many to see, as points."""
    assert isinstance(piece.low, Fraction) and isinstance(piece.high, Fraction)
    try:
        parts = expanded(piece, domain)
    except Undecided:
        parts = []
    if not parts or len(parts) > 2 * MOST_JUMPS:
        places = [piece.low + (piece.high - piece.low) * n / SAMPLES for n in range(1, SAMPLES)]
        return [[(place, piece.curve.at(place)) for place in places]]
    found: list[list[Point]] = []
    for part in parts:
        assert isinstance(part.low, Fraction) and isinstance(part.high, Fraction)
        ends = [part.low] if part.is_point else [part.low, part.high]
        found.append([(end, part.curve.at(end)) for end in ends])
    return found


def curve_chart(title: str, fact: Fact, curves: Sequence[Drawn], note: str = "") -> Chart:
    """Points against one measure, a curve for each rubric; the break points are told exactly in the note."""
    ratio = fact.kind is Kind.RATIO
    unit = "%" if ratio else fact.unit
    whole: Option = {"minInterval": 1} if fact.kind is Kind.COUNT else {}
    series: list[Option] = []
    for place, curve in enumerate(curves):
        data: list[object] = []
        size = (7 if place else 9) - 3 * (len(curve.held | curve.open_) > MOST_MARKED)
        for run in curve.runs:
            for point in run:
                value = [_number(point[0] * (100 if ratio else 1)), _number(point[1])]
                data.append({"value": value, "symbol": _symbol(curve, run, point)})
            data.append([None, None])
        series.append(
            {
                "name": curve.name,
                "type": "line",
                "data": data,
                "symbol": "circle",
                "symbolSize": size,
                "lineStyle": {"width": 2 if place else 4},
                "itemStyle": {"color": COLOURS[place]},
                "connectNulls": False,
            }
        )
    option = _frame(
        legend={"top": 4, "data": [curve.name for curve in curves]},
        tooltip=_TOOLTIP,
        xAxis={
            "type": "value",
            "scale": True,
            "name": f"{fact.name}（{unit}）" if unit else fact.name,
            "nameLocation": "middle",
            "nameGap": 28,
            **whole,
        },
        yAxis={"type": "value", "name": "得分（分）"},
        series=series,
    )
    said = [f"{curve.name}的转折点：{_break_words(curve.breaks, fact)}" for curve in curves if curve.breaks]
    marked = ["跳变处实心点是那里的得分，空心点取不到"] if any(curve.open_ for curve in curves) else []
    return Chart(title, option, 300, "；".join([*([note] if note else []), *marked, *said]))


def _symbol(curve: Drawn, run: Sequence[Point], point: Point) -> str:
    """A ring where the curve does not hold the point, a dot where it does or turns; nothing between."""
    if point in curve.open_ and point not in curve.held:
        return "emptyCircle"
    return "circle" if len(run) == 1 or point in curve.held or point[0] in curve.breaks else "none"


def _break_words(breaks: Sequence[Fraction], fact: Fact) -> str:
    words = [value_words(one, fact) for one in breaks]
    if len(words) <= MOST_BREAKS:
        return "、".join(words)
    return f"{'、'.join(words[:3])}……{words[-1]}，共{len(words)}处"


# ---- distributions


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
        data = [[_number((first + n) * width), count] for n, count in enumerate(counts)]
        data.append([_number((last + 1) * width), 0])
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
        marks = [{"xAxis": _number(edge), "name": _grade_at(edge, grades)} for edge in edges]
        drawn_series[0]["markLine"] = {
            "symbol": "none",
            "lineStyle": {"color": "#b03a2e", "type": "dashed"},
            "label": {"formatter": "{b}", "position": "end"},
            "data": marks,
        }
    option = _frame(
        legend={"top": 4, "left": "right", "data": [name for name, _ in series]},
        tooltip={**_TOOLTIP, "trigger": "axis"},
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


# ---- heat maps


def heatmap_chart(
    title: str, rows: Sequence[str], columns: Sequence[str], shares: Sequence[Sequence[Fraction | None]]
) -> Chart:
    """Units × indicators: what share of its points each unit has; grey where that is not settled."""
    shown_rows, crowded = rows[:MOST_ROWS], len(columns) > MOST_LEVEL
    data = [
        {"value": [column, row, _number(share * 100)], "name": f"{shown_rows[row]}　{columns[column]}"}
        for row, line in enumerate(shares[:MOST_ROWS])
        for column, share in enumerate(line)
        if share is not None
    ]
    option = _frame(
        grid={"left": 24 + MOST_NAME * SIGN, "right": 24, "top": 16, "bottom": 200 if crowded else 76},
        tooltip=_TOOLTIP,
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


# ---- ranks


def _names_in_room(names: Sequence[str]) -> str:
    """As many of *names* as a label has room for, and how many there are."""
    for count in range(min(MOST_NAMED, len(names)), 0, -1):
        words = "、".join(names[:count]) + (f"等{len(names)}个" if count < len(names) else "")
        if display_width(words) * SIGN <= MOST_LABEL:
            return words
    return f"{names[0]}等{len(names)}个" if len(names) > 1 else names[0]


def rank_chart(title: str, columns: Sequence[str], lines: Sequence[tuple[str, Sequence[Places]]]) -> Chart:
    """How ranks change from one rubric to the next; the first place is on top, who rises is blue, who falls is red."""
    series: list[Option] = []
    most, open_, widest = 2.0, False, 0
    named: dict[float, list[str]] = {}
    short = told_apart([name for name, _ in lines], MOST_LABEL // SIGN - 8)
    for name, ranks in lines:
        middles = [None if rank is None else (rank[0] + rank[1]) / 2 for rank in ranks]
        known = [middle for middle in middles if middle is not None]
        most = max(most, *known)
        open_ = open_ or any(rank is None or rank[0] != rank[1] for rank in ranks)
        way = known[-1] - known[0] if known else 0
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
    option = _frame(
        grid={"left": 48, "right": min(widest * SIGN, MOST_LABEL) + 32, "top": 36, "bottom": 36},
        tooltip={**_TOOLTIP, "formatter": "{a}：第{c}名"},
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
    note = "蓝线上升，红线下降，灰线不变" + ("；空心的名次未定，画在最好与最差的中间" if open_ else "")
    return Chart(title, option, 140 + min(22 * len(lines), 900), note)
