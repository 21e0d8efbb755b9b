"""unreachable-clause"""

import itertools
from collections.abc import Iterator, Sequence

from evaldsl.checks.bands import is_ladder, named_words, regions
from evaldsl.checks.exact import can_act, effects_of, idle_clauses, scope_of_reading
from evaldsl.clauses.limits import Limit
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import ONE, ZERO, If
from evaldsl.interpreter.rubric import Span, Veto
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, info, warning


def unreachable_clause(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A clause that acts for no facts: a band that the bands before leave nothing to, a deduction from nothing."""
    found = list(_by_limits(reading))
    yield from found
    yield from _idle(reading, {(one.start, one.end) for one in found})


def _idle(reading: Reading, known: set[Span]) -> Iterator[Diagnostic]:
    """What exact analysis of everything together shows besides."""
    assert reading.indicator is not None
    scope = scope_of_reading(reading)
    bands = {case.span for draft in reading.drafts for case in draft.cases}
    vetoes = {one.span: one for one, _ in effects_of(reading.indicator) if isinstance(one, Veto)}
    for words, span in idle_clauses(reading.indicator, scope):
        if span in known or span == (0, 0):
            continue
        if span in bands:
            message = "这一档永远用不到：合乎它的都已归前面各档，或者没有合乎它的"
            yield warning("unreachable-clause", message, *span, hint="改动界限，或删去这一档")
        elif span in vetoes and can_act(If(vetoes[span].condition, ONE, ZERO), scope):
            message = f"“{words}”写不写一样：那时已经没有分"
            yield info("unreachable-clause", message, *span, hint="核对它的条件与前面扣分的幅度；只作提醒的可以保留")
        else:
            message = f"“{words}”永远不起作用：它的条件不会成立，或者那时已经没有分可扣"
            yield warning("unreachable-clause", message, *span, hint="核对它的条件与前面得分、扣分的条件")


def _by_limits(reading: Reading) -> Iterator[Diagnostic]:
    """Bands whose limits alone show it."""
    assert reading.indicator is not None
    declared = {fact.key: fact for fact in reading.indicator.facts if fact.choices and fact.span != (0, 0)}
    for draft in reading.drafts:
        for key, named in named_words(draft).items():
            for word, span in named:
                if key in declared and word not in declared[key].choices:
                    message = f"这一档永远用不到：“{declared[key].name}”没有“{word}”这一等次"
                    hint = f"数据里的等次是{declared[key].listed}"
                    yield warning("unreachable-clause", message, *span, hint=hint)
        for case in draft.cases:
            if _impossible(case.limits):
                message = "这一档永远用不到：没有一个数同时合乎它的几个界限"
                yield warning("unreachable-clause", message, *case.span, hint="改动界限")
        for span in draft.outranking:
            message = "按先写的档计，这一档永远用不到；它的范围更窄，按它计"
            yield info("unreachable-clause", message, *span, hint="窄的写在前面，或写明上下两个界限")
        if not is_ladder(draft):
            continue
        acting = {region.bands[0] for region in regions(draft) if region.bands}
        for place, case in enumerate(draft.cases):
            if place not in acting and not _impossible(case.limits):
                message = "这一档永远用不到：它的数值都已归前面各档"
                yield warning("unreachable-clause", message, *case.span, hint="改动界限，或删去这一档")


def _impossible(limits: Sequence[Limit]) -> bool:
    """Whether no number lies within all of the *limits* of one measure: ≥95%且≤90%."""
    if len(limits) < 2 or len({limit.fact.key for limit in limits}) > 1:
        return False
    cuts = sorted({cut for limit in limits for cut in limit.thresholds()})
    samples = [cuts[0] - 1, *cuts, *((low + high) / 2 for low, high in itertools.pairwise(cuts)), cuts[-1] + 1]
    return not any(all(limit.includes(number) is not False for limit in limits) for number in samples)
