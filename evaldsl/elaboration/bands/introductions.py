"""加强宣传，知晓率达到90%得5分，80%-90%得3分: words set apart before the limits, and which of these they go with."""

import re

from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.judged_words import are_aims, are_duties, only_ask
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.text.diagnostics import info

_JOINED = re.compile(r",(?![且并但而]|同时|以及|其中)")


def share_conditions(reader: Reader) -> None:
    """What ought to be done, said before the first band, is asked for by each of them: who failed it could only gain else.

    What is judged, 目标明确，…, stays with the first, for a lower band may be for those who fall short of it.
    """
    for item in reader.items:
        if len(item.cases) < 2:
            if item.cases and _stands_apart(item.cases[0]) and are_duties(item.cases[0].text):
                hint = "只是引言、目的的，删去；两样都要的，用“且”连上"
                message = f"“{item.cases[0].text}”写在数的前面，没有写明是不是得分的条件，按要做到才得分读"
                _tell(reader, item.cases[0].text, message, hint)
            continue
        bands = _bands(item)
        if not bands and (limited := _limited_before(item)):
            for band in limited:
                band.others = [item.cases[0].limits[0].condition()]
            _tell_each(reader, re.split("[,，]", item.cases[0].words)[0])
        if not bands:
            continue
        first = item.cases[0].text
        duty = are_duties(first)
        for band in bands if duty else ():
            band.others = [*item.cases[0].others]
        if duty:
            _tell_each(reader, first)
        else:
            message, hint = "按只对第一档读", "只对第一档的，写在那一档的数前面，用“且”连上；每一档都要的，每一档都写"
            _tell(reader, first, f"“{first}”写在几档前面，没有写明是不是每一档都要，{message}", hint)


def _bands(item: ItemDraft) -> list[CaseDraft]:
    """The bands of *item* behind its first that name nothing but limits of the same measure, where words stand apart before that."""
    first, *others = item.cases
    if not _stands_apart(first):
        return []
    if any(one.others or one.text or one.kind is not None or not one.limits for one in others):
        return []
    measure = first.limits[0].fact.key
    return [one for one in others if one.value != 0 and all(limit.fact.key == measure for limit in one.limits)]


def _stands_apart(first: CaseDraft) -> bool:
    """Whether the words of *first* stand apart before its limit."""
    judged = len(first.others) == 1 and isinstance(first.others[0], (ex.Holds, ex.Not)) and len(first.limits) == 1
    if not judged:
        return False
    words = first.text.replace("，", ",")
    start = first.words.find(words)  # behind a heading, 宣传工作：加强宣传，…
    return first.words[:start][-1:] in ("", ":") and bool(_JOINED.match(first.words, start + len(words)))


def _limited_before(item: ItemDraft) -> list[CaseDraft]:
    """发放问卷不少于50份，满意度90%以上得10分，80%以上得8分: the bands behind the first, where another measure is limited before that."""
    first, *others = item.cases
    if len(first.limits) != 2 or first.others or first.kind is not None or not _APART.match(first.words):
        return []
    before, own = first.limits
    alike = all(limit.fact.key == own.fact.key for one in others for limit in one.limits)
    plain = not any(one.others or one.text or one.kind is not None or not one.limits for one in others)
    return [one for one in others if one.value != 0] if before.fact.key != own.fact.key and alike and plain else []


_APART = re.compile(r"[^,，且并、]*[,，](?![且并但而]|同时|以及|其中)")


def without_aims(reader: Reader, found: Condition) -> Condition:
    """*found* without 保障床位供给 of 保障床位供给，床位利用率达到60%得3分: the number says whether it is done."""
    words = found.judged.replace("，", ",")
    if not (words and found.compared and found.compared[0].subject and are_aims(found.judged)):
        return found
    start = reader.cell.plain.find(words, found.start, found.end)
    if start < 0 or not _JOINED.match(reader.cell.plain, start + len(words)):
        return found
    message = f"“{found.judged}”是目的，看后面的数有没有做到，不另作得分的条件"
    _tell(reader, found.judged, message, "另要评判的，用“且”连上，或者另写一句“……的得…分”")
    return evolve(found, judged="")


def without_introduction(reader: Reader, found: Condition) -> bool:
    """加强宣传，知晓率低于90%扣1分: whether what *found* judges is what ought to be done, and no condition for taking points."""
    if not found.compared or not only_ask(found.judged):
        return False
    message = f"“{found.judged}”是要做的事，不当作扣分的条件"
    _tell(reader, found.judged, message, "没有做到的要扣分的，另写一句“未…的扣…分”")
    return True


def as_failing(reader: Reader, clause: Clause) -> Clause:
    """床位利用率低于60%不得分 of 保障床位供给，床位利用率低于60%不得分: who did nothing for it gets nothing all the same."""
    if len(clause.segments) < 2 or not without_introduction(reader, condition(reader.cell, clause)):
        return clause
    return evolve(clause, segments=clause.segments[-1:])


def only_asked_before(reader: Reader, found: Condition) -> bool:
    """加强管理，未建立台账的扣1分: whether the words before the last only say what ought to be done, and those say what is not."""
    duty, _, own = found.judged.rpartition("，")
    fails = len(own) > 3 and own[0] in "未无没" and reader.cell.plain.count(own) == 1
    return bool(duty) and fails and not found.compared and only_ask(duty)


def _tell_each(reader: Reader, words: str) -> None:
    hint = "只是引言的，删去；只对第一档的，写在那一档的数前面，用“且”连上"
    _tell(reader, words, f"“{words}”写在几档前面，没有写明是不是每一档都要，按每一档都要做到读", hint)


def _tell(reader: Reader, words: str, message: str, hint: str) -> None:
    start = reader.cell.plain.find(words.replace("，", ","))
    if start >= 0:
        span = reader.measures.span(start, start + len(words))
        reader.measures.tell(info("shared-condition-unstated", message, *span, hint=hint))
