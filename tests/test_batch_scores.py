"""Tables of units score as the interpreter scores each of them, whatever is missing, wrong or large."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.batch.blocks import Numbers, Words
from evaldsl.batch.columns import header_of
from evaldsl.batch.reading import Units
from evaldsl.batch.samples import Sample, as_text
from evaldsl.batch.scoring import BatchScorer, Scores, Status
from evaldsl.batch.tables import Prepared, TableScorer, score_table
from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter import missing_facts
from evaldsl.interpreter.rubric import Steps
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scores import Scorecard
from evaldsl.interpreter.values import Bound
from evaldsl.pipeline import load
from tests.batch_tables import RULES
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.test_differential import facts_file, loaded, runs
from tests.test_rubrics import each_rubric, rubric_file


def prepared(text: str) -> Prepared:
    """A rule file made ready for tables."""
    rubric = load(text, "甲.rubric").rubric
    assert rubric is not None
    return Prepared(rubric)


def whole(value: Bound | None, digits: int) -> int | None:
    """Points as the columns have them."""
    return None if value is None or isinstance(value, float) else int(value * 10**digits)


def cell(column: Numbers | Words, row: int) -> int | None:
    """An entry of a column, None where it is missing."""
    entries = column.whole if isinstance(column, Numbers) else column.code
    return None if column.missing is not None and column.missing[row] else int(entries[row])


def agree(batch: BatchScorer, units: Units, scores: Scores, row: int) -> Scorecard:
    """One row of the result says what the interpreter says of its unit."""
    keys = [fact.key for fact in batch.scorer.rubric.facts]
    values = units.values(row, keys, batch.scorer.facts)
    card = score(batch.scorer, values)
    digits = batch.decimals
    assert [cell(one, row) for one in scores.points] == [whole(one.score, digits) for one in card.indicators], values
    assert cell(scores.total, row) == whole(card.score, digits)
    assert (cell(scores.low, row), cell(scores.high, row)) == tuple(whole(end, digits) for end in card.interval)
    place = cell(scores.grade, row)
    assert (None if place is None else scores.words[place]) == card.grade
    asked = {key for one in card.indicators for key in one.missing}
    if card.score is None:
        assert asked <= set(scores.lacking.get(row, ()))
    settled = card.score is not None and len(card.grades) < 2
    if row not in units.bad:
        assert bool(scores.status[row] == Status.SCORED) is settled
        assert settled or bool(scores.status[row] == Status.OPEN) is bool(scores.lacking.get(row))
    return card


def all_agree(ready: Prepared, table: pa.Table | pa.RecordBatch) -> Units:
    """Every row."""
    worker = TableScorer(ready, table.schema)
    assert worker.problems == []
    batch = table if isinstance(table, pa.RecordBatch) else table.combine_chunks().to_batches()[0]
    units, scores = worker.score(batch)
    for row in range(batch.num_rows):
        agree(ready.batch, units, scores, row)
    return units


@each_rubric
@pytest.mark.parametrize("missing", [0.0, 0.01, 0.3], ids=["全", "缺一点", "缺很多"])
def test_generated_units_score_as_one_by_one(name: str, missing: float) -> None:
    """Generated units of every shipped rubric, in typed columns and as text, complete and with gaps."""
    ready = prepared(rubric_file(name).read_text("utf-8"))
    batch = next(iter(Sample(ready.rubric, 7, missing).batches(40)))
    typed = all_agree(ready, batch)
    text = all_agree(ready, as_text(batch))
    keys = [fact.key for fact in ready.rubric.facts]
    facts = ready.batch.scorer.facts
    assert [typed.values(row, keys, facts) for row in range(40)] == [text.values(row, keys, facts) for row in range(40)]
    assert typed.bad == text.bad == {}


@runs(25, 3000)
@given(chances)
def test_rubrics_in_official_wording_score_as_one_by_one(chance: Chance) -> None:
    """Whole rubrics drawn at random, a table of units with values at their thresholds, some facts missing."""
    table = chance.table()
    rubric = loaded(Writer(chance.choice).table(table)).rubric
    assert rubric is not None
    ready = Prepared(rubric)
    units = [read_facts(facts_file(table, chance.unit(table)), "某.json", rubric)[0].values for _ in range(6)]
    columns = {
        header_of(fact): [
            None if (value := unit.get(fact.key)) is None else said(value, header_of(fact)) for unit in units
        ]
        for fact in rubric.facts
    }
    found = all_agree(ready, pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}))
    keys = [fact.key for fact in rubric.facts]
    assert [found.values(row, keys, ready.batch.scorer.facts) for row in range(6)] == units


def said(value: Fraction | bool | str, header: str) -> str:
    """A value as a cell under *header*."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    value *= 100 if header.endswith("（%）") else 1
    places = next(places for places in range(40) if (value * 10**places).denominator == 1)
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


SMALL = prepared(RULES)
CELLS = st.sampled_from(
    [
        "",
        "",
        "缺",
        "0",
        "1",
        "50",
        "53",
        "95",
        "94.99",
        "95.000",
        "100",
        "-1",
        "1e3",
        "nan",
        "约5",
        "5.5",
        "是",
        "否",
        "0.0000000000001",
        "100万元",
        "3人",
        "95%",
        "１００",
        "1,000",
        "1,00",
        ".5",
        "5.",
        "+5",
        " 5 ",
        "9999999999999999",
        "4611686018427387904",
        "9223372036854775808",
        "=1+1",
        "三十",
        "百分之五",
        "\x00",
        "0.11111111111111111111",
        "99999999999999999999999999999",
    ]
)
HEADERS = [header_of(fact) for fact in SMALL.rubric.facts]


