"""Facts files as text: YAML, JSON and CSV, encodings, places, and what is said of slips in them."""

import time
from fractions import Fraction

import pytest

from evaldsl.facts.facts_text import read_entries
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.encodings import decode
from tests.small_rubric import BUDGET, LAXITY, NUMBERS_AGREE, SYSTEM, read, slugs, table, values


def test_a_tab_is_as_good_as_a_space() -> None:
    """Behind a colon and before a name; in quotation marks it stays."""
    text = '编制数:\t36人\n人员控制.②: \t 否\t# 注\n人员控制.①: {扣分:\t0.5,\t理由: "甲\t乙", 评价人: 某}\n'
    facts, found = read(text)
    assert found == []
    assert facts.values == {"编制数": 36, NUMBERS_AGREE.key: False, LAXITY.key: Fraction(1, 2)}
    assert facts.evidence[LAXITY.key].reason == "甲\t乙"
    facts, found = read("数据:\n\t编制数: 36人\n")
    assert (found, facts.values) == ([], {"编制数": 36})


@pytest.mark.parametrize("step", ["  ", "    "])
def test_lines_led_by_tabs_stand_with_those_led_by_blanks(step: str) -> None:
    """A tab is one level, as wide as the other lines say; what is wrong is told at its own place."""
    text = f"数据:\n\t编制数:36人\n{step}在职人员数: 53人\n\t人员控制.②:\n\t\t扣分: 甲\n"
    facts, found = read(text)
    assert set(facts.values.values()) == {36, 53}
    wrong = next(one for one in found if one.is_error)
    assert text[wrong.start : wrong.end] == "甲"
    assert [text[one.start : one.end] for one in found if one.slug == "colon-without-space"] == [":"]


@pytest.mark.parametrize(
    "line", ["在职人员数: '3", "在职人员数: >3", "在职人员数: 3: 无", "在职人员数: *三", " 在职人员数: 3"]
)
def test_one_torn_line_costs_no_other(line: str) -> None:
    """YAML breaks off at it: it is told, and the lines around it are read."""
    facts, (told,) = read(f"编制数: 36人\n{line}\n满意度: 84.74%\n")
    assert facts.values == {"编制数": 36, "满意度": Fraction("0.8474")}
    assert told.is_error and 9 <= told.start <= 9 + len(line)


def test_the_mark_that_ends_a_sentence_is_no_part_of_a_unit() -> None:
    """36人。 and 84.74%； as they are copied; 36。 may have lost its decimals."""
    facts, found = read("编制数: 36人。\n满意度: 84.74%；\n")
    assert (found, facts.values) == ([], {"编制数": 36, "满意度": Fraction("0.8474")})
    assert [one.slug for one in read("编制数: 36。\n")[1]] == ["unit-mismatch"]


def test_encodings() -> None:
    """The encodings that Windows programs write are told apart; what is no text is refused."""
    for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert decode("编制数: 36人\n".encode(codec)) == "编制数: 36人\n"
    for data in (b"PK\x03\x04\x00\x00", b"\xff\xff\xff", "甲\0".encode(), b"\xff\xfe\x00"):
        assert isinstance(decode(data), Diagnostic)


def test_a_wrong_colon_is_read_and_told() -> None:
    """With one note for a sign, and the places of what is wrong are those of the file."""
    text = "单位：某局\n数据：\n  编制数：36人\n  在职人员数: 53天\n  人员控制：\n    ②:是\n  没有的:3\n"
    facts, found = read(text)
    assert [one.slug for one in found] == ["full-width-colon", "unit-mismatch", "colon-without-space", "unknown-fact"]
    assert [text[one.start : one.end] for one in found] == ["：", "53天", ":", "没有的"]
    assert (facts.unit, facts.values) == ("某局", {"编制数": 36, NUMBERS_AGREE.key: True})


