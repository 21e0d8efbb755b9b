"""Units that are known one by one, as the columns of a batch engine: many of them scored at once, exactly as one by one."""

from collections.abc import Sequence
from math import lcm
from typing import Any

import numpy as np
from attrs import define, field

from evaldsl.batch.blocks import Block, Column, Judgements, Numbers, Words
from evaldsl.batch.engine import Engine
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.scorer import Scorer
from evaldsl.tuning.units import TunedUnit, scored_singly

MOST_DIGITS = 15


@define
class UnitColumns:
    """Scores units by the engine; those that it leaves, and facts that fit no column, by the interpreter."""

    columns: dict[str, Column | None] = field(factory=dict)

    def __call__(self, own: Scorer, units: Sequence[TunedUnit], scale: int) -> Sequence[int | None]:
        """The rounded points, in parts, of the one indicator of *own* for each of *units*, always the same ones."""
        columns = {fact.key: self._column(fact, units) for fact in own.rubric.facts}
        if not all(columns.values()):
            return scored_singly(own, units, scale)
        block = Block(len(units), {key: column for key, column in columns.items() if column is not None})
        found = Engine(own).score(block)
        left = np.flatnonzero(found.left).tolist()
        points: list[int | None] = (found.indicators[0].astype(np.int64) * (scale // 10**found.decimals)).tolist()
        for place, score in zip(left, scored_singly(own, [units[place] for place in left], scale), strict=True):
            points[place] = score
        return points

    def _column(self, fact: Fact, units: Sequence[TunedUnit]) -> Column | None:
        if fact.key not in self.columns:
            self.columns[fact.key] = _column(fact, [unit.values.get(fact.key) for unit in units])
        return self.columns[fact.key]


def _column(fact: Fact, values: Sequence[Any]) -> Column | None:
    missing = np.array([value is None for value in values], np.bool_)
    lacking = missing if missing.any() else None
    if fact.kind is Kind.JUDGEMENT:
        return Judgements(np.array([value is True for value in values], np.bool_), lacking)
    if fact.kind is Kind.CHOICE:
        codes = {word: place for place, word in enumerate(fact.choices)}
        if any(value is not None and value not in codes for value in values):
            return None
        return Words(np.array([codes.get(value, 0) for value in values], np.int64), lacking)
    denominator = lcm(*{value.denominator for value in values if value is not None})
    digits = next((digits for digits in range(MOST_DIGITS + 1) if not 10**digits % denominator), None)
    if digits is None:
        return None
    scale = 10**digits
    whole = [0 if value is None else value.numerator * (scale // value.denominator) for value in values]
    if max(map(abs, whole), default=0) >= 2**62:
        return None
    return Numbers(np.array(whole, np.int64), digits, lacking)
