"""未达到的不得分, 不全面的不得分: words that only deny the award before them are its 否则."""

import re

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.failings import (
    denies,
    is_apart,
    is_opposite,
    is_weaker,
    of_its_own,
    opposed,
    own_words,
    says_of_what,
)
from evaldsl.clauses.grade_words import graded, is_appraisal
from evaldsl.clauses.grouping import Clause, core, is_negated
from evaldsl.clauses.opposites import contradicts, denied_thing, falls_short, says_later, turned
from evaldsl.clauses.relative_limits import LATE
from evaldsl.elaboration.bands.choices import OTHER, choose, is_choice
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Decision, Effect, Fact, Kind, Share, Steps, Veto
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree

_NONE = ("无", "未", "没有", "不存在", "未发生", "未出现")
_NOT, _NOT_PASSIVE = ("不", "未", "无"), ("不被", "未被", "无被")
_OF_NUMBER = ("", "数", "额", "标准", "规定")


def denied_by(reader: Reader, item: ItemDraft, text: str, value: tree.Zero) -> bool:
    """Whether *text* only denies the award before it: then it is its 否则."""
    if not item.cases or item.otherwise is not None or item.cases[0].kind is not None:
        return False
    first = item.cases[0]
    if says_later(text, item.cases[-1].text):
        item.otherwise, item.denied = Share(ex.ZERO, text, item.ladder_span), text
        return True  # 3月底前报送得2分，4月15日前报送得1分，4月15日后报送不得分
    if first.text and not first.limits and any(_has_no_least(case) for case in item.cases[1:]):
        return False  # 全部完成得15分，完成80%以上得12分，完成80%以下得5分，未完成不得分: no number is left for what is denied
    if not turned(text, first.text) and any(_ever_later(case) for case in item.cases[1:]):
        return False  # 按时整改得5分，逾期30日以内得3分，逾期30日以上得1分，未整改不得分: nor is any time
    if (item.computed and not first.limits) or of_its_own(text, first.text):
        return False  # 得分=完成率×5分，提前完成的得满分，未完成的不得分: what is left is the formula
    if first.limits and first.others and value.scope != "指标" and contradicts(text, first.text, False):
        return True  # 水质达标且供水保证率≥95%得6分；水质不达标的不得分: nothing but what the award says
    chosen = next((one for case in item.cases for one in case.others if isinstance(one, ex.Is)), None)
    if chosen is not None and _is_no_grade(reader, chosen, text, first.text):
        zero_choice(reader, item, text)
        return True
    word = graded(text) if chosen is not None and item.effects else None
    if word is not None and not word[0] and is_appraisal(word[1:]) and is_choice(item, text):
        zero_choice(reader, item, text)  # 好得6分，一般得4分，内容空洞扣2分，差不得分
        return True
    failing = [(effect, when) for effect in item.effects if (when := _failing(effect, first.text))]
    failing = [(effect, when) for effect, when in failing if not value.scope or denies(effect.words, first.text)]
    if failing and first.others and not first.limits and not is_opposite(text, first.text):
        weaker = [when for effect, when in failing if is_weaker(effect.words, text, first.text)]
        if weaker and len(item.cases) == 1 and chosen is None:
            first.loosen(*weaker)  # not of 制度健全得6分，基本健全得3分: no failing gives the points of another grade
        return False
    about = first.text if says_of_what(first.text) else f"{reader.measures.indicator}{first.text}"
    if len(item.cases) == 1 and not first.limits and is_negated(text) and is_apart(text, about):
        item.denied = text  # 未登记 says nothing of 设备完好
        return False
    if is_choice(item, text) and not _another(first.text, text, value):
        zero_choice(reader, item, text)
        return True
    if first.limits and not first.text:
        denied = _misses(item.measure, text)
    elif _says_opposite(text, first.text):
        if not (first.limits and first.others):
            item.otherwise = Share(ex.ZERO, text, item.ladder_span)
        return True
    else:
        same = core(text) == core(first.text) and is_negated(text) != is_negated(first.text)
        denied = same or turned(text, first.text) or (is_negated(_ALL_OF_IT.sub("", text)) and not value.scope)
    if denied:
        item.otherwise = Share(ex.ZERO, text, item.ladder_span)
        item.denied = text if first.others and not first.limits else ""
    return denied


def _is_no_grade(reader: Reader, chosen: ex.Is, text: str, award: str) -> bool:
    """运行正常得4分，基本正常得2分，停用或闲置不得分; 不全面得1分，无的不得分: what is none of the words of the choice."""
    if opposed(text, award):
        return True
    return is_negated(text) and OTHER not in reader.measures.facts[chosen.key].choices


_SHORT = re.compile(r"^(?:未|没有|不)能?(?:达到|达标|完成|达成|实现|满足)?(?:标准|要求|目标|任务)?的?$")


def _misses(measure: Fact | None, text: str) -> bool:
    """未达到的, 未建成的 behind a limit of *measure*."""
    bare = _ALL_OF_IT.sub("", text)
    if measure is None:
        return _SHORT.match(bare) is not None
    if measure.kind is Kind.COUNT and is_negated(bare) and core(text) in measure.name:
        return True
    return not measure.name.endswith("用时") and bool(_SHORT.match(bare))  # what is not done at all takes no time


def _says_opposite(text: str, award: str) -> bool:
    """出现拖欠 of 无拖欠工资现象, 低于任务数 of 不低于任务数, 被列入失信名单 of 未被列入."""
    if falls_short(text, award) or award.endswith(tuple(no + text + of for no in _NOT for of in _OF_NUMBER)):
        return True
    if is_negated(text):
        return False
    thing = core(text)
    if award.endswith(tuple(no + thing for no in _NONE)):
        return True
    if len(thing) > 1 and denied_thing(award).startswith(thing):
        return True
    verb = thing.removeprefix("被")  # 列入 after 未被列入失信名单
    return len(verb) > 1 and award.startswith(tuple(no + verb for no in (*_NOT, *_NOT_PASSIVE)))


