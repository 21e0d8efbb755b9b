"""discretion-unbounded"""

from collections.abc import Iterator

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import ZERO
from evaldsl.interpreter.rubric import Decision, Item, Ladder, Share, Span
from evaldsl.interpreter.values import Interval, shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import Diagnostic, Place, info


def discretion_unbounded(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """An evaluator may take or give points, and no words say how many; one finding an indicator."""
    unbounded = [
        (reading.span(part.start, part.end), part.value.takes)
        for part in reading.cell.parts
        if isinstance(part.value, tree.Discretion) and part.value.low is None and part.value.high is None
    ]
    if reading.indicator is None or not unbounded:
        return
    acting = [(item, span) for item in reading.indicator.items for span in _decided(item)]
    found = [
        (item, span, takes)
        for span, takes in unbounded
        for item, whole in acting
        if whole[0] <= span[0] and span[1] <= whole[1]
    ]
    if not found:
        return
    item, span, takes = found[0]
    message = f"没有写酌情{'扣分' if takes else '给分'}的幅度，按0至{shown(item.stake, 6)}分计"
    if len(found) > 1:
        message = f"{len(found)}项酌情没有写幅度，各按0分至该项的分值计"
    hint = f"写明幅度，如“酌情{'扣' if takes else '给'}0.5-1分”"
    others = tuple(dict.fromkeys(Place(*place, "也没有写幅度") for _, place, _ in found[1:4] if place != span))
    yield info("discretion-unbounded", message, *span, hint=hint, others=others)


def _decided(item: Item) -> Iterator[Span]:
    """Where the words stand that leave points of *item* to the evaluator."""
    for effect in item.effects:
        decided = effect.otherwise if isinstance(effect, Ladder) else effect
        bounded = isinstance(decided, Decision) and decided.most is not None
        if isinstance(decided, Share) and (decided is effect or decided.points == ZERO):
            continue
        if not bounded and isinstance(decided, (Decision, Share)):
            yield decided.span
