"""减半计分, 按50%计分: a band that gets a part of what the award before it gives."""

import re

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import denies
from evaldsl.clauses.grade_words import alternatives
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.measure_names import same_measure
from evaldsl.clauses.opposites import contradicts
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree

_REDUCED = re.compile(r"(?:[本该此]项)?(?:得分)?(?:减半|按)")

_OF_ALL = re.compile(r"按照?(?:[本该此](?:项|指标))?(?:分值|权重|标准分|满分|总分)")


def open_part(reader: Reader, clause: Clause, value: tree.Award) -> bool:
    """Whether *value* says what part of the points is left, and it is open of which points; that is told."""
    assert clause.effect is not None
    said = reader.cell.plain[clause.effect.start : clause.effect.end]
    if not _REDUCED.match(said) or _OF_ALL.search(said) or "、" in said:
        return False
    item = reader.group.last
    if item is not None and _plain(item) and (clause.otherwise or _is_band(reader, item, clause, value)):
        return False
    words = reader.words_of(clause).replace(",", "，")
    reader.unread(f"“{words}”没有读出减的是哪一处的得分：写明这种情况得几分", *reader.span_of(clause))
    return True


def _plain(item: ItemDraft) -> bool:
    """Whether it only awards, the most first, so that what a part is taken of is known."""
    values = [case.value for case in item.cases if case.value is not None]
    most = item.cases and item.cases[0].value in (None, max(values, default=NOTHING))
    return bool(most) and not (item.effects or item.otherwise)


def _is_band(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Award) -> bool:
    """80%-90%减半计分 behind 90%以上得5分, 逾期报送 behind 按时报送: what the award before leaves."""
    found, first = condition(reader.cell, clause), item.cases[0]
    if found.compared and not found.judged:
        limits = [one.part.value for one in found.compared]
        clipped = any(isinstance(one, tree.Comparison) and _is_part(one.limit, value) for one in limits)
        name = found.compared[0].subject
        known = item.measure is not None and (not name or same_measure(item.measure.name, name))
        return known and not clipped
    if found.compared or not found.judged or first.limits:
        return False
    failing = contradicts(found.judged, first.text, True) or denies(found.judged, first.text)
    return failing or alternatives(first.text, found.judged)


def _is_part(limit: tree.Quantity, value: tree.Award) -> bool:
    """低于60%的按60%计分: which would count the number as 60%."""
    return limit.unit == "%" and limit.number == value.amount.high * 100
