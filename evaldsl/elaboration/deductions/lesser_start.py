"""未达到的在4分基础上每低1个百分点扣0.2分: who misses the award begins with fewer points than it gives."""

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import Effect, Fact, Steps
from evaldsl.interpreter.values import shown


def start_below(reader: Reader, item: ItemDraft, clause: Clause, effect: Effect | None) -> None:
    """A band on the side of the award's limit to which the steps of *clause*, its *effect*, run, with the points it names."""
    points, steps = clause.start_points, effect
    if points is None or points in (item.stake, *(case.value for case in item.cases)):
        return
    if not item.cases and points == reader.weight:
        return
    fact = _measure(reader, item, steps) if isinstance(steps, Steps) and steps.up != steps.down else None
    most = max((case.value for case in item.cases if case.value is not None), default=None)
    if fact is None or most is None or points > most:
        reader.unread(f"没有读出怎样从{shown(points)}分扣起", *reader.span_of(clause))
        return
    words, span = reader.words_of(clause), reader.span_of(clause)
    assert isinstance(steps, Steps)
    limit = Limit(fact, ">" if steps.up else "<", steps.base, span=span)
    item.cases.append(CaseDraft([limit], [], ex.Number(points), points, words, span))


def _measure(reader: Reader, item: ItemDraft, steps: Steps) -> Fact | None:
    """What *steps* run along, where it is one fact or rate."""
    if steps.counted or not isinstance(steps.measure, ex.Ref):
        return None
    known = [limit.fact for case in item.cases for limit in case.limits if limit.fact.key == steps.measure.key]
    return known[0] if known else reader.measures.facts.get(steps.measure.key)
