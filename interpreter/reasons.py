"""Why points were taken, in the rubric's own words and with the numbers put in.

The words of an effect are prepared once; what they return says it of one unit.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from .denials import Denial, award_beside_counts, counted_apart, denial, listed
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
from .records import frozen
from .rubric import Cap, Change, Decision, Effect, Fact, Item, Kind, Ladder, Share, Steps, Together, Veto, unscaled
from .value_words import beside, gap_text, value_text
from .values import NOTHING, amount, equal, ratio_text, shown, size

_SIGN_WORDS = {"≥": "达到{}", ">": "超过{}", "≤": "不超过{}", "<": "低于{}", "=": "等于{}"}
_FAILED_WORDS = {"≥": "未达到{}", ">": "未超过{}", "≤": "超过{}", "<": "不低于{}", "=": "不等于{}"}
_COUNT_WORDS = {"≥": "在{}以上", ">": "多于{}", "≤": "在{}以内", "<": "不到{}", "=": ""}
_COUNT_FAILED_WORDS = {"≥": "不到{}", ">": "没有超过{}", "≤": "多于{}", "<": "不少于{}", "=": "不是{}"}

Said = Callable[[Facts], str]
"""Words about one unit, prepared once for many."""

Reason = Callable[[Facts, Fraction], str]
"""Why an effect took some points (negative: gave)."""


def _fact_of(measure: Expr, facts: Mapping[str, Fact]) -> Fact | None:
    return facts.get(measure.key) if isinstance(measure, Ref) else None


def _measure(measure: Expr, facts: Mapping[str, Fact], limits: Sequence[Fraction]) -> Said:
    """The measure's name and value, on its side of the *limits* that it is compared with: 在职人员控制率147.2222%."""
    fact, value = _fact_of(measure, facts), computed(measure)
    name = fact.name if fact else "计算值"
    return lambda values: f"{name}{beside(fact, value(values, NOTHING), limits)}"


def _condition(condition: Condition, facts: Mapping[str, Fact], limits: Sequence[Fraction] = ()) -> Said:
    """What is known about *condition*: 在职人员控制率147.2222%，超过100%. *limits*: others of the same measure."""
    match condition:
        case Compare(op, measure, Number(limit)):
            have, tail = _measure(measure, facts, (limit, *limits)), _limit(condition, op, measure, limit, facts)
            return lambda values: have(values) + (f"，{words}" if (words := tail(values, False)) else "")
        case Compare(op, Ref() as one, Ref() as other):
            have, than, holds = _measure(one, facts, ()), _measure(other, facts, ()), decided(condition)
            held, failed = _SIGN_WORDS[op], _FAILED_WORDS[op]
            return lambda values: f"{have(values)}，{(held if holds(values, NOTHING) else failed).format(than(values))}"
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
            denied = denial(condition)
            if denied is not None:
                return _denied(denied, facts)
            return _deciding([_part(part, facts, _limits_beside(part, of)) for part in of], isinstance(condition, Some))
        case Not(of_one):
            return _condition(of_one, facts)
        case _:
            assert_never(condition)


def _none_of(counts: Sequence[str], facts: Mapping[str, Fact]) -> str:
    """而“漏报”、“迟报”都是0例"""
    both = "都" * (len(counts) > 1)
    return f"而{listed(facts[key].name for key in counts)}{both}是0{facts[counts[0]].unit or '次'}"


def _award(condition: Condition, item: Item, facts: Mapping[str, Fact]) -> Said:
    """What is known about the condition of an award, which may stand beside failings that are counted."""
    beside = award_beside_counts(condition, item)
    if beside is None:
        return _condition(condition, facts)
    asked, counts = beside
    said, reached, holds, none = _condition(asked, facts), decided(asked), decided(condition), _none_of(counts, facts)
    apart = listed(facts[key].name for key in counts) + counted_apart(facts[counts[0]].unit)

    def words(values: Facts) -> str:
        more = "" if reached(values, NOTHING) else f"，{apart if holds(values, NOTHING) else none}"
        return said(values) + more

    return words


def _denied(denied: Denial, facts: Mapping[str, Fact]) -> Said:
    judged, unit = facts[denied.judged].name, next((facts[key].unit for key in denied.counts), "")
    every = listed(facts[key].name for key in denied.failings)
    none = f"又没有填{every}" if denied.marks else _none_of(denied.counts, facts)
    held, failed, named = f"“{judged}”成立", f"“{judged}”不成立，{none}", f"{every}{denied.taken_apart(unit)}"
    return lambda values: held if values[denied.judged] else failed if denied.contradicts(values) else named


