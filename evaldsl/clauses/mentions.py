"""Mentions: where else a cell puts a number beside a name."""

import itertools
import re
from collections.abc import Iterable
from fractions import Fraction

from evaldsl.clauses.grouping import JOINED, clean, text_of
from evaldsl.clauses.signs import ABOVE
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import COUNTED, THINGS


def shortens(cell: tree.Cell, name: str, number: Part) -> bool:
    """有两个以上项目 after 有一个项目验收不合格: *name* is the beginning of what was counted before in the same unit, or leaves out
    what stands inside of it: 2人以上受处分 after 1人受到党纪处分."""
    if len(name) < 2 or cell.plain.count(name[-2:]) < 2:
        return False
    fuller = rf"|{re.escape(name[0])}[^,;。\d]{{1,6}}{re.escape(name[1:])}" if len(name) > 2 else ""
    longer = re.compile(rf"{re.escape(name)}(?=[^,;。的得计扣不]){fuller}")
    return any(
        part.start < number.start
        and unit_of_limit(before) == unit_of_limit(number)
        and longer.match(cell.plain, part.start) is not None
        for before, part in itertools.pairwise(cell.parts)
    )


def unit_of_limit(part: Part) -> str:
    """The unit in which *part* limits; "" where it does not."""
    match part.value:
        case tree.Comparison(_, limit):
            return limit.unit
        case tree.Between(_, high):
            return high.unit
    return ""


_EVERY_PERIOD = re.compile(
    r"每个?(?:季度?|月份?|周|旬|半年)(?![底末前初中])|每个?[人户村校所处点镇家站店区](?:开展|组织|召开|进行|完成|检查|应|均|至少|达到?)*$"
)


def of_every_period(words: str) -> bool:
    """Whether *words* say what is wanted in every part of the year, or in every place: 每季度检查, 河长每月巡河, 演练每处."""
    return "每" in words and _EVERY_PERIOD.search(words) is not None


_HOW_MANY = re.compile(
    r"(?:随机|现场|实地|每[年月次]|每季度|共)*(?:抽[取样查检选])[^,，]{0,8}|(?:应|计划|拟)(?![急对用])[^,，]{1,6}"
    r"|将[^,，]{2,12}(?:划?分|设)为[^,，]*"
    r"|每个?(?:年度?|季度?|月份?|周|半年)(?:集中|统一|定期|组织|开展|进行)*(?:一次)?(?:检查|考核|考评|评估|测评|抽查|巡查|调度|统计|汇总|评比|督查|调查|监测|评价)"
)
_HOW = re.compile(
    r"对[^,，]{2,20}的(?:问题|线索|隐患|事项)|(?:随机|现场)*抽[取样查检选][^,，]{0,4}\d+[^,，]{1,8}"
    r"|(?:开展|组织|进行)[^,，]{0,12}(?:调查|测评|评议|访谈|抽样)(?:[一1]次)"
    rf"|(?:{_HOW_MANY.pattern})[\d一两二三四五六七八九十百千]+[^,，\d]{{1,3}}"
)


def says_how(text: str) -> bool:
    """Whether *text* says of whom or how a measure is taken: 对检查发现的问题，整改率；抽样100名老人，满意度."""
    return text[0] in "对抽随现实每共应计拟开组进将" and _HOW.fullmatch(text) is not None


_FROM = re.compile(r"以[^,，;。]{1,16}为(?:基[数准期]|准|截止日期?|单位计算)|[与同](?:上年|去年)[^,，;。]{0,8}相比")
_CHANGES = re.compile("(?<=..)[增降减变]")


def says_from_what(cell: tree.Cell, text: str, subject: str) -> bool:
    """Whether *text* says from what *subject* is taken, 以上年决算数为基数，增长率≤0%, and *cell* names no other base; what is
    compared (与上年相比) only where *subject* is a change."""
    told = text[:1] in "以与同" and _FROM.fullmatch(text) and (text[0] == "以" or _CHANGES.search(subject))
    return bool(told) and set(_FROM.findall(cell.plain)) == {text}


