"""一项不达标扣1分, 两项均上升不得分: what happens when one, or so many, of several things that an award wants fail."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.limits import Limit
from evaldsl.elaboration.bands.named_limits import so_many_missed
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Steps
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import HOW_MANY, number

_ONE_MISSED = re.compile(
    r"(?:如|若|凡)?(?:其中|以上|上述)?(?:任何|任意|任|每)?有?(?:任何|任意|任)?(?:一|1|(?<=每))(?:项|个)(?:指标)?"
    r"(?:(?:未|不|没有|没)能?(?:达到|达标|符合|满足|完成|达成)|达不到|超标|超限)(?:要求|标准|目标)?(?:的|者)?"
)
_FAILS = r"(?:低于|少于|小于|不足|不到|未达到?|达不到|没有?达到|超过|高于|未|不|没有|没)(?:达标|符合|满足|完成|达成|合格)?(?:要求|标准|目标)?(?:的|者)?"
_MANY_MISSED = re.compile(
    rf"(?:如|若|凡)?(?:其中|有)*(?P<many>[一两二三四五六]|\d)[项个](?:指标)?(?P<all>均|都|全部)*{_FAILS}"
)
_MORE_MISSED = re.compile(rf"(?<!第)([两二三四五六]|[2-9])[项个](?:指标)?(?:均|都|全部)*{_FAILS}")
_PAST = re.compile(
    r"(?P<head>(?:如|若|凡)?(?:其中|以上|上述)?(?:任何|任意|任|每)?有?(?:任何|任意|任|其中)?(?:[一两二三四五六]|\d)[项个](?:指标)?(?:均|都|全部)?)"
    r"(?:(?P<below><|低于|少于|小于|不足|不到|不满|未达到?|没有?达到|达不到)|>|超过|超出|高于|大于|多于)(?P<number>\d+(?:\.\d+)?)(?P<unit>%|个?百分点|[^\d,，的]{0,3})(?:的|者)?"
)
_SO_MANY = re.compile(rf"(?P<many>{HOW_MANY})项(?:指标)?(?:均|都|全部|全)+(?P<what>.+)")


def each_missed(reader: Reader, item: ItemDraft, clause: Clause, points: Fraction) -> bool:
    """甲率100%、乙率≥98%，两项均达标得3分，一项不达标扣1分: every limit of the award that is missed takes the points."""
    if _each_stated(reader, item, clause, points):
        return True
    first = _of_limits(item)
    if first is None or item.otherwise is not None:
        return False
    if _many_missed(reader, item, first, clause, points):
        return True
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    if item.effects or not _one_missed(text, [limit.op for limit in first.limits]):
        return False
    _take_each(reader, item, clause, first.limits, points)
    return True


def _each_stated(reader: Reader, item: ItemDraft, clause: Clause, points: Fraction) -> bool:
    """合格率≥95%、返工率≤2%，一项不达标扣1分: of limits that are stated and earn nothing each that is missed takes the points."""
    *stated, last = clause.segments or ((),)
    if item.cases or clause.otherwise or not stated or not _ONE_MISSED.fullmatch(text := text_of(reader.cell, last)):
        return False
    found = condition(reader.cell, evolve(clause, segments=tuple(stated)), bare=True)
    values = [one.part.value for one in found.compared if one.subject]
    ops = [one.op for one in values if isinstance(one, tree.Comparison)]
    if found.judged or not 1 < len(ops) == len(found.compared) or not _one_missed(text, ops):
        return False
    _take_each(reader, item, clause, limits_of(reader, item, clause, found.compared), points)
    return True


def _one_missed(text: str, ops: list[str]) -> bool:
    """Whether *text* says that one of several limits is missed: 一项不达标; 一项超标 where more is too much of all of them."""
    return _ONE_MISSED.fullmatch(text) is not None and ("超" not in text or {*ops} <= {"≤", "<"})


def _take_each(reader: Reader, item: ItemDraft, clause: Clause, limits: list[Limit], points: Fraction) -> None:
    words, span = reader.words_of(clause), reader.span_of(clause)
    for limit in limits:
        limit.op = limit.op or ("" if limit.high is not None else "≥")
        reader.add_effect(item, Change(ex.Not(limit.condition()), -points, None, words, span))


def _of_limits(item: ItemDraft) -> CaseDraft | None:
    """The only award of *item*, where it is for several limits."""
    first = item.cases[0] if len(item.cases) == 1 else None
    return first if first is not None and len(first.limits) > 1 and not first.others else None


def _many_missed(reader: Reader, item: ItemDraft, first: CaseDraft, clause: Clause, points: Fraction) -> bool:
    """其中一项低于95%扣1分，两项低于扣3分: by how many are missed; *points* for one of them alone where two have points of their own."""
    match = _MANY_MISSED.fullmatch(text_of(reader.cell, [part for segment in clause.segments for part in segment]))
    if match is None or any(not isinstance(one, Change) for one in item.effects):
        return False
    many, limits = int(number(match["many"])), len(first.limits)
    more = {int(number(one)) for one in _MORE_MISSED.findall(reader.cell.plain, clause.end)}
    if many > limits or (many == 1 and not any(1 < one < limits for one in more)):
        return False
    when = so_many_missed(first, many, exactly=any(many < one <= limits for one in more))
    for limit in first.limits:
        limit.forgive(when)
    reader.add_effect(item, Change(when, -points, None, reader.words_of(clause), reader.span_of(clause)))
    return True


def all_missed(item: ItemDraft, judged: str) -> ex.Condition | None:
    """三项均低于不得分 behind 一项低于95%扣1分."""
    first, match = _of_limits(item), _MANY_MISSED.fullmatch(judged)
    if first is None or match is None or not item.effects or int(number(match["many"])) != len(first.limits):
        return None
    return so_many_missed(first, len(first.limits), exactly=False)


def missed_in_words(reader: Reader, clause: Clause) -> Clause:
    """*clause* with 有一项未达标 for 有一项低于100%, behind an award that wants 100% of each of several."""
    item = reader.group.last
    limits = item.cases[0].limits if item is not None and item.cases else []
    segment = clause.segments[-1] if clause.segments and len(limits) > 1 else ()
    match = _PAST.fullmatch(text_of(reader.cell, segment)) if len(segment) > 1 else None
    if match is None:
        return clause
    below, scale = match["below"] is not None, 100 if match["unit"] == "%" else 1
    wanted = number(match["number"])
    if any(one.high is not None or one.low * scale != wanted or (one.op in ("≤", "<")) == below for one in limits):
        return clause
    told = Part(tree.Word(f"{match['head']}未达标"), segment[0].start, segment[-1].end)
    return evolve(clause, segments=(*clause.segments[:-1], (told,)))


_ADDED_UP = re.compile(r"(?:扣分)?(?:问题)?(?:累计|合计|共计|总计)(?:扣分|发现|出现|发生|达|有)*")


def added_up(reader: Reader, clause: Clause) -> Clause:
    """*clause* with 达到5处 for 扣分累计5处, behind 每处扣1分: that many of what is counted."""
    fact, segment = reader.spoken.count, clause.segments[-1]
    if fact is None or len(segment) == 1:
        return clause
    words, number = (segment[0].value, segment[1].value) if len(segment) in (2, 3) else (None, None)
    if not isinstance(words, tree.Word) or not isinstance(number, tree.Comparison):
        return clause
    plain = number.op in ("", "≥") and number.limit.unit == fact.unit and number.limit.number > 1
    if not plain or not _ADDED_UP.fullmatch(words.text) or text_of(reader.cell, segment[2:]) not in ("", "的"):
        return clause
    if isinstance(clause.value, tree.Award) or (isinstance(clause.value, tree.Deduction) and not clause.value.again):
        return clause  # 每处扣0.5分，累计3处扣2分: instead, or as well?
    if len(_counted_in(reader, fact.unit)) > 1:
        message = f"前面有几样都以“{fact.unit}”计，没有写明累计的是哪一样"
        hint = f"写明是哪一样，如“{fact.name}累计{shown(number.limit.number)}{fact.unit}的”"
        reader.unread(message, *reader.span_of(clause), hint=hint)
    limit = evolve(segment[1], value=evolve(number, op="≥"))
    return evolve(clause, segments=(*clause.segments[:-1], (limit,)))


def _counted_in(reader: Reader, unit: str) -> set[str]:
    """What the last item counts in *unit*."""
    effects = reader.group.last.effects if reader.group.last is not None else []
    steps = [one for one in effects if isinstance(one, Steps) and one.counted]
    keys = {key for one in steps for key in ex.keys_of(one.measure)}
    return {key for key in keys if reader.measures.facts[key].unit == unit}


def so_many(reader: Reader, found: Condition) -> ex.Condition | None:
    """两项均上升不得分 behind 一项上升扣2分: what is counted comes to so many."""
    match, fact = _SO_MANY.fullmatch(found.judged), reader.spoken.count
    if match is None or found.compared or fact is None or fact.unit != "项" or fact.name != match["what"]:
        return None
    return ex.Compare("≥", ex.Ref(fact.key), ex.number(number(match["many"])))
