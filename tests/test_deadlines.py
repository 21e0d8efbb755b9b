"""Judgements with a date in their words: which days they hold on, what a date answers, what contradicts."""

import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl import pipeline
from evaldsl.batch.doubtful_columns import see_doubtful
from evaldsl.batch.tables import Prepared, TableScorer
from evaldsl.batch.unit_rows import read_unit_table
from evaldsl.facts.deadlines import Days, deadline_of
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.fact_values import read_value
from evaldsl.facts.facts_file import FactNames, read_facts
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.value_words import day_text
from evaldsl.text.diagnostics import Diagnostic
from tests.batch_tables import run


def judgement(name: str) -> Fact:
    """A judgement of that name."""
    return Fact(name, name, Kind.JUDGEMENT)


@pytest.mark.parametrize(
    ("name", "yes", "no", "unclear"),
    [
        ("2024年11月30日前完工", "2024-11-30；2020-01-01；2024年11月", "2024-12-01；2025-06-01", ""),
        ("12月31日前完成", "2024-12-31；2023-07-01", "2025-01-01", ""),
        ("6月底前开工", "2024-06-30；2024年6月", "2024-07-01", ""),
        ("实际完工日期在2024.11.30之前", "2024-11-30", "2024-12-01", ""),
        ("次年1月31日前完成", "2025-01-31；2024-12-01", "2025-02-01", ""),
        ("年底前完成", "2024-12-31", "2025-01-01", ""),
        ("6月15日前上报", "2024-06-14", "2024-06-16", "2024-06-15；2024年6月"),
        ("6月15日（含）前上报", "2024-06-15", "2024-06-16", ""),
        ("不晚于6月15日上报", "2024-06-15", "2024-06-16", ""),
        ("6月前上报", "2024-05-31", "2024-07-01", "2024-06-01；2024-06-30"),
        ("未在6月底前上报", "2024-07-01", "2024-06-30", ""),
        ("12月底前竣工验收，未完成", "2025-01-01", "2024-12-31", ""),
        ("7月1日至9月30日完成", "2024-07-01；2024-09-30", "2024-06-30；2024-10-01", "2024年"),
        ("7月1日至9月30日（不含）完成", "2024-07-01；2024-09-29", "2024-06-30；2024-09-30", ""),
        ("11月至次年1月完成", "2024-11-01；2025-01-31", "2024-10-31；2025-02-01", ""),
        ("9月30日后完成", "2024-10-01", "2024-09-30", ""),
        ("6月15日以后完成", "2024-06-16", "2024-06-14", "2024-06-15"),
        ("6月15日起施行", "2024-06-15", "2024-06-14", ""),
        ("2025年3月以后完成或未完成", "2025-04-01", "2025-02-28", "2025-03-01"),
    ],
)
def test_the_words_name_days(name: str, yes: str, no: str, unclear: str) -> None:
    """In the year 2024; what the words leave open is refused, as is what is no day."""
    for texts, expected in ((yes, True), (no, False)):
        for text in texts.split("；"):
            assert read_value(text, judgement(name), 2024) is expected, text
    for text in filter(None, unclear.split("；")):
        assert isinstance(read_value(text, judgement(name), 2024), Diagnostic)
    assert isinstance(read_value("2024-02-30", judgement(name), 2024), Diagnostic)


@pytest.mark.parametrize(
    "name",
    [
        "按期完工",
        "3年底前完成",
        "6月31日前完成",
        "每年3月底前报送",
        "11月30日前完工，12月31日前验收",
        "6月底前完工且合格",
    ],
)
def test_other_words_take_no_date(name: str) -> None:
    """No limit, no such day, every year, two limits, more than a time."""
    assert deadline_of(judgement(name), 2024) is None
    assert isinstance(read_value("2024-03-01", judgement(name), 2024), Diagnostic)


def test_a_limit_without_a_year_needs_one() -> None:
    """It is refused where nobody says the year, and where the date fits another year: a report on 2023 is due in 2024."""
    fact = judgement("3月31日前上报")
    assert isinstance(read_value("2024-03-15", fact), Diagnostic)
    assert read_value("2024-03-15", fact, 2024) is True
    found = read_value("2024-03-15", fact, 2023)
    assert isinstance(found, Diagnostic)
    assert "按2023年度算差了半年以上" in found.message
    assert read_value("2023-05-15", fact, 2023) is False


