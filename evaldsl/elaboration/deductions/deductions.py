"""Deductions: 扣0.5分, 扣0.5分/处, 扣权重分的5%."""

import re

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.counted_names import again
from evaldsl.clauses.counting import EACH_ONE, Per, bases, per
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import JOINED_OR, Clause, text_of
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import is_rate_name
from evaldsl.clauses.measures import MISTYPED
from evaldsl.clauses.opposites import comes_late, contradicts, denied_thing
from evaldsl.clauses.signs import BARE_OTHERWISE
from evaldsl.elaboration.bands.choices import takes_to_grade
from evaldsl.elaboration.bands.decisions import discretion
from evaldsl.elaboration.bands.introductions import only_asked_before, without_introduction
from evaldsl.elaboration.bands.named_limits import unmet
from evaldsl.elaboration.deductions.demands import demand_of
from evaldsl.elaboration.deductions.each_award import stand_for_each
from evaldsl.elaboration.deductions.lesser_start import start_below
from evaldsl.elaboration.deductions.rungs import rung
from evaldsl.elaboration.deductions.several_awards import (
    denies_each,
    late_awards,
    of_several_awards,
    repeats_awards,
    share_of_which,
)
from evaldsl.elaboration.deductions.several_limits import each_missed
from evaldsl.elaboration.deductions.taken_from import acted_on
from evaldsl.elaboration.deductions.twice import take_twice
from evaldsl.elaboration.deductions.zeros import twice
from evaldsl.elaboration.judging import add_change
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.bases import bare_sum
from evaldsl.elaboration.steps.decided_each import refused_open
from evaldsl.elaboration.steps.limits import as_written, each_limit
from evaldsl.elaboration.steps.names import count_name
from evaldsl.elaboration.steps.periods import by_period
from evaldsl.elaboration.steps.severities import is_severe, kind_of_each, of_those_counted, taken_instead, tell_apart
from evaldsl.elaboration.steps.steps import add_steps
from evaldsl.elaboration.steps.targets import about, targets_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Effect, Fact, Kind, Share, Steps
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree


def _each_its_own(reader: Reader, clause: Clause, value: tree.Deduction) -> bool:
    """县道≥90%得4分，乡道≥80%得3分；每低1个百分点分别扣0.2分、0.1分: the steps of each award, in their order."""
    counted = per(reader.cell, clause, value.per, occurrence=False)
    if counted is None or counted.step is None or counted.subject or counted.base or not counted.by_ratio:
        return False
    same = [one for one in reader.group.items if one.measure is not None and one.measure.kind is Kind.RATIO]
    amounts = (value.amount, *value.more)
    if len(same) != len(amounts):
        return False
    for item, amount in zip(same, amounts, strict=True):
        add_steps(reader, item, clause, _own_side(item, counted), amount, given=False)
    return True


_SAY_WHICH = "写明“扣几分”，或者写在那一项得分的后面"


