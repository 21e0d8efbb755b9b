"""Deductions that speak of several awards at once: 缺一项扣1分 of a list with points, 逾期的分别扣1分, 未签订或未备案的扣1分."""

import re

from evaldsl.clauses.counted_names import counted_name
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft, gives_each
from evaldsl.clauses.grouping import JOINED_OR, Clause, core, is_negated, text_of
from evaldsl.clauses.opposites import comes_late, contradicts
from evaldsl.clauses.signs import ABOVE
from evaldsl.elaboration.awards.whole_list import EACH_FAILS
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.targets import awards_before
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import Change, Steps
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree


def repeats_awards(reader: Reader, clause: Clause, amount: tree.Amount) -> bool:
    """①…（1分）；②…（1分）。每项不符合扣1分: says again what the items above are worth."""
    assert clause.effect is not None
    text = reader.cell.plain[clause.start : clause.effect.start]
    if _repeats_count(reader, text, amount):
        return True
    if len(reader.items) < 2:
        return False
    apiece = reader.spoken.apiece  # 制度健全得2分；检查、巡查、核查，每项1分，缺一项扣1分
    listed = apiece if any(one is reader.items[-1] for one in apiece) else reader.items
    values = [item.cases[0].value for item in listed if len(item.cases) == 1 and not item.effects]
    each = [value for value in values if value is not None]
    if len(each) != len(listed) or not (EACH_FAILS.fullmatch(text) or _one_not_done(text, listed, listed is apiece)):
        return False
    failed = re.search(r"[不未](符合|满足|达标|达到|完成|合格)", text)
    own = [failed is not None and failed[1] in item.cases[0].text for item in reader.items]
    same = set(each) == {amount.high}
    apart = same and reader.items[-1].award_sentence != clause.sentence  # ④效益符合规划，得1分。存在一项不符合扣1分
    if (own[-1] and not any(own[:-1]) and not apart) or len(reader.items[-1].cases[0].limits) > 1:
        return False  # ②工程质量达标得2分，每有一项不达标扣0.5分
    if amount.share and all(map(_is_bare, listed)):  # ①…2分；②…3分。有一项不符合的，扣相应分值的50%
        for one, points in zip(listed, each, strict=True):
            assert points is not None
            one.otherwise = Change(
                ex.TRUE, -amount.high * points, None, reader.words_of(clause), reader.span_of(clause)
            )
        return True
    if not same:
        with_it = [item for item in reader.items if item.award_sentence == clause.sentence]
        last = with_it == reader.items[-1:] and "上" not in text
        bracket = last and _IN_ITS_BRACKET.search(reader.cell.plain, 0, clause.effect.start)
        if bracket or (last and _OF_PARTS.search(with_it[0].cases[0].text)):
            return False  # 制度健全得2分；资料齐全得2分，每缺一项扣0.5分; ②前期论证充分（1.5分，缺一项扣0.3分）
        message = "前面各项已经写明得分，这一句的扣分与各项的分数对不上"
        reader.unread(message, *reader.span_of(clause), hint="写明说的是哪一项，或者写在那一项得分后面的括号里")
    return True


def _repeats_count(reader: Reader, text: str, amount: tree.Amount) -> bool:
    """每公开一项得2分，少公开一项扣2分: says again what each that is done earns."""
    given, count = reader.spoken.last_change, reader.spoken.count
    if (
        not isinstance(given, Steps)
        or count is None
        or not given.counted
        or given.points != amount.high
        or amount.share
    ):
        return False
    said = _NOT_DONE.fullmatch(text)
    does = "" if said is None else said["few"] or said["one"] or said["each"]
    same = (
        given.size == 1
        and given.measure == ex.Ref(count.key)
        and reader.items[-1].opening_zero
        and not reader.items[-1].cases
    )
    return same and (bool(EACH_FAILS.fullmatch(text)) or (len(does) > 1 and does in count.name))


_ONE = "(?:一|1)(?:项|条|点|类|种)"
_NOT_DONE = re.compile(
    rf"[),、]*(?:{ABOVE}(?:各项)?,?)?(?:其中)?(?:每|有|如|若|凡|任[何意]?)*(?:(?:缺少|[少缺漏未没])有?(?P<few>[一-龥]{{1,4}}?){_ONE}"
    rf"|{_ONE}(?:[未没漏]|没有)(?P<one>[一-龥]{{1,4}}?)|(?:[未没漏]|没有)(?P<each>[一-龥]{{1,4}}?)的?,?每(?:一|1)?(?:项|条|点|类|种))的?,?"
)


