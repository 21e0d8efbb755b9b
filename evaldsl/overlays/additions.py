"""增加: lines of a rule file put where the overlay says, or where lines of their kind stand."""

import re

from attrs import frozen

from evaldsl.overlays.addresses import WHERE, AddressBook, Spot
from evaldsl.overlays.edits import Part
from evaldsl.overlays.layers import Change, Span, Words
from evaldsl.rubric_files.overlay_lines import BLANKS
from evaldsl.rubric_files.rubric_lines import INSIDE, heading_of
from evaldsl.text.diagnostics import Diagnostic, error

_FRONT = re.compile(r"^[ \t\u3000]*在[ \t\u3000]*")
_SHORT = re.compile(r"(?:以)?([后前下上])(?:边|方)?[:：]?")
_MEANT = {"后": "之后", "前": "之前", "下": "之下", "上": "之前"}
_OUTSIDE = ("一级", "二级", "指标")
_HOW = "写作“增加 某指标 之后”（之前、之下），下一行起写要加的内容"


@frozen
class Added:
    """Where lines are put, and what they are; *indicator* is the one that they belong to, "" for none that is there."""

    at: int
    parts: tuple[Part, ...]
    said: Span
    indicator: str = ""
    rank: int = 0


def added(book: AddressBook, change: Change) -> Added | Diagnostic:
    """What one 增加 puts where."""
    first = change.address.part(0)
    heading = heading_of(first.text, False)
    where = WHERE.search(change.address.text)
    address = change.address.part(0, where.start()) if where else first
    if heading is not None and (where is None or isinstance(book.find(address), Diagnostic)):
        return _without_place(book, change, heading[0])
    content = [one for one in change.raw[1:] if one.text.strip(BLANKS)]
    front = _FRONT.match(address.text)
    found = book.find(address)
    if isinstance(found, Diagnostic) and front is not None:
        found = book.find(address.part(front.end()))
    if isinstance(found, Diagnostic):
        return found
    spot, rest = found
    short = _SHORT.fullmatch(rest.text.strip(BLANKS))
    if short is not None and where is None:
        hint = f"是不是“{_MEANT[short[1]]}”"
        return error(
            "unread-change", f"“{spot.name}”后面的“{rest.text.strip(BLANKS)}”没有读懂", rest.start, rest.end, hint
        )
    content = [rest, *content] if rest.text else content
    if not content:
        return error("unread-change", "没有写增加什么", first.start, first.end, _HOW)
    return _placed(book, change, spot, where[1] if where else "之下", content)


def _placed(book: AddressBook, change: Change, spot: Spot, where: str, content: list[Words]) -> Added | Diagnostic:
    said = (change.address.start, content[-1].end)
    heading = heading_of(content[0].text, True)
    before, under = where in ("之前", "前面"), where in ("之下", "下面")
    if heading is None:
        return _sentence(book, spot, content, said)
    if under and spot.kind == "分项":
        return error("unread-change", f"“{spot.name}”之下不能加“{heading[0]}”", *said, f"写在“{spot.indicator}”之下")
    if not spot.whole:
        return error("unread-change", f"不能加在“{spot.name}”{where}", *said, _HOW)
    stretch = spot.whole[0] if before else spot.whole[-1]
    at = stretch[0] if before else book.after(stretch)
    belongs = spot.indicator if under and heading[0] in INSIDE else ""
    if spot.kind == "指标" and heading[0] in INSIDE and not under:
        return error("unread-change", f"“{heading[0]}”要加在指标之下", *said, f"写作“增加 {spot.name} 之下”")
    return Added(at, _lines(book, at, content, gap=heading[0] in _OUTSIDE), said, belongs, rank_of(heading[0]))


def _sentence(book: AddressBook, spot: Spot, content: list[Words], said: Span) -> Added | Diagnostic:
    """A sentence more at the end of an indicator's scoring text."""
    if spot.kind not in ("指标", "评分", "分项"):
        return error("unread-change", f"“{spot.name}”之下没有评分文字可加", *said, _HOW)
    if spot.words:
        at = spot.words[0][1]
        return Added(at, ("\n", *_joined(content)), said, spot.indicator)
    at = book.after(spot.whole[0])
    head = next(one for one in book.listed("指标") if spot.whole[0][0] <= one.start < spot.whole[0][1])
    at = head.start + len(head.text.split("\n")[0].rstrip())
    return Added(at, ("\n评分 ", *_joined(content)), said, spot.indicator)


def rank_of(keyword: str) -> int:
    """Where lines stand among others that are put at the same place."""
    return {"指标": 1, "二级": 2, "一级": 3}.get(keyword, 0)


def _without_place(book: AddressBook, change: Change, keyword: str) -> Added | Diagnostic:
    """增加 约定 …, 增加 数据 …: behind the last line of this kind."""
    content = [one for one in change.raw if one.text.strip(BLANKS)]
    content[0] = content[0].part(0)
    said = (content[0].start, content[-1].end)
    if keyword in _OUTSIDE or keyword in INSIDE:
        target = "某指标 之后" if keyword in _OUTSIDE else "某指标 之下"
        hint = f"写作“增加 {target}”，下一行起写“{keyword} …”"
        named = content[0].text.removeprefix(keyword).strip(BLANKS)
        if any(one.name == named for one in book.named.get(keyword, {}).values()):
            hint = f"加到已有的“{named}”之下的，写作“增加 {keyword} {named} 之下”；再加一个{keyword}的，{hint}"
        return error("unread-change", f"没有写“{keyword}”加在哪里", *said, hint)
    if keyword in ("总分", "等级") and not book.listed(keyword):
        pass
    elif keyword not in ("约定", "数据", "计算", "默认", "否决"):
        hint = f"写作“调整 {keyword} 旧 → 新”" if keyword in ("总分", "等级") else "写在文件的开头"
        return error("unread-change", f"“{keyword}”不能增加", *said, hint)
    at = _behind(book, keyword)
    return Added(at, _lines(book, at, content, gap=False), said, "约定" if keyword == "约定" else "")


def _behind(book: AddressBook, keyword: str) -> int:
    """Behind the last line of its kind, else before the first section or indicator."""
    known = [one for one in book.listed(keyword) if not _is_inside(book, one.start)]
    if known:
        return book.lines_of(known[-1])[1]
    if keyword in ("约定", "总分", "等级"):
        head = [
            one
            for one in book.blocks
            if one.keyword in ("语法", "规则集", "地区", "年度", "依据", "总分", "等级", "约定")
        ]
        if head:
            return book.lines_of(head[-1])[1]
    first = next((one for one in book.blocks if one.keyword in _OUTSIDE), None)
    return book.lines_of(first)[0] if first is not None else len(book.text)


def _is_inside(book: AddressBook, place: int) -> bool:
    return any(one.reach[0] <= place < one.reach[1] for one in book.named["指标"].values())


def _lines(book: AddressBook, at: int, content: list[Words], *, gap: bool) -> tuple[Part, ...]:
    """Whole lines at *at*, the beginning of a line; with a *gap* a blank one comes first."""
    first = "" if at == 0 or book.text[at - 1 : at] == "\n" else "\n"
    return (first + ("\n" if gap else ""), *_joined(content), "\n")


def _joined(lines: list[Words]) -> list[Part]:
    parts: list[Part] = []
    for one in lines:
        parts += ["\n", one] if parts else [one]
    return parts
