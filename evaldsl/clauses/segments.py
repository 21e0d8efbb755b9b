"""Segments: what the words between two commas compare with limits, and a segment that joins several of them taken apart."""

import re

from evaldsl.clauses.comparisons import (
    AFTER_LIMIT,
    BEFORE_ENDS,
    BEFORE_LIMIT,
    COMPARING_WORDS,
    Compared,
    Segment,
    as_distance,
    in_brackets,
    in_order,
    part_of_plan,
    turned,
)
from evaldsl.clauses.grouping import clean, text_of
from evaldsl.clauses.measure_names import is_measure_name, under_label
from evaldsl.clauses.mentions import MET, all_met, counts, counts_what_is_missing, shortens, unit_of_limit
from evaldsl.clauses.references import beside, passed_again
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import THINGS, TIMES

_LIMITS = (tree.Between, tree.Rank, tree.Level, tree.Changed)
_OF_SEVERAL = re.compile(rf"^(?:完全|全部|同时|均|都)?({MET})(?:其中的?|其|全部|所有|以上|上述|任[意何])*$")
_ONLY = frozenset(["仅", "只", "只有", "仅有", "其中", "其中有", "其中仅", "其中只有"])
"""仅一项达标: words that name nothing to count."""
_ONE_EACH = re.compile("一[^,，一\\d]{1,4}一[^,，一\\d](?=[,，;。])")
"""一项服务一档, 一户一策: a saying, and no number."""
_TAKEN_BY = re.compile(r"^以(?:[^,，()]|\([^()]*\)){1,8}为单位")
"""以乡镇为单位达到90%: how the number is taken, and no name."""
_IN_A_YEAR = re.compile(r"(?<=..)(?:[每全]年度?|年度?内)(?:累计|共计?)?$")
_HAPPENS = r"(?:凡|如|若|其中|累计|共|发现|出现|发生|存在|仅?有|被)*"
_JOINT = re.compile(r"^(?:并且|以及|同时|但是|或者|且|但|、|和|或|及(?!时))(?=.)")
_AND_WORDS = re.compile(r"^(?:(?:并且|同时|但是|且|但)(?=.{3})|、(?=[^、\d]{3,}$))")
"""超过10%且未履行程序; 达到100%、到位及时."""
_RATE_OF = re.compile(r"([^、，]{2,8}率)([^、，率]{2,6})")


def compared(cell: tree.Cell, segment: Segment, bare: bool = False) -> list[Compared]:
    """The comparisons that end *segment*; none when words follow them. *bare*: a quantity alone is a limit too."""
    if len(segment) == 1 and isinstance(segment[0].value, tree.Word):
        text = segment[0].value.text
        return in_brackets(segment[0], text, bare) if "%" in text or ")" in text else []
    before = turned(segment) or part_of_plan(segment) if len(segment) == 2 else None
    if before is not None:
        return [before]
    if len(segment) > 3 and "分别" in cell.plain and (own := in_order(cell, segment)):
        return own
    parts, limits = _limits_of(cell, segment, bare)
    if not limits:
        return _occurring(cell, segment, bare)
    if len(parts) > 1 and any(isinstance(part.value, (tree.Each, tree.Step)) for part in parts[1:]):
        return []
    if parts and isinstance(parts[0].value, tree.Each) and (len(parts) == 1 or isinstance(limits[0].value, tree.Rank)):
        return []  # 每达到10%
    subject = _subject(cell, parts, limits[0].value)
    first = segment[0].value
    if isinstance(first, tree.Word) and first.text in _ONLY and limits[0] is segment[1]:
        if len(segment) > 2 and clean(text_of(cell, segment[2:])):
            return []
        subject = ""
    if subject.startswith("一") and _ONE_EACH.match(cell.plain, segment[0].start):
        return []
    if subject.startswith("以"):
        subject = _TAKEN_BY.sub("", subject)
    elif ("每" in subject or "次/" in cell.plain) and counts_what_is_missing(cell, subject, limits[0]):
        return []
    if subject and COMPARING_WORDS.search(subject):
        between = subject in ("低于", "高于", "超过", "超出", "超") and isinstance(limits[0].value, tree.Between)
        return [Compared(subject, limits[0])] if between and len(limits) == 1 else _beside(cell, subject, limits)
    if ("超出" in subject[1:] or "控制在" in subject) and (beyond := _beside(cell, subject, limits)):
        return beyond
    over = subject.startswith("超出") and subject[2:] and not limits[1:] and not is_measure_name(subject)
    first_limit = Compared(subject, as_distance(limits[0]) if over else limits[0])
    return [first_limit, *(Compared("", limit) for limit in limits[1:])] if limits[1:] else [first_limit]


