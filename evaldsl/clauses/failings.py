"""Failings: which words say that the condition of an award is not met: 1例不符合 of 符合规定."""

import re
from itertools import pairwise

from evaldsl.clauses.grouping import core, is_negated
from evaldsl.clauses.measure_names import enumerated_alike
from evaldsl.clauses.opposites import breaks, comes_late, contradicts, denied_thing, turned
from evaldsl.clauses.signs import WITHOUT

_FAILURE = re.compile(
    r"不(?![含超得计少]|[低大小高]于|良(?:影响|后果|反响|社会|舆论))|未(?!来|成年)[^,，]|没有|欠[^款费缴]|错|超标|漏[^水电气]|失误"
)
_OPPOSITES = (
    ("完整|齐全|健全|完备|充足", "缺(?![口席])"),
    ("完整|齐[全备]|完备|充足", "无(?![人线故关偿害障])"),
    ("完好", "损坏|破损|缺损"),
    ("畅通", "堵塞|占用|拥堵"),
    ("正常|使用|运行|运转", "闲置|停[用运产]|瘫痪|废弃"),
    ("整洁", "脏|乱|垃圾|污"),
    ("真实", "虚假|弄虚作假|造假"),
    ("合法|合规|规范|专款专用", "违[规法纪章反]|混乱|截留|挤占|挪用|虚列|套取|骗取|坐支|超范围"),
    ("遵守|履行|履约|执行|落实", "违[反背约章规法纪]"),
    ("按(?:计划|方案)", "调整|变更"),
    ("足额", "滞留|克扣|拖欠"),
    ("准确|精准", "[多少重](?:发|付|报|计|算|复)"),
    ("控辍|保学|巩固率", "失学|辍学|流失"),
)
_GOOD = re.compile("|".join(good for good, _ in _OPPOSITES))
_TROUBLED = re.compile(
    r"(?:^|[现在有出个处项次一般轻微他它])(?:问题|缺陷|瑕疵|不足|(?:以下|下列|上述)(?:情形|情况|问题|行为|现象))(?!\d)"
)
"""What is wrong, without saying with what: 发现问题."""
_OFFENCE = re.compile(r"(?:无|未发生|没有|未出现).{0,4}(?:违纪|违法|违规|腐败)")
_PUNISHED = re.compile(r"处分|处罚|问责|违纪|违法|违规|立案|移送|追究|查实|判刑|留置")
_LACKING = re.compile(r"^,*(?:每|有)*(?:缺|少)")
_GOOD_RATE = re.compile(r"([^,，]{2,4}?)(?:合格|达标|优良|完好|正常|规范)率?$")
_TROUBLE = re.compile(r"问题|缺陷|隐患|瑕疵|故障|不")


def fails(thing: str, rate: str) -> bool:
    """Whether *thing* is one of the failures that make *rate* less than 100%: 质量问题 of 工程质量合格率."""
    match = _GOOD_RATE.search(rate)
    return match is not None and match[1][-2:] in thing and bool(_TROUBLE.search(thing))


_DONE = re.compile(r"[一-龥]{2}(?=率$)")
_LEFT_OUT = re.compile(r"漏(?![水电气])|[未不][一-龥]")
_HOW_GOOD = re.compile(r"(?:合格|达标|优良|完好|正常|规范|合规|准确|真实|完整)率$")


def lessens(thing: str, rate: str) -> bool:
    """Whether *thing* is what makes *rate* less than 100%: 古树未挂牌 of 挂牌率, 失学 of 控辍保学率; 古树死亡 is no part of it."""
    if fails(thing, rate) or opposed(thing, rate):
        return True
    done, left = _DONE.search(rate), _LEFT_OUT.findall(thing)
    if (done is not None and done.group() in thing) or "漏" in left or any(one[-1] in rate for one in left):
        return True
    return bool(_HOW_GOOD.search(rate)) and denies(thing, rate)


_FAULT = re.compile(
    rf"{_FAILURE.pattern}|迟|逾期|延期|延后|推后|延误|滞后|超(?![率额级前])|早退|旷|缺[^口]|违[规纪法反]|投诉|事故|通报批评"
)


def is_fault(name: str) -> bool:
    """Whether nobody is given points for what *name* counts: 迟到."""
    return bool(_FAULT.search(name))


