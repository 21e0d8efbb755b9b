"""Tables of units in CSV, block by block: UTF-8 or GB18030, whatever the length, rows that do not fit told by line."""

import csv
import io
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from attrs import define, evolve

from evaldsl.batch.blocks import Int64s
from evaldsl.batch.tables import UNIT_ABOVE
from evaldsl.command_line.files import Unusable, is_rules, stdin
from evaldsl.console import say
from evaldsl.facts.csv_columns import first_lines, header_line, is_note, merged_header, titles_above
from evaldsl.facts.csv_rows import UNPAIRED, title_words, torn_quote
from evaldsl.facts.table_head import table_head
from evaldsl.tables.table_chunks import Chunk, readable
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.encodings import codec_of, decode, lines_of_mac

HEAD = 1 << 20
LONGEST_ROW = 1 << 26
_BAD_LETTER = "\ufffd".encode()
_LONE_RETURN = re.compile(rb"\r(?!\n|\Z)")
_ONE_UNIT = (".yaml", ".yml", ".json")
_FACTS = re.compile(r"\ufeff?(?:[{\[]|---|[^,\t;，\"]+:(?:[ \t]|\r?$))")
"""How a facts file begins, which is YAML or JSON."""


def csv_reader(path: Path | None, name: str, head: bytes, rows: int) -> "tuple[CsvRows, tuple[int, int]]":
    """What reads a CSV file that begins with *head*, and the position and line where its rows begin."""
    mac = lines_of_mac(head)
    head = _one_line_end(head.replace(b"\r", b"\n") if mac else head)
    whole = head[: head.rfind(b"\n") + 1] if len(head) == HEAD else head
    codec = "" if whole.isascii() else codec_of(whole).removesuffix("-sig")
    text = _text_of(whole, name)
    first = header_line(text)
    if is_rules(text) or first.startswith(("规则集 ", "语法 ")):
        raise Unusable(f"“{name}”是规则文件，不是宽表；先写规则文件，后写宽表")
    if name.lower().endswith(_ONE_UNIT) or _FACTS.match(first):
        raise Unusable(
            f"“{name}”是一个单位的数据文件，不是一行一个单位的宽表；评一个单位用 evaldsl score，评几个这样的文件用 evaldsl compare"
        )
    delimiter = next((sign for sign in ",\t;" if sign in first), ",")
    if delimiter not in first and "，" in first:
        raise Unusable(f"读不了“{name}”：各列之间是全角的“，”，要用半角的“,”；可以用表格软件另存为“CSV UTF-8”")
    headers, lines = _header(text, delimiter, name, titles_above(first_lines(text)))
    start = 0
    for _ in range(lines):
        start = head.find(b"\n", start) + 1 or len(head)
    count = max(head.count(b"\n", start), 1)
    block = max((len(head) - start) * rows // count, 1 << 10)
    above = table_head(text)
    if above.problem:
        raise Unusable(f"“{name}”{above.problem}；写明一种单位，如“单位：万元”，或者在各列写明")
    schema = pa.schema([pa.field(header, pa.string()) for header in headers], {UNIT_ABOVE: above.unit.encode()})
    return CsvRows(path, name, schema, delimiter, block, head, mac, title_words(text), codec), (start, lines + 1)


def _one_line_end(data: bytes) -> bytes:
    """*data* with \\n for each \\r that stands alone, as some programs end a line: as many bytes, whatever they are."""
    alone = b"\r" in data and data.count(b"\r") != data.count(b"\r\n")
    return _LONE_RETURN.sub(b"\n", data) if alone else data


def _text_of(head: bytes, name: str) -> str:
    """The beginning of the file as text; bad letters spoil their own cells, but what begins as no text is none."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unusable(f"读不了“{name}”：是UTF-16编码；请另存为“CSV UTF-8”")
    text = head.decode(codec_of(head), "replace")
    if "\0" in text.lstrip("\ufeff \t\r\n").partition("\n")[0] or head[:2] == b"PK":
        told = decode(head)
        hint = f"{told.message}；{told.hint}" if isinstance(told, Diagnostic) else "不是文本文件"
        raise Unusable(f"读不了“{name}”：{hint}")
    return text


def _header(text: str, delimiter: str, name: str, titles: int) -> tuple[list[str], int]:
    """The first row that is not blank, below so many *titles*, and how many lines stand up to its end."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    above: list[str] = []
    with suppress(csv.Error):
        for cells in reader:
            if not any(cell.strip() for cell in cells) or is_note(cells[0]):
                continue
            if titles:
                titles, above = titles - 1, cells
            else:
                return [cell.strip() for cell in merged_header(cells, above)], reader.line_num
    raise Unusable(f"读不了“{name}”：没有表头，表是空的或第一行的双引号没有配对")


@define
class CsvRows:
    """The rows of a CSV file, or of stdin, in UTF-8 or GB18030; *block* bytes at a time, cut where a row ends.

    *head* is what has been read to see what it is, *mac* whether a mere carriage return ends its lines, *title* what is
    said of a title above the header, *codec* the encoding of all, "" while all is ASCII.
    """

    path: Path | None
    name: str
    schema: pa.Schema
    delimiter: str
    block: int
    head: bytes
    mac: bool = False
    title: str = ""
    codec: str = ""
    warned: bool = False

    def chunks(self, position: int, line: int) -> Generator[Chunk, None, None]:
        """Chunks from the byte *position* and the line *line* on."""
        if self.path is None:  # a pipe cannot be read twice
            yield from self._chunks(stdin(), self.head[position:], position, line)
            return
        with self.path.open("rb") as stream:
            stream.seek(position)
            yield from self._chunks(stream, b"", position, line)

    def column(self, place: int, position: int, line: int) -> Iterator[pa.Array]:
        """The column at *place* alone, from the byte *position* and the line *line* on; nothing of what can be read but once."""
        if self.path is None:
            return
        quiet = evolve(self, warned=True)
        with self.path.open("rb") as stream:
            stream.seek(position)
            for data, _, first in quiet._blocks(stream, b"", position, line):
                yield from quiet._table(quiet._text(data, first), lambda _: "skip", place).column(0).chunks

    def _chunks(self, stream: BinaryIO, held: bytes, position: int, line: int) -> Iterator[Chunk]:
        for data, end, first in self._blocks(stream, held, position, line):
            yield self._chunk(data, end, first)

    def _blocks(self, stream: BinaryIO, held: bytes, position: int, line: int) -> Iterator[tuple[bytes, int, int]]:
        """Whole rows, the position behind them, and the line on which they begin."""
        size = self.block
        while True:
            wanted = max(size - len(held), 1)
            fresh = stream.read(wanted)
            data, last = held + (fresh.replace(b"\r", b"\n") if self.mac else fresh), len(fresh) < wanted
            end = len(data) if last else _end_of_rows(data)
            if not end and not last:
                if len(data) > LONGEST_ROW:
                    self._refuse_torn(data, line)
                    raise Unusable(f"“{self.name}”第{line}行起有双引号没有配对，或一行太长")
                held, size = data, 2 * len(data)
                continue
            data, held, size = _one_line_end(data[:end]), data[end:], self.block
            if last and data.count(b'"') % 2:
                self._refuse_torn(data, line)
            if data:
                position += len(data)
                yield data, position, line
                line += data.count(b"\n")
            if last:
                return

    def _refuse_torn(self, data: bytes, line: int) -> None:
        """A quotation mark without its other would take in all the units that follow."""
        text = data.decode("latin-1")  # byte by byte: in UTF-8 and GB18030 alike no other letter holds a quotation mark
        at = torn_quote(text, self.delimiter)
        if at is not None:
            start = text.rfind("\n", 0, at) + 1
            place = f"第{line + text.count(chr(10), 0, at)}行第{_cells_before(text[start:at], self.delimiter) + 1}列"
            raise Unusable(f"“{self.name}”{place}：{UNPAIRED}；补上另一半，或者删去这个双引号")

    def _chunk(self, data: bytes, position: int, line: int) -> Chunk:
        plain = self._text(data, line)
        broken: list[tuple[int, int, str]] = []

        def note(row: pacsv.InvalidRow) -> str:
            broken.append((row.number, row.actual_columns, row.text))
            return "skip"

        table = self._table(plain, note)
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

    def _table(self, plain: bytes, invalid: Callable[[pacsv.InvalidRow], str], place: int | None = None) -> pa.Table:
        """Rows as columns of text; only the one at *place* where that is said."""
        names = [f"f{place}" for place in range(len(self.schema))]
        wanted = names if place is None else [names[place]]
        with readable(self.name, "csv"):
            return pacsv.read_csv(
                io.BytesIO(plain),
                pacsv.ReadOptions(use_threads=False, block_size=len(plain) + 16, column_names=names),
                pacsv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=invalid,
                ),
                pacsv.ConvertOptions(
                    column_types=dict.fromkeys(wanted, pa.string()), include_columns=wanted, strings_can_be_null=False
                ),
            )

    def _text(self, data: bytes, line: int) -> bytes:
        """*data* in UTF-8, with bad letters for what no text has."""
        plain = self._utf_8(data, line)
        if b"\0" in data:
            self._warn(line + data.count(b"\n", 0, data.index(b"\0")))
        return plain.replace(b"\0", _BAD_LETTER)

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
                self.codec = self.codec or codec_of(data)
        try:
            return data.decode(self.codec).encode()
        except UnicodeDecodeError as trouble:
            self._warn(line + data.count(b"\n", 0, trouble.start))
            return data.decode(self.codec, "replace").encode()

    def _warn(self, line: int) -> None:
        if not self.warned:
            say(f"“{self.name}”第{line}行有坏字，读不出的字记作“\ufffd”")
        self.warned = True


def _cells_before(text: str, delimiter: str) -> int:
    """How many cells of a row stand before its end."""
    return len(next(csv.reader([text], delimiter=delimiter), [""])) - 1 if text else 0


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
        idle = is_note(text) or not text.strip(" \t\r,;")
        torn = "（双引号里有换行，也许有一个没有配对）" if "\n" in text.rstrip("\r\n") else ""
        said[row] = "" if idle else f"这一行有{cells}列，表头有{width}列{torn}：{_first_line(text)}"
    return batch.take(pa.array(places, pa.int64())), said


def _first_line(text: str) -> str:
    return text.lstrip("\r\n").partition("\n")[0].rstrip("\r")[:60]


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
