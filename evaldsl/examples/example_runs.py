"""Examples inside a rubric: facts → the points they must give, or the grade they fix. ``evaldsl test`` runs them."""

from fractions import Fraction

from attrs import evolve, frozen

from evaldsl.facts.fact_values import Value, read_value
from evaldsl.facts.facts_file import MOST_HINTS, FactNames
from evaldsl.interpreter.rubric import Example, Fact
from evaldsl.interpreter.rubric_to_scores import Scorer, indicator_score, item_interval, score
from evaldsl.interpreter.values import Bound, shown
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.typography import plain_text


@frozen
class ExampleResult:
    """What became of an example; *score* is None when it could not be scored, and *message* says why."""

    example: Example
    score: Fraction | None
    passed: bool
    message: str


def run_examples(ready: Scorer) -> list[ExampleResult]:
    """Runs every example of a prepared rubric."""
    if not ready.rubric.examples:
        return []
    names = FactNames.of(ready.rubric)
    return [run_example(ready, names, example) for example in ready.rubric.examples]


def values_of(names: FactNames, example: Example) -> dict[str, Value] | str:
    """The facts of *example* by key, or what is wrong with them."""
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    for name, text in example.facts:
        fact = _find(names, example.indicator, name)
        if isinstance(fact, Diagnostic):
            return _said(fact if fact.hint else _with_near(fact, names, example.indicator, name))
        if fact.key in values:
            return f"“{fact.address or fact.name}”给了两次；删去其中一处"
        value = read_value(text, fact, names.year)
        if isinstance(value, Diagnostic):
            return _said(value)
        values[fact.key] = value
        if fact.key in names.written_units.unitless:
            texts[fact.key] = plain_text(text)
    for unlike in names.written_units.unlike(texts):
        return "；".join(names.written_units.words(unlike, texts))
    return next((message for _, message in names.ranges.outside(values)), values)


def run_example(ready: Scorer, names: FactNames, example: Example) -> ExampleResult:
    """Scores the facts of one example."""
    values = values_of(names, example)
    if isinstance(values, str):
        return ExampleResult(example, None, False, values)
    if example.grade:
        wrong = _wrong_grade(ready, example, values)
        if wrong or example.expected is None:
            return ExampleResult(example, None, not wrong, wrong)
    if example.label:
        labels = [item.label for one in ready.rubric.indicators if one.name == example.indicator for item in one.items]
        if example.label not in labels:
            return ExampleResult(example, None, False, f"没有{example.label}，只有{'、'.join(labels)}")
        low, high = item_interval(ready, example.indicator, example.label, values)
    else:
        low, high = indicator_score(ready, example.indicator, values).interval
    return _compared(ready, example, values, low, high)


def _wrong_grade(ready: Scorer, example: Example, values: dict[str, Value]) -> str:
    """What is wrong with the grade that an example states, when these facts do not fix it."""
    card = score(ready, values)
    if card.grade == example.grade:
        return ""
    return f"等级为“{card.grade}”" if card.grade else "等级待定"


def _compared(ready: Scorer, example: Example, values: dict[str, Value], low: Bound, high: Bound) -> ExampleResult:
    assert example.expected is not None
    if low != high or isinstance(low, float):
        lacking = indicator_score(ready, example.indicator, values).missing
        asked = "、".join(f"“{ready.facts[key].name}”" for key in lacking[:5])
        return ExampleResult(example, None, False, f"数据不够，得分在{shown(low)}至{shown(high)}之间，还缺{asked}")
    wrong = "" if low == example.expected else f"相差{shown(abs(low - example.expected), 6)}分"
    return ExampleResult(example, low, not wrong, wrong)


def _find(names: FactNames, indicator: str, name: str) -> Fact | Diagnostic:
    """The fact called *name* in an example of *indicator*: its own first, then any of the rubric."""
    own = names.find(f"{indicator}.{name}")
    if isinstance(own, Fact):
        return own
    other = names.find(name)
    return other if isinstance(other, Fact) or own.slug == "unknown-fact" else own


def _with_near(problem: Diagnostic, names: FactNames, indicator: str, name: str) -> Diagnostic:
    """*problem* with the names that look like *name*, those of the example's *indicator* before others."""
    if name not in names.hints and len(names.hints) < MOST_HINTS:  # searching is slow
        names.hints[name] = names.near(f"{indicator}.{name}") or names.near(name)
    return evolve(problem, hint=names.hints.get(name, ""))


def _said(problem: Diagnostic) -> str:
    return f"{problem.message}；{problem.hint}" if problem.hint else problem.message
