"""Units under several rubrics: places, ties, who moves, where facts come from."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.cli import main
from evaldsl.interpreter.scores import Scorecard
from evaldsl.interpreter.values import Interval
from evaldsl.ranks.ranking import Ties, moves, ranked, ranks_of

RULES = """规则集 某县
总分 10分
等级 优：9分（含）以上；良：8分（含）-9分；中：6分（含）-8分；差：不满6分
约定 得分保留2位小数
约定 不足1个百分点的，按1个百分点计
指标 控制（6分）
评分 控制率≤100%得6分，每超出1%扣{}分，扣完为止。
指标 {}（4分）
评分 制度健全得4分，否则不得分。
"""
WIDE = """单位,控制率（%）,制度.①.制度健全
甲局,101,是
乙局,103,是
丙局,101,是
丁局,100,
"""


def card(low: int, high: int, grade: str | None = None) -> Scorecard:
    """A scorecard that knows its total, or between what it lies."""
    interval: Interval = (Fraction(low), Fraction(high))
    score = Fraction(low) if low == high else None
    return Scorecard("某", "某", Fraction(100), (), score, interval, grade, (), "", None, ())


def test_ties_share_a_place_and_the_next_is_counted_on() -> None:
    """Or not counted on, when that is asked for; both are said."""
    cards = [card(90, 90), card(80, 80), card(80, 80), card(70, 70)]

    assert [rank and rank[0] for rank in ranks_of(cards, Ties.COMPETITION)] == [1, 2, 2, 4]
    assert [rank and rank[0] for rank in ranks_of(cards, Ties.DENSE)] == [1, 2, 2, 3]


def test_an_open_score_has_a_best_and_a_worst_place_and_opens_those_of_others() -> None:
    """Nothing is ranked as if missing facts were 0."""
    cards = [card(90, 90), card(60, 85), card(80, 80), card(50, 50)]

    assert ranks_of(cards, Ties.COMPETITION) == [(1, 1), (2, 3), (2, 3), (4, 4)]
    assert ranks_of(cards, Ties.DENSE) == [(1, 1), None, None, None]


ends = st.tuples(st.integers(0, 12), st.integers(0, 5)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(ends, min_size=1, max_size=8), st.data())
def test_whatever_the_facts_turn_out_to_be_the_place_is_among_those_said(
    intervals: list[tuple[int, int]], data: st.DataObject
) -> None:
    """A completion of all open scores gives each unit a place between its best and its worst; settled ones keep theirs."""
    ranks = ranks_of([card(*one) for one in intervals], Ties.COMPETITION)
    scores = [data.draw(st.integers(*one)) for one in intervals]
    dense = ranks_of([card(*one) for one in intervals], Ties.DENSE)
    for place, own in enumerate(scores):
        rank = ranks[place]
        assert rank is not None
        assert rank[0] <= 1 + sum(other > own for other in scores) <= rank[1]
        settled = dense[place]
        if settled is not None and all(low == high for low, high in intervals):
            assert settled[0] == 1 + len({other for other in scores if other > own})


def test_moves_are_those_of_settled_places_and_grades() -> None:
    """A unit whose place or grade is open is not said to move."""
    units = ranked(
        [
            ("甲", "", [card(90, 90, "优"), card(80, 80, "良")]),
            ("乙", "", [card(85, 85, "良"), card(85, 85, "良")]),
            ("丙", "", [card(10, 20), card(30, 30, "差")]),
        ]
    )

    assert [(one.unit.name, one.ranks, one.grades) for one in moves(units)] == [
        ("甲", (1, 2), ("优", "良")),
        ("乙", (2, 1), None),
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two rubrics, of which the second calls an indicator otherwise, and a wide table with one cell empty."""
    monkeypatch.chdir(tmp_path)
    Path("甲.rubric").write_text(RULES.format("0.5", "制度"), encoding="utf-8")
    Path("乙.rubric").write_text(RULES.format("1", "制度建设"), encoding="utf-8")
    Path("宽.csv").write_text(WIDE, encoding="utf-8")
    return tmp_path


