"""The exact range of an expression over all facts: its least and greatest value, and facts that lead there.

An expression of one fact is taken piece by piece (``curves``). Parts that read different facts are independent, so the
ends of their sum, smaller or greater are those of the parts. Parts that share a yes/no fact or a grade are taken once for
each of its values; parts that share a measure, once between each two numbers it is compared with. What stays entangled
after that raises ``Undecided``.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import assert_never

from attrs import field

from .bounds import Effort
from .bounds import domain as values_of_fact
from .curves import Domain, Undecided, extremes
from .expressions import (
    FALSE,
    ONE,
    TRUE,
    All,
    Arithmetic,
    Ceil,
    Compare,
    Condition,
    Expr,
    Facts,
    Floor,
    Holds,
    If,
    Is,
    Node,
    Not,
    Number,
    Ref,
    Rest,
    Some,
    computed,
    decided,
    inlined,
    keys_of,
    minus,
    over,
    plus,
    walked,
)
from .pieces import is_small, pieces_of, stretches_of
from .reaches import Range, Reach, Value, Values, hull, operated, reciprocal, rounded, with_values
from .records import evolve, frozen
from .rubric import Fact, Kind
from .values import NOTHING, OPPOSITE, Interval

FINITE = (Kind.JUDGEMENT, Kind.CHOICE)
MOST_CASES = 20_000


@frozen
class Scope:
    """What values the facts can take here: the numbers of a measure, the words or yes/no of another fact."""

    measures: Mapping[str, Domain]
    finite: Mapping[str, tuple[Value, ...]]
    spent: list[int] = field(factory=lambda: [0], eq=False, repr=False)
    known: dict[tuple[Expr, str, Domain], Range] = field(factory=dict, eq=False, repr=False)
    """The ranges of expressions of one measure that were taken so far, in this scope or in one it was narrowed to."""

    def of(self, keys: Iterable[str]) -> "Scope":
        """The values of these facts alone, with no case counted yet: splitting copies what a scope holds."""
        every = list(keys)
        return Scope(
            {key: self.measures[key] for key in every if key in self.measures},
            {key: self.finite[key] for key in every if key in self.finite},
        )

    def with_measure(self, key: str, domain: Domain) -> "Scope":
        """This scope with the numbers of one measure narrowed."""
        return evolve(self, measures={**self.measures, key: domain})

    def with_finite(self, key: str, values: Iterable[Value]) -> "Scope":
        """This scope with the values of one other fact narrowed."""
        return evolve(self, finite={**self.finite, key: tuple(values)})

    def fixed(self, key: str, value: Value) -> "Scope":
        """This scope where one fact has one value."""
        if isinstance(value, Fraction) and key in self.measures:
            return self.with_measure(key, Domain(((value, value),), self.measures[key].whole))
        return self.with_finite(key, [value])

    def some_value(self, key: str) -> Value:
        """Some plain value of a fact: 1 or 100 % where it can be, no occurrences."""
        if key in self.finite:
            return self.finite[key][0]
        domain = self.measures[key]
        if not domain.whole and any(low < 1 < high or low == 1 == high for low, high in domain.parts):
            return Fraction(1)
        sample = next(domain.sample(*part) for part in domain.parts)
        assert sample is not None
        return sample

    def spend(self, count: int = 1) -> None:
        """Counts cases, or pieces of a function; raises Undecided when there are too many."""
        self.spent[0] += count
        if self.spent[0] > MOST_CASES:
            raise Undecided(f"要分的情形超过{MOST_CASES}种")


def scope_of(facts: Iterable[Fact]) -> Scope:
    """Everything *facts* can be."""
    measures: dict[str, Domain] = {}
    finite: dict[str, tuple[Value, ...]] = {}
    for fact in facts:
        pieces = values_of_fact(fact)
        if fact.kind in FINITE:
            finite[fact.key] = tuple(piece for piece in pieces if not isinstance(piece, tuple))
        else:
            whole = fact.kind is Kind.COUNT
            ranges = [Domain.closed(*piece, whole=whole) for piece in pieces if isinstance(piece, tuple)]
            measures[fact.key] = Domain(tuple(part for one in ranges for part in one.parts), whole)
    return Scope(measures, finite)


def interval_of(expr: Expr, facts: Facts, missing: Iterable[Fact], effort: Effort) -> Interval:
    """The smallest interval that holds *expr* for every completion of the missing facts.

    Raises Undecided, also where it would take more than what is left of *effort*.
    """
    known = {key: Number(value) for key, value in facts.items() if isinstance(value, Fraction)}
    words = {key: (value,) for key, value in facts.items() if not isinstance(value, Fraction)}
    scope = scope_of(missing)
    scope = evolve(scope, finite={**scope.finite, **words}, spent=[MOST_CASES - effort.left])
    try:
        low, high = range_of(inlined(expr, known), scope)
    finally:
        effort.left = MOST_CASES - scope.spent[0]
    return low.value, high.value


def range_of(expr: Expr, scope: Scope) -> Range:
    """The least and the greatest value of *expr*. Raises Undecided."""
    scope.spend()
    expr = reduced(expr, scope)
    keys = keys_of(expr)
    if not keys:
        try:
            value = computed(expr)({}, NOTHING)
        except ZeroDivisionError:
            raise Undecided("分母为0") from None
        here = Reach(value, True, lambda _: {})
        return here, here
    if len(keys) == 1 and keys[0] in scope.measures:
        return _of_one_measure(expr, keys[0], scope)
    match expr:
        case If(condition, then, otherwise):
            return _branched(condition, then, otherwise, scope)
        case Floor(of) | Ceil(of):
            low, high = range_of(of, scope)
            up = isinstance(expr, Ceil)
            return rounded(low, up=up, lower=True), rounded(high, up=up, lower=False)
        case Arithmetic(op, left, right):
            apart = independent_terms(expr) if op in "+-" else []
            if sum(bool(keys_of(one)) for one in apart) > 1:
                return reduce(lambda one, other: operated("+", one, other), (range_of(one, scope) for one in apart))
            shared = [key for key in keys_of(left) if key in set(keys_of(right))]
            if shared:
                return _split(expr, shared, scope)
            if op == "÷":
                return (
                    operated("×", range_of(left, scope), range_of(over(ONE, right), scope))
                    if left != ONE
                    else (reciprocal(range_of(right, scope)))
                )
            return operated(op, range_of(left, scope), range_of(right, scope))
        case Number() | Ref() | Rest():
            raise Undecided("算式里有未定的分数")
        case _:
            assert_never(expr)


def independent_terms(expr: Expr) -> list[Expr]:
    """The terms of a sum, those that share a fact taken together."""
    groups: list[tuple[set[str], Expr]] = []
    for sign, term in _terms(expr):
        keys, total = set(keys_of(term)), term if sign > 0 else minus(Number(NOTHING), term)
        for group in [group for group in groups if group[0] & keys]:
            groups.remove(group)
            keys, total = keys | group[0], plus(group[1], total)
        groups.append((keys, total))
    return [total for _, total in groups]


def _terms(expr: Expr, sign: int = 1) -> Iterator[tuple[int, Expr]]:
    if isinstance(expr, Arithmetic) and expr.op in "+-":
        yield from _terms(expr.left, sign)
        yield from _terms(expr.right, sign if expr.op == "+" else -sign)
    else:
        yield sign, expr


def _of_one_measure(expr: Expr, key: str, scope: Scope) -> Range:
    domain = scope.measures[key]
    small = is_small(expr)
    found = scope.known.get((expr, key, domain)) if small else None
    if found is None:
        pieces = pieces_of(expr, domain)
        scope.spend(len(pieces))
        low, high = extremes(pieces, domain)
        found = (
            Reach(low.value, low.attained, lambda eps: {key: low.near(eps)}),
            Reach(high.value, high.attained, lambda eps: {key: high.near(eps)}),
        )
        if small:
            scope.known[expr, key, domain] = found
    return found


# ---- branches


def _branched(condition: Condition, then: Expr, otherwise: Expr, scope: Scope) -> Range:
    match condition:
        case All(of):
            if not of:
                return range_of(then, scope)
            return range_of(If(of[0], If(All(of[1:]), then, otherwise), otherwise), scope)
        case Some(of):
            if not of:
                return range_of(otherwise, scope)
            return range_of(If(of[0], then, If(Some(of[1:]), then, otherwise)), scope)
        case Not(of_one):
            return range_of(If(of_one, otherwise, then), scope)
        case _:
            finite = [key for key in keys_of(condition) if key in scope.finite]
            if isinstance(condition, Compare) and len(keys_of(condition)) > 1 and finite:
                cases = [(value, scope.with_finite(finite[0], [value])) for value in scope.finite[finite[0]]]
                whole = If(condition, then, otherwise)
                return hull(with_values({finite[0]: value}, range_of(whole, inner)) for value, inner in cases)
            return hull(
                with_values(values, range_of(then if truth else otherwise, inner))
                for truth, inner, values in _cases(condition, (then, otherwise), scope)
            )


def _cases(
    condition: Compare | Holds | Is, branches: tuple[Expr, Expr], scope: Scope
) -> Iterable[tuple[bool, Scope, Values]]:
    """The possible truths of *condition*, each with the scope in which it holds and facts that make it so."""
    keys = keys_of(condition)
    if len(keys) == 1 and keys[0] in scope.finite:
        key, holds = keys[0], decided(condition)
        for truth in (True, False):
            values = [value for value in scope.finite[key] if holds({key: value}, NOTHING) is truth]
            if values:
                yield truth, scope.with_finite(key, values), {key: values[0]}
        return
    assert isinstance(condition, Compare)
    if len(keys) == 1:
        key, domain = keys[0], scope.measures[keys[0]]
        stretches = stretches_of(condition, domain)
        for truth in (True, False):
            inner = domain.within([(s.low, s.high) for s in stretches if s.truth is truth])
            if inner.parts:
                narrowed = scope.with_measure(key, inner)
                yield truth, narrowed, {key: narrowed.some_value(key)}
        return
    if set(keys) & set(keys_of(If(TRUE, *branches))):
        raise Undecided("条件里的几个数据又用来算分")
    low, high = range_of(minus(condition.left, condition.right), scope)
    for truth in (True, False):
        values_ = _sign_values(condition.op, truth, low, high)
        if values_ is not None:
            yield truth, scope, values_


def _sign_values(op: str, truth: bool, low: Reach, high: Reach) -> Values | None:
    """Facts for which a difference within *low*, *high* compares with 0 so; None when there are none."""
    if op == "=":
        raise Undecided("几个数据算出的数与另一个数相等")
    wanted = op if truth else OPPOSITE[op]
    end = high if wanted in "≥>" else low
    beyond = end.value > 0 if wanted in "≥>" else end.value < 0
    if beyond:
        eps = Fraction(1) if isinstance(end.value, float) else abs(end.value) / 2
        return end.near(eps)
    return end.near(Fraction(1)) if wanted in "≥≤" and end.value == 0 and end.attained else None


# ---- shared facts


def _split(expr: Arithmetic, shared: list[str], scope: Scope) -> Range:
    """Once for each value of a shared fact, else once between each two thresholds, else once for any other's values."""
    settle = [key for key in shared if key in scope.finite]
    cut = [key for key in shared if key in scope.measures]
    if not settle and cut:
        settle = (
            []
            if any(len(cells_of(expr, key, scope.measures[key])) > 1 for key in cut)
            else [key for key in keys_of(expr) if key in scope.finite]
        )
    for key in settle[:1]:
        return hull(
            with_values({key: value}, range_of(expr, scope.with_finite(key, [value]))) for value in scope.finite[key]
        )
    for key in cut:
        domain = scope.measures[key]
        cells = cells_of(expr, key, domain)
        if len(cells) > 1:
            return hull(
                with_values({key: inner.some_value(key)}, range_of(expr, inner))
                for inner in (scope.with_measure(key, cell) for cell in cells)
            )
    raise Undecided("几个数据纠缠在一起")


