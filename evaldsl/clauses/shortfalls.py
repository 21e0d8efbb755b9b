"""Shortfalls: what is taken for the failing of an award stands in its place, so that the award itself is not lost as well."""

import re
from collections.abc import Iterator

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.failings import denies, fails, opposed, turns
from evaldsl.clauses.grouping import breaks, comes_late, denied_thing, happens
from evaldsl.clauses.limits import Limit
from evaldsl.interpreter.expressions import ZERO, All, Compare, Condition, Holds, Not, Ref, Some, keys_of, number
from evaldsl.interpreter.rubric import Change, Decision, Effect, Kind, Steps, Together, Veto
from evaldsl.text.typography import same_name


def forgive(draft: ItemDraft) -> None:
    """X计1分，1例不符合扣0.2分: what is taken behind an award says what its failing costs, so it stands in its place.

    The award itself is lost only when it is denied and no failing is named.
    """
    if not draft.effects or not draft.cases:
        return  # nothing is taken, or nothing was awarded
    for case in draft.cases:
        _past_range(draft, case)
    if draft.otherwise is not None and not _denied_in_part(draft):
        return
    if len(draft.cases) == 1:
        if not _stepped_down(draft, draft.cases[0]):
            _forgive_case(draft, draft.cases[0])
    elif all(case.kind is not None for case in draft.cases):
        for case in draft.cases:
            _forgive_case(draft, case)
    else:
        _forgive_last(draft)


def _forgive_case(draft: ItemDraft, case: CaseDraft) -> None:
    told = draft.shortfall is not None and draft.shortfall in draft.effects and not draft.steps()
    with_one = _fails_with_one(case) or _each_place(draft, case)
    if case.limits and not told and (not with_one or case.others or draft.steps()):
        return
    award = case.text or "按时"  # 合格率100% fails with the first that is 不合格 or late
    denying: list[Condition] = []
    limits = [limit.condition() for limit in case.limits]
    for effect in _single(draft.effects):
        if isinstance(effect, Steps) and effect.points < 0 and (case.text or case.limits):
            denying += _steps_of(draft, case, effect, award)
        elif isinstance(effect, Change) and effect.points < 0 and (case.text or case.limits):
            words = effect.words
            if (
                comes_late(words, award)
                or breaks(words, award)
                or happens(words, award)
                or _costs(case, effect, limits)
            ):
                denying.append(effect.condition)
        elif isinstance(effect, Decision) and effect.takes and effect.count is None and _is_fault(case, effect):
            denying.append(Compare(">", Ref(effect.key), ZERO))
    if denying and not case.limits:
        denying += _as_heavy(draft, case)
    if not denying:
        return
    if told and case.others and limits:  # 编报目标，覆盖率100%得3分，每少一个扣0.5分: the rate alone may fall short
        case.settle([*case.others, Some((*(limits if len(limits) == 1 else [All(tuple(limits))]), *denying))])
        return
    case.settle([*case.others, *limits])
    case.loosen(*denying)


def _single(effects: list[Effect]) -> Iterator[Change | Steps | Veto | Decision]:
    for effect in effects:
        if isinstance(effect, Together):
            yield from _single([*effect.effects])
        elif isinstance(effect, Change | Steps | Veto | Decision):
            yield effect


def _steps_of(draft: ItemDraft, case: CaseDraft, steps: Steps, award: str) -> list[Condition]:
    """Where *steps* take for a failing of the award of *case*."""
    if steps.where not in (None, case.kind):
        return []
    if steps.counted:
        named = steps is draft.shortfall or denies(steps.words, award) or _names(case, steps)
        return [Compare("≥", steps.measure, number(1))] if named else []
    if steps.down and not case.limits and _rate_of(steps, case.text):
        return [Compare("<", steps.measure, number(steps.base))]
    return [] if steps.base or steps.down or case.limits else [Compare(">", steps.measure, ZERO)]


def _costs(case: CaseDraft, effect: Change, limits: list[Condition]) -> bool:
    """规范得5分，账实不符扣1分: what a failing costs, behind an award that words alone judge; or one of several *limits*."""
    if isinstance(effect.condition, Not) and effect.condition.of in limits:
        return True
    return _is_judged(effect.condition) and _behind(case, effect)


_DENIES = re.compile("[不未没]")


def _is_fault(case: CaseDraft, effect: Decision) -> bool:
    """资料完整得2分，有缺漏的酌情扣分: whether a decision is for a fault that fails the award; 设定不合理 of 按要求设定目标 does not."""
    return _behind(case, effect) and not _DENIES.search(effect.words)


def _behind(case: CaseDraft, effect: Change | Decision) -> bool:
    """Whether *effect* names a failing of an award that words alone judge, and stands behind it."""
    after = bool(case.text) and not case.limits and effect.span[0] >= case.span[0]
    return after and denies(effect.words, case.text)


def _as_heavy(draft: ItemDraft, case: CaseDraft) -> list[Condition]:
    """挪用的扣5分, 情节严重的不得分: what takes all the same, and is a failing too."""
    whole = case.value if case.value is not None else draft.stake
    taken = [
        effect.condition
        for effect in _single([*draft.effects, *draft.vetoes])
        if isinstance(effect, Veto) or (isinstance(effect, Change) and whole is not None and -effect.points >= whole)
    ]
    return [one for one in taken if _is_judged(one)]


