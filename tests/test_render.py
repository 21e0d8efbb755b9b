"""What is shown of results: scorecards, published scores, explanations, rules."""

import csv
import io
from fractions import Fraction

import pytest
from wcwidth import wcswidth

from evaldsl import pipeline
from evaldsl.facts.published import Outcome, compare, read_published
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import Scorer, score
from evaldsl.interpreter.scores import Scorecard
from evaldsl.render import scorecard, scorecard_files
from evaldsl.render.contents import contents
from evaldsl.render.diagnostics import source
from evaldsl.render.explanation import Story, explanation
from evaldsl.render.meaning import item_lines, known_facts
from evaldsl.render.numbers import exact
from evaldsl.render.rule import as_object
from evaldsl.render.rule import text as rule_text
from evaldsl.render.widths import display_width, fitted, table
from evaldsl.rule import read_rule
from tests.command_line import RUBRIC, ruled

KNOWN: dict[str, Fraction | bool | str] = {
    "在职人员数": Fraction(53),
    "编制数": Fraction(50),
    "人员控制.②.聘用人员数与批复数一致": False,
}


def loaded() -> tuple[pipeline.Loaded, Scorer]:
    """The rubric above, ready."""
    rules = pipeline.load(RUBRIC, "测试.rubric")
    assert rules.rubric is not None, rules.diagnostics
    return rules, pipeline.prepare(rules)


def card_of(known: dict[str, Fraction | bool | str]) -> Scorecard:
    """A scorecard for some facts."""
    return score(loaded()[1], known, "某单位")


def everything() -> dict[str, Fraction | bool | str]:
    """Facts that leave nothing open."""
    rules, _ = loaded()
    assert rules.rubric is not None
    facts = dict(KNOWN)
    for fact in rules.rubric.indicators[1].facts:
        facts[fact.key] = Fraction(2) if fact.kind.value == "次数" else True
    return facts


# ---- scorecards


def aligned(lines: list[str], head: str) -> bool:
    """Whether the table under *head* lines up."""
    start = next(place for place, line in enumerate(lines) if line.startswith(head))
    end = next((place for place in range(start, len(lines)) if not lines[place] or lines[place][0] == "（"), len(lines))
    return ruled(lines[start:end])


def fitted_cells(line: str, widths: tuple[int, ...]) -> list[str]:
    """The first cells of a line of a table whose columns are so wide."""
    cells, rest = [], line
    for width in widths:
        cell = ""
        while rest and display_width(cell) < width:
            cell, rest = cell + rest[0], rest[1:]
        cells.append(cell.strip())
        rest = rest[2:]
    return cells


@pytest.mark.parametrize("width", [72, 100, 140])
def test_a_scorecard_lines_up(width: int) -> None:
    """Both tables, at any width of the window."""
    lines = scorecard.text(card_of(KNOWN), width, "2023").splitlines()
    assert lines[:2] == ["测试评分表", "单位：某单位    年度：2023"]
    assert aligned(lines, "一级")
    assert aligned(lines, "数据")
    assert max(display_width(line) for line in lines) <= width


SECTIONED = """\
规则集 三级
总分 8分
约定 得分保留2位小数
一级 过程（6分）
指标 甲（2分）
评分 每发现一处扣1分，扣完为止。
二级 管理（4分）
指标 乙（2分）
评分 每发现一例扣1分，扣完为止。
指标 丙（2分）
评分 每发现一起扣1分，扣完为止。
一级 产出（2分）
二级 管理（2分）
指标 丁（2分）
评分 每发现一次扣1分，扣完为止。
"""
SECTION_ROWS = [
    ["过程", "", "甲"],
    ["", "管理", "乙"],
    ["", "", "丙"],
    ["产出", "管理", "丁"],
]


