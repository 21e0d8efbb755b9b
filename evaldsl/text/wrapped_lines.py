"""Line ends inside a sentence, as text copied out of a PDF or a Word table has them: read as if they were not there."""

import itertools
import re

_CLOSED = re.compile(
    r"[。；;！!？?]$|分[)）]$|(?:[\d０-９一二两三四五六七八九十半]|不得|不计|不给|不予得|[满得计记给扣减加])\s*分$"
    r"|扣完为止$|为止$|全扣$|一票否决$|[×Xx*]\s*[1１][0０]{2}\s*[%％](?:\s*[(（][^()（）]*[)）])?$"
)
"""The end of a line after which a new clause may begin: a stop, points, or ×100% of a rate."""

_JOINS = re.compile(
    r"钟|全扣|[得计记扣加减]\s*[\d０-９零一二两三四五六七八九十半]|[,，、。；;：:)）〕】》”%％‰/／×÷*+＋=＝≥≤<>＜＞≧≦~～]|[-－—–](?=[\s\d０-９])|的|者|值|以[上下内外]"
)
"""The begin of a line that belongs to the line above."""

_NUMBERED = re.compile(
    r"[①-⑳⑴-⒇⒈-⒛㉑-㉟•·●◆■▪]|[(（]?\s*[1-9１-９][\d０-９]?\s*(?:[)）、]|[.．](?![\d０-９]))|[(（]\s*[一二三四五六七八九十]{1,3}\s*[)）]"
    r"|[一二三四五六七八九十]{1,2}(?:、|是(?!否))|第[一二三四五六七八九十][,，、]|[A-Za-z][.．、)）]|(?:备?注|说明|附注)\s*[\d０-９]?\s*[:：]"
)
_BAND = re.compile(r"[≥≤<>＜＞≧≦][=＝]?\s*[\d０-９]")
"""＜80%　0分 below 80%-90%　5分: the next of a table of bands."""
_POINTS = re.compile(r"[\d０-９一二两三四五六七八九十半]\s*分$")
_DEFINED = re.compile(r"(?:[^=＝\s:：]{2,8}[:：]\s*)?([^=＝\s]{2,20}?)\s*[=＝](?=.*[/／÷×])")
_SCORED = re.compile(r"得分\s*[=＝]")
"""执行率=支出/预算, and behind it what is made of that."""
_DASHED = re.compile(r"[-－—*]\s*[一-龥]")
"""A bullet, or a minus."""
_APIECE = re.compile(r"每[项条点个]|否则|以上|上述|其余|其他|扣完")
_PHRASE = re.compile(r"[^\d０-９,，、;；:：。.%％‰≥≤<>=()（）]+")
_MEASURE = re.compile(r"[率比重数额度量值]$")
_BLANK = " \t\u3000\r"
_OPENING, _CLOSING = "（(〔【《“", "）)〕】》”"


def unwrapped(text: str) -> str:
    """*text* with a blank in place of every line end that stands inside a sentence, so that no character moves.

    A line ends a clause where a stop or points end it (得2分), where the next line is numbered, and where both are bare
    phrases, as in a list without numbers. An open bracket joins in any case. Empty lines between two lines change nothing.
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    written = [place for place, line in enumerate(lines) if line.strip(_BLANK)]
    ends = ["\n"] * (len(lines) - 1)
    for above, below in itertools.pairwise(written):
        if wraps(lines[above], lines[below]):
            ends[above:below] = " " * (below - above)
    return lines[0] + "".join(f"{end}{line}" for end, line in zip(ends, lines[1:], strict=True))


def wraps(above: str, below: str) -> bool:
    """Whether the line *below* goes on in the middle of the sentence in which the line *above* ends."""
    above, below = above.strip(_BLANK), below.strip(_BLANK)
    if not above or not below:
        return False
    if above.endswith("、"):
        return True
    if _DASHED.match(below):
        return "=" in above or "＝" in above
    if _JOINS.match(below):
        return not (_BAND.match(below) and _POINTS.search(above))
    if _NUMBERED.match(below) or _CLOSED.search(above):
        return False
    defined = _DEFINED.match(above)
    if defined and (below.startswith(defined[1]) or _SCORED.match(below)):
        return False
    if sum(map(above.count, _OPENING)) > sum(map(above.count, _CLOSING)):
        return True
    numbered = _NUMBERED.match(above)
    bare = _PHRASE.fullmatch(above, numbered.end() if numbered else 0) is not None
    if _APIECE.match(below):
        return not (bare and (numbered or not _MEASURE.search(above)))
    return not (bare and not numbered and _PHRASE.fullmatch(below))
