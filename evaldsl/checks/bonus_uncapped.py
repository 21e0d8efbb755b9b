"""bonus-uncapped"""

from collections.abc import Iterator

from evaldsl.checks.exact import effects_of
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Cap, Steps, Together
from evaldsl.interpreter.values import Interval, shown
from evaldsl.text.diagnostics import Diagnostic, warning


def bonus_uncapped(reading: Reading, bounds: Interval) -> Iterator[Diagnostic]:
    """A bonus that grows without end."""
    if reading.indicator is None or reading.bonus_over_full or not isinstance(bounds[1], float):
        return
    capped = {
        one.span
        for effect, _ in effects_of(reading.indicator)
        if isinstance(effect, Together)
        for one in effect.effects
    }
    for effect, item in effects_of(reading.indicator):
        if not isinstance(effect, Steps) or effect.points <= 0 or effect.most is not None or effect.span in capped:
            continue
        if not any(isinstance(one, Cap) for one in (*item.effects, *reading.indicator.effects)):
            message = f"加分没有上限：每一步加{shown(effect.points, 6)}分，加多少都可以"
            yield warning("bonus-uncapped", message, *effect.span, hint="加一句“最多加…分”或“最高得…分”")
