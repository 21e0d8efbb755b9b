"""Which item a deduction takes from: the last award's, the whole list above, or all points."""

import re
from bisect import bisect_right
from fractions import Fraction

from evaldsl.clauses.counted_names import counted_name
from evaldsl.clauses.counting import Per, per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import denies, fails_itself, is_apart, lessens, none_of, own_words, speaks_of
from evaldsl.clauses.grouping import CONTEXT, Clause, is_negated, text_of
from evaldsl.clauses.measure_names import is_rate_name, same_measure
from evaldsl.clauses.opposites import contradicts
from evaldsl.clauses.shortfalls import is_end
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.things_named import OF_LIST
from evaldsl.elaboration.deductions.reach import (
    GIVES,
    award_words,
    is_outside,
    named_beside,
    several_lists,
    spoken_of,
    tell_last,
)
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.names import taken_for
from evaldsl.elaboration.steps.severities import is_severe
from evaldsl.interpreter.rubric import Change, Effect, Kind, Steps, Together
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree

_BEHIND_EACH = "每项得分后面各写一句"
_ABOVE = re.compile(rf",*{ABOVE}")


def acted_on(reader: Reader, clause: Clause) -> ItemDraft:
    """The item a deduction takes from: the last award's; words such as 以上 speak of the whole list."""
    said = reader.cell.plain[clause.start : clause.end]
    above = _ABOVE.match(said) is not None or _says_of_all(reader, clause)
    if above or _of_list(reader, clause):
        reader.whole_list()
    denied = _worse(reader, clause) or _denied_before(reader, clause)
    last = reader.group.last
    if denied is None and not above and len(reader.items) > 1 and last and last.award_sentence != clause.sentence:
        denied = spoken_of(reader, clause, _subject(reader, clause))
    if denied is None and not above and len(reader.group.items) > 1 and not clause.otherwise:
        denied = named_beside(reader, _subject(reader, clause))
    if denied is not None:
        return denied
    own = _own_points(reader, clause) or _under_heading(reader, clause)
    if own is not None:
        item = reader.new_item(clause.start, clause.end)
        item.sentence, item.stake = clause.sentence, own
        return item
    paid = _none_is_paid(reader, clause)
    of_all = not paid and _of_all(reader, clause, above)
    alone = _stands_alone(reader, clause) or _beyond_last(reader, clause)
    rest = not (paid or of_all or alone) and _takes_rest(reader, clause)
    if paid or of_all or alone or rest:
        of_total = of_all and (above or not _is_another_of_all(reader, clause))
        stake = NOTHING if of_total or (rest and _bonus_fills(reader)) else None
        item = reader.new_item(clause.start, clause.end)
        item.sentence, item.stake = clause.sentence, stake
        return item
    if len(reader.items) > 1 and reader.group.items and not clause.otherwise:
        tell_last(reader, clause)
    return reader.item_for(clause)


def _worse(reader: Reader, clause: Clause) -> ItemDraft | None:
    """被通报批评的扣1分；造成严重后果的扣2分: from what the deduction before it takes, in whose place it stands."""
    last = reader.spoken.last_change
    if not isinstance(last, Change) or last.points >= 0 or not is_severe(_subject(reader, clause)):
        return None
    if reader.changes[-1][0] not in (clause.sentence, clause.sentence - 1):
        return None
    return next((one for one in reader.group.items if last in one.effects or last is one.otherwise), None)


def _says_of_all(reader: Reader, clause: Clause) -> bool:
    """在本指标得分中扣3分; 从本项得分中扣3分 in a sentence of its own behind awards without numbers."""
    scope, last = clause.value.scope if isinstance(clause.value, tree.Deduction) else "", reader.group.last
    if scope != "项" or last is None or last.award_sentence == clause.sentence:
        return scope == "指标"
    if reader.group.style and sum(one.has_award for one in reader.group.items) > 1:
        reader.unread("没有读出从哪几项里扣", *reader.span_of(clause), hint=_BEHIND_EACH)
    return not reader.group.style


def _denied_before(reader: Reader, clause: Clause) -> ItemDraft | None:
    """公布食谱得1分，食品留样得2分；未公布食谱扣1分: the award that the words deny, where it is not the last."""
    segments = clause.segments
    if len(reader.group.items) < 2 or not segments or len(segments[-1]) != 1 or clause.otherwise:
        return None
    if not all(CONTEXT.match(text_of(reader.cell, one)) for one in segments[:-1]):
        return None  # 查阅资料，未公布食谱扣1分
    words = text_of(reader.cell, segments[-1])
    denied = [one for one in reader.group.items if _is_plain(one) and contradicts(words, one.cases[0].text, True)]
    return denied[0] if len(denied) == 1 and denied[0] is not reader.group.items[-1] else None


