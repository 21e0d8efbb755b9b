"""One question, two ways to answer it: piece by piece where that works, else by the solver."""

from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from typing import TypeVar

from attrs import define, evolve, field

from evaldsl.console import install
from evaldsl.interpreter.bounds import value_of
from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import ZERO, All, Condition, Expr, If, Number, inlined, keys_of, minus
from evaldsl.interpreter.ranges import Scope, range_of, scope_of
from evaldsl.interpreter.reaches import Range, Reach, Values, negative_end
from evaldsl.interpreter.scorer import Scorer
from evaldsl.proofs import solver
from evaldsl.proofs.shapes import FLAT, Shape, Way, shape_of

Answer = TypeVar("Answer")
Ranges = dict[Expr, Range | Undecided]
"""The exact range of each expression that was asked for, or why there is none."""

HALF, FINE, MANY = Fraction(1, 2), Fraction(1, 10_000), Fraction(10**9)


class Method(Enum):
    """How questions are answered; the value is its name for users."""

    AUTOMATIC = "自动"
    PIECEWISE = "逐段"
    SOLVER = "求解器"
    BOTH = "两者"


class Disagreement(Exception):
    """The two ways give different answers: a fault of this program, never of the rubric."""


@define
class Prover:
    """Answers questions about expressions over everything the facts of *scope* can be.

    *allowed* says of some facts what else must hold for them to be allowed. *ranges* keeps what was found piece by
    piece; provers of the same rubric may share it. *used* collects the names of the ways that answered, for the
    certificate.
    """

    scope: Scope
    method: Method = Method.AUTOMATIC
    allowed: Mapping[str, Condition] = field(factory=dict)
    ranges: Ranges = field(factory=dict)
    used: dict[str, None] = field(factory=dict)

    def ends(self, expr: Expr) -> Range:
        """The least and the greatest value of *expr*. Raises Undecided."""
        return self._answered(
            lambda: self._range(expr),
            lambda: (self._solved_least(expr), negative_end(self._solved_least(minus(ZERO, expr)))),
            lambda one, other: [end.value for end in one] == [end.value for end in other],
        )

    def _range(self, expr: Expr) -> Range:
        found = self.ranges.get(expr)
        if found is None:
            try:
                found = range_of(expr, self._fresh())
            except Undecided as why:
                found = why
            self.ranges[expr] = found
        if isinstance(found, Undecided):
            raise found
        return found

    def _solved_least(self, expr: Expr) -> Reach:
        """The least value as the solver finds and confirms it; interval arithmetic is asked first for a bound."""
        pieces = {key: (domain.parts[0][0], domain.parts[-1][1]) for key, domain in self.scope.measures.items()}
        bound = value_of(expr, pieces)[0]
        if isinstance(bound, Fraction) and solver.facts_where(expr, "<", bound, self.scope) is None:
            reached = solver.facts_where(expr, "≤", bound, self.scope)
            if reached is not None:
                return Reach(bound, True, lambda _: reached)
        least = solver.least_of(expr, self.scope)
        if isinstance(least, float):
            self._solved_facts(expr, -MANY)
            return Reach(least, False, lambda eps: self._solved_facts(expr, -1 / eps))
        if solver.facts_where(expr, "<", least, self.scope) is not None:
            raise Undecided("求解器给出的最小值没有得到证实")
        there = solver.facts_where(expr, "≤", least, self.scope)
        if there is not None:
            return Reach(least, True, lambda _: there)
        return Reach(least, False, lambda eps: self._solved_facts(expr, least + eps))

    def _solved_facts(self, expr: Expr, level: Fraction) -> Values:
        found = solver.facts_where(expr, "<", level, self.scope)
        if found is None:
            raise Undecided("求解器没有找到接近极限的数据")
        return found

    def facts_where(self, expr: Expr, op: str, level: Fraction) -> Values | None:
        """Facts for which *expr* *op* *level* (op one of ≥ > ≤ <), or None when there are none. Raises Undecided."""
        conditions = tuple(self.allowed[key] for key in keys_of(expr) if key in self.allowed)
        if conditions:
            never = {"≥": level - 1, ">": level, "≤": level + 1, "<": level}[op]
            expr = If(All(conditions), expr, Number(never))
        return self._answered(
            lambda: beyond(self._range(expr), op, level),
            lambda: solver.facts_where(expr, op, level, self.scope),
            lambda one, other: (one is None) == (other is None),
        )

    def shape(self, expr: Expr, key: str) -> Shape:
        """How *expr* answers to the fact *key* when the others stay. Raises Undecided."""
        return self._answered(
            lambda: shape_of(expr, key, self._fresh()),
            lambda: self._solved_shape(expr, key),
            lambda one, other: (
                one.way is other.way
                or {one.way, other.way} <= {Way.PEAK, Way.VALLEY, Way.MIXED}
                or (other.way is Way.FLAT and one.way in (Way.UP, Way.DOWN))
            ),  # 不升 is true of what does not change
        )

    def _answered(
        self, piecewise: Callable[[], Answer], solved: Callable[[], Answer], agree: Callable[[Answer, Answer], bool]
    ) -> Answer:
        """The answer by the chosen way. Raises Undecided when no way has one."""
        found: list[Answer] = []
        reasons: list[str] = []
        for way, ask in ((Method.PIECEWISE, piecewise), (Method.SOLVER, solved)):
            if self.method not in (way, Method.BOTH, Method.AUTOMATIC) or (found and self.method is Method.AUTOMATIC):
                continue
            if way is Method.SOLVER and not solver.is_installed():
                reasons.append(f"没有安装求解器z3：{install('proof')}")
                continue
            try:
                found.append(ask())
                self.used[solver.version() if way is Method.SOLVER else way.value] = None
            except Undecided as why:
                reasons.append(str(why))
        if not found:
            raise Undecided("；".join(dict.fromkeys(reasons)))
        if len(found) == 2 and not agree(*found):
            raise Disagreement("逐段分析与求解器结论不同")
        return found[0]

    def _solved_shape(self, expr: Expr, key: str) -> Shape:
        """The shape as the solver sees it: does it ever rise, does it ever fall."""
        keys = keys_of(expr)
        if key not in keys:
            return FLAT
        rising = solver.pair_where(expr, key, self.scope, keys, "<")
        falling = solver.pair_where(expr, key, self.scope, keys, ">")
        if rising is None or falling is None:
            return Shape(Way.UP if rising else Way.DOWN if falling else Way.FLAT)
        return Shape(Way.MIXED, rising=rising, falling=falling)

    def _fresh(self) -> Scope:
        return evolve(self.scope, spent=[0])


