"""超出部分不加分, 3次以上部分不再加分: where a bonus, or a formula, ends, in words of its own; 下降的不加分: where there is none."""

import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grade_words import alternatives
from evaldsl.clauses.grouping import Clause, core, is_negated, text_of
from evaldsl.clauses.opposites import contradicts
from evaldsl.elaboration.awards.graded_bonus import withheld_grade
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import Arithmetic, Expr, Number, Ref, Rest, keys_of
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Share, Steps
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import number
from evaldsl.text.typography import curly

_NO_MORE = re.compile(
    r"(?:对|其)?(?:超过|超出|多出|超额)?(?:完成|上限|目标|任务)*的?(?P<many>[\d.]+|[一二两三四五六七八九十]+)?(?P<unit>[一-龥]{1,2}?)?(?:及?以上|以外|之外)?的?(?:部分)?的?"
    r"(?:均|一律)?不(?:再|另|予|另外|额外|重复)*(?:加|奖|计加|给予加)分"
)
_PART_BEYOND = re.compile(r"(?:超过|超出|多出|超额)(?:完成)?(?:100%)?的?部分")
_MORE_THAN_ALL = re.compile(
    r"(?:完成率|完成比例|比例|比值)?(?:超过|超出|大于|高于|超额)(?:完成)?(?:100%|1(?!\d)|[满全]分|(?:计划|目标|任务|指标)[数值]?)?的?"
)
_BEYOND = re.compile(r"超|多出|以上|以外|之外|部分")


def no_more(reader: Reader, clause: Clause) -> Clause:
    """*clause* without words that say where a bonus ends, which the bonus before them is told; behind a formula, its cap."""
    ends = _ends_formula(reader, clause)
    if ends is not None:
        return evolve(clause, segments=(), effect=ends)
    kept = tuple(
        segment
        for segment in clause.segments
        if not (_ends_bonus(reader, clause, segment) or _says_none(reader, clause, segment))
    )
    clause = clause if len(kept) == len(clause.segments) else evolve(clause, segments=kept)
    withheld = _withheld(reader, clause) if kept and clause.value is None else None
    return clause if withheld is None else withheld


_NO_BONUS = re.compile(r"(?P<when>.*?)(?P<no>的?(?:(?<!平)均|一律|则|也)*不(?:再|另|予|计)*[加奖]分)")
_BARE_NONE = frozenset({"没有", "没有则", "无", "无则", "未有", "没有相关情况"})
_THAN = r"(?:较|比|与|同|和)?(?:上一?年度?|去年|上期|上月|往年)?(?:同期)?(?:水平)?(?:相比)?(?:基本)?"
_OF_WHAT = r"(?:年度|全[国省市县区])*(?:定额|目标|任务|计划|标准|基数|基准|限额|上年|平均)?(?:任务|水平|[数值量])?"
_NOT_MORE = rf"{_THAN}(?:持平|不变|(?:(?:未|没有|不)?(?:增长|提高|上升)|下降|降低|减少|下滑|回落|负增长)|(?:低于|少于|小于|达不到|未达到?|未超过?|未完成|不足|不到){_OF_WHAT})"
_OTHER_SIDE = re.compile(rf"{_NOT_MORE}(?:(?:、|或者?|和|及){_NOT_MORE})*")
"""低于定额, 与上年持平或下降: nothing that a bonus is for."""


_OTHERS = re.compile(r"(?:其他|其余|其它)(?:的|情况|情形|等次|等级)*")


def _says_none(reader: Reader, clause: Clause, segment: Segment) -> bool:
    """Whether *segment* says only that there is no bonus where nothing is to be had: 下降的不加分, 未获奖的不加分."""
    match = _NO_BONUS.fullmatch(text_of(reader.cell, segment))
    if match is None:
        return False
    when, last = match["when"], reader.spoken.last_change
    limit = segment[0].value
    op = limit.op if isinstance(limit, tree.Comparison) else ""
    if not when or when in _BARE_NONE or _OTHER_SIDE.fullmatch(when) or op in ("<", "≤"):
        return True
    if (_OTHERS.fullmatch(when) and isinstance(last, Steps | Change) and last.points > 0) or withheld_grade(
        reader, when
    ):
        return True
    if _BEYOND.search(when) or op:
        if isinstance(last, Steps) and last.points > 0 and not _reached(last, limit):
            hint = "写明最多加几分，如“最多加2分”"
            reader.unread(f"“{curly(match[0])}”没有写明加到多少为止", *reader.span_of(clause), hint=hint)
        return True
    said = [text_of(reader.cell, one) for one in clause.segments if one is not segment]
    if isinstance(last, Steps | Change) and last.points > 0:
        keys = keys_of(last.condition if isinstance(last, Change) else last.measure)
        said += [reader.measures.facts[key].name for key in keys if key in reader.measures.facts]
    said += [case.text for case in (reader.group.last.cases if reader.group.last is not None else ())]
    return any(contradicts(when, one, True) or alternatives(one, when) or _none_of(when, one) for one in said if one)


