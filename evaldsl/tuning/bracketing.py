"""Goals for very many units: scored all at once at a few values, followed one by one only where a goal may turn.

Where it is proved that the points go one way as the parameter grows, whatever the facts, the totals at two values bound
those between. Brackets in which a goal is surely reached or surely missed are settled by that; the others are halved until
few units change inside, and these are followed exactly.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen

from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import (
    Arithmetic,
    Ceil,
    Expr,
    Floor,
    Node,
    Number,
    computed,
    inlined,
    keys_of,
    most,
    parts_of,
    times,
)
from evaldsl.interpreter.ranges import Scope, reduced
from evaldsl.interpreter.scorer import with_rates
from evaldsl.interpreter.values import Bound, round_half_up
from evaldsl.proofs.prover import Method, Prover, whole_scope
from evaldsl.proofs.shapes import Way
from evaldsl.tuning.goals import Bounds, Goal, Summary, shortfall, verdict
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.rebuilding import rebuilt
from evaldsl.tuning.regimes import P, Regime, turned
from evaldsl.tuning.rereading import Rereader, is_writable
from evaldsl.tuning.solving import Found, joined, sections
from evaldsl.tuning.units import Population

FEW = 1500
"""So many units are followed one by one."""
ZERO = Fraction(0)
Part = tuple[Bound, Bound]


@frozen(eq=False)
class _State:
    """The scored units at one value, or just beside it: totals in parts, and grades."""

    totals: Sequence[int]
    grades: Sequence[str | None]


@define(eq=False)
class Brackets:
    """The search for the values that reach *goals*. *missed* keeps by how much they are missed where they are."""

    population: Population
    reread: Rereader
    parameter: Parameter
    goals: Sequence[Goal]
    before: Sequence[str | None]
    places: list[int] = field(init=False)
    scope: Scope = field(init=False)
    states: dict[Fraction, _State] = field(factory=dict)
    missed: list[tuple[Fraction, Part]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.places = self.population.scored
        self.scope = whole_scope(self.population.ready)

    def can_follow(self, regimes: Sequence[Regime]) -> bool:
        """Whether points are proved to go one way in every regime that is more than a number."""
        return all(one.exprs is None or one.low == one.high or self._goes_one_way(one) for one in regimes)

    def _goes_one_way(self, regime: Regime) -> bool:
        if regime.lines is not None or not regime.exprs:
            return False
        ((low, high),) = regime.domain.parts
        scope = self.scope.with_measure(P.key, Domain.closed(low, high))
        ways = {Way.FLAT, Way.UP, Way.DOWN}
        try:
            found = {Prover(scope, Method.PIECEWISE).shape(_limited(expr), P.key).way for expr in regime.exprs.values()}
        except Undecided:
            return False
        return found <= ways and len(found - {Way.FLAT}) <= 1

    def found(self, regimes: Sequence[Regime]) -> Found:
        """Where the goals are reached. Raises Undecided."""
        parts: list[Part] = []
        for place, regime in enumerate(regimes):
            if regime.exprs is None:
                continue
            assert isinstance(regime.low, Fraction) and isinstance(regime.high, Fraction)
            if regime.low == regime.high:
                parts += self._point(regime.low)
                continue
            before, after = (regimes[one] if 0 <= one < len(regimes) else None for one in (place - 1, place + 1))
            left = self._beside(regime, regime.low, before)
            right = self._beside(regime, regime.high, after)
            parts += self._between(regime, regime.low, regime.high, left, right)
        if parts or not self.missed:
            return Found(joined(parts))
        least = min(missed for missed, _ in self.missed)
        return Found((), joined(part for missed, part in self.missed if missed == least), least)

    # ---- states

    def _at(self, value: Fraction) -> _State:
        """All units at a value: the text read again, and scored."""
        if value not in self.states:
            self.population.tell(f"正在试第{len(self.states) + 1}个值")
            rubric = self.reread.rubric(((self.parameter, value),))
            if isinstance(rubric, str):
                raise Undecided(rubric)
            standing = self.population.standing(rubric)
            self.states[value] = self._state(standing.totals, standing.grades)
        return self.states[value]

    def _beside(self, regime: Regime, end: Fraction, point: Regime | None) -> _State:
        """All units just inside an open end of *regime*: as at the end itself where the two agree."""
        if point is not None and point.low == point.high == end and self._agree(regime, point, end):
            return self._at(end)
        return self._limit(regime, end)

    def _agree(self, regime: Regime, point: Regime, end: Fraction) -> bool:
        if point.exprs is None or regime.exprs is None:
            return False
        value = Number(turned(end)) if regime.inverse and end else Number(end)  # type: ignore[arg-type]
        one = {name: reduced(inlined(expr, {P.key: value}), self.scope) for name, expr in regime.exprs.items()}
        other = {name: reduced(expr, self.scope) for name, expr in point.exprs.items()}
        return not (regime.inverse and not end) and one == other

    def _limit(self, regime: Regime, end: Fraction) -> _State:
        """The totals towards an open end, by the expressions themselves."""
        assert regime.exprs is not None
        if regime.inverse and not end:
            raise Undecided("每一步趋近于0")
        here = 1 / end if regime.inverse else end
        today, population = self.population.today, self.population
        totals = list(today.totals)
        for name, expr in regime.exprs.items():
            run, keys = computed(expr), [key for key in keys_of(expr) if key != P.key]
            own, bases = population.alone(name)
            for places in population.units.alike(bases):
                values = with_rates(own, population.units.values(places[0], bases))[0]
                if any(key not in values for key in keys):
                    continue
                points = self._parts(run({**values, P.key: here}, ZERO))
                for place in places:
                    now, total = today.points[name][place], totals[place]
                    totals[place] = None if total is None else total + points - (now or 0)
        return self._state(totals, population.grades(population.rubric.grades, totals))

    def _state(self, totals: Sequence[int | None], grades: Sequence[str | None]) -> _State:
        """The scored units alone."""
        kept = array("q", (total for place in self.places if (total := totals[place]) is not None))
        return _State(kept, [grades[place] for place in self.places])

    def _parts(self, points: Fraction) -> int:
        found = round_half_up(points, self.population.rubric.conventions.decimals)
        assert isinstance(found, Fraction)
        return self.population.parts(found)

    # ---- brackets

    def _point(self, value: Fraction) -> list[Part]:
        state = self._at(value)
        total = Fraction(sum(state.totals), self.population.scale)
        moved = sum(grade != self.before[place] for grade, place in zip(state.grades, self.places, strict=True))
        return self._judged((value, value), Summary(len(self.places), total, Counter(state.grades), moved))

    def _judged(self, part: Part, summary: Summary) -> list[Part]:
        missed = sum((shortfall(goal, summary) for goal in self.goals), ZERO)
        if missed:
            self.missed.append((missed, part))
        return [] if missed else [part]

    def _between(self, regime: Regime, low: Fraction, high: Fraction, left: _State, right: _State) -> Iterator[Part]:
        """The values between *low* and *high* that reach the goals; *left* and *right* are the units just inside."""
        told = [verdict(goal, self._bounds(left, right)) for goal in self.goals]
        if False in told:
            return
        if all(told):
            yield (low, high)
            return
        changed = [
            number for number, (one, other) in enumerate(zip(left.totals, right.totals, strict=True)) if one != other
        ]
        middle = (low + high) / 2
        if len(changed) <= FEW or not is_writable(middle):
            yield from self._followed(regime, low, high, left, changed)
            return
        between = self._at(middle)
        yield from self._between(regime, low, middle, left, between)
        yield from self._point(middle)
        yield from self._between(regime, middle, high, between, right)

    def _bounds(self, left: _State, right: _State) -> Bounds:
        scale = self.population.scale
        low = sum(map(min, left.totals, right.totals))
        high = sum(map(max, left.totals, right.totals))
        pairs = Counter(zip(left.grades, right.grades, (self.before[place] for place in self.places), strict=True))
        sure: Counter[str | None] = Counter()
        open_ = moved = 0
        for (one, other, known), count in pairs.items():
            if one == other:
                sure[one] += count
                moved += count if one != known else 0
            else:
                open_ += count
        sums = Fraction(low, scale), Fraction(high, scale)
        return Bounds(len(self.places), sums, sure, open_, (moved, moved + open_))

    def _followed(
        self, regime: Regime, low: Fraction, high: Fraction, left: _State, changed: Sequence[int]
    ) -> Iterator[Part]:
        """The units that change are followed one by one, the others stay as they are."""
        profiles = Profiles(self.population, [evolve(regime, low=low, high=high)])
        moving = set(changed)
        still = [number for number in range(len(self.places)) if number not in moving]
        rest = Summary(
            len(still),
            Fraction(sum(left.totals[number] for number in still), self.population.scale),
            Counter(left.grades[number] for number in still),
            sum(left.grades[number] != self.before[self.places[number]] for number in still),
        )
        if not changed:
            yield from self._judged((low, high), rest)
        followed = profiles.followed([self.places[number] for number in changed], self.before)
        for one in sections(followed, self.population.scale, rest) if changed else ():
            yield from self._judged((one.low, one.high), one.summary)


# ---- for the proof that points go one way


def _limited(expr: Expr) -> Expr:
    """*expr* with max(d × P, 0) written as max(d, 0) × P, which is the same for a P that is not negative."""
    found = _pushed(expr)
    assert isinstance(found, Expr)
    return found


def _pushed(node: Node) -> Node:
    inner = rebuilt(node, [_pushed(part) for part in parts_of(node)])
    match inner:
        case Arithmetic("max", Ceil(of), Number(value)) if not value:
            return Ceil(_pushed(most(of, Number(ZERO))))  # type: ignore[arg-type]
        case Arithmetic("max", Floor(of), Number(value)) if not value:
            return Floor(_pushed(most(of, Number(ZERO))))  # type: ignore[arg-type]
        case Arithmetic("max", Arithmetic("×", left, right), Number(value)) if not value and _is_scale(right):
            return times(most(left, Number(ZERO)), right)
        case Arithmetic("max", Arithmetic("×", Number(factor), right), Number(value)) if not value and factor > 0:
            return times(Number(factor), _pushed(most(right, Number(ZERO))))  # type: ignore[arg-type]
        case _:
            return inner


def _is_scale(expr: Expr) -> bool:
    """Whether *expr* is the parameter or so many times it."""
    match expr:
        case Arithmetic("×", Number(value), right):
            return value >= 0 and right == P
        case _:
            return expr == P
