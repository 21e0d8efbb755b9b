"""Headings as published tables have them: grades and points in many forms, several columns in one line."""

from fractions import Fraction

import pytest

from evaldsl.pipeline import load
from evaldsl.rubric_files.declarations import name_and_points, with_points
from evaldsl.rubric_files.format import format_rubric
from evaldsl.rubric_files.grade_lines import grade_bands
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.text.diagnostics import Diagnostic


def block(keyword: str, text: str) -> Block:
    """*text* behind its heading."""
    return Block(keyword, text, 0, len(text), 0)


@pytest.mark.parametrize(
    "text",
    [
        "优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：不满60分",
        "优：90分（含）以上，良：80分（含）-90分，中：60分（含）-80分，差：60分以下。",
        "优（90分（含）以上）、良（80分（含）-90分）、中（60分（含）-80分）、差（60分以下）",
        "优（90分及以上）、良（80分及以上，90分以下）、中（60分及以上，80分以下）、差（60分以下）",
        "90分（含）以上为优，80（含）-90分为良，60（含）-80分为中，60分以下为差。",
        "优（得分≥90）、良（80≤得分＜90）、中（60≤得分＜80）、差（得分＜60）",
        "优≥90分；90分＞良≥80分；80分＞中≥60分；差＜60分",
        "分为优（S≥90）、良（80≤S‹90）、中（60≤S‹80）、差（S‹60）四级",
        "评价结果分为四个等级：优（90分（含）以上）、良（80分（含）-90分）、中（60分（含）-80分）、差（60分以下）",
        "“优”90分以上\n“良”：80分以上，不满90分\n“中”：60分以上，不满80分\n“差”：不满60分",
    ],
)
def test_grades_are_read_in_all_published_forms(text: str) -> None:
    """Each form gives the same four grades."""
    found: list[Diagnostic] = []
    bands = grade_bands(block("等级", text), found)
    assert not found
    assert [(b.word, b.low, b.high, b.high is not None and b.high_in) for b in bands] == [
        ("优", 90, None, False),
        ("良", 80, 90, False),
        ("中", 60, 80, False),
        ("差", None, 60, False),
    ]


def test_a_grade_that_is_not_read_is_told_at_its_place() -> None:
    """The grade, its line, and the place of the piece in the file."""
    found: list[Diagnostic] = []
    grade_bands(block("等级", "优：90分以上；良：还可以；差"), found)
    assert [(one.slug, one.start, one.end) for one in found] == [("unread-grade", 8, 13), ("unread-grade", 14, 15)]


@pytest.mark.parametrize("text", ["甲（5分）", "甲(5分)：", "甲（分值：5分）", "甲（权重5分）", "甲 5分", "甲　５分："])
def test_points_of_an_indicator(text: str) -> None:
    """In brackets with or without a word before, or behind a blank; fmt writes one form."""
    assert name_and_points(block("指标", text), []) == ("甲", Fraction(5))
    assert format_rubric(f"指标 {text}\n制度健全得5分。\n").startswith("指标 甲（5分）\n")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("甲（10%）", "甲（10分）"),
        ("甲（10）：", "甲（10分）"),
        ("甲（分值8）", "甲（8分）"),
        ("甲（权重：8％）", "甲（8分）"),
        ("2024年任务 权重8", "2024年任务（8分）"),
        ("甲（20分×8%）", "甲（3分）"),
        ("甲：", "甲（3分）"),
    ],
)
def test_how_points_are_to_be_written(name: str, written: str) -> None:
    """The hint for a heading without points is itself a heading that is read."""
    assert with_points(name) == written


@pytest.mark.parametrize("line", ["分值 10分", "权重：10"])
def test_points_on_a_line_of_their_own_are_the_ones_to_write(line: str) -> None:
    """They go behind the name."""
    (told,) = load(f"指标 甲\n{line}\n评分 制度健全得10分。\n", "").diagnostics
    assert told.hint == f"写作“指标 甲（10分）”，删去下面的“{line}”"


@pytest.mark.parametrize("line", ["满分 20分", "满分：20", "总分值 20"])
def test_full_marks_of_the_whole_go_by_several_names(line: str) -> None:
    """At the head, with nothing but the number."""
    loaded = load(f"规则集 甲\n{line}\n指标 乙（20分）\n评分 制度健全得20分。\n", "")
    assert loaded.rubric is not None and loaded.rubric.full == 20 and not loaded.diagnostics


def test_two_scorings_are_told_with_what_the_upper_one_may_be() -> None:
    """A line under the heading that says no points may be an explanation."""
    (told,) = load("指标 甲（5分）\n反映制度情况。\n评分 制度健全得5分。\n", "").diagnostics
    assert told.slug == "repeated-heading" and "是解释的，行首写“解释”" in told.hint


@pytest.mark.parametrize(
    ("first", "second", "before", "hint"),
    [
        ("评分标准 每处违规扣1分。", "评分说明 挪用的不得分。", "每处违规扣1分。", "合成一处"),
        ("每处违规扣1分。", "评分 挪用的不得分。", "每处违规扣1分。", "合成一处"),
        ("说明 控制率=甲/乙", "评分 每处违规扣1分。", "说明 控制率=甲/乙", "指标下面直接写的就是评分"),
        ("解释 甲。", "解释 乙。", "甲。", "删去其中一行"),
    ],
)
def test_what_was_written_before_is_shown(first: str, second: str, before: str, hint: str) -> None:
    """Both places of what an indicator says once; the hint is of what stands there."""
    text = f"指标 资金使用（4分）\n{first}\n{second}\n"
    (one,) = (one for one in load(text, "表.rubric").diagnostics if one.slug == "repeated-heading")
    assert text[one.start : one.end] == second.partition(" ")[2]
    assert [text[other.start : other.end] for other in one.others] == [before]
    assert one.hint.startswith(hint)