def test_sections_have_a_column_each() -> None:
    """一级 and 二级, named once for people and in every row for programs; no column that no indicator needs."""
    rules = pipeline.load(SECTIONED, "三级.rubric")
    assert rules.rubric is not None, rules.diagnostics
    card = score(pipeline.prepare(rules), {}, "某单位")
    head = "一级  二级  指标"
    lines = scorecard.text(card).splitlines()
    assert aligned(lines, head)
    first = next(place for place, line in enumerate(lines) if line.startswith(head)) + 2
    assert [fitted_cells(line, (4, 4, 4)) for line in lines[first : first + 4]] == SECTION_ROWS
    rows = list(csv.DictReader(io.StringIO(scorecard_files.csv_text(card))))
    assert [(row["一级"], row["二级"], row["指标"]) for row in rows] == [
        ("过程", "", "甲"),
        ("过程", "管理", "乙"),
        ("过程", "管理", "丙"),
        ("产出", "管理", "丁"),
        ("合计", "", ""),
    ]
    assert "| 一级   | 二级   | 指标   |" in scorecard_files.markdown(card)
    shown = contents(SECTIONED, rules.rubric, None, 100).splitlines()
    assert aligned([*shown, ""], head)
    assert "二级" not in scorecard.text(card_of(KNOWN))


def test_a_scorecard_tells_score_grade_and_distance() -> None:
    """The foot of a scorecard whose facts suffice."""
    card = card_of(everything())
    assert scorecard.foot(card) == ["总分  6.3分（满分10分）", "等级  差", "      距“良”还差1.7分"]
    text = scorecard.text(card)
    assert "①扣1.2分：在职人员控制率106%" in text
    assert "最值得补的数据" not in text


def test_a_scorecard_with_missing_facts_tells_the_interval_and_what_to_ask_for() -> None:
    """No zero for what is not known."""
    card = card_of(KNOWN)
    assert card.score is None
    foot = scorecard.foot(card)
    assert foot[0] == "总分  待定，还缺2项数据"
    assert foot[1].startswith("区间  ")
    assert "最值得补的数据（共2项，影响大的在前）" in scorecard.text(card)


def test_the_json_of_a_scorecard_is_the_contract() -> None:
    """Keys in the order of design.md section 6, exact strings, null for an unknown score."""
    made = scorecard_files.as_object(card_of(KNOWN))
    assert list(made) == ["rubric", "unit", "score", "interval", "full", "grade", "indicators", "missing"]
    assert made["score"] is None
    assert made["full"] == "10"
    indicators = made["indicators"]
    assert isinstance(indicators, list)
    first = indicators[0]
    assert list(first) == ["path", "full", "score", "interval", "deductions", "missing"]
    assert first["path"] == ["投入", "人员控制"]
    assert first["score"] == "1.3"
    assert list(first["deductions"][0]) == ["points", "clause", "reason", "start", "end"]
    taken = sum(Fraction(deduction["points"]) for deduction in first["deductions"])
    assert taken == Fraction(first["full"]) - Fraction(first["score"])
    assert RUBRIC[first["deductions"][0]["start"] : first["deductions"][0]["end"]] == "每超出1%扣0.2分"
    assert indicators[1]["score"] is None
    missing = made["missing"]
    assert isinstance(missing, list)
    assert {"address", "name", "kind", "unit", "swing"} == set(missing[0])


def test_a_grade_that_rules_change_is_told_with_the_rule_in_every_format() -> None:
    """The rule, what the total alone would earn, and the distance to the next grade that the rules allow."""
    rules = pipeline.load(
        "规则集 测试\n等级 优：9分（含）以上；良：7分（含）-9分；中：5分（含）-7分；差：不满5分\n约定 得分保留2位小数\n"
        "指标 安全（10分）\n评分 每发现一处隐患扣1分；发生事故的，评价等级下调一级；瞒报的，等级不得高于中。\n",
        "测试",
    )
    assert rules.rubric is not None
    ready = pipeline.prepare(rules)
    keys = {fact.name: fact.key for fact in rules.rubric.facts}
    card = score(ready, {keys["隐患"]: Fraction(2), keys["发生事故"]: True, keys["瞒报"]: False})
    reason = "按总分为“良”；“安全”：发生事故的，评价等级下调一级"

    assert (card.grade, card.next_grade) == ("中", ("良", Fraction(1)))
    assert f"等级  中（依据：{reason}）\n      距“良”还差1分" in scorecard.text(card)
    assert scorecard_files.as_object(card)["grade_reason"] == reason
    assert f"{reason},,中" in scorecard_files.csv_text(card)
    assert f"等级  中（依据：{reason}）" in scorecard_files.markdown(card)
    capped = score(ready, {keys["隐患"]: Fraction(5), keys["发生事故"]: False, keys["瞒报"]: True})
    assert (capped.grade, capped.next_grade) == ("中", None)
    open_ = score(ready, {keys["隐患"]: Fraction(0), keys["发生事故"]: True})
    assert (open_.grade, open_.grades, [one.name for one in open_.missing]) == (None, ("良", "中"), ["瞒报"])
    sure = score(ready, {keys["隐患"]: Fraction(4), keys["发生事故"]: False})
    assert (sure.grade, sure.missing) == ("中", ())


