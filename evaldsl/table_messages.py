"""What commands say about a table of units: its header, rows that cannot be read, years and rates that do not fit."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

import numpy as np
import pyarrow as pa
from attrs import define, field

from evaldsl.batch.blocks import Int64s, Numbers
from evaldsl.batch.columns import HeaderProblem
from evaldsl.batch.reading import Units
from evaldsl.batch.tables import TableScorer
from evaldsl.console import say
from evaldsl.inputs import tell_other_years
from evaldsl.interpreter.rubric import Rubric
from evaldsl.small_rates import LARGE, SMALL, SmallRates
from evaldsl.table_chunks import Chunk

MOST_SHOWN = 20
MOST_NAMED = 6


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
class YearMessages:
    """Tells, each once, the years of units in which the rules are not in force."""

    rubric: Rubric
    rules: str
    table: str
    column: int | None
    seen: set[str] = field(factory=set)

    def tell(self, batch: pa.RecordBatch) -> None:
        """Those of one chunk."""
        if self.column is None:
            return
        years = {str(year) for year in batch.column(self.column).unique().to_pylist()}
        tell_other_years(years - self.seen, self.rubric, self.rules, self.table)
        self.seen |= years


def see_rates(rates: SmallRates, units: Units, lines: Int64s) -> None:
    """Shows *rates* the numbers of one chunk, whose rows are *lines* of the table."""
    for key in rates.columns:
        column = units.block.columns.get(key)
        if not isinstance(column, Numbers):
            continue
        one = 10**column.digits
        above = column.whole > 0  # what is missing is 0
        small = above & (column.whole <= int(SMALL * one))
        large = int(np.count_nonzero(column.whole >= ceil(LARGE * one)))
        places = np.flatnonzero(small)
        found = column.whole[places]
        ends = [Fraction(int(end), one) for end in (found.min(), found.max())] if len(places) else []
        between = int(np.count_nonzero(above)) - len(places) - large
        rates.see(key, ends, lines[places].tolist(), between, large)


def tell_rates(rates: SmallRates, name: str) -> None:
    """Which columns of the table *name* are rather in parts of 1 than in percent."""
    for message in rates.messages():
        say(f"{name}：{message}")
