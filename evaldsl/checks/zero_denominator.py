"""zero-denominator"""

from collections.abc import Iterator

from evaldsl.checks.unused_fact import facts_read
from evaldsl.diagnostics import Diagnostic, Place, info
from evaldsl.interpreter.bounds import domain, value_of
from evaldsl.interpreter.expressions import Arithmetic, Expr, keys_of, parts_of
from evaldsl.interpreter.rubric import Fact
from evaldsl.rubric_file import Loaded


def zero_denominator(loaded: Loaded) -> Iterator[Diagnostic]:
    """Denominators that can be zero, and no convention that says what then: one finding, for one line mends all."""
    rubric = loaded.rubric
    assert rubric is not None
    if rubric.conventions.zero_denominator is not None:
        return
    facts = {fact.key: fact for fact in rubric.facts}
    read = facts_read(rubric)
    open_ends = [
        definition
        for definition in rubric.definitions
        if definition.name in read and any(_can_be_zero(bottom, facts) for bottom in _denominators(definition.expr))
    ]
    if open_ends:
        first, *more = open_ends
        names = "".join(f"“{definition.name}”" for definition in open_ends[:3])
        which = f"{names}等{len(open_ends)}项" if len(open_ends) > 3 else names
        others = tuple(Place(*definition.span, "也没有约定") for definition in more[:2])
        hint = "加一行“约定 分母为0的，得满分”或“约定 分母为0的，不得分”"
        yield info("zero-denominator", f"{which}的分母可能为0，没有约定怎么计", *first.span, hint=hint, others=others)


def _denominators(expr: Expr) -> Iterator[Expr]:
    if isinstance(expr, Arithmetic) and expr.op == "÷":
        yield expr.right
    for part in parts_of(expr):
        yield from _denominators(part)  # type: ignore[arg-type]


def _can_be_zero(expr: Expr, facts: dict[str, Fact]) -> bool:
    pieces = {key: pieces[0] for key in keys_of(expr) if key in facts and (pieces := domain(facts[key]))}
    low, high = value_of(expr, pieces)
    return low <= 0 <= high