def test_csv_can_be_read_back() -> None:
    """A row an indicator and a total; cells that look like formulas are marked as text."""
    rows = list(csv.DictReader(io.StringIO(scorecard_files.csv_text(card_of(everything())))))
    assert [row["指标"] for row in rows] == ["人员控制", "资金使用合规性", ""]
    assert [row["得分"] for row in rows] == ["1.3", "5", "6.3"]
    assert rows[2]["一级"] == "合计"


def test_a_cell_is_no_formula() -> None:
    """Remarks come from those who are scored; a number stays a number."""
    published, _ = read_published("指标,得分,备注\n人员控制,2,=HYPERLINK(1)\n", _rubric())
    made = scorecard_files.csv_text(card_of(everything()), compare(card_of(everything()), published))
    row = next(csv.DictReader(io.StringIO(made)))
    assert row["公布的扣分原因"] == "'=HYPERLINK(1)"
    assert row["公布减规则"] == "0.7"


def test_markdown_has_one_row_an_indicator() -> None:
    """Line ends in cells become <br>, | is escaped."""
    made = scorecard_files.markdown(card_of(KNOWN), "2023")
    assert made.startswith("# 测试评分表\n\n某单位，2023年度\n")
    assert sum(line.startswith("|") for line in made.splitlines()) == 2 + 3 + 2 + 2


# ---- published scores


def _rubric() -> Rubric:
    rules, _ = loaded()
    assert rules.rubric is not None
    return rules.rubric


def test_published_scores_are_compared_with_score_or_interval() -> None:
    """Same, different, inside and outside the interval."""
    published, found = read_published(
        "\ufeff指标,分值,得分,备注\r\n人员控制,4,2.3,扣1.7分\r\n资金使用合规性,6,7,\r\n", _rubric()
    )
    assert found == ()
    both = compare(card_of(KNOWN), published)
    assert [one.outcome for one in both] == [Outcome.DIFFERENT, Outcome.OUTSIDE]
    assert both[0].difference == 1
    text = scorecard.text(card_of(KNOWN), 120, "", both)
    assert "人员控制：公布2.3分，按规则1.3分，公布多1分" in text
    assert aligned(text.splitlines(), "一级")
    narrow = scorecard.text(card_of(KNOWN), 79, "", both)
    assert aligned(narrow.splitlines(), "一级")
    assert max(map(display_width, narrow.splitlines())) <= 79
    assert "公布：扣1.7分" in narrow


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", "bad-header"),
        ("甲,乙\n1,2\n", "bad-header"),
        ("指标,得分\n没有这个,1\n", "unknown-indicator"),
        ("指标,得分\n人员控制,1\n人员控制,2\n", "repeated-key"),
        ("指标,得分\n人员控制,一分\n", "bad-value"),
        ("指标,得分\n人员控制," + "9" * 5000 + "\n", "bad-value"),
        ("指标,分值,得分\n人员控制,3,1\n", "weight-differs"),
        ('指标,得分\n"人员控制,1\n', "bad-syntax"),
        ("指标,得分\n人员控制,2.3\n资金使用合规性,5\n合计,7.4\n", "total-differs"),
        ("指标,分值,得分\n人员控制,4,2.3\n资金使用合规性,6,5\n总分,100,7.3\n", "weight-differs"),
        ("指标,得分\n总分,2\n合计,2\n", "repeated-key"),
    ],
)
def test_what_is_wrong_with_published_scores_is_a_finding(text: str, slug: str) -> None:
    """Nothing raises."""
    assert [one.slug for one in read_published(text, _rubric())[1]] == [slug]


