"""HTML reports: one file that needs no network, whose words and data cannot become markup or script."""

import json
import re
from fractions import Fraction
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.cli import main
from evaldsl.data_folders import ECHARTS, data_folder
from evaldsl.interpreter.curves import Curve, Domain, Piece
from evaldsl.interpreter.expressions import ZERO, Arithmetic, Ceil, Number, Ref, keys_of
from evaldsl.interpreter.pieces import pieces_of
from evaldsl.interpreter.rubric import Fact, GradeBand, Kind
from evaldsl.render.charts import COLOURS
from evaldsl.render.curve_charts import Drawn, curve_chart, drawn
from evaldsl.render.differences_page import _window
from evaldsl.render.distribution_charts import distribution_chart
from evaldsl.render.heat_maps import SHADES, heat_maps
from evaldsl.render.html import figure, page, script_json, table
from evaldsl.render.names import told_apart
from evaldsl.render.rank_charts import rank_chart
from evaldsl.render.widths import display_width
from tests.test_proofs import lowered

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{a}"
RULES = """规则集 某县
总分 4分
约定 得分保留2位小数；不足1个百分点的按1个百分点计
指标 控制（4分）
评分 控制率≤100%得4分，每超出1%扣{}分，扣完为止。
"""


class Tags(HTMLParser):
    """The tags of a page, their attributes, and the texts of its scripts."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)


def test_names_from_users_stay_words() -> None:
    """In a table, a title, a foot, and in the data of a chart."""
    (chart,) = heat_maps(HOSTILE, [HOSTILE], [HOSTILE], [[Fraction(1)]])
    shown = Tags(page(HOSTILE, [table((HOSTILE,), [(HOSTILE,)]), figure(chart, "图")], [HOSTILE]))

    assert "img" not in shown.tags
    assert not {"onerror", "src", "href"} & shown.attributes.keys()
    assert shown.tags.count("script") == 3  # the data, the drawing program, what starts it
    assert shown.open == []
    assert json.loads(shown.scripts[0])["xAxis"]["data"] == told_apart([HOSTILE], 22)


@given(st.text())
def test_json_inside_a_script_reads_back_and_cannot_end_it(text: str) -> None:
    """Whatever the words are."""
    written = script_json({"名称": text})

    assert json.loads(written) == {"名称": text}
    assert not re.search("[<>&\u2028\u2029]", written)


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A page of ``diff``."""
    monkeypatch.chdir(tmp_path)
    Path("甲.rubric").write_text(RULES.format("0.5"), encoding="utf-8")
    Path("乙.rubric").write_text(RULES.format("0.4").replace("指标 控制", "指标 控<b>制"), encoding="utf-8")
    assert main(["diff", "甲.rubric", "乙.rubric", "-o", "差异.html"]) == 1
    return Path("差异.html").read_text(encoding="utf-8")


def test_a_page_needs_no_network_and_no_script(report: str) -> None:
    """All is inside; words and tables stand outside the scripts; it says what it rests on."""
    shown = Tags(report)
    without = re.sub(r"<script.*?</script>", "", report, flags=re.S)

    assert shown.open == []
    assert not {"src", "href"} & shown.attributes.keys()
    assert "http" not in without
    assert "控&lt;b&gt;制" in without
    assert "b" not in shown.tags
    assert "@media print" in without
    assert sha256(Path("甲.rubric").read_bytes()).hexdigest() in without


def test_the_drawing_program_is_the_published_one() -> None:
    """Byte for byte as its note says, with its licence; it cannot end the script it stands in."""
    folder = data_folder(ECHARTS)
    program = (folder / "echarts.min.js").read_bytes()

    assert sha256(program).hexdigest() in (folder / "README.md").read_text(encoding="utf-8")
    assert "Apache License" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert b"</script" not in program.lower()


def test_a_page_without_charts_is_small() -> None:
    """The drawing program is in it only where something is drawn."""
    assert len(page("表", [table(("一",), [("二",)])], [])) < 10_000


# ---- charts


def curve(text: str, low: str, high: str) -> tuple[tuple[tuple[Fraction, ...], ...], tuple[Fraction, ...]]:
    """The places of the runs, and the breaks, of a sentence with one measure."""
    expr, _, scope = lowered(text)
    domain = scope.measures[keys_of(expr)[0]]
    found = drawn("某", pieces_of(expr, domain), domain, (Fraction(low), Fraction(high)))
    return tuple(tuple(x for x, _ in run) for run in found.runs), found.breaks