def _is_plain(item: ItemDraft) -> bool:
    """Whether *item* is one award for what is judged, and no more."""
    return len(item.cases) == 1 and not item.cases[0].limits and item.otherwise is None


def _stands_alone(reader: Reader, clause: Clause) -> bool:
    """有专用收据得1分；账目公布得2分；强制收费的每次扣1.5分: of nothing that an award speaks of, it takes from all points."""
    items = reader.group.items
    plain = len(items) > 1 and not reader.group.style and reader.weight is not None and not clause.otherwise
    listed = all(one.award_sentence == clause.sentence for one in items)
    if not plain or not clause.segments or not (listed or items[-1].sentence != clause.sentence):
        return False
    if clause.after == ";" and _behind_full_stop(reader, clause):
        return False
    values = [one.cases[0].value for one in items if one.cases]
    if len(values) < len(items) or None in values or sum(filter(None, values)) != reader.weight:
        return False
    name, counted = taken_for(reader, clause)
    of_none = counted or not any(speaks_of(name, award_words(one)) for one in items)
    return bool(name) and is_apart(name, award_words(items[-1])) and of_none


def _beyond_last(reader: Reader, clause: Clause) -> bool:
    """制度健全得0.5分，制度公开得1.5分；执行不力的酌情扣分，最多扣2分: more than the last award gives, for no failing of it, is taken from
    all, which are all points."""
    items = reader.group.items
    plain = len(items) > 1 and len(items) == len(reader.items) and not (reader.group.style or clause.otherwise)
    if not plain or not clause.segments or items[-1].award_sentence == clause.sentence:
        return False
    most = _most_taken(reader, clause)
    values = [_given(one) for one in items if one.has_award]
    if most is None or len(values) < len(items) or sum(values) != reader.weight:
        return False
    if not values[-1] < most <= reader.weight:
        return False
    name, awards = taken_for(reader, clause)[0], [case.text for case in items[-1].cases]
    if not name or is_severe(name):  # 隐瞒情况的扣0.5分；情节严重的扣2分: more of what is taken from the award
        return False
    return not any(contradicts(name, one, True) or fails_itself(name, one) for one in awards)


def _most_taken(reader: Reader, clause: Clause) -> Fraction | None:
    """扣2分, 酌情扣1-2分, or the 最多扣2分 behind it."""
    value = clause.value
    assert clause.effect is not None
    for one in reader.cell.behind(clause.effect.start):
        if isinstance(one, tree.Cap) and one.on == "扣":
            return one.points
        if isinstance(one, (tree.Stop, *tree.EFFECTS)):
            break
    if isinstance(value, tree.Deduction):
        return None if value.amount.share else value.amount.high
    return value.high if isinstance(value, tree.Discretion) else None


def _subject(reader: Reader, clause: Clause) -> str:
    """What *clause* says falls short, 台账 of 台账每缺一项, or what it takes for."""
    counted = per(reader.cell, clause, "", occurrence=True)
    return counted.subject if counted is not None and counted.step is not None else taken_for(reader, clause)[0]


def _none_is_paid(reader: Reader, clause: Clause) -> bool:
    """甲得2分；有投诉的，每件扣0.5分，无投诉得2分: whether the award behind is for none of what is counted, so that both are one item."""
    last = reader.group.last
    if last is None or not last.has_award or not clause.segments or clause.effect is None:
        return False
    words = _words_of_next_award(reader.cell, clause.effect.end)
    if not is_negated(words):
        return False
    name, counted = taken_for(reader, clause)
    if not (name and counted) or (last.cases and none_of(last.cases[0].text, name)):
        return False
    return none_of(words, name)


def _words_of_next_award(cell: tree.Cell, place: int) -> str:
    """The words alone that an award right behind *place* is for; empty where no such award follows."""
    words = ""
    for value in cell.behind(place - 1):
        if isinstance(value, tree.Word):
            words += value.text
        elif not isinstance(value, tree.Comma) and (words or not isinstance(value, _BETWEEN_AWARDS)):
            return words.removesuffix("的") if isinstance(value, tree.Award) else ""
    return ""


_BETWEEN_AWARDS = (tree.Stop, tree.Cap, tree.UntilZero)


def _takes_rest(reader: Reader, clause: Clause) -> bool:
    """准点率≥90%得3分；投诉每起扣0.5分, of 6分: what is said of another thing behind all awards takes from the points they leave."""
    items = reader.group.items
    if reader.weight is None or reader.group.style or not items or len(items) != len(reader.items):
        return False
    if clause.otherwise or not clause.segments:
        return False
    given = [*map(_given, items)]
    if reader.weight in given:
        return False
    rest = reader.weight
    for points in given:
        rest -= points
    following = reader.cell.behind(clause.start) if rest > 0 else []
    return not any(isinstance(one, GIVES) for one in following) and _is_rest(reader, clause, items, rest, following)


