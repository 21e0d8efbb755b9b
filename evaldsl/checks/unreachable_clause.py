"""unreachable-clause"""

from collections.abc import Iterator

from evaldsl.bands import is_ladder, regions
from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.interpreter.values import Interval


def unreachable_clause(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A band that the bands before it leave nothing to."""
    for draft in reading.drafts:
        if not is_ladder(draft):
            continue
        acting = {region.bands[0] for region in regions(draft) if region.bands}
        for place, case in enumerate(draft.cases):
            if place not in acting:
                message = "这一档永远用不到：它的数值都已归前面各档"
                yield warning("unreachable-clause", message, *case.span, hint="改动界限，或删去这一档")
