"""Clauses put in the order in which they act: a list's last words apart, an award before its steps, its condition found."""

import re

from evaldsl.arrangement.award_first import award_first
from evaldsl.arrangement.categories import by_category, count_kinds
from evaldsl.arrangement.changes import read_changes, say_since, speaks_of_changes
from evaldsl.arrangement.coefficients import read_coefficients
from evaldsl.arrangement.durations import read_durations, speaks_of_durations
from evaldsl.arrangement.each_of_list import count_each, grade_each, grade_headings, share_each
from evaldsl.arrangement.halves import part_halves
from evaldsl.arrangement.headings import complete_comparisons, name_steps, read_headings
from evaldsl.arrangement.joined_lists import join_lists, read_met
from evaldsl.arrangement.letters import read_letters
from evaldsl.arrangement.lists import is_each, read_above, read_below
from evaldsl.arrangement.missing import count_missing, count_one_missing
from evaldsl.arrangement.numbered_bands import join_bands
from evaldsl.arrangement.overruns import read_overruns
from evaldsl.arrangement.proportions import formula_of_share, measure_of_share
from evaldsl.arrangement.qualifiers import qualify, speaks_of_qualifiers
from evaldsl.arrangement.respective import respectively
from evaldsl.arrangement.stated_bases import read_bases, read_missed
from evaldsl.arrangement.stated_values import (
    NAMED,
    SAID_OF,
    define_scores,
    name_quotients,
    read_constants,
    read_divisors,
    read_named,
    read_stated,
)
from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.conditions import compared
from evaldsl.clauses.grouping import Clause, Group, text_of
from evaldsl.clauses.mentions import MET, unit_of_limit
from evaldsl.clauses.signs import ONCE
from evaldsl.clauses.things_named import OF_LIST, things_earned, things_named
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import COUNTED, HOW_MANY, number

_MET_ALL = re.compile(rf"(?:{MET})[①-⑳]|[①-⑳](?:同时|全部|均|都)?(?:{MET})|(?:全部|均|都|全)(?:{MET})")
_WHOLE = re.compile("[全均都①-⑳]")
_EACH = re.compile("[每各一1/](?:(?<=[每各])|(?<=一)[项条]|(?<=1)项|(?<=/)[项条点])")


