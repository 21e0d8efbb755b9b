"""What rules mean, in plain Chinese, from the classes of the rubric: 读作."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import assert_never

from evaldsl.interpreter.bounds import unsigned
from evaldsl.interpreter.decided_ranges import OpenEnd, chosen_points
from evaldsl.interpreter.denials import award_beside_counts, counted_apart, denial
from evaldsl.interpreter.expressions import (
    FALSE,
    TRUE,
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
from evaldsl.interpreter.rubric import (
    Cap,
    Change,
    Decision,
    Definition,
    Effect,
    Fact,
    GradeAtMost,
    GradeChange,
    GradeIs,
    GradeLowered,
    GradeRule,
    Indicator,
    Item,
    Kind,
    Ladder,
    Share,
    Steps,
    Together,
    Veto,
    unscaled,
)
from evaldsl.interpreter.values import OPPOSITE, decimal_text, shown
from evaldsl.render.other_cases import says_all
from evaldsl.render.widths import quoted
from evaldsl.text.typography import curly

Names = Mapping[str, Fact]
STAKE = "可得的分值"
_SIGNS = {"≥": "不低于", ">": "超过", "≤": "不超过", "<": "低于", "=": "等于"}


# ---- expressions


def measure_words(expr: Expr, facts: Names) -> str:
    """What is measured: 在职人员控制率, （本年数-上年数）÷上年数."""
    match unscaled(expr):
        case Number(value):
            return decimal_text(value)
        case Ref(key):
            return _name(key, facts)
        case Rest():
            return STAKE
        case Arithmetic("max") as larger if (inner := unsigned(larger)) is not None:
            return f"|{measure_words(inner, facts)}|"
        case Arithmetic("min" | "max" as op, left, right):
            which = "小" if op == "min" else "大"
            return f"{_beside(left, right, facts)}与{_beside(right, left, facts)}中较{which}的"
        case Arithmetic("×", left, Number(value)) if value == 1:  # ×100% at the end of a rate
            return f"{_inside(left, '×', facts, False)}×100%"
        case Arithmetic("-", Ref() as left, Number(value)) if _of_ratio(left, facts) and value not in (0, 1):
            return f"{_name(left.key, facts)}-{decimal_text(value * 100)}%"
        case Arithmetic("÷", left, Number(value)) if _of_ratio(left, facts):
            return f"{_inside(left, '÷', facts, False)}÷{decimal_text(value * 100)}%"
        case Arithmetic("÷", Number(value), right) if _of_ratio(right, facts):
            return f"{decimal_text(value * 100)}%÷{_inside(right, '÷', facts, True)}"
        case Arithmetic(op, left, right):
            return _inside(left, op, facts, False) + op + _inside(right, op, facts, True)
        case Floor(of):
            return f"{measure_words(of, facts)}（舍去小数）"
        case Ceil(of):
            return f"{measure_words(of, facts)}（有小数就进一）"
        case If(condition, then, otherwise):
            words = condition_words(condition, facts)
            return f"{words}时为{measure_words(then, facts)}，否则为{measure_words(otherwise, facts)}"
        case other:
            assert_never(other)


def _beside(expr: Expr, other: Expr, facts: Names) -> str:
    """*expr*, in the unit of the *other* that it is compared with: 100% beside 完成率."""
    return amount_words(other, expr.value, facts) if isinstance(expr, Number) else measure_words(expr, facts)


def _of_ratio(expr: Expr, facts: Names) -> bool:
    """Whether *expr* is a ratio, or a product that ends in one."""
    if isinstance(expr, Arithmetic) and expr.op == "×":
        return _of_ratio(expr.right, facts)
    if isinstance(expr, Arithmetic) and expr.op == "-" and isinstance(expr.right, Number):
        return _of_ratio(expr.left, facts)
    return isinstance(expr, Ref) and expr.key in facts and facts[expr.key].kind is Kind.RATIO


def _inside(expr: Expr, op: str, facts: Names, right: bool) -> str:
    """An operand, in brackets where it binds less tightly."""
    expr, words = unscaled(expr), measure_words(expr, facts)
    if isinstance(expr, Number) and expr.value.denominator != 1 and "/" in words:
        return f"（{words.replace('/', '÷')}）"
    loose = isinstance(expr, If) or (isinstance(expr, Arithmetic) and expr.op in ("min", "max"))
    loose = loose and not words.startswith("|")
    if isinstance(expr, Arithmetic) and not loose:
        loose = (op in "×÷" and expr.op in "+-") or (right and (op == "÷" or (op == "-" and expr.op in "+-")))
    return f"（{words}）" if loose else words


def amount_words(measure: Expr, value: Fraction, facts: Names) -> str:
    """A limit in the unit of what it limits: 95%, 3例."""
    fact = facts.get(measure.key) if isinstance(measure, Ref) else None
    if fact is not None and fact.kind is Kind.RATIO:
        text = decimal_text(value * fact.ratio_size)
        return decimal_text(value) if "/" in text else text + fact.asked_unit  # 2/3
    return _amount_of(fact, value)


def _amount_of(fact: Fact | None, value: Fraction) -> str:
    if fact is not None and ":" in fact.unit:
        return fact.shown(*value.as_integer_ratio())
    return decimal_text(value / fact.asked_size) + fact.asked_unit if fact is not None else decimal_text(value)


def points_words(points: Expr, facts: Names) -> str:
    """What is awarded: 2分, or a formula."""
    chosen = chosen_points(points)
    if chosen is not None:
        low, high = (decimal_text(end.value) + "（不含）" * isinstance(end, OpenEnd) for end in chosen[1:])
        return f"得{low}～{high}分，由评价人评定"
    if isinstance(points, Number):
        return "不得分" if not points.value else f"得{decimal_text(points.value)}分"
    return f"得分＝{measure_words(points, facts)}"


# ---- conditions


def condition_words(condition: Condition, facts: Names) -> str:
    """When something applies: 预算执行率不低于80%且低于90%."""
    if condition == TRUE:
        return "任何情形"
    if condition == FALSE:
        return "没有任何情形"
    denied = denial(condition)
    if denied is not None:
        apart = _apart(denied.failings, facts) + denied.taken_apart(_unit(denied.counts, facts))
        return f"{condition_words(Holds(denied.judged), facts)}，或{apart}"
    match condition:
        case Compare(op, left, Number(limit)):
            return f"{measure_words(left, facts)}{_SIGNS[op]}{amount_words(left, limit, facts)}"
        case Compare(op, left, right):
            return f"{measure_words(left, facts)}{_SIGNS[op]}{measure_words(right, facts)}"
        case Holds(key):
            return f"{quoted(_name(key, facts))}成立"
        case Is(key, word):
            return f"{_name(key, facts)}为“{word}”"
        case All(of):
            return _joined(of, "且", facts)
        case Some(of):
            return _joined(tuple(part for part in of if not _within_another(part, of)), "，或", facts)
        case Not(Holds(key)):
            return f"{quoted(_name(key, facts))}不成立"
        case Not(Is(key, word)):
            return f"{_name(key, facts)}不是“{word}”"
        case Not(Compare(op, left, right)) if op in OPPOSITE:
            return condition_words(Compare(OPPOSITE[op], left, right), facts)
        case Not(of_one):
            return f"不符合“{condition_words(of_one, facts)}”"
        case _:
            assert_never(condition)


def _award_words(condition: Condition, item: Item, facts: Names) -> str:
    """When an award is given, which may stand beside failings that are counted."""
    beside = award_beside_counts(condition, item)
    if beside is None:
        return condition_words(condition, facts)
    apart = _apart(beside[1], facts) + counted_apart(_unit(beside[1], facts))
    return f"{condition_words(beside[0], facts)}，或{apart}"


def _apart(keys: Iterable[str], facts: Names) -> str:
    return "、".join(quoted(_name(key, facts)) for key in keys)


def _unit(keys: Iterable[str], facts: Names) -> str:
    return next((facts[key].unit for key in keys if key in facts), "")


def _within_another(part: Condition, of: tuple[Condition, ...]) -> bool:
    """Whether *part* says less than another of the same measure: 超过100% beside 不低于100%."""
    wider = {">": "≥", "<": "≤"}
    return isinstance(part, Compare) and part.op in wider and Compare(wider[part.op], part.left, part.right) in of


def _name(key: str, facts: Names) -> str:
    return curly(facts[key].name if key in facts else key)


def _joined(of: tuple[Condition, ...], word: str, facts: Names) -> str:
    parts: list[str] = []
    last: Expr | None = None
    for part in of:
        words = condition_words(part, facts)
        if isinstance(part, Some) and len(part.of) > 1 and len(of) > 1:
            words = f"（{words}）"
        measure = part.left if isinstance(part, Compare) else None
        if measure is not None and measure == last:
            words = words.removeprefix(measure_words(measure, facts))
        last = measure
        parts.append(words)
    return word.join(parts)


# ---- effects


def effect_lines(effect: Effect, item: Item, facts: Names, scope: str = "本项") -> list[str]:
    """What *effect* does, a line for each band; *scope* is what a veto zeroes."""
    match effect:
        case Ladder():
            return _ladder_lines(effect, item, facts, scope)
        case Share(points):
            return [points_words(points, facts) if points != Number(Fraction(0)) else "不得分"]
        case Steps():
            return [_steps_words(effect, facts)]
        case Change(condition, points, most):
            verb = "扣" if points < 0 else "加"
            limit = "" if most is None else f"，最多{verb}{shown(most, 6)}分"
            return [f"{condition_words(condition, facts)}：{verb}{decimal_text(abs(points))}分{limit}"]
        case Decision(key, takes):
            return [_each_words(effect, facts) + _decision_words(facts.get(key), takes)]
        case Together(effects, most):
            lines = [line for one in effects for line in effect_lines(one, item, facts, scope)]
            verb = "扣" if effects and effects[0].points < 0 else "加"
            return [*lines, f"以上{len(effects)}条合计最多{verb}{shown(most, 6)}分"]
        case Cap(points):
            return [f"最高得{decimal_text(points)}分"]
        case Veto(condition):
            return [f"{condition_words(condition, facts)}：{scope}不得分"]
        case _:
            assert_never(effect)


def _ladder_lines(ladder: Ladder, item: Item, facts: Names, scope: str) -> list[str]:
    lines: list[str] = []
    for case in ladder.cases:
        words = points_words(Number(item.stake) if case.points == Rest() else case.points, facts)
        lines.append(words if case.condition == TRUE else f"{_award_words(case.condition, item, facts)}：{words}")
        if case.condition == TRUE:
            return lines
    other = "其他情形" if lines else "任何情形"
    if ladder.otherwise is None and says_all(ladder, facts):
        return lines
    if ladder.otherwise is None:
        return [*lines, f"{other}：不得分"]
    return [*lines, *(f"{other}：{line}" for line in effect_lines(ladder.otherwise, item, facts, scope))]


def _steps_words(steps: Steps, facts: Names) -> str:
    verb = "扣" if steps.points < 0 else "得" if steps.counted else "加"
    points = decimal_text(abs(steps.points))
    fact = facts.get(steps.measure.key) if isinstance(steps.measure, Ref) else None
    name = measure_words(steps.measure, facts)
    limit = "" if steps.most is None else f"，最多{verb}{shown(steps.most, 6)}分"
    when = "" if steps.where is None else f"{condition_words(steps.where, facts)}时，"
    if steps.counted:
        unit = (fact.unit if fact else "") or "次"
        size = f"{decimal_text(steps.size)}{unit}"
        return f"{when}{quoted(name)}每有{size}{verb}{points}分{_parts_words(steps, size, fact)}{limit}"
    size = _distance_words(steps, fact)
    base = amount_words(steps.measure, steps.base, facts)
    way = "高于或低于" if steps.up and steps.down else "超过" if steps.up else "低于"
    return f"{when}{name}{way}{base}的，每{size}{verb}{points}分{_parts_words(steps, size, fact)}{limit}"


def _parts_words(steps: Steps, size: str, fact: Fact | None) -> str:
    """What less than a step is worth, unless there is no less: 1次 of whole numbers."""
    counted = fact is not None and fact.kind is Kind.COUNT and steps.base.denominator == 1
    if counted and fact is not None and steps.size == fact.asked_size:
        return ""
    worth = {"进一": f"按{size}计", "整步": "不计"}.get(steps.mode, "按比例计")
    return f"（不足{size}的{worth}）"


def _distance_words(steps: Steps, fact: Fact | None) -> str:
    if fact is not None and fact.kind is Kind.RATIO:
        return decimal_text(steps.size * fact.ratio_size) + (fact.multiple or "个百分点")
    return _amount_of(None if fact is not None and ":" in fact.unit else fact, steps.size)


def _decision_words(fact: Fact | None, takes: bool) -> str:
    verb = "扣" if takes else "给"
    if fact is None or (fact.low is None and fact.high is None):
        return f"评价人酌情{verb}分，须写明理由"
    if fact.high is None:
        return f"评价人酌情{verb}分，不少于{decimal_text(fact.low or Fraction(0))}分，须写明理由"
    bounds = f"{decimal_text(fact.low or Fraction(0))}～{decimal_text(fact.high)}分"
    return f"评价人在{bounds}内酌情{verb}分{'，也可以不' + verb if fact.may_be_zero else ''}，须写明理由"


# ---- items and indicators


def grade_rule_words(rule: GradeRule, facts: Names) -> str:
    """When the grade is fixed, lowered or capped."""
    return f"{condition_words(rule.condition, facts)}：{grade_change_words(rule.change)}"


def grade_change_words(change: GradeChange) -> str:
    """What becomes of the grade."""
    match change:
        case GradeIs(word):
            return f"等级定为“{word}”"
        case GradeAtMost(word, below):
            return f"等级低于“{word}”" if below else f"等级不高于“{word}”"
        case GradeLowered(steps):
            return f"等级下调{steps}级"
        case _:
            assert_never(change)


def opening_words(item: Item) -> str:
    """Where the points of an item begin, unless its first rule sets them anyway."""
    if item.effects and isinstance(item.effects[0], Ladder | Share):
        return ""
    if item.opening == item.stake:
        return f"先计满分{decimal_text(item.stake)}分" if item.stake else ""
    return f"从{decimal_text(item.opening)}分起计"


def item_lines(item: Item, facts: Names) -> list[str]:
    """Everything that decides the points of *item*."""
    opening = opening_words(item)
    lines = [line for effect in item.effects for line in effect_lines(effect, item, facts)]
    if item.floor is not None and item.floor > 0:
        lines.append(f"最少得{decimal_text(item.floor)}分")
    elif item.stake and item.floor != 0:
        lines.append("可以扣到0分以下" if item.floor is None else f"可以扣到{decimal_text(item.floor)}分为止")
    return [opening, *lines] if opening else lines


def known_facts(facts: tuple[Fact, ...], rates: tuple[Definition, ...]) -> dict[str, Fact]:
    """Facts by key, definitions among them."""
    found = {fact.key: fact for fact in facts}
    for rate in rates:
        found.setdefault(rate.name, rate.fact)
    return found


def item_title(item: Item, count: int) -> str:
    """①（1.5分）; an item alone in its indicator needs no name."""
    stake = f"（{decimal_text(item.stake)}分）" if item.stake else ""
    return "" if count == 1 else f"{item.label or '其余'}{stake}"


def whole_item(indicator: Indicator) -> Item:
    """The indicator as an item, for what acts on the sum of its items."""
    return Item("", indicator.full, (), indicator.full)


def _each_words(decision: Decision, facts: Names) -> str:
    """每次扣0.5-1分，: what so many occurrences may cost, before the words of the decision."""
    counted = decision.count
    fact = facts.get(counted.key) if isinstance(counted, Ref) else None
    if fact is None:
        return ""
    verb, (low, high) = "扣" if decision.takes else "加", decision.each
    limit = "" if decision.most is None else f"，最多{verb}{shown(decision.most, 6)}分"
    return f"{fact.name}每{fact.unit or '次'}{verb}{shown(low, 6)}-{shown(high, 6)}分{limit}，"
