"""One unit over all values of a parameter: its total and its grade, step by step and exactly, rounding included."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import define, evolve, field

from evaldsl.interpreter.bounds import Effort
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
from evaldsl.interpreter.ranges import Scope, interval_of, reduced, scope_of
from evaldsl.interpreter.rubric import Fact, GradeBand, Kind
from evaldsl.interpreter.rubric_to_scores import base_facts
from evaldsl.interpreter.values import NOTHING, Bound
from evaldsl.tuning.regimes import P, Regime, turned
from evaldsl.tuning.solving import Followed, Level
from evaldsl.tuning.units import Population, Values, grade_of

MOST_CASES = 1000
"""So many are told apart to see whether facts that nobody filled in matter."""


class LackingFacts(Undecided):
    """Facts that nobody filled in would have to be known."""


def rounded(expr: Expr, decimals: int) -> Expr:
    """*expr* rounded half up, as a whole number of the last decimal."""
    return Floor(over(plus(times(number(2 * 10**decimals), expr), ONE), number(2)))


def bound_to(expr: Expr, values: Values, domain: Domain, facts: Mapping[str, Fact], key: str = P.key) -> Expr:
    """*expr* with what is known of one unit in it, but for *key*, which takes the numbers of *domain*.

    *facts* are all that there are. Raises LackingFacts where some that nobody filled in may matter.
    """
    bound, lacking = put_into(expr, values, domain, facts, key)
    if not lacking:
        return bound
    low, high = domain.parts[0][0], domain.parts[-1][1]
    ends = iter([None if isinstance(end, float) else end for end in (low, high)])
    own = Fact(key, "", Kind.NUMBER, low=next(ends), high=next(ends))
    least, most = interval_of(bound, {}, [own, *lacking], Effort(MOST_CASES))
    if least == most and isinstance(least, Fraction):
        return Number(least)
    raise LackingFacts(lacking_words([one.address or one.name for one in lacking]))


def put_into(
    expr: Expr, values: Values, domain: Domain, facts: Mapping[str, Fact], key: str = P.key
) -> tuple[Expr, list[Fact]]:
    """*expr* with what is known of one unit in it, and the facts in it that nobody filled in."""
    numbers = {one: Number(value) for one, value in values.items() if isinstance(value, Fraction) and one != key}
    words = {one: (value,) for one, value in values.items() if not isinstance(value, Fraction)}
    missing = [facts[one] for one in keys_of(expr) if one != key and one not in values and one in facts]
    scope = scope_of(missing)
    bound = reduced(inlined(expr, numbers), Scope({**scope.measures, key: domain}, {**scope.finite, **words}))
    return bound, [one for one in missing if one.key in keys_of(bound)]


def lacking_words(names: Sequence[str]) -> str:
    """Why a change leaves the points open: it would make facts matter that nobody filled in."""
    return f"改动以后还要看没有填的“{names[0]}”{f'等{len(names)}项' if len(names) > 1 else ''}"


@define
class Profiles:
    """Units over all values of a parameter; units of which the rubric reads the same are followed once."""

    population: Population
    regimes: Sequence[Regime]
    known: dict[tuple[object, ...], list[tuple[Bound, Bound, int]]] = field(factory=dict)
    words: dict[int, str | None] = field(factory=dict)
    """The grades of totals."""

    def levels(self, place: int) -> list[Level]:
        """The total and grade of one unit, level by level; values that cannot be set are left out. Raises Undecided."""
        return [level for number in range(len(self.regimes)) for level in self._levels(place, number)]

    def followed(self, places: Sequence[int], before: Sequence[str | None]) -> Iterator[Followed]:
        """The units at *places*, those that are alike together. Raises Undecided."""
        population, totals = self.population, self.population.today.totals
        alike: dict[tuple[object, ...], list[int]] = {}
        wanted = set(places)
        for group in population.units.alike(self.bases()):
            for place in wanted.intersection(group):
                way = tuple(population.regraded.get(place, {}).items())
                own = totals[place], way, before[place], *self._own(place)
                alike.setdefault((group[0], *own), []).append(place)
        for done, some in enumerate(alike.values(), 1):
            population.tell(f"正在逐个求：{done:,}/{len(alike):,}")
            yield Followed(self.levels(some[0]), before[some[0]], len(some))

    def bases(self) -> list[str]:
        """The facts behind what the regimes read."""
        names = {name for regime in self.regimes for name in regime.exprs or ()}
        return list(dict.fromkeys(key for name in sorted(names) for key in self.population.alone(name)[1]))

    def _own(self, place: int) -> list[int | None]:
        """Today's points of what the regimes touch."""
        names = {name for regime in self.regimes for name in regime.exprs or ()}
        return [self.population.today.points[name][place] for name in sorted(names)]

    def _levels(self, place: int, number: int) -> Iterator[Level]:
        regime, population = self.regimes[number], self.population
        rest = population.today.totals[place]
        if regime.exprs is None:
            return
        assert rest is not None
        own = tuple(population.today.points[name][place] for name in regime.exprs)
        read = [population.rated(place, name).get(one) for name, expr in regime.exprs.items() for one in keys_of(expr)]
        key = (number, own, *read)
        if key not in self.known:
            self.known[key] = list(self._steps(place, regime))
        rest -= sum(points for points in own if points is not None)
        for low, high, parts in self.known[key]:
            yield from self._graded(place, regime, rest + parts, low, high)

    def _graded(self, place: int, regime: Regime, total: int, low: Bound, high: Bound) -> Iterator[Level]:
        population = self.population
        if regime.lines is None:
            if total not in self.words:
                self.words[total] = grade_of(population.rubric.grades, Fraction(total, population.scale))
            levels = iter([Level(low, high, total, self.words[total])])
        else:
            levels = _between_lines(regime.lines, total, Fraction(total, population.scale), low, high)
        words = population.regraded.get(place)
        yield from levels if words is None else (evolve(one, grade=words[one.grade]) for one in levels)

    def _steps(self, place: int, regime: Regime) -> Iterator[tuple[Bound, Bound, int]]:
        """What the indicators of the parameter give, step by step."""
        assert regime.exprs is not None
        if not regime.exprs:
            return iter([(regime.low, regime.high, 0)])
        decimals = self.population.rubric.conventions.decimals
        factor = number(self.population.scale // 10**decimals)
        total: Expr | None = None
        for name, expr in regime.exprs.items():
            whole = times(factor, rounded(points_of_unit(self.population, place, name, expr, regime), decimals))
            total = whole if total is None else plus(total, whole)
        assert total is not None
        return stepped(total, regime.domain, inverse=regime.inverse)


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


def points_of_unit(population: Population, place: int, name: str, expr: Expr, regime: Regime) -> Expr:
    """The points of an indicator for one unit; what a convention says of a denominator of 0 stays what it is."""
    values = population.rated(place, name)
    lacking = [key for key in keys_of(expr) if key != P.key and key not in values]
    undefined = any(_is_undefined(population, place, key) for key in lacking)
    try:
        bound = expr if undefined else bound_to(expr, values, regime.domain, population.ready.facts)
    except LackingFacts as why:
        raise LackingFacts(f"“{population.units.name(place)}”{why}") from None
    if not undefined and _is_defined(bound, regime.domain):
        return bound
    score = population.today.points[name][place]
    full = population.parts(population.ready.named[name].indicator.full)
    if score == full:
        return regime.full[name]
    if score == 0:
        return Number(NOTHING)
    raise Undecided("分母为0时的得分另有规定")


def _is_undefined(population: Population, place: int, key: str) -> bool:
    """Whether a rate has no value though all that it comes from is known: its denominator is 0."""
    bases = base_facts(population.ready, key) if key in population.ready.rates else ()
    return bool(bases) and len(population.units.values(place, list(bases))) == len(set(bases))


def has_no_value(expr: Expr, domain: Domain, key: str) -> bool:
    """Whether some denominator of *expr* is 0 whatever number of *domain* the fact *key* is."""
    if _is_defined(expr, domain, key):
        return False
    try:
        return not pieces_of(expr, domain)
    except Undecided:
        return False


def _is_defined(expr: Expr, domain: Domain, key: str = P.key) -> bool:
    """Whether *expr* has a value for some plain number: no denominator is 0."""
    sample = domain.sample(*domain.parts[0])
    try:
        computed(expr)({key: sample or NOTHING}, NOTHING)
    except ZeroDivisionError:
        return False
    return True


def _between_lines(
    lines: Sequence[tuple[GradeBand, Expr | None, Expr | None]], total: int, points: Fraction, low: Bound, high: Bound
) -> Iterator[Level]:
    """The total stays and the lines move: cut where one passes it."""
    domain = Domain(((low, high),))
    cuts: set[Bound] = {low, high}
    for _, *ends in lines:
        for end in ends:
            if end is not None and not isinstance(end, Number):
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
    ends = [None if end is None else computed(end)(facts, NOTHING) for end in (low, high)]
    return GradeBand(band.word, ends[0], ends[1], band.low_in, band.high_in)