@pytest.mark.parametrize(
    ("rubric_year", "facts_year", "expected"), [("2024", "", True), ("", "2024", True), ("", "", None)]
)
def test_the_year_of_the_rubric_or_of_the_facts(rubric_year: str, facts_year: str, expected: bool | None) -> None:
    """The one of the rubric comes first."""
    rules = pipeline.load(f"年度 {rubric_year}\n指标 时效（4分）\n评分 6月30日前完成得4分。\n", "甲.rubric").rubric
    assert rules is not None
    known, found = read_facts(f"年度: {facts_year}\n6月30日前完成: 2024年6月3日\n", "甲.yaml", rules)
    assert [*known.values.values()] == ([] if expected is None else [expected])
    assert [one.slug for one in found] == ["bad-judgement" if expected is None else "dated-judgement"]


def test_days_are_written_as_the_calendar_does() -> None:
    """Every day of four centuries and some."""
    day, end = date(1899, 12, 1), date(2301, 3, 1)
    while day < end:
        assert day_text(day.toordinal()) == f"{day.year}年{day.month}月{day.day}日"
        day += timedelta(1)


BANDS = """规则集 甲
年度 2024
约定 得分保留2位小数
指标 时效（4分）
评分 6月30日前完成的得4分，9月30日前完成的得2分，9月30日后完成的扣1分。
"""


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("是,是,否", 0),
        ("否,是,否", 0),
        ("否,否,是", 0),
        ("否,否,否", 0),
        ("是,否,否", 1),
        ("是,是,是", 2),
        ("2024-05-01,2024-05-01,2024-05-01", 0),
        ("2024-05-01,2024-10-01,", 1),
        ("是,,", 0),
    ],
)
def test_times_of_one_thing_contradict(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: str, told: int
) -> None:
    """In a file and in a table alike."""
    rules = pipeline.load(BANDS, "甲.rubric").rubric
    assert rules is not None
    names = ["6月30日前完成", "9月30日前完成", "9月30日后完成"]
    content = "".join(f"{name}: {value or '缺'}\n" for name, value in zip(names, answers.split(","), strict=True))
    found = [one.slug for one in read_facts(content, "甲.yaml", rules)[1] if one.slug != "dated-judgement"]
    assert found == ["contradicting-facts"] * told
    monkeypatch.chdir(tmp_path)
    Path("甲.rubric").write_text(BANDS, "utf-8")
    Path("表.csv").write_text(f"单位,{','.join(names)}\n甲局,{answers}\n", "utf-8")
    assert run(capfd, "batch", "甲.rubric", "表.csv")[2].count("互相矛盾") == told


