"""标准值为100%。控制率≤标准值得1分: a number that the words state once and go on to call by its name."""

import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.clauses.comparisons import Segment, named_limit
from evaldsl.clauses.grouping import Clause, Group, clean
from evaldsl.clauses.measure_names import is_rate_name
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.limit_values import comparison
from evaldsl.syntax.terms import names_of, nodes_of, with_names
from evaldsl.syntax.tree import Cell, Part
from evaldsl.syntax.tree_to_text import term_text
from evaldsl.text.typography import plain_text

VALUE = r"(?:(?:年度|绩效)*(?:标准|目标|指标|计划|基准)值|(?:年度|绩效|计划)目标|目标任务)数?"
SAID_OF = re.compile(f"{VALUE}[^,，;。]{{0,8}}\\d")
_NAME = re.compile(rf"(?:(?!年度|绩效)(?P<whose>[^,，]{{2,12}}?)的?)?(?P<name>{VALUE})")
"""目标值, or 建档率目标值."""
AGAINST = re.compile(
    rf"(?P<whose>.*?)(?:(?P<reaches>达到|完成|符合)|(?P<op>≥|≤|>|<|不低于|不少于|不超过|不高于|控制在|(?:大于或?|高于或?)等于|(?:小于或?|低于或?)等于|不小于|不大于|高于|大于|超过|低于|小于|未达到|未达|未完成|等于|在))(?P<name>{VALUE})"
    r"(?P<side>以内|以上|及以上|以下)?的?"
)
_SIGNS = {
    "≥": "≥",
    "≤": "≤",
    ">": ">",
    "<": "<",
    "不低于": "≥",
    "不少于": "≥",
    "不超过": "≤",
    "不高于": "≤",
    "控制在": "≤",
}
_SIGNS |= {
    "高于": ">",
    "大于": ">",
    "超过": ">",
    "低于": "<",
    "小于": "<",
    "未达到": "<",
    "未达": "<",
    "未完成": "<",
    "等于": "=",
}
_SIGNS |= {"不小于": "≥", "不大于": "≤"}
_SIGNS |= dict.fromkeys(("大于等于", "大于或等于", "高于等于", "高于或等于"), "≥")
_SIGNS |= dict.fromkeys(("小于等于", "小于或等于", "低于等于", "低于或等于"), "≤")
_SIDES = {"以内": "≤", "以下": "≤", "以上": "≥", "及以上": "≥"}


def read_stated(groups: list[Group]) -> None:
    """Puts the number in place of its name, wherever all that is said of it can be read."""
    for group in groups:
        for place, clause in enumerate(group.clauses):
            clause = group.clauses[place] = evolve(clause, segments=tuple(_unnamed(clause, *clause.segments)))
            said = stated(clause)
            if said is None:
                continue
            name, limit = said
            whose = _whose(clause)
            own = [evolve(clause, segments=clause.segments[1:])] if clause.segments[1:] else []
            before = own + group.clauses[place + 1 :]
            behind = [_with_number(one, name, limit) for one in before]
            if whose:
                behind = _named(before, behind, whose)
            told = bool(own) and not whose and any(_limited(one, limit.limit.unit) for one in own[0].segments)
            if (behind != before or told) and not any(_names(one, name) for one in behind):
                group.clauses[place:] = behind
            break


def _unnamed(clause: Clause, *segments: Segment) -> Iterator[Segment]:
    """规范管理率≥65% of 规范管理率达到目标值65%得满分; 完成目标任务80%得6分 may be a part of it, as 达到目标值的65% is."""
    for segment in segments:
        words, limit = (segment[0].value, segment[1].value) if len(segment) == 2 else (None, None)
        match = AGAINST.fullmatch(words.text.rstrip()) if isinstance(words, tree.Word) else None
        bare = isinstance(limit, tree.Comparison) and not limit.op and match and not match[0].endswith("的")
        if match and bare and isinstance(limit, tree.Comparison):
            own = limit.limit.unit != "%" or is_rate_name(match["whose"]) or isinstance(clause.value, tree.Full)
            if own:
                segment = (*replaced(segment[:1], match["name"], limit),)
        yield segment


