"""What counts as no more, or no less, than a limit: 超过100%的按100%计, 大于1的取1, 超过满分的按满分计."""

import re

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.elaboration.bands.cases import add_case
from evaldsl.elaboration.bands.nothing_to_measure import exempts
from evaldsl.elaboration.deductions.zeros import zero
from evaldsl.elaboration.frames import base_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import WHAT_IS_DEFINED, limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Cap, Effect, Share, Steps
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree


def ceiling(reader: Reader, clause: Clause, value: tree.Base) -> None:
    """得分=完成率×6分，完成率以100%为上限, unlike 以100%为标准."""
    item = reader.group.last
    words = reader.words_of(clause) if item is not None and item.computed else ""
    if words.endswith(("上限", "为限", "上限值")):
        clip(reader, clause, tree.Clip(value.limit, most=True))
    else:
        base_of(reader, clause, value)


def clip(reader: Reader, clause: Clause, value: tree.Clip) -> None:
    """完成率超过100%的按100%计."""
    item = reader.item_for(clause)
    found = condition(reader.cell, clause)
    if value.limit is None or value.limit.unit == "分":
        _capped(reader, item, clause, found, value.limit)
        return
    if not value.limit.number and found.judged and not found.compared:
        zero(reader, clause, tree.Zero())  # 未开展的按0计
        return
    number, unit = value.limit.number, value.limit.unit
    share = number / 100 if unit == "%" or number > 1 else number
    span, names = reader.span_of(clause), _meant(item, found)
    if value.most and names and not found.compared:
        reader.stated.clips += [(name, "min", share, span) for name in names]
        return
    several = [
        limits_of(reader, item, clause, (evolve(one, subject=name),)) for one in found.compared for name in names
    ]
    read = several and not found.judged and len(found.compared) == 1
    if not read or any(limit.high is not None or limit.low not in (share, number) for [limit] in several):
        reader.unread(f"“按{shown(number)}{unit}计”没有读出是哪个数、超过多少", *span)
        return
    for [limit] in several:
        op = "min" if limit.op in (">", "≥") else "max"
        reader.stated.clips.append((limit.fact.key, op, limit.low, span))


_EACH = re.compile("(?:其中|以上|上述|任意|任何|任)?(?:各个|各项?|每个|每项?|单项|单个|子项|任一项?)?的?")


def _meant(item: ItemDraft, found: Condition) -> list[str]:
    """Of which numbers it speaks: 得分=实际完成率×10，超过100%按100%计 of the only one that the formula computes with, 各项完成率
    and 甲完成率、乙完成率 of those that are said; of what stands there, where no formula computes with such a number."""
    subject = found.compared[0].subject if found.compared else found.judged
    keys = list(
        dict.fromkeys(key for effect in item.effects if isinstance(effect, Share) for key in ex.keys_of(effect.points))
    )
    if len(keys) == 1 and (subject in WHAT_IS_DEFINED or keys[0].endswith(subject)):
        return keys
    listed = re.split("[、和]", subject)
    if subject in keys or not keys or (len(listed) > 1 and all(one in keys for one in listed)):
        return listed if keys else [subject]
    return [key for key in keys if key.endswith(_EACH.sub("", subject, count=1) or subject)] or [subject]


_SURPASSES = re.compile(
    r"^(?:(?:最终|合计|累计|计算|总)?得分|超额完成(?:任务|目标|计划)?)?(?:超过|超出|高于|大于)?(?:本项|该项|本指标)?(?:[满全]分|分值|权重分?)?$"
)
"""得分超过满分: the words before 按满分计."""


