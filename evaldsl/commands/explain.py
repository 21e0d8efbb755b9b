"""说明一个指标的得分：公布的原文、代入的数据、逐步的计算、怎样才得满分。

不写数据文件时用规则文件旁边的 facts.yaml。指标写名称，能认出是哪一个即可。
退出状态：0 说明完，2 用法、文件或语法有错误，或者有的数据读不出来。
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from evaldsl.command_line.arguments import add_unit, add_year
from evaldsl.command_line.files import Unusable, exists, once_from_stdin
from evaldsl.command_line.indicators import find_indicator
from evaldsl.command_line.rules_and_facts import evaluated_year, facts, rules
from evaldsl.console import out, width
from evaldsl.facts.fact_values import written_in
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.render.diagnostics import source
from evaldsl.render.explanation import Story, explanation


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument(
        "rubric", metavar="规则文件", help="规则文件、有一个规则文件的文件夹，或随程序提供的规则集的名称"
    )
    parser.add_argument(
        "facts", metavar="数据文件", nargs="?", help="数据文件（YAML、JSON、CSV）；写了 --unit 的，是宽表"
    )
    add_unit(parser)
    add_year(parser)
    parser.add_argument("indicator", metavar="指标", help="指标的名称，如 人员控制")


def run(args: Namespace) -> int:
    """Tells one indicator's story."""
    once_from_stdin([args.rubric, args.facts])
    if args.facts is not None and exists(Path(args.indicator)) and not exists(Path(args.facts)):
        raise Unusable(f"“{args.indicator}”是文件，不是指标；先写数据文件，后写指标")
    if args.unit is not None:
        from evaldsl.many_units.unit_of_table import rules_and_unit

        given, known, complete = rules_and_unit(args.rubric, args.facts, args.unit, args.year, args.ignore_columns)
    else:
        given = rules(args.rubric, evaluated_year(args.year, args.facts, args.rubric))
        known, complete = facts(args.facts, given)
    place = find_indicator([one.name for one in given.rubric.indicators], args.indicator)
    ready = scorer(given.rubric)
    ready.facts |= {key: written_in(ready.facts[key], unit) for key, unit in known.units.items()}
    card = score(ready, known.values, known.unit)
    indicator = given.rubric.indicators[place]
    where = source(given.located.name, given.text, given.layer)
    story = Story(ready, indicator, card.indicators[place], known.values, where, known.evidence)
    out(explanation(story, width()))
    return 0 if complete else 2
