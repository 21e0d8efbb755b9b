"""Missing: 缺一项, 少两项, 相差一个等级 before points are how much of the award before them is missing, and no step; those that miss it,
counted themselves."""

import re

from evaldsl.clauses.grouping import Group
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import COUNTED

_LACKS, _RANKS = ("缺少", "缺", "少", "差"), re.compile(r"(?:等级|档次|级别)(?P<more>及其?以上)?的?")


def count_missing(_: Cell, group: Group) -> None:
    """资料齐全得5分，缺一项得3分; 等级一致得5分，相差一个等级得3分，相差两个等级及以上不得分: how much is missing, for less than all, and
    no step."""
    for place, clause in enumerate(group.clauses):
        segment = clause.segments[0] if place and len(clause.segments) == 1 else ()
        given = isinstance(clause.value, tree.Award) and not (clause.value.bonus or clause.value.per)
        if not (given or isinstance(clause.value, tree.Zero)) or len(segment) < 2:
            continue
        words = segment[-1].value
        ranks = _RANKS.fullmatch(words.text) if isinstance(words, tree.Word) and len(segment) > 2 else None
        *before, lacks, number = segment[:-1] if ranks else segment
        many = number.value
        if not isinstance(many, tree.Comparison) or many.op not in ("", "≥") or many.limit.unit not in COUNTED:
            continue
        if len(before) == 1 and isinstance(before[0].value, tree.Word) and before[0].value.text == "相":
            word = "相差"
        elif isinstance(lacks.value, tree.Step) and not (before or lacks.value.each) and given:
            word = lacks.value.words
        elif isinstance(lacks.value, tree.Word) and not before:
            word = lacks.value.text
        else:
            continue
        if ranks and word in ("差", "相差") and many.limit.unit == "个":
            word, more = "相差", many.op or ("≥" if ranks["more"] else "")
            many = tree.Comparison(more, evolve(many.limit, unit="级"))
        elif not ranks and word in _LACKS:
            word = f"缺少{many.limit.unit.removeprefix('个')}数"
        elif ranks or word != "相差":
            continue
        told = (Part(tree.Word(word), segment[0].start, lacks.end), Part(many, number.start, segment[-1].end))
        group.clauses[place] = evolve(clause, segments=(told,))


_ONE = re.compile(r"((?:.*、.+?)?)(?:以上|上述|其中)*(?:[两二三四五六七八九](?:者|项|样|方面))?[如若任]?缺一的?")


def count_one_missing(_: Cell, group: Group) -> None:
    """三者缺一扣2分 is 缺一项扣2分, 四个方面缺一个方面扣1分 缺一个方面: how many are missing."""
    for place, clause in enumerate(group.clauses):
        if isinstance(clause.value, tree.Deduction) and clause.segments and len(clause.segments[-1]) == 5:
            many, thing, lacks, one, again = clause.segments[-1]
            if isinstance(lacks.value, tree.Step) and thing.value == again.value and _alike(many.value, one.value):
                group.clauses[place] = evolve(clause, segments=(*clause.segments[:-1], (lacks, one, again)))
                continue
        words = clause.segments[-1][-1] if clause.segments else None
        if not isinstance(clause.value, tree.Deduction) or words is None or not isinstance(words.value, tree.Word):
            continue
        of = _ONE.fullmatch(words.value.text) if len(clause.segments[-1]) == 1 else None
        if of is not None and not clause.value.per and clause.effect is not None:
            lacks = Part(tree.Word(f"{of[1]}缺少项数"), words.start, words.end)
            effect = evolve(clause.effect, value=evolve(clause.value, per="项"))
            group.clauses[place] = evolve(clause, segments=(*clause.segments[:-1], (lacks,)), effect=effect)


def _alike(many: tree.Value, one: tree.Value) -> bool:
    """四个 and 一个."""
    match many, one:
        case tree.Comparison("", all_of), tree.Comparison("", some):
            return all_of.unit == some.unit and some.number < all_of.number
    return False


_ALIKE = str.maketrans("名位场期", "人人次次")
"""Units that count the same."""
"""Units that count the same."""


def count_failing(cell: Cell, group: Group) -> None:
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
