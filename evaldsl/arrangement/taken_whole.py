"""情节严重的扣完: all that is left, taken under a condition of its own."""

import re

from evaldsl.clauses.grouping import Clause, Group, text_of
from evaldsl.clauses.signs import ONCE
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell

_HOW_TAKEN = re.compile(
    r"(?:将|把|从|在|直至|至)?(?:(?:本|该|此)(?:小?项|指标)|单项|[两二三四五六七八九各逐]项|以上)*的?(?:权重|标准|基本)*(?:分值|得分|分数|分)?"
    r"[中内]?(?:可以?|应|均|都|分别|累计|合计|依次|逐[项次]|全部|直接|继续|叠加|一直|最终)*(?:扣分|扣减|扣除)?"
    r"|[以依照如]?[此次]类推"
)
"""两项累计扣分, 将本项分, 以此类推: how points are taken until none are left, and no condition."""
_HOW_COUNTED = re.compile(
    r"(?:[^\d,未不没无被受因]{0,6}(?:累计|累加|汇总|合并)(?:计算|统计)?|以[^\d,未不没无]{2,10}为(?:准|单位|依据)"
    r"|由[^\d,未不没无]{2,10}(?:认定|核定|确定|评定|判定)|按[^\d,未不没无]{2,10}(?:计算|统计|计)),可?"
)
"""每月累计，扣完为止, 由考核组认定，扣完为止: how what is taken for is counted, and no condition, as 由考核组认定的 is."""


def take_whole(cell: Cell, groups: list[Group]) -> None:
    """Reads 扣完 that has a condition as what is taken under it."""
    for group in groups:
        for place, clause in enumerate(group.clauses):
            if isinstance(clause.value, tree.UntilZero) and (clause.segments or clause.otherwise):
                group.clauses[place] = _take_all(cell, clause)


def _take_all(cell: Cell, clause: Clause) -> Clause:
    """每处扣1分，情节严重的扣完 takes all of it under a condition of its own, where 扣完为止 alone says only where it ends."""
    counted = any(isinstance(part.value, (tree.Step, tree.Each)) for segment in clause.segments for part in segment)
    texts = [text_of(cell, segment) for segment in clause.segments]
    assert clause.effect is not None and isinstance(clause.value, tree.UntilZero)
    how = _HOW_COUNTED.fullmatch(cell.plain, clause.start, clause.effect.start) is not None
    own = clause.otherwise or not (how or all(_HOW_TAKEN.fullmatch(text) or ONCE.match(text) for text in texts))
    if counted or not own:
        return clause
    points = clause.value.points
    taken = tree.Zero() if points is None else tree.Deduction(tree.Amount(points, points))
    return evolve(clause, effect=evolve(clause.effect, value=taken))
