"""Whoever has nothing to measure: 没有楼堂馆所项目的按满分计."""

import re

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.failings import is_fault, none_of
from evaldsl.clauses.grouping import JOINED, Clause, core
from evaldsl.clauses.opposites import denied_thing
from evaldsl.clauses.signs import WITHOUT
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Cap, Change, Effect, Steps, Together
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree
from evaldsl.text.typography import same_name

_NONE_OF_IT = re.compile(
    rf"^(?:当年|年度|本年|全年|年内)?(?:{WITHOUT}|没有|未(?:发生|发现|涉及|签订|实施|安排|开展|聘[请用]|委托|采购|购置)|不存在|不涉及)"
)


def exempts(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount | None) -> bool:
    """每超出5%扣2分。没有楼堂馆所项目的按满分计: whoever has nothing to measure keeps all points of *item*, or of all that
    have been given before."""
    if found.compared:
        scored = bool(item.cases or item.computed) and not item.opening_zero and item.exempt is None
        none = scored and _compares_with_none(found)
        return none and _is_all(reader, item, amount) and _divides_by_none(reader, item, clause, found)
    scope = clause.value.scope if isinstance(clause.value, tree.Full) else ""
    if not (_NONE_OF_IT.match(found.judged) or scope):
        return False
    if item.opening_zero or not (item.cases or item.computed):
        return _counts_nothing(reader, item, clause, found, amount)
    if item.exempt is not None:
        return False
    several = _all_given(reader, item, clause, scope) if amount is None else []
    if several and is_fault(core(found.judged)) and not (item.effects or item.otherwise):
        hint = "写明得几分，或者写成“没有……任务的，本指标得满分”"
        reader.unread("前面的分已经给完，哪几项得满分没有写明", *reader.span_of(clause), hint)
        return True
    judged = item.measure is None and not item.computed
    if not several and judged and not (item.effects or item.otherwise):
        return False
    if amount is not None and (is_fault(core(found.judged)) or _fits(reader, item, clause, amount)):
        return False  # 完成率100%得4分；未发生事故得4分
    if not _is_all(reader, item, amount):
        return False
    exempt = _exemption(reader, item, clause, found)
    for one in several or [item]:
        one.exempt = exempt
    return True


_CAUSED = re.compile("^但?(?:因|由于|受)|(?:造成|导致|引起|影响|所致)的?$")


def spares(reader: Reader, item: ItemDraft, clause: Clause, found: Condition, last: Effect | None) -> bool:
    """达到90%得5分，每低1%扣0.1分；但高于全市平均的，可不扣分: whether steps are all that takes of *item*, which keeps all then; what
    falls short for a cause may do so in part, and that is told."""
    alone = isinstance(last, Steps) and last.points < 0 and item.effects == [last] and len(item.cases) < 2
    if not alone or item.exempt is not None or item.vetoes or not found.judged or found.compared:
        return False
    if _CAUSED.search(found.judged):
        hint = "整个不扣的，写“有……情形的，不扣分”；只不扣那一部分的，不写这一句，填数时剔除"
        reader.unread(f"“{found.judged}”的不扣分，没有写明是全不扣，还是只不扣那一部分", *reader.span_of(clause), hint)
        return True
    item.exempt = _exemption(reader, item, clause, evolve(found, judged=found.judged.removeprefix("但")))
    return True


