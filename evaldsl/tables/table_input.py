"""Tables of units as files: CSV, Parquet and Arrow, read chunk by chunk, from the beginning or from where a run broke off."""

import hashlib
import re
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from evaldsl.batch.columns import YEAR
from evaldsl.batch.plain_types import plain, plain_batch
from evaldsl.command_line import files_read
from evaldsl.command_line.files import Unusable, given_path, reason, stdin
from evaldsl.console import say
from evaldsl.tables.table_chunks import Chunk, readable
from evaldsl.tables.table_csv import HEAD, CsvRows, csv_reader
from evaldsl.text.typography import same_name

ENDINGS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".arrow": "arrow", ".feather": "arrow"}


@frozen(eq=False)
class Source:
    """An opened table: *size* is what positions count up to, *first* where the rows begin; *fingerprint* tells whether it
    is still the same file."""

    name: str
    schema: pa.Schema
    size: int
    first: tuple[int, int]
    fingerprint: str
    reader: "CsvRows | ParquetRows | ArrowRows"

    def tell_title(self) -> None:
        """Says so where a title above the header is left out."""
        if isinstance(self.reader, CsvRows) and self.reader.title:
            say(f"{self.name}：{self.reader.title}")

    def chunks(self, start: tuple[int, int]) -> Iterator[Chunk]:
        """The chunks from the position and line *start* on; the next is read while one is at work."""
        return ahead(self.reader.chunks(*start))


def open_table(argument: str, rows: int) -> Source:
    """The table that the user names; *rows* is how many go into a chunk, at most or thereabouts."""
    path = given_path(argument)
    if path is None:
        text, first = csv_reader(None, "标准输入", stdin().read(HEAD), rows)
        return Source("标准输入", text.schema, 0, first, "", text)
    files_read.note(path, argument)
    try:
        if path.is_dir():
            raise Unusable(f"“{argument}”是文件夹，这里要的是文件")
        size = path.stat().st_size
        form = ENDINGS.get(path.suffix.lower()) or "csv"
        fingerprint = _fingerprint(path)
        if form == "csv":
            with path.open("rb") as stream:
                head = stream.read(HEAD)
            text, first = csv_reader(path, argument, head, rows)
            return Source(argument, text.schema, size, first, fingerprint, text)
        reader = ParquetRows(path, argument, rows) if form == "parquet" else ArrowRows(path, argument, rows)
        with readable(argument, form):
            schema, count = reader.opened()
        return Source(argument, schema, count, (0, 1), fingerprint, reader)
    except (OSError, ValueError) as trouble:
        raise Unusable(f"读不了“{argument}”：{reason(trouble)}") from None


def years_of(source: Source) -> set[int]:
    """The years that the rows of a table say; none of what can be read but once."""
    return {int(match[0]) for one in said_years(source) if (match := re.search(r"[12]\d{3}", one))}


def said_years(source: Source) -> set[str]:
    """What the rows of a table say of their year; nothing of what can be read but once."""
    place = next((place for place, one in enumerate(source.schema.names) if same_name(one) in YEAR), None)
    if place is None or not source.fingerprint:
        return set()
    said = {one for column in _column(source, place) for one in column.unique().to_pylist()}
    return {str(one) for one in said}


def _column(source: Source, place: int) -> Iterator[pa.Array]:
    """One column of a table, part by part."""
    match source.reader:
        case ParquetRows() as reader:
            yield from reader.column(source.schema.names[place])
        case CsvRows() as reader:
            yield from reader.column(place, *source.first)
        case ArrowRows() as reader:
            yield from (chunk.batch.column(place) for chunk in reader.chunks(*source.first))


def _fingerprint(path: Path) -> str:
    """Size, time, and what stands at both ends: enough to know a file again without reading it all."""
    told = path.stat()
    digest = hashlib.sha256(f"{told.st_size} {told.st_mtime_ns}".encode())
    with path.open("rb") as stream:
        digest.update(stream.read(HEAD))
        stream.seek(max(told.st_size - HEAD, 0))
        digest.update(stream.read())
    return digest.hexdigest()


