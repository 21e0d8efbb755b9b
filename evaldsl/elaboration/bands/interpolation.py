"""Interpolation: 中间按插值法计算, 60%-95%之间采用线性内插法计分, 得6-8分，按插值法计算."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import CaseDraft, Interpolation, ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.elaboration.bands.cases import add_case
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.decided_ranges import chosen_points
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree

_METHOD = re.compile(
    r"(?:统一|具体|均|则|可)?(?:按照?|采[用取]|运用|利用|使用|通过|以|用)?(?:等?比例|线性|直线|分段)*(?:内)?(?:[（(]|$)"
)
"""The words before 插值法: 采用线性."""
_BETWEEN = re.compile(
    r"(?:的|在|处于|介于|其他|其余|其它|上述|以上|此|该|两者|二者|两档|各档|各?区间|范围|中间|其间|期间|之间|之内|内|值|数值|部分|情况|比例|完成率?|时|则)*"
)
"""Words that say no more than: in between."""


def interpolated(reader: Reader, clause: Clause, value: tree.Interpolated) -> None:
    """Between the limits of the bands before it, or in the range that the clause names, the points go straight."""
    item, span, words = reader.item_for(clause), reader.span_of(clause), reader.words_of(clause)
    if value.points is not None and value.words.startswith("按") and item.measure is not None:
        clause = without_method(clause)
        add_case(reader, clause, tree.Amount(*value.points))  # 80%-100%的，按比例得4-6分
        last = item.cases[-1]
        if not _decides(reader, item, last):
            reader.unread("没有读出在哪些界限之间插值", *span)
        item.interpolations.append(Interpolation(tuple(item.cases), None, last, words, span, value.points))
        return
    clause = without_method(clause)
    found = condition(reader.cell, clause, bare=True)
    limits = limits_of(reader, item, clause, found.compared) if item.measure is not None else []
    within = _range(item, limits)
    if item.measure is None or not _BETWEEN.fullmatch(found.judged) or (found.compared and within is None):
        reader.unread("没有读出在哪些界限之间插值", *span)
        return
    last = item.cases[-1]
    ranged = (
        last if within is None and item.award_sentence == clause.sentence and _decides(reader, item, last) else None
    )
    item.interpolations.append(Interpolation(tuple(item.cases), within, ranged, words, span, value.points))


def along_range(reader: Reader, item: ItemDraft, clause: Clause, words: str) -> bool:
    """Whether what the clause says is only how the points before it, which were to be chosen from a range, go along that of a measure."""
    last = item.cases[-1]
    behind = item.measure is not None and item.award_sentence == clause.sentence and not clause.otherwise
    if not behind or without_method(clause).segments or not last.limits or not _decides(reader, item, last):
        return False
    item.interpolations.append(Interpolation(tuple(item.cases), None, last, words, reader.span_of(clause)))
    return True


def without_method(clause: Clause) -> Clause:
    """*clause* without 按线性内 and the like, which belong to the effect."""
    *before, last = clause.segments or ((),)
    part = last[-1] if last else None
    if part is None or not isinstance(part.value, tree.Word):
        return clause
    match = _METHOD.search(part.value.text)
    text = part.value.text[: match.start()] if match else part.value.text
    kept = (*last[:-1], evolve(part, value=tree.Word(text), end=part.start + len(text))) if text else last[:-1]
    return evolve(clause, segments=(*before, kept) if kept else tuple(before))


def _range(item: ItemDraft, limits: list[Limit]) -> tuple[Fraction, Fraction] | None:
    """The range that *limits* name of the measure of *item*."""
    if not limits or any(one.fact != item.measure for one in limits):
        return None
    if len(limits) == 1:
        return None if limits[0].high is None else (limits[0].low, limits[0].high)
    low = [one.low for one in limits if one.op in ("≥", ">")]
    high = [one.low for one in limits if one.op in ("≤", "<")]
    return (low[0], high[0]) if len(limits) == 2 and low and high else None


def _decides(reader: Reader, item: ItemDraft, case: CaseDraft) -> bool:
    """Whether the points of *case* were to be chosen between two: the measure now says which, and nobody chooses."""
    chosen = chosen_points(case.points)
    if chosen is None:
        return False
    key, _, _ = chosen
    settled = [one.ranged for one in item.interpolations]
    others = [one for one in item.cases if one is not case and not any(one is known for known in settled)]
    if not any(key in ex.keys_of(one.points) for one in others):
        reader.measures.facts.drop(key)
        reader.stated.item_bounds.pop(key, None)
    return True
