"""numbering-gap"""

from collections.abc import Iterator

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Span
from evaldsl.interpreter.values import Interval
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import Diagnostic, Place, warning

AGAIN = "补上缺少的编号或改正编号"


def numbering_gap(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Numbers of items that jump (① ③), come twice (① ①), go back (② ①) or change their form (① （2））."""
    last: dict[str, tuple[int, Span]] = {}
    previous: tuple[tree.Marker, Span] | None = None
    for part in reading.cell.parts:
        marker = part.value
        if not isinstance(marker, tree.Marker):
            continue
        span = reading.span(part.start, part.end)
        before, place = last.get(marker.style, (0, span))
        if before and marker.number != 1 and marker.number > before + 1:
            last_lost = marker.number - 1
            lost = f"{before + 1}" if last_lost == before + 1 else f"{before + 1}至{last_lost}"
            yield warning("numbering-gap", f"编号从{before}跳到{marker.number}，缺{lost}", *span, hint=AGAIN)
        elif before == marker.number and _is_alone(reading, marker.style):
            message, others = f"编号{marker.number}出现两次", (Place(*place, "前一次"),)
            yield warning("numbering-gap", message, *span, hint="改正其中一个编号", others=others)
        elif 1 < marker.number < before:
            yield warning("numbering-gap", f"编号{marker.number}排在{before}的后面", *span, hint="核对次序，改正编号")
        elif previous is not None and not before and marker.number > 1:
            other, where = previous
            if other.style != marker.style and other.number == marker.number - 1:
                message, others = f"编号{marker.number}与前面的编号写法不同", (Place(*where, "前一个编号"),)
                yield warning("numbering-gap", message, *span, hint="统一编号的写法", others=others)
        elif previous is None and marker.number > 1 and _scores_before(reading):
            message = f"编号从{marker.number}开始，前面的一项没有编号"
            yield warning("numbering-gap", message, *span, hint="给前面的一项编号")
        last[marker.style] = (marker.number, span)
        previous = (marker, span)


def _scores_before(reading: Reading) -> bool:
    """Whether points are given or taken before the first number."""
    first = reading.groups[0] if reading.groups else None
    return first is not None and first.marker is None and any(clause.effect for clause in first.clauses)


def _is_alone(reading: Reading, style: str) -> bool:
    """Whether no other kind of number stands in the cell: under （1） and （2） each ① begins anew."""
    return {part.value.style for part in reading.cell.parts if isinstance(part.value, tree.Marker)} == {style}