def read_constants(groups: list[Group]) -> None:
    """目标满意度为90%。得分=平均满意度÷目标满意度×5分: a number that stands alone is put into the formulas that name it."""
    known: dict[str, tuple[Group, Clause, tree.Quantity]] = {}
    for group in groups:
        for clause in group.clauses:
            constant = _constant(clause)
            if constant is not None:
                known.setdefault(constant[0], (group, clause, constant[1]))
    used: set[str] = set()
    for group in groups if known else ():
        for place, clause in enumerate(group.clauses):
            if isinstance(clause.value, tree.Formula) and clause.effect is not None:
                used.update(known.keys() & set(names_of(clause.value.term)))
                term = with_names(clause.value.term, {name: number for name, (_, _, number) in known.items()})
                effect = evolve(clause.effect, value=evolve(clause.value, term=term))
                group.clauses[place] = evolve(clause, effect=effect)
    for name in used:
        group, clause, _ = known[name]
        group.clauses.remove(clause)


_OWN_SCORE = re.compile(r"(?:[本该此]?(?:项|指标)?|单项)的?得?分(?:值|数)?")


def define_scores(groups: list[Group]) -> None:
    """综合得分=甲得分×40%+乙得分×60%，本项得分=综合得分×10%: a score that is computed with, or for which points are given, 综合得分90分以上
    得10分, is a number like others and not what the item gets."""
    clauses = [one for group in groups for one in group.clauses]
    for group in groups:
        for place, clause in enumerate(group.clauses):
            value, words = clause.value, clause.segments[-1][0].value if clause.segments else None
            name = clean(words.text) if isinstance(words, tree.Word) and len(clause.segments[-1]) == 1 else ""
            if not isinstance(value, tree.Formula) or not name.endswith("分") or clause.effect is None:
                continue
            if not _OWN_SCORE.fullmatch(name) and any(_uses(one, name) for one in clauses if one is not clause):
                effect = evolve(clause.effect, value=evolve(value, own=True))
                group.clauses[place] = evolve(clause, effect=effect)


def _uses(clause: Clause, name: str) -> bool:
    """Whether *clause* computes with *name*, or gives points for more of it than they are."""
    match clause.value:
        case tree.Formula(term):
            return name in names_of(term)
        case tree.Award(amount, bonus=False):
            return any(_is_of(segment, name, amount.high) for segment in clause.segments)
    return False


def _is_of(segment: Segment, name: str, points: Fraction) -> bool:
    match [part.value for part in segment]:
        case [tree.Word(text), tree.Comparison(_, limit) | tree.Between(limit)]:
            return clean(text) == name and limit.number > points
        case [tree.Comparison(_, limit) | tree.Between(limit)]:
            return limit.unit == "分" and limit.number > points
    return False


def name_quotients(groups: list[Group]) -> None:
    """①A/B×100%≥100%得3分；…；③A/B×100%<80%不得分: the bands of a quotient name it; it is defined once."""
    known: list[tree.Term] = []
    for group in groups:
        clauses: list[Clause] = []
        for clause in group.clauses:
            last = clauses[-1].value if clauses else None
            if isinstance(last, tree.Formula) and last.own and clause.segments:
                first, *others = clause.segments
                at = first[0].start
                named = (Part(tree.Word(plain_text(term_text(last.term)).removesuffix("×100%")), at, at), *first)
                clause = evolve(clause, segments=(named, *others))
                if last.term in known:
                    del clauses[-1]
                known.append(last.term)
            clauses.append(clause)
        group.clauses[:] = clauses


NAMED = re.compile(r"[一-龥]\([\d.]+[^()\d]+\)[^(]*[超高大低小少不未达][过出于足到]")
_PAST = re.compile(
    r"(?:如|若|凡)?(?:(?P<over>超过|超出|高于|大于|超)|(?:低于|小于|少于|不足|未达到?|达不到))(?P<name>.{2,}?)的?"
)


def read_named(cell: Cell, group: Group) -> None:
    """不超过预算（80万元）得5分，超过预算10%以内得2分: what goes on to speak of the name lies beyond the number behind it."""
    names = set[str]()
    for place, clause in enumerate(group.clauses):
        segments = tuple(_past(cell, segment, names) for segment in clause.segments) if names else clause.segments
        if segments != clause.segments:
            group.clauses[place] = evolve(clause, segments=segments)
        names.update(named_limit(one[0].value.text) for one in segments if isinstance(one[0].value, tree.Word))
        names.discard("")


