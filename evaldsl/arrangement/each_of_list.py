"""What is said once, behind a list, of each of its things: a count for each, a grade for each, how it is in proportion."""

import itertools
import re

from evaldsl.arrangement.lists import words_of_all
from evaldsl.clauses.counted_names import counted_name
from evaldsl.clauses.counting import per
from evaldsl.clauses.failings import is_any_fault
from evaldsl.clauses.grade_words import alternatives
from evaldsl.clauses.grouping import JOINED, Clause, Group, text_of
from evaldsl.clauses.segments import compared
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.things_named import OF_LIST
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Amount, Award, Cell, Deduction, Full, Proportion, Zero

_IN_EACH = re.compile(f"{ABOVE}?[各每]项(?:内容|工作|要求|要点)?中?的?")


def count_each(cell: Cell, groups: list[Group]) -> None:
    """①手续完备（1分）；②资料齐全（2分）。存在问题的，每处扣0.5分，扣完该项分值为止: a count of its own for each."""
    marked = [group for group in groups if group.marker is not None and group.clauses]
    last = marked[-1].clauses if len(marked) > 1 else []
    place = next((at for at, clause in enumerate(last) if isinstance(clause.value, Deduction)), len(last))
    if not 0 < place < len(last) - 1 or any(len(group.clauses) > 1 for group in marked[:-1]):
        return
    heads, (taken, ends) = [group.clauses[0] for group in marked], last[place : place + 2]
    values = [clause.value for clause in (heads if place == 1 else [last[1]] * len(heads) if place == 2 else [])]
    own = _without_each(taken)
    counted = per(cell, own, "", occurrence=True)
    if counted is None or counted.step is not None or not is_any_fault(counted_name(counted)):
        return
    of_each = isinstance(ends.value, tree.UntilZero) and (ends.value.each or own is not taken)
    if not of_each or taken.sentence == heads[-1].sentence or not (values and all(map(_is_plain_award, values))):
        return
    if not all(isinstance(part.value, tree.Word) for head in heads for one in head.segments for part in one):
        return
    if place == 2 and not (isinstance(last[1].value, Award) and _of_all(cell, last[1]) and heads[0].effect is None):
        return
    for group, head, value in zip(marked, heads, values, strict=True):
        assert isinstance(value, Award) and taken.effect is not None
        worth = evolve(taken.effect, value=tree.Declared(value.amount.high))
        counts = evolve(own, segments=(*head.segments, *own.segments))
        group.clauses[: place + 2] = [evolve(head, segments=(), effect=worth), counts, ends]


def _without_each(clause: Clause) -> Clause:
    """存在问题的，每处 of 各项存在问题的，每处."""
    first = clause.segments[0][0] if clause.segments else None
    said = _IN_EACH.match(first.value.text) if first is not None and isinstance(first.value, tree.Word) else None
    if first is None or said is None or not isinstance(first.value, tree.Word):
        return clause
    rest = first.value.text[said.end() :]
    left = (evolve(first, value=tree.Word(rest)),) if rest else ()
    segments = ((*left, *clause.segments[0][1:]), *clause.segments[1:])
    return evolve(clause, segments=tuple(filter(None, segments)))


def _is_plain_award(value: tree.Value | None) -> bool:
    match value:
        case Award(amount, bonus=False, per="", more=()):
            return not (amount.share or amount.is_range)
    return False


def _of_all(cell: Cell, clause: Clause) -> bool:
    """每项1分, 各1分."""
    assert isinstance(clause.value, Award)
    return clause.value.apiece or bool(OF_LIST.match("".join(text_of(cell, one) for one in clause.segments)))


_UNIT = r"(?:个?(?:要点|方面|要素)|项|条|点)"
_SO = r"(?:符合|满足|达到|达标|做到|具备)"
_ALL_SO = re.compile(
    rf"(?:{ABOVE}[^,，每各]{{0,4}})?(?P<each>各{_UNIT}|每(?:一|1)?{_UNIT}?)?(?P<so>(?:完全)?{_SO})(?:要求|标准|规定)?的?(?:(?:一|1){_UNIT}的?)?"
)
_PARTLY_SO = re.compile(rf"(?:大?部分|基本|大致|较){_SO}(?:要求|标准|规定)?的?")
_NOT_SO = re.compile(rf"(?:完全|全部)?[不未没](?:有|能)?{_SO}(?:要求|标准|规定)?的?")


