"""几份规则评同一批单位：每个单位按各份规则的得分、名次、等级，换一份规则谁的名次和等级会变。

数据不全的单位得分是一个区间，名次写作最好～最差，不当作0分排名。
退出状态：0 比完，1 有读不出的数据（按缺处理），2 用法、文件或语法有错误。
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from evaldsl import __version__
from evaldsl.command_line.arguments import add_ignore_columns, add_year
from evaldsl.command_line.files import given_path, keep_inputs, once_from_stdin, output_form, write_result
from evaldsl.command_line.rules_and_facts import Rules, digest, rules
from evaldsl.console import as_json, width
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.many_units.choice import MANY, Files, digests, has_batch, large_tables
from evaldsl.many_units.unit_sources import one_year, units_of, year_of_units
from evaldsl.ranks.ranking import Ranked, Ties, ranked
from evaldsl.render import ranking
from evaldsl.render.stamp import Stamp

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
        help="数据文件（YAML、JSON、CSV）、装着数据文件的文件夹，或一行一个单位的宽表（CSV、Parquet、Arrow）；可以写几个",
    )
    add_ignore_columns(parser)
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
    units, complete, data = _units(args, given)
    labels = [f"规则{place}" for place in range(1, len(given) + 1)] if len(given) > 1 else ["规则"]
    read = [(label, one.located.name, digest(one)) for label, one in zip(labels, given, strict=True)]
    stamp = Stamp((*read, *(("数据", *one) for one in digests(data))), __version__)
    names = tuple(one.located.name for one in given)
    found = ranking.Comparison(names, tuple(rubrics), units, Ties(args.ties), stamp)
    write_result(args.output, _rendered(found, form))
    return 0 if complete else 1


def _units(args: Namespace, given: Sequence[Rules]) -> tuple[Sequence[Ranked], bool, Files]:
    """The units ranked, whether all about them could be read, and the files that they come from."""
    rubrics = [one.rubric for one in given]
    tables = large_tables(args.facts)
    rest = [one for one in args.facts if one not in tables]
    listed = units_of(rest, rubrics, args.ignore_columns) if rest else None
    if listed is not None:
        for one in given:
            listed.tell_years(one.rubric, one.located.name)
        one_year({unit.facts[0].year for unit in listed.units})
    data: Files = () if listed is None else listed.data
    data += tuple((one, path) for one in tables if (path := given_path(one)) is not None)
    ties = Ties(args.ties)
    many = listed is not None and len(listed.units) >= MANY
    if tables or (listed is not None and many and has_batch(f"{len(listed.units)}个单位")):
        from evaldsl.many_units.many_scores import scored_tables

        named = [(one.located.name, one.rubric) for one in given]
        found, complete = scored_tables(tables, named, listed, ties, args.ignore_columns)
        if not isinstance(found, list):
            return found, complete, data
    else:
        assert listed is not None
        found = [(one.name, one.source, tuple(facts.values for facts in one.facts)) for one in listed.units]
        complete = listed.complete
    scorers = [scorer(rubric) for rubric in rubrics]
    cards = [
        (name, source, [score(own, facts, name) for own, facts in zip(scorers, values, strict=True)])
        for name, source, values in found
    ]
    return tuple(ranked(cards, ties)), complete, data


def _many(found: ranking.Comparison, form: str) -> str | None:
    """What is said of very many units; None where it is said as of few."""
    if isinstance(found.units, tuple) or form == "csv":
        return None
    from evaldsl.ranks.score_columns import ScoredColumns
    from evaldsl.render import many_ranks

    units = found.units
    assert isinstance(units, ScoredColumns)
    match form:
        case "json":
            return as_json(ranking.as_object(found) | {"summary": many_ranks.summary_object(units)}) + "\n"
        case "md":
            return many_ranks.markdown(found, units)
        case "html":
            return many_ranks.html(found, units)
        case _:
            return many_ranks.text(found, units, width())


def _rendered(found: ranking.Comparison, form: str) -> str:
    many = _many(found, form)
    if many is not None:
        return many
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
