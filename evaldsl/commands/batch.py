"""给一张表里的所有单位评分：一行一个单位，一列一项数据；结果一行一个单位，有各指标得分、总分、等级、缺项和状态。

表头由 evaldsl template --columns 生成，格子里的写法与数据文件相同。读不出的格子按行、列报出，不影响别的行。
没有做完就中断的，再运行一次就接着做；做完之前不动原来的结果文件。
退出状态：0 全部评完，1 有数据不全、数据有误或分母为0的单位，2 用法、文件或表头有错误。
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING

from attrs import define, field

from evaldsl.command_line.arguments import add_year, keep_apart, whole
from evaldsl.command_line.files import Unusable, once_from_stdin
from evaldsl.command_line.progress import Progress
from evaldsl.command_line.rules_and_facts import Rules, evaluated_year, rules
from evaldsl.console import install, is_terminal, say
from evaldsl.tables import table_query

if TYPE_CHECKING:
    import pyarrow as pa

    from evaldsl.batch.tables import TableScorer
    from evaldsl.facts.doubtful_values import DoubtfulValues
    from evaldsl.tables.table_chunks import Chunk
    from evaldsl.tables.table_input import Source
    from evaldsl.tables.table_messages import NameMessages, RowMessages, YearMessages
    from evaldsl.tables.table_output import Printed, ResultFile


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="规则文件", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument("table", metavar="表", nargs="?", help="宽表：.csv、.parquet、.arrow；- 是标准输入（CSV）")
    parser.add_argument(
        "-o", "--output", metavar="文件", help="写入文件（.csv、.parquet、.arrow）；不写就以 CSV 显示，- 是标准输出"
    )
    add_year(parser)
    parser.add_argument("--format", choices=("csv", "parquet", "arrow"), metavar="格式", help="结果的格式，默认看后缀")
    parser.add_argument("--keep", metavar="列名", action="append", help="照抄到结果里的列，几列之间用逗号隔开")
    parser.add_argument("--ignore-columns", action="store_true", help="略去不是数据的列，不算错误")
    parser.add_argument(
        "--chunk",
        metavar="行数",
        type=whole(1, 10_000_000, "1至10000000的整数"),
        default=50_000,
        help="一次处理多少行，默认50000；内存由它决定",
    )
    parser.add_argument(
        "--checkpoint",
        metavar="秒数",
        type=whole(0, 999_999, "整数，如30"),
        default=30,
        help="每隔多少秒存一次，默认30",
    )
    parser.add_argument("--restart", action="store_true", help="从头做，不接着上次没有做完的")
    table_query.arguments(parser)


def run(args: Namespace) -> int:
    """Reads, scores, writes, chunk by chunk."""
    once_from_stdin([args.rubric, args.table])
    given = rules(args.rubric, _year(args))
    keep = [name.strip() for names in args.keep or () for name in names.replace("，", ",").split(",") if name.strip()]
    if args.sql is not None:
        if args.table is not None:
            raise Unusable("--sql 只写出查询，不读数据；查询读的表用 --table 写明")
        keep_apart(args, "--sql 只写出查询，", ("format", "restart", "ignore-columns"))
        return table_query.run(args, given.rubric, keep)
    if args.table is None:
        raise Unusable("没有写宽表；写成数据库的查询用 --sql")
    keep_apart(args, "不写 --sql 的评分", ("table=table_name", "text", "digits", "size", "create-table"))
    try:
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError:
        raise Unusable(f"成批评分要另外安装：{install('batch')}") from None
    from evaldsl.batch.tables import Prepared, TableScorer
    from evaldsl.tables.table_input import open_table
    from evaldsl.tables.table_messages import show_header, tell_columns

    source = open_table(args.table, args.chunk)
    source.tell_title()
    worker = TableScorer(Prepared(given.rubric), source.schema, args.ignore_columns, keep)
    if worker.problems:
        show_header(worker.problems, source.name)
        raise Unusable(f"“{source.name}”的表头有{len(worker.problems)}个错误，改正以后才能评分")
    tell_columns(worker)
    job = _Job(args, given, source, worker)
    return job.run()


def _year(args: Namespace) -> int | None:
    """The year of the rules: the one that is given, else that of the table, where it can be looked at."""
    if args.table is None or find_spec("pyarrow") is None:
        return evaluated_year(args.year, None, args.rubric)
    from evaldsl.many_units.unit_sources import year_of_units

    return year_of_units(args.year, [args.table], args.rubric)


@define
class _Job:
    args: Namespace
    given: Rules
    source: "Source"
    worker: "TableScorer"
    counts: dict[str, int] = field(factory=dict)
    rows: "RowMessages" = field(init=False)
    years: "YearMessages" = field(init=False)
    names: "NameMessages" = field(init=False)
    doubtful: "DoubtfulValues" = field(init=False)

    def __attrs_post_init__(self) -> None:
        from evaldsl.facts.doubtful_values import DoubtfulValues
        from evaldsl.tables.table_messages import NameMessages, RowMessages, YearMessages

        self.rows = RowMessages(self.source.name, "……其余的见结果的“问题”一列")
        self.years = YearMessages(
            self.given.rubric, self.given.located.name, self.source.name, self.worker.columns.year
        )
        self.names = NameMessages(self.source.name, self.worker.columns)
        self.doubtful = DoubtfulValues.of(self.worker.ready.names, self.worker.columns.given)

    def run(self) -> int:
        """All chunks that are not done yet; what is to be said of their years first."""
        from evaldsl.tables.table_input import said_years

        self.years.tell_years(said_years(self.source))
        out, start = self._begin()
        try:
            self._all(out, start)
            out.finish()
        except BaseException:
            out.drop()
            raise
        self._summary()
        return 0 if self.counts["已评"] == self._rows() else 1

    def _all(self, out: "ResultFile | Printed", start: tuple[int, int]) -> None:
        from evaldsl.tables.table_output import goes_to_stdout

        bar = Progress(self.source.size, start[0])
        bar.on = bar.on and not (goes_to_stdout(self.args.output) and is_terminal(sys.stdout))  # rows tell it
        with ThreadPoolExecutor(1) as pool:
            written = None
            for chunk in self.source.chunks(start):
                record = self._score(chunk)
                if written is not None:
                    written.result()
                written = pool.submit(out.write, record, chunk.position, chunk.line, dict(self.counts))
                bar.show(f"已评{self._rows():,}行", chunk.position)
            if written is not None:
                written.result()
        bar.end()

    def _rows(self) -> int:
        return sum(self.counts[word] for word in self._statuses())

    @staticmethod
    def _statuses() -> tuple[str, ...]:
        """Those of units: what sums others up is none."""
        from evaldsl.batch.scoring import WORDS, Status

        return tuple(word for status, word in WORDS.items() if status is not Status.SUM)

    def _begin(self) -> "tuple[ResultFile | Printed, tuple[int, int]]":
        from evaldsl.tables.table_output import ENDINGS, Printed, ResultFile, goes_to_stdout

        self.counts = dict.fromkeys(self._statuses(), 0)
        if goes_to_stdout(self.args.output):
            if self.args.format not in (None, "csv"):
                raise Unusable(f"{self.args.format}只能写入文件，请用 -o 写明")
            return Printed(self.worker.writer.schema), self.source.first
        from evaldsl.command_line.files import keep_inputs
        from evaldsl.command_line.output_forms import output_form

        keep_inputs(self.args.output, [self.args.table, self.args.rubric])
        form = output_form(self.args.output, self.args.format, ENDINGS, "csv")
        out = ResultFile(self.args.output, form, self.worker.writer.schema, self._key(form), self.args.checkpoint)
        state = out.begin(fresh=self.args.restart or not self.source.fingerprint)
        if state is None:
            return out, self.source.first
        self.counts = {**self.counts, **state.counts}
        say(f"接着上次没有做完的：已有{self._rows()}行（从头做用 --restart）")
        return out, (state.position, state.line)

    def _key(self, form: str) -> str:
        """What the parts of a result belong to: program, rules, data, options."""
        from evaldsl import __version__

        options = (self.args.keep, self.args.ignore_columns, self.args.chunk, form)
        told = (
            __version__,
            sha256(self.given.text.encode("utf-8", "replace")).hexdigest(),
            self.source.fingerprint,
            options,
        )
        return sha256(repr(told).encode()).hexdigest()

    def _score(self, chunk: "Chunk") -> "pa.RecordBatch":
        from evaldsl.batch.doubtful_columns import see_doubtful

        units, scores = self.worker.score(chunk.batch)
        self.rows.tell(chunk, units)
        self.years.see(chunk)
        doubts = see_doubtful(self.doubtful, units, chunk.lines)
        self.names.see(chunk, units.sums)
        record = self.worker.writer.record(chunk.batch, chunk.lines, units, scores, chunk.broken, doubts)
        for name in ("状态", "等级"):
            for told in record.column(name).value_counts().to_pylist():
                if told["values"] is not None:
                    self.counts[told["values"]] = self.counts.get(told["values"], 0) + told["counts"]
        return record

    def _grades(self) -> tuple[str, ...]:
        """From the best, then those that only a rule names."""
        scale = [band.word for band in self.given.rubric.grades]
        return tuple(dict.fromkeys([*scale, *self.worker.ready.batch.words]))

    def _summary(self) -> None:
        from evaldsl.tables.table_messages import tell_doubtful

        tell_doubtful([self.doubtful], self.source.name)
        self.names.tell()
        self.years.tell()
        counts: Mapping[str, int] = self.counts
        statuses = self._statuses()
        if not self._rows():
            say(f"{self.source.name}：只有表头，没有一个单位的数据")
        parts = [f"{word}的{counts[word]}个" for word in statuses if counts[word] or word == "已评"]
        say(f"共{self._rows()}个单位：{'，'.join(parts)}")
        grades = [f"{word}{counts[word]}个" for word in self._grades() if counts.get(word)]
        open_ = self._rows() - sum(counts.get(word, 0) for word in self._grades())
        grades += [f"未定{open_}个"] if open_ else []
        if grades and self._grades():
            say(f"等级：{'，'.join(grades)}")
