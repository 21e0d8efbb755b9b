"""How far a sentence of its own behind a list of awards reaches: the last of them, the one that it speaks of, or all."""

import itertools
import re

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import is_any_fault, is_apart, opposed, own_words, says_of_what, shared, speaks_of
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.opposites import breaks, breaks_rule
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.names import taken_for
from evaldsl.elaboration.steps.severities import is_severe
from evaldsl.syntax import tree

GIVES = (tree.Award, tree.Full, tree.Formula, tree.Proportion, tree.Portion)
_BESIDES = re.compile(r"(?:另外?|此外|除此之外)[:,]?")
_OFFENCE = re.compile("截留|挤占|挪用|套取|骗取|贪污|弄虚作假|造假|虚[列报假]|违[规法纪反]|事故|事件|通报")
"""What is wrong wherever it happens, whatever the awards are for."""
_HOW_FAR = re.compile("[延迟逾滞误晚拖超期后时缺少失减低降出漏过份项件次天日数]*")
"""每延迟一天, 每缺一份: of what stands before it, for it does not say of what."""
_WIDE = re.compile("资金|项目|工作|管理|单位|部门|制度|情况|经费|财政")
"""What every award of an indicator has to do with: 资金拨付 and 资金闲置 may be two things."""


def award_words(item: ItemDraft) -> str:
    """What *item* awards its points for."""
    return f"{item.cases[0].text}{item.cases[0].words}" if item.cases else ""


def several_lists(reader: Reader) -> bool:
    """Whether numbers stand under several numbers of another kind: (1)…：①…；②…。(2)…."""
    styles = [marker.style for marker in reader.cell.values(tree.Marker)]
    return len(set(styles)) > 1 < styles.count(styles[0])


def _goes_on(reader: Reader, clause: Clause) -> bool:
    """Whether more is awarded behind *clause*."""
    return any(isinstance(one, GIVES) for one in reader.cell.behind(clause.start))


def named_beside(reader: Reader, name: str) -> ItemDraft | None:
    """立项公示2分，竣工公告2分，公示内容不全扣1分: the only award beside the last of which *name* speaks, where it speaks of no other."""
    if not name or _OFFENCE.search(name):
        return None
    own, items = _WIDE.sub(" ", own_words(name)), [one for one in reader.group.items if one.has_award]
    named = [one for one in items if shared(own, award_words(one))]
    if len(named) != 1 or named[0] is reader.group.last or speaks_of(name, award_words(items[-1])):
        return None
    return named[0] if len(named[0].cases) == 1 and not named[0].cases[0].limits else None


def spoken_of(reader: Reader, clause: Clause, name: str) -> ItemDraft | None:
    """①账实相符，得1分；②定期盘点，得1分。每发现一处账实不符扣0.5分: the award that the sentence speaks of, if it is not the last."""
    if "违" in name and (broken := _broken(reader, name)) is not None:
        return broken
    if not name or not _place(reader, clause, name) or _OFFENCE.search(name):
        return None
    own = _WIDE.sub(" ", own_words(name))
    of = sorted((len(shared(own, award_words(one))), place) for place, one in enumerate(reader.items) if one.has_award)
    if not of[-1][0] or (len(of) > 1 and of[-2][0] == of[-1][0]):
        return None
    found = reader.items[of[-1][1]]
    return found if len(found.cases) == 1 else None


def _broken(reader: Reader, name: str) -> ItemDraft | None:
    """严格执行规定得3分，资料完整得2分，违反规定的: the only award beside the last that *name* says is not earned."""
    items = [one for one in reader.group.items if len(one.cases) == 1 and breaks_rule(name, one.cases[0].text)]
    return items[0] if len(items) == 1 and items[0] is not reader.group.last else None


def is_outside(reader: Reader, clause: Clause, name: str, fault: bool = True) -> bool:
    """Whether *clause*, which takes for *name*, stands behind a list and not with its last award; it is told where that may be
    meant otherwise. *fault*: 不符合 alone, without what does not, is any fault."""
    place = _place(reader, clause, name)
    if not place or (place == "line" and fault):
        return bool(place)
    last = reader.items[-1]
    any_fault = fault and is_any_fault(name)
    if place == ";" and any_fault:
        return True
    if last.effects and is_severe(name):
        return False
    if not reader.group.style:
        return all(_has_to_do(name, award_words(one)) for one in reader.items)
    if several_lists(reader):
        return False
    if _OFFENCE.search(name):
        return True
    named = len(own_words(name)) > 1 and says_of_what(award_words(last)) and not _HOW_FAR.fullmatch(own_words(name))
    if not (named or any_fault) or (place != ";" and any(one.effects for one in reader.items[:-1])):
        return False
    if place == "。":
        way = "句首写“以上”" if fault else "写“本指标不得分”"
        _tell(reader, clause, "前面各项", f"只说最后一项的，前面用“，”接着写；说各项的，{way}")
    return True


def ends_list(reader: Reader, clause: Clause, name: str) -> bool:
    """①有目标，1分；②目标合理，1分。无资金的，本项不得分: whether 本项 in a sentence of its own is all of the list, for its 。 or its line parts
    it from the items as from one another only ； does; so does 本条."""
    if several_lists(reader):
        return False
    place = _place(reader, clause, name)
    return place in ("line", ";") or (bool(place) and "本条" in reader.cell.plain[clause.start : clause.end])


