"""Awards: 得2分, 每项得0.5分, 各得1分, 得满分."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.counted_names import again
from evaldsl.clauses.counting import Per, bare_one, per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.signs import ABOVE
from evaldsl.elaboration.awards.apiece import apiece, each_named, each_reached, without_their_number
from evaldsl.elaboration.awards.earned_steps import steps_below, tops_steps
from evaldsl.elaboration.awards.earning import as_many, costs, earns, everywhere, is_all, unnamed
from evaldsl.elaboration.awards.graded_bonus import graded_bonus
from evaldsl.elaboration.awards.reduced import open_part
from evaldsl.elaboration.awards.shared_out import shared_by_number, shared_in_order, shared_out
from evaldsl.elaboration.awards.titles import is_title, titled
from evaldsl.elaboration.awards.whole_list import all_earned
from evaldsl.elaboration.bands.cases import add_case, points_of
from evaldsl.elaboration.bands.decisions import discretion
from evaldsl.elaboration.bands.lesser_awards import of_another
from evaldsl.elaboration.bands.nothing_to_measure import exempts, spares
from evaldsl.elaboration.bands.proportions import portion
from evaldsl.elaboration.frames import declare
from evaldsl.elaboration.judging import add_change, judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.decided_each import refused_open
from evaldsl.elaboration.steps.periods import by_period, points_of_year
from evaldsl.elaboration.steps.severities import of_those_earning, tell_apart
from evaldsl.elaboration.steps.steps import add_steps
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import (
    Change,
    Share,
    Steps,
)
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info
from evaldsl.text.numerals import COUNTED


def award(reader: Reader, clause: Clause, value: tree.Award) -> None:
    """得2分, 每项得0.5分, 加0.5分."""
    if value.more and shared_in_order(reader, clause, value):
        return
    if value.more:
        reader.unread("“分别”前面的几种情形与后面的几个分数对不上", *reader.span_of(clause))
        return
    if _of_several(reader, clause, value):
        return
    clause = without_their_number(clause) if value.apiece else clause
    every = bool("每" in reader.cell.plain or value.apiece or value.per)
    if _said_otherwise(reader, clause, value, every):
        return
    counted = per(reader.cell, clause, value.per, occurrence=value.bonus)
    steps = reader.spoken.changed and counted is None and not (value.bonus or value.apiece)
    if steps and tops_steps(reader, clause, value.amount):
        return
    whole = points_of_year(reader, clause, value.amount.high) if counted is None and every else None
    if whole is not None:
        declare(reader, evolve(clause, segments=()), tree.Declared(whole))
        return
    own = None
    if counted is None:
        counted, own = _counted(reader, clause, value, every)
    if counted is not None:
        _each_time(reader, clause, value, counted, own is not None)
    elif not (value.apiece and apiece(reader, clause, value)):
        _once(reader, clause, value)


def _of_several(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """Whether the points are a part of those above, are shared out among things that are listed, or head some."""
    if value.amount.share and open_part(reader, clause, value):
        return True
    listed = reader.items or reader.group.pending is not None
    if listed and (shared_out(reader, clause, value) or shared_by_number(reader, clause, value)):
        return True
    return titled(reader, clause, value)


def _said_otherwise(reader: Reader, clause: Clause, value: tree.Award, every: bool) -> bool:
    """Whether the words make of the points a conversion, a decision, or a band of how many of a list are so."""
    plain = reader.cell.plain
    converts = clause.segments and ("折" in plain or "换" in plain)
    if converts and _CONVERTED.search(text_of(reader.cell, clause.segments[-1])):
        _converted(reader, clause, value)
        return True
    if value.amount.is_range and not value.amount.share and _is_basis(reader, clause):
        _decided_by(reader, clause, value.amount)
        return True
    if every and tree.Each in reader.cell.by_kind and everywhere(reader, clause):
        add_case(reader, clause, value.amount)
        return True
    one_of = clause.segments and ("项" in plain or "个" in plain or "类" in plain)
    return bool(one_of) and (each_reached(reader, clause, value) or each_named(reader, clause, value))


def _counted(reader: Reader, clause: Clause, value: tree.Award, every: bool) -> tuple[Per | None, Per | None]:
    """What the points are given for each of, where no 每 says it right before them; and again, where it is one of those counted."""
    counted = own = None
    if not value.bonus:
        one = bare_one(reader.cell, clause)
        counted = one if one is not None and earns(reader, clause, value) else None
    if counted is None and not value.per:
        if reader.spoken.counted is not None:
            own = of_those_earning(reader, clause)
            counted = own or _elided(reader, clause, reader.spoken.counted, value.bare)
        counted = by_period(reader, clause, value.amount.high) if counted is None and every else counted
    return counted, own


def _each_time(reader: Reader, clause: Clause, value: tree.Award, counted: Per, apart: bool) -> None:
    """每项得0.5分: for each that is *counted*; *apart*: of those that were counted before, which then are the others."""
    if value.per and condition(reader.cell, clause).compared:
        reader.unread("分段计算的单价还读不懂", *reader.span_of(clause))
        return
    if value.bare and costs(counted) and not re.search(r"[扣得加]", reader.words_of(clause)):
        reader.unread("没有写是扣分还是得分", *reader.span_of(clause))
        return
    if steps_below(reader, clause, value, counted):
        return
    last = reader.spoken.last_change
    _counted_award(reader, clause, evolve(value, amount=reader.in_points(value.amount)), counted)
    if apart:
        tell_apart(reader, last)


def _once(reader: Reader, clause: Clause, value: tree.Award) -> None:
    """得2分, 否则得1分, （2分）, 加1分: under a condition, for what is left, as what something is worth, on top."""
    if value.apiece and (several := _so_many(reader, clause)) is not None:
        _counted_award(reader, clause, evolve(value, amount=reader.in_points(value.amount)), several)
        return
    if clause.otherwise:
        _otherwise_points(reader, clause, value)
        return
    if value.bare and not (clause.segments or clause.among or any(one.has_award for one in reader.group.items[-1:])):
        declare(reader, clause, tree.Declared(value.amount.high))
        return
    if value.bonus and value.amount.is_range:
        _decided_by(reader, clause, reader.in_points(value.amount))
        return
    if not value.bonus or value.bare:
        add_case(reader, clause, value.amount, value.bare and is_title(reader, clause, value))
        return
    item = reader.item_for(clause)
    if not item.has_award:
        item.opening_zero = item.bonus_only = True
    if graded_bonus(reader, item, clause, value.amount.high):
        return
    when = all_earned(reader, clause)
    if when is None:
        add_change(reader, item, clause, value.amount.high)
    else:
        given = Change(when, value.amount.high, None, reader.words_of(clause), reader.span_of(clause))
        reader.add_effect(item, given)


def _decided_by(reader: Reader, clause: Clause, amount: tree.Amount) -> None:
    """根据创新程度得0-3分, 有创新的加1-3分: as many as the evaluator decides."""
    if not refused_open(reader, clause, amount):
        discretion(reader, clause, tree.Discretion(False, amount.low, amount.high))


_CONVERTED = re.compile(r"(?:折算|折合|换算)(?:为|成)?$")
_OF_HUNDRED = re.compile(
    r"^(?:以|按照?|将|把)?(.*?)(?:以|按照?)?(?:百分制|100分制)的?(.*?)(?:得分)?(?:折算|折合|换算)(?:为|成)?$"
)


def _converted(reader: Reader, clause: Clause, value: tree.Award) -> None:
    """考核得分按百分制折算为6分: out of 100; of any other whole the words must say how much it is."""
    match = _OF_HUNDRED.match(text_of(reader.cell, clause.segments[-1]))
    if match is None or value.amount.share or value.amount.low != value.amount.high or len(clause.segments) > 1:
        reader.unread("没有写明满分是多少分的折算", *reader.span_of(clause))
        return
    assert clause.effect is not None
    name = match[1] or match[2] or reader.measures.indicator
    words = evolve(clause.segments[0][0], value=tree.Word(f"{name}得分" if not name.endswith("分") else name))
    portion(reader, evolve(clause, segments=((words,),)), tree.Portion(value.amount.high / 100))


_BASIS = re.compile(r"^(?:根据|按照?|视|结合|依据)[^,，]*(?:程度|情况|质量|效果|成效|大小|高低|优劣|好坏|水平)$")


def _is_basis(reader: Reader, clause: Clause) -> bool:
    """根据创新程度得0-3分: what the evaluator looks at, and no condition."""
    words = [text_of(reader.cell, segment) for segment in clause.segments]
    return bool(words) and not clause.otherwise and bool(_BASIS.match(words[-1]))


def _otherwise_points(reader: Reader, clause: Clause, value: tree.Award) -> None:
    item = reader.item_for(clause)
    if clause.segments:
        add_case(reader, evolve(clause, otherwise=False), value.amount)
        return
    points, _ = points_of(reader, item, clause, value.amount)
    item.otherwise = Share(points, reader.words_of(clause), reader.span_of(clause))


def _counted_award(reader: Reader, clause: Clause, value: tree.Award, counted: Per) -> None:
    if unnamed(reader, clause, counted):
        return
    item = reader.item_for(clause)
    said = None if reader.spoken.counted is None else reader.spoken.counted[0]
    joined = clause.after == ";" and counted.part is clause.effect
    together = said is not None and (said == clause.sentence or (joined and said == clause.sentence - 1))
    beside = value.bare and item.award_sentence == clause.sentence  # 完成10项得2分，每多1项1分
    if item.has_award and not (value.bonus or beside or together or _steps_on(item, counted)):
        reader.new_item(clause.start, clause.end)
    bonus = (item := reader.item_for(clause)).has_award
    if counted.step is None:
        reader.spoken.counted = (clause.sentence, counted)
    if not bonus:
        item.opening_zero = True
        item.bonus_only = value.bonus
    add_steps(reader, item, clause, counted, value.amount, given=True)
    last = reader.spoken.last_change
    if not bonus and isinstance(last, Steps) and last.counted and as_many(reader, clause, value.amount.high):
        reader.replace_effect(item, last, evolve(last, most=reader.weight))


_REFERS = re.compile("[前后以上述下列其余这]")


def _so_many(reader: Reader, clause: Clause) -> Per | None:
    """六个方面各0.5分: each of so many things, where nothing before says which they are."""
    segment = clause.segments[0] if len(clause.segments) == 1 else ()
    sizes = [one.value for one in segment if not isinstance(one.value, tree.Word)]
    many, text = sizes[0] if len(sizes) == 1 else None, text_of(reader.cell, segment)
    if not isinstance(many, tree.Comparison) or many.op or many.limit.unit not in COUNTED or _REFERS.match(text):
        return None
    if reader.items or reader.group.pending is not None or many.limit.number < 2:
        return None
    assert clause.effect is not None
    if any(isinstance(one, tree.Award) and not one.bonus for one in reader.cell.behind(clause.effect.start)):
        return None  # 六项指标各占0.5分，完成一项得0.5分
    reader.stated.most_of[text] = many.limit.number
    return Per(None, tree.Quantity(Fraction(1), many.limit.unit), clause.effect, "", "", "", text, None)


def _steps_on(item: ItemDraft, counted: Per) -> bool:
    return counted.step is not None and item.measure is not None


def _elided(reader: Reader, clause: Clause, last: tuple[int, Per], bare: bool) -> Per | None:
    """区级表扬每次得0.5分，市级表扬1分; 每在市级发表1篇得1分，县级1篇得0.5分: 每 is left out the second time."""
    if len(clause.segments) == 1 and is_all(text_of(reader.cell, clause.segments[0])):
        return None  # 做到一项得1分，全部做到得4分
    alike = again(reader.cell, clause, *last) if clause.segments else None
    if alike is not None or last[0] != clause.sentence or not clause.segments:
        return alike
    one = clause.segments[-1][-1].value
    repeated = isinstance(one, tree.Comparison) and not one.op and one.limit == last[1].size
    joined = reader.cell.plain[clause.start] == "、" and last[1].step is None  # 每新增1家5A得3分、4A得2分
    if (
        not bare
        and not joined
        and not repeated
        and not (isinstance(one, tree.Rank) and last[1].part.value == tree.Each())
    ):
        return None
    segments = [*clause.segments[:-1], clause.segments[-1][:-1]] if repeated else clause.segments
    text = "，".join(filter(None, (text_of(reader.cell, segment) for segment in segments)))
    assert clause.effect is not None
    return Per(None, last[1].size, clause.effect, "", "", "", text, None)


_OF_ALL = re.compile(rf"^{ABOVE}(?:每|各)(?:一)?(?:项|条|点)")


_TASK_DONE = re.compile(r"(?:全部|均|都|全面|按时|按期)*(?:完成|达到)(?:任务|目标|计划|指标|以上|上述|要求|数|值|的)+")


def _says_task(reader: Reader, clause: Clause) -> bool:
    """培训100人2分。完成任务的得满分，未完成的按比例得分: says again what the limits before it say."""
    limited = any(case.limits for item in reader.items for case in item.cases)
    texts = [text_of(reader.cell, segment) for segment in clause.segments]
    return limited and len(texts) == 1 and _TASK_DONE.fullmatch(texts[0]) is not None


def full(reader: Reader, clause: Clause, value: tree.Full) -> None:
    """得满分, 不扣分."""
    if value.spared and of_another(reader, clause):
        before, style = reader.group.items, reader.group.style
        alone = len(before) == 1 and before[0].measure is None and (style or before[0].cases[0].value == reader.weight)
        reader.new_item(clause.start, clause.end).grades = before[0] if alone else None
    if (
        value.spared
        and reader.group.items
        and (
            reader.group.items[-1].has_award
            or reader.group.items[-1].effects
            or not condition(reader.cell, clause).compared
        )
    ):
        _exempt(reader, clause)
        return
    awarded = [item for item in reader.items if item.has_award]
    if len(awarded) > 1 and _OF_ALL.match(reader.cell.plain[clause.start : clause.end].lstrip(",")):
        reader.unread("前面各项已经写明得分，这一句对各项怎样起作用读不懂", *reader.span_of(clause))
        return
    if value.scope == "指标" and awarded and not reader.group.items:
        reader.unread(
            "前面各项已经写明得分，这一项对它们怎样起作用读不懂", *reader.span_of(clause), "写在各项后面，不编号"
        )
        return
    if not clause.segments:
        item = reader.item_for(clause)
        item.plain_full = True
        if value.points is not None:
            item.stake, item.opening_zero, item.bonus_only = value.points, False, False
        return
    apart = len(awarded) > 1 or clause.sentence not in {item.award_sentence for item in awarded}
    if apart and _says_task(reader, clause):
        return
    if tops_steps(reader, clause, None if value.points is None else tree.Amount(value.points, value.points)):
        return
    amount = None if value.points is None else tree.Amount(value.points, value.points)
    add_case(reader, clause, amount)
    if value.spared and reader.group.items and reader.group.items[-1].cases:
        reader.group.items[-1].cases[-1].spared = True


def _exempt(reader: Reader, clause: Clause) -> None:
    """因不可抗力的不扣分: what is taken before it is not taken then; of what is counted, it says what not to count."""
    item, span = reader.item_for(clause), reader.span_of(clause)
    last = reader.spoken.changed[-1] if len(reader.spoken.changed) == 1 else None
    found = condition(reader.cell, clause)
    if exempts(reader, item, clause, found, None):
        return
    if isinstance(last, Change) and last.points < 0 and found.judged and not found.compared:
        when = ex.All((last.condition, ex.Not(judgement_of(reader, item, found.judged))))
        reader.replace_effect(item, last, evolve(last, condition=when))
    elif isinstance(last, Steps) and last.counted and last.points < 0 and found.judged and not found.compared:
        fact = reader.measures.facts[next(iter(ex.keys_of(last.measure)))]
        message = f"“{found.judged}”的不扣分：填“{fact.name}”时不计在内"
        reader.measures.found.append(info("count-exception", message, *span))
    elif not spares(reader, item, clause, found, last):
        hint = "把不扣的情形写进扣分的那一句，如“未经批准逾期的扣2分”"
        reader.unread("“不扣分”说的是前面哪一处扣分，没有读出", *span, hint)
