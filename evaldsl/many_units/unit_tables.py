"""Large tables of units for commands that ask about all of them: read as ``batch`` reads them, under one or several rubrics."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from attrs import define, evolve, field, frozen

from evaldsl.batch.blocks import Block, Column, Int64s, Judgements, Numbers, Words
from evaldsl.batch.columns import Columns, HeaderProblem
from evaldsl.batch.doubtful_columns import see_doubtful
from evaldsl.batch.reading import BadCell, Units
from evaldsl.batch.tables import Prepared, TableScorer
from evaldsl.command_line.files import Unusable
from evaldsl.command_line.progress import Progress
from evaldsl.console import say
from evaldsl.differences.matching import same_facts
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.unit_codes import unit_code
from evaldsl.interpreter.rubric import Fact, Rubric
from evaldsl.many_units.unit_years import Years
from evaldsl.many_units.unlike_units import bare_columns, facts_in_unlike_units, tell_unlike
from evaldsl.tables.table_chunks import Chunk
from evaldsl.tables.table_input import Source, open_table, years_of
from evaldsl.tables.table_messages import (
    NameMessages,
    RowMessages,
    YearMessages,
    show_header,
    tell_columns,
    tell_doubtful,
)

ROWS = 20_000
UNKNOWN = ("unknown-fact", "computed-fact")


@frozen(eq=False)
class TableChunk:
    """Some units: what they are called, where they stand, and what is known of them under each rubric.

    *years* are their places among the years that are wanted; *codes* are asked for where these are held against each other.
    """

    names: list[str]
    sources: list[str]
    units: tuple[Units, ...]
    years: Int64s
    codes: Mapping[str, list[str]] = field(factory=dict)

    def of_year(self, place: int) -> "TableChunk":
        """The units of one of several years, under the rubric of that year alone."""
        rows, units = np.flatnonzero(self.years == place), self.units[place]
        names, sources = ([some[row] for row in rows] for some in (self.names, self.sources))
        codes = {kind: [some[row] for row in rows] for kind, some in self.codes.items()}
        return TableChunk(names, sources, (units.taken(rows, list(units.block.columns)),), self.years[rows], codes)


@define
class TableUnits:
    """The units of tables of the *years* that are wanted, read under *rubrics* (each with its name); where years are held
    against each other, each has its rubric. *bad* counts rows with errors.

    *ignore*: columns that no rubric knows are left out. *prepared* are the rubrics made ready. *written* are the units of
    measure in headers of facts of which the rules name none.
    """

    rubrics: Sequence[tuple[str, Rubric]]
    years: Years
    ignore: bool = False
    prepared: list[Prepared] = field(init=False)
    renamed: list[dict[str, str]] = field(init=False)
    bad: int = 0
    read_units: int = 0
    written: dict[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.prepared = [Prepared(rubric) for _, rubric in self.rubrics]
        first = self.rubrics[0][1]
        self.renamed = [{}, *(same_facts(first, rubric) for _, rubric in self.rubrics[1:])]

    def check_years(self, tables: Sequence[str]) -> None:
        """Refuses *tables* of several years where none is wanted, before anything is scored."""
        if not self.years.wanted:
            self.years.check({year for table in tables for year in years_of(open_table(table, ROWS))})

    def chunks(self, argument: str) -> Iterator[TableChunk]:
        """The units of one table; what is wrong with it is shown."""
        source = open_table(argument, ROWS)
        source.tell_title()
        workers = self._workers(source)
        rows = RowMessages(source.name, "……其余的不再列出")
        unlike = facts_in_unlike_units([rubric.facts for _, rubric in self.rubrics])
        tell_unlike(unlike, bare_columns(unlike, workers[0].columns), source.name)
        told = _Told.of(source.name, workers[0].columns, self.rubrics, self.years)
        doubtful = [DoubtfulValues.of(one.ready.names, one.columns.given) for one in workers]
        self.written |= workers[0].columns.written
        bar = Progress(source.size, source.first[0])
        for whole in source.chunks(source.first):
            chunk, places = self._wanted(whole, workers[0], told)
            units = [worker.reader.read(chunk.batch) for worker in workers]
            rows.tell(chunk, evolve(units[0], bad=_common([one.bad for one in units])))
            for seen, one in zip(doubtful, units, strict=True):
                see_doubtful(seen, one, chunk.lines)
            codes = _codes(workers[0].columns, chunk) if self.years.are_compared else {}
            yield TableChunk(*_named(source, workers[0], chunk), self._shared(units), places, codes)
            self.read_units += chunk.batch.num_rows
            bar.show(f"已读{self.read_units:,}行", chunk.position)
        bar.end()
        tell_doubtful(doubtful, source.name)
        for name in told.names:
            name.tell()
        for rubric in told.rubrics:
            rubric.tell()
        if rows.bad:
            say(f"“{source.name}”有{rows.bad}行的数据有错误，出错的数据按缺处理")
        self.bad += rows.bad

    def _wanted(self, whole: Chunk, worker: TableScorer, told: "_Told") -> tuple[Chunk, Int64s]:
        """The rows of units of the years that are wanted, and which year each is of."""
        sums = worker.reader.sums(whole.batch)
        told.names[0].sums += whole.lines[sums].tolist()
        chunk = whole.without(sums) if len(sums) else whole
        places = self._places(chunk, worker.columns.year)
        self.years.check()
        left = np.flatnonzero(places < 0)
        chunk, places = (chunk.without(left), places[places >= 0]) if len(left) else (chunk, places)
        told.see(chunk, places)
        return chunk, places

    def _places(self, chunk: Chunk, column: int | None) -> Int64s:
        """Which of the years that are wanted each row is of, -1 where it is of none."""
        said = [""] * len(chunk.lines) if column is None else chunk.batch.column(column).to_pylist()
        found = [
            0 if row in chunk.broken else self.years.place("" if one is None else str(one), f"第{line}行")
            for row, (one, line) in enumerate(zip(said, chunk.lines.tolist(), strict=True))
        ]
        return np.array([-1 if place is None else place for place in found], np.int64)

    def _workers(self, source: Source) -> list[TableScorer]:
        """One for each rubric; a column that one of them knows is not wrong."""
        strict = [TableScorer(one, source.schema, self.ignore) for one in self.prepared]
        problems = _wrong_everywhere([one.problems for one in strict])
        if problems:
            show_header(problems, source.name)
            raise Unusable(f"“{source.name}”的表头有{len(problems)}个错误，改正以后才能用")
        workers = [TableScorer(one.ready, source.schema, ignore=True) if one.problems else one for one in strict]
        for number, worker in enumerate(workers, 1):
            if worker.problems:
                show_header(worker.problems, source.name)
                raise Unusable(f"“{source.name}”里没有第{number}份规则要读的数据，不能比")
        if len(workers) == 1:
            tell_columns(workers[0])
        return workers

    def _shared(self, units: Sequence[Units]) -> tuple[Units, ...]:
        """What a table says of a fact under its address in one rubric said under the others, too."""
        if not any(self.renamed):
            return tuple(units)
        known = units[0]
        facts = [one.batch.scorer.facts for one in self.prepared]
        for one, keys, theirs in zip(units, self.renamed, facts, strict=True):
            known = _filled(known, one, {to: key for key, to in keys.items()}, facts[0], theirs)
        others = (
            _filled(one, known, keys, theirs, facts[0])
            for one, keys, theirs in zip(units[1:], self.renamed[1:], facts[1:], strict=True)
        )
        return (known, *others)


@frozen
class _Told:
    """What is told of the *names* of the units of each year that is wanted, and of the years in which *rubrics* are not in force."""

    names: list[NameMessages]
    rubrics: list[YearMessages]

    @classmethod
    def of(cls, table: str, columns: Columns, rubrics: Sequence[tuple[str, Rubric]], years: Years) -> "_Told":
        """For a *table* with these *columns*."""
        return cls(
            [NameMessages(table, columns) for _ in years.wanted or (0,)],
            [YearMessages(rubric, name, table, columns.year) for name, rubric in rubrics],
        )

    def see(self, chunk: Chunk, places: Int64s) -> None:
        """The rows of one chunk, each of the year at its place."""
        several = len(self.names) > 1
        for place, names in enumerate(self.names):
            own = chunk.without(np.flatnonzero(places != place)) if several else chunk
            names.see(own, ())
            for rubric in [self.rubrics[place]] if several else self.rubrics:
                rubric.see(own)


def _named(source: Source, worker: TableScorer, chunk: Chunk) -> tuple[list[str], list[str]]:
    """The names of the units of a chunk, and where they stand."""
    lines, column = chunk.lines.tolist(), worker.columns.unit
    said = [None] * len(lines) if column is None else chunk.batch.column(column).to_pylist()
    names = [str(one).strip() if one else f"第{line}行" for one, line in zip(said, lines, strict=True)]
    return names, [f"{source.name}:{line}" for line in lines]


def _codes(columns: Columns, chunk: Chunk) -> dict[str, list[str]]:
    """The codes of the units of a chunk, by kind; "" where none is said."""
    said = {kind: chunk.batch.column(place).to_pylist() for kind, place in columns.codes.items()}
    return {kind: ["" if one is None else unit_code(str(one)) for one in some] for kind, some in said.items()}


def _common(found: Sequence[Mapping[int, Sequence[BadCell]]]) -> Mapping[int, Sequence[BadCell]]:
    """What is wrong with cells under any rubric, each said once."""
    if len(found) == 1:
        return found[0]
    every: dict[int, dict[tuple[int, str], BadCell]] = {}
    for bad in found:
        for row, cells in bad.items():
            for cell in cells:
                every.setdefault(row, {}).setdefault((cell.column.place, cell.finding.message), cell)
    return {row: tuple(cells.values()) for row, cells in every.items()}


def _wrong_everywhere(found: Sequence[list[HeaderProblem]]) -> list[HeaderProblem]:
    """What is wrong with a header: of names that are not known those that no rubric knows."""
    slugs = [{(one.place, one.finding.slug) for one in some} for some in found]
    known = {
        (one.place, one.finding.slug): one
        for some in found
        for one in some
        if (one.finding.slug not in UNKNOWN and one.place is not None)
        or all((one.place, one.finding.slug) in places for places in slugs)
    }
    return list(known.values())


# ---- facts that are the same under other names


def _filled(
    units: Units, others: Units, keys: Mapping[str, str], facts: Mapping[str, Fact], theirs: Mapping[str, Fact]
) -> Units:
    """*units* with what *others* say, under the keys to which *keys* turn theirs, wherever *units* say nothing."""
    columns, odd = dict(units.block.columns), {row: dict(values) for row, values in units.odd.items()}
    for key, other in keys.items():
        column = others.block.columns.get(other)
        if column is None or key not in facts or other not in theirs:
            continue
        column, own = _as(column, theirs[other], facts[key]), columns.get(key)
        columns[key] = column if own is None else _joined(own, column)
        for row, values in others.odd.items():
            if other in values and (own is None or (own.missing is not None and own.missing[row])):
                odd.setdefault(row, {}).setdefault(key, values[other])
    return Units(Block(units.block.rows, columns), units.bad, odd)


def _as(column: Column, was: Fact, fact: Fact) -> Column:
    """*column* as one of *fact*: words by their place among its own; those that it does not know are missing."""
    if not isinstance(column, Words) or was.choices == fact.choices:
        return column
    codes = np.array([fact.choices.index(one) if one in fact.choices else -1 for one in was.choices], np.int64)
    code = codes[column.code]
    missing = code < 0 if column.missing is None else (code < 0) | column.missing
    return Words(np.maximum(code, 0), missing)


def _joined(own: Column, other: Column) -> Column:
    """*own* where it is not missing, else *other*."""
    if own.missing is None:
        return own
    missing = own.missing & other.missing if other.missing is not None else None
    match own, other:
        case Numbers(whole, digits), Numbers(more, places):
            most = max(digits, places)
            one, two = (part.astype(object) * 10 ** (most - by) for part, by in ((whole, digits), (more, places)))
            joined = np.where(own.missing, two, one)
            small = all(abs(value) < 2**62 for value in joined)
            return Numbers(joined.astype(np.int64) if small else joined, most, missing)
        case Judgements(holds), Judgements(also):
            return Judgements(np.where(own.missing, also, holds), missing)
        case Words(code), Words(also_code):
            return Words(np.where(own.missing, also_code, code), missing)
        case _:
            raise AssertionError("the same fact is of one kind")
