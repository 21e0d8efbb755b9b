"""Points in proportion: 未完成的按比例得分, 按10%折算计入."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.counting import EACH_ONE
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause, is_negated
from evaldsl.clauses.measure_names import is_rate_name
from evaldsl.elaboration.bands.interpolation import along_range
from evaldsl.elaboration.formulas.computed_bands import begins_ladder, is_band_below, is_of_the_whole, of_another_number
from evaldsl.elaboration.formulas.formulas import out_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.targets import awards_before
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Kind, Share, Span, Steps
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info, warning


def portion(reader: Reader, clause: Clause, value: tree.Portion) -> None:
    """日常考核得分按10%折算计入; of a rate, 10% is 10 points. 逾期完成的，按50%折算得分 does not say of what."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    found = condition(reader.cell, clause)
    before, _, last = found.judged.rpartition("，")
    name = re.sub(r"^(?:按照?|以|将|取)", "", last if before.endswith("百分制") else found.judged)
    vague = "的," in words or re.fullmatch(r"(?:其余|其他|其它|剩余)?(?:的|情况|部分|单位)*", name)
    if vague or found.compared or clause.otherwise:
        reader.unread("没有读出把什么折算计入", *span)
        return
    item = reader.item_for(clause)
    if item.has_award:
        item = reader.new_item(clause.start, clause.end)
    fact = reader.measures.measure(name, "")
    out_of(reader, clause, [name])
    whole = value.share * 100
    item.computed, item.subject = True, fact
    item.stake = whole if reader.weight is None or whole <= reader.weight else None
    points = whole if fact.kind is Kind.RATIO else value.share
    reader.add_effect(item, Share(ex.times(ex.Ref(fact.key), ex.Number(points)), words, span))


def proportion(reader: Reader, clause: Clause, value: tree.Proportion) -> None:
    """按比例得分, 未完成的按比例扣分."""
    item, found = reader.item_for(clause), condition(reader.cell, clause)
    if item.cases:
        _behind_award(reader, item, clause, value, found)
    elif item.opening_zero and any(isinstance(one, Steps) and one.counted for one in item.effects):
        hint = "每项写成一句，如“新建道路≥5公里得3分，未完成的按比例得分”"
        reader.unread("数的是几项，每一项完成多少没有地方填", *reader.span_of(clause), hint)
    else:
        _of_itself(reader, item, clause, value, found)


def _behind_award(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Proportion, found: Condition) -> None:
    """完成率100%得6分，未完成的按比例得分: in proportion to the limit of the award, else a ratio of its own."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    given = [one for one in item.cases if one.value != 0]  # 90%以上得满分，60%以下不得分，其余按比例得分
    first, last = item.cases[0], (given or item.cases)[-1]
    if not value.takes and along_range(reader, item, clause, words):
        return  # 80%-95%得6-10分，按比例计算
    if is_of_the_whole(reader, item, found):
        points = ex.times(ex.Rest(), ex.Ref(last.limits[0].fact.key))
        _band_or_rest(reader, item, clause, found, points)
    elif any(not limit.low for case in item.cases for limit in case.limits):
        hint = "写明超过0时怎么计，如“每发生一起扣1分”"
        reader.unread("没有读出按什么比例：以0为界限算不出比例", *span, hint)
    elif value.words.startswith("与第1") and (found.compared or found.judged):
        _of_the_first(reader, item, clause, value, found)
    elif first.limits and first.limits[-1].high is None and found.compared and is_band_below(first, found):
        _band_or_rest(reader, item, clause, found, _in_proportion(first, value, words, span).points)
    elif last.limits and of_another_number(reader, clause, value.words, last.limits[-1]):
        return
    elif last.limits and last.limits[-1].high is None:
        named = EACH_ONE.fullmatch(found.judged)
        each = named or re.search("均|都|各", found.judged)  # 不足的均按比例计分
        every = evolve(clause, after="。", sentence=clause.sentence + 1) if each else clause
        awards = reader.alike(every, awards_before(reader, clause, named))
        alike = [one for one in awards if one is not item and one.otherwise is None]
        for one in alike if named or is_negated(found.judged) else _short_of_it(reader, item, clause, found):
            one.otherwise = _in_proportion(one.cases[-1], value, words, span)
        item.otherwise = _in_proportion(last, value, words, span)
        _tell_of_what(reader, last, value, span)
    elif not _below_range(reader, item, last, clause, value, found):
        rates = [one.subject for one in found.compared if is_rate_name(one.subject)]
        fact = reader.measures.ratio(value.words or "".join(rates[:1]) or "完成比例", item.label, Fraction(1))
        part: ex.Expr = ex.Ref(fact.key)
        if value.takes and value.words and not re.match(r"完成|达标|实现|达成", value.words):
            part = ex.minus(ex.ONE, part)  # 滞后的按滞后比例扣分
        item.subject = fact
        item.otherwise = Share(ex.times(ex.Rest(), part), words, span)


def _of_itself(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Proportion, found: Condition) -> None:
    """按到位率计分, 到位率60%以上按比例得分: where nothing is awarded before, a rate times the points."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    name = found.compared[0].subject if found.compared else found.judged
    if not name and item.subject is not None and item.subject.kind is Kind.RATIO:
        name = item.subject.name  # 到位率低于60%不得分，60%以上按比例得分
    if value.takes:
        fact = reader.measures.ratio(f"{name or '未完成'}的比例", item.label, Fraction(1))
        reader.add_effect(item, Share(ex.times(ex.Rest(), ex.minus(ex.ONE, ex.Ref(fact.key))), words, span))
        return
    rate = name if name and is_rate_name(name) else reader.measures.indicator
    if value.words and not is_rate_name(rate):
        rate = value.words
    if rate.endswith("比例"):
        fact = reader.measures.ratio(rate, item.label, Fraction(1))
    else:
        fact = reader.measures.measure(rate, "%")
    points = ex.times(ex.Rest(), ex.Ref(fact.key))
    if begins_ladder(item, found):
        _band_or_rest(reader, item, clause, found, points)
        return
    item.subject, item.computed = fact, True
    item.effects.insert(0, Share(points, words, span))


