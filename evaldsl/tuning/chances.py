"""Another value of a fact and what comes of it, and the nearest of them on both sides of today's."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.rubric import Fact
from evaldsl.interpreter.values import NOTHING

Value = Fraction | bool | str


@frozen
class Chance:
    """Another value of a fact than *before*, and the *total* (in points) and *grade* that the unit has then.

    *inside* is false where the total changes only beyond *value*, however little; *sample* is a value that does. *share* is the change relative to today's
    value; None where there is no such measure (a judgement, a word, a fact that is 0). *anew* are the decisions that an
    evaluator has to take again then, since today's is not allowed, and as how many points each counts here: the nearest that is.
    """

    fact: Fact
    before: Value
    value: Value
    inside: bool
    sample: Value
    total: Fraction
    grade: str | None
    share: Fraction | None
    anew: tuple[tuple[Fact, Fraction], ...] = ()

    @property
    def is_down(self) -> bool:
        """Whether it is a smaller number."""
        return isinstance(self.sample, Fraction) and isinstance(self.before, Fraction) and self.sample < self.before

    @property
    def closeness(self) -> tuple[bool, Fraction]:
        """Sorts by how little the change is; what has no measure comes last."""
        return self.share is None, self.share or NOTHING


@frozen
class FactEdges:
    """One fact of a unit: its value, and the nearest changes of the score and of the grade, one on each side where there is
    one: the smaller number first, of words the one with fewer points.

    *unseen* are the ends beyond which nothing was looked at, on the sides where no change of the grade was found before, and
    *limit* says why.
    *trouble* says why nothing could be told.
    """

    fact: Fact
    value: Value
    scores: tuple[Chance, ...] = ()
    grades: tuple[Chance, ...] = ()
    unseen: tuple[Fraction, ...] = ()
    limit: str = ""
    trouble: str = ""

    @property
    def score(self) -> Chance | None:
        """The nearest change of the score."""
        return nearest(self.scores, self.value)

    @property
    def grade(self) -> Chance | None:
        """The nearest change of the grade."""
        return nearest(self.grades, self.value)


def both_sides(chances: Sequence[Chance], value: Value, total: Fraction) -> tuple[Chance, ...]:
    """The nearest of *chances* on each side: smaller and greater numbers, words with fewer points and with more."""
    if isinstance(value, Fraction):
        down, up = ([one for one in chances if one.is_down is side] for side in (True, False))
        found = nearest(down, value), nearest(up, value)
    else:
        less = max((one for one in chances if one.total < total), key=lambda one: one.total, default=None)
        more = min((one for one in chances if one.total >= total), key=lambda one: one.total, default=None)
        found = less, more
    return tuple(one for one in found if one is not None)


def nearest(chances: Sequence[Chance], value: Value) -> Chance | None:
    """The one that takes the least change; one that holds its value before one that lies just beyond it."""
    if not isinstance(value, Fraction):
        return max(chances, key=lambda one: one.total, default=None)

    def away(one: Chance) -> tuple[Fraction, bool]:
        assert isinstance(one.value, Fraction)
        return abs(one.value - value), not one.inside

    return min(chances, key=away, default=None)
