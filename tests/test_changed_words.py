"""What was changed between two rubrics, in the words of the rubric."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.differences import difference
from evaldsl.differences.matching import matched_indicators, one_key_each, pair_up
from evaldsl.differences.wording import pieces
from evaldsl.proofs.prover import Method
from evaldsl.render.changes import change_lines, pieces_text
from evaldsl.render.diagnostics import source
from evaldsl.render.differences import text
from evaldsl.render.proofs import Certificate
from evaldsl.render.proofs import text as proofs_text
from evaldsl.render.stamp import Stamp
from tests.rubric_pairs import rubric

BEFORE = """规则集 某县
总分 10分
等级 优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：不满60分
约定 得分保留2位小数；不足1个百分点的按1个百分点计
数据 在职人员数（人）
数据 编制数（人）
计算 在职人员控制率＝在职人员数÷编制数×100%
一级 投入（6分）
指标 人员控制（4分）
评分 ①在职人员控制率≤100%得2分，每超出1%扣0.2分，扣完为止；②人员名册完整得2分，否则不得分。
指标 预算编制（2分）
评分 编制及时得2分，否则不得分。
一级 过程（4分）
指标 信息公开（4分）
评分 按时公开得4分，每发现一处不完整扣0.5分。
"""


def said(before: str, after: str) -> list[str]:
    """The lines about what was changed, each with its place."""
    found = difference(rubric(before), rubric(after), Method.PIECEWISE)
    lines = [("", line) for line in change_lines(found.head, "", found.facts)]
    lines += [(one.name, line) for one in found.indicators for line in change_lines(one.edits, one.name, found.facts)]
    return [" ".join(part for part in (name, line.place, line.plain()) if part) for name, line in lines]


CHANGED = [
    ("每超出1%扣0.2分", "每超出1%扣0.1分", ["人员控制 ① 每超出1%扣 0.2分 → 0.1分"]),
    ("≤100%得2分", "≤105%得2分", ["人员控制 ① 在职人员控制率 ≤100% → ≤105% 得2分"]),
    (
        "按1个百分点计",
        "按比例计",
        ["约定：不足一步的 按一步计 → 按比例计", "人员控制 ① 每超出1%扣0.2分"],
    ),
    ("，每超出1%扣0.2分，扣完为止；", "；", ["人员控制 ① 删去 每超出1%扣0.2分"]),
    ("每发现一处不完整扣0.5分。", "每发现一处不完整扣0.5分，最多扣1分。", ["信息公开 每发现一处不完整扣0.5分", "信息公开 读作 “不完整”每有1处扣0.5分〔增：，最多扣1分〕"]),
    ("指标 信息公开（4分）", "指标 信息公开情况（4分）", ["信息公开 名称 信息公开 → 信息公开情况"]),
    ("优：90分（含）以上；良：80分（含）-90分", "优：85分（含）以上；良：80分（含）-85分", ["等级“优” 90分（含）以上 → 85分（含）以上"]),
    ("÷编制数×100%", "÷(编制数＋10)×100%", ["计算“在职人员控制率” 在职人员控制率＝在职人员数÷"]),
    ("得分保留2位小数", "得分保留1位小数", ["约定：得分保留 2位小数 → 1位小数"]),
    ("数据 编制数（人）\n", "数据 编制数（人）\n数据 职工数（人）\n", ["数据“职工数” （没有） → 数值，人"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "other", "expected"), CHANGED, ids=[other for _, other, _ in CHANGED])
def test_a_change_is_told_in_the_words_of_the_rubric(words: str, other: str, expected: list[str]) -> None:
    """Where it stands, and what was put in the place of what."""
    assert words in BEFORE
    lines = said(BEFORE, BEFORE.replace(words, other))
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=False)] == expected


def test_a_sentence_that_was_changed_is_not_also_put_in_or_left_out() -> None:
    """A deduction by steps that becomes two bands, and back: the award before it is told once, as changed."""
    steps, bands = "≤100%得2分，每超出1%扣0.2分，扣完为止；", "≤105%得2分，超过105%不得分；"
    lines = said(BEFORE, BEFORE.replace(steps, bands)), said(BEFORE.replace(steps, bands), BEFORE)

    assert [sum("得2分" in line for line in one) for one in lines] == [1, 1]
    assert "人员控制 ① 在职人员控制率 ≤100% → ≤105% 得2分" in lines[0]
    assert "人员控制 ① 在职人员控制率 ≤105% → ≤100% 得2分" in lines[1]


def test_an_indicator_that_is_put_elsewhere_under_another_name_is_the_same() -> None:
    """Its sentence tells; its points are the same, though its facts have another address."""
    moved = BEFORE.replace("指标 预算编制（2分）\n评分 编制及时得2分，否则不得分。\n", "")
    moved = moved.replace("投入（6分）", "投入（4分）").replace("过程（4分）", "过程（6分）")
    after = moved + "指标 预算编报（2分）\n评分 编制及时得2分，否则不得分。\n"

    found = difference(rubric(BEFORE), rubric(after))

    assert said(BEFORE, after)[:2] == ["预算编制 名称 预算编制 → 预算编报", "预算编制 所属 投入 → 过程"]
    assert all(one.apart.never for one in found.indicators)
    assert found.renamed == (("预算编报.①.编制及时", "预算编制.①.编制及时"),)
    assert found.counts


def test_a_sentence_put_in_front_leaves_the_others_as_they_were() -> None:
    """Their numbers change and nothing else, and their facts are still the same facts."""
    after = BEFORE.replace("评分 ①在职", "评分 ①编外人员有审批得1分；②在职").replace("；②人员名册", "；③人员名册")
    found = difference(rubric(BEFORE), rubric(after))
    staff = found.indicators[0]

    assert [edit.counts for edit in staff.edits].count(True) == 2  # where its points begin, and the award
    assert dict(found.renamed)["人员控制.③.人员名册完整"] == "人员控制.②.人员名册完整"
    assert staff.apart.more is not None and staff.apart.more.value == 1
    assert staff.apart.less is None


def test_a_judgement_of_another_name_is_another_fact() -> None:
    """Nobody can know that one holds whenever the other does."""
    found = difference(rubric(BEFORE), rubric(BEFORE.replace("编制及时得2分", "编制及时准确得2分")))
    apart = found.indicators[1].apart

    assert apart.more is not None and apart.less is not None
    assert (apart.more.value, apart.less.value) == (2, -2)


def test_a_fact_of_another_kind_is_another_fact() -> None:
    """A grade of other words cannot be compared with the one that had its name."""
    cell = "指标 评定（2分）\n评分 整改情况{}得2分，{}得1分，{}不得分。\n"
    before, after = BEFORE + cell.format("优", "良", "差"), BEFORE + cell.format("全部整改", "部分整改", "未整改")
    first, second = (rubric(one.replace("总分 10分", "总分 12分")) for one in (before, after))

    renamed = one_key_each(first, second, matched_indicators(first, second))[1]

    (key,) = [fact.key for fact in second.facts if fact.choices]
    assert key in {fact.key for fact in first.facts}
    assert renamed[key] == f"{key}（后者）"


def test_words_alone_are_no_difference() -> None:
    """Other typography and other words for the same are told when asked for."""
    after = BEFORE.replace("得2分，否则不得分", "计２分,否则不得分").replace("按时公开得4分", "按时公开计4分")
    found = difference(rubric(BEFORE), rubric(after))
    stamp = Stamp((("前者", "a", "0"), ("后者", "b", "1")), "0")

    assert not found.counts
    assert "意思相同；有3处只改了文字" in text(found, stamp, 100, wording=False)
    assert "按时公开 得 → 计 4分" in text(found, stamp, 100, wording=True)


def test_pairs_keep_their_order_and_tell_what_moved() -> None:
    """The longest part that kept its order did not move; what is new stands where it was put."""
    found = pair_up("abcd", "xacdb", lambda one, other: float(one == other), 1)

    assert [(one.before, one.after) for one in found] == [(None, "x"), ("a", "a"), ("b", "b"), ("c", "c"), ("d", "d")]
    assert [one.before for one in found if one.moved] == ["b"]


@given(st.text("每超出1%扣0.2分，得不", max_size=12), st.text("每超出1%扣0.2分，得不", max_size=12))
def test_pieces_put_together_are_the_two_wordings(one: str, other: str) -> None:
    """Nothing of either is lost."""
    found = pieces(one, other)

    assert "".join(before for before, _ in found) == one or found == [(one, other)]
    assert "".join(after for _, after in found) in (one, other)


def test_the_files_stand_in_columns() -> None:
    """Two names of different length have their digests under each other, in diff and in verify; one has no role."""
    names = (("很长的名称.rubric", "0"), ("a.rubric", "1"))
    certificate = Certificate(names, "0", {})
    lines = proofs_text([], certificate, source("a.rubric", ""), 100).splitlines()[:2]

    assert lines == ["前者  很长的名称.rubric  SHA-256 0", "后者  a.rubric           SHA-256 1"]
    assert Stamp((("前者", *names[0]), ("后者", *names[1])), "0").lines() == lines
    assert proofs_text([], Certificate(names[1:], "0", {}), source("", ""), 100).startswith("a.rubric  SHA-256 1\n")


WORDINGS = [
    ("90%(含)-95%计1.5分", "90%(含)-92%计1.5分", "90%(含)-95% → 90%(含)-92% 计1.5分"),
    ("低于85分的不得分", "低于80分的不得分", "低于85分的 → 低于80分的 不得分"),
    ("满意度≥95%得4分", "满意度≥90%得4分", "满意度 ≥95% → ≥90% 得4分"),
    ("95%以上计2分", "92%（含）以上计2分", "95%以上 → 92%（含）以上 计2分"),
    ("每超过1%扣0.2分", "每超过2%扣0.2分", "每超过 1% → 2% 扣0.2分"),
    ("每超出1%扣0.2分", "每超出1%扣0.1分", "每超出1%扣 0.2分 → 0.1分"),
    ("不足1个百分点的按比例计", "不足1个百分点的按1个百分点计", "不足1个百分点的 按比例计 → 按1个百分点计"),
    ("增长率≥-5%得2分", "增长率≥-3%得2分", "增长率 ≥-5% → ≥-3% 得2分"),
]


@pytest.mark.parametrize(("before", "after", "expected"), WORDINGS, ids=[one[2] for one in WORDINGS])
def test_limits_change_as_a_whole(before: str, after: str, expected: str) -> None:
    """A number with the words of its limit and the number it reaches to: no half of a range looks like a negative number."""
    assert pieces_text(pieces(before, after)) == expected


def test_what_the_words_say_is_not_said_again_as_meaning() -> None:
    """95%以上 → 92%以上 and 不低于95% → 不低于92% are one change of a number."""
    before = BEFORE.replace("在职人员控制率≤100%得2分，每超出1%扣0.2分，扣完为止；", "在职人员控制率95%以上得2分；")
    lines = said(before, before.replace("95%以上", "92%以上"))
    assert before != BEFORE
    assert not [line for line in lines if "读作" in line]
    assert [line for line in lines if "95%以上 → 92%以上" in line]
