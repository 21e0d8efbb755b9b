"""Rows that sum others up, or stand below the units, are no units: told, kept in the result, not scored."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.batch.columns import SUM
from evaldsl.batch.tables import Prepared, TableScorer, score_table
from evaldsl.pipeline import load
from tests.batch_tables import GOOD, HEAD, RULES, rows, run

SUMS = [
    "合计",
    "总 计",
    "小　计",
    "全县合计",
    "小计（3个单位）",
    "合计：",
    "平均",
    "平均值",
    "\xa0共计 ",
    "填表人：张某",
    "审核人（签字）：",
    "注：按决算数填",
]


@given(
    st.lists(
        st.sampled_from([*SUMS, "合计局", "统计局", "甲局", "会计事务中心", "说明书编制中心", ""])
        | st.text("合计平均（：全县 a", max_size=6)
    )
)
def test_sums_are_told_alike_in_a_column_and_one_by_one(names: list[str]) -> None:
    """The pattern says the same to Arrow and to Python; what only begins like a sum is a unit."""
    rubric = load(RULES, "甲.rubric").rubric
    assert rubric is not None
    batch = pa.RecordBatch.from_arrays([pa.array(names, pa.string()), pa.nulls(len(names))], ["单位", "编制数"])
    found = TableScorer(Prepared(rubric), batch.schema).reader.sums(batch)
    assert found.tolist() == [place for place, name in enumerate(names) if re.match(SUM, name)]
    assert {name for name in names if re.match(SUM, name)} & {
        "合计局",
        "统计局",
        "甲局",
        "会计事务中心",
        "说明书编制中心",
        "",
    } == set()
    assert set(names) & set(SUMS) <= {names[place] for place in found}


@pytest.mark.parametrize("form", ["csv", "parquet", "分类"])
def test_nothing_of_a_sum_is_looked_at(capfd: pytest.CaptureFixture[str], here: Path, form: str) -> None:
    """Its cells are neither wrong nor doubtful, wherever it stands and whatever the column that names it; a remark names none."""
    table = [f"{HEAD},备注", f"{GOOD},合计", "合计,约50,0,150,否,9,0.9,-1,", f"乙局{GOOD[2:]},", ",0,0,0,,0,0,0,平均"]
    (here / "表.csv").write_text(
        "\n".join(table).replace("单位", "地区", 1) if form == "csv" else "\n".join(table), "utf-8"
    )
    name = "表.csv" if form == "csv" else "表.parquet"
    if form != "csv":
        read = pcsv.read_csv(here / "表.csv")
        coded = read.set_column(0, "单位", read["单位"].dictionary_encode()) if form == "分类" else read
        pq.write_table(coded, here / name)
    status, _, err = run(capfd, "batch", "甲.rubric", name, "-o", "结果.csv")
    found = rows((here / "结果.csv").read_text("utf-8"))
    assert [one["状态"] for one in found] == ["已评", "不是单位", "已评", "数据不全"]
    assert status == 1
    assert "不是单位，没有评分" in err
    assert "约50" not in err
    assert "共3个单位" in err


def test_score_table_keeps_the_row_too() -> None:
    """In Python as on the command line."""
    rubric = load(RULES, "甲.rubric").rubric
    assert rubric is not None
    found = score_table(rubric, {"单位": ["甲局", "合计"], "检查.问题": [1, 1]})
    assert (found["检查"][1], found["状态"], found["问题"][1]) == (
        None,
        ["数据不全", "不是单位"],
        "像是合计、平均或表尾的说明，不是单位，没有评分",
    )
