"""Scoring: exact points with a ledger when the facts suffice, the interval of what is possible when they do not."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import define, frozen

from .bounds import domain, interval, known, truth_of, value_of
from .expressions import Computed, Expr, Facts, computed, keys_of
from .lowering import effect_to_expr, item_to_expr, whole_item
from .reasons import effect_reason
from .rubric import Definition, Effect, Fact, GradeRule, Indicator, Item, Kind, Rubric
from .scores import Deduction, IndicatorScore, Missing, Scorecard
from .values import EVERYTHING, Interval, add, round_half_up, shown

NOTHING = Fraction(0)


@frozen
class _Step:
    effect: Effect
    item: Item
    run: Computed
    expr: Expr
    reads: frozenset[str]


@frozen
class _Part:
    """An item made ready: its steps, and its points as one expression."""

    item: Item
    steps: tuple[_Step, ...]
    expr: Expr
    reads: frozenset[str]


@frozen
class _Prepared:
    indicator: Indicator
    parts: tuple[_Part, ...]
    whole: tuple[_Step, ...]
    reads: frozenset[str]
    unallocated: Fraction


@define
class Scorer:
    """A rubric made ready to score many units. *rate_facts* are the definitions seen as facts, by name."""

    rubric: Rubric
    facts: dict[str, Fact]
    rates: dict[str, Definition]
    prepared: list[_Prepared]
    rate_functions: dict[str, tuple[Computed, tuple[str, ...]]]


def scorer(rubric: Rubric) -> Scorer:
    """Prepares *rubric* for scoring."""
    rates = {definition.name: definition for definition in rubric.definitions}
    facts = {fact.key: fact for fact in rubric.facts}
    for name, definition in rates.items():
        facts[name] = Fact(name, name, Kind.RATIO if definition.ratio else Kind.NUMBER, low=None)
    functions = {
        name: (computed(definition.expr), tuple(keys_of(definition.expr))) for name, definition in rates.items()
    }
    return Scorer(rubric, facts, rates, [_prepare(indicator) for indicator in rubric.indicators], functions)


def _prepare(indicator: Indicator) -> _Prepared:
    parts = tuple(_part(item) for item in indicator.items)
    whole = tuple(_step(effect, whole_item(indicator)) for effect in indicator.effects)
    reads = frozenset().union(*(part.reads for part in parts), *(step.reads for step in whole))
    stakes = sum((item.stake for item in indicator.items), NOTHING)
    return _Prepared(indicator, parts, whole, reads, indicator.full - stakes)


def _part(item: Item) -> _Part:
    steps = tuple(_step(effect, item) for effect in item.effects)
    return _Part(item, steps, item_to_expr(item), frozenset(key for step in steps for key in step.reads))


def _step(effect: Effect, item: Item) -> _Step:
    expr = effect_to_expr(effect, item)
    return _Step(effect, item, computed(expr), expr, frozenset(keys_of(expr)))


# ---- rates


def base_facts(scorer: Scorer, key: str) -> list[str]:
    """The facts that *key* comes from: itself, or those of its definition, each once."""
    if key not in scorer.rates:
        return [key]
    found: dict[str, None] = {}
    for part in scorer.rate_functions[key][1]:
        for base in base_facts(scorer, part):
            found.setdefault(base)
    return list(found)


def with_rates(scorer: Scorer, facts: Facts) -> tuple[dict[str, Fraction | bool | str], set[str]]:
    """*facts* with every rate that can be computed, and the names of the rates whose denominator is zero."""
    values = dict(facts)
    undefined: set[str] = set()
    convention = scorer.rubric.conventions.zero_denominator
    for name, (run, reads) in scorer.rate_functions.items():
        if any(key not in values for key in reads):
            if any(key in undefined for key in reads):
                undefined.add(name)
            continue
        try:
            values[name] = run(values, NOTHING)
        except ZeroDivisionError:
            if isinstance(convention, Fraction):
                values[name] = convention
            else:
                undefined.add(name)
    return values, undefined


def bounds_of(scorer: Scorer, name: str) -> Interval:
    """The interval of an indicator's points over all facts, rounded as its points are."""
    prepared = next(one for one in scorer.prepared if one.indicator.name == name)
    low, high = _interval(prepared, {}, _open_facts(scorer, {}, sorted(prepared.reads)))
    decimals = scorer.rubric.conventions.decimals
    return round_half_up(low, decimals), round_half_up(high, decimals)


