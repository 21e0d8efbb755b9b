"""Headings: 资金到位率（3分）：100%得3分 is about the 资金到位率, and what stands below says no name again."""

import re

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grade_words import graded
from evaldsl.clauses.grouping import Clause, Group, clean, is_negated, text_of
from evaldsl.clauses.measure_names import (
    BEFORE,
    is_change,
    is_measure_name,
    is_rate_name,
    names_measure,
    repeats_change,
)
from evaldsl.clauses.opposites import denied_thing
from evaldsl.clauses.segments import compared
from evaldsl.clauses.signs import is_generic
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell

WHEN = re.compile(
    r"(?:截至|截止)?(?:当年|本年|年度)?(?:全年|\d{1,2}月(?:份|底|末)?|[一二三四上下]季度末?|第[一二三四]季度末?|[上下前后]?半年|年[底末终]|前[一二三]季度)(?:前|时|末|累计)*"
)
"""A time alone, which is no measure: 6月底."""
_BEFORE_TIME = re.compile(rf"(.{{2,}}?)[在于]?{WHEN.pattern}")
_AT_TIME = re.compile(rf"{WHEN.pattern}(?:达到|完成|不低于|≥)[\d.]+%")


def read_headings(cell: Cell, groups: list[Group]) -> None:
    """Gives the clauses below a heading that say no name, ≥95%得3分 or 健全得2分, the heading as their label, and those that
    say only what becomes of it, 同比提高得3分, its words."""
    for group in groups:
        if len(group.clauses) > 1:
            _label_below(cell, group)
    labelled = [clause for group in groups for clause in group.clauses if clause.label and clause.segments]
    if not labelled:
        return
    headed: dict[str, set[str]] = {}
    for clause in labelled:
        headed.setdefault(text_of(cell, clause.segments[0]), set()).add(clause.label)
    for group in groups:
        before = ""
        for place, clause in enumerate(group.clauses):
            label, words = heading_of(clause), clause.segments[0][0] if clause.segments else None
            first, before = label != before, label
            if not label or words is None or not isinstance(words.value, tree.Word) or clause.effect is None:
                continue
            said = clean(words.value.text)
            alike = isinstance(clause.value, tree.Award) and len(headed[text_of(cell, clause.segments[0])]) > 1
            if (first and _says_no_subject(said, label)) or (alike and _may_be_of_several(said)):
                named = (evolve(words, value=tree.Word(f"{label}{said}")), *clause.segments[0][1:])
                group.clauses[place] = evolve(clause, segments=(named, *clause.segments[1:]))


_BARELY = ("等于", "低于", "高于", "小于", "大于")
_COMPARED = re.compile(r"(.*?)(?:达到或超过|不?[高低]于|[超优]于?过?|等于|达到)([^\d]{2,})")
_ALIKE = re.compile(r"(?:[与和同](?P<other>.{2,}?))?(?:基本)?持平")


def complete_comparisons(cell: Cell, group: Group) -> None:
    """高于行业平均水平得4分，等于得3分: 等于 what, and of what, the award before it says; 持平得3分，低于行业平均水平5%以内得1分."""
    known: re.Match[str] | None = None
    for place, clause in enumerate(group.clauses):
        first = clause.segments[0] if clause.segments else ()
        text = text_of(cell, first[:1]) if first and isinstance(first[0].value, tree.Word) else ""
        if known is not None and isinstance(clause.value, (tree.Award, tree.Zero)):
            said = _of_what(text, known, len(first) == 1, isinstance(clause.value, tree.Award))
            if said != text:
                words = evolve(first[0], value=tree.Word(said))
                group.clauses[place] = evolve(clause, segments=((words, *first[1:]), *clause.segments[1:]))
        said_now = _COMPARED.fullmatch(text) if len(first) == 1 else None
        if said_now is not None and (known is None or said_now[1] or said_now[2] != known[2]):
            known = said_now


def _of_what(text: str, known: re.Match[str], alone: bool, awards: bool) -> str:
    """等于 and 持平 where nothing stands behind (*alone*), 低于行业平均水平, in the words of what is *known* to be compared."""
    own, other = known[1], known[2]
    if alone and awards and text in _BARELY:
        return f"{own}{text}{other}"
    if re.match(BEFORE, other):
        return text
    level = _ALIKE.fullmatch(text) if alone and awards and text.endswith("持平") else None
    if level is not None and level["other"] in (None, other):
        return f"{own}等于{other}"
    return f"{own}{text}" if own and (awards or not alone) and text[:2] in _BARELY and text[2:] == other else text


def _may_be_of_several(words: str) -> bool:
    """Whether *words* are all that is judged, 内容完整, and may be it under another heading too; not 未公开, 一般, 持平."""
    one = graded(words)
    return not (is_negated(words) or _says_no_subject(words, "") or (one is not None and not one[0]))


_CHANGES = re.compile(rf"(?:[较比与同](?:{BEFORE})|同比|环比|只[减降]不|(?:基本)?持平|[零正负]增长)")
_STANDS = re.compile(r"(?:不低于|不高于|不超过|不少于|达到|高于|低于|超过|优于|大于|小于|等于)[^要标]")


def _says_no_subject(words: str, label: str) -> bool:
    """Whether *words* say what becomes of something, or where it stands, and not of what: 同比提高, 高于行业平均值."""
    if is_change(words):
        return not repeats_change(label, words)
    return bool(_CHANGES.match(words) or _STANDS.match(words))


