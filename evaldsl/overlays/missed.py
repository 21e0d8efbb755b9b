"""What an overlay takes out and the changed rules still read: a 数据 or 计算 line that a 计算 or an indicator needs."""

from collections.abc import Iterator, Mapping

from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Rubric
from evaldsl.overlays.addresses import Spot
from evaldsl.overlays.overlay_file import Overlay
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, warning
from evaldsl.text.typography import same_name

MOST_TOLD = 3
LOST = {"数据": "单位、范围和说明都没有了", "计算": "不再由别的数据算出，要另外填报"}


def still_needed(removed: Mapping[int, Spot], overlay: Overlay, loaded: Loaded) -> Iterator[Diagnostic]:
    """A warning at each line taken out that the merged rules go on reading."""
    if loaded.rubric is None:
        return
    for place, spot in removed.items():
        if spot.kind not in LOST:
            continue
        name = spot.name.removeprefix(spot.kind).strip()
        readers = list(_readers(loaded.rubric, name))
        if not readers:
            continue
        change = overlay.changes[place]
        told = "、".join(f"“{one}”" for one in readers[:MOST_TOLD]) + (
            f"等{len(readers)}处" if len(readers) > MOST_TOLD else ""
        )
        message = f"删去了“{spot.kind} {name}”，而{told}还要用它：{LOST[spot.kind]}"
        hint = "不要删去这一行，或者把用到它的一并改掉"
        yield warning("still-needed", message, change.address.start, change.address.end, hint)


def _readers(rubric: Rubric, name: str) -> Iterator[str]:
    """The 计算 and the indicators that read the fact of that *name*."""
    keys = {fact.key for fact in rubric.facts if same_name(name) in (same_name(fact.key), same_name(fact.name))}
    for one in rubric.definitions:
        if keys.intersection(keys_of(one.expr)):
            yield f"计算 {one.name}"
    for indicator in rubric.indicators:
        if keys.intersection(keys_of(indicator_to_expr(indicator))):
            yield f"指标 {indicator.name}"
