"""Shortfalls: what is taken for the failing of an award stands in its place, so that the award itself is not lost as well."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.failings import denies, fails, happens, is_apart, is_there, lessens, own_words, turns
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.opposites import breaks, comes_late, denied_thing
from evaldsl.clauses.worse_cases import alone
from evaldsl.interpreter.expressions import TRUE, ZERO, All, Compare, Condition, Holds, Not, Ref, Some, keys_of, number
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
        _forgive_case(draft, draft.cases[0])
    elif all(case.kind is not None for case in draft.cases) or _either_way(draft):
        for case in draft.cases:
            _forgive_case(draft, case)
    else:
        _forgive_last(draft)


def _either_way(draft: ItemDraft) -> bool:
    """履行审批手续的得4分，无变更的得4分，有变更未履行的每次扣2分: whether words alone give the same points in several ways."""
    words = all(case.text and not case.limits for case in draft.cases)
    return words and len({case.value for case in draft.cases}) == 1 and draft.cases[0].value is not None


def _forgive_case(draft: ItemDraft, case: CaseDraft) -> None:
    """Every condition of *case* of whose failing something is said behind it; what has nothing of its own stays a condition."""
    if case.limits:
        _forgive_limits(draft, case)
        return
    single = [*_single(draft.effects)] if case.text else []
    if any(_says_how_often(case, effect) for effect in single):
        draft.unasked += tuple(key for one in case.others for key in keys_of(one))
        case.others = [TRUE]
    elif denying := [one for effect in single for one in _of_words(draft, case, effect)]:
        case.loosen(*denying, *_as_heavy(draft, case))


def _says_how_often(case: CaseDraft, effect: Change | Steps | Veto | Decision) -> bool:
    """巡检每月1次得2分，缺1次扣0.5分: whether the award wants no more than that none is lacking of those that *effect* counts."""
    name = _counted_name(effect) if isinstance(effect, Steps) and effect.counted else ""
    return "缺少" in name and name.startswith(same_name(f"{case.text}，缺少"))


def _of_words(draft: ItemDraft, case: CaseDraft, effect: Change | Steps | Veto | Decision) -> list[Condition]:
    """When *effect* takes for a failing of the award of *case*, which words alone judge."""
    match effect:
        case Steps(points=points) if points < 0:
            return _steps_of(draft, case, effect)
        case Change(condition, points, words=words) if points < 0:
            if (plain := alone(draft.effects, effect)) != effect:
                return [condition] if _of_words(draft, case, plain) else []
            named = _fails_in_words(words, case.text) or _costs(draft, case, effect)
            part = _compares(condition) or _is_part(draft, case, effect)
            return [condition] if named or (part and _right_behind(draft, case, effect)) else []
        case Decision(key, True, count=None) if _is_fault(draft, case, effect):
            return [Compare(">", Ref(key), ZERO)]
    return []


def _forgive_limits(draft: ItemDraft, case: CaseDraft) -> None:
    told = draft.shortfall if draft.shortfall in draft.effects and not draft.steps() else None
    for effect in _single(draft.effects):
        if not isinstance(effect, (Change, Steps)) or effect.points >= 0:
            continue
        failing = _failing(case, effect)
        if failing is None:
            continue
        if isinstance(failing, Not) and failing.of in case.others:
            case.others.remove(failing.of)  # 按时开展且满意度≥85%得5分；未按时开展的扣1分
            continue
        missed = [one for one in case.limits if _is_other_side(one, effect)]
        if missed and _PER_THING.search(effect.words) and not draft.steps():
            # 10个工作日内办结得5分，超过10个工作日的每例扣0.5分: each has its own
            draft.unasked += (missed[0].fact.key,)
            case.limits.remove(missed[0])
            case.others += [] if case.others else [TRUE]
            continue
        limits, judged = (missed or case.limits, False) if missed or effect is told else _speaks_of(draft, case, effect)
        for limit in limits:
            limit.forgive(failing)
        if judged:
            case.loosen(failing)


_OTHER_SIDE = re.compile(
    r"(?:(不足|不满|未满|低于|少于|小于|未达到?|达不到)|超过?|超出|高于|大于|多于|晚于)(\d+(?:\.\d+)?)(?![\d.])"
    r"|(?:不足|未达到?|达不到|超过|低于|少于)的,?每"
    r"|(?:每|有|现|的,?)[\d一两][个所户名家座处件台][^,，;。\d]{0,6}?(?:超[过出额标]?|不足|未达到?|达不到|低于|少于)的?,?(?=[扣减])"
    r"|每超过?[\d一两][个所户名家座处件台][^,，;。\d]{1,6}?(?=[扣减])"
)
_PER_THING = re.compile(r"^(?!.*每(?:[少缺低差高多]|超(?!过?[\d一两]个[一-龥]))).*(?<![年月周日天时])(?:扣|减(?=\d))")


def _is_other_side(limit: Limit, effect: Change | Steps) -> bool:
    """Whether *effect* counts what is on the other side of *limit*, and says its number again: 不足30日的每项 of 30日以上; 达不到的每人."""
    match = _OTHER_SIDE.search(effect.words) if isinstance(effect, Steps) and limit.high is None else None
    if match is not None and match[2] is None:
        return True
    if match is None or limit.op not in (("≥", ">") if match[1] else ("≤", "<")):
        return False
    return Fraction(match[2]) == (limit.low * 100 if limit.fact.kind is Kind.RATIO else limit.low)


def _failing(case: CaseDraft, effect: Change | Steps) -> Condition | None:
    """When *effect* takes; None for steps along a measure."""
    if isinstance(effect, Change):
        return effect.condition
    return Compare("≥", effect.measure, number(1)) if effect.counted and effect.where in (None, case.kind) else None


def _speaks_of(draft: ItemDraft, case: CaseDraft, effect: Change | Steps) -> tuple[list[Limit], bool]:
    """The limits of *case* of whose failing *effect* speaks, and whether it speaks of that of its words."""
    ends = [x for x in case.limits if is_end(x) or _each_misses(draft, x) or _is_passed(draft, x, effect)]
    if isinstance(effect, Change):
        return _change_of(case, effect, ends)
    named, name = (
        [limit for limit in ends if _names(limit, effect) or _is_passed(draft, limit, effect)],
        _counted_name(effect),
    )
    if named or not denies(effect.words, case.text or "按时"):
        return named, False
    if case.text and (comes_late(effect.words, case.text) or breaks(effect.words, case.text)):
        return [], True
    near, of_words = [_shared(name, limit.fact.name) for limit in ends], _shared(name, case.text)
    most = max(near, default=0)
    if of_words > most:
        return [], True
    if most:
        return [limit for limit, shared in zip(ends, near, strict=True) if shared == most], False
    bare = not own_words(name)  # 每有一项不符合: whatever fails
    each = len(case.limits) > 1 and (bare or _ONE_OF_THEM.search(effect.words))
    return case.limits if each else ends, bare and bool(case.text)


_ONE_OF_THEM = re.compile(r"(?:一|1|每|有)[项个](?=[未不没超])")
"""一项超标扣1分: of as many limits."""


def _change_of(case: CaseDraft, effect: Change, ends: list[Limit]) -> tuple[list[Limit], bool]:
    """What points taken once are taken for: 有效问卷不足100份的，扣2分."""
    keys = set(keys_of(effect.condition))
    own = [
        x for x in case.limits if effect.condition == Not(x.condition()) or (keys == {x.fact.key} and x.high is None)
    ]
    if own or not _is_judged(effect.condition):
        return own, False
    fails = _fails_in_words(effect.words, case.text or "按时")
    if case.text:
        return [], fails or (denies(effect.words, case.text) and _shared(effect.words, case.text) > 0)
    return (ends if fails else []), False


def _fails_in_words(words: str, award: str) -> bool:
    """Whether *words* say that the *award* comes late, is broken, or that what it wants none of happens."""
    return comes_late(words, award) or breaks(words, award) or happens(words, award)


def _counted_name(steps: Steps) -> str:
    """What *steps* count, without its address."""
    return steps.measure.key.rpartition(".")[2] if isinstance(steps.measure, Ref) else ""


def _shared(name: str, words: str) -> int:
    """How many pairs of signs *name* and *words* share: 未达标 with 达标学校比例."""
    return sum(one + two in words for one, two in pairwise(name))


def _single(effects: list[Effect]) -> Iterator[Change | Steps | Veto | Decision]:
    for effect in effects:
        if isinstance(effect, Together):
            yield from _single([*effect.effects])
        elif isinstance(effect, (Change, Steps, Veto, Decision)):
            yield effect


def _steps_of(draft: ItemDraft, case: CaseDraft, steps: Steps) -> list[Condition]:
    """Where *steps* take for a failing of the award of *case*, which words alone judge."""
    if steps.where not in (None, case.kind):
        return []
    if steps.counted:
        named = steps is draft.shortfall or denies(steps.words, case.text) or happens(steps.words, case.text)
        named = named or _is_denied(case, _counted_name(steps)) or _right_behind(draft, case, steps)
        return [Compare("≥", steps.measure, number(1))] if named else []
    plain = steps.up and not (steps.base or steps.down)
    if not (plain or _rate_of(steps, case.text) or _right_behind(draft, case, steps)):
        return []
    ways = [op for op, runs in (("<", steps.down), (">", steps.up)) if runs]
    return [Compare(op, steps.measure, number(steps.base)) for op in ways]


def _right_behind(draft: ItemDraft, case: CaseDraft, effect: Change | Steps | Decision) -> bool:
    """严格落实值班制度得4分，抽查脱岗1次扣1分: whether *effect* takes for each failing of the only award before it, of which
    its words need not speak. An award for something that there is, 制度健全, does not come and go with each 违规."""
    if effect.span not in draft.behind or draft.otherwise is not None:
        return False
    words = f"{_measured(effect)}{effect.words}"
    named, apart = denies(words, case.text), is_apart(words, case.text)
    if is_there(case.text) and (apart or not named):
        return False
    if apart and not named and (not isinstance(effect, Steps) or own_words(_counted_name(effect))):
        told = [one.span for _, one in draft.assumed]
        draft.assumed += () if effect.span in told else ((case, effect),)
    return True


def _measured(effect: Change | Steps | Decision) -> str:
    """The name of the number from which *effect* takes, which its words leave out: 到岗率 of 低于80%的扣2分."""
    match effect:
        case Steps(counted=False):
            return _counted_name(effect)
        case Change(condition) if _compares(condition):
            return keys_of(condition)[0].rpartition(".")[2]
    return ""


def _costs(draft: ItemDraft, case: CaseDraft, effect: Change) -> bool:
    """规范得5分，账目不规范扣1分: what a failing costs, behind an award that words alone judge; not 拒不配合检查 behind 流程清晰,
    which says nothing of it, unless what is taken behind it makes up all that the award gives."""
    if not (_is_judged(effect.condition) and _behind(case, effect)):
        return False
    return not is_apart(effect.words, case.text) or -_taken_behind(draft, case) == case.value


_HOW_WELL = re.compile("(?:规范|合理|合规|有效|到位|良好|严格|科学|有序|得当)$")


def _is_part(draft: ItemDraft, case: CaseDraft, effect: Change) -> bool:
    """职能合理得2分，存在职能重叠的扣1分: whether less than the award goes for a fault of what it speaks of, or of how well a thing
    is done, which says of no fault that it is none: 核算规范得2分，存在白条入账的扣1分."""
    whole = case.value or draft.stake
    if not _is_judged(effect.condition) or whole is None or -effect.points >= whole:
        return False
    return _HOW_WELL.search(case.text) is not None or not is_apart(effect.words, case.text)


def _taken_behind(draft: ItemDraft, case: CaseDraft) -> Fraction:
    """The points that are taken once each behind *case*."""
    behind = [one for one in draft.effects if isinstance(one, Change) and one.points < 0 and one.span > case.span]
    return sum((one.points for one in behind), Fraction(0))


_DENIED = re.compile("[不未没]有?(.)")


def _is_fault(draft: ItemDraft, case: CaseDraft, effect: Decision) -> bool:
    """资料完整得2分，有缺漏的酌情扣分: whether a decision is for a fault that fails the award; 设定不合理 of 按要求设定目标, which
    does not ask for 合理, is none."""
    denied = _DENIED.findall(effect.words)
    if denied and not any(one in case.text for one in denied):
        return False
    fault = not denied and _behind(case, effect) and not is_apart(effect.words, case.text)
    return fault or _right_behind(draft, case, effect)


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


def _compares(condition: Condition) -> bool:
    """Whether a number decides it: 滞后10%以内."""
    return isinstance(condition, Compare) or (isinstance(condition, All) and any(map(_compares, condition.of)))


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


_OF_EACH, _MISSES = re.compile(r"^(?:各|每个?|所有|全部)|以[^以]+为单位"), re.compile(r"[未不]达|达不到|[未不]合格")


def _each_misses(draft: ItemDraft, limit: Limit) -> bool:
    """生均图书不少于25册得5分，有1所学校不达标扣1分: whether those are counted that miss what each has to reach."""
    counts = [one for one in draft.effects if isinstance(one, Steps) and one.counted and _MISSES.search(one.words)]
    if not counts or _OF_EACH.search(limit.fact.name):
        return bool(counts)
    return not re.search("达标|达到|合格", limit.fact.name) and any("达" in one.words for one in counts)


def is_end(limit: Limit) -> bool:
    """Whether *limit* wants all or nothing of what it measures, so that whatever goes wrong fails it: 100%, 0起."""
    rate = limit.fact.kind is Kind.RATIO
    none = limit.low == 0 and limit.high is None and limit.op in ("≤", "=", "")
    return (rate and limit.low == 1 and limit.op in ("≥", "=", "")) or (none and not limit.fact.signed)


_NUMBER = re.compile(r"(?:发生|出现)?的?(?:[起件次例宗人]数|数量|次数|数|量)$")


def _is_kind(thing: str, name: str) -> bool:
    """一般食品安全事故 of 食品安全事故发生数: whether *name* is the number of what *thing* is a kind of."""
    counted = _NUMBER.sub("", name)
    return counted != name and len(counted) > 1 and len(thing) > 2 and thing[-2:] in counted


def _names(limit: Limit, steps: Steps) -> bool:
    """返贫率为0得5分，发生1户返贫扣1分: what is counted is what *limit* says there is none of."""
    name, rate = _counted_name(steps), limit.fact.name
    if not limit.low:
        return bool(name) and (name in rate or _is_kind(name, rate))
    return lessens(name, rate)


_PASSED = re.compile(r"超(?:出|过)?([一-龥])|大([一-龥]{2})|[^超]*([一-龥])超(?:过|出|标准?)$")
_OVER_EACH, _ONE_EACH = re.compile("超(?:标准?|限额?)"), re.compile("^(?:单[一-龥]|各|每|[人户生车]均)")


def _is_passed(draft: ItemDraft, limit: Limit, effect: Change | Steps) -> bool:
    """班额≤55人得3分，每有1个大班额班级扣1分: whether what is counted is too much of what *limit* bounds; 单间床位≤4张得3分，每有1间
    超标准房间扣1分: of each of them."""
    if not isinstance(effect, Steps) or not effect.counted or limit.high is not None or limit.op not in ("≤", "<"):
        return False
    counted, name = _counted_name(effect), limit.fact.name
    match = _PASSED.match(counted)
    of = (match[1] or ("" if limit.fact.kind is Kind.RATIO else match[2] or match[3])) if match else ""
    if of and (of in name or (limit.fact == draft.subject and of in draft.formula)):
        return True
    return _ONE_EACH.match(name) is not None and _OVER_EACH.search(counted) is not None


def _is_denied(case: CaseDraft, name: str) -> bool:
    """Whether *name* counts what the words of the award say there is none of, or go the other way than they want."""
    return bool(name) and (
        turns(name, case.text) or fails(name, case.text) or same_name(denied_thing(case.text)).startswith(name)
    )


def _rate_of(steps: Steps, award: str) -> bool:
    """完成减排任务得5分，完成率每低5个百分点扣1分: the rate of the very thing awarded."""
    key = steps.measure.key if isinstance(steps.measure, Ref) else ""
    return steps.base == 1 and key.endswith("率") and key[-3:-1] in award
