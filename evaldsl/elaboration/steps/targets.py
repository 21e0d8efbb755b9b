"""Which awards 每低于1个百分点 acts on: the one before it, or each of those that it may speak of."""

import re

from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.measure_names import same_measure
from evaldsl.clauses.relative_limits import tell_open
from evaldsl.clauses.shortfalls import is_end
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree
from evaldsl.text.numerals import COUNTED, THINGS, TIMES


def about(reader: Reader, item: ItemDraft, name: str) -> ItemDraft:
    """The item whose award compares the measure called *name*: that of *item*, or of one before it."""
    if any(same_measure(limit.fact.name, name) for case in item.cases for limit in case.limits):
        return item
    found = [one for one in reader.items if one.measure is not None and same_measure(one.measure.name, name)]
    return found[0] if len(found) == 1 else item


def targets_of(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, every: re.Match[str] | None, *, apiece: bool
) -> list[ItemDraft]:
    """A step that opens a sentence without a subject, 各扣, or one of *every* such award, 以上指标, acts on every item before it with
    such a measure."""
    if counted.step is None or counted.subject:
        return [item]
    items = awards_before(reader, clause, every)
    if counted.base:
        return _of_limit(reader, item, clause, counted, items)
    if not counted.by_ratio:
        found = _of_the_unit(reader, item, clause, counted, items, apiece)
    else:
        same = _measured(items, counted) if len(items) > 1 else []
        if len(same) > 1 and (item.measure is None or apiece or every):
            return same
        found = _alike(reader, item, clause, counted, items)
    if found:
        _tell_others(reader, clause, counted, found)
    return found


def awards_before(reader: Reader, clause: Clause, every: re.Match[str] | None) -> list[ItemDraft]:
    """The items under the number of *clause*; those of the whole list, where 以上指标 says so or a 。 that ends the list, or a line
    of its own, parts it from the last of them, which is one award: 1.甲率100%得3分；2.乙率100%得3分。每低1个百分点扣0.1分."""
    own = reader.group.items
    if not (reader.group.style and (len(own) == 1 or (every and every["above"]))):
        return own
    if not every and (own[0].award_sentence == clause.sentence or not own[0].has_award):
        return own
    first = _list_before(reader, clause, told=every is not None)
    return own if first is None else [one for one in reader.items if one.span[0] >= first]


def _list_before(reader: Reader, clause: Clause, *, told: bool) -> int | None:
    """Where the list of numbers begins that ends before *clause*; ``None`` where *clause* belongs to the last of them: no 。 and no
    new line parts it from that one sentence, or another number follows. A list that is *told* of, 以上指标, ends anyway."""
    numbers = [(number, start) for number, start in _numbers(reader) if start < clause.start]
    first = max((start for number, start in numbers if number == 1), default=clause.start)
    between = (part for part in reader.cell.parts if first < part.start < clause.start)
    stops = [(part.value, part.start > numbers[-1][1]) for part in between if isinstance(part.value, tree.Stop)]
    if not told:
        *within, (last, _) = stops or [(tree.Stop(";"), True)]
        own = last.mark == ";" or any(inside and stop.mark != ";" for stop, inside in within)
        if own or reader.number_follows(clause.start) or not (last.ends or all(stop.mark == ";" for stop, _ in within)):
            return None
    return reader.measures.source.span(first, first + 1)[0]


def _numbers(reader: Reader) -> list[tuple[int, int]]:
    """The numbers in the cell that are written as that of the group which is being read, and where each stands."""
    marks = reader.cell.by_kind[tree.Marker] if reader.group.style else []
    return [(mark.value.number, mark.start) for mark in marks if mark.value.style == reader.group.style]