def _reached(steps: Steps, limit: tree.Value) -> bool:
    """Whether *steps* give all that they may at *limit*, where it names a number."""
    if steps.most is None or not (isinstance(limit, tree.Comparison) and limit.limit.unit == "%"):
        return steps.most is not None
    return steps.points * (limit.limit.number / 100 - steps.base) == steps.most * steps.size


def _none_of(words: str, name: str) -> bool:
    """未获奖 beside 获得奖励, 发生事故 beside 年度内未发生事故."""
    signs = iter(name)
    apart = is_negated(words) != is_negated(name)
    return apart and len(core(words)) > 1 and all(sign in signs for sign in core(words))


def _withheld(reader: Reader, clause: Clause) -> Clause | None:
    """发生事故的不加分 behind what is only a bonus, as 不得分; behind an award it is refused, which keeps its points."""
    *before, segment = clause.segments
    match = _NO_BONUS.fullmatch(text_of(reader.cell, segment))
    item = reader.group.last
    if match is None or item is None:
        return None
    if not item.bonus_only:
        message = f"“{curly(match[0])}”没有读出不加的是哪一处的分"
        hint = "加分另成一项，写作“②没有发生……的，每……加1分”，或者“②……加1分，发生……的本项不得分”"
        reader.unread(message, *reader.span_of(clause), hint=hint)
        return evolve(clause, segments=())
    last = segment[-1]
    assert isinstance(last.value, tree.Word)
    cut = len(match["no"])
    shorter = evolve(last, value=tree.Word(last.value.text[:-cut]), end=last.end - cut)
    words = (*segment[:-1], shorter) if shorter.value != tree.Word("") else segment[:-1]
    effect = Part(tree.Zero("项"), last.end - cut, last.end)
    return evolve(clause, segments=(*before, words), effect=effect)


def _ends_formula(reader: Reader, clause: Clause) -> Part | None:
    """得分=完成率×10分，超额完成不加分; 超过部分不得分; 得分=完成数÷计划数×10分，超过100%的得满分: no more than what the formula
    gives for all of it."""
    item = reader.group.last
    share = item.effects[-1] if item is not None and item.computed and item.effects else None
    if not isinstance(share, Share) or len(clause.segments) != 1:
        return None
    text = text_of(reader.cell, clause.segments[0])
    match clause.value:
        case None:
            ends = _NO_MORE.fullmatch(text) and _BEYOND.search(text)
        case tree.Zero():
            ends = _PART_BEYOND.fullmatch(text)
        case tree.Full(None, spared=False) | tree.Clip(
            None | tree.Quantity(Fraction(numerator=100), "%") | tree.Quantity(Fraction(numerator=1), "")
        ):
            ends = _MORE_THAN_ALL.fullmatch(text) if _is_quotient(share.points) else None
        case _:
            ends = None
    if not ends:
        return None
    reader.measures.taken.update(part.start for part in clause.segments[0])
    match share.points:
        case Arithmetic("×", _, Number(points)):
            return Part(tree.Cap("得", points), clause.start, clause.end)
    return Part(tree.Cap("得", None), clause.start, clause.end)


def _is_quotient(points: Expr) -> bool:
    """Whether *points* are 完成数÷计划数×10分: what is beyond 100% speaks of no number of its own."""
    match points:
        case Arithmetic("×", Arithmetic("×", Arithmetic() as inner, Number(Fraction(numerator=1, denominator=1))), by):
            return _is_quotient(Arithmetic("×", inner, by))
        case Arithmetic("×", Arithmetic("÷", Ref(), Ref()), Number() | Rest()):
            return True
        case Arithmetic("÷", Arithmetic("×", Rest(), Ref()), Ref()):
            return True
    return False


def _ends_bonus(reader: Reader, clause: Clause, segment: Segment) -> bool:
    text = text_of(reader.cell, segment)
    match = _NO_MORE.fullmatch(text)
    if match is None or not _BEYOND.search(text):
        return False
    last = reader.spoken.last_change
    bonus = last if isinstance(last, Steps) and last.points > 0 else None
    if match["many"] is None:
        if bonus is not None and bonus.most is None:
            hint = "写明最多加几分，如“最多加2分”"
            reader.unread(f"“{text}”没有写明加到多少为止", *reader.span_of(clause), hint=hint)
        return True
    count = reader.spoken.count
    if bonus is None or not bonus.counted or count is None or match["unit"] != count.unit:
        hint = "写明最多加几分，如“最多加2分”"
        reader.unread(f"“{text}”没有读出是哪一处加分到此为止", *reader.span_of(clause), hint=hint)
        return True
    reader.replace_effect(
        reader.item_for(clause), bonus, evolve(bonus, most=bonus.points * (number(match["many"]) // bonus.size))
    )
    return True
