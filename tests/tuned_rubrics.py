"""Rubrics whose numbers are moved, with units at and around their thresholds."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from evaldsl.data_folders import RUBRICS, data_folder
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.pipeline import load
from evaldsl.tuning.parameters import Parameter, find_parameter, parameters_of
from evaldsl.tuning.regimes import Regime, regimes_of, usual_range
from evaldsl.tuning.rereading import Rereader
from evaldsl.tuning.solving import Level
from evaldsl.tuning.units import ListedUnits, Population, TunedUnit

F = Fraction
SMALL = """规则集 测试
总分 24分
等级 优：20分（含）以上；良：16分（含）-20分；中：10分（含）-16分；差：不满10分
约定 得分保留2位小数；分母为0的得满分
数据 在职人员数（人）
数据 编制数（人）
计算 在职人员控制率＝在职人员数÷编制数×100%
指标 人员控制（5分）
评分 在职人员控制率≤100%得5分，每超出1个百分点扣0.2分，不足1个百分点的按1个百分点计，扣完为止。
指标 三公经费（3分）
评分 三公经费控制率≤100%得3分，每超出2%扣0.15分，不足2%的按比例扣，扣完为止。
指标 预算执行（10分）
评分 预算执行率95%以上得10分；90%（含）-95%得8分；80%（含）-90%得5分；低于80%不得分。
指标 信息公开（6分）
评分 ①按时公开得4分，否则不得分；②每发现一处错误扣0.5分，最多扣1.5分；③完成率≥100%得1分，每超1个百分点加0.1分，最高得2分。
"""
DECLARED = """规则集 测试
总分 30分
等级 优：27分（含）以上；良：24分（含）-27分；中：18分（含）-24分；差：不满18分
约定 得分保留2位小数；分母为0的得满分
数据 支出（万元）
数据 人数（人）
计算 人均支出＝支出×0.5÷人数
计算 支出水平＝人均支出×2÷（人均支出＋3）
默认 定量 完成值达到指标值的得满分，每低1%扣0.5分，扣完为止。
默认 定性 达成的得分值的100%-80%（含），部分达成的得分值的80%-60%（含），未达成的得分值的60%-0%。
指标 支出（10分）
评分 人均支出不超过3万元得6分，否则得5分；支出水平不超过1.5得4分，每超出0.1扣0.3分。
指标 办案率（8分）
指标值 ≥90%
指标 案件（8分）
指标值 ≥40件
指标 群众安全感（4分）
指标值 有所提升
"""
VETOED = f"{SMALL}否决 发生重大安全责任事故的，年度等级定为“差”。\n"
CAPPED = f"""{SMALL}否决 发生重大安全责任事故的，年度等级定为“差”。
否决 审计发现重大问题的，等级不得评为“优”。
否决 三公经费控制率超过100.5%的，等级不得高于“中”。
否决 弄虚作假的，等级下调一级。
"""
TEXTS = {"small": SMALL, "declared": DECLARED, "vetoed": VETOED, "capped": CAPPED}
SHIPPED = ("longhui-2021", "anning-2023", "yueyanglou-inspection-2023")


def text_of(name: str) -> str:
    """The text of a rubric of this file or one that is shipped."""
    if name in TEXTS:
        return TEXTS[name]
    folder = data_folder(RUBRICS).joinpath(name)
    return folder.joinpath(f"{name}.rubric").read_text(encoding="utf-8")


class Subject:
    """A rubric with some units at and around its thresholds."""

    def __init__(self, name: str, units: int, seed: int) -> None:
        self.loaded = load(text_of(name), name)
        assert self.loaded.rubric is not None
        chance = Random(seed)
        made = [
            TunedUnit(f"单位{one}", {fact.key: value(fact, chance) for fact in self.loaded.rubric.facts})
            for one in range(units)
        ]
        self.population = Population(self.loaded.rubric, ListedUnits(made))
        self.parameters = parameters_of(self.loaded)
        self.reread = Rereader(self.loaded)

    def parameter(self, address: str) -> Parameter:
        """The parameter at an address."""
        found = find_parameter(self.parameters, address)
        assert isinstance(found, Parameter), found
        return found

    def regimes(self, parameter: Parameter) -> list[Regime]:
        """The rubric over the usual values."""
        return regimes_of(parameter, self.reread, *self.ends(parameter))

    def ends(self, parameter: Parameter) -> tuple[Fraction, Fraction]:
        """The usual values."""
        rubric = self.population.rubric
        full = next((one.full for one in rubric.indicators if one.name == parameter.indicator), rubric.full)
        return usual_range(parameter, full, self.population.rubric)


def value(fact: Fact, chance: Random) -> Fraction | bool | str:
    """A value near what rules compare with."""
    match fact.kind:
        case Kind.JUDGEMENT:
            return chance.random() < 0.6
        case Kind.CHOICE:
            return chance.choice(fact.choices)
        case Kind.COUNT:
            return F(chance.choice([0, 0, 1, 2, 3, 6]))
        case Kind.DISCRETION:
            return fact.low or F(0)
        case Kind.RATIO:
            return F(chance.choice([790, 800, 899, 900, 950, 1000, 1001, 1010, 1025, 1147]), 1000)
        case _:
            return F(chance.choice([0, 30, 36, 40, 53, 80, 85, 95, 97, 100, 101, 104]))


def level_at(levels: list[Level], x: Fraction) -> Level | None:
    """The level that holds *x*."""
    found = [one for one in levels if one.low == x == one.high or one.low < x < one.high]
    assert len(found) <= 1
    return found[0] if found else None


def tried_values(parameter: Parameter, levels: list[Level], chance: Random) -> Iterator[Fraction]:
    """Values at and around the edges of levels, today's, and some others; those that decimals can say."""
    yield parameter.value
    edges = [one.low for one in levels if isinstance(one.low, Fraction) and not 10**6 % one.low.denominator]
    for edge in chance.sample(edges, min(len(edges), 3)):
        yield from (edge, edge + F(1, 10**7), max(edge - F(1, 10**7), F(0)))
    yield parameter.value * F(chance.randrange(1, 40), 10)
