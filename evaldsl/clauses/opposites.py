"""Opposites: which words say the other side of what an award wants: 低于目标值 of 达到目标值, 超预算 of 未超预算."""

import re

from evaldsl.clauses.grouping import JOINED_OR, core, is_negated

_REACHES = re.compile(r"(?:.*?)(?:达到或(?:超过|高于|优于)|达到|不低于|不少于|不小于|完成|实现|高于|超过)([^，\d]{2,})")
_WITHIN = re.compile(r"(?:.*?)(?:[不未]超[过出]?|不高于|不大于|低于|控制在)([^，\d]{2,}?)(?:以内|之内|内)?")
_SHORT = re.compile(r"(?:低于|未达到|未达|达不到|不足|小于|少于|未完成|没有达到|未实现)(.{2,})")
_OVER = re.compile(r"(?:超过|超出|高于|大于|超)(.{2,})")


def falls_short(text: str, award: str) -> bool:
    """Whether *text* says that the number which *award* speaks of is on the other side: 低于目标值 of 利润达到年度目标值, 超标准 of
    接待费控制在定额标准以内."""
    wanted, own = _REACHES.fullmatch(award), _SHORT.fullmatch(text.replace("超支", "超预算"))
    if wanted and own and wanted[1].endswith(own[1]):
        return True
    return text[:1] in ("超", "高", "大") and _exceeds(text, award)


def _exceeds(text: str, award: str) -> bool:
    kept, over = _WITHIN.fullmatch(award), _OVER.fullmatch(text)
    return bool(kept and over and len(over[1]) > 1 and (kept[1].endswith(over[1]) or over[1].endswith(kept[1])))


def turned(text: str, award: str) -> bool:
    """Whether *text* is what *award* says, and one sign that denies it: 未及时公示 of 公示及时."""
    return len(text) == len(award) + 1 and sorted(_DENIAL.sub("", text, count=1)) == sorted(award)


_DENIAL, _TRULY = re.compile("[不未无]"), re.compile(r"严格|认真|切实|(?<=按)照")


def contradicts(text: str, award: str, whole: bool) -> bool:
    """Whether *text* denies the words of an award; in part (未设定 of …按要求设定目标) only where *whole* points go."""
    if turned(text, award.replace("相符", "符")) or falls_short(text, award) or denies_end(text, award):
        return True
    if breaks_rule(text, award):
        return True
    if not text or is_negated(text) == is_negated(award):
        return False
    pieces = JOINED_OR.split(text) if whole else []
    if len(pieces) > 1 and all(is_negated(one) and len(core(one)) > 1 and core(one) in award for one in pieces):
        return True
    text, award = (_TRULY.sub("", words) for words in (text, award))
    own = core(text)
    if is_negated(award) and len(own) > 1 and core(award).removeprefix("被").startswith(own.removeprefix("被")):
        return True  # 列入 of 未被列入失信名单
    begins = len(own) > 2 and core(award).startswith(own)
    return own == core(award) or (is_negated(text) and (begins or (whole and len(own) > 1 and own in award)))


_LATER = re.compile(
    r"((?:\d{4}年|次年|当年)?\d{1,2}月(?:\d{1,2}日|底|末|中旬)?)(?:之|以)?后([^，\d]*?)(?:的?或者?[未没][^，\d]*)?"
)


_BROKEN = re.compile(
    r"(?:凡|如|若|被?发现|存在|出现|发生|有)*违(?:反|背|[规约章纪法])(?P<of>[^，、]*?)(?:的?(?:行为|情形|情况|现象|问题|操作))*的?"
)
_KEPT = re.compile(r"(?:遵守|执行|落实|贯彻|遵照|遵循|符合|按照?|依照|履行)(?P<of>[^，、]{2,})$")
_RULES = re.compile("(?:有关|相关|国家|上述|以上)?(?:规定|要求|制度|办法|纪律|约定|合同|程序|标准)(?:要求|约定|规定)?")


def breaks_rule(text: str, award: str) -> bool:
    """违反财务制度 of 遵守财务制度, 违反规定 of 严格执行采购规定, 违规使用资金 of 按规定使用资金: what *award* wants kept is broken."""
    broken = _BROKEN.fullmatch(text) if "违" in text and "违" not in award else None
    kept = _KEPT.search(award) if broken else None
    if broken is None or kept is None:
        return False
    own, of = broken["of"], kept["of"]
    if _RULES.fullmatch(own):
        own = re.sub("^(?:有关|相关|国家|上述|以上)", "", own)[:2]
        return own in of and not re.search("[、和及并且]", of)
    rules = _RULES.match(of)
    does = "" if rules is None else of[rules.end() :]
    return (len(own) > 1 and (own == of or of.startswith(own))) or (bool(own) and does.startswith(own))