def grade_each(cell: Cell, groups: list[Group]) -> None:
    """①目标明确；②依据充分。每符合一项得1分，部分符合得0.5分，不符合不得分: a grade of its own for each."""
    marked = [group for group in groups if group.marker is not None and group.clauses]
    last = marked[-1].clauses if len(marked) > 1 else []
    said = [words_of_all(cell, [clause]) for clause in last]
    place = next((at for at, words in enumerate(said) if _PARTLY_SO.fullmatch(words)), 0)
    so = _ALL_SO.fullmatch(said[place - 1].replace("，", "")) if place > 1 else None
    rest = last[place:]
    if so is None or not all(_PARTLY_SO.fullmatch(one) or _NOT_SO.fullmatch(one) for one in said[place:]):
        return
    heads, top = [group.clauses[0] for group in marked], last[place - 1]
    if any(len(group.clauses) > 1 for group in marked[:-1]) or any(head.label for head in heads):
        return
    if not all(isinstance(one.value, Award | tree.Zero) for one in rest):
        return
    own = all(isinstance(head.value, Award) for head in heads)
    worth = [head.value if own else last[1].value for head in heads]
    if not all(map(_is_plain_award, worth)) or place > (2 if own or top is last[1] else 3):
        return
    apiece = top is last[1] and so["each"]
    if not own and (
        any(head.effect for head in heads) or not (apiece or (top is not last[1] and _of_all(cell, last[1])))
    ):
        return
    word = next(part for part in top.segments[-1] if isinstance(part.value, tree.Word))
    wholly = evolve(word, value=tree.Word(so["so"]))
    for group, head, value in zip(marked, heads, worth, strict=True):
        assert isinstance(value, Award) and top.effect is not None
        name, whole = words_of_all(cell, [head]), evolve(top.effect, value=Award(value.amount))
        grade = evolve(top, segments=((wholly,),), effect=whole, label=name)
        group.clauses[:] = [grade, *(evolve(_share_of(value.amount, one), label=name) for one in rest)]


def _share_of(whole: Amount, clause: Clause) -> Clause:
    """部分符合得一半分, of what the thing is worth."""
    value = clause.value
    if not isinstance(value, Award) or not value.amount.share or clause.effect is None:
        return clause
    amount = Amount(whole.high * value.amount.low, whole.high * value.amount.high)
    return evolve(clause, effect=evolve(clause.effect, value=evolve(value, amount=amount)))


_DONE = re.compile(
    r"(?:(?P<no>[未不]|没有)能?)?(?:全部|全面|按[期时]|如期|按?(?:计划|要求))*(?:完成|达到|实现|达标|建成)(?:任务|目标|计划|指标|要求)?[值数量]?的?"
)


def share_each(cell: Cell, groups: list[Group]) -> None:
    """新建公路30公里（4分）、改造危桥5座（3分），完成得满分，未完成按比例得分: full marks for what is done say again what each thing
    is worth, and the proportion is of each."""
    put: dict[int, list[Clause]] = {}
    heads: list[Clause] = []
    told: list[Clause] = []
    every = [clause for group in groups for clause in group.clauses]
    for place, clause in enumerate(every):
        if _is_plain_award(clause.value) and not clause.otherwise:
            heads = [] if _counts_up(cell, clause, every[place + 1 : place + 2]) else [*heads, clause]
        elif heads and _says_done(cell, clause):
            told.append(clause)
            after = every[place + 1] if every[place + 1 :] else None
            if after is None or after.sentence != clause.sentence or not _says_done(cell, after):
                put |= _told_of_each(cell, heads, told)
                heads, told = [], []
        else:
            heads, told = [], []
    for group in groups if put else ():
        group.clauses[:] = [one for clause in group.clauses for one in put.get(id(clause), [clause])]


_ALL_DONE = re.compile("全部|全面|均|都")
_ONE_DONE = re.compile("(?:完成|建成|达标|实现|到位|办结|整改)[1一][一-龥]{1,2}的?")


def _counts_up(cell: Cell, clause: Clause, behind: list[Clause]) -> bool:
    """每完成一项得1分，全部完成的得满分; 完成一项得1分，全部完成的得满分: one after another, and no task that is done in part."""
    if any(isinstance(part.value, tree.Each) for segment in clause.segments for part in segment):
        return True
    one = _ONE_DONE.fullmatch(words_of_all(cell, [clause]))
    return one is not None and any(_ALL_DONE.match(words_of_all(cell, [after])) for after in behind)


