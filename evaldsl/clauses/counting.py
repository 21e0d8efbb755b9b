"""Counting: 每超出1%, 每发现一处, 1例: what a step or an occurrence is, as the words say it."""

import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Compared, Segment, Segments, as_distance, as_range
from evaldsl.clauses.either_side import on_either_side
from evaldsl.clauses.grouping import Clause, clean, text_of
from evaldsl.clauses.judged_words import signs_in_words
from evaldsl.clauses.segments import compared, each_compared
from evaldsl.clauses.times_said import begins_rate, says_how_often, says_when
from evaldsl.clauses.units import PARTS_OF_ONE, run_along
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import COUNTED, THINGS, TIMES, split_quantity


@frozen
class Per:
    """Counting: 每超出1% (*step* and a percent *size*) or 每发现一处 (*size* in *unit*).

    *subject* stands before the step, *between* between it and the size, *tail* after; *base* is a comparison that the
    clause itself names; *context* are the segments before, *after* what stands between the size and the effect.
    """

    step: tree.Step | None
    size: tree.Quantity
    part: Part
    subject: str
    between: str
    tail: str
    context: str
    base: Compared | None
    after: str = ""

    @property
    def by_ratio(self) -> bool:
        """Whether it counts percentage points."""
        return self.size.unit in PARTS_OF_ONE


_MEASURED = re.compile(r"(万元|亿元|元|公里|平方米|吨|亩|百分点|个百分点|个?工作日|天|日|周|个?月|小时)")
_UNIT_PREFIX = re.compile(rf"^(?:一|1)?({'|'.join(sorted(COUNTED, key=len, reverse=True))})")


def per(cell: tree.Cell, clause: Clause, unit: str, *, occurrence: bool) -> Per | None:
    """How *clause* counts, or None; *unit* is what the effect names (扣1分/处).

    *occurrence*: a bare 一处 or 1例 counts without 每 (it does for deductions).
    """
    if not (clause.segments or unit):
        return None
    segments = clause.segments
    if tree.Step in cell.by_kind or tree.Each in cell.by_kind:
        every: list[tuple[int, int]] = []
        for place, segment in enumerate(segments):
            for index, part in enumerate(segment):
                if isinstance(part.value, tree.Step):
                    return _stepped(cell, segments, place, index)
                if isinstance(part.value, tree.Each):
                    every.append((place, index))
        for place, index in sorted(every, key=lambda at: -at[0]):
            if place < len(segments) - 1 and says_how_often(segments[place][index + 1 :]):
                continue
            if not compared(cell, segments[place], True) or _ends_in_bare(segments[place]):
                return _each(cell, segments, place, index)
    by_size = _by_size(cell, segments) if "每" in cell.plain else None
    if by_size is not None:
        return by_size
    if unit:
        last = segments[-1][-1] if segments else clause.effect
        assert last is not None
        return Per(None, tree.Quantity(_one, unit), last, "", "", "", _all_text(cell, segments), None)
    return bare_one(cell, clause) if occurrence else None


_one = Fraction(1)
_PERIODS = "天|日|周|月|小时|季度?|年"
_SIZE = re.compile(rf"^(.{{2,}}?)?的?每(平方米|公里|亩|吨|百元|千元|万元|元|{_PERIODS})$")
_EACH_TIME = re.compile(rf"^(?:部分)?每(?:一|1)?({_PERIODS})$")
_LATE = re.compile(r"逾|迟|延|超|晚|拖|滞|欠|旷|缺|停|未")
_SUM = {"百元": tree.Quantity(Fraction(100), "元"), "千元": tree.Quantity(Fraction(1000), "元")}


def _by_size(cell: tree.Cell, segments: Segments) -> Per | None:
    """草坪斑秃每平方米: so many points for each of what is measured."""
    last = segments[-1] if segments else ()
    half = _half_years(cell, segments, last) if len(last) == 2 else None
    if half or not last or not isinstance(last[-1].value, tree.Word) or "每" not in last[-1].value.text:
        return half
    each = _EACH_TIME.match(clean(last[-1].value.text))
    tier = each and _of_tier(cell, segments, len(segments) - 1, last[:-1], tree.Quantity(_one, _period(each[1])))
    if tier or len(last) != 1:
        return tier
    match = _SIZE.match(text_of(cell, last))
    context = (match[1] or _all_text(cell, segments[:-1])) if match else ""
    unit = _period(match[2]) if match else ""
    if not context or (unit in TIMES and not _LATE.search(context)):
        return None
    return Per(None, _SUM.get(unit, tree.Quantity(_one, unit)), last[0], "", "", "", context, None)


