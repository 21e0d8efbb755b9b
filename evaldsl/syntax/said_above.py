"""社会效益：同上 written out: what stands above, under a heading of the same kind, is said once more; so is a noun behind brackets, and the 1 of 每分."""

import re

from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.typography import Plain

_WHAT = "(?:评分|计分|扣分|打分|评价|考核)?(?:标准|办法|方法|细则|规则|依据|要求)?"
_SAME = re.compile(
    rf"{_WHAT}(?:均|都|也)?同(?:上|前)(?:述|面)?(?:一?[项条款]|个?指标|标准|办法)?(?=[,;。\n]|$)"
    rf"|(?<=:){_WHAT}(?:等同|相同|同|与|和|参照|比照)(?P<whose>[^\d,;:。\n()]{{2,12}}?)(?:指标)?的?{_WHAT}(?:相同|一致|执行|评分|计分|打分)?(?=[,;。\n]|$)"
)
_MARKS = (
    r"[①-⑳]",
    r"\d{1,2}[.、)]",
    r"\(\d{1,2}\)",
    r"[一二三四五六七八九十]{1,3}[、.]",
    r"\([一二三四五六七八九十]{1,3}\)",
    "",
)
_HEADING = re.compile(
    r"(?:(?:评分|计分|扣分|打分|评价|考核)(?:标准|办法|方法|细则|规则|依据):)?"
    rf"(?:{'|'.join(f'({mark})' for mark in _MARKS)})(?P<name>[^\d,;:。\n()]{{2,16}}?)(?:(?P<open>\()?(?P<points>[\d.]+)分(?(open)\)))?(?P<end>:|$)"
)
_STOP = re.compile(r"[;。\n]+")


def written_out(source: Plain, found: list[Diagnostic], most: int) -> Plain:
    """*source* with what 同上 stands for in its place, as long as that makes no more than *most* signs; told in *found* where
    it is open what that is."""
    place = 0
    while len(source.text) <= most and (same := _SAME.search(source.text, place)) is not None:
        said = _said(source.text, same)
        if said:
            source = _put(source, same, said)
        elif same["whose"] is None or same[0].startswith(("评分", "计分", "扣分", "打分")):
            hint = "把那一句写在这里，或者写成“名称：同上”，前面有同样编号、同样分值的一项"
            message = f"“{same[0]}”没有读出与前面哪一句相同"
            found.append(error("unread-clause", message, *source.span(*same.span()), hint=hint))
        place = same.start() + len(said or same[0])
    return source


_OF_ALL = re.compile(
    r"\((?P<terms>[^\d()+\-×/=,;:。\n]{1,12}(?:\+[^\d()+\-×/=,;:。\n]{1,12})+)\)的?(?P<noun>(?!占|合计|总)[^\d()+\-×/=,;:。\n]{0,3}[数额量])(?=[/×])"
)


def with_nouns(source: Plain) -> Plain:
    """(满意份数+基本满意份数)/… for (满意+基本满意)份数/…: what stands behind the bracket is said of each in it."""
    for match in reversed([*_OF_ALL.finditer(source.text)]):
        terms = [term.removesuffix(match["noun"]) + match["noun"] for term in match["terms"].split("+")]
        source = _put(source, match, f"({'+'.join(terms)})")
    return source


_RUNGS = re.compile(r"([缺少漏错])一(?=[扣减得计记给])(?=.*?\1[二两])", re.S)
_RUNG = re.compile(
    r"(?P<lacks>[缺少漏错][一二两三四五六七八九])(?=(?:及?以上)?(?:的|者)?,?(?:[扣减得计记给]|不[得计记给]|[0零]分|[本该此]项|全扣))"
)


def with_items(source: Plain) -> Plain:
    """缺一项扣1分，缺二项扣2分 for 缺一扣1分，缺二扣2分: where several numbers are said, items are counted."""
    if _RUNGS.search(source.text) is not None:
        for match in reversed([*_RUNG.finditer(source.text)]):
            source = _put(source, match, f"{match['lacks']}项")
    return source


