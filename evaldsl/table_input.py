"""Tables of units as files: CSV, Parquet and Arrow, read chunk by chunk, from the beginning or from where a run broke off."""

import csv
import hashlib
import io
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from attrs import define, field, frozen

from evaldsl.batch.blocks import Int64s
from evaldsl.console import say
from evaldsl.encodings import decode
from evaldsl.files import Unusable, given_path, reason, stdin

HEAD = 1 << 20
LONGEST_ROW = 1 << 26
ENDINGS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".parquet": "parquet", ".arrow": "arrow", ".feather": "arrow"}


@frozen(eq=False)
class Chunk:
    """Some rows: *lines* are their places in the file, counted from 1, *broken* says why a row could not be read at all.

    *position* and *line* are where the next chunk begins: in bytes of a CSV file, else in rows.
    """

    batch: pa.RecordBatch
    lines: Int64s
    position: int
    line: int
    broken: dict[int, str] = field(factory=dict)


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

    def chunks(self, start: tuple[int, int]) -> Iterator[Chunk]:
        """The chunks from the position and line *start* on; the next is read while one is at work."""
        return ahead(self.reader.chunks(*start))


def open_table(argument: str, rows: int) -> Source:
    """The table that the user names; *rows* is how many go into a chunk, at most or thereabouts."""
    path = given_path(argument)
    if path is None:
        return _csv_source(stdin(), "标准输入", 0, "", rows)
    try:
        if path.is_dir():
            raise Unusable(f"“{argument}”是文件夹，这里要的是文件")
        size = path.stat().st_size
        form = ENDINGS.get(path.suffix.lower()) or "csv"
        stream = path.open("rb")
        fingerprint = _fingerprint(path)
        if form == "csv":
            return _csv_source(stream, argument, size, fingerprint, rows)
        stream.close()
        reader = ParquetRows(path, argument, rows) if form == "parquet" else ArrowRows(path, argument, rows)
        with _readable(argument, form):
            schema, count = reader.opened()
        return Source(argument, schema, count, (0, 1), fingerprint, reader)
    except (OSError, ValueError) as trouble:
        raise Unusable(f"读不了“{argument}”：{reason(trouble)}") from None


def _fingerprint(path: Path) -> str:
    """Size, time, and what stands at both ends: enough to know a file again without reading it all."""
    told = path.stat()
    digest = hashlib.sha256(f"{told.st_size} {told.st_mtime_ns}".encode())
    with path.open("rb") as stream:
        digest.update(stream.read(HEAD))
        stream.seek(max(told.st_size - HEAD, 0))
        digest.update(stream.read())
    return digest.hexdigest()


@contextmanager
def _readable(name: str, form: str) -> Iterator[None]:
    """What the library says of a broken file, in Chinese."""
    words = {"csv": "CSV", "parquet": "Parquet", "arrow": "Arrow"}[form]
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError, OSError, EOFError) as trouble:
        if isinstance(trouble, FileNotFoundError | PermissionError):
            raise Unusable(f"读不了“{name}”：{reason(trouble)}") from None
        raise Unusable(f"读不了“{name}”：不是完整的{words}文件，也许没有写完或已损坏") from None


def ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """*chunks*, one of them read in advance."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(next, chunks, None)
        while (chunk := future.result()) is not None:
            future = pool.submit(next, chunks, None)
            yield chunk


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
            return file.schema_arrow, file.metadata.num_rows

    def chunks(self, position: int, _line: int) -> Iterator[Chunk]:
        """Chunks from row *position* on."""
        with _readable(self.name, "parquet"), pq.ParquetFile(self.path) as file:
            group, skip = 0, position
            while group < file.num_row_groups and skip >= file.metadata.row_group(group).num_rows:
                skip -= file.metadata.row_group(group).num_rows
                group += 1
            groups = list(range(group, file.num_row_groups))
            batches = file.iter_batches(self.rows, row_groups=groups) if groups else iter(())
            yield from _numbered(_even(_without(batches, skip), self.rows), position)


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
                return reader.schema, sum(reader.get_batch(n).num_rows for n in range(reader.num_record_batches))
            except pa.ArrowInvalid:
                file.seek(0)
                return pa.ipc.open_stream(file).schema, 0

    def chunks(self, position: int, _line: int) -> Iterator[Chunk]:
        """Chunks from row *position* on."""
        with _readable(self.name, "arrow"), pa.memory_map(str(self.path)) as file:
            yield from _numbered(_even(_without(self._batches(file), position), self.rows), position)

    def _batches(self, file: pa.NativeFile) -> Iterator[pa.RecordBatch]:
        try:
            reader = pa.ipc.open_file(file)
        except pa.ArrowInvalid:
            file.seek(0)
            yield from pa.ipc.open_stream(file)
            return
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


# ---- CSV


def _csv_source(stream: BinaryIO, name: str, size: int, fingerprint: str, rows: int) -> Source:
    head = stream.read(HEAD)
    text = decode(head[: head.rfind(b"\n") + 1] if len(head) == HEAD else head)
    if not isinstance(text, str):
        raise Unusable(f"读不了“{name}”：{text.message}{f'；{text.hint}' if text.hint else ''}")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unusable(f"读不了“{name}”：是UTF-16编码；请另存为“CSV UTF-8”")
    first = next((line for line in text.split("\n") if line.strip("\ufeff \t\r")), "")
    delimiter = next((sign for sign in ",\t;" if sign in first), ",")
    headers, lines = _header(text, delimiter, name)
    start = 0
    for _ in range(lines):
        start = head.find(b"\n", start) + 1 or len(head)
    count = max(head.count(b"\n", start), 1)
    block = max((len(head) - start) * rows // count, 1 << 16)
    schema = pa.schema([pa.field(header, pa.string()) for header in headers])
    reader = CsvRows(stream, name, schema, delimiter, block, head if not size else b"")
    return Source(name, schema, size, (start, lines + 1), fingerprint, reader)


def _header(text: str, delimiter: str, name: str) -> tuple[list[str], int]:
    """The first row that is not blank, and how many lines stand up to its end."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    with suppress(csv.Error):
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
                return [cell.strip() for cell in cells], reader.line_num
    raise Unusable(f"读不了“{name}”：没有表头，表是空的或第一行的双引号没有配对")


