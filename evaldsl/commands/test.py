"""核对规则文件里的例：按所写的数据计算，得分或等级与所写的一致为通过。

列出不符的例和合计；--all 连通过的也列出。
全部通过退出状态为0，有不符为1，文件有错误为2。
"""

from argparse import ArgumentParser, Namespace

from evaldsl.console import out, say
from evaldsl.examples import ExampleResult, run_examples
from evaldsl.files import Unusable
from evaldsl.inputs import rules
from evaldsl.interpreter.rubric_to_scores import scorer
from evaldsl.render.diagnostics import source
from evaldsl.render.numbers import points_text
from evaldsl.render.widths import one_line


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("files", metavar="文件", nargs="+", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument("-a", "--all", action="store_true", help="连通过的例也列出")


def run(args: Namespace) -> int:
    """Runs the examples of every file."""
    status = 0
    for argument in args.files:
        try:
            status = max(status, _one(argument, args.all))
        except Unusable as trouble:
            say(f"错误：{trouble}")
            status = 2
    return status


def _one(argument: str, every: bool) -> int:
    given = rules(argument)
    where = source(given.located.name, given.text)
    results = run_examples(scorer(given.rubric))
    for result in results:
        if every or not result.passed:
            line, _ = where.position(result.example.span[0])
            out(f"{where.name}:{line} {_told(result)}\n")
    failed = sum(not result.passed for result in results)
    verdict = f"{failed}个不符" if failed else "全部通过"
    out(f"{where.name}：{len(results)}个例，{verdict}\n" if results else f"{where.name}：没有例\n")
    return 1 if failed else 0


def _told(result: ExampleResult) -> str:
    """不符 人员控制.① 应得2分，算得1.8分：相差0.2分"""
    example = result.example
    subject = one_line(f"{example.indicator}{'.' if example.label else ''}{example.label}")
    wanted = [f"应得{points_text(example.expected)}"] if example.expected is not None else []
    wanted += [f"等级应为“{example.grade}”"] if example.grade else []
    line = f"{'通过' if result.passed else '不符'} {subject} {'，'.join(wanted)}"
    if result.passed:
        return line
    got = f"，算得{points_text(result.score)}" if result.score is not None else ""
    return f"{line}{got}：{one_line(result.message)}"
