"""numbering-gap"""

from collections.abc import Iterator

from evaldsl import tree
from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.interpreter.values import Interval


def numbering_gap(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Numbers of items that jump: ① ③."""
    last: dict[str, int] = {}
    for part in reading.cell.parts:
        marker = part.value
        if not isinstance(marker, tree.Marker):
            continue
        before = last.get(marker.style)
        if before is not None and marker.number > before + 1:
            last_lost = marker.number - 1
            lost = f"{before + 1}" if last_lost == before + 1 else f"{before + 1}至{last_lost}"
            message = f"编号从{before}跳到{marker.number}，缺{lost}"
            yield warning(
                "numbering-gap", message, *reading.span(part.start, part.end), hint="补上缺少的编号或改正编号"
            )
        last[marker.style] = marker.number
