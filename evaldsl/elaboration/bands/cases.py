"""Awards under a condition: one band of a ladder, or the first of a new item."""

import re
from fractions import Fraction

from evaldsl.arrangement.categories import condition_among
from evaldsl.arrangement.durations import of_one_time, place_in_time
from evaldsl.arrangement.headings import heading_of, under_heading
from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.conditions import Condition, condition, judged_first
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.failings import none_of, same_said
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import restates, same_measure
from evaldsl.clauses.measures import MISTYPED
from evaldsl.clauses.mentions import MET, is_list_of, unit_of_limit
from evaldsl.clauses.opposites import HAPPENS
from evaldsl.clauses.past_limits import merely_beyond
from evaldsl.clauses.relative_limits import COMPLETED, computed_here, share_of_award
from evaldsl.clauses.things_named import WHOLE_LIST
from evaldsl.clauses.told_again import says_met
from evaldsl.elaboration.bands.choices import choose, is_choice
from evaldsl.elaboration.bands.decided_points import decided
from evaldsl.elaboration.bands.introductions import without_aims
from evaldsl.elaboration.bands.lesser_awards import (
    counts_down,
    counts_failing,
    counts_more,
    gives_less,
    gives_less_of,
    is_placed,
    reaches_less,
)
from evaldsl.elaboration.bands.named_limits import among_limits, so_many_enough, wants_several
from evaldsl.elaboration.bands.nothing_to_measure import exempts
from evaldsl.elaboration.bands.what_is_left import is_left
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.asked_numbers import also_asks
from evaldsl.elaboration.subjects import limits_of
from evaldsl.elaboration.worded_awards import join_words
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Fact, Share, Steps
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree
from evaldsl.text.numerals import HOW_MANY, number


def add_case(reader: Reader, clause: Clause, amount: tree.Amount | None, title: bool = False) -> None:
    """An award: a band of the item's ladder, or the first of a new item. *amount* None is full marks."""
    label = heading_of(clause)
    found = _asked(reader, clause, label)
    of_list = bool(found.judged and not found.compared and WHOLE_LIST.match(found.judged))
    if _told_above(reader, clause, found, amount, of_list):
        return
    if of_list:
        reader.whole_list()
    sentence = reader.group.items[-1].sentence if reader.group.items else clause.sentence
    item = reader.item_for(clause)
    begun = bool(item.cases or item.effects or item.computed)
    if begun and exempts(reader, item, clause, found, amount):
        return
    found = merely_beyond(item, found, clause)
    if begun:
        also_asks(reader, item, found)
    if begun and amount is not None and _apart(reader, item, sentence, clause, amount):
        item = reader.new_item(clause.start, clause.end)
        item.sentence = clause.sentence
    if of_list and amount is not None and item.opening_zero and _ends_steps(reader, item, clause, found, amount):
        return
    if item.cases and not (found.judged or found.compared or clause.among):
        reader.unread("这一处得分没有写明条件", *reader.span_of(clause))
        return
    if title and amount is not None:
        item.stake = item.titled = amount.high
        item.texts.append(found.judged)
        return
    continues = clause.among is not None and bool(item.cases) and item.award_sentence == clause.sentence
    if item.has_award and not continues and not _continues(reader, item, found, amount, label):
        item = _next_item(reader, item, sentence, clause, found, amount)
    _add(reader, item, clause, new_case(reader, item, clause, found, amount), amount)


def _asked(reader: Reader, clause: Clause, label: str) -> Condition:
    """What *clause* awards for, under its heading *label*."""
    found = without_aims(reader, condition(reader.cell, clause, bare=True))
    if reader.group.label and not (found.judged or found.compared or reader.group.items or clause.segments):
        found = evolve(found, judged=reader.explained(reader.group.label))
    if not label and not found.judged.startswith("有无"):
        return found
    one = reader.group.last if label else None
    lesser = one and one.cases and one.award_sentence == clause.sentence and _is_lesser(one, found)
    return found if lesser else under_heading(label, found)


def _told_above(reader: Reader, clause: Clause, found: Condition, amount: tree.Amount | None, of_list: bool) -> bool:
    """Whether it only says again what the things of a list above, or all of them, earn."""
    total, whole = reader.stated.shared_total, reader.weight if amount is None else amount.high
    if total and says_met(found.judged):  # 以上每个要点占1/4，符合一个要点得25%
        if WHOLE_LIST.match(found.judged) and not (amount and amount.share) and whole not in (None, total):
            reader.unread("逐项的分数与全部符合的分数对不上", *reader.span_of(clause))
        return True
    return of_list and ((amount is not None and (total or NOTHING) == whole) or _comes_to(reader, whole))


