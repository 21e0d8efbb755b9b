"""deduction-exceeds-weight"""

from collections.abc import Iterator

from evaldsl.checks.exact import effects_of
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Change, Effect, Item, Steps, Together
from evaldsl.interpreter.values import Interval, shown
from evaldsl.text.diagnostics import Diagnostic, warning


def deduction_exceeds_weight(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """One deduction takes more than there is to take."""
    if reading.indicator is None or reading.weight is None:
        return
    for effect, item in effects_of(reading.indicator):
        yield from _exceeding(effect, item)


def _exceeding(effect: Effect, item: Item) -> Iterator[Diagnostic]:
    if isinstance(effect, Together):
        once, most = -effect.effects[0].points, effect.most
    elif isinstance(effect, Change | Steps):
        once, most = -effect.points, effect.most or -effect.points
    else:
        return
    if once > 0 and item.stake and max(once, most) > item.stake:
        how = "一次就扣" if once > item.stake else "最多扣"
        message = f"{how}{shown(max(once, most), 6)}分，大于可扣的{shown(item.stake, 6)}分"
        yield warning("deduction-exceeds-weight", message, *effect.span, hint="扣分到0分为止；请核对扣分与分值")