def deduction(reader: Reader, clause: Clause, value: tree.Deduction) -> None:
    """扣0.5分, 每超出1%扣0.2分, 扣0.5分/处."""
    if value.more:
        if not _each_its_own(reader, clause, value):
            reader.unread("“分别”前面的几种情形与后面的几个分数对不上", *reader.span_of(clause))
        return
    if value.twice:
        take_twice(reader, clause)
        return
    if repeats_awards(reader, clause, value.amount) or _of_a_demand(reader, clause, value):
        return
    counted = per(reader.cell, clause, value.per, occurrence=not clause.otherwise or bool(value.per))
    if counted is None and not (clause.otherwise or value.amount.is_range):
        counted = bare_sum(reader, clause)
    if value.apiece and counted is None and denies_each(reader, clause, value.amount):
        return
    if of_several_awards(reader, clause):
        message = "这一处扣分说到前面几项得分，没有写明每一项扣多少：每项得分后面各写一句"
        reader.unread(message, *reader.span_of(clause))
        return
    late = late_awards(reader, clause, counted) if counted is not None and not clause.otherwise else []
    item = late[-1] if late else acted_on(reader, clause)
    amount = value.amount
    if not (amount.share or amount.is_range or value.per) and each_missed(reader, item, clause, amount.high):
        return
    if value.below and not item.sinks:
        item.sinks, item.lowest = True, None
    if value.below and _below_veto(reader, item, clause, amount):
        return
    if amount.slip and clause.effect:
        reader.measures.report("mistyped-number", "扣分的数字像是漏了小数或多了一点", clause.effect, MISTYPED)
    if amount.share and share_of_which(reader, item, clause, counted):
        reader.unread("没有读出扣的是前面哪一项的分值", *reader.span_of(clause), hint=_SAY_WHICH)
        return
    if clause.segments and not value.per and rung(reader, clause, amount, value.again):
        return
    amount = _in_points(reader, item, amount)
    taken, last = reader.spoken.taken, reader.spoken.last_change
    some = None if taken is None else of_those_counted(reader, clause, counted)
    if counted is None and some is not None:
        item, counted = some
    if counted is None and not clause.otherwise and taken is not None:
        counted = again(reader.cell, clause, *taken)
    if counted is None and "每" in reader.cell.plain:
        counted = by_period(reader, clause, None)
    if counted is None:
        _once(reader, item, clause, value, amount)
        return
    if counted.step is not None and not counted.step.each and _multiple(reader, clause, amount):
        return  # 缺2项扣2分 behind 缺1项扣1分
    apart = last if some is not None and not value.again else None
    _of_each(reader, item, clause, value, kind_of_each(counted), apart, late)


def _of_a_demand(reader: Reader, clause: Clause, value: tree.Deduction) -> bool:
    """按时报送，否则扣2分: what is taken where the words before 否则 are not met."""
    demand = demand_of(reader, clause) if clause.otherwise and not (value.per or value.amount.is_range) else None
    if demand is None or per(reader.cell, clause, "", occurrence=False) is not None:
        return False
    item = acted_on(reader, demand.clause)
    points, words = _in_points(reader, item, value.amount).high, reader.words_of(clause)
    reader.add_effect(item, Change(demand.failing(reader, item), -points, None, words, reader.span_of(clause)))
    return True


def _once(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Deduction, amount: tree.Amount) -> None:
    """否则扣1分, 未公开的扣1分: what is taken once, however much is amiss."""
    start_below(reader, item, clause, None)
    if refused_open(reader, clause, amount):
        return
    if amount.is_range:
        discretion(reader, clause, tree.Discretion(True, amount.low, amount.high), acted_on)
    elif value.below and item.cases and ((clause.otherwise and not clause.segments) or _lost(reader, item, clause)):
        item.otherwise = Share(ex.number(-amount.high), reader.words_of(clause), reader.span_of(clause))
    elif clause.otherwise and not clause.segments:
        twice(reader, item, clause)
        item.otherwise = Change(ex.TRUE, -amount.high, None, reader.words_of(clause), reader.span_of(clause))
    elif _multiple(reader, clause, amount):
        return
    elif not (clause.among or any(text_of(reader.cell, segment) for segment in clause.segments)):
        reader.unread("这一处扣分没有写明条件", *reader.span_of(clause))
    else:
        _under_condition(reader, item, _of_the_denial(reader, clause), value, amount)


def _in_points(reader: Reader, item: ItemDraft, amount: tree.Amount) -> tree.Amount:
    """*amount*, where it is a share the points that it comes to of those of *item*."""
    whole = reader.whole_points(item) if amount.share else None
    return amount if whole is None else evolve(amount, low=amount.low * whole, high=amount.high * whole, share=False)


