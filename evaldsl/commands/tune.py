"""调一个数，看各单位的得分、等级、名次怎样变；或反过来，求这个数取什么值能达到目标。

规则里每个数都有地址，如 人员控制.①.扣，用 --list 列出。改一个数就是把原文里的数换掉重读，官方的话仍是程序。
退出状态：0 完成，1 目标达不到，2 用法、文件或语法有错误，或者有的数据读不出来。
"""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from evaldsl.command_line.arguments import add_ignore_columns, keep_apart, whole, year
from evaldsl.command_line.files import (
    Unusable,
    given_path,
    keep_inputs,
    once_from_stdin,
    read_text,
)
from evaldsl.command_line.output_forms import output_form
from evaldsl.command_line.progress import Progress
from evaldsl.command_line.rules_and_facts import LoadedRules, digest, evaluated_year, loaded_rules
from evaldsl.command_line.sheet_report import SheetReport
from evaldsl.console import say
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.values import shown
from evaldsl.many_units.choice import ManyUnits, units_to_tune
from evaldsl.many_units.named_units import chosen_units, known_unit, line_for
from evaldsl.many_units.unit_sources import year_of_units
from evaldsl.render.tuning import (
    answer_sheet,
    names_text,
    number_text,
    parameter_sheet,
    section_sheet,
    setting_text,
    sweep_sheet,
    value_text,
    verdict_text,
)
from evaldsl.tuning.advice import all_sections, answer
from evaldsl.tuning.edges import UnitEdges
from evaldsl.tuning.goals import Goal, goal_of, reached_text
from evaldsl.tuning.improvements import improvement
from evaldsl.tuning.incomplete import incomplete
from evaldsl.tuning.overlay_lines import overlay_lines
from evaldsl.tuning.parameters import parameters_of
from evaldsl.tuning.reaching import at_least, line_of, reached
from evaldsl.tuning.regimes import regimes_of, usual_range
from evaldsl.tuning.rereading import Rereader
from evaldsl.tuning.settings import Wanted, combinations, wanted
from evaldsl.tuning.standings import unit_standing
from evaldsl.tuning.sweep import row, summary, swept
from evaldsl.tuning.unfilled import where_known
from evaldsl.tuning.units import Population

MOST_UNITS, MOST_WAYS = 10, 5
"""So many units, and ways for each, are listed where nobody says."""
_FORMATS = ("text", "md", "csv", "json", "html")
_ENDINGS = {".txt": "text", ".md": "md", ".csv": "csv", ".json": "json", ".html": "html", ".htm": "html"}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="规则文件", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument(
        "--list",
        metavar="名称",
        nargs="?",
        const="",
        help="列出可以调的数：地址、现在的值、所在的话；写上名称时只列含它的",
    )
    parser.add_argument(
        "--facts", metavar="数据", nargs="+", default=[],
        help="被评单位：数据文件、放数据文件的文件夹、一行一个单位的宽表（CSV、Parquet、Arrow），可以混着写；不写时用规则文件旁边的 facts.yaml",
    )  # fmt: skip
    add_ignore_columns(parser)
    parser.add_argument(
        "--set", metavar="地址=值", action="append", default=[], dest="sets",
        help="调哪个数：地址=0.1,0.2 逐个试；地址=0.1..0.5/0.05 从0.1到0.5每隔0.05试一个；地址=0..1 或只写地址，在范围内逐段求；可以写几次，各种组合都试",
    )  # fmt: skip
    parser.add_argument(
        "--goal", metavar="目标", action="append", default=[],
        help="求达到目标的值：均分=85、均分≥85、优≤10%、良≥30、等级不变；可以写几次，同时达到",
    )  # fmt: skip
    parser.add_argument(
        "--year", metavar="年度", type=year,
        help="只看这一年度的单位；文件夹里有几个版本时，用这一年度施行的；不写的，用数据的年度，数据只能有一个年度",
    )  # fmt: skip
    parser.add_argument(
        "--before", metavar="文件", help="原来的等级（单位,等级），变档和“等级不变”与它比；不写时与现在比"
    )
    parser.add_argument("--edges", action="store_true", help="各单位的数据离下一次得分变动、等级变动有多远")
    parser.add_argument("--to", metavar="等级", help="还没到这个等级的单位，最少改哪些数据能到")
    parser.add_argument("--unit", metavar="单位", action="append", default=[], help="只看这个单位，可以写几次")
    parser.add_argument(
        "--most", metavar="个数", type=whole(1, 999_999_999, "不小于1的整数，如10"),
        help="一次最多列出几个单位（默认10）；大于5的，--to 里一个单位也列到这么多种改法（默认5种）",
    )  # fmt: skip
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        metavar="格式",
        help="text 表格（默认），md，csv，json，html 带图的网页；也可以由 -o 的后缀决定",
    )
    parser.add_argument(
        "-o", "--output", metavar="文件", help="写入文件（.txt、.md、.csv、.json、.html），不在屏幕上显示"
    )


