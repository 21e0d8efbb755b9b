"""Whole tables of units, in memory, scored in one call: ``score_table``."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from warnings import warn

import numpy as np
import pyarrow as pa
from attrs import define, field

from evaldsl.batch.columns import Columns, HeaderProblem, read_header
from evaldsl.batch.doubtful_columns import see_doubtful
from evaldsl.batch.engine import Engine
from evaldsl.batch.plain_types import plain, plain_batch
from evaldsl.batch.reading import UnitReader, Units
from evaldsl.batch.results import ResultWriter
from evaldsl.batch.scoring import BatchScorer, Scores
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.facts_file import FactNames
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import scorer
from evaldsl.rubric_files.rubric_file import Loaded

CHUNK = 65_536


@define(eq=False)
class Prepared:
    """A rubric made ready for tables, once for as many as there are."""

    rubric: Rubric
    names: FactNames = field(init=False)
    batch: BatchScorer = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.names = FactNames.of(self.rubric)
        ready = scorer(self.rubric)
        self.batch = BatchScorer(ready, Engine(ready).score)

    def score_table(self, table: Any, *, ignore_columns: bool = False, keep: Collection[str] = ()) -> Any:
        """Scores every row of *table*; see ``score_table``."""
        return score_table(self, table, ignore_columns=ignore_columns, keep=keep, level=3)


UNIT_ABOVE = "单位".encode()
"""The metadata of a schema that says what unit stands above the table."""


@define(eq=False)
class TableScorer:
    """Scores the batches of one table, one after the other. *problems*: why its header cannot be used."""

    ready: Prepared
    schema: pa.Schema
    ignore: bool = False
    keep: Collection[str] = ()
    columns: Columns = field(init=False)
    problems: list[HeaderProblem] = field(init=False)
    reader: UnitReader = field(init=False)
    writer: ResultWriter = field(init=False)

    def __attrs_post_init__(self) -> None:
        above = (self.schema.metadata or {}).get(UNIT_ABOVE, b"").decode()
        self.columns, self.problems = read_header(self.schema.names, self.ready.names, self.ignore, self.keep, above)
        self.reader = UnitReader(self.columns, self.ready.names)
        self.problems += self.reader.problems(self.schema)
        self.writer = ResultWriter(self.ready.batch, self.columns, self.schema)

    def score(self, batch: pa.RecordBatch) -> tuple[Units, Scores]:
        """The units of *batch* and their scores."""
        units = self.reader.read(batch)
        return units, self.ready.batch.score(units)


class DoubtfulTable(UserWarning):
    """Values of a table that can hardly be right; the Chinese message says in which column and rows, and what may be meant."""


class BadTable(ValueError):
    """A table whose columns cannot be understood; the Chinese message says which and why."""


def score_table(
    rubric: Loaded | Rubric | Prepared, table: Any, *, ignore_columns: bool = False, keep: Collection[str] = (),
    level: int = 2,
) -> Any:  # fmt: skip
    """Scores every row of *table* and gives a table of the same kind.

    *table* is a pyarrow Table, RecordBatch, RecordBatchReader or dataset, a polars or pandas DataFrame, a dict of lists,
    or anything with ``__arrow_c_stream__``. Raises ``BadTable`` where the columns cannot be understood; what is wrong with
    a cell is said in the row. Values that can hardly be right are scored as they stand, with a ``DoubtfulTable`` warning
    for the caller *level* calls above.
    """
    if isinstance(rubric, Loaded):
        if rubric.rubric is None:
            raise BadTable("评分表有错误，读不出来；见pipeline.check")
        rubric = rubric.rubric
    ready = rubric if isinstance(rubric, Prepared) else Prepared(rubric)
    source = _plain(_batches(table))
    worker = TableScorer(ready, source.schema, ignore_columns, keep)
    if worker.problems:
        raise BadTable("\n".join(_said(one) for one in worker.problems))
    doubtful = DoubtfulValues.of(ready.names, worker.columns.given)
    found = list[pa.RecordBatch]()
    first = 1
    for batch in _sliced(source):
        units, scores = worker.score(batch)
        lines = np.arange(first, first + batch.num_rows)
        doubts = see_doubtful(doubtful, units, lines)
        found.append(worker.writer.record(batch, lines, units, scores, {}, doubts))
        first += batch.num_rows
    for message in doubtful.messages():
        warn(message, DoubtfulTable, stacklevel=level)
    return _as_given(pa.Table.from_batches(found, worker.writer.schema), table)


def _said(problem: HeaderProblem) -> str:
    hint = f"；{problem.finding.hint}" if problem.finding.hint else ""
    return f"{problem.finding.message}{hint}"


def _plain(source: pa.RecordBatchReader) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(plain(source.schema), map(plain_batch, source))


def _sliced(source: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    for batch in source:
        for start in range(0, batch.num_rows, CHUNK):
            yield batch.slice(start, CHUNK)


def _batches(table: Any) -> pa.RecordBatchReader:
    if isinstance(table, pa.RecordBatchReader):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.RecordBatchReader.from_batches(table.schema, [table])
    if isinstance(table, pa.Table):
        return table.to_reader()
    if isinstance(table, Mapping):
        return _of_lists(table).to_reader()
    if hasattr(table, "scanner"):
        return table.scanner().to_reader()
    if _module_of(table) == "pandas":
        return pa.Table.from_pandas(table, preserve_index=False).to_reader()
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table)
    raise BadTable(f"不认识{type(table).__name__}这种表；可以用pyarrow、polars、pandas的表，或字典")


def _of_lists(columns: Mapping[str, Any]) -> pa.Table:
    """A dict of lists, all of one length; a column of texts and numbers is read as texts."""
    lengths = {name: len(cells) for name, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        counted = "，".join(f"“{name}”{count}个" for name, count in list(lengths.items())[:5])
        raise BadTable(f"各列的行数不同：{counted}；每一列都要有每个单位的一格，没有数据的写None")
    arrays = {}
    for name, cells in columns.items():
        try:
            arrays[str(name)] = pa.array(cells)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            words = {True: "是", False: "否"}
            texts = [None if one is None else words[one] if isinstance(one, bool) else str(one) for one in cells]
            arrays[str(name)] = pa.array(texts, pa.string())
    return pa.table(arrays)


def _as_given(result: pa.Table, table: Any) -> Any:
    """*result* as the kind of table that *table* is."""
    if isinstance(table, pa.RecordBatch):
        return (
            result.combine_chunks().to_batches()[0]
            if result.num_rows
            else pa.RecordBatch.from_pylist([], result.schema)
        )
    if isinstance(table, Mapping):
        return result.to_pydict()
    match _module_of(table):
        case "polars":
            import polars

            return polars.from_arrow(result)
        case "pandas":
            import pandas

            frame = result.to_pandas(types_mapper=pandas.ArrowDtype)
            frame.index = table.index
            return frame
        case _:
            return result


def _module_of(table: Any) -> str:
    return type(table).__module__.partition(".")[0]
