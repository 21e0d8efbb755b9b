"""Which limits of one award the same steps run from: each that they may speak of, by unit and direction."""

import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.relative_limits import limited, tell_open
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.targets import tell_steps_open
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree
from evaldsl.text.numerals import THINGS


def as_written(limits: list[Limit], counted: Per) -> list[Per]:
    """*counted* from each of *limits*, in the unit of that limit."""
    found, step = [], counted.step
    for one in limits:
        unit = one.fact.unit
        op = one.op or "≥" if step is None or step.up == step.down else ">" if step.up else "<"
        limit = tree.Comparison(op, tree.Quantity(one.low * (100 if unit == "%" else 1), unit))
        size = counted.size if counted.by_ratio else evolve(counted.size, unit=unit)
        found.append(evolve(counted, base=Compared(one.fact.name, evolve(counted.part, value=limit)), size=size))
    return found


_PLANNED, _ACTUAL = re.compile("计划|应"), re.compile("实际|已")


def each_limit(reader: Reader, item: ItemDraft, clause: Clause, counted: Per) -> list[Per] | None:
    """及时率、准确率均达100%得5分，每降低1个百分点扣0.5分: the steps run from every limit of the award that they may speak of;
    None where that is open, and was told."""
    every = item.cases[0].limits if len(item.cases) == 1 else []
    step = counted.step
    if step is None or counted.base or len(every) < 2:
        return [counted]
    name = counted.subject or counted.tail
    known = limited(item, name, counted.size.unit) if name else []
    if len(known) > 1:
        tell_open(reader.measures, name, known, clause)
        return None
    if known:
        return as_written([one for one in every if one.fact is known[0]], counted)
    if counted.subject or counted.context or step.up == step.down:
        return [counted]
    unit = "%" if counted.by_ratio else counted.size.unit
    limits = _of_unit(every, unit)
    if not limits and unit in THINGS and not counted.tail:
        tell_steps_open(reader, clause, counted, [one.fact for one in every])
        return None
    ways = [one for one in limits if one.high is None and one.op in ("≤<=" if step.up else "≥>=")]
    for one in ways:
        one.op = ("≤" if step.up else "≥") if one.op == "=" else one.op  # 均为100%, of which only less is taken for
    return as_written(ways, counted) or [counted]


def _of_unit(limits: list[Limit], unit: str) -> list[Limit]:
    """Those of *limits* along which a step of *unit* can run: 每少1个 along the only one that counts things."""
    found = [one for one in limits if one.fact.unit == unit]
    things = [one for one in limits if one.fact.unit in THINGS] if unit == "个" and not found else []
    found = things if len(things) == 1 else found
    if any(_ACTUAL.match(one.fact.name) for one in found):  # of 计划完成20项，实际完成20项 the plan does not fall short
        found = [one for one in found if not _PLANNED.match(one.fact.name)]
    return found


def tell_one_to_many(reader: Reader, clause: Clause, base: Fraction, words: str) -> None:
    """每低1 from the limit 1:18 is open: along the 18, or along the ratio."""
    limits = [one.limit for one in reader.cell.values(tree.Comparison)]
    if not 0 < base < 1 or not any(one.unit == ":1" and one.number == base for one in limits):
        return
    many, far = shown(1 / base), re.sub(r"^\D+", "", words)
    message = f"比着1:{many}“{words}”，没有写明是“{many}”差{far}，还是比值差{far}"
    reader.unread(message, *reader.span_of(clause), f"倒过来写，如“…不高于{many}:1得…分，每高1扣…分”")
