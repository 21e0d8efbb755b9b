"""What is found in an overlay, each finding where the words stand, those that the base has already marked as its own."""

from collections.abc import Iterator

from attrs import evolve

from evaldsl import pipeline
from evaldsl.overlays.chain import Overlaid
from evaldsl.overlays.hidden import Hidden
from evaldsl.overlays.layers import Examined, Layer, Placed
from evaldsl.rubric_files.overlay_lines import BASE
from evaldsl.text.diagnostics import Diagnostic, info


def examine(given: Overlaid) -> Examined:
    """The findings about an overlay and what it lies over, its own errors first."""
    if given.loaded is None or given.layer is None or given.loaded.rubric is None:
        return Examined(given.diagnostics)
    checked = pipeline.examine(given.loaded)
    known = _known(given.base)
    suppressed = [(_placed(given.layer, one, known), said) for one, said in checked.suppressed]
    own: list[tuple[Placed, int | None]] = [(one, None) for one in (*given.found, *_unchanged(given.layer))]
    own += [(_placed(given.layer, one, known), one.start) for one in checked.findings]
    hidden = Hidden.of(given.layer)
    kept: list[Placed] = []
    for one, at in own:
        said = hidden.by(one, at)
        if said is None:
            kept.append(one)
        else:
            suppressed.append((one, said))
    base = "" if given.layer.base is None else given.layer.base.file.name
    return Examined((*kept, *hidden.faults(kept)), tuple(suppressed), base)


def _unchanged(layer: Layer) -> Iterator[Placed]:
    """Says so of a file that changes nothing of what it lies over."""
    at = layer.file.text.find(BASE)
    if not layer.changes and at >= 0:
        hint = "改动写作“调整 人员控制.① 扣0.2分 → 扣0.1分”，下面写“理由”"
        found = info("no-change", "没有写任何改动，与沿用的规则完全一样", at, at + len(BASE), hint)
        yield Placed(layer.file, found)


def _known(base: Overlaid | None) -> set[tuple[str, str, int, int]]:
    """The findings of the base, those that it says not to report included."""
    if base is None or base.loaded is None:
        return set()
    checked = pipeline.examine(base.loaded)
    found: Iterator[Diagnostic] = iter([*checked.findings, *(one for one, _ in checked.suppressed)])
    return {(one.slug, one.message, one.start, one.end) for one in found}


def _placed(layer: Layer, found: Diagnostic, known: set[tuple[str, str, int, int]]) -> Placed:
    """*found* where the words stand; what the overlay brought about in the words of its base says so."""
    placed = layer.place(found)
    below = (found.start, found.end) if found.start == found.end == 0 else layer.below(found.start, found.end)
    if below is not None and (found.slug, found.message, *below) in known:
        return evolve(placed, inherited=True)
    if placed.file == layer.file:
        return placed
    said = f"“{placed.file.name}”自己没有这一处，是“{layer.file.name}”的改动引起的"
    hint = "；".join(one for one in (placed.diagnostic.hint, said) if one)
    return evolve(placed, diagnostic=evolve(placed.diagnostic, hint=hint))
