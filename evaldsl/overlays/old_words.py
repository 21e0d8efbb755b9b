"""Old words → new words: where the old words stand in the text below, and how much of them the new ones replace."""

import re
from collections.abc import Iterator

from attrs import frozen

from evaldsl.overlays.addresses import Spot, compared, same
from evaldsl.overlays.layers import Span, Words
from evaldsl.rubric_files.overlay_lines import BLANKS
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.syntax.tree_to_text import tree_to_text
from evaldsl.text.diagnostics import Diagnostic, error

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ENDS = "。；;，,"
_SCORING = frozenset({"指标", "分项", "评分", "否决"})
LONGEST_QUOTED, MOST_CLAUSES = 60, 4
_CLAUSE_ENDS, _BESIDE = "，,；;。：:\n", 24


@frozen
class Pair:
    """原来的几个字 → 改后的几个字."""

    old: Words
    new: Words


def pair(bare: str, spot: Spot, said: Pair) -> tuple[Span, Words] | Diagnostic:
    """The stretch of *bare* that is replaced, and the words that replace it."""
    old, new = said.old, said.new
    if spot.kind == "分值":
        old, new = _bare_points(old), _bare_points(new)
    found = replaced(bare, spot, old)
    if isinstance(found, Diagnostic):
        return found if spot.kind != "分值" else _other_points(bare, spot, said)
    part = _abbreviated(bare, found, new)
    if part is None:
        message = f"“{_shortly(new)}”可以替换“{_shortly(old)}”里的几个数，不知道是哪一个"
        return error("old-words-differ", message, old.start, new.end, "改后的几个字写完整")
    return part, new


_TWICE = re.compile(r"[(（]([^()（）]*)[)）][ \t\u3000]*[(（]?\1[)）]?")


def _bare_points(words: Words) -> Words:
    """4分 for （4分）, and for （4分） 4分."""
    text = words.text
    if _TWICE.fullmatch(text):
        return _bare_points(words.part(re.search(r"[)）]", text).end()))  # type: ignore[union-attr]
    start = 1 if text[:1] in ("(", "（") else 0
    return words.part(start, len(text) - 1 if text[-1:] in (")", "）") else len(text))


def _other_points(bare: str, spot: Spot, said: Pair) -> Diagnostic:
    """The old points are not what stands there: the change as it works."""
    shown = bare[slice(*spot.words[0])].strip()
    new = _bare_points(said.new).text.removesuffix("分")
    message = f"“{spot.name}”是{shown}，不是“{_shortly(said.old)}”"
    if shown == f"{new}分":
        return error("old-words-differ", message, said.old.start, said.old.end, "已经是改后的分值，删去这一处调整")
    hint = f"写作“调整 {spot.name.removesuffix('.分值')}（{shown}） → （{new}分）”"
    return error("old-words-differ", message, said.old.start, said.old.end, hint)


def replaced(bare: str, spot: Spot, old: Words) -> Span | Diagnostic:
    """Where the old words stand, once."""
    wanted = compared(old.text).text
    places = [found for stretch in spot.words for found in _occurrences(bare, stretch, wanted)] if wanted else []
    if len(places) == 1:
        return places[0]
    if places:
        others = "、".join(f"“{one}”" for one in dict.fromkeys(_once(bare, one, spot) for one in places[:3]))
        message = f"“{spot.name}”里“{_shortly(old)}”有{len(places)}处，不知道改哪一处"
        return error("old-words-differ", message, old.start, old.end, f"多写前后几个字：{others}")
    text = "；".join(bare[slice(*one)] for one in spot.words).replace("\n", "")
    shown = text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"
    message = f"“{spot.name}”里没有“{_shortly(old)}”这几个字"
    hint = f"原文是“{shown.strip()}”" if shown.strip() else f"“{spot.name}”没有评分文字，用“改写 {spot.name} …”写上"
    if spot.kind == "计算":
        hint += "；要改同名指标的，核对这个指标是否已被删去"
    return error("old-words-differ", message, old.start, old.end, hint)