def _half_years(cell: tree.Cell, segments: Segments, last: Segment) -> Per | None:
    """延迟发放的，每半年: so many points for each half of a year."""
    context = _all_text(cell, segments[:-1])
    if not cell.plain.startswith("每半年", last[0].start) or not _LATE.search(context):
        return None
    return Per(None, tree.Quantity(_one, "个"), last[1], "", "半年", "", context, None)


def _period(unit: str) -> str:
    return "季度" if unit == "季" else unit


def _implied_step(size: tree.Quantity, tail: str) -> tree.Step | None:
    """每有1个百分点未完成: the direction is in the words beside."""
    if size.unit not in PARTS_OF_ONE:
        return None
    down = bool(re.search(r"未|不足|少|低|差|不到", tail))
    if not down and not re.search(r"超|高|多|增|升|偏|变|相差|波动", tail):
        return None
    return tree.Step(not down, down, "低于" if down else "超过", True)


_LED = re.compile(
    r"(.*?)((?P<apart>相差|偏差|偏离)|(?P<up>上升|增加|增长|提高|提升|超出|超过|超支)|下降|减少|降低|滞后|落后|低于|缺口)(?:的部分|率)?"
)
"""上升每1个百分点: the words before 每 say which way."""
_MERELY = re.compile(r"^(?:有|再|差|相差|偏离|变动|变化|波动|完成|增减)$")
_MORE_UNITS = re.compile(rf"^(?:每(?:{'|'.join(sorted(COUNTED, key=len, reverse=True))}))+")


def _ends_in_bare(segment: Segment) -> bool:
    value = segment[-1].value
    return isinstance(value, tree.Comparison) and not value.op


def bases(cell: tree.Cell, clause: Clause) -> list[Compared]:
    """The measures that stand before one step with a limit each: 县级全年巡河不少于12次，乡级全年巡河不少于36次，每少1次."""
    if len(clause.segments) < 2:
        return []
    place = next((i for i, segment in enumerate(clause.segments) if isinstance(segment[0].value, tree.Step)), 0)
    found = [one for segment in clause.segments[:place] for one in each_compared(cell, segment)]
    return found if len(found) > 1 and all(one.subject for one in found) else []


def _context(cell: tree.Cell, segments: Segments, place: int) -> tuple[str, Compared | None]:
    base: Compared | None = None
    texts: list[str] = []
    for segment in segments[:place]:
        here = as_range(each_compared(cell, segment))
        if here:
            base = here[-1] if here[-1].subject else Compared(base.subject if base else "", here[-1].part)
        else:
            texts.append(signs_in_words(text_of(cell, segment)))
    return "，".join(filter(None, texts)), base


def _all_text(cell: tree.Cell, segments: Segments) -> str:
    return "，".join(filter(None, [text_of(cell, segment) for segment in segments])) if segments else ""


_NAMED_BASE = re.compile(r"^(?:目标|标准|指标|计划|基准)值?\(([\d.]+%)\)$")
"""每低于目标值（95%）1个百分点: the base is named in brackets."""
EACH_ONE = re.compile(
    r"(?=[以上前其每各任哪所两二三四五六\d])(?P<above>以上|上述|前述)?(?:其中)?(?:(?:每|各|任[一意何]?|哪)(?:一|1)?|所有|[两二三四五六\d])?"
    r"(?:[项个](?:指标|率)?|指标|率)(?:每?有一项|均|各|分别)?(?:[未不]达标|(?:未达到?|未完成|达不到|低于)(?:要求|标准|目标值?|指标值?|任务)?)?"
)
"""每项每低1个百分点, 以上指标每低1个百分点, 各项未达标的: of each award; *above*: of all that stand before."""
_SUCH = re.compile(r"^有所?(?=(?:超[过出支]?|[增高降低]|增[长加]|提高|上升|下降|降低|减少)$)")
"""有增长的每增长1%."""
_BEYOND = re.compile(r"^(?:超出|超过|低于|高于|高出|不足|超|低|每|未达标|未达到|不达标|达不到)(?:的?部分)?$")
_FAILS = re.compile(
    r"(?:(?P<over>超)|(?:执行|落实|完成|进度)?(?:滞后|达不到|[未没]|不(?!良)))(?!.*(?:平均|上年|同期|率)).{,8}"
)
"""超预算的每超1%, 未完成的每低1%: that the award is missed, and by nothing of its own."""


