"""award-exceeds-weight"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.checks.exact import effects_of, formula_of
from evaldsl.checks.written_points import written_points
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.rubric import Cap, Effect, Ladder
from evaldsl.interpreter.values import Interval, shown
from evaldsl.text.diagnostics import Diagnostic, warning


def award_exceeds_weight(reading: Reading, bounds: Interval) -> Iterator[Diagnostic]:
    """An award, or all awards together, can give more than the indicator is worth."""
    weight, indicator = reading.weight, reading.indicator
    if weight is None or indicator is None:
        return
    single = False
    for draft in reading.drafts:
        for case in draft.cases:
            if case.value is not None and case.value > weight:
                single = True
                message = (
                    f"计{shown(case.value, 6)}分大于本指标分值{shown(weight, 6)}分，多{shown(case.value - weight, 6)}分"
                )
                yield warning("award-exceeds-weight", message, *case.span, hint="改小这一项的分数，或改大指标的分值")
    for one in written_points(reading):
        if one.best > one.points:
            single = True
            most = "没有上限" if isinstance(one.best, float) else f"最多可得{shown(one.best, 6)}分"
            message = f"{one.label}写{shown(one.points, 6)}分，所列的{most}"
            yield warning("award-exceeds-weight", message, *one.span, hint="核对这一项的分值与所列各分")
    for effect, _ in effects_of(indicator):
        if isinstance(effect, Cap) and effect.points > weight and bounds[1] <= weight:
            single = True
            message = f"封顶{shown(effect.points, 6)}分大于本指标分值{shown(weight, 6)}分，不起作用"
            yield warning("award-exceeds-weight", message, *effect.span, hint="核对封顶的分数与指标的分值")
    if single:
        return
    stakes = sum((item.stake for item in indicator.items), Fraction(0))
    start, end = _whole(reading)
    capped = any(isinstance(effect, Cap) and effect.span != (0, 0) for effect in indicator.effects)
    if stakes > weight and not (capped and bounds[1] <= weight):  # ①…④…。每符合一项得1分，最高3分
        message = f"各项合计{shown(stakes, 6)}分，大于本指标分值{shown(weight, 6)}分，多{shown(stakes - weight, 6)}分"
        yield warning("award-exceeds-weight", message, start, end, hint="改小其中的分数，使合计等于分值")
    elif bounds[1] > weight and not reading.bonus_over_full:
        if isinstance(bounds[1], float):
            if any(_computes(effect) for item in indicator.items for effect in item.effects):
                message = f"按公式计算的得分没有上限，可以超过本指标分值{shown(weight, 6)}分"
                yield warning("award-exceeds-weight", message, start, end, hint=f"加一句“最高得{shown(weight, 6)}分”")
        else:
            message = f"最高可得{shown(bounds[1], 6)}分，大于本指标分值{shown(weight, 6)}分"
            yield warning("award-exceeds-weight", message, start, end, hint=f"加一句“最高得{shown(weight, 6)}分”")


def _computes(effect: Effect) -> bool:
    """Whether *effect* gives points by a formula, if only from a limit on: 完成率≥60%的，得分=完成率×4分."""
    if isinstance(effect, Ladder):
        for case in effect.cases:
            keys = keys_of(case.points)
            if len(keys) == 1 and keys == keys_of(case.condition):
                return True
    return formula_of(effect) is not None


def _whole(reading: Reading) -> tuple[int, int]:
    parts = reading.cell.parts
    return reading.span(parts[0].start, parts[-1].end) if parts else (0, 0)
