"""What is left of a step, 不足1个百分点的按1个百分点计, and what falls short of an award's own limit, 不足13%的按比例计分."""

import re
from fractions import Fraction

from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.elaboration.bands.interpolation import interpolated, without_method
from evaldsl.elaboration.bands.proportions import proportion
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.segments import most_within
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Effect, Kind, Steps, Together
from evaldsl.syntax import tree
from evaldsl.text.numerals import TIMES


def part_step(reader: Reader, clause: Clause, value: tree.PartStep) -> None:
    """不足1个百分点的按1个百分点计: of the steps before it in this item, and of earlier ones that nothing else settles."""
    if value.mode == "按比例" and _falls_short(reader, value):
        proportion(reader, clause, tree.Proportion(False, ""))
        return
    steps = any(isinstance(one, Steps | Together) for item in reader.items for one in (*item.effects, item.otherwise))
    if value.mode == "按比例" and value.unit[:1].isdigit() and not steps:
        reader.unread("没有读出按什么比例，也没有写每多少扣多少分", *reader.span_of(clause))
        return
    before = tuple(reader.stated.parted)

    def steps_told(effect: Steps, here: bool) -> Steps:
        counts = _units(reader, effect)
        timed = effect.counted and _measures_time(reader, effect, value)
        if effect.counted and not timed and (effect.size == 1 or not value.unit.endswith((*counts, "步"))):
            return effect
        if effect.span in before or not (here or not effect.stated):
            return effect
        if not (here and alone) and value.unit.endswith(("%", "‰")) != bool(counts <= {"%"}):
            return effect  # 每超1%扣0.8分；…每少2座扣0.5分，不足2座的不扣分
        reader.stated.parted.append(effect.span)
        width = reader.stated.widths.get(effect.span)
        within = width is not None and effect.most == most_within(width, effect.mode, effect.points)
        most = most_within(width, value.mode, effect.points) if width is not None and within else effect.most
        return evolve(effect, mode=value.mode, most=most, stated=True, by_convention=False)

    def told(effect: Effect, here: bool) -> Effect:
        new = effect
        if isinstance(effect, Steps):
            new = steps_told(effect, here)
        elif isinstance(effect, Together):
            inner = tuple(steps_told(one, here) if isinstance(one, Steps) else one for one in effect.effects)
            new = evolve(effect, effects=inner)
        reader.spoken.changed = [new if one is effect else one for one in reader.spoken.changed]
        return new

    last = reader.group.last
    for item in reader.items:
        here = item is last or (item.sentence == clause.sentence and any(item is one for one in reader.group.items))
        alone = len({_units(reader, one) <= {"%"} for one in item.effects if isinstance(one, Steps)}) < 2
        item.effects = [told(effect, here) for effect in item.effects]
        if item.otherwise is not None:
            item.otherwise = told(item.otherwise, here)


_NO_WHOLE = re.compile(
    r"(?:[^，\d]{0,6}?(?:为|是|有|出现)?(?:非整数|不[是为足]整数|小数)|(?:不足|不满)(?:1|一)(?:个?百分点|%|个?单位|步))(?:时|的|部分)*"
)


def interpolated_steps(reader: Reader, clause: Clause, value: tree.Interpolated) -> None:
    """每低1个百分点扣1分，百分数为非整数时采用内插法: what is left of a step is in proportion; else between the limits of bands."""
    item, words = reader.group.last, without_method(clause).segments
    steps = item is not None and any(isinstance(one, Steps | Together) for one in item.effects)
    if steps and _NO_WHOLE.fullmatch("，".join(text_of(reader.cell, one) for one in words)):
        reader.measures.taken.update(part.start for segment in clause.segments for part in segment)
        part_step(reader, clause, tree.PartStep("按比例", "步"))
        return
    interpolated(reader, clause, value)


def _units(reader: Reader, steps: Steps) -> set[str]:
    return {fact.unit for key in ex.keys_of(steps.measure) if (fact := reader.measures.facts.get(key))}


def _measures_time(reader: Reader, effect: Steps, value: tree.PartStep) -> bool:
    """每延迟1个月扣1分，不足1个月按1个月计: of a time that is no whole number of months."""
    for key in ex.keys_of(effect.measure):
        fact = reader.measures.facts.get(key)
        if fact is not None and fact.kind is Kind.COUNT and fact.unit in TIMES and value.unit.endswith(fact.unit):
            reader.measures.facts[key] = evolve(fact, kind=Kind.NUMBER)
            return True
    return False


def _falls_short(reader: Reader, value: tree.PartStep) -> bool:
    """达到13%得3分，不足13%的按比例计分: below the award's own limit, and no part of a step."""
    item = reader.group.last
    number = re.match(r"[\d.]+", value.unit)
    if item is None or number is None or item.effects or len(item.cases) != 1 or len(item.cases[0].limits) != 1:
        return False
    limit = item.cases[0].limits[0]
    scale = 100 if limit.fact.kind is Kind.RATIO else 1
    return limit.high is None and limit.low * scale == Fraction(number.group().rstrip("."))
