"""Which grades can become which: ruled out by the totals, or shown by a unit that is put together for it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import product
from math import ceil, floor, inf, prod
from typing import TypeVar

from attrs import define, field, frozen

from evaldsl.differences.extents import Apart
from evaldsl.differences.grade_search import Limits, UnitSearch, WeighedSums
from evaldsl.interpreter.bounds import thresholds
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr, Number, keys_of
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import Scope
from evaldsl.interpreter.reaches import Value, Values
from evaldsl.interpreter.rubric import GradeBand
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.scores import Scorecard
from evaldsl.interpreter.values import NOTHING, Bound, round_half_up
from evaldsl.proofs.prover import base_expr
from evaldsl.proofs.rounding import is_whole
from evaldsl.verification.comparison import Both, Pair, typed_under

ONE = Fraction(1)
MOST_TOGETHER, FEWER_TOGETHER, MOST_DIFFERENT, MOST_SAME, MOST_TRIED = 200, 48, 24, 6, 12
MOST_GAPS, MOST_OF_GAP, MOST_ALL = 24, 120, 160
MOST_STARTS, MOST_STEPPED = 3, 120
STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30)


@frozen
class TotalReplay:
    """A whole unit under both rubrics."""

    values: tuple[tuple[str, Value], ...]
    before: Scorecard
    after: Scorecard

    @property
    def difference(self) -> Fraction | None:
        """Total under the second minus total under the first; None while one of them is open."""
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


@frozen
class GradeMove:
    """A grade under the first rubric and another under the second: *unit* shows it, else it is only not ruled out.

    *tried*: how many units were tried one after the other.
    """

    before: str
    after: str
    unit: TotalReplay | None
    tried: int = 0


def whole_unit(both: Both, typed: Values) -> TotalReplay:
    """The totals of a unit under both; facts that it lacks are anything plain that does not fix the grade."""
    scope = both.prover.scope
    keys = [fact.key for one in (both.first, both.second) for fact in one.rubric.facts]
    plain = {key: scope.some_value(key) for key in dict.fromkeys(keys)}
    plain |= {key: False for key in _grading(both) if False in scope.finite.get(key, ())}
    filled = plain | typed
    before, after = (score(own, filled) for own in (both.first, both.second))
    return TotalReplay(tuple(filled.items()), before, after)


def _grading(both: Both) -> list[str]:
    """The facts of rules that fix the grade whatever the total is."""
    rules = (rule for one in (both.first, both.second) for rule in grade_rules(one.rubric))
    return [key for rule in rules for key in keys_of(rule.condition)]


def grade_moves(both: Both, pairs: Sequence[Pair], found: Sequence[Apart], apart: Limits) -> Iterator[GradeMove]:
    """Pairs of grades that are not ruled out, each with a unit that makes the move, if one is found.

    *apart*: how far the second total can be below and above the first.
    """
    totals = [_graded_totals(own, both) for own in (both.first, both.second)]
    asked = [
        ((one, other), (first, second))
        for (one, first), (other, second) in product(*totals)
        if one.word != other.word and _possible(first, second, apart)
    ]
    search = _Search(both, pairs, found) if asked else None
    for bands, limits in asked:
        move = None if search is None else search.move(*bands, *limits)
        if move is not None:
            yield move


@define
class _Search:
    """Looks for units that make a move: put together, then by steps; and for proofs that there is none."""

    both: Both
    pairs: Sequence[Pair]
    found: Sequence[Apart]
    states: "dict[Totals, _State]" = field(init=False)
    scale: int = field(init=False)
    sums: WeighedSums = field(init=False)
    steps: UnitSearch | None = None
    shown: list[TotalReplay] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.scale = 10 ** max(own.rubric.conventions.decimals for own in (self.both.first, self.both.second))
        self.states = _states(self.both, self.pairs, self.found, self.scale)
        self.sums = WeighedSums(self.both, self.pairs, self.found)

    def move(self, one: GradeBand, other: GradeBand, first: Limits, second: Limits) -> GradeMove | None:
        """None where it is proved that no unit makes the move; *first* and *second* are the totals of the two grades."""
        unit = _shown(self.both, self.states, one, other, self.scale)
        if unit is None:
            if self.sums.rule_out(first, second):
                return None
            unit = self._stepped(first, second)
            if unit is not None and (unit.before.grade, unit.after.grade) != (one.word, other.word):
                unit = None
        if unit is not None:
            self.shown.append(unit)
        return GradeMove(one.word, other.word, unit, self.steps.tried if self.steps is not None else 0)

    def _stepped(self, first: Limits, second: Limits) -> TotalReplay | None:
        if self.steps is None:
            choices = [
                list(_choices(self.both, pair, apart, self.scale, MOST_STEPPED).values())
                for pair, apart in zip(self.pairs, self.found, strict=True)
            ]
            self.steps = UnitSearch(self.both, self.pairs, choices, self.scale)
        self.steps.tried = 0
        starts = [dict(unit.values) for unit in (*self.shown, whole_unit(self.both, {}))[:MOST_STARTS]]
        values = self.steps.found(starts, first, second)
        return None if values is None else whole_unit(self.both, values)


def _graded_totals(own: Scorer, both: Both) -> list[tuple[GradeBand, Limits]]:
    """For each grade the least and the greatest total that units can have in it."""
    exprs = [both.bound(indicator_to_expr(one), own) for one in own.rubric.indicators]
    step = _step(own, exprs, both)
    least, most = _range(own, exprs, both)
    found = []
    for band in own.rubric.grades:
        low: Bound = -inf if band.low is None else ceil(band.low / step) * step
        high: Bound = inf if band.high is None else floor(band.high / step) * step
        low += step if low == band.low and not band.low_in else 0
        high -= step if high == band.high and not band.high_in else 0
        found.append((band, (max(low, least), min(high, most))))
    return found


def _range(own: Scorer, exprs: Sequence[Expr], both: Both) -> Limits:
    """The least and the greatest total; endless where that is not known."""
    low: Bound = NOTHING
    high: Bound = NOTHING
    for expr in exprs:
        try:
            ends = both.prover.ends(expr)
        except Undecided:
            return -inf, inf
        decimals = own.rubric.conventions.decimals
        low, high = low + round_half_up(ends[0].value, decimals), high + round_half_up(ends[1].value, decimals)
    if own.rubric.conventions.zero_denominator is not None:
        low, high = min(low, NOTHING), max(high, own.rubric.full)
    return low, high


def _step(own: Scorer, exprs: Sequence[Expr], both: Both) -> Fraction:
    """What all totals are whole numbers of, as the form of each indicator shows."""
    fulls = [Number(one.full) for one in own.rubric.indicators]  # what a denominator of 0 may give
    for decimals in range(own.rubric.conventions.decimals):
        if all(is_whole(expr, decimals, both.prover.scope) for expr in (*exprs, *fulls)):
            return Fraction(1, 10**decimals)
    return Fraction(1, 10**own.rubric.conventions.decimals)


def _possible(first: Limits, second: Limits, apart: Limits) -> bool:
    """Whether totals in these ranges, so far apart, are not ruled out."""
    (low, high), (least, most) = first, second
    return low <= high and least <= most and max(apart[0], least - high) <= min(apart[1], most - low)


# ---- units put together, indicator by indicator


@frozen
class _State:
    """Facts chosen so far: those of *choice* after those of *before*."""

    choice: Values
    before: "_State | None"

    def values(self) -> Values:
        """All of them."""
        found: Values = {}
        state: _State | None = self
        while state is not None:
            found = {**found, **state.choice}
            state = state.before
        return found


Thing = TypeVar("Thing")
Totals = tuple[int, int]
"""The total under the first rubric and how much more it is under the second, in units of the last place."""


def _states(both: Both, pairs: Sequence[Pair], found: Sequence[Apart], scale: int) -> dict[Totals, _State]:
    """Totals that units can have, as far as a few choices an indicator lead; where indicators differ comes first."""
    states: dict[Totals, _State] = {(0, 0): _State({}, None)}
    used: set[str] = set()
    most = min(max(MOST_ALL // (1 + sum(not one.never for one in found)), MOST_SAME), MOST_DIFFERENT)
    for pair, one in sorted(zip(pairs, found, strict=True), key=lambda each: each[1].never):
        keys = _keys(both, pair)
        if keys & used:
            continue  # its facts are settled; the replay of the whole unit will tell
        used |= keys
        choices = _choices(both, pair, one, scale, MOST_SAME if one.never else most)
        after: dict[Totals, _State] = {}
        for (total, more), state in states.items():
            for (points, gap), values in choices.items():
                key = total + points, more + gap
                if key not in after:
                    after[key] = _State(values, state)
        states = _thinned(after) if after else states
    return states


def _thinned(states: dict[Totals, _State]) -> dict[Totals, _State]:
    """The states that are furthest apart, and of each difference so many, spread evenly."""
    if len(states) <= MOST_GAPS * MOST_OF_GAP:
        return states
    kept = set(_spread(sorted({gap for _, gap in states}), MOST_GAPS))
    groups: dict[int, list[Totals]] = {}
    for key in sorted(states):
        if key[1] in kept:
            groups.setdefault(key[1], []).append(key)
    return {key: states[key] for some in groups.values() for key in _spread(some, MOST_OF_GAP)}


def _spread(some: list[Thing], most: int) -> list[Thing]:
    """At most so many, evenly, both ends among them."""
    if len(some) <= most:
        return some
    return [some[place * (len(some) - 1) // (most - 1)] for place in range(most)]


def _keys(both: Both, pair: Pair) -> set[str]:
    found: set[str] = set()
    for own, indicator in ((both.first, pair.first), (both.second, pair.second)):
        if indicator is not None:
            found.update(keys_of(base_expr(own, indicator_to_expr(indicator))))
    return found


def _choices(both: Both, pair: Pair, apart: Apart, scale: int, most: int) -> dict[Totals, Values]:
    """A few units of one indicator with different points; rates stand for the facts that give them."""
    exprs = [
        both.bound(indicator_to_expr(indicator), own)
        for own, indicator in ((both.first, pair.first), (both.second, pair.second))
        if indicator is not None
    ]
    keys = list(dict.fromkeys(key for expr in exprs for key in keys_of(expr)))
    grading, scope = frozenset(_grading(both)), both.prover.scope
    some = {key: _some_values(exprs, key, scope, calm=key in grading) for key in keys}
    tried: list[Values] = [dict(end.unit.values) for end in (apart.more, apart.less) if end is not None and end.unit]
    if prod(map(len, some.values())) <= (FEWER_TOGETHER if apart.never else MOST_TOGETHER):
        tried += [dict(zip(some, chosen, strict=True)) for chosen in product(*some.values())]
    else:
        plain = {key: values[0] for key, values in some.items()} | _best(both, exprs)
        tried += [{**plain, key: value} for key, values in some.items() for value in values]
    found: dict[Totals, Values] = {}
    for values in tried[: MOST_TOGETHER * 2]:
        scores = both.scores(pair, values)
        if scores is not None and not any(values.get(key) is True for key in grading):
            totals = int(scores[0] * scale), int((scores[1] - scores[0]) * scale)
            found.setdefault(totals, values)
    ordered = sorted(found, key=lambda totals: (totals[1], totals[0]))
    return {key: found[key] for key in _spread(ordered, most)}


def _best(both: Both, exprs: Sequence[Expr]) -> Values:
    """Facts with the most points under the first rubric, where they are known."""
    with suppress(Undecided):
        return both.prover.ends(exprs[0])[1].near(Fraction(1, 10_000))
    return {}


def _some_values(exprs: Sequence[Expr], key: str, scope: Scope, *, calm: bool) -> list[Value]:
    """Values of one fact on and around the numbers it is compared with or counted from; *calm*: none that fixes a grade."""
    if key in scope.finite:
        values = list(scope.finite[key])
        return [value for value in values if value is not True] or values if calm else values
    domain = scope.measures[key]
    numbers = {number for expr in exprs for number in thresholds(key, expr)}
    found: dict[Value, None] = {}
    for number in sorted(numbers) or [ONE]:
        step = ONE if domain.whole or abs(number) > 2 else Fraction(1, 100)
        for count in STEPS:
            found.update(dict.fromkeys([number + step * count, number - step * count]))
    found[scope.some_value(key)] = None
    allowed = [value for value in found if isinstance(value, Fraction) and domain.within([(value, value)]).parts]
    return list(allowed)


def _shown(
    both: Both, states: dict[Totals, _State], one: GradeBand, other: GradeBand, scale: int
) -> TotalReplay | None:
    """A unit of these grades, scored by the interpreter."""
    off = (0, 0)  # what indicators add whose facts were settled by others
    for _ in range(MOST_TRIED):
        state = next(
            (
                (totals, state)
                for totals, state in states.items()
                if one.holds(Fraction(totals[0] + off[0], scale))
                and other.holds(Fraction(totals[0] + totals[1] + off[0] + off[1], scale))
            ),
            None,
        )
        if state is None:
            return None
        (total, more), chosen = state
        values = chosen.values()
        typed = typed_under(both, values)
        if typed is None:
            return None
        unit = whole_unit(both, typed)
        if unit.before.grade == one.word and unit.after.grade == other.word:
            return unit
        if unit.before.score is None or unit.difference is None:
            return None
        told = int(unit.before.score * scale) - total, int(unit.difference * scale) - more
        if told == off:
            return None
        off = told
    return None