def _limits_of(cell: tree.Cell, segment: Segment, bare: bool) -> tuple[list[Part], list[Part]]:
    """What stands before the limits that end *segment*, and these limits."""
    parts = list(segment)
    while parts and isinstance(parts[-1].value, tree.Word) and AFTER_LIMIT.match(parts[-1].value.text):
        parts.pop()
    if len(parts) == 3 and _says_of_what(parts):
        parts.pop()
    limits: list[Part] = []
    bare = bare or (len(parts) > 1 and passed_again(parts, cell.plain))
    timed = bare and tree.Interpolated in cell.by_kind  # 3天得10分，7天得4分，中间按插值法
    while parts and (_is_limit(parts[-1], bare, timed) or (limits and _joins(parts[-1]))):
        part = parts.pop()
        if not isinstance(part.value, tree.Word):
            limits.insert(0, part)
    return parts, limits


def _subject(cell: tree.Cell, parts: list[Part], limit: tree.Value) -> str:
    """What *parts* name, or *limit* itself does, without the words that only lead to a number."""
    subject = text_of(cell, parts) if parts else ""
    if isinstance(limit, tree.Between) and limit.name:
        subject = clean(limit.name.strip("Xx"))
    if subject and subject[-1] in BEFORE_ENDS:
        subject = BEFORE_LIMIT.sub("", subject)
    subject = _IN_A_YEAR.sub("", subject) if "年" in subject[2:] else subject  # 图书更新每年不少于60种
    if isinstance(limit, tree.Rank) and limit.unit == "%":
        subject = re.sub(r"(?:最|靠)?后$", "", subject)
    return several[1] if (several := _OF_SEVERAL.match(subject)) else subject


def _is_limit(part: Part, bare: bool, timed: bool = False) -> bool:
    if isinstance(part.value, tree.Comparison):
        value = part.value
        if value.op:
            return True
        unit, number = value.limit.unit, value.limit.number
        return bare and (timed or unit not in TIMES) and (bool(unit) or number == 0)
    return isinstance(part.value, _LIMITS)


def _joins(part: Part) -> bool:
    return isinstance(part.value, tree.Word) and clean(part.value.text) in ("", "且", "但", "并且", "在", "但在")


def _beside(cell: tree.Cell, subject: str, limits: list[Part]) -> list[Compared]:
    """高于基准价5%以内: how far the one lies beyond the other is itself a measure."""
    if len(limits) != 1:
        return []
    found = beside(subject, limits[0].value, limits[0].start, cell.plain)
    return [] if found is None else [Compared(found.name, evolve(limits[0], value=found.value), untold=found.untold)]


def _says_of_what(parts: list[Part]) -> bool:
    """符合3项要求: of what the number is, which the word before it says already."""
    first, number, last = (part.value for part in parts)
    several = (
        isinstance(number, tree.Comparison) and number.limit.unit in ("项", "条", "个") and number.limit.number > 1
    )
    if not several or not isinstance(first, tree.Word) or not isinstance(last, tree.Word):
        return False
    return clean(last.text) in ("要求", "条件", "标准") and _OF_SEVERAL.match(clean(first.text)) is not None


