"""Headings with points: 资金到位率（3分）：100%得3分 is about the 资金到位率, and what stands below says no name again."""

import re

from attrs import evolve

from evaldsl.clauses.conditions import Condition, compared
from evaldsl.clauses.grade_words import graded
from evaldsl.clauses.grouping import Clause, Group, clean, denied_thing, text_of
from evaldsl.clauses.measure_names import is_rate_name, names_measure
from evaldsl.clauses.signs import is_generic
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell

WHEN = re.compile(
    r"(?:截至|截止)?(?:当年|本年|年度)?(?:全年|\d{1,2}月(?:份|底|末)?|[一二三四上下]季度末?|第[一二三四]季度末?|[上下前后]?半年|年[底末终]|前[一二三]季度)(?:前|时|末|累计)*"
)
"""A time alone, which is no measure: 6月底."""


def read_headings(cell: Cell, group: Group) -> None:
    """Gives the clauses below a heading that say no name, ≥95%得3分 or 健全得2分, the heading as their label."""
    label = ""
    for place, clause in enumerate(group.clauses):
        bare = isinstance(clause.value, tree.Award) and clause.value.bare
        heading = _heading(cell, group.clauses, place) if bare else ""
        if heading:
            label = heading
        elif label and clause.label:
            label = ""
        elif label and clause.effect is not None and _nameless(cell, clause):
            group.clauses[place] = evolve(clause, label=label)


def _heading(cell: Cell, clauses: list[Clause], place: int) -> str:
    """The words of a heading with its points, empty where the clause is none."""
    clause = clauses[place]
    after = clauses[place + 1] if place + 1 < len(clauses) else None
    words = clause.segments[0] if len(clause.segments) == 1 else ()
    assert isinstance(clause.value, tree.Award)
    bare = not (clause.value.per or clause.value.apiece)
    if not bare or after is None or len(words) != 1 or not isinstance(words[0].value, tree.Word) or clause.otherwise:
        return ""
    text = text_of(cell, words)
    if is_generic(text) or after.effect is None or not _nameless(cell, after):
        return ""
    assert clause.effect is not None
    told = cell.plain[clause.effect.end :].lstrip(")").startswith(":")
    return text if told or names_measure(text) else ""


def _nameless(cell: Cell, clause: Clause) -> bool:
    """Whether *clause* begins with a limit, a step or a grade without a name: ≥95%得3分, 每低1%扣0.1分, 健全得2分."""
    if clause.otherwise or not clause.segments or clause.label:
        return False
    first = clause.segments[0]
    if len(first) == 1 and isinstance(first[0].value, tree.Word):
        one = graded(text_of(cell, first))
        return one is not None and not clean(one[0])
    if isinstance(first[0].value, tree.Step):
        return True
    found = compared(cell, first, True)
    return len(found) == 1 and not found[0].subject and not found[0].counted


def heading_of(clause: Clause) -> str:
    """What *clause* stands under that says what it is about."""
    return clean(clause.label)


def under_heading(label: str, found: Condition) -> Condition:
    """*found* in the words of its *label*: 制度执行到位 for 制度执行：到位, 全年支出进度 for 全年：支出进度≥95%."""
    one = graded(found.judged) if label and found.judged and not denied_thing(found.judged) else None
    if one is not None and not one[0] and not is_rate_name(label):
        return evolve(found, judged=f"{label}{found.judged}")
    first, *others = found.compared or (None,)
    if label and first and first.subject and not first.subject.startswith(label) and WHEN.fullmatch(label):
        return evolve(found, compared=(evolve(first, subject=f"{label}{first.subject}"), *others))
    return found
