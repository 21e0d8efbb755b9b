"""unbalanced-bracket"""

import re
from collections.abc import Iterator

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import Diagnostic, warning

_LETTERED = re.compile(r"(?<=(?<![^,;。:\n])[A-Za-z])\)")
"""The bracket of a）."""
_INTERVAL = re.compile(r"\[[\d.]+[-,][\d.]+\)|\([\d.]+[-,][\d.]+\]")
"""The points of 得(4-5]分."""


def unbalanced_bracket(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A bracket without its partner, numbers of items such as 1） and the ends of [80%，100%) aside."""
    opened: list[int] = []
    closed: list[int] = []
    text = reading.cell.plain
    apart = [
        part
        for part in reading.cell.parts
        if isinstance(part.value, tree.Marker)
        or (isinstance(part.value, tree.Between) and text[part.start] + text[part.end - 1] in ("[)", "(]"))
    ]
    numbered = {match.start() for match in _LETTERED.finditer(text)} | {
        place for part in apart for place in range(part.start, part.end)
    }
    if "[" in text or "]" in text:
        numbered.update(place for match in _INTERVAL.finditer(text) for place in range(*match.span()))
    for place, sign in enumerate(text):
        if place in numbered:
            continue
        if sign == "(":
            opened.append(place)
        elif sign == ")" and opened:
            opened.pop()
        elif sign == ")":
            closed.append(place)
    for place in sorted(opened + closed):
        message = f"括号没有配对：这里只有“{'（' if place in opened else '）'}”"
        yield warning("unbalanced-bracket", message, *reading.span(place, place + 1), hint="补上另一半，或者删去")
