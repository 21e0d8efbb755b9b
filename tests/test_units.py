"""Units: what is of one kind converts, in formulas too, and every engine computes the same."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.batch.sql import query
from evaldsl.batch.tables import Prepared
from evaldsl.clauses.units import scale_between
from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.values import decimal_text
from evaldsl.pipeline import load, prepare
from tests.databases import DuckDB
from tests.sql_units import check_all, table

KINDS: Sequence[dict[str, Fraction]] = (
    {"元": Fraction(1), "万元": Fraction(10_000), "亿元": Fraction(10**8)},
    {"平方米": Fraction(1), "亩": Fraction(2000, 3), "公顷": Fraction(10_000), "平方公里": Fraction(10**6)},
    {"米": Fraction(1), "公里": Fraction(1000)},
    {"公斤": Fraction(1), "吨": Fraction(1000), "万吨": Fraction(10**7)},
    {"人": Fraction(1), "万人": Fraction(10_000)},
    {"人次": Fraction(1), "万人次": Fraction(10_000)},
)
RULES = """\
约定 得分保留2位小数
约定 不足1个百分点的，按比例计
约定 分母为0的，不得分
数据 实际数（{}）
数据 计划数（{}）
计算 完成率＝实际数÷计划数×100%
计算 超出率＝（实际数－计划数）÷计划数×100%
指标 完成（5分）
评分 完成率≥95%得5分，每低1个百分点扣0.1分，扣完为止。
指标 超出（3分）
评分 超出率不超过0%得3分，每超出1个百分点扣0.1分，扣完为止。
指标 按公式（2分）
评分 得分=实际数÷计划数×2分，最高得2分。
"""


def ready(one: str, other: str) -> Scorer:
    """A rubric whose two facts are in the units *one* and *other*."""
    found = load(RULES.format(one, other), "单位.rubric")
    assert found.rubric is not None and not [one for one in found.diagnostics if one.slug == "unit-mismatch"]
    return prepare(found)


@settings(deadline=None, max_examples=60)
@given(
    kind=st.sampled_from(KINDS).flatmap(lambda units: st.tuples(*[st.sampled_from(sorted(units.items()))] * 2)),
    amounts=st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)),
)
def test_a_formula_computes_in_one_unit(
    kind: tuple[tuple[str, Fraction], tuple[str, Fraction]], amounts: tuple[int, int]
) -> None:
    """The same amounts get the same points, whichever units the two facts of a formula are declared in."""
    (one, size), (other, other_size) = kind
    smallest = {"实际数": Fraction(amounts[0]), "计划数": Fraction(amounts[1])}
    alike = score(ready("元", "元"), smallest)
    mixed = score(ready(one, other), {"实际数": amounts[0] / size, "计划数": amounts[1] / other_size})
    assert [part.score for part in mixed.indicators] == [part.score for part in alike.indicators]


def test_batches_and_databases_compute_in_one_unit() -> None:
    """元 over 万元: the interpreter, a table in memory and a query say the same."""
    scorer = ready("元", "万元")
    units = [(600_000, 100), (1_000_000, 100), (1_200_000, 100), (0, 100), (5, 3)]
    values = [{"实际数": Fraction(one), "计划数": Fraction(other)} for one, other in units]
    scores = [score(scorer, known).score for known in values]
    assert scores[:3] == [Fraction("5.7"), Fraction(10), Fraction(8)]
    columns = {"实际数（元）": [one for one, _ in units], "计划数（万元）": [other for _, other in units]}
    found = Prepared(scorer.rubric).score_table(pa.table(columns))
    assert found["总分"].to_pylist() == [Decimal(decimal_text(one)) for one in scores if one is not None]
    database = DuckDB()
    asked = query(scorer, database.dialect)
    assert check_all(scorer, asked, values, database.rows(table(asked, values, "宽"), asked.text)) > 0


@pytest.mark.parametrize("written", ["3万元", "30000元", "3"])
def test_what_a_rate_divides_by_is_in_the_multiple_named_beside_it(written: str) -> None:
    """数据 完成金额（万元） beside 任务金额 of which nothing is said: 3万元 is 3, not 30000."""
    rubric = load(
        "规则集 某\n总分 10分\n数据 完成金额（万元）\n计算 完成率＝完成金额÷任务金额×100%\n"
        "指标 完成（10分）\n评分 完成率≥95%得10分，每低1个百分点扣0.1分。\n",
        "某.rubric",
    )
    assert rubric.rubric is not None
    known, found = read_facts(f"完成金额: 2.1万元\n任务金额: {written}\n", "某.yaml", rubric.rubric)
    assert not found and score(prepare(rubric), known.values).score == Fraction("7.5")


@pytest.mark.parametrize(
    ("unit", "other", "scale"),
    [
        ("万元", "元", Fraction(10_000)),
        ("亩", "公顷", Fraction(1, 15)),
        ("m²", "平方公里", Fraction(1, 10**6)),
        ("万人次", "人", Fraction(10_000)),
        ("千克", "吨", Fraction(1, 1000)),
        ("万册", "册", Fraction(10_000)),
        ("万元/人", "元/人", Fraction(10_000)),
        ("元", "人", None),
        ("元/人", "元", None),
        ("人", "户", None),
        ("", "元", None),
    ],
)
def test_units_of_one_kind_convert(unit: str, other: str, scale: Fraction | None) -> None:
    """元 and 万元 are of one kind, 元 and 人 are not."""
    assert scale_between(unit, other) == scale