def test_the_breaks_of_a_curve_are_exact() -> None:
    """Where it turns, and where it jumps; a level stretch has none."""
    F = Fraction
    assert curve("控制率≤100%得2分，每超出1个百分点扣0.2分，不足1个百分点的按比例计，扣完为止。", "0.9", "1.2") == (
        ((F("0.9"), F(1), F("1.1"), F("1.2")),),
        (F(1), F("1.1")),
    )
    runs, breaks = curve(
        "控制率≤100%得1分，每超出1个百分点扣0.5分，不足1个百分点的按1个百分点计，扣完为止。", "0.9", "1.2"
    )
    assert breaks == (F(1), F("1.01"))
    assert len(runs) == 3


@pytest.mark.parametrize(
    ("text", "held", "open_"),
    [
        ("控制率≤100%得2分，否则不得分。", {("1", 2)}, {("1", 0)}),
        ("控制率＜100%得2分，否则不得分。", {("1", 0)}, {("1", 2)}),
        ("控制率90%以上得4分；80%（含）-90%得2分；低于80%不得分。", {("0.9", 4), ("0.8", 2)}, {("0.9", 2), ("0.8", 0)}),
        ("控制率≤100%得2分，每超出1个百分点扣0.2分，不足1个百分点的按比例计，扣完为止。", set(), set()),
    ],
)
def test_a_jump_shows_which_score_holds(text: str, held: set[tuple[str, int]], open_: set[tuple[str, int]]) -> None:
    """A dot where the curve has the number, a ring where it only comes near; nothing where it goes on."""
    expr, _, scope = lowered(text)
    domain = scope.measures[keys_of(expr)[0]]
    found = drawn("某", pieces_of(expr, domain), domain, (Fraction("0.7"), Fraction("1.3")))
    chart = curve_chart("某", Fact("控制率", "控制率", Kind.RATIO), [found])
    data = [one for one in chart.option["series"][0]["data"] if isinstance(one, dict)]  # type: ignore[index]
    drawn_as = {
        sign: {(one["value"][0], one["value"][1]) for one in data if one["symbol"] == sign}
        for sign in ("circle", "emptyCircle")
    }

    assert {end for end in found.held if end not in found.open_} >= {(Fraction(x), y) for x, y in held}
    assert found.open_ == {(Fraction(x), Fraction(y)) for x, y in open_}
    assert drawn_as["emptyCircle"] == {(float(x) * 100, y) for x, y in open_}
    assert drawn_as["circle"] >= {(float(x) * 100, y) for x, y in held}
    assert ("空心点取不到" in chart.note) == bool(open_)


def test_a_count_is_drawn_as_points() -> None:
    """There is nothing between three and four occurrences; no line says so, and no list of breaks."""
    runs, breaks = curve("每发现一处问题扣0.5分，最多扣2分。", "-0.5", "6.5")
    assert runs == tuple((Fraction(place),) for place in range(7))
    assert breaks == ()


def test_numbers_become_decimals_only_for_drawing() -> None:
    """The note keeps them exact."""
    fact = Fact("率", "率", Kind.RATIO)
    expr, _, scope = lowered("率≤100%得2分，每超出3个百分点扣0.7分，不足3个百分点的按比例计，扣完为止。")
    key = keys_of(expr)[0]
    one = drawn("前者", pieces_of(expr, scope.measures[key]), scope.measures[key], (Fraction(9, 10), Fraction(6, 5)))
    chart = curve_chart("某", fact, [one])

    assert "前者的转折点：100%、约108.5714%" in chart.note
    json.dumps(chart.option, allow_nan=False)


def test_every_unit_is_counted_once_in_a_distribution() -> None:
    """Also one on the edge of a grade, and the best."""
    bands = (GradeBand("优", Fraction(90), None), GradeBand("差", None, Fraction(90)))
    totals = [Fraction(100), Fraction(90), Fraction("89.99"), Fraction(40)]
    option = distribution_chart("某", [("前者", totals)], bands).option
    series = option["series"][0]  # type: ignore[index]

    assert sum(count for _, count in series["data"]) == len(totals)
    assert [(one["xAxis"], one["name"]) for one in series["markLine"]["data"]] == [(90.0, "优 90")]


