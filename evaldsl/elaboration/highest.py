"""The highest alone: 国家级加3分，省级加2分，就高不就低. Of several awards, or deductions, only the one of most points counts."""

import re

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.signs import ABOVE
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change
from evaldsl.interpreter.values import NOTHING

_TOGETHER = (
    rf"(?:如|若|对)?(?:同时|[两几多]者|兼|多次|重复)*(?:获得|取得|满足|具备|符合|受到|获奖|兼|存在|发生|出现|获|有|得)*{ABOVE}?(?:多个|多项|多种|[两几]项|[两几]种)?(?:以上)?"
    r"(?:荣誉|奖励|奖项|表彰|激励|情形|情况|条件|级别)*(?:的|者|时)*"
)
HAD_TOGETHER = re.compile(_TOGETHER)
"""同时获得多项荣誉的, before 取最高分."""
HIGHEST = re.compile(
    rf"(?:{_TOGETHER}[,，]?)?"
    r"(?:(?:只|均|都)?(?:按照?|以|取|就|计)(?:其中)?(?:的)?最?高(?:级别|等次|档次|档|奖项|荣誉|层级|一级|级|一项|分值|得分|[扣加]分(?:项|值|标准|档)?|项|分|者)?(?:的)?(?:为准|计分|加分|扣分|得分|计算|计|取值|记分|扣)?"
    r"|[从就]重扣分|就高不就低(?:计分|加分|扣分|原则)?)(?:[,，]?不(?:再|得|予)?(?:重复|累计|累加|叠加)(?:计算|计|加|扣|得|奖)?分?)?"
)

AT_ONCE = re.compile(r"不(?:再|得|予)?(?:重复|累计|累加|叠加)(?:计算|计|加|扣|得|奖)?分?")
"""不累计, behind 取最高分."""


def only_highest(reader: Reader) -> bool:
    """Whether the awards of the group are judged one by one, so that the highest of them can be told; it alone counts then."""
    awarding = [item for item in reader.group.items if item.cases or item.effects]
    if len(awarding) > 1 and all(map(_only_judged, awarding)):
        first, *others = awarding
        first.cases = [case for item in awarding for case in item.cases]
        reader.items[:] = [item for item in reader.items if not any(item is one for one in others)]
        reader.group.items[:] = [item for item in reader.group.items if not any(item is one for one in others)]
        awarding = [first]
    if len(awarding) != 1:
        return False
    item = awarding[0]
    if len(item.cases) > 1 and not item.effects and all(map(_is_judged, item.cases)):
        item.cases.sort(key=lambda case: -(case.value or NOTHING))
        return True
    return _highest_change(reader, item)


def _only_judged(item: ItemDraft) -> bool:
    return bool(item.cases) and all(map(_is_judged, item.cases)) and not (item.effects or item.otherwise or item.vetoes)


def _is_judged(case: CaseDraft) -> bool:
    return case.value is not None and bool(case.others) and not case.limits and case.kind is None


def _highest_change(reader: Reader, item: ItemDraft) -> bool:
    """Each bonus, or each deduction, of *item* where none that gives, or takes, more holds."""
    given = [one for one in item.effects if isinstance(one, Change)]
    if len(given) < 2 or len(given) != len(item.effects) or len({one.points > 0 for one in given}) > 1:
        return False
    ranked = sorted(given, key=lambda one: -abs(one.points))
    for place, one in enumerate(ranked):
        higher = [ex.Not(other.condition) for other in ranked[:place]]
        if higher:
            reader.replace_effect(item, one, evolve(one, condition=ex.All((one.condition, *higher))))
    reader.spoken.changed = []
    return True
