"""What a sentence defines: which names are its indicator's own, and when two formulas are one."""

import re

from evaldsl.interpreter.expressions import Arithmetic, Expr, Number, Ref
from evaldsl.interpreter.rubric import unscaled
from evaldsl.text.typography import same_name

_COMMON = re.compile(
    r"(?:实际|综合|总体|整体|总|平均|年度|本年|当年|计划|目标|任务|工作|指标|项目)*"
    r"(?:(?:完成|到位|满意|合格|达标|执行|支出|支付|使用|利用|进度|实现|控制|及时|覆盖|整改|完好|优良|优质|办结|处置|处理|准时|"
    r"在用|通过|好评|正确|准确|知晓|参与|公开|普及|签约|验收|回复|答复|上线|在线|录入|归档|节约|增长|下降|降低|提高|变动|变化|"
    r"调整|偏差|兑现|落实|成功|有效)(?:率|度|比例)|占比|比例|比率|比重|增幅|降幅|幅度)"
)


def is_common_name(name: str) -> bool:
    """Whether *name* says only how well, not of what: each of many indicators may have a 完成率 or 满意度 of its own."""
    return _COMMON.fullmatch(same_name(name)) is not None


def own_name(indicator: str, name: str) -> str:
    """The name in the whole rubric of what a sentence of *indicator* calls *name*: 面积完成率.完成率."""
    return same_name(f"{indicator}.{name}")


def structure_of(expr: Expr) -> object:
    """A formula with nothing left of how it is written: ×100% is ×1."""
    match unscaled(expr):
        case Ref(key):
            return key
        case Number(value):
            return value
        case Arithmetic("×", left, Number(value)) if value in (1, 100):
            return structure_of(left)
        case Arithmetic(op, left, right):
            return (op, structure_of(left), structure_of(right))
        case _:
            return expr
