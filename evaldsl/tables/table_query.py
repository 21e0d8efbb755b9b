"""What ``evaldsl batch --sql`` is asked for and what it writes: a query, or the table that it reads."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from evaldsl.command_line.arguments import whole
from evaldsl.command_line.files import Unusable, write_result
from evaldsl.console import install, say
from evaldsl.interpreter.rubric import Rubric

if TYPE_CHECKING:
    from evaldsl.batch.sql import Query

DIALECTS = ("duckdb", "spark", "postgres")
_MOST_NAMED = 6


def arguments(parser: ArgumentParser) -> None:
    """What it takes besides."""
    group = parser.add_argument_group("写成数据库的查询")
    group.add_argument(
        "--sql",
        choices=DIALECTS,
        metavar="数据库",
        help="不读数据，写出一条与评分意思完全相同的查询，交给数据库去评：duckdb、spark 或 postgres",
    )
    group.add_argument("--table", dest="table_name", metavar="表名", help="查询读的表，默认“单位表”；库名.表名也可以")
    group.add_argument("--text", action="store_true", help="表的各列都是文字（从 CSV 照原样装入的）")
    group.add_argument(
        "--digits",
        type=whole(0, 15, "0至15的整数"),
        metavar="位数",
        help="数值和比率的列最多几位小数，默认4位（以元计的2位）；更多的不评",
    )
    group.add_argument(
        "--size",
        type=whole(0, 15, "0至15的整数"),
        metavar="位数",
        help="数值和比率的列整数部分最多几位，默认见说明；更大的不评",
    )
    group.add_argument("--create-table", action="store_true", help="写出建表语句，不写查询")


def run(args: Namespace, rubric: Rubric, keep: Sequence[str]) -> int:
    """Writes the query; 1 where it leaves indicators out."""
    try:
        from evaldsl.batch.sql import Dialect, TooManyColumns, create_table, query
    except ImportError:
        raise Unusable(f"写查询要另外安装：{install('sql')}") from None
    from evaldsl.interpreter.scorer import scorer

    dialect, keep = Dialect(args.sql), keep or ("单位",)
    try:
        found = query(
            scorer(rubric), dialect, args.table_name or "单位表", keep, args.text, digits=args.digits, size=args.size
        )
    except TooManyColumns as trouble:
        raise Unusable(f"{trouble}；列太多的评分表请用 duckdb 或 spark，或直接用 evaldsl batch 评") from None
    text = create_table(found, dialect, args.table_name or "单位表", keep) if args.create_table else found.text
    write_result(args.output, text)
    return 0 if args.create_table else _tell(found)


def _tell(found: "Query") -> int:
    if not found.unplanned:
        return 0
    names = "、".join(f"“{name}”" for name in found.unplanned[:_MOST_NAMED])
    more = f"等{len(found.unplanned)}个指标" if len(found.unplanned) > _MOST_NAMED else ""
    say(
        f"{names}{more}计算中的数太大（或要除以0），查询评不了，得分、总分两列为空；可用 --digits、--size 缩小数的位数，或直接用 evaldsl batch 评"
    )
    return 1