def _past(cell: Cell, segment: Segment, names: set[str]) -> Segment:
    first, *others = segment
    words = first.value.words if isinstance(first.value, tree.Level) else getattr(first.value, "text", "")
    said = _PAST.fullmatch(words)
    if said is None or not any(one == said["name"] or one.removesuffix("水平") == said["name"] for one in names):
        return segment
    way = "超过" if said["over"] else "低于"
    match others:
        case [Part(tree.Comparison()) as limit, *after]:
            number = cell.plain[limit.start : limit.end]
            if number.endswith("%"):
                return segment  # 低于任务80%: less than that part of it
            beyond = comparison(f"{way}{number}{'' if re.search('[上下内]', number) else '以上'}")
            return (evolve(limit, value=beyond, start=first.start), *after)
        case [] | [Part(tree.Between()), *_]:
            return (evolve(first, value=tree.Word(way)), *others)
    return segment


_DIVISOR = re.compile(r"(?:该|其|公式)?分母(?P<none>(?:为|是|等于|=)零(?:的|时|的时候)*)?")


def read_divisors(cell: Cell, groups: list[Group]) -> None:
    """整改率=已整改数÷应整改数×100%，…，分母为0得满分: 分母 is 应整改数."""
    terms = [part.value.term for part in cell.by_kind.get(tree.Formula, ())]
    divisors = (one.right for term in terms for one in nodes_of(term) if isinstance(one, tree.Binary) and one.op == "/")
    names = {one.text for one in divisors if isinstance(one, tree.Name)}
    if len(names) != 1:
        return
    named = tree.Name(names.pop())
    for group in groups:
        for place, clause in enumerate(group.clauses):
            segments = tuple(_with_divisor(segment, named.text) for segment in clause.segments)
            group.clauses[place] = evolve(clause, segments=segments)


def _with_divisor(segment: Segment, name: str) -> Segment:
    first = segment[0]
    said = _DIVISOR.fullmatch(clean(first.value.text)) if isinstance(first.value, tree.Word) else None
    if said is None or bool(said["none"]) is (len(segment) > 1):
        return segment
    nothing = tree.Comparison("=", tree.Quantity(Fraction(0), ""))
    none = [Part(nothing, first.end, first.end)] if said["none"] else []
    return (evolve(first, value=tree.Word(name)), *none, *segment[1:])


def _constant(clause: Clause) -> tuple[str, tree.Quantity] | None:
    """The name and the number, where *clause* says no more than that the one is the other."""
    segment = clause.segments[0] if len(clause.segments) == 1 and clause.effect is None else ()
    words, limit = (segment[0].value, segment[1].value) if len(segment) == 2 else (None, None)
    if not isinstance(words, tree.Word) or not isinstance(limit, tree.Comparison) or limit.op not in ("=", ""):
        return None
    return clean(words.text), limit.limit


def stated(clause: Clause) -> tuple[str, tree.Comparison] | None:
    """The name and the number of what *clause* states first and does nothing with."""
    alone = clause.effect is None and len(clause.segments) == 1
    value = clause.value
    if (
        isinstance(value, tree.Formula)
        and not value.scored
        and isinstance(value.term, tree.Quantity)
        and clause.segments
    ):
        words = clause.segments[0][0].value  # 目标值=100%
        known = isinstance(words, tree.Word) and len(clause.segments) == 1 and _NAME.fullmatch(words.text)
        return (known["name"], tree.Comparison("=", value.term)) if known else None
    segment = clause.segments[0] if alone or (len(clause.segments) > 1 and not _NAME.fullmatch(clause.label)) else ()
    limit = segment[-1].value if segment else None
    if not isinstance(limit, tree.Comparison) or len(segment) > 2:
        return None
    words = segment[0].value if len(segment) == 2 else tree.Word(clause.label)
    known = isinstance(words, tree.Word) and _NAME.fullmatch(words.text)
    return (known["name"], limit) if known else None


