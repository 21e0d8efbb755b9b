"""Scoring: exact points with a ledger when the facts suffice, the interval of what is possible when they do not."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .bounds import interval
from .expressions import Facts
from .grades import grade_reason, next_grade, possible_grades
from .missing_facts import (
    Seen,
    bounds_of,
    indicator_interval,
    intervals_of,
    live_facts,
    missing_facts,
    open_facts_of,
    some_value,
    tells,
)
from .records import evolve
from .rubric import Change, Decision, Effect, Fact, Item, Steps, Together, Veto
from .scorer import ReadyIndicator, ReadyItem, ReadyStep, Scorer, base_facts, scorer, with_rates
from .scores import Deduction, IndicatorScore, Scorecard
from .values import NOTHING, Interval, amount, equal, less, round_half_up, shown, total_of
from .zero_divisors import zero_divisors

__all__ = [
    "FORMULA",
    "Scorer",
    "base_facts",
    "bounds_of",
    "indicator_score",
    "item_interval",
    "plain_score",
    "score",
    "scorer",
    "with_rates",
]

ONE = Fraction(1)
FORMULA = "得分公式"


def score(scorer: Scorer, facts: Facts, unit: str = "") -> Scorecard:
    """Scores one unit; *facts* holds what is known, by key, in the kinds that the rubric's facts declare."""
    values, undefined = with_rates(scorer, facts)
    seen: Seen = {}
    complete = scorer.reads <= values.keys()
    results = [
        _known(scorer, prepared, values) if complete else _indicator(scorer, prepared, values, undefined, seen)
        for prepared in scorer.prepared
    ]
    rubric = scorer.rubric
    known = [r.score for r in results if r.score is not None]
    total = total_of(known) if len(known) == len(results) else None
    low = sum((r.interval[0] for r in results), NOTHING) if total is None else total
    high = sum((r.interval[1] for r in results), NOTHING) if total is None else total
    words, regrading = possible_grades(scorer.grading, values, (low, high))
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
        grade_reason(scorer.grading, (low, high), regrading) if grade is not None and regrading.rules else "",
        next_grade(scorer.grading, total, grade, regrading),
        () if complete else missing_facts(scorer, values, undefined, seen, results, graded=len(words) < 2),
    )


def _indicator(
    scorer: Scorer,
    prepared: ReadyIndicator,
    values: Mapping[str, Fraction | bool | str],
    undefined: set[str],
    seen: Seen,
) -> IndicatorScore:
    lacking = [key for key in prepared.reads if key not in values]
    if not lacking:
        return _known(scorer, prepared, values)
    zero, maybe_zero, unknown = zero_divisors(scorer, prepared, values)
    gone = undefined & prepared.reads or ({FORMULA} if zero else set())
    if gone and (settled := _by_convention(scorer, prepared, values, gone)) is not None:
        return settled
    return _open(scorer, prepared, values, undefined, lacking, seen, unknown, may_be_zero=maybe_zero)


def _known(scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str]) -> IndicatorScore:
    """An indicator of which every fact is known."""
    indicator = prepared.indicator
    try:
        points, deductions = _exact(scorer, prepared, values)
    except ZeroDivisionError:
        return _undefined(scorer, prepared, values)
    return IndicatorScore(indicator.name, indicator.path, indicator.full, points, (points, points), tuple(deductions))


def _undefined(scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str]) -> IndicatorScore:
    """An indicator whose formula divides by a fact that is 0."""
    indicator, decimals = prepared.indicator, scorer.rubric.conventions.decimals
    settled = _by_convention(scorer, prepared, values, {FORMULA})
    if settled is not None:
        return settled
    low, high = indicator_interval(prepared, values, [])
    interval = (round_half_up(low, decimals), round_half_up(high, decimals))
    return IndicatorScore(indicator.name, indicator.path, indicator.full, None, interval, (), (), (FORMULA,))


