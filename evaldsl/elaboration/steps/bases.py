"""Where steps begin that no award gives a base: at 0, or at the last place that was named."""

import re
from fractions import Fraction
from itertools import pairwise

from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft, wants_none
from evaldsl.clauses.grouping import CONTEXT, Clause, core, is_negated, text_of
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import is_rank_name, is_rate_name, same_measure
from evaldsl.clauses.mentions import REACHES
from evaldsl.clauses.opposites import comes_late, denied_thing
from evaldsl.clauses.relative_limits import computed_here, share_of_award
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.names import DELAY
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Fact, Kind, Steps
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree

_FROM_THERE = re.compile(r"(?:以|之|其|此|往)后(?:依次)?")
"""第3名得8分，以后每降低一个名次扣0.5分: from the last place named."""


def from_there(item: ItemDraft, counted: Per, given: bool) -> Per:
    """The steps speak of the measure of the awards before them."""
    if counted.step is None or item.measure is None:
        return counted
    if item.measure.signed and not given and _LESS.fullmatch(counted.step.words):
        return _of_change(item, counted)
    return evolve(counted, subject="") if _FROM_THERE.fullmatch(counted.subject) else counted


_LESS = re.compile(r"[少低差]|低于|少于")
_EXTENT = re.compile(r"(?:下降|降低|减少|压减|缩短|增长|增加|上升|提高|提升)(?:的?幅度|率|比例)|[升降增减涨]幅|增速")


def _of_change(item: ItemDraft, counted: Per) -> Per:
    """较上年下降2%得3分，每少下降1个百分点, 降幅每低1个百分点, 不足2%的每低1个百分点扣1分: a number below 0 is the more, the less it falls."""
    limit = item.cases[0].limits[0] if item.cases[0].limits else None
    if limit is None or (counted.subject and not _EXTENT.fullmatch(counted.subject)):
        return counted
    base = counted.base
    if limit.op not in ("≤", "<") or limit.low >= 0 or (base is not None and base.subject):
        return evolve(counted, subject="")
    if base is not None and isinstance(stated := base.part.value, tree.Comparison):
        fallen = tree.Comparison(limit.op, evolve(stated.limit, number=-stated.limit.number))
        base = evolve(base, part=evolve(base.part, value=fallen))
    assert counted.step is not None
    return evolve(counted, subject="", base=base, step=evolve(counted.step, up=True, down=False))


def within_award(item: ItemDraft, counted: Per) -> Per:
    """满意度≥90%得8分，60%以上每降低1个百分点扣0.2分: between 60% and the 90% of the award."""
    step, base = counted.step, counted.base
    limits = item.cases[0].limits if len(item.cases) == 1 else []
    value = base.part.value if base is not None else None
    if (
        step is None
        or base is None
        or not isinstance(value, tree.Comparison)
        or len(limits) != 1
        or step.up is step.down
    ):
        return counted
    end = limits[0]
    alike = not base.subject or same_measure(end.fact.name, base.subject)
    ways = ("≥", ">") if step.down else ("≤", "<")
    if not alike or end.high is not None or value.op not in ways or end.op not in (*ways, "=", ""):
        return counted
    percent = end.fact.kind is Kind.RATIO
    own = tree.Quantity(end.low * (100 if percent else 1), "%" if percent else value.limit.unit)
    if value.limit.unit != own.unit or (
        own.number <= value.limit.number if step.down else own.number >= value.limit.number
    ):
        return counted
    included = value.op in ("≥", "≤")
    band = (value.limit, own, included, False) if step.down else (own, value.limit, False, included)
    return evolve(counted, base=evolve(base, part=evolve(base.part, value=tree.Between(*band))))


def stated_base(reader: Reader, item: ItemDraft, counted: Per, rate: str) -> tuple[Fraction | None, str]:
    """以100%为标准，每低1%: where the steps begin, and the unit of what they measure; 以100万元为基数，每增加1%: they are parts of 100万元."""
    known = item.base if item.base is not None else reader.stated.base
    units = [one.limit.unit for one in reader.cell.values(tree.Base)] if known is not None else []
    if not (counted.by_ratio and units) or "%" in units:
        return known, counted.size.unit
    return (None, counted.size.unit) if is_rate_name(rate) else (known, units[-1])