def _of_each(
    reader: Reader, item: ItemDraft, clause: Clause, value: tree.Deduction, counted: Per, before: Effect | None,
    late: list[ItemDraft],
) -> None:  # fmt: skip
    """每低1个百分点, 每发现一处: from every award that it may speak of; not among what *before* counts."""
    reader.spoken.taken = (clause.sentence, counted)
    rates = counted.step is not None and counted.by_ratio
    every = EACH_ONE.fullmatch(counted.subject) if rates and counted.subject else None
    if every:
        counted = evolve(counted, subject="")
    pieces = [name for name in JOINED_OR.split(counted.subject) if name] if rates else []
    if len(pieces) > 1 and all(map(is_rate_name, pieces)):
        for name in pieces:
            own_item = about(reader, item, name)
            amount = _in_points(reader, own_item, value.amount)
            add_steps(reader, own_item, clause, evolve(counted, subject=name), amount, given=False)
        return
    targets = late or targets_of(reader, item, clause, counted, every, apiece=value.apiece)
    if rates and counted.subject and not counted.base:
        targets = [about(reader, item, counted.subject)]
    if value.apiece and len(targets) == 1 and _among_others(reader, item):
        reader.unread("前面有几项得分，没有读出“各扣”的是哪几项", *reader.span_of(clause))
        return
    named = bases(reader.cell, clause)
    for target in targets:
        amount = _in_points(reader, target, value.amount)
        own = _own_side(target, counted) if len(targets) > 1 else counted
        if len(late) > 1:
            name = count_name(target, clause, counted)
            own = evolve(own, subject=f"{target.cases[0].text}，{name}", between="", tail="", context="")
        if _each_kind(reader, target, clause, own, amount):
            continue
        several = [evolve(own, base=base) for base in named] or each_limit(reader, target, clause, own)
        if several is None:
            return
        for one in several:
            add_steps(reader, target, clause, one, amount, given=False)
        start_below(reader, target, clause, reader.spoken.last_change)
    for target in targets:
        if isinstance(before, Steps) and before.span in target.behind:
            target.behind += (reader.span_of(clause),)  # 每起扣1分；情节严重的扣2分: of the same failings
    stand_for_each(reader, clause)
    tell_apart(reader, before)
    _fall_short(reader, item, clause)


def _among_others(reader: Reader, item: ItemDraft) -> bool:
    """Whether the sentence that awards *item* awards more."""
    return sum(one.has_award and one.award_sentence == item.award_sentence for one in reader.group.items) > 1


def _under_condition(
    reader: Reader, item: ItemDraft, clause: Clause, value: tree.Deduction, amount: tree.Amount
) -> None:
    """未公开的扣1分: for what the award before wants, else for a condition of its own."""
    found, first = condition(reader.cell, clause), item.cases[0] if item.cases else None
    words, span = reader.words_of(clause), reader.span_of(clause)
    taken = Change(ex.TRUE, -amount.high, None, words, span)
    if _one_more(item, found):
        reader.unread("没有写明是“每超过1…”还是“超过1…就扣”", *span)
        return
    missed = not found.compared and BARE_OTHERWISE.match(found.judged)  # ≥35%得3分，未达到的扣2分
    if missed and first is not None and first.limits and item.otherwise is None and not item.effects:
        for short in reader.group.items if value.apiece else [item]:  # 甲率≥90%得2分，乙率≥95%得2分，未达标的各扣1分
            if short.measure is not None and short.otherwise is None and not short.effects:
                short.otherwise = taken
        return
    if (
        first is not None
        and not first.limits
        and item.otherwise is None
        and not found.compared
        and contradicts(found.judged, first.text, amount.high == first.value)
    ):
        item.otherwise = taken
        item.denied = found.judged if amount.high == first.value else ""
        return
    if (
        first is not None
        and not found.compared
        and takes_to_grade(reader, item, found.judged, amount.high, words, span)
    ):
        return
    denied = unmet(item, found) if first is not None and first.limits else None
    if denied is None and first is not None and _of_its_words(first, found):
        denied = ex.Not(first.others[0])
    if denied is not None:
        reader.add_effect(item, evolve(taken, condition=denied))
        return
    if found.judged and (without_introduction(reader, found) or only_asked_before(reader, found)):
        found = evolve(found, judged="" if found.compared else found.judged.rpartition("，")[2])
        clause = evolve(clause, segments=clause.segments[-1:])
    if _LACKS_ONE.search(found.judged):
        reader.unread("没有读出数的是什么：写作“每缺一项扣1分”", *span)
        return
    if not (value.again or found.compared) and is_severe(found.judged):
        taken_instead(reader, item, found.judged)
    change = add_change(reader, item, clause, -amount.high)
    if found.compared and not (found.judged or found.either or value.again):
        limits = [_happening(item, limit) for limit in reader.spoken.limits]
        if limits != reader.spoken.limits:
            item.effects[-1] = change = evolve(change, condition=limits[0].condition())
        band = CaseDraft(limits, [], ex.number(-amount.high), -amount.high, change.words, change.span)
        item.takings.append((band, change))


