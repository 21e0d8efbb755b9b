"""The units of commands that ask about all of them at once: as columns where they are many, else one by one."""

from collections.abc import Sequence

from evaldsl.console import say
from evaldsl.files import given_path
from evaldsl.interpreter.rubric import Rubric
from evaldsl.tuning.units import ListedUnits, TunedUnit, Units
from evaldsl.unit_sources import is_large_table, once_each, units_of

MANY = 1000


def units_to_tune(arguments: Sequence[str], rubric: Rubric, name: str) -> tuple[Units, bool]:
    """The units that are named, and whether everything about them could be read: as columns where they are many."""
    if all(is_large_table(one) for one in arguments) and _has_batch(arguments[0]):
        from evaldsl.unit_tables import TableUnits

        once_each([(one, given_path(one)) for one in arguments])
        table = TableUnits(rubric, name)
        for one in arguments:
            table.read(one)
        return table.columns(), not table.bad
    found = units_of(arguments, [rubric])
    found.tell_years(rubric, name)
    tuned = [TunedUnit(one.name, one.facts[0].values) for one in found.units]
    if len(tuned) >= MANY and _has_batch(f"{len(tuned)}个单位"):
        from evaldsl.unit_columns import columns_of

        return columns_of({fact.key: fact for fact in rubric.facts}, tuned), found.complete
    return ListedUnits(tuned), found.complete


def _has_batch(what: str) -> bool:
    """Whether the batch engine is installed; says so where it is not."""
    try:
        import numpy  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError:
        say(f"没有安装批量引擎，{what}逐个评分，要慢得多；请先运行 pip install evaldsl[batch]")
        return False
    return True
