"""Awards of less for less of one matter: 完成80%以上得2分 behind 按计划完成得3分, 整改后合格得1分 behind 一次性合格得3分, 1起得2分 behind
无投诉得3分."""

import re

from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import is_late_form, opposed
from evaldsl.clauses.grouping import HAPPENS, denied_thing
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.syntax import tree
from evaldsl.text.numerals import THINGS


def counts_down(item: ItemDraft, one: Compared, amount: tree.Amount | None) -> bool:
    """按计划完成得3分，完成80%以上得2分: how much of what the award before wants is done, for less than that; 无投诉得3分，1起得2分:
    how often what it wants none of."""
    stem, last = re.sub("(?:率|比例|程度)$", "", one.subject), item.cases[-1].value
    if item.measure is not None or last is None or amount is None or amount.share or amount.high >= last:
        return False
    text, unit = item.cases[0].text, unit_of_limit(one.part)
    if unit in THINGS and (absent := denied_thing(text)) and not item.effects:
        return not one.subject or HAPPENS.fullmatch(one.subject) is not None or one.subject.endswith(absent)
    wanted = len(stem) > 1 and (text.endswith(stem) or _WHOLLY.sub("", text, count=1).startswith(stem))
    return wanted and unit == "%" and not item.effects


_WHOLLY = re.compile(r"^(?:按(?:计划|照计划|期|时|要求|进度)|如期|全部|全面)+")
_LESS = re.compile(r"^(?:基本|大体|初步|大?部分|少部分)(达成|达到|实现|完成|落实|做到|符合|满足)")


_ONLY = re.compile(
    r"(?:只|仅|经?整改后|补[报交充办]后)(?:有)?(?:进行|开展)?(?:[一二两三四五\d][次项个])?的?([一-龥]{2,}?)(?:[一二两三四五\d][次项个])?$"
)


def falls_short(text: str, award: str) -> bool:
    """Whether *text* says that *award* is reached in part, late or not at all: 基本达到 of 达到预期效果, 逾期报送 of 按时报送."""
    less = _LESS.match(text)
    if is_late_form(text, award) or opposed(text, award):
        return True
    only = _ONLY.match(text)
    if only is not None and not _ONLY.match(award) and award.endswith(only[1]):
        return True
    return less is not None and less[1] in award and not _LESS.match(award)
