"""按规则给一个单位评分，列出每一处扣分的原因；数据不全时给出可能的区间和最值得补的数据。

不写数据文件时用规则文件旁边的 facts.yaml。
退出状态：0 评完，1 低于 --fail-under 或与公布得分不符，2 用法、文件或语法有错误。
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from evaldsl import pipeline
from evaldsl.arguments import exact_number
from evaldsl.console import as_json, out, say, width
from evaldsl.files import Unusable, given_path, read_data, write_atomically
from evaldsl.inputs import Rules, facts, rules, show
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scores import Scorecard
from evaldsl.render.evidence import with_evidence
from evaldsl.render.numbers import interval_text, points_text

if TYPE_CHECKING:
    from evaldsl.published import Compared

_FORMATS = ("text", "md", "csv", "json")
_SUFFIXES = {".md": "md", ".csv": "csv", ".json": "json"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="RUBRIC", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument("facts", metavar="FACTS", nargs="?", help="数据文件（YAML、JSON、CSV）")
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        help="text 表格（默认），md，csv（Excel 可直接打开），json；也可以由 -o 的后缀决定",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="写入文件，不在屏幕上显示")
    parser.add_argument("--published", metavar="CSV", help="公布的得分（指标,分值,得分,备注），逐项比较")
    parser.add_argument("--compare", action="store_true", help="与规则文件旁边的 published.csv 比较")
    parser.add_argument(
        "--fail-under", metavar="N", type=exact_number, help="总分低于N分，或数据不全而可能低于N分时，退出状态为1"
    )


def run(args: Namespace) -> int:
    """Scores, writes, compares."""
    given = rules(args.rubric)
    known, complete = facts(args.facts, given)
    card = with_evidence(score(pipeline.prepare(given.loaded), known.values, known.unit), known.evidence)
    compared = _compared(args, given, card)
    form = args.format or _SUFFIXES.get(os.path.splitext(args.output or "")[1].lower(), "text")
    if args.output is None:
        out(_rendered(card, form, known.year, compared).replace("\r\n", "\n"))
    else:
        write_atomically(args.output, _rendered(card, form, known.year, compared).encode("utf-8", "replace"))
    differ = any(one.disagrees for one in compared or ())
    return 2 if not complete else 1 if _fails(card, args.fail_under) or differ else 0


def _rendered(card: Scorecard, form: str, year: str, compared: "Sequence[Compared] | None") -> str:
    if form == "text":
        from evaldsl.render.scorecard import text

        columns = width()
        return text(
            card, max(columns, 120) if compared is not None and not sys.stdout.isatty() else columns, year, compared
        )
    from evaldsl.render import scorecard_files

    if form == "json":
        return as_json(scorecard_files.as_object(card, compared)) + "\n"
    if form == "md":
        return scorecard_files.markdown(card, year, compared)
    return "\ufeff" + scorecard_files.csv_text(card, compared)


def _compared(args: Namespace, given: Rules, card: Scorecard) -> "Sequence[Compared] | None":
    """The published scores beside ours, when asked for."""
    if args.published is None and not args.compare:
        return None
    from evaldsl.published import compare, read_published
    from evaldsl.render.diagnostics import source

    if args.published is not None:
        name = args.published
        content = read_data(given_path(name), name)
    elif given.located.published is not None:
        name = given.located.published.name
        content = read_data(given.located.published, name)
    else:
        raise Unusable(f"“{given.located.name}”旁边没有published.csv，请用 --published 写明公布得分的文件")
    published, found = read_published(content, given.rubric)
    show(found, source(name, content))
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
