"""Charts as data: what ECharts is to draw, as JSON without any code in it. Exact numbers become decimals only here."""

from fractions import Fraction

from attrs import frozen

COLOURS = ("#8c8c8c", "#1f6fb2", "#c8553d", "#3a8a5f", "#8e6bb0", "#b58a2a")
"""The first rubric is grey, the second blue."""
DASHES = ("solid", "solid", "dashed", "dotted", [12, 4, 3, 4], [4, 8])
"""What tells lines apart where there are no colours; the first is also thicker."""
HATCHES: tuple[dict[str, object] | None, ...] = (
    None,
    {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": 0.785, "color": "rgba(255,255,255,.75)"},
    {
        "symbol": "circle",
        "symbolSize": 0.7,
        "dashArrayX": [[5, 5], [0, 5, 5, 0]],
        "dashArrayY": [5, 0],
        "color": "#fff",
    },
    {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [3, 3], "rotation": 0, "color": "rgba(255,255,255,.75)"},
    {
        "symbol": "rect",
        "dashArrayX": [1, 0],
        "dashArrayY": [2, 5],
        "rotation": -0.785,
        "color": "rgba(255,255,255,.75)",
    },
)
"""The same for areas."""
FONT = "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC',sans-serif"
SIGN, MOST_NAME = 7, 22
"""How many pixels a label takes for each column of a terminal, and the columns of a name."""

Option = dict[str, object]
TOOLTIP: Option = {"trigger": "item", "renderMode": "richText"}  # no HTML is made of names


@frozen
class Chart:
    """A chart: a *title*, what ECharts draws, its *height* in pixels, words about it (*note*), and its least *width*."""

    title: str
    option: Option
    height: int = 320
    note: str = ""
    width: int = 0


def number(value: Fraction) -> float:
    """As a chart places it."""
    return round(float(value), 6)


def frame(**more: object) -> Option:
    """What all charts have in common, and *more*."""
    return {
        "animation": False,
        "color": list(COLOURS),
        "textStyle": {"fontFamily": FONT},
        "aria": {"enabled": True},
        "grid": {"left": 56, "right": 28, "top": 44, "bottom": 48},
        **more,
    }
