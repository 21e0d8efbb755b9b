"""几份规则评同一批单位：每个单位按各份规则的得分、名次、等级，换一份规则谁的名次和等级会变。

数据不全的单位得分是一个区间，名次写作最好～最差，不当作0分排名。
退出状态：0 比完，1 有读不出的数据（按缺处理），2 用法、文件或语法有错误。
"""

from argparse import ArgumentParser, Namespace

from evaldsl import __version__
from evaldsl.arguments import add_year
from evaldsl.console import as_json, width
from evaldsl.files import keep_inputs, once_from_stdin, output_form, text_digest, write_result
from evaldsl.inputs import digest, rules
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.ranking import Ties, ranked
from evaldsl.render import ranking
from evaldsl.render.differences import Stamp
from evaldsl.unit_sources import units_of, year_of_units

_FORMATS = ("text", "md", "csv", "json", "html")
_ENDINGS = {".txt": "text", ".md": "md", ".csv": "csv", ".json": "json", ".html": "html", ".htm": "html"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubrics", metavar="规则文件", nargs="+", help="一份或几份规则文件；名次的变动都与第一份比")
    parser.add_argument(
        "--facts",
        metavar="数据",
        nargs="+",
        required=True,
        help="数据文件（YAML、JSON、CSV）、装着数据文件的文件夹，或一行一个单位的宽表（CSV）；可以写几个",
    )
    add_year(parser)
    parser.add_argument(
        "--ties",
        metavar="并列",
        choices=[one.value for one in Ties],
        default=Ties.COMPETITION.value,
        help="得分相同的怎样排：顺延（默认：并列第2名两个，下一名第4名）、连续（下一名第3名）",
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        metavar="格式",
        help="text（默认）、md、csv（Excel 可直接打开）、json、html；也可以由 -o 的后缀决定",
    )
    parser.add_argument(
        "-o", "--output", metavar="文件", help="写入文件（.txt、.md、.csv、.json、.html）；- 是标准输出"
    )


def run(args: Namespace) -> int:
    """Scores all units under all rubrics."""
    form = output_form(args.output, args.format, _ENDINGS, "text")
    once_from_stdin([*args.rubrics, *args.facts])
    keep_inputs(args.output, [*args.rubrics, *args.facts])
    given = [rules(one, year_of_units(args.year, args.facts, one)) for one in args.rubrics]
    rubrics = [one.rubric for one in given]
    units = units_of(args.facts, rubrics)
    for one in given:
        units.tell_years(one.rubric, one.located.name)
    scorers = [scorer(rubric) for rubric in rubrics]
    cards = [
        (
            unit.name,
            unit.source,
            [score(own, facts.values, unit.name) for own, facts in zip(scorers, unit.facts, strict=True)],
        )
        for unit in units.units
    ]
    ties = Ties(args.ties)
    labels = [f"规则{place}" for place in range(1, len(given) + 1)] if len(given) > 1 else ["规则"]
    read = [(label, one.located.name, digest(one)) for label, one in zip(labels, given, strict=True)]
    read += [("数据", name, text_digest(content)) for name, content in units.data]
    stamp = Stamp(tuple(read), __version__)
    names = tuple(one.located.name for one in given)
    found = ranking.Comparison(names, tuple(rubrics), tuple(ranked(cards, ties)), ties, stamp)
    write_result(args.output, _rendered(found, form))
    return 0 if units.complete else 1


def _rendered(found: ranking.Comparison, form: str) -> str:
    match form:
        case "json":
            return as_json(ranking.as_object(found)) + "\n"
        case "md":
            return ranking.markdown(found)
        case "csv":
            return "\ufeff" + ranking.csv_text(found)
        case "html":
            return ranking.html(found)
        case _:
            return ranking.text(found, width())