def cells_of(node: Node, key: str, domain: Domain) -> list[Domain]:
    """*domain* cut wherever a comparison of the measure *key* alone changes in *node*."""
    cells = [domain]
    compares = [one for one in walked(node) if isinstance(one, Compare) and keys_of(one) == [key]]
    for compare in dict.fromkeys(compares):
        stretches = stretches_of(compare, domain)
        halves = [[(s.low, s.high) for s in stretches if s.truth is truth] for truth in (True, False)]
        cells = [inner for cell in cells for half in halves if (inner := cell.within(half)).parts]
    return cells


def reduced(expr: Expr, scope: Scope) -> Expr:
    """*expr* without the branches that *scope* rules out."""
    match expr:
        case Number() | Ref() | Rest():
            return expr
        case Arithmetic(op, left, right):
            left, right = reduced(left, scope), reduced(right, scope)
            if isinstance(left, Number) and isinstance(right, Number) and not (op == "÷" and right.value == 0):
                return Number(computed(Arithmetic(op, left, right))({}, NOTHING))
            return Arithmetic(op, left, right)
        case Floor(of):
            return Floor(reduced(of, scope))
        case Ceil(of):
            return Ceil(reduced(of, scope))
        case If(condition, then, otherwise):
            condition = settled(condition, scope)
            if condition == TRUE:
                return reduced(then, scope)
            if condition == FALSE:
                return reduced(otherwise, scope)
            then, otherwise = reduced(then, scope), reduced(otherwise, scope)
            return then if then == otherwise else If(condition, then, otherwise)
        case _:
            assert_never(expr)


