"""Ladders: the bands of a settled item as they will be scored, and where its steps carry on from them."""

from collections.abc import Iterator

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.limits import Limit, turned
from evaldsl.interpreter.expressions import TRUE, Compare, Condition, Number, Ref, Some
from evaldsl.interpreter.expressions import All as AllOf
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Case, Ladder, Steps


def ladder_of(item: ItemDraft, words: str) -> Ladder | None:
    """The bands as they will be scored, with the steps' side of the base given the award they follow."""
    if not item.cases:
        return None
    along = item.steps()
    opened = [case for steps in along for case in _opened(item, steps)] if along else []
    cases = [Case(case.condition(), case.points, case.words, case.span) for case in item.cases]
    left = [Case(_both(case, cases), case.points, case.words, case.span) for case in item.left] if item.left else []
    otherwise = None if isinstance(item.otherwise, Steps) and item.otherwise in along else item.otherwise
    return Ladder((*left, *cases, *opened), otherwise, words, item.ladder_span)


def _opened(item: ItemDraft, steps: Steps) -> Iterator[Case]:
    """The bands that *steps* open beyond the award they follow; the only award gives way itself where they run."""
    limits = [x for case in item.cases for x in case.limits if Ref(x.fact.key) == steps.measure]
    gives = steps.points > 0
    if gives and not any(steps.base in limit.thresholds() for limit in limits):
        return
    beyond = _beyond(steps, gives or any(limit.includes(steps.base) is not False for limit in limits))
    within = range_of(item, steps)
    beyond = [within] if within is not None else beyond
    if len(item.cases) == 1:
        for limit in limits:
            limit.forgive(*([TRUE] if _covers(limit, steps) and within is None else beyond))
        return
    for one in _kinds_of(item, _followed(item, steps), steps):
        of = (*one.others, Some(tuple(beyond)), *((one.kind,) if one.kind else ()))
        yield Case(of[0] if len(of) == 1 else AllOf(of), one.points, one.words, one.span)


def range_of(item: ItemDraft, steps: Steps) -> Condition | None:
    """In which range alone *steps* run, where words say what becomes of the rest: 80%-90%每低1%扣0.2分，其余得1分."""
    if item.otherwise is None or isinstance(item.otherwise, Steps):
        return None
    ranges = [one for one in item.ranges if Ref(one.fact.key) == steps.measure and steps.base in one.thresholds()]
    return ranges[0].condition() if len(ranges) == 1 else None


def bounded(item: ItemDraft, steps: Steps) -> Steps:
    """*steps* without the numbers for which a band behind them says what is left: 每低1%扣0.2分，低于80%的得1分."""
    within = range_of(item, steps)
    of = [one for one in (steps.where, within) if one is not None]
    of += [
        turned(limit.condition())
        for case in item.left
        for limit in case.settled
        if Ref(limit.fact.key) == steps.measure
    ]
    for case in item.cases if steps.up != steps.down else ():
        limit = case.limits[0] if len(case.limits) == 1 and not case.others and case.kind is None else None
        if limit is None or not case.value or case.span[0] < steps.span[1] or Ref(limit.fact.key) != steps.measure:
            continue
        low, high = limit.low, limit.low if limit.high is None else limit.high
        if limit.high is None and limit.op not in (("≥", ">") if steps.up else ("≤", "<")):
            continue
        if low >= steps.base if steps.up else high <= steps.base:
            of.append(turned(limit.condition()))
    return evolve(steps, where=of[0] if len(of) == 1 else AllOf(tuple(of))) if of else steps


def _kinds_of(item: ItemDraft, draft: CaseDraft, steps: Steps) -> list[CaseDraft]:
    """*draft*, and what other kinds of unit get under the same limit, where *steps* are for all of them."""
    if draft.kind is None or steps.where is not None:
        return [draft]
    return [one for one in item.cases if one.kind is not None and one.bounds() == draft.bounds()]


def _followed(item: ItemDraft, steps: Steps) -> CaseDraft:
    """The award that *steps* follow: the one whose limit is their base, for the same kind of unit."""
    alike = [case for case in item.cases if steps.where is not None and steps.where == case.kind] or item.cases
    numeric = [case for case in alike if any(Ref(limit.fact.key) == steps.measure for limit in case.limits)]
    at_base = [case for case in numeric if any(steps.base in limit.thresholds() for limit in case.limits)]
    holding = [case for case in at_base if all(limit.includes(steps.base) is not False for limit in case.limits)]
    if len(holding) == 1:
        return holding[0]
    return (at_base or numeric or alike)[-1] if not (at_base and len(at_base) > 1) else at_base[0]


def _both(draft: CaseDraft, cases: list[Case]) -> Condition:
    """When *draft* says what is left of one of *cases*."""
    own = [case.condition for case in cases]
    awarded = own[0] if len(own) == 1 else Some(tuple(own))
    return draft.condition() if TRUE in own else AllOf((draft.condition(), awarded))


def _beyond(steps: Steps, claimed: bool) -> list[Condition]:
    """Where the steps run; with the base itself where no award has *claimed* it, which takes nothing but earns nothing either."""
    found: list[Condition] = []
    if steps.up:
        found.append(Compare(">" if claimed else "≥", steps.measure, Number(steps.base)))
    if steps.down:
        found.append(Compare("<" if claimed else "≤", steps.measure, Number(steps.base)))
    return found


def _covers(limit: Limit, steps: Steps) -> bool:
    """Whether the limit and the side the steps run to are everything."""
    if limit.high is not None or limit.low != steps.base:
        return False
    if steps.up and steps.down:
        return limit.op in ("=", "≥", "≤")
    return limit.op in ("≤<" if steps.up else "≥>")
