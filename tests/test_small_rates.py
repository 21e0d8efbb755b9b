"""Percentages written as parts of one are told, whoever reads the table."""

from pathlib import Path

import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest

from tests.batch_tables import HEAD, run, scored


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("0.9", "1.5", "0", ""), True),
        (("0.9%", "0.953", "缺", "-"), True),
        (("0.9", "1.51", "0.8", "0.7"), False),
        (("0", "1", "1", "0"), False),
        (("0.9", "95", "96", "97"), False),
        (("", "", "", ""), False),
        (("0.001", "0.127"), True),
    ],
)
@pytest.mark.parametrize("command", ["batch", "tune", "tune, a large table"])
def test_percentages_that_look_like_parts_of_one(
    capfd: pytest.CaptureFixture[str], here: Path, command: str, cells: tuple[str, ...], told: bool
) -> None:
    """A column of % without a number above 1.5 is named once, whoever reads the table; one of few percent is not."""
    table = "\n".join([HEAD, *(f"局{place},50,53,150,是,,{cell},1" for place, cell in enumerate(cells))])
    assert told_of(capfd, here, command, table).count("“预算执行率（%）”一列没有一个数超过1.5") == told


def told_of(capfd: pytest.CaptureFixture[str], here: Path, command: str, table: str) -> str:
    """What one of the commands that read tables says of *table*."""
    if command == "batch":
        return scored(capfd, here, table, "--chunk", "2")[2]
    name = "表.csv" if command == "tune" else "表.parquet"
    (here / "表.csv").write_text(table, "utf-8")
    if name != "表.csv":
        pq.write_table(pcsv.read_csv(here / "表.csv"), here / name)
    return run(capfd, "tune", "甲.rubric", "--facts", name, "--edges")[2]


@pytest.mark.parametrize(
    ("cells", "lines", "told"),
    [
        (
            ["0.95", "0.9", "92", "0.873", "0.91", "0.92", "1", "0"],
            [2, 3, 5, 6, 7],
            "7个数里，有6个不超过1.5（第{}行等6行）",
        ),
        (["92", "0.95", "0.873"], [3, 4], "3个数里，有2个不超过1.5（第{}行），其中最大的0.95按0.95%读；是不是把95%"),
        (["0.95", "92", "93"], [2], "3个数里，有1个不超过1.5（第{}行），其中最大的0.95按0.95%读；是不是把95%"),
        (["95.5", *["93.2"] * 9, "0.95", "97"], [12], "12个数里，有1个不超过1.5（第{}行），其中最大的0.95"),
        (
            ["9", *["92"] * 18, "0.925"],
            [21],
            "20个数里，有1个不超过1.5（第{}行），其中最大的0.925按0.925%读；是不是把92.5%",
        ),
        (
            [*["9"] * 2, *["92", "95.5"] * 10, "0.925", "0.9"],
            [24, 25],
            "24个数里，有2个不超过1.5（第{}行），其中最大的0.925",
        ),
        (["0.7", "3", "8", "12", "20", "40", "60", "80"], [], ""),
        (["0.5", "95", "96"], [], ""),
        (["0.95", "95", "3"], [], ""),
        (["1", "95", "96"], [], ""),
        (["0.4", "16", "20", "18"], [], ""),
        (["0.5", "0.4", "0.3", "3.2", "16"], [], ""),
        (["1", "1", "1", "16"], [], ""),
    ],
)
@pytest.mark.parametrize("command", ["batch", "tune", "tune, a large table"])
def test_most_of_a_column_looks_like_parts_of_one(
    capfd: pytest.CaptureFixture[str], here: Path, command: str, cells: list[str], lines: list[int], told: str
) -> None:
    """Some 92 among 0.95 and 0.9 does not hide them, nor does one 0.95 among many; a column of few percent is left alone."""
    table = "\n".join([HEAD, *(f"局{place},50,53,150,是,,{cell},1" for place, cell in enumerate(cells))])
    err = told_of(capfd, here, command, table)
    header = command != "tune, a large table"
    shown = told.format("、".join(str(line - (not header)) for line in lines))
    assert (shown in err) if told else ("不超过1.5" not in err)
