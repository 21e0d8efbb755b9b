"""The units that commands are given: facts files, folders of them and wide tables, read under each of several rubrics.

What one rubric does not know may be a fact of another, so only what none of them knows is a mistake.
"""

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from attrs import evolve, frozen

from evaldsl.batch.columns import YEAR, sums_words
from evaldsl.batch.unit_rows import UnitTable, read_unit_table
from evaldsl.command_line.files import (
    DATA_ENDINGS,
    STDIN,
    Unusable,
    decoded,
    exists,
    given_path,
    is_rules,
    read_bytes,
    read_text,
    shipped,
)
from evaldsl.command_line.rules_and_facts import show, tell_other_years
from evaldsl.console import install, say
from evaldsl.facts.csv_columns import cells_of, header_line, is_one_unit
from evaldsl.facts.csv_rows import csv_rows, title_note
from evaldsl.facts.doubtful_values import DoubtfulValues
from evaldsl.facts.fact_values import Value
from evaldsl.facts.facts_file import FactNames, read_facts
from evaldsl.facts.unit_facts import UnitFacts
from evaldsl.interpreter.rubric import Rubric
from evaldsl.many_units.file_messages import FileMessages
from evaldsl.many_units.unit_years import Years, refuse_several, year_in
from evaldsl.many_units.unlike_units import bare_numbers, facts_in_unlike_units, tell_unlike
from evaldsl.rubric_files.effective_dates import year_of_facts
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.typography import same_name

COLUMNAR = (".parquet", ".arrow", ".feather")
_STDIN_NAME = "标准输入"
NOT_FACTS = frozenset({"published.csv"})
MOST_SHOWN = 20
MOST_TABLE_BYTES = 200_000_000
LARGE_TABLE = 1_000_000
YEAR_ROWS = 50_000
"""So many rows of a table are looked at together for their years."""


@frozen
class GivenUnit:
    """One unit: its *name*, the file (and line) that it comes from, its facts under each rubric."""

    name: str
    source: str
    facts: tuple[UnitFacts, ...]

    def of_year(self, place: int) -> "UnitOfYear":
        """It as one of the year at *place* among those that are wanted."""
        values = tuple(facts.values for facts in self.facts)
        return UnitOfYear(self.name, self.source, values, place, self.facts[0].codes)


@frozen
class UnitOfYear:
    """One unit as it is scored: its *name*, where it comes from, what is known of it under each rubric, the place of its
    *year* among those that are wanted, and its codes."""

    name: str
    source: str
    values: tuple[Mapping[str, Value], ...]
    year: int
    codes: Mapping[str, str]


@frozen
class GivenUnits:
    """All units, and whether everything about them could be read."""

    units: tuple[GivenUnit, ...]
    complete: bool
    data: tuple[tuple[str, str], ...]
    """The names and the texts of the files."""

    def of(self, years: Years) -> "list[GivenUnits]":
        """The units of each of the *years* that are wanted, all of them where none is; those of one name told apart unless
        years are held against each other."""
        groups: list[list[GivenUnit]] = [[] for _ in years.wanted or (0,)]
        for unit in self.units:
            place = years.place(unit.facts[0].year, f"“{unit.name}”（{unit.source}）")
            if place is not None:
                groups[place].append(unit)
        years.check()
        return [evolve(self, units=tuple(some if years.are_compared else _told_apart(some))) for some in groups]

    def tell_years(self, rubric: Rubric, name: str) -> None:
        """Says which files hold units of a year in which *rubric* (of that *name*) is not in force."""
        sources = {source for source, _ in self.data}
        years: dict[str, dict[str, None]] = {}
        for one in self.units:
            source = one.source if one.source in sources else one.source.rpartition(":")[0]
            years.setdefault(one.facts[0].year, {})[source] = None
        for year, files in years.items():
            first, *others = files
            tell_other_years([year], rubric, name, first, len(others))


def units_of(arguments: Sequence[str], rubrics: Sequence[Rubric], ignore: bool = False) -> GivenUnits:
    """The units that *arguments* name; what is wrong with them is shown. *ignore* leaves out columns that are no facts."""
    from evaldsl.differences.matching import same_facts  # not for those who only ask for the year

    names = [FactNames.of(rubric) for rubric in rubrics]
    units: list[GivenUnit] = []
    data: list[tuple[str, str]] = []
    complete = True
    files = [pair for argument in arguments for pair in _files(argument)]
    once_each(files)
    messages = FileMessages()
    for name, path in files:
        content = _content(path, name)
        if is_rules(content):
            raise Unusable(f"“{name}”是规则文件，不是数据文件；数据文件写在 --facts 后面")
        data.append((name, content))
        found, fine = _of_file(name, content, names, ignore, messages)
        units += found
        complete = complete and fine
    messages.finish()
    unlike = facts_in_unlike_units([rubric.facts for rubric in rubrics])
    tell_unlike(unlike, bare_numbers(unlike, ([one.values for one in unit.facts] for unit in units)))
    if not units:
        raise Unusable("没有读到一个单位的数据")
    renamed = [same_facts(rubrics[0], rubric) for rubric in rubrics]
    choices = [{fact.key: fact.choices for fact in rubric.facts} for rubric in rubrics]
    units = [_shared(unit, renamed, choices) for unit in units]
    return GivenUnits(tuple(units), complete, tuple(data))


