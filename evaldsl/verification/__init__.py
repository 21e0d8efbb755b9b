"""What a rubric promises, proved over all facts in their ranges, or refuted by a unit that the interpreter replays.

``promises`` are those of an indicator, ``whole`` of the rubric, ``grades`` (``grade_ways``) that more points bring no worse grade; ``proof`` is
what became of one. ``comparison`` sets two rubrics side by side.
"""

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric_to_scores import scorer
from evaldsl.interpreter.scorer import alone
from evaldsl.proofs.prover import Method, Prover, Ranges, whole_scope
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.verification.promises import PROMISES, Subject
from evaldsl.verification.proof import Outcome, Proof, Verdict
from evaldsl.verification.whole import Whole, whole_proofs

__all__ = ["PROMISES", "Method", "Proof", "Verdict", "verify"]


def verify(loaded: Loaded, method: Method = Method.AUTOMATIC, names: Iterable[str] = ()) -> Iterator[Proof]:
    """Every promise of every indicator (of those called *names*, if any), then those of the rubric as a whole."""
    assert loaded.rubric is not None
    ready, chosen = scorer(loaded.rubric), set(names)
    readings = {one.indicator.name: one for one in loaded.readings if one.indicator is not None}
    ranges: Ranges = {}
    for prepared in ready.prepared:
        name = prepared.indicator.name
        if not chosen or name in chosen:
            own = alone(ready, prepared)
            expr = indicator_to_expr(prepared.indicator)
            prover = Prover(whole_scope(own), method, ranges=ranges)
            yield from proofs_of(Subject(own, prepared, readings.get(name), prover, expr))
    if not chosen:
        yield from whole_proofs(Whole(loaded, ready, Prover(whole_scope(ready), method, ranges=ranges)))


def proofs_of(subject: Subject) -> Iterator[Proof]:
    """Every promise of one indicator."""
    for promise, outcomes in PROMISES.items():
        begun = perf_counter()
        subject.prover.used.clear()
        found: Sequence[Outcome]
        try:
            found = list(outcomes(subject))
        except Undecided as why:
            found = [Outcome(Verdict.OPEN, str(why))]
        seconds = (perf_counter() - begun) / (len(found) or 1)
        method = "、".join(subject.prover.used) or Method.PIECEWISE.value
        for one in found:
            span = one.span or subject.indicator.span
            yield Proof(subject.indicator.name, promise, one.verdict, one.statement, method, seconds, one.units, span)
