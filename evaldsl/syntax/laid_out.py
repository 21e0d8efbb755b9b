"""Points that a table sets apart from what they are for, put as sentences say them: 95%以上/10分; （10分）显著；（6分）较显著."""

import re

from evaldsl.text.typography import Plain

_POINTS = r"\d[\d.]*分"
_END = r"(?=[,;。、\n]|$)"
_GRADE = r"优秀?|良好?|中等?|[较一]?[差般好]|(?:不|基本)?(?:合格|达标)"
_TIER = r"[A-D甲乙丙丁一二三四五][级等档]?|第[一二三四五][档等级]"
_OTHERWISE = re.compile(r"(?:其[他余它](?:情况|情形)?|否则)的?,?不[得计]分")
_ARROW = re.compile(
    rf"(?:(?<=[%上下内])|(?<=%\(含\))|(?<=%\(不含\)))-(?={_POINTS}{_END})|(?<=[%上下内好般差格优良中显著)])[→⇒](?=得?{_POINTS}{_END})"
)
"""100%-10分 is no stretch from one number to the other."""
_SLASH = re.compile(
    rf"(?:(?<=[,;。、:\n])|^)(?:[^,;。、:\n/×=()+]|\(不?含\)){{1,20}}(?<!分)(?P<sign>/)(?={_POINTS}{_END})"
)
_WHAT = r"(?!其中|包括|每|不得|各|共)[^\d()得扣分,](?:[^()得扣分]|\(不?含\)|分钟)*|(?:[\d.<>≤≥]|大于|小于|不)(?:[^()得扣分]|\(不?含\)|分钟)+"
_FIRST = re.compile(rf"(?:\(得?(?P<inner>{_POINTS})\)|(?P<outer>{_POINTS})[,\-→])(?P<what>{_WHAT})")
_HEADED = re.compile(rf"(?P<head>(?P<grade>{_GRADE})|{_TIER})\((?P<points>{_POINTS})\):(?P<what>{_WHAT})")
_RANGE = r"(?:得分|评分)?[<>≤≥]?\d[^()得扣,;:]*|\d[\d.]*分?[<≤](?:得分|评分|[A-Za-z])[<≤]\d[\d.]*分?"
_GRADED = re.compile(
    rf"(?P<head>{_GRADE}|{_TIER})(?:(?P<open>\()|:)(?P<range>{_RANGE}),(?P<points>[得计]{_POINTS}|不得分)(?(open)\))"
)
_LEAD = re.compile(r"(?P<name>[^\d;。\n:()]{1,20}):")
_GENERIC = re.compile("(?:评分|计分|扣分|打分|评价|考核|赋分)(?:标准|办法|方法|细则|规则|依据|要求)")
_SENTENCE = re.compile(r"[^;。\n、]+")


def is_laid_out(text: str) -> bool:
    """Whether *text* may set points apart from what they are for."""
    return _MAY_BE.search(text) is not None


_MAY_BE = re.compile(
    r"[-/→⇒]得?\d[\d.]*分(?:[,;。、\n]|$)|(?:^|:)\(?得?\d[\d.]*分[),\-→]|(?:^|:)(?:[A-D甲乙丙丁一优良中较好合达不第]).{0,3}[(:]"
)


_COLUMNS = re.compile(
    r"(?<![得扣计记加减\d.])(?P<range>\d[\d.]*[-－–—~～]+\d[\d.]*)[ \t\u3000\u00a0]+(?=\d[\d.]*[ \t\u3000\u00a0]*分(?:[；;。，,、\n]|$))"
)


def two_columns(text: str, place: int) -> bool:
    """80-89 8分: whether the number at *place* of *text* ends a stretch, with points in the next column."""
    begin = max(text.rfind(sign, 0, place) for sign in "；;。，,、\n:：")
    return any(one.start() < place < one.end() for one in _COLUMNS.finditer(text, begin + 1))


def with_columns(text: str, source: Plain) -> Plain:
    """80-89：8分 for 80-89 8分, where *source*, the plain form of *text*, has lost the blank between two columns."""
    for match in reversed([*_COLUMNS.finditer(text)]):
        place = source.origin.index(match.end() + source.origin[0])
        origin = [*source.origin[:place], source.origin[place - 1], *source.origin[place:]]
        source = Plain(f"{source.text[:place]}:{source.text[place:]}", origin)
    return source


