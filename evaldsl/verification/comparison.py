"""Two rubrics over all units: do they give the same points, does one ever give more."""

from collections.abc import Iterator
from fractions import Fraction
from time import perf_counter

from attrs import evolve, frozen

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import ZERO, Expr, keys_of, minus, plus
from evaldsl.interpreter.lowering import indicator_to_expr, item_to_expr
from evaldsl.interpreter.ranges import Scope
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import Indicator, Rubric
from evaldsl.interpreter.rubric_to_scores import indicator_score, scorer
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.values import shown
from evaldsl.proofs.prover import Method, Prover, base_expr, best_values, whole_scope
from evaldsl.proofs.units import Unit, plainest, typed_values
from evaldsl.verification.proof import Outcome, Proof, Verdict, proved, refuted

NOTHING = Fraction(0)
EQUIVALENT, NEVER_BETTER = "得分处处相同", "后者从不高于前者"


@frozen
class Pair:
    """The same indicator in two rubrics; None where a rubric does not have it."""

    name: str
    first: Indicator | None
    second: Indicator | None


@frozen
class Both:
    """Two rubrics and everything their facts can be."""

    first: Scorer
    second: Scorer
    prover: Prover

    def inner(self, pair: Pair) -> Expr:
        """Second minus first before what acts on the sum; items that are alike in both are left out.

        What acts on the sum (the same in both) never turns less into more, so what holds here holds of the points.
        """
        if pair.first is None or pair.second is None or pair.first.effects != pair.second.effects:
            return self.difference(pair)
        one, other = self._items(pair.first, self.first), self._items(pair.second, self.second)
        for item in list(one):
            if item in other:
                one.remove(item)
                other.remove(item)
        return minus(_sum(other), _sum(one))

    def difference(self, pair: Pair) -> Expr:
        """Second minus first, not rounded."""
        if pair.first is not None and pair.second is not None and not pair.first.effects and not pair.second.effects:
            return self.inner(pair)
        return minus(self._whole(pair.second, self.second), self._whole(pair.first, self.first))

    def _items(self, indicator: Indicator | None, own: Scorer) -> list[Expr]:
        return [] if indicator is None else [self.bound(item_to_expr(item), own) for item in indicator.items]

    def _whole(self, indicator: Indicator | None, own: Scorer) -> Expr:
        return ZERO if indicator is None else self.bound(indicator_to_expr(indicator), own)

    def bound(self, expr: Expr, own: Scorer) -> Expr:
        """*expr* with rates that the two rubrics define differently replaced by their definitions."""
        same = {name for name, one in self.first.rates.items() if self.second.rates.get(name) == one}
        if all(key in same for key in keys_of(expr) if key in own.rates):
            return expr
        return base_expr(own, expr)

    def scores(self, pair: Pair, values: Values) -> tuple[Fraction, Fraction] | None:
        """The rounded points of the indicator under both rubrics; None when facts are missing."""
        found = []
        for indicator, own in ((pair.first, self.first), (pair.second, self.second)):
            score = NOTHING if indicator is None else indicator_score(own, indicator.name, values).score
            if score is None:
                return None
            found.append(score)
        return found[0], found[1]

    def is_alike(self, pair: Pair) -> bool:
        """Whether both compute the points in the same way, so that nothing need be proved."""
        if pair.first is None or pair.second is None:
            return False
        places = [one.rubric.conventions.decimals for one in (self.first, self.second)]
        return places[0] == places[1] and self._whole(pair.first, self.first) == self._whole(pair.second, self.second)

    def reads(self, pair: Pair) -> list[str]:
        """The facts, as they are typed, from which the points of an indicator come in either rubric."""
        found: list[str] = []
        for indicator, own in ((pair.first, self.first), (pair.second, self.second)):
            if indicator is not None:
                found += sorted(keys_of(base_expr(own, indicator_to_expr(indicator))))
        return list(dict.fromkeys(found))

    def apart(self, pair: Pair, values: Values, op: str) -> Fraction | None:
        """By how much the second gives more (``>``) or less (``<``); None when facts are missing."""
        scores = self.scores(pair, values)
        return None if scores is None else (scores[1] - scores[0]) * (1 if op == ">" else -1)


def _sum(parts: list[Expr]) -> Expr:
    total: Expr = ZERO
    for part in parts:
        total = part if total == ZERO else plus(total, part)
    return total


