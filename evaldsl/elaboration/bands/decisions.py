"""The evaluator's decisions, proportions and formulas."""

import re
from fractions import Fraction

from attrs import evolve

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.counting import EACH_ONE, per
from evaldsl.clauses.drafts import CaseDraft, ItemDraft, gives_each
from evaldsl.clauses.grade_words import alternatives
from evaldsl.clauses.grouping import (
    Clause,
    contradicts,
    is_negated,
    text_of,
)
from evaldsl.clauses.measure_names import is_rate_name
from evaldsl.clauses.signs import BARE_OTHERWISE
from evaldsl.clauses.told_again import says_met
from evaldsl.elaboration.bands.cases import add_case
from evaldsl.elaboration.bands.open_bands import left_open
from evaldsl.elaboration.formulas.computed_bands import begins_ladder, is_band_below, is_of_the_whole, of_another_number
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.decided_each import decided_each
from evaldsl.elaboration.steps.targets import awards_before
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import (
    Decision,
    Kind,
    Share,
    Span,
    Steps,
)
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info, warning


def discretion(reader: Reader, clause: Clause, value: tree.Discretion) -> None:
    """酌情扣分, 视情况扣1-3分, 酌情给分."""
    if _is_open_grade(reader, clause, value):
        _open_band(reader, clause)
        return
    if not value.takes and value.high is None and _introduces(reader, clause, value):
        return
    if clause.segments and not clause.otherwise and _is_ranged(value) and _is_band(reader, clause):
        assert value.low is not None and value.high is not None
        add_case(reader, clause, tree.Amount(value.low, value.high))
        return
    if not (value.takes or value.named or clause.otherwise) and value.high is None and _decided_above(reader, clause):
        return
    if value.named and (_named_above(reader, clause) if value.takes else _given_above(reader, clause)):
        return
    item = reader.item_for(clause)
    span, words = reader.span_of(clause), reader.words_of(clause)
    counted = None if value.high is None else per(reader.cell, clause, "", occurrence=False)
    if counted is not None and value.high is not None:  # 每件视情节扣0.5-2分
        decided_each(
            reader, item, clause, counted, tree.Amount(value.low or ex.ZERO.value, value.high), given=not value.takes
        )
        return
    found = condition(reader.cell, clause)
    if value.high is None and _is_limited_band(reader, item, clause, found):
        _open_band(reader, clause)
        return
    text = "，".join(filter(None, [found.judged, *(one.subject for one in found.compared)]))
    text = "" if text in ("由评价人", "由专家", "由专家组") else text
    text = "，".join(filter(None, [text, value.basis]))
    spared = value.takes and reader.spare(item, text)
    first = item.cases[0] if item.cases else None
    if first is not None and item.otherwise is None and contradicts(found.judged, first.text, True):
        clause = evolve(clause, otherwise=True)
    if first is not None and item.otherwise is None and _opposite(reader, item, clause, found):
        clause = evolve(clause, otherwise=True)
    if first is not None and value.takes and not (text or clause.otherwise) and _right_behind(reader, item, clause):
        clause = evolve(clause, otherwise=True)
    if first is not None and first.limits and item.otherwise is None and value.takes and not found.compared:
        clause = evolve(clause, otherwise=clause.otherwise or bool(BARE_OTHERWISE.match(found.judged)))
    if not value.takes and item.has_award and not clause.otherwise:
        item = reader.new_item(clause.start, clause.end)
    name = f"{text}{'酌情扣分' if value.takes else '酌情得分'}" if text else "酌情扣分" if value.takes else "酌情得分"
    fact = reader.measures.decision(name, item.label, value.low, value.high)
    effect = Decision(fact.key, value.takes, words, span)
    alike = reader.spoken.apiece if item in reader.spoken.apiece else []
    if clause.otherwise and alike:
        for one in alike:
            own = reader.measures.decision(name, one.label, value.low, value.high)
            one.otherwise = Decision(own.key, value.takes, words, span)
        return
    if clause.otherwise and item.cases:
        item.otherwise = effect if value.takes else Share(ex.Ref(fact.key), words, span)
        return
    if spared:
        item.cases[0].loosen(ex.Compare(">", ex.Ref(fact.key), ex.ZERO))
    if not value.takes:
        item.opening_zero = True
        item.stake = item.stake or value.high
    reader.add_effect(item, effect)


