"""Sentences a second: read as a tree, and read with their meaning, beside bare lark and bare re.findall."""

import functools
import re
import sys
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from benchmarks.clock import Row, Times, each, interleaved, load, machine, rate, table
from benchmarks.sentences import SENTENCES
from evaldsl.elaboration.cell_to_indicator import Setting, read_cell
from evaldsl.interpreter import rubric
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.rubric_files.rubric_file import RubricReader
from evaldsl.rubric_files.rubric_lines import without_comment
from evaldsl.syntax import text_to_tree
from evaldsl.text.typography import plain

REACH = 5_000
RUBRICS = Path(__file__).resolve().parent.parent / "rubrics"
_WORDS = re.compile(r"[\u4e00-\u9fff]+|\d+(?:\.\d+)?%?|[^\s\w]")
_STOPS = re.compile(r"[;。\n]+")


@frozen
class Cell:
    """A scoring text, what surrounds it, and its plain text."""

    text: str
    setting: Setting
    plain: str

    @property
    def sentences(self) -> int:
        """How many stretches between ； and 。 there are."""
        return sum(bool(piece.strip()) for piece in _STOPS.split(self.plain))


def own_cells() -> list[Cell]:
    """The sentences of this folder."""
    return [
        Cell(text, Setting(name, (name,), Fraction(points), rubric.Conventions(), {}, {}), plain(text).text)
        for name, points, text in SENTENCES
    ]


def shipped_cells(folder: Path = RUBRICS) -> list[Cell]:
    """Every scoring cell of the shipped rubrics, in its own rubric's setting."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/*.rubric"))]
    return [cell for text in texts if not is_overlay(text) for cell in _cells(text)]


def _cells(text: str) -> list[Cell]:
    reader = RubricReader(text)
    reader.read()
    found: list[Cell] = []
    for reading in reader.readings:
        one = reading.indicator
        assert one is not None
        written = text[reading.plain.origin[0] : reading.plain.origin[-1]]
        bare = "\n".join(without_comment(line) for line in written.split("\n"))
        if plain(bare).text != reading.plain.text:  # a default rule, which stands nowhere in the file
            bare = reading.plain.text
        setting = Setting(
            one.name, one.path, one.full, reader.conventions, reader.rates, reader.declared, one.explanation, one.source
        )
        found.append(Cell(bare, setting, plain(bare).text))
    return found


def unread(cells: list[Cell]) -> int:
    """How many cells could not be read: those would be measured for their messages."""
    readings = [read_cell(cell.text, cell.setting) for cell in cells]
    return sum(reading.indicator is None or any(d.is_error for d in reading.found) for reading in readings)


def repeated(cells: list[Cell]) -> int:
    """How many cells say what one of those just before them said, so that the program need not take them apart again."""
    texts = [cell.plain for cell in cells]
    return sum(text in texts[max(place - text_to_tree.ALIKE, 0) : place] for place, text in enumerate(texts))


def forget() -> None:
    """Empties what the program remembers of words and cells that it has read."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "evaldsl":
            for thing in list(vars(module).values()):
                if isinstance(thing, functools._lru_cache_wrapper) and thing is not text_to_tree.parser:
                    thing.cache_clear()


def _times(cells: list[Cell], rounds: int, repeat: int) -> dict[str, Times]:
    lark = text_to_tree.parser()
    many = cells * repeat
    elaborate = each(lambda cell: read_cell(cell.text, cell.setting), many)

    def anew() -> None:
        forget()
        elaborate()

    return interleaved(
        {
            "words": each(lambda cell: _WORDS.findall(cell.plain), many),
            "lark": each(lambda cell: lark.parse(cell.plain), many),
            "tree": each(lambda cell: text_to_tree.text_to_tree(cell.text), many),
            "meaning": elaborate,
            "anew": anew,
        },
        rounds,
    )


def measure(rounds: int = 9, repeat: int = 3) -> list[Row]:
    """The rows of the shipped cells and of this folder's sentences."""
    rows: list[Row] = []
    for name, cells in (("公布的评分格", shipped_cells()), ("自拟的评分语句", own_cells())):
        times = _times(cells, rounds, repeat)
        sentences = sum(cell.sentences for cell in cells) * repeat
        signs = sum(len(cell.plain) for cell in cells)
        about = f"{len(cells)}格{sentences // repeat}句{signs}字，{repeated(cells)}格与前{text_to_tree.ALIKE}格之一相同，读不懂{unread(cells)}格"
        base = times["lark"].best
        group = f"解析·{name}"
        every = len(cells) * repeat
        cost = f"每格{times['meaning'].best / every * 1e6:.0f}µs，为lark的{times['meaning'].best / base:.2f}倍"
        rows += [
            rate(group, "下限：re.findall切词", sentences, times["words"], "句", note=about),
            rate(group, "参照：同一文法的lark，不取值", sentences, times["lark"], "句",
                 note=f"{signs * repeat / base / 1e6:.2f}兆字/秒"),
            rate(group, "读成树（text_to_tree）", sentences, times["tree"], "句", note=f"为lark的{times['tree'].best / base:.2f}倍"),
            rate(group, "读成树并得出意思（read_cell）", sentences, times["meaning"], "句", REACH, cost),
            rate(group, "同上，按格计", every, times["meaning"], "格", REACH, "一格算一句的严格算法"),
            rate(group, "同上，先清空记住的词", sentences, times["anew"], "句", REACH, "每轮开始时清空"),
        ]  # fmt: skip
    return rows


if __name__ == "__main__":
    print(machine(), f"负载 {load()}", sep="\n", file=sys.stderr)
    print(table(measure()))
    print(f"负载 {load()}", file=sys.stderr)