def test_long_names_are_told_apart() -> None:
    """What all begin with goes first, then what all end with, then the middle; short ones stay as they are."""
    centres = [f"某某自治州城市管理局环境卫生服务中心第{n}分中心" for n in (3, 12)]
    assert told_apart([*centres, "林业局"], 22) == ["…第3分中心", "…第12分中心", "林业局"]
    homes = [f"某某自治州城市管理局{n}养老服务中心（含下属事业单位）" for n in ("红星", "东风")]
    assert told_apart(homes, 22) == ["…红星养老服务中心（含…", "…东风养老服务中心（含…"]
    assert told_apart(["甲" * 20, "乙" * 20], 11) == ["甲甲…甲甲", "乙乙…乙乙"]
    assert told_apart(["城市管理局环境卫生服务中心第三分中心"], 14) == ["城市管…分中心"]
    assert told_apart(["甲" * 20] * 2, 11) == ["甲甲…甲甲"] * 2


@given(st.lists(st.text("一二三四（）12", min_size=1, max_size=12), min_size=1, max_size=5), st.integers(8, 14))
def test_shortened_names_have_room(names: list[str], columns: int) -> None:
    """However they are cut."""
    assert all(display_width(one) <= columns for one in told_apart(names, columns))


def test_large_tables_are_drawn_in_parts_and_said_so() -> None:
    """As many units a chart as a printed page has room for, each with the names of the columns; some hundreds in all."""
    charts = list(heat_maps("某", [str(n) for n in range(1000)], ["一"], [[Fraction(1)]] * 1000))
    units = [one for chart in charts for one in chart.option["yAxis"]["data"]]  # type: ignore[index]

    assert units == [str(n) for n in range(300)]
    assert max(chart.height for chart in charts) < 700
    assert charts[-1].title == "某（第276～300个）"
    assert all("另有700个在表里" in chart.note for chart in charts)


def test_what_is_not_settled_has_a_sign_of_its_own() -> None:
    """A ring, which the note explains; nothing is drawn there as points that were lost."""
    (chart,) = heat_maps("某", ["甲", "乙"], ["一"], [[Fraction(0)], [None]])
    points, rings = (one["data"] for one in chart.option["series"])  # type: ignore[attr-defined]

    assert [one["value"] for one in points] == [[0, 0, 0.0]]
    assert [(one["value"], one["name"]) for one in rings] == [([0, 1], "乙　一")]
    assert "空心圆点是未定" in chart.note


def test_shares_are_told_with_one_decimal_and_full_marks_are_full() -> None:
    """However little is lost."""
    shares = [Fraction(1), Fraction(9999, 10000), Fraction(2, 3), Fraction(3, 2)]
    (chart,) = heat_maps("某", ["甲"], list("一二三四"), [shares])

    assert [one["value"][2] for one in chart.option["series"][0]["data"]] == [100, 99.9, 66.7, 150]  # type: ignore[index]


def test_colours_are_told_apart_in_grey() -> None:
    """The more points are lost the darker, as a printer without colours has it."""

    def grey(shade: str) -> float:
        return sum(weight * int(shade[place : place + 2], 16) for weight, place in ((0.3, 1), (0.59, 3), (0.11, 5)))

    steps = [grey(after) - grey(before) for before, after in pairwise(SHADES)]
    assert min(steps) > 15


def test_open_places_are_drawn_between_best_and_worst() -> None:
    """Hollow, and the note says so."""
    chart = rank_chart("某", ["规则1", "规则2"], [("甲", [(1, 1), (2, 3)]), ("乙", [(2, 2), None])])
    data = [one["data"] for one in chart.option["series"]]  # type: ignore[attr-defined]

    assert [[point["value"] for point in one] for one in data] == [[1.0, 2.5], [2.0, None]]
    assert data[0][1]["symbol"] == "emptyDiamond"
    assert "名次未定" in chart.note


def test_a_rank_rises_only_where_it_is_sure() -> None:
    """What may be the same place is grey."""
    ways: list[list[tuple[int, int] | None]] = [[(3, 3), (1, 2)], [(1, 2), (3, 3)], [(1, 3), (2, 2)], [None, (1, 1)]]
    chart = rank_chart("某", ["规则1", "规则2"], [(str(place), ranks) for place, ranks in enumerate(ways)])
    colours = [one["itemStyle"]["color"] for one in chart.option["series"]]  # type: ignore[attr-defined]

    assert colours == [COLOURS[1], COLOURS[2], COLOURS[0], COLOURS[0]]


