"""The evaluator's decisions: 酌情扣分, 视情况扣1-3分."""

import re
from collections.abc import Callable

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.counting import per
from evaldsl.clauses.drafts import ItemDraft, gives_each
from evaldsl.clauses.grade_words import alternatives
from evaldsl.clauses.grouping import Clause, is_negated, text_of
from evaldsl.clauses.opposites import contradicts
from evaldsl.clauses.signs import ABOVE, BARE_OTHERWISE
from evaldsl.clauses.told_again import says_met, says_unmet
from evaldsl.elaboration.bands.cases import add_case
from evaldsl.elaboration.bands.open_bands import left_open
from evaldsl.elaboration.judging import spare
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.decided_each import decided_each, refused_open
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import (
    Decision,
    Share,
)
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info


def discretion(
    reader: Reader,
    clause: Clause,
    value: tree.Discretion,
    acted_on: Callable[[Reader, Clause], ItemDraft] = Reader.item_for,
) -> None:
    """酌情扣分, 视情况扣1-3分, 酌情给分; what is taken is taken as 扣1分 would be, which *acted_on* tells."""
    if value.named and not value.takes and not _given_above(reader, clause):
        value = evolve(value, named=False)  # 完成得满分，部分完成得相应分值
    if _awards(reader, clause, value) or refused_open(reader, clause, value) or _settled_above(reader, clause, value):
        return
    taken = value.takes and not clause.otherwise and len(reader.group.items) > 1
    item = acted_on(reader, clause) if taken else reader.item_for(clause)
    counted = None if value.high is None else per(reader.cell, clause, "", occurrence=False)
    if counted is not None and value.high is not None:  # 每件视情节扣0.5-2分
        amount = tree.Amount(value.low or NOTHING, value.high)
        decided_each(reader, item, clause, counted, amount, given=not value.takes)
        return
    found = condition(reader.cell, clause)
    if value.high is None and _is_limited_band(reader, item, clause, found):
        _open_band(reader, clause)
    else:
        _decide(reader, item, clause, value, found)


def _awards(reader: Reader, clause: Clause, value: tree.Discretion) -> bool:
    """Whether it is one more grade or band of an award, or introduces those that follow."""
    if _is_open_grade(reader, clause, value):
        _open_band(reader, clause)
        return True
    if not value.takes and value.high is None and _introduces(reader, clause, value):
        return True
    if clause.segments and not clause.otherwise and _is_ranged(value) and _is_band(reader, clause):
        assert value.low is not None and value.high is not None
        add_case(reader, clause, tree.Amount(value.low, value.high, low_out=value.low_out, high_out=value.high_out))
        return True
    return False


def _settled_above(reader: Reader, clause: Clause, value: tree.Discretion) -> bool:
    """Whether it only says how the points of the items above are given, or cannot be told apart from them."""
    if not (value.takes or value.named or clause.otherwise) and value.high is None and _decided_above(reader, clause):
        return True
    if value.named and (_named_above(reader, clause) if value.takes else _given_above(reader, clause)):
        return True
    if len(reader.items) < 2 or clause.otherwise or not gives_each(reader.items):
        return False
    if value.named and value.takes:
        message = "没有读出扣的是前面哪一项的分值"
        reader.unread(message, *reader.span_of(clause), hint="写明“扣几分”，或者写“缺一项扣相应分值”")
        return True
    if value.high is not None or not _in_part(reader, clause):
        return False
    if _ALL_OR_NONE.search(reader.cell.plain) or not _decided_each(reader):
        message = "前面各项已经写明得分，部分符合的得几分已经定了，这里又写酌情"
        reader.unread(message, *reader.span_of(clause), hint="删去这一句，或者前面各项不写分数")
    return True


