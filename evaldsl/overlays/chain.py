"""A chain of overlays: each file's base is found and read, its changes made, the merged text read like any rule file."""

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from evaldsl import pipeline
from evaldsl.examples.example_runs import ExampleResult
from evaldsl.interpreter.values import decimal_text
from evaldsl.overlays.addresses import AddressBook
from evaldsl.overlays.changes_to_edits import changes_to_edits
from evaldsl.overlays.edits import Edit, conflicts, edited
from evaldsl.overlays.layers import MOST_LAYERS, File, Find, Layer, Placed, layer
from evaldsl.overlays.missed import still_needed
from evaldsl.overlays.overlay_file import Overlay, text_to_overlay
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, error, info

MOST_TOLD = 3


@frozen
class Overlaid:
    """A rule file read with all that it lies over.

    *layer* is the merged text with its origins, None when the changes cannot be made; *loaded* what was read from it;
    *found* what is wrong with the overlays themselves, at its place.
    """

    file: File
    layer: Layer | None
    loaded: Loaded | None
    found: tuple[Placed, ...] = ()
    base: "Overlaid | None" = None

    @property
    def diagnostics(self) -> tuple[Placed, ...]:
        """Everything that reading found, where it really stands."""
        if self.layer is None or self.loaded is None:
            return self.found
        return (*self.found, *(self.layer.place(one) for one in self.loaded.diagnostics))

    @property
    def is_usable(self) -> bool:
        """Whether it can be scored by."""
        return self.loaded is not None and self.loaded.rubric is not None and not _has_errors(self.diagnostics)


def read(file: File, find: Find, above: tuple[File, ...] = ()) -> Overlaid:
    """Reads a rule file with all that it lies over. Raises nothing for a user's mistake."""
    if not is_overlay(file.text):
        return Overlaid(file, Layer(file, file.text), pipeline.load(file.text, file.name))
    if len(file.text) > pipeline.LONGEST_FILE:
        return Overlaid(file, None, None, (Placed(file, error("text-too-long", "文件太长，不读", 0, 0)),))
    overlay, found = text_to_overlay(file.text)
    base, trouble = _base(file, overlay, find, (*above, file))
    if trouble is not None:
        found.append(trouble)
    if base is None or base.loaded is None or base.layer is None:
        return _unusable(file, found, base)
    return _over(file, overlay, found, base)


def _unusable(file: File, found: list[Diagnostic], base: Overlaid | None) -> Overlaid:
    ordered = sorted(found, key=lambda one: one.start)
    return Overlaid(file, None, None, tuple(Placed(file, one) for one in ordered), base)


def _base(
    file: File, overlay: Overlay, find: Find, above: tuple[File, ...]
) -> tuple[Overlaid | None, Diagnostic | None]:
    """What the overlay lies over, and what is wrong with that."""
    said = overlay.base
    if said is None or not said.text:
        return None, None
    at = (said.start, said.end)
    below = find(said.text, file)
    if isinstance(below, str):
        return None, error("unknown-base", below, *at, "路径从本文件所在的文件夹算起；名称见 evaldsl list")
    names = [one.name for one in above]
    if below.name in names:
        circle = [*names[names.index(below.name) :], below.name]
        message = f"沿用成了一圈：{' → '.join(circle[:6])}{' → …' if len(circle) > 6 else ''}"
        return None, error("circular-base", message, *at, "改成沿用上一级的规则")
    if len(above) >= MOST_LAYERS:
        return None, error("circular-base", f"沿用超过{MOST_LAYERS}层，不读", *at, "把中间几层合成一份规则")
    base = read(below, find, above)
    if not base.is_usable:
        errors = [one for one in base.diagnostics if one.diagnostic.is_error]
        first = errors[0]
        if first.diagnostic.slug == "circular-base":
            return None, error("circular-base", first.diagnostic.message, *at, first.diagnostic.hint)
        line = first.file.text.count("\n", 0, first.diagnostic.start) + 1
        message = f"沿用的“{below.name}”有{len(errors)}个错误，不能沿用"
        hint = f"先改正{first.file.name}:{line} {first.diagnostic.message}"
        return None, error("faulty-base", message, *at, hint)
    return base, None