def _limited(segment: Segment, unit: str) -> bool:
    """实际完成500户, 450-500户: whether *segment* names a number of its own in *unit*, and no step."""
    limit = segment[-1].value
    if any(isinstance(part.value, tree.Step | tree.Each) for part in segment):
        return False
    match limit:
        case tree.Comparison(_, tree.Quantity(unit=own)) | tree.Between(_, tree.Quantity(unit=own)):
            return own == unit
    return False


def _whose(clause: Clause) -> str:
    """建档率 of 建档率目标值90%."""
    words = clause.segments[0][0].value if clause.segments else None
    known = _NAME.fullmatch(words.text) if isinstance(words, tree.Word) else None
    return (known["whose"] or "") if known else ""


def _named(before: list[Clause], behind: list[Clause], whose: str) -> list[Clause]:
    """*behind* with the name in front of the first number that was put in."""
    for place, (one, other) in enumerate(zip(before, behind, strict=True)):
        last = other.segments[-1] if one != other else ()
        if len(last) == 1 and isinstance(last[0].value, tree.Comparison):
            named = (Part(tree.Word(whose), last[0].start, last[0].start), *last)
            return [*behind[:place], evolve(other, segments=(*other.segments[:-1], named)), *behind[place + 1 :]]
    return behind


def is_unused(cell: Cell, clause: Clause) -> str:
    """The name of the number that *clause* states, where the words behind it go on to speak of it."""
    said = stated(clause)
    later = [part.value for part in cell.parts if part.start >= clause.end] if said is not None else []
    spoken = said is not None and any(isinstance(one, tree.Word) and said[0] in one.text for one in later)
    return said[0] if said is not None and spoken else ""


def _names(clause: Clause, name: str) -> bool:
    return any(isinstance(p.value, tree.Word) and name in p.value.text for segment in clause.segments for p in segment)


def _with_number(clause: Clause, name: str, limit: tree.Comparison) -> Clause:
    """*clause* with the number for *name*."""
    segments = tuple(tuple(replaced(segment, name, limit)) for segment in clause.segments)
    last = segments[-1] if segments and isinstance(clause.value, tree.Award | tree.Full) else ()
    if len(last) == 1 and isinstance(last[0].value, tree.Word) and (sign := _met(last[0].value.text, limit)):
        segments = (*segments[:-1], (evolve(last[0], value=tree.Comparison(sign, limit.limit)),))
    return evolve(clause, segments=segments) if segments != clause.segments else clause


MET_TARGET = re.compile(
    r"(?:全部|全面|按时|按期)?(?:完成|达到|达标|实现|达成)(?:年度|绩效|预期)*(?:目标|任务|指标|要求)?的?"
)
_KEPT = re.compile(r"[未不](?:超过|超出|超|突破|高于|超标)(?:目标|指标|标准)?的?")


def _met(words: str, limit: tree.Comparison) -> str:
    """The sign of what a target of *limit* wants where *words* say only that it is met: 完成, 未超过."""
    downward = limit.op in ("≤", "<")
    if _KEPT.fullmatch(words):
        return "≤" if downward or limit.op in ("", "=") else ""
    return ("≤" if downward else "≥") if MET_TARGET.fullmatch(words) else ""


def replaced(segment: Segment, name: str, limit: tree.Comparison) -> Iterator[Part]:
    for place, part in enumerate(segment):
        words = part.value.text if isinstance(part.value, tree.Word) else ""
        if words == name and place and isinstance(segment[place - 1].value, tree.Step):
            continue  # 每高于标准值1个百分点: from the limit of the award
        match = AGAINST.fullmatch(words) if name in words and place == len(segment) - 1 else None
        if match is None or match["name"] != name:
            yield part
            continue
        downward = limit.op in ("≤", "<")
        sign = ("≤" if downward else "≥") if match["reaches"] else _SIGNS.get(match["op"], "")
        sign = _SIDES.get(match["side"] or "", sign) or sign
        at = part.start + len(match["whose"])
        if match["whose"]:
            yield Part(tree.Word(match["whose"]), part.start, at)
        yield Part(tree.Comparison(sign or "=", limit.limit), at, part.end)
