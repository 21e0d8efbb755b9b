"""Results as files: CSV, Parquet and Arrow, written part by part beside the target, so that a run that is killed leaves
no half file and the next one goes on where it broke off.

``OUT.part`` is a folder of finished parts, of ``state.json``, which says for what they are, and of a file that the run
holds, so that no second one writes there. When all is there the
parts become the target: a single one is renamed, several are joined.
"""

import io
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from attrs import define, field, frozen

from evaldsl.batch.plain_types import can_be_said, is_text
from evaldsl.command_line.files import STDIN, Unusable, hold, keep_inputs, reason, unwritable, write_atomically
from evaldsl.console import out

ENDINGS = {".csv": "csv", ".parquet": "parquet", ".arrow": "arrow"}
_HELD = "in-use"
_OWN = re.compile(rf"{_HELD}|state\.json|(\d{{5,}}|whole)\.\w+(\.tmp)?|\.evaldsl-.*")
"""What a folder of finished parts holds, at whatever moment its run ends."""
_FORMULA = r"^[=+\-@\t\r]"
_PLAIN_NUMBER = r"^[+-]?[0-9][0-9.,]*%?$"


@frozen
class State:
    """How far a run has come: *parts* finished, the *position* and *line* where the next begins, *counts* so far."""

    parts: int
    position: int
    line: int
    counts: dict[str, int]


@define
class ResultFile:
    """The result of one run. *key* says of what rules, data and options it is; *every* is how many seconds a part takes."""

    target: str
    form: str
    schema: pa.Schema
    key: str
    every: float
    folder: Path = field(init=False)
    held: BinaryIO | None = None
    parts: int = 0
    part: "_Part | None" = None
    begun: float = 0.0

    def __attrs_post_init__(self) -> None:
        self.folder = Path(f"{os.path.realpath(self.target)}.part")
        self.schema = _printable(self.schema) if self.form == "csv" else self.schema

    def begin(self, fresh: bool) -> State | None:
        """Takes the result for this run alone; what an earlier run for the same has left, unless all is to be *fresh*."""
        try:
            keep_inputs(self.target)
            target = Path(self.target)
            if target.is_dir():
                raise Unusable(f"写不了“{self.target}”：是文件夹")
            if target.exists() and not target.is_file():  # a device would be replaced by a file
                raise Unusable(f"写不了“{self.target}”：不是普通文件；写到标准输出用 -o -")
            if self.folder.exists() and not all(_OWN.fullmatch(one.name) for one in self.folder.iterdir()):
                raise Unusable(f"写不了“{self.target}”：“{self.target}.part”要用来放没有做完的结果，里面却有别的文件")
            self.folder.mkdir(exist_ok=True)
            self.held = hold(self.folder / _HELD)
            state = None if fresh else self._left()
            if state is None:
                self._clear()
            return state
        except BlockingIOError:
            raise Unusable(f"“{self.target}”另有一个命令正在写；等它做完，或者换一个文件名") from None
        except OSError as trouble:
            raise unwritable(self.target, trouble) from None

    def _left(self) -> State | None:
        try:
            told = json.loads((self.folder / "state.json").read_text("utf-8"))
            there = all(self._path(number).is_file() for number in range(1, told["parts"] + 1))
            if there and told["key"] == self.key:
                self.parts = told["parts"]
                return State(told["parts"], told["position"], told["line"], told["counts"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return None

    def write(self, batch: pa.RecordBatch, position: int, line: int, counts: dict[str, int]) -> None:
        """Adds some rows; behind them the input goes on at *position* and *line*."""
        try:
            if self.part is None:
                self.part = _Part(self._path(self.parts + 1), self.form, self.schema, first=self.parts == 0)
                self.begun = time.monotonic()
            self.part.write(batch)
            if time.monotonic() - self.begun >= self.every:
                self._close(position, line, counts)
        except OSError as trouble:
            raise Unusable(f"写不了“{self.target}”：{reason(trouble)}") from None

    def _close(self, position: int, line: int, counts: dict[str, int]) -> None:
        assert self.part is not None
        self.part.close()
        self.part = None
        self.parts += 1
        told = {"key": self.key, "parts": self.parts, "position": position, "line": line, "counts": counts}
        write_atomically(str(self.folder / "state.json"), json.dumps(told).encode())

    def finish(self) -> None:
        """Makes the parts the target."""
        try:
            if self.part is None and not self.parts:
                self.part = _Part(self._path(1), self.form, self.schema, first=True)
            if self.part is not None:
                self.part.close()
                self.parts += 1
            whole = self._path(1) if self.parts == 1 else self._joined()
            os.replace(whole, os.path.realpath(self.target))
            self._clear()
            self._let_go()
            shutil.rmtree(self.folder, ignore_errors=True)
        except OSError as trouble:
            raise Unusable(f"写不了“{self.target}”：{reason(trouble)}") from None

    def drop(self) -> None:
        """Gives the part at hand up; those that are finished stay for the next run."""
        if self.part is not None:
            with suppress(OSError, ValueError, pa.ArrowException):  # a writer that stays open complains when it goes
                self.part.writer.close()
            self.part.stream.close()
            self.part = None
        if self.held is not None and not self.parts:  # nothing to go on from
            shutil.rmtree(self.folder, ignore_errors=True)
        self._let_go()

    def _clear(self) -> None:
        """Takes away all that stands in the folder but what holds it; first what says that there is something to go on from."""
        for path in sorted(self.folder.iterdir(), key=lambda path: path.name != "state.json"):
            if path.name != _HELD:
                path.unlink()

    def _let_go(self) -> None:
        if self.held is not None:
            self.held.close()
            self.held = None

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:05}.{self.form}"

    def _joined(self) -> Path:
        whole = self.folder / f"whole.{self.form}"
        paths = [self._path(number) for number in range(1, self.parts + 1)]
        if self.form == "csv":
            with whole.open("wb") as stream:
                for path in paths:
                    with path.open("rb") as part:
                        shutil.copyfileobj(part, stream, 1 << 20)
            return whole
        joined = _Part(whole, self.form, self.schema, first=True)
        for path in paths:
            for batch in _batches(path, self.form):
                joined.write(batch)
        joined.close()
        return whole


def _batches(path: Path, form: str) -> Iterator[pa.RecordBatch]:
    """The batches of a part, as they were written."""
    if form == "arrow":
        with pa.memory_map(str(path)) as file:
            reader = pa.ipc.open_file(file)
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)
        return
    with pq.ParquetFile(path) as parquet:
        for number in range(parquet.num_row_groups):
            yield from parquet.read_row_group(number).combine_chunks().to_batches()


