"""Missing: 缺一项, 少两项, 相差一个等级 before points are how much of the award before them is missing, and no step; those that miss it,
counted themselves; the last of
several such numbers is that many and more."""

import re

from evaldsl.clauses.grouping import Clause, Group
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import COUNTED, HOW_MANY, number

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
        *before, lacks, figure = segment[:-1] if ranks else segment
        many = figure.value
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
        told = (Part(tree.Word(word), segment[0].start, lacks.end), Part(many, figure.start, segment[-1].end))
        group.clauses[place] = evolve(clause, segments=(told,))


_VERB = re.compile("^(?:有|发现|出现|发生)")
_NONE_THERE = tuple(f"{all_of}{none}" for all_of in "皆都均全" for none in ("无", "缺", "没有"))


def end_rungs(_: Cell, group: Group) -> None:
    """迟报1次扣1分，2次扣2分，3次不得分 ends in 3次及以上; so does 三项皆缺 behind 缺一项."""
    told: tuple[str, tree.Quantity] | None = None
    for place, clause in enumerate(group.clauses):
        if isinstance(clause.value, tree.Zero) and told is not None:
            group.clauses[place] = _last_rung(clause, *told)
        rung = _rung(clause) if isinstance(clause.value, tree.Deduction) else None
        told = None if rung is None else (rung[0] or (told[0] if told else ""), rung[1])


def _rung(clause: Clause) -> tuple[str, tree.Quantity] | None:
    """Of 缺三项 before points: the words beside the number, and it."""
    segment = clause.segments[-1] if clause.segments and not clause.otherwise else ()
    value = next((part.value for part in segment if isinstance(part.value, tree.Comparison)), None)
    if value is None or value.op not in ("", "≥") or value.limit.unit not in COUNTED:
        return None
    plain = [part.value for part in segment if not isinstance(part.value, tree.Each)]  # 每迟报一次扣1分，三次不得分
    others = [one for one in plain if isinstance(one, (tree.Word, tree.Step))]
    if len(others) + 1 < len(plain):
        return None
    words = "".join([one.text if isinstance(one, tree.Word) else one.words for one in others])
    return _VERB.sub("", words.removesuffix("的")), value.limit


_ALL_LACK = re.compile(rf"(?P<many>{HOW_MANY})(?:者|样|个?方面)(?:{'|'.join(_NONE_THERE)})的?")


def _last_rung(clause: Clause, words: str, before: tree.Quantity) -> Clause:
    """*clause* with 及以上 behind its number, where that counts on from *before*."""
    segment = clause.segments[0] if len(clause.segments) == 1 else ()
    rung, first = _rung(clause), segment[0].value if segment else None
    of = _ALL_LACK.fullmatch(first.text) if isinstance(first, tree.Word) and len(segment) == 1 else None
    if rung is not None and (words.endswith(rung[0]) or (words in _LACKS and rung[0] in _NONE_THERE)):
        limit = rung[1]
    elif of is not None and words in _LACKS:
        limit = tree.Quantity(number(of["many"]), "项")
    else:
        return clause
    if limit.unit != before.unit or limit.number <= before.number:
        return clause
    many = tree.Comparison("≥", limit)
    if words in _LACKS and segment:
        lacks = Part(tree.Word(f"缺少{limit.unit.removeprefix('个')}数"), segment[0].start, segment[0].start)
        return evolve(clause, segments=((lacks, Part(many, segment[0].start, segment[-1].end)),))
    *others, last = clause.segments
    last = tuple(evolve(part, value=many) if isinstance(part.value, tree.Comparison) else part for part in last)
    return evolve(clause, segments=(*others, last))


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
