"""仅竣工率达标, 甲率达标但乙率未达标, 两项达标: which of the conditions of the award before it are met, and which are not."""

import re
from collections.abc import Sequence
from itertools import combinations

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.measure_names import same_measure
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.syntax import tree
from evaldsl.text.numerals import number

_MET = r"(?:达标|达到(?:要求|标准|目标)?|符合(?:要求|标准|条件)?|满足(?:要求|标准|条件)?|完成(?:任务|目标)?|合格)的?"
_ONLY = r"(?:其中)?(?:仅有?|只有?)"
_SO_MANY = re.compile(
    rf"(?:{_ONLY}|有|其中|任意?)?(?:有)?(?:其中|任意?)?(?P<many>[一二两三四五单\d])项(?:指标)?(?P<missed>[未不]|没有)?{_MET}"
)
_VERB_FIRST = re.compile(
    rf"(?:{_ONLY}|有|其中)?(?:完成|达到|达标|实现|符合|满足|做到)(?:其中|任意?)?(?P<many>[一二两三四五\d])项(?:指标|要求)?的?"
)
_DONE = re.compile(rf"(?:{_ONLY}|有|其中)?(?:完成|达到|达标|实现|符合|满足|做到)(?:其中|任意?)?")
_NAMED = re.compile(rf"(?P<name>.+?)(?:(?P<missed>[未不没]有?)?能?{_MET}|(?P<beyond>超标|超限)的?)")
_APART = re.compile(r"、|，|但是?|而|且")
_STATE = re.compile("标|达|符合|满足|完成|合格|限")


def wants_several(item: ItemDraft) -> bool:
    """Whether its first award wants several things at once, a limit among them."""
    first = item.cases[0] if item.cases else None
    return first is not None and bool(first.limits) and len(first.limits) + len(first.others) > 1


def among_limits(item: ItemDraft, found: Condition, beyond: bool = False) -> ex.Condition | None:
    """When what *found* says holds, if it says it of the conditions of the only award so far that wants several at once.

    *beyond*: together with it the awards would come to more than there is, so that 仅 goes without saying.
    """
    if not wants_several(item):
        return None
    first = item.cases[0]
    words = found.judged if not found.compared else _compared_again(first, found)
    if not words:
        return None
    many = _SO_MANY.fullmatch(words)
    if many is not None:
        wanted = list(_wanted(first).values())
        least = 1 if many["many"] == "单" else int(number(many["many"]))
        return _so_many(wanted, len(wanted) - least if many["missed"] else least)
    done = _VERB_FIRST.fullmatch(words)
    if done is not None:
        return _so_many(list(_wanted(first).values()), int(number(done["many"])))
    return _by_name(_wanted(first), words, beyond) if _STATE.search(words) or re.match(_ONLY, words) else None


_ONES = ("项", "个")


def so_many_enough(
    reader: Reader, item: ItemDraft, clause: Clause, found: Condition, amount: tree.Amount | None
) -> ex.Condition | None:
    """合格率≥95%、优良率≥30%，满足一项得5分, of 5: so many of what stands before it, where the cell counts them only once."""
    if not found.compared or item.cases:
        return None
    *limits, last = found.compared
    value = last.part.value
    if not isinstance(value, tree.Comparison) or value.op not in ("", "≥") or value.limit.unit not in _ONES:
        return None
    counted = [one for one in reader.cell.values(tree.Comparison) if one.limit.unit in _ONES]
    alone = counted == [value] and _DONE.fullmatch(last.subject or "达到") is not None
    names = re.split("[、，]", found.judged) if found.judged else []
    named = all(one.subject for one in limits)
    if not alone or not named or not value.limit.number < len(limits) + len(names):
        return None
    if amount is not None and amount.high != reader.weight:
        return None
    told = limits_of(reader, item, clause, found.compared[:-1])
    reader.measures.taken.add(last.part.start)
    wanted = [*(limit.condition() for limit in told), *(judgement_of(reader, item, name) for name in names)]
    return _at_least(wanted, int(value.limit.number))


