"""unreachable-clause"""

import itertools
from collections.abc import Iterator, Sequence

from evaldsl.bands import is_ladder, named_words, regions
from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.drafts import Limit
from evaldsl.interpreter.values import Interval


def unreachable_clause(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A band that the bands before it leave nothing to."""
    assert reading.indicator is not None
    declared = {fact.key: fact for fact in reading.indicator.facts if fact.choices and fact.span != (0, 0)}
    for draft in reading.drafts:
        for key, named in named_words(draft).items():
            for word, span in named:
                if key in declared and word not in declared[key].choices:
                    message = f"这一档永远用不到：“{declared[key].name}”没有“{word}”这一等次"
                    hint = f"数据里的等次是{'、'.join(declared[key].choices)}"
                    yield warning("unreachable-clause", message, *span, hint=hint)
        for case in draft.cases:
            if _impossible(case.limits):
                message = "这一档永远用不到：没有一个数同时合乎它的几个界限"
                yield warning("unreachable-clause", message, *case.span, hint="改动界限")
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
