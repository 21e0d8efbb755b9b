"""以此类推: behind steps it says no more than 每 does; behind points that are written one by one it leaves out the rest."""

import re

from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Steps

_SO_ON = re.compile(r"(?:以此|依此|依次|照此|如此|以次)类推")


def and_so_on(reader: Reader, clause: Clause) -> Clause:
    """*clause* without 以此类推, which is refused where no steps stand before it."""
    kept = []
    for segment in clause.segments:
        if not _SO_ON.fullmatch(text_of(reader.cell, segment)):
            kept.append(segment)
        elif not isinstance(reader.spoken.last_change, Steps):
            span = reader.measures.span(segment[0].start, segment[-1].end)
            hint = "写作“每超过1天扣1分”这样，或者把后面各档逐档写明"
            reader.unread(f"“{text_of(reader.cell, segment)}”没有写明后面各档几分", *span, hint=hint)
    return clause if len(kept) == len(clause.segments) else evolve(clause, segments=tuple(kept))
