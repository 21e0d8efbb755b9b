"""What is shown: widths, wrapping, tables, findings, scorecards, explanations, rules."""

import csv
import io
import json
import re
from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth, wcwidth

from evaldsl import pipeline
from evaldsl.facts.published import Outcome, compare, read_published
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import Scorer, score
from evaldsl.interpreter.scores import Scorecard
from evaldsl.render import diagnostics, scorecard, scorecard_files
from evaldsl.render.explanation import Story, explanation
from evaldsl.render.meaning import item_lines, known_facts
from evaldsl.render.numbers import ends, exact, interval_text, points_text
from evaldsl.render.rule import as_object
from evaldsl.render.rule import text as rule_text
from evaldsl.render.widths import clean, display_width, quoted, table, wrap
from evaldsl.rule import read_rule
from evaldsl.text.diagnostics import Place, error, info, warning
from tests.command_line import RUBRIC, ruled

KNOWN: dict[str, Fraction | bool | str] = {
    "在职人员数": Fraction(53),
    "编制数": Fraction(50),
    "人员控制.②.聘用人员数与批复数一致": False,
}
NUMBERS = re.compile(r"[\d.]+(?:%|分|个百分点)")


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


# ---- widths


def test_counted_widths_are_those_of_wcwidth() -> None:
    """The characters that are counted without wcwidth have its widths."""
    plain = [chr(code) for code in range(0x20, 0x11000) if not 0xD800 <= code < 0xE000]
    wrong = [char for char in plain if wcwidth(char) >= 0 and display_width(char) != wcwidth(char)]
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["在职人员控制率147.22%", "𠮷é①“”…—×≤", "a\u0301", "\x1b[31m红", "\ud800", ""], ids=range(6)
)
def test_any_text_has_a_width(text: str) -> None:
    """Control characters and lone surrogates have a width as well."""
    assert display_width(text) >= 0


def test_clean_text_has_no_escapes() -> None:
    """What a file holds cannot move the cursor or turn the direction of writing."""
    assert clean("a\x1b[2Jb\u202ec\td\x07") == "a?[2Jb?c d?"


def test_quotation_marks_inside_quotation_marks_are_single() -> None:
    """“三公经费”控制率 in quotation marks."""
    assert quoted('"三公经费"控制率') == "“‘三公经费’控制率”"


def test_wrapping_keeps_numbers_whole_and_signs_in_place() -> None:
    """No number is cut from its unit, no line begins with a closing sign or ends with an opening one."""
    text = "在职人员控制率147.22%，超过100% 47.22个百分点，每1个百分点扣0.2分，应扣9.44分（实扣1.5分），按“保留2位小数”计。"
    for width in range(18, 60):
        lines = wrap(text, width)
        assert all(display_width(line) <= width for line in lines)
        assert not any(line[0] in "，。）”、；" or line[-1] in "（“" for line in lines)
        assert [number for line in lines for number in NUMBERS.findall(line)] == NUMBERS.findall(text)


@given(st.text(alphabet="在职率，。（）“”0123456789.%分 ab\n𠮷", max_size=80), st.integers(2, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    """Every character but blanks comes out, in order, and no line is too wide."""
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(display_width(line) <= width for line in lines)


@given(
    st.lists(st.tuples(*[st.text(max_size=30)] * 3), max_size=5),
    st.tuples(*[st.integers(2, 30)] * 3),
)
def test_tables_line_up(rows: list[tuple[str, str, str]], widest: tuple[int, int, int]) -> None:
    """No line of a table goes beyond its dashes, none ends in blanks, whatever stands in its cells."""
    lines = table(("名称", "x", "得分"), rows, ("left", "center", "right"), widest)
    assert ruled(lines)


# ---- numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3, 2), "1.5"),
        (Fraction(2, 3), "2/3"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(7), "7"),
        (Fraction(1, 2**40), "0.0000000000009094947017729282379150390625"),
        (inf, None),
    ],
)
def test_machines_get_exact_numbers(value: Fraction | float, text: str | None) -> None:
    """Decimals where they terminate, else fractions; no bound is null."""
    assert exact(value) == text


def test_intervals_are_told_in_words() -> None:
    """Infinite ends have words of their own."""
    assert interval_text((Fraction(0), Fraction(5, 2))) == "0～2.5分"
    assert interval_text((Fraction(1), inf)) == "1分以上（不封顶）"
    assert interval_text((-inf, Fraction(1))) == "1分以下（无下限）"
    assert interval_text((Fraction(1), Fraction(1))) == points_text(Fraction(1)) == "1分"
    assert ends((-inf, Fraction(1, 3))) == [None, "1/3"]


# ---- findings


TEXT = "规则集 甲\r\n评分 预算执行率90%以上得4分；80%得3分\r\n"


