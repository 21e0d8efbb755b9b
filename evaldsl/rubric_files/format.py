"""The canonical form of a rule file: headings with one blank, scoring text as tree_to_text writes it, comments kept."""

import re
from collections import deque
from collections.abc import Callable, Iterable

from evaldsl.rubric_files.rubric_lines import blocks, heading_of, without_comment
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.syntax.tree_to_text import tree_to_text
from evaldsl.text.typography import BULLET, QUOTED, plain_text, without_line_ends
from evaldsl.text.wrapped_lines import wraps

_OFTEN = 4
"""Words that are not understood may take a second look to come to rest."""
_SCORING = frozenset({"评分", "指标", "否决"})
_HEADING_POINTS = re.compile(
    r"(?:[（(]\s*(?:(?:分值|权重|满分|共|计)\s*[:：]?)?|(?<=\S)[ \t\u3000]+(?=[\d.]+\s*分))\s*([\d.]+)\s*分\s*(?:[)）](?:\s*[:：])?|[:：]?)$"
)
_NAME_FIRST = frozenset({"指标", "一级", "二级"})
_BLANK = " \t\u3000\r\ufeff"


def format_rubric(text: str) -> str:
    """*text* in canonical form; only lines that score are rewritten, the others lose blanks at their ends. A sentence that
    goes over several lines comes on one, and out of the quotation marks that Excel puts around it."""
    for block in reversed(blocks(text) if '"' in text or "“" in text else []):
        start = block.start if block.keyword != "指标" else text.find("\n", block.start, block.end) + 1
        whole = QUOTED.fullmatch(text, start, block.end) if start and block.keyword in _SCORING else None
        if whole is not None:
            inside = whole[1].replace('""', '"')
            text = f"{text[: whole.start(1) - 1]}{inside}{text[whole.end(1) + 1 :]}"
    return _formatted(text, _join)


def _formatted(text: str, settle: Callable[[list[str]], list[str]]) -> str:
    """*text* in canonical form; *settle* says what becomes of the lines over which one sentence goes."""
    lines: list[str] = []
    keyword = ""
    inside = False
    waiting = deque(text.replace("\r\n", "\n").split("\n"))
    while waiting:
        bare, comment = _parted(waiting.popleft())
        heading = heading_of(bare, inside)
        if heading is not None:
            keyword = heading[0]
            inside = inside or keyword == "指标"
        written = [bare[heading[1] if heading else 0 :].strip(_BLANK)]
        if keyword in _SCORING and written[0] and not (heading and keyword == "指标"):
            while not comment and (empty := _goes_on(written[-1], waiting, inside)) is not None:
                written += [waiting.popleft().strip(_BLANK) for _ in range(empty)]
                bare, comment = _parted(waiting.popleft())
                written.append(bare.strip(_BLANK))
            written = settle(written)
        if heading is not None:
            written[0] = _heading_line(keyword, written[0])
        gap = "    " if written[-1] and comment else ""
        lines += [*written[:-1], f"{written[-1]}{gap}{comment}"]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n"


def _parted(line: str) -> tuple[str, str]:
    """*line* without its comment, and the comment."""
    bare = without_comment(line)
    comment = line[len(bare.rstrip(" \t\u3000")) :].strip()
    return bare, comment if bare != line else ""


def _goes_on(above: str, waiting: Iterable[str], inside: bool) -> int | None:
    """How many empty lines stand before the line with which *above* goes on; None where it does not."""
    for empty, below in enumerate(waiting):
        if below.strip(_BLANK):
            bare = without_comment(below)
            return empty if heading_of(bare, inside) is None and wraps(above, bare) else None
    return None


def _join(wrapped: list[str]) -> list[str]:
    return [_scoring("".join(wrapped))]


def _keep(wrapped: list[str]) -> list[str]:
    return wrapped if len(wrapped) > 1 else [_scoring(wrapped[0])]


def reworded(text: str, means_the_same: Callable[[str], bool]) -> str:
    """*text* with as many of its lines in canonical form as leave it meaning the same; its line ends are kept."""
    lines = text.split("\n")
    canonical = _formatted(text, _keep).split("\n")
    canonical += [""] * (len(lines) - len(canonical))
    canonical = [f"{new}\r" if old.endswith("\r") else new for old, new in zip(lines, canonical, strict=False)]
    changed = [place for place, line in enumerate(lines) if line != canonical[place]]
    _adopt(lines, canonical, changed, lambda: means_the_same("\n".join(lines)))
    return "\n".join(lines)


def _adopt(lines: list[str], canonical: list[str], places: list[int], holds: Callable[[], bool]) -> None:
    """Puts the canonical lines of *places* into *lines*: all of them, else half by half those that hold."""
    before = [lines[place] for place in places]
    for place in places:
        lines[place] = canonical[place]
    if not places or holds():
        return
    for place, line in zip(places, before, strict=True):
        lines[place] = line
    if len(places) > 1:
        middle = len(places) // 2
        _adopt(lines, canonical, places[:middle], holds)
        _adopt(lines, canonical, places[middle:], holds)


def _heading_line(keyword: str, content: str) -> str:
    if keyword in _NAME_FIRST:
        content = _HEADING_POINTS.sub(lambda points: f"（{plain_text(points[1])}分）", without_line_ends(content))
    return f"{keyword} {content}".rstrip()


def _scoring(text: str) -> str:
    """*text* in canonical form, or as it stands where it cannot be read; its bullet stays, which parts it from others."""
    bullet = BULLET.match(text)
    if bullet is not None:
        return f"{bullet[0].strip()} {_scoring(text[bullet.end() :].strip(_BLANK))}"
    for _ in range(_OFTEN):
        cell, _, found = text_to_tree(text)
        written = text.strip(_BLANK) if any(one.is_error for one in found) else tree_to_text(cell)
        if written == text:
            break
        text = written
    return text
