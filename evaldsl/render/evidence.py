"""The evaluator's recorded reasons, beside the points that they cost."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from evaldsl.interpreter.scores import Deduction, Scorecard

if TYPE_CHECKING:
    from evaldsl.facts.unit_facts import Evidence


def with_evidence(card: Scorecard, evidence: "Mapping[str, Evidence]") -> Scorecard:
    """*card* with the recorded 理由 and 评价人 of a decision added to the reason of its deduction."""
    indicators = tuple(
        evolve(one, deductions=tuple(_with(taken, evidence) for taken in one.deductions)) for one in card.indicators
    )
    return evolve(card, indicators=indicators)


def _with(taken: Deduction, evidence: "Mapping[str, Evidence]") -> Deduction:
    notes: list[str] = []
    for key in taken.reads:
        known = evidence.get(key)
        if known is None or not (known.reason or known.evaluator):
            continue
        parts = [
            f"理由：{known.reason}" if known.reason else "",
            f"评价人：{known.evaluator}" if known.evaluator else "",
        ]
        notes.append("；".join(part for part in parts if part))
    return evolve(taken, reason=f"{taken.reason}（{'；'.join(notes)}）") if notes else taken