_HAPPENED = r"发生|出现|存在|受到|遭到?|被"
_SAID_WRONG = re.compile(rf"{_FAULT.pattern}|{WITHOUT}|没|{_HAPPENED}|擅自|瞒|虚|弄虚作假|违反|{_OPPOSITES[7][1]}")
_DONE_TO = (
    "报送|上报|报告|提交|提供|制[定订]|编制|建立|成立|设立|签订|公开|公示|公告|落实|开展|组织|召开|完成|执行|履行|配备|配置|办理|备案|明确|"
    "安排|登记|录入|更新|出台|印发|编报|填报|实行|实施|进行"
)
_LEADS = re.compile(
    rf"(?:{_HAPPENED}|没有|缺[乏少]?|无|[不未没](?:能|按[时期]|按(?:要求|规定|程序)|及时|足额)*(?:{_DONE_TO})了?)(?=[一-龥]{{2}})"
)


def says_wrong(text: str) -> bool:
    """Whether *text* says that something is not as it should be, or has happened: 被上级通报, 弄虚作假."""
    return _SAID_WRONG.search(text) is not None


def each_wrong(names: list[str]) -> list[str]:
    """What is wrong with each, where it is said once of all of *names*: 决算未公开 of 预算、决算未公开, 无台账 of 无制度、台账; none
    where it cannot be told."""
    names = enumerated_alike(names)
    said = [_SAID_WRONG.search(name) for name in names]
    if not said or all(said):
        return names
    first, last = said[0], said[-1]
    if last is not None and last.start() and not any(said[:-1]):
        return [*(f"{name}{names[-1][last.start() :]}" for name in names[:-1]), names[-1]]
    leads = _LEADS.match(names[0]) if first is not None and not any(said[1:]) else None
    return [names[0], *(f"{leads.group()}{name}" for name in names[1:])] if leads else []


def happens(words: str, award: str) -> bool:
    """Whether *words* say that a kind of what *award* wants none of occurs: 发生较大事故 of 无安全事故."""
    absent = denied_thing(award)
    return len(absent) > 1 and absent[-2:] in words and not re.search(rf"[无未没][^,]*{re.escape(absent[-2:])}", words)


def none_fails(award: str, name: str) -> bool:
    """Whether *award* says that nothing of *name* happens: 全部符合 for 不符合, 全部按期完工 for 项目逾期."""
    match = re.search(r"(?:全部|均|都|完全|全面|全)([^,，]{2,})$", award)
    if match is None:
        return False
    same = is_negated(name) and core(name) == core(match[1])
    return (
        same
        or turned(name, match[1])
        or name.endswith((f"不{match[1]}", f"未{match[1]}"))
        or comes_late(name, match[1])
    )


_LATE_SIGNS = re.compile(
    r"[\d.]+个?(?:工作日|[天日月周]|小时)[以之]?|[天日]数|用时|超过?(?=期|时)|推(?=后)|[迟逾延晚拖滞]|规定|要求|届满|时限|[期后误缓时间于内的在]"
)


def is_late_form(words: str, award: str) -> bool:
    """Whether *words* say that the very thing *award* wants in time is late: 逾期报送 of 按时报送, not 晚间巡查."""
    return comes_late(words, award) and set(_LATE_SIGNS.sub("", words)) <= set(award)


_BAD = [
    (re.compile(good), re.compile(rf"(?P<none>[无未不]|没有?)?(?:发生|出现|存在|发现|被)?(?:{bad})"))
    for good, bad in _OPPOSITES
]


def opposed(words: str, award: str) -> bool:
    """Whether *words* name the opposite of what *award* speaks of: 失学 of 控辍保学率; not 无截留 of 专款专用."""
    if not _GOOD.search(award):
        return False
    found = (bad.search(words) for good, bad in _BAD if good.search(award))
    return any(one is not None and one["none"] is None for one in found)


_MISDONE = (
    ("合法|合规|规范", "(?:违法)?违规|不合规|不规范"),
    ("真实", "虚假|不实|失实"),
    ("完整|齐全", "缺失|残缺|不全"),
    ("完好", "损坏|破损|缺损"),
)
_HAPPENS = re.compile(r"^(?:如|若)?(?:存在|出现|发生|发现|有)|(?:的?(?:行为|现象|情况|情形|问题))?的?$")


