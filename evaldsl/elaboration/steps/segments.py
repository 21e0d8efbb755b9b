"""Segments: 在90%-95%之间每低2个百分点扣1分 takes no more than the steps that begin between the two."""

import math
import re
from fractions import Fraction

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Steps

_ON_TOP = re.compile(r"[再另]|加扣|多扣")


def most_within(count: Fraction, mode: str, points: Fraction) -> Fraction:
    """What *count* steps of *points* come to, a part of one as *mode* says: the most that a segment so wide takes."""
    steps = math.ceil(count) if mode == "进一" else math.floor(count) if mode == "整步" else count
    return steps * abs(points)


def end_tier(reader: Reader, item: ItemDraft, after: Steps) -> None:
    """每低1分扣0.5分；低于80分的，每低1分扣1分: the steps before end where those *after* them begin, further on, to cost more."""
    before = next((one for one in reversed(item.effects) if isinstance(one, Steps)), None)
    if before is None or before.measure != after.measure or (before.up, before.down) != (after.up, after.down):
        return
    if (
        before.up == before.down
        or before.points * after.points <= 0
        or before.most is not None
        or before.where != after.where
    ):
        return
    width = after.base - before.base if after.up else before.base - after.base
    if width <= 0 or _ON_TOP.search(after.words):
        return
    reader.stated.widths[before.span] = width / before.size
    most = most_within(width / before.size, before.mode, before.points)
    reader.replace_effect(item, before, evolve(before, most=most))
