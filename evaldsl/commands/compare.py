"""几份规则评同一批单位：每个单位按各份规则的得分、名次、等级，换一份规则谁的名次和等级会变。

写几次 --year，是同一批单位几个年度的变化：每个年度用当年施行的规则。
数据不全的单位得分是一个区间，名次写作最好～最差，不当作0分排名。
退出状态：0 比完，2 用法、文件或语法有错误，或者有的数据读不出来（按缺处理，照样比）。
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evaldsl import __version__
from evaldsl.command_line.arguments import add_ignore_columns, year
from evaldsl.command_line.files import Unusable, given_path, keep_inputs, once_from_stdin, write_result
from evaldsl.command_line.output_forms import output_form
from evaldsl.command_line.rules_and_facts import Rules, digest, rules
from evaldsl.console import width
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.scores import Scorecard
from evaldsl.many_units.choice import MANY, Files, digests, has_batch, large_tables
from evaldsl.many_units.unit_sources import units_of, year_of_units
from evaldsl.many_units.unit_years import Years, no_shared_units
from evaldsl.ranks.ranking import Ranked, Ties, ranked
from evaldsl.ranks.same_units import SameUnits, YearUnits, codes_of, same_units
from evaldsl.render import ranking
from evaldsl.render.stamp import Stamp

if TYPE_CHECKING:
    from evaldsl.many_units.many_scores import Few
    from evaldsl.ranks.score_columns import ScoredColumns

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
    parser.add_argument(
        "--year",
        metavar="年度",
        type=year,
        action="append",
        default=[],
        help="只看这一年度的单位，文件夹里有几个版本的用这一年度施行的；写几次，看同一批单位几个年度的变化",
    )
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
    years = Years(tuple(args.year), _way(args.rubrics))
    given = _rules(args, years)
    rubrics = [one.rubric for one in given]
    units, same, complete, data = _units(args, given, years, form)
    labels = [f"规则{place}" for place in range(1, len(given) + 1)] if len(given) > 1 else ["规则"]
    labels = [f"{one}年度规则" for one in years.wanted] if years.are_compared else labels
    read = [(label, one.located.name, digest(one)) for label, one in zip(labels, given, strict=True)]
    stamp = Stamp((*read, *(("数据", *one) for one in digests(data))), __version__)
    names = tuple(one.located.name for one in given)
    compared = years.wanted if years.are_compared else ()
    found = ranking.Comparison(names, tuple(rubrics), units, Ties(args.ties), stamp, compared, same)
    write_result(args.output, _rendered(found, form))
    return 0 if complete else 2


def _way(rubrics: Sequence[str]) -> str:
    return "；同一批单位两年的变化，写两次 --year" if len(rubrics) == 1 else ""


def _rules(args: Namespace, years: Years) -> list[Rules]:
    """The rubrics; of several years that of each."""
    if years.are_compared:
        if len(args.rubrics) > 1:
            raise Unusable("几个年度的变化，一次只能看一份规则（或装着各年度版本的一个文件夹）")
        if len(set(years.wanted)) < len(years.wanted):
            raise Unusable("同一个年度写了两次 --year")
        return [rules(args.rubrics[0], one) for one in years.wanted]
    wanted = next(iter(years.wanted), None)
    way = f"用 --year 写明看哪一个年度{years.hint}"
    return [rules(one, year_of_units(wanted, args.facts, one, way)) for one in args.rubrics]


def _units(
    args: Namespace, given: Sequence[Rules], years: Years, form: str
) -> "tuple[tuple[Ranked, ...] | ScoredColumns, SameUnits | None, bool, Files]":
    """The units ranked, which are the same in several years, whether all about them could be read, and the files that they
    come from."""
    rubrics = [one.rubric for one in given]
    tables = large_tables(args.facts)
    rest = [one for one in args.facts if one not in tables]
    read = units_of(rest, rubrics, args.ignore_columns) if rest else None
    listed = [] if read is None else read.of(years)
    for place, one in enumerate(given):
        for some in [listed[place]] if years.are_compared and listed else listed:
            some.tell_years(one.rubric, one.located.name)
    data: Files = () if read is None else read.data
    data += tuple((one, path) for one in tables if (path := given_path(one)) is not None)
    ties = Ties(args.ties)
    count = sum(len(one.units) for one in listed)
    if tables or (count >= MANY and has_batch(f"{count}个单位")):
        from evaldsl.many_units.many_scores import Asked, scored_tables

        named = [(one.located.name, one.rubric) for one in given]
        asked = Asked(ties, args.ignore_columns, years, form in ("json", "csv"))
        found, complete = scored_tables(tables, named, listed, asked)
        if not isinstance(found, list):
            return found, found.same, complete, data
    else:
        years.tell()
        found = [one.of_year(place) for place, some in enumerate(listed) for one in some.units]
        complete = all(one.complete for one in listed)
    cards, same = _cards(found, [scorer(rubric) for rubric in rubrics], years)
    return tuple(ranked(cards, ties)), same, complete, data


Card = tuple[str, str, list[Scorecard]]


def _cards(found: "Few", scorers: Sequence[Scorer], years: Years) -> tuple[list[Card], SameUnits | None]:
    """Each unit scored under each rubric, of several years each year under its own; and which units are the same."""
    if not years.are_compared:
        every = [
            (
                one.name,
                one.source,
                [score(own, facts, one.name) for own, facts in zip(scorers, one.values, strict=True)],
            )
            for one in found
        ]
        return every, None
    of = [[one for one in found if one.year == place] for place in range(len(scorers))]
    same = same_units(
        [
            YearUnits([one.name for one in some], [one.source for one in some], codes_of([one.codes for one in some]))
            for some in of
        ]
    )
    if not same.rows:
        raise Unusable(no_shared_units(same))
    cards = []
    for name, rows in zip(same.names, same.rows, strict=True):
        units = [some[row] for some, row in zip(of, rows, strict=True)]
        own = [score(one, unit.values[unit.year], name) for one, unit in zip(scorers, units, strict=True)]
        cards.append((name, units[0].source, own))
    return cards, same


def _many(found: ranking.Comparison, form: str) -> str | Iterable[str] | None:
    """What is said of very many units; None where it is said as of few."""
    if isinstance(found.units, tuple) or form == "csv":
        return None
    from evaldsl.ranks.score_columns import ScoredColumns
    from evaldsl.render import many_ranks

    units = found.units
    assert isinstance(units, ScoredColumns)
    match form:
        case "json":
            return ranking.json_text(found, {"summary": many_ranks.summary_object(units)})
        case "md":
            return many_ranks.markdown(found, units)
        case "html":
            return many_ranks.html(found, units)
        case _:
            return many_ranks.text(found, units, width())


def _rendered(found: ranking.Comparison, form: str) -> str | Iterable[str]:
    many = _many(found, form)
    if many is not None:
        return many
    match form:
        case "json":
            return ranking.json_text(found)
        case "md":
            return ranking.markdown_text(found)
        case "csv":
            return "\ufeff" + ranking.csv_text(found)
        case "html":
            from evaldsl.render import ranking_page

            return ranking_page.html(found)
        case _:
            return ranking.text(found, width())
