"""What ``verify`` says of a rubric against its base holds of every unit, and agrees with what ``diff`` says."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaldsl.differences import against_base as against_bases
from evaldsl.differences import difference, promises
from evaldsl.differences.against_base import Furthest, against_base
from evaldsl.differences.extents import Apart
from evaldsl.differences.promises import EQUIVALENT, NEVER_BETTER, compare
from evaldsl.interpreter.rubric import Rubric
from evaldsl.pipeline import load
from evaldsl.proofs.prover import Method
from evaldsl.verification.comparison import pairs_of
from evaldsl.verification.proof import Verdict
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