def run(args: Namespace) -> int:
    """Lists, sweeps or solves."""
    _keep_apart(args)
    args.ways, args.most = max(MOST_WAYS, args.most or 0), args.most or MOST_UNITS
    form = output_form(args.output, args.format, _ENDINGS, "text")
    once_from_stdin([args.rubric, *(args.facts or ()), args.before])
    keep_inputs(args.output, [args.rubric, *(args.facts or ()), args.before])
    given = loaded_rules(args.rubric, _year(args))
    if args.list is not None:
        return _list(args, given, form)
    many = _units(args, given)
    bar = Progress()
    population = _population(given, many, bar, to=args.to is not None and not args.sets)
    rules = [("规则", given.located.name, digest(given))]
    report = SheetReport(args.output, form, lambda: [*rules, *(("数据", *one) for one in many.digests())], bar)
    status = _tuned(args, given, population, report) if args.sets else _unit_changes(args, population, report)
    return status if many.complete else 2


def _keep_apart(args: Namespace) -> None:
    if args.list is not None:
        keep_apart(args, "--list 只列出数，", ("set=sets", "goal", "before", "edges", "to", "unit", "most"))
    if args.edges:
        keep_apart(args, "--edges 看的是现在的规则，", ("set=sets", "goal", "before", "to"))
    elif args.to is not None:
        keep_apart(args, "--to 看的是一个个单位，", ("goal", "before"))
    elif args.sets:
        keep_apart(args, "--set 看的是全部单位，", ("unit",))


def _year(args: Namespace) -> int | None:
    if args.facts:
        return year_of_units(args.year, args.facts, args.rubric, "用 --year 写明看哪一个年度")
    return evaluated_year(args.year, None, args.rubric)


def _list(args: Namespace, given: LoadedRules, form: str) -> int:
    from evaldsl.render.tuning_object import parameters_object
    from evaldsl.text.typography import same_name

    found = [one for one in parameters_of(given.loaded) if same_name(args.list) in same_name(one.address)]
    if not found:
        raise Unusable(f"没有地址含“{args.list[:40]}”的数")
    report = SheetReport(args.output, form, lambda: [("规则", given.located.name, digest(given))])
    report.write([parameter_sheet(found, given.located.name)], parameters_object(found))
    return 0


def _units(args: Namespace, given: LoadedRules) -> ManyUnits:
    beside = given.located.facts
    if not args.facts and beside is None:
        raise Unusable(f"没有写 --facts，“{given.located.name}”旁边也没有facts.yaml")
    facts = args.facts or [str(beside)]
    return units_to_tune(facts, given.rubric, given.located.name, args.ignore_columns, args.year)


def _population(given: LoadedRules, many: ManyUnits, bar: Progress, *, to: bool) -> Population:
    bar.show(f"正在给{len(many.units):,}个单位评分")
    population = Population(given.rubric, many.units, bar.show, many.written)
    if not population.scored and not to:
        names = names_text([many.units.name(place) for place in range(min(len(many.units), 4))], 3)
        raise Unusable(f"没有一个单位数据齐全、能算出总分（{names}）；缺哪些数据，用 evaldsl score 看")
    return population


# ---- parameters


def _tuned(args: Namespace, given: LoadedRules, population: Population, report: SheetReport) -> int:
    parameters = parameters_of(given.loaded)
    sets = []
    for text in args.sets:
        one = wanted(text, parameters)
        if isinstance(one, str):
            raise Unusable(one)
        sets.append(one)
    twice = {one.parameter.address for one in sets if [o.parameter for o in sets].count(one.parameter) > 1}
    if twice:
        raise Unusable(f"“{min(twice)}”写了两次 --set")
    before = _before(args, population)
    reread = Rereader(given.loaded)
    goals = _goals(args, population)
    if goals or args.to is not None or any(not one.values for one in sets):
        if len(sets) > 1:
            raise Unusable("逐段求只能对一个数；另外的 --set 请直接改规则文件，或者每个都写明要试的值")
        if sets[0].values:
            address = sets[0].parameter.address
            raise Unusable(
                f"--goal、--to 在范围里逐段求，不能只试几个值：写范围，如“{address}=0..1”，或者只写“{address}”"
            )
        return _solved(args, population, reread, sets[0], goals, before, report)
    return _swept(args, population, reread, sets, before, report)


