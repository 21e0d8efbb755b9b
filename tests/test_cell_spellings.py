"""A cell means the same at every door: in a facts file, in a table read row by row or by block, in memory."""

import csv
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr
from fractions import Fraction
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evaldsl.batch.columns import header_of
from evaldsl.batch.tables import Prepared, TableScorer, score_table
from evaldsl.facts.fact_values import Value
from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.many_units.unit_sources import units_of
from evaldsl.pipeline import load
from evaldsl.tables.table_input import open_table

RULES = {
    "人": "评分 编制数达到50人的得2分，每少1人扣0.1分，扣完为止。",
    "万元": "评分 预算数达到100万元的得2分，每少1万元扣0.1分，扣完为止。",
    "万亩": "评分 造林面积达到10万亩的得2分，每少1万亩扣0.1分，扣完为止。",
    "率": "评分 预算执行率≥95%得2分，每低1个百分点扣0.02分，扣完为止。",
    "两数": "评分 乙甲率≥95%得2分，每低1个百分点扣0.02分，扣完为止。",
    "判断": "评分 制度健全，得2分，否则不得分。",
    "次数": "评分 每发现一处问题扣0.5分，扣完为止。",
    "等次": "评分 效果显著得2分，较好得1分，一般得0.5分。",
    "酌情": "评分 服务到位得2分，否则酌情扣分。",
    "日期": "评分 编制数达到50人的得2分，否则不得分。",
}
DATA = {
    "人": "数据 编制数（人）",
    "万元": "数据 预算数（万元）",
    "万亩": "数据 造林面积（万亩）",
    "两数": "数据 甲\n数据 乙\n计算 乙甲率＝乙÷甲×100%",
    "日期": "数据 完成日期（日期）",
}


def text_of(kind: str) -> str:
    """A rubric that reads one kind of fact."""
    head = "规则集 某县\n总分 2分\n约定 得分保留2位小数；不足1个百分点的按比例计"
    return f"{head}\n{DATA.get(kind, '')}\n指标 甲项（2分）\n{RULES[kind]}"


def prepared(kind: str) -> Prepared:
    """The same, made ready for tables."""
    rubric = load(text_of(kind), "某县.rubric").rubric
    assert rubric is not None
    return Prepared(rubric)


READY = {kind: prepared(kind) for kind in RULES}

NUMBERS = [
    *("0", "50", "94.5", "1,320.73", "1,00", "9", "085", "９５", "+5", "-1", ".5", "5.", "三十", "4611686018427387904")
]
SIGNS = [
    "%",
    "％",
    " %",
    "‰",
    "个百分点",
    "人",
    "起",
    "处",
    "元",
    "万元",
    "亿元",
    " 万元",
    "亩",
    "万亩",
    "万",
    "名",
    "分",
]
WORDS = [
    *("", "", "缺", "-", "暂缺", "百分之九十", "百分之八十五点五", "三十人", "两处", "约50", "1e3", "nan", "=1+1"),
    *("是", "否", "有", "无", "√", "×", "*", "true", "显著", "较好", "一般", "一", "效果显著", "不好"),
    *("2023-03-31", "2023年4月1日", "2023/3/1", "2023.03.01", "2023年2月30日"),
]
EVERY = [*WORDS, *NUMBERS, *(number + sign for number in NUMBERS for sign in SIGNS)]
"""What people write, and what they should not."""
Rows = list[dict[str, str]]


def rows_under(headers: Sequence[str]) -> Rows:
    """Every cell under each of *headers*, beside one that is another."""
    return [
        {header: EVERY[(place * (number + 1)) % len(EVERY)] for number, header in enumerate(headers)}
        for place in range(len(EVERY))
    ]


Known = list[dict[str, Value]]


def by_facts_file(ready: Prepared, rows: Rows) -> Known:
    """As ``score`` reads each unit."""
    return [read_facts(json.dumps(row, ensure_ascii=False), "某.json", ready.rubric)[0].values for row in rows]


def by_row(ready: Prepared, path: Path) -> Known:
    """As ``compare`` and ``tune`` read a table of a few units."""
    return [unit.facts[0].values for unit in units_of([str(path)], [ready.rubric]).units]


def by_block(ready: Prepared, path: Path) -> Known:
    """As ``batch`` reads a table, and ``compare`` and ``tune`` a large one."""
    source = open_table(str(path), 100)
    return [one for chunk in source.chunks(source.first) for one in of_batch(ready, chunk.batch)]


