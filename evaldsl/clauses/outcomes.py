"""How what is decided turns out: 一次性通过, 修改后通过, 不通过 of 评审结论; 标准无保留意见, 保留意见 of 审计意见."""

import re
from functools import lru_cache

_AFTER = "(?:按[照要]?[一-龥]{0,4})?(?:经|限期)*(?:修改|修订|整改|完善|补充|补正|返工|调整|复[审核评查验]|重新申报|二次(?:申报|评审)?)(?:完善)?[以之]?后(?:再次?|重新)?"
_PASSED = re.compile(
    rf"(?P<of>.*?)(?:[为是](?!.*[为是]))?(?P<how>(?:一次性?|首次|二次|直接|顺利|基本|原则上?(?:同意)?|(?:有|附)条件|{_AFTER}"
    r"|(?:[不未]|没有?|暂[不缓未])[能予获]?以?(?:一次性)?)?)通过(?P<what>(?:验收|评审|审[核查批议定]|考核|论证|鉴定|检查|认定)?)(?:的|者)*"
)
_NO_NAME = re.compile("(?:全部|全面|完全|大部分|少部分|部分|[均都已]|会议?|[团集]体[一-龥]{0,3})$")
"""全部通过 says how many, 集体研究通过 by whom."""


@lru_cache(maxsize=4096)
def outcome(text: str) -> tuple[str, str] | None:
    """What is decided, and how it turns out: (评审结论, 修改后通过) of 评审结论为“修改后通过”的."""
    found = _PASSED.fullmatch(text.replace('"', "")) if "通过" in text else None
    if found is None or _NO_NAME.search(found["of"]):
        return None
    return found["of"].rstrip("，"), f"{found['how']}通过{found['what']}"


def are_outcomes(first: str, second: str) -> bool:
    """Whether *second* is how else that may turn out of which *first* says it: 未通过 of 验收一次性通过; not 通过审计."""
    one, other = (_PASSED.fullmatch(text.replace('"', "")) for text in (first, second))
    if one is None or other is None or not (outcome(first) and outcome(second)) or one["how"] == other["how"]:
        return False
    of, what = other["of"].rstrip("，"), other["what"]
    return one["of"].endswith(of) and (not what or what == one["what"] or one["of"].endswith(what))


_NAMED = re.compile(r"(?P<of>.*(?:结论|结果|意见|类型))[为是]\"?(?P<value>[^，、\"]{2,12})\"?(?:的|者)*")


def named_value(text: str) -> tuple[str, str] | None:
    """(审计意见, 标准无保留意见) of 审计意见为标准无保留意见."""
    found = _NAMED.fullmatch(text) if "为" in text or "是" in text else None
    return None if found is None else (found["of"], found["value"])


def are_values(first: str, second: str) -> bool:
    """Whether *second* ends as the value does that *first* names: 保留意见 of 审计意见为标准无保留意见."""
    named, other = named_value(first), named_value(second)
    value = (other[1] if other else second).strip('"')
    if named is None or (other is not None and other[0] != named[0]) or value == named[1]:
        return False
    return value[-2:] == named[1][-2:] and "，" not in value
