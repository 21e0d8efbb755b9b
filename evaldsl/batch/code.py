"""Code that scores blocks of one shape, whatever it is made of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from evaldsl.batch.marks import Marked
from evaldsl.batch.shapes import Shape

Part = Callable[[int, int], bool]
"""Scores the units from one place up to another. False: some number lies outside its range, the scores mean nothing."""


@frozen(eq=False)
class Code:
    """*given*: the columns that it takes, by kind and key. *types*: of its results, the total and the grade last; where it
    *marks* the units that it leaves, a column of truths comes after them. ``bound(columns, results)`` is what scores."""

    shape: Shape
    given: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    marks: bool
    bound: Callable[[Sequence[Any], Sequence[Any]], Part]


Words = Mapping[tuple[str, str], int]
"""The place of each word among those that its fact can have."""
Maker = Callable[[Marked, Shape, Words, int], Code | None]
"""Makes code that takes so many units at a time; None where a number on the way fits no type."""
