"""Awards that stand although they are denied, because each failing takes from them by itself.

制度健全得3分，每发现一处不健全扣0.5分: 制度健全＝否 costs nothing more than the failings that are counted. A denial without
a single failing contradicts itself: the points are not given, and it is said.
"""

from collections.abc import Iterator

from .expressions import Compare, Condition, Facts, Holds, Node, Number, Ref, Some, parts_of
from .records import frozen


@frozen
class Denial:
    """The judgement *judged* and the *counts* that stand in its place when it fails."""

    judged: str
    counts: tuple[str, ...]

    def contradicts(self, values: Facts) -> bool:
        """Whether *values* deny the award and count no failing."""
        return values.get(self.judged) is False and all(values.get(count) == 0 for count in self.counts)


def denial(condition: Condition) -> Denial | None:
    """A judgement, or one failing that is counted: when the award stands."""
    match condition:
        case Some((Holds(judged), *others)) if others:
            counts = [count for one in others if (count := _counted(one)) is not None]
            return Denial(judged, tuple(counts)) if len(counts) == len(others) else None
    return None


def _counted(condition: Condition) -> str | None:
    match condition:
        case Compare("≥", Ref(count), Number(limit)) if limit == 1:
            return count
    return None


def denials_of(node: Node) -> Iterator[tuple[Condition, Denial]]:
    """Those in *node*, each with its condition."""
    if isinstance(node, Some) and (found := denial(node)) is not None:
        yield node, found
    for part in parts_of(node):
        yield from denials_of(part)