def test_a_finding_shows_its_line_and_a_caret_under_the_words() -> None:
    """The caret stands under the display columns of what is meant, in lines of two-column characters."""
    where = diagnostics.source("甲.rubric", TEXT)
    start = TEXT.index("80%")
    shown = diagnostics.text([warning("bands-gap", "断档", start, start + 3, "补一档", (Place(0, 3, "先写"),))], where)
    head, line, caret, other, other_caret, hint = shown.splitlines()
    assert head == "甲.rubric:2:18 警告[bands-gap] 断档"
    assert caret.index("^") == display_width(line[: line.index("80%")])
    assert caret.count("^") == 3
    assert other.endswith("规则集 甲")
    assert other_caret.endswith("^^^^^^ 先写")
    assert hint.strip() == "提示：补一档"


def test_a_long_line_is_cut_around_the_place() -> None:
    """A scoring cell of a thousand characters shows the part that matters."""
    text = "预算执行率达到要求，" * 100 + "错在这里" + "，其余从略" * 100
    start = text.index("错在这里")
    shown = diagnostics.text([error("x", "m", start, start + 4)], diagnostics.source("a", text)).splitlines()
    assert "错在这里" in shown[1]
    assert display_width(shown[1]) <= diagnostics.LONGEST_LINE + 8
    assert display_width(shown[1][: shown[1].index("错在这里")]) == shown[2].index("^")
    assert shown[2].count("^") == 8


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_any_finding_can_be_shown(text: str, start: int, end: int) -> None:
    """No text and no offsets make a renderer fail, and nothing shown has control characters."""
    where = diagnostics.source("a\n.rubric", text)
    found = [error("x", f"m\n{text}", start, end, text, (Place(end, start, text),))]
    shown = diagnostics.text(found, where) + diagnostics.concise(found, where)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", shown)
    json.dumps(diagnostics.as_objects(found, where))


def test_machines_get_lines_and_columns_from_one() -> None:
    """Offsets and positions, both ends."""
    where = diagnostics.source("甲", TEXT)
    (one,) = diagnostics.as_objects([info("x", "m", 7, 9)], where)
    assert (one["line"], one["column"], one["end_line"], one["end_column"], one["start"]) == (2, 1, 2, 3, 7)
    assert one["severity"] == "info"


def test_the_exit_status_is_that_of_the_worst_finding() -> None:
    """Remarks alone are clean."""
    found = [info("a", "", 0, 0), warning("b", "", 0, 0), error("c", "", 0, 0)]
    assert [diagnostics.exit_status(found[:count]) for count in range(4)] == [0, 0, 1, 2]
    assert diagnostics.summary(found) == "1个错误，1个警告，1条说明"
    assert diagnostics.summary([]) == "没有发现问题"


def test_colour_is_asked_for() -> None:
    """No escapes unless the stream shows colours."""
    where = diagnostics.source("甲", TEXT)
    assert "\x1b" not in diagnostics.text([error("x", "m", 0, 1)], where)
    assert "\x1b[1;31m错误[x]\x1b[0m" in diagnostics.text([error("x", "m", 0, 1)], where, colour=True)


# ---- scorecards


def aligned(lines: list[str], head: str) -> bool:
    """Whether the table under *head* lines up."""
    start = next(place for place, line in enumerate(lines) if line.startswith(head))
    end = next((place for place in range(start, len(lines)) if not lines[place] or lines[place][0] == "（"), len(lines))
    return ruled(lines[start:end])


@pytest.mark.parametrize("width", [72, 100, 140])
def test_a_scorecard_lines_up(width: int) -> None:
    """Both tables, at any width of the window."""
    lines = scorecard.text(card_of(KNOWN), width, "2023").splitlines()
    assert lines[:2] == ["测试评分表", "单位：某单位    年度：2023"]
    assert aligned(lines, "一级")
    assert aligned(lines, "数据")
    assert max(display_width(line) for line in lines) <= width


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
    told = explanation(Story(ready, rules.rubric.indicators[0], card.indicators[0], KNOWN, {}, rules.text))
    assert "原文  每超出1%扣0.2分" in told
    assert "在职人员控制率＝在职人员数÷编制数×100%＝53人÷50人×100%＝106%" in told
    assert "得满分须  在职人员控制率不超过100%" in told
    assert "本项得1.3分（满分2.5分）" in told  # 2.5 - 6 × 0.2


def test_an_explanation_of_missing_facts_gives_the_interval() -> None:
    """What is missing stands at the clause and in a list."""
    rules, ready = loaded()
    assert rules.rubric is not None
    card = score(ready, {})
    for place, indicator in enumerate(rules.rubric.indicators):
        told = explanation(Story(ready, indicator, card.indicators[place], {}, {}, rules.text))
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
                "其他情形：不得分",
            ],
        ),
        ("得分=完成率×8分", 8, ["得分＝完成率×8"]),
        ("资金使用规范，得2分，否则不得分", 2, ["“资金使用规范”成立：得2分", "其他情形：不得分"]),
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
        shown += explanation(Story(ready, indicator, card.indicators[place], KNOWN, {}, rules.text))
    shown.encode("gbk")
    wcswidth(shown)
