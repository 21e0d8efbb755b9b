"""Lists inside a sentence: 办法包含①目的②依据③范围，得2分 judges the whole list, and not its last thing alone."""

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.arrangement.lists import words_of_all
from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, Group, clean, text_of
from evaldsl.clauses.mentions import MET
from evaldsl.clauses.signs import ABOVE, is_generic
from evaldsl.clauses.things_named import OF_LIST, things_earned
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Marker, Part

_OPENING = re.compile(
    r"(?:[^,;。:\n]*(?:包括|包含|包涵|含有|含|涵盖|具备|具有|明确了?|列明|载明|涉及|符合|满足|达到|做到|体现|覆盖|有)|(?<![一-龥])(?:包括|包含|具备|符合|有))"
    r"(?P<below>(?:以下|下列|如下)?(?:各|[一二两三四五六七八九十\d]+)?(?:个?方面|个|项|条|点)?的?(?:内容|要求|要素|条件)?)$"
)
"""What opens a list: 办法包含, 立项符合以下要求."""
_BEGUN = re.compile(r"(.*[一-龥])(?:1[.、]|\(1\)|①)(.+)")
"""The first thing of a list whose number stands behind words: 办法包含1.目的."""
_GENERIC = re.compile(r"(?:主要)?(?:评价|评分|考核|考评)?(?:要点|内容|标准|要素)(?:主要)?(?:包括|包含|有)")
_SOURCE = re.compile(r"根据|通过|对照|查[阅看]|查(?:资料|台账)|(?:随机|现场|实地)*抽查|统计|参照|结合|数据来源")
"""Where a thing of the list only says where to look."""


def join_lists(cell: Cell, groups: list[Group]) -> None:
    """Makes one condition of the things of a list of which the last alone has points."""
    if len(cell.by_kind.get(Marker, ())) > 1:
        for first, last in reversed(list(_runs(groups))):
            _join(cell, groups, first, last)


def _runs(groups: list[Group]) -> Iterator[tuple[int, int]]:
    """The places of the first and the last of numbers in a row, where only the last of them all scores."""
    first = 0
    for place, group in enumerate(groups):
        if not place or not _follows(groups[place - 1], group):
            first = place
        if group.marker is None or all(clause.effect is None for clause in group.clauses):
            continue
        if place > first and (place + 1 == len(groups) or not _follows(group, groups[place + 1])):
            yield first, place
        first = place + 1


def _follows(before: Group, group: Group) -> bool:
    one, other = group.marker, before.marker
    return one is not None and other is not None and one.style == other.style and one.number == other.number + 1


def _join(cell: Cell, groups: list[Group], first: int, last: int) -> None:
    group = groups[last]
    place = next(at for at, clause in enumerate(group.clauses) if clause.effect is not None)
    clause, before = group.clauses[place], group.clauses[:place]
    start = groups[first].start
    names = [words_of_all(cell, one.clauses) for one in groups[first:last]]
    opening, opener, begun = _opened(cell, groups, first)
    names = [*begun, *names]
    words = words_of_all(cell, before) if before else text_of(cell, clause.segments[0]) if clause.segments else ""
    marker = groups[first].marker
    whole = marker is not None and (marker.number == 1 or bool(begun))
    if (
        not whole
        or not words
        or not all(names)
        or any(map(_SOURCE.match, names))
        or not _closes(cell, clause, before, opening)
    ):
        return
    behind = () if before else clause.segments[1:]
    told = opener.segments[:-1] if opener is not None else ()
    end = before[-1].end if before else clause.segments[0][-1].end
    part = Part(tree.Word(f"{opening}{'、'.join((*names, words))}"), start, end)
    joined = evolve(clause, segments=(*told, (part,), *behind), start=start)
    rest = [joined, *group.clauses[place + 1 :]]
    if opener is not None:
        groups[first - 1].clauses[-1:] = rest
        del groups[first : last + 1]
        return
    new = Group(None, start=start, offset=group.offset)
    new.clauses = rest
    groups[first : last + 1] = [new]


