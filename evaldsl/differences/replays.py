"""A unit scored anew under both rubrics."""

from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.reaches import Value, Values
from evaldsl.interpreter.rubric_to_scores import indicator_score
from evaldsl.interpreter.scores import IndicatorScore
from evaldsl.interpreter.values import NOTHING
from evaldsl.proofs.units import Unit
from evaldsl.verification.comparison import Both, Pair


@frozen
class Replay:
    """A unit and what the interpreter gives it under both rubrics; None where a rubric has not the indicator."""

    values: tuple[tuple[str, Value], ...]
    before: IndicatorScore | None
    after: IndicatorScore | None

    @property
    def difference(self) -> Fraction:
        """Points under the second minus points under the first."""
        before, after = (NOTHING if one is None else one.score for one in (self.before, self.after))
        assert before is not None and after is not None
        return after - before

    @property
    def units(self) -> tuple[Unit, ...]:
        """The same unit as each rubric that has the indicator scores it."""
        return tuple(Unit(self.values, one) for one in (self.before, self.after) if one is not None)


def replay(both: Both, pair: Pair, values: Values) -> Replay:
    """What a unit gets under both."""
    before, after = (
        None if indicator is None else indicator_score(own, indicator.name, values)
        for own, indicator in ((both.first, pair.first), (both.second, pair.second))
    )
    return Replay(tuple(values.items()), before, after)
