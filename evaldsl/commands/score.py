"""按规则给一个单位评分，列出每一处扣分的原因；数据不全时给出可能的区间和最值得补的数据。

不写数据文件时用规则文件旁边的 facts.yaml。
退出状态：0 评完，1 低于 --fail-under 或与公布得分不符，2 用法、文件或语法有错误，
或者有的数据读不出来（按缺处理，照样评）。
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from evaldsl.command_line.arguments import add_unit, add_year, exact_number
from evaldsl.command_line.files import Unusable, given_path, once_from_stdin, read_text, write_result
from evaldsl.command_line.output_forms import output_form
from evaldsl.command_line.rubric_cache import cached_scorecard
from evaldsl.command_line.rules_and_facts import Rules, digest, evaluated_year, facts, rules, show
from evaldsl.console import as_json, say, width
from evaldsl.interpreter.scores import Scorecard
from evaldsl.render.evidence import with_evidence
from evaldsl.render.numbers import interval_text, points_text

if TYPE_CHECKING:
    from evaldsl.facts.published import Compared
    from evaldsl.facts.unit_facts import UnitFacts

_FORMATS = ("text", "md", "html", "csv", "json")
_ENDINGS = {".txt": "text", ".md": "md", ".html": "html", ".csv": "csv", ".json": "json"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="规则文件", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument(
        "facts", metavar="数据文件", nargs="?", help="数据文件（YAML、JSON、CSV）；写了 --unit 的，是宽表"
    )
    add_unit(parser)
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        metavar="格式",
        help="text 表格（默认），md，html（浏览器、Word 可直接打开），csv（Excel 可直接打开），json；也可以由 -o 的后缀决定",
    )
    parser.add_argument(
        "-o", "--output", metavar="文件", help="写入文件（.txt、.md、.html、.csv、.json），不在屏幕上显示；- 是标准输出"
    )
    parser.add_argument("--published", metavar="文件", help="公布的得分（指标,分值,得分,备注），逐项比较")
    parser.add_argument("--compare", action="store_true", help="与规则文件旁边的 published.csv 比较")
    add_year(parser)
    parser.add_argument(
        "--fail-under",
        metavar="分数",
        type=exact_number,
        help="总分低于这个分数，或数据不全而可能低于它时，退出状态为1",
    )


def run(args: Namespace) -> int:
    """Scores, writes, compares."""
    form = output_form(args.output, args.format, _ENDINGS, "text")
    once_from_stdin([args.rubric, args.facts])
    given, known, complete = _given(args)
    scored = cached_scorecard((given.located.name, given.text), known, lambda: _scored(given, known))
    card = with_evidence(scored, known.evidence)
    compared = _compared(args, given, card)
    write_result(args.output, _rendered(card, form, known.year, compared, given))
    differ = any(one.disagrees for one in compared or ())
    return 2 if not complete else 1 if _fails(card, args.fail_under) or differ else 0


def _given(args: Namespace) -> "tuple[Rules, UnitFacts, bool]":
    if args.unit is not None:
        from evaldsl.many_units.unit_of_table import rules_and_unit

        return rules_and_unit(args.rubric, args.facts, args.unit, args.year, args.ignore_columns)
    given = rules(args.rubric, evaluated_year(args.year, args.facts, args.rubric))
    return (given, *facts(args.facts, given))


def _scored(given: Rules, known: "UnitFacts") -> Scorecard:
    from evaldsl.interpreter.rubric_to_scores import score, scorer

    return score(scorer(given.rubric), known.values, known.unit)


def _rendered(card: Scorecard, form: str, year: str, compared: "Sequence[Compared] | None", given: Rules) -> str:
    if form == "text":
        from evaldsl.render.scorecard import text

        return text(card, width(), year, compared)
    from evaldsl.render import scorecard_files

    if form == "json":
        return as_json(scorecard_files.as_object(card, compared, given.text)) + "\n"
    if form == "md":
        return scorecard_files.markdown(card, year, compared)
    if form == "html":
        from evaldsl import __version__
        from evaldsl.render import scorecard_page
        from evaldsl.render.stamp import Stamp

        return scorecard_page.html(card, Stamp((("", given.located.name, digest(given)),), __version__), year, compared)
    return "\ufeff" + scorecard_files.csv_text(card, compared, year)


def _compared(args: Namespace, given: Rules, card: Scorecard) -> "Sequence[Compared] | None":
    """The published scores beside ours, when asked for."""
    if args.published is None and not args.compare:
        return None
    from evaldsl.facts.published import compare, read_published

    if args.published is not None:
        name = args.published
        content = read_text(given_path(name), name)
    elif given.located.published is not None:
        name = given.located.published.name
        content = read_text(given.located.published, name)
    else:
        raise Unusable(f"“{given.located.name}”旁边没有published.csv，请用 --published 写明公布得分的文件")
    published, found = read_published(content, given.rubric)
    show(found, name, content)
    if any(one.is_error for one in found):
        raise Unusable(f"“{name}”读不出公布的得分")
    return compare(card, published)


def _fails(card: Scorecard, least: Fraction | None) -> bool:
    if least is None:
        return False
    if card.score is None and card.interval[0] < least:
        say(f"数据不全，总分在{interval_text(card.interval)}，不能确定达到{points_text(least)}")
        return True
    if card.score is not None and card.score < least:
        say(f"总分{points_text(card.score)}，低于{points_text(least)}")
        return True
    return False