# ---- one unit


def score(scorer: Scorer, facts: Facts, unit: str = "") -> Scorecard:
    """Scores one unit; *facts* holds what is known, by key, in the kinds that the rubric's facts declare."""
    values, undefined = with_rates(scorer, facts)
    results = [_indicator(scorer, prepared, values, undefined) for prepared in scorer.prepared]
    rubric = scorer.rubric
    low = sum((r.interval[0] for r in results), NOTHING)
    high = sum((r.interval[1] for r in results), NOTHING)
    total = (
        sum((r.score for r in results if r.score is not None), NOTHING)
        if all(r.score is not None for r in results)
        else None
    )
    words, by = _grades(scorer, values, (low, high))
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
        None if by else _next_grade(rubric, total, grade),
        _missing(scorer, values, undefined),
    )


def _indicator(
    scorer: Scorer, prepared: _Prepared, values: Mapping[str, Fraction | bool | str], undefined: set[str]
) -> IndicatorScore:
    indicator = prepared.indicator
    lacking = [key for key in prepared.reads if key not in values]
    if not lacking:
        points, deductions = _exact(scorer, prepared, values)
        return IndicatorScore(
            indicator.name, indicator.path, indicator.full, points, (points, points), tuple(deductions)
        )
    convention = scorer.rubric.conventions.zero_denominator
    if isinstance(convention, str) and all(key in undefined for key in lacking):
        points = indicator.full if convention == "满分" else NOTHING
        rates = "、".join(sorted(undefined & prepared.reads))
        reason = f"{rates}的分母为0，按约定{'得满分' if convention == '满分' else '不得分'}"
        taken = (
            (Deduction(indicator.full - points, "", "约定", reason, indicator.span),)
            if points != indicator.full
            else ()
        )
        return IndicatorScore(indicator.name, indicator.path, indicator.full, points, (points, points), taken)
    return _open(scorer, prepared, values, undefined, lacking)


def _exact(
    scorer: Scorer, prepared: _Prepared, values: Mapping[str, Fraction | bool | str]
) -> tuple[Fraction, list[Deduction]]:
    deductions: list[Deduction] = []
    if prepared.unallocated:
        deductions.append(_unallocated(prepared))
    total = NOTHING
    for part in prepared.parts:
        total += _run(scorer, part.item, part.steps, values, deductions)
    for step in prepared.whole:
        after = step.run(values, total)
        if after != total:
            deductions.append(_deduction(scorer, step, values, total - after))
            total = after
    return _rounded(scorer, prepared, total, deductions)


def _run(
    scorer: Scorer,
    item: Item,
    steps: Sequence[_Step],
    values: Mapping[str, Fraction | bool | str],
    deductions: list[Deduction],
) -> Fraction:
    shown_before, rest = item.stake, item.opening
    for step in steps:
        rest = step.run(values, rest)
        if rest != shown_before:
            deductions.append(_deduction(scorer, step, values, shown_before - rest))
        shown_before = rest
    if not steps and rest != item.stake:
        deductions.append(Deduction(item.stake - rest, item.label, item.words, "没有得分的条件", item.span))
    return rest


def _deduction(scorer: Scorer, step: _Step, values: Mapping[str, Fraction | bool | str], taken: Fraction) -> Deduction:
    reason = effect_reason(step.effect, step.item, values, scorer.facts, taken)
    return Deduction(taken, step.item.label, step.effect.words, reason, step.effect.span)