def _by_convention(
    scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str], undefined: set[str]
) -> IndicatorScore | None:
    """分母为0的，得满分（不得分）: the score that the rubric states, if it does; a veto on other grounds stands."""
    convention, indicator = scorer.rubric.conventions.zero_denominator, prepared.indicator
    if not isinstance(convention, str):
        return None
    points = indicator.full if convention == "满分" else NOTHING
    reason = f"{'、'.join(sorted(undefined))}的分母为0，按约定{'得满分' if convention == '满分' else '不得分'}"
    taken = [] if points else [Deduction(indicator.full, "", "约定", reason, (), indicator.span)]
    for stake, steps in [*((part.item.stake, part.steps) for part in prepared.parts), (points, prepared.whole)]:
        vetoes = [step for step in steps if isinstance(step.effect, Veto) and not undefined & set(step.reads)]
        if points and any(key not in values for step in vetoes for key in step.reads):
            return None
        lost = min(points, stake)
        veto = next((step for step in vetoes if lost and not step.run(values, lost)), None)
        if veto is not None:
            taken.append(_deduction(scorer, veto, values, lost))
            points -= lost
    return IndicatorScore(indicator.name, indicator.path, indicator.full, points, (points, points), tuple(taken))


def _exact(
    scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str]
) -> tuple[Fraction, list[Deduction]]:
    deductions: list[Deduction] = []
    total = total_of([_run(scorer, part.item, part.steps, values, deductions) for part in prepared.parts])
    if prepared.unallocated:
        deductions = _with_unallocated(prepared, deductions)
    for step in prepared.whole:
        after = step.run(values, total)
        if not equal(after, total):
            deductions.append(_deduction(scorer, step, values, less(total, after)))
            total = after
        elif not total:
            _mention(scorer, step, values, deductions)
    return _rounded(scorer, prepared, total, deductions)


def _run(
    scorer: Scorer,
    item: Item,
    steps: Sequence[ReadyStep],
    values: Mapping[str, Fraction | bool | str],
    deductions: list[Deduction],
) -> Fraction:
    shown_before, rest, first = item.stake, item.opening, len(deductions)
    for step in steps:
        before, rest = rest, step.run(values, rest)
        if rest is not shown_before and not equal(rest, shown_before):
            lost = less(before, rest)
            missing = lost if before is shown_before else less(shown_before, rest)
            taken = _deduction(scorer, step, values, lost, missing)
            if taken.points.numerator < 0 and item.opening != item.stake and len(deductions) > first:
                taken = _joined([deductions.pop(), taken])  # points that are earned one by one
            if isinstance(step.effect, Veto) and len(deductions) > first and {*deductions[-1].reads} == {*step.reads}:
                taken = evolve(taken, points=deductions.pop().points + taken.points)  # 低于80%不得分 says it all
            if taken.points.numerator:
                deductions.append(taken)
        elif not rest.numerator and len(deductions) > first:
            _mention(scorer, step, values, deductions)
        shown_before = rest
    if not steps and not equal(rest, item.stake):
        deductions.append(Deduction(item.stake - rest, item.label, item.words, "没有得分的条件", (), item.span))
    return rest


def _deduction(
    scorer: Scorer,
    step: ReadyStep,
    values: Mapping[str, Fraction | bool | str],
    taken: Fraction,
    missing: Fraction | None = None,
) -> Deduction:
    """What *step* took; *missing*: what is missing after the first step of an item that begins below its stake."""
    reason = scorer.reason(step, values, taken)
    return Deduction(
        taken if missing is None else missing, step.item.label, step.effect.words, reason, step.reads, step.effect.span
    )


def _mention(
    scorer: Scorer, step: ReadyStep, values: Mapping[str, Fraction | bool | str], deductions: list[Deduction]
) -> None:
    """A veto that finds nothing left to take is told with what took it."""
    if deductions and isinstance(step.effect, Veto) and not step.run(values, ONE):
        last = deductions.pop()
        reason = f"{last.reason}；{scorer.reason(step, values, NOTHING)}"
        deductions.append(evolve(last, reason=reason, reads=tuple(dict.fromkeys((*last.reads, *step.reads)))))