def _of_its_words(first: CaseDraft, found: Condition) -> bool:
    """按时开展调查，且满意度≥85%的得5分；未按时开展的扣1分: whether *found* denies just what the award judges beside its limits."""
    one = bool(first.limits) and len(first.others) == 1 and isinstance(first.others[0], ex.Holds)
    return one and bool(found.judged) and not found.compared and contradicts(found.judged, first.text, False)


_LACKS_ONE = re.compile(r"[缺少]一[一-龥]$")
"""缺一制: one of a kind that is not known to be counted."""


def _of_the_denial(reader: Reader, clause: Clause) -> Clause:
    """按要求报送报告，未报送扣3分: 未报送 alone is the condition of what denies the words before it."""
    if len(clause.segments) < 2:
        return clause
    asked, missed = (text_of(reader.cell, segment) for segment in clause.segments[-2:])
    if not contradicts(missed, asked, True):
        return clause
    return evolve(clause, segments=clause.segments[-1:])


def _lost(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """完成得5分，未完成的倒扣2分: below the nothing that is left of the award."""
    found, first = condition(reader.cell, clause), item.cases[0]
    return item.otherwise is None and not found.compared and contradicts(found.judged, first.text, True)


def _below_veto(reader: Reader, item: ItemDraft, clause: Clause, amount: tree.Amount) -> bool:
    """本项不得分并倒扣2分: on top of what the veto leaves, under its condition."""
    lost = item.otherwise
    if any(text_of(reader.cell, segment) for segment in clause.segments) or amount.share or amount.is_range:
        return False
    if item.sentence == clause.sentence and isinstance(lost, Share) and lost.points == ex.ZERO:
        item.otherwise = evolve(lost, points=ex.number(-amount.high))  # 未完成的，不得分并倒扣2分
        return True
    before = reader.spoken.condition_in(clause.sentence)
    if before is None or not (item.vetoes or reader.vetoes):
        return False
    change = Change(before, -amount.high, None, reader.words_of(clause), reader.span_of(clause))
    (item.vetoes if item.vetoes else reader.vetoes).append(change)
    return True


_ZERO = re.compile(r"零[^散星售件部]")
_LESS = re.compile(r"减少|少|下降|降|缺|倒退|退后|流失")


def _own_side(item: ItemDraft, counted: Per) -> Per:
    """合格率≥95%，漏损率≤10%，每低（高）1个百分点扣0.2分: each on the side on which it falls short."""
    step, ops = counted.step, {limit.op for case in item.cases for limit in case.limits}
    if step is None or not (step.up and step.down) or not ops or not (ops <= {"≤", "<"} or ops <= {"≥", ">"}):
        return counted
    above = ops <= {"≤", "<"}
    return evolve(counted, step=evolve(step, up=above, down=not above))


def _fall_short(reader: Reader, item: ItemDraft, clause: Clause) -> None:
    """零辍学得4分，每流失1名学生扣1分; 达到Ⅲ类得5分，降一个类别扣2分: right behind the award, what its failing costs."""
    first = item.cases[0] if len(item.cases) == 1 else None
    behind = first is not None and item.award_sentence == clause.sentence and len(item.effects) == 1
    name = reader.spoken.count.name if reader.spoken.count is not None else ""
    if first is not None and behind and (_ZERO.search(first.text) or _LESS.match(name)):
        item.shortfall = item.effects[0]


def _each_kind(reader: Reader, item: ItemDraft, clause: Clause, counted: Per, amount: tree.Amount) -> bool:
    """山区县达到90%得5分，平原县达到95%得5分，每低1个百分点扣0.5分: from the limit of each kind of unit."""
    plain = counted.step is not None and not (counted.subject or counted.base or counted.context or clause.among)
    of = {tuple(case.bounds()) for case in item.cases if case.among is not None and len(case.limits) == 1}
    if not plain or len(of) < 2 or len(of) != len(item.cases):
        return False
    for case in item.cases:
        for one in as_written(case.limits, counted):
            add_steps(reader, item, evolve(clause, among=case.among), one, amount, given=False)
    return True


def _one_more(item: ItemDraft, found: Condition) -> bool:
    """20个工作日内办结得5分，超过1个工作日扣0.5分: one more than the 20 the award names, or each one more?"""
    if len(found.compared) != 1 or found.judged or found.compared[0].subject or len(item.cases) != 1:
        return False
    value = found.compared[0].part.value
    return (
        isinstance(value, tree.Comparison)
        and value.op == ">"
        and value.limit.number == 1
        and bool(re.search(rf"\d{re.escape(value.limit.unit)}", item.cases[0].text))
    )


_BEYOND = re.compile(
    r"(?:超[^率额]{0,4}|滞后|逾期|偏离)$|(?:未|欠|超(?![额过])|逾期|违规|违纪|违约|闲置|沉淀|滞留|挪用|差错|投诉|缺勤|返工)[^,]*(?:率|比例|占比|比重)$"
)
_FAILING = re.compile(r"延|推后|逾期|迟|超|缺|误|拖|晚|滞|落后|投诉|违|未|不|事故|闲置|沉淀|欠")


def _happening(item: ItemDraft, limit: Limit) -> Limit:
    """延期1个月以内扣2分, 未完成率10%以内扣1分, 违规支出占比1%以内扣1分 behind 无违规支出得3分: not where there is nothing of the kind."""
    name, words = limit.fact.name, _BEYOND if limit.fact.kind is Kind.RATIO else _FAILING
    if limit.op in ("≤", "<") and limit.high is None and (words.search(name) or _none_awarded(item, limit.fact)):
        return evolve(limit, op="", low=NOTHING, high=limit.low, low_in=False, high_in=limit.op == "≤", one_sided=True)
    return limit


def _none_awarded(item: ItemDraft, fact: Fact) -> bool:
    """Whether the award before is for nothing of what *fact* measures."""
    first = item.cases[0] if len(item.cases) == 1 else None
    if first is None or first.limits:
        return first is not None and [one[:3] for one in first.bounds()] in ([(fact.key, op, NOTHING)] for op in "=≤")
    absent = denied_thing(first.text)
    return (len(absent) > 1 and absent in fact.name) or comes_late(fact.name, first.text)


def _multiple(reader: Reader, clause: Clause, amount: tree.Amount) -> bool:
    """两处不符扣1分 after 一处不符扣0.5分: nothing new where it is twice as much, else not understood."""
    last = reader.spoken.last_change
    if not isinstance(last, Steps) or not last.counted or reader.spoken.count is None or not clause.segments:
        return False
    sizes = [
        part.value.limit
        for part in clause.segments[-1]
        if isinstance(part.value, tree.Comparison) and not part.value.op
    ]
    if len(sizes) != 1 or sizes[0].unit != reader.spoken.count.unit or sizes[0].number <= 1:
        return False
    if amount.high != sizes[0].number * -last.points:
        hint = "逐次多扣的，一次一次写清楚，如“1起扣1分，2起扣3分，3起及以上不得分”"
        reader.unread("没有读出次数与扣分是怎样对应的", *reader.span_of(clause), hint=hint)
    return True
