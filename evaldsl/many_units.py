"""Many units as commands are given them: facts files, folders of them, wide tables with a row a unit."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaldsl.console import say
from evaldsl.diagnostics import Diagnostic
from evaldsl.files import STDIN, Unusable, decoded, exists, given_path, read_bytes, reason
from evaldsl.inputs import Rules, facts, show
from evaldsl.unit_facts import UnitFacts

_ENDINGS = (".yaml", ".yml", ".json", ".csv")
_LONG = frozenset({"指标", "名称", "数据"})
MOST_TABLE_BYTES = 500_000_000
MOST_SHOWN = 20


def units(arguments: Sequence[str], given: Rules) -> tuple[list[UnitFacts], bool]:
    """The units that *arguments* name, and whether all of what is said of them could be read.

    A unit without a name of its own is called as its file. Findings are shown.
    """
    found: list[UnitFacts] = []
    complete = True
    for argument in arguments or (None,):
        for name in _files(argument):
            table = _table_text(name)
            if table is not None:
                more, whole = _rows(table, str(name), given)
            else:
                one, whole = facts(name, given)
                more = [_named(one, name)]
            found += more
            complete = complete and whole
    if not found:
        raise Unusable("没有一个单位的数据")
    _once(found)
    return found, complete


def _files(argument: str | None) -> Iterator[str | None]:
    """The files that an argument stands for: those of a folder, one by one."""
    path = given_path(argument) if argument is not None else None
    if path is None or not exists(path) or not path.is_dir():
        yield argument
        return
    try:
        every = sorted(one for one in path.rglob("*") if one.suffix.lower() in _ENDINGS and one.is_file())
    except OSError as trouble:
        raise Unusable(f"读不了文件夹“{argument}”：{reason(trouble)}") from None
    if not every:
        raise Unusable(f"文件夹“{argument}”里没有数据文件（{'、'.join(_ENDINGS)}）")
    yield from (one.as_posix() for one in every)


def _table_text(name: str | None) -> str | None:
    """The text of a wide table; None where the file is that of one unit."""
    if name is None or name == STDIN or not name.lower().endswith(".csv"):
        return None
    path = Path(name)
    try:
        if not path.is_file():
            return None
        size = os.path.getsize(path)
        with path.open("rb") as stream:
            first = stream.readline(1_000_000)
    except OSError as trouble:
        raise Unusable(f"读不了“{name}”：{reason(trouble)}") from None
    header = decoded(first, name).lstrip("\ufeff").replace("\t", ",").replace(";", ",").replace("，", ",")
    cells = [cell.strip(' "\r\n') for cell in header.split(",")]
    if cells[0] in _LONG or len(cells) < 2:
        return None
    if size > MOST_TABLE_BYTES:
        raise Unusable(f"“{name}”有{size // 1_000_000}MB，超过{MOST_TABLE_BYTES // 1_000_000}MB")
    return decoded(path.read_bytes(), name) if size > 5_000_000 else decoded(read_bytes(path, name), name)


def _rows(text: str, name: str, given: Rules) -> tuple[list[UnitFacts], bool]:
    from evaldsl.batch.unit_rows import read_unit_table
    from evaldsl.facts import FactNames

    table = read_unit_table(text, FactNames.of(given.rubric))
    if table.found:
        show(table.found, name, text)
        raise Unusable(f"“{name}”的表头有{len(table.found)}处错误，改正以后才能用")
    found: list[UnitFacts] = []
    wrong: list[Diagnostic] = []
    for row in table.rows:
        found.append(row.facts if row.facts.unit else _renamed(row.facts, f"第{row.line}行"))
        wrong += row.found
    show(wrong[:MOST_SHOWN], name, text)
    show(table.found, name, text)
    if wrong:
        more = f"，以上是前{MOST_SHOWN}处" if len(wrong) > MOST_SHOWN else ""
        say(f"“{name}”有{len(wrong)}处错误{more}，出错的数据按缺处理")
    return found, not wrong and not table.found


def _named(one: UnitFacts, name: str | None) -> UnitFacts:
    if one.unit:
        return one
    path = Path(name or "facts.yaml")
    return _renamed(one, path.parent.name if path.stem == "facts" and path.parent.name else path.stem)


def _renamed(one: UnitFacts, name: str) -> UnitFacts:
    from attrs import evolve

    return evolve(one, unit=name)


def _once(found: Sequence[UnitFacts]) -> None:
    """Two units of one name are told apart by nobody: says so."""
    seen: set[str] = set()
    twice = dict.fromkeys(one.unit for one in found if one.unit in seen or seen.add(one.unit))  # type: ignore[func-returns-value]
    if twice:
        names = "、".join(list(twice)[:3])
        say(f"注意：有{len(twice)}个单位名称出现不止一次（{names}{'等' if len(twice) > 3 else ''}），各算各的")
