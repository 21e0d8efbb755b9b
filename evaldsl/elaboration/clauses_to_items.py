"""Clauses to items: every clause goes to the handler of its effect."""

import re
from collections.abc import Callable

from evaldsl.arrangement.joined_lists import unscored
from evaldsl.arrangement.stated_values import is_unused
from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.conditions import VETOED
from evaldsl.clauses.drafts import gives_each
from evaldsl.clauses.grouping import CONDITIONED, Clause, Group, clean, text_of
from evaldsl.clauses.signs import ONCE
from evaldsl.clauses.things_named import PARTS_OF_LIST
from evaldsl.clauses.told_again import says_earned
from evaldsl.elaboration.and_so_on import and_so_on
from evaldsl.elaboration.awards.awards import award, full
from evaldsl.elaboration.awards.titles import award_title
from evaldsl.elaboration.bands.decided_points import bound_decisions
from evaldsl.elaboration.bands.decisions import discretion
from evaldsl.elaboration.bands.introductions import share_conditions
from evaldsl.elaboration.bands.lesser_awards import flaws_first
from evaldsl.elaboration.bands.proportions import portion, proportion
from evaldsl.elaboration.bands.what_is_left import begin_with_all
from evaldsl.elaboration.caps import cap, until_zero
from evaldsl.elaboration.clips import apply_clips, ceiling, clip
from evaldsl.elaboration.deductions.deductions import deduction
from evaldsl.elaboration.deductions.named_things import of_named
from evaldsl.elaboration.deductions.rungs import tell_open_ends
from evaldsl.elaboration.deductions.several_limits import added_up, missed_in_words
from evaldsl.elaboration.deductions.taken_from import acted_on
from evaldsl.elaboration.deductions.zeros import repeats_zero, zero
from evaldsl.elaboration.formulas.definitions import give_back_labels
from evaldsl.elaboration.formulas.formulas import formula
from evaldsl.elaboration.frames import (
    declare,
    equally,
    lowest,
    net_range,
    offset,
)
from evaldsl.elaboration.grades import grade
from evaldsl.elaboration.highest import AT_ONCE, HAD_TOGETHER, HIGHEST, only_highest
from evaldsl.elaboration.labels import label_of
from evaldsl.elaboration.no_more import no_more
from evaldsl.elaboration.part_steps import interpolated_steps, part_step
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.bases import by_words
from evaldsl.elaboration.steps.names import without_number
from evaldsl.elaboration.traces import is_limit
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.text.typography import with_chinese_marks

_CAPPING, _LOSING, _PLACED = (tree.Cap, tree.UntilZero), (tree.Deduction, tree.Zero), (tree.Deduction, tree.Discretion)
_NEEDED = re.compile("[扣分插次第抵类也下权决不未得](?:(?<![不未])|$)")
"""One of these stands in whatever is left over, in points and in 一票否决; 不 and 未 at its end."""
_LEFT_OVER = re.compile(
    r"(?=[扣加减赋内依排相此也不未得计百按\d.权符总])(?:(?<![折克回代抵暂])扣(?!除|押|减|率|留|缴|发|分(?:标准|细则|办法|规则|情况|事项|制)|(?<=考核扣|考评扣|检查扣|督查扣|平均扣)分(?:[值数]|$|[不超低高在为以≤<≥>]))|加分|减分|扣[减除]$|赋分|内插|依次|排名第|相抵|也不得|也$|(?<=.)[不未]$|"
    r"(?<=.)(?<![获取难值觉所不赢博懂记晓应自])得$|按计算?$|百分之$|[得计扣][lIO]分|按(?!照?百分制)[^,;。]{1,8}(?:得|计|扣|给)分的?$|[\d.]+%一下|权重(?!设置|分配)|得分中|总得?分[中里内]|符合得分|(?<![\d.])[\d.]+分[、和])"
)


