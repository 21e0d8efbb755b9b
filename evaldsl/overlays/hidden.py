"""What the overlays of a chain say not to report: behind a change, above one, or above a line of the head."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import define, field

from evaldsl.overlays.layers import Layer, Placed
from evaldsl.rubric_files.overlay_lines import BASE, IDENTITY, own_heading
from evaldsl.rubric_files.places import Stretch, indicator_at, stretches
from evaldsl.rubric_files.suppressions import Suppression, faults, suppressions


@define(slots=False)
class Hidden:
    """Finds the words of the chain that a finding is not to be reported by; *used* are those that were of use."""

    layer: Layer
    known: list[tuple[Layer, list[Suppression]]] = field(factory=list)
    used: set[Suppression] = field(factory=set)

    @classmethod
    def of(cls, layer: Layer) -> "Hidden":
        """For an overlay, with the overlays that it lies over."""
        each = [(one, list(_said(one))) for one in layer.chain() if one.base is not None and "不报" in one.file.text]
        return cls(layer, each)

    def by(self, found: Placed, at: int | None = None) -> Suppression | None:
        """The words that stand nearest above *found*; errors are always reported, and nothing goes without a reason.

        *at* is where it stands in the merged text, None for what is wrong with the overlay itself.
        """
        if found.diagnostic.is_error:
            return None
        for layer, every in self.known:
            saying = [one for one in every if one.reason and self._covers(layer, one, found, at)]
            if saying:
                nearest = max(saying, key=lambda one: one.first)
                self.used.add(nearest)
                return nearest
        return None

    def _covers(self, layer: Layer, said: Suppression, found: Placed, at: int | None) -> bool:
        """In its own file by its reach; what the overlay brought about in words of its base, from above its head or at the
        change of that indicator."""
        if found.file == layer.file:
            return said.covers(found.diagnostic)
        if said.slug != found.diagnostic.slug or found.inherited is (layer is self.layer):
            return False
        if (said.first, said.last) == _everything(layer):
            return True
        indicator = "" if at is None else indicator_at(self.indicators, at)
        return layer is self.layer and bool(indicator) and indicator in self._changed_at(said)

    def _changed_at(self, said: Suppression) -> set[str]:
        """The indicators whose words the change wrote at which *said* stands."""
        change = max((place for place, one in enumerate(self.layer.changes) if one.start < said.last), default=None)
        pieces = zip(self.layer.starts, self.layer.pieces, strict=True)
        return {indicator_at(self.indicators, start) for start, piece in pieces if piece.change == change}

    @cached_property
    def indicators(self) -> list[Stretch]:
        """The stretches of the merged text."""
        return stretches(self.layer.text)

    def faults(self, reported: Sequence[Placed]) -> Iterator[Placed]:
        """What is wrong with the words of the topmost file, once every finding has been looked at."""
        for layer, every in self.known:
            for said in every if layer is self.layer else ():
                still = [one.diagnostic for one in reported if one.file == layer.file and said.covers(one.diagnostic)]
                yield from (Placed(layer.file, one) for one in faults(said, still, used=said in self.used))


def _said(layer: Layer) -> Iterator[Suppression]:
    """Those of one overlay; what it says in words that it adds stands in the merged text and holds there."""
    kept = [
        (one.start, one.start + len(one.text)) for one in layer.pieces if one.change is not None and one.change >= 0
    ]
    for one in suppressions(layer.file.text, _headings(layer)):
        if not any(start <= one.start < end for start, end in kept):
            yield one


def _headings(layer: Layer) -> Iterator[Stretch]:
    """The lines of the head, which speak of the whole file, and the changes, each up to the next."""
    text = layer.file.text
    begins = [text.rfind("\n", 0, one.start) + 1 for one in layer.changes]
    place = 0
    for line in text[: begins[0] if begins else len(text)].split("\n"):
        heading = own_heading(line)
        if heading is not None and heading[0] in (BASE, "依据", *IDENTITY):
            yield Stretch(heading[0], "", place, *_everything(layer))
        place += len(line) + 1
    for start, end, change in zip(begins, [*begins[1:], len(text) + 1], layer.changes, strict=True):
        yield Stretch(change.kind, "", start, start, end)


def _everything(layer: Layer) -> tuple[int, int]:
    return 0, len(layer.file.text) + 1
