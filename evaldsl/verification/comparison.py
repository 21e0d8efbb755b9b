"""Two rubrics side by side: their indicators in pairs, everything their facts can be, points under both."""

from contextlib import suppress
from fractions import Fraction

from attrs import evolve, field, frozen

from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import ONE, ZERO, Arithmetic, Expr, Number, keys_of, minus, over, plus, times
from evaldsl.interpreter.lowering import indicator_to_expr, item_to_expr
from evaldsl.interpreter.ranges import Scope, range_of
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import Indicator, Rubric
from evaldsl.interpreter.rubric_to_scores import indicator_score, scorer
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.values import NOTHING
from evaldsl.proofs.prover import Method, Prover, base_expr, whole_scope
from evaldsl.proofs.units import typed_values


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
    whole: dict[str, frozenset[str]] = field(init=False, eq=False, repr=False)
    """The rates that may be taken as measures, each with the facts that must not be read beside it."""

    @whole.default
    def _whole_rates(self) -> dict[str, frozenset[str]]:
        return {**_whole_rates(self.first, self.second), **_whole_rates(self.second, self.first)}

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
        keys = keys_of(expr)
        rates = [key for key in keys if key in own.rates]
        if all(key in self.whole and self.whole[key].isdisjoint(keys) for key in rates):
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

    def reads(self, pair: Pair) -> list[str]:
        """The facts, as they are typed, from which the points of an indicator come in either rubric."""
        found: list[str] = []
        for indicator, own in ((pair.first, self.first), (pair.second, self.second)):
            if indicator is not None:
                found += sorted(keys_of(base_expr(own, indicator_to_expr(indicator))))
        return list(dict.fromkeys(found))


def _whole_rates(own: Scorer, other: Scorer) -> dict[str, frozenset[str]]:
    """The rates that *other* defines alike, and those of which it knows nothing: neither the name nor a fact below."""
    found: dict[str, frozenset[str]] = {}
    for name, one in own.rates.items():
        if other.rates.get(name) == one:
            found[name] = frozenset()
        elif name not in other.facts:
            below = frozenset(keys_of(base_expr(own, one.expr)))
            if below.isdisjoint(other.facts):
                found[name] = below
    return found


def typed_under(both: Both, values: Values) -> Values | None:
    """*values* as they are typed, rates replaced by facts that give them; None where none are found."""
    ours = {key: value for key, value in values.items() if key in both.first.facts}
    typed = typed_values(both.first, ours)
    rest = typed_values(both.second, {key: value for key, value in values.items() if key not in ours})
    return None if typed is None or rest is None else {**typed, **rest}


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


def _joint_scope(one: Scorer, other: Scorer) -> Scope:
    """Everything the facts of either can be; where both know a fact, what both allow it to be."""
    first, second = (_narrowed(whole_scope(own), own) for own in (one, other))
    measures = {**second.measures, **first.measures}
    for key in first.measures.keys() & second.measures.keys():
        common = first.measures[key].within(second.measures[key].parts)
        measures[key] = common if common.parts else first.measures[key]
    finite = {**second.finite, **first.finite}
    for key in first.finite.keys() & second.finite.keys():
        finite[key] = tuple(value for value in first.finite[key] if value in second.finite[key]) or first.finite[key]
    return evolve(first, measures=measures, finite=finite)


def _narrowed(scope: Scope, own: Scorer) -> Scope:
    """*scope* where growth is at least −100%: what no unit can have brings no points apart."""
    measures = dict(scope.measures)
    for name, one in own.rates.items():
        expr = base_expr(own, one.expr)
        if (plainer := _growth(expr)) != expr:
            with suppress(Undecided):
                low, high = range_of(plainer, scope.of(keys_of(plainer)))
                measures[name] = Domain.closed(low.value, high.value)
    return evolve(scope, measures=measures)


def _growth(expr: Expr) -> Expr:
    """(this year − last year) ÷ last year names last year twice: as this year ÷ last year − 1 it is never below −100%."""
    match expr:
        case Arithmetic("÷", Arithmetic("-", one, other), below) if below == other:
            return minus(over(one, below), ONE)
        case Arithmetic("÷", Arithmetic("-", one, other), below) if below == one:
            return minus(ONE, over(other, below))
        case Arithmetic("×", part, Number() as size):
            return times(_growth(part), size)
        case _:
            return expr


def knowing(both: Both) -> Scorer:
    """The first scorer, which knows the facts of the second too."""
    known = scorer(both.first.rubric)
    known.facts = {**both.second.facts, **both.first.facts}
    return known