OF_CHANGE = re.compile(
    r"(?:降低|下降|减少|压减|增长|增加|上升|提高|提升|变动|变化|偏差|偏离|差错|错误|节约|节支|超支|逾期|投诉|失误)(?:率|幅度|比例)$|[增降]幅$"
)
"""Rates of which nothing is 0: 降低率, 差错率."""


_PART = re.compile(r"(?:占比|比例|比重|率)$")
"""未按合同付款的，金额占比每10%: of what should not be there at all, nothing is 0."""


def from_nothing(reader: Reader, item: ItemDraft, counted: Per, given: bool) -> Per:
    """降低率每1个百分点加0.5分, 变动率每超过1%扣0.1分: from 0, where no award names another base."""
    if (whole := _of_target(reader, item, counted)) is not None:
        return whole
    if counted.step is None and counted.by_ratio and not given and item.measure is None and counted.base is None:
        counted = _in_order(counted)
    if not counted.by_ratio or counted.base or item.measure is not None:
        return counted
    name = counted.subject or ("" if counted.context else item.subject.name if item.subject else "")
    name = name or ("" if counted.context else reader.measures.indicator)
    step, change = counted.step, bool(OF_CHANGE.search(name))
    if step is not None and change and step.words in name:
        step = evolve(step, up=True, down=False)  # 降低率每降低1个百分点
    if not is_rate_name(name):
        return counted
    between = "" if given and counted.between in REACHES else counted.between  # 每完成25%得1分
    if item.base is not None or reader.stated.base is not None or between or counted.tail or counted.after:
        return counted
    wrong = step is None and bool(_PART.search(name)) and _is_wrong(item, f"{counted.context}{name}")
    if (step is None and not (given or change or wrong)) or (
        step is not None and (not change or step.down or not step.up)
    ):
        return counted
    if wrong and counted.context:
        own = name[1:] if name[0] == "按" and name[1] not in "时期质" else name  # 按违规金额占比每1%
        of = _BARE.sub("", counted.context)  # 有结余的，结余占比
        name = own if of in own else f"{counted.context.removesuffix('的')}的{own}"
        counted = evolve(counted, subject="", context="")
    part = evolve(counted.part, value=tree.Comparison("≥", tree.Quantity(NOTHING, "%")))
    step = step or tree.Step(True, False, "每", True)
    return evolve(counted, step=step, between=between, base=Compared(name, part))


_PASSES = re.compile(r"(?P<own>[^，]*?)(?P<way>超[过出]?|高于|低于)(?P<other>[^，\d]{2,}?)的?")


def _in_order(counted: Per) -> Per:
    """每超概算1% for 超概算每1%, and for 超概算的，每1%."""
    said = counted.context or f"{counted.subject}{counted.between}"
    both = counted.context and (counted.subject or counted.between)
    passes = None if both or counted.tail or counted.after else _PASSES.fullmatch(said)
    if passes is None:
        return counted
    below = passes["way"] == "低于"
    step = tree.Step(not below, below, passes["way"], True)
    return evolve(counted, step=step, subject=passes["own"], between=passes["other"], context="")


_TARGET = re.compile(r"([^，\d]*?)(?:完成|达到|实现)([^，\d]*(?:任务|目标|计划|指标)数?值?)")


def _of_target(reader: Reader, item: ItemDraft, counted: Per) -> Per | None:
    """完成年度预算目标得8分，每低1%扣0.2分，每超1%加0.1分: on either side of the whole of it, one number says both."""
    step, first = counted.step, item.cases[0] if item.cases else None
    if first is None or first.limits:
        return None
    plain = not (counted.subject or counted.tail or counted.context or counted.base or counted.after)
    plain = plain and counted.between.removeprefix("额") in ("", *REACHES)  # 每超额完成, 每少完成
    target = _TARGET.fullmatch(first.text) if plain else None
    ways = {(one.up, one.down) for one in reader.cell.values(tree.Step)} if target and step and counted.by_ratio else ()
    if target is None or not {(True, False), (False, True)} <= set(ways):
        return None
    whole = evolve(counted.part, value=tree.Comparison("≥", tree.Quantity(Fraction(100), "%")))
    return evolve(counted, between="", base=Compared(f"{target[1]}{target[2]}完成率", whole))


