"""contradicting-clauses"""

from collections.abc import Iterator

from evaldsl.clauses.ladders import range_of
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import ZERO, Ref
from evaldsl.interpreter.rubric import Share, Steps
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, Place, warning


def contradicting_clauses(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """≥95%得2分，否则不得分，每低1个百分点扣0.2分: nothing is left of which the steps could take."""
    for draft in reading.drafts:
        fact, lost = draft.measure, draft.otherwise
        if fact is None or not isinstance(lost, Share) or lost.points != ZERO or len(draft.cases) != 1:
            continue
        for one in draft.effects:
            if not isinstance(one, Steps) or range_of(draft, one) is not None:
                continue
            if one.points < 0 and one.measure == Ref(fact.key) and not one.counted:
                message = f"“{lost.words}”与“{one.words}”矛盾，按逐步扣分读"
                hint = f"逐步扣分的删去“{lost.words}”，达不到就不得分的删去逐步扣分"
                others = (Place(*lost.span, "这里说不得分"),)
                yield warning("contradicting-clauses", message, *one.span, hint=hint, others=others)
                break
