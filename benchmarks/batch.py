"""Many units at once: speed beside what is written by hand for others, beside rule engines, and how it grows.

``python -m benchmarks.run batch`` measures; ``python -m benchmarks.batch --check 5000000`` compares the scores of so many
units with the generated function of one unit, and those of a sample with the interpreter.
"""

import argparse
import io
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import workload
from benchmarks.clock import Row, interleaved
from benchmarks.peers import rule_engines
from benchmarks.peers.rules import RULES
from benchmarks.races import MACHINE, MARKS, MILLION, NARROW, OURS, Task, by_hand, floats, narrowed, of_longhui
from evaldsl.batch.blocks import Column, Judgements, Numbers
from evaldsl.batch.engine import Engine
from evaldsl.batch.one_unit import prepared
from evaldsl.interpreter.rubric import Fact, Kind

VECTORS, FILES = 30.0, 0.8
CHUNK = 50_000
ONE_UNIT, CEL, ZEN = 10.0, 5.0, 10.0
FEW = 2
"""Rounds of a race of 10 million units, whose tasks take long enough."""
LINEAR, WIDE = 1.25, 1.5
"""How many times as long a unit may take among ten times as many units, an indicator among seven times as many."""


# ---- rule engines


def single_units(rounds: int, count: int = 1_000) -> list[Row]:
    """One unit after another, 30 indicators, facts at hand in the form that each takes."""
    ready, block = workload.scorer(), workload.units(count)
    digits = {key: column.digits for key, column in block.columns.items() if isinstance(column, Numbers)}
    one = prepared(ready, digits)
    assert one is not None
    given = [one.values(workload.values(block, row)) for row in range(count)]
    columns = floats(block)
    names = rule_engines.names_of(RULES, columns)
    units = rule_engines.units_of(columns, names, count)
    makers = {
        "cel-expr-python": rule_engines.cel,
        "zen-engine，一个决策": rule_engines.zen_decision,
        "zen-engine，单个表达式": rule_engines.zen_expressions,
        "common-expression-language": rule_engines.common_expressions,
    }
    run = {name: make(RULES, names) for name, make in makers.items()}
    tasks: dict[str, Task] = {"本引擎一个一个算": lambda: [one.score(values) for values in given if values is not None]}
    tasks |= {name: lambda task=task: task(units) for name, task in run.items()}
    times = interleaved(tasks, rounds, rounds)
    right = Engine(ready, native=False).score(block)
    points = np.array(right.indicators, np.int64).T
    ours = times["本引擎一个一个算"]
    rows: list[Row] = []
    for name, timed in times.items():
        shown = [f"{seconds / count * 1e6:.1f} μs" for seconds in (timed.best, timed.middle, timed.processor)]
        if name in run:
            found = np.floor(np.array(run[name](units), float) * 100 + 0.5)
            ratio = timed.best / ours.best
            least = CEL if name.startswith("cel") else ZEN if name.startswith("zen") else None
            rows.append(
                Row(
                    "逐个单位", name, shown[0], shown[1], shown[2], f"本引擎快{least:g}倍" if least else "",
                    None if least is None else ratio >= least,
                    f"本引擎快{ratio:.1f}倍；{count:,}个单位中错{int((found != points).any(axis=1).sum())}个",
                )
            )  # fmt: skip
        else:
            wrong = sum(one.score(values)[0] != tuple(row) for values, row in zip(given, points.tolist(), strict=True))  # type: ignore[arg-type,index]
            met = timed.best / count * 1e6 <= ONE_UNIT and not wrong
            note = f"30个指标、总分、等级；{count:,}个单位中错{wrong}个"
            rows.append(Row("逐个单位", name, shown[0], shown[1], shown[2], f"≤ {ONE_UNIT:g} μs", met, note))
    return rows


