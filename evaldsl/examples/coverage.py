"""What the examples inside a rubric leave out: clauses, bands and edges that none of them comes upon."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from evaldsl.examples.example_runs import values_of
from evaldsl.facts.contradictions import Contradictions
from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.facts.fact_values import Value, hardly_above, is_part, never_negative, written
from evaldsl.facts.facts_file import FactNames
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import All, Compare, Condition, Number, Ref
from evaldsl.interpreter.rubric import Fact, Indicator, Span
from evaldsl.interpreter.scorer import Scorer, with_rates
from evaldsl.interpreter.values import NOTHING
from evaldsl.proofs.clauses import Clause, clauses_of, edges_of, limits_of, value_at
from evaldsl.proofs.prover import Prover, whole_scope


@frozen
class Target:
    """Something an example should come upon."""

    indicator: str
    clause: Clause

    @property
    def span(self) -> Span:
        """Where the words stand."""
        return self.clause.span


@frozen
class Coverage:
    """What there is to come upon, and what of it no example does. *edges* are thresholds met exactly."""

    targets: tuple[Target, ...]
    missed: tuple[Target, ...]


def prover_of(ready: Scorer) -> Prover:
    """A prover for facts that an example may hold: decisions within what the rule allows, nothing denied without a failing,
    no 合格率 of 101%."""
    allowed = DecisionRanges.of(ready.rubric).allowed() | Contradictions.of(ready.rubric).conditions
    shares = {fact.key: All((*_ends(fact),)) for fact in ready.rubric.facts if is_part(fact)}
    return Prover(whole_scope(ready), allowed=allowed | shares)


def _ends(share: Fact) -> Iterator[Condition]:
    most = hardly_above(share)
    if most is not None:
        yield Compare("≤", Ref(share.key), Number(most))
    if never_negative(share):
        yield Compare("≥", Ref(share.key), Number(NOTHING))


def coverage(ready: Scorer) -> Coverage:
    """What the examples of a rubric come upon. What no unit at all can come upon is left out: ``verify`` tells it."""
    rubric, prover = ready.rubric, prover_of(ready)
    units = units_of(ready)
    targets: list[Target] = []
    missed: list[Target] = []
    for indicator in rubric.indicators:
        own = units.get(indicator.name, [])
        for clause in targets_of(ready, indicator):
            if not reached(clause, own):
                if not possible(prover, clause):
                    continue
                missed.append(Target(indicator.name, clause))
            targets.append(Target(indicator.name, clause))
    return Coverage(tuple(targets), tuple(missed))


def targets_of(ready: Scorer, indicator: Indicator) -> Iterator[Clause]:
    """Clauses and bands acting, their limits, and every edge met exactly."""
    yield from clauses_of(indicator)
    yield from limits_of(indicator)
    for edge in edges_of(indicator):
        fact = ready.facts[edge.key]
        yield Clause(edge.label, edge.words, f"：{fact.name}恰为{written(edge.value, fact)}", edge.span, edge.at())


def possible(prover: Prover, clause: Clause) -> bool:
    """Whether some unit comes upon *clause*; what cannot be told counts as possible."""
    try:
        return prover.facts_where(clause.acts, ">", NOTHING) is not None
    except Undecided:
        return True


def units_of(ready: Scorer) -> dict[str, list[dict[str, Value]]]:
    """The facts of every example, with their rates, by indicator."""
    found: dict[str, list[dict[str, Value]]] = {}
    rubric = ready.rubric
    names = FactNames.of(rubric) if rubric.examples else None
    for example in rubric.examples:
        values = values_of(names, example) if names else ""
        if not isinstance(values, str):
            found.setdefault(example.indicator, []).append(with_rates(ready, values)[0])
    return found


def reached(clause: Clause, units: Iterable[dict[str, Value]]) -> bool:
    """Whether one of *units* comes upon *clause*."""
    found = (value_at(clause.acts, values) for values in units)
    return any(value is not None and value > 0 for value in found)