def _shortly(words: Words) -> str:
    return words.text if len(words.text) <= LONGEST_QUOTED else f"{words.text[:LONGEST_QUOTED]}…"


def _once(bare: str, span: Span, spot: Spot) -> str:
    """The clauses that hold the words, and as many before them as it takes to stand there once."""
    said = ""
    for clauses in range(1, MOST_CLAUSES + 1):
        said = _around(bare, span, spot, clauses)
        if len([one for stretch in spot.words for one in _occurrences(bare, stretch, compared(said).text)]) < 2:
            break
    return said


def _around(bare: str, span: Span, spot: Spot, clauses: int) -> str:
    """So many clauses up to the one that holds the words; of a long one the part beside them."""
    low, high = next(one for one in spot.words if one[0] <= span[0] and span[1] <= one[1])
    before = span[0] + 1
    for _ in range(clauses):
        before = max(low, *(bare.rfind(sign, low, before - 1) + 1 for sign in _CLAUSE_ENDS))
    after = min((place for sign in _CLAUSE_ENDS if (place := bare.find(sign, span[1], high)) >= 0), default=high)
    start, end = max(before, span[0] - _BESIDE * clauses), min(after, span[1] + _BESIDE)
    return f"{'…' if start > before else ''}{bare[start:end].strip(_CLAUSE_ENDS + BLANKS)}{'…' if end < after else ''}"


def _occurrences(bare: str, stretch: Span, wanted: str) -> Iterator[Span]:
    """Where *wanted* stands; a number is found whole: 5% is not in 85%."""
    flat = compared(bare[slice(*stretch)], stretch[0])
    place = flat.text.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        inside = wanted[0].isdigit() and re.search(r"\d\.?\Z", flat.text[max(place - 2, 0) : place])
        if not inside and not (wanted[-1].isdigit() and re.match(r"\.?\d", flat.text[end : end + 2])):
            yield flat.span(place, end)
        place = flat.text.find(wanted, place + 1)


def _abbreviated(bare: str, span: Span, new: Words) -> Span | None:
    """The stretch that is replaced: where the new words are like a part of the old ones but for numbers, that part.

    每超出1个百分点扣0.2分 → 扣0.1分 replaces 扣0.2分 only. None when several parts are alike.
    """
    flat = compared(bare[slice(*span)], span[0])
    wanted = compared(new.text).text
    if not _NUMBER.search(wanted) or _shape(wanted) == _shape(flat.text):
        return span
    pattern = "".join(
        _NUMBER.pattern if number else re.escape(words)
        for words, number in re.findall(rf"((?:(?!{_NUMBER.pattern})[\s\S])+)|({_NUMBER.pattern})", wanted)
    )
    found = [match.span() for match in re.finditer(rf"(?<![\d.]){pattern}(?![\d.]\d)(?!\d)", flat.text)]
    if not found:
        return span
    if len(found) > 1:
        found = [one for one in found if one[1] == len(flat.text)]
    return flat.span(*found[0]) if found else None


def _shape(text: str) -> str:
    return _NUMBER.sub("0", text)


def is_respelled(kind: str, one: str, other: str) -> bool:
    """Whether the words differ in nothing but how they are written: where they score, in what is read, 98% and 98.0%."""
    if kind not in _SCORING:
        return _plain_numbers(same(one)) == _plain_numbers(same(other))
    (first, _, wrong), (second, _, worse) = text_to_tree(one), text_to_tree(other)
    if any(found.is_error for found in (*wrong, *worse)):
        return same(one).rstrip(_ENDS) == same(other).rstrip(_ENDS)
    canonical = [tree_to_text(cell).rstrip(_ENDS) for cell in (first, second)]
    return canonical[0] == canonical[1] or first == second


def _plain_numbers(text: str) -> str:
    """0.50 as 0.5."""
    return re.sub(r"(\d+\.\d*?)0+(?!\d)", lambda match: match[1].rstrip("."), text)
