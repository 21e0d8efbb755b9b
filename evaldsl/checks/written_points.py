"""Points written beside an item, ①组织领导（4分）：…, and what the item's own awards can come to."""

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from evaldsl.checks.exact import best_of, scope_of_reading
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.rubric import Span
from evaldsl.interpreter.values import Bound
from evaldsl.syntax import tree

_LONGEST_NUMBER = 3
_WRITTEN = re.compile(r"\((\d+(?:\.\d+)?)分\)")


@frozen
class Written:
    """An item with *points* written beside its number or name, the *best* its awards can give, and the place."""

    label: str
    points: Fraction
    best: Bound
    span: Span


def written_points(reading: Reading) -> Iterator[Written]:
    """Every numbered item that says what it is worth before it says what for."""
    assert reading.indicator is not None
    plain, marks = reading.cell.plain, [group.start for group in reading.groups if group.marker]
    for start, end in itertools.pairwise([*marks, len(plain)]):
        match = _WRITTEN.search(plain, start, end)
        awards = [
            (part.start, part.value)
            for part in reading.cell.parts
            if start <= part.start < end and isinstance(part.value, tree.Award) and not part.value.bonus
        ]
        if match is None or len(awards) < 2 or awards[0][0] not in range(*match.span()):
            continue
        heads = plain[match.end() : match.end() + 1] == ":" or len(plain[start : match.start()]) <= _LONGEST_NUMBER
        if not heads or all(award.bare for _, award in awards):
            continue
        own = reading.span(start, end)
        scope = scope_of_reading(reading)
        try:
            best = sum(
                (best_of(one, scope) for one in reading.indicator.items if own[0] <= one.span[0] < own[1]), Fraction(0)
            )
        except Undecided:
            continue
        yield Written(_number(plain[start : match.start()]), Fraction(match[1]), best, reading.span(*match.span()))


def _number(heading: str) -> str:
    """（2） of (2)足额性, ① of ①组织领导, 1. of 1.组织领导."""
    if heading[0] != "(":
        return heading[:1]
    return f"（{heading[1:].partition(')')[0]}）"
