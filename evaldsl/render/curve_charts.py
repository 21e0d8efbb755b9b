"""Points against one measure, as curves whose breaks and ends are told exactly."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from attrs import frozen

from evaldsl.interpreter.curves import Domain, Piece, Undecided, expanded
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.render.charts import COLOURS, TOOLTIP, Chart, Option, frame, number
from evaldsl.render.regions import value_words

MOST_JUMPS, SAMPLES, MOST_BREAKS, MOST_POINTS = 120, 40, 8, 80
MOST_MARKED = 24

Point = tuple[Fraction, Fraction]


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

    @property
    def is_level(self) -> bool:
        """Whether the points are the same everywhere."""
        return len({points for run in self.runs for _, points in run}) == 1


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
                value = [number(point[0] * (100 if ratio else 1)), number(point[1])]
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
    option = frame(
        legend={"top": 4, "data": [curve.name for curve in curves]},
        tooltip=TOOLTIP,
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
