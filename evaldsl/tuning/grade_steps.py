"""The grade as a function of the total: the totals, in parts of a point, at which another one begins."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
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

    def regraded(self, words: Mapping[str | None, str | None]) -> "GradeSteps":
        """The same where *words* says what becomes of each grade; neighbours with the same grade are one."""
        return _joined(self.ends, [words[word] for word in self.words])


def grade_steps(bands: Sequence[GradeBand], scale: int) -> GradeSteps:
    """The steps of *bands*, *scale* parts to a point; neighbours with the same grade are one."""
    begins: set[int] = set()
    for band in bands:
        begins |= {_first(band.low, scale, reached=band.low_in)} if band.low is not None else set()
        begins |= {_first(band.high, scale, reached=not band.high_in)} if band.high is not None else set()
    ordered = sorted(begins)
    least = ordered[0] - 1 if ordered else 0
    return _joined(ordered, [grade_of(bands, Fraction(total, scale)) for total in (least, *ordered)])


def _joined(begins: Sequence[int], words: Sequence[str | None]) -> GradeSteps:
    """Steps from *begins* on, and one before; those with the grade of the one before them are left out."""
    changes = [place for place, (one, other) in enumerate(pairwise(words)) if one != other]
    return GradeSteps(tuple(begins[place] for place in changes), (words[0], *(words[place + 1] for place in changes)))


def _first(line: Fraction, scale: int, *, reached: bool) -> int:
    """The first total at *line* (*reached*) or beyond it."""
    return ceil(line * scale) if reached else floor(line * scale) + 1
