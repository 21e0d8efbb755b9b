"""What became of a promise."""

from enum import Enum

from attrs import field, frozen

from evaldsl.interpreter.rubric import Span
from evaldsl.proofs.units import Unit


class Verdict(Enum):
    """What became of a promise; the value is the word for it."""

    PROVED = "已证明"
    REFUTED = "反例"
    OPEN = "未能判定"


@frozen
class Proof:
    """One promise of one indicator (*subject*; empty: the whole rubric) and what became of it.

    *statement* is the promise in words with its numbers, or why it is not decided. *units* show it: one that breaks it,
    or for a direction that turns, the two between which the points rise and the two between which they fall. *method*
    names the ways that were used, *seconds* the time it took.
    """

    subject: str
    promise: str
    verdict: Verdict
    statement: str
    method: str = ""
    seconds: float = 0.0
    units: tuple[Unit, ...] = ()
    span: Span = field(default=(0, 0), repr=False)


@frozen
class Outcome:
    """What a promise function says."""

    verdict: Verdict
    statement: str
    units: tuple[Unit, ...] = ()
    span: Span | None = None


def proved(statement: str, *units: Unit) -> Outcome:
    """It holds for all facts."""
    return Outcome(Verdict.PROVED, statement, units)


def refuted(statement: str, *units: Unit, span: Span | None = None) -> Outcome:
    """It does not hold."""
    return Outcome(Verdict.REFUTED, statement, units, span)
