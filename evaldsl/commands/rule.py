"""读一句评分标准，不用写规则文件：读取哪些数据、是什么意思、能得多少分、有什么毛病。

语句写 - 时从标准输入读。--jsonl 时从标准输入每行读一个 JSON 对象，每行回答一个。
退出状态：0 没有问题，1 有警告，2 语句读不懂；--jsonl 为0，每行的结果看该行的 ok 和 findings。
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence

from evaldsl.command_line.arguments import exact_number, keep_apart
from evaldsl.command_line.files import STDIN, Unusable, decoded, read_bytes, stdin
from evaldsl.console import as_json, colours, out, width
from evaldsl.render.widths import one_line

_STEPS = ("进一", "整步", "按比例")


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument(
        "sentence", metavar="评分语句", nargs="?", help="评分语句，如“预算执行率≥95%得2分，每低1个百分点扣0.2分”"
    )
    parser.add_argument("--indicator", metavar="名称", default="", help="指标的名称，语句没有主语时要用")
    parser.add_argument("--weight", metavar="分值", type=exact_number, help="指标的分值")
    parser.add_argument("--step", choices=_STEPS, metavar="方式", help="不足一步的怎么计：进一、整步（不计）、按比例")
    parser.add_argument(
        "--fact", metavar="名称=值", action="append", default=[], help="一项数据，如 预算执行率=93.5；可以写多次"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", metavar="格式", help="text（默认），json 供程序读"
    )
    parser.add_argument("--jsonl", action="store_true", help="从标准输入成批读，每行一个 JSON 对象")


def run(args: Namespace) -> int:
    """One sentence, or many from stdin."""
    if args.jsonl:
        if args.sentence is not None or args.fact:
            raise Unusable("--jsonl 从标准输入读，不再写语句和数据")
        keep_apart(args, "--jsonl 时各句自己写明，", ("indicator", "weight", "step"))
        return _many()
    if args.sentence is None:
        raise Unusable('没有写评分语句；用法：evaldsl rule "预算执行率≥95%得2分"，或 evaldsl rule --jsonl')
    if args.weight is not None and args.weight < 0:
        raise Unusable("--weight 是分值，不能小于0")
    return _one(args)


def _one(args: Namespace) -> int:
    from evaldsl.command_line.rule_request import Request, result_of
    from evaldsl.render import rule as rendered
    from evaldsl.render.diagnostics import WORDS, exit_status, source, text

    sentence = args.sentence
    if sentence == STDIN:
        sentence = decoded(read_bytes(None, "标准输入"), "标准输入").strip()
    elif any("\ud800" <= sign <= "\udfff" for sign in sentence):  # bytes of the command line that are no text
        raise Unusable("评分语句里有的字节不是UTF-8编码的文字")
    facts = _facts(args.fact)
    rule, card, found = result_of(Request(None, sentence, args.indicator, args.weight, args.step, facts))
    if args.format == "json":
        out(as_json(rendered.as_object(None, rule, card, found)) + "\n")
    else:
        out(rendered.text(rule, card if facts else None, width()))
        if rule.findings:
            out("\n" + text(rule.findings, source("语句", sentence), colours(sys.stdout), width()))
        for one in found[len(rule.findings) :]:
            out(
                f"\n数据 {WORDS[one.severity]}[{one.slug}] {one_line(one.message)}{'；' + one.hint if one.hint else ''}\n"
            )
    return exit_status(found)


def _facts(given: Sequence[str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for name, value in map(_fact, given):
        if name in facts:
            raise Unusable(f"--fact 给了两次“{name}”：{facts[name]}、{value}；请删去其中一个")
        facts[name] = value
    return facts


def _fact(words: str) -> tuple[str, str]:
    name, equals, value = words.replace("＝", "=").partition("=")
    if not equals or not name.strip():
        raise Unusable(f"--fact 应写作 名称=值，此处为“{words[:40]}”")
    return name.strip(), value.strip()


def _many() -> int:
    """Each line is answered before the next is read, so that another program can talk with this one."""
    from evaldsl.command_line.rule_request import answer_line

    for line in _lines():
        out(answer_line(line) + "\n")
    return 0


_MOST, _MOST_IN_ALL = 1 << 22, 1 << 24


def _lines() -> Iterator[str]:
    """The lines of stdin that say something; bytes that are no UTF-8 become signs that no sentence has."""
    number, source = -1, stdin()
    while line := source.readline(_MOST):
        number += 1
        while not line.endswith(b"\n") and len(line) < _MOST_IN_ALL and (more := source.readline(_MOST)):
            line += more
        words = line.decode("utf-8-sig" if number == 0 else "utf-8", "replace").strip()
        if words:
            yield words