_WRONG = re.compile(
    r"闲置|沉淀|滞留|违规|违纪|挪用|截留|挤占|虚列|套取|浪费|损失|拖欠|欠|超标|未|不|垃圾|杂物|破损|损坏|缺失|裸露|漂浮|撂荒|污染|违法|斑秃|枯死|死亡|堆放|积水|乱"
)


_AMISS = re.compile(
    r"瞒|漏[缴报征列记管]|虚报|骗取|冒领|[少多](?:上[缴交]|完成|[缴交征报计列付支发领占拨])|超(?:出|过)?(?:概算|预算|支|标准|范围)"
)
"""What is done to an amount that should not be: 少缴的，每1万元; said of once, 少缴1万元扣1分, it leaves open whether each is meant."""


_COMES_UP = re.compile("(?:检查|巡查|抽查)?(?:发现|出现|查出)有?")
_BARE = re.compile("^(?:存?有|存在|发现)|的$")


def _unwanted(item: ItemDraft) -> str:
    """What the award before wants none of: 结余 of 无结余得3分."""
    return denied_thing(item.cases[0].text) if item.cases else ""


def _is_wrong(item: ItemDraft, said: str) -> bool:
    """Whether *said* names what should not be: by its words, or by the award before, 无1年以上未清理挂账, and 存在1年以上挂账的; 结余 of
    结余资金为0, 无结余资金."""
    unwanted = _unwanted(item) or (item.cases[0].limits[0].fact.name if wants_none(item) else "")
    if len(said) > 1 and said in unwanted:
        return True
    found = _COMES_UP.match(said) or said.startswith("存在")  # 发现积尘每50米
    again = unwanted in said or (unwanted[-2:] in said and _BARE.match(said))
    return bool(_WRONG.search(said) or _AMISS.search(said) or found or (unwanted and again))


_SUMS = frozenset(["元", "万元", "亿元", "平方米", "㎡", "m²", "平方公里", "公里", "米", "亩", "公顷", "吨", "公斤"])


_EXTENTS = frozenset(["平方米", "㎡", "m²", "平方公里", "公里", "米", "亩", "公顷"])


def from_the_first(item: ItemDraft, counted: Per, given: bool) -> Per:
    """违规发放津补贴的，每1万元扣1分; 到账经费每10万元得1分: what should not be at all, or earns, is counted from 0."""
    if counted.step is not None or counted.size.unit not in _SUMS or (given and item.measure is not None):
        return counted
    name = counted.context or f"{counted.subject}{counted.between}{counted.tail}"
    if counted.context and _WRONG.search(counted.tail) and not _WRONG.search(counted.context):
        name = f"{counted.context}，{counted.tail}"  # 道路平整畅通，每有100米不通
    own = _COMES_UP.sub("", f"{counted.subject}{counted.between}").removeprefix("存在")
    if len(own) > 1 and counted.context and not _WRONG.search(counted.context):
        name = own  # 路面整洁，发现杂草每10平方米
    name = unwanted if (unwanted := _unwanted(item)) and _BARE.sub("", name) == unwanted else name  # 有结余的，每1万元
    extent = counted.size.unit in _EXTENTS and bool(counted.context)  # 边沟堵塞的，每10米扣0.2分
    if not (name if given or extent else _is_wrong(item, name)):
        return counted
    name = _COMES_UP.sub("", name) or name
    part = evolve(counted.part, value=tree.Comparison("≥", tree.Quantity(NOTHING, counted.size.unit)))
    step = tree.Step(True, False, "每", True)
    return evolve(counted, step=step, base=Compared(name, part), context="", between="", tail="")


