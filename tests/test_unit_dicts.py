"""One unit as a program holds it: a dict is read as a facts file is."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evaldsl.batch.tables import BadTable
from evaldsl.facts.facts_file import read_facts
from evaldsl.ready_rubric import load
from tests.test_cell_spellings import EVERY, RULES, text_of

RUBRIC = load(
    """规则集 甲
总分 4分
约定 得分保留2位小数；不足1个百分点的按比例计
数据 编制数（人）
指标 人员（2分）
评分 编制数达到50人的得2分，每少1人扣0.1分，扣完为止。
指标 执行（2分）
评分 预算执行率≥95%得2分，每低1个百分点扣0.02分，扣完为止。
""",
    "甲.rubric",
)


@pytest.mark.parametrize("kind", RULES)
def test_a_dict_is_read_as_a_facts_file_is(kind: str) -> None:
    """Every spelling of a value gives the same in a dict and in a file, with the same messages."""
    ready = load(text_of(kind), "某县.rubric")
    assert ready.rubric is not None
    for cell in EVERY:
        facts = {fact.name: cell for fact in ready.rubric.facts}
        expected, said = read_facts(json.dumps(facts, ensure_ascii=False), "某.json", ready.rubric)
        known, found = ready.read(facts)
        assert known.values == expected.values, cell
        assert [one.message for one in found] == [one.message for one in said], cell


@pytest.mark.parametrize(
    ("facts", "points", "slugs"),
    [
        ({"编制数": 45, "预算执行率": "85%"}, ("3/2", "9/5"), []),
        ({"编制数": "45人", "预算执行率": Fraction(85, 100)}, ("3/2", "9/5"), []),
        ({"编制数": Decimal(45), "预算执行率": 0.85}, ("3/2", "None"), ["unit-mismatch"]),
        ({"编制数": Fraction(135, 3), "预算执行率": 85}, ("3/2", "None"), ["unit-mismatch"]),
        ({"编制数": Fraction(-1), "预算执行率": None}, ("None", "None"), ["out-of-range"]),
        ({"编制数": True, "预算执行率": float("nan")}, ("None", "None"), ["bad-number"]),
        ({"编制人数": 45, "预算执行率": 1e-9}, ("None", "None"), ["unknown-fact", "unit-mismatch"]),
    ],
)
def test_values_of_python(facts: dict[str, Any], points: tuple[str, str], slugs: list[str]) -> None:
    """Numbers, fractions and texts are taken; what cannot be is missing and told."""
    card = RUBRIC.score(facts)
    assert tuple(str(one.score) for one in card.indicators) == points
    assert [one.slug for one in card.found] == slugs


def test_a_rubric_with_errors_scores_nothing() -> None:
    """Its errors are told instead."""
    card = load("指标 a\n乱写", "x.rubric").score({})
    assert (card.score, card.indicators) == (None, ())
    assert [one.is_error for one in card.found] == [True]


def test_columns_of_unequal_length_are_told() -> None:
    """The message says which columns have how many cells."""
    with pytest.raises(BadTable, match="各列的行数不同：“单位”2个，“编制数”1个"):
        RUBRIC.score_table({"单位": ["甲局", "乙局"], "编制数": [50]})


def test_columns_of_numbers_and_texts_are_read_cell_by_cell() -> None:
    """Numbers beside texts, as a program that reads a sheet has them."""
    found = RUBRIC.score_table({"编制数": [45, "50人", None], "预算执行率": ["85%", "95%", "95%"]})
    assert [str(one) for one in found["总分"]] == ["3.30", "4.00", "None"]


@pytest.mark.parametrize("value", [10**5000, -(10**5000), Fraction(10**5000, 3)], ids=["whole", "negative", "fraction"])
def test_numbers_beyond_all_measure_are_told(value: int | Fraction) -> None:
    """Python itself writes no whole number of so many digits."""
    card = RUBRIC.score({"编制数": value, "别的": value})
    assert "unknown-fact" in [one.slug for one in card.found]


@pytest.mark.parametrize("facts", ["编制数", None, [], 5])
def test_facts_that_are_no_dict_are_told(facts: Any) -> None:
    """Nothing is raised."""
    assert [one.slug for one in RUBRIC.score(facts).found] == ["bad-structure"]
