"""Clauses put in the order in which they act: a list's last words apart, an award before its steps, its condition found."""

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from evaldsl.clauses.conditions import Segment, compared, condition
from evaldsl.clauses.counting import per
from evaldsl.clauses.grouping import MARKS, OF_LIST, Clause, Group, is_negated, text_of
from evaldsl.clauses.measure_names import enumerated_alike
from evaldsl.elaboration.categories import by_category
from evaldsl.elaboration.changes import read_changes, speaks_of_changes
from evaldsl.elaboration.coefficients import read_coefficients
from evaldsl.elaboration.durations import read_durations, speaks_of_durations
from evaldsl.elaboration.lists import read_below
from evaldsl.elaboration.signs import ONCE
from evaldsl.elaboration.stated_values import read_stated
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import COUNTED

_SEVERAL = (tree.Award, tree.Deduction)
_FRAMES = tree.PartStep | tree.UntilZero | tree.Cap


def arrange(cell: Cell, groups: list[Group]) -> None:
    """Rearranges the clauses of every group."""
    read_below(cell, groups)
    if "系数" in cell.plain and tree.Formula in cell.by_kind:
        read_coefficients(groups)
    if "值" in cell.plain:
        read_stated(groups)
    listed, changing, timed = 0, speaks_of_changes(cell), speaks_of_durations(cell)
    acting = [part.value for kind in _SEVERAL for part in cell.by_kind.get(kind, ())]
    respective = any(value.more for value in acting)
    extreme = "孰" in cell.plain or "取" in cell.plain or "较" in cell.plain
    nets, ends = "抵" in cell.plain, tree.UntilZero in cell.by_kind
    for group in groups:
        for place, clause in enumerate(group.clauses) if ends else ():
            if isinstance(clause.value, tree.UntilZero) and (clause.segments or clause.otherwise):
                group.clauses[place] = _take_all(cell, clause)
        plain = group.marker is not None and all(clause.effect is None for clause in group.clauses)
        if group.marker is not None and listed and not plain:
            _split_list(cell, group)
        listed = listed + 1 if plain else 0
        if extreme:
            _extremes(cell, group)
        if respective:
            group.clauses[:] = [one for clause in group.clauses for one in _respectively(clause)]
        if nets:
            _take_offset(cell, group)
        if len(acting) > 1 or respective:
            group.clauses[:] = by_category(cell, group.clauses)
        if changing:
            read_changes(cell, group)
        if timed:
            read_durations(cell, group)
        _find_conditions(cell, group)
        _award_first(cell, group)


_HOW_TAKEN = re.compile(
    r"(?:将|把|从|在|直至|至)?(?:(?:本|该|此)(?:小?项|指标)|单项|[两二三四五六七八九各逐]项|以上)*的?(?:权重|标准|基本)*(?:分值|得分|分数|分)?"
    r"[中内]?(?:可以?|应|均|都|分别|累计|合计|依次|逐[项次]|全部|直接|继续|叠加|一直|最终)*(?:扣分|扣减|扣除)?"
)
"""两项累计扣分, 将本项分: how points are taken until none are left, and no condition."""


def _take_all(cell: Cell, clause: Clause) -> Clause:
    """每处扣1分，情节严重的扣完 takes all of it under a condition of its own, where 扣完为止 alone says only where it ends."""
    counted = any(isinstance(part.value, tree.Step | tree.Each) for segment in clause.segments for part in segment)
    texts = [text_of(cell, segment) for segment in clause.segments]
    own = clause.otherwise or any(not (_HOW_TAKEN.fullmatch(text) or ONCE.match(text)) for text in texts)
    if counted or not own:
        return clause
    assert clause.effect is not None and isinstance(clause.value, tree.UntilZero)
    points = clause.value.points
    taken = tree.Zero() if points is None else tree.Deduction(tree.Amount(points, points))
    return evolve(clause, effect=evolve(clause.effect, value=taken))


def _split_list(cell: Cell, group: Group) -> None:
    """①…②…③监督到位，每项1分: the last words speak of the list, those before them are its last item."""
    place = next(i for i, clause in enumerate(group.clauses) if clause.effect is not None)
    clause = group.clauses[place]
    words = clause.segments
    last: tuple[Segment, ...] = ()
    if len(words) == 1 and (MARKS.match(text_of(cell, words[0])) or _ALL_ABOVE.fullmatch(text_of(cell, words[0]))):
        return
    if len(words) > 1 and OF_LIST.match(text_of(cell, words[-1])):
        words, last = words[:-1], words[-1:]
    elif len(words) > 1 and isinstance(clause.value, tree.Award) and _each_so(cell, words):
        assert clause.effect is not None
        words, clause = (
            words[:-1],
            evolve(clause, effect=evolve(clause.effect, value=evolve(clause.value, apiece=True))),
        )
    elif not (words and isinstance(clause.value, tree.Award) and clause.value.apiece):
        return
    assert clause.effect is not None
    own = evolve(clause, segments=words, effect=None, end=words[-1][-1].end)
    start = last[0][0].start if last else clause.effect.start
    group.clauses[place : place + 1] = [own, evolve(clause, segments=last, start=start)]


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
    r"以上|上述|(?:以上|上述)?(?:各|每|[一二两三四五六七八九十\d]+)(?:个?(?:方面|要点)|个|项|条|点)?(?:内容|要求|指标)?"
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


