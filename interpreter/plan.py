"""A rubric over whole numbers: the lowered expressions with every ratio multiplied out, for engines that score many units.

A fact is a column of whole numbers, its value times ten to the number of its decimals; an indicator's score is a whole
number too, its points times ten to the decimals that the rubric states.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import assert_never

from attrs import define, field

from .bounds import domain
from .expressions import (
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
    Node,
    Not,
    Number,
    Ref,
    Rest,
    Some,
    walked,
)
from .grades import lowered_to
from .lowering import indicator_to_expr
from .records import frozen
from .rubric import GradeBand, GradeIs, Indicator, Veto
from .scorer import Scorer
from .values import Bound, Interval, add, divide, hull, multiply, round_half_up, subtract
from .whole_numbers import FALSE, Column, Nodes, Span, Whole, Word, Yes
from .whole_numbers import Node as WholeNode


@frozen
class PlannedIndicator:
    """*score*: the node of its points × 10 ** decimals. A unit for which one of the nodes *divisors* is 0 is scored by the
    interpreter instead."""

    name: str
    score: int
    divisors: tuple[int, ...]


@frozen
class PlannedCondition:
    """*holds*: the node of a condition. Where one of the nodes *divisors* is 0 it says nothing."""

    holds: int
    divisors: tuple[int, ...]


@frozen
class Plan:
    """A rubric as *nodes*, in an order in which each is made of earlier ones, with the range of each.

    *total* is the node of the sum of the indicators; *grade* is the node of the place of the grade in *words*, -1 for none.
    A unit for which one of *grade_divisors* is 0 has its grade from the interpreter. *keys*: the facts that are read. *unplanned*: indicators of which no plan can be made;
    the total does not hold them, so the interpreter scores every unit. *allowed*: for each decision the condition under
    which it may be what it is, where one was asked for. The ranges are those of units for which no divisor is 0.
    """

    nodes: tuple[WholeNode, ...]
    ranges: tuple[Span, ...]
    decimals: int
    indicators: tuple[PlannedIndicator, ...]
    total: int
    grade: int
    words: tuple[str, ...]
    keys: tuple[str, ...]
    unplanned: tuple[str, ...] = ()
    grade_divisors: tuple[int, ...] = ()
    allowed: Mapping[str, PlannedCondition] = field(factory=dict)


class Unplanned(Exception):
    """No plan can be made: a division by a constant 0."""


@frozen
class Ratio:
    """*factor* × *over* ÷ *under*, both nodes, *under* above 0; its value lies in *span*.

    The span is narrower than what the ranges of the two nodes say, which know nothing of each other.
    """

    factor: Fraction
    over: int
    under: int
    span: Interval


def plan(
    scorer: Scorer,
    digits: Mapping[str, int],
    ranges: Mapping[str, Span] | None = None,
    allowed: Mapping[str, Condition] | None = None,
    gaps: frozenset[str] = frozenset(),
) -> Plan:
    """The plan of a whole rubric.

    *digits*: how many decimals the column of each numeric fact has, 0 where nothing is said (a ratio is a plain number:
    102.5% is 1.025, three decimals). *ranges*: the least and the greatest whole number of a column; without, what the
    fact declares. *allowed*: conditions on decisions to be planned as well.
    *gaps*: facts that a unit may lack, whose ranges decide nothing.
    """
    planner = Planner(scorer, digits, ranges or {}, Nodes(gaps))
    indicators: list[PlannedIndicator] = []
    unplanned: list[str] = []
    nodes = planner.nodes
    total = nodes.constant(0)
    for prepared in scorer.prepared:
        try:
            indicators.append(planner.indicator(prepared.indicator))
        except Unplanned:
            unplanned.append(prepared.indicator.name)
        else:
            total = nodes.operation("+", total, indicators[-1].score)  # while it is at hand
    grade, grade_divisors = planner.grade(total)
    checks = {key: planner.alone(condition) for key, condition in (allowed or {}).items()}
    keep = [*(i for one in indicators for i in (one.score, *one.divisors)), total, grade]
    keep += [*grade_divisors, *(i for one in checks.values() for i in (one.holds, *one.divisors))]
    kept, spans, at = nodes.needed(keep)
    return Plan(
        kept,
        spans,
        scorer.rubric.conventions.decimals,
        tuple(PlannedIndicator(one.name, at[one.score], tuple(at[d] for d in one.divisors)) for one in indicators),
        at[total],
        at[grade],
        scorer.grading.words,
        tuple(dict.fromkeys(node.key for node in kept if isinstance(node, Column | Yes | Word))),
        tuple(unplanned),
        tuple(at[node] for node in grade_divisors),
        {key: PlannedCondition(at[one.holds], tuple(at[d] for d in one.divisors)) for key, one in checks.items()},
    )


@define
class Planner:
    """What has been planned so far; *divisors* are those of the indicator at hand."""

    scorer: Scorer
    digits: Mapping[str, int]
    given: Mapping[str, Span]
    nodes: Nodes = field(factory=Nodes)
    divisors: dict[int, None] = field(factory=dict)
    rates: dict[str, tuple[Ratio, tuple[int, ...]]] = field(factory=dict)

    # ---- expressions

    def ratio(self, expr: Expr) -> Ratio:
        """*expr* as a quotient of whole numbers; what it divides by is kept in ``divisors``."""
        match expr:
            case Number(value):
                return self.number(value)
            case Ref(key):
                return self.rate(key) if key in self.scorer.rates else self.column(key)
            case Rest():
                raise AssertionError("what is left before a step has no value of its own")
            case Arithmetic("max", (Floor() | Ceil()) as whole, Number(value)) if value.denominator == 1:
                inner = Arithmetic("max", whole.of, Number(value))  # the same, and never below it on the way
                return self.ratio(Floor(inner) if isinstance(whole, Floor) else Ceil(inner))
            case Arithmetic(op, left, right):
                return self.arithmetic(op, self.ratio(left), self.ratio(right))
            case Floor(of):
                return self.rounded(self.ratio(of), up=False)
            case Ceil(of):
                return self.rounded(self.ratio(of), up=True)
            case If(condition, then, otherwise):
                return self.branched(self.condition(condition), self.ratio(then), self.ratio(otherwise))
            case _:
                assert_never(expr)

    def number(self, value: Fraction) -> Ratio:
        """A constant."""
        return Ratio(value, self.nodes.constant(1), self.nodes.constant(1), (value, value))

    def column(self, key: str) -> Ratio:
        """A numeric fact."""
        digits = self.digits.get(key, 0)
        span = self.given.get(key) or self._declared(key, digits)
        unit = Fraction(1, 10**digits)
        ends = span[0] * unit, span[1] * unit
        return Ratio(unit, self.nodes.node(Column(key, digits), span), self.nodes.constant(1), ends)

    def _declared(self, key: str, digits: int) -> Span:
        pieces = [piece for piece in domain(self.scorer.facts[key]) if isinstance(piece, tuple)]
        low, high = min(low for low, _ in pieces), max(high for _, high in pieces)
        return (
            low if isinstance(low, float) else -(-low * 10**digits // 1),
            high if isinstance(high, float) else high * 10**digits // 1,
        )

    def rate(self, key: str) -> Ratio:
        """A rate by its definition; where its divisor is 0 and the rubric states a value for that, this value."""
        if key not in self.rates:
            outside, self.divisors = self.divisors, {}
            expr, convention = self.scorer.rates[key].expr, self.scorer.rubric.conventions.zero_denominator
            found, own = self.ratio(expr), tuple(self.divisors)
            if isinstance(convention, Fraction) and own and not _branches(expr):
                defined = self.nodes.every([self.nodes.is_not_zero(one) for one in own])
                found, own = self.branched(defined, found, self.number(convention)), ()
            self.divisors = outside
            self.rates[key] = found, own
        found, own = self.rates[key]
        self.divisors.update(dict.fromkeys(own))
        return found

    def arithmetic(self, op: str, left: Ratio, right: Ratio) -> Ratio:
        """*left* *op* *right*."""
        times = self.nodes.operation
        if op == "×":
            over, under = times("×", left.over, right.over), times("×", left.under, right.under)
            return Ratio(left.factor * right.factor, over, under, multiply(left.span, right.span))
        if op == "÷":
            return self.divided(left, right)
        unit, one, other, under = self.aligned(left, right)
        return Ratio(unit, self.nodes.operation(op, one, other), under, _SPANS[op](left.span, right.span))

    def divided(self, left: Ratio, right: Ratio) -> Ratio:
        """A quotient; what it divides by must not be 0, a unit where it is will not be scored by the plan."""
        nodes, by = self.nodes, right.over
        if not right.factor or nodes.value(by) == 0:
            raise Unplanned
        over, (low, high) = nodes.operation("×", left.over, right.under), nodes.ranges[by]
        if low <= 0 <= high:
            self.divisors.setdefault(by)
        if low < 0:
            negative = nodes.comparison("<", by, nodes.constant(0))
            over = nodes.choice(negative, nodes.scaled(over, -1), over)
            by = nodes.choice(negative, nodes.scaled(by, -1), by)
        by = nodes.operation("max", by, nodes.constant(1))  # nothing is ever divided by 0
        span = divide(left.span, self._without_zero(right))
        return Ratio(left.factor / right.factor, over, nodes.operation("×", left.under, by), span)

    def _without_zero(self, ratio: Ratio) -> Interval:
        """The span of a divisor, which is not 0."""
        low, high = ratio.span
        return (max(low, ratio.factor), high) if low >= 0 and self.nodes.value(ratio.under) == 1 else (low, high)

    def aligned(self, left: Ratio, right: Ratio) -> tuple[Fraction, int, int, int]:
        """Two ratios as unit × one ÷ under and unit × other ÷ under; the unit is above 0."""
        one, other, under, times = left.over, right.over, left.under, self.nodes.operation
        if left.under != right.under:
            one, other = times("×", one, right.under), times("×", other, left.under)
            under = times("×", left.under, right.under)
        unit, by_one, by_other = _common(left.factor, right.factor)
        return unit, self.nodes.scaled(one, by_one), self.nodes.scaled(other, by_other), under

    def branched(self, condition: int, then: Ratio, otherwise: Ratio) -> Ratio:
        """One of two ratios; each keeps its own denominator, so that numbers stay small."""
        unit, by_one, by_other = _common(then.factor, otherwise.factor)
        one, other = self.nodes.scaled(then.over, by_one), self.nodes.scaled(otherwise.over, by_other)
        under = self.nodes.choice(condition, then.under, otherwise.under)
        return Ratio(unit, self.nodes.choice(condition, one, other), under, hull(then.span, otherwise.span))

    def rounded(self, of: Ratio, *, up: bool) -> Ratio:
        """The whole number next below or above."""
        nodes = self.nodes
        over, under = nodes.scaled(of.over, of.factor.numerator), nodes.scaled(of.under, of.factor.denominator)
        if up:
            over = nodes.operation("+", over, nodes.operation("-", under, nodes.constant(1)))
        low, high = (end if isinstance(end, float) else Fraction(-(-end // 1) if up else end // 1) for end in of.span)
        whole = nodes.narrowed(nodes.operation("÷", over, under), (_whole(low), _whole(high)))
        return Ratio(Fraction(1), whole, nodes.constant(1), (low, high))

    def condition(self, condition: Condition) -> int:
        """The node of a condition."""
        match condition:
            case Compare(op, left, right):
                _, one, other, _ = self.aligned(self.ratio(left), self.ratio(right))
                return self.nodes.comparison(op, one, other)
            case Holds(key):
                return self.nodes.node(Yes(key))
            case Is(key, word):
                return self.nodes.node(Word(key, word))
            case All(of):
                return self.nodes.every([self.condition(part) for part in of])
            case Some(of):
                return self.nodes.either([self.condition(part) for part in of])
            case Not(of_one):
                return self.nodes.opposite(self.condition(of_one))
            case _:
                assert_never(condition)

    # ---- what is asked for

    def alone(self, condition: Condition) -> PlannedCondition:
        """A condition of its own, with what must not be 0 for it."""
        self.divisors = {}
        try:
            return PlannedCondition(self.condition(condition), tuple(self.divisors))
        except Unplanned:
            return PlannedCondition(self.nodes.node(FALSE), (self.nodes.constant(0),))

    def indicator(self, indicator: Indicator) -> PlannedIndicator:
        """The rounded points of *indicator*; where a rate has no value and the rubric states the points for that, these."""
        self.divisors = {}
        scale = 10**self.scorer.rubric.conventions.decimals
        score = self.half_up(self.ratio(indicator_to_expr(indicator)), scale)
        convention = self.scorer.rubric.conventions.zero_denominator
        of_rates = {node for _, own in self.rates.values() for node in own}
        if isinstance(convention, str) and of_rates.issuperset(self.divisors) and not _has_vetoes(indicator):
            stated = indicator.full * scale if convention == "满分" else Fraction(0)
            if stated.denominator == 1:
                defined = self.nodes.every([self.nodes.is_not_zero(one) for one in self.divisors])
                score = self.nodes.choice(defined, score, self.nodes.constant(stated.numerator))
                return PlannedIndicator(indicator.name, score, ())
        return PlannedIndicator(indicator.name, score, tuple(self.divisors))

    def half_up(self, points: Ratio, scale: int) -> int:
        """Points × *scale*, rounded to the nearest whole number, a half going up."""
        nodes, factor = self.nodes, points.factor * scale
        over, under = nodes.scaled(points.over, factor.numerator), nodes.scaled(points.under, factor.denominator)
        fixed = nodes.value(under)
        if fixed is not None and fixed % 2 == 0:
            found = nodes.operation("÷", nodes.operation("+", over, nodes.constant(fixed // 2)), under)
        elif fixed == 1:
            found = over
        else:
            found = nodes.operation("÷", nodes.operation("+", nodes.scaled(over, 2), under), nodes.scaled(under, 2))
        low, high = (round_half_up(end * scale, 0) for end in points.span)
        return nodes.narrowed(found, (_whole(low), _whole(high)))

    def grade(self, total: int) -> tuple[int, list[int]]:
        """The place of the grade among all words, -1 for none, and what must not be 0 for it."""
        nodes, grading, divisors = self.nodes, self.scorer.grading, dict[int, None]()
        words, scale = grading.words, grading.scale
        grade = nodes.constant(-1)
        for band in reversed(grading.bands):
            grade = nodes.choice(self.band(band, total), nodes.constant(words.index(band.word)), grade)
        for ready in grading.rules:
            planned, before, change = self.alone(ready.rule.condition), grade, ready.rule.change
            divisors |= dict.fromkeys(planned.divisors)
            if isinstance(change, GradeIs):
                grade = nodes.choice(planned.holds, nodes.constant(words.index(change.word)), before)
                continue
            for place in range(len(scale)):
                lower = lowered_to(place, change, scale)
                if lower != place:
                    is_here = nodes.every([planned.holds, nodes.comparison("=", before, nodes.constant(place))])
                    grade = nodes.choice(is_here, nodes.constant(lower), grade)
        return grade, list(divisors)

    def band(self, band: GradeBand, total: int) -> int:
        """Whether the total lies in *band*."""
        nodes, scale = self.nodes, 10**self.scorer.rubric.conventions.decimals
        parts: list[int] = []
        for end, op in ((band.low, "≥" if band.low_in else ">"), (band.high, "≤" if band.high_in else "<")):
            if end is not None:
                scaled = end * scale
                limit = nodes.constant(scaled.numerator)
                parts.append(nodes.comparison(op, nodes.scaled(total, scaled.denominator), limit))
        return nodes.every(parts)


def _common(one: Fraction, other: Fraction) -> tuple[Fraction, int, int]:
    """The greatest unit of which both are whole multiples, and how many times it goes into each."""
    under = lcm(one.denominator, other.denominator)
    first, second = one.numerator * (under // one.denominator), other.numerator * (under // other.denominator)
    unit = gcd(first, second) or 1
    return Fraction(unit, under), first // unit, second // unit


def _whole(end: Bound) -> Whole:
    return end if isinstance(end, float) else end.numerator


_SPANS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": add,
    "-": subtract,
    "min": lambda one, other: (min(one[0], other[0]), min(one[1], other[1])),
    "max": lambda one, other: (max(one[0], other[0]), max(one[1], other[1])),
}


def _branches(node: Node) -> bool:
    """Whether not all of *node* is computed for every unit."""
    return any(isinstance(one, If) for one in walked(node))


def _has_vetoes(indicator: Indicator) -> bool:
    effects = [*indicator.effects, *(effect for item in indicator.items for effect in item.effects)]
    return any(isinstance(effect, Veto) for effect in effects)