def _ends_steps(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount) -> bool:
    """每符合一项得3分，全部符合得9分: the most that the steps before it earn."""
    last = reader.spoken.last_change
    if not isinstance(last, Steps):
        return False
    named = re.match(rf"{HOW_MANY}(?=项|条|点)", found.judged)
    if named and number(named.group()) * last.points != amount.high:
        reader.unread("逐项的分数与全部符合的分数对不上", *reader.span_of(clause))
    reader.replace_effect(item, last, evolve(last, most=amount.high))
    item.stake = amount.high
    return True


def _next_item(
    reader: Reader, item: ItemDraft, sentence: int, clause: Clause, found: Condition, amount: tree.Amount | None
) -> ItemDraft:
    """The item of an award that is no more band of *item*, which was spoken of in *sentence* before."""
    if item.computed and not item.cases and (_on_formula(reader, item, found) or _of_all(reader, item, found, amount)):
        _by_its_rate(reader, item)
        return item
    if item.titled is not None and item.cases and item.cases[0].value is not None:
        item.stake = None  # the heading only sums up its awards
    item.sentence = sentence
    item = reader.new_item(clause.start, clause.end)
    item.sentence = clause.sentence
    item.subject = reader.group.items[-2].subject if len(reader.group.items) > 1 else None
    return item


def _add(reader: Reader, item: ItemDraft, clause: Clause, draft: CaseDraft, amount: tree.Amount | None) -> None:
    """Puts *draft* among the bands of *item*."""
    item.award_sentence = clause.sentence
    if not item.cases:
        item.ladder_span = draft.span
        item.words = item.words or draft.words
    first = bool(item.cases) and not draft.limits and _is_fullest(reader, item, draft)
    item.cases.insert(0 if first else place_in_time(item.cases, draft), draft)
    if amount is not None and not (amount.share or amount.is_range):
        reader.spoken.condition = (clause.sentence, draft)


def _comes_to(reader: Reader, whole: Fraction | None) -> bool:
    """①…（2分）；②…（2分）。全部符合得满分: says no more than what the items above come to."""
    each = [item.cases[0].value for item in reader.items if len(item.cases) == 1 and not item.effects]
    own = [value for value in each if value is not None]
    return len(own) == len(reader.items) > 1 and sum(own) == whole


def _apart(reader: Reader, item: ItemDraft, sentence: int, clause: Clause, amount: tree.Amount) -> bool:
    """新增1人扣0.1分，最多扣1分；管控率100%得2分: what is taken before, of 3 points, is taken from the one that is left."""
    takes = bool(item.effects) and all(isinstance(e, (Steps, Change)) and e.points < 0 for e in item.effects)
    if not takes or item.has_award or sentence == clause.sentence:
        return False
    given = [one.stake or max((case.value or NOTHING for case in one.cases), default=NOTHING) for one in reader.items]
    within = reader.weight is not None and sum(given, amount.high) <= reader.weight
    left = item.stake is None or (item.titled is None and within)  # 每处扣1分，该项4分；…得2分
    words = text_of(reader.cell, clause.segments[-1]) if left and clause.segments else ""
    if words and reader.spoken.count is not None and none_of(words, reader.spoken.count.name):
        return False  # 有投诉的，每件扣0.5分，扣完为止；无投诉得2分
    return left and reader.weight is not None and not amount.share and amount.high < reader.weight


def _is_fullest(reader: Reader, item: ItemDraft, draft: CaseDraft) -> bool:
    """完成得1分，超额完成得2分: the award that gives all points is asked for before those that give less."""
    value = draft.value
    if value is None or not draft.text or value != (item.stake or reader.weight):
        return False
    return any((case.value or NOTHING) < value for case in item.cases)


def new_case(
    reader: Reader, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount | None
) -> CaseDraft:
    if found.judged and found.compared:
        every = len(found.compared) > 1 and _ALL_OF_THEM.fullmatch(found.judged)
        found = evolve(found, judged="") if every or _counts_its_list(found) else found
    past = wants_several(item) and _past_whole(reader, item, amount)
    among = among_limits(item, found, past) or so_many_enough(reader, item, clause, found, amount)
    others, limits = _conditions(reader, item, clause, found) if among is None else ([among], [])
    kind = None if clause.among is None else condition_among(reader.measures, item.label, clause.among)
    points, value = points_of(reader, item, clause, amount)
    words, span = reader.words_of(clause), reader.span_of(clause)
    return CaseDraft(limits, others, points, value, words, span, found.judged, clause.among, kind)


