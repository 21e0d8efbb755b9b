"""每发现一处扣0.5分，发现5处以上得1分: an award for many of what deductions count says what is left then."""

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.limits import settle_edges
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.clauses.opposites import HAPPENS
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import Steps
from evaldsl.syntax import tree


def begin_with_all(reader: Reader) -> None:
    """Asks first for many failings, and gives all points where no award says what else these are taken from."""
    for item in reader.items:
        steps = _counting(item) if item.cases and item.effects and not item.opening_zero else []
        if not steps:
            continue
        left = [case for case in item.cases if _leaves(case, steps[0])]
        others = [case for case in item.cases if case not in left]
        if left and not others:
            item.cases.append(CaseDraft([], [ex.TRUE], ex.Rest(), None, item.words, steps[0].span))
        elif left:
            settle_edges([limit for case in left for limit in case.limits])
            for case in left:
                case.settle([limit.condition() for limit in case.limits])
            item.cases, item.left = others, tuple(left)


def _counting(item: ItemDraft) -> list[Steps]:
    """The deductions of *item* for each of what is counted."""
    return [one for one in item.effects if isinstance(one, Steps) and one.counted and one.points < 0 and not one.base]


def _leaves(case: CaseDraft, steps: Steps) -> bool:
    """Whether *case*, said behind *steps*, is for so many of what they count, which are more than none."""
    limit = case.limits[0] if len(case.limits) == 1 and not case.others and case.kind is None else None
    behind = limit is not None and ex.Ref(limit.fact.key) == steps.measure and case.span[0] >= steps.span[0]
    return behind and limit is not None and (limit.high is not None or limit.op in ("≥", ">")) and limit.low > 0


def is_left(reader: Reader, item: ItemDraft, found: Condition, amount: tree.Amount | None) -> bool:
    """制度健全得5分，每发现一处扣0.5分，发现5处以上得1分: whether an award of less is for many of what *item* takes points for."""
    count, first = reader.spoken.count, item.cases[0].value
    one = found.compared[0] if len(found.compared) == 1 and not found.judged else None
    if one is None or count is None or amount is None or amount.share or (first is not None and amount.high >= first):
        return False
    value, of = one.part.value, any(steps.measure == ex.Ref(count.key) for steps in _counting(item))
    many = isinstance(value, tree.Between) or (isinstance(value, tree.Comparison) and value.op in ("≥", ">"))
    said = not one.subject or HAPPENS.fullmatch(one.subject) or one.subject == count.name
    return of and many and bool(said) and unit_of_limit(one.part) == count.unit
