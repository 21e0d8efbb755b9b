"""Classes whose objects never change, as cheap to make as any others.

attrs guards a frozen object at run time, and making one then takes two to three times as long. Reading a sentence and
scoring a unit make thousands: here mypy alone, which ``tests/test_quality.py`` runs, refuses whatever would change one.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attrs import frozen as frozen
else:
    from attrs import define, setters

    def frozen(made: type | None = None, **options: Any) -> Any:
        """What ``attrs.frozen`` makes, without the guard: slots, equality and hash by value."""
        decorate = define(unsafe_hash=options.get("eq", True) or None, on_setattr=setters.NO_OP, **options)
        return decorate if made is None else decorate(made)