def test_the_published_total_is_compared_with_that_of_the_rules() -> None:
    """It is one more row, whatever the columns are called; without one the sum of what was published is shown."""
    rows = "一级指标,三级指标,标准分,评价得分,扣分原因\n,人员控制,4,1.3,\n,资金使用合规性,6,5,\n"
    published, found = read_published(f"{rows}合计,,10,6.3,\n", _rubric())
    assert found == ()
    card = card_of(everything())
    both = compare(card, published)
    assert [one.is_total for one in both] == [False, False, True]
    assert (both[2].outcome, card.score) == (Outcome.SAME, Fraction("6.3"))
    wrong = compare(card, read_published(f"{rows}总得分,,10,8,\n", _rubric())[0])
    assert wrong[2].disagrees
    assert card.score is not None
    difference = exact(8 - card.score)
    text = scorecard.text(card, 120, "", wrong)
    assert f"总分：公布8分，按规则{exact(card.score)}分，公布多{difference}分" in text
    assert scorecard_files.as_object(card, wrong)["published"] == {
        "score": "8", "difference": difference, "outcome": "不同", "remark": "",
    }  # fmt: skip
    assert f",8,{difference},不同," in scorecard_files.csv_text(card, wrong)
    assert "published" not in scorecard_files.as_object(card, compare(card, read_published(rows, _rubric())[0]))
    opened = compare(card_of(KNOWN), read_published(f"{rows}合计,,10,6.3,\n", _rubric())[0])
    assert "，公布得分在可能的区间内" in scorecard.text(card_of(KNOWN), 120, "", opened)


# ---- explanations


def test_an_explanation_puts_the_numbers_in() -> None:
    """The clause as published, the rate with its arithmetic, what is left, what full marks need."""
    rules, ready = loaded()
    assert rules.rubric is not None
    card = score(ready, KNOWN)
    told = explanation(Story(ready, rules.rubric.indicators[0], card.indicators[0], KNOWN, source("", rules.text)))
    assert "原文  每超出1%扣0.2分" in told
    assert "在职人员控制率＝在职人员数÷编制数×100%＝53人÷50人×100%＝106%" in told
    assert "得满分须  在职人员控制率不超过100%" in told
    assert "本项得1.3分（满分2.5分）" in told  # 2.5 - 6 × 0.2


@pytest.mark.parametrize("said", ["得满分", "不得分"])
def test_an_explanation_says_what_comes_of_a_denominator_of_0(said: str) -> None:
    """A formula of its own, and a rate that is computed."""
    head = f"规则集 某县\n约定 分母为0的，{said}\n计算 进度＝完成数÷计划数×100%\n"
    rules = pipeline.load(
        f"{head}指标 甲（3分）\n评分 得分=完成数/计划数×3分，最高得3分。\n指标 乙（3分）\n评分 进度≥90%得3分。\n", "例"
    )
    ready, facts = pipeline.prepare(rules), {"完成数": Fraction(1), "计划数": Fraction(0)}
    for one, name in zip(score(ready, facts).indicators, ("得分公式", "“进度”"), strict=True):
        told = explanation(Story(ready, ready.named[one.name].indicator, one, facts, source("", rules.text)))
        assert f"{name}的分母为0，按约定{said}" in told
        assert "待定" not in told


def test_an_explanation_of_missing_facts_gives_the_interval() -> None:
    """What is missing stands at the clause and in a list."""
    rules, ready = loaded()
    assert rules.rubric is not None
    card = score(ready, {})
    for place, indicator in enumerate(rules.rubric.indicators):
        told = explanation(Story(ready, indicator, card.indicators[place], {}, source("", rules.text)))
        assert "得分  待定，" in told
        assert "还缺的数据" in told
        assert all(display_width(line) <= 100 for line in told.splitlines())


# ---- single rules


