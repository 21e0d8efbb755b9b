"""Segments: 在90%-95%之间每低2个百分点扣1分 takes no more than the steps that begin between the two."""

import math
from fractions import Fraction


def most_within(count: Fraction, mode: str, points: Fraction) -> Fraction:
    """What *count* steps of *points* come to, a part of one as *mode* says: the most that a segment so wide takes."""
    steps = math.ceil(count) if mode == "进一" else math.floor(count) if mode == "整步" else count
    return steps * abs(points)
