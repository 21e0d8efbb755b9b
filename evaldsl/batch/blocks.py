"""Some units as columns, and their scores: what readers, engines and writers hand to each other.

A column has one entry for each unit of the block. Numbers are whole numbers with a common count of decimals, never
rounded floats: a ratio is a plain number (102.5% is 1025 with three decimals).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from evaldsl.facts.fact_values import date_in

Int64s = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.signedinteger[Any]]
Wholes = Int64s | Narrow | npt.NDArray[np.object_]
Truths = npt.NDArray[np.bool_]


@frozen(eq=False)
class Numbers:
    """A numeric fact: *whole* ÷ 10 ** *digits*. *whole* is of integers of some width, or of Python's where no int64 holds
    a value: the narrower they are the faster an engine is.

    Where *missing* is true the unit lacks the fact and *whole* is 0; None: nothing is missing.
    """

    whole: Wholes
    digits: int
    missing: Truths | None = None


@frozen(eq=False)
class Judgements:
    """A yes/no fact."""

    holds: Truths
    missing: Truths | None = None


@frozen(eq=False)
class Words:
    """A grade fact: *code* (int64) is the place of the unit's word in ``Fact.choices``."""

    code: Int64s
    missing: Truths | None = None


@frozen(eq=False)
class Dates:
    """The different dates in the cells of a column, and which of them each row has, -1 for none."""

    said: tuple[str, ...]
    places: Int64s

    @classmethod
    def of(cls, texts: Sequence[str], places: Int64s) -> "Dates | None":
        """Those among *texts*, of which each row has the one at its place, if there are any."""
        said = [date_in(text) for text in texts]
        if not any(said):
            return None
        known = np.array([place if text else -1 for place, text in enumerate([*said, ""])], np.int64)
        return cls(tuple(said), known[places])


Column = Numbers | Judgements | Words


@frozen(eq=False)
class Block:
    """*rows* units; *columns* by the key of the fact. A fact without a column is missing for every unit."""

    rows: int
    columns: dict[str, Column]


@frozen(eq=False)
class BlockScores:
    """The scores of a block, points × 10 ** *decimals*.

    *indicators*: one array for each indicator, in the rubric's order. *grade*: the place of the grade in *words*, -1 for
    none. They and *total* are of the narrowest integers that hold what may come: make them wider before you reckon with
    them. *left*: units that the engine does not score (a fact is missing, a divisor is 0, a number too large); their
    entries mean nothing, the interpreter scores them.
    """

    decimals: int
    indicators: Sequence[Narrow]
    total: Narrow
    grade: Narrow
    words: tuple[str, ...]
    left: Truths