def as_json(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict[str, list[dict[str, object]]], str]:
    """The status, the JSON and the messages of ``compare``."""
    status = main(["compare", *argv, "--format", "json"])
    shown = capsys.readouterr()
    return status, json.loads(shown.out) if shown.out else {}, shown.err


@pytest.mark.usefixtures("folder")
def test_a_wide_table_is_scored_under_both_names_of_an_indicator(capsys: pytest.CaptureFixture[str]) -> None:
    """The judgement stands under the name of the first rubric; under the second it is the same fact."""
    status, found, messages = as_json(capsys, "甲.rubric", "乙.rubric", "--facts", "宽.csv")
    scores = {str(one["unit"]): [each["score"] for each in one["results"]] for one in found["units"]}  # type: ignore[attr-defined]

    assert (status, messages) == (0, "")
    assert scores == {"甲局": ["9.5", "9"], "丙局": ["9.5", "9"], "乙局": ["8.5", "7"], "丁局": [None, None]}
    assert found["moves"] == [{"unit": "乙局", "rubric": 1, "ranks": None, "grades": ["良", "中"]}]


@pytest.mark.usefixtures("folder")
def test_facts_files_folders_and_tables_are_read_together(capsys: pytest.CaptureFixture[str]) -> None:
    """Units of the same name are told apart by where they come from; published scores are no facts."""
    Path("各单位").mkdir()
    Path("各单位/a.yaml").write_text("单位: 甲局\n数据:\n  控制率: 100%\n  制度.①: 是\n", encoding="utf-8")
    Path("各单位/b.csv").write_text("指标,数值\n控制率,100%\n制度.①,是\n", encoding="utf-8")
    Path("各单位/published.csv").write_text("指标,分值,得分\n控制,6,6\n", encoding="utf-8")
    status, found, _ = as_json(capsys, "甲.rubric", "--facts", "各单位", "宽.csv")

    assert status == 0
    assert sorted(str(one["unit"]) for one in found["units"]) == [
        "b", "丁局", "丙局", "乙局", "甲局（各单位/a.yaml）", "甲局（宽.csv:2）",
    ]  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_a_cell_that_cannot_be_read_is_told_and_counts_as_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """The status says so, the other units are ranked."""
    Path("宽.csv").write_text(WIDE.replace("103", "一百多"), encoding="utf-8")
    status, found, messages = as_json(capsys, "甲.rubric", "--facts", "宽.csv")

    assert status == 2
    assert "宽.csv:3:" in messages and "1行的数据有错误" in messages
    assert {str(one["unit"]): one["results"][0]["rank"] for one in found["units"]} == {  # type: ignore[index]
        "甲局": None, "丙局": None, "乙局": None, "丁局": None,
    }  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_what_many_files_have_in_common_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the first three by line, then how many more; other mistakes stay whole; so do years in which rules are not in force."""
    Path("县").mkdir()
    for number in range(40):
        odd = "  电话: 5\n" if number == 30 else ""
        text = f"单位: 甲{number}\n年度: 2023\n数据:\n  控制率: 10{number}%\n  传真: {number}\n{odd}"
        Path(f"县/{number:02}.yaml").write_text(text, encoding="utf-8")
    rules = Path("甲.rubric").read_text("utf-8").replace("总分", "施行 2024年度\n总分", 1)
    Path("新.rubric").write_text(rules, encoding="utf-8")
    assert main(["compare", "新.rubric", "--facts", "县"]) == 2
    said = capsys.readouterr().err
    assert said.count("没有“传真”这项数据\n") == 4
    assert "县/02.yaml:5:3 错误" in said and "县/03.yaml:5:3" not in said
    assert "另有37个文件（县/03.yaml、县/04.yaml、县/05.yaml等）也是这样：评分规则里没有“传真”这项数据\n" in said
    assert "县/30.yaml:6:3 错误[unknown-fact] 评分规则里没有“电话”这项数据" in said
    assert "40个文件（县/00.yaml、县/01.yaml、县/02.yaml等）共有41个错误，出错的数据按缺处理\n" in said
    assert said.count("注意：") == 1
    assert "注意：“县/00.yaml”等40个文件是2023年度的，“新.rubric”的施行日期是2024年1月1日至2024年12月31日\n" in said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("表.csv", "单位,支出\n甲局,90\n乙局,\n", True),
        ("表.csv", "单位,支出（万元）\n甲局,90\n", False),
        ("甲.yaml", "单位: 甲\n支出: 90\n", True),
        ("甲.yaml", "单位: 甲\n支出: 900000元\n", False),
    ],
)
@pytest.mark.parametrize("large", [10**6, 0])
def test_a_number_without_a_unit_that_is_read_in_several_is_told(
    capsys: pytest.CaptureFixture[str], name: str, text: str, told: bool, large: int
) -> None:
    """One county declares 万元, the other 元: 90 is not the same amount under both, unless its unit is said."""
    rules = RULES.replace("控制率≤100%得6分，每超出1%扣{}分", "支出≤{}得6分，每超出1万元扣0.5分").replace(
        "指标 控制", "数据 支出（{}）\n指标 控制"
    )
    for county, unit, most in (("省", "万元", "100万元"), ("市", "元", "1000000元")):
        Path(f"{county}.rubric").write_text(rules.format(unit, most, "制度"), encoding="utf-8")
    Path(name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", large)
        assert main(["compare", "省.rubric", "市.rubric", "--facts", name]) == 0
    words = "“支出”没有写单位的数，第1份规则按万元读，第2份规则按元读；请写明单位，如“8万元”"
    assert (words in capsys.readouterr().err) == told


@pytest.mark.usefixtures("folder")
def test_what_open_units_lack_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """By name, first what most units lack; a column that is not there is lacked by all."""
    lines = [line.rpartition(",")[0] for line in WIDE.splitlines()]
    Path("宽.csv").write_text("\n".join(lines), encoding="utf-8")
    assert main(["compare", "甲.rubric", "乙.rubric", "--facts", "宽.csv"]) == 0
    assert "缺的数据：制度.①.制度健全（4个单位）\n" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_columns_that_are_no_facts_are_left_out_when_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """In a small table and in a large one; else they are a mistake."""
    lines = WIDE.splitlines()
    Path("宽.csv").write_text("\n".join(f"{line},{at or '电话'}" for at, line in enumerate(lines)), encoding="utf-8")
    for large in (10**6, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", large)
            assert as_json(capsys, "甲.rubric", "--facts", "宽.csv")[0] == 2
            status, found, _ = as_json(capsys, "甲.rubric", "乙.rubric", "--facts", "宽.csv", "--ignore-columns")
            assert (status, len(found["units"])) == (0, 4)


WRONG = [
    (("compare", "甲.rubric"), "还要写：--facts"),
    (("compare", "甲.rubric", "--facts", "没有.yaml"), "找不到“没有.yaml”"),
    (("compare", "甲.rubric", "--facts", "乙.rubric"), "是规则文件，不是数据文件"),
    (("compare", "甲.rubric", "--facts", "空"), "文件夹“空”里没有数据文件"),
    (("compare", "甲.rubric", "--facts", "坏.csv"), "表头有1个错误"),
    (("compare", "甲.rubric", "--facts", "宽.csv", "--ties", "随便"), "没有“随便”，可选：顺延、连续"),
    (("compare", "-", "--facts", "-"), "标准输入只能读一次"),
    (("compare", "甲.rubric", "--facts", "宽.csv", "-o", "a.xyz"), "不会写“.xyz”文件"),
    (("diff", "甲.rubric", "没有.rubric"), "找不到“没有.rubric”"),
    (("diff", "-", "-"), "两份规则不能都从标准输入读"),
    (("diff", "甲.rubric", "乙.rubric", "--indicator", "控制率"), "两份规则都没有“控制率”这个指标，是不是“控制”"),
    (("diff", "甲.rubric", "宽.csv"), "是数据文件，不是规则文件"),
    (("diff", "甲.rubric"), "还要写：后者"),
    (("compare", "甲.rubric", "--facts", "年.csv"), "用 --year 写明看哪一个年度；同一批单位两年的变化，写两次 --year"),
    (("compare", "甲.rubric", "--facts", "年.csv", "--year", "2020"), "没有2020年度的单位，写明的是2022、2023年度"),
    (("compare", "甲.rubric", "--facts", "年.csv", "--year", "2022", "--year", "2023"), "没有一个单位每个年度都有数据"),
    (("compare", "甲.rubric", "--facts", "年.csv", "--year", "2022", "--year", "2022"), "同一个年度写了两次 --year"),
    (
        ("compare", "甲.rubric", "乙.rubric", "--facts", "年.csv", "--year", "2022", "--year", "2023"),
        "一次只能看一份规则",
    ),
    (("compare", "甲.rubric", "--facts", "宽.csv", "--year", "2022", "--year", "2023"), "各单位都没有写年度"),
    (("tune", "甲.rubric", "--facts", "年.csv", "--edges"), "数据有2个年度（2022、2023），用 --year 写明看哪一个年度"),
    (("tune", "甲.rubric", "--facts", "年.csv", "--set", "控制.扣=1"), "数据有2个年度（2022、2023）"),
    (("tune", "甲.rubric", "--facts", "年.csv", "--set", "控制.扣", "--goal", "均分=9"), "数据有2个年度（2022、2023）"),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("argv", "message"), WRONG, ids=[" ".join(argv) for argv, _ in WRONG])
def test_mistakes_are_told_in_chinese(argv: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With status 2, and nothing on stdout."""
    Path("空").mkdir()
    Path("坏.csv").write_text("单位,什么率\n甲局,1\n", encoding="utf-8")
    years = "单位,年度,控制率（%）,制度.①.制度健全\n甲局,2022,101,是\n乙局,2023,102,是\n"
    Path("年.csv").write_text(years, encoding="utf-8")

    assert main(list(argv)) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""