def read_groups(reader: Reader, groups: list[Group]) -> None:
    """Reads every clause of every group, in the order in which ``arrange`` puts them."""
    reader.groups = groups
    numbers = {group.marker.number for group in groups if group.marker}
    rewrites = _rewrites(reader.cell.plain)
    for group in groups:
        reader.open_group(group, numbers)
        if group.marker and label_of(group.marker.number) in reader.labels:
            _goes_on(reader, group)
        for clause in group.clauses:
            _clause(reader, clause, rewrites)
        if reader.group.pending is not None:
            award_title(reader)
            reader.flush_note()
        if group.offset:
            offset(reader)
        if group.marker and not reader.group.items:
            reader.listed(group)
        elif group.marker is None and numbers and "=" in reader.cell.plain:
            give_back_labels(reader)
    for begins, words in unscored(reader.cell, groups):
        if _LEFT_OVER.search(words):
            continue  # refused there
        message = f"“{words}”没有写得几分、扣几分，不影响得分"
        reader.measures.report(
            "award-split-unstated",
            message,
            begins,
            "写明它得几分；与别的几项一起得分的，写“以上各项……”",
        )
    apply_clips(reader)
    share_conditions(reader)
    if reader.changes:
        begin_with_all(reader)
    bound_decisions(reader)
    if reader.stated.rungs:
        tell_open_ends(reader)
    flaws_first(reader.items)


_TAKING = (tree.Deduction, tree.Discretion, tree.Zero, tree.Cap, tree.UntilZero, tree.PartStep)


def _goes_on(reader: Reader, group: Group) -> None:
    """①…；②…。①②各占50%。①缺一项扣1分；②每处扣0.5分: what is only taken under a number said again tells how that thing is scored."""
    kinds = [type(clause.value) for clause in group.clauses]
    if tree.Deduction not in kinds or any(kind not in _TAKING for kind in kinds):
        return
    if group.marker is None or len({marker.style for marker in reader.cell.values(tree.Marker)}) > 1:
        return
    item = next(one for one in reader.items if one.label == label_of(group.marker.number))
    plain = len(item.cases) == 1 and not (item.cases[0].limits or item.effects or item.otherwise or item.vetoes)
    if not plain or item.cases[0].value is None or reader.vetoes or reader.all_or_nothing or reader.lost_with:
        return
    asked = [{key for case in one.cases for other in case.others for key in ex.keys_of(other)} for one in reader.items]
    own = asked.pop(reader.items.index(item))
    if own.isdisjoint(key for keys in asked for key in keys):
        item.stake = item.cases.pop().value
        reader.group.items.append(item)
        for key in own:
            reader.measures.facts.drop(key)


_NO_MORE = re.compile("不(?:再|另|予|另外|额外|重复|给予|计)*[加奖]分|[超多][过出额](?:完成)?(?:100%)?的?部分")
_TAKEN_AS = re.compile(r"即?视(?:为|同|作)[^,，]{2,14}")
_PAID = re.compile(
    r"(?:则|可|应)?(?:按照?|以)?(?:全额|足额|[\d.]+%的?(?:比例)?)?(?:支付|付费|拨付|兑付|结算|付款)(?:全部|全额|[\d.]+%)?的?(?:当期|运营|服务|绩效|可用性)*(?:费用?|款项?|付费|资金)?(?:的?[\d.]+%)?的?"
)


def _without_verdict(reader: Reader, clause: Clause) -> Clause:
    """高于130%的，视为目标设定偏低，扣2分, 考核80分以上，按100%付费，得5分: under the first words alone."""
    *before, last = clause.segments
    text = text_of(reader.cell, last)
    if before and isinstance(clause.value, tree.Deduction) and _TAKEN_AS.fullmatch(text):
        return evolve(clause, segments=tuple(before))
    place = next((place for place, part in enumerate(last) if is_limit(part)), -1)
    if not before and place >= 0:
        before, last = [last[: place + 1]], last[place + 1 :]  # 90分及以上全额付费
        text = text_of(reader.cell, last) if last else ""
        text = text if "额" in text or "%" in text else ""  # not 逾期30日以上付费
    if not (_PAID.fullmatch(text) and any(is_limit(part) for segment in before for part in segment)):
        return clause
    reader.measures.taken.update(part.start for part in last)
    return evolve(clause, segments=tuple(before))


def _without_remarks(reader: Reader, clause: Clause) -> Clause:
    """*clause* without segments that say only how to count: 可累计加分，最高加2分."""
    capping = isinstance(clause.value, _CAPPING)
    texts = [(segment, text_of(reader.cell, segment)) for segment in clause.segments]
    once = [(segment, text) for segment, text in texts if capping and ONCE.search(text)]
    if once:
        span = reader.measures.span(once[0][0][0].start, once[-1][0][-1].end)
        reader.tell_once("，".join(text for _, text in once), span)
    kept = tuple(
        segment
        for segment, text in texts
        if (segment, text) not in once and not (says_earned(text) and gives_each(reader.items))
    )
    return clause if len(kept) == len(texts) else evolve(clause, segments=kept)