def _unallocated(prepared: _Prepared) -> Deduction:
    rest, indicator = prepared.unallocated, prepared.indicator
    given = shown(indicator.full - rest, 4)
    if rest > 0:
        reason = f"评分说明只安排了{given}分，其余{shown(rest, 4)}分无从取得"
    else:
        reason = f"评分说明安排了{given}分，比分值多{shown(-rest, 4)}分"
    return Deduction(rest, "", "", reason, indicator.span)


def _rounded(
    scorer: Scorer, prepared: _Prepared, total: Fraction, deductions: list[Deduction]
) -> tuple[Fraction, list[Deduction]]:
    decimals = scorer.rubric.conventions.decimals
    points = Fraction(round_half_up(total, decimals))
    if points != total:
        words = f"四舍五入到{decimals}位小数"
        deductions.append(Deduction(total - points, "", "", words, prepared.indicator.span))
    return points, deductions


# ---- facts missing


def _open_facts(scorer: Scorer, values: Mapping[str, Fraction | bool | str], lacking: Sequence[str]) -> list[Fact]:
    facts: list[Fact] = []
    for key in lacking:
        fact = scorer.facts[key]
        if key in scorer.rates:
            low, high = _rate_interval(scorer, values, key)
            fact = Fact(
                key,
                fact.name,
                Kind.RATIO,
                low=None if isinstance(low, float) else low,
                high=None if isinstance(high, float) else high,
            )
        facts.append(fact)
    return facts


def _rate_interval(scorer: Scorer, values: Mapping[str, Fraction | bool | str], name: str) -> Interval:
    pieces = {key: known(value) for key, value in values.items()}
    for key in scorer.rate_functions[name][1]:
        if key in pieces:
            continue
        if key in scorer.rates:
            pieces[key] = _rate_interval(scorer, values, key)
        else:
            ranges = domain(scorer.facts[key])
            first = ranges[0]
            pieces[key] = first if isinstance(first, tuple) else EVERYTHING
    return value_of(scorer.rates[name].expr, pieces)


def _open(
    scorer: Scorer,
    prepared: _Prepared,
    values: Mapping[str, Fraction | bool | str],
    undefined: set[str],
    lacking: Sequence[str],
) -> IndicatorScore:
    indicator, decimals = prepared.indicator, scorer.rubric.conventions.decimals
    low, high = _interval(prepared, values, _open_facts(scorer, values, lacking))
    low, high = round_half_up(low, decimals), round_half_up(high, decimals)
    if low == high and isinstance(low, Fraction):
        taken: tuple[Deduction, ...] = ()
        if low != indicator.full:
            reason = f"尚缺的数据不影响得分，得{shown(low)}分"
            taken = (Deduction(indicator.full - low, "", "", reason, indicator.span),)
        return IndicatorScore(indicator.name, indicator.path, indicator.full, low, (low, low), taken)
    deductions: list[Deduction] = []
    for part in prepared.parts:
        if all(key in values for key in part.reads):
            _run(scorer, part.item, part.steps, values, deductions)
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


def _missing(scorer: Scorer, values: Mapping[str, Fraction | bool | str], undefined: set[str]) -> tuple[Missing, ...]:
    swings: dict[str, Fraction | float] = {}
    for prepared in scorer.prepared:
        lacking = [key for key in prepared.reads if key not in values]
        if not lacking or all(key in undefined for key in lacking):
            continue
        open_facts = _open_facts(scorer, values, lacking)
        parts = [interval(part.expr, values, open_facts) for part in prepared.parts]
        low, high = _over_whole(prepared, parts, values, open_facts)
        if low == high:
            continue
        for fact in open_facts:
            swing = _swing(prepared, parts, values, open_facts, fact, high - low)
            for base in base_facts(scorer, fact.key):
                if base not in values:
                    swings[base] = swings.get(base, NOTHING) + swing
    for rule in _grade_rules(scorer.rubric):
        for key in keys_of(rule.condition):
            if key not in values:
                swings.setdefault(key, NOTHING)
    order = {key: place for place, key in enumerate(scorer.facts)}
    found = [
        Missing(key, fact.name, fact.address, fact.kind.value, fact.unit, swing)
        for key, swing in swings.items()
        if (fact := scorer.facts[key])
    ]
    return tuple(sorted(found, key=lambda m: (-m.swing, order[m.key])))