_AND = re.compile(r"[、和]|以及|及(?!时|格)")


def _respectively(clause: Clause) -> Iterator[Clause]:
    """优、良、中的分别得4分、3分、2分: each condition with its own points; as it is where they cannot be told apart."""
    value = clause.value
    if not isinstance(value, (tree.Award, tree.Deduction)) or not value.more or not clause.segments:
        yield clause
        return
    *before, last = clause.segments
    tail: tuple[Segment, ...] = ()
    if before and _only_counts(last):  # 被省、市、县通报的，每次分别扣3分、2分、1分
        tail, (*before, last) = (last,), before
    amounts = (value.amount, *value.more)
    own = _each_counted(_divided(_graded(last, len(amounts))), value)
    if len(own) != len(amounts) and len(before) + 1 == len(amounts):
        own = [*before, last]
    own = _places(last, len(amounts)) or _levels(last, len(amounts)) or own
    assert clause.effect is not None
    if len(own) != len(amounts):
        yield clause
        return
    shared = () if own[0] is (before or [last])[0] else tuple(before)
    for segment, amount in zip(own, amounts, strict=True):
        effect = evolve(clause.effect, value=evolve(value, amount=amount, more=()))
        yield evolve(clause, segments=(*shared, segment, *tail), effect=effect, start=segment[0].start)


def _only_counts(segment: Segment) -> bool:
    """每次, 每项, 每发现一处: how often, and nothing else."""
    first, *rest = [part.value for part in segment]
    return isinstance(first, tree.Each) and all(
        isinstance(one, tree.Comparison) or (isinstance(one, tree.Word) and bool(_ONE.fullmatch(one.text)))
        for one in rest
    )


_DIVIDED = re.compile(r".*分[为成]")
_GRADES = frozenset("档级等种类个")
"""Units in which grades are counted: 三档."""


_GRADES_NAMED = re.compile(r"(?P<whose>.*?)(?:按照?|根据|依据)\"?(?=[优良好甲A])")


def _by_grade(segment: Segment) -> Segment:
    """考核结果为优秀、良好、合格 of 考核结果按"优秀、良好、合格"三个等次."""
    words = [part.value.text if isinstance(part.value, tree.Word) else "" for part in segment]
    if len(segment) < 3 or words[-1] not in ("等次", "等级", "档次", "等级的", "等次的"):
        return segment
    match = _GRADES_NAMED.match(words[0])
    text = words[-3].removesuffix('"')
    if len(segment) == 3 and match:
        text = f"{match['whose']}{'为' if match['whose'] else ''}{text[match.end() :]}"
    end = segment[-3].end - words[-3].endswith('"')
    return (*segment[:-3], Part(tree.Word(text), end - len(text), end), segment[-2])


def _graded(segment: Segment, count: int) -> Segment:
    """达成、部分达成、未达成 of 根据完成情况分为达成、部分达成、未达成三档."""
    segment = _by_grade(segment)
    first, last = segment[0], segment[-1]
    said = last.value.limit if isinstance(last.value, tree.Comparison) and not last.value.op else None
    if said is not None and said.number == count and said.unit in _GRADES and len(segment) > 1:
        segment = segment[:-1]
    match = _DIVIDED.match(first.value.text) if isinstance(first.value, tree.Word) else None
    if match is None or not isinstance(first.value, tree.Word) or match.end() == len(first.value.text):
        return segment
    rest = Part(tree.Word(first.value.text[match.end() :]), first.start + match.end(), first.end)
    return (rest, *segment[1:])


def _places(segment: Segment, count: int) -> list[Segment]:
    """第1名, 第2名, 第3名 of 前3名, 排名1-3名: where there are as many points as places."""
    value = segment[-1].value
    if not isinstance(value, tree.Rank | tree.Between):
        value = segment[-2].value if len(segment) > 1 else value
    if isinstance(value, tree.Between) and value.high.unit in ("名", "位") and not value.name:
        value = tree.Rank(value.low.number, value.high.number, value.high.unit)
    if not isinstance(value, tree.Rank) or value.high is None:
        return []
    first = int(value.low or 1)
    if value.high - first + 1 != count:
        return []
    place = next(at for at, part in enumerate(segment) if not isinstance(part.value, tree.Word))
    ranks = [tree.Rank(Fraction(one), Fraction(one), value.unit) for one in range(first, first + count)]
    return [(*segment[:place], evolve(segment[place], value=rank)) for rank in ranks]


