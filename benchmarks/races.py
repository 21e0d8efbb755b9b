"""Races over the same units: the engines beside what is written by hand for others, wrong scores beside speed."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from attrs import define, field

from benchmarks import workload
from benchmarks.clock import Row, Times, interleaved
from benchmarks.peers import duckdb_exact, numpy_naive, polars_exact, translated
from benchmarks.peers.kernel_c import Kernel
from benchmarks.units import Units
from evaldsl.batch.blocks import Block, BlockScores, Judgements, Numbers, Words
from evaldsl.batch.engine import Engine
from evaldsl.interpreter.plan import plan
from evaldsl.interpreter.scorer import Scorer
from evaldsl.pipeline import load, prepare
from tests.unit_blocks import block_of

MILLION = 1_000_000
NAIVE, POLARS, DUCKDB, KERNEL = 3.0, 1.3, 3.0, 0.8
Task = Callable[[], Any]
LONGHUI = Path(__file__).resolve().parent.parent / "rubrics" / "longhui-2021" / "longhui-2021.rubric"


def longhui() -> Scorer:
    """The 32 indicators of 隆回 2021."""
    return prepare(load(LONGHUI.read_text(encoding="utf-8"), LONGHUI.name))


def longhui_units(ready: Scorer, count: int) -> Block:
    """Units of 隆回: 20,000 generated ones, drawn again and again."""
    some = block_of(ready, Units(ready.rubric, workload.SEED).many(min(count, 20_000)))
    rows = np.random.default_rng(workload.SEED).integers(0, some.rows, count)
    return Block(count, {key: drawn(column, rows) for key, column in some.columns.items()})


def drawn(column: Any, rows: Any) -> Any:
    """The column of other units, by their places."""
    match column:
        case Numbers(whole, digits):
            return Numbers(whole[rows], digits)
        case Judgements(holds):
            return Judgements(holds[rows])
        case Words(code):
            return Words(code[rows])


def wholes(block: Block) -> dict[str, Any]:
    """The columns as arrays of whole numbers, truths, and places of words."""
    return {key: whole(column) for key, column in block.columns.items()}


def whole(column: Any) -> Any:
    """A column as an array."""
    return (
        column.whole if isinstance(column, Numbers) else column.holds if isinstance(column, Judgements) else column.code
    )


def floats(block: Block) -> dict[str, Any]:
    """The columns as those have them who reckon in floats."""
    return {
        key: column.whole / 10.0**column.digits if isinstance(column, Numbers) else whole(column)
        for key, column in block.columns.items()
    }


def narrowed(block: Block) -> Block:
    """The same units, every number in as few bytes as its column needs."""
    columns = dict(block.columns)
    for key, column in columns.items():
        if isinstance(column, Numbers):
            most = int(np.abs(column.whole).max(initial=0))
            width = next(one for one in (np.int8, np.int16, np.int32, np.int64) if most <= np.iinfo(one).max)
            columns[key] = Numbers(column.whole.astype(width), column.digits, column.missing)
    return Block(block.rows, columns)


# ---- a race


@define
class Race:
    """Tasks that score the same units, each of which gives all indicators in its own unit, and the total.

    *makers* put the units into the form that each task takes, which is not measured, and give the task.
    """

    group: str
    ready: Scorer
    block: Block
    makers: dict[str, Callable[[], Task]] = field(factory=dict)
    wrong: dict[str, str] = field(factory=dict)

    def run(self, rounds: int) -> dict[str, Times]:
        """Checks what each gives against the exact engine, then measures all in turn.

        Of many units not all forms fit into memory side by side: there one task is measured after the other.
        """
        right = Engine(self.ready, native=False).score(self.block)
        if self.block.rows > MILLION:
            times: dict[str, Times] = {}
            for name, make in self.makers.items():
                times |= self._measured({name: make()}, right, rounds)
            return times
        return self._measured({name: make() for name, make in self.makers.items()}, right, rounds)

    def _measured(self, tasks: dict[str, Task], right: BlockScores, rounds: int) -> dict[str, Times]:
        for name, task in tasks.items():
            self.wrong[name] = self.compared(task(), right)
        return interleaved(tasks, rounds, rounds)

    def compared(self, found: Any, right: BlockScores) -> str:
        """How many totals and grades are wrong."""
        count = len(right.indicators)
        if isinstance(found, BlockScores):
            total, grade = found.total, found.grade
            left = int(found.left.sum())
            bad = int(((total != right.total) & ~found.left).sum()), int(((grade != right.grade) & ~found.left).sum())
            return f"总分错{bad[0]:,}、等级错{bad[1]:,}" + (f"，另{left:,}个留给解释器" if left else "")
        if hasattr(found, "columns"):  # a table of polars or Arrow
            found = (
                [np.asarray(found[name]) for name in found.column_names]
                if hasattr(found, "column_names")
                else [one.to_numpy() for one in found.get_columns()]
            )
        total = found[count]
        if total.dtype.kind == "f":
            total = np.rint(total * 100)
        words = f"总分错{int((total != right.total).sum()):,}"
        if len(found) > count + 1:
            words += f"、等级错{int((found[count + 1] != right.grade).sum()):,}"
        return words

    def rows(self, times: Mapping[str, Times], marks: Mapping[str, tuple[tuple[str, float], ...]]) -> list[Row]:
        """A row for each task; *marks*: of some, what it must be how many times as fast as."""
        found: list[Row] = []
        for name, one in times.items():
            shown = [f"{self.block.rows / seconds / MILLION:.2f}" for seconds in (one.best, one.middle, one.processor)]
            reach, met, notes = list[str](), True, [self.wrong[name]]
            for other, least in marks.get(name, ()):
                rivals = [at for at in times if at.startswith(other)]
                if not rivals:
                    continue
                ratio = min(times[at].best for at in rivals) / one.best
                reach.append(f"{other}的{least:g}倍")
                notes.append(f"为{other}的{ratio:.2f}倍")
                met = met and ratio >= least
            ours = name in marks or not name.startswith(tuple(OTHERS))
            exact = not ours or "错0、等级错0" in self.wrong[name]
            found.append(
                Row(
                    self.group, name, *(f"{text} M/s" for text in shown),
                    "；".join(reach), (met and exact) if ours else None, "；".join(notes),
                )
            )  # fmt: skip
        return found


OURS, MACHINE, MACHINE_ONE = "本引擎numpy，2线程", "本引擎机器码，2线程", "本引擎机器码，1线程"
NARROW, NARROW_ONE = "本引擎机器码，窄列，2线程", "本引擎机器码，窄列，1线程"
OTHERS = ("朴素", "polars", "DuckDB", "手写")
MARKS: dict[str, tuple[tuple[str, float], ...]] = {
    OURS: (("朴素numpy", NAIVE), ("polars", POLARS), ("DuckDB", DUCKDB)),
    MACHINE: (),
    MACHINE_ONE: (("手写C，float64", KERNEL),),
    NARROW: (),
    NARROW_ONE: (("手写C，int32", KERNEL),),
}


def by_hand(group: str, count: int) -> Race:
    """Workload W."""
    ready, block = workload.scorer(), workload.units(count)
    race = Race(group, ready, block)
    _engines(race)
    for name, threads in ((NARROW, 2), (NARROW_ONE, 1)):
        race.makers[name] = lambda threads=threads: _engine(ready, narrowed(block), threads, native=True)
    race.makers["朴素numpy float64，1线程"] = lambda: partial(numpy_naive.scores, floats(block))
    for name, held in (("polars Int64，流式，2线程", False), ("polars 浮点整数，流式，2线程", True)):
        race.makers[name] = lambda held=held: _polars(block, polars_exact.expressions(floats=held))
    race.makers["DuckDB BIGINT，2线程"] = lambda: _duckdb(block, duckdb_exact.query("w"))
    for kind in ("float64", "int32"):
        race.makers[f"手写C，{kind}的列，1线程"] = lambda kind=kind: partial(Kernel(wholes(block), kind).scores, 1)
    return race


def _engines(race: Race) -> None:
    for name, native, threads in ((OURS, False, 2), (MACHINE, True, 2), (MACHINE_ONE, True, 1)):
        race.makers[name] = lambda native=native, threads=threads: _engine(
            race.ready, race.block, threads, native=native
        )


def _engine(ready: Scorer, block: Block, threads: int, *, native: bool) -> Task:
    return partial(Engine(ready, threads, native).score, block)


def _polars(block: Block, found: Any) -> Task:
    import polars as pl

    table = pl.DataFrame(wholes(block))
    return lambda: table.lazy().select(found).collect(engine="streaming")


def _duckdb(block: Block, query: str) -> Task:
    import duckdb
    import pyarrow as pa

    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.register("given", pa.table(wholes(block)))
    base.execute("CREATE TABLE w AS SELECT * FROM given")
    base.unregister("given")
    return lambda: base.sql(query).to_arrow_table()


def of_longhui(count: int) -> Race:
    """The 32 indicators of 隆回."""
    ready = longhui()
    block = longhui_units(ready, count)
    race = Race(f"隆回 {count // MILLION}百万", ready, block)
    spans = {
        key: (1 if column.whole.min() > 0 else 0, int(column.whole.max()))
        for key, column in block.columns.items()
        if isinstance(column, Numbers)
    }
    digits = {key: column.digits for key, column in block.columns.items() if isinstance(column, Numbers)}
    planned = plan(ready, digits, spans)
    words = translated.words_of(ready, planned)
    _engines(race)
    race.makers["朴素numpy float64，1线程"] = lambda: partial(translated.floats, ready, floats(block))
    race.makers["polars Int64，流式，2线程"] = lambda: _polars(block, translated.polars_of(planned, words))
    race.makers["DuckDB BIGINT，2线程"] = lambda: _duckdb(block, translated.duckdb_of(planned, words, "w"))
    return race
