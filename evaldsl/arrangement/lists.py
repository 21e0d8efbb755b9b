"""具有下列情形之一的，不得分：①…；②…: what stands below a condition gives it its words."""

import itertools
import re

from evaldsl.arrangement.asked_lists import Ask, asked_of, settle_asked
from evaldsl.clauses.grouping import JOINED, Clause, Group, text_of
from evaldsl.clauses.mentions import counts_several
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.things_named import PARTS_OF_LIST
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Amount, Award, Cap, Cell, Deduction, Full, Part, Word, Zero
from evaldsl.text.numerals import HOW_MANY, number


def read_below(cell: Cell, groups: list[Group]) -> None:
    """Gives the condition of a clause that speaks of what stands below it the words of that."""
    headed = len(groups) > 2 and groups[0].marker is None and Award in cell.by_kind
    if headed and _say_behind(cell, groups):
        return
    if "以下" not in cell.plain and "下列" not in cell.plain:
        if headed or "分:" in cell.plain or "/项:" in cell.plain:
            _share_out(cell, groups[0], groups[1:])
        return
    asked: list[Ask] = []
    for place, group in enumerate(groups):
        _share_out(cell, group, groups[place + 1 :])
        for at, clause in enumerate(group.clauses):
            if clause.effect is None or not clause.segments:
                continue
            items = _below(cell, groups[place + 1 :]) or _behind(cell, group.clauses[at + 1 :])
            asked += asked_of(cell, group.clauses, at, items or (asked[-1].items if asked else []), not items)
    for _, asks in itertools.groupby(asked, key=lambda ask: ask.items):
        settle_asked([*asks])


_EACH_BELOW = re.compile(
    r"^(?P<below>以下|下列)?(?:各|[一二两三四五六七八九十\d]+)?(?:个?方面|个?要点|项|点|条)?(?:内容|要求|指标|要点)?[,，]?(?:每|各)?(?:个?方面|个?要点|项|点|条)?各?$"
)
_MET = r"(?:符合|满足|达到|做到|具备|达标|完成)(?:要求|标准|条件)?的?"
_AGAIN = re.compile(
    rf"(?:全部|均|都)?{_MET}(?:即|则|可)?(?:得分|计分|得(?:相应|该项|对应)?的?(?:权重)?分值?)?|(?:不|未|没有|达不到)(?:能|{_MET})*(?:要求|标准|条件)?的?"
    r"|(?:缺|每缺|缺少|每有)(?:一|1)(?:项|个要点|点|条)(?:不符合|不满足)?的?|每?(?:符合|满足|达到|做到)(?:一|1)(?:项|个要点|点|条)的?"
)


def _says_again(cell: Cell, clause: Clause, amount: Amount) -> bool:
    """满足得分，不满足不得分; 全部满足得满分，缺一项扣1分: no more than that each of the list has *amount*."""
    if not all(_AGAIN.fullmatch(text_of(cell, segment)) for segment in clause.segments):
        return False
    match clause.value:
        case Award(own) | Deduction(own):
            return own == amount
        case Zero(scope, veto):
            return not (scope or veto)
        case Full(points):
            return points is None
    return clause.value is None


def _share_out(cell: Cell, group: Group, below: list[Group]) -> None:
    """以下四项每项2.5分：有计划、有制度…: each of what stands behind, or under the numbers below, gets the points."""
    place = next((at for at, clause in enumerate(group.clauses) if isinstance(clause.value, Award)), None)
    clause = group.clauses[place] if place is not None else None
    if clause is None or place is None or clause.effect is None or not isinstance(clause.value, Award):
        return
    text = cell.plain[clause.start : clause.effect.start] + ("各" if is_each(clause.value) else "")
    heads = _EACH_BELOW.match(text)
    if heads is None or not re.search("每|各", text):
        return
    amount, others = clause.value.amount, group.clauses[place + 1 :]
    told = _behind(cell, others) if cell.plain.startswith(":", clause.effect.end) else []
    kept = [one for one in others if not _says_again(cell, one, amount)]
    if not (heads["below"] or len(told) > 1) and (
        len(below) < 2 or not all(isinstance(one.value, Zero) and one.value.scope for one in kept)
    ):
        return
    effect = evolve(clause.effect, value=evolve(clause.value, bare=False, apiece=False, per=""))
    behind = [one for one in group.clauses[place + 1 :] if one.effect is None]
    names = _behind(cell, behind) if len(behind) == len(group.clauses) - place - 1 else []
    if names:
        words = [(evolve(behind[0].segments[0][0], value=tree.Word(name)),) for name in names]
        group.clauses[place:] = [evolve(clause, segments=(one,), effect=effect, label="") for one in words]
        return
    if below and all(len(one.clauses) == 1 and one.clauses[0].effect is None for one in below):
        group.clauses[place:] = kept
        for one in below:
            one.clauses[0] = evolve(one.clauses[0], effect=effect)