def _without_highest(reader: Reader, clause: Clause) -> Clause:
    """*clause* without 就高不就低 and what goes with it, where that can be followed."""
    told = [(segment, text_of(reader.cell, segment)) for segment in clause.segments]
    highest = [words for _, words in told if HIGHEST.fullmatch(words)]
    if not highest:
        return clause
    if not only_highest(reader):
        reader.tell_once(highest[0], reader.span_of(clause))
    said = (HIGHEST, AT_ONCE, HAD_TOGETHER)
    kept = [segment for segment, words in told if not any(one.fullmatch(words) for one in said)]
    return evolve(clause, segments=tuple(kept))


Rewrite = Callable[[Reader, Clause], Clause]


def _rewrites(plain: str) -> list[Rewrite]:
    """What takes words out of the clauses of a cell, or puts others for them, of which there may be any in *plain*."""
    found: list[Rewrite] = []
    if "视" in plain or "付" in plain:
        found.append(_without_verdict)
    if "项" in plain or "个" in plain:
        found.append(missed_in_words)
    if "计" in plain:
        found.append(added_up)
    if "数" in plain:
        found.append(without_number)
    if "高" in plain or "重扣" in plain:
        found.append(_without_highest)
    bonus = ("加分" in plain or "奖分" in plain or "部分" in plain) and _NO_MORE.search(plain)
    if bonus or "×" in plain:
        found.append(no_more)
    if "类推" in plain:
        found.append(and_so_on)
    if "为基" in plain or "为标准" in plain or "为参照" in plain:
        found.append(by_words)
    return found


def _clause(reader: Reader, clause: Clause, rewrites: list[Rewrite]) -> None:
    before, value = reader.group.pending, clause.value
    if clause.segments:
        if len(reader.items) > 1 or isinstance(value, _CAPPING):
            clause = _without_remarks(reader, clause)
        for rewrite in rewrites:
            clause = rewrite(reader, clause) if clause.segments else clause
        value = clause.value
        if value is None and not clause.segments:
            return
    if value is None:
        if "±" in reader.cell.plain and net_range(reader, clause):
            return
        reader.flush_note()
        reader.group.pending = clause
        if "值" in reader.cell.plain and (name := is_unused(reader.cell, clause)):
            message = f"后面说到的“{name}”没有用上这里的数，填数时要自己对照"
            reader.measures.report("suspicious-name", message, clause.segments[-1][-1], f"把后面的“{name}”换成数字")
        return
    if (
        before is not None
        and not (clause.segments or clause.among)
        and not clause.otherwise
        and isinstance(value, CONDITIONED)
        and not (
            isinstance(value, tree.Award)
            and (value.apiece or value.more or (value.per in PARTS_OF_LIST and reader.items))
        )
    ):
        clause = evolve(clause, segments=before.segments, start=before.start)
        reader.group.pending = None
    assert clause.effect is not None
    if ("总" in reader.cell.plain or isinstance(value, tree.Zero)) and _of_the_total(reader, clause):
        return
    if clause.segments:
        _guard(reader, clause)
        if isinstance(value, _LOSING) and of_named(reader, clause, value):
            return
    _HANDLERS[type(value)](reader, clause, value)
    if isinstance(value, _PLACED):
        _note_place(reader, clause)
    if before is not None and reader.group.pending is before:
        reader.flush_note()


def _note_place(reader: Reader, clause: Clause) -> None:
    """Notes that what *clause* takes stands right behind the only award of its item: in its sentence, or with no other award."""
    item = reader.group.last
    if item is None or len(item.cases) != 1:
        return
    if len(reader.group.items) == 1 or item.award_sentence == clause.sentence:
        item.behind += (reader.span_of(clause),)


_TOTAL = re.compile(r"总(?:得分|评分|成绩|分)(?:之?[中里内上])?(?:再|另|直接|一次性|予以|相应)*(?:扣减|扣除|扣|减)?$")
_TAKEN = re.compile(r"(?:扣减|扣除|扣罚|扣|减去)[^,，]{0,6}$")