def tell_offence(reader: Reader, clause: Clause, name: str) -> None:
    """Says that an offence in a sentence of its own behind a numbered list, or what speaks of none of it, is read as one of its last
    item."""
    last = reader.group.last
    if not reader.group.style or (_goes_on(reader, clause) and not several_lists(reader)):
        return
    if last is not None and not last.has_award and _stands_on_line(reader, clause):  # 1.安全（5分）：…
        _tell(reader, clause, "最后一项", _HOW_SAID)
    if not (_OFFENCE.search(name) or _place(reader, clause, name) == "。"):
        return
    if last is not None and last.award_sentence not in (-1, clause.sentence):
        _tell(reader, clause, "最后一项", _HOW_SAID)


_HOW_SAID = "说整个指标的，写“本指标不得分”；只说这一项的，前面用“，”接着写"


def _stands_on_line(reader: Reader, clause: Clause) -> bool:
    """Whether *clause* begins a line, behind a line with more than one item above it."""
    before = [part.value for part in reader.cell.parts if part.start < clause.start]
    stop = before[-1] if before else None
    return len(reader.items) > 1 and isinstance(stop, tree.Stop) and stop.ends and stop.mark != ";"


def tell_last(reader: Reader, clause: Clause) -> None:
    """甲得5分，乙得5分，每发现一处问题扣0.5分: says that any fault, named behind several awards as they stand behind one another, is one
    of the last."""
    beside = [one for one in reader.group.items if one.has_award and one.award_sentence == clause.sentence]
    apart = (
        not beside
        and clause.after == ";"
        and all(one.mark == ";" for one in _between(reader, clause) if isinstance(one, tree.Stop))
    )
    alike = [one for one in reader.items if one.has_award] if apart and not _goes_on(reader, clause) else beside
    if len(alike) < 2 or reader.group.last is not alike[-1] or any(one.effects or one.otherwise for one in alike):
        return
    each = isinstance(clause.value, tree.Deduction) and clause.value.apiece
    name = "" if each else taken_for(reader, clause)[0]
    if name and is_any_fault(name):
        message = "前面有几项得分，这一处扣分没有写明是最后一项的还是各项的，按最后一项读"
        hint = "说各项的，另起一句，句首写“以上”；只说最后一项的，写明是它的什么问题"
        assert clause.effect is not None
        reader.measures.report("step-target-unstated", message, clause.effect, hint)


def _tell(reader: Reader, clause: Clause, read: str, hint: str) -> None:
    message = f"编号的几项后面另起的一句，没有写明说的是最后一项还是前面各项，按{read}读"
    assert clause.effect is not None
    reader.measures.report("step-target-unstated", message, clause.effect, hint)


def is_besides(reader: Reader, item: ItemDraft, clause: Clause) -> bool:
    """Whether *clause* judges what the award of *item* does not name: 挪用, which breaks 核算规范 as anything else."""
    found, award = condition(reader.cell, clause), award_words(item)
    if not found.judged or found.compared or not award:
        return False
    offence = _OFFENCE.search(found.judged) is not None and not shared(own_words(found.judged), award)
    return offence or is_apart(found.judged, award)


def _has_to_do(name: str, award: str) -> bool:
    return speaks_of(name, award) or bool(shared(name, award))


def _speaks_of_last(name: str, awards: list[str]) -> bool:
    """公开决算得2分，公开绩效信息得1分。绩效信息不完整: whether *name* has to do with the last award, by more than with all of them."""
    offence = _OFFENCE.search(name)
    if offence is not None:  # 办结率95%得2分。发生环境事件 speaks of no rate of 环境信访
        last = awards[-1]
        return offence.group() in last or breaks(name, last) or opposed(name, last)
    pairs = shared(name, awards[-1])
    if pairs:
        return not all(one in award for one in pairs for award in awards)
    return speaks_of(name, awards[-1]) and not all(speaks_of(name, award) for award in awards)


def _place(reader: Reader, clause: Clause, name: str) -> str:
    """What parts *clause* from the list before it, "" where it stands with the last award or speaks of that: a line of its own,
    or the 。 behind awards that ； or 。 part."""
    items = [one for one in reader.items if one.has_award]
    if len(items) < 2 or clause.otherwise:
        return ""
    last = items[-1]
    if reader.group.last is not last or last.award_sentence == clause.sentence:
        return ""
    if _speaks_of_last(name, [award_words(one) for one in items]):
        return ""
    if _goes_on(reader, clause) and not several_lists(reader):
        return ""
    between = _between(reader, clause)
    *within, last_stop = [value for value in between if isinstance(value, tree.Stop)] or [tree.Stop("")]
    if any(
        isinstance(value, GIVES) for value in itertools.takewhile(lambda one: one is not last_stop, reversed(between))
    ):
        return ""
    if (last_stop.ends and last_stop.mark != ";") or _BESIDES.match(reader.cell.plain, clause.start):
        return "line"
    if last_stop.mark != "。":
        return ""
    return ";" if all(stop.mark == ";" for stop in within) else "。"


def _between(reader: Reader, clause: Clause) -> list[tree.Value]:
    """What stands from the first award of the cell to *clause*."""
    first = min((part.start for part in reader.cell.parts if isinstance(part.value, GIVES)), default=clause.start)
    return [part.value for part in reader.cell.parts if first <= part.start < clause.start]
