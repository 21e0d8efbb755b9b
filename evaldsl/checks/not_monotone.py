"""not-monotone"""

import itertools
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.bands import is_ladder, regions
from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic, warning
from evaldsl.interpreter.values import Interval


def not_monotone(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Points that fall and rise again along the measure; one peak between two falls is deliberate."""
    for draft in reading.drafts:
        if not is_ladder(draft) or any(case.value is None for case in draft.cases):
            continue
        fact = draft.measure
        assert fact is not None
        points = [draft.cases[r.bands[0]].value or Fraction(0) for r in regions(draft) if r.bands]
        turns = _turns(points)
        if "-+" in turns:
            message = f"{fact.name}变大时，得分先降后升，不单调"
            start, end = draft.cases[0].span[0], draft.cases[-1].span[1]
            yield warning("not-monotone", message, start, end, hint="核对各档的分数是否写反")


def _turns(points: list[Fraction]) -> str:
    signs = ["+" if b > a else "-" for a, b in itertools.pairwise(points) if a != b]
    return "".join(sign for place, sign in enumerate(signs) if place == 0 or sign != signs[place - 1])
