"""The units of commands that ask about all of them at once: as columns where they are many, else one by one."""

from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from evaldsl.console import install, say
from evaldsl.files import file_digest, given_path, text_digest
from evaldsl.interpreter.rubric import Rubric
from evaldsl.tuning.units import ListedUnits, TunedUnit, Units
from evaldsl.unit_sources import is_large_table, once_each, units_of

MANY = 1000


@frozen
class ManyUnits:
    """The units, whether everything about them could be read, and the files they come from (``digests``)."""

    units: Units
    complete: bool
    files: tuple[tuple[str, str | Path], ...]
    """Each a name, and the text that was read or where the table is."""

    def digests(self) -> list[tuple[str, str]]:
        """The name and the SHA-256 of each file."""
        return [(name, file_digest(one) if isinstance(one, Path) else text_digest(one)) for name, one in self.files]


def units_to_tune(arguments: Sequence[str], rubric: Rubric, name: str) -> ManyUnits:
    """The units that are named: as columns where they are many."""
    if all(is_large_table(one) for one in arguments) and _has_batch(arguments[0]):
        from evaldsl.unit_tables import TableUnits

        paths = [(one, path) for one in arguments if (path := given_path(one)) is not None]
        once_each(paths)
        table = TableUnits(rubric, name)
        for one in arguments:
            table.read(one)
        return ManyUnits(table.columns(), not table.bad, tuple(paths))
    found = units_of(arguments, [rubric])
    found.tell_years(rubric, name)
    tuned = [TunedUnit(one.name, one.facts[0].values) for one in found.units]
    if len(tuned) >= MANY and _has_batch(f"{len(tuned)}个单位"):
        from evaldsl.unit_columns import columns_of

        columns = columns_of({fact.key: fact for fact in rubric.facts}, tuned)
        return ManyUnits(columns, found.complete, found.data)
    return ManyUnits(ListedUnits(tuned), found.complete, found.data)


def _has_batch(what: str) -> bool:
    """Whether the batch engine is installed; says so where it is not."""
    try:
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError:
        say(f"没有安装批量引擎，{what}逐个评分，要慢得多；请先{install('batch')}")
        return False
    return True
