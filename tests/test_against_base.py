"""What ``verify`` says of a rubric against its base holds of every unit, and agrees with what ``diff`` says."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaldsl.differences import against_base as against_bases
from evaldsl.differences import difference, promises
from evaldsl.differences.against_base import Furthest, against_base
from evaldsl.differences.causes import Causes
from evaldsl.differences.extents import Apart
from evaldsl.differences.promises import EQUIVALENT, NEVER_BETTER, compare
from evaldsl.interpreter.rubric import Rubric
from evaldsl.pipeline import load
from evaldsl.proofs.prover import Method
from evaldsl.verification.comparison import pairs_of
from evaldsl.verification.proof import Verdict
from tests.overlay_texts import HEAD, change, over
from tests.rubric_pairs import changed, drawn_unit

NOTHING = Fraction(0)
NONE = ("没有这个指标",)
"""Only the facts of two rubrics are made the same."""
RUBRIC = """规则集 某
总分 2分
约定 得分保留{decimals}位小数
指标 完成情况（2分）
评分 得分=完成率×2分，最高得2分。
"""
RATE = """规则集 某
总分 2分
约定 得分保留2位小数
{convention}数据 决算数（万元）
数据 预算数（万元）
计算 控制率＝决算数÷预算数×100%
指标 经费控制（2分）
评分 控制率≤100%得2分，否则不得分。
"""


def limit(furthest: Furthest | None) -> Fraction | None:
    """The most points of a difference; None where there is no bound."""
    return NOTHING if furthest is None else furthest.points


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(changed(), st.data())
def test_no_unit_is_treated_kinder_or_stricter_than_is_said(pair: tuple[Rubric, Rubric], data: st.DataObject) -> None:
    """An indicator that is not named gives every unit the same; the units that are shown differ by what is said."""
    found = difference(*pair, Method.PIECEWISE, NONE)
    both = found.both
    said = {one.indicator: one for one in against_base(both.first.rubric, both.second.rubric, Method.PIECEWISE)}
    for _ in range(6):
        values = drawn_unit(data, found)
        for each in pairs_of(both.first.rubric, both.second.rubric):
            scores = both.scores(each, values)
            one = said.get(each.name)
            if scores is None or (one is not None and one.undecided):
                continue
            gap = scores[1] - scores[0]
            kinder, stricter = (limit(one.kinder), limit(one.stricter)) if one is not None else (NOTHING, NOTHING)
            assert kinder is None or gap <= kinder
            assert stricter is None or -gap <= stricter
    for one in said.values():
        for furthest, sign in ((one.kinder, 1), (one.stricter, -1)):
            if furthest is not None and furthest.units and furthest.points is not None and one.indicator:
                before, after = (unit.score.score for unit in furthest.units)
                assert before is not None and after is not None
                assert NOTHING < sign * (after - before) <= furthest.points
                assert not furthest.reached or sign * (after - before) == furthest.points


@given(changed(), st.data())
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_what_is_promised_of_two_rubrics_holds_of_every_unit(pair: tuple[Rubric, Rubric], data: st.DataObject) -> None:
    """Other decimals and other conventions about denominators of 0 count; a refutation shows a unit or says why."""
    found = difference(*pair, Method.PIECEWISE, NONE)
    both = found.both
    proofs = {
        promise: {
            one.subject: one.verdict
            for one in compare(both.first.rubric, both.second.rubric, promise, Method.PIECEWISE)
        }
        for promise in (EQUIVALENT, NEVER_BETTER)
    }
    for _ in range(6):
        values = drawn_unit(data, found)
        total = NOTHING
        for each in pairs_of(both.first.rubric, both.second.rubric):
            scores = both.scores(each, values)
            if scores is None:
                return
            gap = scores[1] - scores[0]
            total += gap
            assert gap == 0 or proofs[EQUIVALENT][each.name] is not Verdict.PROVED
            assert gap <= 0 or proofs[NEVER_BETTER][each.name] is not Verdict.PROVED
        assert total == 0 or proofs[EQUIVALENT][""] is not Verdict.PROVED
        assert total <= 0 or proofs[NEVER_BETTER][""] is not Verdict.PROVED


def test_other_decimals_may_give_more() -> None:
    """0.1 point instead of 0.05, and 0.05 instead of 0.1: rounded otherwise, the same sentence is not the same."""
    fine = load(RUBRIC.format(decimals=2), "二位.rubric").rubric
    coarse = load(RUBRIC.format(decimals=1), "一位.rubric").rubric
    assert fine is not None and coarse is not None
    for one, other in ((fine, coarse), (coarse, fine)):
        for promise in (NEVER_BETTER, EQUIVALENT):
            assert {proof.verdict for proof in compare(one, other, promise)} == {Verdict.REFUTED}
        (against,) = against_base(one, other)
        assert against.kinder is not None and against.stricter is not None
        assert max(limit(against.kinder) or 0, limit(against.stricter) or 0) <= Fraction("0.05")


def test_another_convention_about_denominators_may_give_more() -> None:
    """A base that says nothing of them cannot be compared there; one that says 不得分 is stricter."""
    names = {"满分": "约定 分母为0的，得满分\n", "不得分": "约定 分母为0的，不得分\n"}
    full, none = (load(RATE.format(convention=words), f"{name}.rubric").rubric for name, words in names.items())
    silent = load(RATE.format(convention=""), "没有约定.rubric").rubric
    assert full is not None and none is not None and silent is not None
    assert [one.verdict for one in compare(none, full, NEVER_BETTER)] == [Verdict.REFUTED] * 2
    assert [one.verdict for one in compare(full, none, NEVER_BETTER)] == [Verdict.PROVED] * 2
    assert [one.verdict for one in compare(silent, full, NEVER_BETTER)] == [Verdict.OPEN] * 2
    (against,) = against_base(none, full)
    assert against.stricter is None
    assert limit(against.kinder) == 2


TWO = """规则集 某
总分 4分
约定 得分保留2位小数
指标 甲（2分）
评分 得分=完成率×{points}分，最高得2分。
指标 乙（2分）
评分 按时公开得2分，否则不得分。
"""


def test_nothing_is_promised_of_totals_where_an_indicator_is_not_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far is not known: a unit still refutes, the total with it, and no most of all indicators is told."""
    before, after = (load(TWO.format(points=points), "某.rubric").rubric for points in ("1", "1.5"))
    assert before is not None and after is not None
    for module in (promises, against_bases):
        monkeypatch.setattr(module, "apart", lambda *_, **__: Apart(None, None, None, (), "太纠缠"))
    assert [one.verdict for one in compare(before, after, NEVER_BETTER)] == [
        Verdict.REFUTED, Verdict.PROVED, Verdict.REFUTED
    ]  # fmt: skip
    *_, total = against_base(before, after)
    assert (total.indicator, total.kinder, total.stricter) == ("", None, None)


