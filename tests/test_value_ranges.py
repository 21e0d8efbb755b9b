"""取值: what a fact can be, negative numbers too; and how a refused number may be allowed."""

from fractions import Fraction

import pytest

from evaldsl import pipeline
from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter.rubric import Fact

RULES = """规则集 甲
总分 1分
约定 得分保留2位小数
数据 增幅数（{unit}）{range}
指标 甲（1分）
评分 增幅数≤10{unit}得1分，否则不得分。
"""


def fact(text: str, unit: str = "万元") -> Fact:
    """The fact whose range is *text*."""
    rubric = pipeline.load(RULES.format(unit=unit, range=text), "甲.rubric").rubric
    assert rubric is not None
    return rubric.facts[0]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0-100", 0, 100),
        ("-1000至1000", -1000, 1000),
        ("-1000-1000", -1000, 1000),
        ("-100万元～100万元", -100, 100),
        ("－50～－1", -50, -1),
        ("-5 到 -3.5", -5, Fraction(-7, 2)),
        ("100至-100", -100, 100),
        ("≥-50", -50, None),
        ("不低于-50", -50, None),
        ("小于等于-5", None, -5),
        ("≥-10，≤-3", -10, -3),
        ("1,000以上", 1000, None),
        ("不超过100", None, 100),
    ],
)
def test_ranges_have_signs(text: str, low: Fraction | None, high: Fraction | None) -> None:
    """A line before a number is its sign, one between two numbers is not."""
    found = fact(f"：取值：{text}")
    assert (found.low, found.high) == (low, high)


def test_percentages_have_signs_too() -> None:
    """-5%至5% is about plain numbers inside."""
    found = fact("：取值：-5%至5%", "%")
    assert (found.low, found.high) == (Fraction(-1, 20), Fraction(1, 20))


@pytest.mark.parametrize("text", ["不限", "-", "-" + "9" * 5000 + "至5", "-5至五"])
def test_what_is_no_range_is_told(text: str) -> None:
    """Nothing is guessed."""
    slugs = [one.slug for one in pipeline.load(RULES.format(unit="万元", range=f"：取值：{text}"), "甲").diagnostics]
    assert "unread-range" in slugs


@pytest.mark.parametrize(
    ("value", "declared"),
    [("-25.5万元", "取值：-1000至1000"), ("-7万元", "取值：-100至100"), ("-0.5万元", "取值：-100至100")],
)
def test_the_hint_for_a_negative_number_works(value: str, declared: str) -> None:
    """The line that the hint gives is one that allows the number."""
    rules = RULES.format(unit="万元", range="")
    rubric = pipeline.load(rules, "甲").rubric
    assert rubric is not None
    facts, found = read_facts(f"数据:\n  增幅数: {value}\n", "甲.yaml", rubric)
    hint = f"核对正负号；确有负数的，在规则文件里写明取值：数据 增幅数（万元）：{declared}"
    assert ([one.hint for one in found], facts.values) == ([hint], {})
    better = pipeline.load(rules.replace("数据 增幅数（万元）", hint.partition("取值：")[2]), "甲").rubric
    assert better is not None
    facts, found = read_facts(f"数据:\n  增幅数: {value}\n", "甲.yaml", better)
    assert (found, len(facts.values)) == ([], 1)


def test_the_hint_for_a_range_names_the_line() -> None:
    """What is declared is said to be changed there."""
    rubric = pipeline.load(RULES.format(unit="万元", range="：取值：0-100"), "甲").rubric
    assert rubric is not None
    _, found = read_facts("数据:\n  增幅数: 101万元\n", "甲.yaml", rubric)
    assert [one.hint for one in found] == ["核对这个数；确是这样的，在规则文件里改“数据 增幅数（万元）”的取值"]
