"""Consequences for the grade: 年度等级定为“差”, 评价等级不得高于“中”."""

import re

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.elaboration.bands.choices import OTHER
from evaldsl.elaboration.judging import condition_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import GradeIs, GradeLowered, GradeRule
from evaldsl.syntax import tree


def _says(reader: Reader, clause: Clause, segments: tuple[Segment, ...]) -> bool:
    """Whether *segments* hold a condition, and not only words such as 并实行一票否决."""
    found = condition(reader.cell, evolve(clause, segments=segments, label=""))
    return bool(found.judged or found.compared)


_OF_THIS = re.compile(
    r"(?:^|[的,]|且|并|同时|年度|当年|本年|绩效|综合|整体|总体|总的|总评|最终|考核|考评|评价|评定|评估|结果|单位|部门|项目|支出)$"
)
"""Words before 等级 that leave no doubt that the grade of this evaluation is meant: not 信用等级, nor 负责人."""


_WHOLE = re.compile("年度|当年|本年|绩效|综合|整体|总|考[核评]|评[价估]")


def _lower(reader: Reader, item: ItemDraft, when: ex.Condition, by: int) -> bool:
    """优得10分，良得8分，差不得分；逾期完成的，降低一个档次: of the grades by which *item* awards, where it awards by grades alone."""
    cases = item.cases
    held = [case.others[0] for case in cases if len(case.others) == 1 and not case.limits]
    keys = {key for one in held for key in ex.keys_of(one) if isinstance(one, ex.Is)}
    values = [case.value for case in cases if case.value is not None]
    if len(held) < len(cases) or len(keys) != 1 or len(cases) < 2 or values != sorted(values, reverse=True):
        return False
    lowest = item.otherwise is None and OTHER not in reader.measures.facts[keys.pop()].choices
    for place, case in enumerate(cases):
        last = lowest and place == len(cases) - 1
        above = held[max(place - by, 0) : place] if last else held[place - by : place - by + 1] if place >= by else []
        fallen = [ex.All((one, when)) for one in above]
        own = held[place] if last else ex.All((held[place], ex.Not(when)))
        case.others = [ex.Some((own, *fallen)) if fallen else own]
    return True


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
    before = reader.spoken.condition_in(clause.sentence)
    if own and _says(reader, clause, own):
        when = condition_of(reader, reader.item_for(clause), evolve(clause, segments=own))
    elif before is not None:
        when = before
    else:
        reader.unread("没有写明什么情况下定为这个等级", *reader.span_of(clause))
        return
    reader.spoken.condition = (clause.sentence, when)
    if isinstance(value.change, GradeLowered) and value.bare and not _WHOLE.search(whose):
        item = reader.group.last
        if item is not None and _lower(reader, item, when, value.change.steps):
            return
    reader.grade_rules.append(GradeRule(when, value.change, reader.words_of(clause), reader.span_of(clause)))
