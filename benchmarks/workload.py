"""Workload W: a rubric of 30 indicators in official wording, 41 numeric and 12 yes/no facts, and units for it."""

from fractions import Fraction

import numpy as np

from evaldsl.batch.blocks import Block, Column, Int64s, Judgements, Numbers, Words
from evaldsl.interpreter.scorer import Scorer
from evaldsl.pipeline import load, prepare

STEPS = (  # name, whole, part, the sentence
    ("在职人员控制率", "编制人数", "在职人数", "{}≤100%计4分，每超出1%扣0.2分，扣完为止。"),
    ("公用经费控制率", "公用经费预算数", "公用经费支出数", "{}≤100%计4分，每超出1%扣0.3分，扣完为止。"),
    ("三公经费控制率", "三公经费预算数", "三公经费支出数", "{}≤100%计4分，每超出1%扣0.5分，不足1%按1%计，扣完为止。"),
    ("结转结余率", "支出预算数", "结转结余额", "{}≤10%计4分，每超出1%扣0.4分，扣完为止。"),
    ("预算执行率", "预算数", "预算执行数", "{}≥95%计4分，每低于1%扣0.1分，扣完为止。"),
    ("采购执行率", "采购预算数", "采购金额", "{}≥100%计4分，每低于1%扣0.2分，不足1%按1%计，扣完为止。"),
    ("资金到位率", "应到位资金", "到位资金", "{}≥100%计4分，每低于5%扣0.5分，扣完为止。"),
    ("任务完成率", "计划任务数", "完成任务数", "{}≥98%计4分，每低于1%扣0.15分，扣完为止。"),
)
BANDS = (
    ("预算调整率", "年初预算数", "预算调整额", "{}5%以下得4分；5%（含）-10%得3分；10%（含）-20%得1.5分；20%（含）以上不得分。"),
    ("资产利用率", "资产总额", "在用资产额", "{}95%（含）以上得4分；85%（含）-95%得3分；70%（含）-85%得1.5分；低于70%不得分。"),
    ("验收合格率", "验收项目数", "合格项目数", "{}100%（含）以上得4分；90%（含）-100%得2.5分；80%（含）-90%得1分；低于80%不得分。"),
    ("按期办结率", "应办结件数", "按期办结件数", "{}98%（含）以上得4分；95%（含）-98%得3分；90%（含）-95%得2分；低于90%不得分。"),
    ("覆盖率", "应覆盖户数", "已覆盖户数", "{}90%（含）以上得4分；80%（含）-90%得3分；60%（含）-80%得2分；低于60%不得分。"),
)  # fmt: skip
OCCURRENCES = (
    ("违规支出", "得3分，每发现一处违规支出扣0.5分，扣完为止。"),
    ("账实不符", "得3分，每发现一处账实不符扣0.25分，扣完为止。"),
    ("群众投诉", "得3分，每发现一起群众投诉扣1分，最多扣2分。"),
    ("资料缺失", "得3分，每发现一份资料缺失扣0.3分，扣完为止。"),
)
SHARES = (
    ("培训完成率", "计划培训人次", "实际培训人次"),
    ("改造完成率", "计划改造面积", "实际改造面积"),
    ("种植完成率", "计划种植亩数", "实际种植亩数"),
    ("巡查完成率", "计划巡查里程", "实际巡查里程"),
)
SIDES = (
    ("单位成本指数", "{}以100%为标准得2分，每超过或低于1%扣0.1分，扣完为止。"),
    ("工期指数", "{}以100%为标准得2分，每超过或低于1%扣0.2分，扣完为止。"),
    ("产量指数", "{}以100%为标准得2分，每超过或低于5%扣0.4分，扣完为止。"),
)
CHECKS = (
    ("制度健全", "程序合规"), ("目标明确", "指标量化"), ("公开及时", "内容完整"),
    ("台账清楚", "档案齐全"), ("整改到位", "报告按时"), ("分工明确", "验收规范"),
)  # fmt: skip


def rubric_text(copies: int = 1) -> str:
    """The rule file; of several *copies* each has facts of its own."""
    head = [
        "语法 1", "规则集 批量评分基准", "总分 100分",
        "等级 优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：不满60分",
        "约定 得分保留2位小数", "约定 不足1个百分点的按比例计算",
    ]  # fmt: skip
    facts, rates, rules = list[str](), list[str](), list[str]()
    for end in endings(copies):
        _one(end, facts, rates, rules)
    head[2] = f"总分 {100 * copies}分"
    return "\n".join([*head, "", *facts, "", *rates, "", f"一级 全部（{100 * copies}分）", "", *rules])


def endings(copies: int) -> list[str]:
    """What the names of each copy end with."""
    return ["".join(_COUNTED[int(digit)] for digit in f"{place:02}") if place else "" for place in range(copies)]


_COUNTED = "甲乙丙丁戊己庚辛壬癸"