def _conditions(
    reader: Reader, item: ItemDraft, clause: Clause, found: Condition
) -> tuple[list[ex.Condition], list[Limit]]:
    """What else must hold, and the limits; facts in the order in which the words name them."""
    if not found.compared:
        return _judged_words(reader, item, found), []
    first = judged_first(reader.cell, found)
    others = _judged_words(reader, item, found) if first else []
    limits = limits_of(reader, item, clause, found.compared)
    join_words(reader.measures, item, limits[0].fact)
    if found.judged and not first:
        others = _judged_words(reader, item, found)
    if found.any_of:
        return [ex.Some((*(limit.condition() for limit in limits), *others))], []
    if found.either:
        return [ex.Some(tuple(limit.condition() for limit in limits)), *others], []
    return others, limits


def _counts_its_list(found: Condition) -> bool:
    """甲、乙、丙，三项均具备得5分，具备两项得3分: as many as are named, so that the number says it all."""
    match found.compared:
        case [Compared(subject, tree.Part(value=tree.Comparison("≥", tree.Quantity(number=many))))]:
            return re.fullmatch(MET, subject) is not None and is_list_of(found.judged, many)
    return False


def _judged_words(reader: Reader, item: ItemDraft, found: Condition) -> list[ex.Condition]:
    """What the words of *found* say that are no comparison."""
    if item.cases and item.measure is None and is_choice(item, found.judged):
        return [choose(reader, item, found.judged)]
    if not found.judged:
        return []
    first = item.cases[0] if item.cases and found.compared else None
    if first is not None and first.limits and len(first.others) == 1 and isinstance(first.others[0], ex.Holds):
        said = same_said(found.judged, first.text)
        if said is not None:
            return [first.others[0] if said else ex.Not(first.others[0])]
    return [judgement_of(reader, item, found.judged)]


_REACHED = r"(?:达标|达到|符合|满足|完成)(?:要求|标准|目标|条件)?的?"
_ALL_OF_THEM = re.compile(rf"(?:以上)?(?:[两二三四五六\d]+项)?(?:指标)?(?:均|都|全部)+{_REACHED}")
"""甲率达100%，乙率达100%，两项均达标得3分: no more than the limits say."""


def points_of(
    reader: Reader, item: ItemDraft, clause: Clause, amount: tree.Amount | None
) -> tuple[ex.Expr, Fraction | None]:
    if amount is None:
        return ex.Rest(), None
    if amount.slip and clause.effect:
        message = f"“{reader.cell.plain[clause.effect.start : clause.effect.end]}”中的数字像是漏了小数或多了一点"
        reader.measures.report("mistyped-number", message, clause.effect, MISTYPED)
    low, high = amount.low, amount.high
    if amount.share:
        whole = reader.whole_points(item)
        low, high = low * whole, high * whole
        item.whole = item.whole if item.cases else whole
    return (decided(reader, item, low, high, amount) if amount.is_range else ex.Number(high)), high


def _past_whole(reader: Reader, item: ItemDraft, amount: tree.Amount | None) -> bool:
    """Whether *amount* beside the awards before it would be more than there is."""
    whole = item.stake or reader.weight
    awarded = sum((case.value or NOTHING for case in item.cases), NOTHING)
    return amount is not None and whole is not None and not amount.share and awarded + amount.high > whole


def _among_others(measure: Fact, found: Condition) -> bool:
    """优良率≥90%得5分，合格率100%但优良率不足90%的得3分: whether *measure* is one of those that are compared."""
    return any(one.subject and same_measure(measure.name, one.subject) for one in found.compared[1:])


def _continues(reader: Reader, item: ItemDraft, found: Condition, amount: tree.Amount | None, label: str) -> bool:
    """Whether an award is one more band of *item* (of which only one counts) rather than a new item; *label* heads it."""
    if not item.cases or item.bonus_only:
        return False
    if of_one_time(item, found, amount, reader.weight) or is_left(reader, item, found, amount):
        return True
    past = _past_whole(reader, item, amount)
    if wants_several(item) and among_limits(item, found, past) is not None:
        return True
    if found.compared and item.measure is not None:
        return _of_the_measure(reader, item, item.measure, found, amount, "" if past else label)
    if found.judged and not found.compared and is_placed(item, found.judged):
        return True
    first = item.cases[0]
    if found.compared and not first.text:
        return False
    if found.compared and counts_down(item, found.compared[0], amount):
        return True
    if found.judged and item.measure is None and first.text and is_choice(item, found.judged):
        return True
    if amount is not None and amount.share and item.whole is None and not item.effects and found.judged:
        return True
    value = None if amount is None else amount.high * (item.whole or 1 if amount.share else 1)
    return value is not None and _by_its_points(reader, item, found, value)


