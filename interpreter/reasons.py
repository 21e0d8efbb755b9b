"""Why points were taken, in the rubric's own words and with the numbers put in.

The words of an effect are prepared once; what they return says it of one unit.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from .expressions import (
    All,
    Arithmetic,
    Compare,
    Condition,
    Decided,
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


Said = Callable[[Facts], str]
"""Words about one unit, prepared once for many."""

Reason = Callable[[Facts, Fraction], str]
"""Why an effect took some points (negative: gave)."""


def value_text(fact: Fact | None, value: Fraction | bool | str) -> str:
    """A value as people write it: 147.22%, 53人, 是, 优."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return f"“{value}”"
    if fact is not None and fact.kind is Kind.RATIO:
        return shown(value * 100) + "%"
    return shown(value, 4) + ("" if fact is None else fact.unit)


def _fact_of(measure: Expr, facts: Mapping[str, Fact]) -> Fact | None:
    return facts.get(measure.key) if isinstance(measure, Ref) else None


def _measure(measure: Expr, facts: Mapping[str, Fact]) -> Said:
    """The measure's name and value: 在职人员控制率147.22%."""
    fact, value = _fact_of(measure, facts), computed(measure)
    name = fact.name if fact else "计算值"
    return lambda values: f"{name}{value_text(fact, value(values, NOTHING))}"


def _condition(condition: Condition, facts: Mapping[str, Fact]) -> Said:
    """What is known about *condition*: 在职人员控制率147.22%，超过100%."""
    match condition:
        case Compare(op, measure, Number(limit)):
            holds, have = decided(condition), _measure(measure, facts)
            bound = value_text(_fact_of(measure, facts), limit)
            held, failed = f"，{_SIGN_WORDS[op]}{bound}", f"，{_FAILED_WORDS[op]}{bound}"
            return lambda values: have(values) + (held if holds(values, NOTHING) else failed)
        case Compare():
            holds = decided(condition)
            return lambda values: "比较的条件成立" if holds(values, NOTHING) else "比较的条件不成立"
        case Holds(key):
            held, failed = f"“{facts[key].name}”成立", f"“{facts[key].name}”不成立"
            return lambda values: held if values[key] else failed
        case Is(key, word):
            name = facts[key].name
            return lambda values: f"{name}为“{values[key]}”" + ("" if values[key] == word else f"，不是“{word}”")
        case All(of) | Some(of):
            parts = [(decided(part), _condition(part, facts)) for part in of]
            return _deciding(parts, isinstance(condition, Some))
        case Not(of_one):
            return _condition(of_one, facts)
        case _:
            assert_never(condition)


def _deciding(parts: Sequence[tuple[Decided, Said]], truth: bool) -> Said:
    """The parts that are as *truth* says, which decide the whole; else every part."""

    def said(values: Facts) -> str:
        deciding = [words for holds, words in parts if bool(holds(values, NOTHING)) is truth]
        return "，".join(words(values) for words in deciding or [words for _, words in parts])

    return said


def effect_reason(effect: Effect, item: Item, facts: Mapping[str, Fact]) -> Reason:
    """What says why *effect* took points."""
    match effect:
        case Ladder():
            ladder = _ladder(effect, facts, item.stake)
            return lambda values, taken: ladder(values)
        case Share(points):
            share = _share(points, item.stake)
            return lambda values, taken: share(values)
        case Steps():
            return _steps(effect, facts)
        case Change(condition, each):
            holds, words = decided(condition), _condition(condition, facts)
            idle = "，不扣分" if each < 0 else "，不加分"
            return lambda values, taken: words(values) + (_moved(each, taken) if holds(values, NOTHING) else idle)
        case Decision():
            decision = _decision(effect)
            return lambda values, taken: decision(values)
        case Together(effects, most):
            return _together(effects, most, item, facts)
        case Cap(points):
            return lambda values, taken: f"最高{shown(points)}分"
        case Veto(condition):
            holds, words = decided(condition), _condition(condition, facts)
            return lambda values, taken: words(values) + ("，不得分" if holds(values, NOTHING) else "，不影响得分")
        case _:
            assert_never(effect)


def _together(effects: Sequence[Steps | Change], most: Fraction, item: Item, facts: Mapping[str, Fact]) -> Reason:
    parts = [(one, effect_reason(one, item, facts)) for one in effects]
    verb = "扣" if effects[0].points < 0 else "加"

    def reason(values: Facts, taken: Fraction) -> str:
        said = "；".join(why(values, NOTHING) for one, why in parts if _acts(one, values))
        return f"{said}；合计最多{verb}{shown(most)}分，实{verb}{shown(abs(taken), 4)}分"

    return reason