def ahead(chunks: Generator[Chunk, None, None]) -> Iterator[Chunk]:
    """*chunks*, one of them read in advance."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, chunks, None)
        try:
            while (chunk := future.result()) is not None:
                future = pool.submit(next, chunks, None)
                yield chunk
        finally:
            future.exception()
            pool.submit(chunks.close).result()


def _even(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """*batches* cut and joined to *rows* each."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        while batch.num_rows:
            part = batch.slice(0, rows - count)
            batch = batch.slice(part.num_rows)
            held.append(part)
            count += part.num_rows
            if count == rows:
                yield _joined(held)
                held, count = [], 0
    if held:
        yield _joined(held)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]


def _numbered(batches: Iterable[pa.RecordBatch], position: int) -> Iterator[Chunk]:
    for batch in batches:
        lines = np.arange(position + 1, position + 1 + batch.num_rows)
        position += batch.num_rows
        yield Chunk(batch, lines, position, position + 1)


# ---- Parquet and Arrow


@frozen
class ParquetRows:
    """The rows of a Parquet file."""

    path: Path
    name: str
    rows: int

    def opened(self) -> tuple[pa.Schema, int]:
        """What its columns are and how many rows it has."""
        with pq.ParquetFile(self.path) as file:
            return plain(file.schema_arrow), file.metadata.num_rows

    def chunks(self, position: int, _line: int) -> Generator[Chunk, None, None]:
        """Chunks from row *position* on."""
        with readable(self.name, "parquet"), pq.ParquetFile(self.path, pre_buffer=False) as file:
            group, skip = 0, position
            while group < file.num_row_groups and skip >= file.metadata.row_group(group).num_rows:
                skip -= file.metadata.row_group(group).num_rows
                group += 1
            groups = range(group, file.num_row_groups)  # one by one: what has been read of one is given back
            batches = (batch for one in groups for batch in file.iter_batches(self.rows, row_groups=[one]))
            yield from _numbered(_even(_without(map(plain_batch, batches), skip), self.rows), position)

    def column(self, name: str) -> Iterator[pa.Array]:
        """The column *name* alone, part by part."""
        with readable(self.name, "parquet"), pq.ParquetFile(self.path) as file:
            yield from (plain_batch(batch).column(0) for batch in file.iter_batches(columns=[name]))


def _without(batches: Iterable[pa.RecordBatch], skip: int) -> Iterator[pa.RecordBatch]:
    """*batches* but for the first *skip* rows."""
    for batch in batches:
        yield batch.slice(min(skip, batch.num_rows))
        skip -= min(skip, batch.num_rows)


@frozen
class ArrowRows:
    """The rows of an Arrow file, or of an Arrow stream in a file."""

    path: Path
    name: str
    rows: int

    def opened(self) -> tuple[pa.Schema, int]:
        """What its columns are and how many rows it has, 0 where that is not known."""
        with pa.memory_map(str(self.path)) as file:
            try:
                reader = pa.ipc.open_file(file)
                return plain(reader.schema), sum(reader.get_batch(n).num_rows for n in range(reader.num_record_batches))
            except pa.ArrowInvalid:
                file.seek(0)
                return plain(pa.ipc.open_stream(file).schema), 0

    def chunks(self, position: int, _line: int) -> Generator[Chunk, None, None]:
        """Chunks from row *position* on."""
        with readable(self.name, "arrow"), pa.memory_map(str(self.path)) as file:
            yield from _numbered(_even(_without(map(plain_batch, self._batches(file)), position), self.rows), position)

    def _batches(self, file: pa.NativeFile) -> Iterator[pa.RecordBatch]:
        try:
            reader = pa.ipc.open_file(file)
        except pa.ArrowInvalid:
            file.seek(0)
            yield from pa.ipc.open_stream(file)
            return
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)
