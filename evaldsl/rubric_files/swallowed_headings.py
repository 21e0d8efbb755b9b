"""Headings that were swallowed: lines of a block, and words behind its heading, that were perhaps meant as headings."""

import re
from collections.abc import Iterable, Iterator

from attrs import evolve

from evaldsl.rubric_files.pasted_table import is_pasted_table
from evaldsl.rubric_files.rubric_lines import INSIDE, TOP, Block, blocks, is_page_end
from evaldsl.text.diagnostics import Diagnostic, error, warning
from evaldsl.text.typography import same_name

_UNSPACED = re.compile(
    r"^[ \t\u3000]*(一级指标|二级指标|三级指标|[一二三]级|指标)[^ \t\u3000：:].*[(（][\d.]+分[)）][ \t\u3000]*$"
)
_WORD = re.compile(r"^[ \t\u3000]*(\S{2,3})[ \t\u3000：:]+\S")
_LABEL = re.compile(r"[ \t\u3000]*([一-龥]{2,8}\d?)(?:[ \t\u3000]*[：:]|[ \t\u3000]+)[ \t\u3000]*(\S.*)$")
"""基础数据 在校学生数（人）, 评价人：张某: a word as a heading, and what stands behind it."""
_LONGEST_LABEL = 200
_CLOSED = re.compile(r"(?:[。；;）)%％]|分|为止|\d[^\s，,、：:]{0,4})[ \t\u3000\r]*$")
"""What ends the line above: no sentence goes on."""
_SCORING = re.compile(
    r"[得计记扣加减]\s*[\d一二两三四五]|得分|扣分|扣完|满分|不[得计]|\d\s*分(?!之)|每|[≥≤<>＞＜≧≦]|\d\s*[%％]"
)
_REMARKS = frozenset({"备注", "说明", "附注", "注释", "其中", "例如", "含义", "来源", "取值"})
_KEYWORDS = frozenset({"依据", "数据", "计算", "默认", "否决", "指标值"})
"""Headings below which no line of another kind can stand; below 依据 only what is no name of a document."""


_TITLE = re.compile(r"(?!.*(?:达到|完成|[未不每]|[扣得计]\d))[^\d≥≤<>=，。；,;]+[(（][\d.]+分[)）]\s*$")
"""A name and its points, and nothing that could be scored."""


_CELL = r"[^\s\d，,。；;（(①-⑳]{2,20}"
_ROW = re.compile(
    rf"^[ \t\u3000]*(?:{_CELL}[（(][\d.]+分[)）][ \t\u3000]+|(?:{_CELL}[ \t\u3000]+){{1,3}})(?P<name>[^\s\d，,。；;（(]{{2,24}})[（(](?P<points>[\d.]+)分[)）](?=[ \t\u3000]+\S)"
    rf"|^(?:{_CELL})?(?:\t{_CELL})*\t(?P<cell>{_CELL})\t[ ]*(?P<worth>[\d.]+)分?[ ]*\t"
)
"""A row of a table with its columns side by side: 过程（5分） 预算执行率（5分） …, 过程 管理 制度健全性（5分） …."""
_SECOND = re.compile(r"[)）][ \t\u3000]*(一级指标|二级指标|三级指标|[一二三]级|指标)(?=[ \t\u3000:：])")


def known_blocks(text: str, found: list[Diagnostic]) -> list[Block]:
    """The blocks of *text*, none of a pasted table; in *found* what is to be said of headings in them that are none."""
    every = [] if is_pasted_table(text) else blocks(text)
    for block in every:
        found += _swallowed_headings(block)
    if "页" in text or "续" in text or "-" in text or "—" in text:
        found += _page_ends(text)
    return [_without_unknown(block, found) for block in every]


def _page_ends(text: str) -> Iterator[Diagnostic]:
    place = 0
    for line in text.split("\n"):
        if is_page_end(line):
            message = f"“{line.strip()}”像是页码、续表，没有读"
            yield warning("stray-text", message, place, place + len(line), "删去这一行，或者行首加#")
        place += len(line) + 1


def _without_unknown(block: Block, found: list[Diagnostic]) -> Block:
    """*block* without the lines below it that have a heading nobody knows, each told in *found*."""
    if block.keyword not in _KEYWORDS or "\n" not in block.text:
        return block
    text = block.text
    for start, word, rest in _labelled(text, block.keyword == "依据"):
        if block.keyword == "数据" and word in ("含义", "来源", "取值"):
            continue
        end = start + len(text[start:].split("\n")[0])
        meant = next((known for known in ("数据", "计算", "约定", "指标", "评分") if known in word), "")
        if block.keyword == "依据" and not re.match(r".*(?:数据|计算|约定)$|(?:数据|计算)(?:项|\d)", word):
            continue  # the name of a document
        message = f"“{word}”不是标题，这一行接在“{block.keyword}”后面，没有用上"
        hint = f"写作“{meant} {rest.strip()}”" if meant else "标题用“数据”“计算”“约定”“指标”“评分”等"
        found.append(
            error("mistyped-heading", message, block.start + start, block.start + end, f"{hint}；只给人看的，行首加#")
        )
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    kept = text.rstrip(" \t\u3000\r\n")
    return evolve(block, text=kept, end=block.start + len(kept))


def idle_lines(text: str, start: int, names: Iterable[str]) -> Iterator[Diagnostic]:
    """Lines of the scoring *text*, at *start* of the file, that look like 评价人：张某 and neither score nor name a fact of *names*."""
    if "\n" not in text:
        return
    known = [same_name(name) for name in names]
    for place, word, rest in _labelled(text):
        line = f"{word}{same_name(rest)}"
        if (
            word not in _REMARKS
            and not _meant(word)
            and not any(name in line or name.split(":")[-1] in line for name in known)
        ):
            message = f"“{word}”不是标题，这一行接在“评分”后面，没有读作得分、扣分的话"
            hint = "数据来源写“来源 …”，说明写“解释 …”；只给人看的，行首加#"
            yield warning("mistyped-heading", message, start + place, start + place + len(word), hint)


def _labelled(text: str, anywhere: bool = False) -> Iterator[tuple[int, str, str]]:
    """Where a line below the first of *text* begins that has a word as a heading and does not score, the word, and what
    stands behind it; *anywhere*: whatever the line above ends in."""
    place, closed = 0, False
    for line in text.split("\n"):
        label = _LABEL.match(line[:_LONGEST_LABEL]) if closed or (anywhere and place) else None
        if label is not None and not _SCORING.search(label[2]):
            yield place + label.start(1), label[1], label[2]
        elif line.strip():
            closed = _CLOSED.search(line) is not None
        place += len(line) + 1


def _swallowed_headings(block: Block) -> Iterator[Diagnostic]:
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
        elif number and word is not None and word[1] not in _REMARKS and (meant := _meant(word[1])):
            yield _doubtful(meant, place + word.start(1), place + word.end(1))
        place += len(line) + 1


def _meant(word: str) -> str:
    """The heading that *word* is but for one sign, else nothing."""
    return next((known for known in (*TOP, *INSIDE, "约定", "等级") if one_sign_off(word, known)), "")


def _doubtful(meant: str, start: int, end: int) -> Diagnostic:
    message = f"这一行接在上一行后面读；若是新的标题，是不是“{meant}”"
    return warning("mistyped-heading", message, start, end, "标题后面空一格再写内容")


def one_sign_off(word: str, known: str) -> bool:
    """Whether *word* is *known* but for one sign: 调正 for 调整."""
    return len(word) == len(known) > 1 and sum(a != b for a, b in zip(word, known, strict=True)) == 1
