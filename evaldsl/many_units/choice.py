"""The units of commands that ask about all of them at once: as columns where they are many, else one by one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from evaldsl.command_line.files import Unusable, file_digest, given_path, text_digest
from evaldsl.console import install, say
from evaldsl.interpreter.rubric import Rubric
from evaldsl.many_units.unit_sources import is_large_table, once_each, units_of
from evaldsl.many_units.unit_years import Years
from evaldsl.tuning.units import ListedUnits, TunedUnit, Units

if TYPE_CHECKING:
    from evaldsl.many_units.unit_columns import UnitColumns

MANY = 1000
Files = tuple[tuple[str, str | Path], ...]


@frozen
class ManyUnits:
    """The units, whether everything about them could be read, and the files they come from (``digests``).

    *written* are the units of measure in which facts were filled in of which the rules name none.
    """

    units: Units
    complete: bool
    files: Files
    """Each a name, and the text that was read or where the table is."""
    written: Mapping[str, str] = {}

    def digests(self) -> list[tuple[str, str]]:
        """The name and the SHA-256 of each file."""
        return digests(self.files)


def digests(files: Files) -> list[tuple[str, str]]:
    """The name and the SHA-256 of each file."""
    return [(name, file_digest(one) if isinstance(one, Path) else text_digest(one)) for name, one in files]


def large_tables(arguments: Sequence[str]) -> list[str]:
    """Those of *arguments* that are read as columns."""
    found = [one for one in arguments if is_large_table(one)]
    if not found or not has_batch(f"“{found[0]}”"):
        return []
    once_each([(one, path) for one in found if (path := given_path(one)) is not None])
    return found


def units_to_tune(
    arguments: Sequence[str], rubric: Rubric, name: str, ignore: bool = False, year: int | None = None
) -> ManyUnits:
    """The units that are named, of one *year*: as columns where they are many; *ignore* leaves out columns that are no facts."""
    years = Years(() if year is None else (year,))
    tables = large_tables(arguments)
    rest = [one for one in arguments if one not in tables]
    found = units_of(rest, [rubric], ignore).of(years)[0] if rest else None
    listed: list[TunedUnit] = []
    if found is not None:
        found.tell_years(rubric, name)
        listed = [TunedUnit(one.name, one.facts[0].values) for one in found.units]
    complete, files = (True, ()) if found is None else (found.complete, found.data)
    written = (
        {key: unit for one in found.units for key, unit in one.facts[0].units.items()} if found is not None else {}
    )
    if tables:
        columns, fine, said = _of_tables(tables, rubric, name, ignore, listed, years)
        paths = tuple((one, path) for one in tables if (path := given_path(one)) is not None)
        return ManyUnits(columns, complete and fine, (*files, *paths), said | written)
    years.tell()
    if len(listed) >= MANY and has_batch(f"{len(listed)}个单位"):
        from evaldsl.many_units.unit_columns import columns_of

        columns = columns_of({fact.key: fact for fact in rubric.facts}, listed)
        return ManyUnits(columns, complete, files, written)
    return ManyUnits(ListedUnits(listed), complete, files, written)


def _of_tables(
    tables: Sequence[str], rubric: Rubric, name: str, ignore: bool, listed: Sequence[TunedUnit], years: Years
) -> "tuple[UnitColumns, bool, dict[str, str]]":
    """The units of *tables* after those that are *listed*, whether all could be read, and units of measure in headers."""
    from evaldsl.many_units.unit_columns import UnitColumns, columns_of
    from evaldsl.many_units.unit_tables import TableUnits

    facts = {fact.key: fact for fact in rubric.facts}
    names, blocks = [one.name for one in listed], list(columns_of(facts, listed).blocks) if listed else []
    sources = [""] * len(names)
    reader = TableUnits([(name, rubric)], years, ignore)
    reader.check_years(tables)
    for table in tables:
        for chunk in reader.chunks(table):
            names += chunk.names
            sources += chunk.sources
            blocks.append(chunk.units[0])
    years.tell()
    if not names:
        raise Unusable("没有读到一个单位的数据")
    columns = UnitColumns(reader.prepared[0].batch.scorer.facts, told_apart(names, sources), blocks)
    return columns, not reader.bad, reader.written


def told_apart(names: Sequence[str], sources: Sequence[str]) -> list[str]:
    """*names*, with where they come from where several units have the same."""
    several = {one for one, count in Counter(names).items() if count > 1}
    if not several:
        return list(names)
    return [
        f"{name}（{source}）" if name in several and source else name
        for name, source in zip(names, sources, strict=True)
    ]


def has_batch(what: str) -> bool:
    """Whether the batch engine is installed; says so where it is not."""
    try:
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError:
        say(f"没有安装批量引擎，{what}逐个评分，要慢得多；请先{install('batch')}")
        return False
    return True