def _joined(parts: Sequence[Deduction]) -> Deduction:
    """Several as one, said one after the other."""
    labels = dict.fromkeys(part.label for part in parts)
    reads = dict.fromkeys(key for part in parts for key in part.reads)
    return Deduction(
        total_of([part.points for part in parts]),
        parts[0].label if len(labels) == 1 else "",
        parts[0].clause,
        "；".join(part.reason for part in parts),
        tuple(reads),
        parts[0].span,
    )


def _with_unallocated(prepared: ReadyIndicator, deductions: Sequence[Deduction]) -> list[Deduction]:
    """*deductions* with the points that no item holds; a bonus above them fills them first."""
    rest, indicator = prepared.unallocated, prepared.indicator
    given, more = amount(indicator.full - rest), amount(abs(rest))
    if rest < 0:
        reason = f"各项的分合计{given}分，比指标的{amount(indicator.full)}分多{more}分"
        return [Deduction(rest, "", "", reason, (), indicator.span), *deductions]
    gained = [taken for taken in deductions if taken.points < 0]
    if gained:
        whole = _joined(gained)
        reason = f"先计{given}分，其余{more}分靠加分取得；{whole.reason}"
        whole = evolve(whole, points=whole.points + rest, reason=reason)
        return [*([whole] if whole.points else ()), *(taken for taken in deductions if taken.points >= 0)]
    bonus = (part for part in prepared.parts if part.item.opening == part.item.stake)
    adding = any(_adds(step.effect) for part in bonus for step in part.steps)
    reason = f"先计{given}分，其余{more}分靠加分取得，没有加分"
    reason = reason if adding else f"评分说明只安排了{given}分，其余{more}分无从取得"
    return [Deduction(rest, "", "", reason, (), indicator.span), *deductions]


def _adds(effect: Effect) -> bool:
    match effect:
        case Steps() | Change():
            return effect.points > 0
        case Together(effects):
            return any(_adds(one) for one in effects)
        case Decision():
            return not effect.takes
        case _:
            return False


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
    seen: Seen,
    divisors: Sequence[str],
    *,
    may_be_zero: bool,
) -> IndicatorScore:
    indicator, decimals = prepared.indicator, scorer.rubric.conventions.decimals
    convention = scorer.rubric.conventions.zero_denominator
    open_facts = open_facts_of(scorer, values, lacking)
    _, (low, high) = intervals_of(prepared, values, open_facts, seen)
    low, high = round_half_up(low, decimals), round_half_up(high, decimals)
    if may_be_zero and isinstance(convention, str):  # then the convention says what there is
        known = _by_convention(scorer, prepared, values, set())
        stated = (
            known.score if known and known.score is not None else indicator.full if convention == "满分" else NOTHING
        )
        low, high = min(low, stated), max(high, stated)
    if low == high and isinstance(low, Fraction):
        certain = _reasons_without(scorer, prepared, values, open_facts, low)
        if certain is not None:
            return IndicatorScore(indicator.name, indicator.path, indicator.full, low, (low, low), tuple(certain))
        taken: tuple[Deduction, ...] = ()
        if low != indicator.full:
            reason = f"尚缺的数据不影响得分，得{shown(low)}分"
            taken = (_certain_veto(scorer, prepared, values) if not low else None) or (
                Deduction(indicator.full - low, "", "", reason, (), indicator.span),
            )
        return IndicatorScore(indicator.name, indicator.path, indicator.full, low, (low, low), taken)
    deductions: list[Deduction] = []
    faulty: list[str] = []
    for part in prepared.parts:
        try:
            if all(key in values for key in part.reads):
                own: list[Deduction] = []
                _run(scorer, part.item, part.steps, values, own)
                deductions += own
            else:
                deductions += _certain(scorer, part, values)
        except ZeroDivisionError:
            faulty.append(FORMULA)
    lacking = live_facts(prepared, values, lacking)
    keys = (*sorted(set(lacking) - undefined, key=scorer.order.__getitem__), *divisors)
    asked = dict.fromkeys(base for key in keys for base in base_facts(scorer, key) if base not in values)
    gone = (*sorted(undefined & set(lacking)), *faulty[:1])
    return IndicatorScore(
        indicator.name, indicator.path, indicator.full, None, (low, high), tuple(deductions), tuple(asked), gone
    )


