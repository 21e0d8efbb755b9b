"""What ``score`` warns of in one unit is told of a table as well, once a column, whoever reads it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl import pipeline
from evaldsl.batch.doubtful_columns import see_doubtful
from evaldsl.batch.samples import Sample
from evaldsl.batch.tables import Prepared, TableScorer
from evaldsl.batch.unit_rows import read_unit_table
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.facts_file import FactNames, read_facts
from evaldsl.facts.small_rates import lines_words
from evaldsl.interpreter.rubric import Rubric
from tests.batch_tables import run
from tests.test_rubrics import each_rubric, rubric_file

RULES = """规则集 乙
总分 8分
等级 好：6分以上；差：不满6分
约定 得分保留2位小数；不足1个百分点的按1个百分点计
指标 制度（4分）
评分 制度健全得4分，每有一处不健全扣0.5分，扣完为止。
指标 满意度（4分）
评分 群众满意度≥90%得4分，每低1个百分点扣0.1分，扣完为止。
"""
HEAD = "单位,制度.制度健全,制度.不健全（处）,群众满意度（%）"
NAMES = ("制度.制度健全", "制度.不健全", "群众满意度")
DENIED = "“制度健全”填“否”，“不健全”却填0，互相矛盾；按所填的计算，这里不得分；不符合的有多少，就在“不健全”填多少；没有不符合的，“制度健全”填“是”"


def rubric() -> Rubric:
    """The rubric of these tables."""
    found = pipeline.load(RULES, "乙.rubric").rubric
    assert found is not None
    return found


@pytest.mark.parametrize(
    "command",
    [
        ("batch", "乙.rubric", "表.csv", "--chunk", "2"),
        ("batch", "乙.rubric", "表.parquet"),
        ("compare", "乙.rubric", "--facts", "表.csv"),
        ("compare", "乙.rubric", "乙.rubric", "--facts", "表.parquet"),
        ("tune", "乙.rubric", "--facts", "表.csv", "--edges"),
        ("tune", "乙.rubric", "--facts", "表.parquet", "--edges"),
    ],
    ids=" ".join,
)
def test_tables_are_warned_of_what_score_warns_of(
    capfd: pytest.CaptureFixture[str], here: Path, command: tuple[str, ...]
) -> None:
    """One line for a column, in the words of ``score``, with the lines of the units; a warning changes no exit status."""
    lines = ["甲局,否,0,187.4", "乙局,否,2,95", "丙局,是,0,100", "丁局,否,0,100.5", "戊局,否,0,90"]
    (here / "乙.rubric").write_text(RULES, "utf-8")
    (here / "表.csv").write_text("\n".join([HEAD, *lines]), "utf-8")
    pq.write_table(pcsv.read_csv(here / "表.csv"), here / "表.parquet")
    status, _, err = run(capfd, *command)
    table = next(one for one in command if one.startswith("表"))
    first = 2 if table == "表.csv" else 1
    denied, above = ([first + place for place in places] for places in ((0, 3, 4), (0, 3)))
    assert status == 0
    assert err.count(f"{table}：{lines_words(denied)}，{DENIED}\n") == 1
    assert (
        err.count(f"{table}：{lines_words(above)}，“群众满意度”不会超过100%，最高的为187.4%；核对数字和小数点\n") == 1
    )
    assert err.count("互相矛盾") == err.count("不会超过") == 1


def test_many_units_are_one_line(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """The first five lines, and how many there are."""
    (here / "乙.rubric").write_text(RULES, "utf-8")
    (here / "表.csv").write_text("\n".join([HEAD, *(f"局{place},否,0,120" for place in range(1500))]), "utf-8")
    for command in (("batch", "乙.rubric", "表.csv"), ("compare", "乙.rubric", "--facts", "表.csv")):
        err = run(capfd, *command)[2]
        assert f"表.csv：第2、3、4、5、6行等1500行，{DENIED}\n" in err
        assert "表.csv：第2、3、4、5、6行等1500行，“群众满意度”不会超过100%，最高的为120%；" in err


TIMELY = "总分 4分\n约定 得分保留2位小数\n指标 及时（4分）\n评分 各项任务均按时完成得4分，未按时完成的每项扣2分，扣完为止。\n"
AFFIRMED = "“各项任务均按时完成”填“是”，“未按时完成”却填{}，互相矛盾；按所填的计算，照样扣分"


@pytest.mark.parametrize(
    ("award", "counted", "facts", "told"),
    [
        ("各项任务均按时完成", "未按时完成的每项扣1分", ("是", "未按时完成: 2项"), True),
        ("各项任务均按时完成", "未按时完成的每项扣1分", ("否", "未按时完成: 2项"), False),
        ("各项任务均按时完成", "未按时完成的每项扣1分", ("是", "未按时完成: 0项"), False),
        ("无安全事故", "每发生一起一般事故扣1分", ("是", "一般事故: 1起"), True),
        ("制度健全", "每有一处不健全扣1分", ("是", "不健全: 1处"), False),
    ],
)
def test_all_of_it_is_affirmed_beside_a_failing(award: str, counted: str, facts: tuple[str, str], told: bool) -> None:
    """均按时完成＝是 leaves no room for one that is late; 制度健全＝是 says how it is on the whole."""
    text = f"总分 4分\n约定 得分保留2位小数\n指标 及时（4分）\n评分 {award}得4分，{counted}，扣完为止。\n"
    found = pipeline.load(text, "丙.rubric").rubric
    assert found is not None
    said = read_facts(f"{award}: {facts[0]}\n{facts[1]}\n", "丙.yaml", found)[1]
    assert [one.slug for one in said] == ["contradicting-facts"] * told


@pytest.mark.parametrize("command", [("batch", "丙.rubric"), ("compare", "丙.rubric", "--facts")])
def test_a_table_is_warned_of_what_is_affirmed(
    capfd: pytest.CaptureFixture[str], here: Path, command: tuple[str, ...]
) -> None:
    """Once a column, with the lines; the failings are taken as counted."""
    (here / "丙.rubric").write_text(TIMELY, "utf-8")
    rows = ["甲局,是,2", "乙局,否,1", "丙局,是,0", "丁局,,3", "戊局,是,1"]
    (here / "表.csv").write_text("\n".join(["单位,及时.各项任务均按时完成,及时.未按时完成（项）", *rows]), "utf-8")
    err = run(capfd, *command, "表.csv")[2]
    assert f"表.csv：第2、6行，{AFFIRMED.format('不是0')}；确有的，" in err
    assert err.count("互相矛盾") == 1


@pytest.mark.parametrize(
    ("name", "cells", "lines", "most"),
    [
        ("公用经费控制率", ("1015", "101.5", "500", "935"), (2, 5), "1015%"),
        ("预算执行率", ("93.5", "935"), (3,), "935%"),
        ("“三公经费”变动率", ("935", "1015"), (), ""),
        ("预算变化率", ("-5", "150"), (), ""),
    ],
)
@pytest.mark.parametrize("command", [("batch", "丙.rubric"), ("compare", "丙.rubric", "--facts")])
def test_rates_many_times_the_whole(
    capfd: pytest.CaptureFixture[str],
    here: Path,
    command: tuple[str, ...],
    name: str,
    cells: tuple[str, ...],
    lines: tuple[int, ...],
    most: str,
) -> None:
    """A rate about 100% is hardly ten times that; a change may be."""
    head = "总分 4分\n约定 得分保留2位小数；不足1个百分点的按比例计\n"
    (here / "丙.rubric").write_text(f"{head}指标 甲（4分）\n评分 {name}≤100%得4分，每超1%扣1分。\n", "utf-8")
    (here / "表.csv").write_text("\n".join([f"单位,{name}（%）", *(f"局,{cell}" for cell in cells)]), "utf-8")
    err = run(capfd, *command, "表.csv")[2]
    assert err.count("很少超过500%") == bool(lines)
    if lines:
        assert f"表.csv：{lines_words(lines)}，“{name}”很少超过500%，" in err and f"为{most}；" in err


CELLS = st.tuples(
    st.sampled_from(["是", "否", "", "也许"]),
    st.sampled_from(["0", "0处", "1", "", "-1"]),
    st.sampled_from(["95", "100", "100.1", "187.4%", "", "-3%", "-0.12345678901234567", "100.12345678901234567", "缺"]),
)


@given(st.lists(CELLS, min_size=1, max_size=12))
def test_columns_rows_and_files_agree(cells: list[tuple[str, str, str]]) -> None:
    """By column and row by row the same is said, of the very units of which a facts file is warned."""
    text = "\n".join([HEAD, *(",".join([f"局{place}", *row]) for place, row in enumerate(cells))])
    known, ready = FactNames.of(rubric()), Prepared(rubric())
    table = read_unit_table(text, known)
    by_row = DoubtfulValues.of(known, table.columns.given)
    for row in table.rows:
        by_row.see_unit(row.facts.values, row.facts.dates, row.line)
    names = HEAD.split(",")
    columns = [[f"局{place}" for place in range(len(cells))], *map(list, zip(*cells, strict=True))]
    batch = pa.RecordBatch.from_arrays([pa.array(column) for column in columns], names)
    worker = TableScorer(ready, batch.schema)
    by_column = DoubtfulValues.of(ready.names, worker.columns.given)
    see_doubtful(by_column, worker.reader.read(batch), np.arange(2, 2 + len(cells)))
    assert list(by_column.messages()) == list(by_row.messages())
    sides = zip(("above", "below"), (by_row.shares, by_row.negative), strict=True)
    seen = {f"{one.fact.name} {side}": one for side, shares in sides for one in shares.values()} | {
        by_row.contradictions.facts[found.judged].name: one for found, one in by_row.contradicted.items()
    }
    warned = [(name, line) for line, row in enumerate(cells, 2) for name in _warned(known, row)]
    assert {name: one.count for name, one in seen.items()} == {
        name: sum(told == name for told, _ in warned) for name in seen
    }
    assert all(one.lines == [line for told, line in warned if told == name][:5] for name, one in seen.items())


def _warned(known: FactNames, row: tuple[str, str, str]) -> Iterator[str]:
    """The names of the facts of which a facts file with these cells is warned."""
    percent = row[2] + "%" * (row[2][-1:].isdigit())
    pairs = zip(NAMES, (*row[:2], percent), strict=True)
    content = "数据:\n" + "\n".join(f"  {name}: {cell or '缺'}" for name, cell in pairs)
    side = "below" if row[2].startswith("-") else "above"
    slugs = {"contradicting-facts": "制度健全", "implausible-value": f"群众满意度 {side}"}
    return (slugs[one.slug] for one in read_facts(content, "甲.yaml", known)[1] if one.slug in slugs)


@each_rubric
def test_made_up_units_do_not_contradict_themselves(name: str) -> None:
    """Whoever denies something has a failing counted, and no share is above 100% or below 0."""
    found = pipeline.load(rubric_file(name).read_text("utf-8"), name).rubric
    assert found is not None
    for one in (found, rubric()):
        ready, sample = Prepared(one), Sample(one)
        worker = TableScorer(ready, sample.schema)
        doubtful = DoubtfulValues.of(ready.names, worker.columns.given)
        for batch in sample.batches(5000):
            see_doubtful(doubtful, worker.reader.read(batch), np.arange(batch.num_rows))
        assert list(doubtful.messages()) == []


VETO = """规则集 甲
约定 得分保留2位小数
指标 安全（5分）
评分 未发生食品安全事故得5分；发生一般食品安全事故每起扣2分；发生较大及以上食品安全事故的，本指标不得分。
"""


@pytest.mark.parametrize(("severe", "told"), [("是", False), ("否", True), ("缺", True)])
def test_a_veto_is_a_failing_that_is_named(
    capfd: pytest.CaptureFixture[str], here: Path, severe: str, told: bool
) -> None:
    """Who denies that nothing happened and says that the worst did contradicts nothing, in a file and in a table."""
    names = ("未发生食品安全事故", "一般食品安全事故", "发生较大及以上食品安全事故")
    facts = dict(zip(names, ("否", "0起", severe), strict=True))
    rules = pipeline.load(VETO, "甲.rubric").rubric
    assert rules is not None
    found = read_facts("".join(f"{name}: {value}\n" for name, value in facts.items()), "甲.yaml", rules)[1]
    assert [one.slug for one in found] == ["contradicting-facts"] * told
    (here / "甲.rubric").write_text(VETO, "utf-8")
    (here / "表.csv").write_text(f"单位,{','.join(facts)}\n局,{','.join(facts.values())}\n", "utf-8")
    assert ("互相矛盾" in run(capfd, "batch", "甲.rubric", "表.csv")[2]) is told


COMPUTED = """规则集 丁
总分 5分
约定 得分保留2位小数；不足1个百分点的按1个百分点计；分母为0的，不得分
数据 完成数（元）
数据 预算数（元）
数据 调整数（元）
计算 执行率＝完成数÷预算数×100%
计算 变动率＝（调整数－预算数）÷预算数×100%
指标 执行（4分）
评分 执行率≥95%得4分，每低1%扣0.5分，扣完为止。
指标 变动（1分）
评分 变动率≤5%得1分，否则不得分。
"""


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("1234.57", "13350000", "13350000"), ["“执行率”由“完成数”、“预算数”算得0.009248%，很少这样低"]),
        (("13350000", "1335", "1336"), ["“执行率”由“完成数”、“预算数”算得1000000%，很少这样高"]),
        (("95", "100", "100.0001"), []),
        (("95", "0", "1"), []),
        (("缺", "100", "100"), []),
    ],
)
def test_a_computed_rate_that_no_rate_can_be(
    capfd: pytest.CaptureFixture[str], here: Path, cells: tuple[str, str, str], told: list[str]
) -> None:
    """One number in 元 beside one in 万元: in a file of one unit, and in a table whoever reads it; a change may be near 0."""
    found = pipeline.load(COMPUTED, "丁.rubric").rubric
    assert found is not None
    text = "".join(f"{name}: {cell}\n" for name, cell in zip(("完成数", "预算数", "调整数"), cells, strict=True))
    said = read_facts(text, "丁.yaml", found)[1]
    assert [one.message for one in said if one.slug == "implausible-value"] == told
    (here / "丁.rubric").write_text(COMPUTED, "utf-8")
    (here / "表.csv").write_text(f"单位,完成数,预算数,调整数\n甲局,{','.join(cells)}\n乙局,95,100,100\n", "utf-8")
    for command in (("batch", "丁.rubric", "表.csv"), ("compare", "丁.rubric", "--facts", "表.csv")):
        err = run(capfd, *command)[2]
        assert [one for one in told if f"表.csv：第2行，{one}；" in err] == told
        assert err.count("很少这样") == len(told)


@pytest.mark.parametrize(
    ("cell", "told"), [("0.915", True), ("1", True), ("0.915%", True), ("1.5%", False), ("91.5", False)]
)
def test_a_part_of_one_beside_a_percent_sign(cell: str, told: bool) -> None:
    """What a spreadsheet keeps of 91.5% in a row whose unit is %; a % behind the number itself is meant so from 1% up."""
    said = read_facts(f"指标,数值,单位\n群众满意度,{cell},%\n", "乙.csv", rubric())[1]
    assert [one.slug for one in said] == ["implausible-value"] * told


@pytest.mark.parametrize("command", [("batch", "乙.rubric"), ("compare", "乙.rubric", "--facts")])
def test_a_column_of_ones_is_a_hundred_percent(
    capfd: pytest.CaptureFixture[str], here: Path, command: tuple[str, ...]
) -> None:
    """No unit has 1% of what is about 100%."""
    (here / "乙.rubric").write_text(RULES, "utf-8")
    (here / "表.csv").write_text(f"{HEAD}\n甲局,是,0,1\n乙局,是,0,1\n", "utf-8")
    assert "“群众满意度（%）”一列大于0的数全是1，按1%读；是不是把100%写成了1？" in run(capfd, *command, "表.csv")[2]


def test_the_result_says_which_units_are_doubtful(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """In their own rows, for whoever sees nothing else; they count as scored."""
    rules = "规则集 戊\n指标 满意（5分）\n评分 群众满意度达到90%得5分，每低1个百分点扣0.5分。\n指标 完成（5分）\n评分 项目完成率达到90%得5分，每低1个百分点扣0.5分。\n"
    (here / "戊.rubric").write_text(rules, "utf-8")
    rows = ["甲局,0.915,1", "乙局,91.5,1", "丙局,101,0", "丁局,92,"]
    (here / "表.csv").write_text("\n".join(["单位,群众满意度（%）,项目完成率（%）", *rows]), "utf-8")
    out = run(capfd, "batch", "戊.rubric", "表.csv")[1].splitlines()[1:]
    small, all_one, above = (
        "存疑：“群众满意度”不超过1.5%",
        "存疑：“项目完成率”不超过1.5%",
        "存疑：“群众满意度”不会超过100%",
    )
    told = [[words in line for words in (small, all_one, above)] for line in out]
    assert told == [[True, True, False], [False, True, False], [False, False, True], [False, False, False]]
    assert ["已评" in line for line in out] == [True, True, True, False]
