"""A base and what a county writes over it."""

from hypothesis import HealthCheck, settings

from evaldsl.overlays.chain import Overlaid, read
from evaldsl.overlays.layers import File

BASE = """规则集 某省评价指标体系
地区 某省
总分 12分
等级 优：11分（含）以上；良：9分（含）-11分；差：不满9分
约定 得分保留2位小数；不足1个百分点的按比例计

数据 编制数（人）：核定数
数据 在职人员数（人）
计算 在职人员控制率＝在职人员数÷编制数×100%

一级 投入（5分）
# 公布的原文
指标 人员控制（3分）
解释 在职人员控制率=(在职人员数/编制数)×100%
评分 ①在职人员控制率≤100%得1分，每超出1%扣0.2分，扣完为止。
②聘用人员经批复的得2分，
否则不得分。    # 原文分两行
例 在职人员数＝53人；编制数＝50人 → ① 0分
例 ②＝是 → ② 2分

指标 公开（2分）
评分 按时公开得2分，否则不得分。

一级 产出（7分）

二级 履职（7分）

指标 完成率（4分）
评分 完成率95%以上得4分，80%（含）-95%得2分，不足80%不得分。
来源 年度报告

指标 满意度（3分）
满意度≥85%得3分，每低1个百分点扣0.5分，扣完为止。
"""
HEAD = "沿用 省\n依据 某财绩〔2024〕1号\n"
slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=30)


def over(text: str, *bases: tuple[str, str], name: str = "县") -> Overlaid:
    """*text* over the base 省, or over others by name."""
    known = {other: File(other, content) for other, content in (("省", BASE), *bases, (name, text))}
    return read(File(name, text), lambda said, _: known.get(said, f"没有{said}"))


def merged(changes: str) -> str:
    """The merged text of an overlay of these changes."""
    found = over(HEAD + changes)
    assert found.is_usable, [one.diagnostic for one in found.diagnostics]
    assert found.layer is not None
    return found.layer.text


def change(line: str, *rest: str) -> str:
    """A change with its reason."""
    return "\n".join([line, *rest, "理由 试行。", ""])
