"""在±5%以内得3分，每超出1个百分点扣0.5分: steps that run beyond both ends of the range that the award names."""

from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.either_side import OUT_OF_RANGE
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Steps
from evaldsl.syntax import tree


def outside_range(item: ItemDraft, counted: Per) -> Per:
    """在±5%以内得3分，超出±5%的，每超出1个百分点扣0.5分: beyond either end."""
    limits = item.cases[0].limits if counted.step is not None and len(item.cases) == 1 else []
    if counted.step is None or len(limits) != 1 or limits[0].high is None:
        return counted
    named = counted.base.part.value if counted.base else None
    apart = isinstance(named, tree.Comparison) and named.either
    left = counted.context or counted.subject or counted.between  # 超出此范围的，每超出1%; 每超出该区间1%
    around = limits[0].low == -limits[0].high or "上下" in item.cases[0].words
    beyond = apart or (counted.base is None and counted.step.words.startswith("超"))
    if not beyond or not ((left and OUT_OF_RANGE.fullmatch(left)) or (around and not counted.subject)):
        return counted
    return evolve(counted, step=evolve(counted.step, up=True, down=True), base=None, context="", subject="", between="")


def around_range(item: ItemDraft, steps: Steps) -> tuple[Steps, Steps] | None:
    """95%≤执行率≤100%得5分，每超过或低于1个百分点扣0.5分: above the upper end and below the lower one."""
    if not (steps.up and steps.down) or len(item.cases) != 1:
        return None
    ranges = [x for x in item.cases[0].limits if ex.Ref(x.fact.key) == steps.measure and x.high is not None]
    if len(ranges) != 1:
        return None
    assert ranges[0].high is not None
    return evolve(steps, base=ranges[0].low, up=False), evolve(steps, base=ranges[0].high, down=False)
