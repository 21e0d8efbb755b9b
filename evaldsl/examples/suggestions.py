"""Examples that a rubric lacks, written out: on, just below and just above every edge, full, zero, every clause."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import frozen

from evaldsl.examples.coverage import Coverage, prover_of, reached, targets_of, units_of
from evaldsl.examples.example_runs import run_example
from evaldsl.examples.mutants import Survivor, is_noticed
from evaldsl.facts.contradictions import Contradictions
from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.facts.fact_values import is_implausible, written
from evaldsl.facts.facts_file import FactNames
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr
from evaldsl.interpreter.lowering import indicator_to_expr, item_to_expr
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import Example, Fact, Indicator
from evaldsl.interpreter.rubric_to_scores import indicator_score, item_interval
from evaldsl.interpreter.scorer import Scorer, with_rates
from evaldsl.interpreter.values import NOTHING, decimal_text
from evaldsl.proofs.clauses import Clause, edges_of, value_at
from evaldsl.proofs.prover import Prover, best_values
from evaldsl.proofs.units import plainer_decimals, plainest, typed_values
from evaldsl.rubric_files.declarations import name_and_points
from evaldsl.rubric_files.rubric_lines import INSIDE, blocks
from evaldsl.text.typography import curly


@frozen
class Suggestion:
    """An example to be written, and the line that writes it."""

    example: Example
    line: str

    @property
    def indicator(self) -> str:
        """The indicator it is about."""
        return self.example.indicator


@frozen
class Writer:
    """What is needed to write examples of a rubric."""

    ready: Scorer
    prover: Prover
    ranges: DecisionRanges
    contradictions: Contradictions

    @classmethod
    def of(cls, ready: Scorer) -> "Writer":
        """The writer for a rubric."""
        return cls(ready, prover_of(ready), DecisionRanges.of(ready.rubric), Contradictions.of(ready.rubric))

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
        if points is None or not self._can_be(typed) or not _acts(self.ready, wanted, typed):
            return None

        def acts(tried: Values) -> bool:
            return self._can_be(tried) and _acts(self.ready, wanted, tried)

        def same(tried: Values) -> bool:
            return acts(tried) and self._points(indicator, label, tried) == points

        def decimal(tried: Values) -> bool:
            other = self._points(indicator, label, tried)
            return acts(tried) and other is not None and all(map(is_decimal, (other, *tried.values())))

        typed = plainest(self.ready, typed, same if is_decimal(points) else acts)
        if not decimal(typed):
            typed = plainer_decimals(self.ready, typed, decimal)
        found = self._points(indicator, label, typed)
        return None if found is None else self._line(indicator, label, typed, found)

    def _can_be(self, values: Values) -> bool:
        """Whether a facts file with these values would be taken without a word."""
        strange = any(is_implausible(value, self.ready.facts[key]) for key, value in values.items())
        return not strange and not self.ranges.outside(values) and not any(self.contradictions.among(values))

    def _scored(self, indicator: Indicator, label: str) -> Expr:
        if not label:
            return indicator_to_expr(indicator)
        return next(item_to_expr(item) for item in indicator.items if item.label == label)

    def _points(self, indicator: Indicator, label: str, values: Values) -> Fraction | None:
        if not label:
            return indicator_score(self.ready, indicator.name, values).score
        low, high = item_interval(self.ready, indicator.name, label, values)
        return low if low == high and isinstance(low, Fraction) else None

    def _line(self, indicator: Indicator, label: str, values: Values, points: Fraction) -> Suggestion | None:
        if not all(map(is_decimal, (points, *values.values()))):
            return None  # nobody could write it
        shown = decimal_text(points)
        keys = sorted(values, key=self.ready.order.__getitem__)
        facts = tuple(self._fact(indicator, self.ready.facts[key], values[key]) for key in keys)
        pieces = "；".join(f"{curly(name)}＝{value}" for name, value in facts)
        example = Example(indicator.name, label, facts, points)
        return Suggestion(example, f"例 {pieces} → {f'{label} ' if label else ''}{shown}分")

    def _fact(self, indicator: Indicator, fact: Fact, value: object) -> tuple[str, str]:
        address = fact.address or fact.name
        text = written(value, fact)  # type: ignore[arg-type]
        return address.removeprefix(f"{indicator.name}."), text


def is_decimal(value: object) -> bool:
    """Whether a value can be written down: not a number without an end."""
    return not isinstance(value, Fraction) or "/" not in decimal_text(value * 100)


def _acts(ready: Scorer, wanted: Expr, values: Values) -> bool:
    known, _ = with_rates(ready, values)
    found = value_at(wanted, known)
    return found is not None and found > 0


def suggestions(ready: Scorer, found: Coverage) -> Iterator[Suggestion]:
    """An example for everything that *found* says is missed, and for both sides of every edge, each once."""
    writer = Writer.of(ready)
    missed = {(target.indicator, target.clause) for target in found.missed}
    units = units_of(ready)
    for indicator in ready.rubric.indicators:
        wanted = [one for one in targets_of(ready, indicator) if (indicator.name, one) in missed]
        beside = [one for one in beside_edges(ready, indicator) if not reached(one, units.get(indicator.name, []))]
        for clause in [*wanted, *beside]:
            one = writer.example(indicator, _label(indicator, clause), clause.acts)
            if one is not None:
                yield one


def against(ready: Scorer, survivors: Iterable[Survivor], added: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """An example for every mutant that is noticed neither by the rubric's examples nor by those *added*."""
    writer = Writer.of(ready)
    names, by_name = FactNames.of(ready.rubric), {one.name: one for one in ready.rubric.indicators}
    have: dict[str, list[Example]] = {}
    for one in added:
        have.setdefault(one.indicator, []).append(one.example)
    for survivor in survivors:
        indicator = by_name[survivor.mutant.indicator]
        own = have.setdefault(indicator.name, [])
        if is_noticed(ready.rubric, names, survivor.mutant, own):
            continue
        label, shows = survivor.shows(indicator)
        written_ = writer.written(indicator, label, shows, survivor.values) or writer.example(indicator, label, shows)
        if written_ is not None:
            own.append(written_.example)
            yield written_


