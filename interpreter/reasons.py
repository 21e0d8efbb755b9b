"""Why points were taken, in the rubric's own words and with the numbers put in."""

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from .expressions import (
    All,
    Arithmetic,
    Compare,
    Condition,
    Expr,
    Facts,
    Holds,
    Is,
    Not,
    Number,
    Ref,
    Some,
    computed,
    decided,
)
from .rubric import Cap, Change, Decision, Effect, Fact, Item, Kind, Ladder, Share, Steps, Together, Veto
from .values import shown

NOTHING = Fraction(0)
_SIGN_WORDS = {"≥": "达到", ">": "超过", "≤": "不超过", "<": "低于", "=": "等于"}
_FAILED_WORDS = {"≥": "未达到", ">": "未超过", "≤": "超过", "<": "不低于", "=": "不等于"}


def value_text(fact: Fact | None, value: Fraction | bool | str) -> str:
    """A value as people write it: 147.22%, 53人, 是, 优."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return f"“{value}”"
    if fact is not None and fact.kind is Kind.RATIO:
        return shown(value * 100) + "%"
    return shown(value, 4) + ("" if fact is None else fact.unit)


def measure_text(measure: Expr, value: Fraction, facts: Mapping[str, Fact]) -> str:
    """The measure's name and value: 在职人员控制率147.22%."""
    fact = facts.get(measure.key) if isinstance(measure, Ref) else None
    return f"{fact.name if fact else '计算值'}{value_text(fact, value)}"


def limit_text(measure: Expr, value: Fraction, facts: Mapping[str, Fact]) -> str:
    """A limit in the unit of what it limits."""
    return value_text(facts.get(measure.key) if isinstance(measure, Ref) else None, value)


def condition_text(condition: Condition, values: Facts, facts: Mapping[str, Fact]) -> str:
    """What is known about *condition*: 在职人员控制率147.22%，不是“不超过100%”."""
    match condition:
        case Compare(op, measure, Number(limit)):
            truth = decided(condition)(values, NOTHING)
            have = measure_text(measure, computed(measure)(values, NOTHING), facts)
            words = (_SIGN_WORDS if truth else _FAILED_WORDS)[op]
            return f"{have}，{words}{limit_text(measure, limit, facts)}"
        case Compare():
            return "比较的条件" + ("成立" if decided(condition)(values, NOTHING) else "不成立")
        case Holds(key):
            return f"“{facts[key].name}”{'成立' if values[key] else '不成立'}"
        case Is(key, word):
            same = values[key] == word
            return f"{facts[key].name}为“{values[key]}”" + ("" if same else f"，不是“{word}”")
        case All(of):
            failed = [part for part in of if not decided(part)(values, NOTHING)]
            return "，".join(condition_text(part, values, facts) for part in failed or of)
        case Some(of):
            held = [part for part in of if decided(part)(values, NOTHING)]
            return "，".join(condition_text(part, values, facts) for part in held or of)
        case Not(of_one):
            return condition_text(of_one, values, facts)
        case _:
            assert_never(condition)


def effect_reason(effect: Effect, item: Item, values: Facts, facts: Mapping[str, Fact], taken: Fraction) -> str:
    """Why *effect* took *taken* points (negative: gave)."""
    match effect:
        case Ladder():
            return _ladder_reason(effect, values, facts, item.stake)
        case Share(points):
            return _share_text(points, values, item.stake)
        case Steps():
            return _steps_reason(effect, values, facts, taken)
        case Change(condition, points):
            if not decided(condition)(values, NOTHING):
                return condition_text(condition, values, facts) + ("，不扣分" if points < 0 else "，不加分")
            return condition_text(condition, values, facts) + _moved(points, taken)
        case Decision(key, takes):
            return f"评价人酌情{'扣' if takes else '给'}{shown(_fraction(values[key]), 4)}分"
        case Together(effects, most):
            parts = [effect_reason(one, item, values, facts, NOTHING) for one in effects if _acts(one, values)]
            verb = "扣" if effects[0].points < 0 else "加"
            return "；".join(parts) + f"；合计最多{verb}{shown(most)}分，实{verb}{shown(abs(taken), 4)}分"
        case Cap(points):
            return f"最高{shown(points)}分"
        case Veto(condition):
            struck = decided(condition)(values, NOTHING)
            return f"{condition_text(condition, values, facts)}，{'不得分' if struck else '不影响得分'}"
        case _:
            assert_never(effect)


def _acts(effect: Steps | Change, values: Facts) -> bool:
    if isinstance(effect, Change):
        return decided(effect.condition)(values, NOTHING)
    measure = computed(effect.measure)(values, NOTHING)
    return (effect.up and measure > effect.base) or (effect.down and measure < effect.base)


