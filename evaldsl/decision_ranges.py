"""What an evaluator may give in the band that holds: 达成的得8-10分 leaves 7 points to no one."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.bounds import known, truth_of
from evaldsl.interpreter.expressions import Arithmetic, Condition, Number, Ref
from evaldsl.interpreter.rubric import Ladder, Rubric
from evaldsl.interpreter.values import shown


@frozen
class DecisionRange:
    """While *condition* holds, the decision *key* lies between *low* and *high* points; *words* say so in the rule."""

    key: str
    condition: Condition
    low: Fraction
    high: Fraction
    words: str


def decision_ranges(rubric: Rubric) -> list[DecisionRange]:
    """The bands of *rubric* in which the evaluator chooses the points."""
    found: list[DecisionRange] = []
    for indicator in rubric.indicators:
        for item in indicator.items:
            for case in (case for effect in item.effects if isinstance(effect, Ladder) for case in effect.cases):
                match case.points:
                    case Arithmetic("min", Arithmetic("max", Ref(key), Number(low)), Number(high)):
                        found.append(DecisionRange(key, case.condition, low, high, case.words))
    return found


def outside(ranges: Iterable[DecisionRange], values: Mapping[str, Fraction | bool | str]) -> list[tuple[str, str]]:
    """The decisions among *values* that the band which holds does not allow: key and message."""
    pieces = {key: known(value) for key, value in values.items()}
    found: list[tuple[str, str]] = []
    for one in ranges:
        value = values.get(one.key)
        if not isinstance(value, Fraction) or one.low <= value <= one.high or not truth_of(one.condition, pieces):
            continue
        allowed = f"{shown(one.low)}分至{shown(one.high)}分"
        found.append((one.key, f"评定的得分应为{allowed}（“{one.words}”），此处为{shown(value)}分"))
    return found
