"""What full marks need, in words: of each effect that took points or gave too few."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from evaldsl.interpreter.decided_ranges import chosen_points
from evaldsl.interpreter.denials import asked
from evaldsl.interpreter.expressions import (
    Arithmetic,
    Compare,
    Condition,
    Expr,
    Not,
    Number,
    Ref,
    Rest,
    computed,
    decided,
    keys_of,
)
from evaldsl.interpreter.lowering import effect_to_expr
from evaldsl.interpreter.rubric import (
    Change,
    Decision,
    Effect,
    Fact,
    Item,
    Ladder,
    Share,
    Steps,
    Together,
    Veto,
)
from evaldsl.interpreter.values import NOTHING, OPPOSITE
from evaldsl.render.meaning import amount_words, condition_words, measure_words
from evaldsl.render.numbers import points_text
from evaldsl.render.widths import quoted

Values = Mapping[str, Fraction | bool | str]


def after_effect(expr: Expr, values: Values, rest: Fraction | None) -> Fraction | None:
    """What *expr* leaves of *rest*, None where that cannot be told."""
    if rest is None or any(key not in values for key in keys_of(expr)):
        return None
    try:
        return computed(expr)(values, rest)
    except ZeroDivisionError:
        return None


def needs(item: Item, values: Values, facts: Mapping[str, Fact], goal: Fraction) -> Iterator[str]:
    """What must be so for full marks, of the effects that took points, gave too few or are still open."""
    rest: Fraction | None = item.opening
    for effect in item.effects:
        before, rest = rest, after_effect(effect_to_expr(effect, item), values, rest)
        full = goal if adds(effect) else item.stake
        if before is not None and rest is not None:
            short = rest < full and (adds(effect) or isinstance(effect, Ladder | Share))
            if rest >= before and not short and not _stands_on_a_count(effect, item, values):
                continue
        if need := _need(effect, item, full, facts, before):
            yield need


def _stands_on_a_count(effect: Effect, item: Item, values: Values) -> bool:
    """Whether an award stands though what it asks fails, because failures are counted: full marks need both."""
    conditions = [asked(case.condition, item) for case in effect.cases] if isinstance(effect, Ladder) else []
    known = [one for one in conditions if one is not None and all(key in values for key in keys_of(one))]
    return not all(decided(one)(values, NOTHING) for one in known)


def adds(effect: Effect) -> bool:
    """Whether it gives points step by step."""
    return isinstance(effect, Steps) and effect.points > 0


def _need(effect: Effect, item: Item, full: Fraction, facts: Mapping[str, Fact], before: Fraction | None) -> str:
    """What *effect* needs for *full* points, of which those *before* it are there."""
    match effect:
        case Ladder(cases):
            best = [case.condition for case in cases if _gives(case.points, full, before)]
            first = [asked(one, item) or one for one in best]
            more = "，评定给到最高" if any(chosen_points(case.points) for case in cases) else ""
            return "，或".join(condition_words(condition, facts) for condition in first) + more * bool(first)
        case Share(points):
            least = _least(points, full, before)
            if least is not None:
                return condition_words(Compare("≥", *least), facts)
            return f"{measure_words(points, facts)}达到{points_text(full)}"
        case Steps(points=points) if points:
            return _steps_need(effect, full, facts, before)
        case Together(effects):
            return "，且".join(need for one in effects if (need := _need(one, item, full, facts, None)))
        case Change(condition, points):
            return condition_words(_negated(condition) if points < 0 else condition, facts)
        case Veto(condition):
            return condition_words(_negated(condition), facts)
        case Decision(key, takes) if key in facts:
            return f"{quoted(facts[key].name)}{'为0分' if takes else '给到最高'}"
        case _:
            return ""


def _least(expr: Expr, goal: Fraction, rest: Fraction | None) -> tuple[Ref, Number] | None:
    """The one fact in a product and the least of it that makes *expr* reach *goal*: 完成率×3分 is 3分 from 100% on."""
    match expr:
        case Ref() as fact:
            return fact, Number(goal)
        case Arithmetic("×", Number(factor), other) | Arithmetic("×", other, Number(factor)) if factor > 0:
            return _least(other, goal / factor, rest)
        case Arithmetic("×", Rest(), other) | Arithmetic("×", other, Rest()) if rest:
            return _least(other, goal / rest, rest)
        case Arithmetic("÷", other, Number(divisor)) if divisor > 0:
            return _least(other, goal * divisor, rest)
        case Arithmetic("min", Number(most), other) | Arithmetic("min", other, Number(most)) if most >= goal:
            return _least(other, goal, rest)
        case _:
            return None


def _gives(points: Expr, full: Fraction, before: Fraction | None) -> bool:
    """Whether *points* are *full*, all that was there *before*, or are chosen up to that many."""
    chosen = chosen_points(points)
    return (
        points == Number(full)
        or (points == Rest() and before == full)
        or (chosen is not None and chosen[2] == Number(full))
    )


def _negated(condition: Condition) -> Condition:
    """The opposite of *condition*, comparisons turned round so that they read well."""
    if isinstance(condition, Compare) and condition.op in OPPOSITE:
        return Compare(OPPOSITE[condition.op], condition.left, condition.right)
    return condition.of if isinstance(condition, Not) else Not(condition)


def _steps_need(steps: Steps, full: Fraction, facts: Mapping[str, Fact], before: Fraction | None) -> str:
    name = measure_words(steps.measure, facts)
    if steps.counted and steps.points < 0:
        return f"{quoted(name)}为{amount_words(steps.measure, NOTHING, facts)}"
    if steps.points < 0:
        base = amount_words(steps.measure, steps.base, facts)
        return f"{name}{'等于' if steps.up and steps.down else '不超过' if steps.up else '不低于'}{base}"
    if before is None or before >= full or (steps.most is not None and before + steps.most < full):
        return ""
    count = (full - before) / steps.points
    distance = (count if steps.mode == "按比例" and not steps.counted else -(-count // 1)) * steps.size
    limit = amount_words(steps.measure, steps.base + (distance if steps.up else -distance), facts)
    return f"{quoted(name) if steps.counted else name}{'达到' if steps.up else '不超过'}{limit}"
