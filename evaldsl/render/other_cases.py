"""Whether the bands of a ladder say everything, so that 其他情形 would speak of nothing."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from evaldsl.interpreter.expressions import Condition, Number, decided, keys_of, walked
from evaldsl.interpreter.rubric import Fact, Kind, Ladder
from evaldsl.interpreter.values import NOTHING


def says_all(ladder: Ladder, facts: Mapping[str, Fact]) -> bool:
    """Whether some band of *ladder* holds whatever the one fact is that they all read."""
    conditions = [case.condition for case in ladder.cases]
    keys = {key for one in conditions for key in keys_of(one)}
    fact = facts.get(next(iter(keys), "")) if len(keys) == 1 else None
    if fact is None:
        return False
    tests = [decided(one) for one in conditions]
    return all(any(holds({fact.key: value}, NOTHING) for holds in tests) for value in _values(fact, conditions))


def _values(fact: Fact, conditions: list[Condition]) -> Iterator[Fraction | bool | str]:
    """A value for each way in which the conditions can stand: each limit, and one on either side of it."""
    if fact.kind is Kind.JUDGEMENT:
        yield from (True, False)
    elif fact.kind is Kind.CHOICE:
        yield from fact.choices
    else:
        limits = sorted({one.value for one in walked(*conditions) if isinstance(one, Number)}) or [NOTHING]
        ends = [limits[0] - 1, *limits, limits[-1] + 1]
        middles = [(low + high) / 2 for low, high in pairwise(ends)]
        if fact.kind is Kind.COUNT:
            yield from {max(Fraction(one // 1), NOTHING) for one in (*ends, *middles)}
        else:
            yield from (*ends, *middles)
