"""Totals: a cap on several deductions or bonuses together, of one sentence, of an item, of all that only give, or of each unit."""

import itertools
import re
from fractions import Fraction

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.signs import ABOVE, EACH_ALONE
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.rubric import Change, Decision, Effect, Steps, Together
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info
from evaldsl.text.numerals import HOW_MANY, number


def takes(effect: Effect) -> bool:
    """Whether *effect* takes points each time or once."""
    return isinstance(effect, (Steps, Change)) and effect.points < 0


def awarded(item: ItemDraft) -> Fraction:
    """The most that an award of *item* gives."""
    return max((case.value or NOTHING for case in item.cases), default=NOTHING)


_ADDS = re.compile("[加奖]")


def _counts(effect: Effect) -> bool:
    return isinstance(effect, Steps) and effect.counted


def _gives_alone(holder: ItemDraft | None) -> bool:
    """Whether nothing but points given each time stands in *holder*: 国家级每个加3分."""
    if holder is None or holder.cases or not holder.opening_zero or holder.otherwise:
        return False
    return all(isinstance(one, (Steps, Change)) and not takes(one) and one.most is None for one in holder.effects)


def together(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Cap) -> bool:
    """A cap on several deductions or bonuses of one sentence, or with 累计 of the whole item."""
    words = reader.words_of(clause)
    run: list[Steps | Change] = []
    own = -1
    apart = all(
        sentence != clause.sentence for sentence, _ in reader.changes
    )  # 国家级加3分；省级加2分。加分最高不超过4分
    across = apart or value.points == reader.weight
    others: list[ItemDraft] = []
    for sentence, effect in reversed(reader.changes):
        if effect not in item.effects or not isinstance(effect, (Steps, Change)):
            holder = next((one for one in reader.items if effect in one.effects), None) if across else None
            if holder is None or not (_gives_alone(holder) and _gives_alone(item)):
                break
            others.append(holder)
        if not isinstance(effect, (Steps, Change)):
            break
        if (sentence != clause.sentence and not (value.whole or across)) or (run and takes(effect) != takes(run[0])):
            break
        if run and sentence < own == clause.sentence and not _counts(effect) and _counts(run[0]):
            break  # 每低1%扣1分；被投诉的每件扣0.5分，累计扣分不超过2分: so many for complaints
        if run and value.on == "加" and _ADDS.search(run[0].words) and not _ADDS.search(effect.words):
            break  # 每完成1个得2分，超额的每个加0.5分，最高加2分: what is added, not what is earned
        own = max(own, sentence)
        run.insert(0, effect)
    if run and value.on == "得" and item.cases and not takes(run[0]) and (value.points or NOTHING) >= awarded(item):
        return False  # 合格得5分，获奖加1分，获表彰加1分，总分不超过6分
    if len(run) < 2 or value.on not in (("扣",) if takes(run[0]) else ("加", "得")) + ("累计",) or value.points is None:
        return False
    for other in (one for one in others if any(effect in one.effects for effect in run)):
        item.effects[:0] = [effect for effect in other.effects if effect not in item.effects]
        other.effects = []
        reader.items = [one for one in reader.items if one is not other]
        reader.group.items = [one for one in reader.group.items if one is not other]
    place = item.effects.index(run[0])
    item.effects = [effect for effect in item.effects if effect not in run]
    words = "，".join([*(one.words for one in run), words])
    span = run[0].span[0], reader.span_of(clause)[1]
    item.effects.insert(place, Together(tuple(run), value.points, words, span))
    reader.spoken.changed = []
    return True


_OF_ALL = re.compile(
    rf"(?:本指标|{ABOVE}(?P<above>{HOW_MANY})?(?:各?[项条点类])?|(?P<many>{HOW_MANY})[项条点类]|全部|所有|各项)(?:扣分)?"
)


def all_taken(reader: Reader, clause: Clause, value: tree.Cap) -> bool:
    """①每错1处扣1分；②每缺1项扣1分，本指标累计最多扣3分; 以上两项合计最多扣3分: of what is taken under all the numbers before it."""
    if value.on not in ("扣", "累计") or value.points is None or value.share:
        return False
    said = _OF_ALL.fullmatch(text_of(reader.cell, clause.segments[-1])) if len(clause.segments) == 1 else None
    taking = [one for one in reader.items if any(map(_may_take, one.effects))]
    if len(taking) < 2 or not (said or value.scope) or (said and value.on == "扣" and not value.whole and said["many"]):
        return False
    if value.scope == "项" and (taking[-1].has_award or not _behind_all(reader, clause, taking)):
        return False
    effects = [effect for one in taking for effect in one.effects]
    plain = [one for one in effects if isinstance(one, Steps | Change) and takes(one)]
    named = said and (said["above"] or said["many"])
    apart = any(one.has_award or one.stake is not None for one in taking) or len(plain) < len(effects)
    if apart or (named and number(named) != len(taking)):
        message = "没有读出前面哪几处扣分合起来封顶"
        hint = "写明每一项最多扣几分；全部扣分合起来封顶的，各项只写扣分，最后写“本指标累计最多扣…分”"
        reader.unread(message, *reader.span_of(clause), hint=hint)
        return True
    first, span = taking[0], (plain[0].span[0], reader.span_of(clause)[1])
    words = "，".join([*(one.words for one in plain), reader.words_of(clause)])
    first.effects, first.label = [Together((*plain,), value.points, words, span)], ""
    for other in taking[1:]:
        other.effects = []
    reader.spoken.changed = []
    return True


