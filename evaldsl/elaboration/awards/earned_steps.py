"""每达到10%得0.5分，达到100%得5分: what is earned step by step, and the award for all of it, which is no more on top."""

import re
from fractions import Fraction
from math import ceil, floor

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.counted_names import counted_name
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import same_measure
from evaldsl.clauses.signs import BARE_OTHERWISE
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Fact, Kind, Steps
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree
from evaldsl.text.numerals import HOW_MANY, number

_WHOLE = re.compile(r"(?:全部|全面)?(?:完成|达标|实现|到位)(?:任务|目标|计划)?的?")


_ALL_YEAR = re.compile(r"^(?:全年|年度|当年|本年|累计|共|一年|年内)+")


def tops_steps(reader: Reader, clause: Clause, amount: tree.Amount | None) -> bool:
    """每开展一次得1分，4次及以上得满分: from there on no more is given. *amount* None is all there is."""
    item, last = reader.group.last, reader.spoken.last_change
    if item is None or item.cases or item.bonus_only or not isinstance(last, Steps) or last.points <= 0 or last.base:
        return False
    if last not in item.effects or (amount is not None and (amount.share or amount.is_range)):
        return False
    fact = reader.measures.facts.get(last.measure.key) if isinstance(last.measure, ex.Ref) else None
    most, points = item.stake or reader.weight, None if amount is None else amount.high
    whole = points or most
    found = condition(reader.cell, clause, bare=True)
    said = _said(reader, clause, found)
    reach = None if fact is None else _reached(reader, fact, found, whole == most)
    if reach is None and fact is not None and whole is not None:
        reach = _all_of_them(reader, clause, fact, last, said, whole)
    if fact is None or reach is None or whole is None:
        return False
    earned = reach / last.size * last.points
    if earned > whole or (earned < whole and (points is None or said.endswith(")"))):
        reader.unread("逐次的分数与满分对不上", *reader.span_of(clause))
        return True
    item.effects.remove(last)
    _earn(reader, clause, item, last, Limit(fact, "≥", reach), whole)
    return True


def _said(reader: Reader, clause: Clause, found: Condition) -> str:
    """The words that *clause* asks for; 全部完成(3项) and 全部完成共3项任务 as they stand."""
    return text_of(reader.cell, clause.segments[-1]) if found.compared and clause.segments else found.judged


_ALL, _DONE = "(?:全部|全面|均|都)", "(?:完成|建成|达标|实现|到位|办结|整改)"
_MANY_DONE = re.compile(
    rf"(?:(?P<all>{_ALL})?(?P<verb>{_DONE}|[^\d，]{{0,4}}){_ALL}?)?\(?共?(?P<many>\d+|[二两三四五六七八九十]+)(?P<unit>个|项|处|户|家|次|场|件|座|人|所)(?P<thing>[^\d，]*?)(?:{_ALL}(?P<done>{_DONE}))?\)?的?"
)
_ALL_DONE = re.compile(rf"{_ALL}(?:能|已)?(?P<done>{_DONE}|[一-龥]{{2}})(?:任务|目标|计划|要求)?的?")


def _all_of_them(
    reader: Reader, clause: Clause, fact: Fact, steps: Steps, said: str, whole: Fraction
) -> Fraction | None:
    """全部完成10个村, 10个村全部完成 behind 每完成一个村得0.4分: how many of what is counted *said* names; 全部完成 as many as make up *whole*."""
    many = _MANY_DONE.fullmatch(said) if fact.kind is Kind.COUNT else None
    if many is not None:
        named = f"{many['verb'] or ''}{many['thing']}{many['done'] or ''}"
        return number(many["many"]) if many["unit"] == fact.unit and set(named) <= set(fact.name) else None
    done = _ALL_DONE.fullmatch(said) if fact.kind is Kind.COUNT else None
    if done is None or done["done"] not in fact.name or (whole / steps.points).denominator != 1:
        return None
    reach = whole / steps.points * steps.size
    told = f"共{shown(reach)}{fact.unit}" in reader.cell.plain
    if told or any(number(one) == reach for one in re.findall(rf"({HOW_MANY}){fact.unit}", fact.name)):
        return reach  # 四项工作，做到一项得1分，全部做到得4分
    message = f"“{said}”没有写明一共多少，按{shown(reach)}{fact.unit}读：{shown(reach)}{fact.unit}正好{shown(whole)}分"
    hint = f"写明是多少，如“全部{done['done']}{shown(reach)}{fact.unit}的得{shown(whole)}分”"
    assert clause.effect is not None
    reader.measures.report("step-base-unstated", message, clause.effect, hint)
    return reach