_HEAD = re.compile(
    r"(?:(?<=[;。\n])|^)\((?P<name>(?:评分|计分|扣分|打分|评价|考核|赋分)(?:标准|办法|方法|细则|规则|依据|要求|要点|内容))\)(?=[^:,;。\n])"
)
_ORDINAL = re.compile(r"(?:(?<=[;。\n:])|^)其(?=([一二三四五六])[,、])")


def with_heads(source: Plain) -> Plain:
    """评分标准：…, 第一，… for 【评分标准】…, 其一，…: what only heads is part of no name."""
    for match in reversed([*_HEAD.finditer(source.text)]):
        source = _replaced(source, match.end() - 1, match.end(), ":")
        source = _replaced(source, match.start(), match.start() + 1, "")
    ordinals = [*_ORDINAL.finditer(source.text)] if "其一" in source.text else []
    for match in ordinals if [one[1] for one in ordinals[:2]] == ["一", "二"] else ():
        source = _replaced(source, *match.span(), "第")
    return source


def put_together(source: Plain) -> Plain:
    """*source* with a colon between what points are for and the points, whichever stands first."""
    text = (
        _ARROW.sub(":", source.text) if "-" in source.text or "→" in source.text or "⇒" in source.text else source.text
    )
    slashes = [*_SLASH.finditer(text)] if "/" in text else []
    for match in slashes if len(slashes) > 1 else ():
        text = f"{text[: match.start('sign')]}:{text[match.end('sign') :]}"
    return _sentences(Plain(text, source.origin))


def _sentences(source: Plain) -> Plain:
    """Every sentence of *source* in the same of the three layouts; what is said otherwise last."""
    lead = _LEAD.match(source.text)
    for start in (0, *((lead.end(),) if lead else ())):
        told = [*_SENTENCE.finditer(source.text, start)]
        if len(told) > 2 and _OTHERWISE.fullmatch(told[-1][0]):
            told.pop()
        for layout, said in ((_FIRST, _first), (_HEADED, _headed), (_GRADED, _graded)):
            found = [layout.fullmatch(source.text, *one.span()) for one in told] if len(told) > 1 else []
            if found and all(found):
                for match in reversed(found):
                    assert match is not None
                    source = said(source, match)
                return _named(source, lead) if lead and start and layout is _FIRST else source
    return source


def _named(source: Plain, lead: re.Match[str]) -> Plain:
    """得10分：效果显著；得6分：较显著 for 效果：得10分：显著；…: the name stands where the first condition does."""
    if _GENERIC.fullmatch(lead["name"]):
        return source
    text, origin, end = source.text, [*source.origin], lead.end()
    place, name = text.index(":", end) + 1, lead.end("name")
    text = text[end:place] + text[:name] + text[place:]
    return Plain(text, [*origin[end:place], *origin[:name], *origin[place:]])


def _first(source: Plain, match: re.Match[str]) -> Plain:
    """得10分：显著 for （10分）显著, 10分：显著 for 10分，显著."""
    points = "inner" if match["inner"] else "outer"
    if source.text[match.end() : match.end() + 1] == "、":
        source = _replaced(source, match.end(), match.end() + 1, ";")
    source = _replaced(source, match.end(points), match.start("what"), ":")
    return _replaced(source, match.start(), match.start(points), "得") if match["inner"] else source


def _headed(source: Plain, match: re.Match[str]) -> Plain:
    """优（得10分）：无投诉 for 优（10分）：无投诉; 得10分：完成率95%以上 where the tier is no grade."""
    start = match.start("points")
    if match["grade"] or not re.search(r"\d", match["what"]):
        return _replaced(source, start, start, "得")
    source = _replaced(source, match.end("points"), match.start("what"), ":")
    return _replaced(source, match.start(), start, "得")


def _graded(source: Plain, match: re.Match[str]) -> Plain:
    """优（90分以上）得10分 for 优（90分以上，得10分）, and for 优：90分以上，得10分."""
    if match["open"]:
        source = _replaced(source, match.end("points"), match.end(), "")
    source = _replaced(source, match.end("range"), match.start("points"), ")")
    return _replaced(source, match.end("head"), match.start("range"), "(")


def _replaced(source: Plain, start: int, end: int, said: str) -> Plain:
    """*source* with *said*, one sign or none, for what stands between."""
    text = source.text[:start] + said + source.text[end:]
    return Plain(text, [*source.origin[:start], *source.origin[start : start + len(said)], *source.origin[end:]])
