"""情节严重的扣5分 behind 每发现一例违规扣2分: of what is counted some costs, or earns, another number of points."""

import re
from fractions import Fraction

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.elaboration.judging import judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import All, Not, keys_of
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Effect, Steps
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info
from evaldsl.text.numerals import THINGS, TIMES

_SEVERE = re.compile(
    r"(?:情节|性质|后果|影响|程度|问题|损失|面积|金额|数额)(?:特别|比较|较为|十分|非常|极其|极|较|很|为|属于?)*"
    r"(?:轻微|较轻|轻|严重|较重|重|恶劣|突出|巨大|大|较小|小|一般)"
    r"|涉及[^,，\d]{2,}|(?:造成|导致|引发|产生)[^,，\d]*(?:影响|后果|损失|死亡|伤亡|舆情|事故|事件|污染|伤害)"
)
_INVOLVES = re.compile(r"(?:涉及|涉案|金额|数额|面积|长度|深度|损失|(?:直接)?经济损失)")
_KIND = re.compile(rf"其中|{_INVOLVES.pattern}(?:在|达到?|超过|[不大小高低])*[\d.]+")
_LEVEL = re.compile(r"(?:国家|中央|全国|省部|自治区|省|市|县|区)级|核心|一等奖|特等奖")


def is_severe(text: str) -> bool:
    """Whether *text* says only how bad something is: 情节轻微, 造成不良影响."""
    return bool(_SEVERE.match(text))


def kind_of_each(counted: Per) -> Per:
    """每发现一起，情节轻微的扣1分: how bad it is belongs to what is counted."""
    severe = counted.step is None and is_severe(counted.after)
    return evolve(counted, context=f"{counted.context}{counted.after}", after="") if severe else counted


def _words(reader: Reader, clause: Clause) -> str:
    return "，".join(text_of(reader.cell, segment) for segment in clause.segments)


def _among(reader: Reader, clause: Clause) -> bool:
    return reader.cell.plain.startswith("其中", clause.segments[0][0].start)


def _last_counted(reader: Reader, sign: int) -> Steps | None:
    """What was counted just before, for points taken (*sign* -1) or given."""
    last = reader.spoken.last_change
    return last if isinstance(last, Steps) and last.counted and last.points * sign > 0 else None


def of_those_counted(reader: Reader, clause: Clause, own: Per | None) -> tuple[ItemDraft, Per] | None:
    """情节轻微的扣1分, 金额10万元以上的扣5分: counted as what stands before it, or by its *own* 每起, and the item that takes
    for that."""
    last, taken = _last_counted(reader, -1), reader.spoken.taken
    if last is None or taken is None or clause.otherwise or not clause.segments or taken[1].size.unit in TIMES:
        return None
    plain, start = reader.cell.plain, clause.segments[0][0].start
    if not (plain.startswith("其中", start) or _SEVERE.match(plain, start) or _limits(reader, clause, own, last)):
        return None
    item = next((one for one in reader.items if last in one.effects), None)
    counts = [one for one in item.effects if isinstance(one, Steps) and one.counted] if item is not None else []
    if item is None or sum(not _is_kind(one) for one in counts) != 1:  # of which, where there are two?
        return None
    return item, _counted_so(clause, taken[1], _words(reader, clause))


def _is_kind(steps: Steps) -> bool:
    """Whether *steps* count some of what other steps count: 情节轻微的, 金额10万元以上的, 其中……的."""
    return is_severe(steps.words) or bool(_KIND.match(steps.words))


def _limits(reader: Reader, clause: Clause, own: Per | None, last: Steps) -> bool:
    """面积超过10平方米 behind 每发现一处卫生死角, 逾期1年以上 behind 每有一个项目逾期: how much each of them comes to."""
    if own is not None:
        return bool(_INVOLVES.match(reader.cell.plain, clause.segments[0][0].start))
    if not isinstance(clause.segments[-1][-1].value, tree.Comparison | tree.Between):
        return False
    found = condition(reader.cell, clause)
    if len(found.compared) != 1 or found.judged:
        return False
    subject, unit = found.compared[0].subject, unit_of_limit(found.compared[0].part)
    if unit in THINGS or unit in ("%", "", "分"):
        return False
    return bool(_INVOLVES.match(subject)) or (len(subject) > 1 and subject[:2] in last.words)


def of_those_earning(reader: Reader, clause: Clause) -> Per | None:
    """每发表一篇论文得1分，其中核心期刊的得2分: counted as what stands before it in the sentence."""
    last, counted = _last_counted(reader, 1), reader.spoken.counted
    if last is None or counted is None or clause.otherwise or not clause.segments:
        return None
    if counted[0] != clause.sentence and not (clause.after == ";" and _among(reader, clause)):
        return None
    words, found = _words(reader, clause), condition(reader.cell, clause, bare=True)
    if found.compared or not (_among(reader, clause) or _LEVEL.search(words)) or tree.Marker in reader.cell.by_kind:
        return None
    return _counted_so(clause, counted[1], words)


def _counted_so(clause: Clause, counted: Per, words: str) -> Per:
    assert clause.effect is not None
    return Per(None, tree.Quantity(Fraction(1), counted.size.unit), clause.effect, "", "", "", words, None)


def tell_apart(reader: Reader, before: Effect | None) -> None:
    """Says that what is counted by itself is not to be counted among the others."""
    last = reader.spoken.last_change
    if not isinstance(last, Steps) or not isinstance(before, Steps) or last.measure == before.measure:
        return
    every = next((one.effects for one in reader.items if before in one.effects), [])
    counts = [one for one in every if isinstance(one, Steps) and one.counted and one is not last]
    before = next((one for one in reversed(counts) if not _is_kind(one)), before)
    whole, own = (reader.measures.facts[key] for one in (before, last) for key in keys_of(one.measure))
    message = f"“{own.name}”的另算：填“{whole.name}”时不计在内，填在“{own.name}”里"
    reader.measures.found.append(info("count-exception", message, *last.span))


def taken_instead(reader: Reader, item: ItemDraft, judged: str) -> None:
    """未按要求整改的扣2分，情节严重的扣5分: 5 points, and not the 2 that are taken of the others."""
    last = reader.spoken.last_change
    if not isinstance(last, Change) or last.points >= 0 or not (last in item.effects or last is item.otherwise):
        return
    behind = [one for one in item.effects if isinstance(one, Change) and one.points < 0]
    milder = [last]
    while is_severe(milder[-1].words) and len(milder) < len(behind):
        milder.append(behind[-1 - len(milder)])
    for one in milder:
        less = evolve(one, condition=All((one.condition, Not(judgement_of(reader, item, judged)))))
        reader.replace_effect(item, one, less)
