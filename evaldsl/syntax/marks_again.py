"""Numbers said again: ③不符合则 behind the thing ③ of a list speaks of that thing, and begins no other."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from evaldsl.syntax.tree import EFFECTS, Amount, Award, Comma, Marker, Part, Stop, Word
from evaldsl.text.numerals import number as read_number

_OF_IT = re.compile(
    r"(?:小?项|点|条|款|种)?(?:的?(?:情形|情况|问题|行为|内容|要求|标准|条件))?(?:其?中)?(?:每有?|任[一何意]?|有)?(?:(?:一|1)?(?:项|点|条))?"
    r"(?:(?:[不未没](?:有|能)?(?:符合|满足|达标|达到|完成|做到|落实|合格)|做不到|达不到|缺失|缺少|缺)(?:要求|标准|规定|条件|(?:一|1)(?:项|点|条))?)?"
    r"(?:的|者|则|即|时)*(?:[,扣减本该此得酌]|不(?=[得计给记予能])|各扣|每项)|-[①-⑳(]|[①-⑳]|\([\d一二三四五六七八九十]"
)
_EARNS = re.compile(
    r"(?:小?项|点|条)?(?:(?:符合|满足|达到|达标|做到|具备|完成)(?:要求|标准|条件)?)?(?:的|者|则|即|可|各|均|[,:(])*"
    r"(?:(?:占|[得计记给赋]?(?:权重|分值)的?)[\d.]+[%/]|[得计记给赋占]?\d+(?:\.\d+)?分)"
)
"""Points right behind the number of a thing that was told without any: ①2分, ②满足得1分, ③占40%."""


def with_marks_again(text: str, parts: list[Part], start: int) -> list[Part]:
    """*parts* of *text*, which begins at *start*, with the numbers that speak of a thing above as words."""
    found: list[Part] = []
    told: dict[int, bool] = {}
    style, number = "", 0
    for part in parts:
        value, end = part.value, part.end - start
        if isinstance(value, Marker):
            told, style, number = (told if value.style == style else {}), value.style, value.number
            again = number in told and (_OF_IT.match(text, end) or text[part.start - start - 1] in "-至到第")
            if again or (told.get(number) and _EARNS.match(text, end)):
                part = Part(Word(text[part.start - start : end]), part.start, part.end)
                number = 0
            else:
                told[number] = True
        elif isinstance(value, Stop):
            number = 0
        elif number and isinstance(value, EFFECTS):
            told[number] = False
        found.append(part)
    return found


_SHARE = re.compile(
    r"(?<=[①-⑳)项点条\d])(?P<each>各|均)?占(?:到|比)?(?:指标)?(?:权重|分值|标准分)?的?(?:(?P<percent>\d+(?:\.\d+)?)%|(?P<part>\d)/(?P<of>\d))"
    r"的?(?:权重|分值|标准分|总分)?分?值?(?=[,;:。\n、]|$)"
)
_NUMBERED = re.compile(
    r"(?:[①-⑳]|\([\d一二三四五六七八九十]{1,2}\)|要点\d|(?:第|前|后|最后)[\d一二两三四五六七八九十][项点条])(?:小?项|点|条)?$"
)


_OF_ALL = re.compile(
    r"(?<![值线平准])\((?:占?(?:权重|分值)?分?的?|得)(\d+(?:\.\d+)?)%的?(?:权重分?|分值)?(?=\)[;。\n,:]|,)"
    r"|(?<=,)(?:[占得](?:权重|分值)?分?的?|(?:权重|分值)的)(\d+(?:\.\d+)?)%(?=[;。\n,])"
)
"""机制健全（40%），执行有效，占60%: shares of the points where all of them come to 100%."""
_OF_GRADES = re.compile(
    r"(?<![^,;:、。\n①-⑳)])[一-龥]{0,8}?(优秀|优良|优|良好|良|中等|中|好|显著|明显|满意|合格|(?P<less>一般|[较很]?差|不(?:显著|明显|满意|合格|好|及格)"
    r"|(?:较|比较|较为|基本)(?:好|显著|明显|满意|合格)))的?,?(?P<percent>\d+(?:\.\d+)?%)(?=[,;。、\n])"
)
"""优秀得100%，良好80%，一般60%: of grades that follow each other, one of which is less than good."""


def _shares(text: str, heads: set[int]) -> Iterator[tuple[int, int, Fraction, bool]]:
    """Where *text* says a share, how much it is and whether each of several things has it."""
    for one in _SHARE.finditer(text):
        if _NUMBERED.search(text, 0, one.start()) and one.start() not in heads:
            percent = one["percent"]
            share = read_number(percent) / 100 if percent else Fraction(int(one["part"]), int(one["of"]) or 1)
            yield one.start(), one.end(), share, one["each"] is not None
    whole = [(*one.span(), read_number(one[1] or one[2]) / 100, False) for one in _OF_ALL.finditer(f"{text};")]
    if len(whole) > 1 and sum(share for _, _, share, _ in whole) == 1:
        yield from whole
    graded = [*_OF_GRADES.finditer(f"{text};")] if "差" in text or "般" in text or "不" in text else []
    shares = [read_number(one["percent"][:-1]) / 100 for one in graded]
    if any(one["less"] for one in graded) and len(shares) > 1 and all(one > two for one, two in pairwise(shares)):
        yield from ((*one.span("percent"), share, False) for one, share in zip(graded, shares, strict=True))


def with_shares(text: str, parts: list[Part], start: int) -> Iterator[Part]:
    """*parts* of *text*, which begins at *start*, with the points that 占40%权重分 says a thing has: ①②各占30%，③占40%; ①…（40%）."""
    shares = [*_shares(text, {part.end - start for part in parts if isinstance(part.value, Marker)})]
    for part in parts:
        own = next((one for one in shares if one[0] < part.end - start and part.start - start < one[1]), None)
        if own is None:
            yield part
            continue
        before, behind, opened = start + own[0], start + own[1], text[own[0]] == "("
        if part.start < before and isinstance(part.value, Word):
            yield Part(Word(text[part.start - start : own[0]]), part.start, before)
        if part.start <= before:
            if opened:
                yield Part(Comma(), before, before + 1)
            share = Amount(own[2], own[2], share=True)
            yield Part(Award(share, apiece=own[3], bare=opened or text[own[0]] in "权分"), before + opened, behind)
        if part.end > behind and isinstance(part.value, Word):
            yield Part(Word(text[own[1] : part.end - start]), behind, part.end)
