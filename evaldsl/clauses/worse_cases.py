"""情节严重的扣5分 behind 弄虚作假的扣2分: which deductions are the same failing, taken for more where it is worse."""

from collections.abc import Iterable

from evaldsl.interpreter.expressions import All, Condition, Not
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Effect


def alone(effects: Iterable[Effect], taken: Change) -> Change:
    """*taken* whatever is taken instead where it is worse: 扣2分 of 弄虚作假的, of which 情节较重 and 情节严重 are said; for what
    is taken instead, that in whose place it is taken."""
    changes = [one for one in effects if isinstance(one, Change)]
    plain = {_plain(one.condition) for one in changes}
    for one in changes:
        own, instead = _plain(one.condition), _instead(one.condition)
        if instead & plain and (own == _plain(taken.condition) or _plain(taken.condition) in instead):
            return evolve(one, condition=own)
    return taken


def _plain(condition: Condition) -> Condition:
    """*condition* without the cases in which something else is taken."""
    match condition:
        case All((own, Not())):
            return _plain(own)
    return condition


def _instead(condition: Condition) -> set[Condition]:
    """The cases in which something else is taken."""
    match condition:
        case All((own, Not(worse))):
            return {worse, *_instead(own)}
    return set()