def _limit(
    condition: Condition, op: str, measure: Expr, limit: Fraction, facts: Mapping[str, Fact]
) -> Callable[[Facts, bool], str]:
    """How the measure stands to its limit; *strict*: one end of a range, 低于95% says more than 不超过95%."""
    fact, value, holds = _fact_of(measure, facts), computed(measure), decided(condition)
    counted = fact is not None and fact.kind is Kind.COUNT
    bound = beside(fact, limit, (limit,))
    held, failed = (_COUNT_WORDS, _COUNT_FAILED_WORDS) if counted else (_SIGN_WORDS, _FAILED_WORDS)
    yes, no, below = (words.format(bound) for words in (held[op], failed[op], held["<"]))

    def words(values: Facts, strict: bool) -> str:
        if not holds(values, NOTHING):
            return no
        if counted and equal(value(values, NOTHING), limit):
            return ""
        return below if strict and not counted and op == "≤" and value(values, NOTHING) < limit else yes

    return words


@frozen
class _Part:
    """A part of a condition; one that compares has its *measure*, and what is said of it after another of the same."""

    holds: Decided
    words: Said
    measure: Expr | None = None
    more: Callable[[Facts, bool], str] | None = None


def _limits_beside(part: Condition, of: Sequence[Condition]) -> list[Fraction]:
    """The limits that the parts of a condition have for what *part* measures."""
    measure = part.left if isinstance(part, Compare) else None
    alike = [one for one in of if isinstance(one, Compare) and one.left == measure]
    return [one.right.value for one in alike if isinstance(one.right, Number)]


def _part(part: Condition, facts: Mapping[str, Fact], limits: Sequence[Fraction]) -> _Part:
    if isinstance(part, Compare) and isinstance(part.right, Number):
        more = _limit(part, part.op, part.left, part.right.value, facts)
        return _Part(decided(part), _condition(part, facts, limits), part.left, more)
    return _Part(decided(part), _condition(part, facts))


def _deciding(parts: Sequence[_Part], truth: bool) -> Said:
    """The parts that are as *truth* says, which decide the whole; else every part. Each measure is named once.

    Where one of several is enough, one is said of each measure: 达到100% and not 超过100% too.
    """

    def said(values: Facts) -> str:
        found, last = list[str](), None
        for part in [one for one in parts if bool(one.holds(values, NOTHING)) is truth] or parts:
            again = part.more is not None and part.measure == last
            words = "" if again and truth else part.more(values, True) if again and part.more else part.words(values)
            found += [words] if words else []
            last = part.measure
        return "，".join(found)

    return said


def effect_reason(effect: Effect, item: Item, facts: Mapping[str, Fact]) -> Reason:
    """What says why *effect* took points."""
    match effect:
        case Ladder():
            ladder = _ladder(effect, facts, item)
            return lambda values, taken: ladder(values)
        case Share(points):
            share = _share(points, item, effect.words)
            return lambda values, taken: share(values)
        case Steps():
            return _steps(effect, facts, _verb(effect, item))
        case Change(condition, each):
            holds, words, moved = decided(condition), _condition(condition, facts), _moved(each)
            idle = "，不扣分" if each < 0 else "，不加分"
            return lambda values, taken: words(values) + (moved(taken) if holds(values, NOTHING) else idle)
        case Decision():
            decision = _decision(effect, facts)
            return lambda values, taken: decision(values)
        case Together(effects, most):
            return _together(effects, most, item, facts)
        case Cap(points):
            return lambda values, taken: f"最高{amount(points)}分"
        case Veto(condition):
            holds, words = decided(condition), _condition(condition, facts)
            return lambda values, taken: words(values) + ("，不得分" if holds(values, NOTHING) else "，不影响得分")
        case _:
            assert_never(effect)