def arrange(cell: Cell, groups: list[Group]) -> None:
    """Rearranges the clauses of every group."""
    kinds, plain = cell.by_kind, cell.plain
    awards, takings = cell.values(tree.Award), cell.values(tree.Deduction)
    several, computed = len(groups) > 1, tree.Formula in kinds
    if computed:
        terms = [one.term for one in cell.values(tree.Formula) if one.own]
        if len(terms) > len(dict.fromkeys(terms)):
            name_quotients(groups)
    if several:
        join_bands(cell, groups)
    read_letters(cell, groups)
    changing = speaks_of_changes(cell)
    if changing:
        say_since(cell, groups)
    read_below(cell, groups)
    join_lists(cell, groups)
    if awards and (tree.Full in kinds or tree.Proportion in kinds):
        share_each(cell, groups)
    if "较" in plain or "一般" in plain or "良" in plain:
        grade_headings(cell, groups)
    if several and awards and ("部分" in plain or "基本" in plain):
        grade_each(cell, groups)
    if _WHOLE.search(plain) and _MET_ALL.search(plain):
        read_met(cell, groups)
    if computed and "系数" in plain:
        read_coefficients(groups)
    if ("值" in plain or "目标" in plain) and SAID_OF.search(plain):
        read_stated(groups)
    if computed and tree.Comparison in kinds:
        read_constants(groups)
    if computed and "分=" in plain:
        define_scores(groups)
    if "分母" in plain:
        read_divisors(cell, groups)
    if awards:
        read_headings(cell, groups)
    each = named = compares = lacking = False
    if awards:
        each, named = _EACH.search(plain) is not None, "(" in plain and NAMED.search(plain) is not None
        compares = "等于" in plain or "低于" in plain or "持平" in plain
        lacking = "缺" in plain or "少" in plain or "差" in plain
    timed, acting = speaks_of_durations(cell), len(awards) + len(takings)
    respective = bool([1 for one in awards if one.more] or [1 for one in takings if one.more or one.apiece])
    extreme = "孰" in plain or "取" in plain or "较" in plain
    nets, ends = "抵" in plain, tree.UntilZero in kinds
    above = "以上" in plain or "上述" in plain
    proportion = tree.Proportion in kinds
    shares, formulas = proportion and (tree.Each in kinds or tree.Step in kinds), proportion and computed
    stepped = takings and tree.Step in kinds
    missing = len(kinds.get(tree.Comparison, ())) > 1
    apart = tree.Step in kinds and "的每" in plain.replace(",", "")
    ones, overrun, behind = takings and "缺一" in plain, "超支" in plain, takings and "分(" in plain
    halved = takings and tree.Zero in kinds and ("并" in plain or "且" in plain)
    if speaks_of_qualifiers(cell):
        qualify(cell, groups)
    listed = 0
    for group in groups:
        for place, clause in enumerate(group.clauses) if ends else ():
            if isinstance(clause.value, tree.UntilZero) and (clause.segments or clause.otherwise):
                group.clauses[place] = _take_all(cell, clause)
        if each and not (group.marker and listed):
            read_above(cell, group)
        bare = group.marker is not None and all(clause.effect is None for clause in group.clauses)
        if listed and not bare:
            if above:
                group.clauses[:] = [_without_list(cell, clause, listed + 1) for clause in group.clauses]
            if group.marker is not None:
                _split_list(cell, group, listed + 1)
        listed = listed + 1 if bare else 0
        if extreme:
            _extremes(cell, group)
        if respective:
            group.clauses[:] = [one for clause in group.clauses for one in respectively(clause)]
        if nets:
            _take_offset(cell, group)
        if acting > 1 or respective:
            group.clauses[:] = by_category(cell, group.clauses)
        if len(takings) > 1:
            count_kinds(cell, group.clauses)
        if halved:
            part_halves(cell, group)
        if lacking:
            count_missing(group)
        if ones:
            count_one_missing(group)
        if changing:
            read_changes(cell, group)
        if timed:
            read_durations(cell, group)
        if named:
            read_named(cell, group)
        if overrun:
            read_overruns(group)
        if stepped:
            if "率" in plain:
                name_steps(cell, group)
            read_bases(cell, group)
        if missing:
            read_missed(group)
        if shares:
            measure_of_share(group)
        if formulas:
            formula_of_share(cell, group)
        if compares:
            complete_comparisons(cell, group)
        if apart:
            _count_failing(cell, group)
        if behind:
            _points_behind(cell, group)
        _find_conditions(cell, group)
        award_first(cell, group)
    if several and ends and "项" in plain:
        count_each(cell, groups)


_HOW_TAKEN = re.compile(
    r"(?:将|把|从|在|直至|至)?(?:(?:本|该|此)(?:小?项|指标)|单项|[两二三四五六七八九各逐]项|以上)*的?(?:权重|标准|基本)*(?:分值|得分|分数|分)?"
    r"[中内]?(?:可以?|应|均|都|分别|累计|合计|依次|逐[项次]|全部|直接|继续|叠加|一直|最终)*(?:扣分|扣减|扣除)?"
    r"|[以依照如]?[此次]类推"
)
"""两项累计扣分, 将本项分, 以此类推: how points are taken until none are left, and no condition."""
_HOW_COUNTED = re.compile(
    r"(?:[^\d,未不没无被受因]{0,6}(?:累计|累加|汇总)(?:计算|统计)?|以[^\d,未不没无]{2,10}为(?:准|单位|依据)"
    r"|由[^\d,未不没无]{2,10}(?:认定|核定|确定|评定|判定)|按[^\d,未不没无]{2,10}(?:计算|统计|计)),可?"
)
"""每月累计，扣完为止, 由考核组认定，扣完为止: how what is taken for is counted, and no condition, as 由考核组认定的 is."""


