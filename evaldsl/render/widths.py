"""Columns of a terminal: a Chinese character takes two. Width, padding, wrapping and tables that line up."""

import re
from collections.abc import Sequence
from functools import lru_cache

from evaldsl.text.typography import curly

_NARROW = "\x20-\x7e·×÷°±—…‘’“”‰≤≥①-⑳→"
_WIDE = "\u3000-\u3029\u3030-\u303d\u4e00-\u9fff\uff01-\uff60"
_SIMPLE = re.compile(f"[{_NARROW}{_WIDE}]*")
_WIDE_ONE = re.compile("[^\x00-\u2fff]")  # among simple signs; a range of Han takes a millisecond to compile
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


def display_width(text: str) -> int:
    """How many columns *text*, one line, takes. Signs of ambiguous width (“”…①≤) take one, as wcwidth has it.

    The characters of ordinary reports are counted here; wcwidth, whose tables take time to import, is asked for others.
    """
    if _SIMPLE.fullmatch(text):
        return len(text) + len(_WIDE_ONE.findall(text))
    from wcwidth import wcwidth

    return sum(max(wcwidth(char), 0) for char in text)  # a sign is as wide alone as beside others: columns add up


def clean(text: str) -> str:
    """*text* without characters that would disturb a terminal: escapes, direction marks, lone surrogates."""
    return _HIDDEN.sub(lambda match: " " if match[0] in "\t\r\u2028\u2029" else "?", text)


def one_line(text: str) -> str:
    """*text* as one clean line."""
    return clean(text.replace("\r\n", " ").replace("\n", " "))


_INCLUDED = re.compile(r"\((不?含)\)")


def published(words: str) -> str:
    """*words* of a clause as a document prints them: with Chinese quotation marks, commas and brackets of （含）."""
    words = _INCLUDED.sub(r"（\1）", words) if "含)" in words else words
    return _COMMA.sub("，", curly(words))


def quoted(name: str) -> str:
    """“name”, with quotation marks inside it made single."""
    return f"“{curly(name).replace('“', '‘').replace('”', '’')}”"


def pad(text: str, width: int, align: str = "left") -> str:
    """*text* filled with blanks to *width* columns; *align* is left, right or center."""
    blanks = max(width - display_width(text), 0)
    before = blanks if align == "right" else blanks // 2 if align == "center" else 0
    return " " * before + text + " " * (blanks - before)


# ---- wrapping

_LETTER = r"[^\W\d_A-Za-z]"  # a range of Han takes a millisecond to compile
_UNIT = (
    f"个?百分点|[万亿]?元(?:/{_LETTER}{{1,3}})?|万?平方米|个?工作日|个月|人次|件次|户次|台次|处次|小时|分钟|公里"
    f"|[%‰]|{_LETTER}"
)
_NUMBER = rf"[-+]?\d[\d.,]*(?:(?:{_UNIT})|(?=[^\d]|$))"


@lru_cache(maxsize=1)
def _token() -> re.Pattern[str]:
    """A number with its unit, or several with signs between; a word; blanks; any sign. Compiled when first needed."""
    numbers = f"{_NUMBER}(?:[～~/÷×：:=＝+-]{_NUMBER})*"
    return re.compile(rf"(?P<number>{numbers})|(?P<word>[A-Za-z_][\w.-]*)|(?P<blank> +)|(?P<sign>.)", re.S)


@lru_cache(maxsize=1)
def _atom() -> re.Pattern[str]:
    """What a piece wider than a line is made of."""
    return re.compile(rf"{_NUMBER}|[A-Za-z_]+|.", re.S)


_CLOSING = frozenset("，。、；：？！）】》〉〕」』”’…—%‰·～→,.;:?!)]}>")
_OPENING = frozenset("（【《〈〔「『“‘([{<第")