def is_misdone(words: str, award: str) -> bool:
    """Whether *words* say that the very thing *award* wants done well is done badly: 存在违规处置 of 资产处置规范."""
    for good, bad in _MISDONE:
        thing = _HAPPENS.sub("", words)
        rest = re.sub(bad, "", thing, count=1)
        if rest != thing and re.search(f"(?:{good})$", award) and rest in award:
            return True
    return False


_WAYS = ("上升|增长|增加|提高|提升|反弹", "下降|减少|降低|压减|回落")
_ENDS_IN_WAY = re.compile(rf"(?:{'|'.join(_WAYS)})$")


def turns(words: str, award: str) -> bool:
    """Whether *words* say that what *award* wants to go one way goes the other: 上升 of 起数、人数同比均下降."""
    wanted = _ENDS_IN_WAY.search(award)
    if wanted is None:
        return False
    other = next(ways for ways in _WAYS if wanted.group() not in ways.split("|"))
    return bool(re.fullmatch(rf"(?:不[降减升增]反)?(?:{other})", words))


def denies(words: str, award: str) -> bool:
    """Whether the *words* of an occurrence say that the award's condition fails: 1例不符合, 每有一项未完成, 败诉 of 无败诉."""
    failing = _FAILURE.search(words) or _LACKING.match(words) or _TROUBLED.search(words)
    if failing or comes_late(words, award) or breaks(words, award):
        return True
    if _OFFENCE.search(award) and _PUNISHED.search(words):
        return True
    kept = re.search(r"不(低于|超过|高于|少于|大于|小于)", award)
    if kept and kept[1] in words:
        return True
    if opposed(words, award):
        return True
    absent = re.sub(r"(?<=..)(?:事件|事项|情况|情形|现象|行为|问题|案件)+$", "", denied_thing(award))
    return bool(absent) and absent[-2:] in words


def fails_itself(words: str, award: str) -> bool:
    """Whether *words* say no more than that the very thing *award* wants is not so: 发现台账不健全 of 台账健全, 迟报 of 按时报送."""
    words = _HAPPENS.sub("", words)
    if contradicts(words, award, True) or comes_late(words, award) or same_said(words, award) is False:
        return True
    return (opposed(words, award) or breaks(words, award)) and bool(shared(own_words(words), award))


_STEP = re.compile(
    r"(?:未|没有|尚未|没)(?:[及按][时期]|按(?:规定|要求))?"
    r"((?:经过?|通过|履行)[^,，]{2,}|备案|公示|公开|公告|报送|上报|报(?:批|备|审|请|经)[^,，]*|签订[^,，]*|集体[^,，]{2,})$"
)


def of_its_own(words: str, award: str) -> bool:
    """Whether *words* deny a step that *award* says nothing of, so that one may stand without the other: 未经集体研究 of 制度健全."""
    step = _STEP.search(words)
    return step is not None and not shared(step[1], award)


def shared(words: str, award: str) -> list[str]:
    """The pairs of signs side by side in *words* that stand so in *award* too."""
    return [one + two for one, two in pairwise(words) if one + two in award]


_NOT = re.compile(r"^(?:未能|没有|尚未|未|没|无|不)")
WELL = "及时|完整|规范|健全|准确|到位|齐全|合规|合理|全面|真实|有效|完善|达标|合格|便捷|详实|畅通|清楚|明确|充分"
ENDS_WELL = re.compile(rf"(?:{WELL})$")
"""How well a thing is done, or how much of it there is."""
_HOW_WELL = re.compile(rf"{WELL}|达到|按|[足好优强高快、，,]")


_IS_THERE = re.compile("[建设配订]?有([^,，、的]+)")
_NOT_MADE = re.compile("(?:无|没有?|未(?:建立|设立|设置|制定|出台|配备|成立|建|设|有))([^,，、的]{2,})")


def is_opposite(words: str, award: str) -> bool:
    """Whether *words* say neither more nor less than that *award* does not hold: 未专账核算 of 专账核算, 未设立 of 设立研发机构,
    无台账 of 有工作台账."""
    bare, said = _NOT.sub("", words), award.removeprefix("已")
    if bare == words or len(bare) < 2:
        return False
    if not said.startswith(bare):
        there, absent = _IS_THERE.fullmatch(said), _NOT_MADE.fullmatch(words)
        return there is not None and absent is not None and there[1].endswith(absent[1])
    return not _HOW_WELL.search(said[len(bare) :])


