"""编制预算并按预算执行得2分，未编制不得分，超预算每项扣0.5分: an award for two things, of which one loses it all and the other so much
each time, is for the one; the other only takes."""

import re

from evaldsl.clauses.failings import denies, is_carrying_out, shared
from evaldsl.clauses.grouping import Clause, Group, clean, core, is_negated, text_of
from evaldsl.clauses.opposites import contradicts
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part

_AND = re.compile("(?<=[^并且合])(?:并且|并|且)(?=[^并且])")


def part_halves(cell: Cell, group: Group) -> None:
    """Leaves of such an award the half without which nothing is left."""
    for place, clause in enumerate(group.clauses[:-2]):
        lost, taken = group.clauses[place + 1 : place + 3]
        if not (isinstance(clause.value, tree.Award) and isinstance(lost.value, tree.Zero)):
            continue
        words = clause.segments[-1] if clause.segments else ()
        if not isinstance(taken.value, tree.Deduction) or len(words) != 1 or not isinstance(words[0].value, tree.Word):
            continue
        text = words[0].value.text
        halves = [clean(one) for one in _AND.split(text)]
        for kept, other in (halves, halves[::-1]) if len(halves) == 2 else ():
            if _is_lost(cell, lost, kept, other) and _is_taken(cell, taken, kept, other):
                start = words[0].start + text.index(kept)
                named = Part(tree.Word(kept), start, start + len(kept))
                group.clauses[place] = evolve(clause, segments=(*clause.segments[:-1], (named,)))
                break


def _is_lost(cell: Cell, clause: Clause, kept: str, other: str) -> bool:
    """Whether *clause* denies one half alone: 未编制, 无预案, 制度不健全."""
    text = text_of(cell, clause.segments[0]) if len(clause.segments) == 1 else ""
    own = core(text)
    denied = is_negated(text) and len(own) > 1 and own in kept
    return (denied or contradicts(text, kept, False)) and own not in other


def _is_taken(cell: Cell, clause: Clause, kept: str, other: str) -> bool:
    """Whether *clause* takes for failings of the other half: 超预算采购 of 按预算执行, but 制度不完善 of 建立制度."""
    text = text_of(cell, [part for segment in clause.segments for part in segment])
    return bool(shared(text, other)) or (is_carrying_out(other) and not (denies(text, kept) and shared(text, kept)))