_UNIT = "(?:个?方面|个?要点|项|点|条|个)"
_SO = "(?:符合|满足|达到|做到|具备|达标)(?:要求|标准|条件)?"
_HEADS = re.compile(
    rf"(?:(?:评价|评分|考核|考评)?(?:要点|内容|标准)\()?(?:以[上下]|上述|下列|如下)?(?:各|[一二两三四五六七八九十\d]+)?{_UNIT}?(?:内容|要求|指标|要点)?[,，]?"
    rf"(?P<so>(?:每|各)?(?:{_SO})?(?:有?(?:一|1)?{_UNIT})?(?:{_SO})?)的?[,，]?"
)


def _say_behind(cell: Cell, groups: list[Group]) -> bool:
    """以上各项符合得1.5分：①…；②…: what is said before a list of each of its things is said behind it; whether it is."""
    told, (*_, last) = groups[0].clauses, groups
    clause = told[0] if told else None
    if clause is None or not isinstance(clause.value, Award) or clause.value.bonus or clause.effect is None:
        return False
    heads = _HEADS.fullmatch(cell.plain[clause.start : clause.effect.start])
    amount, so = clause.value.amount, heads["so"] if heads else ""
    if not (so or clause.value.per in PARTS_OF_LIST) or any(
        one.effect for group in groups[1:] for one in group.clauses
    ):
        return False
    if not all(isinstance(one.value, Zero | Cap) or _says_again(cell, one, amount) for one in told[1:]):
        return False
    each = not so or so[0] in "每各"
    words = () if each else ((tree.Part(tree.Word(f"各项{so}"), clause.start, clause.effect.start),),)
    effect = evolve(clause.effect, value=evolve(clause.value, bare=False, apiece=each, per=""))
    last.clauses.append(evolve(clause, segments=words, effect=effect))
    last.clauses += [one for one in told[1:] if not _says_again(cell, one, amount)]
    del groups[0]
    return True


_EACH_ABOVE = re.compile(
    rf"{ABOVE}?(?:各|[一二两三四五六七八九十\d]+)?(?:个?方面|个?要点|项|点|条)?(?:内容|要求|指标|要点)?[,，]?(?:每|各|均)?(?:符合|满足|达到|做到|具备)?"
    r"(?:一|1)?(?:个?方面|个?要点|项|点|条)?的?(?:各|均)?"
)

_ONE_MET = re.compile(
    rf"{ABOVE}?(?:各|[两二三四五六七八九十\d]+)?(?:个?方面|个?要点|项|点|条)?(?:内容|要求|指标|要点)?[,，]?(?:符合|满足|达到|做到|具备)(?:一|1)(?:个?方面|个?要点|项|点|条)的?"
)
"""符合一项 of several, of which nothing says how many: each of them."""


_ABOVE = re.compile("以上|上述|前述")
_MET_EACH = re.compile(r"每(?:符合|满足|达到|做到|具备)(?:一|1)(?:项|条|点)")


def is_each(award: Award) -> bool:
    """各1分, 1分/项."""
    return award.apiece or (award.bare and award.per in PARTS_OF_LIST)