def is_weaker(words: str, denied: str, award: str) -> bool:
    """Whether *words* name a failing of *award* that is not the whole of it, which *denied* says: 不完善 beside 未建立."""
    if not denied or not denies(words, award) or is_opposite(denied, award):
        return False
    named = re.split("[扣减]", words, maxsplit=1)[0]
    return not (is_apart(named, award) or (is_there(award) and _CARRIED_OUT.search(named)))


_CARRIED_OUT = re.compile("执行|落实|实施|运行")
"""What is done with something that there is: 执行不到位 says nothing of 制度健全."""


def is_carrying_out(words: str) -> bool:
    """Whether *words* want what there is to be carried out: 严格执行."""
    return _CARRIED_OUT.search(words) is not None


_GENERIC = re.compile(
    r"达到|达标|完成|开展|实施|进行|要点|落实|要求|标准|符合|满足|执行|做到|实现|到位|任务|目标|规定|问题|情况|按|每|的"
)


_DENYING = re.compile("[未不无没]")
_QUALITY = re.compile(rf"规范|清晰|良好|{_HOW_WELL.pattern}")
"""Without what it is said of: 规范得5分，账实不符扣1分."""


def own_words(text: str) -> str:
    """*text* without what asserts, denies and says nothing by itself: 差评整改 of 发现差评未整改的."""
    return _DENYING.sub("", _GENERIC.sub("", core(text)))


_ANY_FAULT = re.compile(r"(?:有关|相关|合格|合规|规范|到位|违规|违反|违纪|弄虚作假|行为|现象|之处|地方)*")


def is_any_fault(name: str) -> bool:
    """Whether *name* says that something is wrong, but not with what: 存在问题, 不符合."""
    return _ANY_FAULT.fullmatch(own_words(name)) is not None


def says_of_what(award: str) -> bool:
    """Whether *award* names what is to be as it says: 台账规范, not 规范 alone."""
    return len(_QUALITY.sub("", own_words(award))) > 1


def speaks_of(words: str, award: str) -> bool:
    """Whether *words* have to do with what *award* speaks of: 账目不清 with 账目清楚, 违规 with 使用合规."""
    own = own_words(words)
    return bool(shared(own, award)) or comes_late(words, award) or breaks(words, award) or opposed(words, award)


def is_apart(words: str, award: str) -> bool:
    """Whether *words* speak of nothing that *award* speaks of: 优亲厚友 beside 档案完整."""
    return says_of_what(words) and says_of_what(award) and not speaks_of(words, award)


def none_of(words: str, name: str) -> bool:
    """Whether *words* say that nothing of what *name* counts has happened: 无投诉 and 未发生的 beside 发生投诉."""
    own = core(words)
    return is_negated(words) and (own == words or (len(own) > 1 and (own in name or name in own)))


_HAD = re.compile(
    r"^(?:已|按(?:要求|规定))?(?:建立|制定|出台|印发|成立|组建|设立|设有|签订|编制|配备|通过|具有|具备|有(?![无没效序关力]))"
)
_THERE = re.compile(
    rf"(?:健全|齐全|齐备|完整|完备|完善|清晰|明确)$|{_HAD.pattern}"
    r"|经(?:过|由)?[^,，]{0,6}(?:决策|决定|研究|审[批议核查定]|批准|评审|论证|备案|公示)$"
)


def is_had(words: str) -> bool:
    """Whether *words* say that there is something: 有台账, not 台账 alone."""
    return _HAD.match(words) is not None


def is_there(award: str) -> bool:
    """Whether *award* is for something that there is or is not, and not for how well it is done time and again: 制度健全."""
    return _THERE.search(award) is not None


def same_said(words: str, award: str) -> bool | None:
    """Whether *words* say again what *award* says (按期完工 of 工程按期完工), False where they say that it is not so
    (无专职人员 of 有专职档案人员), None where they speak of something else."""
    own, whole = core(words), core(award)
    short = len(own) > 3 and own[:2] == whole[:2] and own[-2:] == whole[-2:]
    if len(own) < 2 or not (short or whole.endswith(own)):
        return None
    return is_negated(words) == is_negated(award)