def says_how_many(subject: str) -> bool:
    """Whether a bare number behind *subject* says on how many, how often or of how many a measure is taken: 随机抽取100户，
    每季度考核一次, 应签约120户."""
    return _HOW_MANY.fullmatch(subject) is not None


EVERY_PLACE = re.compile("每(?:个|所|家)?(?:行政村|村|乡镇|镇|社区|学校|校|小区|站点|站|点|单位)")


def counts_what_is_missing(cell: tree.Cell, subject: str, limit: Part) -> bool:
    """每季度检查不少于1次得5分，少1次扣1.25分: whether what is missing over the year is counted, not the number of a quarter;
    not less than 1次/点, nor 每村配备1名, too."""
    unit, _, part = unit_of_limit(limit).partition("/")
    every = EVERY_PLACE.search(subject) or of_every_period(subject) or of_every_period(f"每{part}")
    if unit not in THINGS or not every:
        return False
    return re.search(rf"[少缺](?:开展|完成|进行|组织)?[一1]{re.escape(unit)}", cell.plain) is not None


_NONE = ("无", "未发生", "没有", "未出现", "不存在", "未发现", "零")
_EVERY = ("全部", "均", "都", "完全", "全面", "全")


def counts(cell: tree.Cell, name: str) -> bool:
    """Whether *cell* says *name*, perhaps in fewer words, beside two numbers of one unit, or denies it: 脱岗1次, 两次以上脱岗; 未发生
    投诉, 1-2次投诉; 1个项目逾期, 2个以上逾期."""
    tail, times = name[1:], 0
    if cell.plain.replace("\n", "").count(name[-2:]) < 2:
        return False
    denied = (*(no + name for no in _NONE), *(every + tail for every in _EVERY))
    for before, part in itertools.pairwise((cell.parts[0], *cell.parts)):
        if isinstance(part.value, tree.Word):
            text = clean(part.value.text)
            beside = unit_of_limit(before) in COUNTED
            times += _same_thing(text, name) if beside else text.endswith(denied)
        elif isinstance(before.value, tree.Word) and unit_of_limit(part) in COUNTED:
            times += clean(before.value.text).endswith(name)
    return times > 1


_NOT_A_THING = re.compile("[不未无没]$|[均都全]")


def _same_thing(one: str, other: str) -> bool:
    """Whether two names of what is counted are one, of which *one* or *other* may leave out the thing: 项目逾期, 逾期."""
    short, long = sorted((one, other), key=len)
    before = long.removesuffix(short)
    return one == other or (len(short) > 1 and before != long and not _NOT_A_THING.search(before))


MET = "满足|符合|具备|达到|做到|达标|完成|落实"
REACHES = ("完成", "达到", "实现")
"""Verbs in front of an aim that name nothing of their own."""
MERELY_MET = re.compile(rf"(?:{MET})(?:要求|要点|条件|标准)?")
"""Words that name nothing of their own: 符合 of 符合两项."""
_ALL_MET = re.compile(
    rf"^(?:方面|环节|要点|要求|条件|标准|内容|指标|情形|要素)*(?:全部|均|都|全)+({MET})(?:要求|条件|标准)*$"
)


def all_met(cell: tree.Cell, segment: tuple[Part, ...]) -> tuple[str, Part] | None:
    """三项要点均满足, where the cell goes on with 满足两项: 满足 and at least 3; as many may be named before it."""
    if len(segment) not in (2, 3) or not isinstance(segment[-1].value, tree.Word):
        return None
    *listed, number, _ = segment
    match, size = _ALL_MET.match(clean(segment[-1].value.text)), number.value
    if match is None or not isinstance(size, tree.Comparison) or size.op or size.limit.unit not in COUNTED:
        return None
    if listed and not is_list_of(text_of(cell, listed), size.limit.number):
        return None
    again = any(_so_many_met(before, one, size, match[1]) for before, one in itertools.pairwise(cell.parts))
    return (match[1], evolve(number, value=evolve(size, op="≥"))) if again else None