_RATE = "个?[百千]分点|[%‰]"
_BARE_UNIT = re.compile(
    rf"每(?P<many>(?:[百千](?!分点))?)(?P<unit>{_RATE}|[一-龥㎡]{{1,4}}?)(?=,?(?:再|另)?[扣减加][\d零一二两三四五六七八九十半])"
)
_LIMIT_BEFORE = re.compile(
    rf"(?P<beyond>超过|超出|超|[高低大小多少]于|不[足满到]|未达到?|达不到|[<>])?(?P<limit>\d[\d.]*(?P<unit>{_RATE}|[一-龥㎡]{{1,4}}?))(?:\(不?含\))?"
    r"(?P<side>[以之][上下内外])?(?:\(不?含\))?(?:的?部分|的|者)?,?按?$"
)
_BEYOND_ALL = re.compile(r"(?:超[出过]|高[出于]|低于|少于|不足|未达到|达不到)(?:的?部分|的)?,?按?$")


def with_ones(source: Plain) -> Plain:
    """85分以下每1分 for 85分以下每分: behind a limit each unit of it is one, which steps run from it; so is 超出每个百分点."""
    text = source.text
    for match in reversed([*_BARE_UNIT.finditer(text)]):
        before = text[max(match.start() - 20, 0) : match.start()]
        limit, rate = _LIMIT_BEFORE.search(before), re.fullmatch(_RATE, match["unit"])
        if limit is None:
            runs = rate is not None and _BEYOND_ALL.search(before) is not None
        else:
            alike = limit["unit"] == match["unit"] or (rate and re.fullmatch(_RATE, limit["unit"]))
            known = limit["beyond"] or limit["side"] == "以下" or text.count(limit["limit"], 0, match.start()) > 1
            runs = bool(alike and known)
        if runs:
            one = {"百": "100", "千": "1000"}.get(match["many"], "1")
            source = _put(source, match, f"每{one}{match['unit']}")
    return source


def _put(source: Plain, match: re.Match[str], said: str) -> Plain:
    """*source* with *said* in the place of *match*."""
    start, end = match.span()
    signs = [source.origin[start + at * (end - start) // len(said)] for at in range(len(said))]
    origin = [*source.origin[:start], *signs, *source.origin[end:]]
    return Plain(source.text[:start] + said + source.text[end:], origin)


def _said(text: str, same: re.Match[str]) -> str:
    """The words under the heading that *same* speaks of, with its own name for that; empty where there is none."""
    *starts, own_start = [0, *(stop.end() for stop in _STOP.finditer(text, 0, same.start()))]
    own = _HEADING.fullmatch(text, own_start, same.start())
    ends = {own_start}
    for start in reversed(starts):
        above = _HEADING.match(text, start)
        if own is None or above is None or not above["end"] or _kind(above) != _kind(own):
            continue
        if same["whose"] in (None, above["name"]):
            words = text[above.end() : min(ends)].rstrip(",;。\n")
            alike = len({one["points"] for one in (above, own) if one["points"]}) < 2
            return words.replace(above["name"], own["name"]) if alike else ""
        ends.add(start)
    return _said_of_alike(text, starts, own_start, same) if same["whose"] is None else ""


_PLAIN_NAME = re.compile(rf"(?P<mark>(?:{'|'.join(_MARKS)}))(?P<name>[^\d,;:。\n()]{{3,16}}?)[,:]?")

_GOES_ON = re.compile(r"[未不无没否低高少每超其≥≤<>\d]|达到|小于|大于|反之")
"""How a sentence begins that speaks of what the one before it names."""


def _said_of_alike(text: str, starts: list[int], own_start: int, same: re.Match[str]) -> str:
    """What is said of 预算公开 in a sentence that begins with it, before 决算公开同上: a name as long, with the same end."""
    own = _PLAIN_NAME.fullmatch(text, own_start, same.start())
    for start in reversed(starts) if own is not None else ():
        above = _PLAIN_NAME.match(text, start)
        if own is None or above is None or bool(own["mark"]) != bool(above["mark"]):
            continue
        end = above.start("name") + len(own["name"])
        name = text[above.start("name") : end]
        if name != own["name"] and name[-2:] == own["name"][-2:]:
            between = [one for one in starts if start < one < own_start]
            if not all(_GOES_ON.match(text, one) for one in between):
                break
            again = text[own.end() - 1] == ":"  # 2.决算公开：决算公开及时得3分
            return text[end - again * len(name) : own_start].rstrip(",;。\n").replace(name, own["name"])
    return ""


def _kind(heading: re.Match[str]) -> tuple[int, bool]:
    """In what way it is numbered, and, where it is not, whether it has points."""
    kind = next(place for place in range(1, len(_MARKS) + 1) if heading[place] is not None)
    return kind, kind == len(_MARKS) and heading["points"] is not None
