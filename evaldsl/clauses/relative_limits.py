"""Limits that are no plain comparison: places of a ranking, changes against the year before."""

import itertools
import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import CHANGED, is_rank_name, is_rate_name, rank_name, restates, same_measure
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.clauses.ratios import AT_LEAST, staff_first, turned_name
from evaldsl.interpreter.expressions import Ref
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind, Span, Steps
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import error
from evaldsl.text.numerals import COUNTED, THINGS, TIMES, same_counts
from evaldsl.text.typography import same_name


def rank_limit(measures: Measures, subject: Fact | None, words: str, value: tree.Rank, span: Span) -> Limit:
    """前5名, 第6-10名, 10名以后: places of the ranking that *words* name, or that was spoken of before."""
    fact = subject if subject is not None and is_rank_name(subject.name) else None
    name = rank_name(words or measures.indicator)
    if fact is None or (words and not same_measure(fact.name, name)):
        fact = measures.measure(name, value.unit)
    of = 100 if value.unit == "%" else 1
    if value.low is None:
        assert value.high is not None
        return Limit(fact, "≤", value.high / of, span=span)
    if value.high is None:
        return Limit(fact, "≥" if value.closed else ">", value.low / of, after=True, span=span)
    if value.low == value.high:
        return Limit(fact, "=", value.low / of, span=span)
    return Limit(fact, "", value.low / of, value.high / of, None if of == 100 else True, span=span)


_BY_SUFFIX = re.compile(r"(?<!及)[以之][上下内]")


def number_limit(measures: Measures, cell: tree.Cell, item: ItemDraft, one: Compared, fact: Fact, span: Span) -> Limit:
    """达到95%以上, ≤100%: *fact* against one number."""
    value, part = one.part.value, one.part
    assert isinstance(value, tree.Comparison)
    number = number_of(measures, item, one, measures.as_rates((value.limit,), fact, part)[0], fact)
    words = cell.plain[part.start : part.end]
    if is_rank_name(fact.name) and value.op in ("≤", "≥") and ("以下" in words or "以上" in words):
        op = "≥" if "以下" in words else "≤"  # 10名以下 are the places behind
        return Limit(fact, op, number, after=op == "≥", span=span)
    if fact.kind is Kind.COUNT and fact.unit == value.limit.unit and is_rate_name(fact.name):
        message = f"“{fact.name}”是比率，此处却用“{fact.unit}”；按多少{fact.unit}读"
        measures.report("unit-mismatch", message, part, "比率写成百分数；数的是多少的，名称里去掉“率”")
    signed = bool(value.op) and not _BY_SUFFIX.search(words)
    op = (
        {">": "≥", "<": "≥" if fact.name.endswith("的幅度") else "≤"}.get(value.op, value.op)
        if value.past
        else value.op
    )
    return Limit(fact, op, number, stated=value.stated, signed=signed, either=value.either, span=span)


def range_limit(
    measures: Measures, item: ItemDraft, one: Compared, value: tree.Between, fact: Fact, span: Span
) -> Limit:
    """80%-90%, 0.8-0.9, 5000万元-1亿元: *fact* between two numbers, each in its own unit."""
    first, second = measures.as_rates((value.low, value.high), fact, one.part)
    low, high = (number_of(measures, item, one, end, fact) for end in (first, second))
    low_in, high_in = value.low_in, value.high_in
    if low > high and value.low.unit != value.high.unit and not value.name:
        low, high, low_in, high_in = high, low, high_in, low_in
    stated = low_in is not None or high_in is not None
    if value.other:
        ends = "至".join(f"{shown(end.number)}{end.unit}" for end in (value.low, value.high))
        message = f"这一段的两头不在一个单位里，按{ends}读；前一个数也可以是{value.other}"
        measures.report("unit-mismatch", message, one.part, "两头都写上单位")
    return Limit(fact, "", low, high, low_in, high_in, stated, either=value.either, span=span)


_EXTENT = re.compile(r"(?<=..)(?:面积|数量|[人户家件个]?数|金额|总额|里程|长度)$")


