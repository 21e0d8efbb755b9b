"""A rule file and what it is laid over: the merged text, and for every character of it the file in which it stands."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from evaldsl.rubric_files.overlay_lines import BLANKS, base_name, is_overlay
from evaldsl.text.diagnostics import Diagnostic, Place

if TYPE_CHECKING:
    from evaldsl.rubric_files.suppressions import Suppression

Span = tuple[int, int]


@frozen
class File:
    """A file of a chain: how the user calls it, and its text."""

    name: str
    text: str


Find = Callable[[str, File], "File | str"]
"""The file that a file names behind 沿用, or why there is none."""
MOST_LAYERS = 12


def files(file: File, find: Find) -> list[File]:
    """The file and all that it lies over, as far as they can be found; nothing but 沿用 is read."""
    found = [file]
    while is_overlay(found[-1].text) and len(found) <= MOST_LAYERS:
        below = find(base_name(found[-1].text), found[-1])
        if isinstance(below, str) or below.name in [one.name for one in found]:
            break
        found.append(below)
    return found


@frozen
class Words:
    """Words of an overlay, with where they begin in it."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where they end."""
        return self.start + len(self.text)

    def part(self, start: int, end: int | None = None) -> "Words":
        """A stretch of them, without the blanks at its ends."""
        text = self.text[start:end]
        kept = text.lstrip(BLANKS)
        return Words(kept.rstrip(BLANKS), self.start + start + len(text) - len(kept))


@frozen
class Change:
    """One change of an overlay: 调整, 改写, 增加, 删除 or 移动, with 依据 and 理由.

    *lines* are what follows its heading, a comment turned into blanks; *raw* the same with comments. *start* and *end* are
    the heading with its line.
    """

    kind: str
    lines: tuple[Words, ...]
    raw: tuple[Words, ...]
    basis: tuple[Words, ...]
    reason: tuple[Words, ...]
    start: int
    end: int

    @property
    def address(self) -> Words:
        """The line of the heading, without the heading."""
        return self.lines[0]


@frozen
class Piece:
    """A stretch of a merged text. It stands for *base*, a stretch of the text below.

    *change* is None where the text below stands unchanged; else the place in ``Layer.changes`` of the change that wrote
    it, -1 for a line of the head. *start* is where its words begin in the overlay, or in the text below.
    """

    text: str
    start: int
    base: Span
    change: int | None = None


@frozen
class Layer:
    """A file laid over a base; over none, *text* is the file's own text and there are no *pieces*.

    *basis* is the 依据 of the whole file.
    """

    file: File
    text: str
    base: "Layer | None" = None
    pieces: tuple[Piece, ...] = ()
    changes: tuple[Change, ...] = ()
    basis: tuple[Words, ...] = ()
    starts: tuple[int, ...] = field(default=(), repr=False, eq=False)

    def chain(self) -> "Iterator[Layer]":
        """This layer and those below, from the top."""
        layer: Layer | None = self
        while layer is not None:
            yield layer
            layer = layer.base

    def spread(self, start: int, end: int) -> Iterator[tuple[int, int, Piece]]:
        """The pieces that ``text[start:end]`` consists of, each with the part of it that is meant."""
        place = max(bisect_right(self.starts, start) - 1, 0)
        while place < len(self.pieces) and (self.starts[place] < end or place == 0 or self.starts[place] == start):
            piece, first = self.pieces[place], self.starts[place]
            low, high = max(start - first, 0), min(end - first, len(piece.text))
            if low <= high:
                yield low, high, piece
            place += 1

    def below(self, start: int, end: int) -> Span | None:
        """The stretch of the text below that ``text[start:end]`` stands for, None when it stands for nothing there."""
        found = list(self.spread(start, end))
        if not found or (found[0][2].base == found[-1][2].base and found[0][2].base[0] == found[0][2].base[1]):
            return None
        (low, _, first), (_, high, last) = found[0], found[-1]
        begin = first.base[0] + low if first.change is None else first.base[0]
        finish = last.base[0] + high if last.change is None else last.base[1]
        return (begin, finish) if begin <= finish else None

    def origin(self, start: int, end: int) -> "Origin":
        """Where ``text[start:end]`` stands: the first words of it that the topmost file wrote, else the file below."""
        if self.base is None:
            return Origin(self.file, start, end)
        if start == end == 0:
            return Origin(self.file, 0, 0)
        own = None
        for low, high, piece in self.spread(start, end):
            if piece.change is not None and (high > low or start == end):
                begin = piece.start + low
                own = own or Origin(self.file, begin, begin + high - low, self._change(piece))
        if own is not None:
            return own
        below = self.below(start, end)
        return Origin(self.file, 0, 0) if below is None else self.base.origin(*below)

    def _change(self, piece: Piece) -> "Change | None":
        return None if piece.change is None or piece.change < 0 else self.changes[piece.change]

    def place(self, found: Diagnostic) -> "Placed":
        """*found*, about the merged text, where the words really stand; an error at what this file wrote, if it is in it."""
        found = self._at_own(found)
        at = self.origin(found.start, found.end)
        others: list[Place] = []
        elsewhere: list[str] = []
        for other in found.others:
            there = self.origin(other.start, other.end)
            if there.file == at.file:
                others.append(evolve(other, start=there.start, end=there.end))
            else:
                elsewhere.append(f"{other.note}在“{there.file.name}”第{there.line}行")
        hint = "；".join([*([found.hint] if found.hint else []), *elsewhere])
        return Placed(at.file, evolve(found, start=at.start, end=at.end, others=tuple(others), hint=hint))

    def _at_own(self, found: Diagnostic) -> Diagnostic:
        """An error about two places, of which only the other was written here, told there."""
        if not found.is_error or self.origin(found.start, found.end).file == self.file:
            return found
        own = next((one for one in found.others if self.origin(one.start, one.end).file == self.file), None)
        if own is None:
            return found
        rest = tuple(one for one in found.others if one != own)
        other = Place(found.start, found.end, "另一处")
        return evolve(found, start=own.start, end=own.end, others=(other, *rest))


@frozen
class Origin:
    """Where words really stand, and the change that wrote them, None in a file that is no overlay."""

    file: File
    start: int
    end: int
    change: Change | None = None

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.file.text.count("\n", 0, self.start) + 1


@frozen
class Placed:
    """A finding, and the file of the chain in which it stands; *inherited* when the base has it too."""

    file: File
    diagnostic: Diagnostic
    inherited: bool = False


@frozen
class Examined:
    """What was found in an overlay; *suppressed* are the findings that its texts say not to report, with the words for it.

    *base*: the name of the file that it lies over.
    """

    findings: tuple[Placed, ...]
    suppressed: "tuple[tuple[Placed, Suppression], ...]" = ()
    base: str = ""


def layer(file: File, base: Layer, pieces: list[Piece], changes: tuple[Change, ...], basis: tuple[Words, ...]) -> Layer:
    """The layer whose text *pieces* make up."""
    kept = tuple(one for one in pieces if one.text or one.change is not None)
    starts, place = [], 0
    for one in kept:
        starts.append(place)
        place += len(one.text)
    return Layer(file, "".join(one.text for one in kept), base, kept, changes, basis, tuple(starts))
