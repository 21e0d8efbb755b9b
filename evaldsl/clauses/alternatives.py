"""Alternatives: words that are enough beside a limit, 发生安全事故或合格率低于80%."""

import re

from evaldsl.clauses.grouping import clean
from evaldsl.clauses.measure_names import is_measure_name
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part

_LIMITS = (tree.Comparison, tree.Between, tree.Rank, tree.Level, tree.Changed)
_HAPPENED = re.compile(
    r"(?:凡|如|若|因|对)*(?:未|没有|无|不存在|不按|发生|出现|存在|发现|被|弄虚|违|擅自|虚报|伪造|隐瞒|截留|挪用|挤占|拒)"
)
_BEFORE = re.compile(r"(.{2,})(或者?|、)(?:出现|存在|其)?([^或、]{2,})")
_BEHIND = re.compile(r"(或者?|、)([^\d]{3,})")
_MERE = re.compile(r"(?:达到|超过|高于|低于|不低于|不高于|不超过|以[上下内]|同等|相当|其[他它])")


def words_beside(cell: tree.Cell, segment: tuple[Part, ...], failing: bool) -> tuple[str, tuple[Part, ...]] | None:
    """The words that are enough beside the limit of *segment*, and *segment* without them; *failing*: 、 too joins what is
    each bad enough."""
    first, last = segment[0], segment[-1]
    if isinstance(last.value, tree.Word) and isinstance(segment[-2].value, _LIMITS):
        match = _BEHIND.fullmatch(last.value.text.removesuffix("的"))
        if match and (failing or match[1] != "、") and not _MERE.match(match[2]):
            return (clean(match[2]), segment[:-1]) if _happens(match[2]) or match[1] != "、" else None
    if isinstance(first.value, tree.Word) and isinstance(segment[1].value, _LIMITS):
        text = first.value.text
        match = _BEFORE.fullmatch(text)
        if (
            match
            and (failing or match[2] != "、")
            and text.count("(") == text.count(")")
            and _apart(cell, first, match)
        ):
            at = match.start(3)
            rest = Part(tree.Word(text[at:]), first.start + at, first.end)
            return clean(match[1]), (rest, *segment[1:])
    return None


def _happens(words: str) -> bool:
    return _HAPPENED.match(words.lstrip(",)")) is not None


def _apart(cell: tree.Cell, part: Part, match: re.Match[str]) -> bool:
    """Whether what stands before 或 is no name: something happens, or the name behind it was spoken of alone."""
    words, name = match[1].lstrip(",)"), match[3]
    if 0 <= cell.plain.find(f"{words}{match[2]}{name}") < part.start:
        return False  # 供水或供电合格率, again
    at = cell.plain.find(name)
    known = (
        is_measure_name(name) and 0 <= at < part.start and cell.plain[at - 1 : at] not in ("或", "、", "和", "及", "与")
    )
    return known or (_happens(words) and name[0] != words[0])


_LED = re.compile(r"[,)]*或者?(?:是|有)?(?=.{2})")


def without_or(segments: tuple[tuple[Part, ...], ...]) -> tuple[tuple[Part, ...], ...]:
    """资料造假，或合格率低于80%: the two without 或; none where there are no two that it joins."""
    words = segments[1][0] if len(segments) == 2 else None
    if words is None or not isinstance(words.value, tree.Word) or len(segments[0]) == len(segments[1]) == 1:
        return ()
    match = _LED.match(words.value.text)
    if match is None:
        return ()
    rest = Part(tree.Word(words.value.text[match.end() :]), words.start + match.end(), words.end)
    return segments[0], (rest, *segments[1][1:])
