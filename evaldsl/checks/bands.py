"""The regions of a ladder of bands on one measure: which band takes which numbers, exactly and for all of them."""

import itertools
from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve, frozen

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.limits import Limit
from evaldsl.interpreter.expressions import ZERO, Compare, Is, Number, Ref
from evaldsl.interpreter.rubric import Effect, Fact, Kind, Span, Steps, Veto
from evaldsl.interpreter.values import decimal_text, shown

HALF = Fraction(1, 2)


@frozen
class Region:
    """Numbers that all fall into the same bands: one number, or all between two (*low*, *high* None: no end)."""

    sample: Fraction
    low: Fraction | None
    high: Fraction | None
    bands: tuple[int, ...]


def named_words(draft: ItemDraft) -> dict[str, list[tuple[str, Span]]]:
    """The grade words that the bands of *draft* name, each with the place of its band, by the fact's key."""
    found: dict[str, list[tuple[str, Span]]] = {}
    for case in draft.cases:
        for one in case.others:
            if isinstance(one, Is):
                found.setdefault(one.key, []).append((one.word, case.span))
    return found


def is_ladder(draft: ItemDraft) -> bool:
    """Two or more bands on one measure, which ask for nothing else than the first does."""
    measures = {limit.fact.key for case in draft.cases for limit in case.limits}
    shared = [[], draft.cases[0].others] if draft.cases else []
    plain = all(case.limits and case.kind is None and case.others in shared for case in draft.cases[1:])
    return len(draft.cases) > 1 and plain and bool(draft.cases[0].limits) and len(measures) == 1


def is_laddered(draft: ItemDraft) -> bool:
    """Two or more bands that each limit one and the same measure, whatever else they ask for."""
    measures = {limit.fact.key for case in draft.cases for limit in case.limits}
    plain = all(case.limits and case.kind is None for case in draft.cases)
    return len(draft.cases) > 1 and len(measures) == 1 and plain


def tiers(draft: ItemDraft, vetoes: Sequence[Effect]) -> list[CaseDraft]:
    """The bands of *draft* with those within which it steps down and those that lose all by *vetoes*; none where steps go on."""
    fact, steps = draft.measure, [effect for effect in draft.effects if isinstance(effect, Steps)]
    if fact is None or draft.otherwise is not None or len(steps) != len(draft.ranges):
        return []
    cases = [*draft.cases, *(case for case, _ in draft.takings)]
    cases += [_tier(one, effect) for one, effect in zip(draft.ranges, steps, strict=True)]
    for veto in (one for one in vetoes if isinstance(one, Veto)):
        match veto.condition:
            case Compare(op, Ref(key), Number(value)) if key == fact.key:
                cases.append(_tier(Limit(fact, op, value), veto))
    measures = {limit.fact.key for case in cases for limit in case.limits}
    plain = all(case.limits and case.kind is None and not case.others for case in cases)
    return cases if len(measures) == 1 and plain else []


def _tier(limit: Limit, effect: Steps | Veto) -> CaseDraft:
    return CaseDraft([limit], [], ZERO, None, effect.words, effect.span)


def regions(draft: ItemDraft, tiers: Sequence[CaseDraft] = ()) -> list[Region]:
    """All numbers in order, cut at the thresholds of its bands, or of *tiers*; whole numbers only where a count is measured."""
    fact, cases = draft.measure, tiers or draft.cases
    assert fact is not None
    cuts = sorted({t for case in cases for limit in case.limits for t in limit.thresholds()})
    if fact.kind is Kind.COUNT:
        low, high = int(cuts[0]) - 1, int(cuts[-1]) + 1
        low = max(low, 0)
        if high - low > 10_000:
            return _cut(cases, cuts)
        return [_region(cases, Fraction(n), Fraction(n), Fraction(n)) for n in range(low, high + 1)]
    return _cut(cases, cuts)


def _cut(cases: Sequence[CaseDraft], cuts: list[Fraction]) -> list[Region]:
    found = [_region(cases, cuts[0] - 1, None, cuts[0])]
    for left, right in itertools.pairwise(cuts):
        found.append(_region(cases, left, left, left))
        found.append(_region(cases, (left + right) * HALF, left, right))
    found.append(_region(cases, cuts[-1], cuts[-1], cuts[-1]))
    found.append(_region(cases, cuts[-1] + 1, cuts[-1], None))
    return found


def _region(cases: Sequence[CaseDraft], sample: Fraction, low: Fraction | None, high: Fraction | None) -> Region:
    bands = tuple(
        i for i, case in enumerate(cases) if all(limit.includes(sample) is not False for limit in case.limits)
    )
    return Region(sample, low, high, bands)


def number_text(fact: Fact, number: Fraction) -> str:
    """A number in the unit of *fact*."""
    if fact.kind is Kind.RATIO:
        return decimal_text(number) if "/" in decimal_text(number * 100) else shown(number * 100, 6) + "%"
    return fact.shown(*number.as_integer_ratio()) if ":" in fact.unit else shown(number, 6) + fact.unit


def region_text(fact: Fact, region: Region) -> str:
    """等于3个, 为3个至5个, 在90%与95%之间, 低于80%, 高于95%."""
    if region.low is not None and region.low == region.high:
        return f"等于{number_text(fact, region.low)}"
    if region.low is None and region.high is not None:
        return f"低于{number_text(fact, region.high)}"
    if region.high is None and region.low is not None:
        return f"高于{number_text(fact, region.low)}"
    assert region.low is not None and region.high is not None
    if fact.kind is Kind.COUNT:
        return f"为{number_text(fact, region.low)}至{number_text(fact, region.high)}"
    return f"在{number_text(fact, region.low)}与{number_text(fact, region.high)}之间"


def run_text(fact: Fact, run: Sequence[Region]) -> str:
    """Regions one behind another as one stretch of numbers: 不低于90%且不超过95%, 为3个至5个, 高于95%."""
    (first, *_), last = run, run[-1]
    if len(run) == 1 or (fact.kind is Kind.COUNT and first.low is not None):
        return region_text(fact, evolve(first, high=last.high))
    low, high = ("" if end is None else number_text(fact, end) for end in (first.low, last.high))
    above = f"{'不低于' if first.low == first.high else '高于'}{low}" if low else ""
    below = f"{'不超过' if last.low == last.high else '低于'}{high}" if high else ""
    return "且".join(filter(None, (above, below)))
