"""截至6月底，开工率达到80%得3分；截至9月底，开工率达到100%得3分: one measure at two times, in two places or under two headings is
two numbers."""

import re

from attrs import frozen

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grade_words import graded
from evaldsl.clauses.grouping import Group, clean, text_of
from evaldsl.clauses.judged_words import are_duties
from evaldsl.clauses.segments import compared
from evaldsl.clauses.signs import is_generic
from evaldsl.clauses.targets import is_number_of
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.terms import names_of, with_names
from evaldsl.syntax.tree import Cell, Part

_WHEN = (
    r"(?:截[至止]到?|到|至)?(?:\d{4}年)?(?:当年|本年)?(?:\d{1,2}月(?:\d{1,2}日|[底末初]|份)?|第?[一二三四1-4]季度[末底]?|[上下]半年|年[底末中初]|全年|年度)"
    r"(?:之?前|[为以]?止)?"
)
_WHERE = r"[^,;。\n]{0,4}(?<!等)(?:(?:省|市|州|县|区|乡|镇|乡镇|街道|村)(?:本?级|直)|农村|城市|城镇|乡镇|县城)(?:财政|部门|单位|学校|医院|项目|资金|河长)?"
_QUALIFIER = re.compile(rf"{_WHEN}|\d{{4}}年度?|{_WHERE}")
_SPEAKS = re.compile(r"[前底末止月日年度级直财政部门单位学校医院项目资金河长村市镇城][,:]")


def speaks_of_qualifiers(cell: Cell) -> bool:
    """Whether words such as 6月底前 may stand alone before two numbers of *cell*, or one name under two headings."""
    if len(cell.by_kind.get(tree.Comparison, ())) > 1 and _SPEAKS.search(cell.plain):
        return True
    plain = cell.plain
    if plain.count("率") + plain.count("度") + plain.count("比例") < 2:
        return False
    names = _SHORTLY.findall(plain)
    return len(names) > len(set(names))


_OF_WHAT = "(?:验收|质量|竣工|按期|按时|计划|任务|一次性?)"
_SHORTLY = re.compile(rf"[:;,。)\n=]({_OF_WHAT}?(?:[^:;。,()\d%=]{{1,3}}[率度]|[^:;。,()\d%=]{{2}}比例)(?![率度]))")
_SHORT_NAME = re.compile(rf"{_OF_WHAT}?(?:[一-龥]{{1,3}}[率度]|[一-龥]{{2}}比例)")
"""Of what it is the rate its heading says: 完成率, not 预算执行率."""
_NO_MATTER = re.compile(r"[分档奖罚]|等次|等级|标准|条件|情形|要求|方式|方法|规则|依据")
"""Headings that say no matter: 加分, 一档, 评分标准."""


@frozen
class _Use:
    """Where a measure is named: in the segment *at* of the clause at *place*, None for its formula, under *words*, which are the
    segment before (*beside* where that says no more), or a heading."""

    group: Group
    place: int
    at: int | None
    words: str
    beside: bool = False


def qualify(cell: Cell, groups: list[Group]) -> None:
    """Puts what stands alone before a measure, or above it, into its name, where the same measure stands behind other such words."""
    found: dict[str, list[_Use]] = {}
    for group in groups:
        last = heading = ""
        for place, clause in enumerate(group.clauses):
            heading = _heading(cell, group, place) or heading
            under = clean(clause.label) or heading
            for at, segment in enumerate(clause.segments):
                stepped = any(isinstance(part.value, (tree.Step, tree.Each)) for part in segment)
                limits = [] if stepped else compared(cell, segment, True)
                before = clause.segments[at - 1] if at else ()
                words = cell.plain[before[0].start : before[-1].end] if before else ""
                if len(limits) == 1 and (limits[0].subject or last) and _QUALIFIER.fullmatch(words):
                    last = limits[0].subject or last
                    found.setdefault(last, []).append(_Use(group, place, at, words, True))
                    continue
                subject = limits[0].subject if len(limits) == 1 else _stepped(segment)
                if at == 1 and subject and _may_head(words, subject) and are_duties(words):
                    found.setdefault(subject, []).append(_Use(group, place, at, words))  # 加强宣传，知晓率≥90%
                    continue
                thing = _thing(cell, before) if at == 1 and subject else ""
                if thing and _may_head(thing, subject):
                    heading = thing
                    found.setdefault(subject, []).append(_Use(group, place, at, thing, True))
                    continue
                if subject and _may_head(under, subject):
                    found.setdefault(subject, []).append(_Use(group, place, at, under))
            computed = names_of(clause.value.term) if isinstance(clause.value, tree.Formula) else ()
            under = (
                clean(clause.label) or (clause.segments and computed and _thing(cell, clause.segments[0])) or heading
            )
            for name in computed:
                if _may_head(under, name):
                    found.setdefault(name, []).append(_Use(group, place, None, under))
    for subject, uses in found.items():
        if len({use.words for use in uses}) < 2 or _is_defined(subject, cell.plain):
            continue
        for use in reversed(uses):
            clause = use.group.clauses[use.place]
            words = _OF_KIND.sub("", use.words)
            name = words if words.endswith(subject) else f"{words}{subject}"
            if use.at is None:
                assert clause.effect is not None and isinstance(clause.value, tree.Formula)
                value = evolve(clause.value, term=with_names(clause.value.term, {subject: tree.Name(name)}))
                use.group.clauses[use.place] = evolve(clause, effect=evolve(clause.effect, value=value))
                continue
            segments = list(clause.segments)
            segments[use.at - use.beside : use.at + 1] = [_named(segments[use.at], name)]
            use.group.clauses[use.place] = evolve(clause, segments=tuple(segments))


