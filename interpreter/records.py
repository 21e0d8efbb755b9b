"""Classes whose objects never change, as cheap to make as any others.

attrs guards a frozen object at run time, and making one then takes two to three times as long. Reading a sentence and
scoring a unit make thousands: here mypy alone, which ``tests/test_quality.py`` runs, refuses whatever would change one.
"""

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attrs import evolve as evolve
    from attrs import frozen as frozen
else:
    from attrs import define, fields, setters

    @cache
    def _made_of(kind: type) -> tuple[tuple[str, ...], attrgetter]:
        """What *kind* is made of, by name, and what takes it from one of them, behind two more: of one alone it would be no tuple."""
        taken = [one for one in fields(kind) if one.init]
        return tuple(one.alias for one in taken), attrgetter("__class__", "__class__", *(one.name for one in taken))

    def evolve(one: Any, /, **changes: Any) -> Any:
        """What ``attrs.evolve`` makes, without going through the fields."""
        kind = type(one)
        names, taken = _made_of(kind)
        return kind(**(dict(zip(names, taken(one)[2:], strict=True)) | changes))

    def frozen(made: type | None = None, **options: Any) -> Any:
        """What ``attrs.frozen`` makes, without the guard: slots, equality and hash by value."""
        decorate = define(unsafe_hash=options.get("eq", True) or None, on_setattr=setters.NO_OP, **options)
        return decorate if made is None else decorate(made)