def _one_not_done(text: str, listed: list[ItemDraft], together: bool) -> bool:
    """①公开预算得2分；②公开决算得2分。少公开一项扣2分: whether one of that is not done for which each of the awards is."""
    said = _NOT_DONE.fullmatch(text)
    does = "" if said is None else said["few"] or said["one"] or said["each"]
    said_once = listed[:1] if together else listed  # 公开预算、决算各得2分
    return (len(does) > 1 or does in ("报", "交", "送", "建", "签")) and all(
        does in one.cases[0].text for one in said_once
    )


_IN_ITS_BRACKET = re.compile(r"[^。;]\([^()]*\Z")
_OF_PARTS = re.compile("、|[资材]料|档案|手续|要件|要素|内容|附件|凭证|台账|包括|包含|等|齐[全备]|[完齐]整|完备|健全")
"""Of which an item may be missing: 资料齐全, 可行性研究、专家论证, but not 定期开展检查."""


def share_of_which(reader: Reader, item: ItemDraft, clause: Clause, counted: Per | None) -> bool:
    """①…2分；②…3分。每发现一处问题扣相应分值的50%: whether it is open which of the awards above 相应 means."""
    assert clause.effect is not None
    if "应" not in reader.cell.plain[clause.effect.start : clause.effect.end] or not gives_each(reader.items):
        return False
    if counted is not None and counted.step is not None and counted.by_ratio:
        return False  # steps of each award that they may run from
    if item.award_sentence == clause.sentence and (counted is None or len(reader.group.items) == 1):
        return False
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    return not any(contradicts(text, case.text, False) for case in item.cases)


def denies_each(reader: Reader, clause: Clause, amount: tree.Amount) -> bool:
    """预算20日内公开得2分，决算20日内公开得2分，逾期的分别扣1分: from each award that is not earned."""
    short = [one for one in reader.group.items if one.award_sentence == clause.sentence]
    words = text_of(reader.cell, clause.segments[0]) if len(clause.segments) == 1 else ""
    if len(short) < 2 or not all(map(_is_bare, short)) or amount.share or amount.is_range:
        return False
    if not all(comes_late(words, one.cases[0].text) or contradicts(words, one.cases[0].text, False) for one in short):
        return False
    for one in short:
        one.otherwise = Change(ex.TRUE, -amount.high, None, reader.words_of(clause), reader.span_of(clause))
    return True


def _is_bare(item: ItemDraft) -> bool:
    return len(item.cases) == 1 and not (item.cases[0].limits or item.effects or item.otherwise)


def late_awards(reader: Reader, clause: Clause, counted: Per) -> list[ItemDraft]:
    """6月底前开工得3分，12月底前完工得3分，每推迟1个月扣1分: the awards for what is done in time, of each of which it speaks."""
    last = reader.group.last
    if last is None or not last.has_award or counted.by_ratio or counted.base is not None or len(reader.items) < 2:
        return []
    name = counted_name(counted)
    if len(name) > 5:
        return []
    late = name.removeprefix("未")
    words = f"{name}{shown(counted.size.number)}{counted.size.unit}"
    apart = last.award_sentence != clause.sentence
    awards = [
        one
        for one in awards_before(reader, clause, None)
        if (apart or one.award_sentence == clause.sentence) and _is_bare(one)
    ]
    found = [
        one for one in awards if comes_late(words, one.cases[0].text) or (late != name and late in one.cases[0].text)
    ]
    told = len(found) > 1 or all(len(one.cases[0].text) > 3 for one in awards)
    return found if told and found != [last] else []  # not 按期通过初验（3分）和终验（3分）, where 按期 is of both


def of_several_awards(reader: Reader, clause: Clause) -> bool:
    """合同签订得2分，合同备案得2分，未签订或未备案的，每份扣0.5分: whether it denies several awards, so that it is open from
    which the points go."""
    if len(reader.group.items) < 2:
        return False
    cases = [item.cases[0] for item in reader.group.items if item.cases]
    texts = [case.text or "".join(limit.fact.name for limit in case.limits) for case in cases]
    if len(texts) < 2 or not clause.segments:
        return False
    pieces = JOINED_OR.split(text_of(reader.cell, clause.segments[0]))
    denied = [core(one) for one in pieces if is_negated(one) and len(core(one)) > 1]
    if len(denied) < 2 or len(denied) != len(pieces):
        return False
    of = [{place for place, text in enumerate(texts) if one[-2:] in text} for one in denied]
    return all(of) and not set.intersection(*of)