def vectors(rounds: int, count: int = MILLION) -> list[Row]:
    """OpenFisca-Core over six indicators, one of each kind; what counts are correct scores of an indicator in a second.

    It holds its numbers in 4 bytes (float32). The mark is for columns that are no wider; in columns of 8 bytes, where the
    engine is bound by memory, the ratio is shown beside it.
    """
    ready, block = workload.scorer(), workload.units(count)
    rules = [RULES[place] for place in rule_engines.SOME]
    columns = floats(block)
    whole, formulas = rule_engines.openfisca(rules, {name: columns[name] for name in rule_engines.facts_of(rules)})
    engines, narrow = {at: Engine(ready, native=True) for at in (MACHINE, NARROW)}, narrowed(block)
    name, only = "OpenFisca-Core", "OpenFisca-Core，只算公式"
    tasks: dict[str, Task] = {
        name: whole,
        only: formulas,
        MACHINE: lambda: engines[MACHINE].score(block),
        NARROW: lambda: engines[NARROW].score(narrow),
    }
    times = interleaved(tasks, rounds, rounds)
    right = Engine(ready, native=False).score(block)
    some = np.array([right.indicators[place] for place in rule_engines.SOME])
    found = np.floor(np.array(whole(), float) * 100 + 0.5)
    correct = float((found == some).mean())
    units = float((found != some).any(axis=0).mean())
    notes = {
        name: f"6个指标；{units:.2%}的单位有错，只算对的；建模拟、给数、算公式",
        only: "同上；模拟已建好，数已给好",
    }
    scores = {at: count * (len(rules) * correct if at in notes else len(RULES)) / 1e6 for at in times}
    rows: list[Row] = []
    for at, one in times.items():
        shown = [f"{scores[at] / seconds:.0f} M/s" for seconds in (one.best, one.middle, one.processor)]
        if at in notes:
            rows.append(Row("每秒算对的指标得分", at, *shown, note=notes[at]))
        else:
            ratio, of_formulas = (scores[at] / one.best / (scores[peer] / times[peer].best) for peer in (name, only))
            note = f"30个指标，错0；为OpenFisca-Core的{ratio:.1f}倍，为只算公式的{of_formulas:.1f}倍"
            mark, met = (f"{VECTORS:g}倍", ratio >= VECTORS) if at == NARROW else ("", None)
            rows.append(Row("每秒算对的指标得分", at, *shown, mark, met, note))
    return rows


# ---- files


