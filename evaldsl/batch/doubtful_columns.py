"""Shows columns of units to what looks for values that can hardly be right."""

import operator
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from evaldsl.batch.blocks import Block, Int64s, Judgements, Numbers, Wholes
from evaldsl.batch.reading import Units
from evaldsl.facts.computed_rates import ComputedRate
from evaldsl.facts.contradictions import Affirmation, Contradiction, Dated
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.fact_values import hardly_above, implausible_words
from evaldsl.facts.small_rates import MOST_PERCENT, SMALL, SmallRates
from evaldsl.interpreter.expressions import Arithmetic, Expr, Number, Ref

Floats = npt.NDArray[np.float64]


def see_doubtful(doubtful: DoubtfulValues, units: Units, lines: Int64s) -> dict[int, list[str]]:
    """Shows *doubtful* the units of one chunk, whose rows are *lines* of the table; what is said of them, by row of the chunk.

    Whether a rate was meant as a part of 1 is told by the column, here by that of the chunk.
    """
    doubts: dict[int, list[str]] = {}

    def say(rows: Int64s, words: str) -> None:
        for row in rows.tolist():
            doubts.setdefault(row, []).append(words)

    for rows, words in _see_rates(doubtful.rates, units.block, lines):
        say(rows, words)
    for key, share in doubtful.shares.items():
        rows, most = _beyond(units, key, hardly_above(share.fact) or Fraction(1), above=True)
        doubtful.see_above(key, most, lines[rows].tolist())
        say(rows, implausible_words(share.fact, most, "")[0].rstrip("，"))
    for key, share in doubtful.negative.items():
        rows, least = _beyond(units, key, Fraction(0), above=False)
        doubtful.see_negative(key, least, lines[rows].tolist())
        say(rows, implausible_words(share.fact, least, "")[0].rstrip("，"))
    for found in doubtful.computed:
        odd, values = _odd_rates(units, found.rate)
        found.see(lines[odd].tolist(), values[0] if values else Fraction(0))
        for row, value in zip(odd.tolist(), values, strict=True):
            doubts.setdefault(row, []).append(found.rate.words(value)[0])
    for rows, dates in units.dated(doubtful.dated.matters):
        for words in doubtful.see_dates(dates, lines[rows].tolist()):
            say(rows, words)
    for fact in doubtful.dated.done:
        for rows, day in _days_before(doubtful.year, units.block, fact.key):
            for words in doubtful.see_days({fact.key: day}, lines[rows].tolist()):
                say(rows, words)
    for one, seen in doubtful.contradicted.items():
        rows = _contradicting(units.block, one)
        if isinstance(one, Dated) and {one.judged, one.other} <= units.dates.keys():
            both = np.minimum(*(units.dates[key].places for key in (one.judged, one.other))) >= 0
            rows = rows[~both[rows]]  # two dates, of which more is said
        seen.add(lines[rows].tolist())
        say(rows, doubtful.contradictions.words(one)[0])
    return doubts


def _beyond(units: Units, key: str, end: Fraction, *, above: bool) -> tuple[Int64s, Fraction]:
    """The rows where the rate *key* is *above* its *end*, a whole number, or below it, and what lies furthest."""
    column = units.block.columns[key]
    assert isinstance(column, Numbers)
    is_beyond, furthest = (operator.gt, max) if above else (operator.lt, min)
    scale, most = 10**column.digits, int((column.whole.max if above else column.whole.min)(initial=0))
    whole = scale * int(end)
    rows = np.flatnonzero(is_beyond(column.whole, whole)) if is_beyond(most, whole) else np.zeros(0, np.int64)
    odd = {row: values[key] for row, values in units.odd.items() if key in values and is_beyond(values[key], end)}
    return np.union1d(rows, [*odd]).astype(np.int64), furthest(Fraction(most, scale), *odd.values(), end)


def _odd_rates(units: Units, rate: ComputedRate) -> tuple[Int64s, list[Fraction]]:
    """The rows where what is computed is no rate, and what it is; in floats, for nothing is scored by it."""
    columns = {key: _floats(units, key) for key in rate.keys}
    with np.errstate(all="ignore"):
        value = np.abs(_computed(rate.expr, columns))
        rows = np.flatnonzero((value > float(rate.most)) | ((value > 0) & (value < float(rate.least))))
        rows = rows[np.isfinite(value[rows])]
    return rows, [Fraction(one) for one in value[rows].tolist()]


