"""Subjects: which measure the words before a limit speak of, and the limits of a clause, each with its measure."""

import re

from evaldsl.arrangement.headings import WHEN, heading_of, timed_before
from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.drafts import ItemDraft, wants_none
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import counts_in_other_words, done_of, is_rate_name, this_measure, under_label
from evaldsl.clauses.opposites import HAPPENS, denied_thing
from evaldsl.clauses.past_limits import beyond_award, how_far, of_formula, past_limit
from evaldsl.clauses.relative_limits import (
    changed_limit,
    computed_here,
    in_all,
    level_limit,
    measured,
    named_in_award,
    number_limit,
    of_unit,
    own_name,
    range_limit,
    rank_limit,
    said_again,
    share_of_award,
    step_unit,
    stepped_again,
)
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info
from evaldsl.text.numerals import COUNTED, THINGS
from evaldsl.text.typography import same_name

_AGAINST = re.compile(r"(.+?)(?:不?(?:低于|高于|超过)|达到)")
WHAT_IS_DEFINED = ("比率", "比例", "比值", "该比率", "该比例", "该比值", "结果", "计算结果", "数值", "该数值")
"""What a formula before them says: 在职人员控制率=在职人数/编制数，比率≤100%."""
_SEVERAL = re.compile(
    r"^(?:低于|高于|超过|超出|按照?)$|^的.|^每(?:一|1)?[件笔次起例份宗项](?=逾|迟|延|超[期时]|晚|拖|滞)|\d[^,，]{0,4}[、和]|(?<![所获取心])得$|(?<![折回])扣$|\d/$|(?:大约|大概|将近|接近|优于|劣于|早于)$"
)


def subject_of(reader: Reader, item: ItemDraft, clause: Clause, name: str, unit: str) -> Fact:
    """The measure called *name*, or the one spoken of before."""
    label = heading_of(clause)
    name = _told(reader, item, label, name, unit)
    if unit in THINGS and (not name or HAPPENS.fullmatch(name) or name in ("缺", "缺少")):
        happened = _happened(reader, item, unit)
        if happened is not None:
            reader.group.heading = label or reader.group.heading
            return happened
    known = _known(reader, item, clause, name, unit)
    if known is not None:
        return known
    if not name:
        spoken = _AGAINST.match(item.cases[0].text) if item.cases and unit == "%" else None
        name = spoken[1] if spoken and is_rate_name(spoken[1]) else reader.measures.indicator
    for fact in reader.measures.facts.values() if unit in COUNTED else ():
        same = fact.name in (name, in_all(name)) and fact.key != same_name(name)
        if fact.kind is Kind.COUNT and (same or counts_in_other_words(fact, name, unit)):
            return fact
    name = own_name(reader.items, item, this_measure(name, reader.measures.indicator))
    return _of_its_own(reader, clause, label, under_label(label, name) if is_rate_name(label) else name, unit)


def _told(reader: Reader, item: ItemDraft, label: str, name: str, unit: str) -> str:
    """*name*, or what the award or the heading *label* says instead of it; empty where it speaks of what is spoken of."""
    before = [one.formula for one in reader.group.items] if name in WHAT_IS_DEFINED else []
    defined = any(before) and item.subject is not None
    name = "" if defined or name in ("X", "x") else name
    if name == "完成" and unit == "%" and item.cases and item.cases[0].text and _inherits(reader, item):
        name = done_of(item.cases[0].text, label or reader.measures.indicator)
    if name or (reader.group.heading == label and item.subject):
        return name
    denied = item.cases and denied_thing(item.cases[0].text)  # 投诉管理：无投诉得3分，1起得2分
    return "" if denied else label


def _known(reader: Reader, item: ItemDraft, clause: Clause, name: str, unit: str) -> Fact | None:
    """What *item* speaks of already, where *name* is empty or says the same."""
    if not name:
        if item.subject is None:
            return reader.spoken.count if unit in COUNTED else None
        return of_unit(item, unit) or item.subject
    known = named_in_award(reader.measures, item, name, unit, clause)
    if known is not None or computed_here(reader.measures, name):
        return known
    return said_again(item, name, unit) or stepped_again(reader.measures, item, name, unit)