def causes_of(*changes: str) -> dict[str, tuple[int | None, list[int], list[str]]]:
    """By indicator: the line of its own words, the lines of changes elsewhere, and the words that these act on."""
    own = over(HEAD + "".join(changes))
    assert own.layer is not None and own.base is not None and own.base.layer is not None
    assert own.loaded is not None and own.loaded.rubric is not None
    assert own.base.loaded is not None and own.base.loaded.rubric is not None
    causes = Causes(own.layer, own.base.layer)
    found = {}
    for one in against_base(own.base.loaded.rubric, own.loaded.rubric):
        cause = causes.of(one)
        line = cause.own.line if cause.own is not None else None
        words = [f"{each.at.file.name}:{each.at.line} {each.words}" for each in cause.concerned]
        found[one.indicator] = (line, [made.line for made in cause.shared], words)
    return found


STEP = change("调整 约定 按比例计 → 按1个百分点计")
CLAUSES = {"人员控制": "省:15 每超出1%扣0.2分", "满意度": "省:33 每低1个百分点扣0.5分"}


def test_a_convention_that_acts_on_an_indicator_is_named() -> None:
    """Not the base's lines but the line of the overlay; the clause it acts on is quoted from where it stands."""
    found = causes_of(STEP)
    assert {name: found[name] for name in CLAUSES} == {name: (None, [3], [words]) for name, words in CLAUSES.items()}


def test_of_several_conventions_only_those_that_act_are_named() -> None:
    """Each is tried by itself with the units that are shown: what happens to a denominator of 0 has no part in it."""
    found = causes_of(change("增加 约定 分母为0的，得满分"), STEP, change("增加 约定 加分不得超过分值"))
    assert {name: found[name] for name in CLAUSES} == {name: (None, [5], [words]) for name, words in CLAUSES.items()}


def test_a_changed_example_is_no_cause() -> None:
    """Only scoring words and points are: the example that follows a convention is not why points differ."""
    found = causes_of(change("改写 人员控制.例", "例 在职人员数＝53人；编制数＝50人 → ① 0分"), STEP)
    assert found["人员控制"] == (None, [6], [CLAUSES["人员控制"]])


def test_own_words_and_a_convention_are_both_named() -> None:
    """An indicator whose sentence was changed too has both lines, and no clause of the base."""
    found = causes_of(change("调整 人员控制.① 扣0.2分 → 扣0.1分"), STEP)
    assert found["人员控制"] == (3, [5], [])
    assert found["满意度"] == (None, [5], [CLAUSES["满意度"]])


def test_an_indicator_that_is_gone_or_new_has_the_line_of_its_change() -> None:
    """删除 and 增加 stand at their lines."""
    found = causes_of(change("删除 公开"), change("增加 满意度 之后", "指标 信息化（2分）", "评分 系统上线得2分。"))
    assert (found["公开"], found["信息化"]) == ((3, [], []), (6, [], []))


@pytest.mark.parametrize(("decimals", "points", "rounding"), [(1, "2", True), (1, "1.5", False), (2, "1.5", False)])
def test_what_only_rounding_brings_is_told_apart(decimals: int, points: str, rounding: bool) -> None:
    """The same points kept to other decimals differ by half a last place at most; other points are no rounding."""
    text = RUBRIC.format(decimals=decimals).replace("×2分", f"×{points}分")
    base, own = load(RUBRIC.format(decimals=2), "底本").rubric, load(text, "本规则").rubric
    assert base is not None and own is not None
    (one, *_) = against_base(base, own)
    assert one.only_rounding == rounding
    assert one.kinder is None or one.kinder.rounding
    assert one.stricter is not None and one.stricter.rounding == rounding
    assert not rounding or (limit(one.kinder), limit(one.stricter)) == (Fraction(1, 20), Fraction(1, 20))