def of_batch(ready: Prepared, batch: pa.RecordBatch) -> Known:
    """What is read of each row."""
    worker = TableScorer(ready, batch.schema)
    assert worker.problems == []
    units = worker.reader.read(batch)
    keys = [fact.key for fact in ready.rubric.facts]
    return [units.values(row, keys, ready.batch.scorer.facts) for row in range(batch.num_rows)]


def tables_of(cells: Mapping[str, list[str]]) -> dict[str, Any]:
    """The same table as programs may hold it."""
    arrow = pa.table(dict(cells))
    coded = pa.table({name: pa.array(column).dictionary_encode() for name, column in cells.items()})
    wide = arrow.cast(pa.schema([pa.field(name, pa.large_string()) for name in arrow.schema.names]))
    frames = {"polars": polars.DataFrame(cells), "pandas": pandas.DataFrame(cells)}
    return {"dict": cells, "arrow": arrow, "字典": coded, "长文字": wide, **frames}


SHOWN = ["甲项", "总分", "最低分", "最高分"]


def shown(ready: Prepared, known: Known) -> list[list[Any]]:
    """The points of each unit, as a table of results has them."""
    cards = [score(ready.batch.scorer, values) for values in known]
    return [
        [
            *(one.score for one in card.indicators),
            card.score,
            *(end if card.score is None else None for end in card.interval),
        ]
        for card in cards
    ]


def plain(table: Any) -> list[list[Any]]:
    """The points in a table of results, of whatever kind."""
    columns = [list(table[name].to_pylist() if hasattr(table[name], "to_pylist") else table[name]) for name in SHOWN]
    return [[None if cell is pandas.NA else cell for cell in row] for row in zip(*columns, strict=True)]


def same_everywhere(ready: Prepared, rows: Rows, expected: Known) -> None:
    """Every door knows of each unit what is *expected*, and gives its points."""
    columns = list(rows[0])
    cells = {name: [row[name] for row in rows] for name in columns}
    with TemporaryDirectory() as folder, redirect_stderr(StringIO()):
        text, parquet = Path(folder) / "表.csv", Path(folder) / "表.parquet"
        with text.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerows([["单位", *columns], *(["甲", *row.values()] for row in rows)])
        pq.write_table(pa.table(cells), parquet)
        assert by_row(ready, text) == expected
        assert by_block(ready, text) == expected
        assert by_block(ready, parquet) == expected
    points = shown(ready, expected)
    for name, table in tables_of(cells).items():
        assert plain(score_table(ready, table)) == points, name


@pytest.mark.parametrize("kind", READY)
def test_a_cell_without_a_unit_in_its_header_means_the_same_at_every_door(kind: str) -> None:
    """85%, 5起, 8.5万元, 是: what ``score`` reads in a facts file is what every table gives."""
    ready = READY[kind]
    rows = rows_under([fact.name for fact in ready.rubric.facts])
    same_everywhere(ready, rows, by_facts_file(ready, rows))


@pytest.mark.parametrize("kind", READY)
def test_a_cell_below_a_header_with_a_unit_means_the_same_at_every_door(kind: str) -> None:
    """What a column read cell by cell gives is what every table gives."""
    ready = READY[kind]
    rows = rows_under([header_of(fact).replace("万元", "元") for fact in ready.rubric.facts])
    columns = TableScorer(ready, pa.schema([pa.field(name, pa.string()) for name in rows[0]])).columns.facts
    read = [{one.fact.key: one.read(row[one.header]) for one in columns} for row in rows]
    fine = [{key: value for key, value in row.items() if isinstance(value, Fraction | bool | str)} for row in read]
    if kind != "两数":  # numbers that do not go together are no matter of one cell
        same_everywhere(ready, rows, fine)


@pytest.mark.parametrize(("cell", "points"), [("85%", "1.80"), ("085%", "1.80"), ("94.5%", "1.99"), ("0.9%", "0.12")])
def test_percentages_keep_their_size_where_the_header_has_no_unit(cell: str, points: str) -> None:
    """85% is 85% and not 8500%, in memory as in a file."""
    found = score_table(READY["率"], {"预算执行率": [cell, "百分之九十"]})
    assert [str(one) for one in found["甲项"]] == [points, "1.90"]


def test_rows_that_sum_others_up_are_told_in_every_kind_of_table() -> None:
    """合计 is no unit, whatever type the names have."""
    cells = {"单位": ["甲局", "合计"], "预算执行率": ["85%", "85%"]}
    for name, table in tables_of(cells).items():
        found = score_table(READY["率"], table)
        assert list(found["状态"] if isinstance(table, dict) else map(str, found["状态"])) == [
            "已评",
            "不是单位",
        ], name