def _exemption(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> CaseDraft:
    words, span = reader.words_of(clause), reader.span_of(clause)
    return CaseDraft([], [judgement_of(reader, item, found.judged)], ex.Rest(), None, words, span, found.judged)


def _counts_nothing(
    reader: Reader, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount | None
) -> bool:
    """每发现一处扣1分。没有检查任务的得满分; 每培训一次得2分。没有培训任务的得满分: whoever has nothing to count; that nothing of what
    is counted has happened, 无问题的得满分, the count says."""
    most = item.stake or reader.weight
    spared = isinstance(clause.value, tree.Full) and clause.value.spared  # 不扣分 is of what is counted
    if spared or not (most and _only_counts(item)) or amount not in (None, tree.Amount(most, most)):
        return False
    counted = [one.measure for one in item.effects if isinstance(one, Steps) and isinstance(one.measure, ex.Ref)]
    names = [reader.measures.facts[one.key].name for one in counted]
    if not item.opening_zero and (any(none_of(found.judged, name) for name in names) or _none_of(found.judged, names)):
        return True
    if item.exempt is not None or is_fault(core(found.judged)):
        return False  # 每迟到一次扣1分，无旷工的得满分
    scope = clause.value.scope if isinstance(clause.value, tree.Full) else ""
    several = _spoken_of(reader, clause, scope)
    exempt = _exemption(reader, item, clause, found)
    for one in several if all(map(_only_counts, several)) else [item]:
        one.exempt = exempt
    return True


def _none_of(judged: str, names: list[str]) -> bool:
    """全年无迟报、漏报, 无迟报漏报: whether all that *judged* says there is none of is counted under one of *names*."""
    left = things = denied_thing(judged)
    for name in names:
        left = left.replace(name.rpartition("，")[2], "、")
    return bool(things) and all(any(one in name for name in names) for one in JOINED.split(left) if one)


def _only_counts(item: ItemDraft) -> bool:
    """Whether nothing but what is counted, or judged, gives or takes points of *item*."""
    counts = all(
        isinstance(one, (Change, Together, Cap)) or (isinstance(one, Steps) and one.counted) for one in item.effects
    )
    return counts and bool(item.effects) and not (item.cases or item.computed)


def _spoken_of(reader: Reader, clause: Clause, scope: str) -> list[ItemDraft]:
    """The items that *clause* may speak of: those of its number, or all of them behind a list."""
    numbered = reader.group.style and scope != "指标" and not _closes_list(reader, clause)
    return reader.group.items if numbered else reader.items


def _all_given(reader: Reader, item: ItemDraft, clause: Clause, scope: str) -> list[ItemDraft]:
    """聘请机构得2分，报告规范得1分；未聘请的，此项得满分, of 3: the items before it, where nothing is left for another."""
    if item.measure is not None and scope != "指标":
        return []  # 制度健全得2分；控制率≤100%得4分；没有此类项目的得满分
    given = _spoken_of(reader, clause, scope)
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


def _is_all(reader: Reader, item: ItemDraft, amount: tree.Amount | None) -> bool:
    """Whether *amount* is all that *item* can come to."""
    most = reader.weight if item.effects else max((case.value or NOTHING for case in item.cases), default=None)
    return amount is None or amount.high == most


def _compares_with_none(found: Condition) -> bool:
    value = found.compared[0].part.value if len(found.compared) == 1 and not found.judged else None
    return isinstance(value, tree.Comparison) and value.op in ("=", "") and not value.limit.number


def _divides_by_none(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> bool:
    """整改率=已整改数÷应整改数×100%，…，应整改数为0的得满分: whether what is 0 is what a rate is divided by."""
    key = same_name(found.compared[0].subject)
    if ex.Ref(key) not in ex.divisors_of(*(rate.expr for rate in reader.measures.rates.values())):
        return False
    limit = limits_of(reader, item, clause, found.compared)[0]
    words, span = reader.words_of(clause), reader.span_of(clause)
    item.exempt = CaseDraft([limit], [], ex.Rest(), None, words, span)
    return True


def _fits(reader: Reader, item: ItemDraft, clause: Clause, amount: tree.Amount) -> bool:
    """Whether *amount*, in a sentence of its own, may be had beside all that is awarded before it."""
    before = [max(case.value or NOTHING for case in one.cases) for one in reader.items if one.cases]
    known = reader.weight is not None and not (amount.share or item.computed or item.effects)
    return known and item.award_sentence != clause.sentence and sum(before) + amount.high <= (reader.weight or NOTHING)
