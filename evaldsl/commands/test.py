"""核对规则文件里的例：按所写的数据计算，得分与所写的一致为通过。

全部通过退出状态为0，有不符为1，文件有错误为2。
"""

from argparse import ArgumentParser, Namespace

from evaldsl.console import out, say
from evaldsl.examples import run_examples
from evaldsl.files import Unusable
from evaldsl.inputs import rules
from evaldsl.interpreter.rubric_to_scores import scorer
from evaldsl.render.diagnostics import source
from evaldsl.render.numbers import points_text
from evaldsl.render.widths import one_line


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("files", metavar="文件", nargs="+", help="规则文件、文件夹或随程序提供的规则集的名称")


def run(args: Namespace) -> int:
    """Runs the examples of every file."""
    status = 0
    for argument in args.files:
        try:
            status = max(status, _one(argument))
        except Unusable as trouble:
            say(f"错误：{trouble}")
            status = 2
    return status


def _one(argument: str) -> int:
    given = rules(argument)
    where = source(given.located.name, given.text)
    results = run_examples(scorer(given.rubric))
    for result in results:
        line, _ = where.position(result.example.span[0])
        example = result.example
        subject = one_line(f"{example.indicator}{'.' if example.label else ''}{example.label}")
        got = "待定" if result.score is None else points_text(result.score)
        told = "" if result.passed else f"，算得{got}{'：' if result.message else ''}{one_line(result.message)}"
        out(
            f"{where.name}:{line} {'通过' if result.passed else '不符'} {subject} 应得{points_text(example.expected)}{told}\n"
        )
    failed = sum(not result.passed for result in results)
    passed = len(results) - failed
    out(f"{where.name}：{len(results)}个例，{passed}个通过，{failed}个不符\n" if results else f"{where.name}：没有例\n")
    return 1 if failed else 0