def settled(condition: Condition, scope: Scope) -> Condition:
    """*condition* with what *scope* decides; TRUE or FALSE when it decides all of it."""
    match condition:
        case Compare() | Holds() | Is():
            if isinstance(condition, Compare) and len(keys_of(condition)) > 1:
                condition = Compare(condition.op, reduced(condition.left, scope), reduced(condition.right, scope))
            truths = _truths(condition, scope)
            return condition if len(truths) > 1 else TRUE if truths == {True} else FALSE
        case All(of):
            parts = [part for one in of if (part := settled(one, scope)) != TRUE]
            return FALSE if FALSE in parts else parts[0] if len(parts) == 1 else All(tuple(parts))
        case Some(of):
            parts = [part for one in of if (part := settled(one, scope)) != FALSE]
            return TRUE if TRUE in parts else parts[0] if len(parts) == 1 else Some(tuple(parts))
        case Not(of_one):
            inner = settled(of_one, scope)
            return FALSE if inner == TRUE else TRUE if inner == FALSE else Not(inner)
        case _:
            assert_never(condition)


def _truths(condition: Compare | Holds | Is, scope: Scope) -> set[bool]:
    """Which truths *condition* can have, as far as one fact alone tells."""
    keys = keys_of(condition)
    if len(keys) > 1:
        return {True, False}
    if keys and keys[0] in scope.finite:
        holds = decided(condition)
        return {holds({keys[0]: value}, NOTHING) for value in scope.finite[keys[0]]}
    assert isinstance(condition, Compare)
    domain = scope.measures[keys[0]] if keys else Domain.closed(NOTHING, NOTHING)
    return {stretch.truth for stretch in stretches_of(condition, domain)}
