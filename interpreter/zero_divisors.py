"""Divisors that are 0: whether a convention has to say what comes of that."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .expressions import All, Arithmetic, Condition, Expr, If, Node, Ref, Some, computed, decided, keys_of, parts_of
from .lowering import indicator_to_expr
from .scorer import ReadyIndicator, Scorer
from .values import NOTHING

Values = Mapping[str, Fraction | bool | str]


def zero_divisors(scorer: Scorer, prepared: ReadyIndicator, values: Values) -> tuple[bool, bool, Sequence[str]]:
    """Whether some divisor is 0, whether some may be, and what is not known of these, where a convention says what comes of that."""
    zero, maybe, unknown = False, False, dict[str, Fraction]()
    if isinstance(scorer.rubric.conventions.zero_denominator, str):
        expr = indicator_to_expr(prepared.indicator)
        for divisor, certain in _dividing(scorer, expr, values).items():
            nothing = {key: NOTHING for key in keys_of(divisor) if key not in values}
            if computed(divisor)({**values, **nothing}, NOTHING) != 0:
                continue
            if not nothing:
                zero, maybe = zero or certain, True
            elif divisor in _dividing(scorer, expr, {**values, **nothing}):
                maybe, unknown = True, unknown | nothing
    return zero, maybe, tuple(unknown)


def _dividing(scorer: Scorer, expr: Expr, values: Values) -> dict[Expr, bool]:
    """What *expr* divides by, but for the branches that *values* rule out, and whether it does so whatever is not known."""
    found: dict[Expr, bool] = {}
    stack: list[tuple[Node, bool]] = [(expr, True)]
    seen = set(stack)

    def come_upon(node: Node, certain: bool) -> None:
        if (node, certain) not in seen:
            seen.add((node, certain))
            stack.append((node, certain))

    while stack:
        node, certain = stack.pop()
        if isinstance(node, If):
            holds = _truth(node.condition, values)
            come_upon(node.condition, certain)
            for branch, ruled_out in ((node.then, False), (node.otherwise, True)):
                if holds is not ruled_out:
                    come_upon(branch, certain and holds is not None)
            continue
        if isinstance(node, (All, Some)):  # told from left to right, no further than need be
            for part in node.of:
                come_upon(part, certain)
                holds = _truth(part, values)
                if holds is isinstance(node, Some):
                    break
                certain = certain and holds is not None
            continue
        for below in parts_of(node):
            come_upon(below, certain)
        if isinstance(node, Ref) and node.key in scorer.rates:
            come_upon(scorer.rates[node.key].expr, certain)
        if isinstance(node, Arithmetic) and node.op == "÷" and keys_of(node.right):
            found[node.right] = found.get(node.right, False) or certain
    return found


def _truth(condition: Condition, values: Values) -> bool | None:
    """Whether *condition* holds, None where that is not known."""
    if not all(key in values for key in keys_of(condition)):
        return None
    try:
        return decided(condition)(values, NOTHING)
    except ZeroDivisionError:
        return None
