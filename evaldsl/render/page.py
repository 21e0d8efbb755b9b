"""A page of the catalogue of findings for a terminal: headings, wrapped paragraphs, examples set in, tables in columns."""

import re
from collections.abc import Iterator

from evaldsl.render.widths import table, wrap

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_MARKS = re.compile(r"\*\*|`")
_LABELS = {"评分表": "评分表：", "公布的得分": "公布的得分：", "请求": "请求："}
_BOLD = "\x1b[1m{}\x1b[0m"


def page(text: str, width: int, colour: bool = False) -> str:
    """*text*, Markdown as our pages use it, for a terminal of *width* columns."""
    lines = text.strip("\n").split("\n")
    shown = [line for start, end in _pieces(lines) for line in _piece(lines[start:end], width, colour)]
    tidy = [line.rstrip() for place, line in enumerate(shown) if line or (place and shown[place - 1])]
    return "\n".join(tidy).rstrip("\n") + "\n"


def _pieces(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Headings, fenced blocks, tables, single lines: where each begins and ends."""
    place = 0
    while place < len(lines):
        start = place
        place += 1
        if lines[start].startswith("```"):
            place = lines.index("```", place) + 1
        elif lines[start].startswith("|"):
            while place < len(lines) and lines[place].startswith("|"):
                place += 1
        yield start, place


def _piece(lines: list[str], width: int, colour: bool) -> Iterator[str]:
    head = lines[0]
    title = re.match(r"#+ (.*)", head)
    if title:
        yield from ("", _BOLD.format(title[1]) if colour else title[1])
    elif head.startswith("```"):
        yield from _block(head.strip("`"), lines[1:-1])
    elif head.startswith("|"):
        rows = [[_plain(cell.strip()) for cell in line.strip("|").split("|")] for line in lines]
        first = max(len(row[0]) for row in rows)
        yield from table(rows[0], rows[2:], ("left",) * len(rows[0]), (first, 24, max(width - first - 28, 24)))
    else:
        yield from (f"  {line}" if line else "" for line in wrap(_plain(head), width - 2))


def _plain(text: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", text))


def _block(opening: str, lines: list[str]) -> Iterator[str]:
    kind, _, options = opening.partition(" ")
    if kind == "规则":
        given = dict(pair.partition("=")[::2] for pair in options.split())
        words = "，".join(f"{name}{value}{'分' if name == '分值' else ''}" for name, value in given.items())
        yield f"  评分语句（{words}）：" if words else "  评分语句："
    elif kind == "数据文件":
        yield f"  数据文件{options}："
    elif kind in _LABELS:
        yield f"  {_LABELS[kind]}"
    if kind == "发现" and not any(lines):
        yield "    没有发现"
    yield from (f"    {line}" for line in lines if line)
    yield ""
