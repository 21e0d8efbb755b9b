"""Grades said once of all that a list names, 制度、台账，好的各得2分，一般的各得1分: each of its things has a grade of its own."""

import re
from itertools import takewhile

from evaldsl.arrangement.lists import words_of_all
from evaldsl.clauses.grade_words import alternatives, graded
from evaldsl.clauses.grouping import JOINED, Clause, Group, text_of
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import HOW_MANY, number

_EACH = re.compile("(?:一|1)?(?:项|个?方面|个?要素|条|点)(?:指标|内容)?(?:的?情况)?(?:评定|评价)?[为是]?")
_AROUND = re.compile(
    rf"^(?:从|对|按照?|分别?(?:从|对|按))?(?P<names>.+?)等?(?P<many>{HOW_MANY})?(?:个?方面|项|类|个)?(?:指标|内容|制度|机制)?(?:进行)?(?:分别|逐项)?(?:评价|评定|考核|打分)?$"
)
_HOW_IT_IS = re.compile(
    "(?:建立|健全|完善|落实|执行|实施|运行|建设|开展|完成|管理|实现|发挥|改善|提升|使用|编制|报送|公开)*情况$"
)


def grade_listed(cell: Cell, groups: list[Group]) -> None:
    """Gives each thing that stands before the grades, or under a number of its own, the grades that 各 or 每项 says of all."""
    for group in groups:
        for place, clause in enumerate(group.clauses):
            run = _grades(group.clauses[place:])
            if len(run) > 1:
                if names := _listed_before(cell, clause):
                    group.clauses[place : place + len(run)] = _of(names, run)
                elif place == 1 and group is groups[-1]:
                    _under_numbers(cell, groups, run)
                return


def _grades(clauses: list[Clause]) -> list[Clause]:
    """The grades that *clauses* begin with, each with nothing but its word, where the first is of each thing of a list."""
    first = _word(clauses[0], leads=True)
    if first is None or graded(_plain(first)) is None:
        return []
    words = [(one, _word(one, leads=False)) for one in clauses[1:] if one.sentence == clauses[0].sentence]
    rest = [
        evolve(one, segments=((word,),))
        for one, word in takewhile(lambda pair: pair[1] is not None, words)
        if word is not None and alternatives(_plain(first), _plain(word))
    ]
    return [evolve(clauses[0], segments=((first,),)), *rest] if len(rest) == len(words) else []


def _word(clause: Clause, leads: bool) -> Part | None:
    """The grade that *clause* gives points for, without 每项; where it *leads*, only of each thing, behind a list."""
    value = clause.value
    if clause.otherwise or not clause.segments or (len(clause.segments) > 1 and not leads):
        return None
    match value:
        case tree.Award(bonus=False, bare=False, per="", more=(), apiece=apiece):
            every = apiece
        case tree.Zero(scope="" | "项", veto=False, points=None) if not leads:
            every = False
        case _:
            return None
    *each, last = clause.segments[-1]
    if not isinstance(last.value, tree.Word):
        return None
    if each and isinstance(each[-1].value, tree.Each) and len(each) == 1:
        said = _EACH.match(last.value.text)
        rest = last.value.text[said.end() :] if said else ""
        every, each = True, []
        last = Part(tree.Word(rest), last.end - len(rest), last.end)
    text = _plain(last)
    return last if text and not each and (every or not leads) else None


def _plain(word: Part) -> str:
    assert isinstance(word.value, tree.Word)
    return word.value.text.removesuffix("的")


def _listed_before(cell: Cell, clause: Clause) -> list[str]:
    """组织机构健全情况, 管理制度健全情况 of 组织机构、管理制度健全情况，好的; none where it names no list."""
    if len(clause.segments) < 2:
        return []
    text = text_of(cell, clause.segments[-2])
    how = _HOW_IT_IS.search(text)
    found = _AROUND.match(text.removesuffix(how.group()) if how else text)
    names = JOINED.split(found["names"]) if found else []
    told = [number(found["many"])] if found and found["many"] else []
    told += [part.value.limit.number for part in clause.segments[-2] if isinstance(part.value, tree.Comparison)]
    if len(names) < 2 or any(len(name) < 2 for name in names) or any(one != len(names) for one in told):
        return []
    return [f"{name}{how.group() if how else ''}" for name in names]


def _under_numbers(cell: Cell, groups: list[Group], run: list[Clause]) -> None:
    """①组织机构；②管理制度。好的各得2分，一般的各得1分: of what stands under each number."""
    marked = [group for group in groups if group.marker is not None and group.clauses]
    heads = [group.clauses[0] for group in marked]
    alone = all(len(group.clauses) == 1 for group in marked[:-1]) and len(marked) > 1
    if not alone or len(marked[-1].clauses) != len(run) + 1 or run[0].sentence == heads[-1].sentence:
        return
    if any(head.effect is not None or head.label or not head.segments for head in heads):
        return
    for group, head in zip(marked, heads, strict=True):
        group.clauses[:] = _of([words_of_all(cell, [head])], run)


def _of(names: list[str], run: list[Clause]) -> list[Clause]:
    return [evolve(_alone(one), label=name) for name in names for one in run]


def _alone(clause: Clause) -> Clause:
    match clause.value, clause.effect:
        case tree.Award(apiece=True) as value, Part() as effect:
            return evolve(clause, effect=evolve(effect, value=evolve(value, apiece=False)))
        case tree.Zero(scope="项") as value, Part() as effect:
            return evolve(clause, effect=evolve(effect, value=evolve(value, scope="")))
    return clause