def test_distributions_that_lie_upon_each_other_are_named() -> None:
    """Of very many rubrics too; a rubric under which no total is known is not in the chart."""
    chart = distribution_chart(
        "某", [(str(place), [Fraction(5), Fraction(7)]) for place in range(9)] + [("无", [])], ()
    )

    assert [one["name"] for one in chart.option["series"]] == [str(place) for place in range(9)]  # type: ignore[attr-defined]
    assert "1、2、3、4、5、6、7、8与0的分布一样" in chart.note
    assert "分数线" not in chart.note


def test_lines_of_grades_side_by_side_have_their_words_at_two_heights() -> None:
    """Else the words of one stand in the other's."""
    bands = (GradeBand("优", Fraction(90), None), GradeBand("良", Fraction(88), Fraction(90)))
    chart = distribution_chart("某", [("甲", [Fraction(0), Fraction(100)])], bands)
    marks = chart.option["series"][0]["markLine"]["data"]  # type: ignore[index]

    assert len({one["label"]["distance"] for one in marks}) == 2


def test_a_domain_of_counts_is_drawn_too() -> None:
    """Whole numbers only."""
    runs, _ = curve("每发现一处违规扣1分，扣完为止。", "0", "12")

    assert all(Fraction(0) <= x <= 12 for run in runs for x in run)
    assert Domain.closed(Fraction(0), Fraction(1), whole=True).parts


@pytest.mark.parametrize("length", [3, 12, 25])
def test_labels_of_tied_units_have_room(length: int) -> None:
    """The words beside the last column are no wider than the room to the right of it; what does not fit is counted."""
    names = [f"{'某' * length}{number}局" for number in range(5)]
    option: Any = rank_chart("某", ["规则1", "规则2"], [(name, [(1, 1), (1, 1)]) for name in names]).option
    labels = [one["data"][-1]["label"] for one in option["series"] if "label" in one["data"][-1]]
    assert len(labels) == 1 and labels[0]["formatter"].endswith("等5个")
    assert 6 * display_width(labels[0]["formatter"]) < option["grid"]["right"]


# ---- pages


def test_what_one_of_two_rubrics_does_not_have_is_not_struck_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was there; the words say so beside what is there."""
    monkeypatch.chdir(tmp_path)
    Path("甲.rubric").write_text(RULES.format("0.5"), encoding="utf-8")
    more = "数据 人数（人）\n指标 人员（1分）\n评分 人数不超过5人得1分。\n"
    Path("乙.rubric").write_text(RULES.format("0.5").replace("总分 4分", "总分 5分") + more, encoding="utf-8")
    assert main(["diff", "甲.rubric", "乙.rubric", "-o", "差异.html"]) == 1
    content = Path("差异.html").read_text(encoding="utf-8")

    assert '<ins>数值，人</ins> <span class="soft">前者没有</span>' in content
    assert "<del>（没有）</del>" not in content


def test_a_curve_without_breaks_is_drawn_over_all_that_a_number_can_be() -> None:
    """Not around its end alone."""
    F = Fraction

    whole, halves = pieces_of(ZERO, Domain.closed(F(0), F(2))), [_level(0, 1), _level(1, 2)]
    assert _window(whole, Domain.closed(F(0), F(2))) == (F(0), F(2))
    assert _window(halves, Domain.closed(F(0), F(2)))[0] == F("0.85")


def test_the_steps_at_the_least_number_are_drawn() -> None:
    """预算调整率 is never below 0, and falls in steps from there."""
    F = Fraction
    domain = Domain.closed(F(0), inf)
    above = Arithmetic("max", Arithmetic("-", Number(F(4)), Ceil(Ref("率"))), ZERO)
    low, high = _window(pieces_of(above, domain), domain)
    assert low == 0
    assert high > 3


def _level(low: int, high: int) -> Piece:
    return Piece(Fraction(low), Fraction(high), Curve(Fraction(0)))


def test_a_measure_that_changes_nothing_has_a_level_curve() -> None:
    """No chart is drawn of one."""
    F = Fraction

    assert Drawn("前者", (((F(0), F(3)), (F(2), F(3))),)).is_level
    assert not Drawn("前者", (((F(0), F(3)), (F(2), F(2))),)).is_level
