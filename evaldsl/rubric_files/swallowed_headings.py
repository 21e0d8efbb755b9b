"""Headings that were swallowed: lines of a block, and words behind its heading, that were perhaps meant as headings."""

import re
from collections.abc import Iterator

from evaldsl.rubric_files.rubric_lines import INSIDE, TOP, Block
from evaldsl.text.diagnostics import Diagnostic, error, warning

_UNSPACED = re.compile(
    r"^[ \t\u3000]*(一级指标|二级指标|三级指标|[一二三]级|指标)[^ \t\u3000：:].*[(（][\d.]+分[)）][ \t\u3000]*$"
)
_WORD = re.compile(r"^[ \t\u3000]*(\S{2,3})[ \t\u3000：:]+\S")


_TITLE = re.compile(r"(?!.*(?:达到|完成|[未不每]|[扣得计]\d))[^\d≥≤<>=，。；,;]+[(（][\d.]+分[)）]\s*$")
"""A name and its points, and nothing that could be scored."""


_CELL = r"[^\s\d，,。；;（(①-⑳]{2,20}"
_ROW = re.compile(
    rf"^[ \t\u3000]*(?:{_CELL}[（(][\d.]+分[)）][ \t\u3000]+|(?:{_CELL}[ \t\u3000]+){{1,3}})(?P<name>[^\s\d，,。；;（(]{{2,24}})[（(](?P<points>[\d.]+)分[)）](?=[ \t\u3000]+\S)"
    rf"|^(?:{_CELL})?(?:\t{_CELL})*\t(?P<cell>{_CELL})\t[ ]*(?P<worth>[\d.]+)分?[ ]*\t"
)
"""A row of a table with its columns side by side: 过程（5分） 预算执行率（5分） …, 过程 管理 制度健全性（5分） …."""
_SECOND = re.compile(r"[)）][ \t\u3000]*(一级指标|二级指标|三级指标|[一二三]级|指标)(?=[ \t\u3000:：])")


def swallowed_headings(block: Block) -> Iterator[Diagnostic]:
    """Lines of *block*, and what stands behind its heading, that were perhaps meant as headings."""
    place = block.start
    for number, line in enumerate(block.text.split("\n")):
        word = _WORD.match(line)
        glued = _UNSPACED.match(line) if number else None
        row = _ROW.match(line) if number else None
        second = _SECOND.search(line) if not number and block.keyword in ("一级", "二级") else None
        if row is not None:
            message = "这一行像是表里的另一个指标，接在上一行后面了"
            name, points = row["name"] or row["cell"], row["points"] or row["worth"]
            hint = f"另起一行写“指标 {name}（{points}分）”，评分写在它下面；就是评分的，前面编上号"
            yield error("mistyped-heading", message, place, place + len(line), hint)
        elif second is not None:
            message = f"一行只写一个标题，“{second[1]}”不在行首，不成标题"
            hint = f"“{second[1]}”另起一行写"
            yield error("mistyped-heading", message, place + second.start(1), place + second.end(1), hint)
        elif glued is not None and _TITLE.match(line.strip()):
            message = f"“{glued[1]}”后面没有空一格，这一行不成标题，接在上一行后面了"
            meant = line.strip().replace(glued[1], f"{glued[1]} ", 1)
            yield error("mistyped-heading", message, place, place + len(line), f"写作“{meant}”")
        elif glued is not None:
            yield _doubtful(f"{glued[1]} ", place, place + len(line))
        elif number and word is not None:
            near = (known for known in (*TOP, *INSIDE, "约定", "等级") if one_sign_off(word[1], known))
            meant = next(near, "")
            if meant:
                yield _doubtful(meant, place + word.start(1), place + word.end(1))
        place += len(line) + 1


def _doubtful(meant: str, start: int, end: int) -> Diagnostic:
    message = f"这一行接在上一行后面读；若是新的标题，是不是“{meant}”"
    return warning("mistyped-heading", message, start, end, "标题后面空一格再写内容")


def one_sign_off(word: str, known: str) -> bool:
    """Whether *word* is *known* but for one sign: 调正 for 调整."""
    return len(word) == len(known) > 1 and sum(a != b for a, b in zip(word, known, strict=True)) == 1
