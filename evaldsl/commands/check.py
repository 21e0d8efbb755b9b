"""检查规则文件，说明每一处毛病在哪里、怎么改。

文件可以写路径、只有一个规则文件的文件夹、随程序提供的规则集的名称，或者 -（标准输入）。
没有发现或者只有说明时退出状态为0，有警告为1，有错误为2。
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from evaldsl.arguments import joined, slugs
from evaldsl.console import as_json, colours, out, say
from evaldsl.diagnostics import Diagnostic
from evaldsl.files import Unusable, locate, read_rules
from evaldsl.render.diagnostics import Source, as_objects, concise, exit_status, source, summary, text


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("files", metavar="文件", nargs="+", help="规则文件")
    parser.add_argument(
        "--format",
        choices=("text", "concise", "json"),
        metavar="格式",
        default="text",
        help="text 带原文（默认），concise 一条一行，json 供程序读",
    )
    parser.add_argument(
        "--select",
        metavar="名称",
        type=slugs,
        action="append",
        help="只看这几种发现，名称之间用逗号隔开；错误总是列出",
    )
    parser.add_argument("--ignore", metavar="名称", type=slugs, action="append", help="不看这几种发现；错误总是列出")


def run(args: Namespace) -> int:
    """Checks every file; one that cannot be read does not stop the others."""
    from evaldsl import pipeline

    chosen, ignored = joined(args.select), joined(args.ignore)
    status = 0
    every: list[tuple[Source, list[Diagnostic]]] = []
    for argument in args.files:
        try:
            located = locate(argument)
            content = read_rules(located.rubric, located.name)
        except Unusable as trouble:
            say(f"错误：{trouble}")
            status = 2
            continue
        found = [
            one
            for one in pipeline.check(pipeline.load(content, located.name))
            if one.is_error or (one.slug not in ignored and (not chosen or one.slug in chosen))
        ]
        every.append((source(located.name, content), found))
        status = max(status, exit_status(found))
    _show(every, args.format)
    return status


def _show(every: Sequence[tuple[Source, list[Diagnostic]]], form: str) -> None:
    if form == "json":
        out(as_json([finding for where, found in every for finding in as_objects(found, where)]) + "\n")
    elif form == "concise":
        for where, found in every:
            out(concise(found, where))
    else:
        for where, found in every:
            out(text(found, where, colours(sys.stdout)))
            out(f"{where.name}：{summary(found)}\n")