def _occurring(cell: tree.Cell, segment: Segment, bare: bool) -> list[Compared]:
    """有1-2项不符合, 发生3起以上投诉: the number of what the words behind it name, where the cell counts it twice."""
    every = all_met(cell, segment)
    if every is not None:
        return [Compared(*every)]
    if len(segment) not in (2, 3) or not isinstance(segment[-1].value, tree.Word):
        return []
    before, number, _ = (None, *segment) if len(segment) == 2 else segment
    if before is not None and not (
        isinstance(before.value, tree.Word) and re.fullmatch(_HAPPENS, clean(before.value.text))
    ):
        return []
    if not _is_limit(number, bare) or unit_of_limit(number) not in THINGS:
        return []
    name = clean(segment[-1].value.text)
    if name.startswith(("均", "都", "全部")):
        return []  # 甲、乙两项均达标得2分；丙、丁两项均达标得3分: what an award says of its limits
    if name and shortens(cell, name, number):
        return [Compared("", number, True)]
    return [Compared(name, number, True)] if name and counts(cell, name) else []


def pieces_of(segment: Segment, bare: bool, failing: bool) -> tuple[list[Segment], bool]:
    """完成率≥95%且及时率≥90% as two segments, and whether 或 joins them, or 、 where each is bad enough."""
    found: list[list[Part]] = [[]]
    either = False
    for place, part in enumerate(segment):
        value = part.value
        joint = (
            (_JOINT if place < len(segment) - 1 else _AND_WORDS).match(value.text)
            if isinstance(value, tree.Word) and place
            else None
        )
        if joint and isinstance(value, tree.Word) and _is_limit(segment[place - 1], bare):
            if failing and joint.group() == "、" and place == len(segment) - 1:
                return [segment], False
            either = either or "或" in joint.group() or (failing and joint.group() == "、")
            shift = joint.end()
            found.append([Part(tree.Word(value.text[shift:]), part.start + shift, part.end)])
        elif _is_or(segment, place, bare):
            either = True
            found.append([])
        elif place and isinstance(value, tree.Word) and value.text == "、" and _before_time(segment, place, bare):
            found.append([])  # 6月底达到45%、9月底达到70%
        else:
            found[-1].append(part)
    return [tuple(parts) for parts in found], either


def _is_or(segment: Segment, place: int, bare: bool) -> bool:
    """在-10%至-5%或5%至10%之间: two ranges."""
    value, inside = segment[place].value, 0 < place < len(segment) - 1
    joins = inside and isinstance(value, tree.Word) and value.text in ("或", "或者", "或在")
    return joins and _is_limit(segment[place - 1], bare) and _is_limit(segment[place + 1], bare)


def _before_time(segment: Segment, place: int, bare: bool) -> bool:
    after = segment[place + 1].value if segment[place + 1 :] else None
    return _is_limit(segment[place - 1], bare) and isinstance(after, tree.Comparison) and after.limit.unit in TIMES


def each_compared(cell: tree.Cell, segment: Segment) -> list[Compared]:
    """What *segment* compares, 主干道亮灯率≥98%、次干道亮灯率≥96% too: one limit after the other, each with its name."""
    found = compared(cell, segment)
    if found or len(segment) < 4:
        return found
    pieces = pieces_of(segment, False, False)[0]
    found = [one for piece in pieces for one in compared(cell, piece)]
    return of_one_rate(found) if len(found) == len(pieces) and all(one.subject for one in found) else []


def of_one_rate(found: list[Compared]) -> list[Compared]:
    """主干道亮灯率, 次干道亮灯率 of 亮灯率主干道≥98%、次干道≥96%."""
    match = _RATE_OF.fullmatch(found[0].subject) if len(found) > 1 else None
    others = [one.subject for one in found[1:]]
    if (
        match is None
        or not all(others)
        or any("率" in one or unit_of_limit(part.part) != "%" for one, part in zip(others, found[1:], strict=True))
    ):
        return found
    return [
        evolve(one, subject=under_label(match[1], name)) for one, name in zip(found, (match[2], *others), strict=True)
    ]
