"""full-marks-unreachable"""

from collections.abc import Iterator

from evaldsl.checks.written_points import written_points
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval, shown
from evaldsl.text.diagnostics import Diagnostic, warning


def full_marks_unreachable(reading: Reading, bounds: Interval) -> Iterator[Diagnostic]:
    """No facts give full marks."""
    weight = reading.weight
    for one in written_points(reading):
        if one.best < one.points:
            message = f"{one.label}写{shown(one.points, 6)}分，所列的最多只能得{shown(one.best, 6)}分"
            yield warning("full-marks-unreachable", message, *one.span, hint="核对这一项的分值与所列各分")
    if weight is None or bounds[1] >= weight:
        return
    parts = reading.cell.parts
    place = reading.span(parts[0].start, parts[-1].end) if parts else (0, 0)
    message = (
        f"最高只能得{shown(bounds[1], 6)}分，得不到本指标分值{shown(weight, 6)}分，还差{shown(weight - bounds[1], 6)}分"
    )
    yield warning("full-marks-unreachable", message, *place, hint="补上缺少的得分条件，或改小指标的分值")