def _is_defined(subject: str, plain: str) -> bool:
    """Whether *subject* alone stands before a ＝ of *plain*."""
    return f"{subject}=" in plain and re.search(rf"(?<![一-龥]){re.escape(subject)}=", plain) is not None


_OF_KIND = re.compile("(?<=..)(?:指标|情况|方面)$")


def _heading(cell: Cell, group: Group, place: int) -> str:
    """The words of the clause at *place*, where they say only what the clauses below are about: 减排任务（5分）。, 减排任务。"""
    clause = group.clauses[place]
    bare = clause.effect is None or (isinstance(clause.value, tree.Award) and clause.value.bare)
    one = clause.segments[0] if bare and len(clause.segments) == 1 and not clause.otherwise else ()
    if not one or place + 1 == len(group.clauses):
        return ""
    return _thing(cell, one) if clause.effect is None and place else _with_many(cell, one)


def _with_many(cell: Cell, segment: Segment) -> str:
    """新建公厕10座 where *segment* says no more, and 新建公厕; 培训人数 of 培训人数≥100人."""
    words, many = segment[0].value, segment[1].value if len(segment) == 2 else None
    if not isinstance(words, tree.Word) or (len(segment) > 1 and not isinstance(many, tree.Comparison)):
        return ""
    return text_of(cell, segment if many is None or is_number_of(segment) else segment[:1])


_THING = re.compile(
    r"(?:工程|建设|项目|任务|工作|设施|道路|管网|改造|治理|硬化|绿化|亮化|美化|维[修护]|修复|养护|种植|栽植|培训|设备|路灯|公厕|渠道|救助|补[贴助偿]|服务"
    r"|学生|家长|师生|群众|居民|村民|农户|企业|用户|职工|部门|单位|对象|患者)$"
)
"""What a word that stands alone names, where it says nothing of how it is: 道路工程, not 加强宣传引导."""


def _thing(cell: Cell, segment: Segment) -> str:
    """道路工程, 路灯100盏, before the 完成率 of it."""
    words = _with_many(cell, segment) if segment else ""
    return words if words and (is_number_of(segment) or _THING.search(words)) else ""


def _stepped(segment: Segment) -> str:
    """完成率 of 完成率每低1%."""
    first = segment[0].value
    steps = len(segment) > 1 and isinstance(first, tree.Word) and isinstance(segment[1].value, tree.Step)
    return clean(first.text) if steps and isinstance(first, tree.Word) else ""


def _may_head(words: str, subject: str) -> bool:
    """Whether the heading *words* may say of what *subject* is a number."""
    if _QUALIFIER.fullmatch(words):
        return True
    plain = bool(words) and not (is_generic(words) or _NO_MATTER.search(words) or graded(words))
    return plain and _SHORT_NAME.fullmatch(subject) is not None and not subject.startswith(words)


def _named(segment: Segment, name: str) -> Segment:
    """*segment* with *name* for the measure that it names, or before the limit where it names none."""
    first = segment[0]
    own = segment[1:] if isinstance(first.value, tree.Word) else segment
    if isinstance(first.value, tree.Between) and first.value.name:
        return (evolve(first, value=evolve(first.value, name=name)), *segment[1:])
    return (Part(tree.Word(name), first.start, first.start), *own)
