"""Consequences for the grade: 年度等级定为“差”, 评价等级不得高于“中”."""

import re

from attrs import evolve

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.conditions import condition
from evaldsl.clauses.grouping import Clause
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.rubric import GradeIs, GradeRule
from evaldsl.syntax import tree


def _says(reader: Reader, clause: Clause, segments: tuple[Segment, ...]) -> bool:
    """Whether *segments* hold a condition, and not only words such as 并实行一票否决."""
    found = condition(reader.cell, evolve(clause, segments=segments, label=""))
    return bool(found.judged or found.compared)


_OF_THIS = re.compile(
    r"(?:^|[的,]|且|并|同时|年度|当年|本年|绩效|综合|整体|总体|总的|总评|最终|考核|考评|评价|评定|评估|结果|单位|部门|项目|支出)$"
)
"""Words before 等级 that leave no doubt that the grade of this evaluation is meant: not 信用等级, nor 负责人."""


def grade(reader: Reader, clause: Clause, value: tree.Grade) -> None:
    """年度等级定为“差”: under the condition of its clause, or of the veto before it in the sentence."""
    segments = clause.segments
    assert clause.effect is not None
    whose = reader.cell.plain[segments[-1][0].start : clause.effect.start] if segments else ""
    if not isinstance(value.change, GradeIs) and not _OF_THIS.search(whose):
        words = reader.cell.plain[clause.effect.start : clause.effect.end]
        hint = "说的是本次评价的等级的，写作“评价等级不得高于“中””“评价等级下调一级”"
        reader.unread(f"没有读出“{whose}{words}”说的是不是本次评价的等级", *reader.span_of(clause), hint)
        return
    own = segments if "的" in whose or whose.endswith(",") else segments[:-1]  # 年度, 该单位绩效
    before = reader.spoken.condition
    if own and _says(reader, clause, own):
        when = reader.condition_of(reader.item_for(clause), evolve(clause, segments=own))
    elif before is not None and before[0] == clause.sentence:
        when = before[1]
    else:
        reader.unread("没有写明什么情况下定为这个等级", *reader.span_of(clause))
        return
    reader.spoken.condition = (clause.sentence, when)
    reader.grade_rules.append(GradeRule(when, value.change, reader.words_of(clause), reader.span_of(clause)))
