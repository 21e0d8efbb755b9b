"""Numbers beside what is measured that say how much is planned or was looked at, and limit nothing: 渠道衬砌20公里，完成率100%."""

import re

from evaldsl.clauses.comparisons import Compared, Segment
from evaldsl.clauses.grouping import CONTEXT
from evaldsl.clauses.measure_names import is_rate_name
from evaldsl.clauses.mentions import says_how_many, unit_of_limit
from evaldsl.clauses.units import PARTS_OF_ONE
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.text.numerals import THINGS


def _is_bare(one: Compared) -> bool:
    return isinstance(one.part.value, tree.Comparison) and not one.part.value.op


def is_number_of(segment: Segment) -> bool:
    """渠道衬砌20公里: how much there is of it, and no more."""
    words, many = (segment[0].value, segment[1].value) if len(segment) == 2 else (None, None)
    bare = isinstance(many, tree.Comparison) and not many.op and many.limit.unit not in ("", "分", *PARTS_OF_ONE)
    return isinstance(words, tree.Word) and bare


def is_sampled(here: list[Compared]) -> bool:
    """抽查低保对象100户: how many were looked at, and no condition."""
    one = here[0]
    told = len(here) == 1 and _is_bare(one) and unit_of_limit(one.part) in THINGS
    return told and bool(CONTEXT.match(one.subject) or says_how_many(one.subject))


_PLANNED = re.compile(r"(?:年度|全年|当年|本年度?)?(?:计划|目标|拟|应)(?![急对用值数])(.{2,})")


_ACTUAL = re.compile("^(?:实际|已)?(?:完成|新增|实施)?")
_AIMED = re.compile(r"((?:(?!完成|达到|实现)[^,，])*?)(?:目标|任务|计划)(?:任务)?[数值量]?为?")


def _as_planned(found: list[Compared]) -> list[Compared]:
    """计划硬化道路12公里，完成12公里得6分; 新增床位目标200张，实际新增≥200张: what is done of it is measured, not how much is planned."""
    alike = len(found) == 2 and _is_bare(found[0]) and unit_of_limit(found[0].part) == unit_of_limit(found[1].part)
    if not alike or not found[1].subject or unit_of_limit(found[0].part) in PARTS_OF_ONE:
        return found
    planned, aimed = _PLANNED.fullmatch(found[0].subject), _AIMED.fullmatch(found[0].subject)
    if found[1].subject not in ("完成", "实际完成", "已完成"):
        done = planned is not None and planned[1].endswith(_ACTUAL.sub("", found[1].subject) or "\n")
        return found[1:] if done or aimed else found
    named = planned or aimed
    return [evolve(found[1], subject=f"完成{named[1]}" if named[1] else found[1].subject)] if named else found


_AIM = re.compile(r"(?:目标|计划|任务)(?:任务)?(?:值|数|量)?")
_DONE = re.compile("(?:已|实际)?完成")
_OF_DONE = re.compile("完成率|完成比例|完工率|竣工率")
_ALSO = re.compile("且|并|同时|及(?!时)|和|与")


def _is_target(one: Compared, words: str, rate: Compared) -> bool:
    """渠道衬砌20公里，完成率100%; not 培训达到500人次，合格率95%, nor 完成20公里，合格率100%, which want both."""
    unit, value = unit_of_limit(one.part), one.part.value
    bare = _is_bare(one) or (isinstance(value, tree.Comparison) and value.op == "=" and _AIM.search(one.subject))
    if not (bare and unit and one.subject and rate.subject) or unit in (*PARTS_OF_ONE, "分") or _ALSO.match(words):
        return False
    done, measured = _DONE.match(one.subject), is_rate_name(rate.subject) or unit_of_limit(rate.part) == "%"
    of_it = done is None or _OF_DONE.search(rate.subject) or rate.subject[:2] in one.subject[done.end() :]
    return measured and bool(of_it)


def without_targets(cell: tree.Cell, found: list[Compared]) -> list[Compared]:
    """*found* without what says only how much of it there is, or was to be: 蓄水池30座、管网15公里，完成率100%."""
    kept: list[Compared] = []
    rate: Compared | None = None
    behind = len(cell.plain)
    for one in reversed([one for one in found if not is_sampled([one])]):
        words = cell.plain[one.part.end : behind]
        if kept and words[:1] in (",、和及与" if rate else ",") and _is_target(one, words[1:], kept[0]):
            rate = kept[0]
        else:
            kept.insert(0, one)
            rate = None
        behind = one.part.start
    return _as_planned(kept)


_IN_BRACKETS = re.compile(r"[^()\d]{2,}\([\d.]+(?!分)[^()\d%]{1,4}\)")


def is_target(judged: str, found: list[Compared]) -> bool:
    """新建渠道（20公里）, before 完成率100%."""
    return judged.endswith(")") and is_rate_name(found[0].subject) and _IN_BRACKETS.fullmatch(judged) is not None
