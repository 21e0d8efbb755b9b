"""not-monotone"""

import itertools
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.bands import is_ladder, regions
from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.drafts import ItemDraft
from evaldsl.interpreter.expressions import Ref
from evaldsl.interpreter.rubric import Steps
from evaldsl.interpreter.values import Interval


def not_monotone(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Points that fall and rise again along the measure; one peak between two falls is deliberate."""
    for draft in reading.drafts:
        yield from _against_award(draft)
        if not is_ladder(draft) or any(case.value is None for case in draft.cases):
            continue
        fact = draft.measure
        assert fact is not None
        points = [draft.cases[r.bands[0]].value or Fraction(0) for r in regions(draft) if r.bands]
        turns = _turns(points)
        if "-+" in turns:
            message = f"{fact.name}变大时，得分先降后升，不单调"
            start, end = draft.cases[0].span[0], draft.cases[-1].span[1]
            yield warning("not-monotone", message, start, end, hint="核对各档的分数是否写反")


def _against_award(draft: ItemDraft) -> Iterator[Diagnostic]:
    """≥95%得2分，每高1个百分点扣0.1分: a step that takes where the award wants more of the measure."""
    for steps in draft.effects:
        if not isinstance(steps, Steps) or steps.up == steps.down:
            continue
        for limit in [x for case in draft.cases for x in case.limits if x.high is None and x.low == steps.base]:
            more = limit.op in ("≥", ">")
            if steps.measure != Ref(limit.fact.key) or limit.op == "=" or more != (steps.up == (steps.points < 0)):
                continue
            message = (
                f"“{steps.words}”与得分的方向相反：得分要求{limit.fact.name}{'高' if more else '低'}，"
                f"这里却是越{'高' if steps.up else '低'}越{'扣' if steps.points < 0 else '加'}分"
            )
            yield warning("not-monotone", message, *steps.span, hint="核对“高于”“低于”“增加”“降低”是否写反")
            break


def _turns(points: list[Fraction]) -> str:
    signs = ["+" if b > a else "-" for a, b in itertools.pairwise(points) if a != b]
    return "".join(sign for place, sign in enumerate(signs) if place == 0 or sign != signs[place - 1])