def wrap(text: str, width: int) -> list[str]:
    """*text* as lines of at most *width* columns.

    A number stays with its unit (扣0.2分, 147.22%), no line begins with a closing sign or ends with an opening one (or 第). Only
    what is wider than a whole line is broken inside.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_line(paragraph, max(width, 2))
    return lines


def _wrap_line(text: str, width: int) -> list[str]:
    if display_width(text) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line, used = "", 0
    for unit in _units(text):
        size = display_width(unit)
        if used + display_width(unit.rstrip()) <= width:
            line, used = line + unit, used + size
            continue
        if line.strip():
            lines.append(line.rstrip())
            line, used = "", 0
            unit = unit.lstrip()
            size = display_width(unit)
        if size <= width:
            line, used = unit, size
            continue
        *full, line = _broken(unit, width)
        lines += full
        used = display_width(line)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _units(text: str) -> list[str]:
    """Pieces between which a line may end."""
    units: list[str] = []
    opened = False
    for match in _token().finditer(text):
        token = match[0]
        joins = opened or (match.lastgroup in ("sign", "blank") and (token in _CLOSING or token.isspace()))
        if units and joins:
            units[-1] += token
        else:
            units.append(token)
        opened = token in _OPENING
    return units


def _broken(unit: str, width: int) -> list[str]:
    """A piece wider than a line, cut between numbers and signs, inside a number only when that is wider than a line."""
    lines, line, used = [], "", 0
    atoms = [atom if display_width(atom) <= width else list(atom) for atom in _atom().findall(unit)]
    for atom in (part for some in atoms for part in ([some] if isinstance(some, str) else some)):
        size = display_width(atom)
        if line and used + size > width:
            lines.append(line)
            line, used = "", 0
        line, used = line + atom, used + size
    return [*lines, line]


# ---- tables

GAP, LEAST, NARROWEST = "  ", 8, 4
_ONE = 2
"""The columns of one Chinese character."""


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], aligns: Sequence[str], widest: Sequence[int]
) -> list[str]:
    """Lines that line up: a head, dashes, the rows. *widest* is the most columns each column may take.

    tabulate would do the same after an import that takes as long as all the rest of ``evaldsl score``, and would cut
    numbers in two when it wraps.
    """
    cells = [[_cell(text, most) for text, most in zip(row, widest, strict=True)] for row in [head, *rows]]
    widths = [max(display_width(line) for row in cells for line in row[place]) for place in range(len(head))]
    lines = [line for row in cells[:1] for line in _row(row, widths, aligns)]
    lines.append(GAP.join("-" * width for width in widths))
    return lines + [line for row in cells[1:] for line in _row(row, widths, aligns)]


def fitted(
    head: Sequence[str], rows: Sequence[Sequence[str]], aligns: Sequence[str], width: int, kept: Sequence[int] = ()
) -> list[int]:
    """Columns as wide as their cells; where *width* is too short for all, the widest columns of words give way.

    Those in *kept* stay whole: names that are to be typed.
    """
    every = [head, *rows]
    widths = [
        max(display_width(line) for row in every for line in row[place].split("\n")) for place in range(len(head))
    ]
    least = [max((display_width(row[place]) for row in rows), default=0) for place in range(len(head))]
    room = width - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        place = max(range(len(widths)), key=lambda one: (one not in kept, aligns[one] == "left", widths[one]))
        if widths[place] <= LEAST:
            break
        widths[place] -= 1
    while sum(widths) > room:  # then headings longer than what stands below them
        spare = [one for one, wide in enumerate(widths) if one not in kept and wide > max(least[one], NARROWEST)]
        if not spare:
            break
        widths[max(spare, key=widths.__getitem__)] -= 1
    return widths


def _cell(text: str, most: int) -> list[str]:
    """The lines of a cell, the last of which is no single character where narrower ones are as many."""
    text = clean(text)
    lines = wrap(text, most)
    narrower = most
    while len(lines) > 1 and 0 < display_width(lines[-1]) <= _ONE and narrower > most // 2:
        narrower -= 1
        again = wrap(text, narrower)
        if len(again) > len(lines):
            break
        lines = again
    return lines


def _row(row: Sequence[Sequence[str]], widths: Sequence[int], aligns: Sequence[str]) -> list[str]:
    height = max(len(cell) for cell in row)
    filled = [[*cell, *[""] * (height - len(cell))] for cell in row]
    return [
        GAP.join(
            pad(cell[place], width, align) for cell, width, align in zip(filled, widths, aligns, strict=True)
        ).rstrip()
        for place in range(height)
    ]
