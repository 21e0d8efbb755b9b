"""生成待填写的数据文件：规则要读取的每一项数据，注明单位、类别和含义，按指标排列。

填好的文件直接用于 score；没有查到的仍写“缺”，评分时给出可能的区间。
"""

from argparse import ArgumentParser, Namespace

from evaldsl.arguments import add_year
from evaldsl.files import output_form, write_result
from evaldsl.inputs import Rules, rules
from evaldsl.render import template

_ENDINGS = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="规则文件", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument(
        "--format",
        choices=("yaml", "csv"),
        metavar="格式",
        help="yaml（默认），csv（可用 Excel 填写）；也可以由 -o 的后缀决定",
    )
    add_year(parser)
    parser.add_argument("-o", "--output", metavar="文件", help="写入文件（.yaml、.csv），不在屏幕上显示；- 是标准输出")


def run(args: Namespace) -> int:
    """Writes the form."""
    form = output_form(args.output, args.format, _ENDINGS, "yaml")
    given = rules(args.rubric, args.year)
    year = dict(given.rubric.head).get("年度", "")
    content = _csv(given, year) if form == "csv" else template.yaml_text(given.rubric, _name(given), year)
    write_result(args.output, content)
    return 0


def _name(given: Rules) -> str:
    """The name by which a facts file calls these rules."""
    path = given.located.rubric
    return path.name.removesuffix(".rubric") if path is not None else given.rubric.name


def _csv(given: Rules, year: str) -> str:
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(template.rows(given.rubric, _name(given), year))
    return "\ufeff" + stream.getvalue()
