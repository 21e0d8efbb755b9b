"""The units that benchmarks and tests make: their rates fall on, below and above the thresholds of the rules."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.units import Units
from evaldsl import pipeline, ready_rubric
from evaldsl.batch.aims import aim_of, by_rate
from evaldsl.batch.samples import QUALITY, Sample
from evaldsl.batch.tables import Prepared
from evaldsl.interpreter.rubric_to_scores import scorer
from evaldsl.interpreter.scorer import with_rates
from tests.test_rubrics import each_rubric, rubric_file

NEAR = Fraction(1, 10)
STEPPED = """规则集 测试
总分 4分
数据 收入（万元）
数据 支出（万元）
计算 结余率＝（收入－支出）÷收入×100%
计算 支出率＝1－结余率
指标 支出率（4分）
评分 支出率≤80%得4分，每超出1%扣0.5分，扣完为止。
"""


def missed(text: str, name: str) -> list[tuple[str, str]]:
    """The rates and thresholds (100% where a rule has none) on, below or above which no unit falls."""
    rubric = pipeline.load(text, name).rubric
    assert rubric is not None
    units, ready = Units(rubric), scorer(rubric)
    found = {rate.name: units.thresholds.get(rate.name, [Fraction(1)]) for rate in rubric.definitions}
    made = [with_rates(ready, unit)[0] for unit in units.many(400)]
    missing = []
    for rate, limits in found.items():
        values = [value for unit in made if isinstance(value := unit.get(rate), Fraction)]
        for limit in set(limits):
            if limit not in values:
                missing.append((rate, f"={limit}"))
            if not any(limit - NEAR < value < limit for value in values):
                missing.append((rate, f"<{limit}"))
            if not any(limit < value < limit + NEAR for value in values):
                missing.append((rate, f">{limit}"))
    return missing


@each_rubric
def test_rates_of_shipped_rubrics_fall_on_and_around_their_thresholds(name: str) -> None:
    """Rates are written with ×100%, and their units are no exception."""
    assert missed(rubric_file(name).read_text(encoding="utf-8"), name) == []


@pytest.mark.parametrize("expr", ["（收入－支出）÷收入×100%", "1－支出÷收入", "100%×（收入－支出）÷收入"])
def test_a_rate_of_a_rate_is_aimed_too(expr: str) -> None:
    """However the definition is written, as long as one fact moves it along a straight line."""
    text = STEPPED.replace("（收入－支出）÷收入×100%", expr)
    assert [one for one in missed(text, "测试") if one[0] == "支出率"] == []


@pytest.mark.parametrize("expr", ["|调整数|÷年初预算数×100%", "|决算数－预算数|÷预算数×100%"])
def test_a_rate_without_its_sign_is_aimed_too(expr: str) -> None:
    """预算调整率绝对值: the amounts made up are those of the rate itself."""
    text = "规则集 测试\n总分 4分\n计算 调整率＝{}\n指标 调整（4分）\n评分 调整率≤5%得4分，每超出1个百分点扣0.4分。\n"
    rates = [
        pipeline.load(text.format(one), "测试").rubric for one in (expr, expr.replace("|", "（", 1).replace("|", "）"))
    ]
    one, other = (aim_of(rubric.definitions[0].expr, {}) for rubric in rates if rubric is not None)
    assert one is not None and other is not None and (one.above, one.below) == (other.above, other.below)


UNITS = """规则集 测试
总分 12分
数据 决算数（{}）
数据 预算数（{}）
数据 收入（{}）
数据 支出（{}）
数据 罚款（元）
计算 控制率＝决算数÷预算数×100%
计算 结余率＝（收入－支出）÷收入×100%
指标 控制（4分）
评分 控制率≤90%得4分；90%＜控制率≤100%得2.5分；超过100%不得分。
指标 结余（4分）
评分 结余率≤20%得4分，每超出1%扣0.5分，扣完为止。
指标 罚款（4分）
评分 罚款≤5万元得4分，否则不得分。
"""
NAMES = ("决算数", "预算数", "收入", "支出")


@pytest.mark.parametrize("units", [("元", "万元", "元", "万元"), ("万元", "元", "亿元", "万元"), ("万元",) * 4])
def test_sampled_rates_fall_around_their_limits_whatever_the_units(units: tuple[str, ...]) -> None:
    """Amounts in 元, 万元 and 亿元 are made to fit: every band of a rate has its units."""
    rubric = pipeline.load(UNITS.format(*units), "测试").rubric
    assert rubric is not None
    rows = next(Sample(rubric).batches(1000)).to_pylist()
    size = {"元": 1, "万元": 10**4, "亿元": 10**8}
    made = [
        [Fraction(row[f"{name}（{unit}）"]) * size[unit] for name, unit in zip(NAMES, units, strict=True)]
        for row in rows
    ]
    control = [one[0] / one[1] for one in made if one[1]]
    left = [(one[2] - one[3]) / one[2] for one in made if one[2]]
    for rates, low, high in ((control, Fraction(9, 10), 1), (left, Fraction(2, 10), Fraction(22, 100))):
        parts = [sum(rate <= low for rate in rates), sum(low < rate <= high for rate in rates)]
        assert min(*parts, len(rates) - sum(parts)) > len(rates) / 50
    fines = [row["罚款（元）"] for row in rows]
    assert any(45_000 <= fine <= 50_000 for fine in fines)
    assert any(50_000 < fine <= 55_000 for fine in fines)


SUMS = """规则集 测试
总分 12分
约定 分母为0的，不得分
数据 支出数（万元）
数据 年初预算数（万元）
数据 上年结转（元）
数据 追加预算数（万元）
数据 会议费（元）
数据 培训费（元）
数据 公用经费（万元）
计算 执行率＝支出数÷（年初预算数＋上年结转＋追加预算数）×100%
计算 控制率＝（会议费＋培训费）÷公用经费×100%
计算 调整率＝（追加预算数－上年结转）÷（年初预算数＋上年结转）×100%
指标 执行（4分）
评分 执行率≥95%得4分，每低1%扣0.5分，扣完为止。
指标 控制（4分）
评分 控制率≤10%得4分，每超出1%扣0.5分，扣完为止。
指标 调整（4分）
评分 调整率≤5%得4分，每超出1%扣0.5分，扣完为止。
"""


def test_rates_of_sums_fall_around_their_limits() -> None:
    """Whether the sum is divided or divides, and though two rates share their facts."""
    found = pipeline.load(SUMS, "测试").rubric
    assert found is not None
    ready, sample = Prepared(found), Sample(found)
    scored = ready.score_table(next(sample.batches(2000)))
    for name in ("执行", "控制", "调整"):
        points = scored.column(name).to_pylist()
        parts = [sum(one == 4 for one in points), sum(0 < one < 4 for one in points), sum(one == 0 for one in points)]
        assert min(parts) > 20
        assert parts[1] > 100


AMOUNTS = ("甲", "乙", "丙", "丁")
RATES = (
    *("甲÷乙", "甲÷（乙＋丙）", "（甲＋乙）÷丙", "（甲－乙）÷丙", "（甲－乙）÷甲", "（甲＋丁－乙）÷（丙＋丁）"),
    *("1－甲÷乙", "甲÷乙－1", "（甲＋乙）÷（乙＋丙）", "甲÷（2×乙－丙）", "100%×（甲＋乙×0.5）÷丙"),
)


@given(
    st.sampled_from(RATES),
    st.lists(st.integers(1, 10**7), min_size=4, max_size=4),
    st.integers(0, 20_000),
    st.sampled_from(["万元", "元"]),
)
def test_a_rate_is_brought_to_what_is_wanted(rate: str, amounts: list[int], wanted: int, unit: str) -> None:
    """One fact follows from the others; the exact rate is as near as whole numbers come, unless a fact were below 0."""
    text = f"规则集 测\n总分 1分\n{''.join(f'数据 {one}（万元）{chr(10)}' for one in AMOUNTS[1:])}数据 甲（{unit}）\n"
    text += f"计算 比值率＝{rate}\n指标 子（1分）\n评分 比值率≥5%得1分，否则不得分。\n"
    found = pipeline.load(text, "测").rubric
    assert found is not None
    aim = by_rate({one.name: one.expr for one in found.definitions})["比值率"]
    digits = dict.fromkeys(aim.reads, 3)
    known = {key: np.array([amounts[AMOUNTS.index(key)]]) for key in aim.reads}
    turned = aim.turned(())
    assert turned is not None
    brought = known | aim.bring(np.array([float(wanted)]), turned, known, digits, known.keys())
    values = {key: Fraction(int(one[0]), 1000) for key, one in brought.items()}
    nearby = [{**values, turned: values[turned] + Fraction(step, 1000)} for step in (-1, 0, 1)]
    rates = [one for near in nearby if isinstance(one := with_rates(scorer(found), near)[0].get("比值率"), Fraction)]
    assert values[turned] == 0 or len(rates) < 3 or min(rates) <= Fraction(wanted, 10_000) <= max(rates)


GRADED = """规则集 测试
总分 30分
等级 优：27分（含）以上；良：24分（含）-27分；中：18分（含）-24分；差：不满18分
约定 不足1个百分点的按比例计
指标 甲（10分）
评分 完成率≥90%得10分，每低1%扣1分，扣完为止。
指标 乙（10分）
评分 制度健全得10分，每发现一处不健全扣2分，扣完为止。
指标 丙（10分）
评分 效果显著得10分，较好得7分，一般得4分，无效果不得分。
"""


def test_worse_units_have_every_grade_and_the_same_seed_the_same_units() -> None:
    """What is made by default does not change; worse units are further apart, and good ones are among them."""
    rubric = ready_rubric.load(GRADED, "测试")

    def units(**more: float) -> pa.Table:
        made = Sample(rubric.loaded.rubric, **more)  # type: ignore[arg-type]
        return pa.Table.from_batches(list(made.batches(2000)))

    assert units() == units(quality=QUALITY) and units(quality=0.6) == units(quality=0.6) != units(quality=0.7)
    means = []
    for quality in (1.0, QUALITY, 0.7, 0.4):
        table = rubric.score_table(units(quality=quality))
        grades = Counter(table.column("等级").to_pylist())
        means.append(sum(table.column("总分").to_pylist()) / 2000)
        assert quality > 0.7 or all(grades[word] > 100 for word in ("优", "良", "中", "差")), grades
    assert means == sorted(means, reverse=True) and means[0] > 29 and means[2] < 24