def _band_or_rest(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, points: ex.Expr) -> None:
    """*points* for what the clause compares, else for whatever no award before it holds for."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    if found.compared:
        item.cases.append(CaseDraft(limits_of(reader, item, clause, found.compared), [], points, None, words, span))
    else:
        item.otherwise = Share(points, words, span)


def _below_range(
    reader: Reader, item: ItemDraft, last: CaseDraft, clause: Clause, value: tree.Proportion, found: Condition
) -> bool:
    """完成率在100%至130%之间得满分，低于100%的按比例计分: in proportion to the lower end of the range."""
    below = found.compared[0] if len(found.compared) == 1 and not found.judged and not value.takes else None
    limit = last.limits[0] if len(last.limits) == 1 else None
    if below is None or limit is None or not limit.low or not isinstance(below.part.value, tree.Comparison):
        return False
    limits = limits_of(reader, item, clause, found.compared)
    if limits[0].fact.key != limit.fact.key or limits[0].low != limit.low or limits[0].op not in ("<", "≤"):
        return False
    award = evolve(last, limits=[evolve(limit, op="≥", high=None)])
    share = _in_proportion(award, value, reader.words_of(clause), reader.span_of(clause))
    item.cases.append(CaseDraft(limits, [], share.points, None, share.words, share.span))
    return True


def _of_the_first(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Proportion, found: Condition) -> None:
    """第1名得6分，第2-5名按第1名的比例得分: the points of the first times what the unit reaches of it."""
    fact = reader.measures.ratio(value.words, item.label, Fraction(1))
    whole = item.cases[0].value
    points = ex.times(ex.Rest() if whole is None else ex.Number(whole), ex.Ref(fact.key))
    _band_or_rest(reader, item, clause, found, points)
    item.subject = fact


def _short_of_it(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> list[ItemDraft]:
    """Ａ率100%，2分；Ｂ率100%，2分。未达100%的，按比例计分: every award of that limit, where a sentence of its own says so."""
    if len(found.compared) != 1 or found.judged or found.compared[0].subject:
        return []
    below, last = found.compared[0].part.value, item.cases[-1].limits[-1]
    if not isinstance(below, tree.Comparison) or below.op not in ("<", "≤") or last.op not in ("≥", ">", "=", ""):
        return []
    of_it = [
        one
        for one in reader.group.items
        if one is not item and len(one.cases) == 1 and not (one.otherwise or one.effects or one.cases[0].others)
        if [(x.low, x.high) for x in one.cases[0].limits] == [(last.low, None)]
    ]
    own = clause.after != ";" or {one.award_sentence for one in reader.group.items} == {clause.sentence - 1}
    if of_it and not own:
        _tell_short(reader, clause, item, of_it)
    return of_it if own else []


def _tell_short(reader: Reader, clause: Clause, item: ItemDraft, others: list[ItemDraft]) -> None:
    """甲率100%得2分；乙率100%得2分；低于100%的按比例得分: says that the awards before are lost where they are missed."""
    last, names = item.cases[-1].limits[-1].fact.name, [one.cases[0].limits[0].fact.name for one in others]
    message = f"这一句只管“{last}”，前面的{'、'.join(f'“{name}”' for name in names)}达不到的不得分，没有按比例"
    hint = "另起一句写明“各项低于…的，按比例得分”，或者每项后面各写一句"
    reader.measures.found.append(warning("step-target-unstated", message, *reader.span_of(clause), hint=hint))


def _tell_of_what(reader: Reader, award: CaseDraft, value: tree.Proportion, span: Span) -> None:
    """建档率≥90%得10分，未达到的按实际完成比例得分: the rate is a 完成比例 itself, and so is what it is of 90%."""
    limit = award.limits[-1]
    upwards = limit.op not in ("≤", "<") and limit.low != 1
    if upwards and limit.fact.kind is Kind.RATIO and value.words.endswith("比例") and not value.takes:
        name, at = limit.fact.name, f"{shown(limit.low * 100, 6)}%"
        message = f"“{value.words}”没有写明是“{name}”本身，还是它与{at}之比，按与{at}之比读"
        hint = f"写作“按{name}÷{at}×分值得分”；是它本身的，写作“按{name}×分值得分”"
        reader.measures.tell(info("proportion-of-unstated", message, *span, hint=hint))


def _in_proportion(award: CaseDraft, value: tree.Proportion, words: str, span: Span) -> Share:
    """The points of *award* in proportion to its limit; times the rate itself where it is named: 按完成率×分值计分."""
    limit = award.limits[-1]
    measure, threshold = ex.Ref(limit.fact.key), ex.Number(limit.low)
    ratio = ex.over(threshold, measure) if limit.op in ("≤", "<") else ex.over(measure, threshold)
    if (
        is_rate_name(value.words)
        and value.words.endswith("率")
        and limit.fact.kind is Kind.RATIO
        and limit.op not in ("≤", "<")
    ):
        ratio = measure
    if limit.op == "=":
        ratio = ex.least(ratio, ex.ONE)
    whole = ex.Rest() if award.value is None else ex.Number(award.value)
    return Share(ex.times(whole, ratio), words, span)