_OF_LIMITS = ("达标", "达到", "完成")
"""两项均达标得3分，仅一项达标得1.5分 may speak of the limits before it."""


def _so_many_met(before: Part, one: Part, size: tree.Comparison, met: str) -> bool:
    """符合两项 or 两项符合, beside 三项全部符合."""
    match before.value, one.value:
        case (tree.Word(text), tree.Comparison(limit=limit)) if limit.unit == size.limit.unit:
            return re.search(rf"{met}(?:其中的?)?(?:任[意何])?$", text) is not None
        case (tree.Comparison(limit=limit), tree.Word(text)) if limit.unit == size.limit.unit:
            return limit.number < size.limit.number and clean(text) == met and met not in _OF_LIMITS
    return False


_LIST_MET = re.compile(
    rf"{ABOVE}?(?:各|[一两二三四五六七八九\d]+)?(?:项|个)?(?:要点|内容|要求|条件|方面)?(?:均|都|全部|全)+(?P<no>[不未])?(?P<met>{MET})(?:要求|条件|标准)?的?"
)


def list_met(cell: tree.Cell, listed: str, part: Part) -> tuple[str, Part] | None:
    """制度健全、执行到位，均符合得4分，符合一项得2分: as many as are *listed* before 均符合, or numbered, where the cell goes on to
    count them; none of them where it is 均不符合."""
    match = _LIST_MET.fullmatch(clean(part.value.text)) if isinstance(part.value, tree.Word) else None
    many = Fraction(len([name for name in JOINED.split(listed) if name]) or len(cell.by_kind.get(tree.Marker, ())))
    if match is None or many < 2:
        return None
    again = re.compile(rf"{match['met']}(?:其中的?)?(?:任[意何])?[一两二三四五六七八九\d]([项个条点])")
    counted = again.search(cell.plain, 0 if match["no"] else part.end)
    if counted is None:
        return None
    op, of = ("=", Fraction(0)) if match["no"] else ("≥", many)
    return match["met"], evolve(part, value=tree.Comparison(op, tree.Quantity(of, counted[1])))


def counts_several(values: Iterable[tree.Value]) -> bool:
    """Whether 符合两项 is among *values*, which is worth points of its own beside 符合一项."""
    limits = (one.limit for one in values if isinstance(one, tree.Comparison))
    return any(limit.unit in COUNTED and limit.number > 1 for limit in limits)


def is_list_of(text: str, many: Fraction) -> bool:
    """Whether *text* names so *many* things one after the other: 有制度、有台账、有专人 three."""
    names = [name for part in re.split("[，,]", text) for name in JOINED.split(part) if name]
    return len(names) == many > 1


_HOW_OFTEN = r"每(?:个?(?:季度?|月份?|周|旬|半年|年|天|日))"
_ACT = re.compile(
    rf"(?:定期|按[期时]|及时)*(?:{_HOW_OFTEN})?(?:至少|不少于|不低于|应当?)*(?P<verb>开展|组织|召开|举[办行]|进行|实施|安排|检查|巡查|培训|走访|报送|发布)"
    r"(?:至少|不少于|不低于)?(?:[\d一两二三四]+[次场期轮回])?(?P<of>[一-龥]{2,})"
    rf"|(?P<thing>[一-龥]{{2,}}?){_HOW_OFTEN}(?:至少|不少于|不低于|≥)?[\d一两二三四]+[次场期轮回]"
)


def often_done(words: str) -> str:
    """开展消防演练 of 每季度至少开展1次消防演练, 消防演练 of 消防演练每季度1次: what is done, without how often; empty where *words* say none."""
    act = _ACT.fullmatch(words)
    return "" if act is None else act["thing"] or act["verb"] + act["of"]
