"""Which comparison a number of a cell is: of which fact, and with what. Numbers alike in the text may be edges of different facts."""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import Compare, Node, Number, keys_of, parts_of
from evaldsl.interpreter.records import frozen
from evaldsl.interpreter.rubric import Case, Effect, GradeRule, Ladder, Span, Steps, Together
from evaldsl.tuning.figures import Figure

Edge = tuple[str, Fraction]
"""The fact, and the number it is compared with, signed: 下降5% and 上升5% are two edges of one fact."""

_SCALES = tuple(Fraction(one) for one in (1, Fraction(1, 100), Fraction(1, 1000), 10**4, 10**8, Fraction(1, 10**4)))


@frozen
class ComparedNumbers:
    """The comparisons of a cell, each with the words it comes from."""

    said: tuple[tuple[Span, tuple[Edge, ...]], ...]

    @classmethod
    def of(cls, reading: Reading) -> "ComparedNumbers":
        """Those of a cell that was read; the narrowest words first."""
        found = [one for one in _said(reading) if one[1]]
        return cls(tuple(sorted(found, key=lambda one: one[0][1] - one[0][0])))

    def edges(self, figure: Figure) -> frozenset[Edge]:
        """What the number is compared with; empty where it stands in no comparison that matters."""
        start, end = figure.span
        around = [edges for span, edges in self.said if span[0] <= start and end <= span[1]]
        sizes = _sizes(figure)
        for edges in around:
            found = frozenset(one for one in edges if abs(one[1]) in sizes)
            if found:
                return found
        return next((found for edges in around if (found := self._beyond(figure, edges))), frozenset())

    def _beyond(self, figure: Figure, edges: tuple[Edge, ...]) -> frozenset[Edge]:
        """超出5%以内 behind ≤100%: what lies as far from another number of the same fact."""
        every = {one for _, several in self.said for one in several}
        sizes = _sizes(figure)
        return frozenset(
            (key, number)
            for key, number in edges
            for other, base in every
            if (key, number) != (other, base)
            if key == other and (abs(number - base) in sizes or abs(number - base) == abs(base * figure.value) / 100)
        )


def _sizes(figure: Figure) -> set[Fraction]:
    """What the number may be among the expressions: 95% is 0.95, 9成 is 0.9."""
    scales = (Fraction(1, 100), Fraction(1, 10)) if figure.unit == "成" else _SCALES
    return {abs(figure.means) * scale for scale in scales}


def _said(reading: Reading) -> Iterator[tuple[Span, tuple[Edge, ...]]]:
    for draft in reading.drafts:
        for case in draft.cases:
            yield from ((one.span, tuple(_edges(one.condition()))) for one in (*case.limits, *case.settled))
            yield case.span, tuple(_edges(case.condition()))
        for effect in (*draft.effects, *draft.vetoes, *([] if draft.otherwise is None else [draft.otherwise])):
            yield from _of_effect(effect)
    if reading.indicator is not None:
        for one in (*reading.indicator.effects, *reading.indicator.grade_rules):
            yield from _of_effect(one)


def _of_effect(effect: Effect | Case | GradeRule) -> Iterator[tuple[Span, tuple[Edge, ...]]]:
    match effect:
        case Together(effects):
            for one in effects:
                yield from _of_effect(one)
        case Ladder(cases, otherwise):
            for case in cases:
                yield from _of_effect(case)
            if otherwise is not None:
                yield from _of_effect(otherwise)
        case Steps(measure, base, where=where):
            limits = () if where is None else tuple(_edges(where))
            yield effect.span, (*((key, base) for key in keys_of(measure)), *limits)
        case _:
            condition = getattr(effect, "condition", None)
            if condition is not None:
                yield effect.span, tuple(_edges(condition))


def _edges(node: Node) -> Iterator[Edge]:
    if isinstance(node, Compare):
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, Number):
                yield from ((key, other.value) for key in keys_of(side))
        return
    for part in parts_of(node):
        yield from _edges(part)
