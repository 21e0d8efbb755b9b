"""Numbers that say when, how long or how often, and count nothing: 一个月内, 近一年, 10月1日后, 每2小时一次."""

import re

from evaldsl.clauses.comparisons import Segment
from evaldsl.syntax import tree
from evaldsl.text.numerals import THINGS, TIMES


def says_when(segment: Segment, index: int) -> bool:
    """Whether the number at *index* is a period or part of a date."""
    return _is_period(segment, index) or _is_date(segment, index)


def _is_period(segment: Segment, index: int) -> bool:
    """一个月内迟到3次以上, 近一年发生1起, 一年被投诉1次: how long, and not how often."""
    if not isinstance(unit := segment[index].value, tree.Comparison) or unit.limit.unit not in TIMES:
        return False
    after = segment[index + 1].value if index + 1 < len(segment) else None
    before = segment[index - 1].value if index else tree.Word("近" if unit.limit.unit in ("年", "个月") else "")
    recent = isinstance(before, tree.Word) and before.text.endswith(("近", "过去"))
    counted = any(
        isinstance(one.value, tree.Comparison) and one.value.limit.unit in THINGS for one in segment[index + 1 :]
    )
    return (recent and counted) or (isinstance(after, tree.Word) and after.text.startswith(("内", "之内", "以内")))


_OF_DATE = re.compile(r"(?:底|末|初|份|[上中下]旬|[以之]?[前后])")


def _is_date(segment: Segment, index: int) -> bool:
    """10月1日后, 2025年1月以后, 1月底: when, and not how often."""
    beside = [segment[at].value for at in (index - 1, index + 1) if 0 <= at < len(segment)]
    dated = any(isinstance(one, tree.Comparison) and one.limit.unit in ("年", "月", "日") for one in beside)
    after = segment[index + 1].value if index + 1 < len(segment) else None
    told = isinstance(after, tree.Word) and _OF_DATE.match(after.text) is not None
    unit = segment[index].value
    return isinstance(unit, tree.Comparison) and unit.limit.unit in ("月", "日") and (dated or told)


def says_how_often(behind: Segment) -> bool:
    """Whether what stands *behind* 每 makes it a duty: 每2小时一次."""
    units = [one.value.limit.unit for one in behind if isinstance(one.value, tree.Comparison)]
    return len(units) == len(behind) == 2 and units[0] in TIMES and units[1] in THINGS


def begins_rate(behind: Segment) -> bool:
    """Whether 一次 is the beginning of a rate, with its limit *behind* it: 一次验收合格率100%."""
    words = behind[0].value if len(behind) > 1 else None
    return isinstance(words, tree.Word) and words.text.endswith("率")
