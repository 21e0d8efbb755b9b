"""What exact analysis says of one indicator: how far its points reach, and where each of its clauses acts."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from evaldsl.clauses.measure_names import is_part_of_whole
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.bounds import thresholds
from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import (
    All,
    Expr,
    If,
    Node,
    computed,
    inlined,
    keys_of,
)
from evaldsl.interpreter.lowering import (
    effect_to_expr,
    indicator_to_expr,
    item_to_expr,
    whole_item,
)
from evaldsl.interpreter.ranges import Scope, range_of, scope_of
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.rubric import (
    Effect,
    Fact,
    Indicator,
    Item,
    Kind,
    Ladder,
    Share,
    Span,
    Steps,
    Together,
)
from evaldsl.interpreter.values import EVERYTHING, NOTHING, Bound

if TYPE_CHECKING:
    from evaldsl.proofs.shapes import Shape

_FALLS = re.compile(r"增|减|变动|变化|调整率|升|降|涨|节约|节支|差异|偏离|偏差|超支|利润|收益")
"""Of a rate whose name says so, less than nothing can come."""
MOST_TRIED, MOST_EFFECTS = 60, 50
"""How much is looked at: a cell of more effects than this is no rule that people wrote."""


def formula_of(effect: Effect) -> Share | None:
    """What *effect* computes whatever else holds: 得分=完成数÷计划数×5分, or what is left of it by an exception written behind
    it: 提前完成的得满分."""
    if isinstance(effect, Ladder) and isinstance(effect.otherwise, Share) and effect.cases:
        first = all(effect.otherwise.span < case.span for case in effect.cases)
        return effect.otherwise if first else None
    return effect if isinstance(effect, Share) else None


def scope_of_reading(reading: Reading) -> Scope:
    """Everything the facts of an indicator can be; a rate is whatever its definition can give."""
    assert reading.indicator is not None
    scope = scope_of(reading.indicator.facts)
    for key in keys_of(indicator_to_expr(reading.indicator)):
        if key in reading.rates and key not in scope.measures:
            scope = scope.with_measure(key, _rate_domain(reading, key, scope))
    return scope


def _rate_domain(reading: Reading, name: str, scope: Scope) -> Domain:
    low, high = EVERYTHING
    expr = reading.rates[name].expr
    for _ in reading.rates:
        inner = [key for key in keys_of(expr) if key in reading.rates and key not in scope.measures]
        if not inner:
            break
        expr = inlined(expr, {key: reading.rates[key].expr for key in inner})
    try:
        if all(key in scope.measures for key in keys_of(expr)):
            least_value, greatest = range_of(expr, evolve(scope, spent=[0]))
            low, high = least_value.value, greatest.value
    except Undecided:
        pass
    return Domain.closed(low, high)


def least_of(fact: Fact, reading: Reading) -> Bound:
    """The least that *fact* can sensibly be: a rate is not below 0 unless it is a change, or computed and can be."""
    falls = fact.signed or _FALLS.search(fact.name) or fact.key in reading.rates
    domain = scope_of_reading(reading).measures.get(fact.key) if falls else None
    if domain is None or not domain.parts:
        return NOTHING if fact.low is None else fact.low
    return domain.parts[0][0]


def best_of(item: Item, scope: Scope) -> Bound:
    """The most points that *item* can give. Raises Undecided."""
    if len(item.effects) > MOST_EFFECTS:
        raise Undecided("规则太多")
    return range_of(item_to_expr(item), evolve(scope, spent=[0]))[1].value


def effects_of(indicator: Indicator) -> Iterator[tuple[Effect, Item]]:
    """Every effect with the item it acts on, those inside others too: after 否则, under one limit."""
    parts = [(item, effect) for item in indicator.items for effect in item.effects]
    whole = whole_item(indicator)
    parts += [(whole, effect) for effect in indicator.effects]
    for item, effect in parts:
        yield effect, item
        if isinstance(effect, Ladder) and effect.otherwise is not None:
            yield effect.otherwise, item
        if isinstance(effect, Together):
            yield from ((one, item) for one in effect.effects)


# ---- clauses


def idle_clauses(indicator: Indicator, scope: Scope) -> Iterator[tuple[str, Span]]:
    """The clauses that act for no facts at all: their words and places, each place once."""
    from evaldsl.proofs.clauses import clauses_of

    if sum(len(item.effects) for item in indicator.items) + len(indicator.effects) > MOST_EFFECTS:
        return
    acting: dict[Span, bool] = {}
    words: dict[Span, str] = {}
    for one in clauses_of(indicator):
        words.setdefault(one.span, one.words)
        acting[one.span] = acting.get(one.span, False) or _is_long(one.acts) or can_act(one.acts, scope)
    yield from ((words[span], span) for span, acts in acting.items() if not acts)


def _is_long(where: Expr) -> bool:
    """Whether it is of a band behind more others than people write, so that it is not looked at."""
    return isinstance(where, If) and isinstance(where.condition, All) and len(where.condition.of) > MOST_EFFECTS


def can_act(where: Expr, scope: Scope) -> bool:
    """Whether *where* is above 0 for some facts; true where that is not decided."""
    if not keys_of(where):
        return computed(where)({}, NOTHING) > 0
    try:
        return _acts_somewhere(where, scope) or range_of(where, evolve(scope, spent=[0]))[1].value > 0
    except (Undecided, KeyError):
        return True


def _acts_somewhere(where: Expr, scope: Scope) -> bool:
    """Whether it acts for one of a few plain facts: most clauses do, and need no analysis."""
    keys = keys_of(where)
    value = computed(where)
    plain = [_plain_values(where, key, scope) for key in keys]
    tried = itertools.islice(itertools.product(*plain), MOST_TRIED)
    others = itertools.islice(itertools.product(*(one[::-1] for one in plain)), MOST_TRIED)  # all denied but the last
    for values in itertools.chain(tried, others):
        with suppress(ZeroDivisionError):
            if value(dict(zip(keys, values, strict=True)), NOTHING) > 0:
                return True
    return False


def _plain_values(where: Expr, key: str, scope: Scope) -> Sequence[Value]:
    """The words of a choice; of a measure, the numbers it is compared with and numbers beside them."""
    if key in scope.finite:
        return scope.finite[key]
    domain = scope.measures[key]
    cuts = sorted(thresholds(key, where))
    beside = [cuts[0] - 1, *((low + high) / 2 for low, high in itertools.pairwise(cuts)), cuts[-1] + 1] if cuts else []
    numbers = [number for number in (*reversed(beside), *cuts) if domain.within([(number, number)]).parts]
    return numbers or [scope.some_value(key)]


# ---- directions


def measures_of(item: Item, reading: Reading) -> Iterator[Fact]:
    """The numbers that the points of *item* depend on."""
    assert reading.indicator is not None
    facts = {fact.key: fact for fact in reading.indicator.facts}
    for key in keys_of(item_to_expr(item)):
        if key in reading.rates:
            yield Fact(key, key, Kind.RATIO if reading.rates[key].ratio else Kind.NUMBER)
        elif key in facts and facts[key].kind in (Kind.RATIO, Kind.NUMBER, Kind.COUNT):
            yield facts[key]


def turning_measures(item: Item, reading: Reading) -> Iterator[Fact]:
    """Those of its numbers along which its points could turn: that more than one band or step reads."""
    parts: list[Node] = []
    for effect in item.effects:
        if isinstance(effect, Ladder):
            parts += [case.condition for case in effect.cases]
            parts += [case.points for case in effect.cases]
            parts += [effect_to_expr(effect.otherwise, item)] if effect.otherwise is not None else []
        elif not (isinstance(effect, Steps) and effect.counted):
            parts += [effect_to_expr(effect, item)] * (
                2 if isinstance(effect, Steps) and effect.up and effect.down else 1
            )
    read = Counter(key for part in parts for key in keys_of(part))
    yield from (fact for fact in measures_of(item, reading) if read[fact.key] > 1)


def shape_along(item: Item, fact: Fact, scope: Scope) -> "Shape | None":
    """How the points of *item* answer to the number *fact* within what it can sensibly be; None where undecided."""
    from evaldsl.proofs.shapes import shape_of

    if len(item.effects) > MOST_EFFECTS:
        return None
    if fact.kind is Kind.RATIO and not _FALLS.search(fact.name):
        high: Bound = Fraction(1) if is_part_of_whole(fact.name) else EVERYTHING[1]
        sensible = Domain.closed(NOTHING, high).parts
        scope = scope.with_measure(fact.key, scope.measures[fact.key].within(sensible))
    try:
        return shape_of(item_to_expr(item), fact.key, evolve(scope, spent=[0]))
    except (Undecided, KeyError):
        return None
