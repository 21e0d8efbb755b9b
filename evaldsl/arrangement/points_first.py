"""得2分的，预算执行率≥95%; 得5分：…；得3分：…: a condition that stands behind its points."""

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, Group
from evaldsl.clauses.segments import compared
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree


def find_conditions(cell: tree.Cell, group: Group) -> None:
    """得2分的，预算执行率≥95% and 得5分：…；得3分：…: the condition stands behind its award."""
    titles: list[int] = []
    if ":" in cell.plain:
        _part_bands(cell, group)
    for place in range(len(group.clauses) - 1):
        if (
            group.clauses[place + 1].effect is None
            and _titles(cell, group.clauses, place)
            and (not place or place - 2 in titles or group.clauses[place - 1].effect)
        ):
            titles.append(place)
    for place in reversed(titles):
        clause, after = group.clauses[place], group.clauses[place + 1]
        bare = isinstance(clause.value, tree.Award) and clause.value.bare
        if bare and len(titles) < 2:
            continue
        first, *others = after.segments
        segments = ((*clause.segments[0], *first), *others) if clause.segments else after.segments
        group.clauses[place : place + 2] = [evolve(clause, segments=segments, end=after.end)]


def _part_bands(cell: tree.Cell, group: Group) -> None:
    """3分：95%以上，2分：90%-95%; 机构2分：成立小组，方案3分：制定方案: what stands before the comma is the condition of the
    points before it."""
    for place in reversed(range(1, len(group.clauses))):
        before, clause = group.clauses[place - 1 : place + 1]
        if clause.sentence != before.sentence or not clause.segments or not _heads(cell, before):
            continue
        heads, first = _heads(cell, clause), clause.segments[0]
        if heads and len(clause.segments) > 1:
            own = clause.segments[-1:]
        elif (heads or clause.otherwise) and len(clause.segments) == 1 and _is_limit_alone(cell, first):
            own = ()
        else:
            continue
        told = clause.segments[: len(clause.segments) - len(own)]
        asked = evolve(clause, segments=told, effect=None, end=told[-1][-1].end, otherwise=False)
        group.clauses[place : place + 1] = [asked, evolve(clause, segments=own, start=asked.end)]


def _is_limit_alone(cell: tree.Cell, segment: Segment) -> bool:
    """95%以上, without a name."""
    limits = compared(cell, segment, True)
    return len(limits) == 1 and not limits[0].subject and limits[0].part is segment[0]


def _heads(cell: tree.Cell, clause: Clause) -> bool:
    """Whether *clause* ends in bare points before a colon."""
    bare = clause.effect is not None and isinstance(clause.value, tree.Award) and clause.value.bare
    return bare and clause.effect is not None and cell.plain.startswith(":", clause.effect.end)


def _names_measure(cell: tree.Cell, clauses: list[Clause], place: int) -> bool:
    """预算执行率5分：95%以上；3分：90%-95%: the name stands before the points of the first band."""
    clause, after = clauses[place], clauses[place + 1]
    if place and clauses[place - 1].sentence == clause.sentence:
        return False
    words = clause.segments[0][0].value if len(clause.segments) == 1 == len(clause.segments[0]) else None
    return isinstance(words, tree.Word) and bool(after.segments) and _is_limit_alone(cell, after.segments[0])


def _titles(cell: tree.Cell, clauses: list[Clause], place: int) -> bool:
    clause, after = clauses[place], clauses[place + 1]
    if (
        (clause.segments and not _names_measure(cell, clauses, place))
        or clause.otherwise
        or clause.effect is None
        or not after.segments
    ):
        return False
    if after.sentence != clause.sentence or not isinstance(clause.value, (tree.Award, tree.Full, tree.Zero)):
        return False
    between = cell.plain[clause.effect.end : after.segments[0][0].start]
    if ":" in between:
        return True
    bare = isinstance(clause.value, tree.Award) and clause.value.bare
    return not bare and ("的" in between or (place == 0 and bool(compared(cell, after.segments[-1]))))