def beside_edges(ready: Scorer, indicator: Indicator) -> Iterator[Clause]:
    """Just below and just above every edge."""
    for edge in edges_of(indicator):
        for above in (False, True):
            yield Clause(edge.label, edge.words, "", edge.span, edge.beside(ready.facts[edge.key], above=above))


def _label(indicator: Indicator, clause: Clause) -> str:
    """The item an example is about; the whole indicator when it has one item or the clause acts on their sum."""
    alone = len(indicator.items) == 1 or sum(item.label == clause.label for item in indicator.items) != 1
    return "" if alone else clause.label


def added_examples(ready: Scorer, found: Coverage, survivors: Iterable[Survivor]) -> list[Suggestion]:
    """Every example that is missing, each once; those the rubric has already are left out."""
    have = {(one.indicator, one.label, one.facts) for one in ready.rubric.examples}
    added = {(one.example.indicator, one.line): one for one in suggestions(ready, found)}
    added.update({(one.example.indicator, one.line): one for one in against(ready, survivors, list(added.values()))})
    new = [one for one in added.values() if (one.indicator, one.example.label, one.example.facts) not in have]
    names = FactNames.of(ready.rubric)
    return [one for one in new if run_example(ready, names, one.example).passed]


def with_examples(text: str, added: Iterable[Suggestion]) -> str:
    """The rule file with *added* behind what its indicators hold already."""
    by_name: dict[str, list[str]] = {}
    for one in added:
        by_name.setdefault(one.indicator, []).append(one.line)
    every, newline = blocks(text), "\r\n" if "\r\n" in text else "\n"
    ends: list[tuple[int, list[str]]] = []
    for place, block in enumerate(every):
        if block.keyword != "指标":
            continue
        last = block
        for inner in every[place + 1 :]:
            if inner.keyword not in INSIDE:
                break
            last = inner
        line_end = text.find(newline, last.start + len(last.text.rstrip()))
        lines = by_name.pop(name_and_points(block, [])[0], [])
        ends.append((len(text) if line_end < 0 else line_end, lines))
    for end, lines in reversed(ends):
        if lines:
            text = f"{text[:end]}{newline}{newline.join(lines)}{text[end:]}"
    return text
