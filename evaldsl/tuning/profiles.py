"""One unit over all values of a parameter: its total and its grade, step by step and exactly, rounding included."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from evaldsl.interpreter.curves import Domain, Undecided, expanded
from evaldsl.interpreter.expressions import (
    ONE,
    Compare,
    Expr,
    Floor,
    Number,
    computed,
    inlined,
    keys_of,
    number,
    over,
    plus,
    times,
)
from evaldsl.interpreter.pieces import pieces_of, stretches_of
from evaldsl.interpreter.ranges import Scope, reduced
from evaldsl.interpreter.rubric import GradeBand
from evaldsl.interpreter.values import Bound
from evaldsl.tuning.regimes import P, Regime, turned
from evaldsl.tuning.units import Population, Values, grade_of

ZERO = Fraction(0)


@frozen
class Level:
    """One value of the parameter (*low* = *high*) or all between two, where *total* (in parts) and *grade* stay."""

    low: Bound
    high: Bound
    total: int
    grade: str | None


def rounded(expr: Expr, decimals: int) -> Expr:
    """*expr* rounded half up, as a whole number of the last decimal."""
    return Floor(over(plus(times(number(2 * 10**decimals), expr), ONE), number(2)))


def bound_to(expr: Expr, values: Values, domain: Domain, key: str = P.key) -> Expr:
    """*expr* with the facts of one unit in it, but for *key*, which takes the numbers of *domain*."""
    numbers = {one: Number(value) for one, value in values.items() if isinstance(value, Fraction) and one != key}
    words = {one: (value,) for one, value in values.items() if not isinstance(value, Fraction)}
    return reduced(inlined(expr, numbers), Scope({key: domain}, words))


def profile(population: Population, place: int, regimes: Sequence[Regime]) -> list[Level]:
    """The total and grade of one unit, level by level; values that cannot be set are left out. Raises Undecided."""
    return [level for regime in regimes if regime.exprs is not None for level in _levels(population, place, regime)]


def _levels(population: Population, place: int, regime: Regime) -> Iterator[Level]:
    rest = population.today.totals[place]
    assert rest is not None and regime.exprs is not None
    total: Expr | None = None
    factor = population.scale // 10**population.rubric.conventions.decimals
    for name, expr in regime.exprs.items():
        today = population.today.points[name][place]
        assert today is not None
        rest -= today
        points = _points(population, place, name, expr, regime)
        whole = times(number(factor), rounded(points, population.rubric.conventions.decimals))
        total = whole if total is None else plus(total, whole)
    if total is None:
        yield from _graded(population, place, regime, rest, regime.low, regime.high)
        return
    for low, high, parts in stepped(total, regime.domain, inverse=regime.inverse):
        yield from _graded(population, place, regime, rest + parts, low, high)


def stepped(total: Expr, domain: Domain, *, inverse: bool = False) -> Iterator[tuple[Bound, Bound, int]]:
    """A sum of rounded points, in parts, step by step; *inverse* where the measure is 1 divided by what is asked for.

    Raises Undecided.
    """
    pieces = [
        one for piece in pieces_of(total, domain) for one in (expanded(piece, domain) if piece.curve.jumps else [piece])
    ]
    if not pieces:
        raise Undecided("分母为0")
    for piece in reversed(pieces) if inverse else pieces:
        if piece.is_point:
            assert isinstance(piece.low, Fraction)
            parts = piece.curve.at(piece.low)
        elif piece.curve.is_constant:
            parts = piece.curve.constant
        else:
            raise Undecided("得分不是一段一段不变的")
        ends = (turned(piece.high), turned(piece.low)) if inverse else (piece.low, piece.high)
        yield *ends, parts.numerator


def _points(population: Population, place: int, name: str, expr: Expr, regime: Regime) -> Expr:
    """The points of an indicator for one unit; what a convention says of a denominator of 0 stays what it is."""
    values = population.rated(place)
    lacking = [key for key in keys_of(expr) if key != P.key and key not in values]
    bound = expr if lacking else bound_to(expr, values, regime.domain)
    if not lacking and _defined(bound, regime):
        return bound
    score = population.today.points[name][place]
    full = population.parts(population.ready.named[name].indicator.full)
    if score == full:
        return regime.full[name]
    if score == 0:
        return Number(ZERO)
    raise Undecided("分母为0时的得分另有规定")


def _defined(bound: Expr, regime: Regime) -> bool:
    """Whether *bound* has a value: no denominator is 0."""
    sample = regime.domain.sample(*regime.domain.parts[0])
    try:
        computed(bound)({P.key: sample or ZERO}, ZERO)
    except ZeroDivisionError:
        return False
    return True


def _graded(population: Population, place: int, regime: Regime, total: int, low: Bound, high: Bound) -> Iterator[Level]:
    if place in population.fixed:
        yield Level(low, high, total, population.fixed[place])
    elif regime.lines is None:
        yield Level(low, high, total, grade_of(population.rubric.grades, Fraction(total, population.scale)))
    else:
        yield from _between_lines(regime.lines, total, Fraction(total, population.scale), low, high)


def _between_lines(
    lines: Sequence[tuple[GradeBand, Expr | None, Expr | None]], total: int, points: Fraction, low: Bound, high: Bound
) -> Iterator[Level]:
    """The total stays and the lines move: cut where one passes it."""
    domain = Domain(((low, high),))
    cuts: set[Bound] = {low, high}
    for _, *ends in lines:
        for end in ends:
            if end is not None:
                stretches = stretches_of(Compare("≥", Number(points), end), domain)
                cuts.update(one.low for one in stretches)
    ordered = sorted(cuts)
    parts = [(low, high)] if low == high else []
    for left, right in pairwise(ordered):
        parts += [(left, left)] if left != low else []
        parts.append((left, right))
    for left, right in parts:
        sample = domain.sample(left, right)
        assert sample is not None
        yield Level(left, right, total, grade_of([_band(one, sample) for one in lines], points))


def _band(line: tuple[GradeBand, Expr | None, Expr | None], value: Fraction) -> GradeBand:
    band, low, high = line
    facts: Mapping[str, Fraction] = {P.key: value}
    ends = [None if end is None else computed(end)(facts, ZERO) for end in (low, high)]
    return GradeBand(band.word, ends[0], ends[1], band.low_in, band.high_in)
