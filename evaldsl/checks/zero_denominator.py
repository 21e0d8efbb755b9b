"""zero-denominator"""

from collections.abc import Iterator

from evaldsl.checks.unused_fact import facts_read
from evaldsl.diagnostics import Diagnostic, info
from evaldsl.interpreter.bounds import domain, value_of
from evaldsl.interpreter.expressions import Arithmetic, Expr, parts_of
from evaldsl.interpreter.rubric import Fact
from evaldsl.rubric_file import Loaded


def zero_denominator(loaded: Loaded) -> Iterator[Diagnostic]:
    """A denominator that can be zero, and no convention that says what then."""
    rubric = loaded.rubric
    assert rubric is not None
    if rubric.conventions.zero_denominator is not None:
        return
    facts = {fact.key: fact for fact in rubric.facts}
    read = facts_read(rubric)
    for definition in rubric.definitions:
        if definition.name in read and any(_can_be_zero(bottom, facts) for bottom in _denominators(definition.expr)):
            message = f"“{definition.name}”的分母可能为0，没有约定怎么计"
            yield info(
                "zero-denominator", message, *definition.span, hint="加一行“约定 分母为0的，得满分”或“…，不得分”"
            )


def _denominators(expr: Expr) -> Iterator[Expr]:
    if isinstance(expr, Arithmetic) and expr.op == "÷":
        yield expr.right
    for part in parts_of(expr):
        yield from _denominators(part)  # type: ignore[arg-type]


def _can_be_zero(expr: Expr, facts: dict[str, Fact]) -> bool:
    pieces = {key: domain(fact)[0] for key, fact in facts.items() if domain(fact)}
    low, high = value_of(expr, pieces)
    return low <= 0 <= high