def _says_done(cell: Cell, clause: Clause) -> bool:
    """完成得满分, 未完成按比例得分, 按完成比例得分, 未完成不得分."""
    said = _DONE.fullmatch("".join(text_of(cell, one) for one in clause.segments))
    match clause.value:
        case Full(points=None, spared=False):
            return said is not None and not said["no"]
        case Proportion():
            return not clause.segments or (said is not None and bool(said["no"]))
        case Zero(scope="", veto=False):
            return said is not None and bool(said["no"])
    return False


def _told_of_each(cell: Cell, heads: list[Clause], told: list[Clause]) -> dict[int, list[Clause]]:
    """The clauses to put for *heads* and for what is *told* of them, each by its identity."""
    names = [_name_of_limit(cell, head) for head in heads]
    run = [*itertools.takewhile(lambda name: bool(name) == bool(names[-1]), reversed(names))]
    heads = heads[len(heads) - len(run) :]
    done = any(isinstance(one.value, Full) for one in told)
    shares = [one for one in told if isinstance(one.value, Proportion)]
    if not run or not (done or shares):
        return {}
    if run[0]:
        if len(set(run)) < len(run):
            return {}
        listed = len(run) > 1 and all(isinstance(one.value, Award) and one.value.bare for one in heads)
        if not done and not (listed and heads[0].sentence == told[0].sentence):
            return {}
    elif shares or len(run) < 2 or heads[-2].sentence != told[0].sentence:
        return {}
    return {id(one): [] for one in told} | {id(one): [_earned(one), *shares] for one in heads}


def _earned(clause: Clause) -> Clause:
    """*clause*, whose points head nothing that follows."""
    assert clause.effect is not None and isinstance(clause.value, Award)
    return evolve(clause, effect=evolve(clause.effect, value=evolve(clause.value, bare=False)))


def _name_of_limit(cell: Cell, clause: Clause) -> str:
    """新建公路 of 新建公路30公里; none where it is words alone that earn the points."""
    limits = compared(cell, clause.segments[0], True) if len(clause.segments) == 1 else []
    return limits[0].subject if len(limits) == 1 else ""


def grade_headings(cell: Cell, groups: list[Group]) -> None:
    """社会效益（5分）、经济效益（5分）：显著得5分、较显著得4分; 社会效益、经济效益各5分，显著得5分: the grades are those of each that is named."""
    for group in groups:
        heads: list[Clause] = []
        for place, clause in enumerate(group.clauses):
            if _heads(clause) and not (heads and _before_colon(cell, heads[-1])):
                heads = [*heads, clause] if heads and heads[-1].sentence == clause.sentence else [clause]
            elif heads:
                grades = [one for one in group.clauses[place:] if one.sentence == heads[-1].sentence]
                names = [name for head in heads for name in _named(cell, head)]
                if len(names) > 1 and _are_grades(cell, heads, grades):
                    each = [evolve(one, label=name) for name in names for one in grades]
                    group.clauses[place - len(heads) : place + len(grades)] = each
                break


def _heads(clause: Clause) -> bool:
    """社会效益（5分）, 社会效益、经济效益各5分."""
    words = clause.segments[0] if len(clause.segments) == 1 else ()
    bare = isinstance(clause.value, Award) and clause.value.bare and not (clause.value.per or clause.otherwise)
    return bare and len(words) == 1 and isinstance(words[0].value, tree.Word)


def _before_colon(cell: Cell, head: Clause) -> bool:
    return cell.plain[head.end : head.end + 2].lstrip(")").startswith(":")


def _named(cell: Cell, head: Clause) -> list[str]:
    assert isinstance(head.value, Award)
    text = text_of(cell, head.segments[0])
    return [name for name in JOINED.split(text) if name] if head.value.apiece else [text]


def _are_grades(cell: Cell, heads: list[Clause], grades: list[Clause]) -> bool:
    """Whether *grades*, which stand behind *heads*, are words of one scale, of which the first gives what each of these is worth."""
    if len(grades) < 2 or not all(isinstance(one.value, Award | Zero) and len(one.segments) == 1 for one in grades):
        return False
    first, *others = [text_of(cell, one.segments[0]) for one in grades]
    if not all(_is_plain_award(grades[0].value) and alternatives(first, one) for one in others):
        return False
    worth = {one.value.amount for one in (*heads, grades[0]) if isinstance(one.value, Award)}
    return len(worth) == 1
