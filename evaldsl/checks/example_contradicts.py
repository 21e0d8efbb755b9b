"""example-contradicts"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve

from evaldsl.interpreter.values import shown
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, warning

if TYPE_CHECKING:
    from evaldsl.examples.example_runs import ExampleResult


def example_contradicts(loaded: Loaded) -> Iterator[Diagnostic]:
    """Examples whose points the rules do not give, one an indicator: the rule or the example was changed, not both.

    Those that cannot be computed are told by what keeps them from it.
    """
    from evaldsl.examples.example_runs import run_example
    from evaldsl.facts.facts_file import FactNames
    from evaldsl.interpreter.scorer import scorer

    rubric = loaded.rubric
    assert rubric is not None
    stated = [evolve(one, grade="") for one in rubric.examples if one.expected is not None]
    if not stated:
        return
    ready, names = scorer(rubric), FactNames.of(rubric)
    failed: dict[tuple[str, str], list[ExampleResult]] = {}
    for one in stated:
        result = run_example(ready, names, one)
        if not result.passed:
            why = result.message if result.score is None else ""
            failed.setdefault((one.indicator, why), []).append(result)
    for (indicator, _), (first, *more) in failed.items():
        assert first.example.expected is not None
        where = f"“{indicator}”{f'的{first.example.label}' if first.example.label else ''}"
        gives = f"得{shown(first.score, 6)}分" if first.score is not None else f"算不出来：{first.message}"
        message = f"例写得{shown(first.example.expected, 6)}分，按{where}的规则{gives}"
        others = tuple(Place(*one.example.span, "这一例也不合") for one in more[:3])
        hint = "核对是规则改错了，还是例没有跟着改"
        yield warning("example-contradicts", message, *first.example.span, hint=hint, others=others)