def bare_sum(reader: Reader, clause: Clause) -> Per | None:
    """拖欠1万元扣1分: so many points for every 1万元 of what should not be, told where the size is not one."""
    last = clause.segments[-1] if clause.segments else ()
    at = next((at for at, one in enumerate(last) if isinstance(one.value, tree.Comparison)), 0)
    words, tail = text_of(reader.cell, last[:at]), text_of(reader.cell, last[at + 1 :])
    size = last[at].value if at else None
    if not isinstance(size, tree.Comparison) or size.op or size.limit.unit not in _SUMS:
        return None
    if tail not in ("", "的") or not _WRONG.search(re.sub("[未不]", "", words)):
        return None  # 未完成投资500万元的 falls short of a target
    before = reader.spoken.last_change
    if isinstance(before, Steps) and re.search(rf"{re.escape(words)}\d", before.words):
        reader.unread("没有写明是“每…”还是到了就扣一次", *reader.span_of(clause))
    elif size.limit.number != 1:
        said = f"{words}{reader.cell.plain[last[at].start : last[at].end]}"
        message = f"“{said}”前面没有“每”，按“每{said}”读"
        reader.measures.report("missing-each", message, last[at], f"写“每{said}”")
    before_it = [text_of(reader.cell, one) for one in clause.segments[:-1]]
    words = "，".join([*(one for one in before_it if one and not CONTEXT.match(one)), words])
    return Per(None, size.limit, last[at], words, "", "", "", None)


def percentage_points(reader: Reader, item: ItemDraft, counted: Per) -> Per:
    """登记率100%得4分，每少一个点: a 点 of a rate is a percentage point, unless the rate is of 点: 隐患点监测率."""
    of_points = counted.step is not None and (
        counted.size.unit == "点" or (counted.size.unit, counted.tail) == ("个", "点")
    )
    if not of_points or "点" in (counted.subject or (item.subject.name if item.subject else "")):
        return counted
    name = counted.subject or ("" if item.subject else reader.measures.indicator)
    rate = is_rate_name(name) if name else item.subject is not None and item.subject.kind is Kind.RATIO
    size = tree.Quantity(counted.size.number, "%")
    return evolve(counted, size=size, tail="") if rate else counted


_OWED = re.compile(r"(?:尚?欠|未完|未达标?|不达标)$")


def short_of_rate(item: ItemDraft, counted: Per) -> Per:
    """完成及时率≥0得6分，每延迟10%扣1分; 合格率100%得6分，每有1%不合格扣1分: what makes the rate of the award less, or more."""
    rate = item.measure if counted.by_ratio and not counted.subject else None
    if rate is None or rate.kind is not Kind.RATIO:
        return counted
    step = counted.step
    words = step.words if step is not None else f"{counted.between.removeprefix('有')}{counted.tail}"
    if step is not None and not DELAY.search(words):
        return counted
    more = bool(words) and words in rate.name
    less = bool(_OWED.match(words) or comes_late(words, rate.name) or (is_negated(words) and core(words) in rate.name))
    if not (more or less):
        return counted
    step = tree.Step(more, not more, "超过" if more else "低于", True)
    return evolve(counted, step=step, between="", tail="")


_THING_FAILS = re.compile(r"(?P<what>[^，]{2,}?)(?:(?P<over>超)|[未没]|不(?!良)).{1,8}")


def of_its_thing(item: ItemDraft, counted: Per) -> Per:
    """资金未到位的每低1%, 会议费超支的每超1% behind 资金到位率100%, 会议费控制率≤100% run along that rate; 会议费超支的 behind 公用经费控制率 is
    another number, with a comma or without."""
    match = _THING_FAILS.fullmatch(counted.subject or counted.context)
    if match is None or item.measure is None or not counted.by_ratio or counted.base is not None:
        return counted
    if match["what"] in item.measure.name:
        return evolve(counted, subject="", context=match.group())
    expense = match["over"] and match["what"].endswith("费") and not match["what"].endswith("经费")
    return evolve(counted, subject=match.group(), context="") if expense else counted