def test_a_wrong_colon_in_brackets_is_read_too() -> None:
    """{扣分：0.5} is one name to YAML."""
    facts, found = read("人员控制.①: {扣分：0.5, 理由：甲, 评价人: 乙}\n")
    assert facts.values == {LAXITY.key: Fraction(1, 2)}
    assert [one.slug for one in found] == ["full-width-colon"]
    assert facts.evidence[LAXITY.key].reason == "甲"


def test_head_and_facts() -> None:
    """The head names rubric, unit, year and source; facts stand under 数据 or beside it."""
    head = "规则集: 示例\n单位: 环卫所\n年度: 2021\n来源: 报告\n"
    facts, found = read(f"{head}编制数: 36人\n数据:\n  在职人员数: 53人 # 表\n")
    assert (facts.rubric_name, facts.unit, facts.year, facts.source) == ("示例", "环卫所", "2021", "报告")
    assert (facts.values, found) == ({"编制数": 36, "在职人员数": 53}, [])


FORMATS = {
    "a.yml": "编制数: 36.10\n满意度: 84.74%\n人员控制.①: true\n",
    "a.json": '{"编制数": 36.10, "数据": {"满意度": "84.74%", "人员控制": {"①": true}}}',
    "a.csv": "指标,口径,数值,单位,来源\n# 注\n编制数,,36.10,人,表\n\n满意度,,84.74,%,\n人员控制,①,是,,\n",
    "粘贴": "名称,值\n编制数,36.10人\n满意度,84.74％\n人员控制.①,TRUE\n",
    "-": '\ufeff{"编制数": "36.10", "满意度": "84.74%", "人员控制.①": "对"}',
    "": "\ufeff编制数: 36.10\r\n满意度: 84.74%\r\n人员控制: {①: 真}\r\n",
}


@pytest.mark.parametrize("name", FORMATS)
def test_formats(name: str) -> None:
    """YAML, JSON and CSV say the same; the format is told by the suffix, else by the beginning."""
    expected = {"编制数": Fraction("36.1"), "满意度": Fraction("0.8474"), SYSTEM.key: True}
    assert values(FORMATS[name], name) == expected


def test_numbers_stay_text() -> None:
    """No number passes through a float, in no format."""
    texts = {"y.yaml": "a: 0.1\nb: 1e5", "j.json": '{"a": 0.1, "b": 1e5}', "c.csv": "名称,值\na,0.1\nb,1e5"}
    for name, text in texts.items():
        assert [entry.value for entry in read_entries(text, name)[0]] == ["0.1", "1e5"]