def _bonus_fills(reader: Reader) -> bool:
    """完成任务得8分；获表彰加2分；被通报扣1分, of 10分: whether the bonus may earn just what the awards leave, so that it is all points that
    are taken from."""
    items = reader.group.items
    earned = sum((_given(one) + sum(map(_bonus, one.effects), NOTHING) for one in items), NOTHING)
    return earned == reader.weight and any(_bonus(effect) for one in items for effect in one.effects)


def _bonus(effect: Effect) -> Fraction:
    """The most that *effect* gives on top, where that is said."""
    match effect:
        case Change(points=points, most=most) if points > 0:
            return most or points
        case Steps(points=points, most=most) if points > 0:
            return most or NOTHING
        case Together(effects=[Steps() | Change() as first, *_], most=most) if first.points > 0:
            return most
    return NOTHING


def _under_heading(reader: Reader, clause: Clause) -> Fraction | None:
    """垃圾治理（5分）：覆盖率100%得3分，乱堆放每处扣1分，扣完2分为止: what is left of the points of the heading, for such a thing."""
    items = reader.group.items
    heads = [at for at, one in enumerate(items) if one.titled is not None]
    if not heads:
        return None
    start = heads[-1]
    head, below = items[start], items[start:]
    rest = (head.titled or NOTHING) - sum(map(_given, below), NOTHING)
    following = _below_heading(reader.cell.behind(clause.start)) if rest > 0 else []
    if any(isinstance(one, GIVES) for one in following) or not _is_rest(reader, clause, below, rest, following):
        return None
    head.stake = None if head.cases else head.stake  # the heading only sums up what stands below
    return rest


def _given(item: ItemDraft) -> Fraction:
    if item.stake and item.titled is None:
        return item.stake
    values = [case.value for case in item.cases if case.value]
    return max(values) if len(values) > 1 else values[0] if values else NOTHING


def _below_heading(values: list[tree.Value]) -> list[tree.Value]:
    """*values* up to the next number or heading: 厕所革命（5分）：."""
    found: list[tree.Value] = []
    for at, one in enumerate(values):
        behind = [other for other in values[at + 1 : at + 3] if not isinstance(other, tree.Word)]
        heads = isinstance(one, tree.Award) and one.bare and bool(behind) and isinstance(behind[0], tree.Colon)
        if heads or isinstance(one, tree.Marker):
            break
        found.append(one)
    return found


def _is_rest(
    reader: Reader, clause: Clause, items: list[ItemDraft], rest: Fraction, following: list[tree.Value]
) -> bool:
    """Whether *clause* takes from the *rest* of the points that *items* leave: in a sentence of its own, or where it says how many."""
    if clause.otherwise or not clause.segments or rest <= 0 or not all(map(_given, items)):
        return False
    declared = [one.points for one in following if isinstance(one, tree.Declared)]
    if any(one != rest for one in declared) or any(one.computed or one.bonus_only for one in items):
        return False
    value = clause.value
    counted = per(reader.cell, clause, value.per if isinstance(value, tree.Deduction) else "", occurrence=True)
    own = _own_measure(counted) if counted is not None else ""
    if counted is not None and not own and (counted.step is not None or counted.base is not None):
        return False
    told = bool(declared) or any(_is_limit(one, rest) for one in following)
    told = told or (counted is None and _taken_once(following) == rest)
    if items[-1].sentence == clause.sentence and not told:
        return False
    if own:  # 制度健全得2分；合格率≥100%，每低1个百分点扣1分
        return not any(same_measure(one.measure.name, own) for one in items if one.measure is not None)
    words = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    name = words if counted is None else counted_name(counted)
    return all(_is_another(one, words, name, told) for one in items)


def _own_measure(counted: Per) -> str:
    """The measure that *counted* names: 合格率≥100%，每低1个百分点; 入学率每低于95%一个百分点; 入学率每低1个百分点."""
    named = counted.base.subject if counted.base is not None else ""
    along = counted.step is not None and (counted.base is not None or is_rate_name(counted.subject))
    return named or (counted.subject if along else "")