def year_of_units(
    given: int | None, arguments: Sequence[str], rules: str, way: str = "用 --year 写明按哪一年度的规则"
) -> int | None:
    """The year by which one of several versions of *rules* is chosen: the one that is *given*, else that of the units.

    Where these are of several years, *way* says what to write.
    """
    path = given_path(rules)
    if given is not None or path is None or (exists(path) and not path.is_dir()):
        return given
    years = {year for argument in arguments for year in _years(argument)}
    refuse_several(years, way)
    return next(iter(years), None)


def _years(argument: str) -> set[int]:
    path = given_path(argument)
    if is_large_table(argument, (".csv", ".tsv", ".txt")) and find_spec("pyarrow") is not None:
        from evaldsl.tables.table_input import open_table, years_of

        return years_of(open_table(argument, YEAR_ROWS))
    found: set[int] = set()
    for name, file in _files(argument) if path is not None else ():
        content = _content(file, name)
        if name.lower().endswith((".yaml", ".yml", ".json")) or _is_one_unit(content):
            year = year_of_facts(content)
            found |= set() if year is None else {year}
        else:
            found |= _years_of_table(content)
    return found


def _years_of_table(content: str) -> set[int]:
    rows = csv_rows(content, [])
    header, _ = next(rows, ([], (0, 0)))
    place = next((place for place, one in enumerate(header) if same_name(one) in YEAR), None)
    if place is None:
        return set()
    said = {cells[place] for cells, _ in rows if len(cells) == len(header)}
    return {year for one in said if (year := year_in(one)) is not None}


