"""``verify``: whether points can rise and the grade be worse, against every unit of a small world."""

from fractions import Fraction
from itertools import product
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.interpreter.grades import scale_of
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.rubric import Kind
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.pipeline import load
from evaldsl.verification import Proof, Verdict, verify

PROMISE = "得分升，等级不降"
HEAD = """规则集 测试
总分 20分
等级 优：18分（含）以上；良：14分（含）-18分；中：8分（含）-14分；差：不满8分
约定 得分保留2位小数
约定 不足1个百分点的按比例计
"""
POINTS = [
    "完成率≥100%得10分，每低1%扣0.5分，扣完为止",
    "完成率不超过100%得10分，每超出1%扣0.5分，扣完为止",
    "完成率在90%-110%之间得10分，否则不得分",
    "完成率100%以上得10分；80%（含）-100%得6分；低于80%不得分",
]
RULES = [
    "完成率超过110%的，年度等级最高为良",
    "完成率低于90%的，年度等级最高为良",
    "完成率低于60%的，年度等级定为“差”",
    "完成率超过120%的，年度等级定为“优”",
    "完成率超过120%的，年度等级定为“良”",
    "完成率超过105%的，年度等级降一级",
]
JUDGED = [
    "制度健全得10分，否则不得分",
    "制度健全得10分，否则不得分；发生事故的，本指标不得分，年度等级定为“差”",
    "制度健全得10分，否则不得分；制度健全的，年度等级最高为中",
    "考核结果为优得10分，良得6分，其他不得分；考核结果为优的，年度等级最高为中",
    "考核结果为优得10分，良得6分，其他不得分；考核结果为良的，年度等级最高为良",
    "每发现一处问题扣2分，扣完为止；问题超过3处的，年度等级降一级",
    "每发现一处问题扣2分，扣完为止；问题少于2处的，年度等级定为“中”",
]
RATES = [
    Fraction(one, 100)
    for one in (0, 50, 59, 61, 79, 80, 85, 89, 90, 95, 99, 100, 101, 105, 106, 110, 111, 119, 121, 150)
]


def told(text: str) -> list[Proof]:
    """What is proved about the grade."""
    loaded = load(text, "某.rubric")
    assert loaded.rubric is not None, [one.message for one in loaded.diagnostics]
    return [one for one in verify(loaded) if one.promise == PROMISE]


def is_broken(text: str) -> bool:
    """Whether some change of one fact lets points rise, none fall, and the grade be worse, tried one by one."""
    rubric = load(text, "某.rubric").rubric
    assert rubric is not None
    ready, scale = scorer(rubric), scale_of(rubric.grades)
    every = [
        RATES if one.kind is Kind.RATIO else [True, False] if one.kind is Kind.JUDGEMENT else list(one.choices)
        or [Fraction(number) for number in range(7)]
        for one in rubric.facts
    ]  # fmt: skip
    keys = [one.key for one in rubric.facts]
    cards = {
        values: score(ready, dict(zip(keys, cast(tuple[Value, ...], values), strict=True)))
        for values in product(*every)
    }
    for values, card in cards.items():
        for place, others in enumerate(every):
            for other in others:
                after = cards[(*values[:place], other, *values[place + 1 :])]
                assert card.score is not None
                assert after.score is not None
                pairs = zip(card.indicators, after.indicators, strict=True)
                if after.score > card.score and all((one.score or 0) <= (two.score or 0) for one, two in pairs):
                    assert card.grade is not None
                    assert after.grade is not None
                    if scale.index(after.grade) > scale.index(card.grade):
                        return True
    return False


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(POINTS), st.lists(st.sampled_from(RULES), max_size=2, unique=True), st.sampled_from(JUDGED))
def test_what_is_said_of_the_grade_is_true_of_every_unit(points: str, rules: list[str], judged: str) -> None:
    """Proved: no unit breaks it; refuted: some do; in this small world nothing but an idle rule stays open."""
    text = f"{HEAD}指标 完成（10分）\n评分 {'；'.join([points, *rules])}。\n指标 管理（10分）\n评分 {judged}。\n"
    found = told(text)
    verdicts = {one.verdict for one in found}
    assert found
    assert is_broken(text) <= (verdicts != {Verdict.PROVED})
    assert (Verdict.REFUTED in verdicts) <= is_broken(text)
    if not rules and judged == JUDGED[0]:
        assert [one.statement for one in found] == ["等级只由总分决定：总分升，等级不降"]


@pytest.mark.parametrize(
    ("points", "judged", "verdict", "words"),
    [
        (POINTS[0] + "；" + RULES[0], JUDGED[1], Verdict.REFUTED, "“完成率”由"),
        (POINTS[0] + "；" + RULES[1], JUDGED[1], Verdict.PROVED, "都不会使等级变差"),
        (POINTS[0], JUDGED[2], Verdict.PROVED, "都不会使等级变差"),
        (POINTS[0], JUDGED[2].replace("最高为中", "最高为差"), Verdict.REFUTED, "”由“否”改为“是”"),
        (POINTS[0], JUDGED[5], Verdict.PROVED, "都不会使等级变差"),
        (POINTS[0], JUDGED[6], Verdict.REFUTED, "变为“中”"),
        (POINTS[2] + "；" + RULES[5], JUDGED[0], Verdict.PROVED, "都不会使等级变差"),
        (POINTS[3] + "；" + RULES[4], JUDGED[3], Verdict.PROVED, "都不会使等级变差"),
        (POINTS[3] + "；" + RULES[5], JUDGED[0], Verdict.PROVED, "都不会使等级变差"),
        (POINTS[0] + "；" + RULES[3], JUDGED[2], Verdict.REFUTED, "”由“否”改为“是”"),
    ],
)
def test_rules_that_punish_better_facts_are_refuted(points: str, judged: str, verdict: Verdict, words: str) -> None:
    """With the change, both totals and both grades; rules that go the way of the points are proved."""
    found = told(f"{HEAD}指标 完成（10分）\n评分 {points}。\n指标 管理（10分）\n评分 {judged}。\n")
    assert any(one.verdict is verdict and words in one.statement for one in found)
    if verdict is Verdict.PROVED:
        assert {one.verdict for one in found} == {verdict}
    else:
        refuted = next(one for one in found if one.verdict is verdict)
        assert refuted.units[0].score.score is not None
        assert f"总分由{refuted.units[0].score.score.numerator}" in refuted.statement or "." in refuted.statement


def test_a_fact_behind_two_rates_is_looked_at_as_it_is_typed() -> None:
    """支出数 moves 执行率 up and 结余率 down at once: the rule and the points are seen to go against each other."""
    text = HEAD + (
        "数据 支出数（万元）\n数据 预算数（万元）\n计算 执行率＝支出数÷预算数×100%\n计算 结余率＝（预算数－支出数）÷预算数×100%\n"
        "指标 执行（20分）\n评分 执行率≥95%得20分，每低1%扣0.5分，扣完为止；结余率低于2%的，年度等级降一级。\n"
    )
    found = told(text)
    assert {one.verdict for one in found} == {Verdict.REFUTED}
    assert {key for one in found for key, _ in one.units[0].values} == {"支出数", "预算数"}