def _take_all(cell: Cell, clause: Clause) -> Clause:
    """每处扣1分，情节严重的扣完 takes all of it under a condition of its own, where 扣完为止 alone says only where it ends."""
    counted = any(isinstance(part.value, (tree.Step, tree.Each)) for segment in clause.segments for part in segment)
    texts = [text_of(cell, segment) for segment in clause.segments]
    assert clause.effect is not None and isinstance(clause.value, tree.UntilZero)
    how = _HOW_COUNTED.fullmatch(cell.plain, clause.start, clause.effect.start) is not None
    own = clause.otherwise or not (how or all(_HOW_TAKEN.fullmatch(text) or ONCE.match(text) for text in texts))
    if counted or not own:
        return clause
    points = clause.value.points
    taken = tree.Zero() if points is None else tree.Deduction(tree.Amount(points, points))
    return evolve(clause, effect=evolve(clause.effect, value=taken))


def _points_behind(cell: Cell, group: Group) -> None:
    """按月开展培训，每少一次扣0.5分（4分） is 按月开展培训（4分），每少一次扣0.5分."""
    for place in reversed(range(len(group.clauses) - 1)):
        clause, after = group.clauses[place : place + 2]
        *told, counts = clause.segments or ((),)
        if not (told and isinstance(clause.value, tree.Deduction) and after.sentence == clause.sentence):
            continue
        bare = isinstance(after.value, tree.Award) and after.value.bare and not (after.segments or clause.otherwise)
        if bare and after.effect and cell.plain[after.effect.start - 1] == "(":
            begun = evolve(after, segments=tuple(told), start=clause.start, end=told[-1][-1].end)
            group.clauses[place : place + 2] = [begun, evolve(clause, segments=(counts,), start=counts[0].start)]


_ALIKE = str.maketrans("名位场期", "人人次次")


def _count_failing(cell: Cell, group: Group) -> None:
    """每人不少于10次得2分，达不到的每人扣0.2分: those that miss what is counted in another unit are counted themselves."""
    wanted = ""
    for place, clause in enumerate(group.clauses):
        step, *behind = clause.segments[0] if clause.segments else (None,)
        if wanted and behind and step is not None and isinstance(step.value, tree.Step):
            words = cell.plain[step.start : step.end].rstrip("按每,")
            unit = cell.plain[behind[0].start : behind[0].end].lstrip("一1")[:1].translate(_ALIKE)
            if words.endswith("的") and unit in COUNTED and unit not in ("个", wanted):
                told = Part(tree.Word(words), step.start, step.start + len(words))
                first = (told, Part(tree.Each(), told.end, step.end), *behind)
                group.clauses[place] = evolve(clause, segments=(first, *clause.segments[1:]))
        if isinstance(clause.value, tree.Award):
            units = [unit_of_limit(part) for segment in clause.segments for part in segment]
            wanted = next((unit.translate(_ALIKE) for unit in units if unit not in ("", "%", "个")), "")


def _split_list(cell: Cell, group: Group, many: int) -> None:
    """①…②…③监督到位，每项1分: the last words speak of the list, those before them are its last item."""
    place = next(i for i, clause in enumerate(group.clauses) if clause.effect is not None)
    clause = group.clauses[place]
    words = clause.segments
    last: tuple[Segment, ...] = ()
    if len(words) == 1 and (things_earned(text := text_of(cell, words[0])) or _ALL_ABOVE.fullmatch(text)):
        return
    ends = text_of(cell, words[-1]) if len(words) > 1 else ""
    if ends and (OF_LIST.match(ends) or _ALL_ABOVE.fullmatch(ends) or things_named(ends) or things_earned(ends)):
        words, last = words[:-1], words[-1:]
        if _ALL_ABOVE.fullmatch(text_of(cell, words[-1])):  # ④程序规范。以上四项，每符合一项得1分
            words, last = words[:-1], (words[-1], *last)
        if not words:
            return
    elif len(words) > 1 and isinstance(clause.value, tree.Award) and _each_so(cell, words):
        assert clause.effect is not None
        words, clause = (
            words[:-1],
            evolve(clause, effect=evolve(clause.effect, value=evolve(clause.value, apiece=True))),
        )
    elif not (words and isinstance(clause.value, tree.Award) and (is_each(clause.value) or _as_many(clause, many))):
        return
    assert clause.effect is not None
    own = evolve(clause, segments=words, effect=None, end=words[-1][-1].end)
    start = last[0][0].start if last else clause.effect.start
    group.clauses[place : place + 1] = [own, evolve(clause, segments=last, start=start)]


