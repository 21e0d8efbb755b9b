"""扣分=（95%-执行率）×20: what is taken off in proportion to how far a measure is from a number, which are steps of no size."""

from fractions import Fraction

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, is_negated
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import is_stake_name
from evaldsl.clauses.signs import BARE_OTHERWISE
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import frozen
from evaldsl.interpreter.rubric import Fact, Kind, Steps
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree

ONE = Fraction(1)
_HUNDREDTH = Fraction(1, 100)


@frozen
class _Distance:
    """How far the measure *name* is above *base* (*up*) or below it, in *size*s: （95%-执行率）÷95%."""

    name: str
    base: tree.Quantity
    up: bool
    size: tree.Quantity


def taken_off(reader: Reader, clause: Clause, term: tree.Term) -> None:
    """Takes what *term* comes to, nothing where that is less than nothing."""
    item, span = reader.item_for(clause), reader.span_of(clause)
    distance, points = _parts_of(reader, item, term)
    if distance is None or points is None:
        hint = "写作“扣分=（95%-执行率）×20分”，或者“每低于95%1个百分点扣0.2分”；几个数算出来的率，先写“执行率=支出数÷预算数×100%”"
        reader.unread("这个扣分的算式读不懂：只读得懂一个数与界限相差多少、乘以几分", *span, hint=hint)
        return
    found = condition(reader.cell, clause)
    limits = limits_of(reader, item, clause, found.compared)
    fact = _measure(reader, item, limits, distance)
    percent = fact.kind is Kind.RATIO
    sizes = [one.number / (100 if percent and one.unit == "%" else 1) for one in (distance.base, distance.size)]
    if percent and any(one.number and one.unit != "%" and one != _ONE for one in (distance.base, distance.size)):
        hint = f"界限写成百分数，如“（95%-{distance.name}）×20”"
        reader.unread(f"“{distance.name}”是百分数，与它相减、相除的数没有写“%”", *span, hint=hint)
        return
    base, size = sizes
    step = _HUNDREDTH if percent else ONE
    bare = not found.judged or BARE_OTHERWISE.match(found.judged) or (item.has_award and is_negated(found.judged))
    own: list[ex.Condition] = [one.condition() for one in limits if not _begins(one, fact, base, distance.up)]
    own += [] if bare else [judgement_of(reader, item, found.judged)]
    where = None if not own else own[0] if len(own) == 1 else ex.All(tuple(own))
    each = -points * step / size
    reader.add_effect(
        item,
        Steps(
            ex.Ref(fact.key), base, step, each, distance.up, not distance.up, "按比例",
            where=where, words=reader.words_of(clause), span=span,
        ),
    )  # fmt: skip


_ONE = tree.Quantity(ONE)


def _begins(limit: Limit, fact: Fact, base: Fraction, up: bool) -> bool:
    """Whether *limit* says no more than that something is taken: 低于95%的，扣分=（95%-执行率）×20."""
    return limit.fact.key == fact.key and limit.low == base and limit.op in ((">", "≥") if up else ("<", "≤"))


def _measure(reader: Reader, item: ItemDraft, limits: list[Limit], distance: _Distance) -> Fact:
    """The measure that is limited before, in fewer words, or one of its own."""
    name = distance.name.removeprefix("实际").removesuffix("得分")
    for fact in (*(one.fact for one in limits), *([] if item.measure is None else [item.measure])):
        if fact.name.endswith(name):
            return fact
    return reader.measures.measure(reader.measures.in_full(distance.name), "%" if distance.base.unit == "%" else "")


def _parts_of(reader: Reader, item: ItemDraft, term: tree.Term) -> tuple[_Distance | None, Fraction | None]:
    """（95%-执行率）×20 as the distance and the points; None for what is no such thing."""
    match term:
        case tree.Binary("×", tree.Quantity() as points, other) | tree.Binary("×", other, tree.Quantity() as points):
            return _distance(other), points.number if points.unit in ("", "分") else None
        case tree.Binary("×", other, tree.Name(text)) if is_stake_name(text):
            return _distance(other), reader.whole_points(item) or None
    return None, None


def _distance(term: tree.Term) -> _Distance | None:
    match term:
        case tree.Binary("/", other, tree.Quantity() as size) if size.number:
            found = _distance(other)
            return found and _Distance(found.name, found.base, found.up, size)
        case tree.Binary("-", tree.Quantity() as base, tree.Name(name)):
            return _Distance(name, base, False, _ONE)
        case tree.Binary("-", tree.Name(name), tree.Quantity() as base):
            return _Distance(name, base, True, _ONE)
        case tree.Name(name) if not is_stake_name(name):
            return _Distance(name, tree.Quantity(NOTHING), True, _ONE)
    return None
