"""A run of ``evaldsl batch`` that is killed, at each moment at which its files change."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pyarrow as pa
import pytest

from evaldsl.tables.table_output import ResultFile

SCHEMA = pa.schema([("得分", pa.string())])


class _Killed(BaseException):
    """No handler takes it for a fault."""


class _Axe:
    """Falls on the *left*-th time that something is done to a file under *folder*, and on whatever is done there afterwards."""

    folder = ""
    left = -1

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        """An audit hook."""
        if self.folder and event.startswith(("open", "os.", "shutil.")) and str(args[0]).startswith(self.folder):
            self.left -= 1
            if self.left < 0:
                raise _Killed


AXE = _Axe()
sys.addaudithook(AXE)


@contextmanager
def _killed_after(moments: int, folder: Path) -> Iterator[None]:
    AXE.left, AXE.folder = moments, str(folder)
    try:
        yield
    finally:
        AXE.folder = ""


def _run(file: ResultFile, parts: int, fresh: bool = False) -> None:
    state = file.begin(fresh)
    for number in range(state.position if state else 0, parts):
        file.write(pa.RecordBatch.from_pydict({"得分": [str(number)]}, SCHEMA), number + 1, 0, {})
    file.finish()


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("form", ["csv", "parquet", "arrow"])
def test_every_moment_of_a_kill(tmp_path: Path, form: str, parts: int) -> None:
    """Whenever it is killed, the target is absent or complete, and the next run makes it complete and leaves nothing else."""
    _run(ResultFile(str(tmp_path / "一次"), form, SCHEMA, "", 0), parts)
    target, folder, whole = tmp_path / "两次", tmp_path / "两次.part", (tmp_path / "一次").read_bytes()
    for fresh in (False, True):
        for moments in count():
            file, ended = ResultFile(str(target), form, SCHEMA, "", 0), False
            with _killed_after(moments, folder), suppress(_Killed):
                _run(file, parts)
                ended = True
            if file.held is not None:
                file.held.close()  # as the end of a process does
            assert not target.exists() or target.read_bytes() == whole, moments
            if ended:
                assert moments > 10
                break
            _run(ResultFile(str(target), form, SCHEMA, "", 0), parts, fresh)
            assert target.read_bytes() == whole, moments
            assert not folder.exists(), moments
            target.unlink()
        target.unlink()
