"""``score_table``: a table of some kind in, a table of the same kind out."""

import warnings
from decimal import Decimal
from typing import Any

import pandas
import polars
import pyarrow as pa
import pyarrow.dataset
import pytest

from evaldsl.batch.tables import BadTable, DoubtfulTable, Prepared, score_table
from evaldsl.pipeline import load
from evaldsl.ready_rubric import load as load_ready
from tests.batch_tables import RULES

LOADED = load(RULES, "甲.rubric")
CELLS: dict[str, list[Any]] = {
    "单位": ["甲局", "乙局", "丙局"],
    "编制数（人）": [50, 50, None],
    "在职人员数（人）": [53, 40, 40],
    "预算数（万元）": [150.5, 20.0, 100.0],
    "人员控制.②.制度健全": [True, False, True],
    "人员控制.②.酌情扣分（分）": [None, 0.5, None],
    "预算执行率（%）": [95.3, 94.99, 95.0],
    "检查.问题（处）": [1, 0, 0],
}
TOTALS = [Decimal("8.30"), Decimal("7.30"), None]
ARROW = pa.table(CELLS)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(ARROW, id="Table"),
        pytest.param(ARROW.to_batches()[0], id="RecordBatch"),
        pytest.param(pyarrow.dataset.dataset(ARROW), id="dataset"),
        pytest.param(CELLS, id="dict"),
        pytest.param(polars.DataFrame(CELLS), id="polars"),
        pytest.param(pandas.DataFrame(CELLS), id="pandas"),
        pytest.param(pandas.DataFrame(CELLS, index=["a", "b", "c"]), id="pandas有索引"),
    ],
)
def test_a_table_comes_back_as_what_it_was(table: Any) -> None:
    """pyarrow, polars, pandas and dicts: scores are exact decimals, a gap is a gap."""
    found = score_table(LOADED, table)
    kind = pa.Table if "dataset" in type(table).__module__ else type(table)
    assert type(found) is kind
    column = found["总分"]
    totals = column.to_pylist() if hasattr(column, "to_pylist") else list(column)
    assert [None if total is None or total is pandas.NA else total for total in totals] == TOTALS
    if isinstance(table, pandas.DataFrame):
        assert list(found.index) == list(table.index)


@pytest.mark.parametrize("way", ["score_table", "Prepared", "load"])
def test_values_that_can_hardly_be_right_are_warned_of(way: str) -> None:
    """As the command says it, at the line of the caller, once for a column however many batches; what is right has no warning."""
    odd = pa.table(CELLS | {"预算执行率（%）": [0.953, 94.99, 0.95]})
    table = pa.Table.from_batches(odd.to_batches(max_chunksize=1))
    assert LOADED.rubric is not None
    with pytest.warns(DoubtfulTable) as seen:
        match way:
            case "load":
                load_ready(RULES).score_table(table)
            case "Prepared":
                Prepared(LOADED.rubric).score_table(table)
            case _:
                score_table(LOADED, table)
    message = "“预算执行率（%）”一列大于0的3个数里，有2个不超过1.5（第1、3行），其中最大的0.953按0.953%读；是不是把95.3%写成了0.953？"
    assert [(str(one.message), one.filename) for one in seen] == [(message, __file__)]
    with warnings.catch_warnings(action="error"):
        score_table(LOADED, CELLS)


def test_a_reader_is_read_once() -> None:
    """A stream of batches is scored as it comes; the rows are numbered through."""
    reader = pa.RecordBatchReader.from_batches(ARROW.schema, ARROW.to_batches(max_chunksize=2))
    found = Prepared(LOADED.rubric).score_table(reader) if LOADED.rubric is not None else None
    assert found is not None
    assert (found["行号"].to_pylist(), found["总分"].to_pylist()) == ([1, 2, 3], TOTALS)


def test_a_table_without_rows() -> None:
    """No rows in, no rows out, all columns there."""
    for empty in (ARROW.slice(0, 0), ARROW.slice(0, 0).to_batches() or ARROW.to_batches()[0].slice(0, 0)):
        found = score_table(LOADED, empty)
        assert (found.num_rows, "总分" in found.schema.names) == (0, True)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"编制人数": [1]}, "没有“编制人数”这项数据"),
        ({"预算执行率": [95.0]}, "没有写单位"),
        ({"编制数": [True]}, "应为整数"),
        (7, "不认识int这种表"),
    ],
)
def test_a_table_that_cannot_be_understood(table: Any, message: str) -> None:
    """The exception says which column and why, in Chinese."""
    with pytest.raises(BadTable, match=message):
        score_table(LOADED, table)


def test_rules_with_errors() -> None:
    """A rubric that cannot be read scores nothing."""
    with pytest.raises(BadTable, match="评分表有错误"):
        score_table(load("什么也不是", "乙.rubric"), CELLS)
