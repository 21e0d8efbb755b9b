"""1起扣1分，2起扣3分，3起以上不得分: what is taken for so many of what is counted, told rung by rung."""

import re
from fractions import Fraction

from evaldsl.clauses.grouping import Clause
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.so_far import Rung
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.interpreter.rubric import Change, Effect, Fact, Steps, Veto
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import warning

_HAPPENS = re.compile(r"(?:年度|累计|合计|共|如|若|凡|发生|出现|发现|存在|造成|导致|达到?|有|及|的|者)+")


def rung(reader: Reader, clause: Clause, amount: tree.Amount, again: bool) -> bool:
    """Whether *clause* tells what is taken for more of what the clause before it counts: 2起扣3分 behind 1起扣1分; *again*: on top of
    what is taken for fewer, 2起再扣2分."""
    fact, last, item = reader.spoken.count, reader.spoken.last_change, reader.group.last
    if fact is None or item is None or not isinstance(last, (Steps, Change)) or last not in item.effects:
        return False
    told = None if amount.share or amount.is_range else _how_many(clause, fact)
    if told is None:
        return False
    (many, open_end), counted = told, ex.Ref(fact.key)
    below = _below(reader, last, counted, many)
    if below is None or ((open_end or again) and "每" in last.words):
        return False
    taken = amount.high + (below.taken if again else NOTHING)
    if taken <= below.taken:
        return False
    if below.following == taken and not open_end:
        return False  # 两处扣1分 behind 一处扣0.5分
    item.effects[item.effects.index(last)] = below.effect
    reader.changes = [(sentence, below.effect if one is last else one) for sentence, one in reader.changes]
    when = ex.Compare("≥", counted, ex.number(many))
    change = Change(when, -taken, None, reader.words_of(clause), reader.span_of(clause))
    reader.add_effect(item, change)
    reader.spoken.condition = (clause.sentence, when)
    reader.stated.rungs = [one for one in reader.stated.rungs if one.change != last]
    if not open_end:
        reader.stated.rungs.append(Rung(item, fact, many, change))
    return True


def _how_many(clause: Clause, fact: Fact) -> tuple[Fraction, bool] | None:
    """How many of *fact* the words of *clause* name, and whether more is the same: 2起, 发生2起以上."""
    (segment,) = clause.segments if len(clause.segments) == 1 else ((),)
    limits = [part.value for part in segment if isinstance(part.value, tree.Comparison)]
    words = [part.value.text for part in segment if isinstance(part.value, tree.Word)]
    if len(limits) != 1 or len(words) + 1 != len(segment) or clause.otherwise or clause.among is not None:
        return None
    (limit,) = limits
    same = all(set(_HAPPENS.sub("", text)) <= set(fact.name) for text in words)
    if not same or limit.op not in ("", "≥") or limit.past or limit.limit.unit != fact.unit:
        return None
    number = limit.limit.number
    return (number, limit.op == "≥") if number > 1 and number.denominator == 1 else None


@frozen
class _Below:
    """What is taken for fewer: *effect*, which ends there; *taken* for one fewer, *following* for so many, had it not ended."""

    effect: Effect
    taken: Fraction
    following: Fraction | None


def _below(reader: Reader, last: Steps | Change, counted: ex.Ref, many: Fraction) -> _Below | None:
    """What *last* takes for fewer than *many*, where it is 1起扣1分, or a rung behind it."""
    fewer = ex.Compare("<", counted, ex.number(many))
    match last:
        case Steps(measure, size=Fraction(numerator=1, denominator=1), most=None, where=None) if last.counted:
            if measure != counted or last.points >= 0:
                return None
            return _Below(evolve(last, where=fewer), -last.points * (many - 1), -last.points * many)
        case Change(condition) if any(one.change is last and one.many < many for one in reader.stated.rungs):
            return _Below(evolve(last, condition=ex.All((condition, fewer))), -last.points, None)
    return None


def tell_open_ends(reader: Reader) -> None:
    """Tells where no words say what is taken for more than the last rung names."""
    for one in reader.stated.rungs:
        whole = reader.whole_points(one.item)
        more = [*reader.vetoes, *one.item.vetoes, *one.item.effects]
        if -one.change.points >= whole > NOTHING or any(_takes_more(effect, one) for effect in more):
            continue
        many = f"{shown(one.many)}{one.fact.unit}"
        message = f"断档：{one.fact.name}超过{many}的没有写扣几分，按{many}扣"
        hint = f"写明再多的怎样，如“{shown(one.many + 1)}{one.fact.unit}及以上不得分”；不再多扣的，写“{many}及以上”"
        reader.measures.tell(warning("bands-gap", message, *one.change.span, hint=hint))


def _takes_more(effect: Effect, last: Rung) -> bool:
    """Whether *effect* says what more than the *last* rung costs."""
    if effect is last.change or not isinstance(effect, (Change, Veto)):
        return False
    match effect.condition:
        case ex.Compare("≥" | ">", ex.Ref(key), ex.Number(most)):
            return key == last.fact.key and most >= last.many
    return False
