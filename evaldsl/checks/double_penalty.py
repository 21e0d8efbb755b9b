"""double-penalty"""

import re
from collections.abc import Iterator

from evaldsl.checks.exact import effects_of
from evaldsl.checks.siblings import are_parts_of_one, pairs_alike, scoring_text
from evaldsl.clauses.grouping import core
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.elaboration.steps.names import is_invented
from evaldsl.interpreter.expressions import All, Compare, Number, keys_of
from evaldsl.interpreter.rubric import Change, Effect, Fact, Indicator, Item, Kind, Ladder, Span, Steps
from evaldsl.interpreter.values import Interval
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, info, warning
from evaldsl.text.typography import same_name

_SHORTEST = 4


def double_penalty(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """One thing that costs points twice in one indicator."""
    assert reading.indicator is not None
    known: dict[object, Span] = {}
    for effect, _item in effects_of(reading.indicator):
        if isinstance(effect, Change) and effect.points < 0 and keys_of(effect.condition):
            thing: object = effect.condition
        elif isinstance(effect, Steps) and effect.points < 0 and effect.counted:
            thing = effect.measure, effect.where
        else:
            continue
        before = known.setdefault(thing, effect.span)
        if before != effect.span:
            message = f"“{effect.words}”说的事前面已经扣过分"
            hint = "一件事只扣一次；不是一件事的，写得分得开"
            yield warning("double-penalty", message, *effect.span, hint=hint, others=(Place(*before, "前一次"),))

    for item in reading.indicator.items:
        yield from _both(item)


_ON_TOP = re.compile(r"再|另|加扣|还|叠加|同时|累计")


def _both(item: Item) -> Iterator[Diagnostic]:
    """每发现一处扣0.5分，超过5处扣3分: what is taken step by step, and again at once, of the same number."""
    along = [one for one in item.effects if isinstance(one, Steps) and one.points < 0]
    for change in item.effects:
        if not isinstance(change, Change) or not 0 < -change.points < item.stake or _ON_TOP.search(change.words):
            continue
        of = change.condition.of if isinstance(change.condition, All) else (change.condition,)
        limits = [one for one in of if isinstance(one, Compare)]
        for steps in along:
            if limits and keys_of(change.condition) == keys_of(steps.measure) and not _apart(steps, limits):
                message = (
                    f"“{change.words}”与“{steps.words}”扣的是同一个数，没有写明是两处都扣还是只扣一处；按两处都扣计"
                )
                hint = "两处都扣的，写“再扣”；只扣一处的，给逐步扣的一句写上“最多扣…分”"
                yield info("double-penalty", message, *change.span, hint=hint, others=(Place(*steps.span, "另一处"),))
                break


def _apart(steps: Steps, limits: list[Compare]) -> bool:
    """Whether one of *limits* keeps to the side on which no step runs, or to where they have ended: 1起扣1分，2起扣3分."""
    match steps.where:
        case Compare("<", measure, Number(end)) if measure == steps.measure:
            if any(one.op == "≥" and isinstance(one.right, Number) and one.right.value >= end for one in limits):
                return True
    away = [("≤", "<")] if steps.up and not steps.down else [("≥", ">")] if steps.down and not steps.up else []
    for one in limits:
        if not isinstance(one.right, Number) or not away:
            continue
        beyond = one.right.value <= steps.base if steps.up else one.right.value >= steps.base
        if one.op in away[0] and beyond:
            return True
    return False


def double_penalty_between(loaded: Loaded) -> Iterator[Diagnostic]:
    """One thing that costs points in two indicators."""
    costs = [(reading, name, span) for reading in loaded.readings for name, span in _costing(reading).items()]
    for (one, name, here), (other, _, there) in pairs_alike(costs, lambda cost: cost[1]):
        first, second = one.indicator, other.indicator
        assert first is not None and second is not None
        if not are_parts_of_one(first, second) and scoring_text(one) != scoring_text(other):
            message = f"“{name}”在“{first.name}”和“{second.name}”里各计一次"
            place = Place(*here, f"“{first.name}”里的一次")
            yield warning("double-penalty", message, *there, hint="一件事只在一个指标里计分", others=(place,))
    yield from _mentioned(loaded)


def _costing(reading: Reading) -> dict[str, Span]:
    """What an indicator's points depend on, by name: its measures, and the words of what it takes points for."""
    assert reading.indicator is not None
    facts = {fact.key: fact for fact in reading.indicator.facts}
    found: dict[str, Span] = {}
    for effect, _ in effects_of(reading.indicator):
        for key in _keys(effect):
            fact = facts.get(key)
            if fact is None:
                found[key] = effect.span
            elif _is_specific(fact, effect) and not is_invented(fact.name):
                found[fact.name] = effect.span
    return found


def _keys(effect: Effect) -> list[str]:
    if isinstance(effect, Ladder):
        return [key for case in effect.cases for key in keys_of(case.condition)]
    if isinstance(effect, Steps):
        return keys_of(effect.measure)
    return keys_of(effect.condition) if isinstance(effect, Change) else []


def _is_specific(fact: Fact, effect: Effect) -> bool:
    """Whether the name says alone what it is about, and points are taken for it."""
    if fact.kind in (Kind.JUDGEMENT, Kind.COUNT) and "." in fact.address:
        return not isinstance(effect, Ladder) and effect_takes(effect) and len(core(fact.name)) >= _SHORTEST
    return fact.kind in (Kind.RATIO, Kind.NUMBER, Kind.COUNT)


def effect_takes(effect: Effect) -> bool:
    """Whether *effect* takes points."""
    return isinstance(effect, Steps | Change) and effect.points < 0


def _mentioned(loaded: Loaded) -> Iterator[Diagnostic]:
    """无预算调整或追加事项，计1分 beside an indicator 预算调整: perhaps the same thing twice."""
    named: dict[str, list[Indicator]] = {}
    for reading in loaded.readings:
        assert reading.indicator is not None
        if len(name := same_name(reading.indicator.name)) >= _SHORTEST:
            named.setdefault(name, []).append(reading.indicator)
    lengths = sorted({len(name) for name in named})
    for reading in loaded.readings:
        own = reading.indicator
        assert own is not None
        for fact in own.facts:
            if fact.kind is not Kind.JUDGEMENT:
                continue
            for name in _parts(fact.name, lengths):
                for other in named.get(name, ()):
                    if other is not own and not are_parts_of_one(own, other) and name not in same_name(own.name):
                        yield _mention(fact, name, _place(own, fact), other)


def _parts(words: str, lengths: list[int]) -> Iterator[str]:
    """Every part of *words* with one of *lengths*, each once: looking these up is quicker than trying every name."""
    yield from dict.fromkeys(words[start : start + n] for n in lengths for start in range(len(words) - n + 1))


def _mention(fact: Fact, name: str, span: Span, other: Indicator) -> Diagnostic:
    message = f"“{fact.name}”说到的“{name}”另有一个指标，可能一件事计两次"
    others = (Place(*other.span, "这个指标"),)
    return info("double-penalty", message, *span, hint="核对两处是不是同一件事", others=others)


def _place(indicator: Indicator, fact: Fact) -> Span:
    for effect, _ in effects_of(indicator):
        if isinstance(effect, Ladder):
            for case in effect.cases:
                if fact.key in keys_of(case.condition):
                    return case.span
        elif not isinstance(effect, Ladder) and fact.key in _keys(effect):
            return effect.span
    return indicator.span
