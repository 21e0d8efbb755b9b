"""Exemptions: 没有楼堂馆所项目的按满分计算. Who has nothing to measure keeps all points, whatever the other words say."""

from evaldsl.clauses.drafts import CaseDraft
from evaldsl.interpreter.expressions import TRUE, All, Condition, If, Not, Rest
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Cap, Case, Change, Decision, Effect, Ladder, Share, Steps, Together, Veto


def exempted(effects: tuple[Effect, ...], exempt: CaseDraft) -> tuple[Effect, ...]:
    """*effects* as they act where *exempt* does not hold; where it does they leave everything but what somebody decides."""
    return tuple(_apart_from(effect, exempt) for effect in effects)


def _apart_from(effect: Effect, exempt: CaseDraft) -> Effect:
    holds = exempt.condition()
    match effect:
        case Ladder(cases):
            return evolve(effect, cases=(Case(holds, Rest(), exempt.words, exempt.span), *cases))
        case Share(points):
            return evolve(effect, points=If(holds, Rest(), points))
        case Steps() | Change():
            return _apart(effect, holds)
        case Together(effects):
            return evolve(effect, effects=tuple(_apart(one, holds) for one in effects))
        case Veto(condition):
            return evolve(effect, condition=_without(condition, holds))
        case Decision() | Cap():
            return effect


def _apart(effect: Steps | Change, holds: Condition) -> Steps | Change:
    if isinstance(effect, Steps):
        return evolve(effect, where=_without(effect.where or TRUE, holds))
    return evolve(effect, condition=_without(effect.condition, holds))


def _without(condition: Condition, holds: Condition) -> Condition:
    return Not(holds) if condition == TRUE else All((condition, Not(holds)))
