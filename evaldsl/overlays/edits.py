"""Edits of a text: what stands in the place of a stretch of it. All are about the same text, so their order means nothing."""

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from evaldsl.overlays.layers import Change, Piece, Span, Words
from evaldsl.text.diagnostics import Diagnostic, Place, error


@frozen
class Moved:
    """A stretch of the text that stands somewhere else."""

    start: int
    end: int


Part = Words | Moved | str
"""Words of the overlay, a stretch of the text below, or what the program writes (line ends, headings)."""


@frozen
class Edit:
    """*parts* stand where *start* to *end* stood. *change* is the place of the change, -1 for a line of the head.

    What is put at the same place stands by *rank*: what belongs to an indicator before the next indicator.
    """

    start: int
    end: int
    parts: tuple[Part, ...]
    change: int
    said: Span
    is_move: bool = False
    rank: int = 0


def around_moves(edits: Sequence[Edit]) -> list[Edit]:
    """The edits; one that takes out a section leaves alone what others move out of it."""
    moves = {edit.change for edit in edits if edit.is_move}
    moved = sorted(
        (edit for edit in edits if edit.change in moves and edit.start < edit.end), key=lambda edit: edit.start
    )
    found: list[Edit] = []
    for one in edits:
        inner = [edit for edit in moved if one.start <= edit.start and edit.end <= one.end]
        kept = [edit for edit in inner if edit.start > one.start or not edit.is_move]  # a section has a heading
        if one.parts or one.change in moves or not kept:
            found.append(one)
            continue
        starts, ends = [one.start, *(edit.end for edit in kept)], [*(edit.start for edit in kept), one.end]
        found += [evolve(one, start=start, end=end) for start, end in zip(starts, ends, strict=True) if start < end]
    return found


def conflicts(edits: Iterable[Edit]) -> list[Diagnostic]:
    """Edits of the same words; only what is moved may be changed too."""
    found: list[Diagnostic] = []
    last: Edit | None = None
    moves: list[Edit] = []
    for one in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        moves = [move for move in moves if one.start < move.end]
        if last is not None and one.start < last.end and (one.end > one.start or one.start > last.start):
            found.append(_twice(last, one))
        elif any(_goes_wrong(one, move) for move in moves):
            found.append(_twice(moves[-1], one))
        if one.is_move:
            moves.append(one)
        elif last is None or one.end > last.end:
            last = one
    return found


def _goes_wrong(one: Edit, move: Edit) -> bool:
    """Whether words that are moved are moved again, taken out whole, or changed together with what stands behind them."""
    whole = not one.parts and one.start == move.start and one.end >= move.end
    return one.is_move or whole or (one.start > move.start and one.end > move.end)


def _twice(one: Edit, other: Edit) -> Diagnostic:
    first, second = sorted((one, other), key=lambda edit: edit.said)
    others = (Place(*first.said, "前一次"),)
    message = "同一处文字改了两次"
    return error("repeated-change", message, *second.said, "合成一条，或者删去其中一条", others)


def edited(text: str, edits: Iterable[Edit], changes: Sequence[Change]) -> list[Piece]:
    """*text* with its edits made, as pieces."""
    return _pieces(text, 0, len(text), sorted(edits, key=lambda edit: (edit.start, edit.end, edit.rank)), changes)


def _pieces(text: str, start: int, end: int, edits: Sequence[Edit], changes: Sequence[Change]) -> list[Piece]:
    found: list[Piece] = []
    place = start
    for one in edits:
        if one.start < place and not one.start == one.end == place:
            continue  # inside what is moved: made where that stands now
        if one.start > place:
            found.append(Piece(text[place : one.start], place, (place, one.start)))
        found += _written(text, one, edits, changes)
        place = max(place, one.end)
    if place < end:
        found.append(Piece(text[place:end], place, (place, end)))
    return found


def _written(text: str, one: Edit, edits: Sequence[Edit], changes: Sequence[Change]) -> list[Piece]:
    found: list[Piece] = []
    for part in one.parts:
        match part:
            case Words():
                found.append(Piece(part.text, part.start, (one.start, one.end), one.change))
            case Moved():
                inner = [
                    edit for edit in edits if part.start <= edit.start and edit.end <= part.end and not edit.is_move
                ]
                inner = [edit for edit in inner if not edit.start == edit.end == part.start]
                found += _pieces(text, part.start, part.end, inner, changes)
            case "":
                pass
            case str():
                at = changes[one.change].start if one.change >= 0 else one.said[0]
                found.append(Piece(part, at, (one.start, one.end), one.change))
    if not one.parts:
        at = changes[one.change].start if one.change >= 0 else one.said[0]
        found.append(Piece("", at, (one.start, one.end), one.change))
    return found