_ONE = re.compile(r"(?:有|发现|出现|发生)?(?:人次|件次|[次项起件例个条篇处人])")
_LEVEL = r"(?:中央|全国|国家|国务院|部|省部|省|自治区|市厅|地市|市州|市|州|县区|县市区|区县|县|区|乡镇|镇|乡|村)级?"
_LEVELS = re.compile(rf"(?<![一-龥]){_LEVEL}(?:[、和及]{_LEVEL})+|(?<=[获受被经由在得到]){_LEVEL}(?:[、和及]{_LEVEL})+")


def _levels(segment: Segment, count: int) -> list[Segment]:
    """获省通报表扬, 获市通报表扬 of 获省、市通报表扬."""
    words = segment[0].value
    match = _LEVELS.search(words.text) if isinstance(words, tree.Word) else None
    if match is None or not isinstance(words, tree.Word):
        return []
    names = re.split(r"[、和及]", match.group())
    if len(names) != count:
        return []
    if names[-1].endswith("级"):  # 省级, 市级, 县级 of 省、市、县级
        names = [one if one.endswith("级") or one in ("中央", "全国", "国务院") else f"{one}级" for one in names]
    before, after = words.text[: match.start()], words.text[match.end() :]
    return [(evolve(segment[0], value=tree.Word(f"{before}{name}{after}")), *segment[1:]) for name in names]


def _divided(segment: Segment) -> list[Segment]:
    """The conditions that 、 and 和 join: 优, 良 of 优、良; 完成率达到90%, 达到80% of 完成率达到90%、80%."""
    found: list[list[Part]] = [[]]
    op = ""
    for part in segment:
        if isinstance(part.value, tree.Word):
            at = 0
            for match in (*_AND.finditer(part.value.text), None):
                end = match.start() if match else len(part.value.text)
                if end > at:
                    found[-1].append(Part(tree.Word(part.value.text[at:end]), part.start + at, part.start + end))
                if match:
                    found.append([])
                    at = match.end()
            continue
        if isinstance(part.value, tree.Comparison):
            op = part.value.op or op
            part = evolve(part, value=evolve(part.value, op=op))
        found[-1].append(part)
    return _alike([tuple(parts) for parts in found if parts])


def _each_counted(segments: list[Segment], value: tree.Award | tree.Deduction) -> list[Segment]:
    """漏报1次, 瞒报1次, 迟报1次 of 漏报、瞒报、迟报1次: what is counted of the last is counted of each."""
    *before, last = segments or [()]
    said = last[-1].value if len(last) > 1 else None
    one = isinstance(said, tree.Comparison) and not said.op and said.limit.number == 1 and said.limit.unit in COUNTED
    words = [part.value.text for segment in before for part in segment if isinstance(part.value, tree.Word)]
    plain = len(words) == len(before) and all(len(segment) == 1 or _is_each(segment[0]) for segment in before)
    if not one or not plain or isinstance(value, tree.Award) or any(map(is_negated, words)):
        return segments
    each = segments[0][:1] if _is_each(segments[0][0]) else ()
    return [segments[0] + last[-1:], *((*each, *segment, last[-1]) for segment in before[1:]), (*each, *last)]


def _is_each(part: Part) -> bool:
    return isinstance(part.value, tree.Each)


def _alike(segments: list[Segment]) -> list[Segment]:
    """月报按时报送, 年报按时报送 of 月报、年报按时报送."""
    words = [one[0].value.text for one in segments if len(one) == 1 and isinstance(one[0].value, tree.Word)]
    if len(words) != len(segments):
        return segments
    whole = enumerated_alike(words)
    return [
        (evolve(one[0], value=tree.Word(text)),) if text != own else one
        for one, text, own in zip(segments, whole, words, strict=True)
    ]


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


def _award_first(cell: tree.Cell, group: Group) -> None:
    """每低于1个百分点扣0.1分，≥95%得2分: the steps run from the award that stands behind them."""
    clauses = group.clauses
    if len(clauses) < 2:
        return
    place = next((i for i, clause in enumerate(clauses) if isinstance(clause.value, (tree.Award, tree.Full))), 0)
    if not place or not all(_waits(cell, clause) for clause in clauses[:place]):
        return
    clause = clauses[place]
    found = condition(cell, clause)
    if not found.compared or found.judged or per(cell, clause, "", occurrence=False) is not None:
        return
    steps = per(cell, clauses[0], "", occurrence=False)
    label = clause.label if found.compared[0].subject or steps is None else steps.subject
    clauses.insert(0, evolve(clauses.pop(place), label=label))


def _waits(cell: tree.Cell, clause: Clause) -> bool:
    """Whether *clause* is a step without a base, or only says more of one."""
    if isinstance(clause.value, _FRAMES):
        return not clause.segments
    if not isinstance(clause.value, tree.Deduction) or clause.otherwise:
        return False
    steps = per(cell, clause, clause.value.per, occurrence=False)
    return steps is not None and steps.step is not None and steps.base is None and steps.by_ratio and not steps.context
