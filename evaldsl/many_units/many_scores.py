"""Units under several rubrics, scored where they are many: by the batch engine, chunk after chunk, keeping what is ranked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
from attrs import define, field

from evaldsl.batch.blocks import Numbers
from evaldsl.batch.reading import Units
from evaldsl.batch.scoring import BatchScorer, Scores
from evaldsl.batch.tables import Prepared
from evaldsl.command_line.files import Unusable
from evaldsl.differences.matching import called
from evaldsl.interpreter.grades import possible_grades
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.scorer import with_rates
from evaldsl.interpreter.values import Bound
from evaldsl.many_units.choice import MANY, told_apart
from evaldsl.many_units.unit_columns import columns_of
from evaldsl.many_units.unit_sources import GivenUnit, GivenUnits, one_year
from evaldsl.many_units.unit_tables import TableChunk, TableUnits
from evaldsl.ranks.ranking import Ties
from evaldsl.ranks.score_columns import ABOVE, BELOW, ScoreColumns, ScoredColumns, places_of
from evaldsl.tuning.units import TunedUnit, Values

Few = list[tuple[str, str, tuple[Values, ...]]]
"""Units that turned out to be few: their names, where they come from and what is known of them under each rubric."""


def scored_tables(
    tables: Sequence[str], rubrics: Sequence[tuple[str, Rubric]], listed: GivenUnits | None, ties: Ties, ignore: bool
) -> tuple[ScoredColumns | Few, bool]:
    """The units of large *tables* and those that are *listed* under all *rubrics*, and whether all of it could be read."""
    reader = TableUnits(rubrics, ignore)
    given = () if listed is None else listed.units
    said = {one.facts[0].year for one in given}
    chunks = (chunk for table in tables for chunk in reader.chunks(table))
    every = _with_listed(given, reader.prepared, chunks)
    held: list[TableChunk] = []
    count = 0
    for chunk in every:
        held.append(chunk)
        count += len(chunk.names)
        one_year(said | reader.years)
        if count >= MANY:
            break
    if not count:
        raise Unusable("没有读到一个单位的数据")
    found: ScoredColumns | Few
    if count < MANY:
        found = _few(held, reader.prepared)
    else:
        collected = _Collected([_Growing(one.batch) for one in reader.prepared], called([one for _, one in rubrics]))
        for chunk in held:
            collected.take(chunk)
        held.clear()
        for chunk in every:
            one_year(said | reader.years)
            collected.take(chunk)
        found = collected.scored(ties)
    return found, not reader.bad and (listed is None or listed.complete)


def _with_listed(
    given: Sequence[GivenUnit], prepared: Sequence[Prepared], chunks: Iterable[TableChunk]
) -> Iterator[TableChunk]:
    if given:
        units = []
        for place, ready in enumerate(prepared):
            facts = {fact.key: fact for fact in ready.rubric.facts}
            own = [TunedUnit(one.name, one.facts[place].values) for one in given]
            units.append(columns_of(facts, own).blocks[0])
        yield TableChunk([one.name for one in given], [one.source for one in given], tuple(units))
    yield from chunks


def _few(held: Sequence[TableChunk], prepared: Sequence[Prepared]) -> Few:
    facts = [one.batch.scorer.facts for one in prepared]
    sources = [source for chunk in held for source in chunk.sources]
    names = told_apart([name for chunk in held for name in chunk.names], sources)
    values = [
        tuple(units.values(row, list(own), own) for units, own in zip(chunk.units, facts, strict=True))
        for chunk in held
        for row in range(len(chunk.names))
    ]
    return list(zip(names, sources, values, strict=True))


@define(eq=False)
class _Collected:
    """What is kept of the units: their names, where they stand, and their scores under each rubric."""

    rubrics: Sequence["_Growing"]
    called: Sequence[Mapping[str, str]]
    """What users call the facts of each rubric."""
    names: list[str] = field(factory=list)
    sources: list[str] = field(factory=list)
    lacking: Counter[str] = field(factory=Counter)

    def take(self, chunk: TableChunk) -> None:
        """Scores some units."""
        self.names += chunk.names
        self.sources += chunk.sources
        found = [one.take(units) for one, units in zip(self.rubrics, chunk.units, strict=True)]
        rows = dict.fromkeys(row for asked in found for row in asked)
        for asked, count in Counter(tuple(one.get(row, ()) for one in found) for row in rows).items():
            for name in {names[key] for names, keys in zip(self.called, asked, strict=True) for key in keys}:
                self.lacking[name] += count

    def scored(self, ties: Ties) -> ScoredColumns:
        """All of them."""
        scores = tuple(one.columns() for one in self.rubrics)
        names = told_apart(self.names, self.sources)
        return ScoredColumns(names, self.sources, scores, tuple(places_of(one, ties) for one in scores), self.lacking)


@define(eq=False)
class _Growing:
    """The scores under one rubric so far. *possible*: which grades are, by the place that they have in it."""

    batch: BatchScorer
    low: list[Any] = field(factory=list)
    high: list[Any] = field(factory=list)
    known: list[Any] = field(factory=list)
    grade: list[Any] = field(factory=list)
    possible: dict[tuple[str, ...], int] = field(factory=dict)
    remembered: dict[object, int] = field(factory=dict)
    points: list[tuple[int, int]] = field(init=False)
    """The sum of the points of each indicator, in parts, and over how many units."""

    def __attrs_post_init__(self) -> None:
        self.points = [(0, 0) for _ in self.batch.parts]

    def take(self, units: Units) -> dict[int, tuple[str, ...]]:
        """Scores some units; the keys of what those without a total lack, by row."""
        scores = self.batch.score(units)
        low, high = _limited(scores.low, BELOW), _limited(scores.high, ABOVE)
        missing = scores.total.missing
        known = np.ones(len(low), np.bool_) if missing is None else ~missing
        self.low.append(low)
        self.high.append(high)
        self.known.append(known)
        self.grade.append(self._grades(units, scores, low, high))
        for place, one in enumerate(scores.points):
            told = one.whole if one.missing is None else one.whole[~one.missing]
            total, count = self.points[place]
            self.points[place] = total + int(told.astype(np.int64).sum()), count + len(told)
        return {row: keys for row, keys in scores.lacking.items() if not known[row]}

    def _grades(self, units: Units, scores: Scores, low: Any, high: Any) -> Any:
        """The grades of each unit as a place in ``possible``: the one that the engine says, else all that are possible."""
        places = np.array([self._place((word,)) for word in scores.words] or [self._place(())], np.int64)
        found = places[scores.grade.code]
        missing = scores.grade.missing
        for row in np.flatnonzero(missing).tolist() if missing is not None else ():
            known = units.values(row, self.batch.grading, self.batch.scorer.facts)
            ends = _bound(low[row], scores.low.digits), _bound(high[row], scores.high.digits)
            key = (ends, tuple(known.items()))
            if key not in self.remembered:
                values, _ = with_rates(self.batch.scorer, known)
                words, _ = possible_grades(self.batch.scorer, values, ends)
                self.remembered[key] = self._place(tuple(words))
            found[row] = self.remembered[key]
        return found

    def _place(self, words: tuple[str, ...]) -> int:
        return self.possible.setdefault(words, len(self.possible))

    def columns(self) -> ScoreColumns:
        """All of them."""
        low, high, known, grade = map(np.concatenate, (self.low, self.high, self.known, self.grade))
        digits, scale = self.batch.decimals, 10**self.batch.decimals
        points = tuple(Fraction(total, count * scale) if count else None for total, count in self.points)
        rubric = self.batch.scorer.rubric
        return ScoreColumns(rubric, low, high, known, digits, grade, tuple(self.possible), points)


def _limited(column: Numbers, beyond: int) -> Any:
    """*column*, with *beyond* where there is no limit."""
    whole = column.whole if column.whole.dtype == np.object_ else column.whole.astype(np.int64)
    return whole if column.missing is None else np.where(column.missing, beyond, whole)


def _bound(parts: Any, digits: int) -> Bound:
    if abs(parts) >= ABOVE:
        return -inf if parts < 0 else inf
    return Fraction(int(parts), 10**digits)
