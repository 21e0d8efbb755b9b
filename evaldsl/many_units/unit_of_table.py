"""One unit of a wide table as score and explain take it: its row is its facts."""

from evaldsl.batch.unit_rows import UnitRow, UnitTable, read_unit_table
from evaldsl.command_line.files import STDIN, Unusable, decoded, given_path, read_bytes
from evaldsl.command_line.rules_and_facts import Rules, rules, show, tell_other_years
from evaldsl.console import say
from evaldsl.facts.csv_rows import title_note
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.facts_file import FactNames
from evaldsl.facts.unit_facts import UnitFacts
from evaldsl.many_units.unit_sources import MOST_TABLE_BYTES, year_of_units
from evaldsl.many_units.unit_years import year_in
from evaldsl.text.typography import same_name


def rules_and_unit(
    rubric: str, table: str | None, wanted: str, year: int | None, ignore: bool
) -> tuple[Rules, UnitFacts, bool]:
    """The rules for the *year*, else for that of the *table*, the facts of the unit in it that is called *wanted*, and whether
    all of them could be read; *ignore* leaves out columns that are no facts."""
    given = rules(rubric, year_of_units(year, [table] if table is not None else [], rubric))
    return (given, *_unit(table, wanted, given, year, ignore))


def _unit(argument: str | None, wanted: str, given: Rules, year: int | None, ignore: bool) -> tuple[UnitFacts, bool]:
    """Only what is wrong with its own row is shown, and what is doubtful about a whole column."""
    if argument is None:
        raise Unusable("没有写宽表；--unit 写明是表里的哪一个单位")
    name = "标准输入" if argument == STDIN else argument
    path = given_path(argument)
    if path is not None and path.suffix.lower() != ".csv":
        raise Unusable(f"“{argument}”不是CSV的宽表；--unit 写明是一行一个单位的表里的哪一个，一个单位的数据文件不用写")
    content = decoded(read_bytes(path, name, MOST_TABLE_BYTES, "；请用 evaldsl batch"), name)
    names = FactNames.of(given.rubric)
    table = read_unit_table(content, names, ignore)
    show([*title_note(content), *table.found], name, content)
    if table.found:
        raise Unusable(f"“{name}”的表头有{len(table.found)}个错误，改正以后才能用")
    columns, own = DoubtfulValues.of(names, table.columns.given), DoubtfulValues.of(names, table.columns.given)
    row = _row(table, columns, name, wanted, year)
    own.see_unit(row.facts.values, row.facts.dates, row.line)
    show(row.found, name, content)
    doubts = [*columns.rates.messages(), *(one for one in own.messages() if one not in own.rates.messages())]
    for message in dict.fromkeys(doubts):
        say(f"{name}：{message}")
    if row.found:
        say(f"“{name}”的第{row.line}行有{len(row.found)}个错误，出错的数据按缺处理")
    tell_other_years([row.facts.year], given.rubric, given.located.name, row.facts.unit or name)
    return row.facts, not row.found


def _row(table: UnitTable, seen: DoubtfulValues, name: str, wanted: str, year: int | None) -> UnitRow:
    if table.columns.unit is None and not table.columns.codes:
        raise Unusable(f"“{name}”没有“单位”一列，看不出哪一行是“{wanted[:40]}”")
    units = list[UnitRow]()
    for row in table.rows:
        if not row.is_sum:
            seen.see_unit(row.facts.values, row.facts.dates, row.line)
            units.append(row)
    known = same_name(wanted)
    found = [row for row in units if known in (same_name(row.facts.unit), *map(same_name, row.facts.codes.values()))]
    of_year = [row for row in found if year is None or year_in(row.facts.year) in (None, year)]
    if len(of_year) == 1:
        return of_year[0]
    if of_year:
        lines, years = "、".join(f"第{row.line}行" for row in of_year[:6]), {row.facts.year for row in of_year}
        way = "用 --year 写明年度" if len(years) == len(of_year) else "请改正单位名称，或者写单位的代码"
        raise Unusable(f"“{name}”里有{len(of_year)}行是“{wanted[:40]}”（{lines}），{way}")
    if found:
        raise Unusable(f"“{name}”里的“{wanted[:40]}”没有{year}年度的数据")
    from difflib import get_close_matches

    called = list(dict.fromkeys(row.facts.unit for row in units if row.facts.unit))
    parts = [one for one in called if known and known in same_name(one)]
    near = (parts or get_close_matches(wanted[:60], called, 3, 0.4))[:3]
    hint = f"，是不是{'、'.join(f'“{one}”' for one in near)}" if near else ""
    raise Unusable(f"“{name}”里没有“{wanted[:40]}”这个单位{hint}")