_THOSE_ABOVE = re.compile(rf"(?:以上|上述)({HOW_MANY})(?:个?(?:方面|要点)|个|项|条|点)?(?:内容|要求|指标|要素)?")


def _without_list(cell: Cell, clause: Clause, many: int) -> Clause:
    """全部符合得4分 of 以上四项，全部符合得4分, where *many* things stand above."""
    said = _THOSE_ABOVE.fullmatch(text_of(cell, clause.segments[0])) if len(clause.segments) > 1 else None
    if said is None or number(said[1]) != many or clause.effect is None:
        return clause
    return evolve(clause, segments=clause.segments[1:], start=clause.segments[1][0].start)


def _as_many(clause: Clause, many: int) -> bool:
    """①…②…③范围合理，分别占1/4、1/4、1/2: whether there are points for each of *many* things of the list."""
    value = clause.value
    return isinstance(value, tree.Award) and len(value.more) + 1 == many and len(clause.segments) == 1


_EACH_SO = re.compile(r"每(?:有)?([^,，一\d]{2,4})(?:一|1)[项条点]的?")


def _each_so(cell: Cell, words: tuple[Segment, ...]) -> bool:
    """①预算公开，②决算公开，每公开一项: each of what stands above, in the word in which it ends."""
    match = _EACH_SO.fullmatch(text_of(cell, words[-1]))
    return match is not None and text_of(cell, words[-2]).endswith(match[1])


_LOWER, _HIGHER = r"孰低|较低|较小|取小|取低", r"孰高|较高|较大|取大|取高"
_EXTREME = re.compile(
    r"(?:得分)?(?:按照?|以|取)?([^,;。]+?分)(?:和|与|、|以?及)([^,;。]+?分)(?:取|按)?(?:两者|二者)?(?:之间|之|中)?的?"
    rf"(?:(?P<low>{_LOWER})|{_HIGHER})(?:者|值|的|原则|数)*(?:计分|得分|计算得分|确定得分|计入)?"
)


def _extremes(cell: Cell, group: Group) -> None:
    """按自评得分和复核得分两者孰低计分 is min（自评得分，复核得分）."""
    for place, clause in reversed(list(enumerate(group.clauses))):
        alone = clause.effect is None or isinstance(clause.value, tree.Cap)
        words = clause.segments[0] if alone and len(clause.segments) == 1 else ()
        match = _EXTREME.fullmatch(text_of(cell, words)) if words and not clause.otherwise else None
        if match is not None:
            term = tree.Extreme("min" if match["low"] else "max", (tree.Name(match[1]), tree.Name(match[2])))
            effect = Part(tree.Formula(term, scored=True), words[0].start, words[-1].end)
            capped = [evolve(clause, segments=(), start=words[-1].end)] if clause.effect else []
            group.clauses[place : place + 1] = [evolve(clause, segments=(), effect=effect, end=words[-1].end), *capped]


_ALL_ABOVE = re.compile(
    r"(?:以上|上述|前述)(?:各|每|所有|[一二两三四五六七八九十\d]+)?(?:个?(?:方面|要点)|个|项|条|点)?(?:评价)?(?:内容|要求|指标|要素|因素|环节|要件|事项|要点)?(?:(?:符合|满足|达到|达标)(?:要求|标准)?的?)?"
    r"|(?:各|每|[一二两三四五六七八九十\d]+)(?:个?(?:方面|要点)|个|项|条|点)?(?:评价)?(?:内容|要求|指标|要素|因素|环节|要件|事项|要点)?"
)
_OFFSET = re.compile(
    r"(?:奖惩|奖罚|加减分|加扣分|加分(?:与|和)?(?:扣分|减分)|正负分)(?:项|情况)?(?:可以?|允许|能)?(?:相互|互相)?(?:相抵|抵消|冲抵|抵扣)"
)


