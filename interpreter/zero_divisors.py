"""Divisors that are 0: whether a convention has to say what comes of that."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .expressions import Arithmetic, Expr, If, Node, Ref, computed, keys_of, number, parts_of
from .lowering import indicator_to_expr
from .scorer import ReadyIndicator, Scorer

NOTHING, ONE = Fraction(0), Fraction(1)


def zero_divisors(
    scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str]
) -> tuple[bool, Sequence[str]]:
    """Whether some divisor is 0, and what is not known of those that may be, where a convention says what comes of that."""
    zero, unknown = False, dict[str, Fraction]()
    if isinstance(scorer.rubric.conventions.zero_denominator, str):
        expr = indicator_to_expr(prepared.indicator)
        for divisor in _dividing(scorer, expr, values):
            nothing = {key: NOTHING for key in keys_of(divisor) if key not in values}
            if not nothing:
                zero = zero or computed(divisor)(values, NOTHING) == 0
            elif computed(divisor)({**values, **nothing}, NOTHING) == 0:
                unknown |= nothing if divisor in _dividing(scorer, expr, {**values, **nothing}) else {}
    return zero, tuple(unknown)


def _dividing(scorer: Scorer, expr: Expr, values: Mapping[str, Fraction | bool | str]) -> list[Expr]:
    """What *expr* divides by, but for the branches that *values* rule out."""
    found: list[Expr] = []
    seen: set[str] = set()
    stack: list[Node] = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, If) and all(key in values for key in keys_of(node.condition)):
            stack.append(
                node.then
                if computed(If(node.condition, number(ONE), number(NOTHING)))(values, NOTHING)
                else node.otherwise
            )
            continue
        stack += parts_of(node)
        if isinstance(node, Ref) and node.key in scorer.rates and node.key not in seen:
            seen.add(node.key)
            stack.append(scorer.rates[node.key].expr)
        if isinstance(node, Arithmetic) and node.op == "÷" and keys_of(node.right):
            found.append(node.right)
    return found
