"""Whoever has nothing to measure: 没有楼堂馆所项目的按满分计."""

import re

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import NOTHING, CaseDraft, ItemDraft
from evaldsl.clauses.failings import is_fault
from evaldsl.clauses.grouping import Clause, core
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.syntax import tree

_NONE_OF_IT = re.compile(r"^(?:当年|年度|本年)?(?:无|没有|未(?:发生|发现|涉及|签订|实施|安排|开展)|不存在|不涉及)")


def exempts(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount | None) -> bool:
    """每超出5%扣2分。没有楼堂馆所项目的按满分计: whoever has nothing to measure keeps all points of *item*."""
    if not (item.cases or item.computed) or found.compared or item.opening_zero or item.exempt is not None:
        return False
    judged = item.measure is None and not item.computed
    if not _NONE_OF_IT.match(found.judged) or (judged and not (item.effects or item.otherwise)):
        return False
    if amount is not None and (is_fault(core(found.judged)) or _fits(reader, item, clause, amount)):
        return False  # 完成率100%得4分；未发生事故得4分
    most = reader.weight if item.effects else max((case.value or NOTHING for case in item.cases), default=None)
    if amount is not None and amount.high != most:
        return False
    words, span = reader.words_of(clause), reader.span_of(clause)
    item.exempt = CaseDraft([], [reader.judged(item, found.judged)], ex.Rest(), None, words, span, found.judged)
    return True


def _fits(reader: Reader, item: ItemDraft, clause: Clause, amount: tree.Amount) -> bool:
    """Whether *amount*, in a sentence of its own, may be had beside all that is awarded before it."""
    before = [case.value or NOTHING for one in reader.items for case in one.cases]
    known = reader.weight is not None and not (amount.share or item.computed or item.effects)
    return known and item.award_sentence != clause.sentence and sum(before) + amount.high <= (reader.weight or NOTHING)
