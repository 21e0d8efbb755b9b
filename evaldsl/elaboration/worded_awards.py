"""Awards whose words say what the bands behind them measure: 无事故 of 发生1起, 按期 of 逾期15天, 不超预算 of 超预算10%."""

import re
from fractions import Fraction

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import none_fails
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.opposites import breaks, comes_late, denied_thing
from evaldsl.interpreter.expressions import Holds
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.text.numerals import TIMES

_NOTHING, _ALL = Fraction(0), Fraction(1)


def join_words(measures: Measures, item: ItemDraft, fact: Fact, given: bool = True) -> None:
    """The award before is the band of *fact* that its words say, now that *fact* is measured; a band that gives nothing (not
    *given*) alone says nothing of what is only a little late."""
    first = item.cases[0] if len(item.cases) == 1 else None
    if first is None or first.limits or not first.text:
        return
    said = _said(first.text, fact, given)
    if said is None:
        return
    for one in first.others:
        if isinstance(one, Holds):
            measures.facts.drop(one.key)
    first.others, first.limits = [], [Limit(fact, *said, span=first.span)]


_MISSING = (
    (re.compile("^缺少"), re.compile("(?:齐全|齐备|完整|完备|健全)$")),
    (re.compile("差$"), re.compile("(?:一致|相同|相符|吻合)$")),
)
"""缺少项数 of 资料齐全, 相差 of 等级一致."""
_DELAY = re.compile(r"(?:逾期|延期|延迟|迟延|超期|超时|推迟|延后|推后|滞后|拖延|延误|滞[拨留付缴])(?:时间|天数)?$")
_OVER = re.compile(r"超(?![过出]?\d)[^,，率]*$")
_ALSO = re.compile(r"[,，、]|并|且|和(?![谐解平睦])|同时|以?及(?!时)|合格|达标|规范")
"""What the award wants beside."""
_DONE = re.compile(r"完成(?:率|比例|程度|(?:年度)?(?:目标|任务|计划))?$")
_AS_PLANNED = re.compile(
    r"[^,，未不]{0,12}?(?:完成|达到|实现)[^,，]{0,8}(?:任务|计划|目标|预算)[数值]?|(?:[^,，未不]{0,12}任务|任务)全部完成|[^,，未不]{0,12}?按照?(?:工作|年度|既定)?计划(?:全部)?完成|.{2,}(?:不低于|不少于|达到|≥|大于或?等于)(?:年度)?(?:计划|目标|任务)[数值]?"
)


def _said(award: str, fact: Fact, given: bool) -> tuple[str, Fraction] | None:
    """The limit of *fact* that the words of *award* are."""
    if fact.kind is Kind.COUNT and (denied_thing(award) == fact.name or none_fails(award, fact.name)):
        return "=", _NOTHING
    if fact.kind is Kind.COUNT and any(a.search(fact.name) and b.search(award) for a, b in _MISSING):
        return "=", _NOTHING
    if not given or _ALSO.search(award):
        return None
    if fact.unit in TIMES and _DELAY.search(fact.name) and comes_late(fact.name, award):
        return "≤", _NOTHING
    if fact.kind is Kind.RATIO and _OVER.search(fact.name) and breaks(fact.name, award):
        return "≤", _NOTHING
    if fact.kind is Kind.RATIO and _DONE.search(fact.name) and _AS_PLANNED.fullmatch(award):
        return "≥", _ALL
    return None
