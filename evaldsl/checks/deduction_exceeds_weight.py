"""deduction-exceeds-weight"""

from collections.abc import Iterator

from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.interpreter.rubric import Change, Effect, Item, Ladder, Steps
from evaldsl.interpreter.values import Interval, shown


def deduction_exceeds_weight(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """One deduction takes more than there is to take."""
    if reading.indicator is None or reading.weight is None:
        return
    for item in reading.indicator.items:
        for effect in item.effects:
            yield from _exceeding(effect, item)
            if isinstance(effect, Ladder) and effect.otherwise is not None:
                yield from _exceeding(effect.otherwise, item)


def _exceeding(effect: Effect, item: Item) -> Iterator[Diagnostic]:
    if not isinstance(effect, Change | Steps) or effect.points >= 0 or not item.stake:
        return
    taken = -effect.points if effect.most is None else max(-effect.points, effect.most)
    if taken > item.stake:
        message = f"一次就扣{shown(taken, 6)}分，大于可扣的{shown(item.stake, 6)}分"
        yield warning("deduction-exceeds-weight", message, *effect.span, hint="扣分到0分为止；请核对扣分与分值")