def _closes(cell: Cell, clause: Clause, before: list[Clause], opening: str) -> bool:
    """Whether *clause* is of the whole list: an award, or, where words open the list, whatever is not counted."""
    value = clause.value
    texts = [text_of(cell, segment) for segment in clause.segments]
    if clause.otherwise or (before and texts) or any(things_earned(one) or OF_LIST.match(one) for one in texts):
        return False
    if not all(_judges(part.value) for segment in clause.segments for part in segment):
        return False
    match value:
        case tree.Award(amount, bonus, bare, apiece, per, more):
            return not (apiece or per or more or amount.is_range or (bare and not opening)) or (bonus and bool(opening))
        case tree.Full(spared=spared):
            return not spared
        case tree.Zero() | tree.Deduction(twice=False):
            return bool(opening) and not before
    return False


def _judges(value: tree.Value) -> bool:
    """Words, or how many there are: 四项 of 标准四项内容."""
    number = isinstance(value, tree.Comparison) and not value.op and value.limit.unit in ("项", "个", "条")
    return number or isinstance(value, tree.Word)


def _opened(cell: Cell, groups: list[Group], first: int) -> tuple[str, Clause | None, list[str]]:
    """The words that open the list, the clause that ends in them, where they are no label of it, and what they hold of it."""
    clauses = groups[first - 1].clauses if first else []
    open_ = clauses[-1] if clauses and clauses[-1].effect is None and clauses[-1].segments else None
    marker = groups[first].marker
    if open_ is not None and marker is not None and marker.number == 2:
        begun = _BEGUN.fullmatch(text_of(cell, open_.segments[-1]))
        return (begun[1], open_, [begun[2]]) if begun else ("", None, [])
    told = cell.plain[: groups[first].start]
    labelled = told.endswith(":")
    match = _OPENING.search(clean(re.split(r"[,;。:\n)]", told.rstrip(":;"))[-1]))
    if match is None:
        return "", None, []
    opening = match.group().removesuffix(match["below"])
    opening = "" if _GENERIC.fullmatch(opening) else opening
    return opening, None if labelled else open_, []


_OF_LIST = re.compile(
    r"(?<![\d%次人个家户天日元级])以上|上述|前述|[各任两几]|每(?!(?:[少多低高超降]|增|减|提前|推迟|延)[^,;。]{0,2}\d)|全部|均|都|缺|[一二三四五六七八九十\d](?:项|条|点|个)|(?<!^)[①-⑳][、和①-⑳]"
)


def unscored(cell: Cell, groups: list[Group]) -> Iterator[tuple[Part, str]]:
    """Things of a list, by where each begins, with its words, that get no points between others that do, while nothing speaks of the
    whole list: ①制度健全；②完成率≥90%得3分; 制度健全；执行到位得4分."""
    parted = ";" in cell.plain or "。" in cell.plain[:-1] or Marker in cell.by_kind
    if not parted or _OF_LIST.search(cell.plain):
        return
    for group in groups:
        for one in _before_award(group.clauses):
            if not is_generic(words := words_of_all(cell, [one])):
                yield one.segments[0][0], words
    for group, after in itertools.pairwise(groups):
        plain = all(clause.effect is None for clause in group.clauses)
        first = after.clauses[0] if plain and group.clauses and _follows(group, after) and after.clauses else None
        if first is not None and first.effect is not None and first.segments:
            yield group.clauses[0].segments[0][0], words_of_all(cell, group.clauses)


def _before_award(clauses: list[Clause]) -> Iterator[Clause]:
    """Those without an effect that a ； keeps apart from what is awarded: 制度健全 of 制度健全；执行到位得4分, of 制度健全；执行到位；
    得4分; limits, 执行率达到95%, a 。 as well, but no number that is only named: 新建渠道20公里；完成率100%得4分."""
    awarded = bare = False
    for one, after in reversed([*itertools.pairwise(clauses)]):
        if after.effect is not None:
            awarded, bare = isinstance(after.value, tree.Award), not after.segments
        values = [part.value for each in one.segments for part in each] if one.effect is None else []
        awarded = awarded and after.after in (";", "。" if any(map(_limits, values)) else ";")
        if awarded and values and not bare and all(isinstance(each, tree.Word) or _limits(each) for each in values):
            yield one
        bare = False  # what stands right before 得4分 earns it


def _limits(value: tree.Value) -> bool:
    match value:
        case tree.Comparison(op, limit):
            return bool(op) or limit.unit == "%"
    return isinstance(value, tree.Between)