def _earn(reader: Reader, clause: Clause, item: ItemDraft, steps: Steps, limit: Limit, points: Fraction) -> None:
    """*item* is earned by *steps*, and from *limit* on it is *points*: 每完成10%得0.4分，全部完成得5分 adds 1 to ten steps."""
    count = limit.low / steps.size
    earned = min(
        points,
        (floor(count) if steps.mode == "整步" else ceil(count) if steps.mode == "进一" else count) * steps.points,
    )
    item.cases, item.opening_zero, item.stake = [], True, points
    reader.add_effect(item, evolve(steps, most=earned))
    if earned < points:
        words, span = reader.words_of(clause), reader.span_of(clause)
        reader.add_effect(item, Change(limit.condition(), points - earned, None, words, span))


def _reached(reader: Reader, fact: Fact, found: Condition, full: bool) -> Fraction | None:
    """How much of *fact* the words ask for; a bare number only for *full* marks: 完成50公里得5分."""
    if not found.compared:
        whole = fact.kind is Kind.RATIO and _WHOLE.fullmatch(found.judged)
        return Fraction(1) if whole else None
    one = found.compared[0]
    value = one.part.value
    if len(found.compared) > 1 or found.judged or not isinstance(value, tree.Comparison):
        return None
    if value.op not in ("≥", "=") and not (full and not value.op):
        return None
    name = _ALL_YEAR.sub("", one.subject)
    same = not name or same_measure(fact.name, name) or name in fact.name
    if not same or (fact.kind is Kind.RATIO) != (value.limit.unit == "%"):
        return None
    return reader.measures.limit(value.limit, fact, one.part)


def steps_below(reader: Reader, clause: Clause, value: tree.Award, counted: Per) -> bool:
    """达到100%得5分，每达到10%得0.5分: what is earned by who does not reach the award before it."""
    item = reader.group.last
    if item is None or len(item.cases) != 1 or item.effects or item.otherwise is not None or value.bonus:
        return False
    case, limit = item.cases[0], item.cases[0].limits[0] if len(item.cases[0].limits) == 1 else None
    whole = case.value if case.value is not None else item.stake or reader.weight
    if limit is None or case.others or whole is None or limit.high is not None or limit.op not in ("≥", "=", ""):
        return False
    if not _of_the_award(limit.fact, counted):
        return False
    size = reader.measures.limit(counted.size, limit.fact, counted.part)
    words, span = reader.words_of(clause), reader.span_of(clause)
    if not size or limit.low / size * value.amount.high > whole:
        reader.unread("逐步的分数与前面的得分对不上", *span)
        return True
    mode = reader.measures.conventions.part_step
    told = mode is not None or (limit.fact.kind is Kind.COUNT and size == 1)
    steps = Steps(
        ex.Ref(limit.fact.key), Fraction(0), size, value.amount.high, True, False, mode or "按比例",
        stated=told, by_convention=mode is not None, words=words, span=span,
    )  # fmt: skip
    _earn(reader, clause, item, steps, evolve(limit, op="≥"), whole)
    return True


_REACHES = ("达到", "完成", "实现", "达")


_SHORT = re.compile(r"(?:未达到?|达不到|未完成|不足|低于)[\d.]+(?:%|个百分点|[^\d]{1,3})?的?")


def _of_the_award(fact: Fact, counted: Per) -> bool:
    """Whether *counted* runs along *fact* from nothing: 每达到10%, 未达到100%的每完成10%."""
    if counted.step is not None or counted.base is not None or counted.tail or counted.after:
        return False
    said = [one for one in (counted.subject, counted.context) if one]
    named = all(BARE_OTHERWISE.match(one) or _SHORT.fullmatch(one) or same_measure(fact.name, one) for one in said)
    unit = counted.by_ratio if fact.kind is Kind.RATIO else counted.size.unit == fact.unit
    return named and unit and (counted.between in ("", *_REACHES) or counted_name(counted) in fact.name)
