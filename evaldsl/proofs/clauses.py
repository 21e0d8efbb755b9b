"""The clauses of an indicator, each with an expression that is above 0 exactly where it acts."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from evaldsl.interpreter.expressions import (
    ONE,
    ZERO,
    All,
    Compare,
    Condition,
    Expr,
    Facts,
    If,
    Node,
    Not,
    Number,
    Ref,
    Some,
    computed,
    keys_of,
    least,
    minus,
    number,
    parts_of,
)
from evaldsl.interpreter.lowering import amount_to_expr, effect_to_expr, indicator_to_expr, substitute, whole_item
from evaldsl.interpreter.rubric import (
    Cap,
    Change,
    Decision,
    Effect,
    Fact,
    Indicator,
    Item,
    Kind,
    Ladder,
    Share,
    Span,
    Steps,
    Together,
    Veto,
)


@frozen
class Clause:
    """Something a unit can come upon: *label* names the item ('' the whole indicator), *words* the clause as published.

    *acts* is above 0 exactly for the units that come upon it. *how* says in what way: acts at all, to its limit.
    """

    label: str
    words: str
    how: str
    span: Span
    acts: Expr


def clauses_of(indicator: Indicator) -> list[Clause]:
    """Every clause and band: the words that award, take, give or zero."""
    return [
        Clause(item.label, words, "", span, acts)
        for item, effect, before in placed_effects(indicator)
        for words, span, acts in _acting(effect, before, floor=item.floor)
    ]


def placed_effects(indicator: Indicator) -> Iterator[tuple[Item, Effect, Expr]]:
    """Every effect with its item and the points that are there before it."""
    for item in indicator.items:
        before: Expr = Number(item.opening)
        for effect in item.effects:
            yield item, effect, before
            before = substitute(effect_to_expr(effect, item), before)
    whole, before = whole_item(indicator), indicator_to_expr(evolve(indicator, effects=()))
    for effect in indicator.effects:
        yield whole, effect, before
        before = substitute(effect_to_expr(effect, whole), before)


def _acting(effect: Effect, before: Expr, *, floor: Fraction | None) -> Iterator[tuple[str, Span, Expr]]:
    """What may go below zero takes from nothing too."""
    match effect:
        case Ladder(cases, otherwise):
            earlier: dict[Condition, Not] = {}
            for case in cases:
                acts = If(All((*earlier.values(), case.condition)), ONE, ZERO)
                yield case.words or effect.words, case.span, acts
                earlier[case.condition] = Not(case.condition)
            if otherwise is not None:
                yield otherwise.words or effect.words, otherwise.span, If(Some(tuple(earlier)), ZERO, ONE)
        case Steps() | Change() | Decision() | Together():
            amount, taken = amount_to_expr(effect)
            left = before if not floor else minus(before, number(floor))
            yield effect.words, effect.span, least(amount, left) if taken and floor is not None else amount
        case Veto(condition):
            yield effect.words, effect.span, If(condition, before, ZERO)
        case Share() | Cap():
            return
        case _:
            assert_never(effect)


def limits_of(indicator: Indicator) -> list[Clause]:
    """Where a clause stops or does not act: no award, nothing taken, everything taken, the most that is allowed."""
    found: list[Clause] = []
    for item, effect, before in placed_effects(indicator):
        if isinstance(effect, Ladder) and effect.otherwise is None:
            none = If(Some(tuple(case.condition for case in effect.cases)), ZERO, ONE)
            found.append(Clause(item.label, effect.words, "不得分", effect.span, none))
        if isinstance(effect, Cap):
            beyond = If(Compare(">", before, Number(effect.points)), ONE, ZERO)
            found.append(Clause(item.label, effect.words, "封顶", effect.span, beyond))
        if not isinstance(effect, Steps | Change | Together):
            continue
        amount, taken = amount_to_expr(effect)
        none = If(Compare("≤", amount, ZERO), ONE, ZERO)
        found.append(Clause(item.label, effect.words, "不扣" if taken else "不加", effect.span, none))
        if isinstance(effect, Change):
            continue
        most = number(effect.most) if effect.most is not None else before if taken else None
        if most is not None:
            reached = If(All((Compare("≥", amount, most), Compare(">", most, ZERO))), ONE, ZERO)
            how = "扣到限度" if taken else "加到限度"
            found.append(Clause(item.label, effect.words, how, effect.span, reached))
    return found


@frozen
class Edge:
    """A number that decides: a threshold of the measure *key*, or the base of its steps."""

    label: str
    key: str
    value: Fraction
    words: str
    span: Span

    def at(self) -> Expr:
        """Above 0 exactly on the edge."""
        return If(Compare("=", Ref(self.key), Number(self.value)), ONE, ZERO)

    def beside(self, fact: Fact, *, above: bool) -> Expr:
        """Above 0 just above, or just below, the edge: by at most one unit of the measure."""
        unit = unit_of(fact, self.value)
        low, high = (self.value, self.value + unit) if above else (self.value - unit, self.value)
        inside = (
            (Compare(">", Ref(self.key), Number(low)), Compare("≤", Ref(self.key), Number(high)))
            if above
            else (Compare("≥", Ref(self.key), Number(low)), Compare("<", Ref(self.key), Number(high)))
        )
        return If(All(inside), ONE, ZERO)


def value_at(expr: Expr, values: Facts) -> Fraction | None:
    """What *expr* is for these facts; None when a fact is missing or a divisor is 0."""
    if any(key not in values for key in keys_of(expr)):
        return None
    try:
        return computed(expr)(values, Fraction(0))
    except ZeroDivisionError:
        return None


def unit_of(fact: Fact, value: Fraction) -> Fraction:
    """How far beside *value* something else may hold: a percentage point, one piece; of large amounts one in a hundred."""
    if fact.kind is Kind.RATIO:
        return Fraction(1, 100)
    hundredth = abs(value) / 100 if fact.kind is Kind.NUMBER else Fraction(abs(value) // 100)
    return max(hundredth, Fraction(1))


def edges_of(indicator: Indicator) -> list[Edge]:
    """Every number a single measure is compared with, or counted from, each once an item."""
    found: dict[tuple[str, str, Fraction], Edge] = {}
    for item, effect, _ in placed_effects(indicator):
        for words, span, node in _compared(effect):
            for key, value in _thresholds(node):
                found.setdefault((item.label, key, value), Edge(item.label, key, value, words, span))
    return list(found.values())


def _compared(effect: Effect) -> Iterator[tuple[str, Span, Node]]:
    match effect:
        case Ladder(cases, otherwise):
            for case in cases:
                yield case.words or effect.words, case.span, case.condition
            if otherwise is not None:
                yield from _compared(otherwise)
        case Steps(measure=measure, base=base, where=where):
            yield effect.words, effect.span, Compare("≥", measure, Number(base))
            if where is not None:
                yield effect.words, effect.span, where
        case Change(condition=condition) | Veto(condition=condition):
            yield effect.words, effect.span, condition
        case Together(effects):
            for one in effects:
                yield from _compared(one)
        case Share() | Cap() | Decision():
            return
        case _:
            assert_never(effect)


def _thresholds(node: Node) -> Iterator[tuple[str, Fraction]]:
    stack: list[Node] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Compare) and isinstance(one.left, Ref) and isinstance(one.right, Number):
            yield one.left.key, one.right.value
        stack.extend(parts_of(one))


def reads(clause: Clause) -> list[str]:
    """The keys that decide whether *clause* acts."""
    return keys_of(clause.acts)