def _floats(units: Units, key: str) -> Floats:
    column = units.block.columns[key]
    assert isinstance(column, Numbers)
    found = column.whole.astype(np.float64) / 10.0**column.digits
    if column.missing is not None:
        found[column.missing] = np.nan
    for row, values in units.odd.items():
        if key in values:
            found[row] = float(values[key])
    return found


def _computed(expr: Expr, columns: Mapping[str, Floats]) -> Floats:
    match expr:
        case Number(value):
            return np.asarray(float(value))
        case Ref(key):
            return columns[key]
        case Arithmetic(op, left, right) if op in _OPERATIONS:
            return _OPERATIONS[op](_computed(left, columns), _computed(right, columns))
    return np.asarray(np.nan)  # what is no plain quotient is not judged


_OPERATIONS = {"+": np.add, "-": np.subtract, "×": np.multiply, "÷": np.divide, "min": np.minimum, "max": np.maximum}


def _days_before(year: int | None, block: Block, key: str) -> Iterator[tuple[Int64s, Fraction]]:
    """The days before the *year* in the column of *key*, if there is one, each with its rows."""
    column = block.columns.get(key)
    if isinstance(column, Numbers) and year is not None:
        early = column.whole < date(year, 1, 1).toordinal() * 10**column.digits
        rows = np.flatnonzero(early if column.missing is None else early & ~column.missing)
        for whole in np.unique(column.whole[rows]).tolist():
            yield rows[column.whole[rows] == whole], Fraction(int(whole), 10**column.digits)


def _contradicting(block: Block, found: Contradiction) -> Int64s:
    """The rows that say no and count no failing, or that say yes and count some, or that name two times of one thing."""
    judged, affirmed = block.columns[found.judged], isinstance(found, Affirmation | Dated)
    assert isinstance(judged, Judgements)
    said = judged.holds if affirmed else ~judged.holds
    rows = np.flatnonzero(said if judged.missing is None else said & ~judged.missing)
    if isinstance(found, Dated):
        other = block.columns[found.other]
        assert isinstance(other, Judgements)
        said = other.holds[rows] == found.apart
        return np.asarray(rows[said if other.missing is None else said & ~other.missing[rows]])
    for key in found.counts:
        count = block.columns[key]
        assert isinstance(count, Numbers)
        none = (count.whole[rows] == 0) != affirmed
        rows = rows[none if count.missing is None else none & ~count.missing[rows]]
    for key in found.marks:
        mark = block.columns[key]
        assert isinstance(mark, Judgements)
        rows = rows[~mark.holds[rows] if mark.missing is None else ~(mark.holds | mark.missing)[rows]]
    for veto in (block.columns.get(key) for key in ([] if isinstance(found, Affirmation) else found.vetoes)):
        if isinstance(veto, Judgements):
            rows = rows[~veto.holds[rows] if veto.missing is None else ~(veto.holds & ~veto.missing)[rows]]
    return rows


def _see_rates(rates: SmallRates, block: Block, lines: Int64s) -> Iterator[tuple[Int64s, str]]:
    own = rates.anew()
    for key in rates.columns:
        column = block.columns.get(key)
        if not isinstance(column, Numbers):
            continue
        one = 10**column.digits
        large = column.whole > int(SMALL * one)
        places = np.flatnonzero((column.whole > 0) & ~large)  # what is missing is 0
        found = column.whole[places]
        ends = [Fraction(int(end), one) for end in (found.min(), found.max())] if len(places) else []
        counts = np.bincount(_percents(column.whole[large], one))
        others = {int(at): int(counts[at]) for at in np.flatnonzero(counts)}
        for one_of in (rates, own):
            one_of.see(key, ends, lines[places].tolist(), others)
        if own.columns[key].is_mistaken():
            yield places, own.columns[key].doubt()


def _percents(whole: Wholes, one: int) -> Int64s:
    """How many whole percent each of the numbers has, of which *one* is 100%."""
    whole = whole if whole.dtype == object else whole.astype(np.int64)
    percents = whole // (one // 100) if one >= 100 else np.minimum(whole, MOST_PERCENT) * (100 // one)
    return np.minimum(percents, MOST_PERCENT).astype(np.int64)
