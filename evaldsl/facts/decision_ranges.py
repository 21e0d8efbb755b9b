"""What an evaluator may give in the band that holds: 达成的得8-10分 leaves 7 points to no one."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.bounds import known, truth_of, value_of
from evaldsl.interpreter.decided_ranges import OpenEnd, chosen_points
from evaldsl.interpreter.expressions import All, Compare, Condition, Not, Number, Ref, Some
from evaldsl.interpreter.rubric import Definition, Ladder, Rubric
from evaldsl.interpreter.values import shown
from evaldsl.text.typography import with_chinese_marks


@frozen
class DecisionRange:
    """While *condition* holds, the decision *key* lies between *low* and *high* points; *words* say so in the rule."""

    key: str
    condition: Condition
    low: Number
    high: Number
    words: str

    def inside(self) -> Condition:
        """That the decision lies between the ends, or on one that is a choice itself."""
        above, below = (">" if isinstance(self.low, OpenEnd) else "≥"), ("<" if isinstance(self.high, OpenEnd) else "≤")
        return All((Compare(above, Ref(self.key), self.low), Compare(below, Ref(self.key), self.high)))

    def holds(self, points: Fraction) -> bool:
        """Whether that many do."""
        open_ends = [end.value for end in (self.low, self.high) if isinstance(end, OpenEnd)]
        return self.low.value <= points <= self.high.value and points not in open_ends

    @property
    def ends(self) -> str:
        """6分（不含）至8分."""
        low, high = (f"{shown(end.value)}分{'（不含）' * isinstance(end, OpenEnd)}" for end in (self.low, self.high))
        return f"{low}至{high}"


@frozen
class DecisionRanges:
    """The bands in which the evaluator chooses the points, and the *rates* on which they may depend."""

    bands: tuple[DecisionRange, ...] = ()
    rates: tuple[Definition, ...] = ()

    @classmethod
    def of(cls, rubric: Rubric) -> "DecisionRanges":
        """Those of *rubric*."""
        effects = [effect for indicator in rubric.indicators for item in indicator.items for effect in item.effects]
        bands = [band for effect in effects if isinstance(effect, Ladder) for band in _bands(effect)]
        return cls(tuple(bands), rubric.definitions)

    def allowed(self) -> dict[str, Condition]:
        """For each decision the condition that it lies in the band which holds."""
        found: dict[str, list[Condition]] = {}
        for one in self.bands:
            found.setdefault(one.key, []).append(Some((Not(one.condition), one.inside())))
        return {key: All(tuple(conditions)) for key, conditions in found.items()}

    def outside(self, values: Mapping[str, Fraction | bool | str]) -> list[tuple[str, str]]:
        """The decisions among *values* that the band which holds does not allow: key and message."""
        found: list[tuple[str, str]] = []
        for one, value in self._missed(values):
            found.append(
                (one.key, f"评定的得分应为{one.ends}（“{with_chinese_marks(one.words)}”），此处为{shown(value)}分")
            )
        return found

    def counted(self, values: Mapping[str, Fraction | bool | str]) -> dict[str, Fraction]:
        """As what the decisions count that the band which holds does not allow: the nearest that it does."""
        return {one.key: min(max(value, one.low.value), one.high.value) for one, value in self._missed(values)}

    def _missed(self, values: Mapping[str, Fraction | bool | str]) -> Iterator[tuple[DecisionRange, Fraction]]:
        pieces = {key: known(value) for key, value in values.items()}
        for rate in self.rates if self.bands else ():
            low, high = value_of(rate.expr, pieces)
            if low == high:
                pieces[rate.name] = (low, high)
        for one in self.bands:
            value = values.get(one.key)
            if isinstance(value, Fraction) and not one.holds(value) and truth_of(one.condition, pieces):
                yield one, value


def _bands(ladder: Ladder) -> list[DecisionRange]:
    found: list[DecisionRange] = []
    before: list[Condition] = []
    for case in ladder.cases:
        chosen = chosen_points(case.points)
        if chosen is not None:
            key, low, high = chosen
            found.append(DecisionRange(key, All((*before, case.condition)), low, high, case.words))
        before.append(Not(case.condition))
    return found