def read_above(cell: Cell, group: Group) -> None:
    """制度健全；台账清楚。每项1分: what is told without numbers, or below a heading, gets the points of each one by one."""
    scored = [at for at, clause in enumerate(group.clauses) if clause.effect is not None]
    if not scored:
        return
    head = group.clauses[0].value if scored[0] == 0 and len(scored) > 1 else None
    first = 1 if isinstance(head, Award) and head.bare and not is_each(head) else 0  # 资金管理（3分）：
    place = scored[first]
    clause, told = group.clauses[place], group.clauses[first:place]
    value = clause.value
    if not isinstance(value, Award) or value.bonus or clause.effect is None:
        return
    text = cell.plain[clause.start : clause.effect.start] + ("各" if is_each(value) else "")
    told, text = _with_last(cell, clause, told, text)
    if len(told) == 1 and _EACH_ABOVE.fullmatch(text):
        told = _things(cell, told[0])
    if len(told) < 2:
        return
    said = re.match(rf"{ABOVE}?({HOW_MANY})(?=项|条|点|个)", text)
    rest = group.clauses[place + 1 :]
    parts = (part.value for one in rest for segment in one.segments for part in segment)
    each = re.search("每|各", text) or (_ONE_MET.fullmatch(text) and not counts_several(parts))
    if not (each and _EACH_ABOVE.fullmatch(text)) or (said and number(said[1]) not in (1, len(told))):
        return
    if len({one.label for one in (*told, clause)} - {""}) > 1 or not all(one.segments for one in told):
        return
    effect = evolve(clause.effect, value=evolve(value, bare=False, apiece=False, per=""))
    kept = [one for one in rest if not _says_again(cell, one, value.amount)]
    if isinstance(head, Award) and head.amount.high == value.amount.high * len(told):
        first = 0  # 资金管理（3分）。 says what they add up to
    group.clauses[first:] = [*(evolve(one, effect=effect) for one in told), *kept]


def _with_last(cell: Cell, clause: Clause, told: list[Clause], text: str) -> tuple[list[Clause], str]:
    """What is *told*, and the words of each of it, where these do not stand alone: 制度健全；台账清楚，每项1分; 制度健全、台账清楚，以上每项1分."""
    *before, last = clause.segments or ((),)
    if _EACH_ABOVE.fullmatch(text) or not last:
        return told, text
    words = text_of(cell, last)
    if told and not before and text.endswith("各") and len(JOINED.split(words)) == 1:
        return [*told, evolve(clause, effect=None)], "各"
    if not before or not (_EACH_ABOVE.fullmatch(words) if told else _ABOVE.match(words) or _MET_EACH.fullmatch(words)):
        return told, text
    return [*told, evolve(clause, segments=tuple(before), effect=None)], words


def _things(cell: Cell, clause: Clause) -> list[Clause]:
    """A clause for each of what *clause* tells: 制度健全，台账清楚; 制度健全、台账清楚."""
    segments = [*clause.segments]
    if len(segments) == 1 and len(segments[0]) == 1 and isinstance(segments[0][0].value, Word):
        whole = segments[0][0]
        names = [name for name in JOINED.split(text_of(cell, segments[0])) if name]
        begins = [cell.plain.find(name, whole.start) for name in names]
        segments = [(Part(Word(name), at, at + len(name)),) for name, at in zip(names, begins, strict=True)]
    return [evolve(clause, segments=(one,), start=one[0].start) for one in segments]


def _below(cell: Cell, groups: list[Group]) -> list[str]:
    """The numbered lines that say no points themselves, up to the first that does; none where that one begins with points."""
    found: list[str] = []
    for group in groups:
        told = [*itertools.takewhile(lambda clause: clause.effect is None, group.clauses)]
        if not told or (group.marker is not None and group.marker.number <= len(found)):
            return [] if not told else found
        found += [words_of_all(cell, told)] if words_of_all(cell, told) else []
        if len(told) < len(group.clauses):
            return found
    return found


def _behind(cell: Cell, clauses: list[Clause]) -> list[str]:
    """What is told one after the other behind a colon."""
    told = itertools.takewhile(lambda clause: clause.effect is None, clauses)
    pieces = [text_of(cell, segment) for clause in told for segment in clause.segments]
    return [one for piece in pieces for one in JOINED.split(piece) if one]


def words_of_all(cell: Cell, clauses: list[Clause]) -> str:
    """The words of *clauses*, joined by commas."""
    return "，".join(text_of(cell, segment) for clause in clauses for segment in clause.segments)
