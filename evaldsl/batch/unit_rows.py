"""Units from a wide table in the form of text, one by one: for tables that fit in memory."""

import re
from collections.abc import Iterator

from attrs import define, evolve, field, frozen

from evaldsl.batch.columns import SUM, Column, Columns, read_header
from evaldsl.facts.csv_rows import Span, csv_rows, places_of, wrong_width
from evaldsl.facts.fact_values import Value, date_in, trouble
from evaldsl.facts.facts_file import FactNames
from evaldsl.facts.table_head import table_head
from evaldsl.facts.unit_codes import unit_code
from evaldsl.facts.unit_facts import UnitFacts
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.typography import plain_text

_MOST_REMEMBERED = 20_000
_SUM = re.compile(SUM)
_LINE_ENDS = (("\n", 1), ("\r", 1), ("\r\n", -1))


@frozen
class UnitRow:
    """One row: the *line* on which it begins, what it says of a unit, what it says besides (*passed*), what is wrong.

    A cell with an error gives no value, as in a facts file. A row that sums others up (*is_sum*) is no unit.
    """

    line: int
    facts: UnitFacts
    passed: tuple[str, ...]
    found: tuple[Diagnostic, ...] = ()
    is_sum: bool = False


@define
class UnitTable:
    """A wide table: its columns, what is wrong with its header, and its rows, which are read as they are asked for.

    What breaks the table off (a quotation mark without its other) is added to *found* while rows are read.
    """

    columns: Columns
    found: list[Diagnostic]
    rows: Iterator[UnitRow]


def read_unit_table(text: str, names: FactNames, ignore: bool = False) -> UnitTable:
    """The units of a wide table (CSV, or cells parted by tabs or semicolons); *ignore* as in ``read_header``.

    With an error in the header there are no rows.
    """
    found: list[Diagnostic] = []
    rows = csv_rows(text, found)
    header, line = next(rows, ([], (0, 0)))
    columns, problems = read_header(header, names, ignore, (), table_head(text).unit)
    if problems and not found:
        places = places_of(header, text, line)
        for problem in problems:
            start, end = line if problem.place is None else places[problem.place]
            found.append(evolve(problem.finding, start=start, end=max(end, start)))
    reader = _Rows(text, columns, names)
    return UnitTable(columns, found, iter(()) if found else reader.read(rows))


@define
class _Rows:
    text: str
    columns: Columns
    names: FactNames
    known: dict[tuple[int, str], Value | Diagnostic | None] = field(factory=dict)

    def read(self, rows: Iterator[tuple[list[str], Span]]) -> Iterator[UnitRow]:
        """Row after row."""
        number, counted = 1, 0
        for cells, line in rows:
            number += sum(self.text.count(sign, counted, line[0]) * way for sign, way in _LINE_ENDS)
            counted = line[0]
            yield self._row(number, cells, line)

    def _row(self, number: int, cells: list[str], line: Span) -> UnitRow:
        width = len(self.columns.headers)
        if len(cells) != width:
            return UnitRow(number, UnitFacts(), (), (wrong_width(cells, width, line),))
        passed = tuple(cells[at] for at in self.columns.passed)
        if any(_SUM.match(cells[at]) for at in self.columns.titles):
            return UnitRow(number, UnitFacts(), passed, is_sum=True)
        values: dict[str, Value] = {}
        texts: dict[str, str] = {}
        dates: dict[str, str] = {}
        found: list[Diagnostic] = []
        written = self.names.written_units
        for column in self.columns.facts:
            value = self._value(column, cells[column.place])
            if isinstance(value, Diagnostic):
                found.append(self._placed(value, column.place, cells, line))
            elif value is not None:
                values[column.fact.key] = value
                if column.fact.key in written.unitless:
                    texts[column.fact.key] = column.with_unit(plain_text(cells[column.place]))
                if isinstance(value, bool) and (day := date_in(cells[column.place])):
                    dates[column.fact.key] = day
        followed = [*self.names.dated.follow(dates, values, self.names.year)]
        values |= {fact.key: answer for _, fact, answer in followed}
        delayed = [*self.names.dated.delayed(values, dates, self.names.year)]
        values |= {fact.key: days for _, fact, days, _ in delayed}
        for unlike in written.unlike(texts):
            del values[unlike.key]
            problem = trouble("unit-mismatch", *written.words(unlike, texts))
            found.append(self._placed(problem, self.columns.given[unlike.key].place, cells, line))
        for key, message in self.names.ranges.outside(values):
            del values[key]
            problem = error("out-of-range", message, 0, 0)
            found.append(self._placed(problem, self.columns.given[key].place, cells, line))
        unit, year = (cells[at] if at is not None else "" for at in (self.columns.unit, self.columns.year))
        codes = {kind: code for kind, at in self.columns.codes.items() if (code := unit_code(cells[at]))}
        facts = UnitFacts(unit, year, values=values, units=self.columns.written, codes=codes, dates=dates)
        return UnitRow(number, facts, passed, tuple(found))

    def _value(self, column: Column, text: str) -> Value | Diagnostic | None:
        place = (column.place, text)
        if place not in self.known:
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            self.known[place] = column.read(text)
        return self.known[place]

    def _placed(self, finding: Diagnostic, place: int, cells: list[str], line: Span) -> Diagnostic:
        start, end = places_of(cells, self.text, line)[place]
        return evolve(finding, start=start, end=end)
