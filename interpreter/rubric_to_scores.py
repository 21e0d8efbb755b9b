"""Scoring: exact points with a ledger when the facts suffice, the interval of what is possible when they do not."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .bounds import domain, interval
from .expressions import Facts
from .grades import next_grade, possible_grades
from .missing_facts import bounds_of, indicator_interval, live_facts, missing_facts, open_facts_of
from .rubric import Change, Decision, Fact, Item, Steps
from .scorer import ReadyIndicator, ReadyItem, ReadyStep, Scorer, base_facts, scorer, with_rates
from .scores import Deduction, IndicatorScore, Scorecard
from .values import Interval, round_half_up, shown, total_of

__all__ = [
    "Scorer",
    "base_facts",
    "bounds_of",
    "indicator_score",
    "item_interval",
    "score",
    "scorer",
    "with_rates",
]

NOTHING = Fraction(0)


def score(scorer: Scorer, facts: Facts, unit: str = "") -> Scorecard:
    """Scores one unit; *facts* holds what is known, by key, in the kinds that the rubric's facts declare."""
    values, undefined = with_rates(scorer, facts)
    results = [_indicator(scorer, prepared, values, undefined) for prepared in scorer.prepared]
    rubric = scorer.rubric
    known = [r.score for r in results if r.score is not None]
    total = total_of(known) if len(known) == len(results) else None
    low = sum((r.interval[0] for r in results), NOTHING) if total is None else total
    high = sum((r.interval[1] for r in results), NOTHING) if total is None else total
    words, by = possible_grades(scorer, values, (low, high))
    grade = words[0] if len(words) == 1 else None
    return Scorecard(
        rubric.name,
        unit,
        rubric.full,
        tuple(results),
        total,
        (low, high),
        grade,
        tuple(words),
        by,
        None if by else next_grade(rubric, total, grade),
        missing_facts(scorer, values, undefined),
    )


def _indicator(
    scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str], undefined: set[str]
) -> IndicatorScore:
    indicator = prepared.indicator
    lacking = [key for key in prepared.reads if key not in values]
    if not lacking:
        try:
            points, deductions = _exact(scorer, prepared, values)
        except ZeroDivisionError:
            return _undefined(scorer, prepared, values)
        return IndicatorScore(
            indicator.name, indicator.path, indicator.full, points, (points, points), tuple(deductions)
        )
    convention = scorer.rubric.conventions.zero_denominator
    if isinstance(convention, str) and all(key in undefined for key in lacking):
        points = indicator.full if convention == "满分" else NOTHING
        rates = "、".join(sorted(undefined & prepared.reads))
        reason = f"{rates}的分母为0，按约定{'得满分' if convention == '满分' else '不得分'}"
        taken = (
            (Deduction(indicator.full - points, "", "约定", reason, (), indicator.span),)
            if points != indicator.full
            else ()
        )
        return IndicatorScore(indicator.name, indicator.path, indicator.full, points, (points, points), taken)
    return _open(scorer, prepared, values, undefined, lacking)


def _undefined(scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str]) -> IndicatorScore:
    """An indicator whose formula divides by a fact that is 0."""
    indicator, decimals = prepared.indicator, scorer.rubric.conventions.decimals
    low, high = indicator_interval(prepared, values, [])
    interval = (round_half_up(low, decimals), round_half_up(high, decimals))
    formula = ("得分公式",)
    return IndicatorScore(indicator.name, indicator.path, indicator.full, None, interval, (), (), formula)


def _exact(
    scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str]
) -> tuple[Fraction, list[Deduction]]:
    deductions: list[Deduction] = []
    if prepared.unallocated:
        deductions.append(_unallocated(prepared))
    total = total_of([_run(scorer, part.item, part.steps, values, deductions) for part in prepared.parts])
    for step in prepared.whole:
        after = step.run(values, total)
        if after != total:
            deductions.append(_deduction(scorer, step, values, total - after))
            total = after
    return _rounded(scorer, prepared, total, deductions)


def _run(
    scorer: Scorer,
    item: Item,
    steps: Sequence[ReadyStep],
    values: Mapping[str, Fraction | bool | str],
    deductions: list[Deduction],
) -> Fraction:
    shown_before, rest = item.stake, item.opening
    for step in steps:
        rest = step.run(values, rest)
        if rest is not shown_before and rest != shown_before:
            deductions.append(_deduction(scorer, step, values, shown_before - rest))
        shown_before = rest
    if not steps and rest != item.stake:
        deductions.append(Deduction(item.stake - rest, item.label, item.words, "没有得分的条件", (), item.span))
    return rest