def _is_judged(condition: Condition) -> bool:
    """Whether nothing but answers of yes and no decide it."""
    match condition:
        case Holds():
            return True
        case All(of) | Some(of):
            return all(map(_is_judged, of))
    return False


def _denied_in_part(draft: ItemDraft) -> bool:
    """按要求报送得4分，未报送扣4分，迟报扣1分: 未报送 is not all that may be wrong with the award."""
    bare = re.sub(r"[不未无没]有?", "", draft.denied, count=1) if draft.denied else ""
    return bool(bare) and len(draft.cases) == 1 and not draft.cases[0].text.startswith(bare)


def _forgive_last(draft: ItemDraft) -> None:
    """高于均速得10分，等于得8分，低于的每低1个百分点扣0.5分: what falls short is taken from the points of the last award."""
    taken = [e for e in draft.effects if isinstance(e, Steps) and e.points < 0 and not e.counted and not e.base]
    beyond = [Compare(">", one.measure, number(0)) for one in taken if one.up and not one.down]
    plain = all(case.others and not case.limits and not case.spared for case in draft.cases)
    if plain and beyond and draft.cases[-1].value:
        draft.cases[-1].loosen(*beyond)


def _stepped_down(draft: ItemDraft, case: CaseDraft) -> bool:
    """≥90%得3分，低于90%扣1分，低于80%扣2分: deductions on the other side of the award's limit take from its points."""
    if len(case.limits) != 1 or case.others or case.limits[0].high is not None or case.value is None:
        return False
    limit = case.limits[0]
    changes = [effect for effect in draft.effects if isinstance(effect, Change) and effect.points < 0]
    beyond = [one.condition for one in changes if set(keys_of(one.condition)) == {limit.fact.key}]
    if not beyond or draft.steps():
        return False
    case.settle([limit.condition()])
    case.loosen(*beyond)
    return True


def _past_range(draft: ItemDraft, case: CaseDraft) -> None:
    """在100%至130%之间得满分，高于130%的扣2分: what is taken beyond the range takes from its points."""
    if len(case.limits) != 1 or case.others or case.limits[0].high is None:
        return
    key, high = case.limits[0].fact.key, number(case.limits[0].high)
    beyond = [
        effect.condition
        for effect in draft.effects
        if isinstance(effect, Change) and effect.points < 0 and isinstance(effect.condition, Compare)
        if effect.condition.op in (">", "≥") and effect.condition.left == Ref(key) and effect.condition.right == high
    ]
    if beyond:
        case.settle([case.limits[0].condition()])
        case.loosen(*beyond)


def _fails_with_one(case: CaseDraft) -> bool:
    """Whether a single failure breaks the limits of *case*: 合格率100%, 返贫率为0, several limits together."""
    return len(case.limits) > 1 or all(_is_end(x) for x in case.limits)


_OF_EACH, _MISSES = re.compile(r"^(?:各|每个?|所有|全部)|以[^以]+为单位"), re.compile(r"[未不]达|达不到|[不未]合格")


def _each_place(draft: ItemDraft, case: CaseDraft) -> bool:
    """接种率以乡镇为单位均≥90%得5分，有1个乡镇未达标扣1分: whether those are counted that miss what each has to reach."""
    counts = [one for one in draft.effects if isinstance(one, Steps) and one.counted and _MISSES.search(one.words)]
    return bool(counts) and all(_OF_EACH.search(limit.fact.name) for limit in case.limits)


def _is_end(limit: Limit) -> bool:
    rate = limit.fact.kind is Kind.RATIO
    none = limit.low == 0 and limit.high is None and limit.op in ("≤", "=")
    return (rate and limit.low == 1 and limit.op in ("≥", "=")) or (none and not limit.fact.signed)


_NUMBER = re.compile(r"(?:发生|出现)?的?(?:[起件次例宗人]数|数量|次数|数|量)$")


def _is_kind(thing: str, name: str) -> bool:
    """一般食品安全事故 of 食品安全事故发生数: whether *name* is the number of what *thing* is a kind of."""
    counted = _NUMBER.sub("", name)
    return counted != name and len(counted) > 1 and len(thing) > 2 and thing[-2:] in counted


_DONE = re.compile(r"([一-龥]{2})率$")


def _opposes(thing: str, rate: str) -> bool:
    """失学 of 控辍保学率, 未签订 of 合同签订率."""
    done = _DONE.search(rate)
    return opposed(thing, rate) or (done is not None and bool(re.search(rf"[未不漏]{done[1]}", thing)))


def _names(case: CaseDraft, steps: Steps) -> bool:
    """返贫率为0得5分，发生1户返贫扣1分: what is counted is what the award says there is none of."""
    key = steps.measure.key.rpartition(".")[2] if isinstance(steps.measure, Ref) else ""
    rate = any(
        (key in limit.fact.name or _is_kind(key, limit.fact.name))
        if not limit.low
        else fails(key, limit.fact.name) or _opposes(key, limit.fact.name)
        for limit in case.limits
    )
    rate = rate or turns(key, case.text)
    return bool(key) and (rate or fails(key, case.text) or same_name(denied_thing(case.text)).startswith(key))


def _rate_of(steps: Steps, award: str) -> bool:
    """完成减排任务得5分，完成率每低5个百分点扣1分: the rate of the very thing awarded."""
    key = steps.measure.key if isinstance(steps.measure, Ref) else ""
    return steps.base == 1 and key.endswith("率") and key[-3:-1] in award
