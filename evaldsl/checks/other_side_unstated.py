"""other-side-unstated"""

from collections.abc import Iterator

from evaldsl.checks.bands import number_text
from evaldsl.checks.exact import least_of
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, info


def other_side_unstated(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """预算调整率＝0得4分，每增加1个百分点扣0.5分: what becomes of less than 0 no word says, and all points are given."""
    for draft in reading.drafts:
        limit = draft.one_way
        if limit is None or limit.low or not least_of(limit.fact, reading) < limit.low:
            continue
        at = number_text(limit.fact, limit.low)
        message = f"“{limit.fact.name}”只写了等于{at}和增加时怎样计，小于{at}的按{at}计，不扣分"
        yield info(
            "other-side-unstated",
            message,
            *limit.span,
            hint=f"写“≤{at}得…分”，或者写明减少时怎样扣，如“每增减1个百分点”",
        )