@pytest.mark.parametrize(
    ("sentence", "weight", "expected"),
    [
        (
            "在职人员控制率≤100%计2分，每超出1%扣0.2分，扣完为止。",
            2,
            ["先计满分2分", "在职人员控制率超过100%的，每1个百分点扣0.2分（不足1个百分点的按比例计）"],
        ),
        (
            "预算执行率90%（含）以上得4分；80%（含）-90%得3分；低于80%不得分",
            4,
            [
                "预算执行率不低于90%：得4分",
                "预算执行率不低于80%且低于90%：得3分",
                "预算执行率低于80%：不得分",
            ],
        ),
        ("得分=完成率×8分", 8, ["得分＝完成率×8"]),
        ("资金使用规范，得2分，否则不得分", 2, ["“资金使用规范”成立：得2分", "其他情形：不得分"]),
        (
            "投诉0次得5分，1-3次得3分，10次以上不得分",
            5,
            ["投诉等于0次：得5分", "投诉不低于1次且不超过3次：得3分", "投诉不低于10次：不得分", "其他情形：不得分"],
        ),
        ("成效显著得2分，一般得1分，差不得分", 2, ["成效为“显著”：得2分", "成效为“一般”：得1分", "成效为“差”：不得分"]),
        ("每发现2处扣1分", 2, ["先计满分2分", "“发现问题”每有2处扣1分（不足2处的不计）"]),
        ("制度健全得4分，视情况扣1-3分", 4, None),
        (
            "每发现一例不合规扣0.5分，未公开的扣1分，累计扣分不超过2分",
            4,
            [
                "先计满分4分",
                "“不合规”每有1例扣0.5分",
                "“未公开”成立：扣1分",
                "以上2条合计最多扣2分",
            ],
        ),
        ("每发现一例不合规扣0.5分，最多扣3分", 4, ["先计满分4分", "“不合规”每有1例扣0.5分，最多扣3分"]),
    ],
)
def test_a_rule_is_told_in_plain_words(sentence: str, weight: int, expected: list[str] | None) -> None:
    """From the classes, not from the sentence."""
    rule = read_rule(sentence, "本项", Fraction(weight))
    indicator = rule.reading.indicator
    assert indicator is not None
    facts = known_facts(rule.reads, tuple(rule.reading.rates.values()))
    lines = [line for item in indicator.items for line in item_lines(item, facts)]
    if expected is not None:
        assert lines == expected
    shown = rule_text(rule, None).splitlines()
    assert [line[4:] for line in shown if line.startswith("  - ")] == lines
    assert aligned(shown, "  名称")


def test_the_json_of_a_rule_is_the_contract() -> None:
    """Keys in their order, null where there is no bound."""
    rule = read_rule("得分=完成率×8分", "甲", Fraction(8))
    made = as_object("a", rule, rule.score({}), rule.findings)
    keys = ["id", "ok", "reads", "canonical", "min", "max", "score", "interval", "findings"]
    assert list(made) == keys
    assert made["reads"] == [{"name": "完成率", "kind": "比率", "unit": "%"}]
    assert (made["min"], made["max"], made["score"], made["interval"]) == ("0", None, None, ["0", None])


def test_all_that_is_shown_can_be_encoded_for_a_gbk_console() -> None:
    """No sign of ours is missing from GBK."""
    rules, ready = loaded()
    assert rules.rubric is not None
    card = card_of(KNOWN)
    shown = scorecard.text(card) + scorecard_files.markdown(card) + rule_text(read_rule("得2分", "甲"), None)
    for place, indicator in enumerate(rules.rubric.indicators):
        shown += explanation(Story(ready, indicator, card.indicators[place], KNOWN, source("", rules.text)))
    shown.encode("gbk")
    wcswidth(shown)


def test_headings_give_way_where_the_numbers_below_are_short() -> None:
    """Three rubrics side by side fit into a terminal of 80 columns; no number is cut in two."""
    head = ["单位", *(f"规则{place}{word}" for place in (1, 2, 3) for word in ("得分", "名次", "等级"))]
    rows = [["教育局", *["83.25", "12", "良"] * 3], ["农业农村局", *["7.5", "3～14", "优"] * 3]]
    aligns = ["left", *["right", "right", "left"] * 3]
    lines = table(head, rows, aligns, fitted(head, rows, aligns, 79))
    assert max(map(display_width, lines)) <= 79
    assert all(any(number in line for line in lines) for number in ("83.25", "3～14"))
