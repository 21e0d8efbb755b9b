"""A record batch of a wide table to a block: the facts of its units, and what cannot be read, by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field, frozen

from evaldsl.batch.blocks import Block, Dates, Int64s, Judgements, Numbers, Truths, Words
from evaldsl.batch.blocks import Column as Values
from evaldsl.batch.cells import CellReader, type_problem, unfit
from evaldsl.batch.columns import SUM, Column, Columns, HeaderProblem
from evaldsl.batch.plain_types import can_be_said, is_text
from evaldsl.facts.fact_values import Value, trouble
from evaldsl.facts.facts_file import FactNames
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.rubric import Fact
from evaldsl.interpreter.values import decimal_text
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.typography import plain_text

_MOST_KEYS = 2**62


@frozen
class BadCell:
    """A cell that gives no value: in which column, and why."""

    column: Column
    finding: Diagnostic


@frozen(eq=False)
class Units:
    """Units as read: the *block*, what is wrong with cells (*bad*) and numbers that no block holds (*odd*), by row.

    *sums* are the rows that sum others up: no units, of which nothing is known; *dates* those by which judgements were
    answered, by key.
    """

    block: Block
    bad: Mapping[int, Sequence[BadCell]]
    odd: Mapping[int, dict[str, Fraction]]
    sums: Sequence[int] = ()
    dates: Mapping[str, Dates] = field(factory=dict)

    def dated(self, matters: Iterable[Sequence[str]]) -> Iterator[tuple[Int64s, dict[str, str]]]:
        """The rows that answer judgements of one of *matters* by the same dates, together, and these dates by key."""
        for keys in matters:
            known = [key for key in keys if key in self.dates]
            if not known:
                continue
            places = np.stack([self.dates[key].places for key in known], axis=1)
            kinds, which = np.unique(places, axis=0, return_inverse=True)
            order = np.argsort(which.ravel(), kind="stable")
            for kind, rows in zip(
                kinds.tolist(), np.split(order, np.cumsum(np.bincount(which.ravel()))[:-1]), strict=True
            ):
                said = {key: self.dates[key].said[place] for key, place in zip(known, kind, strict=True) if place >= 0}
                if said:
                    yield rows, said

    def alike(self, keys: Sequence[str], rows: Int64s) -> list[Int64s]:
        """Those of *rows* for which the same is known of *keys*, together."""
        if not len(rows):
            return []
        odd = [row for row in self.odd if not self.odd[row].keys().isdisjoint(keys)]
        alone = np.where(np.isin(rows, odd), rows + 1, 0) if odd else np.zeros(len(rows), np.int64)
        parts = [part for key in keys if key in self.block.columns for part in _parts(self.block.columns[key], rows)]
        order, changes = _sorted([*parts, alone])
        return np.split(rows[order], np.flatnonzero(changes) + 1)

    def values(self, row: int, keys: Sequence[str], facts: Mapping[str, Fact]) -> dict[str, Value]:
        """What is known of one unit among *keys*."""
        found: dict[str, Value] = {}
        odd = self.odd.get(row, {})
        for key in keys:
            column = self.block.columns.get(key)
            if key in odd:
                found[key] = odd[key]
            elif column is not None and (column.missing is None or not column.missing[row]):
                found[key] = _value(column, row, facts[key])
        return found

    def taken(self, rows: Int64s, keys: Sequence[str]) -> "Units":
        """Those of *rows*, which are in order, with the columns of *keys*."""
        columns = {key: _taken(self.block.columns[key], rows) for key in keys if key in self.block.columns}
        places = {int(row): place for place, row in enumerate(rows)} if self.odd or self.bad else {}
        bad = {places[row]: cells for row, cells in self.bad.items() if row in places}
        odd = {places[row]: values for row, values in self.odd.items() if row in places}
        return Units(Block(len(rows), columns), bad, odd)


def _taken(column: Values, rows: Int64s) -> Values:
    missing = None if column.missing is None else column.missing[rows]
    match column:
        case Numbers(whole, digits):
            return Numbers(whole[rows], digits, missing)
        case Judgements(holds):
            return Judgements(holds[rows], missing)
        case Words(code):
            return Words(code[rows], missing)


def _value(column: Values, row: int, fact: Fact) -> Value:
    match column:
        case Numbers(whole, digits):
            return Fraction(int(whole[row]), 10**digits)
        case Judgements(holds):
            return bool(holds[row])
        case Words(code):
            return fact.choices[int(code[row])]


@define
class UnitReader:
    """Reads the batches of one table, one after the other."""

    columns: Columns
    names: FactNames
    readers: dict[str, CellReader] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.readers = {key: CellReader(column) for key, column in self.columns.given.items()}

    def problems(self, schema: pa.Schema) -> list[HeaderProblem]:
        """The columns whose type gives no values of their facts, or no names of units."""
        found = [(column.place, type_problem(schema.types[column.place], column)) for column in self.columns.facts]
        unsaid = [place for place in self.columns.titles if not can_be_said(schema.types[place])]
        found += [(place, unfit(schema.types[place], self.columns.headers[place], "文字")) for place in unsaid]
        return [HeaderProblem(place, finding) for place, finding in found if finding is not None]

    def sums(self, batch: pa.RecordBatch) -> Int64s:
        """The rows that are called 合计 or the like."""
        found = np.zeros(batch.num_rows, np.bool_)
        for place in self.columns.titles:
            column = batch.column(place)
            if pa.types.is_dictionary(column.type) and not pa.types.is_integer(column.type.value_type):
                column = column.cast(pa.string())
            if is_text(column.type):
                found |= np.asarray(pc.match_substring_regex(column, SUM).fill_null(False)).astype(np.bool_)
        return np.flatnonzero(found)

    def read(self, batch: pa.RecordBatch) -> Units:
        """The units of *batch*."""
        sums = self.sums(batch)
        batch = without_cells(batch, sums) if len(sums) else batch
        columns: dict[str, Values] = {}
        bad: dict[int, list[BadCell]] = {}
        odd: dict[int, dict[str, Fraction]] = {}
        texts: dict[str, Mapping[int, str]] = {}
        dates: dict[str, Dates] = {}
        for key, reader in self.readers.items():
            cells = reader.read(batch.column(reader.column.place))
            columns[key] = cells.values
            for row, finding in cells.bad.items():
                bad.setdefault(row, []).append(BadCell(reader.column, finding))
            for row, value in cells.odd.items():
                odd.setdefault(row, {})[key] = value
            if cells.texts:
                texts[key] = cells.texts
            if cells.dates:
                dates[key] = cells.dates
        units = Units(Block(batch.num_rows, columns), bad, odd, sums.tolist(), dates)
        self._follow_dates(units)
        self._refuse_unlike(units, texts, bad)
        self._refuse_outside(units, bad)
        return units

    def _follow_dates(self, units: Units) -> None:
        """Judgements that are missing are answered by the date of another on the same matter, as in a facts file."""
        dated = self.names.dated
        for rows, dates in units.dated(dated.matters):
            for _, fact, answer in dated.follow(dates, dates, self.names.year):
                column = units.block.columns.get(fact.key) or _unsaid(units.block.rows)
                if isinstance(column, Judgements) and column.missing is not None:
                    own = rows[column.missing[rows]]
                    holds, missing = column.holds.copy(), column.missing.copy()
                    holds[own], missing[own] = answer, False
                    units.block.columns[fact.key] = Judgements(holds, missing if missing.any() else None)

        self._follow_delays(units)

    def _follow_delays(self, units: Units) -> None:
        """How late it was, where nobody says it, is what the judgement of it says, as in a facts file."""
        dated, rows = self.names.dated, units.block.rows
        for key in dated.delays:
            judged = units.block.columns.get(key)
            if not isinstance(judged, Judgements):
                continue
            holds = judged.holds if judged.missing is None else judged.holds & ~judged.missing
            answers = [(np.flatnonzero(holds), True, dict[str, str]())]
            answers += [(some[~holds[some]], False, dates) for some, dates in units.dated([(key,)])]
            for some, answer, dates in answers:
                for _, fact, days, _ in dated.delayed({key: answer}, dates, self.names.year) if len(some) else ():
                    column = units.block.columns.get(fact.key) or Numbers(
                        np.zeros(rows, np.int64), 0, np.ones(rows, np.bool_)
                    )
                    if isinstance(column, Numbers) and column.missing is not None:
                        own = [row for row in some[column.missing[some]] if fact.key not in units.odd.get(row, {})]
                        whole, missing = (
                            column.whole.astype(np.result_type(column.whole, np.int64)),
                            column.missing.copy(),
                        )
                        whole[own], missing[own] = int(days) * 10**column.digits, False
                        units.block.columns[fact.key] = Numbers(
                            whole, column.digits, missing if missing.any() else None
                        )

    def _refuse_unlike(
        self, units: Units, texts: Mapping[str, Mapping[int, str]], bad: dict[int, list[BadCell]]
    ) -> None:
        """Numbers without a unit beside those of *texts*, which have one, become missing, as in a facts file."""
        written = self.names.written_units
        columns = {key: column for key, column in self.columns.given.items() if key in written.unitless}
        for row in sorted({row for cells in texts.values() for row in cells}) if len(columns) > 1 else ():
            known = units.values(row, list(columns), {key: column.fact for key, column in columns.items()})
            said: dict[str, str] = {}
            for key, value in known.items():
                cell = texts.get(key, {}).get(row)
                assert isinstance(value, Fraction)
                number = cell or decimal_text(value / (columns[key].scale or 1), 30)
                said[key] = columns[key].with_unit(plain_text(number))
            for one in written.unlike(said):
                finding = trouble("unit-mismatch", *written.words(one, said))
                self._lose(units, one.key, np.array([row]), finding, bad)

    def _lose(self, units: Units, key: str, rows: Int64s, finding: Diagnostic, bad: dict[int, list[BadCell]]) -> None:
        """What is known of *key* in some *rows* becomes missing."""
        column = units.block.columns[key]
        if column.missing is None:
            column = _with_missing(column)
            units.block.columns[key] = column
        assert column.missing is not None
        column.missing[rows] = True
        cell = BadCell(self.columns.given[key], finding)
        for row in rows.tolist():
            units.odd.get(row, {}).pop(key, None)
            bad.setdefault(row, []).append(cell)

    def _refuse_outside(self, units: Units, bad: dict[int, list[BadCell]]) -> None:
        """Decisions that the band which holds does not allow become missing, as in a facts file."""
        ranges = self.names.ranges
        facts = {column.fact.key: column.fact for column in self.columns.facts}
        rates = {rate.name: rate for rate in ranges.rates}
        for key in dict.fromkeys(band.key for band in ranges.bands):
            column = units.block.columns.get(key)
            if column is None:
                continue
            asked = {key: None}
            waiting = [one for band in ranges.bands if band.key == key for one in keys_of(band.condition)]
            while waiting:
                one = waiting.pop()
                waiting += keys_of(rates[one].expr) if one in rates and one not in asked else ()
                asked[one] = None
            self._refuse(units, key, [one for one in asked if one in facts], facts, bad)

    def _refuse(
        self,
        units: Units,
        key: str,
        asked: Sequence[str],
        facts: Mapping[str, Fact],
        bad: dict[int, list[BadCell]],
    ) -> None:
        for rows in units.alike(asked, np.arange(units.block.rows)):
            values = units.values(int(rows[0]), asked, facts)
            for wrong, message in self.names.ranges.outside(values):
                if wrong == key:
                    self._lose(units, key, rows, trouble("out-of-range", message), bad)


def without_cells(batch: pa.RecordBatch, rows: Int64s) -> pa.RecordBatch:
    """*batch* with nothing in some *rows*."""
    gone = np.isin(np.arange(batch.num_rows), rows)
    return batch.take(pa.array(np.arange(batch.num_rows), mask=gone))


def _sorted(parts: Sequence[Int64s]) -> tuple[Int64s, Truths]:
    """An order in which rows with the same *parts* come together, and where they change."""
    key, size = np.zeros(len(parts[0]), np.int64), 1
    for part in parts:
        low, high = int(part.min()), int(part.max())
        if size * (high - low + 1) >= _MOST_KEYS:  # too many for one number
            order = np.lexsort(parts)
            changes = np.zeros(len(order) - 1, np.bool_)
            for one in parts:
                changes |= np.diff(one[order]) != 0
            return order, changes
        key, size = key * (high - low + 1) + (part - low), size * (high - low + 1)
    order = np.argsort(key, kind="stable")
    return order, np.diff(key[order]) != 0


def _parts(column: Values, rows: Int64s) -> list[Int64s]:
    """What tells the rows of a column apart: the number, and whether it is missing."""
    match column:
        case Numbers(whole):
            plain = whole.astype(np.int64)
        case Judgements(holds):
            plain = holds.astype(np.int64)
        case Words(code):
            plain = code
    return [plain[rows]] if column.missing is None else [plain[rows], column.missing[rows].astype(np.int64)]


def _unsaid(rows: int) -> Judgements:
    return Judgements(np.zeros(rows, np.bool_), np.ones(rows, np.bool_))


def _with_missing(column: Values) -> Values:
    match column:
        case Numbers(whole, digits):
            return Numbers(whole, digits, np.zeros(len(whole), np.bool_))
        case Judgements(holds):
            return Judgements(holds, np.zeros(len(holds), np.bool_))
        case Words(code):
            return Words(code, np.zeros(len(code), np.bool_))
