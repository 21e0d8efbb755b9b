"""bonus-uncapped"""

from collections.abc import Iterator

from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.interpreter.rubric import Cap, Steps
from evaldsl.interpreter.values import Interval, shown


def bonus_uncapped(reading: Reading, bounds: Interval) -> Iterator[Diagnostic]:
    """A bonus that grows without end."""
    if reading.indicator is None or reading.bonus_over_full or not isinstance(bounds[1], float):
        return
    for item in reading.indicator.items:
        if any(isinstance(effect, Cap) for effect in item.effects):
            continue
        for effect in item.effects:
            if isinstance(effect, Steps) and effect.points > 0 and effect.most is None:
                message = f"加分没有上限：每一步加{shown(effect.points, 6)}分，加多少都可以"
                yield warning("bonus-uncapped", message, *effect.span, hint="加一句“最多加…分”或“最高得…分”")
