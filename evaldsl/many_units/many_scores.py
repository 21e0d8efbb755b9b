"""Units under several rubrics, scored where they are many: by the batch engine, chunk after chunk, keeping what is ranked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from math import inf
from typing import Any

import numpy as np
from attrs import define, evolve, field, frozen

from evaldsl.batch.blocks import Int64s, Numbers
from evaldsl.batch.reading import Units
from evaldsl.batch.scoring import BatchScorer, Scores
from evaldsl.batch.tables import Prepared
from evaldsl.command_line.files import Unusable
from evaldsl.differences.matching import called
from evaldsl.interpreter.grades import possible_grades
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.scorer import with_rates
from evaldsl.interpreter.values import Bound, Interval
from evaldsl.many_units.choice import MANY, told_apart
from evaldsl.many_units.unit_columns import columns_of
from evaldsl.many_units.unit_sources import GivenUnits, UnitOfYear
from evaldsl.many_units.unit_tables import TableChunk, TableUnits
from evaldsl.many_units.unit_years import Years, no_shared_units
from evaldsl.ranks.ranking import Ties
from evaldsl.ranks.same_units import YearUnits, codes_of, same_units
from evaldsl.ranks.score_columns import ABOVE, BELOW, PointColumn, ScoreColumns, ScoredColumns, places_of
from evaldsl.tuning.units import TunedUnit

Few = list[UnitOfYear]
"""Units that turned out to be few."""


@frozen
class Asked:
    """What is asked of many units: how *ties* are ranked, whether columns that no rubric knows are left out (*ignore*), of
    which *years*, and whether the *points* of every unit for every indicator are kept."""

    ties: Ties
    ignore: bool
    years: Years
    points: bool


def scored_tables(
    tables: Sequence[str], rubrics: Sequence[tuple[str, Rubric]], listed: Sequence[GivenUnits], asked: Asked
) -> tuple[ScoredColumns | Few, bool]:
    """The units of large *tables* and those that are *listed*, by year, under all *rubrics*, and whether all of it could be
    read; of several years that are held against each other each under its own rubric."""
    reader = TableUnits(rubrics, asked.years, asked.ignore)
    reader.check_years(tables)
    chunks = (chunk for table in tables for chunk in reader.chunks(table))
    every = _with_listed(listed, reader.prepared, chunks)
    held: list[TableChunk] = []
    count = 0
    for chunk in every:
        held.append(chunk)
        count += len(chunk.names)
        if count >= MANY:
            break
    if not count:
        asked.years.tell()
        raise Unusable("没有读到一个单位的数据")
    found: ScoredColumns | Few
    if count < MANY:
        found = _few(held, reader.prepared, asked.years)
    else:
        growing = [_Growing(one.batch, asked.points or asked.years.are_compared) for one in reader.prepared]
        names = called([one for _, one in rubrics])
        collected = _by_year(growing, names) if asked.years.are_compared else [_Collected(growing, names)]
        for chunk in chain(_given_back(held), every):
            for one in collected:
                one.take(chunk)
        found = across(collected, asked.ties)
    asked.years.tell()
    return found, not reader.bad and all(one.complete for one in listed)


def _given_back(held: list[TableChunk]) -> Iterator[TableChunk]:
    """What was *held*, which is kept no longer."""
    while held:
        yield held.pop(0)


def _with_listed(
    listed: Sequence[GivenUnits], prepared: Sequence[Prepared], chunks: Iterable[TableChunk]
) -> Iterator[TableChunk]:
    for place, given in enumerate(listed):
        if given.units:
            units = []
            for number, ready in enumerate(prepared):
                facts = {fact.key: fact for fact in ready.rubric.facts}
                own = [TunedUnit(one.name, one.facts[number].values) for one in given.units]
                units.append(columns_of(facts, own).blocks[0])
            names, sources = [one.name for one in given.units], [one.source for one in given.units]
            codes = codes_of([one.facts[0].codes for one in given.units])
            yield TableChunk(names, sources, tuple(units), np.full(len(names), place, np.int64), codes)
    yield from chunks


def _few(held: Sequence[TableChunk], prepared: Sequence[Prepared], years: Years) -> Few:
    facts = [one.batch.scorer.facts for one in prepared]
    found: Few = []
    for chunk in held:
        for row, (name, source) in enumerate(zip(chunk.names, chunk.sources, strict=True)):
            values = tuple(units.values(row, list(own), own) for units, own in zip(chunk.units, facts, strict=True))
            codes = {kind: some[row] for kind, some in chunk.codes.items() if some[row]}
            found.append(UnitOfYear(name, source, values, int(chunk.years[row]), codes))
    if years.are_compared:
        return found
    names = told_apart([one.name for one in found], [one.source for one in found])
    return [evolve(one, name=name) for one, name in zip(found, names, strict=True)]


@define(eq=False)
class _Collected:
    """What is kept of the units: their names, where they stand, their scores under each rubric, and what they lack: the
    numbers of *kinds*, which are names of facts."""

    rubrics: Sequence["_Growing"]
    called: Sequence[Mapping[str, str]]
    """What users call the facts of each rubric."""
    year: int | None = None
    """The place of the one year that is taken, with its own rubric."""
    names: list[str] = field(factory=list)
    sources: list[str] = field(factory=list)
    codes: dict[str, list[str]] = field(factory=dict)
    lacks: list[Int64s] = field(factory=list)
    kinds: dict[tuple[str, ...], int] = field(factory=lambda: {(): 0})

    def take(self, whole: TableChunk) -> None:
        """Scores some units."""
        chunk = whole if self.year is None else whole.of_year(self.year)
        for kind in chunk.codes.keys() - self.codes.keys():
            self.codes[kind] = [""] * len(self.names)
        for kind, codes in self.codes.items():
            codes += chunk.codes.get(kind) or [""] * len(chunk.names)
        self.names += chunk.names
        self.sources += chunk.sources
        found = [one.take(units) for one, units in zip(self.rubrics, chunk.units, strict=True)]
        lacks = np.zeros(len(chunk.names), np.int64)
        for row in dict.fromkeys(row for asked in found for row in asked):
            asked = tuple(one.get(row, ()) for one in found)
            lacked = {names[key]: None for names, keys in zip(self.called, asked, strict=True) for key in keys}
            lacks[row] = self.kinds.setdefault(tuple(lacked), len(self.kinds))
        self.lacks.append(lacks)


def _by_year(growing: Sequence["_Growing"], names: Sequence[Mapping[str, str]]) -> list[_Collected]:
    """Each year by itself, with its own rubric."""
    return [_Collected([one], [own], place) for place, (one, own) in enumerate(zip(growing, names, strict=True))]


def across(collected: Sequence[_Collected], ties: Ties) -> ScoredColumns:
    """All of it; of several years the units that each of them has."""
    scores = [column.columns() for one in collected for column in one.rubrics]
    first, same = collected[0], None
    rows = [np.arange(len(first.names))]
    names: Sequence[str] = told_apart(first.names, first.sources) if len(collected) == 1 else ()
    if len(collected) > 1:
        same = same_units([YearUnits(one.names, one.sources, one.codes) for one in collected])
        if not same.rows:
            raise Unusable(no_shared_units(same))
        names = same.names
        rows = [np.array(some, np.int64) for some in zip(*same.rows, strict=True)]
        scores = [one.taken(some) for one, some in zip(scores, rows, strict=True)]
    sources = [first.sources[row] for row in rows[0]]
    places, lacking = tuple(places_of(one, ties) for one in scores), _lacking(collected, rows)
    return ScoredColumns(names, sources, tuple(scores), places, lacking, same)


def _lacking(collected: Sequence[_Collected], rows: Sequence[Int64s]) -> Counter[str]:
    """How many units lack which facts, in one year or another."""
    found: Counter[str] = Counter()
    kinds = [list(one.kinds) for one in collected]
    lacks = np.stack([np.concatenate(one.lacks)[some] for one, some in zip(collected, rows, strict=True)])
    different, counts = np.unique(lacks, axis=1, return_counts=True)
    for numbers, count in zip(different.T.tolist(), counts.tolist(), strict=True):
        for name in {name for own, number in zip(kinds, numbers, strict=True) for name in own[number]}:
            found[name] += count
    return found


@define(eq=False)
class _Growing:
    """The scores under one rubric so far. *possible*: which grades are, by the place that they have in it.

    *keeps*: whether the points of every unit are kept, in *parts*, with the ends of those that are *open*.
    """

    batch: BatchScorer
    keeps: bool = False
    low: list[Any] = field(factory=list)
    high: list[Any] = field(factory=list)
    known: list[Any] = field(factory=list)
    grade: list[Any] = field(factory=list)
    possible: dict[tuple[str, ...], int] = field(factory=dict)
    remembered: dict[object, int] = field(factory=dict)
    points: list[tuple[int, int]] = field(init=False)
    """The sum of the points of each indicator, in parts, and over how many units."""
    parts: list[list[Int64s]] = field(init=False)
    open: list[dict[int, Interval]] = field(init=False)
    count: int = 0

    def __attrs_post_init__(self) -> None:
        self.points = [(0, 0) for _ in self.batch.parts]
        self.parts, self.open = [[] for _ in self.batch.parts], [{} for _ in self.batch.parts]

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
        if self.keeps:
            self._keep(units, scores)
        self.count += len(low)
        return {row: keys for row, keys in scores.lacking.items() if not known[row]}

    def _keep(self, units: Units, scores: Scores) -> None:
        """The points of each unit; where facts leave them open, between what they lie."""
        for parts, ends, part, one in zip(self.parts, self.open, self.batch.parts, scores.points, strict=True):
            parts.append(one.whole.astype(np.int64))
            for row in np.flatnonzero(one.missing).tolist() if one.missing is not None else ():
                known = part.score(units.values(row, part.reads, part.scorer.facts))
                ends[self.count + row] = known.interval

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
                words, _ = possible_grades(self.batch.scorer.grading, values, ends)
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
        kept = [PointColumn(np.concatenate(one), ends) for one, ends in zip(self.parts, self.open, strict=True) if one]
        rubric = self.batch.scorer.rubric
        return ScoreColumns(rubric, low, high, known, digits, grade, tuple(self.possible), points, tuple(kept))


def _limited(column: Numbers, beyond: int) -> Any:
    """*column*, with *beyond* where there is no limit."""
    whole = column.whole if column.whole.dtype == np.object_ else column.whole.astype(np.int64)
    return whole if column.missing is None else np.where(column.missing, beyond, whole)


def _bound(parts: Any, digits: int) -> Bound:
    if abs(parts) >= ABOVE:
        return -inf if parts < 0 else inf
    return Fraction(int(parts), 10**digits)