def _fraction(value: Fraction | bool | str) -> Fraction:
    assert isinstance(value, Fraction)
    return value


def _share_text(points: Expr, values: Facts, stake: Fraction) -> str:
    """按比例得4×540.84÷1557.05＝1.3894分; 不得分 when there is nothing to compute."""
    got = shown(computed(points)(values, stake), 4)
    if isinstance(points, Number):
        return f"得{got}分" if points.value else "不得分"
    return f"按公式得{_arithmetic_text(points, values, stake)}＝{got}分"


def _arithmetic_text(expr: Expr, values: Facts, stake: Fraction) -> str:
    """The arithmetic with the numbers put in; a quotient is not bracketed after ×."""
    if isinstance(expr, Arithmetic) and expr.op in "+-×÷":
        left, right = (_arithmetic_text(part, values, stake) for part in (expr.left, expr.right))
        if expr.op in "×÷" and isinstance(expr.left, Arithmetic) and expr.left.op in "+-":
            left = f"（{left}）"
        if expr.op in "×÷" and isinstance(expr.right, Arithmetic) and (expr.right.op in "+-" or expr.op == "÷"):
            right = f"（{right}）"
        return f"{left}{expr.op}{right}"
    return shown(computed(expr)(values, stake), 6)


def _ladder_reason(ladder: Ladder, values: Facts, facts: Mapping[str, Fact], stake: Fraction | None) -> str:
    failed: list[str] = []
    for case in ladder.cases:
        if decided(case.condition)(values, NOTHING):
            got = computed(case.points)(values, NOTHING if stake is None else stake)
            return f"{condition_text(case.condition, values, facts)}，得{shown(got, 4)}分"
        failed.append(condition_text(case.condition, values, facts))
    first = failed[0] if failed else "没有计分的条件"
    if ladder.otherwise is None:
        return f"{first}，不得分"
    if isinstance(ladder.otherwise, Decision):
        return f"{first}，{_decision_text(ladder.otherwise, values)}"
    if isinstance(ladder.otherwise, Share):
        return first if stake is None else f"{first}，{_share_text(ladder.otherwise.points, values, stake)}"
    if isinstance(ladder.otherwise, Steps):
        return f"{first}，{_steps_reason(ladder.otherwise, values, facts, None)}"
    return first


def _decision_text(decision: Decision, values: Facts) -> str:
    return f"评价人酌情{'扣' if decision.takes else '给'}{shown(_fraction(values[decision.key]), 4)}分"


def _moved(points: Fraction, taken: Fraction) -> str:
    words = f"，{'扣' if points < 0 else '加'}{shown(abs(points), 4)}分"
    return (
        words
        if not taken or abs(points) == abs(taken)
        else f"{words}，实{'扣' if points < 0 else '加'}{shown(abs(taken), 4)}分"
    )


def _steps_reason(steps: Steps, values: Facts, facts: Mapping[str, Fact], taken: Fraction | None) -> str:
    measure = computed(steps.measure)(values, NOTHING)
    verb = "扣" if steps.points < 0 else "加" if not steps.counted else "得"
    each = shown(abs(steps.points), 4)
    fact = facts.get(steps.measure.key) if isinstance(steps.measure, Ref) else None
    if steps.counted:
        unit = fact.unit if fact and fact.unit else "次"
        size = unit if steps.size == 1 else f"{shown(steps.size)}{unit}"
        text = f"{fact.name if fact else ''}{value_text(fact, measure)}，每{size}{verb}{each}分"
        due = abs(measure / steps.size * steps.points)
    else:
        over = measure > steps.base
        distance = abs(measure - steps.base)
        ratio = fact is not None and fact.kind is Kind.RATIO
        gap = shown(distance * 100, 4) + "个百分点" if ratio else value_text(fact, distance)
        size = shown(steps.size * 100, 4) + "个百分点" if ratio else value_text(fact, steps.size)
        base = limit_text(steps.measure, steps.base, facts)
        text = f"{measure_text(steps.measure, measure, facts)}，{'超过' if over else '低于'}{base} {gap}，每{size}{verb}{each}分"
        count = distance / steps.size
        if steps.mode != "按比例" and count.denominator != 1:
            count = Fraction(count // 1) + (1 if steps.mode == "进一" else 0)
            text += f"，按{shown(count)}步计"
        due = count * abs(steps.points)
    if taken is None:
        return text
    moved = abs(taken)
    if moved in (due, NOTHING):
        return f"{text}，{verb}{shown(moved, 4)}分"
    return f"{text}，应{verb}{shown(due, 4)}分，实{verb}{shown(moved, 4)}分"
