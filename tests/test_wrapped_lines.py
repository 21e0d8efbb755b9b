"""A line end inside a sentence, as copies out of a PDF have it, changes nothing."""

import pytest

from benchmarks.parsing import shipped_cells
from evaldsl.elaboration.cell_to_indicator import read_cell
from evaldsl.pipeline import load
from evaldsl.rubric_files.format import format_rubric
from evaldsl.text.wrapped_lines import unwrapped

AFTER_POINTS = {
    "重分(1分)⏎5%,扣完",
    ",扣0.5分⏎每项,扣完",
    "扣0.25分⏎每项¶④当",
    "%(含),计⏎2.分,9",
    "考核得分/1⏎10)*3",
}
"""The only places in the published cells where a line end is taken for the end of a sentence, or a digit for a number."""


def test_a_published_cell_may_be_broken_at_any_place() -> None:
    """All published cells, a line end put at every place in turn: the meaning stays, but for the places listed."""
    told = set()
    for cell in shipped_cells():
        text, meaning = cell.text, read_cell(cell.text, cell.setting).indicator
        for place in range(1, len(text)):
            if "\n" not in text[place - 1 : place + 1]:
                broken = read_cell(f"{text[:place]}\n{text[place:]}", cell.setting).indicator
                if broken != meaning:
                    told.add(f"{text[max(0, place - 6) : place]}⏎{text[place : place + 5]}".replace("\n", "¶"))
    assert told <= AFTER_POINTS


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("制度健全得2分", "执行有效得2分"),
        ("制度健全得2分；", "执行有效得2分"),
        ("①制度健全", "②执行有效"),
        ("③制度健全", "每项得1分"),
        ("制度健全", "执行有效"),
        ("满意度≥90%得5分。", "低于90%不得分"),
        ("以下每项1分", "（1）制度健全"),
        ("（2分）", "无违规"),
    ],
)
def test_a_line_that_ends_a_clause_stays_a_line(above: str, below: str) -> None:
    """Points, a stop, a number on the next line, or two bare phrases: nothing is joined."""
    assert unwrapped(f"{above}\n{below}") == f"{above}\n{below}"


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n　　"])
def test_no_character_moves(end: str) -> None:
    """A line end becomes blanks of the same length, so that places in the file stay."""
    text = f"无违{end}规行为的得2分"
    assert len(unwrapped(text)) == len(text) and unwrapped(text).split() == ["无违", "规行为的得2分"]


def test_fmt_brings_a_broken_sentence_on_one_line() -> None:
    """The canonical form has one line for one sentence, means the same, and keeps a comment behind the last line."""
    text = "指标 甲（4分）\n评分 每发现一处未按规定程\n序审批的扣1分，扣完为止    # 原文断行\n制度健全得\n2分\n"
    once = format_rubric(text)
    assert once == "指标 甲（4分）\n评分 每发现一处未按规定程序审批的扣1分，扣完为止    # 原文断行\n制度健全得2分\n"
    assert load(once, "").rubric == load(text, "").rubric and format_rubric(once) == once