def _own_points(reader: Reader, clause: Clause) -> Fraction | None:
    """制度健全得2分；宣传资料每少一项扣0.5分，共4分, of 6分: the points told of what lacks parts that no award counts."""
    last, weight = reader.group.last, reader.weight
    if last is None or weight is None or reader.group.style or clause.otherwise or last.sentence == clause.sentence:
        return None
    if not any(reader.cell.values(kind) for kind in (tree.Declared, tree.UntilZero, tree.Cap)):
        return None
    counted = per(reader.cell, clause, "", occurrence=True)
    name = (counted.context or counted.subject) if counted is not None and counted.step is not None else ""
    if counted is None or not name or counted.by_ratio or counted.step is None or counted.step.up:
        return None
    assert clause.effect is not None
    told, behind = None, NOTHING
    for part in reader.cell.parts[bisect_right(reader.cell.parts, clause.effect.start, key=lambda one: one.start) :]:
        match part.value:
            case tree.Declared(points) | tree.UntilZero(points) | tree.Cap("扣", points):
                told = points if told is None and not behind else told
            case tree.Stop() if told is None:
                return None
            case tree.Award(amount):
                behind += amount.high
            case tree.Full() | tree.Formula() | tree.Proportion() | tree.Portion():
                return None
    given = [one.stake or max((case.value or NOTHING for case in one.cases), default=NOTHING) for one in reader.items]
    if told is None or not all(given) or sum(given, told + behind) > weight:
        return None
    return told if all(_is_of_other_parts(one, name, counted.size.unit) for one in reader.items) else None


def _is_of_other_parts(item: ItemDraft, name: str, unit: str) -> bool:
    """Whether *item* counts no *unit*, and awards for nothing that *name* lacks."""
    if item.measure is not None:
        return item.measure.unit != unit
    return not item.has_award or _is_another(item, name, name, True)


def _taken_once(following: list[tree.Value]) -> Fraction | None:
    """What 未公示的扣2分；未上墙的扣1分 come to, if nothing else is said."""
    effects = [one for one in following if isinstance(one, tree.EFFECTS)]
    amounts = [one.amount for one in effects if isinstance(one, tree.Deduction) and not one.per]
    plain = len(amounts) == len(effects) and not any(one.share or one.is_range for one in amounts)
    return sum((one.high for one in amounts), NOTHING) if plain else None


def _is_limit(value: tree.Value, points: Fraction) -> bool:
    """扣完2分为止, 最多扣2分: whether it says that *points* are what is taken from."""
    if isinstance(value, tree.Cap):
        return value.on == "扣" and value.points == points
    return isinstance(value, tree.UntilZero) and value.points == points


def _is_another(item: ItemDraft, words: str, name: str, told: bool) -> bool:
    """Whether *words*, or the *name* of what they count, take for no failing of what *item* awards; *told*: from how many
    points they take is said."""
    award = award_words(item)
    if item.otherwise is not None and not item.denied:
        return True  # 经集体决策得2分，否则不得分；现金支付超限的每笔扣0.2分
    limits = [limit for case in item.cases for limit in case.limits]
    if limits and not any(map(is_end, limits)):
        return not re.search("[未不]达|达不到|[未不](?:合格|满意)|其", words)
    judged = any(case.text for case in item.cases)
    if limits and not judged and all(limit.fact.kind is Kind.RATIO for limit in limits):
        return bool(own_words(name)) and not any(lessens(name, limit.fact.name) for limit in limits)
    if told:
        return not any(fails_itself(one, case.text) for case in item.cases for one in (words, name))
    return is_apart(words, award) and not denies(words, award)


def _of_all(reader: Reader, clause: Clause, above: bool) -> bool:
    """①甲得2分；②乙得2分。每发现一处不符合扣0.5分: any fault, behind a list of awards, takes from all of it; so does whatever
    has to do with none of them, stands on a line of its own, or behind 另外."""
    several = len(reader.items) > 1 and clause.segments and not clause.otherwise
    several = several and sum(one.has_award for one in reader.items) > 1
    name = taken_for(reader, clause)[0] if several else ""
    if not name or not (above or is_outside(reader, clause, name)):
        return False
    if several_lists(reader) or any(isinstance(one, GIVES) for one in reader.cell.behind(clause.start)):
        reader.unread("没有读出从哪几项里扣", *reader.span_of(clause), hint=_BEHIND_EACH)
        return False
    return True


def _is_another_of_all(reader: Reader, clause: Clause) -> bool:
    """Whether what *clause* takes for is no failing of any award."""
    words = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    name = taken_for(reader, clause)[0] or words
    return all(_is_another(one, words, name, False) for one in reader.items)


def _of_list(reader: Reader, clause: Clause) -> bool:
    return bool(clause.segments) and bool(OF_LIST.match(text_of(reader.cell, clause.segments[0])))


def _behind_full_stop(reader: Reader, clause: Clause) -> bool:
    """甲得2分。乙得3分；违规的每次扣1分: the ； joins it to the award before it, which the 。 parts from the others."""
    before = (part.value for part in reader.cell.parts if part.start < clause.start)
    marks = [value.mark for value in before if isinstance(value, tree.Stop)]
    return len(marks) > 1 and marks[-2] != ";"