@define
class _Part:
    """One file while it is written; it has its name only when it is complete."""

    path: Path
    form: str
    schema: pa.Schema
    first: bool
    stream: BinaryIO = field(init=False)
    writer: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.stream = Path(f"{self.path}.tmp").open("wb")  # noqa: SIM115 (it stays open until close)
        self.writer = _writer(self.stream, self.form, self.schema, self.first)

    def write(self, batch: pa.RecordBatch) -> None:
        """Adds some rows; they are a row group of a Parquet file."""
        if self.form == "parquet":
            self.writer.write_batch(batch, row_group_size=max(batch.num_rows, 1))
        else:
            self.writer.write_batch(without_formulas(batch, self.schema) if self.form == "csv" else batch)

    def close(self) -> None:
        """Completes the file."""
        self.writer.close()
        self.stream.close()
        os.replace(f"{self.path}.tmp", self.path)


def _writer(stream: BinaryIO, form: str, schema: pa.Schema, first: bool) -> Any:
    match form:
        case "parquet":
            return pq.ParquetWriter(stream, schema, store_decimal_as_integer=True)  # a third faster
        case "arrow":
            return pa.ipc.new_file(stream, schema)
        case _:
            if first:
                stream.write(b"\xef\xbb\xbf")
            return _csv_writer(stream, schema, first, "\r\n")


def _csv_writer(stream: BinaryIO, schema: pa.Schema, first: bool, end: str) -> pacsv.CSVWriter:
    options = pacsv.WriteOptions(include_header=first, quoting_style="needed", quoting_header="needed", eol=end)
    return pacsv.CSVWriter(stream, schema, write_options=options)


def _printable(schema: pa.Schema) -> pa.Schema:
    """*schema* with texts of one kind; what has no text cannot stand in a CSV file."""
    for one in schema:
        if not can_be_said(one.type):
            raise Unusable(
                f"“{one.name}”这一列的类型是{one.type}，写不进CSV；请写成.parquet或.arrow，或者不用 --keep 照抄"
            )
    return pa.schema([one.with_type(pa.string()) if _holds_texts(one.type) else one for one in schema])


def _holds_texts(kind: pa.DataType) -> bool:
    return is_text(kind.value_type if pa.types.is_dictionary(kind) else kind)


def without_formulas(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Texts that Excel would take for a formula get ' before them: =cmd, +1+1, @x; plain numbers stay as they are."""
    columns = [
        _harmless(column) if pa.types.is_string(column.type) else column for column in batch.cast(schema).columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _harmless(column: pa.Array) -> pa.Array:
    risky = pc.match_substring_regex(column, _FORMULA)
    if not pc.any(risky).as_py():
        return column
    number = pc.match_substring_regex(column, _PLAIN_NUMBER)
    return pc.if_else(pc.and_not(risky, number), pc.binary_join_element_wise("'", column, ""), column)


class Printed:
    """The result on standard output, as CSV; nothing to go on from."""

    def __init__(self, schema: pa.Schema) -> None:
        self.stream, self.schema = io.BytesIO(), _printable(schema)
        self.writer = _csv_writer(self.stream, self.schema, True, "\n")

    def begin(self, fresh: bool) -> None:
        """Nothing is needed."""

    def write(self, batch: pa.RecordBatch, position: int, line: int, counts: dict[str, int]) -> None:  # noqa: ARG002
        """Prints some rows."""
        self.writer.write_batch(without_formulas(batch, self.schema))
        self._print()

    def _print(self) -> None:
        out(self.stream.getvalue().decode())
        self.stream.seek(0)
        self.stream.truncate()

    def drop(self) -> None:
        """What has been printed stays."""

    def finish(self) -> None:
        """All has been printed."""
        self.writer.close()
        self._print()


def goes_to_stdout(target: str | None) -> bool:
    """Whether no file was asked for."""
    return target is None or target == STDIN
