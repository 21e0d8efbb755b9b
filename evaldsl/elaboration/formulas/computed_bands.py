"""Formulas and proportions among bands: 完成率60%以上按比例得分，否则得1分 is of all points, not of what another band gets."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.signs import BARE_OTHERWISE
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import Expr, Number, Rest, walked
from evaldsl.interpreter.rubric import Kind, Share
from evaldsl.syntax import tree
from evaldsl.text.numerals import split_quantity

_BELOW, _ABOVE = ("≤", "<"), ("≥", ">")


def begins_ladder(item: ItemDraft, found: Condition) -> bool:
    """Whether a formula with a limit of its own is the first band of *item*: 完成率60%以上的，按完成率计分. What only falls short,
    低于100%的按比例得分, leaves the rest to a formula that says no more of it."""
    if not found.compared or item.has_award or item.effects or item.otherwise is not None:
        return False
    values = [one.part.value for one in found.compared]
    return any(not isinstance(value, tree.Comparison) or value.op not in ("", *_BELOW) for value in values)


def is_band_below(award: CaseDraft, found: Condition) -> bool:
    """Whether a proportion is for a range of its own below *award*: 60%-90%的, 60%以上90%以下的, 60%以上的 behind 90%以上得满分."""
    values = [one.part.value for one in found.compared]
    ops = {value.op for value in values if isinstance(value, tree.Comparison)}
    if any(isinstance(value, tree.Between) for value in values) or (ops & {*_BELOW} and ops & {*_ABOVE}):
        return True
    limit, first = award.limits[-1], values[0] if len(values) == 1 else None
    if not isinstance(first, tree.Comparison) or first.op not in _ABOVE or limit.op not in (*_ABOVE, "=", ""):
        return False
    return limit.fact.kind is Kind.RATIO and first.limit.unit == "%" and first.limit.number < limit.low * 100


REST = re.compile(r"(?:其余|其他|其它)(?:的|情况|情形|部分|单位)*")
"""What no other band takes: 其余按满意度×10计分."""
BETWEEN = re.compile(
    r"(?:在|处于|介于|位于)*(?:此|该|上述|以上|两者|二者|这)*(?:区间|之间|中间|范围)(?:之?内|部分|情况)*的?"
)
"""What lies between the bands, which are said on both sides: 在此区间按完成率×10计分."""


def is_of_the_whole(reader: Reader, item: ItemDraft, found: Condition) -> bool:
    """满意度60%以下得1分，其余按比例得分: in proportion to all points, not to those of the lesser award before it."""
    bare = not found.judged or REST.fullmatch(found.judged) or BARE_OTHERWISE.match(found.judged)
    awards = [one for one in reader.cell.values(tree.Award) if not one.bare]
    alone = not reader.group.style and len(reader.items) == 1 and len(awards) <= len(item.cases)
    return bool(bare) and alone and all(_is_lesser(reader, case) for case in item.cases) and _is_above(item, found)


def of_another_number(reader: Reader, clause: Clause, words: str, limit: Limit) -> bool:
    """增收1000元得4分，未达到的按占2000元的比例计分: refuses a proportion to another number than the award's."""
    told = re.search("占([^占]+?)的?(?:比例|百分比)$", words)
    number = tree.Quantity(*split_quantity(told[1])) if told and told[1][0].isdigit() else None
    assert clause.effect is not None
    if number is None or reader.measures.limit(number, limit.fact, clause.effect) == limit.low:
        return False
    reader.unread("与前面的界限不是一个数，按哪个数的比例读不懂", *reader.span_of(clause))
    return True


def _is_above(item: ItemDraft, found: Condition) -> bool:
    """Whether *found* is for what lies above all bands of *item*, or for the rest of them."""
    ends = [end for case in item.cases if (end := _highest(case)) is not None]
    if not found.compared:
        return bool(ends) and all(limit.high is None for case in item.cases for limit in case.limits)
    value = found.compared[0].part.value
    rises = len(found.compared) == 1 and isinstance(value, tree.Comparison) and value.op in _ABOVE
    return rises and isinstance(value, tree.Comparison) and value.limit.number >= max(ends, default=Fraction(0)) * 100


def _is_lesser(reader: Reader, case: CaseDraft) -> bool:
    """Whether *case* is a band of a rate that ends at some number, for less than all points."""
    limits = case.limits
    if not limits or any(limit.fact.kind is not Kind.RATIO for limit in limits) or not _highest(case):
        return False
    return case.value is not None and reader.weight is not None and case.value < reader.weight


def takes_whole(draft: ItemDraft) -> bool:
    """Whether a formula of 分值 is the uppermost band of *draft*, so that no other band says what it is worth."""
    shares = [one for one in (*draft.effects, draft.otherwise) if isinstance(one, Share)]
    open_ = [case for case in draft.cases if case.value is None]
    if not (shares or open_):
        return False
    formulas: list[tuple[Expr, Fraction | None]] = [
        *((one.points, None) for one in shares if not isinstance(one.points, Number)),
        *((case.points, _lowest(case)) for case in open_),
    ]
    highest = [_highest(case) for case in draft.cases if case.value]
    for points, lowest in formulas:
        if isinstance(points, Rest) or not any(isinstance(one, Rest) for one in walked(points)):
            continue
        if all(end is not None and (lowest is None or end <= lowest) for end in highest):
            return True
    return False


def _limits(case: CaseDraft) -> list[Limit]:
    return case.limits or case.settled


def _highest(case: CaseDraft) -> Fraction | None:
    """Where *case* ends; None for nowhere."""
    ends = [
        one.low if one.high is None else one.high for one in _limits(case) if one.high is not None or one.op in _BELOW
    ]
    return min(ends, default=None)


def _lowest(case: CaseDraft) -> Fraction | None:
    """Where *case* begins; None for nowhere."""
    starts = [one.low for one in _limits(case) if one.high is not None or one.op not in _BELOW]
    return max(starts, default=None)
