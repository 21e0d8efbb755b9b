"""Tables as other programs leave them: line ends, letters that are broken, columns of every type; no unit is lost."""

from pathlib import Path

import pytest

from tests.batch_tables import GOOD, HEAD, rows
from tests.command_line import Run


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"], ids=["CR", "LF", "CRLF"])
def test_no_unit_is_lost_where_a_chunk_ends(run: Run, here: Path, end: str) -> None:
    """From a file and from a pipe, whatever ends the lines."""
    names = [f"第{number}局" for number in range(100)]
    table = end.join([HEAD, *(name + GOOD[2:] for name in names)]).encode()
    (here / "表.csv").write_bytes(table)
    for given, stdin in (("表.csv", b""), ("-", table)):
        found = rows(run("batch", "甲.rubric", given, "--chunk", "2", stdin=stdin)[1])
        assert [(one["行号"], one["单位"]) for one in found] == [(f"{line}", name) for line, name in enumerate(names, 2)]
