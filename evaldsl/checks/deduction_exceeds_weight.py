"""deduction-exceeds-weight"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.checks.exact import effects_of
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Change, Decision, Effect, Item, Kind, Steps, Together
from evaldsl.interpreter.values import NOTHING, Interval, shown
from evaldsl.text.diagnostics import Diagnostic, warning


def deduction_exceeds_weight(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """One deduction takes more than there is to take."""
    if reading.indicator is None or reading.weight is None:
        return
    most = {fact.key: fact.high for fact in reading.indicator.facts if fact.kind is Kind.DISCRETION}
    for effect, item in effects_of(reading.indicator):
        yield from _exceeding(effect, item, most)


def _exceeding(effect: Effect, item: Item, decided: dict[str, Fraction | None]) -> Iterator[Diagnostic]:
    if isinstance(effect, Together):
        once, most = -effect.effects[0].points, effect.most
    elif isinstance(effect, Change | Steps):
        once, most = -effect.points, effect.most or -effect.points
    elif isinstance(effect, Decision) and effect.takes:
        once = most = effect.most or decided.get(effect.key) or NOTHING
    else:
        return
    if once > 0 and item.stake and max(once, most) > item.stake:
        decision = isinstance(effect, Decision)
        how = "一次就扣" if once > item.stake and not decision else "最多扣"
        message = f"{how}{shown(max(once, most), 6)}分，大于可扣的{shown(item.stake, 6)}分"
        yield warning("deduction-exceeds-weight", message, *effect.span, hint="扣分到0分为止；请核对扣分与分值")
