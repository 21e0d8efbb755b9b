"""What readers of tables give: chunks of rows, and a word in Chinese where a file is broken."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
from attrs import evolve, field, frozen

from evaldsl.batch.blocks import Int64s
from evaldsl.command_line.files import Unusable, reason


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

    def without(self, rows: Int64s) -> "Chunk":
        """The chunk without some *rows*."""
        kept = np.setdiff1d(np.arange(self.batch.num_rows), rows)
        places = {int(row): place for place, row in enumerate(kept)} if self.broken else {}
        broken = {places[row]: words for row, words in self.broken.items() if row in places}
        return evolve(self, batch=self.batch.take(pa.array(kept)), lines=self.lines[kept], broken=broken)


@contextmanager
def readable(name: str, form: str) -> Iterator[None]:
    """What the library says of a broken file, in Chinese."""
    words = {"csv": "CSV", "parquet": "Parquet", "arrow": "Arrow"}[form]
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowKeyError, OSError, EOFError) as trouble:
        if isinstance(trouble, FileNotFoundError | PermissionError):
            raise Unusable(f"读不了“{name}”：{reason(trouble)}") from None
        raise Unusable(f"读不了“{name}”：不是完整的{words}文件，也许没有写完或已损坏") from None