@table("""
name | slug | place | text
a.yaml | full-width-colon | ： | 编制数： 36⏎在职人员数: 3
a.yaml | full-width-colon | ： | 数据:⏎  满意度：84.74%
a.yaml | full-width-colon | ： | 人员控制.①: {扣分：0.5, 理由: 甲}
a.yaml | colon-without-space | : | 编制数:36人
a.yaml | repeated-key | 编制数 | 在职人员数: 1⏎编制数: 36⏎编制数: 37
a.yaml | yaml-alias | &a 36 | 编制数: &a 36⏎在职人员数: *a
a.yaml | yaml-alias | !!int 36 | 编制数: !!int 36
a.yaml | bad-structure | - | - 编制数: 36
a.yaml | bad-structure | 在 | 编制数: 36⏎---⏎在职人员数: 37
a.yaml | bad-structure | 随便写的话 | 随便写的话
a.yaml | bad-structure | 原因 | 编制数: {值: 36人, 原因: 表}
a.yaml | bad-syntax | ' | 编制数: '36
a.yaml | bad-syntax | : | 编制数: 36: 人
a.yaml | bad-syntax | : | 编制数: 36⏎\t在职人员数: 3
a.yaml | bad-syntax | : | 编制数: {值: 36， 依据: 表}
a.yaml | unknown-fact | 名称 | 单位: {名称: 甲}
a.yaml | wrong-direction | 0.5 | 人员控制.①.酌情扣分: {得分: 0.5, 理由: 甲, 评价人: 乙}
a.yaml | wrong-direction | 0.5 | 劝阻撒漏.①.劝阻撒漏的得分: {扣分: 0.5, 理由: 甲, 评价人: 乙}
a.yaml | bad-structure | 36 | 编制数: {得分: 36}
a.yaml | bad-structure | 达成 | 人员控制.②: {等次: 达成}
a.yaml | bad-structure | {扣分: 0, 得分: 1} | 人员控制.①.酌情扣分: {扣分: 0, 得分: 1}
a.json | bad-syntax | 6 | {"编制数": 36
a.json | bad-syntax | } | {"编制数": 36,}
a.json | bad-syntax | ' | {'编制数': 36}
a.json | bad-syntax | 1 | {"编制数": 36} 1
a.json | repeated-key | "编制数" | {"在职人员数": 2, "编制数": 1, "编制数": 2}
a.json | bad-structure | [ | []
a.json | bad-number | NaN | {"编制数": NaN}
a.csv | bad-row | 编制数,36,人 | 指标,数值⏎编制数,36,人
a.csv | bad-row | 编制数,1,320.73 | 指标,数值⏎编制数,1,320.73
a.csv | bad-row | ,36 | 指标,数值⏎,36
a.csv | repeated-key | 编制数 | 指标,数值⏎编制数,1⏎编制数,2
a.csv | bad-header | 大小 | 指标,大小⏎编制数,1
a.csv | bad-header | 指标 | 指标⏎编制数
a.csv | bad-syntax | "36 | 指标,数值⏎编制数,"36
a.csv | unit-mismatch | 84.74% | 指标,数值,单位⏎满意度,84.74%,万元
""")
def test_mistakes(name: str, slug: str, place: str, text: str) -> None:
    """Each usual slip has its own message, at its place."""
    text = text.replace("⏎", "\n")
    first = read(text, name)[1][0]
    assert (first.slug, text[first.start : first.end]) == (slug, place)


def test_colons_inside_values() -> None:
    """A full-width colon in a value, a comment, a quoted name or a continued line is no slip."""
    text = '来源: 附件1：表 # 注：一\n编制数: {值: 36人, 依据: "表：一\n  二：三",\n  理由: 甲}\n备注: |\n  说明：无\n  a:b\n'
    assert values(text) == {"编制数": 36}


def test_csv_grounds() -> None:
    """A row may carry unit name, reason and evaluator; a quoted cell may hold thousands."""
    text = '指标,数值,单位,理由,评价人,单位名称\n三公经费预算数,"1,320.73",万元,,,环卫所\n人员控制.①.酌情扣分,0.5,分,粗放,工作组,环卫所\n'
    facts, found = read(text, "a.csv")
    expected = {BUDGET.key: Fraction("1320.73"), LAXITY.key: Fraction(1, 2)}
    assert (facts.unit, facts.values, found) == ("环卫所", expected, [])
    assert (facts.evidence[LAXITY.key].reason, facts.evidence[LAXITY.key].evaluator) == ("粗放", "工作组")


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.csv"])
def test_deep(name: str) -> None:
    """Deep nesting is refused at once."""
    begun = time.process_time()
    for text in ("[", "{a: ", '{"a":', "- ", "? ", '["'):
        assert any(one.is_error for one in read(text * 10_000, name)[1])
    assert time.process_time() - begun < 10


def test_depth_and_length() -> None:
    """Six levels may be nested; five million bytes may be written."""
    six = "{a: {b: {c: {d: {e: {f: 1}}}}}}"
    assert slugs(six) == ["unknown-fact"]
    assert slugs(f"{{x: {six}}}") == ["too-deep"]
    assert slugs("#" * 5_000_001) == ["too-long"]
    assert slugs("") == slugs("# 空\n") == []
