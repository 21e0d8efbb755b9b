"""Denominators of 0: what the conventions of two rubrics make of them."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import prod

from attrs import frozen

from evaldsl.differences.replays import Replay, replay
from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ZERO, Expr, Number, divisors_of, inlined, keys_of, minus
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import range_of
from evaldsl.interpreter.reaches import Value, Values
from evaldsl.interpreter.rubric import Veto
from evaldsl.interpreter.scorer import Scorer, base_facts
from evaldsl.interpreter.values import NOTHING, amount
from evaldsl.proofs.prover import base_expr
from evaldsl.verification.comparison import Both, Pair

MOST_RATES, MOST_JUDGED = 4, 256
_CLOSE = Fraction(1, 10_000)
"""How near a unit comes to an end that none reaches."""


@frozen
class OnZero:
    """What a unit gets for which *rates* have a denominator of 0, by the conventions; None: not settled."""

    rates: tuple[str, ...]
    before: Fraction | None
    after: Fraction | None
    unit: Replay | None

    @property
    def words(self) -> str:
        """控制率的分母为0时，前者算不出得分，后者得2分"""
        points = ["算不出得分" if one is None else f"得{amount(one)}分" for one in (self.before, self.after)]
        return f"{'、'.join(self.rates)}的分母为0时，前者{points[0]}，后者{points[1]}"


def on_zero(both: Both, pair: Pair) -> Iterator[OnZero]:
    """What conventions about denominators of 0 make of *pair*, where the two rubrics differ in it."""
    conventions = [one.rubric.conventions.zero_denominator for one in (both.first, both.second)]
    if conventions == [None, None] or (conventions[0] == conventions[1] and isinstance(conventions[0], Fraction)):
        return
    rates = _divided(both, pair)
    seen: set[tuple[Fraction | None, Fraction | None]] = set()
    sizes = range(1, len(rates) + 1) if len(rates) <= MOST_RATES else (1,)
    for chosen in (some for size in sizes for some in combinations(rates, size)):
        zeros: Values = {key: NOTHING for rate in chosen for key in rates[rate]}
        for values in (*_veto_cases(both, pair, zeros), *_furthest_cases(both, pair, chosen, zeros)):
            unit = replay(both, pair, values)
            before, after = (NOTHING if one is None else one.score for one in (unit.before, unit.after))
            if before == after or (before, after) in seen:
                continue
            seen.add((before, after))
            yield OnZero(chosen, before, after, None if before is None or after is None else unit)


def _furthest_cases(both: Both, pair: Pair, rates: Sequence[str], zeros: Values) -> Iterator[Values]:
    """Units with these denominators of 0 whose points lie furthest apart, where a convention states a value for *rates*:
    then the other facts decide."""
    sides: list[Expr] = []
    for own, indicator in ((both.first, pair.first), (both.second, pair.second)):
        stated = own.rubric.conventions.zero_denominator
        if indicator is None:
            sides.append(ZERO)
        elif isinstance(stated, Fraction):
            values: dict[str, Expr] = {rate: Number(stated) for rate in rates}
            sides.append(base_expr(own, inlined(indicator_to_expr(indicator), values)))
        elif stated is None:
            return
        else:
            sides.append(Number(indicator.full if stated == "满分" else NOTHING))
    try:
        ends = range_of(minus(sides[1], sides[0]), both.prover.scope)
    except Undecided:
        return
    for anything in _veto_cases(both, pair, zeros):
        yield from ({**anything, **end.near(_CLOSE), **zeros} for end in ends)


def _divided(both: Both, pair: Pair) -> dict[str, list[str]]:
    """The rates of an indicator that divide, each with the facts that make its denominator 0."""
    found: dict[str, list[str]] = {}
    for own, indicator in ((both.first, pair.first), (both.second, pair.second)):
        if indicator is None:
            continue
        expr = indicator_to_expr(indicator)
        every = [(name, base_expr(own, own.rates[name].expr)) for name in keys_of(expr) if name in own.rates]
        for name, part in [*every, ("算式", expr)]:
            divided = dict.fromkeys(key for divisor in divisors_of(part) for key in keys_of(divisor))
            keys = [base for key in divided for base in base_facts(own, key)]
            if keys and all(_may_be_zero(own, key) for key in keys):
                found.setdefault(name, keys)
    return found


def _may_be_zero(own: Scorer, key: str) -> bool:
    return any(isinstance(piece, tuple) and piece[0] <= 0 <= piece[1] for piece in domain(own.facts[key]))


def _veto_cases(both: Both, pair: Pair, zeros: Values) -> Iterator[Values]:
    """Units with these denominators of 0, one for each way in which vetoes can turn out."""
    scope, deciding, values = both.prover.scope, dict[str, Sequence[Value]](), dict(zeros)
    for own, indicator in ((both.first, pair.first), (both.second, pair.second)):
        if indicator is None:
            continue
        for key in keys_of(base_expr(own, indicator_to_expr(indicator))):
            if key in scope.measures or key in scope.finite:
                values.setdefault(key, scope.some_value(key))
        effects = [effect for item in indicator.items for effect in item.effects] + list(indicator.effects)
        for key in (key for effect in effects if isinstance(effect, Veto) for key in keys_of(effect.condition)):
            if key in scope.finite:
                deciding[key] = scope.finite[key]
    if prod(map(len, deciding.values())) > MOST_JUDGED:
        deciding = {}
    for chosen in product(*deciding.values()):
        yield {**values, **dict(zip(deciding, chosen, strict=True))}
