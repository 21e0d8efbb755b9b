"""Formulas: 得分=完成率×8分, 未达到的，得分=实际值÷目标值×5分, and definitions 控制率=在职人员数÷编制数×100%."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from evaldsl.clauses.computed import expression_of
from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause, is_negated, text_of
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import is_measure_name, is_part_of_whole, is_rate_name, is_stake_name
from evaldsl.clauses.opposites import falls_short
from evaldsl.elaboration.formulas.computed_bands import BETWEEN, REST, begins_ladder
from evaldsl.elaboration.formulas.definitions import define, define_rate_of_points, own_measure
from evaldsl.elaboration.formulas.rates_in_points import rates_in_points
from evaldsl.elaboration.formulas.taken_off import taken_off
from evaldsl.elaboration.formulas.units_beside import units_beside
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.elaboration.worded_awards import join_words
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind, Share
from evaldsl.syntax import tree
from evaldsl.syntax.terms import names_of, nodes_of, replaced, with_names
from evaldsl.text.diagnostics import warning
from evaldsl.text.numerals import number


def formula(reader: Reader, clause: Clause, value: tree.Formula) -> None:
    """得分=完成率×8分, or a definition 控制率=在职人员数÷编制数×100%."""
    if value.taken:
        taken_off(reader, clause, replaced(value.term, lambda one: _awarded(reader.item_for(clause), one)))
        return
    name = text_of(reader.cell, clause.segments[-1]) if clause.segments else ""
    if value.own:
        scored, asked = name.endswith("分"), list(reader.measures.facts)  # 综合得分=满意度×100，本项得分=综合得分×10%
        value = evolve(value, term=_of_points(reader, clause, value.term)[0]) if scored else value
        define(reader, clause, value, name or own_measure(reader, clause, value.term))
        if scored and reader.measures.defined:
            _ask_in_order(reader, asked, reader.measures.rates[reader.measures.defined[-1]].expr)
        return
    if not value.scored and isinstance(value.term, tree.Quantity) and name:
        comparison = tree.Comparison("=", value.term)
        assert clause.effect is not None
        part = evolve(clause.effect, value=comparison)
        segments = (*clause.segments[:-1], (*clause.segments[-1], part))
        reader.group.pending = Clause(
            segments, None, clause.otherwise, clause.sentence, clause.after, clause.start, clause.end
        )
        return
    if value.scored or re.search(r"(?:得分|分值|分数|计分|得|分)$", name) or (not name and not reader.items):
        item = reader.item_for(clause)
        own = clause.segments if value.scored else _before_score(clause)
        goes_on = bool(own) or clause.otherwise or clause.sentence == item.award_sentence
        if _of_each(reader, item, clause, value, own):
            return
        term = _about(item, value.term) if goes_on else value.term
        term = _in_full(reader, item, clause, own, term)
        heading = None if _stands_for_a_band(reader, clause, own) else _heading(item, value.term)
        if heading is not None:
            term = _headed(heading.text, term)
            _drop_award(reader, item)
            item.stake = heading.value
        asked = list(reader.measures.facts)
        term, spoken = _of_points(reader, clause, term)
        points = expression_of(reader.measures, term, scored=True)
        _ask_in_order(reader, asked, points)
        define_rate_of_points(reader, item, clause, term)
        out_of(reader, clause, names_of(term))
        if spoken is not None:
            join_words(reader.measures, item, spoken)
        strange = next(filter(None, map(_STRANGE.search, names_of(value.term))), None)
        strange = strange or next(
            filter(None, (re.match("即(?![时日刻将])", one) for one in names_of(value.term))), None
        )
        if strange:
            reader.unread(f"公式中的“{strange.group()}”还读不懂", *reader.span_of(clause))
            return
        if _formula_band(reader, item, clause, value, points):
            return
        if item.has_award:
            item = reader.new_item(clause.start, clause.end)
        item.computed = True
        item.subject = spoken or item.subject
        reader.add_effect(item, Share(points, reader.words_of(clause), reader.span_of(clause)))
        return
    if not name:
        reader.unread("等号前面没有名称", *reader.span_of(clause))
        return
    if _in_points(value.term):
        reader.unread(f"等号右边是分数，等号前面应是“得分”，而不是“{name}”", *reader.span_of(clause))
        return
    define(reader, clause, value, name)


_WHOLE = re.compile(r"百分制|(?:满分|总分)(?:为|是)?(\d+)分")
_SCORED = re.compile("(?:得分|分数|成绩|评分|总分|均分|平均分|考核分|考评分|测评分)$")


def out_of(reader: Reader, clause: Clause, names: Iterable[str]) -> None:
    """考评得分按百分制，得分=考评得分×10%: what is scored before is no more than the points it is out of."""
    plain = reader.cell.plain
    told = _WHOLE.search(plain, 0, clause.end) if "分制" in plain or "总分" in plain or "满分" in plain else None
    whole = None if told is None else number(told[1] or "100")
    scored = {name for name in names if _SCORED.search(name)} if whole and whole > (reader.weight or 0) else ()
    for name in scored if len(scored) == 1 or (told and not told[1]) else ():
        fact = reader.measures.measure(name, "")
        if fact.kind is Kind.NUMBER and fact.unit in ("", "分") and fact.high is None:
            reader.measures.facts[fact.key] = evolve(fact, high=whole)


def _of_points(reader: Reader, clause: Clause, term: tree.Term) -> tuple[tree.Term, Fact | None]:
    """*term*, which gives points, with the rates in it as rates, and the only one that there is."""
    names = _rates_in(term)
    names = [reader.measures.in_full(name) for name in names] if len(names) == 1 else names
    rates = [reader.measures.measure(name, "%") for name in names]
    for name in _beside_percent(term):
        reader.measures.measure(name, "%")
    units_beside(reader.measures, term)
    term, beside = rates_in_points(reader.measures, term)
    if beside:
        message = f"公式里以%计的率{beside}，按百分点数读：80%是80"
        hint = "写成百分数，如“（完成率-60%）÷40%”"
        reader.measures.found.append(warning("unit-mismatch", message, *reader.span_of(clause), hint=hint))
    return term, rates[0] if len(rates) == 1 else None


def _beside_percent(term: tree.Term) -> Iterator[str]:
    """实际值 of (实际值-60%)÷(90%-60%)×10: what a percentage is added to, or taken from, is one."""
    for one in nodes_of(term):
        match one:
            case tree.Binary("+" | "-", tree.Name(text), tree.Quantity(_, "%")):
                yield text
            case tree.Binary("+" | "-", tree.Quantity(_, "%"), tree.Name(text)):
                yield text


def _ask_in_order(reader: Reader, asked: list[str], expr: ex.Expr) -> None:
    """得分=完成率×4分+合格率×6分 asks for 完成率 first, whichever of them is known to be a rate; *asked* is what was asked before."""
    facts = reader.measures.facts
    facts.put_in_order([*dict.fromkeys((*asked, *ex.keys_of(expr), *facts))])


def _in_full(
    reader: Reader, item: ItemDraft, clause: Clause, own: tuple[tuple[tree.Part, ...], ...], term: tree.Term
) -> tree.Term:
    """群众满意度低于80%的，不得分；80%以上的，得分=满意度×10分: the measure that was limited before, in fewer words."""
    names = [name for name in names_of(term) if len(name) > 1 and is_measure_name(name)]
    found = condition(reader.cell, evolve(clause, segments=own)).compared if names and own else ()
    rate = item.subject.name if item.subject is not None and item.subject.kind is Kind.RATIO else ""
    full = next((one.subject for one in found if one.subject), rate)
    names = [name for name in names if name != full and full.endswith(name)]
    if not names or clause.label:
        return term
    others = [*reader.measures.declared, *(one.name for one in reader.measures.facts.values() if one.name != full)]
    apart = any(f"{name}=" in reader.cell.plain or any(one.endswith(name) for one in others) for name in names)
    return term if apart else with_names(term, {name: tree.Name(full) for name in names})


def _rates_in(term: tree.Term) -> list[str]:
    """满意度×10分, 完成率×分值, (甲满意度×50%+乙满意度×50%)×5: names that the points are multiplied with are rates."""
    match term:
        case tree.Binary("×", tree.Name(text), tree.Quantity(_, "分")) if not is_stake_name(text):
            return [text]
        case tree.Binary("×", tree.Name(text), tree.Name(other)) if is_stake_name(other):
            return [] if is_stake_name(text) else [text]
    return _parts_in(term)


def _parts_in(term: tree.Term) -> list[str]:
    """满意度 of 参训人数÷计划人数×5分+满意度×5分: names of a part of the whole in each addend, and each factor, that divides nothing."""
    if isinstance(term, tree.Binary) and term.op in "+×":
        return [*_parts_in(term.left), *_parts_in(term.right)]
    names = list(filter(is_part_of_whole, names_of(term)))
    return names if names and (_adds_rates(term) or not _divides(term)) else []


def _adds_rates(term: tree.Term) -> bool:
    """(满意度+知晓率)÷200×10分: what is added to a rate is one, whatever the sum is divided by."""
    added = term.left if isinstance(term, tree.Binary) else None
    return isinstance(added, tree.Binary) and added.op == "+" and any(map(is_rate_name, names_of(added)))


def _divides(term: tree.Term) -> bool:
    """Whether anything but a percentage divides in it: 满意度÷100×5分 is of points out of 100."""
    if not isinstance(term, tree.Binary):
        return False
    by_rate = isinstance(term.right, tree.Quantity) and term.right.unit == "%"
    return (term.op in "÷/" and not by_rate) or _divides(term.left) or _divides(term.right)


_SHORT = re.compile(r"(不足|不满|不到|未(?:达到|完成|达标|实现)[^,得]{0,6}?)(?:的|者|时)(?:本项|[本该此]?指标|其)?得分")
_LEFT = re.compile(rf"((?:{REST.pattern})|(?:{BETWEEN.pattern}))(?:的|者|时)?(?:本项|[本该此]?指标|其)?得分")
"""其余得分, 在此区间得分: what no band before takes."""
_SCORE = re.compile(r"(?:的|则|时|本项|该项|[本该此]?指标|其)*(?:得分|计分|得|分)")


def _before_score(clause: Clause) -> tuple[tuple[tree.Part, ...], ...]:
    """The condition of a formula: 60%-90% of 60%-90%得分=完成率×分值."""
    *before, last = clause.segments or ((),)
    score = last[-1].value if last else None
    short = _SHORT.fullmatch(score.text) or _LEFT.fullmatch(score.text) if isinstance(score, tree.Word) else None
    if short is not None and len(last) == 1:
        return (*before, (evolve(last[0], value=tree.Word(short[1])),))
    score = score if len(last) > 1 else None
    banded = isinstance(score, tree.Word) and _SCORE.fullmatch(score.text)
    return (*before, last[:-1]) if banded else tuple(before)


_ACTUAL = re.compile(r"实际(?:完成)?(?:值|数|率|比例|占比|情况)|完成(?:值|数|率|比例)")
_OWN = re.compile(r"实际|实有|已|完成")
_TARGET = re.compile(r"(?:年度)?(?:目标|指标|标准|计划)(?:值|数|任务数)")
_EITHER = re.compile(rf"{_ACTUAL.pattern}|{_TARGET.pattern}")


_OF_WHICH = re.compile(r"(?:(?P<own>实际)|目标|计划|规定|应达)(?:完成)?(?P<what>[^\d]{2,})")
"""实际进度 and 目标进度, of 支出进度达到95%."""


def _number_of(limit: Limit) -> tree.Quantity:
    percent = limit.fact.kind is Kind.RATIO
    return tree.Quantity(limit.low * (100 if percent else 1), "%" if percent else "")


def _of_each(
    reader: Reader, item: ItemDraft, clause: Clause, value: tree.Formula, own: tuple[tuple[tree.Part, ...], ...]
) -> bool:
    """甲达到25%、乙达到50%，各得2分；未达到的按实际值/目标值×2分计算: by the numbers of each award that is missed."""
    found = condition(reader.cell, evolve(clause, segments=own))
    items = reader.group.items
    alike = reader.alike(clause, items) if items and is_negated(found.judged) and not found.compared else []
    if len(alike) < 2 or not any(one is item for one in alike) or not _two_said(value.term):
        return False
    for one in alike:
        term = _about(one, value.term)
        if _two_said(term):
            reader.unread("前面有几项，没有读出公式里的数说的是哪一项", *reader.span_of(clause), "每项得分后面各写一句")
            return True
        points = expression_of(reader.measures, term, scored=True)
        one.otherwise = Share(points, reader.words_of(clause), reader.span_of(clause))
    return True


def _two_said(term: tree.Term) -> bool:
    """Whether both what is reached and what was to be are named in it."""
    said = [match for name in names_of(term) if (match := _OF_WHICH.fullmatch(name) or _EITHER.fullmatch(name))]
    return len(said) > 1


def _about(item: ItemDraft, term: tree.Term) -> tree.Term:
    """Of ≥62%得满分，低于62%的，得分=实际值÷目标值×5分: the measure of the award, in fewer words, and its limit."""
    return replaced(term, lambda one: _awarded(item, one))


def _awarded(item: ItemDraft, term: tree.Term) -> tree.Term | None:
    measure, limits = item.measure, item.cases[0].limits if item.cases else []
    match term:
        case tree.Name(text) if measure is not None and len(limits) == 1:
            name, percent = text.removeprefix("实际"), measure.kind is Kind.RATIO
            own, limit = tree.Name(measure.name), limits[0]
            if is_measure_name(name) and (len(name) > 2 or is_rate_name(name)) and measure.name.endswith(name):
                return own
            if _ACTUAL.fullmatch(text) and (percent or not is_rate_name(text)):
                return own
            said = _OF_WHICH.fullmatch(text)
            if said is not None and limit.high is None and limit.low and measure.name.endswith(said["what"]):
                return own if said["own"] else _number_of(limit)
            target = _number_of(limit)
            if _ACTUAL.fullmatch(text) and limit.high is None and limit.low:
                return tree.Binary("/", own, target)  # 新建道路5公里，完成率×4分
            if _TARGET.fullmatch(text) and limit.high is None:
                return target
        case tree.Binary("/", tree.Name(text), tree.Quantity(number)) if (
            measure is not None
            and measure.kind is not Kind.RATIO
            and _OWN.match(text)
            and [number] == [limit.low for limit in limits]
        ):
            return tree.Binary("/", tree.Name(measure.name), term.right)  # 完成造林5万亩，实际完成面积÷5万亩
    return None


def _stands_for_a_band(reader: Reader, clause: Clause, own: tuple[tuple[tree.Part, ...], ...]) -> bool:
    """≥95%，5分；<95%，按到位率×5计分: the points before are those of another band, and no heading."""
    found = condition(reader.cell, evolve(clause, segments=own))
    return clause.otherwise or bool(found.compared) or bool(found.judged and is_negated(found.judged))


_BARE = re.compile(r"(?<![得计记给加扣\d.])\(?[\d.]+分\)?$")


def _heading(item: ItemDraft, term: tree.Term) -> CaseDraft | None:
    """道路建设（4分），完成率×4分: points in brackets that the formula behind them gives are what the item is worth."""
    first = item.cases[0] if len(item.cases) == 1 and not (item.effects or item.otherwise) else None
    if first is None or first.value is None or not _BARE.search(first.words):
        return None
    return first if isinstance(term, tree.Binary) and term.op == "×" and _worth(term.right, first.value) else None


def _worth(term: tree.Term, points: Fraction) -> bool:
    match term:
        case tree.Quantity(number, unit):
            return number == points and unit in ("", "分")
        case tree.Name(text):
            return is_stake_name(text)
    return False


def _headed(words: str, term: tree.Term) -> tree.Term:
    """道路建设完成率 of 完成率 below 道路建设."""
    rates = (name for name in names_of(term) if _ACTUAL.fullmatch(name) and is_rate_name(name))
    return with_names(term, {name: tree.Name(f"{words}{name}") for name in rates})


_STRANGE = re.compile(r"[Σ∑√{}\[\]^]|(?<=[率度比例数额值分])[²³]|(?:min|max|MIN|MAX|SUM|sum)(?=\()")


def _in_points(term: tree.Term) -> bool:
    match term:
        case tree.Quantity(_, unit):
            return unit == "分"
        case tree.Binary("×", left, right):
            return _in_points(left) or _in_points(right)
    return False


def _formula_band(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Formula, points: ex.Expr) -> bool:
    """未达到的，得分=…; 完成率<100%的，得分=…: a formula that stands for one band of the award before it."""
    segments = clause.segments if value.scored else _before_score(clause)
    found = condition(reader.cell, evolve(clause, segments=segments))
    span, words = reader.span_of(clause), reader.words_of(clause)
    if not item.cases and begins_ladder(item, found):
        limits = limits_of(reader, item, clause, found.compared)
        others = [judgement_of(reader, item, found.judged)] if found.judged else []
        item.cases.append(CaseDraft(limits, others, points, None, words, span, found.judged))
        return True
    if not item.cases or not (clause.otherwise or found.judged or found.compared):
        return False
    short = bool(item.cases) and falls_short(found.judged, item.cases[0].text)
    left = REST.fullmatch(found.judged) or (len(item.cases) > 1 and BETWEEN.fullmatch(found.judged))
    if clause.otherwise or short or (found.judged and (is_negated(found.judged) or left)):
        item.otherwise = Share(points, words, span)
        return True
    limits = limits_of(reader, item, clause, found.compared)
    others = [judgement_of(reader, item, found.judged)] if found.judged else []
    item.cases.append(CaseDraft(limits, others, points, None, words, span, found.judged))
    return True


def _drop_award(reader: Reader, item: ItemDraft) -> None:
    """Takes back the award of *item*, whose points turn out to be only what it is worth."""
    for one in item.cases.pop().others:
        if isinstance(one, ex.Holds):
            reader.measures.facts.drop(one.key)
