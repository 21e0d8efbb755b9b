"""change-base-unstated"""

from collections.abc import Iterator

from evaldsl.clauses.measure_names import BARE, CHANGED
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, info


def change_base_unstated(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """持平得5分，每下降1%扣1分: against which year, or month, no word says."""
    told = set[str]()
    for draft in reading.drafts:
        for limit in (one for case in draft.cases for one in case.limits if one.fact.signed):
            name = limit.fact.name
            said = CHANGED.search(name)
            if said is not None and said[0] == BARE and name not in told and limit.fact.span == (0, 0):
                told.add(name)
                message = f"“{name}”没有写明与什么时候比"
                hint = "写明与哪一年、哪一月比，如“与上年持平”“较2023年增长”"
                yield info("change-base-unstated", message, *limit.span, hint=hint)
