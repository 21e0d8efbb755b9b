"""zero-denominator"""

from collections.abc import Iterator

from evaldsl.checks.exact import formula_of
from evaldsl.checks.unused_fact import facts_read
from evaldsl.interpreter.bounds import domain, value_of
from evaldsl.interpreter.expressions import Compare, Expr, Number, Ref, divisors_of, keys_of, walked
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Fact, Indicator, Rubric, Share
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, info


def zero_denominator(loaded: Loaded) -> Iterator[Diagnostic]:
    """Denominators that can be zero, and no convention that says what then: one finding, for one line mends all."""
    assert loaded.rubric is not None
    yield from open_denominators(loaded.rubric, "加一行“约定 分母为0的，得满分”或“约定 分母为0的，不得分”")


def open_denominators(rubric: Rubric, hint: str) -> Iterator[Diagnostic]:
    """The same for any rubric, and for a sentence alone, which has no conventions."""
    if rubric.conventions.zero_denominator is not None:
        return
    facts = {fact.key: fact for fact in rubric.facts}
    read = facts_read(rubric)
    rates = [(one.name, one.expr, one.span) for one in rubric.definitions if one.name in read]
    shares = [(of.name, one.points, one.span) for of, one in _formulas(rubric)]
    ends = [
        (name, span, frozenset(keys_of(bottom)))
        for name, expr, span in (*rates, *shares)
        for bottom in divisors_of(expr)
        if _can_be_zero(bottom, facts)
    ]
    settled = _said_of_nothing(rubric) if ends else frozenset[str]()
    open_ends = list(dict.fromkeys((name, span) for name, span, keys in ends if not settled >= keys))
    if open_ends:
        (_, first), *more = open_ends
        names = "".join(f"“{name}”" for name, _ in open_ends[:3])
        which = f"{names}等{len(open_ends)}项" if len(open_ends) > 3 else names
        others = tuple(Place(*span, "也没有约定") for _, span in more[:2])
        yield info("zero-denominator", f"{which}的分母可能为0，没有约定怎么计", *first, hint=hint, others=others)


def _formulas(rubric: Rubric) -> Iterator[tuple[Indicator, Share]]:
    """得分=完成数÷计划数×分值: what a formula gives whatever else holds."""
    for indicator in rubric.indicators:
        for item in indicator.items:
            yield from ((indicator, one) for effect in item.effects if (one := formula_of(effect)) is not None)


def _said_of_nothing(rubric: Rubric) -> frozenset[str]:
    """The facts of which a rule says what holds when they are 0: 应整改数为0的得满分."""
    found: set[str] = set()
    for node in walked(*map(indicator_to_expr, rubric.indicators)):
        match node:
            case Compare("=", Ref(key), Number(0)):
                found.add(key)
    return frozenset(found)


def _can_be_zero(expr: Expr, facts: dict[str, Fact]) -> bool:
    pieces = {key: pieces[0] for key in keys_of(expr) if key in facts and (pieces := domain(facts[key]))}
    low, high = value_of(expr, pieces)
    return low <= 0 <= high