def pairs_of(first: Rubric, second: Rubric) -> list[Pair]:
    """The indicators of both, matched by name, in the order of the first."""
    ours, theirs = ({one.name: one for one in rubric.indicators} for rubric in (first, second))
    return [Pair(name, ours.get(name), theirs.get(name)) for name in dict.fromkeys([*ours, *theirs])]


def both_of(first: Rubric, second: Rubric, method: Method = Method.AUTOMATIC) -> Both:
    """The two rubrics, ready to be compared."""
    one, other = scorer(first), scorer(second)
    return Both(one, other, Prover(_joint_scope(one, other), method))


def compare(first: Rubric, second: Rubric, promise: str, method: Method = Method.AUTOMATIC) -> Iterator[Proof]:
    """Proves *promise* (``EQUIVALENT`` or ``NEVER_BETTER``) of every indicator and of the total, or shows a unit."""
    both = both_of(first, second, method)
    pairs = pairs_of(first, second)
    proofs: list[Proof] = []
    for pair in pairs:
        begun = perf_counter()
        both.prover.used.clear()
        try:
            found = _of_pair(both, pair, promise)
        except Undecided as why:
            found = Outcome(Verdict.OPEN, str(why))
        method_used = "、".join(both.prover.used) or Method.PIECEWISE.value
        span = pair.first.span if pair.first is not None else (0, 0)
        seconds = perf_counter() - begun
        proofs.append(
            Proof(pair.name, promise, found.verdict, found.statement, method_used, seconds, found.units, span)
        )
        yield proofs[-1]
    yield _total(both, pairs, proofs, promise)


def _joint_scope(one: Scorer, other: Scorer) -> Scope:
    """Everything the facts of either can be; where both know a fact, what both allow it to be."""
    first, second = whole_scope(one), whole_scope(other)
    measures = {**second.measures, **first.measures}
    for key in first.measures.keys() & second.measures.keys():
        common = first.measures[key].within(second.measures[key].parts)
        measures[key] = common if common.parts else first.measures[key]
    finite = {**second.finite, **first.finite}
    for key in first.finite.keys() & second.finite.keys():
        finite[key] = tuple(value for value in first.finite[key] if value in second.finite[key]) or first.finite[key]
    return evolve(first, measures=measures, finite=finite)


def _of_pair(both: Both, pair: Pair, promise: str) -> Outcome:
    difference = both.inner(pair)
    more = _unit_where(both, pair, difference, ">")
    less = _unit_where(both, pair, difference, "<") if promise == EQUIVALENT and more is None else None
    if more is None and less is None:
        return proved(_lacking(pair) + ("对任何数据得分都相同" if promise == EQUIVALENT else "对任何数据都不高于前者"))
    unit = more or less
    assert unit is not None
    scores = both.scores(pair, dict(unit[0].values))
    assert scores is not None
    before, after = scores
    apart = shown(abs(after - before), 4)
    return refuted(
        f"{_lacking(pair)}前者得{shown(before, 4)}分，后者得{shown(after, 4)}分，相差{apart}分{_furthest(both, difference)}",
        *unit,
    )


def _lacking(pair: Pair) -> str:
    """Said where only one of the two has the indicator."""
    return "前者没有这个指标，" if pair.first is None else "后者没有这个指标，" if pair.second is None else ""


def _furthest(both: Both, difference: Expr) -> str:
    """How far the two can be apart at most."""
    try:
        low, high = both.prover.ends(difference)
    except Undecided:
        return ""
    up = "高出不封顶" if isinstance(high.value, float) else f"最多高{shown(high.value, 4)}分"
    down = "低下不封底" if isinstance(low.value, float) else f"最多低{shown(-low.value, 4)}分"
    said = [text for text, some in ((up, high.value > 0), (down, low.value < 0)) if some]
    return f"（后者{'、'.join(said)}）"


