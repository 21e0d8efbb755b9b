"""One unit's CSV: what clerks call the columns, and the titles above them."""

import time
from fractions import Fraction
from pathlib import Path

import pytest

from evaldsl import pipeline
from evaldsl.facts.csv_columns import COLUMNS, NAME, VALUE, titles_above
from evaldsl.facts.fact_values import Value
from evaldsl.facts.facts_file import read_facts
from evaldsl.facts.table_head import TableHead, table_head
from tests.batch_tables import run

RULES = """规则集 甲
总分 4分
约定 得分保留2位小数；不足1个百分点的按1个百分点计
约定 分母为0的，不得分
数据 支出数（万元）
数据 预算数（万元）
计算 执行率＝支出数÷预算数×100%
指标 执行（4分）
评分 执行率≥95%得4分，每低1%扣0.5分，扣完为止。
"""
ROWS = "支出数,95,万元\n预算数,100,万元\n"


def read(text: str) -> tuple[dict[str, Value], list[str]]:
    """The values of a CSV file, and the slugs of what is said of it."""
    rubric = pipeline.load(RULES, "甲.rubric").rubric
    assert rubric is not None
    facts, found = read_facts(text, "甲.csv", rubric)
    return dict(facts.values), [one.slug for one in found]


def test_columns_have_the_names_that_clerks_give_them() -> None:
    """Every name of a column is understood as the first one is."""
    plain = read(f"指标,数值,单位\n{ROWS}")
    assert plain[1] == []
    for name, column in COLUMNS.items():
        header = {NAME: f"{name},数值,单位", VALUE: f"指标,{name},单位", "单位": f"指标,数值,{name}"}.get(column)
        assert header is None or read(f"{header}\n{ROWS}") == plain
    numbered = "".join(f"{place},{row}\n" for place, row in enumerate(ROWS.splitlines(), 1))
    assert read(f"序号,项目,金额,计量单位\n{numbered}") == plain


def test_the_unit_may_stand_in_the_header() -> None:
    """金额（元） is in 元, unless a row says another unit."""
    plain = read(f"指标,数值,单位\n{ROWS}")
    assert read("项目,金额（元）\n支出数,950000\n预算数,100万元\n") == plain
    assert read("项目,金额（万元）\n支出数,950000元\n预算数,￥100\n") == plain
    assert read("项目,金额,单位\n支出数,950000元,万元\n预算数,100,万元\n")[1] == ["unit-mismatch"]


@pytest.mark.parametrize(
    "title", ["某县2021年数据\n", "某县2021年数据,,\n", "\ufeff某县\n\n（一般公共预算）,\n", '"某县2021年"\n']
)
def test_a_title_is_left_out_and_told(title: str) -> None:
    """The header is the first row with several cells."""
    values, slugs = read(f"{title}指标,数值,单位\n{ROWS}")
    assert (values, slugs) == (read(f"指标,数值,单位\n{ROWS}")[0], ["title-row"])


@pytest.mark.parametrize(
    "lines", [["指标,数值", "a,1"], ["a", "b", "c"], ["a"], [], ["a", "b", "c", "d", "e,f"], ["a,", "b,"]]
)
def test_no_title(lines: list[str]) -> None:
    """A header has several cells; what never gets any is no table; more than three rows are no title."""
    assert titles_above(lines) == 0