def files(rounds: int, count: int) -> list[Row]:
    """From Parquet to Parquet by the command, beside reading the same table and writing the same result without scoring."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from evaldsl.cli import main as command

    block = workload.units(count)
    headers = {fact.key: fact for fact in workload.scorer().rubric.facts}
    columns = {_header(headers[key]): _stored(column) for key, column in block.columns.items()}
    with TemporaryDirectory() as folder:
        rubric, data, result, copy = (
            str(Path(folder, name)) for name in ("w.rubric", "w.parquet", "o.parquet", "c.parquet")
        )
        Path(rubric).write_text(workload.rubric_text(), encoding="utf-8")
        pq.write_table(pa.table({"单位": pa.array([f"单位{row}" for row in range(count)]), **columns}), data)
        del block, columns

        def score_all() -> None:
            with redirect_stderr(io.StringIO()):
                assert command(["batch", rubric, data, "-o", result]) == 0

        score_all()
        written = pq.read_table(result)

        def only_files() -> None:
            batches = written.combine_chunks().to_batches(max_chunksize=CHUNK)
            with (
                pq.ParquetWriter(copy, written.schema, store_decimal_as_integer=True) as out,
                ThreadPoolExecutor(1) as pool,
            ):
                before = None
                for read, batch in zip(pq.ParquetFile(data).iter_batches(CHUNK), batches, strict=True):
                    assert read.num_rows == batch.num_rows
                    if before is not None:
                        before.result()
                    before = pool.submit(out.write_batch, batch)

        name = f"evaldsl batch，Parquet到Parquet，{count // MILLION}百万"
        times = interleaved({name: score_all, "只读这张表、写这份结果": only_files}, rounds, rounds)
    ratio = times["只读这张表、写这份结果"].best / times[name].best
    shown = {
        at: [f"{count / seconds / MILLION:.2f} M/s" for seconds in (one.best, one.middle, one.processor)]
        for at, one in times.items()
    }
    return [
        Row(
            "文件到文件",
            at,
            *shown[at],
            *((f"{FILES}倍", ratio >= FILES, f"为只读写的{ratio:.2f}倍") if at == name else ()),
        )
        for at in times
    ]


def _header(fact: Fact) -> str:
    return (
        f"{fact.key}（{'%' if fact.kind is Kind.RATIO else fact.unit}）"
        if fact.kind in (Kind.RATIO, Kind.NUMBER)
        else fact.key
    )


def _stored(column: Column) -> Any:
    """A column as files have it: truths, whole numbers, amounts with two decimals."""
    import pyarrow as pa

    if not isinstance(column, Numbers):
        return pa.array(column.holds if isinstance(column, Judgements) else column.code)
    if not column.digits:
        return pa.array(column.whole)
    words = np.zeros((len(column.whole), 2), np.int64)
    words[:, 0] = column.whole
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(words), [None, pa.py_buffer(words)])


# ---- growth


def growth(rounds: int, largest: int) -> list[Row]:
    """The time of a unit from 1 to 10 million units, and of a unit and an indicator from 30 to 2,000 indicators."""
    rows: list[Row] = []
    ready = workload.scorer()
    for native, name in ((False, OURS), (True, MACHINE)):
        engine = Engine(ready, native=native)
        each: dict[int, float] = {}
        for count in sorted({MILLION, largest}):
            block = workload.units(count)
            times = interleaved({name: lambda engine=engine, block=block: engine.score(block)}, rounds, rounds)
            each[count] = times[name].processor / count
        (small, first), (large, last) = min(each.items()), max(each.items())
        note = f"{small // MILLION}百万时{first * 1e9:.0f} ns，{large // MILLION}百万时{last * 1e9:.0f} ns"
        met = last / first <= LINEAR
        rows.append(Row("每个单位的CPU用时", name, f"{last / first:.2f}倍", "", "", f"≤ {LINEAR}倍", met, note))
    rows += _wide_rubrics(rounds)
    return rows


def _wide_rubrics(rounds: int, count: int = 50_000) -> list[Row]:
    """Rubrics of more and more indicators: those of workload W again and again, each with facts of its own."""
    rows: list[Row] = []
    for native, name in ((False, OURS), (True, MACHINE)):
        each: dict[int, float] = {}
        made: dict[int, float] = {}
        for copies in (10, 67):
            ready, block = workload.scorer(copies), workload.copied(workload.units(count), copies)
            engine = Engine(ready, native=native)
            start = time.perf_counter()
            engine.score(workload.head(block, 1_000))
            size = len(ready.rubric.indicators)
            made[size] = time.perf_counter() - start
            engine.score(block)
            times = interleaved({name: lambda engine=engine, block=block: engine.score(block)}, rounds, rounds)
            each[size] = times[name].processor / count / size
        (small, first), (large, last) = min(each.items()), max(each.items())
        note = f"{small}个指标时{first * 1e9:.2f} ns，{large:,}个时{last * 1e9:.2f} ns；生成{made[small]:.1f}、{made[large]:.1f}秒"
        met = last / first <= WIDE
        rows.append(Row("每个单位、每个指标的CPU用时", name, f"{last / first:.2f}倍", "", "", f"≤ {WIDE}倍", met, note))
    return rows


def measure(rounds: int = 5) -> list[Row]:
    """All rows; with few rounds no 10 million units."""
    largest = MILLION if rounds < 3 else 10 * MILLION
    rows = [*single_units(rounds), *vectors(rounds)]
    for count in sorted({MILLION, largest}):
        race = by_hand(f"负载W {count // MILLION}百万", count)
        rows += race.rows(race.run(rounds if count == MILLION else FEW), MARKS)
        del race
    for count in sorted({MILLION, largest}):
        race = of_longhui(count)
        rows += race.rows(race.run(rounds if count == MILLION else FEW), MARKS)
        del race
    return [*rows, *files(rounds, largest), *growth(rounds, largest)]


def main() -> int:
    """The exit status is 1 when a score differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description="成批评分与解释器逐一核对")
    parser.add_argument("--check", type=int, metavar="N", default=200_000, help="每份评分表核对多少个单位")
    from benchmarks.checking import check

    return 0 if check(parser.parse_args().check) else 1


if __name__ == "__main__":
    sys.exit(main())
