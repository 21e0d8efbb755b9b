"""把规则文件改写成规范写法，不改变意思，注释保留。

改写的是文件本身，原来的写法不留；想先看改什么，用 --diff。
调整文件（写有“沿用”的）引用底本的原文，照原样不改写。
--check 和 --diff 不改写文件。文件写 - 时从标准输入读，写到标准输出。
退出状态：0 改写完或没有要改的，1 --check、--diff 有要改的，2 用法、文件或语法有错误。
"""

import sys
from argparse import ArgumentParser, Namespace

from evaldsl.command_line.files import STDIN, Unusable, decoded, given_path, read_bytes, refuse_data, rewrite
from evaldsl.console import colours, out, say, width
from evaldsl.render.diagnostics import source, text
from evaldsl.rubric_files.overlay_lines import is_overlay


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("files", metavar="文件", nargs="+", help="规则文件")
    parser.add_argument("--check", action="store_true", help="只看要不要改写")
    parser.add_argument("--diff", action="store_true", help="只显示要改写的地方")


def run(args: Namespace) -> int:
    """Formats every file; one that cannot be read does not stop the others."""
    status = 0
    for argument in args.files:
        try:
            status = max(status, _one(argument, args.check, args.diff))
        except Unusable as trouble:
            say(f"错误：{trouble}")
            status = 2
    return status


def _one(argument: str, check: bool, diff: bool) -> int:
    from evaldsl import pipeline

    name = "标准输入" if argument == STDIN else argument
    data = read_bytes(given_path(argument), name)
    content = decoded(data, name)
    refuse_data(content, name)
    if is_overlay(content):
        say(f"“{name}”是调整文件，照原样不改写")
        if argument == STDIN and not check and not diff:
            out(content.replace("\r\n", "\n"))
        return 0
    formatted, found = pipeline.format_text(content, name)
    if any(one.is_error for one in found):
        say(text(found, source(name, content), colours(sys.stderr), width()))
        raise Unusable(f"“{name}”有错误，没有改写")
    if "\r\n" in content:
        formatted = formatted.replace("\r\n", "\n").replace("\n", "\r\n")
    changed = formatted != content
    if diff:
        from evaldsl.render.difference import difference

        out(difference(content, formatted, name, "规范写法"))
    if check or diff:
        if check and changed:
            out(f"要改写：{name}\n")
        return 1 if changed else 0
    if argument == STDIN:
        out(formatted)
    elif changed:
        rewrite(argument, data, formatted)
        say(f"已改写：{name}")
    return 0
