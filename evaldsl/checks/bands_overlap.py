"""bands-overlap"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.checks.bands import Region, is_ladder, is_laddered, regions, run_text
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.limits import Limit
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import computed, keys_of
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.values import NOTHING, Interval, shown
from evaldsl.text.diagnostics import Diagnostic, Place, warning


def bands_overlap(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Numbers that two bands with different points take. Limits that run the same way (≥90, ≥80) are a ladder."""
    yield from (found for _, found in overlaps(reading))


def overlaps(reading: Reading) -> Iterator[tuple[dict[str, Value], Diagnostic]]:
    """Every overlap, with a number of the measure that two bands take."""
    for draft in reading.drafts:
        if not is_laddered(draft):
            continue
        runs: dict[tuple[int, int], list[Region]] = {}
        last: Region | None = None
        for region in regions(draft):
            for pair in _conflicts(draft, region):
                if pair not in runs or runs[pair][-1] is last:  # the first stretch of numbers that both take
                    runs.setdefault(pair, []).append(region)
            last = region
        for pair, run in runs.items():
            assert draft.measure is not None
            yield {draft.measure.key: run[0].sample}, _finding(draft, run, *pair)


def _conflicts(draft: ItemDraft, region: Region) -> Iterator[tuple[int, int]]:
    for place, first in enumerate(region.bands):
        for second in region.bands[place + 1 :]:
            one, other = draft.cases[first], draft.cases[second]
            apart = one.others != other.others and not is_ladder(draft)
            if apart or _nested(one, other) or _points(one, region) == _points(other, region):
                continue
            if not _at_unstated_edge(one, other, region):
                yield first, second


def _points(case: CaseDraft, region: Region) -> Fraction | None:
    """What *case* gives in *region*; None for a formula over more than one number."""
    measures = {limit.fact.key for limit in case.limits}
    if case.value is not None or region.low != region.high or set(keys_of(case.points)) != measures:
        return case.value
    return computed(case.points)(dict.fromkeys(measures, region.sample), NOTHING)


def _nested(one: CaseDraft, other: CaseDraft) -> bool:
    if len(one.limits) != 1 or len(other.limits) != 1:
        return False
    first, second = one.limits[0], other.limits[0]
    if first.high is not None or second.high is not None:
        return False
    return (first.op in "≥>" and second.op in "≥>") or (first.op in "≤<" and second.op in "≤<")


def _at_unstated_edge(one: CaseDraft, other: CaseDraft, region: Region) -> bool:
    return region.low == region.high and any(_is_edge(limit, region) for case in (one, other) for limit in case.limits)


def _is_edge(limit: Limit, region: Region) -> bool:
    return limit.high is not None and region.sample in (limit.low, limit.high) and region.sample in limit.unstated


def _finding(draft: ItemDraft, run: Sequence[Region], first: int, second: int) -> Diagnostic:
    fact, region = draft.measure, next((one for one in run if one.low != one.high), run[0])
    assert fact is not None
    one, other = draft.cases[first], draft.cases[second]
    gets = [
        "按公式得分" if points is None else f"得{shown(points, 6)}分"
        for points in (_points(case, region) for case in (one, other))
    ]
    message = f"重叠：{fact.name}{run_text(fact, run)}时，既{gets[0]}，又{gets[1]}；按先写的计"
    return warning(
        "bands-overlap",
        message,
        *other.span,
        hint="改动其中一档的界限，或写明（含）（不含）",
        others=(Place(*one.span, "先写的一档"),),
    )
