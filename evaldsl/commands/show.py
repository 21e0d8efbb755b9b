"""显示一份规则：开头、约定、默认、计算，各指标的分值和评分语句。

调整文件（写有“沿用”的）显示合并以后的规则。
--merged 显示合并以后的全文，改动过的字写在【】里，下面写明由哪个文件的哪一条改动、依据和理由；
--changes 按顺序列出全部改动。
--format rubric 写出合并以后的规则文件，可以直接用来评分。
退出状态：0 显示完，2 用法、文件或语法有错误。
"""

from argparse import ArgumentParser, Namespace

from evaldsl.command_line.arguments import add_year
from evaldsl.command_line.files import STDIN, Unusable, exists, given_path, keep_inputs, write_result
from evaldsl.command_line.output_forms import output_form
from evaldsl.command_line.rules_and_facts import Rules, evaluated_year, rules
from evaldsl.console import as_json, width

_FORMATS = ("text", "md", "json", "html", "rubric")
_ENDINGS = {".txt": "text", ".md": "md", ".json": "json", ".html": "html", ".rubric": "rubric"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="规则文件", help="规则文件、文件夹或随程序提供的规则集的名称")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--merged", action="store_true", help="合并以后的全文，改动过的字注明出处")
    what.add_argument("--changes", action="store_true", help="从上到下各层的改动，连同依据和理由")
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        metavar="格式",
        help="text（默认），md，json，html 与 rubric（与 --merged 一起用）；也可以由 -o 的后缀决定",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="文件",
        help="写入文件（.txt、.md、.json、.html、.rubric），不在屏幕上显示；- 是标准输出",
    )
    add_year(parser)


def run(args: Namespace) -> int:
    """Shows one rubric."""
    form = output_form(args.output, args.format, _ENDINGS, "text")
    keep_inputs(args.output, [args.rubric])
    given = rules(args.rubric, evaluated_year(args.year, None, args.rubric))
    if form in ("html", "rubric") and not args.merged:
        raise Unusable(f"--format {form} 要与 --merged 一起用")
    if form == "rubric":
        _keep_rules(args.output)
    write_result(args.output, _merged(given, form) if args.merged else _other(given, form, changes=args.changes))
    return 0


def _keep_rules(output: str | None) -> None:
    """Refuses to write merged rules over a file: rules written by hand look the same."""
    path = given_path(output) if output is not None and output != STDIN else None
    if path is not None and exists(path) and path.is_file():
        keep_inputs(output)
        raise Unusable(f"“{output}”已经有了，合并以后的规则不覆盖原来的文件；换一个文件名，不要了的先删去这个文件")


def _merged(given: Rules, form: str) -> str:
    from evaldsl.overlays.layers import File, Layer
    from evaldsl.render import merged

    layer = given.layer or Layer(File(given.located.name, given.text), given.text)
    if form == "rubric":
        return layer.text
    if form == "json":
        return as_json(merged.as_object(layer)) + "\n"
    if form == "html":
        return merged.html(layer)
    return merged.markdown(layer) if form == "md" else merged.text(layer, width())


def _other(given: Rules, form: str, *, changes: bool) -> str:
    from evaldsl.overlays.layers import File, Layer
    from evaldsl.render import contents, merged

    if changes:
        layer = given.layer or Layer(File(given.located.name, given.text), given.text)
        if form == "json":
            return as_json(merged.changes_objects(layer)) + "\n"
        return merged.changes_markdown(layer) if form == "md" else merged.changes_text(layer, width())
    if form == "json":
        return as_json(contents.contents_object(given.located.name, given.text, given.rubric, given.layer)) + "\n"
    if form == "md":
        return contents.contents_markdown(given.text, given.rubric, given.layer)
    return contents.contents(given.text, given.rubric, given.layer, width())