def _stepped(cell: tree.Cell, segments: Segments, place: int, index: int) -> Per | None:
    segment = segments[place]
    part = segment[index]
    assert isinstance(part.value, tree.Step)
    before, after = segment[:index], segment[index + 1 :]
    if before and isinstance(before[-1].value, tree.Each):
        before = before[:-1]
    other = next((i for i, p in enumerate(after) if isinstance(p.value, tree.Step) and p.value.each), None)
    if other is not None:  # 每超过1%或每低于2%: two steps, of which only one could be followed
        return Per(part.value, tree.Quantity(_one, "%"), part, "", "", "", "", None, text_of(cell, after[other:]))
    whose = _SUCH.sub("", signs_in_words(text_of(cell, before)))
    own = [] if EACH_ONE.fullmatch(whose) else _tier(as_range(compared(cell, before, True)))
    own = [evolve(one, subject="") if one.subject in ("与", "和") else one for one in own]  # 与100%每相差1%
    context, base = _context(cell, segments, place)
    base = base and _tier([base])[0]
    rest = _all_text(cell, segments[place + 1 :])
    subject = own[-1].subject if own else whose
    subject = "" if _BEYOND.match(subject) else subject
    failing = bool(subject) and (cell.plain[before[-1].end - 1] == "的" or subject.endswith("的部分"))
    fails = _FAILS.fullmatch(subject) if failing else None
    if fails and (part.value.up if fails["over"] else part.value.down):
        context, subject = "，".join(filter(None, (context, subject))), ""
    base = own[-1] if own else base
    size_at = next((i for i, p in enumerate(after) if isinstance(p.value, tree.Comparison)), None)
    if size_at is None:
        words = text_of(cell, after)
        match = _UNIT_PREFIX.match(words) or _MEASURED.match(words)
        if match is None:
            return None
        return Per(
            part.value, tree.Quantity(_one, match[1]), part, subject, "", words[match.end() :], context, base, rest
        )
    following = after[size_at + 1].value if size_at + 1 < len(after) else None
    if isinstance(following, tree.Comparison) and not size_at:
        base, after = Compared("", after[0]), after[1:]  # 每低于95%1个百分点
    size = after[size_at].value
    assert isinstance(size, tree.Comparison)
    between, tail = text_of(cell, after[:size_at]), text_of(cell, after[size_at + 1 :])
    named = _NAMED_BASE.match(between)
    if named and base is None:
        limit = tree.Comparison("≤" if part.value.up else "≥", tree.Quantity(*split_quantity(named[1])))
        base, between = Compared(subject, evolve(after[0], value=limit)), ""
    return Per(part.value, size.limit, after[size_at], subject, between, tail, context, base, rest)


def _each(cell: tree.Cell, segments: Segments, place: int, index: int) -> Per | None:
    segment = segments[place]
    part, before, after = segment[index], segment[:index], segment[index + 1 :]
    context, base, rest = _all_text(cell, segments[:place]), None, _all_text(cell, segments[place + 1 :])
    subject = text_of(cell, before)
    size_at = next((i for i, p in enumerate(after) if isinstance(p.value, tree.Comparison)), None)
    if size_at is not None:
        size = after[size_at].value
        assert isinstance(size, tree.Comparison)
        if size.limit.unit:
            between, tail = text_of(cell, after[:size_at]), text_of(cell, after[size_at + 1 :])
            tier = _of_tier(cell, segments, place, before, size.limit)
            if tier is not None and not tail and between in ("", tier.subject):
                return tier
            if not (between or tail or rest) and (aside := on_either_side(cell, segments, place, before, size.limit)):
                way, subject, between, others, base = aside
                return Per(way, size.limit, after[size_at], subject, between, "", _all_text(cell, others), base)
            beyond = _beyond(cell, segments, place, before, size.limit)
            if beyond is not None and _LATER.fullmatch(between):
                limit = beyond.part.value
                assert isinstance(limit, tree.Comparison)
                up = limit.op in (">", "≥")
                over = tree.Step(up, not up, "超过" if up else "低于", True)
                return Per(over, size.limit, after[size_at], beyond.subject, "", "", "", beyond, tail + rest)
            step = _implied_step(size.limit, between + tail)
            led = _LED.fullmatch(subject) if step is None and not (between or tail) and size.limit.unit == "%" else None
            if led is not None:
                up, apart = bool(led["up"]), bool(led["apart"])
                subject, step = led[1], tree.Step(up or apart, apart or not up, led[2], True)
            if step and between and not _MERELY.match(between):
                rest = between + rest
            return Per(step, size.limit, after[size_at], subject, "" if step else between, tail, context, base, rest)
    words = text_of(cell, after)
    if (measured := _MEASURED.match(words)) and measured[1] not in TIMES:
        return Per(None, tree.Quantity(_one, measured[1]), part, subject, "", "", context, base, rest)
    match = _UNIT_PREFIX.match(words)
    unit, tail = (match[1], words[match.end() :]) if match else ("", words)
    tail = _MORE_UNITS.sub("", tail)
    if unit == "个" and tail and not tail.startswith(("不", "未", "没")):
        return Per(None, tree.Quantity(_one, unit), part, subject, tail, "", context, base, rest)
    return Per(None, tree.Quantity(_one, unit or "次"), part, subject, "", tail, context, base, rest)