def unmet(item: ItemDraft, found: Condition) -> ex.Condition | None:
    """竣工率未达标的扣2分: the one condition of the award that is not met."""
    when = among_limits(item, found) if len(item.cases) == 1 else None
    return when if isinstance(when, ex.Not) else None


def _wanted(first: CaseDraft) -> dict[str, ex.Condition]:
    """The conditions of an award by what they are called."""
    for limit in first.limits:
        limit.op = limit.op or ("" if limit.high is not None else "≥")
    wanted: dict[str, ex.Condition] = {limit.fact.name: limit.condition() for limit in first.limits}
    if len(first.others) == 1 and isinstance(first.others[0], ex.Holds):
        wanted[first.text] = first.others[0]
    return wanted


def _so_many(wanted: Sequence[ex.Condition], least: int) -> ex.Condition | None:
    """*least* of the conditions *wanted*, and no more: all of them are what the award itself is for."""
    if not 0 < least < len(wanted):
        return None
    enough = _at_least(wanted, least)
    return enough if least == len(wanted) - 1 else ex.All((enough, ex.Not(_at_least(wanted, least + 1))))


def so_many_missed(first: CaseDraft, many: int, *, exactly: bool) -> ex.Condition:
    """*many* of the limits of *first*, or more, are missed."""
    missed = [ex.Not(one) for one in _wanted(first).values()]
    enough = _at_least(missed, many)
    return ex.All((enough, ex.Not(_at_least(missed, many + 1)))) if exactly and many < len(missed) else enough


def _at_least(wanted: Sequence[ex.Condition], least: int) -> ex.Condition:
    return ex.Some(tuple(some[0] if least == 1 else ex.All(some) for some in combinations(wanted, least)))


def _compared_again(first: CaseDraft, found: Condition) -> str:
    """仅竣工率达标 for 仅竣工率达到80%, where that is what the award wants of it; 2项达标 for 两项达标."""
    one, said = found.compared[0], found.compared[0].part.value
    if found.judged or len(found.compared) > 1 or not isinstance(said, tree.Comparison):
        return ""
    if said.op in ("", "≥") and said.limit.unit == "项" and said.limit.number < 10:
        if said.op or _DONE.fullmatch(one.subject):
            return f"{one.subject or '达到'}{said.limit.number}项"
        return f"{one.subject}{said.limit.number}项达标"
    name = re.sub(f"^{_ONLY}", "", one.subject)
    scale = 100 if said.limit.unit == "%" else 1
    same = any(same_measure(x.fact.name, name) and x.low * scale == said.limit.number for x in first.limits)
    return f"{one.subject}达标" if same and name != one.subject else ""


def _by_name(wanted: dict[str, ex.Condition], words: str, beyond: bool) -> ex.Condition | None:
    only = re.match(_ONLY, words)
    pieces = [piece for piece in _APART.split(words[only.end() :] if only else words) if piece]
    told: dict[str, bool] = {}
    waiting: list[str] = []
    for piece in pieces:
        state = _NAMED.fullmatch(piece)
        names = [*waiting, state["name"] if state else piece]
        if state is None and piece not in wanted:
            waiting = names  # 仅开工率、竣工率达标
            continue
        waiting = []
        for name in names:
            own = _called(list(wanted), name)
            if own is None or own in told:
                return None
            told[own] = state is None or not (state["missed"] or state["beyond"])
    if waiting or not told or (not (only or beyond) and len(told) == 1 and all(told.values())):
        return None
    if only and len(set(told.values())) == 1:
        rest = not next(iter(told.values()))
        told = {name: told.get(name, rest) for name in wanted}
    of = [wanted[name] if met else ex.Not(wanted[name]) for name, met in told.items()]
    return of[0] if len(of) == 1 else ex.All(tuple(of))


def _called(names: list[str], name: str) -> str | None:
    """The one of *names* that *name* speaks of."""
    if name in names:
        return name
    found = [one for one in names if one.endswith(name)] or [one for one in names if len(name) > 1 and name in one]
    return found[0] if len(found) == 1 else None
