"""核对规则文件里的例：按所写的数据计算，得分或等级与所写的一致为通过。

列出不符的例、合计，和还没有例用到的句子、档位、界限；--all 连通过的也列出。
--mutate 把规则里的界限、扣分、方向、分数一次改动一处，看例能不能发现。
--suggest 写出还缺的例，--write 直接写进规则文件。
全部通过退出状态为0；有不符，或者 --mutate 有没发现的改动为1；文件有错误为2。
"""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from evaldsl.command_line.arguments import add_year
from evaldsl.command_line.files import Unusable
from evaldsl.command_line.rules_and_facts import Rules, evaluated_year, rules
from evaldsl.console import out, say

if TYPE_CHECKING:
    from evaldsl.examples.suggestions import Suggestion


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("files", metavar="文件", nargs="+", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument("-a", "--all", action="store_true", help="通过的例、没有例的地方全部列出")
    parser.add_argument("--mutate", action="store_true", help="一次改动规则的一处，列出没有例能发现的改动")
    parser.add_argument("--suggest", action="store_true", help="写出还缺的例：每个界限、界限上下、满分、零分、每一句")
    add_year(parser)
    parser.add_argument("--write", action="store_true", help="把缺的例写进规则文件（与 --suggest 一起用）")


def run(args: Namespace) -> int:
    """Runs the examples of every file."""
    if args.write and not args.suggest:
        raise Unusable("--write 要与 --suggest 一起用")
    status = 0
    for argument in args.files:
        try:
            status = max(status, _one(argument, args))
        except Unusable as trouble:
            say(f"错误：{trouble}")
            status = 2
    return status


def _one(argument: str, args: Namespace) -> int:
    from evaldsl.examples.coverage import coverage
    from evaldsl.examples.example_runs import run_examples
    from evaldsl.interpreter.rubric_to_scores import scorer
    from evaldsl.render import tests
    from evaldsl.render.diagnostics import source

    given = rules(argument, evaluated_year(args.year, None, argument))
    ready, where = scorer(given.rubric), source(given.located.name, given.text, given.layer)
    results = run_examples(ready)
    covered = coverage(ready)
    found = None
    if args.mutate:
        from evaldsl.examples.mutants import mutation

        found = mutation(ready)
    if args.suggest:
        from evaldsl.examples.suggestions import added_examples

        added = added_examples(ready, covered, found.survivors if found else ())
        if args.write:
            _write(argument, given, added)
            out(f"{where.name}：写进{len(added)}个例\n")
        else:
            out(tests.suggested(added))
    else:
        out(tests.report(results, covered, where, every=args.all))
        if found is not None:
            out(tests.mutants(found, ready, where, every=args.all))
    unnoticed = found is not None and bool(found.survivors) and not args.suggest
    return 1 if unnoticed or not all(one.passed for one in results) else 0


def _write(argument: str, given: Rules, added: "list[Suggestion]") -> None:
    """The rule file with the examples, if it reads as before with every example passing."""
    from evaldsl.command_line.files import exists, given_path, rewrite
    from evaldsl.examples.suggestions import with_examples

    path = given_path(argument)
    if path is None or not exists(path):
        raise Unusable(f"“{given.located.name}”不能改写；先存成自己的文件，或者不写 --write，只列出缺的例")
    if given.layer is not None:
        raise Unusable(f"“{given.located.name}”是调整文件，例不能直接写进去；用 --suggest 列出，写在“增加 指标 之下”")
    if added:
        rewrite(str(given.located.rubric), given.data, with_examples(given.text, added))
