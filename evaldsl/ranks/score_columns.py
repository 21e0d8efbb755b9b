"""Very many units under several rubrics, as columns: totals, grades and ranks, and what they come to together.

They say the same as ``ranking`` says of scorecards one by one: a unit that lacks facts has a least and a most, a best and
a worst place, and every grade that is still possible.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from attrs import evolve, field, frozen

from evaldsl.interpreter.rubric import Indicator, Rubric
from evaldsl.interpreter.scores import IndicatorScore, Scorecard
from evaldsl.interpreter.values import Bound, Interval
from evaldsl.ranks.ranking import Rank, Ranked, Ties
from evaldsl.ranks.same_units import SameUnits
from evaldsl.tuning.statistics import mean, quantile, rank_correlation

Int64s = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Totals = npt.NDArray[Any]
BELOW, ABOVE = -(2**62), 2**62
"""Totals without a limit."""


@frozen(eq=False)
class PointColumn:
    """The points of all units for one indicator in *parts*, and between what they lie where facts leave them *open*."""

    parts: Int64s
    open: Mapping[int, Interval]

    def taken(self, rows: Int64s) -> "PointColumn":
        """Those of *rows*."""
        places = {int(row): place for place, row in enumerate(rows)} if self.open else {}
        return PointColumn(self.parts[rows], {places[row]: ends for row, ends in self.open.items() if row in places})

    def mean(self, scale: int) -> Fraction | None:
        """Over the units of which they are known, *scale* parts to a point."""
        known = len(self.parts) - len(self.open)
        total = int(self.parts.sum()) - sum(int(self.parts[row]) for row in self.open)
        return Fraction(total, known * scale) if known else None

    def score(self, row: int, indicator: Indicator, scale: int) -> IndicatorScore:
        """Of one unit, without the deductions."""
        points = None if row in self.open else Fraction(int(self.parts[row]), scale)
        ends = self.open[row] if points is None else (points, points)
        return IndicatorScore(indicator.name, indicator.path, indicator.full, points, ends, ())


@frozen(eq=False)
class ScoreColumns:
    """All units under one rubric: the least and the most of their totals, points × 10 ** *digits*, and their grades.

    *grade* is a place in *grades*, which are all the grades that are possible for a unit together. *points* are the mean
    points of each indicator, over the units of which they are known, *indicators* those of every unit where they are asked for.
    """

    rubric: Rubric
    low: Totals
    high: Totals
    known: Truths
    digits: int
    grade: Int64s
    grades: tuple[tuple[str, ...], ...]
    points: tuple[Fraction | None, ...]
    indicators: tuple[PointColumn, ...] = ()

    def taken(self, rows: Int64s) -> "ScoreColumns":
        """The units of *rows* alone."""
        some = tuple(one.taken(rows) for one in self.indicators)
        points = tuple(one.mean(self.scale) for one in some)
        low, high, known, grade = self.low[rows], self.high[rows], self.known[rows], self.grade[rows]
        return evolve(self, low=low, high=high, known=known, grade=grade, points=points, indicators=some)

    @property
    def scale(self) -> int:
        """How many parts are a point."""
        return int(10**self.digits)

    @cached_property
    def totals(self) -> Totals:
        """The totals that are known, in order."""
        return np.sort(self.low[self.known])

    @property
    def mean(self) -> Fraction | None:
        """Their mean."""
        return mean(self.totals.tolist(), self.scale) if len(self.totals) else None

    def quantile(self, share: Fraction) -> Fraction | None:
        """The total below which *share* of those that are known lies."""
        return quantile(self.totals.tolist(), share, self.scale) if len(self.totals) else None

    @cached_property
    def words(self) -> tuple[str | None, ...]:
        """The grade that each of *grades* is, None where several are possible or there is none."""
        return tuple(one[0] if len(one) == 1 else None for one in self.grades)

    @cached_property
    def counts(self) -> Counter[str | None]:
        """How many units have each grade, None for those whose grade is open."""
        found: Counter[str | None] = Counter()
        for code, count in zip(*np.unique(self.grade, return_counts=True), strict=True):
            found[self.words[code]] += int(count)
        return found

    def card(self, row: int, *, detailed: bool = False) -> Scorecard:
        """One unit, without its indicators unless it is to be *detailed*."""
        low, high = self._end(self.low[row]), self._end(self.high[row])
        score = low if self.known[row] and isinstance(low, Fraction) else None
        possible = self.grades[self.grade[row]]
        grade = self.words[self.grade[row]]
        pairs = zip(self.rubric.indicators, self.indicators, strict=True) if detailed and self.indicators else ()
        points = tuple(one.score(row, indicator, self.scale) for indicator, one in pairs)
        return Scorecard(
            self.rubric.name, "", self.rubric.full, points, score, (low, high), grade, possible, "", None, ()
        )

    def _end(self, parts: Any) -> Bound:
        if abs(parts) >= ABOVE:
            return -inf if parts < 0 else inf
        return Fraction(int(parts), self.scale)


@frozen(eq=False)
class Places:
    """The best and the worst place of every unit under one rubric; 0 where nothing is known."""

    best: Int64s
    worst: Int64s

    def rank(self, row: int) -> Rank:
        """Of one unit."""
        return (int(self.best[row]), int(self.worst[row])) if self.best[row] else None


def places_of(scores: ScoreColumns, ties: Ties) -> Places:
    """The places of all units, as ``ranking.ranks_of`` gives them."""
    low, high, count = scores.low, scores.high, len(scores.low)
    if ties is Ties.DENSE:
        return _dense(scores)
    surely = count - np.searchsorted(np.sort(low), high, "right")
    possibly = count - np.searchsorted(np.sort(high), low, "right") - (high > low)
    return Places(surely.astype(np.int64) + 1, possibly.astype(np.int64) + 1)


def _dense(scores: ScoreColumns) -> Places:
    low, known = scores.low, scores.known
    different = np.unique(low[known])
    place = len(different) - np.searchsorted(different, low, "left")
    told = known.copy()
    if not known.all():
        told &= low >= scores.high[~known].max()
    found = np.where(told, place, 0).astype(np.int64)
    return Places(found, found)


def _competition(totals: Totals) -> Int64s:
    """The places of these totals, the next after a tie counted on."""
    found: Int64s = len(totals) - np.searchsorted(np.sort(totals), totals, "right") + 1
    return found


@frozen(eq=False)
class Shift:
    """What changes from the first rubric to another: *matrix* counts units by both grades (None: open).

    Places are those among the *known* units, whose totals are known under both: *moved* have another, *climbers* and
    *fallers* are those (row, place before and after) whose place changes most; *agreement* is Spearman's coefficient,
    *difference* that of the means.
    """

    matrix: Counter[tuple[str | None, str | None]]
    regraded: int
    known: int
    moved: int
    climbers: tuple[tuple[int, int, int], ...]
    fallers: tuple[tuple[int, int, int], ...]
    agreement: Fraction | None
    difference: Fraction | None


@frozen(eq=False)
class ScoredColumns(Sequence[Ranked]):
    """All units under all rubrics: a sequence of them one by one, in the order of their ranks under the first.

    *names* and *sources* are in the order in which the units were read, as *scores* are; *order* are the rows by rank.
    *lacking*: by the address of a fact, how many units have no total because they lack it. *same*: which units are the same
    where years are compared.
    """

    names: Sequence[str]
    sources: Sequence[str]
    scores: tuple[ScoreColumns, ...]
    places: tuple[Places, ...]
    lacking: Mapping[str, int] = field(factory=dict)
    same: SameUnits | None = None

    @cached_property
    def order(self) -> list[int]:
        """The rows, the best first, those that are open by where they may be."""
        first, last = self.places[0], len(self.names) + 1
        best = np.where(first.best > 0, first.best, last).tolist()
        worst = np.where(first.best > 0, first.worst, last).tolist()
        return sorted(range(len(self.names)), key=lambda row: (best[row], worst[row], self.names[row]))

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Ranked]:
        return map(self.row, self.order)

    @overload
    def __getitem__(self, place: int) -> Ranked: ...
    @overload
    def __getitem__(self, place: slice) -> list[Ranked]: ...
    def __getitem__(self, place: int | slice) -> Ranked | list[Ranked]:
        if isinstance(place, slice):
            return [self.row(row) for row in self.order[place]]
        return self.row(self.order[place])

    def detailed(self) -> Iterator[Ranked]:
        """All of them with the points of their indicators."""
        return (self.row(row, detailed=True) for row in self.order)

    def row(self, row: int, *, detailed: bool = False) -> Ranked:
        """The unit that was read as number *row*."""
        cards = tuple(one.card(row, detailed=detailed) for one in self.scores)
        return Ranked(self.names[row], self.sources[row], cards, tuple(one.rank(row) for one in self.places))

    def shift(self, other: int, most: int) -> Shift:
        """From the first rubric to the one number *other*, with up to *most* units that climb or fall."""
        before, after = self.scores[0], self.scores[other]
        matrix: Counter[tuple[str | None, str | None]] = Counter()
        codes = before.grade * len(after.grades) + after.grade
        for code, count in zip(*np.unique(codes, return_counts=True), strict=True):
            one, two = divmod(int(code), len(after.grades))
            matrix[before.words[one], after.words[two]] += int(count)
        regraded = sum(count for (one, two), count in matrix.items() if one and two and one != two)
        rows = np.flatnonzero(before.known & after.known)
        first, second = before.low[rows], after.low[rows]
        places = _competition(first), _competition(second)
        totals = first.tolist(), second.tolist()
        apart = mean(totals[1], after.scale) - mean(totals[0], before.scale) if len(rows) else None
        return Shift(
            matrix,
            regraded,
            len(rows),
            int((places[0] != places[1]).sum()),
            self._furthest(rows, *places, most, up=True),
            self._furthest(rows, *places, most, up=False),
            rank_correlation(*totals) if len(rows) else None,
            apart,
        )

    def _furthest(
        self, rows: Int64s, before: Int64s, after: Int64s, most: int, *, up: bool
    ) -> tuple[tuple[int, int, int], ...]:
        """The *rows* whose place goes *up* or down furthest, those of one way in the order of their names."""
        way = after - before if up else before - after
        if not len(way):
            return ()
        limit = np.sort(way)[min(most, len(way)) - 1]
        some = np.flatnonzero((way <= limit) & (way < 0)).tolist()
        some.sort(key=lambda one: (way[one], self.names[int(rows[one])]))
        return tuple((int(rows[one]), int(before[one]), int(after[one])) for one in some[:most])
