"""Grades and their lines: 等级 优：90分（含）以上；良：80分（含）-90分."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import evolve

from evaldsl.interpreter.grades import scale_of
from evaldsl.interpreter.rubric import GradeAtMost, GradeBand, GradeLowered, GradeRule
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.numerals import decimal


def grade_bands(block: Block, found: list[Diagnostic]) -> tuple[GradeBand, ...]:
    """等级 优：90分（含）以上；良：80分（含）-90分, 优（90-100分）、良（80-89分）, 90分以上为优，80-90分为良, 优≥90分；90分＞良≥80分."""
    bands: list[GradeBand] = []
    stated: list[tuple[bool, bool]] = []
    pieces = _grade_pieces(block.text)
    tops = {band[0].high for _, piece in pieces if (band := _grade_band(*_grade_and_rule(piece)))}
    for start, piece in pieces:
        word, rule = _grade_and_rule(piece)
        band = (_grade_band(word, rule) or _from_there(word, rule, tops)) if word else None
        place = block.start + start
        if band is not None:
            bands.append(band[0])
            stated.append(band[1])
        elif word:
            message = f"等级“{word}”的分数线“{rule}”没有读懂"
            found.append(error("unread-grade", message, place, place + len(piece), "写作“良：80分（含）-90分”"))
        else:
            hint = "写作“优：90分（含）以上；良：80分（含）-90分”"
            found.append(error("unread-grade", f"“{piece}”不是“等级：分数线”", place, place + len(piece), hint))
    return tuple(_settled(bands, stated))


_WORD = r"[\"“]?([^\d\s（()）：:≥≤<>＜＞≧≦，、；\"“”]{1,4})[\"”]?"
_ALIKE = {"优秀": "优", "良好": "良", "中等": "中"}
"""Names of one grade."""


def _short(word: str) -> str:
    """优 for 优秀, A for A级."""
    return _ALIKE.get(word, word.rstrip("级等"))


def on_scale(rule: GradeRule, bands: tuple[GradeBand, ...], found: list[Diagnostic]) -> GradeRule:
    """*rule* with the grade as the scale calls it, 优 for 优秀; told where it caps at a grade that the scale does not have."""
    words, change = scale_of(bands), rule.change
    if not words or isinstance(change, GradeLowered) or change.word in words:
        return rule
    named = next((word for word in words if _short(word) == _short(change.word)), None)
    if named is not None:
        return evolve(rule, change=evolve(change, word=named))
    if isinstance(change, GradeAtMost):
        hint = f"等级分{'、'.join(words)}"
        found.append(error("unknown-grade", f"等级里没有“{change.word}”，不知道封顶在哪一等", *rule.span, hint=hint))
    return rule


_GRADE_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"()\s*{_WORD}\s*[：:]\s*(.*)",
        rf"()\s*{_WORD}\s*[（(](.*)[)）]",
        rf"(.*\d.*?)的?[评定]?为{_WORD}()",
        rf"((?:.*[≥≤<>＜＞≧≦])?)\s*{_WORD}\s*([≥≤<>＜＞≧≦].*)",
        rf"()\s*(?!不[满足到]){_WORD}\s*(\d.*|不满.*)",
    )
)
"""How a grade and its line are written: what stands before the grade, the grade, what stands behind it."""
_GRADE_FRAME = re.compile(
    r"^\s*(?:(?:评价|绩效|评定|考核)(?:结果|等级|等次)[：:]|(?:评价|绩效|评定)?(?:结果|等级)?(?:划?分为)(?:[三四五]个?(?:等级|等次|档次|档|级|等)[：:，,]?)?)?|(?:[三四五]个?(?:等级|等次|档次|档|级|等))?[。\s\u3000]*$"
)
"""What may stand around them all: 分为优（…）、良（…）四个等级."""


def _grade_pieces(text: str) -> list[tuple[int, str]]:
    """One grade each, with the place where it begins: parted at ；, and at ，、 outside brackets where a grade follows."""
    pieces: list[tuple[int, str]] = []
    place = 0
    for piece in re.split(r"([；;\n]|[，,、](?![^（(]*[)）]))", text):
        bare = _GRADE_FRAME.sub("", piece)
        start = place + piece.find(bare)
        place += len(piece)
        if not bare or re.fullmatch(r"[；;\n，,、]", piece):
            continue
        if pieces and not _grade_and_rule(bare)[0] and re.match(r"[，,]", text[start - 1 : start]):
            first, before = pieces.pop()
            start, bare = first, f"{before}，{bare}"
        pieces.append((start, bare))
    return pieces


def _grade_and_rule(piece: str) -> tuple[str, str]:
    """良 and 80分（含）-90分; two empty words where *piece* names no grade."""
    match = next(filter(None, (form.fullmatch(piece) for form in _GRADE_FORMS)), None)
    if match is None:
        return "", ""
    before, word, behind = match.groups()
    return word, f"{before}得分{behind}" if before and behind else f"{before}{behind}".strip()


def _settled(bands: list[GradeBand], stated: list[tuple[bool, bool]]) -> list[GradeBand]:
    """An edge that says nothing gives way to the same number with a （含） in another grade: 60分以下 to 60分（含）, 60分及以上."""
    taken = {band.low for band, said in zip(bands, stated, strict=True) if said[0] and band.low_in}
    taken |= {band.high for band, said in zip(bands, stated, strict=True) if said[1] and band.high_in}
    return [
        evolve(
            band,
            low_in=band.low_in and (said[0] or band.low not in taken),
            high_in=band.high_in and (said[1] or band.high not in taken),
        )
        for band, said in zip(bands, stated, strict=True)
    ]


def _from_there(word: str, rule: str, tops: set[Fraction | None]) -> tuple[GradeBand, tuple[bool, bool]] | None:
    """优：4分 beside 良：3分（含）-4分: from where another grade ends, no more than that being there."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)分", rule)
    low = decimal(match[1]) if match else None
    return (GradeBand(word, low, None, True, True), (True, False)) if low is not None and low in tops else None