def _take_offset(cell: Cell, group: Group) -> None:
    """奖惩可以相抵 says how the clauses before it go together, and is no condition."""
    for place, clause in reversed(list(enumerate(group.clauses))):
        kept = tuple(segment for segment in clause.segments if not _OFFSET.fullmatch(text_of(cell, segment)))
        if len(kept) == len(clause.segments):
            continue
        group.offset = True
        group.clauses[place : place + 1] = [evolve(clause, segments=kept)] if kept or clause.effect else []


def _find_conditions(cell: tree.Cell, group: Group) -> None:
    """得2分的，预算执行率≥95% and 得5分：…；得3分：…: the condition stands behind its award."""
    titles: list[int] = []
    if ":" in cell.plain:
        _part_bands(cell, group)
    for place in range(len(group.clauses) - 1):
        if (
            group.clauses[place + 1].effect is None
            and _titles(cell, group.clauses, place)
            and (not place or place - 2 in titles or group.clauses[place - 1].effect)
        ):
            titles.append(place)
    for place in reversed(titles):
        clause, after = group.clauses[place], group.clauses[place + 1]
        bare = isinstance(clause.value, tree.Award) and clause.value.bare
        if bare and len(titles) < 2:
            continue
        first, *others = after.segments
        segments = ((*clause.segments[0], *first), *others) if clause.segments else after.segments
        group.clauses[place : place + 2] = [evolve(clause, segments=segments, end=after.end)]


def _part_bands(cell: tree.Cell, group: Group) -> None:
    """3分：95%以上，2分：90%-95%; 机构2分：成立小组，方案3分：制定方案: what stands before the comma is the condition of the
    points before it."""
    for place in reversed(range(1, len(group.clauses))):
        before, clause = group.clauses[place - 1 : place + 1]
        if clause.sentence != before.sentence or not clause.segments or not _heads(cell, before):
            continue
        heads, first = _heads(cell, clause), clause.segments[0]
        if heads and len(clause.segments) > 1:
            own = clause.segments[-1:]
        elif (heads or clause.otherwise) and len(clause.segments) == 1 and _is_limit_alone(cell, first):
            own = ()
        else:
            continue
        told = clause.segments[: len(clause.segments) - len(own)]
        asked = evolve(clause, segments=told, effect=None, end=told[-1][-1].end, otherwise=False)
        group.clauses[place : place + 1] = [asked, evolve(clause, segments=own, start=asked.end)]


def _is_limit_alone(cell: tree.Cell, segment: Segment) -> bool:
    """95%以上, without a name."""
    limits = compared(cell, segment, True)
    return len(limits) == 1 and not limits[0].subject and limits[0].part is segment[0]


def _heads(cell: tree.Cell, clause: Clause) -> bool:
    """Whether *clause* ends in bare points before a colon."""
    bare = clause.effect is not None and isinstance(clause.value, tree.Award) and clause.value.bare
    return bare and clause.effect is not None and cell.plain.startswith(":", clause.effect.end)


def _names_measure(cell: tree.Cell, clauses: list[Clause], place: int) -> bool:
    """预算执行率5分：95%以上；3分：90%-95%: the name stands before the points of the first band."""
    clause, after = clauses[place], clauses[place + 1]
    if place and clauses[place - 1].sentence == clause.sentence:
        return False
    words = clause.segments[0][0].value if len(clause.segments) == 1 == len(clause.segments[0]) else None
    return isinstance(words, tree.Word) and bool(after.segments) and _is_limit_alone(cell, after.segments[0])


def _titles(cell: tree.Cell, clauses: list[Clause], place: int) -> bool:
    clause, after = clauses[place], clauses[place + 1]
    if (
        (clause.segments and not _names_measure(cell, clauses, place))
        or clause.otherwise
        or clause.effect is None
        or not after.segments
    ):
        return False
    if after.sentence != clause.sentence or not isinstance(clause.value, (tree.Award, tree.Full, tree.Zero)):
        return False
    between = cell.plain[clause.effect.end : after.segments[0][0].start]
    if ":" in between:
        return True
    bare = isinstance(clause.value, tree.Award) and clause.value.bare
    return not bare and ("的" in between or (place == 0 and bool(compared(cell, after.segments[-1]))))
