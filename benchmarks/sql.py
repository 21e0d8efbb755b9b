"""The query of a rubric, run by DuckDB and by Spark, against ``evaldsl batch`` and the interpreter: speed, and every score.

    uv run --group spark python -m benchmarks.sql                     # 100,000 units of longhui-2021
    uv run --group spark python -m benchmarks.sql --units 20000 --rubric anning-2023

Prints a Markdown table. Exit status 1 where a score, a total or a grade differs.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import define, field

from evaldsl.batch.columns import read_header
from evaldsl.batch.samples import Sample
from evaldsl.batch.sql import Dialect, query
from evaldsl.batch.tables import Prepared, score_table
from evaldsl.command_line.files import locate, read_text
from evaldsl.facts.facts_file import FactNames
from evaldsl.interpreter.rubric_to_scores import Scorer, score
from evaldsl.pipeline import load, prepare

TABLE, NUMBER = "units", "编号"
JAVA = "-XX:TieredStopAtLevel=1"
FILES = 4
"""Files of the table, so that Spark has a part for each core."""
DUCKDB, BATCH, SPARK, MAP_IN_ARROW = "DuckDB 查询", "evaldsl batch", "Spark 查询", "Spark mapInArrow"


@define
class Bench:
    """One rubric, one table of units, what each way says of them."""

    name: str
    units: int
    rounds: int
    java: str
    folder: Path
    text: str = field(init=False)
    data: pa.Table = field(init=False)
    ready: Scorer = field(init=False)
    results: dict[str, pa.Table] = field(factory=dict)
    rows: list[tuple[str, int, float]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        located = locate(self.name)
        self.text = read_text(located.rubric, located.name)
        self.ready = prepare(load(self.text, self.name))
        batches = Sample(self.ready.rubric, missing=0.00002).batches(self.units)
        self.data = pa.Table.from_batches(batches)
        (self.folder / "units").mkdir()
        part = -(-self.units // FILES)
        for place in range(FILES):
            pq.write_table(self.data.slice(place * part, part), self.folder / "units" / f"{place}.parquet")

    def timed(self, name: str, run: Callable[[], pa.Table], rounds: int | None = None) -> None:
        """The best of the *rounds*; what the last gives is kept, ordered by the number of the unit."""
        best = float("inf")
        for _ in range(self.rounds if rounds is None else rounds):
            start = time.perf_counter()
            found = run()
            best = min(best, time.perf_counter() - start)
        self.rows.append((name, self.units, best))
        print(f"{name}：{best:.2f}秒", file=sys.stderr, flush=True)
        self.results[name] = found.sort_by(NUMBER)

    def query(self, dialect: Dialect, table: str = TABLE) -> str:
        """The query."""
        return query(self.ready, dialect, table, (NUMBER, "单位")).text


def duckdb(bench: Bench) -> None:
    """DuckDB from Parquet to Arrow."""
    import duckdb as library

    with library.connect() as connection:
        connection.execute(f"CREATE VIEW {TABLE} AS SELECT * FROM read_parquet('{bench.folder}/units/*.parquet')")
        asked = bench.query(Dialect.DUCKDB)
        bench.timed(DUCKDB, lambda: connection.sql(asked).to_arrow_table())


def spark(bench: Bench) -> None:
    """Spark in local mode, from Parquet to Parquet: the query, and the rows in Python by mapInArrow."""
    from tests.databases import Spark

    running = Spark(bench.java)
    session = running.session
    units = session.read.parquet(str(bench.folder / "units"))
    units.createOrReplaceTempView(TABLE)

    def written(frame: Any) -> pa.Table:
        frame.write.mode("overwrite").parquet(str(bench.folder / "scores"))
        return pq.read_table(bench.folder / "scores")

    names = units.columns  # mapInArrow takes a dot in the name of a column for a part of a path
    first = score_table(Prepared(bench.ready.rubric), bench.data.slice(0, 1), keep=(NUMBER,))
    types = session.createDataFrame(first).schema
    plain = units.toDF(*(f"c{place}" for place in range(len(names))))
    scored = plain.mapInArrow(scorer_of(bench.text, bench.name, names), types)
    bench.timed(MAP_IN_ARROW, lambda: written(scored))
    asked = bench.query(Dialect.SPARK)
    bench.timed(f"{SPARK}，第一次", lambda: written(session.sql(asked)), 1)
    if bench.rounds > 1:
        bench.timed(f"{SPARK}，以后", lambda: written(session.sql(asked)), bench.rounds - 1)
    running.stop()


def scorer_of(text: str, name: str, names: list[str]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What mapInArrow sends to the workers: the text of the rules, read once a partition."""

    def scored(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from evaldsl.batch.tables import Prepared, score_table
        from evaldsl.pipeline import load

        ready = Prepared(load(text, name).rubric)
        for batch in batches:
            yield score_table(ready, batch.rename_columns(names), keep=("编号",))

    return scored


def batch(bench: Bench) -> None:
    """``evaldsl batch``, in memory."""
    ready = Prepared(bench.ready.rubric)
    bench.timed(BATCH, lambda: score_table(ready, bench.data, keep=(NUMBER,)))


def interpreter(bench: Bench, count: int) -> int:
    """The interpreter unit by unit: how many units of the query's results are not as it says."""
    columns, _ = read_header(bench.data.column_names, FactNames.of(bench.ready.rubric))
    names = [prepared.indicator.name for prepared in bench.ready.prepared]
    rows, wrong = bench.results[DUCKDB].slice(0, count).to_pylist(), 0
    data = bench.data.slice(0, count).to_pylist()
    start = time.perf_counter()
    for unit, row in zip(data, rows, strict=True):
        values = {one.fact.key: _value(unit[one.header], one.scale, one.unit) for one in columns.facts}
        card = score(bench.ready, {key: value for key, value in values.items() if value is not None})
        told = [row[name] for name in names]
        same = all(
            given is None or Fraction(given) == one.score for given, one in zip(told, card.indicators, strict=True)
        )
        same &= row["总分"] is None or (Fraction(row["总分"]) == card.score and row["等级"] == card.grade)
        wrong += not (same and (row["状态"] == "已评" or None in values.values() or card.score is None))
    bench.rows.append(("解释器，逐个单位", count, time.perf_counter() - start))
    return wrong


def _value(cell: Any, scale: Fraction | None, unit: str) -> Any:
    if cell is None or isinstance(cell, bool | str):
        return cell
    return Fraction(cell) * (scale if scale is not None else Fraction(1, 100) if unit == "%" else 1)


def different(bench: Bench) -> int:
    """Prints how many scores, totals and grades of each way are not those of ``evaldsl batch``; gives their sum.

    Where a unit is not 已评 the query may leave open what the engine can tell.
    """
    names = [*(prepared.indicator.name for prepared in bench.ready.prepared), "总分", "等级"]
    status, wrong = bench.results[DUCKDB].column("状态").to_pylist(), 0
    for name, other in bench.results.items():
        if name == BATCH:
            continue
        is_query, found = name.startswith((DUCKDB, SPARK)), 0
        for column in names:
            told = zip(bench.results[BATCH].column(column).to_pylist(), other.column(column).to_pylist(), strict=True)
            for (one, two), said in zip(told, status, strict=True):
                found += one != two and not (is_query and two is None and said != "已评")
        print(f"{name}与evaldsl batch：比较{len(names) * bench.units:,}格，不一致{found}")
        wrong += found
    return wrong


def main() -> int:
    """All ways, the table, the differences."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rubric", default="longhui-2021")
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--interpreter", type=int, default=5_000, help="units for the interpreter, which is slow")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of each")
    parser.add_argument("--java", default=JAVA, help="options of Java, as --java=-XX:…")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(args.rubric, args.units, args.rounds, args.java, Path(folder))
        duckdb(bench)
        batch(bench)
        if find_spec("pyspark") is not None:
            spark(bench)
        wrong = interpreter(bench, min(args.interpreter, args.units))
        wrong += different(bench)
    statuses = bench.results[DUCKDB].column("状态").value_counts().to_pylist()
    print(
        f"{args.rubric}，{args.units:,}个单位：" + "，".join(f"{one['values']} {one['counts']:,}" for one in statuses)
    )
    print("\n| 做法 | 单位 | 秒 | 单位/秒 |\n|---|---:|---:|---:|")
    for name, count, seconds in bench.rows:
        print(f"| {name} | {count:,} | {seconds:.2f} | {count / seconds:,.0f} |")
    print(f"\n不一致的：{wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