def _together(effects: Sequence[Steps | Change], most: Fraction, item: Item, facts: Mapping[str, Fact]) -> Reason:
    """违规2处，每处扣1分，扣2分；事故3起，每起扣2分，扣6分；合计8分，最多扣5分"""
    parts = [(one, effect_reason(one, item, facts), _due(one)) for one in effects]
    verb = "扣" if effects[0].points < 0 else "加" if item.opening == item.stake else "得"

    def reason(values: Facts, taken: Fraction) -> str:
        acting = [(why, due(values)) for one, why, due in parts if _acts(one, values)]
        words = [why(values, due) for why, due in acting]
        total, moved = sum((due for _, due in acting), NOTHING), abs(taken)
        if total > most:
            words.append(f"合计{amount(total)}分，最多{verb}{amount(most)}分")
        elif len(acting) > 1:
            words.append(f"合计{verb}{amount(total)}分")
        return "；".join(words) + ("" if moved == min(total, most) else f"，实{verb}{amount(moved)}分")

    return reason


def _due(effect: Steps | Change) -> Callable[[Facts], Fraction]:
    """The points of *effect* before any limit of the whole."""
    if isinstance(effect, Change):
        return lambda values: abs(effect.points)
    told = _told(effect, {}, "")
    limit = effect.most
    return lambda values: told(values)[1] if limit is None else min(told(values)[1], limit)


def _acts(effect: Steps | Change, values: Facts) -> bool:
    if isinstance(effect, Change):
        return decided(effect.condition)(values, NOTHING)
    measure = computed(effect.measure)(values, NOTHING)
    return (effect.up and measure > effect.base) or (effect.down and measure < effect.base)


def _decision(decision: Decision, facts: Mapping[str, Fact]) -> Said:
    verb, counted = "扣" if decision.takes else "给", decision.count
    fact, many = (None, None) if counted is None else (_fact_of(counted, facts), computed(counted))
    have, (low, high) = None if counted is None else _measure(counted, facts, ()), map(amount, decision.each)
    each = f"，每{fact.unit or '次'}{verb}{low}-{high}分" if fact else ""

    def said(values: Facts) -> str:
        points = values[decision.key]
        assert isinstance(points, Fraction)
        words = f"评价人酌情{verb}{amount(points)}分"
        if have is None or many is None:
            return words
        number = many(values, NOTHING)
        due = min(max(points, number * decision.each[0]), number * decision.each[1], decision.most or points)
        return f"{have(values)}{each}，{words}" + ("" if due == points else f"，按{amount(due)}分计")

    return said


def _share(points: Expr, item: Item, clause: str) -> Said:
    """按比例得4×540.84÷1557.05＝1.3894分; 不得分 when there is nothing to compute."""
    if isinstance(points, Number):
        fixed = f"得{amount(points.value)}分" if points.value else "不得分"
        return lambda values: fixed
    compute = computed(points)
    how = "按比例" if "比例" in clause else "按公式"
    if not (isinstance(points, Arithmetic) and points.op in "+-×÷"):
        return lambda values: f"{how}得{amount(compute(values, item.stake))}分"

    def said(values: Facts) -> str:
        due = compute(values, item.stake)
        below = "，低于0分，不得分" if due < 0 and item.floor == 0 else ""
        return f"{how}得{_arithmetic_text(points, values, item.stake)}＝{amount(due)}分{below}"

    return said


def _arithmetic_text(expr: Expr, values: Facts, stake: Fraction) -> str:
    """The arithmetic with the numbers put in; a quotient is not bracketed after ×."""
    if isinstance(expr, Arithmetic) and expr.op in "+-×÷" and unscaled(expr) is expr:
        left, right = (_arithmetic_text(part, values, stake) for part in (expr.left, expr.right))
        if expr.op in "×÷" and isinstance(expr.left, Arithmetic) and expr.left.op in "+-":
            left = f"（{left}）"
        if expr.op in "×÷" and isinstance(expr.right, Arithmetic) and (expr.right.op in "+-" or expr.op == "÷"):
            right = f"（{right}）"
        return f"{left}{expr.op}{right}"
    words = ratio_text(*computed(expr)(values, stake).as_integer_ratio(), 6)
    return f"（{words}）" if words.startswith("-") else words


def _ladder(ladder: Ladder, facts: Mapping[str, Fact], item: Item) -> Said:
    cases = [
        (decided(case.condition), _award(case.condition, item, facts), computed(case.points)) for case in ladder.cases
    ]
    otherwise = _otherwise(ladder.otherwise, facts, item)

    def said(values: Facts) -> str:
        for holds, words, points in cases:
            if holds(values, NOTHING):
                got = points(values, item.stake)
                return f"{words(values)}，{f'得{amount(got)}分' if got else '不得分'}"
        return (cases[0][1](values) if cases else "没有计分的条件") + otherwise(values)

    return said


