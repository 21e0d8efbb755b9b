"""Classes whose objects never change, as cheap to make as any others.

attrs guards a frozen object at run time, and making one then takes two to three times as long; its ``evolve`` looks at
every field of the class each time. Reading a sentence and scoring a unit make thousands: here mypy alone, which
``tests/test_quality.py`` runs, refuses whatever would change one.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attrs import evolve as evolve
    from attrs import frozen as frozen
else:
    from functools import cache
    from operator import attrgetter

    from attrs import define, fields, setters

    def frozen(made: type | None = None, **options: Any) -> Any:
        """What ``attrs.frozen`` makes, without the guard: slots, equality and hash by value."""
        decorate = define(unsafe_hash=options.get("eq", True) or None, on_setattr=setters.NO_OP, **options)
        return decorate if made is None else decorate(made)

    def evolve(one: Any, **changes: Any) -> Any:
        """What ``attrs.evolve`` makes: another of its class with *changes*."""
        return type(one)(**{**_values_of(type(one))(one), **changes})

    @cache
    def _values_of(made: type) -> Any:
        """What gives the names and values from which an object of *made* is made."""
        names = [one.name for one in fields(made) if one.init]
        if len(names) == 1:
            return lambda one: {names[0]: getattr(one, names[0])}
        values = attrgetter(*names)
        return lambda one: dict(zip(names, values(one), strict=True))