def _of_the_measure(
    reader: Reader, item: ItemDraft, measure: Fact, found: Condition, amount: tree.Amount | None, label: str
) -> bool:
    """Whether *found* compares the *measure* of *item*'s bands, or what says the same of it, under the heading *label*."""
    past = _past_whole(reader, item, amount)
    name, part = (found.compared[0].subject or ("" if label == reader.group.heading else label)), found.compared[0].part
    if isinstance(part.value, tree.Changed) and part.value.subject:
        return measure.signed and part.value.subject in measure.name
    if isinstance(part.value, tree.Changed) and not measure.signed and not past:
        return False  # 收缴率≥98%得3分，每低1%扣0.3分；同比提高的得3分
    apart = COMPLETED.fullmatch(name) is None and not past  # 投资完成率≥90%得2分, of 6
    if not apart and share_of_award(item, found.compared[0]) is not None:
        return True
    if not name or HAPPENS.fullmatch(name) or restates(measure, name, unit_of_limit(part)):
        return True
    if past and _among_others(measure, found):
        return True
    if gives_less(item, amount) and (counts_more(measure.name, name) or counts_failing(item, found.compared[0])):
        return True
    own = computed_here(reader.measures, name) and name != measure.name
    return same_measure(measure.name, name) and not own


def _by_its_points(reader: Reader, item: ItemDraft, found: Condition, value: Fraction) -> bool:
    """Whether *value* points can be no award beside those of *item*, so that one is instead of the other."""
    first, last, measure = item.cases[0], item.cases[-1].value, item.measure
    if last is None and len(item.cases) == 1 and first.text and found.judged:  # the rest of 得满分 is nothing
        return item.stake is None and not item.effects and isinstance(first.points, ex.Rest)
    if last is None or item.effects:
        return False
    if value < last and (measure is None or not found.compared) and gives_less_of(reader, item, found):
        return True
    whole = item.stake or reader.weight
    if (measure is not None or item.otherwise is not None) and value != whole:
        return False
    total = sum((case.value or NOTHING for case in item.cases), NOTHING) + value
    return whole is not None and total > whole and (value < last or value == whole)


def _on_formula(reader: Reader, item: ItemDraft, found: Condition) -> bool:
    """Whether an award is a band of the rate that the formula before it computes with, or is: 得分=完成率×10分，完成率<60%得2分;
    得分=实际值÷目标值×10，完成率≥90%得满分."""
    if not found.compared:
        return False
    name = found.compared[0].subject
    keys = [key for effect in item.effects if isinstance(effect, Share) for key in ex.keys_of(effect.points)]
    names = [*keys, *(one.name for one in (item.subject,) if one is not None and _in_formula(reader, one, keys))]
    names += [one.said for one in reader.measures.rates.values() if one.said and {*ex.keys_of(one.expr)} == {*keys}]
    return not name or any(same_measure(one, name) for one in names)


def _in_formula(reader: Reader, subject: Fact, keys: list[str]) -> bool:
    """查处率=查处数/立案数。得分=完成数÷计划数×6分: whether the formula computes with *subject*, or with what that is computed from."""
    rate = reader.measures.rates.get(subject.name)
    return rate is None or not keys or subject.key in keys or bool({*ex.keys_of(rate.expr)} & {*keys})


def _by_its_rate(reader: Reader, item: ItemDraft) -> None:
    """得分=实际值÷目标值×10，完成率≥90%得满分: what the formula multiplies is the rate of the band, below which it stops."""
    rates = {one.expr: one.name for one in reader.measures.rates.values() if one.said}
    for effect in item.effects if rates else ():
        match effect:
            case Share(ex.Arithmetic("×", quotient, points)) if quotient in rates:
                reader.replace_effect(item, effect, evolve(effect, points=ex.times(ex.Ref(rates[quotient]), points)))


def _of_all(reader: Reader, item: ItemDraft, found: Condition, amount: tree.Amount | None) -> bool:
    """得分=5-逾期天数×0.5，提前完成的得满分: whether a judgement earns all that the formula before it can give."""
    if not found.judged or found.compared:
        return False
    return amount is None or (not amount.share and amount.high == (item.stake or reader.weight))


def _is_lesser(item: ItemDraft, found: Condition) -> bool:
    """部分控制 behind 得到有效控制, which a heading stands before."""
    return is_choice(item, found.judged) or reaches_less(found.judged, item.cases[0].text)