def _right_behind(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """制度健全得2分，酌情扣分: what is taken where the award is not earned, as 否则 would say; tells that it reads so."""
    if item.otherwise is not None or item.effects or len(item.cases) != 1:
        return False
    span = reader.span_of(clause)
    if len(reader.group.items) > 1:
        reader.unread("没有写明酌情扣的是哪一项的分", *span)
        return False
    if item.award_sentence != clause.sentence:
        return False
    message = "没有写在什么情况下酌情扣分，按“否则”读：前面的条件不成立才扣"
    hint = "写明“否则酌情扣分”，或者写明什么情况下扣"
    reader.measures.found.append(info("discretion-case-unstated", message, *span, hint=hint))
    return True


_EACH_LACKS = re.compile(
    r"^(?:(?:以上|上述)(?:各|[\d一二两三四五六七八九十]+)?(?:项|条|点)?中?,?)?(?:其中|如|若|凡|发现|存在|出现)*(?:各|每|任意|任何|任)?(?:发现|存在|缺少|缺失|缺|少|有)?"
    r"(?:一|1)?(?:项|条|点|处)?(?:不符合|不符|不满足|不达标|不合格|不合规|不规范|不到位|不健全|不完善|未达标|未达到|未完成|未落实|未做到|做不到)?(?:要求|规定|标准)?的?$"
)


def _named_above(reader: Reader, clause: Clause) -> bool:
    """①…2分；②…3分。缺一项扣相应分值: says again what the items above are worth."""
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    return gives_each(reader.items) and bool(_EACH_LACKS.match(text))


def _given_above(reader: Reader, clause: Clause) -> bool:
    """以上每项1分，符合要求得相应分值: says again what the items above are worth."""
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    return gives_each(reader.items) and says_met(text)


_BY_WHOM = re.compile(r"(?:由?(?:评价|评审|考核|考评|评估)(?:组|小组|人|人员|专家|机构)?|由?专家组?)?")


def _decided_above(reader: Reader, clause: Clause) -> bool:
    """科学性（2分）、完整性（2分），视情况给分: how much of the bare points of each thing above is given, where no others are left."""
    if any(not _BY_WHOM.fullmatch(text_of(reader.cell, one)) for one in clause.segments):
        return False
    awards = [item.cases[0] for item in reader.items if len(item.cases) == 1 and not (item.effects or item.otherwise)]
    named = [award for award in awards if award.text and not award.limits and award.value is not None]
    bare = all(one.bare and not one.apiece for one in reader.cell.values(tree.Award))
    if not bare or len(named) < 2 or len(named) != len(reader.items):
        return False
    if reader.weight not in (None, sum(award.value or ex.ZERO.value for award in named)):
        return False
    for item in reader.items:
        award, item.cases, item.opening_zero = item.cases[0], [], True
        for one in award.others:
            if isinstance(one, ex.Holds):
                reader.measures.facts.pop(one.key, None)
        item.stake = award.value
        fact = reader.measures.decision(award.text, item.label, ex.ZERO.value, award.value)
        reader.add_effect(item, Decision(fact.key, False, award.words, award.span))
    return True


def _open_band(reader: Reader, clause: Clause) -> None:
    """80%-95%之间酌情给分 among bands of the same measure: between what the bands on either side get."""
    amount = left_open(reader, reader.item_for(clause), clause)
    if amount is None:
        message = f"“{reader.words_of(clause)}”没有写明幅度：写作“酌情得3-5分”这样"
        reader.unread(message, *reader.span_of(clause))
    else:
        add_case(reader, clause, amount)


def _is_limited_band(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> bool:
    """Whether a band of the same measure is left to the evaluator: 80%-95%之间酌情给分."""
    limited = any(
        isinstance(part.value, tree.Comparison | tree.Between) for segment in clause.segments for part in segment
    )
    if not limited or clause.otherwise or item.measure is None or any(one.subject for one in found.compared):
        return False
    return not (found.compared and _opposite(reader, item, clause, found))


def _is_open_grade(reader: Reader, clause: Clause, value: tree.Discretion) -> bool:
    """优秀得10分，良好得8分，一般的由评价组评定: one more grade of what is awarded before it."""
    cases = reader.group.items[-1].cases if reader.group.items else []
    if not cases or not cases[0].text or not clause.segments or clause.otherwise:
        return False
    found = condition(reader.cell, clause)
    if value.takes or value.named or value.high is not None or found.compared or not found.judged:
        return False
    return alternatives(cases[0].text, found.judged) and not is_negated(found.judged)


def _is_ranged(value: tree.Discretion) -> bool:
    """影响显著的，酌情得7-10分；影响一般的，酌情得4-6分: bands within which the evaluator chooses."""
    return not value.takes and value.low is not None


def _is_band(reader: Reader, clause: Clause) -> bool:
    """Beside other such bands, or after an award, for a condition: 机制完善的得5分，不够完善的视情况给1-3分."""
    if sum(map(_is_ranged, reader.beside(clause, tree.Discretion))) > 1:
        return True
    judged = condition(reader.cell, clause).judged
    return bool(reader.item_for(clause).cases) and not re.match(r"根据|结合|依据?|按照?|由|视", judged)


def _introduces(reader: Reader, clause: Clause, value: tree.Discretion) -> bool:
    """根据实际效果打分，效果好得5分，… and 酌情评分：①…: what follows says how."""
    assert clause.effect is not None
    after = reader.cell.behind(clause.effect.start)
    if after and isinstance(after[0], tree.Colon):
        return True
    if not value.basis:
        return False
    stops = (place for place, value in enumerate(after) if isinstance(value, (tree.Stop, tree.Marker)))
    return any(isinstance(value, tree.Award) for value in after[: next(stops, len(after))])


def portion(reader: Reader, clause: Clause, value: tree.Portion) -> None:
    """日常考核得分按10%折算计入; of a rate, 10% is 10 points. 逾期完成的，按50%折算得分 does not say of what."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    found = condition(reader.cell, clause)
    name = re.sub(r"^(?:按照?|以|将|取)", "", found.judged)
    vague = "的," in words or re.fullmatch(r"(?:其余|其他|其它|剩余)?(?:的|情况|部分|单位)*", name)
    if vague or found.compared or clause.otherwise:
        reader.unread("没有读出把什么折算计入", *span)
        return
    item = reader.item_for(clause)
    if item.has_award:
        item = reader.new_item(clause.start, clause.end)
    fact = reader.measures.measure(name, "")
    whole = value.share * 100
    item.computed, item.subject = True, fact
    item.stake = whole if reader.weight is None or whole <= reader.weight else None
    points = whole if fact.kind is Kind.RATIO else value.share
    reader.add_effect(item, Share(ex.times(ex.Ref(fact.key), ex.Number(points)), words, span))


def proportion(reader: Reader, clause: Clause, value: tree.Proportion) -> None:
    """按比例得分, 未完成的按比例扣分."""
    item = reader.item_for(clause)
    span, words = reader.span_of(clause), reader.words_of(clause)
    last = item.cases[-1] if item.cases else None
    found = condition(reader.cell, clause)
    if item.opening_zero and last is None and any(isinstance(one, Steps) and one.counted for one in item.effects):
        hint = "每项写成一句，如“新建道路≥5公里得3分，未完成的按比例得分”"
        reader.unread("数的是几项，每一项完成多少没有地方填", *span, hint)
        return
    if last is not None and is_of_the_whole(reader, item, found):
        points = ex.times(ex.Rest(), ex.Ref(last.limits[0].fact.key))
        if found.compared:
            limits = reader.limits_of(item, clause, found.compared)
            item.cases.append(CaseDraft(limits, [], points, None, words, span))
        else:
            item.otherwise = Share(points, words, span)
        return
    if any(not limit.low for case in item.cases for limit in case.limits):
        hint = "写明超过0时怎么计，如“每发生一起扣1分”；照默认规则计分的，另写一行“评分”"
        reader.unread("没有读出按什么比例：以0为界限算不出比例", *span, hint)
        return
    first = item.cases[0] if item.cases else None
    if first is not None and value.words.startswith("与第1") and (found.compared or found.judged):
        _of_the_first(reader, item, clause, value, found)
        return
    if (
        first is not None
        and first.limits
        and first.limits[-1].high is None
        and found.compared
        and is_band_below(first, found)
    ):
        points = _in_proportion(first, value, words, span).points
        limits = reader.limits_of(item, clause, found.compared)
        item.cases.append(CaseDraft(limits, [], points, None, words, span))
        return
    if last is not None and last.limits and of_another_number(reader, clause, value.words, last.limits[-1]):
        return
    if last is not None and last.limits and last.limits[-1].high is None:
        named = EACH_ONE.fullmatch(found.judged)
        each = named or re.search("均|都|各", found.judged)  # 不足的均按比例计分
        every = evolve(clause, after="。", sentence=clause.sentence + 1) if each else clause
        awards = reader.alike(every, awards_before(reader, clause, named))
        alike = [one for one in awards if one is not item and one.otherwise is None]
        for one in alike if named or is_negated(found.judged) else _short_of_it(reader, item, clause, found):
            one.otherwise = _in_proportion(one.cases[-1], value, words, span)
        item.otherwise = _in_proportion(last, value, words, span)
        return
    if last is not None and _below_range(reader, item, last, clause, value, found):
        return
    if last is not None:
        fact = reader.measures.ratio(value.words or "完成比例", item.label, Fraction(1))
        part: ex.Expr = ex.Ref(fact.key)
        if value.takes and value.words and not re.match(r"完成|达标|实现|达成", value.words):
            part = ex.minus(ex.ONE, part)  # 滞后的按滞后比例扣分
        item.subject = fact
        item.otherwise = Share(ex.times(ex.Rest(), part), words, span)
        return
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
        limits = reader.limits_of(item, clause, found.compared)
        item.cases.append(CaseDraft(limits, [], points, None, words, span))
        return
    item.subject, item.computed = fact, True
    item.effects.insert(0, Share(points, words, span))


def _below_range(
    reader: Reader, item: ItemDraft, last: CaseDraft, clause: Clause, value: tree.Proportion, found: Condition
) -> bool:
    """完成率在100%至130%之间得满分，低于100%的按比例计分: in proportion to the lower end of the range."""
    below = found.compared[0] if len(found.compared) == 1 and not found.judged and not value.takes else None
    limit = last.limits[0] if len(last.limits) == 1 else None
    if below is None or limit is None or not limit.low or not isinstance(below.part.value, tree.Comparison):
        return False
    limits = reader.limits_of(item, clause, found.compared)
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
    span, words = reader.span_of(clause), reader.words_of(clause)
    if found.compared:
        item.cases.append(CaseDraft(reader.limits_of(item, clause, found.compared), [], points, None, words, span))
    else:
        item.otherwise = Share(points, words, span)
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


def _opposite(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> bool:
    """Whether the comparison is just what the award before it leaves: 低于95%的 after ≥95%."""
    limits = item.cases[-1].limits
    if len(found.compared) != 1 or len(limits) != 1 or limits[0].high is not None:
        return False
    other = reader.limits_of(item, clause, found.compared)[0]
    pairs = {("≥", "<"), (">", "≤"), ("≤", ">"), ("<", "≥"), ("≥", "≤"), ("≤", "≥")}
    return other.fact.key == limits[0].fact.key and other.low == limits[0].low and (limits[0].op, other.op) in pairs
