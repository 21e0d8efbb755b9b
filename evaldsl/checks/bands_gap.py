"""bands-gap"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import evolve

from evaldsl.checks.bands import Region, is_laddered, named_words, region_text, regions, tiers
from evaldsl.checks.exact import least_of
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.measure_names import is_rank_name
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import Rest
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.rubric import Steps
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, Place, warning


def bands_gap(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Numbers between two bands that no band takes, grade words that none names."""
    yield from (found for _, found in gaps(reading))


def gaps(reading: Reading) -> Iterator[tuple[dict[str, Value], Diagnostic]]:
    """Every gap, with a value of the fact that no band takes."""
    yield from _unnamed(reading)
    for draft in reading.drafts:
        if draft.ranges and reading.indicator is not None:
            vetoes = [*draft.vetoes, *(reading.indicator.effects if len(reading.drafts) == 1 else ())]
            yield from _between(draft, tiers(draft, vetoes), "按扣分的那一档计")
        taking = any(isinstance(effect, Steps) and effect.points < 0 for effect in draft.effects)
        if not is_laddered(draft) or draft.otherwise is not None or taking:
            continue
        fact = draft.measure
        assert fact is not None
        found = regions(draft)
        taken = [place for place, region in enumerate(found) if region.bands]
        if taken:
            yield from _below_the_best(reading, draft, found[: taken[0] + 1], found[taken[0] :])
        yield from _between(draft, draft.cases, "按不得分计")


def _between(
    draft: ItemDraft, cases: Sequence[CaseDraft], scored: str
) -> Iterator[tuple[dict[str, Value], Diagnostic]]:
    """What lies between two of *cases* and in none, and how it is *scored*."""
    fact = draft.measure
    if fact is None or not cases:
        return
    found = regions(draft, cases)
    taken = [place for place, region in enumerate(found) if region.bands]
    for region in _joined([r for r in found[taken[0] : taken[-1]] if not r.bands]) if taken else []:
        message = f"断档：{fact.name}{region_text(fact, region)}时没有规则，{scored}"
        before, after = _beside(found, region)
        first, second = sorted((cases[before].span, cases[after].span))
        hint = "补上这一档，或改动相邻两档的界限使其相接"
        told = warning("bands-gap", message, *second, hint=hint, others=(Place(*first, "与这一档不相接"),))
        yield {fact.key: region.sample}, told


def _below_the_best(
    reading: Reading, draft: ItemDraft, below: list[Region], above: list[Region]
) -> Iterator[tuple[dict[str, Value], Diagnostic]]:
    """预算调整率=0得5分；0-10%得4分: what is below the best band is better still, or worse, and no band says which."""
    fact, best = draft.measure, above[0].bands[0]
    most = _points(draft.cases[best])
    others = [_points(draft.cases[one.bands[0]]) for one in above if one.bands and best not in one.bands]
    if fact is None or is_rank_name(fact.name) or not others or max(others) >= most:
        return
    least = least_of(fact, reading)
    gaps = [one for one in below[:-1] if one.high is None or one.high > least or one.low == one.high == least]
    for region in _joined(gaps):
        message = f"断档：{fact.name}{region_text(fact, region)}时没有规则，按不得分计"
        negative = region.high is not None and region.high <= 0
        hint = "写明为负数时怎么计：补上这一档，或按绝对值分档" if negative else "补上这一档，或改动最好一档的界限"
        sample = region.sample if region.sample >= least or isinstance(least, float) else least
        yield {fact.key: sample}, warning("bands-gap", message, *draft.cases[best].span, hint=hint)


def _points(case: CaseDraft) -> Fraction | float:
    """What a band gives; everything where it gives what is left."""
    if case.value is not None:
        return case.value
    return math.inf if isinstance(case.points, Rest) else -math.inf


def _unnamed(reading: Reading) -> Iterator[tuple[dict[str, Value], Diagnostic]]:
    """Grade words that 数据 declares and no band names."""
    assert reading.indicator is not None
    declared = {fact.key: fact for fact in reading.indicator.facts if fact.choices and fact.span != (0, 0)}
    for draft in reading.drafts:
        for key, named in named_words(draft).items():
            words = [word for word in declared[key].choices if word not in dict(named)] if key in declared else []
            if words and draft.otherwise is None:
                listed = "”“".join(words)
                message = f"断档：“{declared[key].name}”为“{listed}”时没有规则，按不得分计"
                hint = "补上这一档，或从数据的等次里删去"
                yield {key: words[0]}, warning("bands-gap", message, *named[-1][1], hint=hint)


def _beside(found: list[Region], gap: Region) -> tuple[int, int]:
    """The bands that end where *gap* begins and begin where it ends."""
    low = [region for region in found if region.bands and region.sample < gap.sample]
    high = [region for region in found if region.bands and region.sample > gap.sample]
    return low[-1].bands[0], high[0].bands[0]


def _joined(gaps: list[Region]) -> list[Region]:
    """Neighbouring gaps as one: a number with what is open beside it, one count with the next."""
    result: list[Region] = []
    for gap in gaps:
        before = result[-1] if result else None
        if before is not None and before.high is not None and gap.low in (before.high, before.high + 1):
            result[-1] = evolve(before, high=gap.high)
        else:
            result.append(gap)
    return result