_DISTANCE = re.compile(
    r"(?:逾期|延期|延迟|推迟|延后|推后|迟延|滞后|超期|超时|短收|欠收|短缺|欠缴|超支|超额|超编|超预算|超概算|超出|超过|超|低于|高于|少于|多于|偏离|缺口|的幅度|晚|拖欠)[^\d]{0,8}$"
)


def _tier(found: list[Compared]) -> list[Compared]:
    """逾期10天以内 before 每天: from nothing up to 10 days, of what should not be at all."""
    if len(found) != 1 or found[0].counted or not _DISTANCE.search(found[0].subject):
        return found
    return [evolve(found[0], part=as_distance(found[0].part))]


def _of_tier(cell: tree.Cell, segments: Segments, place: int, head: Segment, size: tree.Quantity) -> Per | None:
    """逾期10天以内的，每天; 短收3%以内，每短收1%: steps along what the words before limit."""
    own = compared(cell, head) if head else compared(cell, segments[place - 1]) if place else []
    found = _tier(as_range(own))
    if len(found) != 1 or not _DISTANCE.search(found[0].subject):
        return None
    value = found[0].part.value
    limit = (
        value.high if isinstance(value, tree.Between) else value.limit if isinstance(value, tree.Comparison) else None
    )
    if limit is None or limit.unit != size.unit or (isinstance(value, tree.Comparison) and value.op not in (">", "≥")):
        return None
    step = tree.Step(True, False, "超过", True)
    return Per(step, size, found[0].part, found[0].subject, "", "", "", found[0])


def _beyond(cell: tree.Cell, segments: Segments, place: int, before: Segment, size: tree.Quantity) -> Compared | None:
    """超过100万元的部分，每10万元扣1分: the limit from which the steps run; in what is measured, not counted."""
    head = before or (segments[place - 1] if place else ())
    found = compared(cell, head) if head else []
    if size.unit in THINGS and found and (own := found[-1].subject) and own not in cell.plain[: head[0].start]:
        return None  # 投诉3起以上的，每起: of those, not from there on
    value = found[-1].part.value if len(found) == 1 else None
    fits = isinstance(value, tree.Comparison) and value.op in {*"><≥≤"} and run_along(size.unit, value.limit.unit)
    return found[-1] if fits and not found[-1].counted else None


_LATER = re.compile("(?:再?[晚迟]|再?逾期|再?延期|再?拖延)?")
"""超过20日公开的，每晚1天: later than the limit that stands before it."""


_LAST = re.compile(r"(?:最后|倒数|末尾|末|第)$")
_SINGLE = COUNTED - frozenset("级等档")
"""一级医疗事故 is a kind of accident, not one of something."""


def bare_one(cell: tree.Cell, clause: Clause) -> Per | None:
    """The bare 一处 or 1例 that *clause* counts with, if there is one."""
    if tree.Comparison not in cell.by_kind:
        return None
    segments = clause.segments
    for place, segment in reversed([*enumerate(segments)]):
        for index, part in enumerate(segment):
            value = part.value
            size = value.limit if isinstance(value, tree.Comparison) and not value.op else None
            if size is not None and size.unit in _SINGLE and size.number == 1:
                if index and _LAST.search(text_of(cell, segment[:index])):
                    continue
                if says_when(segment, index) or begins_rate(segment[index + 1 :]):
                    continue
                context, base = _all_text(cell, segments[:place]), None
                before, tail = text_of(cell, segment[:index]), text_of(cell, segment[index + 1 :])
                return Per(None, size, part, before, "", tail, context, base, _all_text(cell, segments[place + 1 :]))
    return None
