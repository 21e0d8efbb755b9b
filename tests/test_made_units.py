"""The units that benchmarks and tests make: their rates fall on, below and above the thresholds of the rules."""

from fractions import Fraction

import pytest

from benchmarks.units import Units
from evaldsl import pipeline
from evaldsl.batch.samples import Sample
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
