"""An award that stands behind what acts on it."""

import re

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.counting import per
from evaldsl.clauses.grouping import Clause, Group, text_of
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree

_FRAMES = tree.PartStep | tree.UntilZero | tree.Cap


def award_first(cell: tree.Cell, group: Group) -> None:
    """每低于1个百分点扣0.1分，≥95%得2分: the steps run from the award that stands behind them."""
    clauses = group.clauses
    if len(clauses) < 2 or _awards(clauses[0]):
        return
    place = next((i for i, clause in enumerate(clauses) if _awards(clause)), 0)
    segments = clauses[place].segments if place else ()
    reached = _REACHED.fullmatch(text_of(cell, segments[0])) if segments else None
    if reached and all(_beside(cell, clause, reached[1]) for clause in clauses[:place]):
        clauses.insert(0, clauses.pop(place))
        return
    if not place or not all(_waits(cell, clause) for clause in clauses[:place]):
        return
    clause = clauses[place]
    found = condition(cell, clause)
    if not found.compared or found.judged or per(cell, clause, "", occurrence=False) is not None:
        return
    steps = per(cell, clauses[0], "", occurrence=False)
    label = clause.label if found.compared[0].subject or steps is None else steps.subject
    clauses.insert(0, evolve(clauses.pop(place), label=label))


def _awards(clause: Clause) -> bool:
    value = clause.value
    return isinstance(value, tree.Full) or (isinstance(value, tree.Award) and not value.bonus)


_REACHED = re.compile(r"(?:全面|全部|按[时期])?(?:完成|达到|实现)([^,，\d]{2,})")


def _beside(cell: tree.Cell, clause: Clause, aim: str) -> bool:
    """超过目标任务的，每超过10%加1分; 未完成目标任务的，每低10%扣1分: steps from the *aim* that is awarded behind them."""
    if isinstance(clause.value, _FRAMES):
        return not clause.segments
    counts = any(isinstance(part.value, tree.Step) for segment in clause.segments for part in segment)
    return counts and not clause.otherwise and aim in cell.plain[clause.start : clause.end]


def _waits(cell: tree.Cell, clause: Clause) -> bool:
    """Whether *clause* is a step without a base, or only says more of one."""
    if isinstance(clause.value, _FRAMES):
        return not clause.segments
    if not isinstance(clause.value, tree.Deduction) or clause.otherwise:
        return False
    steps = per(cell, clause, clause.value.per, occurrence=False)
    return steps is not None and steps.step is not None and steps.base is None and steps.by_ratio and not steps.context


def points_behind(cell: tree.Cell, group: Group) -> None:
    """按月开展培训，每少一次扣0.5分（4分） is 按月开展培训（4分），每少一次扣0.5分."""
    for place in reversed(range(len(group.clauses) - 1)):
        clause, after = group.clauses[place : place + 2]
        *told, counts = clause.segments or ((),)
        if not (told and isinstance(clause.value, tree.Deduction) and after.sentence == clause.sentence):
            continue
        bare = isinstance(after.value, tree.Award) and after.value.bare and not (after.segments or clause.otherwise)
        if bare and after.effect and cell.plain[after.effect.start - 1] == "(":
            begun = evolve(after, segments=tuple(told), start=clause.start, end=told[-1][-1].end)
            group.clauses[place : place + 2] = [begun, evolve(clause, segments=(counts,), start=counts[0].start)]
