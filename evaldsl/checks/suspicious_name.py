"""suspicious-name"""

import re
from collections.abc import Iterator

from evaldsl.clauses.grouping import without_opaque
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.elaboration.steps.periods import in_a_year
from evaldsl.interpreter.rubric import Kind
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, warning

_WORD = r"(?:优秀?|良好?|中等?|次|差|较好|一般|较差|不?合格)"
_AMOUNT = re.compile(
    r"\d[\d.]*(?:[亿万]?元|[万亩吨米]|平方米|公里|天|个?月|年)(?:以[上下内])?$|(?:低于|高于|超过|未达到?|达不到|不足)\d[\d.]*%$"
)
"""What each one that is counted comes to: 涉及金额10万元以上的每笔, 每有一个乡镇低于90%."""
_OF_PERIOD = re.compile(r"每个?(?:季度?|月份?|周|旬|半年)[^\d，]{0,6}\d[\d.]*[次场期轮]")
"""What is wanted in every part of the year, where what is missing is counted: 每月达到2次以上."""
_SIGNS = re.compile(
    r"\d[\d.]*(?:[%‰]|个?百分点)(?=[以己上下，]|.{0,2}$)|\d[\d.]*万?(?:[个次件处例项起人名户家条份吨亩米座辆台场篇天]|[亿万]?元|公里)(?:[以己].{0,2}|[上下]以?)$|"
    r"[^\W\dA-Za-z]\d+$|[不木没母每超]$|(?:(?<=[率度比])|(?<=(?<!质)量))[不木没母于大太干小低高]+$|^[低高大小达少多分得扣底]$|^每[于出过]|^每.?$|"
    r"[分份兮]值|值分|^值$|^(?:本?年度?|度)$|(?<![年期月季周度本旬始])末(?=[按在完及达能经公整落建开进发提设制报履执])|"
    rf"{_WORD}[、和及或]{_WORD}$"
)
"""What scoring words that were not understood leave behind in a name: 执行率90%以上上, 办结率不低, 末按时上报."""


_WAYS = frozenset({"降低", "下降", "减少", "上升", "提高", "增加"})


def suspicious_name(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A fact named by words that hold what looks like a limit, or nearly called like another."""
    assert reading.indicator is not None
    names: dict[str, str] = {}
    for fact in reading.indicator.facts:
        if fact.span != (0, 0):
            continue
        match = _SIGNS.search(without_opaque(fact.name))
        told = _OF_PERIOD.search(fact.name) or (fact.kind is Kind.COUNT and _AMOUNT.search(fact.name))
        of_period = in_a_year(fact.unit, fact.name) is not None  # 每季度末偏离不超过5个百分点，每季度得1分
        if match is not None and not (told or of_period):
            message = f"“{fact.name}”整个当作一项数据的名称，其中的“{match.group()}”没有当作评分的话读"
            yield warning(
                "suspicious-name",
                message,
                *_place(reading, fact.name),
                hint="核对有没有错字、漏字；几个等次分开写：优得…分，良得…分",
            )
        if fact.name in _WAYS and fact.kind is Kind.RATIO and len(reading.indicator.facts) > 1:
            message = f"“{fact.name}”没有写明是什么、比哪个数{fact.name}，当作另一项数据"
            hint = f"写明“比上年{fact.name}”，或者写成低于、高于多少"
            yield warning("suspicious-name", message, *_place(reading, fact.name), hint=hint)
        alike = names.setdefault("".join(sorted(re.sub(r"(\D)\1", r"\1", fact.name))), fact.name)
        if alike != fact.name:
            message = f"“{fact.name}”与“{alike}”字相同而次序不同，当作两项数据"
            yield warning("suspicious-name", message, *_place(reading, fact.name), hint="是一项的，写成一样")


def _place(reading: Reading, name: str) -> tuple[int, int]:
    """Where *name*, or as much of it as the cell holds in one piece, stands."""
    text = reading.plain.text
    known = next((name[:size] for size in range(len(name), 0, -1) if name[:size] in text), "")
    start = text.find(known)
    return reading.span(start, start + len(known))
