"""What a table of totals says: mean, quantiles, counts, and the rank correlation of two of them. All exact."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

PLACES = 6


def mean(totals: Sequence[int], scale: int) -> Fraction:
    """The mean in points."""
    return Fraction(sum(totals), len(totals) * scale)


def quantile(ordered: Sequence[int], share: Fraction, scale: int) -> Fraction:
    """The value below which *share* of *ordered* lies, between two neighbours in proportion (as Excel's QUARTILE)."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return (ordered[low] + (place - low) * (ordered[high] - ordered[low])) / scale


def rank_correlation(first: Sequence[int], second: Sequence[int]) -> Fraction | None:
    """Spearman's coefficient: that of the ranks, units with the same total sharing the mean of their ranks.

    A root in general: rounded half up to six places from whole numbers, never by floats. None where a side is all ties.
    """
    one, other = _doubled_ranks(first), _doubled_ranks(second)
    count = len(one)
    middle = count + 1  # the mean of doubled ranks
    product = sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True))
    spread = sum((a - middle) ** 2 for a in one) * sum((b - middle) ** 2 for b in other)
    if not spread:
        return None
    scale = 10**PLACES
    floor = isqrt(4 * product * product * scale * scale // spread)  # of twice the coefficient, in millionths
    rounded = (floor + 1) // 2
    return Fraction(rounded if product >= 0 else -rounded, scale)


def _doubled_ranks(totals: Sequence[int]) -> list[int]:
    counts = Counter(totals)
    ranks: dict[int, int] = {}
    before = 0
    for total in sorted(counts):
        ranks[total] = 2 * before + counts[total] + 1
        before += counts[total]
    return [ranks[total] for total in totals]


_BINS = 20


def distribution(totals: Sequence[int], scale: int, full: Fraction) -> list[tuple[Fraction, Fraction, int]]:
    """How many totals lie in each of twenty equal parts of the full marks; each holds its lower end, the last both."""
    width = full / _BINS
    counts = Counter(min(max(int(Fraction(total, scale) / width), 0), _BINS - 1) for total in totals)
    return [(width * place, width * (place + 1), counts[place]) for place in range(_BINS)]