def of_the_whole(reader: Reader, item: ItemDraft, counted: Per) -> Per:
    """完成造林1000亩得6分，完成率每低5%扣1分: the rate of what the award wants all of."""
    if (
        counted.step is None
        or not (counted.by_ratio and counted.subject)
        or counted.context
        or counted.base is not None
    ):
        return counted
    known = computed_here(reader.measures, counted.subject) or counted.subject in reader.measures.declared
    whole = None if known else share_of_award(item, Compared(counted.subject, counted.part))
    return counted if whole is None else evolve(counted, subject="")


_SAVED = re.compile(r"节约|节支|结余")


_APART = ("偏", "相", "变", "波")


def turned(item: ItemDraft, step: tree.Step, context: str) -> tree.Step:
    """A place is lost as its number grows, 每下降1位 after 排名前3位; a saving as more is spent, 每超支1% or 超支的每超1% after 节约率≥0."""
    if item.subject is not None and "超支" in f"{context}{step.words}" and _SAVED.search(item.subject.name):
        return evolve(step, up=False, down=True)
    if step.up and step.down and step.words.startswith(_APART):
        ops = {limit.op for case in item.cases for limit in case.limits if limit.high is None}
        if ops and (ops <= {"≤", "<"} or ops <= {"≥", ">"}):
            return evolve(step, up=ops <= {"≤", "<"}, down=ops <= {"≥", ">"})  # 控制率≤100%得2分，每相差1%
    if item.subject is None or not is_rank_name(item.subject.name):
        return step
    worse = bool(re.search(r"低|降|退|落|滑|跌|后移|差", step.words))
    better = bool(re.search(r"升|提|高|前", step.words))
    return evolve(step, up=worse, down=better) if worse != better else step


def other_way(item: ItemDraft, measure: Fact, step: tree.Step) -> Steps | None:
    """不少于5个，每少1个扣2分，每多1个加1分: the steps that run the other way from the same number."""
    last = item.effects[-1] if item.effects else None
    if not isinstance(last, Steps) or last.counted or last.measure != ex.Ref(measure.key):
        return None
    return last if (last.up, last.down) == (step.down, step.up) else None


def bonus_limit(item: ItemDraft, step: tree.Step, name: str) -> Limit | None:
    """破案率达到90%加2分，每低1个百分点扣0.2分: the limit of the bonus that stands before the steps."""
    last, fact = item.effects[-1] if item.effects else None, item.subject
    if not isinstance(last, Change) or last.points <= 0 or fact is None:
        return None
    when = last.condition
    if not isinstance(when, ex.Compare) or not isinstance(when.right, ex.Number) or when.left != ex.Ref(fact.key):
        return None
    missed = step.down if when.op in ("≥", ">") else step.up and when.op in ("≤", "<")
    own = missed and step.up != step.down and (not name or same_measure(fact.name, name))
    return Limit(fact, when.op, when.right.value) if own else None


_BY_WORDS = re.compile(r"(.*?)以([^\d，,]{2,})为(?:基准|标准|基数|参照)(?:值|线|分)?")


def by_words(_: Reader, clause: Clause) -> Clause:
    """*clause* with 低于全县平均分的 for 以全县平均分为基准, from which 每低1分 runs: how far is a number of its own."""
    for place, (segment, after) in enumerate(pairwise(clause.segments)):
        said = _BY_WORDS.fullmatch(segment[0].value.text) if isinstance(segment[0].value, tree.Word) else None
        match after:
            case (tree.Part(value=tree.Step(up, down)), tree.Part(value=tree.Comparison("", limit)), *_):
                if said is None or len(segment) > 1 or up == down or limit.unit == "%":
                    continue
                words = tree.Word(f"{said[1]}{'高于' if up else '低于'}{said[2]}的")
                told = (evolve(segment[0], value=words),)
                return evolve(clause, segments=(*clause.segments[:place], told, *clause.segments[place + 1 :]))
    return clause