def limited(item: ItemDraft, name: str, unit: str) -> list[Fact]:
    """有效问卷 for 回收有效问卷, 覆盖率 for 课后服务覆盖率: which of the measures that the award limits together *name* may speak
    of in fewer words."""
    limits = [one for case in item.cases for one in case.limits]
    if len(name) < 2 or len(limits) < 2 or all(one.fact is limits[0].fact for one in limits):
        return []
    alike = list({one.fact.key: one.fact for one in limits if one.fact.unit == unit}.values())
    short = _EXTENT.sub("", name)
    return (
        [fact for fact in alike if fact.name == name]
        or [fact for fact in alike if fact.name.endswith(name)]
        or [fact for fact in alike if short in fact.name or (unit != "%" and _within(short, fact.name))]
    )


def said_again(item: ItemDraft, name: str, unit: str) -> Fact | None:
    """What was spoken of last, or else what the bands of *item* measure, where *name* speaks of it: 优良率 of 验收优良率."""
    last = item.subject
    if last is not None and last.unit in THINGS and unit == "%" and not last.name.endswith(name):
        last = None  # 满意度调查样本不少于50份，满意度90%以上
    if last is not None and (same_measure(last.name, name) or restates(last, name, unit)):
        return last
    measure = item.measure if item.cases and is_rate_name(name) else None
    return measure if measure is not None and measure.name.endswith(name) else None


DELAYED = re.compile(r"逾期|延期|延迟|迟延|延误|超期|超时|推迟|延后|推后|滞[后拨留付缴]|落后|拖欠|拖延")
_IN_ALL = re.compile(r"^(?:一年内|年内|全年|年度内?|当年|本年)?(?:累计|共计?|合计|总计)(?=.{2})")


def in_all(name: str) -> str:
    """超标 of 一年内累计超标."""
    return _IN_ALL.sub("", name) if "计" in name or "共" in name else name


def computed_here(measures: Measures, name: str) -> bool:
    """Whether the cell says how *name* is computed: 支出率 is then no short word for 上年结转资金支出率."""
    if not measures.defined:
        return False
    return same_name(name) in [same_name(measures.rates[key].fact.name) for key in measures.defined]


def stepped_again(measures: Measures, item: ItemDraft, name: str, unit: str) -> Fact | None:
    """滞后20个百分点以上 behind 每滞后序时进度1个百分点, 虚假工单超过5单 behind 存在虚假工单的，每单, 延期超过4个月 behind 每延迟1个月: what the
    steps count."""
    if not item.effects:
        return None
    short, delayed = in_all(name), DELAYED.fullmatch(name) is not None
    taken = [one.measure for one in item.effects if isinstance(one, Steps) and one.points < 0]
    counted = [fact for one in taken if isinstance(one, Ref) and (fact := measures.facts.get(one.key)) is not None]
    alike = [one for one in counted if one.unit == unit or (same_counts(one.unit, unit) and unit in TIMES)]
    alone = unit in TIMES and sum(DELAYED.search(fact.name) is not None for fact in alike) == 1
    for fact in reversed(alike):
        missing = name in ("缺项", "缺失项", "缺件", "缺少") and fact.name.startswith("缺少")
        verb = delayed and (name in fact.name or (alone and DELAYED.search(fact.name) is not None))
        far = fact.name.endswith("的幅度") and is_far(name, fact.name)
        if missing or verb or far or (fact.kind is Kind.COUNT and len(short) > 1 and fact.name.endswith(short)):
            return fact
    return None


_OVER, _FAR = re.compile("超[过出]"), re.compile(r"^(?:超|高于|低于|大于|小于|多于|少于).{2}")


def is_far(name: str, distance: str) -> bool:
    """Whether *name*, 超预算 or 超过标准的幅度, is the *distance* that was spoken of before in more words: 接待费超过预算数的幅度."""
    own, whole = (re.sub("数?(?:的幅度)?$", "", _OVER.sub("超", one)) for one in (name, distance))
    return _FAR.match(own) is not None and whole.endswith(own)


def named_in_award(measures: Measures, item: ItemDraft, name: str, unit: str, clause: Clause) -> Fact | None:
    """The one of them, told where it is open which."""
    found = limited(item, name, unit)
    if len(found) > 1:
        tell_open(measures, name, found, clause)
    return found[0] if found else None


