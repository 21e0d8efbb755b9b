"""peaked-points"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.checks.bands import is_ladder, number_text
from evaldsl.checks.exact import scope_of_reading, shape_along, turning_measures
from evaldsl.checks.not_monotone import against_award, slips
from evaldsl.clauses.measure_names import is_rank_name
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import Compare, Number, Ref, keys_of
from evaldsl.interpreter.rubric import Fact, Item, Ladder, Share, Span, Steps, Veto
from evaldsl.interpreter.values import Bound, Interval
from evaldsl.text.diagnostics import Diagnostic, info

_SAVED = re.compile(r"经费|支出|采购|成本|费用|能耗|控制率$")


def peaked_points(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Points that are best at one number and less on both sides of it, where no single clause says so outright.

    每超过或低于10%扣0.2分 says so, but of a cost it takes points for saving too, and a reader should know.
    """
    from evaldsl.proofs.shapes import Way

    assert reading.indicator is not None
    if any(any(against_award(draft)) or (is_ladder(draft) and slips(draft)) for draft in reading.drafts):
        return
    for item in reading.indicator.items:
        for fact in turning_measures(item, reading):
            turning = [] if is_rank_name(fact.name) else _turning(item, fact)
            if not turning:
                continue
            shape = shape_along(item, fact, scope_of_reading(reading))
            if shape is not None and shape.way is Way.PEAK and not _is_outright(item, fact, shape.low, shape.high):
                message = f"“{fact.name}”{_place(fact, shape.low, shape.high)}得分最高，再高、再低都少得分"
                yield info("peaked-points", message, *turning[0], hint="本意如此的不必改，否则核对扣分的方向")


def _turning(item: Item, fact: Fact) -> Sequence[Span]:
    """The places that make a peak which the words do not state outright."""
    steps = [one for one in item.effects if isinstance(one, Steps) and one.measure == Ref(fact.key)]
    if steps:
        outright = any(one.up and one.down for one in steps) or len({one.span for one in steps}) < len(steps)
        return [one.span for one in steps] if not outright or _SAVED.search(fact.name) else []
    ladders = [one for one in item.effects if isinstance(one, Ladder)]
    cases = [case for one in ladders for case in one.cases if fact.key in keys_of(case.condition)]
    shared = any(isinstance(one.otherwise, Share) and fact.key in keys_of(one.otherwise.points) for one in ladders)
    return [case.span for case in cases] if len(cases) > 1 or shared else []


def _is_outright(item: Item, fact: Fact, low: Bound, high: Bound) -> bool:
    """Whether the other side is a band of its own, 超过100%的不得分 or ±5%, or nothing that can be: 超过概算的幅度 is not below 0."""
    if low == -high:
        return True
    if low == 0 and fact.name.endswith("的幅度"):
        return True
    cases = [case for one in item.effects if isinstance(one, Ladder) for case in one.cases]
    zeros = [case.condition for case in cases if case.points == Number(Fraction(0))]
    zeros += [one.condition for one in item.effects if isinstance(one, Veto)]
    above = {one.right for one in zeros if isinstance(one, Compare) and one.op == ">" and one.left == Ref(fact.key)}
    return not isinstance(high, float) and Number(high) in above


def _place(fact: Fact, low: Bound, high: Bound) -> str:
    ends = [number_text(fact, end) for end in (low, high) if not isinstance(end, float)]
    if low == high:
        return f"为{ends[0]}时"
    return f"在{'至'.join(ends)}之间时" if len(ends) == 2 else f"超过{ends[0]}时"