def _interval(prepared: _Prepared, values: Mapping[str, Fraction | bool | str], open_facts: Sequence[Fact]) -> Interval:
    parts = [interval(part.expr, values, open_facts) for part in prepared.parts]
    return _over_whole(prepared, parts, values, open_facts)


def _over_whole(
    prepared: _Prepared,
    parts: Sequence[Interval],
    values: Mapping[str, Fraction | bool | str],
    open_facts: Sequence[Fact],
) -> Interval:
    """The sum of the items' intervals, after the effects that act on the sum."""
    total: Interval = (NOTHING, NOTHING)
    for one in parts:
        total = add(total, one)
    for step in prepared.whole:
        total = interval(step.expr, values, open_facts, total)
    return total


def _swing(
    prepared: _Prepared,
    parts: Sequence[Interval],
    values: Mapping[str, Fraction | bool | str],
    open_facts: Sequence[Fact],
    fact: Fact,
    width: Fraction | float,
) -> Fraction | float:
    """How much of *width* goes, at best, once *fact* is known."""
    others = [other for other in open_facts if other.key != fact.key]
    narrowest = width
    for value in _samples(fact):
        given = {**values, fact.key: value}
        changed = [
            interval(part.expr, given, others) if fact.key in part.reads else before
            for part, before in zip(prepared.parts, parts, strict=True)
        ]
        low, high = _over_whole(prepared, changed, given, others)
        narrowest = min(narrowest, NOTHING if low == high else high - low)
    return NOTHING if isinstance(narrowest, float) else width - narrowest


def _samples(fact: Fact) -> list[Fraction | bool | str]:
    match fact.kind:
        case Kind.JUDGEMENT:
            return [True, False]
        case Kind.CHOICE:
            return list(fact.choices)
        case _:
            ends = [end for piece in domain(fact) if isinstance(piece, tuple) for end in piece]
            return [end for end in ends if isinstance(end, Fraction)] or [NOTHING]


# ---- grades


def _grade_rules(rubric: Rubric) -> list[GradeRule]:
    return [*rubric.grade_rules, *(rule for indicator in rubric.indicators for rule in indicator.grade_rules)]


def _grades(scorer: Scorer, values: Mapping[str, Fraction | bool | str], total: Interval) -> tuple[list[str], str]:
    """The grades still possible, and the words of the rule that fixes the grade, if one does."""
    pieces = {key: known(value) for key, value in values.items()}
    possible: list[str] = []
    for rule in _grade_rules(scorer.rubric):
        truth = truth_of(rule.condition, pieces)
        if truth:
            return [rule.grade], rule.words or "一票否决"
        if truth is None and rule.grade not in possible:
            possible.append(rule.grade)
    by_score = [band.word for band in scorer.rubric.grades if _overlaps(band.low, band.high, total, band.high_in)]
    if total[0] == total[1] and isinstance(total[0], Fraction):
        exact = total[0]
        by_score = [band.word for band in scorer.rubric.grades if band.holds(exact)][:1]
    return [*by_score, *(word for word in possible if word not in by_score)], ""


def _overlaps(low: Fraction | None, high: Fraction | None, total: Interval, high_in: bool) -> bool:
    if low is not None and total[1] < low:
        return False
    return high is None or total[0] < high or (high_in and total[0] == high)


def _next_grade(rubric: Rubric, total: Fraction | None, grade: str | None) -> tuple[str, Fraction] | None:
    if total is None or grade is None:
        return None
    above = [band for band in rubric.grades if band.low is not None and band.low > total]
    if not above:
        return None
    nearest = min(above, key=lambda band: band.low or NOTHING)
    return nearest.word, (nearest.low or NOTHING) - total


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
    return interval(part.expr, values, _open_facts(scorer, values, sorted(lacking)))