def tell_open(measures: Measures, words: str, facts: list[Fact], clause: Clause) -> None:
    """*words* may speak of any of *facts*: 完成率 behind 数量完成率 and 质量完成率."""
    names = "、".join(f"“{fact.name}”" for fact in facts)
    message = f"“{words}”没有写明说的是{names}中的哪一项"
    span = measures.source.span(clause.start, clause.end)
    measures.found.append(error("unread-clause", message, *span, hint="写出是哪一项，或者每一项后面各写一句"))


def _within(name: str, words: str) -> bool:
    """Whether *words* hold the signs of *name* in their order: 解决难题 in 解决技术难题."""
    left = iter(words)
    return all(sign in left for sign in name)


def level_limit(measures: Measures, item: ItemDraft, one: Compared, words: str, unit: str, span: Span) -> Limit:
    """与上年持平, 较上年不增加, 不低于上年: a limit of the change against the year before, which is 0."""
    before = item.subject if item.subject is not None and item.subject.signed and not one.subject else None
    fact = before or measures.change(one.subject or _spoken_of(measures, item), words, unit)
    beyond = re.match(r"(不)?(?:(低于|少于|小于)|高于|超过|多于|大于|优于)", words)
    if beyond:
        op = (">" if beyond[1] else "<") if beyond[2] else "<" if beyond[1] else ">"
        closed = "≥" if op == ">" else "≤"
        return Limit(fact, closed if beyond[1] else op, NOTHING, span=span)
    rises = bool(re.search(r"[不未无没]有?(?:增长|增加|上升|提高)", words))
    falls = bool(re.search(r"[不未无没]有?(?:下降|降低|减少)", words))
    return Limit(fact, "≤" if rises else "≥" if falls else "=", NOTHING, span=span)


def _spoken_of(measures: Measures, item: ItemDraft) -> str:
    """收缴率 of 收缴率≥98%得3分；同比提高得3分: what it is that changes, where the words do not say."""
    if item.subject is None:
        return measures.indicator
    return CHANGED.sub("", item.subject.name) if item.subject.signed else item.subject.name


def changed_limit(measures: Measures, item: ItemDraft, value: tree.Changed, span: Span) -> Limit:
    """较上年增加10%以内 as a range of the change."""
    fact = measures.change(value.subject or _spoken_of(measures, item), value.words, value.unit)
    of = 100 if value.unit == "%" else 1
    low, high = (None if end is None else end / of for end in (value.low, value.high))
    if low is not None and high is not None and low != high:
        return Limit(
            fact, "", low, high, value.low_in, value.high_in, value.stated, one_sided=value.one_sided, span=span
        )
    if low is not None:
        op = "=" if low == high else "≥" if value.low_in is not False else ">"
        return Limit(fact, op, low, stated=value.stated, span=span)
    assert high is not None
    return Limit(fact, "≤" if value.high_in is not False else "<", high, stated=value.stated, span=span)


def step_unit(cell: tree.Cell) -> str:
    """The unit in which the cell's steps count: % or 起."""
    sizes = [
        after.value.limit.unit
        for before, after in itertools.pairwise(cell.parts)
        if isinstance(before.value, tree.Step) and isinstance(after.value, tree.Comparison)
    ]
    return sizes[0] if sizes else "%"


def is_rated(cell: tree.Cell) -> bool:
    """Whether the cell compares with percentages, so that a bare number may be one."""
    return any(limit.unit == "%" for limit in _compared(cell))


def measured(measures: Measures, cell: tree.Cell, name: str, unit: str) -> Fact:
    """The measure called *name*, which *cell* compares with numbers in *unit*; parts of one, 0.8册, are no count."""
    if unit in COUNTED and any(one.unit == unit and one.number.denominator > 1 for one in _compared(cell)):
        measures.parted.add(unit)
    return measures.measure(name, unit, not unit and is_rated(cell) and not _COUNTABLE.search(name))


_COUNTABLE = re.compile(
    r"得分[A-Za-z]?$|(?:系数|指数|倍数|容积率|师生比|生师比)$|(?:事故|事件|案件|投诉|伤亡|[起次件人户宗例]数|(?:隐性|新增|违规|逾期|政府)+债务|欠款|欠薪)$"
)
"""What is no percentage although the cell speaks of some: 安全事故为0, 利用系数0.6."""


def _compared(cell: tree.Cell) -> list[tree.Quantity]:
    return [value.limit for value in cell.values(tree.Comparison)]


