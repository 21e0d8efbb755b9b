"""The lowered expressions put to z3, for what is too entangled to be taken piece by piece. Needs the extra ``proof``."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, assert_never

from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import (
    All,
    Arithmetic,
    Ceil,
    Compare,
    Condition,
    Expr,
    Floor,
    Holds,
    If,
    Is,
    Not,
    Number,
    Ref,
    Rest,
    Some,
)
from evaldsl.interpreter.ranges import Scope
from evaldsl.interpreter.reaches import Value, Values

MILLISECONDS = 10_000
Term = Any
"""A z3 term: the library has no types of its own to speak of."""


def is_installed() -> bool:
    """Whether z3 is there to be asked."""
    from importlib.util import find_spec

    return find_spec("z3") is not None


def version() -> str:
    """The version of z3, for the certificate."""
    import z3

    return f"z3 {z3.get_version_string()}"


class Question:
    """One satisfiability question over the facts of a scope. *names* tells apart several units in one question."""

    def __init__(self, scope: Scope, milliseconds: int = MILLISECONDS) -> None:
        import z3

        self.z3 = z3
        self.scope = scope
        self.solver = z3.Solver()
        self.solver.set("timeout", milliseconds)
        self.facts: dict[tuple[str, str], Term] = {}
        self.terms: dict[tuple[str, int], tuple[Expr | Condition, Term]] = {}

    def require(self, term: Term) -> None:
        """Adds a condition."""
        self.solver.add(term)

    def answer(self, unit: str = "") -> Values | None:
        """Facts of *unit* that meet every condition, or None when there are none. Raises Undecided."""
        result = self.solver.check()
        if result == self.z3.unsat:
            return None
        if result != self.z3.sat:
            raise Undecided(f"求解器没有在限时内判定（{self.solver.reason_unknown()}）")
        return self.values(unit)

    def values(self, unit: str = "") -> Values:
        """The facts of *unit* in the model that was found."""
        model = self.solver.model()
        found: Values = {}
        for (name, key), term in self.facts.items():
            if name == unit:
                found[key] = self._value(key, model.eval(term, model_completion=True))
        return found

    def _value(self, key: str, term: Term) -> Value:
        if key in self.scope.finite:
            values = self.scope.finite[key]
            return values[term.as_long()] if isinstance(values[0], str) else bool(self.z3.is_true(term))
        if self.z3.is_algebraic_value(term):
            term = term.approx(20)
        return (
            Fraction(term.numerator_as_long(), term.denominator_as_long())
            if self.z3.is_rational_value(term)
            else (Fraction(term.as_long()))
        )

    # ---- facts

    def fact(self, key: str, unit: str = "") -> Term:
        """The variable of a fact of *unit*, with what it can be."""
        if (unit, key) not in self.facts:
            self.facts[unit, key] = self._declared(key, f"{unit}:{key}")
        return self.facts[unit, key]

    def _declared(self, key: str, name: str) -> Term:
        z3 = self.z3
        if key in self.scope.finite:
            values = self.scope.finite[key]
            if isinstance(values[0], str):
                word = z3.Int(name)
                self.require(z3.And(word >= 0, word < len(values)))
                return word
            judgement = z3.Bool(name)
            if len(values) == 1:
                self.require(judgement == values[0])
            return judgement
        domain = self.scope.measures[key]
        number = z3.Int(name) if domain.whole else z3.Real(name)
        self.require(self.inside(number, domain))
        return number

    def inside(self, number: Term, domain: Domain) -> Term:
        """*number* lies in *domain*."""
        z3, parts = self.z3, []
        for low, high in domain.parts:
            if low == high:
                parts.append(number == self.constant(low))
                continue
            ends = [self.constant(low) < number] if isinstance(low, Fraction) else []
            ends += [number < self.constant(high)] if isinstance(high, Fraction) else []
            parts.append(z3.And(*ends))
        return z3.Or(*parts)

    def constant(self, value: Fraction | float) -> Term:
        """An exact number."""
        assert isinstance(value, Fraction)
        return self.z3.RealVal(f"{value.numerator}/{value.denominator}")

    # ---- expressions

    def number(self, expr: Expr, unit: str = "") -> Term:
        """*expr* of the facts of *unit*; divisors are required not to be 0."""
        known = self.terms.get((unit, id(expr)))
        if known is None:
            known = self.terms[unit, id(expr)] = (expr, self._number(expr, unit))
        return known[1]

    def _number(self, expr: Expr, unit: str) -> Term:
        z3 = self.z3
        match expr:
            case Number(value):
                return self.constant(value)
            case Ref(key):
                term = self.fact(key, unit)
                return z3.ToReal(term) if term.is_int() else term
            case Rest():
                raise Undecided("算式里有未定的分数")
            case Arithmetic(op, left, right):
                return self._arithmetic(op, self.number(left, unit), self.number(right, unit), right)
            case Floor(of):
                return z3.ToReal(z3.ToInt(self.number(of, unit)))
            case Ceil(of):
                return -z3.ToReal(z3.ToInt(-self.number(of, unit)))
            case If(condition, then, otherwise):
                return z3.If(self.truth(condition, unit), self.number(then, unit), self.number(otherwise, unit))
            case _:
                assert_never(expr)

    def _arithmetic(self, op: str, left: Term, right: Term, divisor: Expr) -> Term:
        match op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "×":
                return left * right
            case "÷":
                if not isinstance(divisor, Number):
                    self.require(right != 0)
                return left / right
            case "min":
                return self.z3.If(left <= right, left, right)
            case _:
                return self.z3.If(left >= right, left, right)

    def truth(self, condition: Condition, unit: str = "") -> Term:
        """*condition* on the facts of *unit*."""
        z3 = self.z3
        match condition:
            case Compare(op, left, right):
                one, other = self.number(left, unit), self.number(right, unit)
                return {
                    "≥": one >= other,
                    ">": one > other,
                    "≤": one <= other,
                    "<": one < other,
                    "=": one == other,
                }[op]
            case Holds(key):
                return self.fact(key, unit)
            case Is(key, word):
                values = self.scope.finite[key]
                return self.fact(key, unit) == values.index(word) if word in values else z3.BoolVal(False)
            case All(of):
                return z3.And(*(self.truth(part, unit) for part in of))
            case Some(of):
                return z3.Or(*(self.truth(part, unit) for part in of))
            case Not(of_one):
                return z3.Not(self.truth(of_one, unit))
            case _:
                assert_never(condition)


def facts_where(expr: Expr, op: str, level: Fraction, scope: Scope) -> Values | None:
    """Facts for which *expr* *op* *level* holds, or None when there are none. Raises Undecided."""
    question = Question(scope)
    question.require(question.truth(Compare(op, expr, Number(level))))
    return question.answer()


def pair_where(expr: Expr, key: str, scope: Scope, others: Iterable[str], op: str) -> tuple[Values, Values] | None:
    """Two units that differ in *key* alone, the second having more of it, where *expr* *op* (``<``, ``>``) from the first
    to the second. None when there are none. Raises Undecided."""
    question = Question(scope)
    first, second = question.number(expr, "甲"), question.number(expr, "乙")
    for other in others:
        if other != key:
            question.require(question.fact(other, "甲") == question.fact(other, "乙"))
    one, two = question.fact(key, "甲"), question.fact(key, "乙")
    question.require(question.z3.And(question.z3.Not(one), two) if question.z3.is_bool(one) else one < two)
    question.require(first < second if op == "<" else first > second)
    if question.answer("甲") is None:
        return None
    return question.values("甲"), question.values("乙")


def least_of(expr: Expr, scope: Scope) -> Fraction | float:
    """The value below which *expr* never falls, as the optimiser finds it: to be checked. Raises Undecided."""
    question = Question(scope)
    optimiser = question.z3.Optimize()
    optimiser.set("timeout", MILLISECONDS)
    term = question.number(expr)
    optimiser.add(question.solver.assertions())
    found = optimiser.minimize(term)
    if optimiser.check() != question.z3.sat:
        raise Undecided(f"求解器没有在限时内找到最小值（{optimiser.reason_unknown()}）")
    least = optimiser.lower_values(found)  # [infinities, value, epsilons]
    if question.z3.is_rational_value(least[0]) and least[0].as_fraction() == 0:
        value = question.z3.simplify(least[1])
        if question.z3.is_rational_value(value):
            return Fraction(value.numerator_as_long(), value.denominator_as_long())
        raise Undecided("最小值不是有理数")
    return float("-inf")
