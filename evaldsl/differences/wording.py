"""Two wordings of one sentence, piece by piece: what stays, what is put in the place of what."""

import re
from difflib import SequenceMatcher

from evaldsl.text.typography import plain_text

Piece = tuple[str, str]
"""A run of words before and after; both the same where nothing changes, one empty where words come or go."""

_NUMBER = r"\d[\d.,]*(?:个?百分点|[万亿]?元|[%‰]|(?!以[上下内外]|[至到的])[\u4e00-\u9fff])?"
_TOKEN = re.compile(rf"(?:(?<![\d%‰)）])[-+])?{_NUMBER}|[A-Za-z]+|.", re.S)
_LIMIT = r"(?:(?<!每)(?:不?(?:低于|高于|超过|大于|小于|多于|少于)|不足|不满|达到|[≥≤<>≧≦＜＞]|按)(?=[-+]?\d))?"
_EDGE = r"(?:[（(]不?含[）)])?(?:以[上下内外])?(?:[（(]不?含[）)])?"
_WHOLE = re.compile(
    rf"{_LIMIT}(?:(?<![\d%‰)）])[-+])?{_NUMBER}{_EDGE}(?:[-－–—~～至到]{{1,2}}{_NUMBER}{_EDGE})?的?|按比例|[A-Za-z]+|.",
    re.S,
)
"""What is told whole when it changes: a number with its unit, the words of its limit and the number that it reaches to."""
_ENDS = frozenset("，。；、：）,.;:)")
_ALIKE = 0.35
"""Wordings with less in common are shown whole, one after the other."""


def same_words(one: str, other: str) -> bool:
    """Whether two wordings are the same but for typography: full and half width, blanks, ≦ and ≤."""
    return one == other or plain_text(one) == plain_text(other)


def likeness(one: str, other: str) -> float:
    """How much two wordings have in common: 1 the same, 0 nothing."""
    if same_words(one, other):
        return 1.0
    matcher = SequenceMatcher(None, _tokens(one), _tokens(other), autojunk=False)
    return 0.0 if matcher.real_quick_ratio() < _ALIKE else matcher.ratio()


def pieces(before: str, after: str, token: re.Pattern[str] = _WHOLE) -> list[Piece]:
    """*before* and *after* cut where they differ; limits stay whole, with their unit: (0.2分, 0.1分), (低于85%, 低于80%)."""
    if same_words(before, after):
        return [(before, after)]
    if (
        not before
        or not after
        or SequenceMatcher(None, _tokens(before), _tokens(after), autojunk=False).ratio() < _ALIKE
    ):
        return [(before, after)]
    one, other = token.findall(before), token.findall(after)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    found: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        old, new = "".join(one[i:j]), "".join(other[k:m])
        lone = tag == "equal" and len(found) > 0 and m < len(other) and j < len(one) and _slight(old)
        if found and (lone or (tag != "equal" and found[-1][0] != found[-1][1])):
            found[-1] = (found[-1][0] + old, found[-1][1] + new)
        else:
            found.append((old, new))
    return _rounded_off(found)


def _rounded_off(found: list[Piece]) -> list[Piece]:
    """A single sign that is left between a change and the end of its clause goes with the change: 按比例计 → 按一步计."""
    for place in range(1, len(found)):
        before, after = found[place - 1], found[place]
        lone = after[0][:1]
        ends = after[0][1:2] in _ENDS if len(after[0]) > 1 else place + 1 == len(found)
        if before[0] != before[1] and after[0] == after[1] and lone not in _ENDS and ends:
            found[place - 1] = (before[0] + lone, before[1] + lone)
            found[place] = (after[0][1:], after[1][1:])
    return [piece for piece in found if piece != ("", "")]


def changes(before: str, after: str) -> list[Piece]:
    """The pieces that differ, numbers without the words of their limits: 95%以上 and 不低于95% change alike."""
    return [piece for piece in pieces(before, after, _TOKEN) if not same_words(*piece)]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _slight(text: str) -> bool:
    """Whether what stays between two changes is too little to be told apart from them."""
    return len(text) <= 1