def _changes(clause: Clause, label: str) -> bool:
    """Whether *clause* begins with what becomes of what the *label* names."""
    first = clause.segments[0][0].value if clause.segments else None
    return isinstance(first, tree.Word) and _says_no_subject(clean(first.text), label)


def _label_below(cell: Cell, group: Group) -> None:
    label = ""
    for place, clause in enumerate(group.clauses):
        value = clause.value
        bare = value is None or (isinstance(value, tree.Award) and value.bare)
        heading = _heading(cell, group.clauses, place) if bare else ""
        if heading:
            label = heading
        elif label and clause.label:
            label = ""
        elif label and value is not None and (_changes(clause, label) or _nameless(cell, clause)):
            group.clauses[place] = evolve(clause, label=label)


def _heading(cell: Cell, clauses: list[Clause], place: int) -> str:
    """The words of a heading with its points, empty where the clause is none."""
    clause = clauses[place]
    after = clauses[place + 1] if place + 1 < len(clauses) else None
    words = clause.segments[0] if len(clause.segments) == 1 else ()
    bare = not (isinstance(clause.value, tree.Award) and (clause.value.per or clause.value.apiece))
    if not bare or after is None or len(words) != 1 or not isinstance(words[0].value, tree.Word) or clause.otherwise:
        return ""
    text = text_of(cell, words)
    if is_generic(text) or after.effect is None or after.label or after.otherwise or not after.segments:
        return ""
    changes, apart = _changes(after, text), after.after == "。" and after.sentence > clause.sentence
    if clause.effect is None:
        return text if changes and apart and is_measure_name(text) else ""
    told = cell.plain[clause.effect.end :].lstrip(")").startswith(":")
    if changes and apart:
        return text
    return text if (told or names_measure(text)) and (changes or _nameless(cell, after)) else ""


def _nameless(cell: Cell, clause: Clause) -> bool:
    """Whether *clause* begins with a limit, a step or a grade without a name: ≥95%得3分, 6月底达到45%得1分, 每低1%扣0.1分, 健全得2分."""
    if clause.otherwise or not clause.segments or clause.label:
        return False
    first = clause.segments[0]
    if len(first) == 1 and isinstance(first[0].value, tree.Word):
        one = graded(text_of(cell, first))
        return one is not None and not clean(one[0])
    if isinstance(first[0].value, tree.Step):
        return True
    if _AT_TIME.match(cell.plain, first[0].start):
        return True
    found = compared(cell, first, True)
    return len(found) == 1 and not found[0].subject and not found[0].counted


def heading_of(clause: Clause) -> str:
    """What *clause* stands under that says what it is about."""
    return clean(clause.label)


_NONE = re.compile(r"(?:有无(?P<of>[^,，]{2,})[，,])?(?P<none>无|没有)")


def under_heading(label: str, found: Condition) -> Condition:
    """*found* in the words of its *label*: 制度执行到位 for 制度执行：到位, 全年支出进度 for 全年：支出进度≥95%."""
    none = _NONE.fullmatch(found.judged) if found.judged[:1] in ("无", "没", "有") else None
    if none is not None and (label or none["of"]):
        return evolve(found, judged=f"{none['none']}{none['of'] or label}")  # 舆情：无; 有无舆情，无
    one = graded(found.judged) if label and found.judged and not denied_thing(found.judged) else None
    if one is not None and not one[0] and not is_rate_name(label):
        return evolve(found, judged=f"{label}{found.judged}")
    first, *others = found.compared or (None,)
    if label and first and first.subject and not first.subject.startswith(label) and WHEN.fullmatch(label):
        return evolve(found, compared=(evolve(first, subject=f"{label}{first.subject}"), *others))
    return found


def timed_before(items: list[ItemDraft]) -> str:
    """支出进度 of 二季度达到50% behind 一季度支出进度达到25%, or 支出进度一季度达到25%: what is measured before at another time."""
    name = next((fact.name for one in reversed(items) if (fact := one.measure or one.subject) is not None), "")
    time, behind = WHEN.match(name), _BEFORE_TIME.fullmatch(name)
    return name[time.end() :] if time is not None else behind[1] if behind is not None else ""


def name_steps(cell: Cell, group: Group) -> None:
    """预算执行率（4分），每低1个百分点扣0.2分: a rate that only points stand behind is what the step behind it runs along."""
    for place in range(len(group.clauses) - 1):
        head, clause = group.clauses[place : place + 2]
        named = head.segments[0] if len(head.segments) == 1 else ()
        bare = isinstance(head.value, tree.Award) and head.value.bare and clause.sentence == head.sentence
        first = clause.segments[0] if clause.segments and isinstance(clause.value, tree.Deduction) else ()
        if not (bare and first and len(named) == 1 and is_rate_name(text_of(cell, named))):
            continue
        if runs_along([part.value for part in first]):
            name = tree.Part(tree.Word(text_of(cell, named)), first[0].start, first[0].start)
            group.clauses[place + 1] = evolve(clause, segments=((name, *first), *clause.segments[1:]), label="")


def runs_along(values: list[tree.Value]) -> bool:
    """Whether *values* begin with steps of a rate that they do not name: 每低1%, 低于95%的每低1%."""
    match values:
        case [tree.Step(up, down), tree.Comparison(limit=size), *_] | [
            tree.Comparison(),
            tree.Step(up, down),
            tree.Comparison(limit=size),
            *_,
        ]:
            return up is not down and size.unit == "%"
    return False
