"""Examples that a rubric lacks, written out: on, just below and just above every edge, full, zero, every clause."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.coverage import Coverage, targets_of
from evaldsl.fact_values import written
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr, computed, keys_of
from evaldsl.interpreter.lowering import indicator_to_expr, item_to_expr
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import Fact, Indicator
from evaldsl.interpreter.rubric_to_scores import indicator_score, item_interval
from evaldsl.interpreter.scorer import Scorer, with_rates
from evaldsl.interpreter.values import decimal_text
from evaldsl.proofs.clauses import Clause, edges_of
from evaldsl.proofs.prover import Prover, best_values, whole_scope
from evaldsl.proofs.units import plainest, typed_values

NOTHING, FINE = Fraction(0), Fraction(1, 10_000)


@frozen
class Suggestion:
    """An example to be written: the indicator, the item ('' the whole), the facts, the points they give."""

    indicator: str
    label: str
    values: tuple[tuple[str, object], ...]
    line: str


@frozen
class Writer:
    """What is needed to write examples of a rubric."""

    ready: Scorer
    prover: Prover

    def example(self, indicator: Indicator, label: str, wanted: Expr) -> Suggestion | None:
        """An example that makes *wanted* greater than 0 and leaves as much as it can to be scored."""
        try:
            start = self.prover.facts_where(wanted, ">", NOTHING)
        except Undecided:
            return None
        return None if start is None else self.written(indicator, label, wanted, start)

    def written(self, indicator: Indicator, label: str, wanted: Expr, start: Values) -> Suggestion | None:
        """The example of facts near *start*; None when they cannot be typed."""
        scored = self._scored(indicator, label)
        filled = best_values(self.prover.scope, scored, start)
        typed = typed_values(self.ready, filled)
        if typed is None:
            return None
        points = self._points(indicator, label, typed)
        if points is None or not _acts(self.ready, wanted, typed):
            return None

        def same(tried: Values) -> bool:
            return _acts(self.ready, wanted, tried) and self._points(indicator, label, tried) == points

        typed = plainest(self.ready, typed, same)
        line = self._line(indicator, label, typed, points)
        return None if line is None else Suggestion(indicator.name, label, tuple(typed.items()), line)

    def _scored(self, indicator: Indicator, label: str) -> Expr:
        if not label:
            return indicator_to_expr(indicator)
        return next(item_to_expr(item) for item in indicator.items if item.label == label)

    def _points(self, indicator: Indicator, label: str, values: Values) -> Fraction | None:
        if not label:
            return indicator_score(self.ready, indicator.name, values).score
        low, high = item_interval(self.ready, indicator.name, label, values)
        return low if low == high and isinstance(low, Fraction) else None

    def _line(self, indicator: Indicator, label: str, values: Values, points: Fraction) -> str | None:
        shown = decimal_text(points)
        facts = [self._fact(indicator, self.ready.facts[key], value) for key, value in values.items()]
        if "/" in shown or any("/" in value.split("元")[0] for _, value in facts if value[:1].isdigit()):
            return None
        pieces = "；".join(f"{name}＝{value}" for name, value in facts)
        return f"例 {pieces} → {f'{label} ' if label else ''}{shown}分"

    def _fact(self, indicator: Indicator, fact: Fact, value: object) -> tuple[str, str]:
        address = fact.address or fact.name
        text = written(value, fact)  # type: ignore[arg-type]
        return address.removeprefix(f"{indicator.name}."), text


def _acts(ready: Scorer, wanted: Expr, values: Values) -> bool:
    known, _ = with_rates(ready, values)
    if any(key not in known for key in keys_of(wanted)):
        return False
    try:
        return computed(wanted)(known, NOTHING) > 0
    except ZeroDivisionError:
        return False


def suggestions(ready: Scorer, found: Coverage) -> Iterator[Suggestion]:
    """An example for everything that *found* says is missed, and for both sides of every edge, each once."""
    writer = Writer(ready, Prover(whole_scope(ready)))
    missed = {(target.indicator, target.clause) for target in found.missed}
    seen: set[str] = set()
    for indicator in ready.rubric.indicators:
        wanted = [one for one in targets_of(ready, indicator) if (indicator.name, one) in missed]
        for clause in [*wanted, *beside_edges(ready, indicator)]:
            one = writer.example(indicator, _label(indicator, clause), clause.acts)
            if one is not None and f"{one.indicator} {one.line}" not in seen:
                seen.add(f"{one.indicator} {one.line}")
                yield one


def beside_edges(ready: Scorer, indicator: Indicator) -> Iterator[Clause]:
    """Just below and just above every edge."""
    for edge in edges_of(indicator):
        for above in (False, True):
            yield Clause(edge.label, edge.words, "", edge.span, edge.beside(ready.facts[edge.key], above=above))


def _label(indicator: Indicator, clause: Clause) -> str:
    """The item an example is about; the whole indicator when it has one item or the clause acts on their sum."""
    alone = len(indicator.items) == 1 or sum(item.label == clause.label for item in indicator.items) != 1
    return "" if alone else clause.label


def with_examples(text: str, spans: Sequence[tuple[str, int]], added: Iterable[Suggestion]) -> str:
    """The rule file with *added* behind the indicators they are about; *spans* says where each indicator ends."""
    by_name: dict[str, list[str]] = {}
    for one in added:
        by_name.setdefault(one.indicator, []).append(one.line)
    for name, end in sorted(spans, key=lambda one: -one[1]):
        lines = by_name.get(name)
        if lines:
            text = f"{text[:end]}\n{chr(10).join(lines)}{text[end:]}"
    return text
