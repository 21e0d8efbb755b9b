"""Pages: the examples in the documentation, found. What comes of them is in ``page_results``.

A page is Markdown. A fenced block 规则 holds one scoring sentence, 评分表 a whole rule file; the blocks after it belong to
it and say what must come of it:

    规则 分值=2 指标=预算完成率 约定=进一    one sentence; every option may be left out
    数据                                    the facts it reads, in order: 名称（类别，单位）
    得分                                    名称=值，名称=值 → 得分, or the values alone in the order of reading
    发现                                    the findings, slug：message; an empty block: there is none
    规范                                    the canonical form
    底本 名称.rubric                        a rule file over which the 评分表 blocks below it may be laid (沿用 名称.rubric)
    评分表                                  a rule file
    数据文件 名称.yaml                      a facts file for it; 发现 and 得分单 behind it are about these facts
    宽表 名称.csv                           a table of units, for the commands below it
    公布的得分                              published scores for it; the 发现 behind it are about them
    请求                                    a line for ``evaldsl rule --jsonl``; the 发现 behind it are those of the answer
    得分单 名称=值 名称=值                  what a unit with these facts gets, and why
    终端                                    lines "$ evaldsl …" and what they print, run where the 底本, 评分表, 数据文件 and
                                            宽表 blocks above that carry a file name are files; a comment tells a status but 0

``pytest --update`` writes all of these anew but 得分, which is what the page states, and nothing of a sentence whose 得分 are
not so. Numbers are Fractions, never floats.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

DOCS = Path(__file__).parent.parent / "docs"
SUBJECTS = frozenset({"规则", "评分表", "请求"})
WRITTEN = frozenset({"数据", "发现", "规范", "得分单", "终端"})
ABOUT = frozenset({"数据文件", "公布的得分"})
KINDS = SUBJECTS | WRITTEN | ABOUT | {"得分", "底本", "宽表"}


class Unreadable(Exception):
    """A mistake in the page itself."""


@frozen
class Block:
    """A fenced block: *line* is the number of its first line of text, counted from 1."""

    kind: str
    options: str
    text: str
    line: int


@frozen
class Example:
    """A block of a page with what it is about. *name* is readable and unique: 03-分档/界限没有写明/得分.

    *facts* is what follows the rule file: a facts file, or published scores. *bases* are the 底本 blocks above.
    """

    name: str
    path: Path
    block: Block
    subject: Block
    facts: Block | None
    bases: tuple[Block, ...] = ()

    @property
    def place(self) -> str:
        """The page and the line, as editors open it."""
        return f"{self.path.relative_to(DOCS.parent)}:{self.block.line}"


# ---- pages to examples


_FENCE = re.compile(r"^(`{3,})(.*)$")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$")


def blocks(text: str) -> Iterator[tuple[str, Block]]:
    """Every fenced block that is an example, with the heading above it."""
    heading = ""
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        fence, title = _FENCE.match(lines[place]), _HEADING.match(lines[place])
        place += 1
        if title:
            heading = title[1]
        if fence is None:
            continue
        first = place
        while place < len(lines) and lines[place].rstrip() != fence[1]:
            place += 1
        kind, _, options = fence[2].strip().partition(" ")
        if kind in KINDS and fence[1] == "```":
            yield heading, Block(kind, options.strip(), "\n".join(lines[first:place]), first + 1)
        place += 1


def examples(path: Path) -> list[Example]:
    """The examples of one page, in order."""
    found: list[Example] = []
    names: Counter[str] = Counter()
    subject: Block | None = None
    facts: Block | None = None
    bases: list[Block] = []
    for heading, block in blocks(path.read_text(encoding="utf-8")):
        if block.kind == "底本":
            bases.append(block)
        if block.kind in ("底本", "宽表"):
            continue
        if block.kind in SUBJECTS:
            subject, facts = block, None
        elif block.kind in ABOUT:
            facts = block
        if subject is None and block.kind != "终端":
            raise Unreadable(f"{path.name}:{block.line} 前面没有“规则”或“评分表”")
        name = f"{path.stem}/{heading}/{block.kind}"
        names[name] += 1
        numbered = name if names[name] == 1 else f"{name}{names[name]}"
        found.append(Example(numbered, path, block, subject or block, facts, tuple(bases)))
    return found


def pages() -> list[Path]:
    """Every page under docs/."""
    return sorted(DOCS.rglob("*.md"))


def every_example() -> list[Example]:
    """The examples of all pages."""
    return [example for path in pages() for example in examples(path)]
