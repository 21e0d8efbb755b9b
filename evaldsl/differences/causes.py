"""Which words of an overlay make an indicator differ from its base: its own sentence, or a 约定 or 计算 that stands elsewhere."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import define, evolve, field, frozen

from evaldsl import pipeline
from evaldsl.differences.against_base import Against
from evaldsl.interpreter.rubric_to_scores import indicator_score, scorer
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.scores import Deduction
from evaldsl.overlays.layers import Layer, Origin, Piece
from evaldsl.overlays.runs import Made, changes
from evaldsl.proofs.units import Unit
from evaldsl.rubric_files.declarations import name_and_points
from evaldsl.rubric_files.rubric_lines import Block, blocks

_SHARED = ("约定", "数据", "计算", "默认")
"""What is written once and holds of many indicators."""
_SCORING = ("指标", "评分", "指标值")
NO_CLAUSE = ("", "约定")
"""What the ledger says where no clause of the rule takes the points."""


@frozen
class Concerned:
    """Words of a rule that come to other points, with where they stand."""

    words: str
    at: Origin


@frozen
class Cause:
    """Why an indicator differs: *own*, where the overlay changed its sentence; *shared* changes elsewhere, which then act
    on the words *concerned*."""

    own: Origin | None = None
    shared: tuple[Made, ...] = ()
    concerned: tuple[Concerned, ...] = ()


@define(slots=False)
class Causes:
    """The changes of one overlay, *layer*, by what they act on."""

    layer: Layer
    base: Layer
    tried: dict[int, Scorer | None] = field(factory=dict)

    def of(self, one: Against) -> Cause:
        """Why one indicator differs."""
        if one.only == "底本":
            return Cause(self._own(self.base, self._taken, one.indicator))
        own = self._own(self.layer, self._written, one.indicator)
        if one.only or not one.indicator:
            return Cause(own)
        shared = tuple(self._acting(one, alone=own is None))
        return Cause(own, shared, tuple(self._concerned(one)) if shared and own is None else ())

    # ---- what the overlay wrote in an indicator

    def _own(self, layer: Layer, pieces: "list[tuple[int, int, Piece]]", name: str) -> Origin | None:
        """The first words of *pieces* in the scoring text of an indicator of *layer*."""
        for block in _scoring(layer.text, name):
            for start, end, piece in pieces:
                if start < block.end and (end > block.at or start == end >= block.at):
                    return self._origin(piece)
        return None

    def _origin(self, piece: Piece) -> Origin:
        change = self.layer.changes[piece.change or 0]
        start = piece.start if piece.text.strip() else change.start
        start += len(piece.text) - len(piece.text.lstrip())
        return Origin(self.layer.file, start, start, change)

    @cached_property
    def _written(self) -> "list[tuple[int, int, Piece]]":
        """What the changes wrote or left out, with where it stands in the merged text."""
        return [
            (start, start + len(piece.text), piece)
            for start, piece in zip(self.layer.starts, self.layer.pieces, strict=True)
            if piece.change is not None and piece.change >= 0 and (piece.text.strip() or not piece.text)
        ]

    @cached_property
    def _taken(self) -> "list[tuple[int, int, Piece]]":
        """What the changes left out, with where it stands in the base."""
        return [(*piece.base, piece) for _, _, piece in self._written if not piece.text]

    # ---- what it changed elsewhere

    @cached_property
    def _shared(self) -> list[int]:
        """The changes of what is written once and holds of many indicators."""
        found: list[int] = []
        here, below = blocks(self.layer.text), blocks(self.base.text)
        for start, _, piece in self._written:
            place = start + len(piece.text) - len(piece.text.lstrip())
            block = _holding(here, place) if piece.text else _holding(below, piece.base[0])
            if block is not None and block.keyword in _SHARED and piece.change is not None:
                found.append(piece.change)
        return list(dict.fromkeys(found))

    def _acting(self, one: Against, *, alone: bool) -> Iterator[Made]:
        """The shared changes that by themselves change the points of the units shown; where none does, all of them.

        When nothing else was changed (*alone*), a single one needs no trial.
        """
        units = [most.units[0] for most in (one.kinder, one.stricter) if most is not None and most.units]
        every = changes(self.layer)[-len(self.layer.changes) :] if self.layer.changes else []
        if alone and len(self._shared) == 1:
            acting = self._shared
        else:
            acting = [place for place in self._shared if self._changes_points(place, one.indicator, units)]
            acting = acting or (self._shared if alone else [])
        yield from (every[place] for place in acting)

    def _changes_points(self, place: int, name: str, units: Sequence[Unit]) -> bool:
        if place not in self.tried:
            loaded = pipeline.load(self._with_only(place), self.layer.file.name)
            self.tried[place] = None if loaded.rubric is None else scorer(loaded.rubric)
        ready = self.tried[place]
        if ready is None or name not in ready.named:
            return False
        return any(indicator_score(ready, name, dict(unit.values)).score != unit.score.score for unit in units)

    def _with_only(self, place: int) -> str:
        """The base with one change made."""
        parts: list[str] = []
        restored: set[tuple[int | None, tuple[int, int]]] = set()
        for piece in self.layer.pieces:
            if piece.change is None or piece.change == place:
                parts.append(piece.text)
            elif (piece.change, piece.base) not in restored:
                restored.add((piece.change, piece.base))
                parts.append(self.base.text[slice(*piece.base)])
        return "".join(parts)

    # ---- the words that it acts on

    def _concerned(self, one: Against) -> Iterator[Concerned]:
        """The clauses that take other points from the units shown."""
        seen: set[tuple[str, str]] = set()
        for most in (one.kinder, one.stricter):
            if most is None or len(most.units) < 2:
                continue
            before, after = most.units[0].score.deductions, most.units[-1].score.deductions
            for deduction, layer in (*((each, self.layer) for each in after), *((each, self.base) for each in before)):
                key = (deduction.label, deduction.clause)
                if deduction.clause in NO_CLAUSE or key in seen:
                    continue
                if sum(_points(before, key)) != sum(_points(after, key)):
                    seen.add(key)
                    yield Concerned(deduction.clause, layer.origin(*deduction.span))


def _points(deductions: Sequence[Deduction], key: tuple[str, str]) -> list[Fraction]:
    return [Fraction(one.points) for one in deductions if (one.label, one.clause) == key]


def _holding(known: Sequence[Block], place: int) -> Block | None:
    return next((one for one in reversed(known) if one.at <= place), None)


def _scoring(text: str, name: str) -> Iterator[Block]:
    """The heading and the scoring text of an indicator."""
    inside = False
    for block in blocks(text):
        if block.keyword in ("一级", "二级", "指标"):
            head = evolve(block, text=block.text.partition("\n")[0])
            inside = block.keyword == "指标" and name_and_points(head, [])[0] == name
        if inside and block.keyword in _SCORING:
            yield block