def _of_limit(reader: Reader, item: ItemDraft, clause: Clause, counted: Per, items: list[ItemDraft]) -> list[ItemDraft]:
    """甲率100%得3分；乙率100%得3分。未达到100%的，每低1个百分点扣0.1分: every award for that limit."""
    assert counted.base is not None and counted.step is not None
    value = counted.base.part.value
    if counted.base.subject or not isinstance(value, tree.Comparison) or value.limit.unit != "%":
        return [item]
    same = [
        one
        for one in reader.alike(clause, items)
        if one.cases[0].limits[0].low * 100 == value.limit.number and _is_upper(one) == counted.step.up
    ]
    return same if item in same or (same and item.award_sentence != clause.sentence) else [item]


def _measured(items: list[ItemDraft], counted: Per) -> list[ItemDraft]:
    return [one for one in items if one.measure is not None and _counts(one.measure, counted)]


def _counts(measure: Fact, counted: Per) -> bool:
    """Whether *counted* can run along *measure*: 每低1% along a rate, 每少1人 along what is counted in 人."""
    return (measure.kind is Kind.RATIO) if counted.by_ratio else measure.unit == counted.size.unit


def _of_the_unit(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, items: list[ItemDraft], apiece: bool
) -> list[ItemDraft]:
    """培训100人得6分，参会50人得4分，每少1人扣0.5分: every award of what is counted in 人; the only one that is, if *item*
    measures something else."""
    unit = counted.size.unit
    same = _measured(items, counted)
    if apiece and len(same) > 1:
        return same
    if counted.context and unit == "项" and _of_parts(item, clause, counted):
        hint = "自成一项的，写明它得几分，如“资料齐全得2分，每缺一项扣0.5分”"
        reader.unread(f"没有读出“{counted.context}”从哪一项得分里扣", *reader.span_of(clause), hint)
        return []
    if counted.context or unit in TIMES or unit in ("", "分"):
        return [item]
    if item not in same and len(same) == 1 and not same[0].effects and _measures_another(item, same[0]):
        if _lacks_its_own(item, counted):
            return [item]
        if unit in _OF_ANYTHING and item.award_sentence == clause.sentence and same[0].measure is not None:
            _tell_whose(reader, clause, counted, same[0].measure, item.cases[0].text if item.cases else "")
        return same
    if item.measure is None:
        return [item]
    counts = [one for one in items if one.measure is not None and one.measure.unit in THINGS]
    if not same and unit in COUNTED and len(counts) > 1:
        return counts if apiece else _of_none(reader, clause, counted, counts)
    if not same and unit == "个" and len(counts) == 1:
        return counts  # 建成公厕10座得6分；覆盖率≥90%得4分，每少1个
    alike = reader.alike(clause, items) if unit in THINGS and not (same or counts or counted.tail) else []
    if unit in ("人", "名") and [one for one in alike if _of_people(one)] == [item]:
        return [item]  # 覆盖率100%得1分，人员上岗率100%得1分，缺一人
    if len(alike) > 1 and item in alike and item.measure.kind is Kind.RATIO:
        return _of_none(reader, clause, counted, alike)  # 达标率≥90%得3分，覆盖率≥95%得3分，每少1个
    return _alike(reader, item, clause, counted, items)


_OF_ANYTHING = ("次", "期")
"""What meetings are counted in, and the records of them as well."""


def _lacks_its_own(item: ItemDraft, counted: Per) -> bool:
    """开展演练不少于2次得3分；检查有记录得2分，缺1次记录扣0.5分: whether what lacks is named in the award of *item*."""
    return len(counted.tail) > 1 and any(counted.tail in case.text for case in item.cases)


def _tell_whose(reader: Reader, clause: Clause, counted: Per, measure: Fact, award: str) -> None:
    """Says that what lacks is of the *measure* that an award before compares, and not of the *award* right before it."""
    unit = counted.size.unit
    message = f"“{reader.words_of(clause)}”按前面的“{measure.name}”少了几{unit}扣，不是“{award}”"
    hint = f"说的是“{award}”的，写明少的是什么，如“每缺1{unit}记录扣…分”"
    reader.measures.report("step-target-unstated", message, counted.part, hint)


_PEOPLE = re.compile(
    "人员|职工|员工|工人|教师|学生|干部|医[生师]|护士|村民|居民|儿童|党员|(?:到|在|上)岗|持证|参训|参会|出勤"
)


