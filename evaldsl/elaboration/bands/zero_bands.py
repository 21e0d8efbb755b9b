"""低于60%不得分 after bands of the same measure: one more of them."""

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import restates, same_measure
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.clauses.opposites import HAPPENS
from evaldsl.elaboration.bands.cases import new_case
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.elaboration.worded_awards import join_words
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import Change, Effect, Fact, Steps, Together
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree


def zero_band(reader: Reader, item: ItemDraft, clause: Clause, found: Condition) -> bool:
    """低于60%不得分 after bands on the same measure is one more band."""
    if item.measure is None and item.cases:
        join_words(reader.measures, item, limits_of(reader, item, clause, found.compared)[0].fact, False)
    measure = item.measure
    if measure is None or _taken_before(item, found):
        return False
    if found.either and any(one.subject and not same_measure(measure.name, one.subject) for one in found.compared):
        return False
    subject = found.compared[0].subject
    spoken = (
        not subject or HAPPENS.fullmatch(subject) or restates(measure, subject, unit_of_limit(found.compared[0].part))
    )
    if not spoken and not same_measure(measure.name, subject):
        return False
    case = new_case(reader, item, clause, found, tree.Amount(NOTHING, NOTHING))
    if not all(_takes_apart(one, measure) or _adds_elsewhere(one, case.limits) for one in item.effects):
        return False
    item.cases.append(case)
    reader.spoken.condition = (clause.sentence, case)
    return True


def _takes_apart(effect: Effect, measure: Fact) -> bool:
    """样本不足50份的扣2分 beside bands of 满意率: whether *effect* takes once for what has nothing to do with *measure*."""
    return isinstance(effect, Change) and effect.points < 0 and measure.key not in ex.keys_of(effect.condition)


def _adds_elsewhere(effect: Effect, limits: list[Limit]) -> bool:
    """同比下降的得3分，每下降1%加0.5分；同比上升的不得分: whether *effect* only adds where the band under *limits* is not."""
    inner = effect.effects if isinstance(effect, Together) else (effect,)
    return len(limits) == 1 and all(isinstance(one, Steps) and _adds_beside(one, limits[0]) for one in inner)


def _adds_beside(steps: Steps, zero: Limit) -> bool:
    if steps.points < 0 or steps.counted or steps.measure != ex.Ref(zero.fact.key) or zero.high is not None:
        return False
    above = zero.op in ("<", "≤") and zero.low <= steps.base and not steps.down
    return above or (zero.op in (">", "≥") and zero.low >= steps.base and not steps.up)


def _taken_before(item: ItemDraft, found: Condition) -> bool:
    """Whether a formula's band already holds what 不得分 speaks of: then it overrules, as a veto."""
    last = item.cases[-1]
    plain = bool(last.limits) and last.limits[-1].high is None
    if last.value is not None or not plain or isinstance(last.points, ex.Rest) or not found.compared:
        return False
    value = found.compared[0].part.value
    number = value.limit.part if isinstance(value, tree.Comparison) and value.limit.unit == "%" else None
    return number != last.limits[-1].low  # 80%（含）以上的按比例得分，80%以下的不得分
