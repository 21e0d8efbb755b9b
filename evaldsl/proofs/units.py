"""Units that show something: facts that the interpreter scores, made as few and as plain as they can be."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from heapq import heapify, heappop, heappush

from attrs import frozen

from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.curves import Undecided, signs
from evaldsl.interpreter.expressions import Number, inlined, keys_of, minus
from evaldsl.interpreter.pieces import pieces_of
from evaldsl.interpreter.ranges import scope_of
from evaldsl.interpreter.reaches import Value, Values
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.rubric_to_scores import indicator_score
from evaldsl.interpreter.scorer import Scorer, base_facts, with_rates
from evaldsl.interpreter.scores import IndicatorScore
from evaldsl.interpreter.values import DAY
from evaldsl.proofs.prover import base_expr
from evaldsl.text.numerals import THINGS

DEFAULTS = (100, 1000, 120, 10, 1, 10_000, 7, 99, 840)
"""What other facts of a definition are tried at when one is solved for."""
MOST_DECIMALS = 12


@frozen
class Unit:
    """Facts by key, as they are typed, and the score the interpreter gives them."""

    values: tuple[tuple[str, Value], ...]
    score: IndicatorScore


Shows = Callable[[IndicatorScore], bool]


def shown_by(
    scorer: Scorer, name: str, values: Values, shows: Shows, *, kept: frozenset[str] = frozenset()
) -> Unit | None:
    """The plainest unit near *values* for which *shows* holds of the replayed indicator *name*; None when it does not.

    *values* may hold rates: facts that give them are found first. The facts and rates *kept* stay as they are.
    """
    typed = typed_values(scorer, values)
    if typed is None:
        return None
    prepared = scorer.named[name]
    needed = [base for key in sorted(prepared.reads) for base in base_facts(scorer, key)]
    scope = scope_of(scorer.facts[key] for key in needed)
    for key in dict.fromkeys(needed):
        typed.setdefault(key, scope.some_value(key))
    typed = {key: typed[key] for key in scorer.facts if key in typed and key in needed}

    def holds(tried: Values) -> bool:
        known, _ = with_rates(scorer, tried)
        return all(known.get(key) == values[key] for key in kept) and _replays(scorer, name, tried, shows)

    if not holds(typed):
        return None
    plain = plainest(scorer, typed, holds)
    return Unit(tuple(plain.items()), indicator_score(scorer, name, plain))


def _replays(scorer: Scorer, name: str, values: Values, shows: Shows) -> bool:
    score = indicator_score(scorer, name, values)
    return score.score is not None and shows(score)


def plainest(scorer: Scorer, values: Values, holds: Callable[[Values], bool]) -> Values:
    """*values* made as plain, then as few, then again as plain, as *holds* allows."""
    return _in_year(scorer, _plain(scorer, _fewest(_plain(scorer, values, holds), holds), holds), holds)


def _in_year(scorer: Scorer, values: Values, holds: Callable[[Values], bool]) -> Values:
    """*values* with their days moved together to the beginning of the year that is evaluated, where *holds* allows."""
    days = {key: value for key, value in values.items() if scorer.facts[key].unit == DAY}
    if not days:
        return values
    year = re.search(r"[12][0-9]{3}", dict(scorer.rubric.head).get("年度", ""))
    first = Fraction(date(int(year[0]) if year else 2024, 1, 1).toordinal())
    least = min(day for day in days.values() if isinstance(day, Fraction))
    moved = {**values, **{key: day - least + first for key, day in days.items() if isinstance(day, Fraction)}}
    return moved if holds(moved) else values


def _fewest(values: Values, holds: Callable[[Values], bool]) -> Values:
    for key in list(values):
        tried = {other: value for other, value in values.items() if other != key}
        if holds(tried):
            values = tried
    return values


def _plain(scorer: Scorer, values: Values, holds: Callable[[Values], bool]) -> Values:
    found = dict(values)
    for _ in range(2):
        before = dict(found)
        for key, value in before.items():
            for candidate in _plainer(scorer.facts[key], value):
                tried = {**found, key: candidate}
                if holds(tried):
                    found = tried
                    break
        if found == before:
            break
    return found


def plainer_decimals(scorer: Scorer, values: Values, holds: Callable[[Values], bool]) -> Values:
    """*values* with one measure changed to a plain number so that *holds*; *values* as they are when none does."""
    for key, value in values.items():
        for candidate in _plainer(scorer.facts[key], value):
            tried = {**values, key: candidate}
            if holds(tried):
                return tried
    return values


def _plainer(fact: Fact, value: Value) -> Iterable[Value]:
    """Values plainer than *value*, the plainest first."""
    if isinstance(value, bool):
        return [] if value else [True]
    if isinstance(value, str):
        return fact.choices[: fact.choices.index(value)]
    percent = 100 if fact.kind is Kind.RATIO else 1
    shown = value * percent
    candidates = (
        [Fraction(n) for n in (100, 0, 1, 2, 5, 10, 50, 200)]
        if percent == 100
        else [Fraction(n) for n in (0, 1, 2, 3, 5, 10, 100)]
    )
    for step in map(Fraction, ("10", "5", "1", "0.5", "0.1", "0.01", "0.001", "0.0001")):
        below = shown // step * step
        candidates += [below, below + step]
    usual = 0 if fact.kind in (Kind.COUNT, Kind.DISCRETION) else 100
    weight = _weight(shown, usual)
    allowed = [piece for piece in domain(fact) if isinstance(piece, tuple)]
    return [
        one / percent
        for one in dict.fromkeys(candidates)
        if _weight(one, usual) < weight
        and any(low <= one / percent <= high for low, high in allowed)
        and (one.denominator == 1 or not counts(fact))
    ]


def _weight(value: Fraction, usual: int) -> tuple[int, int, Fraction]:
    """How much there is to read: decimals first, then digits, then how far it is from what is *usual*."""
    decimals = next((one for one in range(MOST_DECIMALS) if 10**one % value.denominator == 0), MOST_DECIMALS)
    digits = str(abs(int(value * 10**decimals))).rstrip("0")
    return decimals, len(digits), abs(value - usual)


# ---- rates


def typed_values(scorer: Scorer, values: Values) -> Values | None:
    """*values* with rates replaced by facts that give them; None when none are found.

    A rate of which most is settled already goes first: what it leaves open, others may still use.
    """
    found = {key: value for key, value in values.items() if key not in scorer.rates}
    names = [name for name in scorer.rates if name in values]
    read = [set(keys_of(base_expr(scorer, scorer.rates[name].expr))) for name in names]
    readers: dict[str, list[int]] = {}
    for place, keys in enumerate(read):
        for key in keys:
            readers.setdefault(key, []).append(place)
    queue = [(len(keys.difference(found)), place) for place, keys in enumerate(read)]
    heapify(queue)
    done: set[int] = set()
    while queue:
        _, place = heappop(queue)
        if place in done:
            continue  # it was settled further, and stood here once more
        done.add(place)
        wanted = values[names[place]]
        assert isinstance(wanted, Fraction)
        solved = _solved(scorer, names[place], wanted, found)
        if solved is None:
            return None
        found.update(solved)
        for other in {one for key in solved for one in readers.get(key, ())} - done:
            heappush(queue, (len(read[other].difference(found)), other))
    return found


def _solved(scorer: Scorer, name: str, wanted: Fraction, known: Values) -> Values | None:
    """Facts for the definition of *name* that make it *wanted*."""
    expr = base_expr(scorer, scorer.rates[name].expr)
    settled = {key: Number(value) for key in keys_of(expr) if isinstance(value := known.get(key), Fraction)}
    expr = inlined(expr, settled)
    unknown = keys_of(expr)
    odd: Values | None = None
    scope = scope_of(scorer.facts[key] for key in unknown)
    for default in dict.fromkeys((*DEFAULTS, wanted.denominator, wanted.denominator * 10, wanted.numerator)):
        for pivot in unknown or [""]:
            others = {key: Fraction(default) for key in unknown if key != pivot}
            if any(not _allowed(scorer.facts[key], value) for key, value in others.items()):
                continue
            rest = minus(inlined(expr, {key: Number(value) for key, value in others.items()}), Number(wanted))
            if not pivot:
                return {}
            domain_ = scope.measures[pivot]
            try:
                pieces = pieces_of(rest, domain_)
                zeros = [part for piece in pieces for part in signs(piece, domain_) if part[2] == 0]
            except Undecided:
                continue
            samples = [domain_.sample(low, high) for low, high, _ in zeros]
            if samples and samples[0] is not None:
                solved: Values = {**others, pivot: samples[0]}
                if all(_natural(scorer.facts[key], value) for key, value in solved.items()):
                    return solved
                odd = odd or solved
    return odd


def _natural(fact: Fact, value: Value) -> bool:
    """Whether nobody would wonder at the value: no half persons."""
    return not isinstance(value, Fraction) or value.denominator == 1 or not counts(fact)


def counts(fact: Fact) -> bool:
    """Whether a fact counts things that come whole, whatever its kind."""
    return fact.kind is Kind.COUNT or fact.unit in THINGS or fact.unit == DAY


def _allowed(fact: Fact, value: Fraction) -> bool:
    within = any(piece[0] <= value <= piece[1] for piece in domain(fact) if isinstance(piece, tuple))
    return within and (fact.kind is not Kind.COUNT or value.denominator == 1)