_MARKS = r"[①-⑳](?:[、和及]?[①-⑳])*"
_MANY = r"[一两二三四五六七八九\d]"
_MET = re.compile(
    rf"(?:{ABOVE}(?:{_MANY}(?:个?要点|项|点|条))?[,，]?)?(?P<before>{_MARKS})?(?:[项点条])?(?P<all>同时|全部|均|都|全)?(?P<met>{MET})"
    rf"(?P<behind>{_MARKS})?(?:[项点条])?(?:要求|标准|条件|内容)?"
)
_SO_MANY_MET = re.compile(rf"(?:其中)?(?P<many>{_MANY})项(?P<met>{MET})(?:要求|标准|条件)?的?")
"""两项符合, for 符合两项."""


def read_met(cell: Cell, groups: list[Group]) -> None:
    """全部符合, 符合①②③ of a list of three are as many as it has, where the cell goes on to count them: 符合两项得1分."""
    listed = things_of(cell, groups)
    told: Segment
    for group in groups:
        for place, clause in enumerate(group.clauses):
            apiece = clause.effect is None or (isinstance(clause.value, tree.Award) and clause.value.apiece)
            if apiece or not clause.segments:
                continue
            segment = clause.segments[-1]
            text = ",".join(text_of(cell, each) for each in clause.segments)
            so_many = _SO_MANY_MET.fullmatch(text) if listed else None
            if so_many and len(segment) == 2:
                told = (evolve(segment[1], value=tree.Word(so_many["met"])), segment[0])
                group.clauses[place] = evolve(clause, segments=(told,))
                continue
            match = _MET.fullmatch(text)
            if match is None or not (match["all"] or match["before"] or match["behind"]):
                continue
            marks = [ord(one) - ord("①") for one in (match["before"] or match["behind"] or "") if one >= "①"]
            marks = [one for one in marks if one < 20]
            counts = re.findall(
                rf"(?:(?<!每){match['met']}(?:其中)?的?(?:任[意何])?{_MANY}项|{_MANY}项{match['met']})", cell.plain
            )
            whole = listed or marks
            if all("一项" in one or "1项" in one for one in counts) and _each_counts(group, clause, len(whole)):
                continue  # 符合一项得1分，全部符合得4分: each of them
            if counts and len(whole) > 1 and (not marks or marks == [*range(len(whole))]):
                told = (_all_of(clause, len(whole)), evolve(segment[0], value=tree.Word(f"均{match['met']}")))
            elif marks and max(marks) < len(listed):
                told = (evolve(segment[0], value=tree.Word("、".join(listed[one] for one in marks))),)
            else:
                continue
            group.clauses[place] = evolve(clause, segments=(told,))


def _each_counts(group: Group, clause: Clause, many: int) -> bool:
    """Whether *clause* gives as much as *many* times an award before it in its group, or all there is."""
    before = itertools.takewhile(lambda one: one is not clause, group.clauses)
    given = [one.value.amount for one in before if isinstance(one.value, tree.Award)]
    top = clause.value.amount.high if isinstance(clause.value, tree.Award) else None
    return any(not one.share and top in (one.high * many, None) for one in given)


def _all_of(clause: Clause, size: int) -> Part:
    """三项 of 以上三项，全部符合, or as many where the words do not say how many."""
    parts = [part for segment in clause.segments for part in segment]
    said = (part for part in parts if isinstance(part.value, tree.Comparison) and not part.value.op)
    return next(said, evolve(parts[0], value=tree.Comparison("", tree.Quantity(Fraction(size), "项"))))


def _in_words(clause: Clause) -> bool:
    return all(isinstance(part.value, tree.Word) for segment in clause.segments for part in segment)


def things_of(cell: Cell, groups: list[Group]) -> list[str]:
    """The things of the list ①, ②, …, or of one without numbers, in their words."""
    found: list[str] = []
    for group in groups:
        told = [*itertools.takewhile(lambda clause: clause.effect is None, group.clauses)]
        if told and group.marker is not None and group.marker.number == len(found) + 1:
            found.append(words_of_all(cell, told))
        elif len(told) > 1 and len(groups) == 1 and all(_in_words(clause) for clause in told):
            found = [words_of_all(cell, [clause]) for clause in told]
    return found
