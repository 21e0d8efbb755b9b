"""两份规则有哪些不同：逐个指标写明改了什么，哪些数据的得分因此不同，最多差几分，等级会怎样变。

得分的差别是对所有可能的数据证明的，不是抽样；最大的差别给出一个单位，按两份规则各重算一遍。
退出状态：0 意思相同（只改了文字的也算），1 有不同，2 用法、文件或语法有错误。
"""

from argparse import ArgumentParser, Namespace

from evaldsl import __version__
from evaldsl.command_line.arguments import add_year
from evaldsl.command_line.files import STDIN, Unusable, keep_inputs, write_result
from evaldsl.command_line.indicators import find_indicator
from evaldsl.command_line.output_forms import output_form
from evaldsl.command_line.progress import Progress
from evaldsl.command_line.rules_and_facts import Rules, digest, rules
from evaldsl.console import as_json, width
from evaldsl.differences import Difference, difference
from evaldsl.proofs.prover import Method
from evaldsl.render.proofs import ROLES
from evaldsl.render.stamp import Stamp

_FORMATS = ("text", "md", "json", "html")
_ENDINGS = {".txt": "text", ".md": "md", ".json": "json", ".html": "html", ".htm": "html"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("first", metavar="前者", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument("second", metavar="后者", help="与它比较的规则文件")
    parser.add_argument(
        "--indicator",
        metavar="指标",
        action="append",
        default=[],
        help="只比这个指标，名称能认出是哪一个即可，可以写几次",
    )
    add_year(parser, "")
    parser.add_argument("--wording", action="store_true", help="意思没变、只改了文字的也列出")
    parser.add_argument(
        "--method",
        metavar="方法",
        choices=[Method.AUTOMATIC.value, Method.PIECEWISE.value],
        default=Method.AUTOMATIC.value,
        help="自动（默认：逐段分析，不能判定的再用求解器）、逐段",
    )
    parser.add_argument(
        "--format", choices=_FORMATS, metavar="格式", help="text（默认）、md、json、html；也可以由 -o 的后缀决定"
    )
    parser.add_argument(
        "-o", "--output", metavar="文件", help="写入文件（.txt、.md、.json、.html），不在屏幕上显示；- 是标准输出"
    )


def run(args: Namespace) -> int:
    """Compares two rubrics."""
    form = output_form(args.output, args.format, _ENDINGS, "text")
    if args.first == args.second == STDIN:
        raise Unusable("两份规则不能都从标准输入读")
    keep_inputs(args.output, [args.first, args.second])
    given = (rules(args.first, args.year), rules(args.second, args.year))
    args.indicator = _named(args.indicator, given)
    bar = Progress()
    try:
        found = difference(given[0].rubric, given[1].rubric, Method(args.method), args.indicator, bar.show)
    finally:
        bar.end()
    sources = ((role, one.located.name, digest(one)) for role, one in zip(ROLES, given, strict=True))
    stamp = Stamp(tuple(sources), __version__)
    write_result(args.output, _rendered(found, stamp, form, wording=args.wording))
    return 1 if found.counts else 0


def _named(wanted: list[str], given: tuple[Rules, Rules]) -> list[str]:
    names = list(dict.fromkeys(indicator.name for one in given for indicator in one.rubric.indicators))
    return [names[find_indicator(names, one, "两份规则都")] for one in wanted]


def _rendered(found: Difference, stamp: Stamp, form: str, *, wording: bool) -> str:
    from evaldsl.render import differences

    match form:
        case "json":
            return as_json(differences.as_object(found, stamp)) + "\n"
        case "md":
            return differences.markdown(found, stamp, wording=wording)
        case "html":
            from evaldsl.render.differences_page import page

            return page(found, stamp, wording=wording)
        case _:
            return differences.text(found, stamp, width(), wording=wording)
