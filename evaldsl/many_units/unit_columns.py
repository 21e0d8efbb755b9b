"""Units as columns: those of a table, or many that are known one by one; scored all at once, exactly as one by one."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Any

import numpy as np
from attrs import define, field, frozen

from evaldsl.batch.blocks import Block, Column, Judgements, Numbers, Words
from evaldsl.batch.engine import Engine
from evaldsl.batch.reading import Units
from evaldsl.batch.scoring import BatchScorer
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.scorer import Scorer
from evaldsl.tuning.units import Points, TunedUnit, Values

WHOLE_DIGITS, PART_DIGITS = 12, 6


@define(eq=False)
class UnitColumns:
    """Units in one or several blocks of columns. *facts* are those of the rubric, by key."""

    facts: Mapping[str, Fact]
    names: Sequence[str]
    blocks: Sequence[Units]
    starts: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.starts = [0]
        for one in self.blocks:
            self.starts.append(self.starts[-1] + one.block.rows)

    def __len__(self) -> int:
        return len(self.names)

    def name(self, place: int) -> str:
        """What a unit is called."""
        return self.names[place]

    def values(self, place: int, keys: Sequence[str] | None = None) -> Values:
        """What is known of a unit, among *keys* where they are given."""
        number = bisect_right(self.starts, place) - 1
        return self.blocks[number].values(
            place - self.starts[number], list(self.facts) if keys is None else keys, self.facts
        )

    def alike(self, keys: Sequence[str]) -> Iterable[Sequence[int]]:
        """The places of the units, those of which the same is known of *keys* together, block by block."""
        if not keys:
            yield range(len(self))
            return
        for start, units in zip(self.starts, self.blocks, strict=False):
            for rows in units.alike(keys, np.arange(units.block.rows)):
                yield (rows + start).tolist()

    def points(self, own: Scorer, scale: int, places: Sequence[int] | None = None) -> Points:
        """The rounded points of every unit (or those at *places*) for every indicator of *own*, *scale* parts to a point."""
        batch = BatchScorer(own, Engine(own).score)
        found: list[list[Numbers]] = [[] for _ in own.prepared]
        for units in self.blocks if places is None else self._taken(places, [fact.key for fact in own.rubric.facts]):
            for parts, one in zip(found, batch.score(units).points, strict=True):
                parts.append(one)
        return {one.indicator.name: _in_parts(parts, scale) for one, parts in zip(own.prepared, found, strict=True)}

    def _taken(self, places: Sequence[int], keys: Sequence[str]) -> Iterable[Units]:
        """The units at *places*, which are in order, block by block, with the columns of *keys*."""
        ordered = np.asarray(places, np.int64)
        ends = np.searchsorted(ordered, self.starts)
        for number, units in enumerate(self.blocks):
            rows = ordered[ends[number] : ends[number + 1]] - self.starts[number]
            if len(rows):
                yield units.taken(rows, keys)


def _in_parts(blocks: Sequence[Numbers], scale: int) -> Sequence[int | None]:
    """The points of all *blocks* in parts."""
    found = array("q")
    for one in blocks:
        found.frombytes((one.whole.astype(np.int64) * (scale // 10**one.digits)).tobytes())
    if all(one.missing is None for one in blocks):
        return found
    missing = (one.missing.tolist() if one.missing is not None else [False] * len(one.whole) for one in blocks)
    lacks = chain.from_iterable(missing)
    return [None if gone else parts for parts, gone in zip(found, lacks, strict=True)]


# ---- from units that are known one by one


def columns_of(facts: Mapping[str, Fact], units: Sequence[TunedUnit]) -> UnitColumns:
    """*units* as columns."""
    reader = _Listed(units, {})
    columns = {key: reader.column(fact) for key, fact in facts.items()}
    return UnitColumns(facts, [unit.name for unit in units], [Units(Block(len(units), columns), {}, reader.odd)])


@frozen
class _Listed:
    """*odd*: numbers that no column holds, by unit."""

    units: Sequence[TunedUnit]
    odd: dict[int, dict[str, Fraction]]

    def column(self, fact: Fact) -> Column:
        """What is known of one fact."""
        values: list[Any] = [unit.values.get(fact.key) for unit in self.units]
        if fact.kind not in (Kind.JUDGEMENT, Kind.CHOICE):
            values = self._plain(fact.key, values)
        missing = np.array([value is None for value in values], np.bool_)
        lacking = missing if missing.any() else None
        if fact.kind is Kind.JUDGEMENT:
            return Judgements(np.array([value is True for value in values], np.bool_), lacking)
        if fact.kind is Kind.CHOICE:
            codes = {word: place for place, word in enumerate(fact.choices)}
            return Words(np.array([codes.get(value, 0) for value in values], np.int64), lacking)
        digits = _digits(values)
        whole = [0 if value is None else int(value * 10**digits) for value in values]
        return Numbers(np.array(whole, np.int64), digits, lacking)

    def _plain(self, key: str, values: list[Any]) -> list[Any]:
        """*values* without those that are no decimals or too long; these are kept as odd."""
        found = list(values)
        for place, value in enumerate(values):
            if value is not None and (10**PART_DIGITS % value.denominator or abs(value) >= 10**WHOLE_DIGITS):
                self.odd.setdefault(place, {})[key] = value
                found[place] = None
        return found


def _digits(values: Sequence[Fraction | None]) -> int:
    denominator = lcm(*{value.denominator for value in values if value is not None})
    return next(digits for digits in range(PART_DIGITS + 1) if not 10**digits % denominator)