def beyond(ends: Range, op: str, level: Fraction) -> Values | None:
    """Facts that lead beyond *level* in the sense of *op*, or None when none do."""
    end: Reach = ends[1] if op in "≥>" else ends[0]
    further = end.value > level if op in "≥>" else end.value < level
    if further:
        return end.near(1 / (abs(level) + 1) if isinstance(end.value, float) else abs(end.value - level) / 2)
    return end.near(HALF) if op in "≥≤" and end.value == level and end.attained else None


def best_values(scope: Scope, expr: Expr, start: Values) -> Values:
    """*start* with the other facts of *expr* at their best, so that what is to be seen decides the points."""
    anything = {key: scope.some_value(key) for key in keys_of(expr)}
    for key, value in start.items():
        scope = scope.fixed(key, value)
    try:
        return {**anything, **range_of(expr, evolve(scope, spent=[0]))[1].near(FINE), **start}
    except Undecided:
        return {**anything, **start}


def whole_scope(scorer: Scorer) -> Scope:
    """Everything the facts of a rubric can be; a rate is whatever its definition can give."""
    scope = scope_of(scorer.rubric.facts)
    rates = {name: _rate_domain(scorer, name, scope) for name in scorer.rates}
    return evolve(scope, measures={**scope.measures, **rates})


def _rate_domain(scorer: Scorer, name: str, scope: Scope) -> Domain:
    expr = base_expr(scorer, scorer.rates[name].expr)
    try:
        low, high = range_of(expr, scope.of(keys_of(expr)))
    except Undecided:
        return Domain.closed(*scope_of([scorer.facts[name]]).measures[name].parts[0])
    return Domain.closed(low.value, high.value)


def base_expr(scorer: Scorer, expr: Expr) -> Expr:
    """*expr* with every rate replaced by its definition, down to the facts that are typed."""
    while rates := [key for key in keys_of(expr) if key in scorer.rates]:
        expr = inlined(expr, {name: scorer.rates[name].expr for name in rates})
    return expr
