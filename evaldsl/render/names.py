"""Names of facts, with the number of the item that reads them; clauses as they were published."""

import itertools
import re
from collections.abc import Sequence

from evaldsl.render.widths import display_width, one_line
from evaldsl.text.typography import plain, plain_text

_LABELLED = re.compile(r"\.([①-⑳](?:\.\d+)?|\(\d+\))\.$")


def item_label(address: str, name: str) -> str:
    """② of 资金使用合规性.②.不符合, nothing for a fact of the whole rubric."""
    label = _LABELLED.search(address.removesuffix(name))
    return label[1] if label else ""


def place_of(text: str, span: tuple[int, int], words: str) -> tuple[int, int] | None:
    """Where *words*, known in plain typography, stand in the *span* of the rule file *text*; None of a default rule."""
    inside, known = plain(text[slice(*span)], span[0]), plain_text(words)
    at = inside.text.find(known)
    return inside.span(at, at + len(known)) if known and at >= 0 else None


def published_words(text: str, span: tuple[int, int], words: str) -> str:
    """*words*, known in plain typography, as they stand in the rule file *text*; a bracket that they open is closed.

    A rule that is taken as the default stands elsewhere: its words are given as they are known.
    """
    place = place_of(text, span, words)
    if place is None:
        return one_line(words)
    found, after = text[slice(*place)], text[place[1] : place[1] + 1]
    if after and after in "）)" and plain_text(found).count("(") > plain_text(found).count(")"):
        found += after
    from evaldsl.text.wrapped_lines import wraps  # not needed where a score is taken from the cache

    lines = [line for line in found.splitlines() if line.strip()] or [""]
    joined = lines[0].rstrip() + "".join(
        f"{'' if wraps(above, below) else ' '}{below.strip()}" for above, below in itertools.pairwise(lines)
    )
    return one_line(joined)


def told_apart(names: Sequence[str], columns: int) -> list[str]:
    """*names* in so many columns: what all long ones begin and end with is left out, then the middle of each."""
    long = list(dict.fromkeys(name for name in names if display_width(name) > columns))
    if not long:
        return list(names)
    start, end = len(_shared(long)), len(_shared([name[::-1] for name in long]))
    if len(long) == 1 or start + end >= min(map(len, long)):
        start, end = 0, 0
    start, end = (one if one > 2 else 0 for one in (start, end))
    return [_shortened(name, start, len(name) - end, columns) if name in long else name for name in names]


def _shared(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    same = next((place for place, sign in enumerate(first) if place >= len(last) or last[place] != sign), len(first))
    return re.sub(r"第?\d*$", "", first[:same])  # 第1…, 第12…


def _shortened(name: str, start: int, end: int, columns: int) -> str:
    """What stands from *start* to *end*, with as much behind it as there is room for, else its head and its tail."""
    for last in range(len(name), end - 1, -1):
        words = ("…" if start else "") + name[start:last] + ("…" if last < len(name) else "")
        if display_width(words) <= columns:
            return words
    half = (columns - 1) // 2
    head, tail = words[:1], ""
    while display_width(head + words[len(head)]) <= half:
        head += words[len(head)]
    while display_width(words[-len(tail) - 1] + tail) <= half:
        tail = words[-len(tail) - 1] + tail
    return f"{head}…{tail}"