def _grade_band(word: str, rule: str) -> tuple[GradeBand, tuple[bool, bool]] | None:
    """The grade, and whether each of its edges says （含）, （不含） or 及: 90分及以上."""
    cell, _, trouble = text_to_tree(rule)
    limits = [part.value for part in cell.parts if isinstance(part.value, tree.Comparison | tree.Between)]
    if trouble or not limits or not word:
        return None
    low = high = None
    low_in = high_in = True
    low_said = high_said = False
    for limit in limits:
        if isinstance(limit, tree.Between):
            low, high = limit.low.number, limit.high.number
            low_in, high_in = limit.low_in is not False, limit.high_in is not False
            low_said, high_said = limit.low_in is not None, limit.high_in is not None
        elif limit.op in ("≥", ">"):
            low, low_in, low_said = limit.limit.number, limit.op == "≥", limit.stated or "及以上" in rule
        elif limit.op in ("≤", "<"):
            high, high_in, high_said = limit.limit.number, limit.op == "≤", limit.stated or "及以下" in rule
        else:
            return None
    return GradeBand(word, low, high, low_in, high_in), (low_said, high_said)


def veto_troubles(block: Block, found: Iterable[Diagnostic], grades: Sequence[GradeBand]) -> list[Diagnostic]:
    """What is said of a 否决 that says nothing of the grade: what was *found* in it, and how it is to be written."""
    lowest = grades[-1].word if grades else "差"
    hint = f"“否决”写明等级怎样，如“发生重大事故的，年度等级定为“{lowest}””；总分按几分计、取消资格等不能算，写成等级，或者行首加#"
    told = [one if "等级" in one.hint else evolve(one, hint=hint) for one in found]
    if any(one.is_error for one in told):
        return told
    return [*told, error("unread-sentence", "没有读出等级怎样", block.start, block.end, hint)]
