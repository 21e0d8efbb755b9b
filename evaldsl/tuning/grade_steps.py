"""The grade as a function of the total: the totals, in parts of a point, at which another one begins."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from attrs import frozen

from evaldsl.interpreter.rubric import GradeBand
from evaldsl.tuning.units import grade_of


@frozen
class GradeSteps:
    """*words* in the order of the totals; from each of *ends* on it is the next one."""

    ends: tuple[int, ...]
    words: tuple[str | None, ...]

    def at(self, total: int) -> int:
        """The number of the step on which a total stands."""
        return bisect_right(self.ends, total)

    def among(self, low: int, high: int) -> frozenset[str | None]:
        """The grades of the steps from *low* to *high*."""
        return frozenset(self.words[low : high + 1])


def grade_steps(bands: Sequence[GradeBand], scale: int) -> GradeSteps:
    """The steps of *bands*, *scale* parts to a point; neighbours with the same grade are one."""
    begins: set[int] = set()
    for band in bands:
        begins |= {_first(band.low, scale, reached=band.low_in)} if band.low is not None else set()
        begins |= {_first(band.high, scale, reached=not band.high_in)} if band.high is not None else set()
    ordered = sorted(begins)
    ends: list[int] = []
    words = [grade_of(bands, Fraction(ordered[0] - 1, scale) if ordered else Fraction(0))]
    for begin in ordered:
        word = grade_of(bands, Fraction(begin, scale))
        if word != words[-1]:
            ends.append(begin)
            words.append(word)
    return GradeSteps(tuple(ends), tuple(words))


def _first(line: Fraction, scale: int, *, reached: bool) -> int:
    """The first total at *line* (*reached*) or beyond it."""
    return ceil(line * scale) if reached else floor(line * scale) + 1