def test_a_column_of_dates(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Of a Parquet file, too."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "甲.rubric").write_text(BANDS, "utf-8")
    days = [date(2024, 6, 30), date(2024, 7, 1), None]
    table = pa.table({"单位": ["甲", "乙", "丙"], "6月30日前完成": days, "9月30日前完成": days, "9月30日后完成": days})
    pq.write_table(table, tmp_path / "表.parquet")
    _, out, _ = run(capfd, "batch", str(tmp_path / "甲.rubric"), str(tmp_path / "表.parquet"))
    assert [line.split(",")[2] for line in out.splitlines()[1:]] == ["4.00", "2.00", ""]


def test_days_know_what_they_hold() -> None:
    """Ends that are open hold whatever lies that way."""
    march, since = Days(date(2024, 3, 1), date(2024, 3, 31)), Days(date(2024, 3, 1), None)
    assert since.holds(march)
    assert not march.holds(since)
    assert Days(None, date(2024, 2, 29)).is_apart(since)
    assert not since.is_apart(march)


TIMES = """规则集 丙
年度 2024
约定 得分保留2位小数
数据 公开日期（日期）
数据 应公开日期（日期）
计算 逾期天数＝公开日期-应公开日期
指标 公开（2分）
评分 每逾期1天扣1分，扣完为止。
指标 开工（6分）
评分 6月底前开工得6分；9月底前开工得3分；9月底后开工扣1分。
指标 申报（4分）
评分 3月底前完成申报得2分；6月底前完成申报材料归档得2分。
指标 签约（4分）
评分 6月底前完成签约得4分，每推迟10天扣1分。
"""
MATTERS = (
    "开工.①.6月底前开工",
    "开工.①.9月底前开工",
    "开工.①.9月底后开工",
    "申报.①.3月底前完成申报",
    "公开日期",
    "签约.①.6月底前完成签约",
)
DELAY, DELAYS = "签约.①.推迟", st.sampled_from(["", "0天", "3天", "2.50天", "1天半", "98天"])
ANSWERS = st.sampled_from(["", "是", "否", "2024-06-20", "2024年7月1日", "2024/9", "2023-05-01", "2024-02-30"])


@given(st.lists(st.tuples(*[ANSWERS] * len(MATTERS), DELAYS), min_size=1, max_size=8))
def test_a_date_answers_alike_in_files_rows_and_columns(rows: list[tuple[str, ...]]) -> None:
    """What is not filled in follows from the date of another on the same matter; what is doubtful is said of the same rows."""
    rubric = pipeline.load(TIMES, "丙.rubric").rubric
    assert rubric is not None
    names, ready = FactNames.of(rubric), Prepared(rubric)
    header = ["单位", *MATTERS, DELAY]
    text = "\n".join(",".join(cells) for cells in [header, *([f"局{place}", *row] for place, row in enumerate(rows))])
    columns = [
        pa.array([f"局{at}" for at in range(len(rows))]),
        *(pa.array(cells) for cells in zip(*rows, strict=True)),
    ]
    batch = pa.RecordBatch.from_arrays(columns, header)
    worker = TableScorer(ready, batch.schema)
    units, table = worker.reader.read(batch), read_unit_table(text, names)
    doubts = see_doubtful(DoubtfulValues.of(names, table.columns.given), units, np.arange(len(rows)))
    facts = {fact.key: fact for fact in rubric.facts}
    for place, (row, known) in enumerate(zip(rows, table.rows, strict=True)):
        filled = "\n".join(f"{name}: {value or '缺'}" for name, value in zip(header[1:], row, strict=True))
        one, found = read_facts(f"单位: 甲\n{filled}\n", "数据.yaml", names)
        assert one.values == known.facts.values == units.values(place, list(facts), facts)
        told = [two.message for two in found if two.slug in ("contradicting-facts", "implausible-value")]
        said = {one for one in told if "，晚" not in one}  # of how many days, nothing is said in a table
        assert len(said) == len(set(doubts.get(place, ())))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("12月5日", "要写年份"),
        ("20241205", "写作2024年12月5日"),
        ("45631", "或者写2024年12月5日"),
        ("20241305", "或者写日期"),
    ],
)
def test_what_is_nearly_a_date_is_refused_with_a_word_on_how(text: str, hint: str) -> None:
    """As the answer of a judgement, and where a date is asked: the number of a spreadsheet's day is none of ours."""
    asked = read_value(text, judgement("6月底前开工"), 2024)
    assert isinstance(asked, Diagnostic) and hint in asked.hint
    found = read_value(text, Fact("开工日期", "开工日期", Kind.NUMBER, "日期"))
    assert isinstance(found, Diagnostic) and (hint in found.hint or text == "20241305")


def test_other_matters_do_not_follow() -> None:
    """完成申报 is not 完成申报材料归档."""
    rubric = pipeline.load(TIMES, "丙.rubric").rubric
    assert rubric is not None
    known, _ = read_facts("单位: 甲\n3月底前完成申报: 2024-03-01\n6月底前开工: 2024-07-01\n", "数据.yaml", rubric)
    assert list(known.values.values()) == [True, False, True, False]


DAYS = """规则集 公开
年度 2023
总分 5分
约定 得分保留2位小数；不足1天的，按1天计
数据 公开日期（日期）
数据 应公开日期（日期）
计算 逾期天数＝公开日期-应公开日期
指标 公开（5分）
评分 每逾期1天扣0.5分，扣完为止。
"""


def test_made_up_days_are_days_of_the_year(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Examples and counterexamples name days that there are, whole ones, of the year that is evaluated."""
    rules = tmp_path / "公开.rubric"
    rules.write_text(DAYS, "utf-8")
    for command in (("test", "--suggest"), ("verify", "--format", "json"), ("verify", "--all"), ("test", "--mutate")):
        status, out, err = run(capfd, *command, str(rules))
        assert (status in (0, 1), err) == (True, "")
        days = re.findall(r"公开日期(?:＝|\": \")([^；\" ]+)", out)
        assert all(day.startswith("2023-") for day in days)
        assert days or command[1] in ("--all", "--mutate")