def is_large_table(argument: str, endings: Sequence[str] = (".csv",)) -> bool:
    """Whether *argument* is a table to be read as columns: Parquet, Arrow, a large CSV (of these *endings*) with a unit a row."""
    path = given_path(argument)
    if path is None or not exists(path) or path.is_dir():
        return False
    if path.suffix.lower() in COLUMNAR:
        return True
    if path.suffix.lower() not in endings or path.stat().st_size < LARGE_TABLE:
        return False
    with path.open("rb") as stream:
        head = stream.read(LARGE_TABLE // 10).decode("utf-8", "replace")
    return not _is_one_unit(head)


def once_each(files: Sequence[tuple[str, Path | None]]) -> None:
    """Refuses a file that is named twice: its units would count twice."""
    seen: set[str] = set()
    for name, path in files:
        real = name if path is None else os.path.realpath(path)
        if real in seen:
            raise Unusable(f"“{name}”写了两次，里面的单位会重复计算")
        seen.add(real)


def _content(path: Path | None, name: str) -> str:
    """The text of a file; a table of units may be larger than the facts of one."""
    if path is None or not name.lower().endswith(".csv"):
        return read_text(path, name)
    return decoded(read_bytes(path, name, MOST_TABLE_BYTES, "；请用 evaldsl batch"), name)


def _shared(
    unit: GivenUnit, renamed: Sequence[dict[str, str]], choices: Sequence[Mapping[str, tuple[str, ...]]]
) -> GivenUnit:
    """*unit* with what a file says of a fact under the address that it has in one rubric said under the others, too."""

    def fits(value: Value, words: tuple[str, ...] | None) -> bool:
        return not words or value in words

    first = unit.facts[0]
    known = dict(first.values)
    for facts, keys in zip(unit.facts, renamed, strict=True):
        for key, to in keys.items():
            if key in facts.values and fits(facts.values[key], choices[0].get(to)):
                known.setdefault(to, facts.values[key])
    every = [evolve(first, values=known)]
    for facts, keys, words in zip(unit.facts[1:], renamed[1:], choices[1:], strict=True):
        more = {key: known[to] for key, to in keys.items() if to in known and fits(known[to], words.get(key))}
        every.append(evolve(facts, values={**more, **facts.values}))
    return evolve(unit, facts=tuple(every))


def _files(argument: str) -> list[tuple[str, Path | None]]:
    if argument == STDIN:
        return [(_STDIN_NAME, None)]
    path = given_path(argument)
    assert path is not None
    if not exists(path):
        folder = next((one for one in shipped() if one.name == argument), None)
        facts = folder / "facts.yaml" if folder is not None else None
        if isinstance(facts, Path) and facts.is_file():
            return [(f"{argument}/facts.yaml", facts)]
        raise Unusable(f"找不到“{argument}”：没有这个数据文件或文件夹")
    if not path.is_dir():
        if path.suffix.lower() in COLUMNAR:
            raise Unusable(f"“{argument}”要用批量引擎读：请先{install('batch')}")
        return [(argument, path)]
    try:
        found = sorted(one for one in path.rglob("*") if one.suffix.lower() in DATA_ENDINGS and one.is_file())
    except OSError:
        raise Unusable(f"读不了文件夹“{argument}”") from None
    chosen = [one for one in found if one.name not in NOT_FACTS and not one.name.startswith(".")]
    if not chosen:
        raise Unusable(f"文件夹“{argument}”里没有数据文件（{'、'.join(DATA_ENDINGS)}）")
    return [(one.as_posix(), one) for one in chosen]


def _of_file(
    name: str, content: str, names: Sequence[FactNames], ignore: bool, messages: FileMessages
) -> tuple[list[GivenUnit], bool]:
    if not content.strip("\ufeff \t\r\n"):
        raise Unusable(f"“{name}”是空的，没有数据")
    if (name.lower().endswith(".csv") or (name == _STDIN_NAME and _is_wide(content))) and not _is_one_unit(content):
        return _of_table(name, content, names, ignore)
    read = [read_facts(content, name, one) for one in names]
    found = _common([tuple(diagnostics) for _, diagnostics in read])
    messages.show(found, name, content)
    errors = sum(one.is_error for one in found)
    if errors and not any(facts.values for facts, _ in read):
        raise Unusable(f"“{name}”有{errors}个错误，没有读出数据")
    if errors:
        messages.lacks(name, errors)
    unit = read[0][0].unit or Path(name).stem
    return [GivenUnit(unit, name, tuple(facts for facts, _ in read))], not errors


def _is_wide(content: str) -> bool:
    """Whether a text of unknown kind begins with the header of a table."""
    head = header_line(content)
    return "," in head and not any(sign in head for sign in ":{[：")


def _is_one_unit(content: str) -> bool:
    """Whether a CSV file has a fact a row, as the facts of one unit are written."""
    return is_one_unit(cells_of(header_line(content)))


def _of_table(name: str, content: str, names: Sequence[FactNames], ignore: bool) -> tuple[list[GivenUnit], bool]:
    tables = [read_unit_table(content, one, ignore) for one in names]
    above = title_note(content)
    show([one for one in above if not one.is_error], name, content)
    found = [one for one in above if one.is_error] + _common([tuple(table.found) for table in tables])
    if found:
        show(found, name, content)
        raise Unusable(f"“{name}”的表头有{len(found)}个错误，改正以后才能用")
    tables = [
        read_unit_table(content, one, ignore=True) if table.found else table
        for one, table in zip(names, tables, strict=True)
    ]
    for number, table in enumerate(tables, 1):
        if table.found:  # one of the rubrics knows none of the columns
            show(table.found, name, content)
            raise Unusable(f"“{name}”里没有第{number}份规则要读的数据，不能比")
    doubtful = [DoubtfulValues.of(*one) for one in zip(names, (table.columns.given for table in tables), strict=True)]
    return _rows(name, content, tables, doubtful)


def _rows(
    name: str, content: str, tables: Sequence[UnitTable], doubtful: Sequence[DoubtfulValues]
) -> tuple[list[GivenUnit], bool]:
    units: list[GivenUnit] = []
    bad = 0
    shown: list[Diagnostic] = []
    sums: list[int] = []
    for rows in zip(*(table.rows for table in tables), strict=True):
        if any(row.is_sum for row in rows):
            sums.append(rows[0].line)
            continue
        wrong = list(dict.fromkeys(problem for row in rows for problem in row.found))
        bad += bool(wrong)
        shown += wrong[: max(MOST_SHOWN - len(shown), 0)]
        for seen, row in zip(doubtful, rows, strict=True):
            seen.see_unit(row.facts.values, row.facts.dates, row.line)
        unit = rows[0].facts.unit or f"第{rows[0].line}行"
        units.append(GivenUnit(unit, f"{name}:{rows[0].line}", tuple(row.facts for row in rows)))
    broken = list(dict.fromkeys(problem for table in tables for problem in table.found if problem.is_error))
    show([*shown, *broken], name, content)
    if broken:
        raise Unusable(f"“{name}”读不到末尾，改正以后才能用")
    if sums:
        say(f"{name}：{sums_words(sums)}")
    for message in dict.fromkeys(message for seen in doubtful for message in seen.messages()):
        say(f"{name}：{message}")
    if bad:
        say(f"“{name}”有{bad}行的数据有错误，出错的数据按缺处理")
    return units, not bad


def _common(found: Sequence[tuple[Diagnostic, ...]]) -> list[Diagnostic]:
    """What is wrong under every rubric; of what is not an unknown name, what is wrong under any."""
    every = list(dict.fromkeys(one for some in found for one in some))
    places = [{(one.start, one.slug) for one in some} for some in found]
    lenient = ("unknown-fact", "computed-fact", "unused-fact")
    return [one for one in every if one.slug not in lenient or all((one.start, one.slug) in some for some in places)]


def _told_apart(units: Sequence[GivenUnit]) -> list[GivenUnit]:
    """Units of the same name with the file that they come from."""
    count: dict[str, int] = {}
    for unit in units:
        count[unit.name] = count.get(unit.name, 0) + 1
    return [
        GivenUnit(f"{unit.name}（{unit.source}）", unit.source, unit.facts) if count[unit.name] > 1 else unit
        for unit in units
    ]
