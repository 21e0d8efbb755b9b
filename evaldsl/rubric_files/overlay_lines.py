"""The lines of an overlay: its headings, and whether a text is one. Light enough to be asked of every file."""

import re

from evaldsl.rubric_files.rubric_lines import INSIDE, TOP, heading_of, without_comment

BASE = "沿用"
IDENTITY = ("语法", "规则集", "地区", "年度", "施行")
"""What an overlay says of itself; it takes the place of what the base says."""
KINDS = ("调整", "改写", "增加", "删除", "移动")
ALIASES = {"修改": "调整", "替换": "改写", "新增": "增加", "补充": "增加", "取消": "删除"}
BLANKS = " \t\u3000\ufeff\r\n"
_WORDS = "|".join((BASE, *IDENTITY, "依据", "理由", *KINDS, *ALIASES))
_OWN = re.compile(rf"^[ \t\u3000\ufeff]*({_WORDS})(?:[ \t\u3000]*[:：][ \t\u3000]*|[ \t\u3000]+|\r?$)")


def own_heading(line: str) -> tuple[str, int, int] | None:
    """The heading of an overlay that *line* begins with, where it begins and where its content does."""
    match = _OWN.match(line)
    return None if match is None else (ALIASES.get(match[1], match[1]), match.start(1), match.end())


def is_overlay(text: str) -> bool:
    """Whether *text* is an overlay: its head says 沿用, or it begins to change what it does not hold."""
    return _head(text)[0]


def base_name(text: str) -> str:
    """What the head of an overlay says behind 沿用, "" when it does not."""
    return _head(text)[1]


def _head(text: str) -> tuple[bool, str]:
    changed = False
    for line in text.split("\n"):
        bare = without_comment(line.rstrip("\r"))
        own = own_heading(bare)
        if own is not None and own[0] == BASE:
            return True, bare[own[2] :].strip(BLANKS)
        if own is not None and own[0] in KINDS:
            changed = True
        heading = heading_of(bare, False)
        if heading is not None and heading[0] in (*TOP, *INSIDE):
            break
    return changed, ""