# ---- one indicator


def indicator_score(scorer: Scorer, name: str, facts: Facts) -> IndicatorScore:
    """The score of the indicator called *name* alone."""
    values, undefined = with_rates(scorer, facts)
    prepared = scorer.named[name]
    return _indicator(scorer, prepared, values, undefined, {})


def plain_score(scorer: Scorer, name: str, facts: Facts) -> IndicatorScore:
    """As ``indicator_score``, without the deductions where the facts suffice: many times as fast."""
    values, _ = with_rates(scorer, facts)
    prepared = scorer.named[name]
    if not all(key in values for key in prepared.reads):
        return indicator_score(scorer, name, facts)
    try:
        total = total_of([part.points(values) for part in prepared.parts])
        for step in prepared.whole:
            total = step.run(values, total)
    except ZeroDivisionError:
        return indicator_score(scorer, name, facts)
    points, indicator = round_half_up(total, scorer.rubric.conventions.decimals), prepared.indicator
    assert isinstance(points, Fraction)
    return IndicatorScore(indicator.name, indicator.path, indicator.full, points, (points, points), ())


def item_interval(scorer: Scorer, name: str, label: str, facts: Facts) -> Interval:
    """The points, not rounded, of one item (① …) of the indicator called *name*; both ends equal when facts suffice."""
    values, _ = with_rates(scorer, facts)
    prepared = scorer.named[name]
    part = next(one for one in prepared.parts if one.item.label == label)
    lacking = [key for key in part.reads if key not in values]
    return interval(part.expr, values, open_facts_of(scorer, values, sorted(lacking)))


def _certain(scorer: Scorer, part: ReadyItem, values: Mapping[str, Fraction | bool | str]) -> list[Deduction]:
    """What an item loses whatever its missing facts turn out to be."""
    found: list[Deduction] = []
    for step in part.steps:
        if isinstance(step.effect, (Steps, Change, Decision)) and all(key in values for key in step.reads):
            taken = part.item.stake - step.run(values, part.item.stake)
            if taken > 0:
                found.append(_deduction(scorer, step, values, taken))
    return found


def _reasons_without(
    scorer: Scorer,
    prepared: ReadyIndicator,
    values: Mapping[str, Fraction | bool | str],
    open_facts: Sequence[Fact],
    points: Fraction,
) -> list[Deduction] | None:
    """Why there are *points* in words that say nothing of the *open_facts*, which nobody knows; None where there are none."""
    other: set[str] = set()
    for _ in range(2):
        filled = {fact.key: some_value(fact, fact.key in other) for fact in open_facts}
        try:
            found, deductions = _exact(scorer, prepared, {**values, **filled})
        except ZeroDivisionError:  # that value is no value for a divisor; another would do
            return None
        told = {fact.key for fact in open_facts for taken in deductions if tells(taken, fact)}
        if not told:
            return deductions if found == points else None
        other = told
    return None


def _certain_veto(
    scorer: Scorer, prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str]
) -> tuple[Deduction, ...] | None:
    """The veto that leaves nothing of the indicator, whatever its missing facts turn out to be."""
    for step in (*prepared.whole, *(prepared.parts[0].steps if len(prepared.parts) == 1 else ())):
        if isinstance(step.effect, Veto) and all(key in values for key in step.reads) and not step.run(values, ONE):
            return (_deduction(scorer, step, values, prepared.indicator.full),)
    return None