@define
class CsvRows:
    """The rows of a CSV file in UTF-8 or GB18030; *block* bytes at a time, cut where a row ends."""

    stream: BinaryIO
    name: str
    schema: pa.Schema
    delimiter: str
    block: int
    ready: bytes
    codec: str = ""
    warned: bool = False

    def chunks(self, position: int, line: int) -> Iterator[Chunk]:
        """Chunks from the byte *position* and the line *line* on."""
        if self.ready:  # a pipe cannot be read twice
            held = self.ready[position:]
        else:
            self.stream.seek(position)
            held = b""
        size = self.block
        while True:
            wanted = max(size - len(held), 1)
            fresh = self.stream.read(wanted)
            data, last = held + fresh, len(fresh) < wanted
            end = len(data) if last else _end_of_rows(data)
            if not end and not last:
                if len(data) > LONGEST_ROW:
                    raise Unusable(f"“{self.name}”第{line}行起有双引号没有配对，或一行太长")
                held, size = data, 2 * len(data)
                continue
            data, held, size = data[:end], data[end:], self.block
            if data:
                position += len(data)
                chunk = self._chunk(data, position, line)
                line = chunk.line
                yield chunk
            if last:
                return

    def _chunk(self, data: bytes, position: int, line: int) -> Chunk:
        plain = self._utf_8(data, line)
        broken: list[tuple[int, int, str]] = []

        def note(row: pacsv.InvalidRow) -> str:
            broken.append((row.number, row.actual_columns, row.text))
            return "skip"

        names = [f"f{place}" for place in range(len(self.schema))]
        with _readable(self.name, "csv"):
            table = pacsv.read_csv(
                io.BytesIO(plain),
                pacsv.ReadOptions(use_threads=False, block_size=len(plain) + 16, column_names=names),
                pacsv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=note,
                ),
                pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
            )
        batch = pa.RecordBatch.from_arrays([_whole(column) for column in table.columns], schema=self.schema)
        count = plain.count(b"\n") + (not plain.endswith(b"\n"))
        rows = batch.num_rows + len(broken)
        lines = np.arange(line, line + rows) if rows == count else _lines(plain, self.delimiter, line, rows)
        batch, reasons = _with_broken(batch, broken, len(self.schema))
        kept = _not_blank(batch, reasons)
        if not kept.all():
            places = np.cumsum(kept) - 1
            reasons = {int(places[row]): words for row, words in reasons.items() if words}
            batch, lines = batch.filter(pa.array(kept)), lines[kept]
        return Chunk(batch, lines, position, line + data.count(b"\n"), reasons)

    def _utf_8(self, data: bytes, line: int) -> bytes:
        """*data* in UTF-8; a file that begins in plain ASCII shows its encoding only later."""
        if data.isascii():
            return data
        if self.codec != "gb18030":
            try:
                data.decode("utf-8")
                self.codec = "utf-8"
                return data
            except UnicodeDecodeError:
                from evaldsl.encodings import codec_of

                self.codec = self.codec or codec_of(data).removesuffix("-sig")
        try:
            return data.decode(self.codec).encode()
        except UnicodeDecodeError as trouble:
            if not self.warned:
                at = line + data.count(b"\n", 0, trouble.start)
                say(f"“{self.name}”第{at}行有坏字，读不出的字记作“\ufffd”")
                self.warned = True
            return data.decode(self.codec, "replace").encode()


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _end_of_rows(data: bytes) -> int:
    """Behind the last line end that is not inside quotation marks."""
    end = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, end)
    while end and quotes % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        quotes -= data.count(b'"', before, end)
        end = before
    return end


def _lines(plain: bytes, delimiter: str, line: int, rows: int) -> Int64s:
    """On which line each row begins, where cells hold line ends."""
    reader = csv.reader(io.StringIO(plain.decode(), newline=""), delimiter=delimiter)
    found, at = [], 0
    csv.field_size_limit(sys.maxsize)
    for _ in reader:
        found.append(line + at)
        at = reader.line_num
    return np.array(found[:rows] + [line + at] * (rows - len(found)), np.int64)


def _with_broken(
    batch: pa.RecordBatch, broken: list[tuple[int, int, str]], width: int
) -> tuple[pa.RecordBatch, dict[int, str]]:
    """*batch* with an empty row for each that has too few or too many cells, and why; a comment has no reason."""
    if not broken:
        return batch, {}
    gaps = {number - 1: (cells, text) for number, cells, text in broken}
    places: list[int | None] = []
    taken = 0
    for row in range(batch.num_rows + len(broken)):
        places.append(None if row in gaps else taken)
        taken += row not in gaps
    said: dict[int, str] = {}
    for row, (cells, text) in gaps.items():
        idle = text.startswith("#") or not text.strip(" \t\r,;")
        said[row] = "" if idle else f"这一行有{cells}列，表头有{width}列：{text[:60]}"
    return batch.take(pa.array(places, pa.int64())), said


def _not_blank(batch: pa.RecordBatch, reasons: dict[int, str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which rows hold something."""
    blank = np.ones(batch.num_rows, np.bool_)
    for column in batch.columns:
        blank &= np.asarray(pc.equal(pc.binary_length(column), 0).fill_null(True)).astype(np.bool_)
        if not blank.any():
            break
    for row, words in reasons.items():
        blank[row] = not words
    return ~blank
