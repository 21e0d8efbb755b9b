"""Whether a grade can be worse though points rise, band by band: from which grade to which, with which other rules about it.

A change makes a rule act for the worse and moves the points of some indicators; what the others have is no more known than
from where to where it can go while the other rules hold or not. Where no such change fits between two bands for which the
rules give a worse grade, there is none; where one fits, its facts are worth trying.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from math import inf

from attrs import frozen

from evaldsl.interpreter.bounds import known as settled
from evaldsl.interpreter.bounds import truth_of
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ONE, ZERO, All, Compare, Condition, If, Not, Number, keys_of, plus
from evaldsl.interpreter.grades import acting_rules, regraded, scale_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import GradeBand, GradeRule, Indicator
from evaldsl.interpreter.rubric_to_scores import indicator_score
from evaldsl.interpreter.scorer import Scorer, base_facts
from evaldsl.interpreter.values import Bound, round_half_up
from evaldsl.proofs.prover import FINE, Prover
from evaldsl.verification.grades import NO_UNIT, Flip, Turn

MOST_RULES, MOST_QUESTIONS, MOST_PARTS, MOST_TRIED = 6, 400, 32, 12
FAR = Fraction(10**6)
"""Further than any points."""


@frozen
class Rest:
    """What the indicators that a change does not touch can have, from *low* to *high*, while the other rules hold or not as
    in *truths*; *facts* lead to the most points, to the least, and in between."""

    truths: tuple[bool, ...]
    low: Bound
    high: Bound
    facts: tuple[Values, ...]


@frozen
class Fit:
    """A change that may make a grade worse: its own facts, and what the others may be."""

    flip: Flip
    values: Values
    rest: Rest


def fits(ready: Scorer, prover: Prover, turn: Turn, flips: Sequence[Flip]) -> Iterator[Fit]:
    """Every way in which one of *flips* may lead to a worse grade: none where it cannot. Raises Undecided."""
    rules = [rule for _, rule in acting_rules(ready.rubric)]
    if len(rules) > MOST_RULES:
        raise Undecided("关于等级的规则太多")
    bases = set(base_facts(ready, turn.key))
    following = [
        place
        for place, rule in enumerate(rules)
        if rule is not turn.rule and any(bases & set(base_facts(ready, key)) for key in keys_of(rule.condition))
    ]
    others = [place for place, rule in enumerate(rules) if rule is not turn.rule and place not in following]
    asked = 0
    for rest in _rests(ready, prover, turn, [rules[place].condition for place in others]):
        for flip, befores, afters in _turned(flips, len(following)):
            states = []
            for on, along in ((not flip.on, befores), (flip.on, afters)):
                known = dict(zip((*others, *following), (*rest.truths, *along), strict=True))
                states.append([rule for place, rule in enumerate(rules) if known.get(place, on)])
            bands = list(_worse_bands(ready, states[0], states[1]))
            if not bands:
                continue
            said = _said(turn, flip, [rules[place] for place in following], (befores, afters))
            for before, after in bands:
                asked += 1
                if asked > MOST_QUESTIONS:
                    raise Undecided("关于等级的规则太多")
                values = _between(ready, turn, flip, said, rest, before, after)
                if values is not None:
                    yield Fit(flip, values, rest)


def _turned(flips: Sequence[Flip], count: int) -> Iterator[tuple[Flip, tuple[bool, ...], tuple[bool, ...]]]:
    """Each flip with whether each of the rules that its fact turns as well holds before and after it."""
    for flip in flips:
        for befores in product((False, True), repeat=count):
            yield from ((flip, befores, afters) for afters in product((False, True), repeat=count))


def _said(
    turn: Turn, flip: Flip, following: Sequence[GradeRule], truths: tuple[Sequence[bool], Sequence[bool]]
) -> tuple[Condition, ...]:
    """That rules which the same fact turns hold before and after as in *truths*, as far as the points know what they read."""
    found: list[Condition] = []
    for place, rule in enumerate(following):
        if set(keys_of(rule.condition)) <= set(turn.reads()):
            for expr, holds in zip(flip.sides(If(rule.condition, ONE, ZERO), turn.key), truths, strict=True):
                found.append(Compare("≥", expr, ONE) if holds[place] else Compare("≤", expr, ZERO))
    return tuple(found)


def _worse_bands(
    ready: Scorer, first: Sequence[GradeRule], second: Sequence[GradeRule]
) -> Iterator[tuple[GradeBand, GradeBand]]:
    """From which band to which not below it the grade is worse by the rules: *first* hold before, *second* behind."""
    bands, scale = ready.rubric.grades, scale_of(ready.rubric.grades)

    def given(band: GradeBand, rules: Sequence[GradeRule]) -> str:
        word: str | None = band.word
        for rule in rules:
            word = regraded(word, rule.change, scale)
        return word or ""

    for before, after in product(bands, repeat=2):
        if scale.index(after.word) > scale.index(before.word):
            continue
        was, is_ = given(before, first), given(after, second)
        if was in scale and (is_ not in scale or scale.index(is_) > scale.index(was)):
            yield before, after


def _between(
    ready: Scorer, turn: Turn, flip: Flip, said: tuple[Condition, ...], rest: Rest, before: GradeBand, after: GradeBand
) -> Values | None:
    """Facts with which the points rise from one band to another, whatever the others have; rounding may be counted too high."""
    slack = Fraction(len(turn.names), 2 * 10**ready.rubric.conventions.decimals)
    first, second = ((_or(one.low, -inf), _or(one.high, inf)) for one in (before, after))
    then = plus(flip.total, flip.gain)
    limits = (
        ("≥", flip.total, first[0] - rest.high - slack), ("≤", flip.total, first[1] - rest.low + slack),
        ("≥", then, second[0] - rest.high - slack), ("≤", then, second[1] - rest.low + slack),
        ("≥", flip.gain, second[0] - first[1] - 2 * slack), ("≤", flip.gain, second[1] - first[0] + 2 * slack),
    )  # fmt: skip
    wanted = tuple(Compare(op, expr, Number(end)) for op, expr, end in limits if isinstance(end, Fraction))
    return flip.prover.facts_where(If(All((*flip.worse.of, *said, *wanted)), flip.gain, NO_UNIT), ">", Fraction(0))


def _or(value: Fraction | None, end: float) -> Bound:
    return end if value is None else value


def _rests(ready: Scorer, prover: Prover, turn: Turn, conditions: Sequence[Condition]) -> Iterator[Rest]:
    """For each way in which the other rules may hold or not what the other indicators can have then. Raises Undecided."""
    others = [one for one in ready.rubric.indicators if one.name not in turn.names]
    made: dict[tuple[str, tuple[Condition, ...]], list[_Part]] = {}
    for truths in product((False, True), repeat=len(conditions)):
        said = [one if holds else Not(one) for one, holds in zip(conditions, truths, strict=True)]
        apart = _apart(prover, others, said)
        parts = []
        for one in others:
            keys = set(keys_of(indicator_to_expr(one)))
            known = one.name, tuple(condition for condition in said if set(keys_of(condition)) <= keys)
            if known not in made:
                made[known] = _parts(ready, prover, one, known[1])
            parts.append(made[known])
        if apart is not None and all(parts):
            yield from _joined(truths, parts, apart)


@frozen
class _Part:
    """Points that an indicator can have, from *low* to *high*, with facts that lead to each."""

    low: Bound
    high: Bound
    facts: tuple[Values, Values]


def _parts(ready: Scorer, prover: Prover, indicator: Indicator, conditions: tuple[Condition, ...]) -> list[_Part]:
    """What an indicator can have while *conditions* hold, of which it knows everything: nothing where they cannot. Raises
    Undecided."""
    expr = indicator_to_expr(indicator)
    keys = keys_of(expr)
    if all(key in prover.scope.finite for key in keys):
        every = product(*(prover.scope.finite[key] for key in keys))
        few = list(islice((dict(zip(keys, values, strict=True)) for values in every), MOST_PARTS + 1))
        if len(few) <= MOST_PARTS:
            held = [one for one in few if truth_of(All(conditions), {key: settled(one[key]) for key in keys})]
            points = {indicator_score(ready, indicator.name, one).score: one for one in held}
            return [_Part(value, value, (one, one)) for value, one in points.items() if value is not None]
    ends: list[Bound] = []
    facts: list[Values] = []
    for side, far in ((0, FAR), (1, -FAR)):
        reach = prover.ends(If(All(conditions), expr, Number(far)) if conditions else expr)[side]
        if reach.value == far:
            return []
        ends.append(round_half_up(reach.value, ready.rubric.conventions.decimals))
        facts.append(reach.near(FINE))
    return [_Part(ends[0], ends[1], (facts[0], facts[1]))]


def _apart(prover: Prover, others: Sequence[Indicator], said: Sequence[Condition]) -> Values | None:
    """Facts for those of *said* of which no indicator knows everything; None where one of them cannot hold. Raises Undecided."""
    read = [set(keys_of(indicator_to_expr(one))) for one in others]
    found: Values = {}
    for one in said:
        if not any(set(keys_of(one)) <= keys for keys in read):
            facts = prover.facts_where(If(one, ONE, ZERO), ">", Fraction(0))
            if facts is None:
                return None
            found |= facts
    return found


def _joined(truths: tuple[bool, ...], parts: Sequence[Sequence[_Part]], apart: Values) -> Iterator[Rest]:
    """All together: sum by sum as long as these are few, else from the least to the most."""
    sums = [_Part(Fraction(0), Fraction(0), (apart, apart))]
    for some in parts:
        pairs = {
            (one.low + more.low, one.high + more.high): tuple(
                {**first, **second} for first, second in zip(one.facts, more.facts, strict=True)
            )
            for one in sums
            for more in some
        }
        sums = [_Part(low, high, (facts[0], facts[1])) for (low, high), facts in pairs.items()]
        if len(sums) > MOST_PARTS:
            least, most = min(sums, key=lambda one: one.low), max(sums, key=lambda one: one.high)
            sums = [_Part(least.low, most.high, (least.facts[0], most.facts[1]))]
    yield from (Rest(truths, one.low, one.high, _between_both(*one.facts)) for one in sums)


def _between_both(least: Values, most: Values) -> tuple[Values, ...]:
    """Facts that lead to the most points, to the least, and some of them in between."""
    keys = list(most)
    step = -(-len(keys) // MOST_TRIED) or 1
    cuts = range(len(keys), -1, -step)
    mixed = (
        {key: (most if place < cut else least).get(key, most[key]) for place, key in enumerate(keys)} for cut in cuts
    )
    return (*mixed, least)