def _swept(
    args: Namespace, population: Population, reread: Rereader, sets: Sequence[Wanted],
    before: Sequence[str | None], report: SheetReport,
) -> int:  # fmt: skip
    from evaldsl.render.tuning_object import sweep_object
    from evaldsl.render.tuning_page import sweep_charts

    settings = combinations(sets)
    if isinstance(settings, str):
        raise Unusable(settings)
    rows = swept(population, reread, settings, before)
    if isinstance(rows, tuple):
        raise Unusable(f"{setting_text(rows[0])}不能用：{rows[1]}")
    title = f"{population.rubric.name}：调整试算"
    sheet = sweep_sheet(population, rows, args.most, title)
    report.write([sheet], sweep_object(population, rows), lambda: sweep_charts(population, rows))
    return 0


def _solved(
    args: Namespace, population: Population, reread: Rereader, one: Wanted, goals: Sequence[Goal],
    before: Sequence[str | None], report: SheetReport,
) -> int:  # fmt: skip
    from evaldsl.render.tuning_object import answer_object, sections_object
    from evaldsl.render.tuning_page import distribution_charts, section_chart

    parameter, ends = one.parameter, _ends(one, population)
    try:
        if args.to is not None:
            return _reached(args, population, reread, one, report)
        if not goals:
            split = lambda some: all_sections(population, some, before)  # noqa: E731
            found, regimes = where_known(split, population, regimes_of(parameter, reread, *ends), population.scored)
            unknown = [one for one in regimes if one.exprs is None]
            sheet = section_sheet(population, parameter, found, unknown, args.most)
            draw = lambda: [section_chart(population, parameter, found)]  # noqa: E731
            report.write([sheet], sections_object(population, parameter, found, unknown), draw)
            return 0
        told = answer(population, reread, parameter, ends, goals, before)
    except Undecided as why:
        raise Unusable(
            f"“{parameter.address}”不能逐段求（{why}）；请写明要试的值，如 --set {parameter.address}=0.1,0.2"
        ) from None
    now = "，".join(reached_text(goal, summary(population, population.today, before)) for goal in goals)
    trial = told.trial
    moved = trial is not None and trial.reached and trial.value != parameter.value
    lines = overlay_lines(reread.loaded, parameter, trial.value) if moved and trial is not None else []
    sheet = answer_sheet(population, told, goals, now, lines, args.most)
    rows = [row(population, population.today, ((parameter, parameter.value),), before)]
    rows += [trial.row] if trial is not None and not trial.row.today else []
    objects = answer_object(population, told, goals) | {"overlay": lines}
    report.write([sheet], objects, lambda: distribution_charts(rows))
    if not told.found.stretches and not report.is_read:
        say(verdict_text(told, goals, now))
    return 0 if told.found.stretches else 1


def _goals(args: Namespace, population: Population) -> list[Goal]:
    words = list(dict.fromkeys(band.word for band in population.rubric.grades))
    found = []
    for text in args.goal:
        goal = goal_of(text, words)
        if isinstance(goal, str):
            raise Unusable(goal)
        found.append(goal)
    return found


def _before(args: Namespace, population: Population) -> list[str | None]:
    """The grades that units are compared with: those of a file, else today's."""
    today = list(population.today.grades)
    if args.before is None:
        return today
    import csv

    content = read_text(given_path(args.before), args.before).lstrip("\ufeff")
    rows = list(csv.DictReader(content.splitlines()))
    if not rows or not {"单位", "等级"} <= set(rows[0]):
        raise Unusable(f"“{args.before}”要有“单位”“等级”两列")
    said = list(dict.fromkeys((row["单位"].strip(), (row["等级"] or "").strip()) for row in rows if row["单位"]))
    known = dict(said)
    twice = [f"“{name}”" for name, count in Counter(name for name, _ in said).items() if count > 1]
    if twice:
        raise Unusable(f"“{args.before}”里{names_text(twice, 3)}有几行，等级不同，分不清是哪一个")
    lacking = [name for place in population.scored if (name := population.units.name(place)) not in known]
    if lacking:
        raise Unusable(f"“{args.before}”里没有{len(lacking)}个单位的等级：{names_text(lacking, 3)}")
    return [known.get(population.units.name(place)) for place in range(len(population.units))]


# ---- units


def _unit_changes(args: Namespace, population: Population, report: SheetReport) -> int:
    if not args.edges and args.to is None:
        raise Unusable(
            "请写明做什么：--list 列出可以调的数，--set 地址=值 试算，--edges 各单位离下一等级多远，--to 等级 怎样达到"
        )
    return _improvements(args, population, report) if args.to is not None else _edges(args, population, report)