@pytest.mark.usefixtures("folder")
def test_every_format_says_the_same_scores(capsys: pytest.CaptureFixture[str]) -> None:
    """Text, Markdown, CSV and HTML; a file takes its format from its ending and nothing is shown."""
    for ending in ("txt", "md", "csv", "html"):
        assert main(["compare", "甲.rubric", "乙.rubric", "--facts", "宽.csv", "-o", f"对比.{ending}"]) == 0
        content = Path(f"对比.{ending}").read_text(encoding="utf-8-sig")
        assert all(part in content for part in ("甲局", "9.5", "8.5", "良"))
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("folder")
def test_without_grades_there_are_no_columns_of_them() -> None:
    """In the table of units, in no form for people."""
    lines = Path("甲.rubric").read_text(encoding="utf-8").splitlines()
    Path("无.rubric").write_text("\n".join(one for one in lines if not one.startswith("等级")), encoding="utf-8")
    for ending in ("txt", "md", "html"):
        assert main(["compare", "无.rubric", "--facts", "宽.csv", "-o", f"对比.{ending}"]) == 0
        content = Path(f"对比.{ending}").read_text(encoding="utf-8")
        assert content.count("等级") == 1  # of the rubrics


@pytest.mark.parametrize("many", [False, True])
def test_the_table_has_ranks_and_the_points_of_each_indicator(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    """In the order of the ranks, of few units and of many; points that are open are left out, and names are told from columns."""
    monkeypatch.chdir(tmp_path)
    rules = "规则集 甲\n约定 得分保留2位小数\n指标 等级（5分）\n评分 制度健全得5分。\n指标 执行（5分）\n评分 有人执行得5分。\n"
    Path("甲.rubric").write_text(rules, encoding="utf-8")
    rows = [
        "单位,制度健全,有人执行",
        "一局,否,是",
        "二局,是,是",
        "三局,否,",
        *(f"{at}局,否,否" for at in range(2000 * many)),
    ]
    Path("宽.csv").write_text("\n".join(rows), encoding="utf-8")
    assert main(["compare", "甲.rubric", "--facts", "宽.csv", "--format", "csv"]) == 0
    lines = capsys.readouterr().out.lstrip("\ufeff").splitlines()
    assert lines[0] == "单位,来源,得分,最低,最高,名次,最好名次,最差名次,等级,等级得分,执行"
    found = {line.split(",")[0]: line.split(",")[2:] for line in lines[1:]}
    assert found["二局"] == ["10", "10", "10", "1", "1", "1", "", "5", "5"]
    assert found["三局"][-2:] == ["0", ""]
    assert found["一局"][-2:] == ["0", "5"]
