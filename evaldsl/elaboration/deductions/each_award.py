"""各指标低于60%的不得分, 以上每有一例不符合扣0.5分: what loses, or stands for, the points of each of several awards by itself."""

import re

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.counting import EACH_ONE
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import is_any_fault
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.relative_limits import DELAYED
from evaldsl.clauses.signs import ABOVE
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.targets import awards_before
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Steps, Veto
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info

_ONE_OR_SO_MANY = re.compile(r"[任哪中均两二三四五六\d]|有一")


def each_loses(reader: Reader, item: ItemDraft, clause: Clause, value: tree.Zero, found: Condition) -> bool:
    """Whether *found* is of each of the awards before *clause*, which then loses by itself; 各指标未达标的不得分 says nothing more."""
    every = EACH_ONE.fullmatch(found.compared[0].subject if len(found.compared) == 1 else found.judged)
    every = None if every is None or _ONE_OR_SO_MANY.search(every.group()) else every
    unmet = every is not None and not found.compared and item.cases and value.scope != "指标"
    if unmet and not any(one.effects for one in reader.items):
        return True
    if not found.compared or found.judged:
        return False
    if every is not None:
        found = evolve(found, compared=(evolve(found.compared[0], subject=""),))
        each = [one for one in awards_before(reader, clause, every) if one.measure is not None]
    else:
        subject = found.compared[0].subject
        each = [] if subject and not DELAYED.fullmatch(subject) else _stepped_alike(reader, item, bool(subject))
    for one in each:
        when = limits_of(reader, one, clause, found.compared)[0].condition()
        lost = reader.vetoes if value.scope == "指标" else one.vetoes
        lost.append(Veto(when, reader.words_of(clause), reader.span_of(clause)))
    return bool(each)


def _stepped_alike(reader: Reader, item: ItemDraft, late: bool) -> list[ItemDraft]:
    """甲率≥90%得3分，乙率≥85%得3分，每降低1个百分点各扣0.05分，低于60%的该项不得分: the awards from which the same steps take; *late*:
    for what each is late, 延期3个月以上的不得分."""
    steps = [effect.span for effect in item.effects if isinstance(effect, Steps) and effect.counted is late]
    among = reader.items if late else reader.group.items
    taken = [one for one in among if any(effect.span in steps for effect in one.effects)]
    return taken if len(taken) > 1 and (late or all(one.measure is not None for one in taken)) else []


_ABOVE, _NOT = re.compile(f"[,，]*{ABOVE}"), re.compile("[不未]")


def stand_for_each(reader: Reader, clause: Clause) -> None:
    """甲合规得2分；乙合规得2分。每发现一处不符合扣0.5分: what is taken from all for what does not meet any of the awards above is all
    that their failing costs."""
    last, count = reader.spoken.last_change, reader.spoken.count
    behind = reader.items[-1] if reader.items else None
    if not (isinstance(last, Steps) and last.counted and count) or behind is None or behind.has_award:
        return
    if reader.group.style and reader.group.items == [behind] and not _ABOVE.match(reader.cell.plain, clause.start):
        return  # ③每发现一处不符合扣0.5分: a thing of the list as the others are
    if last not in behind.effects or not is_any_fault(count.name):
        return
    judged = [one for one in reader.items[:-1] if _is_judged(one)]
    if _NOT.search(count.name):
        for one in judged:
            one.cases[0].loosen(ex.Compare("≥", last.measure, ex.ONE))
    elif judged and "违" not in count.name:
        message = f"前面各项填“否”的，已经不得那一项的分：填“{count.name}”时不再算一{count.unit}"
        hint = f"填“否”的也只按{count.unit}数扣的，写“每发现一{count.unit}不符合扣…分”"
        reader.measures.found.append(info("count-exception", message, *reader.span_of(clause), hint=hint))


def _is_judged(item: ItemDraft) -> bool:
    """Whether *item* is one award for what is judged, which nothing else takes from."""
    plain = len(item.cases) == 1 and bool(item.cases[0].text) and not item.cases[0].limits
    return plain and not (item.effects or item.otherwise)
