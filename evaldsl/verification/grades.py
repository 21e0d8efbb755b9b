"""That better facts never bring a worse grade: where points rise and none fall, no rule about the grade makes it worse.

The total decides the grade step by step upwards; only a rule with a condition of its own can go against that. A change of
one fact is looked at as the rules read it: as a rate where all that depends on it depends on that rate alone, else as it
is typed.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from math import ceil, floor

from attrs import evolve, frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import (
    ONE,
    ZERO,
    All,
    Compare,
    Expr,
    If,
    Number,
    Ref,
    inlined,
    keys_of,
    minus,
    plus,
)
from evaldsl.interpreter.grades import acting_rules, scale_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import reduced
from evaldsl.interpreter.reaches import Value, Values
from evaldsl.interpreter.rubric import GradeIs, GradeRule, Kind
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer, base_facts
from evaldsl.interpreter.scores import IndicatorScore, Scorecard
from evaldsl.interpreter.values import Bound, shown
from evaldsl.proofs.prover import FINE, Prover, base_expr
from evaldsl.proofs.shapes import Way
from evaldsl.proofs.units import Unit, typed_values

AFTER = "′"
"""Marks the value of a fact after the change."""
MOST_PAIRS = 64
PARTS = (Fraction(999, 1000), Fraction(99, 100), Fraction(95, 100), Fraction(9, 10), Fraction(4, 5), Fraction(3, 5))
"""Of the most points, before a change, these parts are tried: the better the grade is, the further it may fall."""
NO_UNIT = Number(Fraction(-1))
"""Less than any unit gives: where there is none such."""
Pair = tuple[Value, Value]


@frozen
class Turn:
    """A fact, *key*, on which the condition of a rule turns (*holds*: 1 where it does, else 0), and the points that it moves,
    of the indicators called *names*."""

    rule: GradeRule
    key: str
    holds: Expr
    points: tuple[Expr, ...]
    names: tuple[str, ...]

    def reads(self) -> list[str]:
        """All that they read."""
        return list(dict.fromkeys(key for expr in (self.holds, *self.points) for key in keys_of(expr)))


@frozen
class Worse:
    """A change of the fact *key* of a unit by which points rise, none fall, and the grade is worse."""

    turn: Turn
    change: Pair
    cards: tuple[Scorecard, Scorecard]
    facts: Values

    @property
    def unit(self) -> Unit:
        """The unit before the change, with its total."""
        total = self.cards[0].score
        assert total is not None
        return Unit(tuple(self.facts.items()), IndicatorScore("", (), self.cards[0].full, total, (total, total), ()))


def turns_of(ready: Scorer) -> Iterator[Turn]:
    """Every fact on which a rule about the grade turns, as it may change alone."""
    reading: dict[str, dict[str, Expr]] = {}
    for one in ready.rubric.indicators:
        expr = indicator_to_expr(one)
        for base in dict.fromkeys(base for key in keys_of(expr) for base in base_facts(ready, key)):
            reading.setdefault(base, {})[one.name] = expr
    for _, rule in acting_rules(ready.rubric):
        holds = If(rule.condition, ONE, ZERO)
        seen: set[str] = set()
        for base in dict.fromkeys(base for key in keys_of(holds) for base in base_facts(ready, key)):
            own = reading.get(base, {})
            points = list(own.values())
            near = {key for expr in (holds, *points) for key in keys_of(expr) if base in base_facts(ready, key)}
            key = next(iter(near)) if len(near) == 1 else base
            if key in seen:
                continue
            seen.add(key)
            plain = key in near and len(near) == 1
            yield Turn(
                rule,
                key,
                holds if plain else base_expr(ready, holds),
                tuple(points if plain else (base_expr(ready, one) for one in points)),
                tuple(own),
            )


def is_safe(turn: Turn, prover: Prover, scale: tuple[str, ...]) -> bool:
    """Whether points cannot rise by a change of the fact that makes the rule act for the worse. Raises Undecided."""
    if not turn.points:
        return True
    way = prover.shape(turn.holds, turn.key).way
    moves = [prover.shape(one, turn.key).way for one in turn.points]
    up = any(one not in (Way.DOWN, Way.FLAT) for one in moves)
    down = any(one not in (Way.UP, Way.FLAT) for one in moves)
    for turns_on in _for_the_worse(turn.rule, scale):
        rising, falling = (Way.UP, Way.DOWN) if turns_on else (Way.DOWN, Way.UP)
        if way is not Way.FLAT and ((up and way is not falling) or (down and way is not rising)):
            return False
    return True


def _for_the_worse(rule: GradeRule, scale: tuple[str, ...]) -> list[bool]:
    """Whether the grade may be worse when the rule begins to hold (True), when it ceases to (False), or both."""
    if not isinstance(rule.change, GradeIs):
        return [True]
    word = rule.change.word
    if word not in scale or word == scale[-1]:
        return [True]
    return [False] if word == scale[0] else [True, False]


@frozen
class Flip:
    """A change of the fact of a rule from *before* to *after* (None: any two numbers) that makes it act for the *worse*:
    *total* are the points before, *gain* is by how much they rise, *prover* knows the second number, and *on* says whether
    the rule begins to hold by it."""

    before: Value | None
    after: Value | None
    worse: All
    total: Expr
    gain: Expr
    prover: Prover
    on: bool

    def sides(self, expr: Expr, key: str) -> tuple[Expr, Expr]:
        """*expr* before and after the change of *key*."""
        if self.before is None:
            return expr, inlined(expr, {key: Ref(key + AFTER)})
        return _at(expr, key, self.before, self.prover), _at(expr, key, self.after, self.prover)


def flips_of(turn: Turn, prover: Prover, scale: tuple[str, ...]) -> Iterator[Flip]:
    """Every such change. Raises Undecided."""
    for turns_on in _for_the_worse(turn.rule, scale):
        for before, after, wider in _values(turn, prover):
            yield _flip(turn, wider, before, after, turns_on=turns_on)


def _flip(turn: Turn, prover: Prover, before: Value | None, after: Value | None, *, turns_on: bool) -> Flip:
    exprs = (turn.holds, *turn.points)
    first, second = ([_at(one, turn.key, value, prover) for one in exprs] for value in (before, after))
    if before is None:
        second = [inlined(one, {turn.key: Ref(turn.key + AFTER)}) for one in exprs]
    (held, *points), (holds, *others) = first, second
    off, on = (held, holds) if turns_on else (holds, held)
    gains = [minus(new, old) for old, new in zip(points, others, strict=True)]
    never = tuple(Compare("≥", one, ZERO) for one in gains) if len(gains) > 1 else ()
    worse = All((Compare("≤", off, ZERO), Compare("≥", on, ONE), *never))
    return Flip(before, after, worse, reduce(plus, points), reduce(plus, gains), prover, turns_on)


def pairs_of(turn: Turn, flips: Sequence[Flip]) -> Iterator[tuple[Pair, Values]]:
    """Two values for each of *flips* by which points rise, with the other facts that this takes, where there are any, first
    those with many points before. Raises Undecided."""
    for flip in flips:
        rises = flip.prover.facts_where(If(flip.worse, flip.gain, NO_UNIT), ">", Fraction(0))
        for values in (*_with_many_points(flip), rises) if rises is not None else ():
            change = change_of(turn, flip, values)
            if change is not None:
                yield change, without_change(turn, values)


def change_of(turn: Turn, flip: Flip, values: Values) -> Pair | None:
    """The two values of the fact in *values* that make *flip* happen."""
    old, new = flip.before, flip.after
    if old is None or new is None:
        old, new = values.get(turn.key), values.get(turn.key + AFTER)
    return None if old is None or new is None else (old, new)


def without_change(turn: Turn, values: Values) -> Values:
    """The other facts among *values*."""
    return {key: one for key, one in values.items() if key not in (turn.key, turn.key + AFTER)}


def most_before(flips: Sequence[Flip]) -> Bound:
    """The most points before one of *flips* by which they rise. Raises Undecided."""
    rising = (If(All((*one.worse.of, Compare(">", one.gain, ZERO))), one.total, NO_UNIT) for one in flips)
    return max((one.prover.ends(expr)[1].value for one, expr in zip(flips, rising, strict=True)), default=Fraction(0))


def _values(turn: Turn, prover: Prover) -> Iterator[tuple[Value | None, Value | None, Prover]]:
    """Every two values of a fact that has few, else None and a prover that knows a second number of it."""
    scope = prover.scope
    if turn.key in scope.measures:
        measures = {**scope.measures, turn.key + AFTER: scope.measures[turn.key]}
        yield None, None, evolve(prover, scope=evolve(scope, measures=measures), ranges={})
        return
    words = scope.finite[turn.key]
    if len(words) ** 2 > MOST_PAIRS:
        raise Undecided("等次太多")
    for before in words:
        yield from ((before, after, prover) for after in words if after != before)


def _with_many_points(flip: Flip) -> Iterator[Values]:
    """Facts by which points rise, by more than rounding makes of nothing, with about the most points before that there are."""
    enough = If(All((*flip.worse.of, Compare("≥", flip.gain, Number(FINE * 100)))), flip.total, NO_UNIT)
    for part in PARTS:
        try:
            most = flip.prover.ends(flip.total)[1].value
            found = None if isinstance(most, float) else flip.prover.facts_where(enough, "≥", most * part)
        except Undecided:
            continue
        if found is not None:
            yield found
            return


def _at(expr: Expr, key: str, value: Value | None, prover: Prover) -> Expr:
    return expr if value is None else reduced(expr, prover.scope.fixed(key, value))


def shown_worse(ready: Scorer, turn: Turn, change: Pair, facts: Values, rest: Values) -> Worse | None:
    """The change as the interpreter scores it, where the grade is worse by it; *facts* are those that it takes besides, which
    may be rates, *rest* are all others as they are typed."""
    scale = scale_of(ready.rubric.grades)
    typed = [typed_values(ready, {**facts, turn.key: value}) for value in change]
    if typed[0] is None or typed[1] is None:
        return None
    own = set(base_facts(ready, turn.key))
    before = {**rest, **typed[0]}
    after = {**before, **{key: value for key, value in typed[1].items() if key in own}}
    cards = score(ready, before), score(ready, after)
    words = [card.grade for card in cards]
    if cards[0].score is None or cards[1].score is None or not words[0] or not words[1] or words[0] not in scale:
        return None
    pairs = [(one.score, other.score) for one, other in zip(cards[0].indicators, cards[1].indicators, strict=True)]
    rises = all(one is not None and other is not None and one <= other for one, other in pairs)
    worse = words[1] not in scale or scale.index(words[1]) > scale.index(words[0])
    if not (rises and worse and cards[0].score < cards[1].score):
        return None
    return Worse(turn, change, cards, {key: before[key] for key in ready.facts if key in before})


def plain_worse(ready: Scorer, worse: Worse) -> Worse:
    """The same in plain numbers, as far as it stays worse."""
    found = worse
    for place in (0, 1):
        for value in _rounded(found.change[place], ready.facts[found.turn.key].kind):
            change = (value, found.change[1]) if place == 0 else (found.change[0], value)
            plain = shown_worse(ready, found.turn, change, {}, found.facts)
            if plain is not None:
                found = plain
                break
    own = dict.fromkeys(base for key in found.turn.reads() for base in base_facts(ready, key))
    for key in own:
        if key not in found.facts or key == found.turn.key:
            continue
        for value in _rounded(found.facts[key], ready.facts[key].kind):
            plain = shown_worse(ready, found.turn, found.change, {}, {**found.facts, key: value})
            if plain is not None:
                found = plain
                break
    return found


def _rounded(value: Value, kind: Kind) -> Iterator[Fraction]:
    """Numbers near *value* with few decimals, the plainest first."""
    if not isinstance(value, Fraction):
        return
    first = 1 if kind is Kind.RATIO else 0
    for place in range(first, first + 6):
        size = Fraction(1, 10**place)
        yield from (size * floor(value / size), size * ceil(value / size))


TIMES = tuple(Fraction(one, 100) for one in (0, 50, 80, 90, 95, 98, 99, 100, 101, 102, 105, 110, 120, 150, 200))


def plain_pairs(ready: Scorer, turn: Turn, facts: Values) -> list[Pair]:
    """Two values of the fact after which the grade may be worse, among a few parts and multiples of what it is in *facts*:
    what is tried where nothing is proved."""
    now = facts.get(turn.key)
    if not isinstance(now, Fraction) or turn.key in ready.rates:
        return []
    tried = {now * one: score(ready, {**facts, turn.key: now * one}) for one in TIMES}
    return [
        (before, after)
        for before, one in tried.items()
        for after, other in tried.items()
        if one.score is not None and other.score is not None and one.score < other.score and one.grade != other.grade
    ]


def worse_words(worse: Worse, ready: Scorer) -> str:
    """“完成率”由100%改为120%，总分由88分升到90分，等级却由“优”变为“良”（完成率超过110%的，等级降一级）"""
    fact = ready.facts[worse.turn.key]
    before, after = (_value(one, fact.kind, fact.unit) for one in worse.change)
    points = [shown(card.score, 4) for card in worse.cards if card.score is not None]
    grades = [card.grade for card in worse.cards]
    return (
        f"“{fact.address or fact.name}”由{before}改为{after}，总分由{points[0]}分升到{points[1]}分，"
        f"等级却由“{grades[0]}”变为“{grades[1]}”（{worse.turn.rule.words}）"
    )


def _value(value: Value, kind: Kind, unit: str) -> str:
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    if isinstance(value, str):
        return f"“{value}”"
    return f"{shown(value * 100, 6)}%" if kind is Kind.RATIO else f"{shown(value, 6)}{unit}"
