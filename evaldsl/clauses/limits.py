"""Limits: a comparison of a measure while its edges are not settled, and whose an edge is that several limits share."""

import itertools
from fractions import Fraction

from attrs import define

from evaldsl.interpreter.expressions import TRUE, Compare, Condition, Not, Number, Ref, Some
from evaldsl.interpreter.expressions import All as AllOf
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Span
from evaldsl.interpreter.values import MIRRORED, OPPOSITE


@define
class Limit:
    """A comparison of a measure: one limit (*op*, *low*) or a range; edges None are not stated, *op* '' is bare.

    *after* the places of a ranking: 10位以后 begins where the band before it ends. *one_sided*: a range of which the words
    name one end only. *either*: on either side of 0. *signed*: the words say by a sign, 不低于 or 及以上 that the number is inside, not by 以上.
    """

    fact: Fact
    op: str
    low: Fraction
    high: Fraction | None = None
    low_in: bool | None = True
    high_in: bool | None = True
    stated: bool = False
    signed: bool = False
    after: bool = False
    either: bool = False
    one_sided: bool = False
    span: Span = (0, 0)
    unstated: tuple[Fraction, ...] = ()
    forgiven: tuple[Condition, ...] = ()
    """Where it need not hold for its award: what its failing costs is taken there."""

    def includes(self, value: Fraction) -> bool | None:
        """Whether *value* is inside; None at an edge that is not stated."""
        value = abs(value) if self.either else value
        if self.high is None:
            if value == self.low:
                return self.op not in ("<", ">")
            return value > self.low if self.op in ("≥", ">") else self.op in ("≤", "<") and value < self.low
        if value == self.low:
            return self.low_in
        if value == self.high:
            return self.high_in
        return self.low < value < self.high

    def thresholds(self) -> list[Fraction]:
        """The numbers it names."""
        named = [self.low] if self.high is None else [self.low, self.high]
        return [*named, *(-one for one in named)] if self.either else named

    def condition(self) -> Condition:
        """As a condition; edges not stated are inside."""
        if self.either:
            return self._on_either_side()
        measure = Ref(self.fact.key)
        if self.high is None:
            return Compare(self.op or "≥", measure, Number(self.low))
        return AllOf(
            (
                Compare("≥" if self.low_in is not False else ">", measure, Number(self.low)),
                Compare("≤" if self.high_in is not False else "<", measure, Number(self.high)),
            )
        )

    def forgive(self, *when: Condition) -> None:
        """It need not hold where one of *when* does."""
        self.forgiven += tuple(one for one in when if one not in self.forgiven)

    def needed(self) -> Condition | None:
        """What of it its award needs, None for nothing."""
        own = self.condition()
        if not self.forgiven:
            return own
        everything = (TRUE, Not(own), turned(own))
        return None if any(one in self.forgiven for one in everything) else Some((own, *self.forgiven))

    def _on_either_side(self) -> Condition:
        turned = MIRRORED.get(self.op, self.op)
        low, high = (-self.low, None) if self.high is None else (-self.high, -self.low)
        below = evolve(self, op=turned, low=low, high=high, low_in=self.high_in, high_in=self.low_in, either=False)
        return Some((evolve(self, either=False).condition(), below.condition()))


def turned(condition: Condition) -> Condition:
    """低于100份 of 不低于100份."""
    match condition:
        case Compare(op, left, right) if op in OPPOSITE:
            return Compare(OPPOSITE[op], left, right)
    return Not(condition)


def _states(limit: Limit, value: Fraction) -> bool:
    """Whether *limit* claims *value* by a （含）, a sign or 及以下."""
    if limit.high is None:
        return (limit.stated or limit.signed) and value == limit.low and limit.includes(value) is True
    if value in limit.unstated:
        return False
    return (value == limit.low and limit.low_in is True) or (value == limit.high and limit.high_in is True)


def claimed(limit: Limit, ranges: list[Limit]) -> Limit:
    """*limit* without its edge where one of *ranges* claims that: 80%以下 behind 80%（含）-100%."""
    vague = limit.high is None and limit.op in ("≥", "≤") and not (limit.stated or limit.signed)
    if not vague or not any(one.fact.key == limit.fact.key and _states(one, limit.low) for one in ranges):
        return limit
    return evolve(limit, op=">" if limit.op == "≥" else "<")


def settle_edges(every: list[Limit]) -> None:
    """Whose an edge is that limits of one measure share."""
    for limit in every:
        if limit.high is not None:
            edges = ((limit.low, limit.low_in), (limit.high, limit.high_in))
            limit.unstated = tuple(edge for edge, inside in edges if inside is None)
    ends = [limit.low if limit.high is None else limit.high for limit in every if not limit.after]
    for limit in every:
        if limit.after and limit.low in ends:
            limit.op = ">"
        elif limit.after and limit.low - 1 in ends:
            limit.op = "≥"
    for limit in every:
        if limit.high is None:
            if limit.stated or limit.signed or limit.op not in ("≥", "≤"):
                continue
            settled = [other for other in every if other.stated or (other.signed and other.op != "=")]
            if any(_states(o, limit.low) for o in settled):
                limit.op = ">" if limit.op == "≥" else "<"
            continue
        if limit.low_in is not None and limit.high_in is not None:
            continue
        ranges = [other for other in every if other is not limit and not other.one_sided]
        claims = [other for other in ranges if other.stated or other.signed or other.high is not None]
        if limit.low_in is None:
            limit.low_in = not any(_states(other, limit.low) for other in claims)
        if limit.high_in is None:
            limit.high_in = not any(_states(other, limit.high) for other in claims)


def as_one(limits: list[Limit]) -> list[Limit]:
    """达90%以上不足95% as one range."""
    if (
        len(limits) != 2
        or limits[0].fact != limits[1].fact
        or any(one.high is not None or one.either for one in limits)
    ):
        return limits
    low, high = sorted(limits, key=lambda one: one.low)
    if low.op not in ("≥", ">") or high.op not in ("≤", "<") or low.low == high.low:
        return limits
    return [evolve(low, op="", high=high.low, low_in=low.op == "≥", high_in=high.op == "≤", stated=True)]


def disjoin(limits: list[Limit], awarded: list[Limit]) -> None:
    """低于90%扣1分，低于80%扣2分: what a later band takes more for is no longer the first one's; an edge is one band's, or
    that of what is *awarded* from there on."""
    for one, other in itertools.pairwise(limits):
        if one.high is not None or other.high is not None or one.fact != other.fact:
            continue
        if one.op in ("<", "≤") and other.op in ("<", "≤") and other.low < one.low:
            one.low, one.high, one.low_in, one.high_in = other.low, one.low, other.op == "<", one.op == "≤"
        elif one.op in (">", "≥") and other.op in (">", "≥") and other.low > one.low:
            one.high, one.low_in, one.high_in = other.low, one.op == "≥", other.op == ">"
    for place, limit in enumerate(limits):
        before = [one for one in limits[:place] if one.fact == limit.fact]
        award = [one for one in awarded if one.fact == limit.fact and not limit.stated]
        if any(one.includes(limit.low) for one in before) or any(_ends(one, limit.low) for one in award):
            limit.low_in, limit.op = False, {"≥": ">", "≤": "<"}.get(limit.op, limit.op)
        if limit.high is None:
            continue
        if any(one.includes(limit.high) for one in before) or any(_ends(one, limit.high) for one in award):
            limit.high_in = False


def _ends(limit: Limit, value: Fraction) -> bool:
    """Whether *limit* ends at *value* and takes it."""
    return value in limit.thresholds() and limit.includes(value) is True