@pytest.mark.parametrize("large", [10**6, 0])
def test_a_title_above_a_table_of_units(
    capfd: pytest.CaptureFixture[str], here: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    """Told once, whoever reads it; lines are those of the file."""
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", large)
    (here / "乙.rubric").write_text(RULES, "utf-8")
    (here / "表.csv").write_text(
        "某县2021年数据\n单位,支出数（万元）,预算数（万元）\n甲局,95,100\n乙局,约5,100\n", "utf-8"
    )
    for command in (("batch", "乙.rubric", "表.csv"), ("compare", "乙.rubric", "--facts", "表.csv")):
        status, out, err = run(capfd, *command)
        assert (status, err.count("表头上面的“某县2021年数据”像是标题，略过")) == (1 if command[0] == "batch" else 2, 1)
        assert "表.csv:4" in err
        assert "甲局" in out


GROUPED = [
    ("单位,投入,\n,支出数（万元）,预算数（万元）", "“投入”像是几列合在一起的分组，略过", 3),
    ("某县2021年数据,,\n单位,投入,\n,支出数（万元）,预算数（万元）", "“某县2021年数据”像是标题，“投入”像是", 4),
    ("基本情况,投入,投入\n单位,支出数（万元）,预算数（万元）", "“基本情况”、“投入”像是几列合在一起的分组", 3),
]


@pytest.mark.parametrize(("head", "words", "line"), GROUPED)
@pytest.mark.parametrize("large", [10**6, 0])
def test_groups_merged_above_the_header_are_left_out_and_told(
    capfd: pytest.CaptureFixture[str], here: Path, monkeypatch: pytest.MonkeyPatch, head: str, words: str, line: int, large: int
) -> None:  # fmt: skip
    """What is merged downwards, as 单位, belongs to the header; whoever reads the table says the same, at the file's lines."""
    monkeypatch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", large)
    (here / "乙.rubric").write_text(RULES, "utf-8")
    (here / "表.csv").write_text(f"{head}\n甲局,95,100\n乙局,约5,100\n", "gb18030")
    for command in (("batch", "乙.rubric", "表.csv"), ("compare", "乙.rubric", "--facts", "表.csv")):
        status, out, err = run(capfd, *command)
        assert (status, err.count(words)) == (1 if command[0] == "batch" else 2, 1)
        assert f"表.csv:{line + 1}" in err
        assert "甲局" in out


@pytest.mark.parametrize(
    "lines",
    [
        ["单位,甲,", "教育局,5,是"],
        ["单位,甲,", "教育局,优,良"],
        ["单位,甲,乙", ",人,人"],
        ["投入,,过程", "甲,乙,甲"],
        ["投入,,过程", "甲,乙"],
        ["投入,,过程,", "甲,,乙,丙"],
    ],
)
def test_no_groups(lines: list[str]) -> None:
    """Not a header with an empty name above a unit, not units of measure below a header, not what names no columns."""
    assert titles_above(lines) == 0


def test_a_table_with_a_fact_a_row_is_told_apart(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """compare takes it for one unit, whatever its columns are called."""
    (here / "乙.rubric").write_text(RULES, "utf-8")
    (here / "甲局.csv").write_text(f"项目,金额,计量单位\n{ROWS}", "utf-8")
    status, out, err = run(capfd, "compare", "乙.rubric", "--facts", "甲局.csv")
    assert (status, err) == (0, "")
    assert "甲局     4     1" in out


ABOVE = [
    ("单位：万元,,", "万元", ""),
    ("某县数据,,\n填报单位：甲局,,金额单位：万元", "万元", "甲局"),
    ("某县数据（单位：万元、人）,,", "万元", ""),
    ("单位：甲局,,", "", "甲局"),
    ("单 位：人民币亿元,,", "亿元", ""),
    ("某县数据,2024年,单位：万元", "万元", ""),
]


@pytest.mark.parametrize(("titles", "unit", "name"), ABOVE)
def test_the_unit_of_the_table_stands_above_it(titles: str, unit: str, name: str) -> None:
    """单位：万元 is that of the numbers that name none; 填报单位：甲局 is a name."""
    assert table_head(f"{titles}\n指标名称,数值,备注\n支出数,95,\n") == TableHead(unit, name)


def test_two_units_above_a_table_are_refused() -> None:
    """Nothing tells in which of them a number is."""
    assert read(f"单位：元、万元,,\n指标,数值,单位\n{ROWS}")[1] == ["title-row", "bad-header"]


@pytest.mark.parametrize("command", ["score", "batch", "compare"])
def test_amounts_without_a_unit_are_in_that_above_the_table(
    capfd: pytest.CaptureFixture[str], here: Path, command: str
) -> None:
    """Declared in 元, or in nothing beside what is in 元; what names its own unit keeps it."""
    (here / "甲.rubric").write_text(
        RULES.replace("支出数（万元）", "支出数（元）").replace("数据 预算数（万元）\n", ""), "utf-8"
    )
    rows = "支出数,93,\n预算数,100,\n" if command == "score" else "甲局,93,100\n"
    header = "指标名称,数值,备注" if command == "score" else "单位,支出数,预算数"
    (here / "表.csv").write_text(f"某县数据,,\n,,单位：万元\n{header}\n{rows}", "utf-8")
    given = ("甲.rubric", "--facts", "表.csv") if command == "compare" else ("甲.rubric", "表.csv")
    status, out, err = run(capfd, command, *given)
    assert status == 0
    assert "没有写单位而能以万元计的数，按万元读" in err
    assert {"score": "总分  3分", "batch": ",3.00,", "compare": "3"}[command] in out
    assert {"score": "0.00", "batch": "0.00", "compare": "0分"}[command] not in out


def test_headings_and_what_stands_below_are_told_and_left_out() -> None:
    """A row with a name that is no fact and nothing else, and 填表人：…; a fact without a value is missing."""
    values, slugs = read("指标,数值,单位\n一、收支,,\n支出数,95,万元\n预算数,,万元\n填表人：甲,,审核人：乙\n")
    assert (values, slugs) == ({"支出数": 95}, ["title-row", "title-row"])


@pytest.mark.parametrize(
    "row", ['支出数,"1,320.73"', '支出数,"1,320.73",', '支出数,"1,320.73",决算', '支出数,"1,320.73",,']
)
def test_thousands_in_quotation_marks_are_one_number(row: str) -> None:
    """Whether a column of notes follows or none; only 1 and 320.73 in two cells are a number torn apart."""
    header = "指标,数值" + ",备注" * (row.count(",") > 2)
    assert read(f"{header}\n{row}\n") == ({"支出数": Fraction("1320.73")}, [])
    assert read("指标,数值,备注\n支出数,1,320.73\n")[1] == ["bad-row"]


@pytest.mark.parametrize("header", ["," * 200_000, ",备注" * 50_000, "".join(f",备{one}" for one in range(50_000))])
def test_a_header_of_a_hundred_thousand_columns_is_read_in_seconds(header: str) -> None:
    """Empty, of one name, of as many names."""
    begun = time.process_time()
    read(f"指标,数值{header}\n" + ROWS.replace(",万元", "万元") * 500)
    assert time.process_time() - begun < 10
