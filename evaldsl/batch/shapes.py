"""What code that scores blocks depends on: the decimals and the range of each column, and what is missing."""

from typing import Any

import numpy as np
from attrs import evolve, frozen

from evaldsl.batch.blocks import Block, Judgements, Numbers, Truths, Words
from evaldsl.interpreter.expressions import divisors_of, keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.scorer import Scorer, base_facts

STEP = 4
"""Ranges are taken wider, to the next so many bits, where new code for every block would cost more than it gains."""
MOST = 2**63 - 1
LEAST = 2**3 - 1
"""So much may be in any column, lest a few units with the same number decide what others could be."""

Digits = tuple[tuple[str, int], ...]
Widths = tuple[tuple[str, int], ...]


@frozen(eq=False)
class Columns:
    """A column of integers for every numeric fact of the rubric, a column of its kind for every other."""

    numbers: dict[str, Numbers]
    others: dict[str, Judgements | Words]

    def of(self, kind: str, key: str, rows: int) -> Any:
        """What code reads of a fact: number, yes, word, or missing."""
        column = self.numbers.get(key) or self.others[key]
        if kind == "missing":
            return np.zeros(rows, np.bool_) if column.missing is None else column.missing
        match column:
            case Numbers(whole):
                return whole
            case Judgements(holds):
                return holds
            case Words(code):
                return code


def whole_columns(block: Block, scorer: Scorer) -> tuple[Columns, Truths | None]:
    """The columns of *block*, and the units with a number that no int64 holds; what has no column is missing."""
    numbers: dict[str, Numbers] = {}
    others: dict[str, Judgements | Words] = {}
    beyond: Truths | None = None
    for fact in scorer.rubric.facts:
        match block.columns.get(fact.key):
            case Numbers(whole, digits, missing) as column:
                if whole.dtype == np.object_:
                    large = np.array([not -MOST <= one <= MOST for one in whole], np.bool_)
                    column = Numbers(np.where(large, 0, whole).astype(np.int64), digits, missing)
                    beyond = large if beyond is None else beyond | large
                numbers[fact.key] = column
            case Judgements() | Words() as other:
                others[fact.key] = other
            case None:
                _without(fact, block.rows, numbers, others)
    return Columns(numbers, others), beyond


def _without(fact: Fact, rows: int, numbers: dict[str, Numbers], others: dict[str, Judgements | Words]) -> None:
    missing = np.ones(rows, np.bool_)
    if fact.kind is Kind.JUDGEMENT:
        others[fact.key] = Judgements(np.zeros(rows, np.bool_), missing)
    elif fact.kind is Kind.CHOICE:
        others[fact.key] = Words(np.zeros(rows, np.int64), missing)
    else:
        numbers[fact.key] = Numbers(np.zeros(rows, np.int64), 0, missing)


def digits_of(columns: Columns) -> Digits:
    """The decimals of every numeric column."""
    return tuple((key, column.digits) for key, column in columns.numbers.items())


def widths_of(columns: Columns) -> Widths:
    """How many bits the integers of a numeric column have, where they are fewer than 64."""
    bits = ((key, 8 * column.whole.dtype.itemsize) for key, column in columns.numbers.items())
    return tuple((key, width) for key, width in bits if width < 64)


def gaps_of(columns: Columns) -> frozenset[str]:
    """The facts that some unit may lack."""
    every = [*columns.numbers.items(), *columns.others.items()]
    return frozenset(key for key, column in every if column.missing is not None)


@frozen
class Shape:
    """*digits* and *bits* of each numeric column: none of its numbers has more. *signed*: columns with numbers below 0;
    *positive*: divisors of which none is 0. *gaps*: facts that some unit lacks. *widths*: of columns of fewer than 64 bits.
    *cut*: units whose numbers have more bits are left.
    """

    digits: Digits
    bits: tuple[tuple[str, int], ...]
    signed: frozenset[str]
    positive: frozenset[str]
    gaps: frozenset[str]
    widths: Widths = ()
    cut: bool = False

    def spans(self) -> dict[str, tuple[int, int]]:
        """The least and the greatest number of each column."""
        found: dict[str, tuple[int, int]] = {}
        for key, bits in self.bits:
            most = 2**bits - 1
            found[key] = (-most if key in self.signed else 1 if key in self.positive else 0), most
        return found

    def width(self, key: str) -> int:
        """How many bits the integers of a numeric column have."""
        return dict(self.widths).get(key, 64)

    def holds(self, columns: Columns, read: frozenset[str]) -> bool:
        """Whether every number lies in its range, but for the columns *read*, which code checks itself, and for what is
        left as too large."""
        for key, (low, high) in self.spans().items():
            whole: Any = columns.numbers[key].whole
            if key in read or not len(whole):
                continue
            if (whole.min() < low and not (self.cut and key in self.signed)) or (whole.max() > high and not self.cut):
                return False
        return True

    def merged(self, other: "Shape") -> "Shape":
        """What holds the columns of both, which have the same digits and widths."""
        own, more = dict(self.bits), dict(other.bits)
        bits = tuple((key, max(own[key], more[key])) for key in own)
        signed, positive = self.signed | other.signed, self.positive & other.positive
        return Shape(self.digits, bits, signed, positive, self.gaps | other.gaps, self.widths)

    def loose(self) -> "Shape":
        """The same for somewhat larger numbers."""
        bits = ((key, min(-(-(bits + 1) // STEP) * STEP - 1, MOST.bit_length())) for key, bits in self.bits)
        return evolve(self, bits=tuple(bits))

    def cut_to(self, most: int) -> "Shape":
        """The same for numbers of at most so many bits."""
        return evolve(self, bits=tuple((key, min(bits, most)) for key, bits in self.bits), cut=True)

    def beyond(self, columns: Columns, rows: int) -> Truths:
        """The units with a number that has more bits."""
        found = np.zeros(rows, np.bool_)
        for key, bits in self.bits:
            whole: Any = columns.numbers[key].whole
            found |= (whole > 2**bits - 1) | (whole < -(2**bits) + 1)
        return found


def shape_of(columns: Columns, divisors: frozenset[str]) -> Shape:
    """The ranges of *columns*, to the next bit."""
    bits: dict[str, int] = {}
    signed: set[str] = set()
    positive: set[str] = set()
    for key, column in columns.numbers.items():
        whole = column.whole
        low, high = (int(whole.min()), int(whole.max())) if len(whole) else (0, 0)
        bits[key] = min(max(high, -low, LEAST).bit_length(), MOST.bit_length())
        if low < 0:
            signed.add(key)
        elif low > 0 and key in divisors:
            positive.add(key)
    kinds = frozenset(signed), frozenset(positive), gaps_of(columns)
    return Shape(digits_of(columns), tuple(bits.items()), *kinds, widths_of(columns))


def dividing_facts(scorer: Scorer) -> frozenset[str]:
    """The facts by which something is divided."""
    rates = (rate.expr for rate in scorer.rates.values())
    divisors = divisors_of(*map(indicator_to_expr, scorer.rubric.indicators), *rates)
    return frozenset(base for one in divisors for key in keys_of(one) for base in base_facts(scorer, key))