def _otherwise(effect: Effect | None, facts: Mapping[str, Fact], item: Item) -> Said:
    match effect:
        case None:
            return lambda values: "，不得分"
        case Decision():
            words = _decision(effect, facts)
        case Share(points):
            words = _share(points, item, effect.words)
        case Steps():
            told = _told(effect, facts, "扣" if effect.points < 0 else "加")
            return lambda values: f"，{told(values)[0]}"
        case _:
            return lambda values: ""
    return lambda values: f"，{words(values)}"


def _moved(points: Fraction) -> Callable[[Fraction], str]:
    verb, due = "扣" if points < 0 else "加", abs(points)
    words = f"，{verb}{amount(due)}分"

    def moved(taken: Fraction) -> str:
        much = size(taken)
        return words if not taken.numerator or equal(much, due) else f"{words}，实{verb}{amount(much)}分"

    return moved


def _steps(steps: Steps, facts: Mapping[str, Fact], verb: str) -> Reason:
    told, most, have = _told(steps, facts, verb), steps.most, _measure(steps.measure, facts, (steps.base,))
    way = "偏离" if steps.up and steps.down else "超过" if steps.up else "低于"
    within = "" if steps.counted else f"，没有{way}{beside(_fact_of(steps.measure, facts), steps.base, (steps.base,))}"

    def reason(values: Facts, taken: Fraction) -> str:
        if not taken.numerator and not _acts(steps, values):
            return f"{have(values)}{within}，不{verb}分"
        (words, due), moved = told(values), size(taken)
        if not moved.numerator or equal(moved, due):
            return f"{words}，{verb}{amount(moved)}分"
        return f"{words}，应{verb}{amount(due)}分，{'最多' if moved == most else '实'}{verb}{amount(moved)}分"

    return reason


def _told(steps: Steps, facts: Mapping[str, Fact], verb: str) -> Callable[[Facts], tuple[str, Fraction]]:
    """The steps in words, and the points due for them (never negative)."""
    fact, measure, points = _fact_of(steps.measure, facts), computed(steps.measure), abs(steps.points)
    each, points_of_one = f"{verb}{amount(points)}分", points / steps.size
    if steps.counted:
        name, unit = fact.name if fact else "", fact.unit if fact and fact.unit else "次"
        each = f"每{unit if steps.size == 1 else shown(steps.size) + unit}{each}"
        size_above, size_below = steps.size.as_integer_ratio()

        def counted(values: Facts) -> tuple[str, Fraction]:
            value = measure(values, NOTHING)
            words, (above, below) = f"{name}{value_text(fact, value)}，{each}", size(value).as_integer_ratio()
            if steps.mode == "按比例" or above * size_below % (below * size_above) == 0:
                return words, Fraction(above * points_of_one.numerator, below * points_of_one.denominator)
            count = Fraction(above * size_below // (below * size_above) + (steps.mode == "进一"))
            return f"{words}，按{shown(count * steps.size)}{unit}计", count * points

        return counted
    have, one = (
        _measure(steps.measure, facts, (steps.base,)),
        gap_text(fact, *steps.size.as_integer_ratio()),
    )
    base = beside(fact, steps.base, (steps.base,))
    base_above, base_below = steps.base.as_integer_ratio()

    def stepped(values: Facts) -> tuple[str, Fraction]:
        above, below = measure(values, NOTHING).as_integer_ratio()
        way, of = above * base_below - base_above * below, below * base_below
        words = f"{have(values)}，{'超过' if way > 0 else '低于'}{base} {gap_text(fact, abs(way), of)}，每{one}{each}"
        if steps.mode == "按比例":
            return words, Fraction(abs(way) * points_of_one.numerator, of * points_of_one.denominator)
        count = Fraction(abs(way), of) / steps.size
        if count.denominator != 1:
            count = Fraction(count // 1 + (steps.mode == "进一"))
            words += f"，按{gap_text(fact, *(count * steps.size).as_integer_ratio())}计"
        return words, count * points

    return stepped


def _verb(steps: Steps, item: Item) -> str:
    """扣; 加 on top of points; 得 where the points begin at nothing."""
    return "扣" if steps.points < 0 else "加" if not steps.counted or item.opening == item.stake else "得"