_WHOLE = re.compile(
    r"(?:^|的)(?:则|其|该单位|本年度|当年|年度|整体|综合|绩效|考核|评价|考评)*(?:总得?分|总评分?|总成绩|(?:整体|(?<!的)年度|(?<!的)综合|(?<!的)绩效)(?:评价|考核|考评))(?:得分|分数|成绩|结果)*(?:直接|一律|均)?$"
)
"""What comes to nothing in 总分按0分计, 整体评价为0分."""


def _of_the_total(reader: Reader, clause: Clause) -> bool:
    """Whether *clause* takes from the points of the whole evaluation, 从总分中扣5分, 总分按0分计, which an indicator cannot; that is told."""
    words = text_of(reader.cell, clause.segments[-1]) if clause.segments else ""
    whole = _WHOLE.search(words) if isinstance(clause.value, tree.Zero) else None
    nothing = whole is not None and (whole.start() > 0 or len(clause.segments) > 1)
    if nothing or (isinstance(clause.value, tree.Declared) and not clause.value.points):
        message = f"“{with_chinese_marks(reader.words_of(clause))}”说的是全表的总分：一句话定不了总分，只能定等级"
        hint = (
            "写成等级，放在指标外面，如“否决 发生重大事故的，年度等级定为“差””；只是这个指标没有分的，写“本指标不得分”"
        )
        reader.unread(message, *reader.span_of(clause), hint=hint)
        return True
    total = isinstance(clause.value, tree.Declared) and "总分" in reader.cell.plain[clause.start : clause.end]
    takes = isinstance(clause.value, tree.Deduction) and not reader.stated.shared_total and _TOTAL.search(words)
    if not (takes or (total and _TAKEN.search(words))):
        return False
    hint = "从总分里扣的，另写一个指标“扣分项（0分）”，评分写作“弄虚作假的扣5分，可倒扣”"
    reader.unread("说的是从总分里扣，一个指标里写不了", *reader.span_of(clause), hint=hint)
    return True


def _guard(reader: Reader, clause: Clause) -> None:
    """Refuses a condition in which scoring words are left over: they must not be lost."""
    plain = reader.cell.plain
    for segment in clause.segments:
        text = plain[segment[0].start : segment[-1].end]
        if _NEEDED.search(text) and (match := _left_over(reader, clause, segment, text)):
            start = segment[0].start + match.start()
            span = reader.measures.span(start, start + len(match.group()))
            reader.unread(f"“{clean(text)}”中的“{match.group()}”没有读懂", *span)


def _left_over(reader: Reader, clause: Clause, segment: Segment, text: str) -> re.Match[str] | None:
    """Where scoring words are left over in *text*, which is what stands in *segment*."""
    match = None if isinstance(clause.value, (tree.Clip, tree.Portion)) else _LEFT_OVER.search(text)
    if match and match.group() == "排名第" and any(isinstance(part.value, tree.Rank) for part in segment):
        match = None
    if match and match.group() == "也" and repeats_zero(reader, clause):
        match = None
    if match is None and "一票否决" in text and not isinstance(clause.value, (tree.Zero, tree.Grade)):
        match = re.search("一票否决", VETOED.sub("", text))
    if match is None and len(segment) > 1 and "分" in text and any(map(_stray_points, segment[:-1])):
        match = re.search(r"[\d.]+分", text)
    return match


def _stray_points(part: tree.Part) -> bool:
    """Points in the middle of words: 从30分里扣除."""
    value = part.value
    return isinstance(value, tree.Comparison) and not value.op and value.limit.unit == "分"


def _discretion(reader: Reader, clause: Clause, value: tree.Discretion) -> None:
    discretion(reader, clause, value, acted_on)


_HANDLERS: dict[type, Callable[..., None]] = {
    tree.Award: award,
    tree.Deduction: deduction,
    tree.Zero: zero,
    tree.Full: full,
    tree.Declared: declare,
    tree.Discretion: _discretion,
    tree.Portion: portion,
    tree.Proportion: proportion,
    tree.Formula: formula,
    tree.Cap: cap,
    tree.UntilZero: until_zero,
    tree.PartStep: part_step,
    tree.Grade: grade,
    tree.Base: ceiling,
    tree.Equally: equally,
    tree.Clip: clip,
    tree.Interpolated: interpolated_steps,
    tree.Lowest: lowest,
}
