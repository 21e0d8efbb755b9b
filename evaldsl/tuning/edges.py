"""What one unit would have to do: how far each of its facts is from the next score, from the next grade, from a wanted one.

The total of the unit is a function of one fact while the others stay: step by step and exactly, rounding and rates
included. Judgements turn, grades take another word, counts and heads stay whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, inf

from attrs import define, evolve, field, frozen

from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.facts.fact_values import written_in
from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import Expr, If, Ref, keys_of, least, number, plus, times
from evaldsl.interpreter.grades import Regrading, grade_rules, regrading
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Fact, Veto
from evaldsl.interpreter.rubric_to_scores import base_facts, indicator_score, score, with_rates
from evaldsl.interpreter.values import NOTHING, Bound
from evaldsl.tuning.chances import Chance, FactEdges, Value, both_sides
from evaldsl.tuning.fact_ranges import is_whole, others_of, ranges
from evaldsl.tuning.profiles import bound_to, has_no_value, lacking_words, rounded, stepped
from evaldsl.tuning.rebuilding import without_rates
from evaldsl.tuning.reciprocals import reciprocal
from evaldsl.tuning.units import Population, Values, base_keys, grade_of

FAR = 10**18
"""More parts than any total has."""
MOST_HALVES = 4
"""A range of a fact is cut into halves so many times where points have very many steps in it."""


@frozen
class _Stretch:
    low: Bound
    high: Bound
    total: int
    grade: str | None


@frozen
class _Steps:
    """What the indicators that read a fact give together, step by step; the *others* give the same throughout."""

    steps: tuple[tuple[Bound, Bound, int], ...]
    others: tuple[str, ...]


@define
class UnitEdges:
    """One unit of a population, asked about its facts. *values* may be changed to see what a second change would do.

    *within_full*: what an indicator would have above its points does not count, unless the rubric allows it or it has it today.
    """

    population: Population
    place: int
    within_full: bool = False
    values: dict[str, Value] = field(init=False)
    exprs: Mapping[str, Expr] = field(init=False)
    reads: Mapping[str, frozenset[str]] = field(init=False)
    """The facts that each indicator comes from."""
    rates: Mapping[str, Expr] = field(init=False)
    points: dict[str, int] = field(factory=dict)
    """The points of each indicator with the values as they are now, as far as they were asked for."""
    ceilings: dict[str, int] = field(factory=dict, init=False)
    """What counts of each indicator at most, in parts; of those that are not named, all."""
    unseen: dict[str, dict[bool, Fraction]] = field(factory=dict, init=False)
    """By the key of a fact the ends beyond which nothing was looked at: below it (True) and above it."""
    limits: dict[str, str] = field(factory=dict, init=False)
    """By the key of a fact why it was not looked further."""
    troubles: dict[str, str] = field(factory=dict, init=False)
    """By the key of a fact why it could not be told what its values bring."""
    decisions: DecisionRanges = field(init=False)
    taken: dict[tuple[object, ...], "_Steps | str"] = field(factory=dict, init=False)
    """Steps that were taken so far, or why they cannot be: by the fact, the range, and all values that they come from."""
    known: dict[str, list[Chance]] = field(factory=dict, init=False)
    """By the key of a fact all its chances with the values as they are now."""
    words: dict[int, str | None] = field(factory=dict, init=False)
    always: Regrading | None = field(default=None, init=False)
    """What rules make of the grade with the values as they are now."""

    def __attrs_post_init__(self) -> None:
        self.values = dict(self.population.units.values(self.place))
        self.decisions = DecisionRanges.of(self.population.rubric)
        rates = {name: rate.expr for name, rate in self.population.ready.rates.items()}
        self.rates = {name: without_rates(expr, rates) for name, expr in rates.items()}
        indicators = self.population.rubric.indicators
        self.exprs = {one.name: without_rates(indicator_to_expr(one), rates) for one in indicators}
        self.reads = {name: frozenset(keys_of(expr)) for name, expr in self.exprs.items()}
        if self.within_full and not self.population.rubric.conventions.bonus_over_full:
            today = self.population.today.points
            for one in indicators:
                self.ceilings[one.name] = max(self.population.parts(one.full), today[one.name][self.place] or 0)

    def change(self, values: Mapping[str, Value]) -> None:
        """Gives the unit other values."""
        moved = {key for key in self.values.keys() | values.keys() if self.values.get(key) != values.get(key)}
        self.values = dict(values)
        for name in [name for name in self.points if not moved.isdisjoint(self.reads[name])]:
            del self.points[name]
        self.known.clear()
        self.always = None

    def facts(self) -> list[Fact]:
        """The facts on which total or grade can turn, in the order of the rubric, in the units in which they are told."""
        grading = {key for rule in grade_rules(self.population.rubric) for key in keys_of(rule.condition)}
        read = {key for expr in self.exprs.values() for key in keys_of(expr)} | {
            *base_keys(self.population.ready, grading)
        }
        found = [fact for fact in self.population.rubric.facts if fact.key in read and fact.key in self.values]
        written = {fact.key: self.population.written.get(fact.key, "") for fact in found if not fact.unit}
        return [written_in(fact, written[fact.key]) if written.get(fact.key) else fact for fact in found]

    def standing(self) -> tuple[Fraction, str | None]:
        """Total and grade with the values as they are now."""
        return self.scored(self.values)

    def scored(self, values: Values) -> tuple[Fraction, str | None]:
        """Total, as far as it counts, and grade with other values. Raises Undecided."""
        card, scale = score(self.population.ready, values), self.population.scale
        if card.score is None:
            raise Undecided(lacking_words([one.address or one.name for one in card.missing]))
        over = sum(
            max(self.population.parts(one.score) - self.ceilings[one.name], 0)
            for one in card.indicators
            if one.name in self.ceilings and one.score is not None
        )
        total = card.score - Fraction(over, scale)
        earned = grade_of(self.population.rubric.grades, total)
        return total, self._regrading(values).settled(earned) if over else card.grade

    def decided_anew(self, chance: Chance) -> Chance:
        """*chance* with the decisions that its value leaves outside of what an evaluator may give then."""
        if not self.decisions.bands:
            return chance
        counted = self.decisions.counted({**self.values, chance.fact.key: chance.sample})
        today = self.decisions.counted(self.values)
        facts = self.population.ready.facts
        anew = ((facts[key], points) for key, points in counted.items() if today.get(key) != points)
        return evolve(chance, anew=tuple(anew))

    def most_without(self, fact: Fact) -> Bound:
        """The greatest total, as far as it counts, that any value of *fact* can lead to; it may be said too high."""
        card = score(self.population.ready, {key: one for key, one in self.values.items() if key != fact.key})
        ends = ((one.name, one.interval[1]) for one in card.indicators)
        limits = {name: Fraction(parts, self.population.scale) for name, parts in self.ceilings.items()}
        return sum((min(end, limits.get(name, end)) for name, end in ends), NOTHING)

    def all_chances(self, fact: Fact) -> list[Chance]:
        """All that ``chances`` gives, taken once with the values as they are now. Raises Undecided."""
        if fact.key not in self.known:
            self.known[fact.key] = list(self.chances(fact))
        return self.known[fact.key]

    def _regrading(self, values: Values) -> Regrading:
        """What rules make of the grade of the unit with these values."""
        return regrading(self.population.ready.grading, with_rates(self.population.ready, values)[0])

    def edges(self) -> Iterator[FactEdges]:
        """Every fact with its nearest edges."""
        total, grade = self.standing()
        for fact in self.facts():
            value = self.values[fact.key]
            try:
                chances = list(self.chances(fact, nearest_only=True))
            except Undecided as why:
                yield FactEdges(fact, value, trouble=str(why))
                continue
            scores = both_sides([one for one in chances if one.total != total], value, total)
            grades = both_sides([one for one in chances if one.grade != grade], value, total)
            sides = {one.is_down for one in grades}
            ends = (end for is_down, end in self.unseen.get(fact.key, {}).items() if is_down not in sides)
            scores, grades = (tuple(map(self.decided_anew, some)) for some in (scores, grades))
            yield FactEdges(fact, value, scores, grades, tuple(ends), self.limits.get(fact.key, ""))

    def chances(self, fact: Fact, *, nearest_only: bool = False) -> Iterator[Chance]:
        """For each other total that the fact can lead to, the nearest value that does; *nearest_only*: those beyond the nearest
        change of the grade may be left out. Raises Undecided."""
        value = self.values[fact.key]
        if not isinstance(value, Fraction):
            for other in others_of(fact, value):
                yield Chance(fact, value, other, True, other, *self.scored({**self.values, fact.key: other}), None)
            return
        for one in self._stretches(fact, value, nearest_only=nearest_only):
            near = _near(one, value, whole=is_whole(fact))
            if near is not None:
                share = abs(near[0] - value) / abs(value) if value else None
                sample = near[0] if near[1] else _inside(one, near[0])
                yield Chance(fact, value, *near, sample, Fraction(one.total, self.population.scale), one.grade, share)

    def _stretches(self, fact: Fact, value: Fraction, *, nearest_only: bool) -> list[_Stretch]:
        pieces = ranges(fact)
        low, high = pieces[0][0], pieces[-1][1]
        grade = self.standing()[1] if nearest_only else None
        size, half = max(abs(value), Fraction(1)), abs(value) / 2
        reason = ""
        ends = (low, high), (low, 10 * size), (value - size * 3 / 4, value + 4 * size), (value - half, value + half)
        for near, far in ends:
            near, far = max(low, near), min(high, far)
            try:
                found = self._within(fact, near, far)
            except Undecided as why:
                reason = str(why)
                continue
            self._looked(fact, near, far, reason)
            return found if len(pieces) == 1 else [cut for one in found for cut in _cuts(one, pieces)]
        most: list[_Stretch] = []
        for width in (size / 16, size / 4, size) if nearest_only else (size,):
            near, far = max(low, value - width), min(high, value + width)
            assert isinstance(near, Fraction) and isinstance(far, Fraction)
            found = [cut for one in self._halved(fact, near, far, MOST_HALVES) for cut in _cuts(one, pieces)]
            if not found:
                break
            self._looked(fact, near, far, reason)
            most = found
            if {True, False} <= {one.high <= value for one in found if one.grade != grade}:
                break
        if not most:
            raise Undecided(reason)
        return most

    def _looked(self, fact: Fact, near: Bound, far: Bound, reason: str) -> None:
        """Keeps how far it was looked and for what *reason*, where numbers beyond *near* or *far* are possible."""
        self.limits[fact.key] = reason
        pieces = ranges(fact)
        ends = (True, near, pieces[0][0]), (False, far, pieces[-1][1])
        self.unseen[fact.key] = {
            is_down: end for is_down, end, last in ends if end != last and isinstance(end, Fraction)
        }

    def _halved(self, fact: Fact, low: Fraction, high: Fraction, more: int) -> list[_Stretch]:
        """What ``_within`` gives where there are too many steps for it at once: of both halves, *more* times over; else nothing."""
        try:
            return self._within(fact, low, high)
        except Undecided:
            if not more or low == high:
                return []
        middle = (low + high) / 2
        first, second = (self._halved(fact, *ends, more - 1) for ends in ((low, middle), (middle, high)))
        return [*first, *(one for one in second if one.high > middle)] if first and second else []

    def _within(self, fact: Fact, low: Bound, high: Bound) -> list[_Stretch]:
        taken = self._taken(fact, low, high)
        rest = sum(map(self._points, taken.others))
        rules = self._rules_of(fact)
        if self.always is None:
            self.always = self._regrading(self.values)
        domain = Domain.closed(low, high)
        found: list[_Stretch] = []
        for left, right, parts in taken.steps:
            points, grading = rest + (parts + FAR // 2) % FAR - FAR // 2, self.always
            if rules:
                sample = domain.sample(left, right)
                assert sample is not None
                grading = self._regrading({**self.values, fact.key: sample})
            if points not in self.words:
                total = Fraction(points, self.population.scale)
                self.words[points] = grade_of(self.population.rubric.grades, total)
            found.append(_Stretch(left, right, points, grading.settled(self.words[points])))
        return found

    def _taken(self, fact: Fact, low: Bound, high: Bound) -> _Steps:
        """The steps of a fact, taken once for all units' values that decide them. Raises Undecided."""
        rules = self._rules_of(fact)
        read = [self.reads[name] for name in self.exprs if fact.key in self.reads[name]]
        deciding = frozenset[str]().union(*read, *map(keys_of, rules)) - {fact.key}
        key = fact.key, low, high, *((one, self.values.get(one)) for one in sorted(deciding))
        found = self.taken.get(key)
        if found is None:
            try:
                found = self._take(fact, low, high, rules)
            except Undecided as why:
                found = str(why)
            self.taken[key] = found
        if isinstance(found, str):
            raise Undecided(found)
        return found

    def _take(self, fact: Fact, low: Bound, high: Bound, rules: Sequence[Expr]) -> _Steps:
        factor = self.population.scale // 10**self.population.rubric.conventions.decimals
        total: Expr = number(0)
        others = {key: one for key, one in self.values.items() if key != fact.key}
        domain, alike = Domain.closed(low, high), []
        for name, expr in self._exprs(fact.key, others, domain).items():
            bound = (
                bound_to(expr, others, domain, self.population.ready.facts, fact.key)
                if fact.key in keys_of(expr)
                else None
            )
            if bound is None or (self._is_settled(name, fact.key) and has_no_value(bound, domain, fact.key)):
                alike.append(name)
                continue
            whole = times(number(factor), rounded(bound, self.population.rubric.conventions.decimals))
            whole = least(whole, number(self.ceilings[name])) if name in self.ceilings else whole
            total = plus(total, whole)
        for rule in rules:  # parts the stretches where a rule about the grade begins or ceases to hold
            total = plus(total, bound_to(rule, others, domain, self.population.ready.facts, fact.key))
        return _Steps(tuple(_steps(total, Ref(fact.key), low, high)), tuple(alike))

    def _rules_of(self, fact: Fact) -> list[Expr]:
        """Of each rule about the grade that turns on *fact* a number of points that no total has, 0 where it does not hold."""
        rates = {name: rate.expr for name, rate in self.population.ready.rates.items()}
        rules = grade_rules(self.population.rubric)
        every = [without_rates(If(one.condition, number(FAR), number(0)), rates) for one in rules]
        return [times(number(2**place), one) for place, one in enumerate(every) if fact.key in keys_of(one)]

    def _exprs(self, key: str, others: Values, domain: Domain) -> Mapping[str, Expr]:
        """The points of each indicator; a rate whose denominator is 0 whatever *key* is stands as the convention says."""
        convention, rates = self.population.rubric.conventions.zero_denominator, self.rates
        if not isinstance(convention, Fraction):
            return self.exprs
        gone = {
            name
            for name, expr in rates.items()
            if has_no_value(bound_to(expr, others, domain, self.population.ready.facts, key), domain, key)
        }
        if not gone:
            return self.exprs
        known = {name: number(convention) if name in gone else expr for name, expr in rates.items()}
        return {one.name: without_rates(indicator_to_expr(one), known) for one in self.population.rubric.indicators}

    def _is_settled(self, name: str, key: str) -> bool:
        """Whether a convention says what an indicator gets where a denominator is 0, and *key* makes no difference then."""
        ready = self.population.ready
        indicator = ready.named[name].indicator
        effects = [*indicator.effects, *(effect for item in indicator.items for effect in item.effects)]
        read = {one for veto in effects if isinstance(veto, Veto) for one in keys_of(veto.condition)}
        stated = isinstance(self.population.rubric.conventions.zero_denominator, str)
        return stated and not any(key in base_facts(ready, one) for one in read)

    def _points(self, name: str) -> int:
        """The points of an indicator that the fact does not touch."""
        if name not in self.points:
            found = indicator_score(self.population.ready, name, self.values).score
            if found is None:
                raise Undecided("数据不全")
            parts = self.population.parts(found)
            self.points[name] = min(parts, self.ceilings.get(name, parts))
        return self.points[name]


