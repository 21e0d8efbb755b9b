"""Numbers of one formula go together: with units or without, whoever reads them."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.batch.blocks import Numbers
from evaldsl.batch.cells import CellReader
from evaldsl.batch.columns import header_of, read_header
from evaldsl.command_line.rule_request import answer_line
from evaldsl.facts.facts_file import FactNames, read_facts
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.pipeline import load, prepare
from evaldsl.ready_rubric import load as open_rubric
from evaldsl.render.template import yaml_text
from tests.batch_tables import rows, run

HEAD = "规则集 甲\n约定 得分保留2位小数；不足1个百分点的按比例计；分母为0的，得满分\n"
SENTENCES = {
    "rate": "执行率=（实际数/预算数）×100%。执行率达到100%得10分，每低1个百分点扣0.5分，扣完为止。",
    "points": "得分=实际数÷预算数×10分，最高得10分。",
    "compared": "实际数不低于预算数的得10分，否则按实际数÷预算数×10分计分。",
}


def rubric(sentence: str) -> Rubric:
    """One indicator with this sentence."""
    found = load(f"{HEAD}指标 执行（10分）\n评分 {sentence}\n", "甲.rubric").rubric
    assert found is not None
    return found


def told(sentence: str, actual: str, planned: str) -> list[str]:
    """What is said of these two numbers."""
    found = read_facts(f"实际数: {actual}\n预算数: {planned}\n", "甲.yaml", rubric(sentence))[1]
    assert all(one.slug == "unit-mismatch" and one.is_error for one in found)
    return [one.message for one in found]


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_a_number_without_a_unit_beside_one_with_a_unit(sentence: str) -> None:
    """It is named with the other, and counts as missing."""
    message = "“实际数”填的是900，没有单位，同一个算式里的“预算数”填的是1000万元"
    assert told(sentence, "900", "1000万元") == [message]
    assert told(sentence, "900万元", "1000") == ["“预算数”填的是1000，没有单位，同一个算式里的“实际数”填的是900万元"]
    facts, _ = read_facts("实际数: 900\n预算数: 1000万元\n", "甲.yaml", rubric(sentence))
    assert [*facts.values] == ["预算数"]


@pytest.mark.parametrize(
    "numbers",
    [("900", "1000"), ("900万元", "0.1亿元"), ("0", "1000万元"), ("90万", "100万元"), ("53人", "36"), ("2公里", "3km")],
)
@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_numbers_that_go_together(sentence: str, numbers: tuple[str, str]) -> None:
    """All with units, none, nothing at all, or a mere count of people are not complained of."""
    assert told(sentence, *numbers) == []


def test_two_sizes_of_one_kind() -> None:
    """公顷 and 亩 are not turned into one another where the rules name neither."""
    message = "“预算数”填的是1000亩，同一个算式里的“实际数”填的是900公顷，单位不同"
    assert told(SENTENCES["rate"], "900公顷", "1000亩") == [message]


def test_an_average_may_have_any_units() -> None:
    """What is no rate divides what it likes; what is added must go together all the same."""
    average = "人均经费=经费÷人数。人均经费不超过2000的得10分，否则不得分。"
    assert read_facts("经费: 100万元\n人数: 500\n", "甲.yaml", rubric(average))[1] == []
    total = "总支出=基本支出+项目支出。总支出不超过2000的得10分，否则不得分。"
    found = read_facts("基本支出: 100万元\n项目支出: 500\n", "甲.yaml", rubric(total))[1]
    assert [one.message for one in found] == ["“项目支出”填的是500，没有单位，同一个算式里的“基本支出”填的是100万元"]


UNITS = {"": 1, "元": 1, "万元": 10**4, "亿元": 10**8}


@given(
    amounts=st.tuples(st.integers(0, 999), st.integers(1, 999)),
    units=st.tuples(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS))),
)
def test_a_score_comes_only_of_numbers_in_one_unit(amounts: tuple[int, int], units: tuple[str, str]) -> None:
    """Either the score is that of the amounts as written, or one of them is refused."""
    ready = READY
    text = f"实际数: {amounts[0]}{units[0]}\n预算数: {amounts[1]}{units[1]}\n"
    facts, found = read_facts(text, "甲.yaml", NAMES)
    points = score(ready, facts.values).score
    mixed = (units[0] == "") != (units[1] == "") and amounts[0] > 0
    assert bool(found) is mixed
    right = min(Fraction(amounts[0] * UNITS[units[0]], amounts[1] * UNITS[units[1]]) * 10, Fraction(10))
    assert points is None if mixed else points is not None and abs(points - right) <= Fraction(1, 200)


READY = prepare(load(f"{HEAD}指标 执行（10分）\n评分 {SENTENCES['points']}\n", "甲.rubric"))
NAMES = FactNames.of(READY.rubric)
TABLE = [("900", "1000万元"), ("900万元", "1000"), ("900万元", "1000万元"), ("900", "1000"), ("", "1000万元")]


def test_tables_tell_it_by_row(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """The rows are told with their lines and have no score, in a batch and one by one."""
    (here / "甲.rubric").write_text(f"{HEAD}指标 执行（10分）\n评分 {SENTENCES['rate']}\n", "utf-8")
    (here / "表.csv").write_text("\n".join(["单位,实际数,预算数", *(f"局,{a},{b}" for a, b in TABLE)]), "utf-8")
    status, out, err = run(capfd, "batch", "甲.rubric", "表.csv")
    assert status == 1
    assert [line.split(",")[2] for line in out.splitlines()[1:]] == ["", "", "5.00", "5.00", ""]
    assert "表.csv:2 “实际数”列：“实际数”填的是900，没有单位，同一个算式里的“预算数”填的是1000万元" in err
    assert "表.csv:3 “预算数”列：“预算数”填的是1000，没有单位" in err
    assert err.count("没有单位") == 2
    status, _, err = run(capfd, "compare", "甲.rubric", "--facts", "表.csv")
    assert status == 2
    assert err.count("没有单位") == 2


@pytest.mark.parametrize("command", [("batch",), ("compare", "--facts")])
def test_headers_say_their_units_together(
    capfd: pytest.CaptureFixture[str], here: Path, command: tuple[str, ...]
) -> None:
    """A unit in one header and none in the other is an error of the header."""
    (here / "甲.rubric").write_text(f"{HEAD}指标 执行（10分）\n评分 {SENTENCES['rate']}\n", "utf-8")
    (here / "表.csv").write_text("单位,实际数（万元）,预算数\n局,900,1000\n", "utf-8")
    status, out, err = run(capfd, command[0], "甲.rubric", *command[1:], "表.csv")
    assert (status, out) == (2, "")
    assert "列名没有写单位，同一个算式里的“实际数”以“万元”计" in err
    (here / "表.csv").write_text("单位,实际数（万元）,预算数（元）\n局,900,10000000\n", "utf-8")
    assert run(capfd, command[0], "甲.rubric", *command[1:], "表.csv")[0] == 0


def test_a_request_of_rule() -> None:
    """``rule`` refuses the facts of a sentence likewise."""
    line = '{"id": 1, "weight": "10", "text": "得分=实际数÷预算数×10分，最高得10分。", "facts": ["90万元", %s]}'
    assert '"score": "9"' in answer_line(line % '"100万元"')
    answer = answer_line(line % 100)
    assert '"score": null' in answer and "“预算数”填的是100，没有单位" in answer


def test_examples_of_a_rubric(capfd: pytest.CaptureFixture[str], here: Path) -> None:
    """An example whose numbers do not go together fails and says so."""
    text = f"{HEAD}指标 执行（10分）\n评分 {SENTENCES['points']}\n例 实际数＝90万元，预算数＝100 → 9分\n"
    (here / "甲.rubric").write_text(text, "utf-8")
    status, out, err = run(capfd, "test", "甲.rubric")
    assert status == 1
    assert "“预算数”填的是100，没有单位" in out + err


LARGE = f"{HEAD}默认 定量 完成值达到指标值的，记满分；否则按比例计分。\n指标 农田面积（10分）\n指标值 {{}}\n"
LOANS = f"{HEAD}指标 到馆（10分）\n评分 到馆人次达到20万人次得10分，每少1万人次扣1分，扣完为止。\n"


@pytest.mark.parametrize("text", [LARGE.format("≥6.5万亩"), LARGE.format("≥6.5万亩").replace("农田", "耕地"), LOANS])
def test_what_the_rules_count_by_ten_thousands_is_asked_for_so(text: str) -> None:
    """A template asks for 万亩; a bare number might be either and is refused with both; 0 is 0."""
    rules = load(text, "甲.rubric").rubric
    assert rules is not None
    (fact,) = rules.facts
    unit = fact.asked_unit
    assert unit in ("万亩", "万人次")
    assert f"单位：{unit}" in yaml_text(rules, "甲", "") and header_of(fact) == f"{fact.name}（{unit}）"
    values, found = read_facts(f"{fact.name}: 6\n", "甲.yaml", rules)
    assert values.values == {}
    assert [(one.message, one.hint) for one in found] == [
        (f"规则里“{fact.name}”以{unit}计，此处没有单位", f"写成6{unit}；确是6{unit[1:]}的，写成6{unit[1:]}")
    ]
    for written, value in ((f"6{unit}", 60_000), (f"60000{unit[1:]}", 60_000), ("0", 0)):
        assert read_facts(f"{fact.name}: {written}\n", "甲.yaml", rules)[0].values == {fact.key: value}


def test_what_is_counted_by_ten_thousands_is_shown_so() -> None:
    """Reasons and rules speak of 万人次, whichever way it was filled in."""
    ready = prepare(load(LOANS, "甲.rubric"))
    for written in ("18.5万人次", "185000人次"):
        facts, _ = read_facts(f"到馆人次: {written}\n", "甲.yaml", ready.rubric)
        (taken,) = score(ready, facts.values).indicators[0].deductions
        assert taken.reason == "到馆人次18.5万人次，低于20万人次 1.5万人次，每1万人次扣1分，扣1.5分"
    (missing,) = score(ready, {}).missing
    assert missing.unit == "万人次"


def test_a_declared_unit_goes_before_that_of_the_sentence() -> None:
    """数据 农田面积（亩） asks for 亩, whatever the target is written in."""
    rules = load(LARGE.format("≥6.5万亩").replace("默认", "数据 农田面积（亩）\n默认"), "甲.rubric").rubric
    assert rules is not None
    assert [fact.asked_unit for fact in rules.facts] == ["亩"]
    assert read_facts("农田面积: 65000\n", "甲.yaml", rules)[1] == []


@pytest.mark.parametrize(
    "table", ["农田面积\n6.2", "农田面积\n6.2万亩", "农田面积（万亩）\n6.2", "农田面积（亩）\n62000"]
)
def test_tables_of_ten_thousands(capfd: pytest.CaptureFixture[str], here: Path, table: str) -> None:
    """A header that names the unit serves for bare numbers; without it each cell must."""
    (here / "甲.rubric").write_text(LARGE.format("≥6.5万亩"), "utf-8")
    (here / "表.csv").write_text(f"单位,{table.replace(chr(10), chr(10) + '局,')}\n", "utf-8")
    status, out, err = run(capfd, "batch", "甲.rubric", "表.csv")
    bare = table == "农田面积\n6.2"
    assert status == bare
    assert (",9.54," in out) is not bare
    assert ("规则里“农田面积”以万亩计，此处没有单位" in err) is bare


@pytest.mark.parametrize(
    ("actual", "planned"), [("900万元", "1000万元"), ("900万元", "0.1亿元"), ("9公里", "10km"), ("9", "10")]
)
def test_an_explanation_speaks_of_amounts_as_filled_in(
    capfd: pytest.CaptureFixture[str], here: Path, actual: str, planned: str
) -> None:
    """The numbers put into a formula, and the facts, stand in the units in which they were filled in."""
    (here / "甲.rubric").write_text(f"{HEAD}指标 执行（10分）\n评分 {SENTENCES['rate']}\n", "utf-8")
    (here / "甲.yaml").write_text(f"实际数: {actual}\n预算数: {planned}\n", "utf-8")
    status, out, _ = run(capfd, "explain", "甲.rubric", "甲.yaml", "执行")
    assert status == 0
    assert f"＝{actual}÷{planned}×100%＝90%" in out
    assert f"实际数：{actual}\n" in out and f"预算数：{planned}\n" in out


MEASURED = [
    ("里程", "公里", "34500米", "34.5"),
    ("里程", "公里", "3450000厘米", "34.5"),
    ("产量", "吨", "35100公斤", "35.1"),
    ("产量", "吨", "35100千克", "35.1"),
    ("产量", "公斤", "2.5吨", "2500"),
    ("用药量", "公斤", "500克", "0.5"),
    ("施肥量", "公斤", "61斤", "30.5"),
    ("面积", "亩", "2公顷", "30"),
    ("面积", "亩", "2平方公里", "3000"),
    ("面积", "公顷", "1.5万亩", "1000"),
    ("面积", "平方米", "3亩", "2000"),
    ("面积", "公顷", "1亩", "1/15"),
    ("响应时间", "小时", "100分钟", "5/3"),
    ("水量", "立方米", "500升", "0.5"),
    ("亩均产量", "公斤/亩", "7.5吨/公顷", "500"),
]


@pytest.mark.parametrize(("name", "unit", "text", "value"), MEASURED)
def test_what_measures_the_same_is_converted(
    capfd: pytest.CaptureFixture[str], here: Path, name: str, unit: str, text: str, value: str
) -> None:
    """Exactly, in a file of one unit, a dict, a cell of a table and under a header."""
    rules = f"{HEAD}数据 {name}（{unit}）\n指标 甲（9分）\n评分 得分={name}÷5000×9分，最高得9分。\n"
    ready = prepare(load(rules, "甲.rubric"))
    (fact,) = ready.rubric.facts
    exact = Fraction(value) if "/" in value else Fraction(Decimal(value))
    for written in (f"{name}: {text}\n", f"指标,数值,单位\n{name},{text.replace(unit_in(text), '')},{unit_in(text)}\n"):
        values, found = read_facts(written, "甲.csv" if "," in written else "甲.yaml", ready.rubric)
        assert (values.values, found) == ({fact.key: exact}, [])
    assert open_rubric(rules, "甲.rubric").read({name: text})[0].values == {fact.key: exact}
    points = score(ready, {fact.key: exact}).score
    (here / "甲.rubric").write_text(rules, "utf-8")
    number = text.replace(unit_in(text), "")
    for table in (f"{name}\n局,{text}", f"{name}（{unit_in(text)}）\n局,{number}\n局,缺\n局,{number}"):
        (here / "表.csv").write_text(f"单位,{table}\n", "utf-8")
        _, out, err = run(capfd, "batch", "甲.rubric", "表.csv")
        assert "单位不同" not in err and "错误" not in err
        assert {Fraction(Decimal(row["甲"])) for row in rows(out) if row["甲"]} == {points}


def unit_in(text: str) -> str:
    """The unit of a number as written."""
    return text.lstrip("0123456789.")


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("公里", "3吨"),
        ("人", "3人次"),
        ("户", "3家"),
        ("件", "3处"),
        ("天", "3个工作日"),
        ("元/人", "3元/户"),
        ("公里", "3%"),
    ],
)
def test_what_counts_or_measures_something_else_is_refused(unit: str, text: str) -> None:
    """人次 are no 人, 工作日 no 天, nor is anything of another kind converted."""
    rules = f"{HEAD}数据 数（{unit}）\n指标 甲（9分）\n评分 数达到5{unit}得9分，否则不得分。\n"
    values, found = read_facts(f"数: {text}\n", "甲.yaml", prepare(load(rules, "甲.rubric")).rubric)
    assert (values.values, [one.slug for one in found]) == ({}, ["unit-mismatch"])


@given(
    unit=st.sampled_from(["米", "厘米", "毫米", "公里", "万公里"]),
    whole=st.lists(st.integers(0, 10**9), min_size=1, max_size=5),
    digits=st.integers(0, 4),
    is_text=st.booleans(),
)
def test_cells_under_a_header_are_converted_exactly(unit: str, whole: list[int], digits: int, is_text: bool) -> None:
    """A column of decimals or of texts holds what each cell says, whatever its size."""
    names = FactNames.of(
        prepare(load(f"{HEAD}数据 数（公里）\n指标 甲（9分）\n评分 得分=数÷9×9分。\n", "甲.rubric")).rubric
    )
    columns, _ = read_header([f"数（{unit}）"], names)
    (column,) = columns.facts
    exact = [Fraction(one, 10**digits) for one in whole]
    cells = [Decimal(one).scaleb(-digits) for one in whole]
    array = pa.array([f"{one:f}" for one in cells] if is_text else cells)
    read = CellReader(column).read(array)
    assert isinstance(read.values, Numbers)
    size = {"米": Fraction(1, 1000), "厘米": Fraction(1, 10**5), "毫米": Fraction(1, 10**6), "万公里": Fraction(10**4)}
    for row, value in enumerate(exact):
        held = read.odd.get(row, Fraction(int(read.values.whole[row]), 10**read.values.digits))
        assert held == value * size.get(unit, 1)