def _of_its_own(reader: Reader, clause: Clause, label: str, name: str, unit: str) -> Fact:
    """The measure called *name*, of which nothing was said before; tells where that is no name."""
    if several := _SEVERAL.search(name):
        reader.unread(f"“{name}”里的“{several.group()}”没有读懂", *reader.span_of(clause))
    if name and not name.strip("-"):
        reader.unread("“-”前面缺少数", *reader.span_of(clause), "一段写全两头，如“80%-90%”")
    reader.group.heading = label or reader.group.heading
    if WHEN.fullmatch(name):
        name = f"{name}{timed_before(reader.group.items) or reader.group.heading or reader.measures.indicator}"
    return measured(reader.measures, reader.cell, name, unit)


def _inherits(reader: Reader, item: ItemDraft) -> bool:
    """Whether *item* has no measure but one that an item before it speaks of."""
    return item.subject in (None, *(one.subject for one in reader.group.items if one is not item))


def _happened(reader: Reader, item: ItemDraft, unit: str) -> Fact | None:
    """What 发现三处以上 and 发生2起 count: what was counted before, or what the award before denies."""
    name = denied_thing(item.cases[0].text) if item.cases else ""
    for known in (item.subject, reader.spoken.count if item.effects or not name else None):
        if known is not None and known.kind is Kind.COUNT and known.unit == unit:
            return known
    if item.subject is not None and not item.subject.unit and item.subject.kind is Kind.NUMBER and wants_none(item):
        fact = reader.measures.facts[item.subject.key] = evolve(item.subject, kind=Kind.COUNT, unit=unit)
        for limit in item.cases[0].limits:
            limit.fact = fact
        item.subject = fact
        return fact  # 事故起数为0得5分，1起得3分
    return reader.measures.count(name, item.label, unit) if name else None


def limits_of(reader: Reader, item: ItemDraft, clause: Clause, found: tuple[Compared, ...]) -> list[Limit]:
    """The limits that *found* compares with, each with its measure; the last of them is what *item* speaks of from here on."""
    limits: list[Limit] = []
    for one in found:
        one = of_formula(item, beyond_award(item, one), reader.whole_points(item))
        value, part = one.part.value, one.part
        span = reader.measures.source.span(part.start, part.end)
        if one.untold:
            hint = "写成“占…的比例不超过…”或“超过…的幅度不高于…”"
            reader.measures.tell(info("percent-of-unstated", one.untold, *span, hint=hint))
        reader.measures.taken.add(part.start)
        past = past_limit(item, one, span, reader.cell.plain[part.start : part.end])
        if past is not None:
            limits.append(past)
        elif isinstance(value, tree.Level):
            limits.append(level_limit(reader.measures, item, one, value.words, step_unit(reader.cell), span))
        elif isinstance(value, tree.Changed):
            limits.append(changed_limit(reader.measures, item, value, span))
        elif isinstance(value, tree.Rank):
            limits.append(rank_limit(reader.measures, item.subject, one.subject, value, span))
        elif isinstance(value, tree.Between):
            fact = _measured(reader, item, clause, one, value.high.unit)
            limits.append(range_limit(reader.measures, item, one, value, fact, span))
        elif isinstance(value, tree.Comparison):
            far = value.op == ">" or (value.past and value.op == "≥")  # 超5%以上, 超5%（含）以上
            beyond = how_far(reader.measures, item, value.limit.unit) if far and not one.subject else None
            fact = beyond or _measured(reader, item, clause, one, value.limit.unit)
            limits.append(number_limit(reader.measures, reader.cell, item, one, fact, span))
        item.subject = limits[-1].fact
    reader.spoken.limits = limits
    return limits


def _measured(reader: Reader, item: ItemDraft, clause: Clause, one: Compared, unit: str) -> Fact:
    """What *one* holds against a number in *unit*."""
    whole = share_of_award(item, one)
    if whole is not None:
        return whole.fact
    if one.counted:
        counted = [fact for fact in reader.measures.facts.values() if fact.kind is Kind.COUNT]
        known = [one.subject == fact.name or fact.name.endswith(one.subject) for fact in counted]
        named = counted[known.index(True)].name if known.count(True) == 1 else one.subject
        return reader.measures.count(named, item.label, unit)
    return subject_of(reader, item, clause, one.subject, unit)