def _cuts(one: _Stretch, pieces: Sequence[tuple[Bound, Bound]]) -> Iterator[_Stretch]:
    """What of a stretch lies in the *pieces* that a fact may have: 0 or 1-3 points."""
    for low, high in pieces:
        ends = {end for end in (low, high) if one.low < end < one.high or end == one.low == one.high}
        yield from (_Stretch(end, end, one.total, one.grade) for end in sorted(ends))
        near, far = max(low, one.low), min(high, one.high)
        if near < far:
            yield _Stretch(near, far, one.total, one.grade)


def _steps(total: Expr, ref: Ref, low: Bound, high: Bound) -> Iterator[tuple[Bound, Bound, int]]:
    turned = reciprocal(total, ref) if low >= 0 else None
    if turned is None:
        yield from stepped(total, Domain.closed(low, high))
        return
    near = NOTHING if isinstance(high, float) else 1 / high
    far: Bound = inf if not low else 1 / low
    parts = Domain.closed(near, far).parts
    kept = tuple(part for part in parts if part != (NOTHING, NOTHING))
    yield from stepped(turned, Domain(kept), inverse=True)


def _near(one: _Stretch, value: Fraction, *, whole: bool) -> tuple[Fraction, bool] | None:
    """The number of a stretch nearest to *value*, and whether it belongs to the stretch itself."""
    if whole:
        first = ceil(one.low) if isinstance(one.low, Fraction) else None
        last = floor(one.high) if isinstance(one.high, Fraction) else None
        if one.low != one.high:
            first = first if first is None or first != one.low else first + 1
            last = last if last is None or last != one.high else last - 1
        if first is not None and last is not None and first > last:
            return None
        nearest_whole = max(value, Fraction(first)) if first is not None else value
        return (min(nearest_whole, Fraction(last)) if last is not None else nearest_whole), True
    if one.low < value < one.high or one.low == value == one.high:
        return value, True
    end = one.low if value <= one.low else one.high
    assert isinstance(end, Fraction)
    return end, one.low == one.high


def _inside(one: _Stretch, end: Fraction) -> Fraction:
    """A plain number inside an open stretch, near one of its ends."""
    width = one.high - one.low
    step = Fraction(1)
    while isinstance(width, Fraction) and step > width / 2:
        step /= 10
    return end + step if end == one.low else end - step
