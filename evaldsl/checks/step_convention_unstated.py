"""step-convention-unstated"""

import re
from collections.abc import Iterator

from evaldsl.checks.exact import effects_of
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Steps
from evaldsl.interpreter.values import Interval, shown
from evaldsl.text.diagnostics import Diagnostic, info
from evaldsl.text.numerals import number

_UNITS = "%|‰|:1|个?百分点?|亿元|万元|元|分钟|小时|个月|天|分|公里|吨|倍|微克|毫克|人|户|家|名|位|个|次|项|起|件|/\\d*万|[^\\d/.:：,，;；。扣减加得的]{1,4}"
_NOT_POINTS = r"(?<![扣得给计记\d.])(?<!(?<!增)加)(?<!扣减)"
"""扣0.5分 is what a step costs, 增加1% a step."""
_QUANTITY = re.compile(rf"{_NOT_POINTS}(\d+(?:\.\d*)?|[一二两三四五六七八九十半]+)({_UNITS})")

_SHARE = re.compile(r"百分之(\d+(?:\.\d+)?|[零一二两三四五六七八九十点]+)")
_POINT = re.compile("^(?:%|个?百分点?)$")
_BARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?=[扣减加得给])")
_PARTS_OF_ONE = {"个百分点": 100, "‰": 1000, "分钟": 60}


def step_convention_unstated(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """No words say what a part of a step is worth."""
    if reading.indicator is None:
        return
    for effect, _of in effects_of(reading.indicator):
        if isinstance(effect, Steps) and not effect.stated:
            size = size_of(effect)
            worth, other = ("按比例计", "不计") if effect.mode == "按比例" else ("不足的不计", "按比例计")
            yield info(
                "step-convention-unstated",
                f"没有写明不足{size}的怎么计，{worth}",
                *effect.span,
                hint=f"写明“不足{size}的按{size}计”或“不足{size}的{other}”，或在约定中统一写明",
            )


def size_of(steps: Steps) -> str:
    """A step as the sentence writes it: 5个百分点, 1万元."""
    sizes = [(number(match[1]), "个百分点") for match in _SHARE.finditer(steps.words)]
    sizes += [
        (number(match[1].rstrip(".")), _POINT.sub("个百分点", match[2])) for match in _QUANTITY.finditer(steps.words)
    ]
    for size, unit in sizes:
        if unit in _PARTS_OF_ONE and size == steps.size * _PARTS_OF_ONE[unit]:  # 任一项每低1%: not 1项
            return f"{shown(size, 6)}{unit}"
    for size, unit in sizes:
        if size in (steps.size, steps.size * 100):
            return f"{shown(size, 6)}{unit}"
    for size, unit in sizes:
        if unit == "个百分点" and steps.size == abs(steps.base) * size / 100:  # 1% of 1000亩
            return f"{shown(size, 6)}%"
    bare = (number(match[1]) for match in _BARE.finditer(steps.words))
    return next((f"{shown(size, 6)}个百分点" for size in bare if size == steps.size * 100), "一步")  # 每降低1扣0.5分
