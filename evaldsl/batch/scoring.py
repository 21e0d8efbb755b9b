"""Units to scores: by an engine where all is known, by the interpreter for everything that an engine leaves.

A unit that lacks a fact is scored by the engine as well, with some value in its place; the indicators that read the fact
are then scored by the interpreter, which gives their interval. Units for which an indicator reads the same are scored
once.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import assert_never

import numpy as np
from attrs import define, field, frozen

from evaldsl.batch.blocks import Block, BlockScores, Column, Int64s, Judgements, Numbers, Truths, Wholes, Words
from evaldsl.batch.reading import Units
from evaldsl.facts.fact_values import Value
from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.grades import grade_rules, grade_words, possible_grades
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.rubric_to_scores import base_facts, plain_score, with_rates
from evaldsl.interpreter.scorer import Scorer, alone
from evaldsl.interpreter.scores import IndicatorScore
from evaldsl.interpreter.values import Bound

_LARGE = 2**50
_MOST_REMEMBERED = 20_000
Engine = Callable[[Block], BlockScores]


class Status(IntEnum):
    """What has become of a unit."""

    SCORED = 0
    OPEN = 1
    UNDEFINED = 2
    BAD = 3
    SUM = 4


WORDS = {
    Status.SCORED: "已评",
    Status.OPEN: "数据不全",
    Status.UNDEFINED: "分母为0",
    Status.BAD: "数据有误",
    Status.SUM: "不是单位",
}


@frozen(eq=False)
class Scores:
    """The scores of some units, points × 10 ** their digits.

    *points*: one column for each indicator, missing where facts leave it open; *total*, *low* and *high* of the whole
    (*low* and *high* missing where there is no limit); *grade*: the place of the grade in *words*, missing where several
    are possible or none is. *lacking*: the facts to ask for, by row; *undefined*: what has a denominator of 0.
    """

    points: list[Numbers]
    total: Numbers
    low: Numbers
    high: Numbers
    grade: Words
    words: tuple[str, ...]
    lacking: dict[int, tuple[str, ...]]
    undefined: dict[int, tuple[str, ...]]
    status: Int64s


@define(eq=False)
class BatchScorer:
    """A rubric made ready to score many units; *engine* is what scores those that are complete."""

    scorer: Scorer
    engine: Engine | None = None
    decimals: int = field(init=False)
    words: tuple[str, ...] = field(init=False)
    parts: list["_Part"] = field(init=False)
    grading: list[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        rubric, scorer = self.scorer.rubric, self.scorer
        stated = isinstance(rubric.conventions.zero_denominator, str)
        fulls = [_decimals(one.full) for one in rubric.indicators] if stated else []
        self.decimals = max(rubric.conventions.decimals, *fulls, 0)
        self.words = grade_words(rubric)
        self.parts = [
            _Part(alone(scorer, one), one.indicator.name, _bases(scorer, one.reads)) for one in scorer.prepared
        ]
        self.grading = _bases(scorer, [key for rule in grade_rules(rubric) for key in keys_of(rule.condition)])

    def score(self, units: Units) -> Scores:
        """Scores some units."""
        return _Work(self, units).scores()


@define(eq=False)
class _Part:
    """One indicator by itself, the facts that it comes from, and what some of them came to before."""

    scorer: Scorer
    name: str
    reads: list[str]
    known: dict[tuple[Value | None, ...], IndicatorScore] = field(factory=dict)

    def score(self, values: dict[str, Value]) -> IndicatorScore:
        """What the interpreter says."""
        key = tuple(map(values.get, self.reads))
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            found = self.known[key] = plain_score(self.scorer, self.name, values)
        return found


@frozen(eq=False)
class _Left:
    """Units that an engine did not score: not at all (*unknown*), or only with something in the place of what they lack."""

    unknown: Truths
    filled: Truths


@define(eq=False)
class _Work:
    """The scoring of one block. Of each indicator, and of the whole, the least and the most points are kept."""

    batch: BatchScorer
    units: Units
    low: list[Wholes] = field(factory=list)
    high: list[Wholes] = field(factory=list)
    endless: tuple[Truths, Truths] = field(init=False)
    lacking: dict[int, dict[str, None]] = field(factory=dict)
    undefined: dict[int, list[str]] = field(factory=dict)

    def scores(self) -> Scores:
        """All of it."""
        batch, rows = self.batch, self.units.block.rows
        self.endless = np.zeros(rows, np.bool_), np.zeros(rows, np.bool_)
        found, left, grade = self._by_engine()
        points, open_rows = list[Numbers](), np.zeros(rows, np.bool_)
        some = np.flatnonzero(left.unknown | left.filled)
        for part, whole in zip(batch.parts, found, strict=True):
            points.append(self._indicator(part, whole, some[self._exact(left, part, some)]))
            if points[-1].missing is not None:
                open_rows |= points[-1].missing
        low: Wholes = reduce(np.add, self.low, np.zeros(rows, np.int64))
        high: Wholes = reduce(np.add, self.high, np.zeros(rows, np.int64)) if len(some) else low
        grade, several = self._grades(grade, low, high, some)
        undecided = open_rows | several
        return Scores(
            points,
            Numbers(low, batch.decimals, open_rows),
            Numbers(low, batch.decimals, self.endless[0]),
            Numbers(high, batch.decimals, self.endless[1]),
            Words(np.maximum(grade, 0), grade < 0),
            batch.words,
            {row: tuple(keys) for row, keys in self.lacking.items()},
            {row: tuple(names) for row, names in self.undefined.items()},
            self._status(undecided),
        )

    def _exact(self, left: _Left, part: _Part, rows: Int64s) -> Truths:
        """Which of *rows* the interpreter has to score under one indicator."""
        if not len(rows):
            return np.zeros(0, np.bool_)
        exact: Truths = (left.unknown | (left.filled & self._lacks(part.reads)))[rows]
        return exact

    def _lacks(self, keys: Sequence[str]) -> Truths:
        """The units that lack one of *keys*."""
        block = self.units.block
        lacks = np.zeros(block.rows, np.bool_)
        for key in keys:
            column = block.columns.get(key)
            if column is None:
                return np.ones(block.rows, np.bool_)
            if column.missing is not None:
                lacks |= column.missing
        return lacks

    def _indicator(self, part: _Part, found: Int64s, rows: Int64s) -> Numbers:
        """The points of one indicator: *found* by the engine, *rows* by the interpreter."""
        if not len(rows):
            self.low.append(found)
            self.high.append(found)
            return Numbers(found, self.batch.decimals)
        missing = np.zeros(len(found), np.bool_)
        low: Wholes = found
        high: Wholes = found.copy()
        for alike in self.units.alike(part.reads, rows):
            score = part.score(self.units.values(int(alike[0]), part.reads, part.scorer.facts))
            least, most = (self._whole(end) for end in score.interval)
            low, high = _with(low, alike, least), _with(high, alike, most)
            if score.score is None:
                missing[alike] = True
                self._note(score, alike)
        self.low.append(low)
        self.high.append(high)
        return Numbers(low, self.batch.decimals, missing if missing.any() else None)

    def _whole(self, end: Bound) -> int:
        if isinstance(end, float):
            return 0
        scaled = end * 10**self.batch.decimals
        assert scaled.denominator == 1, "points have the decimals that the rubric states"
        return int(scaled)

    def _note(self, score: IndicatorScore, rows: Int64s) -> None:
        for side, end in zip(self.endless, score.interval, strict=True):
            if isinstance(end, float):
                side[rows] = True
        for row in rows.tolist():
            if score.missing:
                self.lacking.setdefault(row, {}).update(dict.fromkeys(score.missing))
            if score.undefined:
                self.undefined.setdefault(row, []).extend(f"“{score.name}”{name}" for name in score.undefined)

    def _by_engine(self) -> tuple[list[Int64s], _Left, Int64s]:
        """The points of every indicator and the grades as an engine gives them, and for which units it does not."""
        batch, block = self.batch, self.units.block
        if batch.engine is None:
            return self._nothing()
        scores = batch.engine(_filled(block, batch.scorer.rubric.facts))
        lacks = self._lacks([fact.key for fact in batch.scorer.rubric.facts])
        return self._wide(scores), _Left(scores.left, lacks), self._places(scores)

    def _nothing(self) -> tuple[list[Int64s], _Left, Int64s]:
        rows = self.units.block.rows
        every = np.ones(rows, np.bool_)
        return [np.zeros(rows, np.int64) for _ in self.batch.parts], _Left(every, every), np.full(rows, -1)

    def _wide(self, scores: BlockScores) -> list[Int64s]:
        """The points of every indicator with our own decimals, side by side, which the system gives out faster."""
        table = np.empty((len(scores.indicators), len(scores.total)), np.int64)
        for wide, points in zip(table, scores.indicators, strict=True):
            wide[:] = points
        if scores.decimals != self.batch.decimals:
            table *= 10 ** (self.batch.decimals - scores.decimals)
        return list(table)

    def _places(self, scores: BlockScores) -> Int64s:
        """The grades by their place in our own words."""
        places = np.array([*(self.batch.words.index(word) for word in scores.words), -1])
        found: Int64s = places[scores.grade]
        return found

    def _grades(self, grade: Int64s, low: Wholes, high: Wholes, rows: Int64s) -> tuple[Int64s, Truths]:
        """The grades, -1 for none, and the units for which several are possible; those of *rows* by the interpreter."""
        batch, scale = self.batch, 10**self.batch.decimals
        several = np.zeros(len(low), np.bool_)
        ends: Wholes = np.array([low, high, *(one.astype(np.int64) for one in self.endless)])
        for alike in _split(self.units.alike(batch.grading, rows), ends):
            row = int(alike[0])
            values, _ = with_rates(batch.scorer, self.units.values(row, batch.grading, batch.scorer.facts))
            least: Bound = -np.inf if self.endless[0][row] else Fraction(int(low[row]), scale)
            most: Bound = np.inf if self.endless[1][row] else Fraction(int(high[row]), scale)
            words, _ = possible_grades(batch.scorer.grading, values, (least, most))
            grade[alike] = batch.words.index(words[0]) if len(words) == 1 else -1
            several[alike] = len(words) > 1
            asked = [key for key in batch.grading if key not in values] if len(words) > 1 else []
            for one in alike.tolist() if asked else ():
                self.lacking.setdefault(one, {}).update(dict.fromkeys(asked))
        return grade, several

    def _status(self, undecided: Truths) -> Int64s:
        status = np.where(undecided, Status.UNDEFINED, Status.SCORED).astype(np.int64)
        lacking = [row for row in self.lacking if undecided[row]]
        status[lacking] = Status.OPEN
        status[list(self.units.bad)] = Status.BAD
        return status


def _with(column: Wholes, rows: Int64s, value: int) -> Wholes:
    """*column* with *value* in some *rows*; the sum of a thousand such columns does not overflow."""
    if abs(value) >= _LARGE and column.dtype != np.object_:
        column = column.astype(np.object_)
    column[rows] = value
    return column


def _split(groups: Sequence[Int64s], ends: Wholes) -> list[Int64s]:
    """*groups* of rows parted further by the columns of *ends*."""
    found: list[Int64s] = []
    for rows in groups:
        order = np.lexsort(ends[:, rows])
        changes = (np.diff(ends[:, rows[order]], axis=1) != 0).any(axis=0)
        found += np.split(rows[order], np.flatnonzero(changes) + 1)
    return found


def _bases(scorer: Scorer, keys: Sequence[str] | frozenset[str]) -> list[str]:
    """The facts that *keys* come from, in the order of the rubric."""
    found = {base for key in keys for base in base_facts(scorer, key)}
    return sorted(found, key=scorer.order.__getitem__)


def _decimals(value: Fraction) -> int:
    return next(places for places in range(40) if (value * 10**places).denominator == 1)


# ---- some value in the place of what is missing


def _filled(block: Block, facts: Sequence[Fact]) -> Block:
    """*block* without gaps, wherever the fact can be some whole number of its column."""
    columns: dict[str, Column] = {}
    for fact in facts:
        column = block.columns.get(fact.key) or _empty(fact, block.rows)
        columns[fact.key] = column if column.missing is None else _without_gaps(column, fact)
    return Block(block.rows, columns)


def _empty(fact: Fact, rows: int) -> Column:
    missing = np.ones(rows, np.bool_)
    match fact.kind:
        case Kind.JUDGEMENT:
            return Judgements(np.zeros(rows, np.bool_), missing)
        case Kind.CHOICE:
            return Words(np.zeros(rows, np.int64), missing)
        case Kind.NUMBER | Kind.COUNT | Kind.RATIO | Kind.DISCRETION:
            digits = max(_decimals(fact.low or Fraction(0)), _decimals(fact.high or Fraction(0)))
            return Numbers(np.zeros(rows, np.int64), digits, missing)
        case _:
            assert_never(fact.kind)


def _without_gaps(column: Column, fact: Fact) -> Column:
    match column:
        case Judgements(holds):
            return Judgements(holds)
        case Words(code):
            return Words(code)
        case Numbers(whole, digits, missing):
            assert missing is not None
            low, high = next(piece for piece in reversed(domain(fact)) if isinstance(piece, tuple))
            value = 10**digits
            if isinstance(low, Fraction):
                value = max(value, ceil(low * 10**digits))
            if isinstance(high, Fraction):
                value = min(value, floor(high * 10**digits))
            inside = value >= low * 10**digits
            return Numbers(np.where(missing, value, whole.astype(np.int64)), digits) if inside else column
        case _:
            assert_never(column)