def _behind_all(reader: Reader, clause: Clause, taking: list[ItemDraft]) -> bool:
    """①…每处扣1分；②…每项扣1分。本项最多扣3分: whether *clause* is a sentence behind the list, none of which has an end of its own."""
    apart = reader.changes[-1][0] != clause.sentence and clause.after != ";"
    open_ended = not any(
        one.most for item in taking for one in item.effects if isinstance(one, Steps | Change | Together)
    )
    return apart and open_ended and not reader.number_follows(clause.start)


def _may_take(effect: Effect) -> bool:
    match effect:
        case Steps() | Change():
            return takes(effect)
        case Together(effects):
            return takes(effects[0])
        case Decision():
            return effect.takes
    return False


def capped_alone(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Cap) -> bool:
    """每发现一起扣1分，同一单位最多扣2分: who counts takes no more than two of each unit, for the number alone does not show it."""
    last = clause.segments[-1] if clause.segments else ()
    match = EACH_ALONE.fullmatch(reader.cell.plain, last[0].start, last[-1].end) if last else None
    if match is None:
        return False
    reader.measures.taken.update(part.start for part in last)
    counted = [one for one in item.effects if isinstance(one, Steps) and one.counted]
    one, unit, most = counted[0] if len(counted) == 1 else None, "", Fraction(0)
    if one is not None and value.points and not value.share:
        unit, most = reader.measures.facts[keys_of(one.measure)[0]].unit, value.points / abs(one.points) * one.size
    if most < 1 or most.denominator > 1 or match["of"].endswith(unit):
        hint = "写明全部最多几分，如“累计最多扣2分”"
        reader.unread(f"“{match['of']}”各自封顶，没有读出各自最多计几次", *reader.span_of(clause), hint=hint)
        return True
    message = f"“{reader.words_of(clause)}”：{match['of']}最多填{shown(most)}{unit}，多出的不计在内"
    reader.measures.found.append(info("count-exception", message, *reader.span_of(clause)))
    return True


def _is_plain(item: ItemDraft) -> bool:
    """获省级表彰得3分: one award, and nothing else."""
    others = item.effects or item.otherwise or item.vetoes or item.titled is not None or item.exempt
    return len(item.cases) == 1 and bool(item.cases[0].value) and not (others or item.shared)


_OF_EACH = re.compile("[单每](?:小?项|个|类|条|种|次)|各小?项(?!.{0,3}[合累总共])")


def awards_together(reader: Reader, clause: Clause, value: tree.Cap) -> bool:
    """获县级表彰得1分，市级表彰得2分，省级以上表彰得3分，最高5分: what no award alone comes to is the most that all before it give."""
    several = [*itertools.takewhile(_is_plain, reversed(reader.group.items))][::-1]
    same = [one for one in several if one.award_sentence == clause.sentence]
    several = same if len(same) > 1 else several
    most, words = value.points or NOTHING, reader.words_of(clause)
    runs = [several[place:] for place in range(len(several) - 1)]
    runs = [run for run in runs if max(map(awarded, run)) <= most < sum(map(awarded, run))]
    if not runs or value.on not in ("得", "累计") or _OF_EACH.search(words):
        return False
    whole = sum(map(awarded, reader.items)) + most - (reader.weight or NOTHING)
    several = next((run for run in runs if sum(map(awarded, run)) == whole), runs[0])  # with the others, the weight
    cases = [(one.cases[0], awarded(one)) for one in several]
    given = [Change(case.condition(), points, None, case.words, case.span) for case, points in cases]
    first, *others = several
    words = "，".join([*(case.words for case, _ in cases), words])
    span = given[0].span[0], reader.span_of(clause)[1]
    first.cases, first.stake, first.opening_zero = [], most, True
    first.effects = [Together((*given,), most, words, span)]
    reader.items = [one for one in reader.items if all(one is not other for other in others)]
    reader.group.items = [one for one in reader.group.items if all(one is not other for other in others)]
    return True
