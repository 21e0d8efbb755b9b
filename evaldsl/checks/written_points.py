"""Points written beside an item, ①组织领导（4分）：…, and what the item's own awards can come to."""

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve, frozen

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
    for start, end in itertools.pairwise([*marks, _end_of_lists(reading)]):
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
            items = [one for one in reading.indicator.items if own[0] <= one.span[0] < own[1]]
            own_effects = [tuple(effect for effect in one.effects if effect.span[0] < own[1]) for one in items]
            items = [evolve(one, effects=effects) for one, effects in zip(items, own_effects, strict=True)]
            best = sum((best_of(one, scope) for one in items), Fraction(0))
        except Undecided:
            continue
        yield Written(_number(plain[start : match.start()]), Fraction(match[1]), best, reading.span(*match.span()))


def _end_of_lists(reading: Reading) -> int:
    """Where the last item ends: before the sentence that limits what all of the cell gives, 受到表彰的加1分，总分不超过10分."""
    plain = reading.cell.plain
    caps = [one.start for one in reading.cell.by_kind.get(tree.Cap, ()) if one.value.points == reading.weight]
    sentence = max(plain.rfind("。", 0, caps[-1]), plain.rfind("\n", 0, caps[-1])) + 1 if caps else 0
    return sentence if reading.groups and sentence > reading.groups[-1].start else len(plain)


def _number(heading: str) -> str:
    """（2） of (2)足额性, ① of ①组织领导, 1. of 1.组织领导."""
    if heading[0] != "(":
        return heading[:1]
    return f"（{heading[1:].partition(')')[0]}）"
