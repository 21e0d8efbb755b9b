"""Words that say again what points each thing of a list has: 符合要点的得相应分值，不符合的不得分."""

import re

from evaldsl.clauses.signs import ABOVE

_OF = r"(?:以上|上述|前述|相应|对应|评价|评分|考核|该|各)*(?:其中)?的?(?:(?:一|1|任一|任意一)?(?:个|项|条|点))?(?:个?要点|个?方面|要求|标准|条件|内容|规定)*"
_DO = r"(?:符合|满足|达到|做到|具备|完成|达标)"
_ABOVE = rf"(?:{ABOVE}(?:各|每|[两二三四五六七八九十\d]+)?(?:项|条|点|个?要点|个?方面)?(?:内容|要求)?[,，]?)"
_LIST = f"{_ABOVE}?"
_EARNED = r"(?:即|则|可|均|的|者|,)*(?:[得计给]分|[得计](?:(?:相应|对应|该项|该条|该要点|该要点的)的?(?:权重)?(?:分值|分数|分)|权重分|分值))"
_EACH = r"(?:全部|均|都|有|凡|[每各](?:一|1)?(?:个?要点|项|条|点)?)*"
_MET = re.compile(rf"{_LIST}{_EACH}{_DO}{_OF}的?(?P<earned>{_EARNED})?")
_TIMED = r"(?:(?:规定|上述|序时|相应|时间|计划|年度)*(?:进度|比例|目标))?"
_UNMET = re.compile(
    rf"{_LIST}{_EACH}(?:(?:不|未|没有|没|未能|不能){_DO}{_TIMED}|(?:达不到|做不到){_TIMED}|低于序时进度){_OF}的?"
    rf"|{_ABOVE}{_EACH}(?:未|没有|没)(?:落实|实现|开展|实施|执行)的?"
)
_MANY = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_ONE = r"(?:个?方面|个?要点|项|点|条|个)(?:内容|要求|指标|工作)?"
_SO, _ALL = rf"{_DO}(?:要求|标准|条件)?", "(?:均|都|全部|全)"
_SO_MANY = re.compile(
    rf"(?P<each>[每各]{_ONE})(?:均|都)?{_SO}的?"
    rf"|(?:其中|以上|上述|如|若|凡|仅|只|每|有)*(?:(?P<many>{_MANY}){_ONE}{_ALL}?{_SO}|(?P<all>{_ALL}){_SO}|{_SO}(?:其中)?的?(?:任[意何])?(?P<of>{_MANY}){_ONE})的?"
)
_NONE_MET = re.compile(
    rf"{ABOVE}*(?:{_MANY}{_ONE})?{_ALL}(?:不|未|没有?|未能)(?:{_DO}|有)(?:要求|标准|条件)?的?|(?:一|1){_ONE}[都也](?:不|未|没有?|未能){_SO}的?"
)


def so_many_met(text: str) -> re.Match[str] | None:
    """How many of a list *text* says are as they should be, and no more: 达标一项, 两项均达标; *each*, *many* or *of*, or *all*."""
    return _SO_MANY.fullmatch(text)


def says_none_met(text: str) -> bool:
    """Whether *text* says no more than that nothing of a list is as it should be: 两项均不达标, 一项都不符合."""
    return _NONE_MET.fullmatch(text) is not None


def says_met(text: str) -> bool:
    """Whether *text* says no more than that a thing of the list is as it should be: 符合要点的, 每符合一项得相应分值."""
    return _MET.fullmatch(text) is not None


def says_earned(text: str) -> bool:
    """Whether *text* says so, and that its points are earned: 符合得分."""
    match = _MET.fullmatch(text)
    return match is not None and match["earned"] is not None


def says_unmet(text: str) -> bool:
    """Whether *text* says no more than that a thing of the list is not as it should be: 不符合要点要求的."""
    return _UNMET.fullmatch(text) is not None
