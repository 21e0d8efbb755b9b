"""Wide tables: headers to facts, cells to values, rows to units."""

from fractions import Fraction

import pytest

from evaldsl import pipeline
from evaldsl.batch.columns import Column, header_of, read_header
from evaldsl.batch.unit_rows import read_unit_table
from evaldsl.facts.facts_file import FactNames
from evaldsl.interpreter.rubric import Rubric
from tests.batch_tables import RULES
from tests.test_rubrics import each_rubric, rubric_file


def rubric_of(text: str) -> Rubric:
    """The rubric of a rule file without errors."""
    loaded = pipeline.load(text, "甲.rubric")
    assert loaded.rubric is not None
    return loaded.rubric


NAMES = FactNames.of(rubric_of(RULES))


def header(*headers: str) -> tuple[dict[str, str], list[str]]:
    """Which fact each header gives, and the messages."""
    columns, problems = read_header(headers, NAMES)
    messages = [f"{one.finding.slug}：{one.finding.message}；{one.finding.hint}" for one in problems]
    return {column.header: column.fact.key for column in columns.facts}, messages


def column(text: str) -> Column:
    """The column of a header that is right."""
    columns, problems = read_header([text], NAMES)
    assert problems == []
    return columns.facts[0]


@each_rubric
def test_every_fact_is_found_by_the_header_of_the_template(name: str) -> None:
    """The headers that a template writes lead back to their facts, for every rubric that is shipped."""
    rubric = rubric_of(rubric_file(name).read_text("utf-8"))
    columns, problems = read_header([header_of(fact) for fact in rubric.facts], FactNames.of(rubric))
    assert problems == []
    assert [column.fact for column in columns.facts] == list(rubric.facts)
    assert columns.lacking(rubric.facts) == ()


def test_headers_name_facts_in_several_ways() -> None:
    """A full name, an address, a name with its unit, other typography: all lead to the fact."""
    facts, messages = header("单位", "在职人员数(人)", "编制数", "人员控制.②.制度健全", "预算执行率（％）")
    assert messages == []
    assert list(facts.values()) == ["在职人员数", "编制数", "人员控制.②.制度健全", "预算执行率"]


def test_identification_is_passed_through() -> None:
    """Name, year and number of a unit are no facts and no errors."""
    columns, problems = read_header(["编号", "单位名称", "年度", "编制数"], NAMES)
    assert (columns.passed, columns.unit, columns.year, problems) == ((0, 1, 2), 1, 2, [])


def test_an_unknown_column_is_an_error_with_near_names() -> None:
    """What no rule reads is told with what it may be; --ignore-columns and --keep are the ways out."""
    _, messages = header("编制人数（人）", "预算数")
    assert len(messages) == 1
    assert "没有“编制人数（人）”这项数据" in messages[0]
    assert "“编制数”" in messages[0]
    columns, problems = read_header(["编制人数", "预算数"], NAMES, ignore=True)
    assert (columns.ignored, problems) == ((0,), [])
    columns, problems = read_header(["县别", "预算数"], NAMES, keep=["县别"])
    assert (columns.passed, problems) == ((0,), [])


def test_one_fact_has_one_column() -> None:
    """Two columns for a fact, under whatever names, are an error that names both."""
    _, messages = header("编制数", "编制数（人）")
    assert messages == ["repeated-fact：“编制数”有两列：第1列“编制数”和第2列“编制数（人）”；删去其中一列"]


def test_a_rate_that_is_computed_has_no_column() -> None:
    """A rate comes from its basic data; the message says which."""
    _, messages = header("在职人员控制率（%）", "编制数")
    assert messages == ["computed-fact：“在职人员控制率”由基础数据算出，不能直接填；请填“在职人员数”、“编制数”"]


def test_a_unit_that_does_not_fit_is_an_error() -> None:
    """人 cannot be 万元, a judgement has no unit."""
    _, messages = header("预算数（人）", "人员控制.②.制度健全（元）")
    assert [message.partition("：")[0] for message in messages] == ["unit-mismatch", "unit-mismatch"]


