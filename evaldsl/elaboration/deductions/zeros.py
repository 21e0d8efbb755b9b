"""不得分, 本项为0, 等级定为差: the end of a ladder, its 否则, or a veto."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.counting import per
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.failings import is_apart, says_wrong
from evaldsl.clauses.grouping import JOINED, JOINED_OR, Clause, core, is_negated, text_of
from evaldsl.clauses.opposites import comes_late, contradicts, denied_thing
from evaldsl.clauses.past_limits import merely_beyond
from evaldsl.clauses.signs import ABOVE, BARE_OTHERWISE
from evaldsl.clauses.things_named import OF_LIST
from evaldsl.clauses.told_again import says_unmet
from evaldsl.elaboration.awards.whole_list import one_fails, without_list
from evaldsl.elaboration.bands.introductions import as_failing
from evaldsl.elaboration.bands.named_limits import unmet
from evaldsl.elaboration.bands.zero_bands import zero_band
from evaldsl.elaboration.deductions.demands import demand_of
from evaldsl.elaboration.deductions.denied_awards import denied_by, deny_again, lose_more, lowest_grade
from evaldsl.elaboration.deductions.each_award import each_loses
from evaldsl.elaboration.deductions.reach import ends_list, is_besides, is_outside, spoken_of, tell_offence
from evaldsl.elaboration.deductions.said_again import (
    is_missed,
    named_above,
    none_counted,
    of_all_by_name,
    says_none,
    without_that,
)
from evaldsl.elaboration.deductions.several_limits import all_missed, so_many
from evaldsl.elaboration.judging import condition_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.names import count_name, found_name
from evaldsl.elaboration.steps.periods import not_counted
from evaldsl.elaboration.steps.severities import is_severe
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import (
    Change,
    Share,
    Veto,
)
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree


def zero(reader: Reader, clause: Clause, value: tree.Zero) -> None:
    """不得分, 本项为0, 本指标10分全扣."""
    if value.veto:
        clause = _without_verb(clause)
        if not _tells_veto(reader, clause):
            return
    if reader.changes and clause.segments:
        _tell_until_zero(reader, clause)
    if repeats_zero(reader, clause) or not_counted(reader, clause) or named_above(reader, clause, value):
        return
    clause, value = of_all_by_name(reader, as_failing(reader, without_that(reader, clause)), value)
    if one_fails(reader, clause, value) or deny_again(reader, clause, value):
        return
    clause, value = without_list(reader, clause, value)
    demand = demand_of(reader, clause) if clause.otherwise else None
    if demand is not None:
        item, value = _reached(reader, demand.clause, value)
        add_veto(reader, item, value, demand.failing(reader, item), clause)
        return
    if clause.segments and OF_LIST.match(text_of(reader.cell, clause.segments[0])):
        reader.whole_list()
    item, value = _reached(reader, clause, value)
    if value.points is not None:
        item, value = _of_points(reader, item, clause, value, value.points)
    otherwise, known = item.otherwise, len(item.cases)
    _lose(reader, item, clause, value)
    lost = item.cases[-1] if len(item.cases) > known else None
    if value.scope and (lost is not None or item.otherwise is not otherwise):
        lose_more(reader, item, lost, clause, value)


def _reached(reader: Reader, clause: Clause, value: tree.Zero) -> tuple[ItemDraft, tree.Zero]:
    """Which item *clause* takes all points of, and how far that reaches: 存在挪用的，不得分 behind a list speaks of all of it."""
    last = reader.item_for(clause)
    beside = [one for one in reader.group.items if one.has_award] if value.scope == "项" and reader.group.style else []
    if beside and last.formula and not (last.has_award or last.effects):
        last = beside[-1]  # 1.支出合规得2分，执行率=支出/预算×100%；超预算的，本项不得分: a formula is no item
    if len(reader.items) < 2 or not clause.segments or value.points is not None or value.scope == "指标":
        return last, value
    found = condition(reader.cell, clause)
    if not found.judged or found.compared:
        return last, value
    if value.scope and ends_list(reader, clause, found.judged):
        return last, evolve(value, scope="指标")
    spoken = None if value.scope else spoken_of(reader, clause, found.judged)
    if spoken is None and not value.scope and is_outside(reader, clause, found.judged, fault=False):
        return last, evolve(value, scope="指标")
    if spoken is None and not (value.scope and _under_heading(reader, last, clause)):
        tell_offence(reader, clause, found.judged)
    return spoken or last, value


def _lose(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Zero) -> None:
    """Under which condition *item*, or as much as *value* says, gets nothing: that its award is not earned, a band, a veto."""
    span, words = reader.span_of(clause), reader.words_of(clause)
    changed = reader.spoken.changed and isinstance(reader.spoken.changed[-1], Change)
    alone = not clause.otherwise and not clause.segments and (not item.cases or changed)
    if alone and (when := reader.spoken.condition_in(clause.sentence)) is not None:
        add_veto(reader, item, value, when, clause)
        return
    if clause.otherwise:
        if not twice(reader, item, clause):
            item.otherwise = Share(ex.ZERO, words, span)
        return
    if not clause.segments:
        reader.unread("这一处不得分没有写明条件", span[0], span[1])
        return
    plain = condition(reader.cell, clause, bare=item.measure is not None)
    found = merely_beyond(item, plain, clause)
    missed = BARE_OTHERWISE.match(found.judged) or _none_met(item, found.judged)
    if missed and not found.compared and item.cases and item.otherwise is None:
        if not lowest_grade(reader, item, found.judged):
            item.otherwise = Share(ex.ZERO, words, span)
        return
    if item.otherwise is None and (_any_fails(reader, item, clause) or _any_of_these(reader, item, clause)):
        item.otherwise = Share(ex.ZERO, words, span)
        return
    of_limit = all_missed(item, found.judged) or unmet(item, found) if found.judged else None
    if of_limit is not None:
        add_veto(reader, item, value, of_limit, clause)
        return
    one = per(reader.cell, clause, "", occurrence=True)
    if one is not None and one.step is None:
        fact = reader.measures.count(found_name(reader, count_name(item, clause, one)), item.label, one.size.unit)
        add_veto(reader, item, value, ex.Compare("≥", ex.Ref(fact.key), ex.number(one.size.number)), clause)
        return
    if each_loses(reader, item, clause, value, found):
        return
    if found.compared and not found.judged and zero_band(reader, item, clause, found):
        return
    many = so_many(reader, found)
    if many is not None:
        add_veto(reader, item, value, many, clause)
        return
    if item.opening_zero and not item.cases and _counts_none(reader, found, value.scope):
        if value.scope == "指标":
            assert reader.spoken.count is not None
            nothing = ex.Compare("=", ex.Ref(reader.spoken.count.key), ex.ZERO)
            reader.lost_with.append((item, CaseDraft([], [nothing], ex.ZERO, None, words, span), words, span))
        return
    whole = value.scope == "指标"
    if found.judged and value.scope != "项" and ((not whole and says_none(item, found)) or is_missed(item, found)):
        item.otherwise = Share(ex.ZERO, words, span) if item.cases else None
        return
    if found.judged and (none := none_counted(item, found, whole)) is not None:
        add_veto(reader, item, value, none, clause)
        return
    if found.judged and (lost := _needed_of_first(item, found)) is not None:
        add_veto(reader, item, value, lost, clause)
        return
    if found.judged and not found.compared and denied_by(reader, item, found.judged, value):
        return
    beyond = found is not plain and not found.judged  # 未增长不得分 behind 增长5%得5分，每低1%扣0.5分
    own = limits_of(reader, item, clause, found.compared)[0].condition() if beyond else None
    when = own or condition_of(reader, item, clause)
    veto = add_veto(reader, item, value, when, clause)
    if found.compared and not found.judged and not found.either and (item.takings or not item.cases):
        band = CaseDraft(reader.spoken.limits, [], ex.ZERO, None, veto.words, veto.span)
        item.takings.append((band, veto))


def _of_points(
    reader: Reader, item: ItemDraft, clause: Clause, value: tree.Zero, points: Fraction
) -> tuple[ItemDraft, tree.Zero]:
    """Of which item 3分全扣 takes all: of the last, if it is worth as much, else of all or of the one that is."""
    known = [(one, most) for one in reader.items if (most := _worth(one))]
    alike = [one for one, most in known if most == points]
    if not known or known[-1] == (item, points):
        return item, value
    if points == reader.weight:
        return item, evolve(value, scope="指标")
    if points == sum(map(_worth, reader.group.items)):
        return item, evolve(value, scope="项")
    if len(alike) == 1:
        return alike[0], value
    reader.unread(
        "没有读出说的是哪几分", *reader.span_of(clause), hint="写明“本指标不得分”，或者把这句话写在那一项的后面"
    )
    return item, value


def _worth(item: ItemDraft) -> Fraction:
    return item.stake or max((case.value or NOTHING for case in item.cases), default=NOTHING)


_NONE_MET = re.compile(
    r"(?:(?:[两二三四五]|\d)项(?:指标)?)?(?:均|都)[未不](?:达标|达到|符合|满足|完成)(?:要求|标准|目标)?的?"
)


def _none_met(item: ItemDraft, judged: str) -> bool:
    """甲率、乙率均≥62%得6分；一项未达标得3分；两项均未达标不得分: what is left when neither holds."""
    return len(item.cases) > 1 and len(item.cases[0].limits) > 1 and _NONE_MET.fullmatch(judged) is not None


def twice(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """否则不得分，否则扣2分: whether something else follows already; told where 否则 is said twice in one sentence."""
    if item.otherwise is not None and item.sentence == clause.sentence and item.otherwise.words.startswith("否则"):
        reader.unread("前面已经写了“否则”怎样", *reader.span_of(clause))
    return item.otherwise is not None


def repeats_zero(reader: Reader, clause: Clause) -> bool:
    """发生3起批评不得分，再次表扬也不得分: that nothing changes it goes without saying."""
    if not clause.segments or not isinstance(clause.value, tree.Zero):
        return False
    if not text_of(reader.cell, clause.segments[-1]).endswith("也"):
        return False
    before = reader.spoken.condition_in(clause.sentence)
    return before is not None and bool(reader.vetoes or reader.item_for(clause).vetoes)


_EVENT = re.compile(r"的,?$|,$|^(?:凡|如|若|出现|发生|存在|被|因|经)|发生|出现|违|弄虚作假|\d[一-龥]{1,2}及?以上$")


_VERB = re.compile(r"(?:并且|并|且|同时)?(?:实行|执行|予以|给予|进行)$")


def _without_verb(clause: Clause) -> Clause:
    """发生安全事故的，实行一票否决: the verb belongs to the veto."""
    *before, last = clause.segments or ((),)
    words = last[-1].value if last else None
    if not isinstance(words, tree.Word) or not _VERB.search(words.text):
        return clause
    text = _VERB.sub("", words.text)
    kept = (*last[:-1], evolve(last[-1], value=tree.Word(text), end=last[-1].start + len(text))) if text else last[:-1]
    return evolve(clause, segments=(*before, kept) if kept else tuple(before))


def _tells_veto(reader: Reader, clause: Clause) -> bool:
    """Whether a bare 一票否决 says when; what follows it does not say, so that is told."""
    assert clause.effect is not None
    if not _EVENT.search(_VERB.sub("", reader.cell.plain[clause.start : clause.effect.start])):
        reader.unread("没有读出什么情况下一票否决", *reader.span_of(clause))
        return False
    message = "“一票否决”没有写明否决什么，按本指标不得分读"
    hint = "写明后果，如“本指标不得分”“年度等级定为‘差’”"
    reader.measures.report("veto-effect-unstated", message, clause.effect, hint)
    return True


_CASE = re.compile(r"[的者时]$|\d")


def _tell_until_zero(reader: Reader, clause: Clause) -> None:
    """每处扣1分，造成恶劣影响，扣完为止: says that the words before 扣完 are read as a case which loses everything, where neither 的 nor a
    sentence of their own that names a fault shows it."""
    assert clause.effect is not None
    plain, begins = reader.cell.plain, clause.effect.start
    start, taken = clause.segments[0][0].start, plain[begins : clause.effect.end]
    text, apart = plain[start : begins - 1], plain[start - 1] in ",;。\n" and plain[begins - 1] == ","
    if not apart or not ("扣完" in taken or "扣光" in taken) or _CASE.search(text):
        return
    if clause.after and reader.changes[-1][0] != clause.sentence and (is_severe(text) or says_wrong(text)):
        return
    message = f"“{text}”后面的“{taken}”，按有这种情形就全部扣完读"
    hint = f"是这样的，写“{text}的，不得分”；只说怎样扣的，删去“{text}”"
    reader.measures.report("veto-effect-unstated", message, clause.effect, hint)


_ANY = re.compile(
    r"^(?:其中)?(?:如?有)?(?:任何|任意|任|其中)?一(?:项|个|条)?(?:指标)?(?:未|不|没有|没)能?(?:达到|达标|符合|满足|完成|达成)(?:要求|标准|目标)?的?$"
)


def _any_fails(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """及时率、准确率均达到100%得3分，任一项未达到的不得分; 预算、决算均公开得2分，缺一不得分: what the award says of all of them."""
    if len(item.cases) != 1:
        return False
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    several = len(item.cases[0].limits) > 1 and _ANY.match(text)
    return bool(several or (JOINED.search(item.cases[0].text) and _LACKS_ONE.fullmatch(text)))


_LACKS_ONE = re.compile("(?:凡|如|若|其中|有)?缺(?:项|少?(?:任[何意]?)?(?:一|1)(?:项|个|者|种|不可)?)的?")
_OCCURS = re.compile(r"^(?:如|若|凡)?(?:发生|出现|存在|发现|有)+的?")
_ONE_OF_THESE = re.compile(
    rf"^(?:如|若|凡)?(?:存在|出现|发生|发现|有)?{ABOVE}?(?:(?:情况|情形|行为|问题)之一|任[何意]?(?:一|1)(?:种|项|个|类)?(?:情况|情形|行为|问题)?)(?:的|者)?$"
)


def _any_of_these(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """不存在截留、挤占、挪用，得6分；存在上述任何一种情况，不得分: what the award says there is none of."""
    if len(item.cases) != 1 or not denied_thing(item.cases[0].text):
        return False
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    absent, own = denied_thing(item.cases[0].text), _OCCURS.sub("", text)
    if own != text and not clause.otherwise and (not own or (len(own) > 1 and absent.endswith(own))):
        return not item.cases[0].limits  # 不存在多头建设得4分，存在的不得分; 无文物安全事故…，发生事故不得分
    if len(some := JOINED_OR.split(own)) > 1 and {*some} <= {*JOINED_OR.split(absent)}:
        return not item.cases[0].limits and not clause.otherwise  # 无截留、挪用…，存在截留或挪用的不得分
    return bool(_ONE_OF_THESE.match(text))


_LATE = re.compile("逾期|延期|超期|超时|推迟|延迟|迟(?=报|交)|晚(?=报|交)|的$")


def _counts_none(reader: Reader, found: Condition, scope: str) -> bool:
    """每组织一次培训得1分，未组织的不得分; 5项工作，每项3分，未完成的不得分: what is not counted earns nothing anyway."""
    own = core(found.judged)
    if says_unmet(found.judged) and not (found.compared or scope):
        return True
    name = "" if reader.spoken.count is None else reader.spoken.count.name
    if name and not (found.compared or scope) and comes_late(own, name):
        return _LATE.sub("", own) in name  # 每季度按时报送得1分，逾期报送不得分
    counted = bool(name) and own in name
    return counted and bool(own) and not found.compared and is_negated(found.judged)


def add_veto(reader: Reader, item: ItemDraft, value: tree.Zero, when: ex.Condition, clause: Clause) -> Veto:
    veto = Veto(when, reader.words_of(clause), reader.span_of(clause))
    reader.spoken.condition = (clause.sentence, when)
    own = item.has_award
    apart = not value.own and own and item.award_sentence != clause.sentence
    apart = apart and (value.scope == "项" or (not reader.group.style and _of_none(reader, item, clause)))
    beside = [one for one in reader.group.items if one.has_award and one.award_sentence == clause.sentence]
    listed = value.scope == "项" and not value.own and len(beside) > 1  # 甲得2分，乙得2分，弄虚作假的，本项不得分
    several = [one for one in reader.group.items if one.has_award] if apart else beside if listed else []
    apart = apart or (listed and len(beside) == len(reader.group.items))
    if value.points is not None and value.points == sum(map(_worth, reader.group.items)):
        several, apart = [*filter(_awards, reader.group.items)], False  # 甲得6分；乙得4分；弄虚作假的10分全扣
    if value.scope != "指标" and _of_heading(reader, item, value, veto):
        return veto
    headed = [] if value.scope == "指标" else _worth_told(item) or _under_heading(reader, item, clause)
    if headed:
        for one in headed:
            one.vetoes.append(veto)
    elif (
        value.scope == "指标"
        or (not own and (value.scope == "项" or (not reader.group.style and any(map(_awards, reader.group.items)))))
        or (len(several) > 1 and apart and not reader.group.style)
    ):
        reader.vetoes.append(veto)
        if value.scope == "项" and not own and (value.own or reader.group.style):
            reader.own_losses.append((item, veto, value.own))
    elif len(several) > 1:
        for one in several:
            one.vetoes.append(veto)
    else:
        alike = any(item is one for one in reader.spoken.apiece)  # 甲、乙各得2分，弄虚作假的本项不得分
        for one in reader.spoken.apiece if alike else [item]:
            one.vetoes.append(veto)
    return veto


def _of_heading(reader: Reader, item: ItemDraft, value: tree.Zero, veto: Veto) -> bool:
    """Whether *veto* is of all that stands below a heading: 安全（5分）：①制度健全得3分；②事故1起扣2分；③瞒报的，本项不得分."""
    for heading in reader.stated.headings[-1:]:
        if not (item.has_award or (value.own and item.effects)) and any(item is other for other in heading.items):
            heading.vetoes.append(veto)
            return True
    return False


def _worth_told(item: ItemDraft) -> list[ItemDraft]:
    """师德（5分）：有偿补课1人次扣1分；体罚学生的，本项不得分: an item that only takes, of points that are told."""
    return [item] if not item.has_award and item.stake is not None else []


def _under_heading(reader: Reader, item: ItemDraft, clause: Clause) -> list[ItemDraft]:
    """资金管理（8分）：手续齐全得4分；核算规范得4分。发现挪用的，该项不得分: all that the points of the heading add up;
    资金管理（4分）：①手续齐全得2分；②核算规范得2分。发现挪用的，该项不得分."""
    items = reader.group.items
    start = max((at for at, one in enumerate(items) if one.titled is not None), default=len(items))
    points, below = items[start].titled if items[start:] else None, items[start:]
    for one in reader.stated.headings[-1:]:
        points, below = (one.points, one.items) if any(item is other for other in one.items) else (points, below)
    alike = len(below) > 1 and sum(map(_worth, below)) == points and all(map(_awards, below))
    return below if alike and item.award_sentence != clause.sentence and is_besides(reader, item, clause) else []


def _awards(item: ItemDraft) -> bool:
    return item.has_award


def _needed_of_first(item: ItemDraft, found: Condition) -> ex.Condition | None:
    """公开，且不少于7天得2分；不足7天得1分；未公开的不得分: what the first award alone says is denied to those behind it as well."""
    first = item.cases[0] if len(item.cases) > 1 and not found.compared else None
    if first is None or not first.limits or len(first.others) != 1 or any(one.others for one in item.cases[1:]):
        return None
    return ex.Not(first.others[0]) if contradicts(found.judged, first.text, True) else None


def _of_none(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """甲到位得2分；乙及时得2分；发生重大事故的不得分: of nothing that the last award speaks of."""
    found = condition(reader.cell, clause)
    award = f"{item.cases[0].text}{item.cases[0].words}" if item.cases else ""
    return bool(found.judged and award) and not found.compared and is_apart(found.judged, award)