def says_later(text: str, award: str) -> bool:
    """Whether *text* says no more than that the last day of *award* has passed: 9月底后拨付或未拨付 of 9月底前拨付."""
    later = _LATER.fullmatch(text)
    day, done = map(re.escape, later.groups()) if later is not None else ("", "")
    return later is not None and re.search(rf"{day}(?:之|以)?前(?:[^，]*{done})$", award) is not None


_SOME = re.compile(r"(?:存在|出现|发现|仍?有)(?=[未不])")
_HOW = re.compile(r"[、，且并和及按照时期均都]|规范|有效|充分|全面|正确|严格|合理|依法|妥善|全[部额]|足额")


def denies_end(text: str, award: str) -> bool:
    """不完整 of 内容完整, 不及时 of 打捞及时, 有未入库的 of 收入全部入库: nothing but that what is said of one thing is not so."""
    own = core(bare := _SOME.sub("", text))
    if own == bare:
        own = own.removeprefix("不")  # 及时 is no more than a sign to core
    if len(own) < 2 or not (is_negated(bare) and award.endswith(own)) or is_negated(award):
        return False
    every = re.sub("(?:全部|均|都)$", "", thing := award.removesuffix(own).removesuffix("已"))
    return (bare == text) == (every == thing) and len(every) > 1 and not _HOW.search(every)


_IN_TIME = re.compile(
    r"按(?:要求|规定|计划)|按时|序时|及时|按期|准时|如期|早于|不[晚迟]于|期限|时限|(?:规定|计划|约定|合同|要求的?).{0,4}(?:时间|工期)|时间节点|进度|[年月日底]前|\d(?:个?工作日|[天日周]|个月|小时)以?内"
)
_LATE = re.compile(
    r"[迟延晚拖逾]|[滞推]后|滞[拨留]|超[期时]|[限间].?.?后|超过?(?:.{,6}(?:[时期]限|时间)|\d+\w{,3}[天日月周])"
)

HAPPENS = re.compile(r"(?:凡|如|若|累计|共|发现|出现|发生|存在|有|被|达|问题|情况|情形|的)+")
"""Words that count without saying what: 累计发现."""

_ABSENT, _AND_NONE = re.compile("[无未没不零]"), re.compile("[、和且及与](?=[无未没不])")
_NONE_OF = re.compile(r"(?:(?<!有)无|未被|未受到?|未发生|没有|未出现|不发生|不存在|未发现|零(?!就业))([^,，无]{2,})$")


def denied_thing(award: str) -> str:
    """What the words of an award say there is none of: 安全事故 of 全年无安全事故."""
    if not _ABSENT.search(award):
        return ""
    return "、".join(one[1] for one in map(_NONE_OF.search, _AND_NONE.split(award)) if one)


def comes_late(words: str, award: str) -> bool:
    """Whether *words* say that what *award* wants in time is late: 迟报 of 按时报送."""
    return bool(_IN_TIME.search(award) and _LATE.search(words))


def breaks(words: str, award: str) -> bool:
    """Whether *words* say the very thing that *award* excludes: 超预算 of 成本未超预算."""
    if not ("未" in award or "不" in award or "控制在" in award):
        return False
    if re.search(r"[未不]超[^,，未不过]{0,3}$", award) and re.search(r"超(?!过)", words):
        return True  # 每超1人 of 在编人员不超编
    over = re.search(r"(?:[未不](?:超[过出]?|突破)|控制在)([^,，未不内]{2,8}?)(?:[以之]内|范围内|内)?$", award)
    if over and any(one[0] == over[1][0] or one in over[1] for one in re.findall("超[过出]?(..?)", words)):
        return True  # 每超编1人 of 未超过编制数, 超概算 of 控制在批复概算内
    if over and "超" in words and _exceeds(words, award):
        return True
    match = re.search(r"[未不]([^,，未不]{2,})$", award)
    return match is not None and match[1] in words and not re.search(rf"[未不]{re.escape(match[1])}", words)
