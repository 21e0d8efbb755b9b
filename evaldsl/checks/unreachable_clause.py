"""unreachable-clause"""

from collections.abc import Iterator

from evaldsl.bands import is_ladder, named_words, regions
from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
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
        if not is_ladder(draft):
            continue
        acting = {region.bands[0] for region in regions(draft) if region.bands}
        for place, case in enumerate(draft.cases):
            if place not in acting:
                message = "这一档永远用不到：它的数值都已归前面各档"
                yield warning("unreachable-clause", message, *case.span, hint="改动界限，或删去这一档")