def _acts(effect: Steps | Change, values: Facts) -> bool:
    if isinstance(effect, Change):
        return decided(effect.condition)(values, NOTHING)
    measure = computed(effect.measure)(values, NOTHING)
    return (effect.up and measure > effect.base) or (effect.down and measure < effect.base)


def _decision(decision: Decision) -> Said:
    def said(values: Facts) -> str:
        points = values[decision.key]
        assert isinstance(points, Fraction)
        return f"评价人酌情{'扣' if decision.takes else '给'}{shown(points, 4)}分"

    return said


def _share(points: Expr, stake: Fraction) -> Said:
    """按比例得4×540.84÷1557.05＝1.3894分; 不得分 when there is nothing to compute."""
    if isinstance(points, Number):
        fixed = f"得{shown(points.value, 4)}分" if points.value else "不得分"
        return lambda values: fixed
    compute = computed(points)
    return lambda values: f"按公式得{_arithmetic_text(points, values, stake)}＝{shown(compute(values, stake), 4)}分"


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


def _ladder(ladder: Ladder, facts: Mapping[str, Fact], stake: Fraction) -> Said:
    cases = [
        (decided(case.condition), _condition(case.condition, facts), computed(case.points)) for case in ladder.cases
    ]
    otherwise = _otherwise(ladder.otherwise, facts, stake)

    def said(values: Facts) -> str:
        for holds, words, points in cases:
            if holds(values, NOTHING):
                return f"{words(values)}，得{shown(points(values, stake), 4)}分"
        return (cases[0][1](values) if cases else "没有计分的条件") + otherwise(values)

    return said


def _otherwise(effect: Effect | None, facts: Mapping[str, Fact], stake: Fraction) -> Said:
    match effect:
        case None:
            return lambda values: "，不得分"
        case Decision():
            words = _decision(effect)
        case Share(points):
            words = _share(points, stake)
        case Steps():
            told = _told(effect, facts)
            return lambda values: f"，{told(values)[0]}"
        case _:
            return lambda values: ""
    return lambda values: f"，{words(values)}"


def _moved(points: Fraction, taken: Fraction) -> str:
    verb = "扣" if points < 0 else "加"
    words = f"，{verb}{shown(abs(points), 4)}分"
    return words if not taken or abs(points) == abs(taken) else f"{words}，实{verb}{shown(abs(taken), 4)}分"


def _steps(steps: Steps, facts: Mapping[str, Fact]) -> Reason:
    told, verb = _told(steps, facts), _verb(steps)

    def reason(values: Facts, taken: Fraction) -> str:
        words, due = told(values)
        moved = abs(taken)
        if not moved or moved == due:
            return f"{words}，{verb}{shown(moved, 4)}分"
        return f"{words}，应{verb}{shown(due, 4)}分，实{verb}{shown(moved, 4)}分"

    return reason


def _told(steps: Steps, facts: Mapping[str, Fact]) -> Callable[[Facts], tuple[str, Fraction]]:
    """The steps in words, and the points due for them (never negative)."""
    fact, measure, points = _fact_of(steps.measure, facts), computed(steps.measure), abs(steps.points)
    each = f"{_verb(steps)}{shown(points, 4)}分"
    if steps.counted:
        name, unit = fact.name if fact else "", fact.unit if fact and fact.unit else "次"
        each = f"每{unit if steps.size == 1 else shown(steps.size) + unit}{each}"

        def counted(values: Facts) -> tuple[str, Fraction]:
            value = measure(values, NOTHING)
            return f"{name}{value_text(fact, value)}，{each}", abs(value / steps.size) * points

        return counted
    have, base, size = _measure(steps.measure, facts), value_text(fact, steps.base), _gap(fact, steps.size)

    def stepped(values: Facts) -> tuple[str, Fraction]:
        way = measure(values, NOTHING) - steps.base
        count = abs(way) / steps.size
        words = f"{have(values)}，{'超过' if way > 0 else '低于'}{base} {_gap(fact, abs(way))}，每{size}{each}"
        if steps.mode != "按比例" and count.denominator != 1:
            count = Fraction(count // 1 + (steps.mode == "进一"))
            words += f"，按{shown(count)}步计"
        return words, count * points

    return stepped


def _gap(fact: Fact | None, distance: Fraction) -> str:
    """How far from a limit: 2.5个百分点, 3人."""
    if fact is not None and fact.kind is Kind.RATIO:
        return shown(distance * 100, 4) + "个百分点"
    return value_text(fact, distance)


def _verb(steps: Steps) -> str:
    return "扣" if steps.points < 0 else "加" if not steps.counted else "得"
