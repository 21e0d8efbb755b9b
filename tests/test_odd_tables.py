"""Odd tables of units: ``batch`` reads them as columns, ``compare`` and ``score`` row by row, and all see the same units."""

import csv
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest

from evaldsl.cli import main
from tests.test_hostile_use import RULES

pytest.importorskip("pyarrow")
HEADER, ONE, OTHER = "单位,在职人员数（人）,编制数（人）", "甲局,101,90", "乙局,90,120"
ODD = {
    "a unit called #1": f"{HEADER}\n#1局,101,90\n{OTHER}\n",
    "a name that is not found": f"{HEADER}\n{ONE}\n#N/A,90,120\n",
    "notes": f"# 某县\n{HEADER}\n# 以下是一组\n{ONE}\n# 二组，待核\n{OTHER}\n",
    "a title and a row of commas": f"某县2024年数据,,\n,,\n{HEADER}\n{ONE}\n,,\n{OTHER}\n",
    "a title, a unit and rows of commas": f"某县,,\n,,\n单位：人,,\n,,\n{HEADER}\n{ONE}\n{OTHER}\n",
    "carriage returns among line ends": f"{HEADER}\r{ONE}\r\n{OTHER}\n",
    "semicolons": f"{HEADER}\n{ONE}\n{OTHER}\n".replace(",", ";"),
    "blanks that are not seen": f"\ufeff{HEADER}\n甲局,\u200b101,\xa090\u3000\n{OTHER}\n",
    "other digits": f"{HEADER}\n甲局,１０１,九十人\n{OTHER}\n",
    "thousands": f'{HEADER}\n甲局,"1,101",90\n{OTHER}\n',
    "what a spreadsheet shows for no value": f"{HEADER}\n甲局,#DIV/0!,90\n乙局,#REF!,120\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules."""
    monkeypatch.chdir(tmp_path)
    Path("省.rubric").write_text(RULES, "utf-8")


def lines(text: str) -> list[dict[str, str]]:
    """The rows of a table that a command wrote."""
    return [*csv.DictReader(StringIO(text.removeprefix("\ufeff")))]


@pytest.mark.parametrize("name", ODD)
def test_every_command_sees_the_same_units(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As many, in the same lines, with the same points."""
    Path("表.csv").write_text(ODD[name], "utf-8", newline="")
    main(["batch", "省.rubric", "表.csv"])
    batch = [
        (row["行号"], row["单位"], row["总分"] or (row["最低分"], row["最高分"]))
        for row in lines(capsys.readouterr().out)
    ]
    main(["compare", "省.rubric", "--facts", "表.csv", "--format", "csv"])
    compared = [
        (row["来源"].rpartition(":")[2], row["单位"], row["得分"] or (row["最低"], row["最高"]))
        for row in lines(capsys.readouterr().out)
    ]
    assert len(batch) == 2
    assert [*map(exact, batch)] == sorted(map(exact, compared))


def exact(row: tuple[str, str, str | tuple[str, str]]) -> tuple[str, str, list[Fraction]]:
    """A line, a unit and its points, or the least and the most of them."""
    line, unit, points = row
    return line, unit, [Fraction(one) for one in ([points] if isinstance(points, str) else points)]