def _capped(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, limit: tree.Quantity | None) -> None:
    """得分超过10分的按10分计, 超过满分的按满分计: a cap on the item."""
    if limit is None and exempts(reader, item, clause, found, None):
        return
    if item.computed and _is_band(item, found, limit is None):
        add_case(reader, clause, None if limit is None else tree.Amount(limit.number, limit.number))
        return
    if limit is None and found.compared and not found.judged and _is_full(reader, item, clause, found):
        return
    beyond = [one.part.value for one in found.compared]
    points = limit.number if limit else item.stake or reader.weight or reader.stated.declared
    said = all(isinstance(one, tree.Comparison) and one.op == ">" and one.limit == limit for one in beyond)
    words = [found.judged, *(one.subject for one in found.compared)]
    if points is None or not said or not all(map(_SURPASSES.match, words)) or not item.has_award:
        reader.unread("没有读出是什么超过多少的按这个分数计", *reader.span_of(clause))
        return
    item.effects.append(Cap(points, reader.words_of(clause), reader.span_of(clause)))


def _is_band(item: ItemDraft, found: Condition, full: bool) -> bool:
    """得分=完成率×5分，超过100%的按满分计, 完成率超过100%的，按5分计: whether it is of the number that the formula computes with."""
    if not found.compared or found.judged or any(unit_of_limit(one.part) == "分" for one in found.compared):
        return False
    subject = found.compared[0].subject
    keys = {key for effect in item.effects if isinstance(effect, Share) for key in ex.keys_of(effect.points)}
    named = bool(subject) or item.subject is not None
    return (full and not subject) or (named and len(keys) == 1 and all(key.endswith(subject) for key in keys))


def _is_full(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> bool:
    """≥600人次得5分，按完成比例计分，超过600人次按满分计: whether it says of the award's own limit that what is beyond gets the award."""
    [award, *more] = item.cases[0].limits if len(item.cases) == 1 and item.cases[0].limits else [None]
    if award is None or more or award.high is not None or award.op not in ("≥", ">", "≤", "<") or item.vetoes:
        return False
    ways = (">", "≥") if award.op in (">", "≥") else ("<", "≤")
    said = limits_of(reader, item, clause, found.compared)
    return all(one.fact == award.fact and one.high is None and one.op in ways and one.low == award.low for one in said)


def apply_clips(reader: Reader) -> None:
    """Every formula of the cell reads a clipped measure as no more (or no less) than its limit; one that none reads is refused."""
    for key, op, limit, span in reader.stated.clips:
        by, before = ex.Arithmetic(op, ex.Ref(key), ex.Number(limit)), _read(reader)
        for item in reader.items:
            item.effects = [_clipped(effect, key, by) for effect in item.effects]
            item.otherwise = item.otherwise and _clipped(item.otherwise, key, by)
            for case in item.cases:
                case.points = _replaced(case.points, key, by)
        for name in reader.measures.defined:
            rate = reader.measures.rates[name]
            reader.measures.rates[name] = evolve(rate, expr=_replaced(rate.expr, key, by))
        gives = any(isinstance(one, Steps) and one.points > 0 for item in reader.items for one in item.effects)
        if key not in before and (before or gives or op == "max"):  # without, nothing changes beyond the limit
            hint = "写明公式里的哪个数超过多少按多少计；每超过1%加分的，写“最多加几分”"
            reader.unread(f"没有公式用到“{key}”，没有读出这里限制的是什么", *span, hint)


def _read(reader: Reader) -> set[str]:
    """The numbers that formulas of the cell compute with."""
    effects = [effect for item in reader.items for effect in (*item.effects, item.otherwise)]
    points = [effect.points for effect in effects if isinstance(effect, Share)]
    points += [case.points for item in reader.items for case in item.cases]
    points += [reader.measures.rates[name].expr for name in reader.measures.defined]
    return {key for one in points for key in ex.keys_of(one)}


def _clipped(effect: Effect, key: str, by: ex.Expr) -> Effect:
    return evolve(effect, points=_replaced(effect.points, key, by)) if isinstance(effect, Share) else effect


def _replaced(expr: ex.Expr, key: str, by: ex.Expr) -> ex.Expr:
    if isinstance(expr, ex.Arithmetic):
        return evolve(expr, left=_replaced(expr.left, key, by), right=_replaced(expr.right, key, by))
    return by if expr == ex.Ref(key) else expr
