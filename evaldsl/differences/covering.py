"""Fewer and wider cells that say the same: what the others say already is left out of each."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from evaldsl.interpreter.values import Bound

Numbers = tuple[tuple[Bound, Bound], ...]
Allowed = Numbers | tuple[bool | str, ...]
"""The numbers of a measure (single ones and open intervals) or the values of another fact."""
Box = Mapping[str, frozenset[object]]
"""The atoms that each fact can take; a fact that is not named can take all."""
Limits = tuple[tuple[str, Allowed], ...]
MOST_BOXES, MOST_STEPS = 40, 5000


def widened(several: Sequence[Limits], everything: Mapping[str, Allowed], also: Sequence[Limits]) -> list[Limits]:
    """*several* without what they need not say; what lies in *also* is said elsewhere, and left out as a whole."""
    if len(several) + len(also) > MOST_BOXES:
        return list(several)
    atoms = _Atoms([*several, *also], everything)
    elsewhere = [atoms.box(one) for one in also]
    kept = list(several)
    for number, limits in enumerate(kept):
        for key, _ in sorted(limits, key=lambda limit: isinstance(limit[1][0], tuple)):  # judgements first
            wider = tuple(limit for limit in limits if limit[0] != key)
            if atoms.covered(atoms.box(wider), [atoms.box(one) for one in kept]):
                limits = kept[number] = wider
    for one in reversed(list(kept)):
        others = list(kept)
        others.remove(one)
        if atoms.covered(atoms.box(one), [*map(atoms.box, others), *elsewhere]):
            kept = others
    return kept


class _Atoms:
    """The values of each fact, cut so finely that every limit is a set of them."""

    def __init__(self, several: Sequence[Limits], everything: Mapping[str, Allowed]) -> None:
        keys = {key for limits in several for key, _ in limits}
        self.ends = {
            key: _ends([everything[key], *(limit for limits in several for name, limit in limits if name == key)])
            for key in keys
        }
        self.all = {key: self._of(key, everything[key]) for key in keys}
        self.spent = 0

    def box(self, limits: Limits) -> Box:
        return {key: self._of(key, limit) & self.all[key] for key, limit in limits}

    def _of(self, key: str, limit: Allowed) -> frozenset[object]:
        found: set[object] = set()
        for one in limit:
            if not isinstance(one, tuple):
                found.add(one)
                continue
            low, high = one
            found |= {(end, end) for end in self.ends[key] if low < end < high or low == end == high}
            found |= {pair for pair in pairwise(self.ends[key]) if low <= pair[0] and pair[1] <= high}
        return frozenset(found)

    def covered(self, box: Box, boxes: Sequence[Box]) -> bool:
        """Whether *boxes* hold all of *box*; no, when that takes too long to see."""
        self.spent = 0
        return self._covered(box, boxes)

    def _covered(self, box: Box, boxes: Sequence[Box]) -> bool:
        self.spent += 1
        near = [one for one in boxes if all(self._own(box, key) & limit for key, limit in one.items())]
        if not near or self.spent > MOST_STEPS:
            return False
        first = near[0]
        key = next((key for key, limit in first.items() if not self._own(box, key) <= limit), None)
        if key is None:
            return True
        inside, outside = self._own(box, key) & first[key], self._own(box, key) - first[key]
        return self._covered({**box, key: inside}, near) and self._covered({**box, key: outside}, near)

    def _own(self, box: Box, key: str) -> frozenset[object]:
        return box[key] if key in box else self.all[key]


def _ends(limits: Sequence[Allowed]) -> list[Bound]:
    return sorted({end for limit in limits for one in limit if isinstance(one, tuple) for end in one})
