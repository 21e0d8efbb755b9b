"""Whoever has nothing to measure: 没有楼堂馆所项目的按满分计."""

import re
from collections.abc import Iterator

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import NOTHING, CaseDraft, ItemDraft
from evaldsl.clauses.failings import is_fault
from evaldsl.clauses.grouping import Clause, core
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.expressions import Node
from evaldsl.syntax import tree
from evaldsl.text.typography import same_name

_NONE_OF_IT = re.compile(
    r"^(?:当年|年度|本年)?(?:无|没有|未(?:发生|发现|涉及|签订|实施|安排|开展|聘[请用]|委托|采购|购置)|不存在|不涉及)"
)


def exempts(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount | None) -> bool:
    """每超出5%扣2分。没有楼堂馆所项目的按满分计: whoever has nothing to measure keeps all points of *item*, or of all that
    have been given before."""
    if not (item.cases or item.computed) or item.opening_zero or item.exempt is not None:
        return False
    if found.compared:
        return _is_all(reader, item, amount) and _divides_by_none(reader, item, clause, found)    scope = clause.value.scope if isinstance(clause.value, tree.Full) else ""
    if not (_NONE_OF_IT.match(found.judged) or scope):
        return False
    several = _all_given(reader, item, clause, scope) if amount is None else []
    judged = item.measure is None and not item.computed
    if not several and judged and not (item.effects or item.otherwise):
        return False
    if amount is not None and (is_fault(core(found.judged)) or _fits(reader, item, clause, amount)):
        return False  # 完成率100%得4分；未发生事故得4分
    if not _is_all(reader, item, amount):
        return False
    words, span = reader.words_of(clause), reader.span_of(clause)
    exempt = CaseDraft([], [reader.judged(item, found.judged)], ex.Rest(), None, words, span, found.judged)
    for one in several or [item]:
        one.exempt = exempt
    return True


def _is_all(reader: Reader, item: ItemDraft, amount: tree.Amount | None) -> bool:
    """Whether *amount* is all that *item* can come to."""
    most = reader.weight if item.effects else max((case.value or NOTHING for case in item.cases), default=None)
    return amount is None or amount.high == most


def _divides_by_none(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> bool:
    """整改率=已整改数÷应整改数×100%，…，应整改数为0的得满分: whether what is 0 is what a rate is divided by."""
    value = found.compared[0].part.value
    none = isinstance(value, tree.Comparison) and value.op in ("=", "") and not value.limit.number
    if len(found.compared) != 1 or found.judged or not none:
        return False
    key = same_name(found.compared[0].subject)
    if not any(key in _divisors(rate.expr) for rate in reader.measures.rates.values()):
        return False
    limit = reader.limits_of(item, clause, found.compared)[0]
    words, span = reader.words_of(clause), reader.span_of(clause)
    item.exempt = CaseDraft([limit], [], ex.Rest(), None, words, span)
    return True


def _divisors(node: Node) -> Iterator[str]:
    if isinstance(node, ex.Arithmetic) and node.op == "÷" and isinstance(node.right, ex.Ref):
        yield node.right.key
    for part in ex.parts_of(node):
        yield from _divisors(part)


def _fits(reader: Reader, item: ItemDraft, clause: Clause, amount: tree.Amount) -> bool:
    """Whether *amount*, in a sentence of its own, may be had beside all that is awarded before it."""
    before = [case.value or NOTHING for one in reader.items for case in one.cases]
    known = reader.weight is not None and not (amount.share or item.computed or item.effects)
    return known and item.award_sentence != clause.sentence and sum(before) + amount.high <= (reader.weight or NOTHING)

def _all_given(reader: Reader, item: ItemDraft, clause: Clause, scope: str) -> list[ItemDraft]:
    """聘请机构得2分，报告规范得1分；未聘请的，此项得满分, of 3: the items before it, where nothing is left for another."""
    if item.measure is not None and scope != "指标":
        return []  # 制度健全得2分；控制率≤100%得4分；没有此类项目的得满分
    numbered = reader.group.style and scope != "指标" and not _closes_list(reader, clause)
    given = reader.group.items if numbered else reader.items
    if scope == "项" and item.award_sentence == clause.sentence:
        given = [one for one in given if one.award_sentence == clause.sentence]
    worth = [max((case.value or NOTHING for case in one.cases), default=NOTHING) for one in given]
    left = NOTHING if len(given) < len(reader.items) or reader.weight is None else reader.weight - sum(worth)
    return given if all(worth) and not left else []


def _closes_list(reader: Reader, clause: Clause) -> bool:
    """Whether *clause* stands behind the 。 of a list whose things end in ；."""
    plain = reader.cell.plain
    marks = [plain[mark.start - 1] for mark in reader.cell.by_kind.get(tree.Marker, ()) if mark.start]
    return plain[clause.start - 1] == "。" not in marks
