"""On either side: 高于或低于100%的，每1%; 偏离100%的，每1%; 超出此范围每1%: steps that run both ways from what the words before them name."""

import re

from evaldsl.clauses.comparisons import Compared, Segment, Segments
from evaldsl.clauses.grouping import clean
from evaldsl.clauses.units import run_along
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.text.numerals import THINGS

_MORE, _LESS, _OR = "(?:高于|超过|超出|大于|多于)", "(?:低于|少于|小于|不足)", r"\(?(?:或者?|、|/)\(?"
_BOTH = rf"(?:偏离|{_MORE}{_OR}{_LESS}|{_LESS}{_OR}{_MORE})\)?"
_RANGE = "(?:此|该|上述|这一|以上|规定|合理)?(?:范围|区间)(?:之?外)?"
_EITHER = re.compile(rf"(?P<whose>.*?)(?:(?P<both>{_BOTH})(?:{_RANGE})?|(?:超出|超过|不在){_RANGE})(?:的?部分)?的?")
OUT_OF_RANGE = re.compile(rf"(?:超出|超过|不在)?{_RANGE}(?:的?部分)?的?")
"""What stands beside the step of 每超出该区间1%, or before it: 超出此范围的，每超出1%."""


Aside = tuple[tree.Step, str, str, Segments, Compared | None]
"""A step, its subject, what stands between it and its size, the segments before, and the number on whose sides it runs."""


def on_either_side(
    cell: tree.Cell, segments: Segments, place: int, before: Segment, size: tree.Quantity
) -> Aside | None:
    """What the words before 每1% say, in their segment or as the one before, if they name both sides of a number or a range."""
    head = before or (segments[place - 1] if place else ())
    if not head or size.unit in THINGS:
        return None
    limits = [part for part in head if isinstance(part.value, tree.Comparison)]
    texts = [cell.plain[part.start : part.end] for part in head]
    words = "".join(
        re.sub(r"\d.*", "", text) if part in limits else text for part, text in zip(head, texts, strict=True)
    )
    match = _EITHER.fullmatch(words)
    if match is None:
        return None
    subject, others = clean(match["whose"]), segments[: place if before else place - 1]
    if not match["both"] and not limits:
        return tree.Step(True, False, "超出", True), subject, "范围", others, None
    step = tree.Step(True, True, "偏离", True)
    values = {part.value.limit for part in limits if isinstance(part.value, tree.Comparison)}
    if not values:
        return step, subject, "", others, None
    limit = values.pop()
    if values or not run_along(size.unit, limit.unit):
        return None
    return step, subject, "", others, Compared("", evolve(limits[-1], value=tree.Comparison("=", limit)))
