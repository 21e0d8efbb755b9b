"""生成待填写的数据文件：规则要读取的每一项数据，注明单位、类别和含义，按指标排列。

填好的文件直接用于 score；没有查到的仍写“缺”，评分时给出可能的区间。
--columns 生成宽表的表头，一列一项数据，一行填一个单位，用于 batch、compare、tune；
--sample 生成填好的示例宽表，数是编的，常常正好在界限上，用来试规则、试速度。
退出状态：0 写完，2 用法、文件或语法有错误。
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path

from evaldsl.command_line import files_read
from evaldsl.command_line.arguments import add_year, whole
from evaldsl.command_line.files import Unusable, given_path, keep_inputs, read_text, say_written, write_result
from evaldsl.command_line.output_forms import output_form
from evaldsl.command_line.progress import Progress
from evaldsl.command_line.rules_and_facts import Rules, evaluated_year, rules
from evaldsl.console import install
from evaldsl.render import template

_ENDINGS = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv"}
_WIDE_ENDINGS = {".csv": "csv", ".parquet": "parquet", ".arrow": "arrow"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="规则文件", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument(
        "--format",
        choices=("yaml", "csv", "parquet", "arrow"),
        metavar="格式",
        help="yaml（默认），csv（可用 Excel 填写）；宽表是 csv（默认）、parquet、arrow；也可以由 -o 的后缀决定",
    )
    add_year(parser)
    parser.add_argument("-o", "--output", metavar="文件", help="写入文件，不在屏幕上显示；- 是标准输出")
    parser.add_argument("--columns", action="store_true", help="宽表的表头：一列一项数据，注明单位")
    parser.add_argument(
        "--sample",
        metavar="个数",
        type=whole(0, 999_999_999, "0至999999999的整数"),
        help="填好的示例宽表，写多少个单位",
    )
    parser.add_argument(
        "--seed",
        metavar="编号",
        type=whole(0, 999_999_999, "0至999999999的整数"),
        help="示例的编号，默认1；同一编号总是同一张表",
    )
    parser.add_argument(
        "--quality", metavar="比例", type=_share,
        help="示例单位有多好：判断、等次有多少是最好的，默认0.93；写得小的得分低、差别也大，如0.7",
    )  # fmt: skip
    parser.add_argument("--missing", metavar="比例", type=_share, help="示例里空着的格子所占的比例，如0.01")


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ArgumentTypeError(f"“{text[:30]}”不对，应为0至1之间的数，如0.01")
    return share


def run(args: Namespace) -> int:
    """Writes the form."""
    keep_inputs(args.output, [args.rubric])
    for name in ("seed", "quality", "missing"):
        if getattr(args, name) is not None and args.sample is None:
            raise Unusable(f"--{name} 说的是示例单位，请同时写 --sample 个数")
    if args.columns or args.sample is not None:
        return _wide(args)
    form = output_form(args.output, args.format, _ENDINGS, "yaml")
    if form not in ("yaml", "csv"):
        raise Unusable(f"{form}只用于宽表，请同时写 --columns 或 --sample")
    given = rules(args.rubric, evaluated_year(args.year, None, args.rubric))
    year = dict(given.rubric.head).get("年度", "")
    _keep_filled(args.output, _filled)
    content = _csv(given, year) if form == "csv" else template.yaml_text(given.rubric, _name(given), year)
    write_result(args.output, content)
    return 0


def _keep_filled(output: str | None, count: "Callable[[Path, str], str]") -> None:
    """Refuses to write over what somebody has filled in; *count* says how much there is."""
    path = given_path(output) if output is not None else None
    if output is None or path is None or not path.is_file():
        return
    keep_inputs(output)
    filled = count(path, output)
    files_read.forget(path)
    if filled:
        raise Unusable(f"“{output}”里已经{filled}，没有改动它；换一个文件名，不要了的先删去这个文件")


def _filled(path: Path, name: str) -> str:
    from evaldsl.facts.facts_file import filled

    count = filled(read_text(path, name), name)
    return f"填了{count}项" if count else ""


def _rows(path: Path, name: str) -> str:
    """How many units a wide table holds, whatever the ending of its name."""
    if path.suffix.lower() in (".parquet", ".arrow"):
        from evaldsl.tables.table_input import open_table

        count = open_table(name, 1).size
    else:
        with path.open("rb") as lines:
            count = sum(bool(line.strip(b", \t\r\n")) for place, line in enumerate(lines) if place)
    return f"填了{count}行" if count else ""


def _name(given: Rules) -> str:
    """The name by which a facts file calls these rules."""
    path = given.located.rubric
    return path.name.removesuffix(".rubric") if path is not None else given.rubric.name


def _csv(given: Rules, year: str) -> str:
    return _lines(template.rows(given.rubric, _name(given), year))


def _lines(rows: "list[template.Row]") -> str:
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return "\ufeff" + stream.getvalue()


# ---- wide tables


def _wide(args: Namespace) -> int:
    form = output_form(args.output, args.format, _WIDE_ENDINGS, "csv")
    if form not in _WIDE_ENDINGS.values():
        raise Unusable("宽表的格式是csv、parquet或arrow")
    given = rules(args.rubric, evaluated_year(args.year, None, args.rubric))
    if args.sample is None and form == "csv":
        from evaldsl.batch.columns import header_of

        _keep_filled(args.output, _rows)
        facts = [fact for group in template.groups(given.rubric) for fact in group.facts]
        write_result(args.output, _lines([("单位", *(header_of(fact) for fact in facts))]))
        return 0
    try:
        from evaldsl.batch.samples import QUALITY, Sample, as_text
        from evaldsl.tables.table_output import Printed, ResultFile, goes_to_stdout
    except ImportError:
        raise Unusable(f"示例和Parquet、Arrow宽表要另外安装：{install('batch')}") from None
    _keep_filled(args.output, _rows)
    seed, quality = 1 if args.seed is None else args.seed, QUALITY if args.quality is None else args.quality
    sample = Sample(given.rubric, seed, args.missing or 0.0, quality)
    schema = sample.text_schema if form == "csv" else sample.schema
    if goes_to_stdout(args.output) and form != "csv":
        raise Unusable(f"{form}只能写入文件，请用 -o 写明")
    out = Printed(schema) if goes_to_stdout(args.output) else ResultFile(args.output, form, schema, "", 1e9)
    out.begin(fresh=True)
    count, made = args.sample or 0, 0
    bar = Progress(count, 0)
    try:
        for batch in sample.batches(count):
            out.write(as_text(batch) if form == "csv" else batch, 0, 0, {})
            made += batch.num_rows
            bar.show(f"已编{made:,}个", made)
        bar.end()
        out.finish()
    finally:
        out.drop()
    if not goes_to_stdout(args.output):
        say_written(args.output)
    return 0