def _decide(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Discretion, found: Condition) -> None:
    """What the evaluator takes or gives, where *found* holds: 否则 of the award before it, or by itself."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    text = "，".join(filter(None, [found.judged, *(one.subject for one in found.compared)]))
    text = "" if text in ("由评价人", "由专家", "由专家组") else text
    text = "，".join(filter(None, [text, value.basis]))
    spared = value.takes and spare(reader, item, text)
    bare = value.takes and not (text or clause.otherwise)
    otherwise = _is_otherwise(reader, item, clause, found, bare) or clause.otherwise
    if item.cases and item.cases[0].limits and item.otherwise is None and value.takes and not found.compared:
        otherwise = otherwise or bool(BARE_OTHERWISE.match(found.judged))
    if not value.takes and item.has_award and not otherwise:
        item = reader.new_item(clause.start, clause.end)
    name = f"{text}{'酌情扣分' if value.takes else '酌情得分'}"
    fact = reader.measures.decision(name, item.label, value.low, value.high)
    effect = Decision(fact.key, value.takes, words, span)
    alike = reader.spoken.apiece if item in reader.spoken.apiece else []
    if otherwise and alike:
        for one in alike:
            own = reader.measures.decision(name, one.label, value.low, value.high)
            one.otherwise = Decision(own.key, value.takes, words, span)
        return
    if otherwise and item.cases:
        item.otherwise = effect if value.takes else Share(ex.Ref(fact.key), words, span)
        return
    if spared:
        item.cases[0].loosen(ex.Compare(">", ex.Ref(fact.key), ex.ZERO))
    if not value.takes:
        item.opening_zero = True
        item.stake = item.stake or value.high
    reader.add_effect(item, effect)


def _is_otherwise(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, bare: bool) -> bool:
    """Whether it acts where the award before it is not earned, though no 否则 says so; *bare*: no words say when."""
    if not item.cases or item.otherwise is not None:
        return False
    if _opposite(reader, item, clause, found) or contradicts(found.judged, item.cases[0].text, True):
        return True
    return bare and _right_behind(reader, item, clause)


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
    rf"^(?:{ABOVE}(?:各|[\d一二两三四五六七八九十]+)?个?(?:项|条|点)?(?:要点|指标|方面|内容|要求|条件|[资材]料|情况)?中?,?)?(?:其中|如|若|凡|发现|存在|出现)*(?:各|每)?(?:发现|存在|缺少|缺失|缺|少|有)?(?:任意|任何|任)?"
    r"(?:一|1)?(?:项|条|点|处)?(?:不符合|不符|不满足|不达标|不合格|不合规|不规范|不到位|不健全|不完善|未达标|未达到|未完成|未落实|未做到|做不到)?(?:要求|规定|标准)?的?$"
)


_BESIDE = re.compile(r"(?<=[未无])([一-龥]{2,6})\(([一-龥]{2,6})\)")


def _named_above(reader: Reader, clause: Clause) -> bool:
    """①…2分；②…3分。缺一项扣相应分值, 未满足的扣相应分值: says again what the items above are worth; 未公示（公告）的扣相应分值, that
    nothing is left of those that it denies."""
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    if not gives_each(reader.items):
        return False
    ways = [_BESIDE.sub(way, text) for way in (r"\1", r"\2")]
    denied = [
        item for item in reader.items for case in item.cases
        if case.text and any(contradicts(one, case.text, True) for one in ways)
    ]  # fmt: skip
    for item in denied:
        item.otherwise = item.otherwise or Share(ex.ZERO, reader.words_of(clause), reader.span_of(clause))
    return bool(denied) or says_unmet(text) or bool(_EACH_LACKS.match(text))


_ALL_OR_NONE = re.compile("(?:全部|全都?|均|都|完全)不?(?:符合|满足|达到|达标|做到|具备|完成)")
_IN_PART = re.compile("(?:仅|只)?(?:有)?部分(?:符合|满足|达到|达标|做到|具备|完成)(?:要求|标准|条件)?的?")


def _in_part(reader: Reader, clause: Clause) -> bool:
    """Whether it speaks of some of the things above, each of which has its points: ①…2分；②…3分。部分符合的酌情得分."""
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    return _IN_PART.fullmatch(text) is not None


def _given_above(reader: Reader, clause: Clause) -> bool:
    """以上每项1分，符合要求得相应分值: says again what the items above are worth."""
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    return gives_each(reader.items) and says_met(text)


_BY_WHOM = re.compile(r"(?:由?(?:评价|评审|考核|考评|评估)(?:组|小组|人|人员|专家|机构)?|由?专家组?)?")


def _decided_above(reader: Reader, clause: Clause) -> bool:
    """科学性（2分）、完整性（2分），视情况给分: how much of the bare points of each thing above is given, where no others are left."""
    if any(not _BY_WHOM.fullmatch(text_of(reader.cell, one)) for one in clause.segments):
        return False
    bare = all(one.bare and not one.apiece for one in reader.cell.values(tree.Award))
    return bare and _decided_each(reader)


def _decided_each(reader: Reader) -> bool:
    """Whether the points of each item, which one judgement alone decides, and all of the cell are given as the evaluator decides."""
    awards = [item.cases[0] for item in reader.items if len(item.cases) == 1 and not (item.effects or item.otherwise)]
    named = [award for award in awards if award.text and not award.limits and award.value is not None]
    if len(named) < 2 or len(named) != len(reader.items):
        return False
    if reader.weight not in (None, sum(award.value or NOTHING for award in named)):
        return False
    for item in reader.items:
        award, item.cases, item.opening_zero = item.cases[0], [], True
        for one in award.others:
            if isinstance(one, ex.Holds):
                reader.measures.facts.drop(one.key)
        item.stake = award.value
        fact = reader.measures.decision(award.text, item.label, NOTHING, award.value)
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


def _opposite(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> bool:
    """Whether the comparison is just what the award before it leaves: 低于95%的 after ≥95%."""
    limits = item.cases[-1].limits
    if len(found.compared) != 1 or len(limits) != 1 or limits[0].high is not None:
        return False
    other = limits_of(reader, item, clause, found.compared)[0]
    pairs = {("≥", "<"), (">", "≤"), ("≤", ">"), ("<", "≥"), ("≥", "≤"), ("≤", "≥")}
    return other.fact.key == limits[0].fact.key and other.low == limits[0].low and (limits[0].op, other.op) in pairs
