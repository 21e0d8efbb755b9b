"""A merged text as runs of characters of one origin, and the changes of a whole chain in the order in which they are made."""

from collections.abc import Iterator

from attrs import frozen

from evaldsl.overlays.layers import Change, File, Layer, Piece, Words
from evaldsl.rubric_files.overlay_lines import BLANKS


@frozen
class Mark:
    """What changed words: *change* of *file* at *line*; None for a line of its head. *before* is what stood there.

    *basis* is the 依据 of the change, else that of its file.
    """

    file: File
    line: int
    change: Change | None
    before: str
    basis: str

    @property
    def reason(self) -> str:
        """理由, in one line."""
        return said(self.change.reason) if self.change is not None else ""


@frozen
class Run:
    """Characters that follow each other and have one origin; *mark* is None where nobody changed the lowest base.

    An empty run with a mark stands where words were taken out.
    """

    text: str
    mark: Mark | None = None


def said(words: tuple[Words, ...]) -> str:
    """Lines of 依据 or 理由 as one."""
    return " ".join(one.text for one in words if one.text)


def runs(layer: Layer) -> list[Run]:
    """The merged text of *layer* as runs, in order."""
    return list(_runs(layer, 0, len(layer.text)))


def _runs(layer: Layer, start: int, end: int) -> Iterator[Run]:
    if layer.base is None:
        if start < end:
            yield Run(layer.text[start:end])
        return
    seen: set[tuple[int, tuple[int, int]]] = set()
    for low, high, piece in layer.spread(start, end):
        if piece.change is None:
            if low < high:
                yield from _runs(layer.base, piece.start + low, piece.start + high)
        elif piece.text == "" or low < high:
            key = (piece.change, piece.base)
            before = "" if key in seen else layer.base.text[slice(*piece.base)]
            seen.add(key)
            if piece.text or _is_told(piece, before):
                yield Run(piece.text[low:high], _mark(layer, piece, before))


def _is_told(piece: Piece, before: str) -> bool:
    """Whether words that are gone are worth telling; an example that no longer holds is told by ``check``."""
    return piece.change is not None and piece.change >= 0 and bool(before.strip(BLANKS))


def _mark(layer: Layer, piece: Piece, before: str) -> Mark:
    change = layer.changes[piece.change] if piece.change is not None and piece.change >= 0 else None
    at = change.start if change is not None else piece.start
    basis = (said(change.basis) or said(layer.basis)) if change is not None else ""
    return Mark(layer.file, layer.file.text.count("\n", 0, at) + 1, change, before, basis)


@frozen
class Made:
    """A change of a chain, with its file and line; *basis* is its own, else that of its file.

    *before* is what stood where it wrote or took out, in one line; empty where nothing did.
    """

    file: File
    line: int
    change: Change
    basis: str
    before: str

    @property
    def what(self) -> str:
        """The change as it is written, in one line."""
        lines = [one.text.strip(BLANKS) for one in self.change.lines]
        return " ".join([self.change.kind, *(one for one in lines if one)])

    @property
    def reason(self) -> str:
        """理由, in one line."""
        return said(self.change.reason)


def changes(layer: Layer) -> list[Made]:
    """Every change down the chain, those of the lowest overlay first."""
    found: list[Made] = []
    for one in reversed(list(layer.chain())):
        for place, change in enumerate(one.changes):
            line = one.file.text.count("\n", 0, change.start) + 1
            found.append(Made(one.file, line, change, said(change.basis) or said(one.basis), _before(one, place)))
    return found


def _before(layer: Layer, change: int) -> str:
    """The words below that one change of *layer* is laid over."""
    below = layer.base.text if layer.base is not None else ""
    places = dict.fromkeys(piece.base for piece in layer.pieces if piece.change == change)
    return " ".join(filter(None, (below[slice(*place)].strip(BLANKS) for place in places)))
