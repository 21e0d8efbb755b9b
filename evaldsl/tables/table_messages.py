"""What commands say about a table of units: its header, rows that cannot be read, years and rates that do not fit."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from evaldsl.batch.blocks import Int64s
from evaldsl.batch.columns import Columns, HeaderProblem, sums_words
from evaldsl.batch.reading import Units
from evaldsl.batch.tables import TableScorer
from evaldsl.command_line.rules_and_facts import tell_other_years
from evaldsl.console import say
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.small_rates import MOST_LINES, lines_words
from evaldsl.interpreter.rubric import Rubric
from evaldsl.tables.table_chunks import Chunk

MOST_SHOWN = 20
MOST_NAMED = 6
MOST_COMPARED = 100_000
"""So many names, or a chunk, are kept to find those that come twice."""


def show_header(problems: Sequence[HeaderProblem], name: str) -> None:
    """What is wrong with the header of the table *name*."""
    for problem in problems[:MOST_SHOWN]:
        place = "" if problem.place is None else f"第{problem.place + 1}列"
        hint = f"；{problem.finding.hint}" if problem.finding.hint else ""
        say(f"{name} 表头{place}：{problem.finding.message}{hint}")
    if len(problems) > MOST_SHOWN:
        say(f"……还有{len(problems) - MOST_SHOWN}个")


def tell_columns(worker: TableScorer) -> None:
    """The facts without a column, and the columns that are left out."""
    lacking = worker.columns.lacking(worker.ready.rubric.facts)
    ignored = [worker.columns.headers[place] for place in worker.columns.ignored]
    for names, words in (
        ([fact.address or fact.name for fact in lacking], "项数据没有列，按缺处理"),
        (ignored, "列不是规则要读的数据，略去"),
    ):
        if names:
            more = "等" if len(names) > MOST_NAMED else ""
            say(f"有{len(names)}{words}：{'、'.join(names[:MOST_NAMED])}{more}")


@define
class RowMessages:
    """Tells the first rows of a table that cannot be read, *rest* where there are more, and counts them all."""

    name: str
    rest: str
    bad: int = 0
    shown: int = 0

    def tell(self, chunk: Chunk, units: Units) -> None:
        """What is wrong with the rows of one chunk."""
        for row in sorted({*units.bad, *chunk.broken}):
            self.bad += 1
            said = [chunk.broken[row]] if row in chunk.broken else []
            said += [
                f"“{cell.column.header}”列：{cell.finding.message}{f'；{cell.finding.hint}' if cell.finding.hint else ''}"
                for cell in (() if said else units.bad[row])
            ]
            for words in said:
                if self.shown < MOST_SHOWN:
                    say(f"{self.name}:{chunk.lines[row]} {words}")
                elif self.shown == MOST_SHOWN:
                    say(self.rest)
                self.shown += 1


@define
class NameMessages:
    """Tells rows that sum others up, units without a name, and names that several of the first units have."""

    table: str
    columns: Columns
    sums: list[int] = field(factory=list)
    empty: list[int] = field(factory=list)
    repeated: dict[str, int] = field(factory=dict)
    seen: set[str] = field(factory=set)
    rows: int = 0

    def see(self, chunk: Chunk, sums: Sequence[int] | Int64s) -> None:
        """Those of one chunk, whose rows *sums* sum others up."""
        self.sums += chunk.lines[sums].tolist() if len(sums) else []
        if self.columns.unit is not None:
            self._see_names(chunk, sums)

    def _see_names(self, chunk: Chunk, sums: Sequence[int] | Int64s) -> None:
        assert self.columns.unit is not None
        names = chunk.batch.column(self.columns.unit).cast(pa.string())
        void = np.asarray(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(names)), 0).fill_null(True)).astype(np.bool_)
        known = np.isin(np.arange(len(void)), [*chunk.broken, *sums])
        self.empty += chunk.lines[void & ~known].tolist()
        if self.rows < MOST_COMPARED:
            for name, line in zip(names.to_pylist(), chunk.lines.tolist(), strict=True):
                if name and name in self.seen:
                    self.repeated.setdefault(name, line)
                self.seen.add(name)
        self.rows += len(void)

    def tell(self) -> None:
        """All of it, each kind once."""
        if self.sums:
            say(f"{self.table}：{sums_words(self.sums)}")
        if self.empty:
            say(f"{self.table}：{lines_words(self.empty)}没有写单位名称")
        if self.repeated:
            named = "、".join(f"“{name}”（第{line}行）" for name, line in list(self.repeated.items())[:MOST_NAMED])
            more = f"等{len(self.repeated)}个" if len(self.repeated) > MOST_NAMED else ""
            part = f"；只核对了前{MOST_COMPARED:,}行左右" if self.rows > MOST_COMPARED else ""
            say(f"{self.table}：单位名称重复，各行分别评分：{named}{more}{part}")


@define
class YearMessages:
    """Tells, each once, the years of units in which the rules are not in force."""

    rubric: Rubric
    rules: str
    table: str
    column: int | None
    seen: set[str] = field(factory=set)
    told: dict[str, list[int]] = field(factory=dict)
    counts: Counter[str] = field(factory=Counter)

    def tell_years(self, years: set[str]) -> None:
        """Those that some rows say."""
        mixed = len(years | self.seen) > 1
        found = tell_other_years(years - self.seen, self.rubric, self.rules, self.table, mixed=mixed)
        self.told |= {year: [] for year in found} if mixed else {}
        self.seen |= years

    def see(self, chunk: Chunk) -> None:
        """The rows of one chunk."""
        if self.column is None:
            return
        said = chunk.batch.column(self.column).cast(pa.string()).dictionary_encode()
        names, places = said.dictionary.to_pylist(), np.asarray(said.indices.fill_null(-1))
        self.tell_years({*names})
        for year, lines in self.told.items():
            found = chunk.lines[np.isin(places, [at for at, name in enumerate(names) if year in name])].tolist()
            self.counts[year] += len(found)
            lines += found[: MOST_LINES - len(lines)]

    def tell(self) -> None:
        """The rows of those that are not in force, where they are beside others."""
        for year, lines in self.told.items():
            if lines:
                say(f"{self.table}：{lines_words(lines, self.counts[year])}是{year}年度的")


def tell_doubtful(found: Iterable[DoubtfulValues], name: str) -> None:
    """What of the table *name* can hardly be right, each thing once."""
    for message in dict.fromkeys(message for one in found for message in one.messages()):
        say(f"{name}：{message}")