def _one(end: str, facts: list[str], rates: list[str], rules: list[str]) -> None:
    """The 30 indicators, all names with the same end."""
    for name, whole, part, sentence in (
        (name + end, whole + end, part + end, text) for name, whole, part, text in (*STEPS, *BANDS)
    ):
        facts += [f"数据 {whole}（万元）", f"数据 {part}（万元）"]
        rates.append(f"计算 {name}＝{part}÷{whole}×100%")
        rules += [f"指标 {name}（4分）", f"评分 {sentence.format(name)}", ""]
    for name, sentence in OCCURRENCES:
        rules += [f"指标 {name + end}（3分）", f"评分 {sentence.replace(name, name + end)}", ""]
    for name, whole, part in ((name + end, whole + end, part + end) for name, whole, part in SHARES):
        facts += [f"数据 {whole}（个）", f"数据 {part}（个）"]
        rates.append(f"计算 {name}＝{part}÷{whole}×100%")
        rules += [f"指标 {name}（3分）", f"评分 得分={name}×3分，最高得3分。", ""]
    for name, sentence in SIDES:
        rules += [f"指标 {name + end}（2分）", f"评分 {sentence.format(name + end)}", ""]
    for one, other in ((one + end, other + end) for one, other in CHECKS):
        rules += [f"指标 {one}（3分）", f"评分 ①{one}，得1.5分，否则不得分；②{other}，得1.5分，否则不得分。", ""]


# ---- units

SEED = 20210
_NEAR = np.array([0, 0, 0, 0, 1, -1, 5, -5, 10, -10, 20, -25, 50, -50, 100, -150, 300, -300])
_MARKS = {  # thresholds of a rate, thousandths
    "STEPS": (1000, 1000, 1000, 100, 950, 1000, 1000, 980),
    "BANDS": ((50, 100, 200), (950, 850, 700), (1000, 900, 800), (980, 950, 900), (900, 800, 600)),
}
CENTS = 2
"""Amounts have so many decimals, indexes twice as many; the rest are whole numbers."""


def scorer(copies: int = 1) -> Scorer:
    """The rubric made ready."""
    return prepare(load(rubric_text(copies), "批量评分基准"))


def copied(block: Block, copies: int) -> Block:
    """The same facts for every copy of the rubric."""
    columns = {_key(key, end): column for end in endings(copies) for key, column in block.columns.items()}
    return Block(block.rows, columns)


def _key(key: str, end: str) -> str:
    indicator, dot, rest = key.partition(".①.") if ".①." in key else key.partition(".②.")
    return f"{indicator}{end}{dot}{rest}{end}" if dot else key + end


def head(block: Block, count: int) -> Block:
    """The first units."""
    columns: dict[str, Column] = {}
    for key, column in block.columns.items():
        match column:
            case Numbers(whole, digits):
                columns[key] = Numbers(whole[:count], digits)
            case Judgements(holds):
                columns[key] = Judgements(holds[:count])
            case _:
                raise TypeError(key)
    return Block(count, columns)


def units(count: int, seed: int = SEED) -> Block:
    """So many units, every rate often on a threshold or a little beside one; the same for the same seed."""
    dice = np.random.default_rng(seed)
    columns: dict[str, Column] = {}
    marks = [(one,) for one in _MARKS["STEPS"]] + list(_MARKS["BANDS"])
    for (_, whole, part, _), of in zip((*STEPS, *BANDS), marks, strict=True):
        under = dice.integers(10, 10_000, count) * 1000
        columns[whole] = Numbers(under, CENTS)
        columns[part] = Numbers(_part(dice, under, np.array(of)), CENTS)
    for _, whole, part in SHARES:
        under = dice.integers(2, 500, count) * 10
        columns[whole] = Numbers(under, 0)
        columns[part] = Numbers(_part(dice, under, np.array([1000, 900, 750, 333])), 0)
    for name, _ in OCCURRENCES:
        columns[f"{name}.①.{name}"] = Numbers(dice.choice(np.array([0, 0, 0, 0, 1, 1, 2, 3, 5, 12]), count), 0)
    for name, _ in SIDES:
        columns[name] = Numbers(
            10_000 + dice.choice(_NEAR, count) * 10 + dice.choice(np.array([0, 0, 0, 1, -3]), count), 4
        )
    for one, other in CHECKS:
        columns[f"{one}.①.{one}"] = Judgements(dice.random(count) < 0.8)
        columns[f"{one}.②.{other}"] = Judgements(dice.random(count) < 0.7)
    return Block(count, columns)


def _part(dice: np.random.Generator, under: Int64s, marks: Int64s) -> Int64s:
    """What makes a rate of *under* on or near one of *marks*; a third of them somewhat off."""
    rate = np.maximum(dice.choice(marks, len(under)) + dice.choice(_NEAR, len(under)), 0)
    off = np.where(dice.random(len(under)) < 0.33, dice.integers(-50, 51, len(under)), 0)
    return np.maximum(under * rate // 1000 + off * (under >= 5000), 0)


def values(block: Block, row: int, ready: Scorer | None = None) -> dict[str, Fraction | bool | str]:
    """One unit as the interpreter takes it; *ready*: whose words they are, where there are any."""
    found: dict[str, Fraction | bool | str] = {}
    for key, column in block.columns.items():
        match column:
            case Numbers(whole, digits):
                found[key] = Fraction(int(whole[row]), 10**digits)
            case Judgements(holds):
                found[key] = bool(holds[row])
            case Words(code):
                assert ready is not None
                found[key] = ready.facts[key].choices[int(code[row])]
    return found
