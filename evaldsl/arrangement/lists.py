"""具有下列情形之一的，不得分：①…；②…: what stands below a condition gives it its words."""

import itertools
import re

from attrs import evolve

from evaldsl.arrangement.asked_lists import Ask, asked_of, settle_asked
from evaldsl.clauses.counting import counted_name, per
from evaldsl.clauses.failings import is_any_fault
from evaldsl.clauses.grouping import JOINED, Clause, Group, text_of
from evaldsl.clauses.things_named import OF_LIST
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Amount, Award, Cell, Deduction, Full, Zero
from evaldsl.text.numerals import COUNTED, number


def read_below(cell: Cell, groups: list[Group]) -> None:
    """Gives the condition of a clause that speaks of what stands below it the words of that."""
    if "以下" not in cell.plain and "下列" not in cell.plain:
        if len(groups) > 2 and groups[0].marker is None and Award in cell.by_kind:
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
    text = cell.plain[clause.start : clause.effect.start] + ("各" if clause.value.apiece else "")
    heads = _EACH_BELOW.match(text)
    if heads is None or not re.search("每|各", text):
        return
    amount, others = clause.value.amount, group.clauses[place + 1 :]
    kept = [one for one in others if not _says_again(cell, one, amount)]
    if not heads["below"] and (
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


_EACH_ABOVE = re.compile(
    r"(?:以上|上述|前述)?(?:各|[一二两三四五六七八九十\d]+)?(?:个?方面|个?要点|项|点|条)?(?:内容|要求|指标|要点)?[,，]?(?:每|各|均)?(?:符合|满足|达到|做到|具备)?"
    r"(?:一|1)?(?:个?方面|个?要点|项|点|条)?的?(?:各|均)?"
)

_ONE_MET = re.compile(
    r"(?:以上|上述|前述)?(?:各|[两二三四五六七八九十\d]+)?(?:个?方面|个?要点|项|点|条)?(?:内容|要求|指标|要点)?[,，]?(?:符合|满足|达到|做到|具备)(?:一|1)(?:个?方面|个?要点|项|点|条)的?"
)
"""符合一项 of several, of which nothing says how many: each of them."""


def _counts_more(clauses: list[Clause]) -> bool:
    """Whether 符合两项 is worth points of its own."""
    limits = (part.value for clause in clauses for segment in clause.segments for part in segment)
    return any(
        isinstance(one, tree.Comparison) and one.limit.unit in COUNTED and one.limit.number > 1 for one in limits
    )


def read_above(cell: Cell, group: Group) -> None:
    """制度健全；台账清楚。每项1分: what is told without numbers gets the points of each one by one."""
    place = next((at for at, clause in enumerate(group.clauses) if clause.effect is not None), 0)
    clause, told = group.clauses[place], group.clauses[:place]
    value = clause.value
    if len(told) < 2 or not isinstance(value, Award) or value.bonus or clause.effect is None or clause.label:
        return
    text = cell.plain[clause.start : clause.effect.start] + ("各" if value.apiece else "")
    said = re.search(r"[一二两三四五六七八九十\d]+(?=项|条|点|个)", text)
    each = re.search("每|各", text) or (_ONE_MET.fullmatch(text) and not _counts_more(group.clauses[place + 1 :]))
    if not (each and _EACH_ABOVE.fullmatch(text)) or (said and number(said.group()) not in (1, place)):
        return
    if any(one.label or not one.segments for one in told):
        return
    effect = evolve(clause.effect, value=evolve(value, bare=False, apiece=False, per=""))
    kept = [one for one in group.clauses[place + 1 :] if not _says_again(cell, one, value.amount)]
    group.clauses[:] = [*(evolve(one, effect=effect) for one in told), *kept]


_IN_EACH = re.compile("(?:以上|上述)?[各每]项(?:内容|工作|要求|要点)?中?的?")


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