@given(st.lists(st.tuples(*(CELLS for _ in HEADERS)), min_size=1, max_size=8))
def test_cells_of_all_kinds(rows: list[tuple[str, ...]]) -> None:
    """What ``Column.read`` says of a cell is what a whole column says of it, and the row scores accordingly."""
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate(HEADERS)})
    units = all_agree(SMALL, table)
    columns = TableScorer(SMALL, table.schema).columns
    for number, row in enumerate(rows):
        known = units.values(number, [fact.key for fact in SMALL.rubric.facts], SMALL.batch.scorer.facts)
        bad = {one.column.fact.key: one.finding for one in units.bad.get(number, ())}
        for column in columns.facts:
            expected = column.read(row[column.place])
            assert bad.get(column.fact.key, known.get(column.fact.key)) == expected


FLOATS = st.one_of(
    st.floats(), st.integers(0, 10**6).map(lambda n: n / 1000), st.sampled_from([0.1 + 0.2, 94.99, 1e22])
)


@given(st.lists(FLOATS, min_size=1, max_size=20))
def test_floats_are_taken_as_they_are_written(cells: list[float]) -> None:
    """A float stands for the decimal that Python prints for it: 0.1 is one tenth, never 0.1000000000000000055."""
    table = pa.table({"预算数（万元）": pa.array(cells, pa.float64())})
    units, _ = TableScorer(SMALL, table.schema).score(table.to_batches()[0])
    for row, value in enumerate(cells):
        known = units.values(row, ["预算数"], SMALL.batch.scorer.facts).get("预算数")
        if row not in units.bad:
            assert known == Fraction(repr(value))
        else:
            assert not np.isfinite(value) or value < 0 or len(repr(Fraction(repr(value)))) > 20


SHARES = """规则集 某县
总分 7分
约定 得分保留2位小数
数据 甲（人）：取值：5-15
数据 乙（人）：取值：5-10
计算 率＝甲÷乙×100%
指标 一（4分）
评分 率≤100%计4分，每超出1%扣0.2分，扣完为止。
指标 二（3分）
评分 得分=甲÷(甲+乙)×3分，最高得3分。
"""


@pytest.mark.parametrize("trials", [missing_facts.MOST_TRIALS, 0])
def test_plain_values_spare_pieces_and_change_nothing(trials: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What interval arithmetic says is kept where values of the facts reach both its ends, else narrowed."""
    monkeypatch.setattr(missing_facts, "MOST_TRIALS", trials)
    ready, five, tenth = prepared(SHARES).batch.scorer, Fraction(5), Fraction(1, 10)
    known: list[dict[str, Fraction | bool | str]] = [{"甲": five}, {"乙": five}]
    found = [[one.interval for one in score(ready, facts).indicators] for facts in known]
    assert found == [[(4, 4), (1, 15 * tenth)], [(0, 4), (15 * tenth, Fraction(9, 4))]]


@each_rubric
def test_made_up_units_get_points_all_over_the_scale(name: str) -> None:
    """Of a thousand, every indicator has several scores and its best is not all there is; measured ones have many."""
    rubric = load(rubric_file(name).read_text("utf-8"), name).rubric
    assert rubric is not None
    scores = score_table(Prepared(rubric), next(iter(Sample(rubric).batches(1000))))
    for indicator in rubric.indicators:
        points = Counter(scores.column(indicator.name).to_pylist())
        measured = any(isinstance(effect, Steps) for item in indicator.items for effect in item.effects)
        assert len(points) >= (5 if measured else 2), indicator.name
        assert max(points.values()) <= 960, indicator.name


def test_made_up_amounts_bring_rates_on_their_thresholds() -> None:
    """Two rates of the same amount are both aimed, and fall on the threshold, beside it and far from it."""
    rubric = load(RATES, "率").rubric
    assert rubric is not None
    batch = next(iter(Sample(rubric).batches(1000)))
    whole, spent, moved = (
        batch.column(name).to_pylist() for name in ("应公开数（项）", "已公开数（项）", "调整数（项）")
    )
    for above, mark in ((spent, Fraction(95, 100)), (moved, Fraction(1, 10))):
        rates = [Fraction(one) / Fraction(of) for one, of in zip(above, whole, strict=True)]
        assert sum(rate == mark for rate in rates) >= 30
        assert sum(mark / 2 < rate < mark for rate in rates) >= 30
        assert sum(rate < mark / 2 for rate in rates) >= 10


RATES = """规则集 率
总分 10分
约定 得分保留2位小数；分母为0的得满分
数据 应公开数（项）
数据 已公开数（项）
数据 调整数（项）
计算 公开率＝已公开数÷应公开数×100%
计算 调整率＝调整数÷应公开数×100%
指标 公开（6分）
评分 公开率≥95%得6分，每低1%扣0.1分，不足1%的按比例扣，扣完为止。
指标 调整（4分）
评分 调整率≤10%得4分，每超出1%扣0.2分，不足1%的按比例扣，扣完为止。
"""
