"""The levels above the indicators: 一级 and 二级, each written once."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.rubric import Span
from evaldsl.rubric_files.declarations import name_and_points
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.text.diagnostics import Diagnostic, Place, error


@frozen
class Section:
    """一级 or 二级: its points, None where none are written, and where it stands."""

    level: int
    name: str
    points: Fraction | None
    span: Span
    parent: int | None


def read_section(block: Block, above: Sequence[Section], found: list[Diagnostic]) -> Section:
    """The section that *block* begins, behind those *above* it."""
    level = 1 if block.keyword == "一级" else 2
    name, points = name_and_points(block, found)
    parent = None
    if level == 2:
        parent = next((place for place in reversed(range(len(above))) if above[place].level == 1), None)
    section = Section(level, name, points, (block.start, block.end), parent)
    before = next((one for one in above if (one.level, one.name, one.parent) == (level, name, parent)), None)
    if before is not None and points is not None and before.points is not None:  # its points would count twice
        message = f"“{block.keyword} {name}”写了两次"
        hint = "表里合并的格只写一次：删去这一行，它的指标都接着写在前一次下面；不是同一个的，改名"
        others = (Place(*before.span, "前一次"),)
        found.append(error("repeated-heading", message, block.start, block.end, hint, others))
    return section
