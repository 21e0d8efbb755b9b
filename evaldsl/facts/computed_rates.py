"""Rates computed from what was filled in that no rate can be: 0.01%, 33184%. One number is in 元, the other in 万元."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from evaldsl.facts.fact_values import Value, hardly_above, is_part
from evaldsl.interpreter.expressions import Arithmetic, Computed, Expr, Number, Ref, computed, inlined, keys_of
from evaldsl.interpreter.rubric import Fact, Kind, Rubric
from evaldsl.interpreter.values import decimal_text

_LEAST, _LEAST_PART, _MOST = Fraction(1, 1000), Fraction(1, 100), Fraction(10)
"""What few rates are below, what few are that stand about 100%, what few are above."""
_LINE = "核对各数的单位，是不是有的以元计、有的以万元计"


@frozen
class ComputedRate:
    """A rate that rules compute from the facts *keys*. *least* and *most* are what it hardly goes below and above."""

    fact: Fact
    expr: Expr
    keys: tuple[str, ...]
    names: tuple[str, ...]
    compute: Computed
    least: Fraction
    most: Fraction

    def value(self, values: Mapping[str, Value]) -> Fraction | None:
        """What it comes to, None where that is no wonder or cannot be told."""
        if not all(key in values for key in self.keys):
            return None
        try:
            value = self.compute(values, Fraction(0))
        except ZeroDivisionError:
            return None
        return None if value == 0 or self.least <= abs(value) <= self.most else value

    def words(self, value: Fraction, where: str = "") -> tuple[str, str]:
        """What is said of such a *value*, the first one in a table being *where*, and a hint."""
        named = "、".join(f"“{name}”" for name in self.names[:4])
        rare = "很少这样高" if abs(value) > self.most else "很少这样低"
        shown = decimal_text(round(value * 100, 2 if abs(value) > 1 else 6), 6)
        said = f"算得的{rare}，如{where}的{shown}%" if where else f"算得{shown}%，{rare}"
        return f"“{self.fact.name}”由{named}{said}", _LINE


def _is_plain(expr: Expr) -> bool:
    """Whether it is sums, products and quotients alone, with which tables can be judged as well."""
    return isinstance(expr, Number | Ref) or (
        isinstance(expr, Arithmetic) and _is_plain(expr.left) and _is_plain(expr.right)
    )


def computed_rates(rubric: Rubric) -> Iterator[ComputedRate]:
    """Those of *rubric* that are quotients of amounts."""
    facts = {fact.key: fact for one in rubric.indicators for fact in one.facts} | {f.key: f for f in rubric.facts}
    parts = {rate.name: rate.expr for rate in rubric.definitions}
    for rate in rubric.definitions:
        expr = inlined(rate.expr, parts)
        keys = tuple(dict.fromkeys(keys_of(expr)))
        amounts = [facts[key] for key in keys if key in facts and facts[key].kind in (Kind.NUMBER, Kind.COUNT)]
        if rate.ratio and _is_plain(expr) and len(amounts) == len(keys) > 1:
            least = _LEAST_PART if is_part(rate.fact) else Fraction(0) if _is_change(expr) else _LEAST
            most = max(hardly_above(rate.fact) or _MOST, _MANY)
            names = tuple(one.name for one in amounts)
            yield ComputedRate(rate.fact, expr, keys, names, computed(expr), least, most)


_MANY = Fraction(5)


def _is_change(expr: Expr) -> bool:
    """Whether a difference stands in *expr*, as in a rate of change, which may be near 0."""
    if not isinstance(expr, Arithmetic):
        return False
    return expr.op == "-" or _is_change(expr.left) or _is_change(expr.right)
