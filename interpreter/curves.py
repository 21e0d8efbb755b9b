"""Functions of one number, piece by piece and exact: what an expression says of a single measure.

A curve is c + s·x + Σ p·⌊m·x + q⌋ + k÷(x - a) on one piece; pieces are single numbers or open intervals, in order. Where
an expression is not defined (a zero denominator) there is no piece. Counts are whole numbers: a piece without one is
left out. What does not fit these forms raises ``Undecided``: then a solver has to be asked.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf, lcm

from .records import frozen
from .values import NOTHING, Bound

MOST_JUMPS = 2000


class Undecided(Exception):
    """These means cannot tell; the argument says why, in Chinese."""


Jump = tuple[Fraction, Fraction, Fraction]


@frozen
class Curve:
    """*constant* + *slope*·x + Σ p·⌊m·x + q⌋ over *jumps* (p, m, q) + k÷(x - a) with *hyperbola* (k, a)."""

    constant: Fraction
    slope: Fraction = NOTHING
    jumps: tuple[Jump, ...] = ()
    hyperbola: tuple[Fraction, Fraction] | None = None

    def at(self, x: Fraction) -> Fraction:
        """The value at *x*."""
        value = self.constant + self.slope * x + sum((p * floor(m * x + q) for p, m, q in self.jumps), NOTHING)
        if self.hyperbola is not None:
            value += self.hyperbola[0] / (x - self.hyperbola[1])
        return value

    @property
    def is_constant(self) -> bool:
        """Whether it does not depend on x."""
        return not self.slope and not self.jumps and self.hyperbola is None

    def plus(self, other: "Curve") -> "Curve":
        """The sum."""
        jumps = _merged([*self.jumps, *other.jumps])
        hyperbola = self.hyperbola or other.hyperbola
        if self.hyperbola and other.hyperbola:
            (k, a), (j, b) = self.hyperbola, other.hyperbola
            if a != b:
                raise Undecided("两个分母不同的商相加减")
            hyperbola = (k + j, a) if k + j else None
        return Curve(self.constant + other.constant, self.slope + other.slope, jumps, hyperbola)

    def times(self, factor: Fraction) -> "Curve":
        """The product with a number."""
        if not factor:
            return Curve(NOTHING)
        hyperbola = self.hyperbola and (self.hyperbola[0] * factor, self.hyperbola[1])
        jumps = tuple((p * factor, m, q) for p, m, q in self.jumps)
        return Curve(self.constant * factor, self.slope * factor, jumps, hyperbola)

    def directions(self) -> tuple[bool, bool]:
        """Whether some part rises, and whether some part falls, on a piece that holds no pole."""
        parts = [self.slope, *(p * m for p, m, _ in self.jumps)]
        if self.hyperbola is not None:
            parts.append(-self.hyperbola[0])
        return any(part > 0 for part in parts), any(part < 0 for part in parts)


def _merged(jumps: list[Jump]) -> tuple[Jump, ...]:
    """Jumps at the same places as one; those that cancel are left out."""
    sizes: dict[tuple[Fraction, Fraction], Fraction] = {}
    for p, m, q in jumps:
        sizes[m, q] = sizes.get((m, q), NOTHING) + p
    return tuple((p, m, q) for (m, q), p in sizes.items() if p)


@frozen
class Piece:
    """One number (*low* = *high*) or all numbers between two, and the curve there."""

    low: Bound
    high: Bound
    curve: Curve

    @property
    def is_point(self) -> bool:
        """Whether it is a single number."""
        return self.low == self.high


@frozen
class Domain:
    """The numbers a measure can take: single numbers and open intervals, in order; only whole ones for a count."""

    parts: tuple[tuple[Bound, Bound], ...]
    whole: bool = False

    @classmethod
    def closed(cls, low: Bound, high: Bound, *, whole: bool = False) -> "Domain":
        """All numbers from *low* to *high*, both included; an infinite end is no end."""
        everything = cls((), whole)
        parts: list[tuple[Bound, Bound]] = [(low, low)] if isinstance(low, Fraction) else []
        if low != high:
            parts.append((low, high))
            if isinstance(high, Fraction):
                parts.append((high, high))
        return cls(tuple(everything.kept(parts)), whole)

    def within(self, places: Sequence[tuple[Bound, Bound]]) -> "Domain":
        """Its numbers that lie in *places*."""
        return Domain(tuple(part for one in self.parts for part in overlap(one, places, self)), self.whole)

    def kept(self, parts: list[tuple[Bound, Bound]]) -> list[tuple[Bound, Bound]]:
        """Those of *parts* that hold a number of this kind."""
        return [part for part in parts if self.sample(*part) is not None]

    def sample(self, low: Bound, high: Bound) -> Fraction | None:
        """Some number of the piece, a plain one, or None when it holds none."""
        if low == high:
            assert isinstance(low, Fraction)
            return low if not self.whole or low.denominator == 1 else None
        if self.whole:
            first, last = self.first(low), self.last(high)
            if isinstance(first, Fraction):
                return first if first < high else None
            return last if isinstance(last, Fraction) else NOTHING
        if isinstance(low, float):
            return high - 1 if isinstance(high, Fraction) else NOTHING
        return (low + high) / 2 if isinstance(high, Fraction) else low + 1

    def first(self, low: Bound) -> Bound:
        """The first whole number above *low*."""
        return Fraction(floor(low) + 1) if isinstance(low, Fraction) else low

    def last(self, high: Bound) -> Bound:
        """The last whole number below *high*."""
        return Fraction(ceil(high) - 1) if isinstance(high, Fraction) else high


def overlap(
    piece: tuple[Bound, Bound], places: Sequence[tuple[Bound, Bound]], domain: Domain
) -> list[tuple[Bound, Bound]]:
    """The parts of *piece* that lie in *places* (points and open intervals)."""
    low, high = piece
    found: list[tuple[Bound, Bound]] = []
    for left, right in places:
        if left == right:
            if low == high == left or low < left < high:
                found.append((left, left))
        elif low == high:
            if left < low < right:
                found.append((low, low))
        elif max(low, left) < min(high, right):
            found.append((max(low, left), min(high, right)))
    return domain.kept(found)


# ---- signs


def signs(piece: Piece, domain: Domain) -> list[tuple[Bound, Bound, int]]:
    """The parts of *piece* with the sign of its curve in each: -1, 0 or 1."""
    curve = piece.curve
    if piece.is_point:
        assert isinstance(piece.low, Fraction)
        return [(piece.low, piece.low, _sign(curve.at(piece.low)))]
    if curve.is_constant:
        return [(piece.low, piece.high, _sign(curve.constant))]
    if curve.hyperbola is not None:
        if curve.slope or curve.jumps:
            raise Undecided("商与数量相加")
        k, a = curve.hyperbola
        return _cut(piece, [a - k / curve.constant] if curve.constant else [], domain)
    if not curve.jumps:
        return _cut(piece, [-curve.constant / curve.slope], domain)
    if len(curve.jumps) == 1 and not curve.slope:
        p, m, q = curve.jumps[0]
        level = -curve.constant / p
        return _cut(piece, [(ceil(level) - q) / m, (floor(level) + 1 - q) / m], domain)
    return [part for one in expanded(piece, domain) for part in signs(one, domain)]


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _cut(piece: Piece, at: list[Fraction], domain: Domain) -> list[tuple[Bound, Bound, int]]:
    """*piece* cut at some numbers, between which its sign does not change."""
    cuts = sorted({cut for cut in at if piece.low < cut < piece.high})
    parts: list[tuple[Bound, Bound]] = []
    low = piece.low
    for cut in cuts:
        parts += [(low, cut), (cut, cut)]
        low = cut
    parts.append((low, piece.high))
    found: list[tuple[Bound, Bound, int]] = []
    for left, right in domain.kept(parts):
        sample = domain.sample(left, right)
        assert sample is not None
        found.append((left, right, _sign(piece.curve.at(sample))))
    return found


def expanded(piece: Piece, domain: Domain) -> list[Piece]:
    """*piece* without jumps: cut wherever one happens. Beyond the last that matters nothing may be asked of it."""
    if isinstance(piece.low, float) or isinstance(piece.high, float):
        raise Undecided("取整的步数没有尽头")
    total = sum((abs(m) * (piece.high - piece.low) for _, m, _ in piece.curve.jumps), NOTHING)
    if total > MOST_JUMPS:
        raise Undecided(f"取整的步数超过{MOST_JUMPS}")
    cuts: set[Fraction] = set()
    for _, m, q in piece.curve.jumps:
        first, last = sorted((m * piece.low + q, m * piece.high + q))
        cuts.update((n - q) / m for n in range(floor(first), ceil(last) + 1))
    inner = sorted(cut for cut in cuts if piece.low < cut < piece.high)
    found: list[Piece] = []
    low: Fraction = piece.low
    for cut in [*inner, piece.high]:
        middle = (low + cut) / 2
        level = sum((p * floor(m * middle + q) for p, m, q in piece.curve.jumps), NOTHING)
        found.append(Piece(low, cut, Curve(piece.curve.constant + level, piece.curve.slope)))
        if cut != piece.high:
            found.append(Piece(cut, cut, Curve(piece.curve.at(cut))))
        low = cut
    return [one for one in found if domain.sample(one.low, one.high) is not None]


def quotient_steps(piece: Piece, domain: Domain) -> list[Piece]:
    """⌊c + k÷(x - a)⌋ step by step, on a piece on which it only rises or only falls."""
    curve = piece.curve
    if curve.hyperbola is None or curve.slope or curve.jumps:
        raise Undecided("对商取整")
    k, pole = curve.hyperbola
    ends = [_near(curve, end) for end in (piece.low, piece.high)]
    least, most = min(ends), max(ends)
    if isinstance(least, float) or isinstance(most, float) or most - least > MOST_JUMPS:
        raise Undecided(f"取整的步数超过{MOST_JUMPS}")
    levels = range(floor(least) + 1, ceil(most))
    cuts = sorted(pole + k / (level - curve.constant) for level in levels if level != curve.constant)
    found: list[Piece] = []
    for low, high in pairwise([piece.low, *cuts, piece.high]):
        middle = (_near(curve, low) + _near(curve, high)) / 2
        found.append(Piece(low, high, Curve(Fraction(floor(middle)))))
        if high != piece.high:
            assert isinstance(high, Fraction)
            found.append(Piece(high, high, Curve(Fraction(floor(curve.at(high))))))
    return [one for one in found if domain.sample(one.low, one.high) is not None]


def _near(curve: Curve, end: Bound) -> Bound:
    """What c + k÷(x - a) comes to near an *end*; an infinity at its pole."""
    assert curve.hyperbola is not None
    k, pole = curve.hyperbola
    if isinstance(end, float):
        return curve.constant
    return inf if end == pole else curve.constant + k / (end - pole)


# ---- extremes


@frozen
class End:
    """The least or greatest value of something: *value*; *attained* or only approached; *near* finds a place.

    ``near(eps)`` gives a number where the value is within *eps* of *value* (exactly there when attained).
    """

    value: Bound
    attained: bool
    near: Callable[[Fraction], Fraction]


def extremes(pieces: list[Piece], domain: Domain) -> tuple[End, End]:
    """The least and the greatest value of the pieces. Raises Undecided where a piece both rises and falls unendingly."""
    ends = [end for piece in pieces for end in _ends(piece, domain)]
    if not ends:
        raise Undecided("对任何取值都没有定义")
    least = min(ends, key=lambda end: (end.value, not end.attained))
    greatest = max(ends, key=lambda end: (end.value, end.attained))
    return least, greatest


def _ends(piece: Piece, domain: Domain) -> list[End]:
    if all(piece.curve.directions()):
        if isinstance(piece.low, float) or isinstance(piece.high, float):
            return _endless(piece, domain)
        return [end for part in _telling(piece, domain) for one in expanded(part, domain) for end in _ends(one, domain)]
    return [towards(piece, domain, upper=False), towards(piece, domain, upper=True)]


def _telling(piece: Piece, domain: Domain) -> list[Piece]:
    """The stretches of a piece with two ends in which its least and greatest value lie: its first and its last period.

    One period further on the curve is what it was, more or less by always the same.
    """
    low, high = piece.low, piece.high
    assert isinstance(low, Fraction) and isinstance(high, Fraction)
    if piece.curve.hyperbola is not None:
        return [piece]
    period = _period([m for _, m, _ in piece.curve.jumps], whole=domain.whole)
    if high - low <= 2 * period:
        return [piece]
    ends = (low, low + period), (low + period,) * 2, (high - period,) * 2, (high - period, high)
    return [Piece(*part, piece.curve) for part in domain.kept([*ends])]


def _endless(piece: Piece, domain: Domain) -> list[End]:
    """The ends of a piece without an end that rises and falls: it repeats itself, drifting one way or not at all."""
    curve, low, high = piece.curve, piece.low, piece.high
    if curve.hyperbola is not None:
        raise Undecided("商与取整相加，没有尽头")
    if isinstance(low, float) and isinstance(high, float):
        halves = [Piece(low, NOTHING, curve), Piece(NOTHING, NOTHING, curve), Piece(NOTHING, high, curve)]
        return [end for one in halves for end in _ends(one, domain)]
    period = _period([m for _, m, _ in curve.jumps], whole=domain.whole)
    if isinstance(low, Fraction):
        once = [Piece(low, low + period, curve), Piece(low + period, low + period, curve)]
    else:
        assert isinstance(high, Fraction)
        once = [Piece(high - period, high - period, curve), Piece(high - period, high, curve)]
    found = [end for one in once if domain.kept([(one.low, one.high)]) for end in _ends(one, domain)]
    drifts = curve.slope + sum((p * m for p, m, _ in curve.jumps), NOTHING) != 0
    return [*found, towards(piece, domain, upper=isinstance(high, float))] if drifts else found


def _period(rates: list[Fraction], *, whole: bool) -> Fraction:
    """After which all jumps come again as they came; where only *whole* numbers count, these at whole numbers."""
    steps = [1 / abs(m) for m in rates] + ([Fraction(1)] if whole else [])
    over = lcm(*(step.denominator for step in steps))
    return Fraction(lcm(*(int(step * over) for step in steps)), over)


def towards(piece: Piece, domain: Domain, *, upper: bool) -> End:
    """The value towards the lower or upper end of a piece on which the curve goes one way only."""
    curve = piece.curve
    sample = domain.sample(piece.low, piece.high)
    assert sample is not None
    if piece.is_point or curve.is_constant:
        return End(curve.at(sample), True, lambda _: sample)
    place = piece.high if upper else piece.low
    if domain.whole:
        place = domain.last(place) if upper else domain.first(place)
        if isinstance(place, Fraction):
            here = place
            return End(curve.at(here), True, lambda _: here)
    value = _limit(curve, place, upper=upper)
    approached = _approached(curve, place, value)

    def near(eps: Fraction) -> Fraction:
        x, step = sample, Fraction(1)
        for _ in range(400):
            here = curve.at(x)
            if approached and here == value:
                return x
            if isinstance(value, float):
                if (here if value > 0 else -here) > 1 / eps:
                    return x
            elif abs(here - value) <= eps:
                return x
            x = x + (step if upper else -step) if isinstance(place, float) else (x + place) / 2
            step *= 2
        raise Undecided("找不到靠近极限的取值")

    return End(value, approached, near)


def _approached(curve: Curve, place: Bound, value: Bound) -> bool:
    """Whether the limit is a value of the curve on the piece itself: steps stay level before the end."""
    return not (curve.slope or curve.hyperbola is not None or isinstance(place, float) or isinstance(value, float))


def _limit(curve: Curve, place: Bound, *, upper: bool) -> Bound:
    """The limit of *curve* as x goes to *place* from inside."""
    if isinstance(place, float):
        slope = curve.slope + sum((p * m for p, m, _ in curve.jumps), NOTHING)
        if slope:
            return inf if (slope > 0) == (place > 0) else -inf
        return curve.constant  # a hyperbola dies out
    value = curve.constant + curve.slope * place
    for p, m, q in curve.jumps:
        y = m * place + q
        below = (m > 0) == upper  # y is approached from below
        value += p * (ceil(y) - 1 if below else floor(y))
    if curve.hyperbola is not None:
        k, a = curve.hyperbola
        if place == a:
            return inf if (k > 0) != upper else -inf
        value += k / (place - a)
    return value
