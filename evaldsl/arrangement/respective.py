"""分别: conditions that share a clause, each with its own points, 优、良、中的分别得4分、3分、2分."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.failings import each_wrong
from evaldsl.clauses.grouping import Clause, Group, is_negated
from evaldsl.clauses.measure_names import enumerated_alike
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import COUNTED

_AND = re.compile(r"[、和]|以及|及(?!时|格)")
_OR = re.compile(rf"{_AND.pattern}|或者?")


def respectively(_: tree.Cell, group: Group) -> None:
    """Gives each condition of a clause its own points."""
    group.clauses[:] = [one for clause in group.clauses for one in _with_own_points(clause)]


def _with_own_points(clause: Clause) -> Iterator[Clause]:
    """优、良、中的分别得4分、3分、2分: each condition with its own points; as it is where they cannot be told apart."""
    value = clause.value
    if isinstance(value, tree.Deduction) and value.apiece and clause.segments:
        yield from _each_taken(clause, value)
        return
    if not isinstance(value, (tree.Award, tree.Deduction)) or not value.more or not clause.segments:
        yield clause
        return
    *before, last = clause.segments
    tail: tuple[Segment, ...] = ()
    if before and _only_counts(last):  # 被省、市、县通报的，每次分别扣3分、2分、1分
        tail, (*before, last) = (last,), before
    amounts = (value.amount, *value.more)
    own = _alike(_divided(_graded(last, len(amounts))), enumerated_alike)
    if isinstance(value, tree.Deduction):
        own = _alike(own, each_wrong) or own
    own = _each_counted(own, value)
    if len(own) != len(amounts) and len(before) + 1 == len(amounts):
        own = [*before, last]
    own = _places(last, len(amounts)) or _levels(last, len(amounts)) or own
    assert clause.effect is not None
    if len(own) != len(amounts):
        yield clause
        return
    shared = () if own[0] is (before or [last])[0] or _says_by_what(before, last) else tuple(before)
    for segment, amount in zip(own, amounts, strict=True):
        effect = evolve(clause.effect, value=evolve(value, amount=amount, more=()))
        yield evolve(clause, segments=(*shared, segment, *tail), effect=effect, start=segment[0].start)


def _each_taken(clause: Clause, value: tree.Deduction) -> Iterator[Clause]:
    """错评1户, 漏评1户 of 错评1户、漏评1户各扣0.5分, 无合同, 未验收 of 无合同、未验收的分别扣1分: each by itself; how many of them, where their
    words cannot be told apart."""
    *before, last = clause.segments
    own, listed = _divided(last) if not before and len(last) > 3 else [], 0
    if not (own and all(len(one) == 2 and _counts_one(one[1]) for one in own)):
        divided = _divided(last, _OR) if all(map(_has_no_limit, clause.segments)) else []
        listed = len(divided)
        own = _alike(divided if listed > 1 else [*clause.segments], each_wrong) if listed else []
    assert clause.effect is not None
    if len(own) > 1 and (not listed or all(len(one) == 1 for one in own)):
        shared = tuple(before) if listed > 1 else ()
        effect = evolve(clause.effect, value=evolve(value, apiece=False))
        for segment in own:
            yield evolve(clause, segments=(*shared, segment), effect=effect, start=segment[0].start)
    elif listed > 1:
        yield evolve(clause, effect=evolve(clause.effect, value=evolve(value, apiece=False, per="项")))
    else:
        yield clause


def _has_no_limit(segment: Segment) -> bool:
    """Words alone, and numbers that are part of them: 违反八项规定, 甲、乙、丙三项未完成."""
    first, *others = [part.value for part in segment]
    plain = [one for one in others if not isinstance(one, tree.Comparison) or one.op or one.limit.number == 1]
    return all(isinstance(one, tree.Word) for one in (first, *plain))


def _counts_one(part: Part) -> bool:
    said = part.value
    return isinstance(said, tree.Comparison) and not said.op and said.limit.number == 1 and said.limit.unit in COUNTED


def _only_counts(segment: Segment) -> bool:
    """每次, 每项, 每发现一处: how often, and nothing else."""
    first, *rest = [part.value for part in segment]
    return isinstance(first, tree.Each) and all(
        isinstance(one, tree.Comparison) or (isinstance(one, tree.Word) and bool(_ONE.fullmatch(one.text)))
        for one in rest
    )


_DIVIDED = re.compile(
    r".*分[为成]|.*(?<![得评计充部积百])分(?=\"?(?:优|良|较?好|显著|[甲A一])[^,、]{0,3}、)|(?:按照?|根据|依据?)(?=\"[^\"]+、[^\"]+\"$|[优甲A一][^,、]{0,3}、)"
)
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
    start, end = match.end(), len(first.value.text)
    if first.value.text[start] == first.value.text[-1] == '"' and first.value.text.count('"') == 2:
        start, end = start + 1, end - 1  # “完成、基本完成、未完成”三档
    rest = Part(tree.Word(first.value.text[start:end]), first.start + start, first.start + end)
    return (rest, *segment[1:])


_BY_WHAT = re.compile(r"(?:按照?|根据|依据?|视|结合)(?:.*情况|.*结果|.*程度)")


def _says_by_what(before: list[Segment], last: Segment) -> bool:
    """根据职责履行情况，分优、良、中、差四档: whether what stands *before* only says by what the grades are given."""
    words = [part.value for segment in before for part in segment]
    first = last[0].value
    graded = isinstance(first, tree.Word) and _DIVIDED.match(first.text)
    by = len(words) == 1 and isinstance(words[0], tree.Word) and _BY_WHAT.fullmatch(words[0].text)
    return bool(graded and by)


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


def _divided(segment: Segment, joins: re.Pattern[str] = _AND) -> list[Segment]:
    """The conditions that 、 and 和 join: 优, 良 of 优、良; 完成率达到90%, 达到80% of 完成率达到90%、80%."""
    found: list[list[Part]] = [[]]
    op = ""
    for part in segment:
        if isinstance(part.value, tree.Word):
            at = 0
            for match in (*joins.finditer(part.value.text), None):
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
    return [tuple(parts) for parts in found if parts]


def _each_counted(segments: list[Segment], value: tree.Award | tree.Deduction) -> list[Segment]:
    """漏报1次, 瞒报1次, 迟报1次 of 漏报、瞒报、迟报1次: what is counted of the last is counted of each."""
    *before, last = segments or [()]
    one = len(last) > 1 and _counts_one(last[-1])
    words = [part.value.text for segment in before for part in segment if isinstance(part.value, tree.Word)]
    plain = len(words) == len(before) and all(len(segment) == 1 or _is_each(segment[0]) for segment in before)
    if not one or not plain or isinstance(value, tree.Award) or any(map(is_negated, words)):
        return segments
    each = segments[0][:1] if _is_each(segments[0][0]) else ()
    return [segments[0] + last[-1:], *((*each, *segment, last[-1]) for segment in before[1:]), (*each, *last)]


def _is_each(part: Part) -> bool:
    return isinstance(part.value, tree.Each)


def _alike(segments: list[Segment], completed: Callable[[list[str]], list[str]]) -> list[Segment]:
    """月报按时报送, 年报按时报送 of 月报、年报按时报送: with the words that they share, as *completed* tells; none where it tells none."""
    words = [one[0].value.text for one in segments if len(one) == 1 and isinstance(one[0].value, tree.Word)]
    if len(words) != len(segments):
        return segments
    return [
        (evolve(one[0], value=tree.Word(text)),) if text != own else one
        for one, text, own in zip(segments, completed(words), words, strict=False)
    ]
