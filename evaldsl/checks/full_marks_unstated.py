"""full-marks-unstated"""

from collections.abc import Iterator

from evaldsl.interpreter.rubric import Change, Decision, Effect, Item, Span, Steps, Together, Veto
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, info

_STATED = ("满分", "为标准", "基本分", "不扣分")


def full_marks_unstated(loaded: Loaded) -> Iterator[Diagnostic]:
    """Items whose words only take points and never say what earns them: one finding a rubric.

    每发现一处扣0.5分 alone counts down from full marks wherever it stands, and is let be.
    """
    found: list[tuple[str, Span]] = []
    for reading in loaded.readings:
        indicator = reading.indicator
        assert indicator is not None
        earning = [draft.span[0] for draft in reading.drafts if draft.has_award or draft.otherwise is not None]
        bare = [one for one in indicator.items if _only_takes(one) and not _earned(one, earning)]
        if bare and not any(word in reading.cell.plain for word in _STATED):
            found.append((f"“{indicator.name}”" + (f"的{bare[0].label}" if earning else ""), bare[0].span))
    if found:
        (_, span), *more = found
        which = "、".join(name for name, _ in found[:3]) + (f"等{len(found)}处" if more[2:] else "")
        others = tuple(Place(*place, "也只写了扣分") for _, place in more[:3])
        message = f"{which}只写了怎么扣分，没有写得分的条件，按不扣就得满分读"
        yield info("full-marks-unstated", message, *span, hint="写明怎样得满分；本来如此的不必改", others=others)


def _only_takes(item: Item) -> bool:
    """Whether every effect takes, and not all of them count occurrences."""
    takes = [one for one in item.effects if _taking(one)]
    each = [part for one in takes for part in (one.effects if isinstance(one, Together) else (one,))]
    counted = all(isinstance(one, Steps) and one.counted for one in each)
    return bool(item.stake) and not counted and len(takes) == len(item.effects) and item.opening == item.stake


def _earned(item: Item, earning: list[int]) -> bool:
    return any(item.span[0] <= start < item.span[1] for start in earning)


def _taking(effect: Effect) -> bool:
    match effect:
        case Veto():
            return True
        case Together(effects):
            return effects[0].points < 0
        case Decision(_, takes):
            return takes
        case _:
            return isinstance(effect, Change | Steps) and effect.points < 0
