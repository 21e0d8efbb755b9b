"""Rates of made-up units brought to a wanted value: which of its facts is turned, and to what.

A rate is (Σ n·x) ÷ (Σ d·x) over the facts x. For a wanted value r it is one of them that follows from the others:
x = (r·Σ' d·x − Σ' n·x) ÷ (n − r·d). Nothing here is on the path of a score: the numbers are rounded in the end.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from evaldsl.batch.blocks import Int64s
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.bounds import unsigned

Amounts = npt.NDArray[np.float64]
Terms = dict[str, Fraction]
"""What each fact is multiplied by; the constant under no name."""
CONSTANT = ""
_MOST = 0.8
"""So much of a sum the other amounts may be, that something is left for the one that is turned."""


@frozen(eq=False)
class Aim:
    """A rate: *above* ÷ *below*, in the unit of the facts."""

    above: Terms
    below: Terms

    @property
    def reads(self) -> set[str]:
        """Its facts."""
        return {*self.above, *self.below} - {CONSTANT}

    @cached_property
    def moves(self) -> tuple[str, ...]:
        """The facts that move it, those before others that are best turned: of the dividend, then of the divisor."""
        above = sorted(self.above.keys() - self.below.keys(), key=lambda key: (self.above[key] < 0, key))
        below = sorted(self.below.keys() - self.above.keys())
        return tuple(key for key in (*above, *below) if key != CONSTANT)

    def turned(self, settled: Collection[str]) -> str | None:
        """The fact that is turned, none that is *settled*."""
        return next((key for key in self.moves if key not in settled), None)

    def may_be_negative(self) -> bool:
        """Whether something is taken away above."""
        return any(factor < 0 for factor in self.above.values())

    def bring(
        self, wanted: Amounts, key: str, amounts: Mapping[str, Int64s], digits: Mapping[str, int], free: Collection[str]
    ) -> dict[str, Int64s]:
        """The fact *key* such that the rate is *wanted* ÷ 10,000, and other parts of a sum that leave it room, if *free*.

        *amounts* are whole numbers with so many *digits*.
        """
        parts = [one for one, factor in self.above.items() if factor > 0 and one not in {key, CONSTANT, *self.below}]
        changed: dict[str, Int64s] = {}
        if self.above.get(key, 0) > 0 and parts and set(parts) <= set(free):
            changed = self._smaller(wanted, parts, amounts, digits)
        known = {**amounts, **changed}
        above, below = (_sum(terms, known, digits, {key}) for terms in (self.above, self.below))
        one = 10.0 ** -digits[key]
        by = 10_000 * float(self.above.get(key, 0)) * one - wanted * float(self.below.get(key, 0)) * one
        usable = by != 0
        found = np.where(usable, (wanted * below - 10_000 * above) / np.where(usable, by, 1), amounts[key])
        return {**changed, key: np.maximum(np.floor(found + 0.5), 0).astype(np.int64)}

    def _smaller(
        self, wanted: Amounts, parts: Collection[str], amounts: Mapping[str, Int64s], digits: Mapping[str, int]
    ) -> dict[str, Int64s]:
        """The other *parts* of a sum, made smaller where they are more than most of what it may be."""
        shares = {one: self.above[one] for one in parts}
        less = {one: factor for one, factor in self.above.items() if factor < 0 or one == CONSTANT}
        room = wanted * _sum(self.below, amounts, digits, ()) / 10_000 - _sum(less, amounts, digits, ())
        have = _sum(shares, amounts, digits, ())
        factor = np.clip(np.where(have > 0, _MOST * room / np.where(have > 0, have, 1), 1), 0, 1)
        return {one: np.floor(amounts[one] * factor).astype(np.int64) for one in parts}


def _sum(terms: Terms, amounts: Mapping[str, Int64s], digits: Mapping[str, int], but: Collection[str]) -> Any:
    parts = (
        float(factor) if key == CONSTANT else amounts[key] * float(factor / 10 ** digits[key])
        for key, factor in terms.items()
        if key not in but
    )
    return sum(parts, start=0.0)


def aim_of(expr: ex.Node, rates: Mapping[str, ex.Expr]) -> Aim | None:
    """*expr* as a rate, None where it is none; *rates* are others that it may be made of."""
    match unsigned(expr) or expr:
        case ex.Ref(key) if key in rates:
            return aim_of(rates[key], {name: one for name, one in rates.items() if name != key})
        case ex.Arithmetic("÷", first, second):
            above, below = _terms(first), _terms(second)
            return Aim(above, below) if above is not None and below is not None and set(below) != {CONSTANT} else None
        case ex.Arithmetic("×", inner, ex.Number(factor)) | ex.Arithmetic("×", ex.Number(factor), inner):
            one = aim_of(inner, rates)
            return one and Aim(_times(one.above, factor), one.below)
        case ex.Arithmetic("-", ex.Number(whole), inner):
            one = aim_of(inner, rates)
            return one and Aim(_added(_times(one.below, whole), _times(one.above, Fraction(-1))), one.below)
        case ex.Arithmetic("-", inner, ex.Number(whole)):
            one = aim_of(inner, rates)
            return one and Aim(_added(one.above, _times(one.below, -whole)), one.below)
    return None


def _terms(expr: ex.Node) -> Terms | None:
    """*expr* as a sum of multiples of facts."""
    match unsigned(expr) or expr:
        case ex.Number(value):
            return {CONSTANT: value}
        case ex.Ref(key):
            return {key: Fraction(1)}
        case ex.Arithmetic("×", inner, ex.Number(factor)) | ex.Arithmetic("×", ex.Number(factor), inner):
            one = _terms(inner)
            return None if one is None else _times(one, factor)
        case ex.Arithmetic("÷", inner, ex.Number(divisor)) if divisor:
            one = _terms(inner)
            return None if one is None else _times(one, 1 / divisor)
        case ex.Arithmetic("+" | "-" as sign, first, second):
            one, two = _terms(first), _terms(second)
            if one is None or two is None:
                return None
            return _added(one, two if sign == "+" else _times(two, Fraction(-1)))
    return None


def _times(terms: Terms, factor: Fraction) -> Terms:
    return {key: value * factor for key, value in terms.items()}


def _added(one: Terms, two: Terms) -> Terms:
    found = {key: one.get(key, Fraction(0)) + two.get(key, Fraction(0)) for key in (*one, *two)}
    return {key: value for key, value in found.items() if value}


def by_rate(rates: Mapping[str, ex.Expr]) -> dict[str, Aim]:
    """Those of *rates* that can be aimed, by name, in an order in which as many as can be are.

    A rate with a fact of its own comes last: that one can be turned whatever the others have settled.
    """
    found = {name: one for name, expr in rates.items() if (one := aim_of(expr, rates)) is not None}
    readers = Counter(key for one in found.values() for key in one.reads)
    waiting, first, last = dict(found), list[str](), list[str]()
    while waiting:
        own = next((name for name, one in waiting.items() if any(readers[key] == 1 for key in one.moves)), None)
        name = own or next(iter(waiting))
        (last if own else first).append(name)
        readers.subtract(waiting.pop(name).reads)
    return {name: found[name] for name in (*first, *reversed(last))}
