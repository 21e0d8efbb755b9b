"""Lowering: every effect of an item becomes one small expression over the facts and what is left before it.

This is the one definition of meaning: the interpreter evaluates these expressions, bounds and proofs analyse them, the
batch engine translates them.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from .expressions import (
    ZERO,
    Arithmetic,
    Ceil,
    Expr,
    Floor,
    If,
    Number,
    Ref,
    Rest,
    keys_of,
    least,
    minus,
    most,
    number,
    over,
    plus,
    times,
)
from .rubric import Cap, Change, Decision, Effect, Indicator, Item, Ladder, Share, Steps, Together, Veto

REST = Rest()


def effect_to_expr(effect: Effect, item: Item) -> Expr:
    """What is left after *effect*, as an expression of the facts and of ``Rest``. Nothing is taken below *item*'s floor; a
    floor above 0 (保底2分) is there whatever the unit earns, and only a veto passes it."""
    left = _left_after(effect, item)
    return most(left, number(item.floor)) if item.floor and item.floor > 0 and not isinstance(effect, Veto) else left


def _left_after(effect: Effect, item: Item) -> Expr:
    match effect:
        case Ladder(cases, otherwise):
            result = ZERO if otherwise is None else at_stake(otherwise, item)
            for case in reversed(cases):
                points = _not_below_zero(case.points, item) if keys_of(case.points) else case.points
                result = If(case.condition, points, result)
            return result
        case Share(points):
            return _not_below_zero(points, item)
        case Steps() | Change() | Decision() | Together():
            amount, taken = amount_to_expr(effect)  # Rest stands once: an item grows no faster than its effects
            return _not_below_zero(minus(REST, amount), item) if taken else plus(REST, amount)
        case Cap(points):
            return least(REST, number(points))
        case Veto(condition):
            return If(condition, ZERO, REST)
        case _:
            assert_never(effect)


def amount_to_expr(effect: Steps | Change | Decision | Together) -> tuple[Expr, bool]:
    """The points that *effect* takes (True) or gives (False), as far as there are any to take."""
    match effect:
        case Steps(where=where, points=points):
            amount = steps_to_expr(effect)
            return (amount if where is None else If(where, amount, ZERO)), points < 0
        case Change(condition, points, limit):
            size = abs(points) if limit is None else min(abs(points), limit)
            return If(condition, number(size), ZERO), points < 0
        case Decision(key, takes, count=count, each=(low, high), most=limit):
            decided: Expr = Ref(key)
            if count is not None:
                decided = least(most(decided, times(count, number(low))), times(count, number(high)))
            return decided if limit is None else least(decided, number(limit)), takes
        case Together(effects, limit):
            total: Expr = ZERO
            for one in effects:
                total = plus(total, amount_to_expr(one)[0])
            return least(total, number(limit)), effects[0].points < 0
        case _:
            assert_never(effect)


def at_stake(effect: Effect, item: Item) -> Expr:
    """*effect* acting on the whole stake: what stands after 否则."""
    return substitute(effect_to_expr(effect, item), number(item.stake))


def steps_to_expr(steps: Steps) -> Expr:
    """The points of all steps together, never negative."""
    above = minus(steps.measure, number(steps.base))
    below = minus(number(steps.base), steps.measure)
    distance = most(above, below) if steps.up and steps.down else above if steps.up else below
    count: Expr = distance if steps.size == 1 else over(distance, number(steps.size))
    if steps.mode == "进一":
        count = Ceil(count)
    elif steps.mode == "整步":
        count = Floor(count)
    total = times(most(count, ZERO), number(abs(steps.points)))
    return total if steps.most is None else least(total, number(steps.most))


def _not_below_zero(expr: Expr, item: Item) -> Expr:
    return expr if item.floor is None or item.floor > 0 else most(expr, number(item.floor))


def substitute(expr: Expr, rest: Expr) -> Expr:
    """*expr* with *rest* in the place of ``Rest``."""
    match expr:
        case Rest():
            return rest
        case Number() | Ref():
            return expr
        case Arithmetic(op, left, right):
            return Arithmetic(op, substitute(left, rest), substitute(right, rest))
        case Floor(of):
            return Floor(substitute(of, rest))
        case Ceil(of):
            return Ceil(substitute(of, rest))
        case If(condition, then, otherwise):
            return If(condition, substitute(then, rest), substitute(otherwise, rest))
        case _:
            assert_never(expr)


def item_to_expr(item: Item) -> Expr:
    """The points of *item* as one expression of the facts."""
    return after_effects(Number(item.opening), [effect_to_expr(effect, item) for effect in item.effects])


def after_effects(opening: Expr, effects: Iterable[Expr]) -> Expr:
    """What is left of *opening* after one effect after another."""
    result = opening
    for effect in effects:
        result = substitute(effect, result)
    return result


def indicator_to_expr(indicator: Indicator) -> Expr:
    """The points of *indicator*, not yet rounded, as one expression of the facts."""
    result: Expr = ZERO
    for item in indicator.items:
        points = item_to_expr(item)
        result = points if result == ZERO else plus(result, points)
    whole = whole_item(indicator)
    return after_effects(result, [effect_to_expr(effect, whole) for effect in indicator.effects])


def whole_item(indicator: Indicator) -> Item:
    """The indicator itself as an item, for effects that act on the sum of its items."""
    sinking = [item.floor for item in indicator.items if item.stake and (item.floor is None or item.floor < 0)]
    floor = None if None in sinking else sum((one for one in sinking if one is not None), ZERO.value)
    return Item("", indicator.full, (), Fraction(0), floor)