COMPLETED = re.compile(r"(?:实际|任务|目标)?(?:完成|达到|实现)?(?:率|比例|任务|目标|计划)?(?:的|在)?")
"""What speaks of the part of a target that was reached: 完成率, 完成目标的."""


_DONE_RATE = re.compile("(.+?)(?:工作)?(?:任务|目标|计划)?完成率")


def _is_done(name: str, said: str) -> bool:
    """Whether *said* speaks of how much is done of what is called *name*: 完成率 and 造林完成率 of 完成造林."""
    if COMPLETED.fullmatch(said):
        return True
    matter = _DONE_RATE.fullmatch(said) if "完成率" in said else None
    return matter is not None and matter[1] in name


def share_of_award(item: ItemDraft, one: Compared) -> Limit | None:
    """培训500人次得5分，完成率90%-100%得4分: the limit of which *one* names a percentage."""
    first = item.cases[0].limits if item.cases else []
    if not first or any(limit.fact.kind is Kind.RATIO for limit in first):
        return None
    if unit_of_limit(one.part) != "%" or not _is_done(first[0].fact.name, one.subject):
        return None
    fact, high = first[0].fact, first[0].high
    absolute = not is_rank_name(fact.name) and fact.unit not in ("", "分", "%")
    return first[0] if absolute and high is None and first[0].low and first[0].op in ("", "≥", ">", "=") else None


def of_unit(item: ItemDraft, unit: str) -> Fact | None:
    """Of what the award before wants at once, 听课不少于20节，完成率达到100%, the rate that 90%以上 goes on with."""
    rates = [limit.fact for limit in item.cases[0].limits if limit.fact.kind is Kind.RATIO] if item.cases else []
    return rates[0] if unit == "%" and len(rates) == 1 and item.subject is not rates[0] else None


def number_of(measures: Measures, item: ItemDraft, one: Compared, quantity: tree.Quantity, fact: Fact) -> Fraction:
    """*quantity*, which *one* compares *fact* with, in the unit of *fact*."""
    if quantity.unit == ":1" and 0 < quantity.number < 1 and fact.key not in (*measures.rates, *measures.declared):
        words = measures.source.text[one.part.start : one.part.end]
        if staff_first(fact.name) and (isinstance(one.part.value, tree.Between) or AT_LEAST.fullmatch(words)):
            measures.facts[fact.key] = evolve(measures.facts[fact.key], multiple="1")
        else:
            _tell_open_ratio(measures, fact, quantity.number, one.part)
    if quantity.unit == "1:":
        measures.facts[fact.key] = evolve(measures.facts[fact.key], multiple="1")
    whole = share_of_award(item, one) if quantity.unit == "%" else None
    return measures.limit(quantity, fact, one.part) if whole is None else whole.low * quantity.number / 100


def _tell_open_ratio(measures: Measures, fact: Fact, number: Fraction, part: tree.Part) -> None:
    """医护比不低于1:2 wants more nurses, 师生比不低于1:18 fewer students: open, unless the one is computed over the other."""
    many, turned = shown(1 / number), turned_name(fact.name)
    message = f"“{fact.name}”1:{many}里的“{many}”，没有写明是至多还是至少"
    most, least = (f"“{turned}{way}{many}:1”" for way in ("不高于", "不低于"))
    hint = f"{'' if turned else '倒过来'}写成{most}（至多）或者{least}（至少），也可以先写“{fact.name}＝…÷…”"
    if all(one.message != message for one in measures.found):
        measures.found.append(error("unread-clause", message, *measures.span(part.start, part.end), hint=hint))


LATE = "(?:逾期|超期|超时|延期|延迟|推迟|延后|推后|延误|拖延|迟到)(?:时间)?"
"""What says alone that something is late, by how much stands beside."""
_BARE = re.compile(f"{LATE}|完成")


def own_name(items: list[ItemDraft], item: ItemDraft, name: str) -> str:
    """按期完工，逾期 for 逾期 where another award too has been measured by its 逾期: two matters, and no number for both."""
    award = item.cases[0].text if item.cases and _BARE.fullmatch(name) else ""
    if not award:
        return name
    others = (one.measure for one in items if one is not item)
    return f"{award}，{name}" if any(one is not None and one.name == name for one in others) else name
