"""Awards that stand although they are denied, because each failing takes from them by itself.

制度健全得3分，每发现一处不健全扣0.5分: 制度健全＝否 costs nothing more than the failings that are named. A denial without
a single failing contradicts itself: the points are not given, and it is said.
"""

from collections.abc import Iterable, Iterator

from .expressions import Compare, Condition, Facts, Holds, Node, Number, Ref, Some, walked
from .records import frozen
from .rubric import Item, Steps, Together


def listed(names: Iterable[str]) -> str:
    """The *names* of failings: “不健全”、“不合规”."""
    return "、".join(f"“{name}”" for name in names)


@frozen
class Denial:
    """The judgement *judged*, and what stands in its place when it fails: *counts* of failings, *marks* of yes and no.

    *vetoes* are judgements that take everything: one of them may be the failing.
    """

    judged: str
    counts: tuple[str, ...]
    marks: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()

    @property
    def failings(self) -> tuple[str, ...]:
        """The facts that say what is wrong."""
        return (*self.counts, *self.marks)

    def taken_apart(self, unit: str) -> str:
        """How the failings cost points: as many as there are of the *unit* of the first that is counted."""
        return "另行扣分" if self.marks else counted_apart(unit)

    def contradicts(self, values: Facts) -> bool:
        """Whether *values* deny the award and name no failing."""
        named = [values.get(one) for one in self.failings] if values.get(self.judged) is False else [True]
        return all(one in (0, False) for one in named) and not any(values.get(one) is True for one in self.vetoes)


def denial(condition: Condition) -> Denial | None:
    """A judgement, or a failing that is named: when the award stands."""
    match condition:
        case Some((Holds(judged), *others)) if others:
            marks = tuple(one.key for one in others if isinstance(one, Holds))
            counts = tuple(count for one in others if (count := _counted(one)) is not None)
            return Denial(judged, counts, marks) if len(counts) + len(marks) == len(others) else None
    return None


def award_beside_counts(condition: Condition, item: Item) -> tuple[Condition, tuple[str, ...]] | None:
    """What an award of *item* asks, where it stands too when a failing is counted, and these: 及时率100%得3分，漏报1例扣1分."""
    match condition:
        case Some((asked, *others)) if others and not isinstance(asked, Holds):
            taking = [
                one for effect in item.effects for one in (effect.effects if isinstance(effect, Together) else [effect])
            ]
            costly = [one.measure for one in taking if isinstance(one, Steps) and one.counted and one.points < 0]
            counts = tuple(count for one in others if (count := _counted(one)) is not None and Ref(count) in costly)
            return (asked, counts) if len(counts) == len(others) else None
    return None


def asked(condition: Condition, item: Item) -> Condition | None:
    """What full marks ask of an award that stands beside failings that are counted."""
    denied, beside = denial(condition), award_beside_counts(condition, item)
    return Holds(denied.judged) if denied is not None else beside[0] if beside is not None else None


def counted_apart(unit: str) -> str:
    """How what is counted by itself costs points: 另按几例扣分."""
    return f"另按几{unit or '次'}扣分"


def _counted(condition: Condition) -> str | None:
    match condition:
        case Compare("≥", Ref(count), Number(limit)) if limit == 1:
            return count
        case Compare(">", Ref(count), Number(limit)) if limit == 0:
            return count
    return None


def denials_of(node: Node) -> Iterator[tuple[Condition, Denial]]:
    """Those in *node*, each with its condition."""
    for one in walked(node):
        if isinstance(one, Some) and (found := denial(one)) is not None:
            yield one, found