def _of_people(item: ItemDraft) -> bool:
    """Whether the award of *item* measures how many people do something."""
    return item.measure is not None and _PEOPLE.search(item.measure.name) is not None


_PARTS = re.compile("包[括含]|[资材]料|内容|档案")


def _of_parts(item: ItemDraft, clause: Clause, counted: Per) -> bool:
    """培训不少于4次得2分；资料包括签到表、教案、照片，每缺一项扣0.5分: whether what lacks a part is nothing that *item* counts."""
    measure = item.measure
    if measure is None or measure.unit == "项" or item.award_sentence in (-1, clause.sentence):
        return False
    return _PARTS.search(counted.context) is not None and _PARTS.search(measure.name) is None


def _measures_another(item: ItemDraft, counting: ItemDraft) -> bool:
    """培训100人得6分，覆盖率≥90%得4分，每少1人扣0.5分: whether nobody is missed by *item*, as by 参会率100% and 台账齐全."""
    if item.measure is None:
        return item.subject is not None and item.subject == counting.measure
    return not any(map(is_end, item.cases[0].limits))


def _of_none(reader: Reader, clause: Clause, counted: Per, items: list[ItemDraft]) -> list[ItemDraft]:
    tell_steps_open(reader, clause, counted, [one.measure for one in items if one.measure is not None])
    return []


def tell_steps_open(reader: Reader, clause: Clause, counted: Per, facts: list[Fact]) -> None:
    """建成公厕10座得6分，培训100人得4分，每少1个扣0.5分: open which is meant."""
    words = counted.step.words if counted.step else ""
    tell_open(reader.measures, f"每{words}{shown(counted.size.number)}{counted.size.unit}", facts, clause)


def _alike(reader: Reader, item: ItemDraft, clause: Clause, counted: Per, items: list[ItemDraft]) -> list[ItemDraft]:
    alike = _measured(reader.alike(clause, items), counted)
    assert counted.step is not None
    ways = {_is_upper(one) for one in alike}
    if len(ways) > 1 and item in alike and counted.step.up and counted.step.down:
        return alike
    if len(alike) > 1 and item in alike and counted.step.up != counted.step.down:
        return [one for one in alike if _is_upper(one) == counted.step.up] or [item]
    return [item]


def _is_upper(item: ItemDraft) -> bool:
    """Whether its award wants no more than a number: ≤10%."""
    return item.cases[0].limits[0].op in ("≤", "<")


def _tell_others(reader: Reader, clause: Clause, counted: Per, found: list[ItemDraft]) -> None:
    """甲率≥95%得6分；乙率≥90%得4分，每低1%扣0.5分: says that nothing is taken of the awards before, of which it may speak."""
    assert counted.step is not None
    apart = clause.after == "。" and not clause.otherwise and not reader.number_follows(clause.start)
    pool = reader.items if apart else reader.group.items
    if counted.context or len(pool) < 2 or counted.step.up == counted.step.down or found[0].measure is None:
        return
    others = [
        one.cases[0].limits[0].fact.name
        for one in pool[: next((place for place, one in enumerate(pool) if one is found[0]), 0)]
        if len(one.cases) == 1 and len(one.cases[0].limits) == 1 and one.cases[0].limits[0].high is None
        if not (one.cases[0].others or one.effects or one.otherwise or one.vetoes)
        if _counts(one.cases[0].limits[0].fact, counted) and _is_upper(one) == counted.step.up
    ]
    if others and (_counts(found[0].measure, counted) or not counted.by_ratio):
        own = "、".join(f"“{one.measure.name}”" for one in found if one.measure is not None)
        message = f"这一句扣分只管{own}，前面的{'、'.join(f'“{name}”' for name in others)}达不到的不得分，没有逐步扣"
        hint = "写明各扣多少，如“两项指标每低1个百分点各扣0.5分”，或者每项后面各写一句"
        reader.measures.report("step-target-unstated", message, counted.part, hint)