def _has_no_least(case: CaseDraft) -> bool:
    """Whether the band reaches down to nothing: 60%以下."""
    return len(case.limits) == 1 and case.limits[0].op in ("<", "≤") and case.limits[0].high is None


def _ever_later(case: CaseDraft) -> bool:
    """Whether the band is for whatever comes late, however late: 逾期30日以上."""
    limit = case.limits[0] if len(case.limits) == 1 else None
    return (
        limit is not None
        and limit.op in (">", "≥")
        and limit.high is None
        and _LATE.fullmatch(limit.fact.name) is not None
    )


def deny_again(reader: Reader, clause: Clause, value: tree.Zero) -> bool:
    """公开预算得2分，公开决算得2分。内容不完整的，每项扣0.5分；未公开的不得分: of the awards that it denies, behind what takes from all."""
    last = reader.group.last
    if last is None or value.scope or clause.otherwise:
        return False
    found = condition(reader.cell, clause)
    if found.compared:
        return False
    if last.has_award:
        return _denies_all(reader, clause, found.judged)
    awarded = [one for one in reader.items if len(one.cases) == 1 and not one.cases[0].limits]
    denied = [one for one in awarded if contradicts(found.judged, one.cases[0].text, True)]
    if len(denied) not in (1, len(awarded)):
        return False
    for one in denied:
        one.otherwise = one.otherwise or Share(ex.ZERO, reader.words_of(clause), reader.span_of(clause))
    return bool(denied)


def _denies_all(reader: Reader, clause: Clause, text: str) -> bool:
    """①公开预算得2分；②公开决算得2分。未公开的不得分: each award goes with what it is for, which is asked for there."""
    plain = all(
        len(one.cases) == 1 and not (one.cases[0].limits or one.otherwise or one.effects) for one in reader.items
    )
    if (
        len(reader.items) < 2
        or not plain
        or not all(contradicts(text, one.cases[0].text, True) for one in reader.items)
    ):
        return False
    for one in reader.items:
        one.otherwise = Share(ex.ZERO, reader.words_of(clause), reader.span_of(clause))
    return True


def lose_more(reader: Reader, item: ItemDraft, lost: CaseDraft | None, clause: Clause, value: tree.Zero) -> None:
    """无目标的，本指标不得分; 2.定期检查得1分，无事故得2分，发生事故的本项不得分: with the award that is denied, or the band *lost*, goes
    the indicator, or what stands beside it under its number or heading."""
    words, span = reader.words_of(clause), reader.span_of(clause)
    if value.scope == "指标":
        reader.lost_with.append((item, lost, words, span))
        return
    if value.own or clause.otherwise or not item.cases or (lost and lost.limits):
        return
    cases = [case.condition() for case in item.cases]
    denied = lost.condition() if lost else ex.Not(cases[0] if len(cases) == 1 else ex.Some(tuple(cases)))
    if not (reader.group.style or any(one.titled is not None for one in reader.group.items)):
        return  # 制度健全得2分，无事故得2分，发生事故的本项不得分: the award that it denies is an item by itself
    apart = item.award_sentence != clause.sentence and bool(reader.group.style)
    for one in reader.group.items:
        if one is not item and one.has_award and (apart or one.award_sentence == clause.sentence):
            one.vetoes.append(Veto(denied, words, span))


_LATE = re.compile(LATE)
_ALL_OF_IT = re.compile(r"^(?:(?:均|都|全部?|完全)+|一(?:项|条|个)(?:也|都)?)(?=[不未没无])")


def _another(award: str, text: str, value: tree.Zero) -> bool:
    """验收规范得2分，未验收先付款的，该项不得分: a failing of its own, of which the award does not speak."""
    return bool(value.scope) and is_negated(text) and not set(own_words(text)) <= set(award)


def _failing(effect: Effect, award: str) -> ex.Condition | None:
    """When *effect* takes points for a failure of the *award* that is not the whole of it."""
    match effect:
        case Change(condition, points) if points < 0:
            return condition
        case Decision(key, True):
            return ex.Compare(">", ex.Ref(key), ex.ZERO)
        case Steps(measure, points=points, counted=True) if points < 0 and denies(effect.words, award):
            return ex.Compare("≥", measure, ex.ONE)
    return None


def lowest_grade(reader: Reader, item: ItemDraft, text: str) -> bool:
    """符合得4分，部分符合得1分，不符合不得分: whether *text* is one more word of the choice that the awards are."""
    words = [one.word for case in item.cases for one in case.others if isinstance(one, ex.Is)]
    if not is_negated(text) or not any(word.endswith(core(text)) for word in words):
        return False
    zero_choice(reader, item, text)
    return True


def zero_choice(reader: Reader, item: ItemDraft, text: str) -> None:
    if is_negated(_ALL_OF_IT.sub("", text)) and not any(
        isinstance(c, ex.Is) for case in item.cases for c in case.others
    ):
        item.otherwise = Share(ex.ZERO, text, item.ladder_span)
        item.denied = text
        return
    chosen = choose(reader, item, text)
    (key,) = set(ex.keys_of(chosen))
    fact = reader.measures.facts[key]
    reader.measures.facts[key] = evolve(fact, choices=tuple(word for word in fact.choices if word != OTHER))
    item.cases.append(CaseDraft([], [chosen], ex.ZERO, NOTHING, text, item.ladder_span, text))