def _deduction(
    scorer: Scorer, step: ReadyStep, values: Mapping[str, Fraction | bool | str], taken: Fraction
) -> Deduction:
    reason = scorer.reason(step, values, taken)
    return Deduction(taken, step.item.label, step.effect.words, reason, step.reads, step.effect.span)


def _unallocated(prepared: ReadyIndicator) -> Deduction:
    rest, indicator = prepared.unallocated, prepared.indicator
    given = shown(indicator.full - rest, 4)
    if rest > 0:
        reason = f"评分说明只安排了{given}分，其余{shown(rest, 4)}分无从取得"
    else:
        reason = f"评分说明安排了{given}分，比分值多{shown(-rest, 4)}分"
    return Deduction(rest, "", "", reason, (), indicator.span)


def _rounded(
    scorer: Scorer, prepared: ReadyIndicator, total: Fraction, deductions: list[Deduction]
) -> tuple[Fraction, list[Deduction]]:
    decimals = scorer.rubric.conventions.decimals
    points = round_half_up(total, decimals)
    assert isinstance(points, Fraction)
    if points is not total:
        words = f"四舍五入到{decimals}位小数"
        deductions.append(Deduction(total - points, "", "", words, (), prepared.indicator.span))
    return points, deductions


def _open(
    scorer: Scorer,
    prepared: ReadyIndicator,
    values: Mapping[str, Fraction | bool | str],
    undefined: set[str],
    lacking: Sequence[str],
) -> IndicatorScore:
    indicator, decimals = prepared.indicator, scorer.rubric.conventions.decimals
    low, high = indicator_interval(prepared, values, open_facts_of(scorer, values, lacking))
    low, high = round_half_up(low, decimals), round_half_up(high, decimals)
    if low == high and isinstance(low, Fraction):
        filled = {**values, **{fact.key: _any_value(fact) for fact in open_facts_of(scorer, values, lacking)}}
        points, certain = _exact(scorer, prepared, filled)
        if points == low:
            return IndicatorScore(indicator.name, indicator.path, indicator.full, low, (low, low), tuple(certain))
        taken: tuple[Deduction, ...] = ()
        if low != indicator.full:
            reason = f"尚缺的数据不影响得分，得{shown(low)}分"
            taken = (Deduction(indicator.full - low, "", "", reason, (), indicator.span),)
        return IndicatorScore(indicator.name, indicator.path, indicator.full, low, (low, low), taken)
    deductions: list[Deduction] = []
    for part in prepared.parts:
        if all(key in values for key in part.reads):
            _run(scorer, part.item, part.steps, values, deductions)
        else:
            deductions += _certain(scorer, part, values)
    lacking = live_facts(prepared, values, lacking)
    asked: dict[str, None] = {}
    order = {key: place for place, key in enumerate(scorer.facts)}
    for key in sorted(lacking, key=order.__getitem__):
        for base in base_facts(scorer, key):
            if base not in values:
                asked.setdefault(base)
    gone = tuple(sorted(undefined & set(lacking)))
    return IndicatorScore(
        indicator.name, indicator.path, indicator.full, None, (low, high), tuple(deductions), tuple(asked), gone
    )


# ---- one indicator


def indicator_score(scorer: Scorer, name: str, facts: Facts) -> IndicatorScore:
    """The score of the indicator called *name* alone."""
    values, undefined = with_rates(scorer, facts)
    prepared = next(one for one in scorer.prepared if one.indicator.name == name)
    return _indicator(scorer, prepared, values, undefined)


def item_interval(scorer: Scorer, name: str, label: str, facts: Facts) -> Interval:
    """The points, not rounded, of one item (① …) of the indicator called *name*; both ends equal when facts suffice."""
    values, _ = with_rates(scorer, facts)
    prepared = next(one for one in scorer.prepared if one.indicator.name == name)
    part = next(one for one in prepared.parts if one.item.label == label)
    lacking = [key for key in part.reads if key not in values]
    return interval(part.expr, values, open_facts_of(scorer, values, sorted(lacking)))


def _certain(scorer: Scorer, part: ReadyItem, values: Mapping[str, Fraction | bool | str]) -> list[Deduction]:
    """What an item loses whatever its missing facts turn out to be."""
    found: list[Deduction] = []
    for step in part.steps:
        if isinstance(step.effect, Steps | Change | Decision) and all(key in values for key in step.reads):
            taken = part.item.stake - step.run(values, part.item.stake)
            if taken > 0:
                found.append(_deduction(scorer, step, values, taken))
    return found


def _any_value(fact: Fact) -> Fraction | bool | str:
    """Some value that *fact* can take, for facts that turn out not to matter."""
    piece = domain(fact)[0]
    if not isinstance(piece, tuple):
        return piece
    return next((end for end in piece if isinstance(end, Fraction)), NOTHING)
