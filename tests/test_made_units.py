"""The units that benchmarks and tests make: their rates fall on, below and above the thresholds of the rules."""

from fractions import Fraction

import pytest

from benchmarks.units import Units
from evaldsl import pipeline
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
