"""标准值为100%。控制率≤标准值得1分: a number that the words state once and go on to call by its name."""

import re
from collections.abc import Iterator

from attrs import evolve

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, Group
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part

_VALUE = r"(?:年度|绩效)*(?:标准|目标|指标|计划|基准)值"
_NAME = re.compile(_VALUE)
_AGAINST = re.compile(
    rf"(?P<whose>.*?)(?:(?P<reaches>达到|完成|符合)|(?P<op>≥|≤|>|<|不低于|不少于|不超过|不高于|控制在|高于|大于|超过|低于|小于|未达到|未达|等于|在))(?P<name>{_VALUE})"
    r"(?P<side>以内|以上|及以上|以下)?的?"
)
_SIGNS = {
    "≥": "≥",
    "≤": "≤",
    ">": ">",
    "<": "<",
    "不低于": "≥",
    "不少于": "≥",
    "不超过": "≤",
    "不高于": "≤",
    "控制在": "≤",
}
_SIGNS |= {"高于": ">", "大于": ">", "超过": ">", "低于": "<", "小于": "<", "未达到": "<", "未达": "<", "等于": "="}
_SIDES = {"以内": "≤", "以下": "≤", "以上": "≥", "及以上": "≥"}


def read_stated(groups: list[Group]) -> None:
    """Puts the number in place of its name, wherever all that is said of it can be read."""
    for group in groups:
        for place, clause in enumerate(group.clauses):
            said = stated(clause)
            if said is None:
                continue
            name, limit = said
            own = [evolve(clause, segments=clause.segments[1:])] if clause.segments[1:] else []
            before = own + group.clauses[place + 1 :]
            behind = [_with_number(one, name, limit) for one in before]
            if behind != before and not any(_names(one, name) for one in behind):
                group.clauses[place:] = behind
            break


def stated(clause: Clause) -> tuple[str, tree.Comparison] | None:
    """The name and the number of what *clause* states first and does nothing with."""
    alone = clause.effect is None and len(clause.segments) == 1
    value = clause.value
    if isinstance(value, tree.Formula) and not value.scored and isinstance(value.term, tree.Quantity) and clause.segments:
        words = clause.segments[0][0].value  # 目标值=100%
        known = isinstance(words, tree.Word) and len(clause.segments) == 1 and _NAME.fullmatch(words.text)
        return (known[0], tree.Comparison("=", value.term)) if known else None
    segment = clause.segments[0] if alone or (len(clause.segments) > 1 and not clause.label) else ()
    limit = segment[-1].value if segment else None
    if not isinstance(limit, tree.Comparison) or len(segment) > 2:
        return None
    words = segment[0].value if len(segment) == 2 else tree.Word(clause.label)
    known = isinstance(words, tree.Word) and _NAME.fullmatch(words.text)
    return (known[0], limit) if known else None


def is_unused(cell: Cell, clause: Clause) -> str:
    """The name of the number that *clause* states, where the words behind it go on to speak of it."""
    said = stated(clause)
    later = [part.value for part in cell.parts if part.start >= clause.end] if said is not None else []
    spoken = said is not None and any(isinstance(one, tree.Word) and said[0] in one.text for one in later)
    return said[0] if said is not None and spoken else ""


def _names(clause: Clause, name: str) -> bool:
    return any(isinstance(p.value, tree.Word) and name in p.value.text for segment in clause.segments for p in segment)


def _with_number(clause: Clause, name: str, limit: tree.Comparison) -> Clause:
    """*clause* with the number for *name*."""
    segments = tuple(tuple(_replaced(segment, name, limit)) for segment in clause.segments)
    last = segments[-1] if segments and isinstance(clause.value, tree.Award | tree.Full) else ()
    if len(last) == 1 and isinstance(last[0].value, tree.Word) and (sign := _met(last[0].value.text, limit)):
        segments = (*segments[:-1], (evolve(last[0], value=tree.Comparison(sign, limit.limit)),))
    return evolve(clause, segments=segments) if segments != clause.segments else clause


_MET = re.compile(r"(?:全部|全面|按时|按期)?(?:完成|达到|达标|实现|达成)(?:年度|绩效|预期)*(?:目标|任务|指标|要求)?的?")
_KEPT = re.compile(r"[未不](?:超过|超出|超|突破|高于|超标)(?:目标|指标|标准)?的?")


def _met(words: str, limit: tree.Comparison) -> str:
    """The sign of what a target of *limit* wants where *words* say only that it is met: 完成, 未超过."""
    downward = limit.op in ("≤", "<")
    if _KEPT.fullmatch(words):
        return "≤" if downward or limit.op in ("", "=") else ""
    return ("≤" if downward else "≥") if _MET.fullmatch(words) else ""


def _replaced(segment: Segment, name: str, limit: tree.Comparison) -> Iterator[Part]:
    for place, part in enumerate(segment):
        words = part.value.text if isinstance(part.value, tree.Word) else ""
        if words == name and place and isinstance(segment[place - 1].value, tree.Step):
            continue  # 每高于标准值1个百分点: from the limit of the award
        match = _AGAINST.fullmatch(words) if name in words and place == len(segment) - 1 else None
        if match is None or match["name"] != name:
            yield part
            continue
        downward = limit.op in ("≤", "<")
        sign = ("≤" if downward else "≥") if match["reaches"] else _SIGNS.get(match["op"], "")
        sign = _SIDES.get(match["side"] or "", sign) or sign
        at = part.start + len(match["whose"])
        if match["whose"]:
            yield Part(tree.Word(match["whose"]), part.start, at)
        yield Part(tree.Comparison(sign or "=", limit.limit), at, part.end)
