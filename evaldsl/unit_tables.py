"""Large tables of units for commands that ask about all of them: read as ``batch`` reads them, kept as columns."""

from collections import Counter
from collections.abc import Sequence

from attrs import define, field

from evaldsl.batch.reading import Units
from evaldsl.batch.tables import Prepared, TableScorer
from evaldsl.console import say
from evaldsl.files import Unusable
from evaldsl.interpreter.rubric import Rubric
from evaldsl.progress import Progress
from evaldsl.small_rates import SmallRates
from evaldsl.table_chunks import Chunk
from evaldsl.table_input import open_table
from evaldsl.table_messages import RowMessages, YearMessages, see_rates, show_header, tell_columns, tell_rates
from evaldsl.unit_columns import UnitColumns

ROWS = 20_000


@define
class TableUnits:
    """The units of some tables of one rubric, read one after the other. *bad* counts rows with errors."""

    rubric: Rubric
    rules: str
    prepared: Prepared = field(init=False)
    blocks: list[Units] = field(factory=list)
    names: list[str] = field(factory=list)
    places: list[tuple[str, Sequence[int]]] = field(factory=list)
    bad: int = 0

    def __attrs_post_init__(self) -> None:
        self.prepared = Prepared(self.rubric)

    def read(self, argument: str) -> None:
        """The units of one table; what is wrong with it is shown."""
        source = open_table(argument, ROWS)
        worker = TableScorer(self.prepared, source.schema)
        if worker.problems:
            show_header(worker.problems, source.name)
            raise Unusable(f"“{source.name}”的表头有{len(worker.problems)}个错误，改正以后才能用")
        tell_columns(worker)
        rows = RowMessages(source.name, "……其余的不再列出")
        years = YearMessages(self.rubric, self.rules, source.name, worker.columns.year)
        rates = SmallRates.of(self.rubric.facts)
        bar = Progress(source.size, source.first[0])
        for chunk in source.chunks(source.first):
            units = worker.reader.read(chunk.batch)
            rows.tell(chunk, units)
            years.tell(chunk.batch)
            see_rates(rates, units)
            self._take(source.name, worker.columns.unit, chunk, units)
            bar.show(f"已读{len(self.names):,}行", chunk.position)
        bar.end()
        tell_rates(rates, source.name)
        if rows.bad:
            say(f"“{source.name}”有{rows.bad}行的数据有错误，出错的数据按缺处理")
        self.bad += rows.bad

    def _take(self, name: str, column: int | None, chunk: Chunk, units: Units) -> None:
        lines = chunk.lines.tolist()
        said = [None] * len(lines) if column is None else chunk.batch.column(column).to_pylist()
        self.names += [str(one).strip() if one else f"第{line}行" for one, line in zip(said, lines, strict=True)]
        self.places.append((name, lines))
        self.blocks.append(units)

    def columns(self) -> UnitColumns:
        """All of them; units of the same name are told apart by where they stand."""
        if not self.names:
            raise Unusable("没有读到一个单位的数据")
        several = {name for name, count in Counter(self.names).items() if count > 1}
        if several:
            places = (f"{name}:{line}" for name, lines in self.places for line in lines)
            told = zip(self.names, places, strict=True)
            self.names = [f"{name}（{place}）" if name in several else name for name, place in told]
        return UnitColumns(self.prepared.batch.scorer.facts, self.names, self.blocks)
