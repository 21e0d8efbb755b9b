"""Lines of a rule file: a heading and what stands under it, with the place of every character kept."""

import re

from attrs import frozen

HEAD = ("语法", "规则集", "地区", "年度", "依据", "总分", "等级", "施行", "约定")
"""Headings of the head, each at most a line; 依据 and 约定 may be repeated."""

TOP = ("数据", "计算", "默认", "否决", "一级", "二级", "指标")
"""Headings that may stand anywhere after the head."""

INSIDE = ("解释", "评价要点", "评分", "来源", "例", "指标值", "取数")
"""Headings inside an indicator."""

_ALIASES = {
    "取数": "计算",
    "一票否决": "否决",
    "三级": "指标",
    "一级指标": "一级",
    "二级指标": "二级",
    "三级指标": "指标",
    **dict.fromkeys(("评分标准", "评分说明", "评分规则", "评分细则", "评分办法", "评分方法", "评价标准"), "评分"),
    **dict.fromkeys(("计分标准", "计分规则", "计分办法", "计分方法"), "评分"),
    **dict.fromkeys(("指标解释", "指标说明", "指标内涵"), "解释"),
    **dict.fromkeys(("评价内容", "考核要点", "考核内容", "评分要点"), "评价要点"),
    "数据来源": "来源",
    **dict.fromkeys(("满分", "总分值"), "总分"),
    "计算公式": "计算",
    **dict.fromkeys(("评价等级", "绩效等级", "等级划分"), "等级"),
}
_TARGET = re.compile(r"(?:年度|年初|绩效|预期)?(?:目标值?|指标值)")
_VALUE = re.compile(r"(?!.*分)[^\s，,。；;][^，,。；;]{0,29}$")
"""A target and no sentence about it: 3200人次."""
_POINTS = re.compile(r"\d\s*分|[满得]分")
_WORDS = sorted({*HEAD, *TOP, *INSIDE, *_ALIASES} - {"满分", "总分值"}, key=len, reverse=True)
_HEADING = re.compile(
    rf"^[ \t\u3000\ufeff]*({'|'.join(_WORDS)}|{_TARGET.pattern})(?:[ \t\u3000]*[:：][ \t\u3000]*|[ \t\u3000]+|$)"
)
_GLUED = re.compile(
    r"^[ \t\u3000\ufeff]*(?:(总分)(?=\d+分?\s*$)|(年度)(?=\d{4}年?\s*$)|(等级)(?=[^\s:：，,。]{1,4}[:：])"
    r"|(约定)(?=不足|得分|分母|加分|四舍五入)|(满分|总分值)[ \t\u3000]*[:：]?[ \t\u3000]*(?=\d+分?\s*$))"
)
"""The same without a blank behind it, where what follows can be nothing else: 总分100分."""
_COMMENT = re.compile(r"(?:^|(?<=[ \t\u3000]))#.*$")
_PAGE = re.compile(
    r"[ \t\u3000]*[（(\[【]?[ \t\u3000]*(?:[共总]?[ \t]*第?[ \t]*[\d０-９]+[ \t]*页[ \t，,/／共总第]*(?:[\d０-９]+[ \t]*页)?"
    r"|[-－—–][ \t]*[\d０-９]{1,3}[ \t]*[-－—–]|续[上前]?[表页]|[续接][上前][表页]|[接转续]下[表页])[ \t\u3000]*[）)\]】]?[ \t\u3000\r]*"
)
_LONGEST_PAGE_END = 60
"""Where a page of a printed table ends: 第 3 页 共 8 页, - 3 -, （续上表）."""


@frozen
class Block:
    """A heading with its text: *text* runs from *start* to *end* in the file, comments turned into blanks.

    *keyword* is empty for text before the first heading. *at* is where the heading itself begins.
    """

    keyword: str
    text: str
    start: int
    end: int
    at: int


def is_page_end(line: str) -> bool:
    """Whether *line* is a number of a page or says that a table goes on."""
    if len(line) > _LONGEST_PAGE_END:
        return False
    return ("页" in line or "续" in line or line.strip()[:1] in set("-－—–")) and _PAGE.fullmatch(line) is not None


def comment_at(line: str) -> int | None:
    """Where the # comment of *line* begins, or the number of a page, which says as little."""
    match = _COMMENT.search(line)
    return match.start() if match is not None else 0 if is_page_end(line) else None


def without_comment(line: str) -> str:
    """*line* with its # comment turned into blanks of the same length."""
    start = comment_at(line)
    return line if start is None else line[:start] + " " * (len(line) - start)


def heading_of(line: str, inside: bool) -> tuple[str, int] | None:
    """The heading that *line* begins with and where its content begins; *inside* an indicator only some count."""
    match = _HEADING.match(line) or _GLUED.match(line)
    if match is None:
        return None
    word = match[match.lastindex or 1]
    word = _ALIASES.get(word, word)
    if _TARGET.fullmatch(word) and word not in INSIDE:  # 目标值 3200人次, not 目标值 3200人次，完成得满分
        if not inside or not _VALUE.match(line[match.end() :].rstrip(" \t\u3000\r")):
            return None
        word = "指标值"
    return None if inside and word in HEAD else (word, match.end())


def blocks(text: str) -> list[Block]:
    """The blocks of *text* in order."""
    found: list[Block] = []
    place = 0
    inside = False
    lines = text.split("\n")
    open_block: tuple[str, list[str], int, int] | None = None
    for number, line in enumerate(lines):
        bare = without_comment(line)
        heading = heading_of(bare, inside)
        if heading is None and open_block is not None and open_block[0] == "指标值" and _POINTS.search(bare):
            heading = "评分", 0  # what scores, right under the target
        if heading is not None:
            if open_block is not None and not (heading[0] == "指标值" and _is_empty(open_block[1], open_block[0])):
                found.append(_closed(open_block))
            keyword, content = heading
            inside = keyword == "指标" or (inside and keyword in (*INSIDE, "数据", "计算", "默认"))
            open_block = (keyword, [bare[content:]], place + content, place)
        elif open_block is not None:
            open_block[1].append(bare)
        elif bare.strip(" \t\u3000\ufeff\r"):
            open_block = ("", [bare], place, place)
        place += len(line) + (1 if number < len(lines) - 1 else 0)
    if open_block is not None:
        found.append(_closed(open_block))
    return found


def _is_empty(lines: list[str], keyword: str) -> bool:
    return keyword == "评分" and not "".join(lines).strip(" \t\u3000\r")


def _closed(open_block: tuple[str, list[str], int, int]) -> Block:
    keyword, lines, start, at = open_block
    text = "\n".join(lines)
    kept = text.rstrip(" \t\u3000\r\n")
    return Block(keyword, kept, start, start + len(kept), at)
