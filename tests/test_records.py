"""Classes whose objects never change, and changed copies of them."""

from typing import Any

import attrs
import pytest
from attrs import define, field

from evaldsl.interpreter.records import evolve, frozen


@frozen
class Nothing:
    """Made of nothing."""


@frozen
class One:
    """Made of one thing."""

    only: int


@define
class Several:
    """Made of several things, one of them named otherwise outside, one not given."""

    first: int
    _second: str = "乙"
    told: list[int] = field(init=False, factory=list)


@pytest.mark.parametrize(
    ("one", "changes"),
    [
        (Nothing(), {}),
        (One(1), {}),
        (One(1), {"only": 2}),
        (Several(1, "丙"), {}),
        (Several(1), {"second": "丁", "first": 3}),
    ],
)
def test_a_changed_copy_is_what_attrs_makes(one: Any, changes: dict[str, Any]) -> None:
    """It differs in what is named, begins anew with what is not given, and the first stays as it was."""
    before = attrs.evolve(one)

    made = evolve(one, **changes)

    assert made == attrs.evolve(one, **changes)
    assert made is not one
    assert one == before


def test_what_it_is_not_made_of_is_refused() -> None:
    """A name that is none of its own is a mistake of the program."""
    made: Any = One(1)
    with pytest.raises(TypeError):
        evolve(made, more=2)