def test_the_file_of_one_unit_is_told_as_such() -> None:
    """指标,数值 is the head of another kind of file."""
    _, messages = header("指标", "数值")
    assert len(messages) == 1
    assert "evaldsl score" in messages[0]


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("预算数", "8.5", Fraction(17, 2)),
        ("预算数（元）", "85,000", Fraction(17, 2)),
        ("预算数（元）", "8.5万元", Fraction(17, 2)),
        ("预算数（元）", "￥85,000.00", Fraction(17, 2)),
        ("预算数（万元）", "￥8.5", Fraction(17, 2)),
        ("预算数（万元）", "￥85,000元", Fraction(17, 2)),
        ("预算数（亿元）", "1", Fraction(10_000)),
        ("预算执行率（%）", "102.5", Fraction(41, 40)),
        ("预算执行率（%）", "84.74%", Fraction(8474, 10_000)),
        ("预算执行率", "84.74%", Fraction(8474, 10_000)),
        ("预算执行率（‰）", "950", Fraction(19, 20)),
        ("人员控制.②.制度健全", "否", False),
        ("编制数", "", None),
        ("编制数", "缺", None),
        ("编制数（人）", "５３", Fraction(53)),
    ],
)
def test_cells_are_read_in_the_unit_of_the_header(head: str, cell: str, expected: object) -> None:
    """A number without a unit has that of the header; one with its own unit is converted; nothing is missing."""
    assert column(head).read(cell) == expected


@pytest.mark.parametrize(
    ("head", "cell", "slug"),
    [
        ("预算执行率", "102.5", "unit-mismatch"),
        ("编制数（人）", "-3", "out-of-range"),
        ("编制数（人）", "约50", "bad-number"),
        ("编制数（人）", "5e3", "bad-number"),
        ("编制数（人）", "3万元", "unit-mismatch"),
        ("编制数（人）", "￥3", "unit-mismatch"),
        ("预算数", "￥8.5", "unit-mismatch"),
        ("人员控制.②.制度健全", "1", "bad-judgement"),
        ("人员控制.②.酌情扣分（分）", "3", "out-of-range"),
    ],
)
def test_cells_that_cannot_be_read_are_told(head: str, cell: str, slug: str) -> None:
    """Messages are those of facts files."""
    value = column(head).read(cell)
    assert getattr(value, "slug", value) == slug


def test_rows_become_units() -> None:
    """A wide table gives the facts of its units, with lines, and tells bad cells by their place."""
    text = "单位,编制数（人）,预算数（元）\n甲局,50,850000\n\n# 备注\n乙局,约50,\n丙局,1\n"
    table = read_unit_table(text, NAMES)
    rows = list(table.rows)
    assert table.found == []
    assert [(row.line, row.facts.unit, row.facts.values) for row in rows] == [
        (2, "甲局", {"编制数": Fraction(50), "预算数": Fraction(85)}),
        (5, "乙局", {}),
        (6, "", {}),
    ]
    assert [[(one.slug, text[one.start : one.end].rstrip()) for one in row.found] for row in rows] == [
        [],
        [("bad-number", "约50")],
        [("bad-row", "丙局,1")],
    ]


def test_a_table_with_a_bad_header_has_no_rows() -> None:
    """Nothing is read under headers that are not understood."""
    table = read_unit_table("单位,编制几何\n甲局,50\n", NAMES)
    assert [one.slug for one in table.found] == ["unknown-fact"]
    assert list(table.rows) == []
    assert [one.slug for one in read_unit_table("", NAMES).found] == ["bad-header"]


def test_the_table_of_something_else_is_told_once() -> None:
    """Not a message for each of its columns; a few that are unknown are told one by one."""
    found, messages = header("单位", "编制数", *(f"其他{place}" for place in range(8)))

    assert found == {"编制数": "编制数"}
    assert [one.split("；")[0] for one in messages] == ["bad-header：表头的10列里，规则要读的只有1列"]
    assert "是不是拿错了表，或者漏了表头；“其他0”、“其他1”、“其他2”等8列，规则里没有" in messages[0]
    assert len(header("单位", "编制数", "其他1", "其他2")[1]) == 2
