"""unnamed-failing"""

from collections.abc import Iterator

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, info


def unnamed_failing(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Deductions right behind an award that may be for its failings, though no word says so."""
    for draft in reading.drafts:
        for case, effect in draft.assumed:
            words = effect.words.replace(",", "，")
            message = f"“{words}”按“{case.text}”没有做到读：填“否”又有扣分的，只按扣分扣，不再失去前面的分"
            yield info(
                "unnamed-failing", message, *effect.span, hint="本意如此的不必改；没有做到就不得分的，写明“否则不得分”"
            )
