"""step-convention-unstated"""

from collections.abc import Iterator

from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, info
from evaldsl.interpreter.rubric import Ladder, Steps
from evaldsl.interpreter.values import Interval


def step_convention_unstated(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """No words say what a part of a step is worth."""
    if reading.indicator is None:
        return
    for item in reading.indicator.items:
        every = [*item.effects, *(e.otherwise for e in item.effects if isinstance(e, Ladder) and e.otherwise)]
        for effect in every:
            if isinstance(effect, Steps) and not effect.counted and not effect.stated:
                message = "没有写明不足一步的怎么计，按比例计"
                yield info(
                    "step-convention-unstated",
                    message,
                    *effect.span,
                    hint="写明“不足1个百分点的按1个百分点计”或“不足1个百分点的不计”，或在约定中统一写明",
                )