def _unit_where(both: Both, pair: Pair, difference: Expr, op: str) -> tuple[Unit, ...] | None:
    """A unit where the second gives more (``>``) or less (``<``), as scored by both; None when there is none."""
    if both.prover.facts_where(difference, op, NOTHING) is None:
        return None
    step = Fraction(1, 10 ** min(one.rubric.conventions.decimals for one in (both.first, both.second)))
    whole = both.difference(pair)
    for expr in dict.fromkeys((difference, whole)):
        for least in (step, NOTHING):
            values = both.prover.facts_where(expr, op, least if op == ">" else -least)
            unit = None if values is None else replayed(both, pair, values, op)
            if unit is not None:
                return unit
            if values is None and expr == whole and not least:
                return None
    raise Undecided("两者只在四舍五入以内有差别")


def replayed(both: Both, pair: Pair, values: Values, op: str, *, furthest: bool = False) -> tuple[Unit, ...] | None:
    """The plainest unit near *values* that differs in the sense of *op*; with *furthest*, by no less than *values* do."""
    typed = typed_values(both.first, {key: value for key, value in values.items() if key in both.first.facts})
    if typed is None:
        return None
    typed = {**typed, **{key: value for key, value in values.items() if key not in both.first.facts}}
    for own, indicator in ((both.first, pair.first), (both.second, pair.second)):
        if indicator is not None:  # nothing that acts on the sum hides the difference
            best = best_values(both.prover.scope, base_expr(own, indicator_to_expr(indicator)), typed)
            typed = {**best, **typed}

    least = NOTHING

    def differs(tried: Values) -> bool:
        apart = both.apart(pair, tried, op)
        return apart is not None and apart > NOTHING and apart >= least

    if not differs(typed):
        return None
    least = (both.apart(pair, typed, op) or NOTHING) if furthest else NOTHING
    typed = plainest(knowing(both), typed, differs)
    units = []
    for own, indicator in ((both.first, pair.first), (both.second, pair.second)):
        if indicator is not None:
            units.append(Unit(tuple(typed.items()), indicator_score(own, indicator.name, typed)))
    return tuple(units)


def knowing(both: Both) -> Scorer:
    """The first scorer, which knows the facts of the second too."""
    known = scorer(both.first.rubric)
    known.facts = {**both.second.facts, **both.first.facts}
    return known


def _total(both: Both, pairs: list[Pair], proofs: list[Proof], promise: str) -> Proof:
    """What follows for the total from the indicators."""
    verdicts = {proof.verdict for proof in proofs}
    if verdicts <= {Verdict.PROVED}:
        same = "各指标得分都相同，总分也相同" if promise == EQUIVALENT else "每个指标都不高于前者，总分也不高于前者"
        return Proof("", promise, Verdict.PROVED, same)
    named = "、".join(f"“{proof.subject}”" for proof in proofs if proof.verdict is Verdict.REFUTED)
    if promise == EQUIVALENT and named:
        return Proof("", promise, Verdict.REFUTED, f"{named}得分不同")
    if not named:
        return Proof("", promise, Verdict.OPEN, "有指标未能判定")
    for proof in proofs:
        if proof.units and _total_is_higher(both, pairs, dict(proof.units[0].values)):
            return Proof("", promise, Verdict.REFUTED, f"{named}高于前者，总分也可以高于前者")
    try:
        return _total_difference(both, pairs, promise, named)
    except Undecided as why:
        return Proof("", promise, Verdict.OPEN, f"{named}可以高于前者，其他指标能否抵消没有判定：{why}")


def _total_is_higher(both: Both, pairs: list[Pair], values: Values) -> bool:
    """Whether the second total is higher for a unit of these facts, whatever else it holds."""
    scope = both.prover.scope
    for own in (both.first, both.second):
        values = {**{fact.key: scope.some_value(fact.key) for fact in own.rubric.facts}, **values}
    scores = [both.scores(pair, values) for pair in pairs]
    return all(scores) and sum((one[1] - one[0] for one in scores if one), NOTHING) > 0


def _total_difference(both: Both, pairs: list[Pair], promise: str, named: str) -> Proof:
    """The greatest difference of the totals, over the indicators that differ."""
    differences = [both.difference(pair) for pair in pairs]
    total = _sum([one for one in differences if keys_of(one) or one != minus(ZERO, ZERO)])
    values = both.prover.facts_where(total, ">", NOTHING)
    if values is None:
        return Proof("", promise, Verdict.PROVED, f"{named}可以高于前者，但总分从不高于前者")
    return Proof("", promise, Verdict.REFUTED, f"{named}高于前者，总分也可以高于前者{_furthest(both, total)}")