def _over(file: File, overlay: Overlay, found: list[Diagnostic], base: Overlaid) -> Overlaid:
    """The changes made, and the merged text read; examples of the base that no longer hold are left out."""
    assert base.loaded is not None and base.layer is not None
    book = AddressBook.of(base.loaded)
    made = changes_to_edits(overlay, book)
    found = [*found, *made.found, *conflicts(made.edits)]
    if any(one.is_error for one in found):
        return _unusable(file, found, base)
    merged = _merged(file, base.layer, overlay, made.edits)
    loaded = pipeline.load(merged.text, file.name)
    stale = [] if loaded.rubric is None else list(_stale(merged, loaded))
    if stale:
        edits = [*made.edits, *(_without(base.layer.text, one.below) for one in stale)]
        merged = _merged(file, base.layer, overlay, edits)
        loaded = pipeline.load(merged.text, file.name)
        found += _told(stale, overlay, made.touched, base.layer)
    found += still_needed(made.removed, overlay, loaded)
    placed = tuple(Placed(file, one) for one in sorted(found, key=lambda one: one.start))
    return Overlaid(file, merged, loaded, placed, base)


def _merged(file: File, base: Layer, overlay: Overlay, edits: Sequence[Edit]) -> Layer:
    pieces = edited(base.text, edits, overlay.changes)
    return layer(file, base, pieces, overlay.changes, overlay.basis)


# ---- examples of the base


@frozen
class _Stale:
    """An example of the base that the changed rules no longer give; *below* is where its line stands in the base."""

    result: ExampleResult
    below: tuple[int, int]


def _stale(merged: Layer, loaded: Loaded) -> Iterator[_Stale]:
    for result in pipeline.run_examples(loaded):
        start, end = result.example.span
        written = any(piece.change is not None and high > low for low, high, piece in merged.spread(start, end))
        below = merged.below(start, end)
        if not result.passed and not written and below is not None:
            yield _Stale(result, below)


def _without(text: str, span: tuple[int, int]) -> Edit:
    """The edit that leaves out the line of an example, with its comment."""
    start = text.rfind("\n", 0, span[0]) + 1
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if not re.match(r"[ \t\u3000]*#[ \t\u3000]*例", text[above:start]):
            break
        start = above
    end = text.find("\n", span[1])
    return Edit(start, len(text) if end < 0 else end + 1, (), -1, (0, 0))


def _told(stale: list[_Stale], overlay: Overlay, touched: dict[int, str], base: Layer) -> Iterator[Diagnostic]:
    """The examples that were left out, at the change that made them wrong."""
    by_name: dict[str, list[_Stale]] = {}
    for one in stale:
        by_name.setdefault(one.result.example.indicator, []).append(one)
    for name, those in by_name.items():
        places = {indicator: place for place, indicator in reversed(touched.items())}
        place = places.get(name, places.get("约定"))
        change = overlay.changes[place] if place is not None else None
        assert overlay.base is not None
        at = (change.start, change.end) if change is not None else (overlay.base.start, overlay.base.end)
        rows = [_line(one, base) for one in those[:MOST_TOLD]]
        more = "等" if len(those) > MOST_TOLD else ""
        message = f"“{name}”有{len(those)}个沿用的例与改后的规则不符，没有带入：{'；'.join(rows)}{more}"
        hint = f"用“增加 {name} 之下”写上改后的例，或者用 evaldsl test --suggest 生成"
        yield info("stale-example", message, *at, hint)


def _line(one: _Stale, base: Layer) -> str:
    example = one.result.example
    wanted = f"{decimal_text(example.expected)}分" if example.expected is not None else f"等级{example.grade}"
    got = f"现得{decimal_text(one.result.score)}分" if one.result.score is not None else "现在算不出"
    at = base.origin(*one.below)
    name = re.split(r"[/\\]", at.file.name)[-1]
    return f"{name}第{at.line}行应得{wanted}，{got}"


def _has_errors(found: tuple[Placed, ...]) -> bool:
    return any(one.diagnostic.is_error for one in found)