def _edges(args: Namespace, population: Population, report: SheetReport) -> int:
    from evaldsl.render.edges import edges_object, edges_sheets, units_sheet

    places, left = chosen_units(
        args.unit, args.most, population, lambda place: unit_standing(population, place).distance
    )
    told = _told(places, population)
    found = [(unit_standing(population, place), list(UnitEdges(population, place).edges())) for place in told]
    title = f"{population.rubric.name}：离下一次变动多远"
    totals = population.today.totals
    lacking = [population.units.name(place) for place in range(len(totals)) if totals[place] is None]
    sheets = edges_sheets(*found[0], title) if len(found) == 1 else [units_sheet(found, title, left, lacking)]
    report.write(sheets, [edges_object(*one) for one in found])
    return 0


def _improvements(args: Namespace, population: Population, report: SheetReport) -> int:
    from evaldsl.render.edges import improvement_object, improvement_sheet, incomplete_object, incomplete_sheet

    line, words = line_for(args.to, population), at_least(population.rubric.grades, args.to)
    totals = population.today.totals
    named = [known_unit(name, population, lacking=True) for name in args.unit] or range(len(population.units))
    lacking = [place for place in named if totals[place] is None]
    lines = {place: line_of(population, place, words) for place in named if totals[place] is not None}
    below = [place for place, own in lines.items() if args.unit or own is None or _total(population, place) < own]
    if not below and not lacking:
        say(f"各单位都已达到{args.to}")
        return 0
    most = len(population.units) if args.unit else args.most
    away = {place: (own is None, (own or 0) - _total(population, place)) for place, own in lines.items()}
    places = below if args.unit else sorted(below, key=lambda place: away[place])
    told = _told(places[:most], population)
    found = [improvement(UnitEdges(population, place, within_full=True), lines[place]) for place in told]
    without = [incomplete(population, place, words) for place in lacking[:most]]
    title = f"{population.rubric.name}：怎样达到{args.to}（{shown(line, 4)}分）"
    sheets = [improvement_sheet(found, args.to, args.ways, title, len(below) - len(found))] if found else []
    if without:
        sheets.append(incomplete_sheet(without, args.to, args.ways, len(lacking) - len(without)))
    report.write(sheets, [*map(improvement_object, found), *map(incomplete_object, without)])
    return 0


def _told(places: Sequence[int], population: Population) -> Iterator[int]:
    """The units one by one, saying how many are done."""
    for done, place in enumerate(places):
        population.tell(f"正在逐个单位看：{done:,}/{len(places):,}")
        yield place


def _total(population: Population, place: int) -> Fraction:
    return Fraction(population.today.totals[place] or 0, population.scale)


def _reached(args: Namespace, population: Population, reread: Rereader, one: Wanted, report: SheetReport) -> int:
    """For which values of a parameter units reach a grade."""
    from evaldsl.render.edges import reached_object, reached_sheet
    from evaldsl.render.tuning import head_lines, unknown_lines

    line, parameter = line_for(args.to, population), one.parameter
    every = regimes_of(parameter, reread, *_ends(one, population))
    totals = population.today.totals
    away = {place: line - Fraction(totals[place] or 0, population.scale) for place in population.scored}
    places, left = chosen_units(args.unit, args.most, population, lambda place: (away[place] <= 0, abs(away[place])))
    words = at_least(population.rubric.grades, args.to)
    reach = lambda some: [reached(population, place, some, words, parameter.value) for place in places]  # noqa: E731
    found, regimes = where_known(reach, population, every, places)
    lines = [*head_lines(population, [parameter], args.most), f"范围  {_range_text(one, population)}，逐段求得"]
    lines += [f"还有{left}个单位没有列出，用 --most 写明列几个，或用 --unit 写明单位"] if left else []
    lines += unknown_lines([one for one in regimes if one.exprs is None], parameter)
    sheet = reached_sheet(found, parameter, args.to, f"{parameter.address}：取什么值能使单位得{args.to}", lines)
    report.write([sheet], [reached_object(unit, parameter) for unit in found])
    return 0 if all(unit.stretches for unit in found) else 1


def _range_text(one: Wanted, population: Population) -> str:
    low, high = _ends(one, population)
    return f"{number_text(low)}～{value_text(high, one.parameter)}"


def _ends(one: Wanted, population: Population) -> tuple[Fraction, Fraction]:
    """The range that the user wrote, else the usual one."""
    name = one.parameter.indicator
    full = next((i.full for i in population.rubric.indicators if i.name == name), population.rubric.full)
    low, high = usual_range(one.parameter, full, population.rubric)
    if one.parameter.is_grade_line and ((one.low or low) < low or (one.high or high) > high):
        room = f"{number_text(low)}～{value_text(high, one.parameter)}"
        raise Unusable(f"“{one.parameter.address}”只能在{room}之间：再低、再高就越过了别的等级的分数线")
    return low if one.low is None else one.low, high if one.high is None else one.high
