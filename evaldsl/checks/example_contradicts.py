"""example-contradicts"""

from collections.abc import Iterator

from attrs import evolve

from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.interpreter.values import shown
from evaldsl.rubric_file import Loaded


def example_contradicts(loaded: Loaded) -> Iterator[Diagnostic]:
    """An example whose points the rules do not give: the rule or the example has been changed, and not both."""
    from evaldsl.examples import run_example
    from evaldsl.facts import FactNames
    from evaldsl.interpreter.scorer import scorer

    rubric = loaded.rubric
    assert rubric is not None
    stated = [evolve(one, grade="") for one in rubric.examples if one.expected is not None]
    if not stated:
        return
    ready, names = scorer(rubric), FactNames.of(rubric)
    for one in stated:
        result = run_example(ready, names, one)
        if result.passed or result.score is None or one.expected is None:
            continue
        where = f"“{one.indicator}”{f'的{one.label}' if one.label else ''}"
        message = f"例写得{shown(one.expected, 6)}分，按{where}的规则得{shown(result.score, 6)}分"
        yield warning("example-contradicts", message, *one.span, hint="核对是规则改错了，还是例没有跟着改")
