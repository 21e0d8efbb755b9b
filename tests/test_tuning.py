"""Tuning: the totals over all values of a parameter, goals, edges of facts. What is found is held against reading anew."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.cli import main
from evaldsl.data_folders import RUBRICS, data_folder
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import computed, decided, keys_of
from evaldsl.interpreter.rubric import Fact, Kind, Rubric
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.many_units import units_to_tune
from evaldsl.pipeline import load
from evaldsl.tuning import bracketing
from evaldsl.tuning.advice import all_sections, answer
from evaldsl.tuning.bracketing import Brackets
from evaldsl.tuning.edges import UnitEdges, improvement, unit_standing
from evaldsl.tuning.enclosures import enclosed
from evaldsl.tuning.goals import Goal, goal_of, shortfall
from evaldsl.tuning.parameters import Parameter, find_parameter, parameters_of
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.regimes import P, Regime, is_whole, regimes_of, usual_range
from evaldsl.tuning.rereading import Rereader, changed_text
from evaldsl.tuning.solving import Level, Stretch, plain_value, solved
from evaldsl.tuning.statistics import rank_correlation
from evaldsl.tuning.sweep import summary
from evaldsl.tuning.units import ListedUnits, Population, Standing, TunedUnit
from evaldsl.unit_columns import columns_of

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
TEXTS = {"small": SMALL, "declared": DECLARED, "vetoed": VETOED}
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
        return usual_range(parameter, full)


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


@pytest.mark.parametrize(("name", "parameters"), [("small", 3), ("declared", 3), *((name, 1) for name in SHIPPED)])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_levels_of_a_unit_are_what_the_text_gives_read_anew(name: str, parameters: int, seed: int) -> None:
    """Total and grade at any value, edges included, are those of the text with that value in it, scored by the interpreter."""
    chance = Random(seed)
    subject = Subject(name, 4, seed)
    for parameter in chance.sample(subject.parameters, parameters):
        profiles = Profiles(subject.population, subject.regimes(parameter))
        for place in subject.population.scored:
            try:
                levels = profiles.levels(place)
            except Undecided:
                continue
            for x in tried_values(parameter, levels, chance):
                if is_whole(parameter) and x.denominator != 1:
                    continue
                level, rubric = level_at(levels, x), subject.reread.rubric(((parameter, x),))
                if level is None or isinstance(rubric, str):
                    continue
                card = score(scorer(rubric), subject.population.units.values(place))
                assert card.score is not None
                assert (F(level.total, subject.population.scale), level.grade) == (card.score, card.grade)


@pytest.mark.parametrize("name", ["small", "declared", *SHIPPED])
def test_every_parameter_stands_where_it_says(name: str) -> None:
    """The places of a parameter hold its number, addresses are unique and find themselves; today's value changes nothing."""
    subject = Subject(name, 1, 1)
    addresses = [one.address for one in subject.parameters]
    assert len(set(addresses)) == len(addresses) > 8
    assert all(subject.parameter(one.address) == one for one in subject.parameters)
    same = changed_text(subject.loaded.text, tuple((one, one.value) for one in subject.parameters))
    assert load(same, name).rubric == subject.loaded.rubric


LINES = [
    "计算.人均支出.式",
    "计算.支出水平.式1",
    "计算.支出水平.式2",
    "默认.定量.扣",
    "默认.定量.每",
    "默认.定性.得2",
    "案件.指标值",
]


@pytest.mark.parametrize("address", LINES)
def test_a_number_outside_the_sentences_changes_all_that_comes_from_it(address: str) -> None:
    """A formula or a default rule that several indicators share: between the edges, and at them, the text read anew agrees."""
    subject, chance = Subject("declared", 5, 3), Random(5)
    parameter = subject.parameter(address)
    profiles = Profiles(subject.population, subject.regimes(parameter))
    followed = 0
    for place in subject.population.scored:
        try:
            levels = profiles.levels(place)
        except Undecided:
            continue
        for x in [*tried_values(parameter, levels, chance), parameter.value * 2]:
            level = level_at(levels, x)
            if level is None:
                continue
            rubric = subject.reread.rubric(((parameter, x),))
            assert isinstance(rubric, Rubric)
            card = score(scorer(rubric), subject.population.units.values(place))
            assert F(level.total, subject.population.scale) == card.score
            assert subject.population.standing(rubric).totals[place] == level.total
            followed += 1
    assert followed or address.startswith("计算.支出水平")


def goals(*texts: str) -> list[Goal]:
    """Goals as they are written."""
    found = [goal_of(text, ["优", "良", "中", "差"]) for text in texts]
    assert not any(isinstance(one, str) for one in found)
    return [one for one in found if not isinstance(one, str)]


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    address=st.sampled_from(
        ["人员控制.扣", "人员控制.每", "三公经费.扣", "三公经费.每", "预算执行.线2", "等级.良", "信息公开.①.得"]
    ),
    goal=st.sampled_from(["均分≥15", "均分=14.5", "优≤20%", "优+良≥3", "等级不变", "中<2"]),
)
def test_a_goal_is_reached_inside_its_values_and_missed_outside(seed: int, address: str, goal: str) -> None:
    """Of the values found each reaches the goal when the text is read anew with it, and of the others none does."""
    subject = Subject("small", 8, seed)
    parameter, wanted = subject.parameter(address), goals(goal)
    population, before = subject.population, subject.population.today.grades
    told = answer(population, subject.reread, parameter, subject.ends(parameter), wanted, before)
    chance = Random(seed)
    ends = [end for one in told.found.stretches for end in (one.low, one.high)]
    near = [end + shift for end in ends for shift in (F(0), F(1, 10**7), -F(1, 10**7))]
    low, high = subject.ends(parameter)
    for x in [*near, *(low + (high - low) * F(chance.randrange(1001), 1000) for _ in range(6))]:
        if not low <= x <= high or 10**9 % x.denominator:
            continue
        rubric = subject.reread.rubric(((parameter, x),))
        if isinstance(rubric, str):
            continue
        total = summary(population, population.standing(rubric), before)
        inside = any(one.holds(x) for one in told.found.stretches)
        assert inside == (not any(shortfall(one, total) for one in wanted)), x
    assert told.trial is None or told.trial.reached == bool(told.found.stretches)


BRACKETED = ["人员控制.每", "人员控制.线", "三公经费.扣", "预算执行.线2", "信息公开.①.得", "信息公开.③.线"]


@pytest.mark.parametrize("address", BRACKETED)
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6), goal=st.sampled_from(["均分=14.5", "优≤20%", "等级不变", "均分=30", "优+良≥90%"]))
def test_brackets_find_what_following_every_unit_finds(address: str, seed: int, goal: str) -> None:
    """The search for very many units gives the same values as the one for few, and where there are none the same miss."""
    subject = Subject("small", 30, seed)
    population, before = subject.population, subject.population.today.grades
    wanted, regimes = goals(goal), subject.regimes(subject.parameter(address))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bracketing, "FEW", 2)
        found = Brackets(population, wanted, before).found(regimes)
    whole = solved(all_sections(population, regimes, before), wanted)
    assert (found.stretches, found.open, found.proved) == (whole.stretches, (), True)
    assert found.missed == whole.missed


@pytest.mark.parametrize("address", ["人员控制.每", "信息公开.①.得"])
def test_what_brackets_do_not_settle_is_said_to_be_open(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With little effort every value is rightly reached, rightly missed or open, and open ones are not few."""
    subject = Subject("small", 30, 5)
    population, before = subject.population, subject.population.today.grades
    regimes = subject.regimes(subject.parameter(address))
    sections = all_sections(population, regimes, before)
    means = sorted(one.summary.mean for one in sections)
    wanted = goals(f"均分≥{float((means[0] + means[-1]) / 2):.2f}")
    monkeypatch.setattr(bracketing, "FEW", 2)
    monkeypatch.setattr(bracketing, "MOST_CELLS", len(regimes) + 4)
    found = Brackets(population, wanted, before).found(regimes)
    assert found.open
    for one in sections:
        assert isinstance(one.low, Fraction) and isinstance(one.high, Fraction)
        value = (one.low + one.high) / 2
        if not any(stretch.holds(value) for stretch in found.open):
            reached = any(stretch.holds(value) for stretch in found.stretches)
            assert reached == (not any(shortfall(goal, one.summary) for goal in wanted)), value


@pytest.mark.parametrize("name", ["small", "declared", *SHIPPED])
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_ends_of_an_expression_enclose_it(name: str, seed: int) -> None:
    """Whatever the measure is between two values, the points lie between the ends, and are no end that is said to be out."""
    chance, subject = Random(seed), Subject(name, 3, seed)
    parameter = chance.choice([one for one in subject.parameters if not one.is_grade_line])
    population = subject.population
    for regime in subject.regimes(parameter):
        if not regime.exprs or regime.low == regime.high:
            continue
        low, high = sorted(regime.low + (regime.high - regime.low) * F(chance.randrange(1, 32), 32) for _ in range(2))
        assert isinstance(low, Fraction) and isinstance(high, Fraction)
        measure = (1 / high, 1 / low) if regime.inverse else (low, high)
        for indicator, expr in regime.exprs.items():
            ends = enclosed(expr, P, *measure, population.ready.rates)
            for place in population.scored:
                known = population.rated(place, indicator)
                if not all(key in known or key == P.key for key in keys_of(expr)):
                    continue
                value = measure[0] + (measure[1] - measure[0]) * F(chance.randrange(1, 16), 16)
                try:
                    points, least, most = (
                        computed(one)({**known, P.key: value}, F(0)) for one in (expr, ends.low, ends.high)
                    )
                except ZeroDivisionError:
                    continue
                assert least <= points <= most
                if low < high:
                    assert points > least or decided(ends.low_in)(known, F(0))
                    assert points < most or decided(ends.high_in)(known, F(0))


@pytest.mark.parametrize("name", ["small", "anning-2023"])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_an_edge_of_a_fact_is_exact(name: str, seed: int) -> None:
    """What is said to come of another value comes of it, and between today's value and the edge nothing changes."""
    subject = Subject(name, 3, seed)
    for place in subject.population.scored[:1]:
        unit = UnitEdges(subject.population, place)
        total, grade = unit.standing()
        for edge in Random(seed).sample(list(unit.edges()), 5):
            for chance in (edge.score, edge.grade):
                if chance is None:
                    continue
                unit.change({**unit.values, edge.fact.key: chance.sample})
                assert unit.standing() == (chance.total, chance.grade)
                assert (chance.total, chance.grade) != (total, grade)
                unit.change({**unit.values, edge.fact.key: edge.value})
                if chance is edge.score and isinstance(edge.value, Fraction) and isinstance(chance.value, Fraction):
                    between = edge.value + (chance.value - edge.value) * F(999, 1000)
                    if chance.value.denominator > 1 or edge.fact.kind is Kind.RATIO:
                        unit.change({**unit.values, edge.fact.key: between})
                        assert unit.standing() == (total, grade)
                        unit.change({**unit.values, edge.fact.key: edge.value})


@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_a_unit_would_change_brings_it_there(seed: int) -> None:
    """Each single change suffices alone, the changes together suffice together."""
    subject = Subject("small", 4, seed)
    line = F(20)
    for place in subject.population.scored:
        unit = UnitEdges(subject.population, place)
        if unit.standing()[0] >= line:
            continue
        found = improvement(unit, line)
        before = dict(unit.values)
        for changes in [*([one] for one in found.single), found.together]:
            if changes:
                unit.change({**before, **{one.fact.key: one.sample for one in changes}})
                assert unit.standing()[0] >= line
        unit.change(before)


def _listed(one: Standing) -> tuple[object, ...]:
    """Points, totals and grades of every unit, whatever holds them."""
    points = {name: list(points) for name, points in one.points.items()}
    return points, list(one.totals), list(one.grades)


@pytest.mark.parametrize("name", ["small", "vetoed", "longhui-2021"])
def test_units_in_columns_are_those_in_a_list(name: str) -> None:
    """Names, facts, points and grades, today's and tuned, whatever a unit lacks and however odd its numbers are."""
    subject = Subject(name, 40, 7)
    listed = [subject.population.units.values(place) for place in range(40)]
    facts = {fact.key: fact for fact in subject.population.rubric.facts}
    numbers = [key for key, fact in facts.items() if fact.kind is Kind.NUMBER]
    made = [TunedUnit(f"单位{place}", dict(values)) for place, values in enumerate(listed)]
    del made[3].values[numbers[0]]  # type: ignore[attr-defined]
    made[5].values[numbers[0]] = F(1, 3)  # type: ignore[index]
    made[6].values[numbers[1]] = F(10**20)  # type: ignore[index]
    units, columns = ListedUnits(made), columns_of(facts, made)

    assert all(columns.values(place) == units.values(place) for place in range(40))
    assert sorted(place for places in columns.alike(numbers) for place in places) == list(range(40))
    plain, batch = (Population(subject.population.rubric, one) for one in (units, columns))
    assert _listed(batch.today) == _listed(plain.today)
    assert batch.scored == plain.scored != list(range(40))
    assert batch.fixed == plain.fixed
    assert bool(batch.fixed) == (name != "small")
    parameter = next(one for one in subject.parameters if one.address in ("人员控制.扣", "人员控制.①.扣"))
    tuned = subject.reread.rubric(((parameter, F(1, 10)),))
    assert isinstance(tuned, Rubric)
    assert _listed(batch.standing(tuned)) == _listed(plain.standing(tuned))


def test_counts_are_set_to_whole_numbers_alone() -> None:
    """每发现2处 is tried for whole numbers; nothing is said of 1.5处."""
    subject = Subject("small", 2, 3)
    regimes = subject.regimes(subject.parameter("信息公开.②.每"))
    assert all(one.low == one.high for one in regimes)
    assert [one.low for one in regimes][:3] == [1, 2, 3]


def test_a_number_that_makes_the_words_mean_something_else_is_told() -> None:
    """下降1个百分点 counts steps, 下降2个百分点 is a judgement: no value but 1 can be set."""
    subject = Subject("longhui-2021", 1, 1)
    parameter = subject.parameter("经济效益/成本控制.②.每2")
    told = subject.reread.rubric(((parameter, F(2)),))
    assert isinstance(told, str) and "读成了别的意思" in told


def test_the_rank_correlation_is_that_of_spearman() -> None:
    """Ties share the mean of their ranks; the root is rounded from whole numbers."""
    assert rank_correlation([1, 2, 3, 4], [10, 20, 30, 40]) == 1
    assert rank_correlation([1, 2, 3, 4], [4, 3, 2, 1]) == -1
    assert rank_correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]) == F(4, 5)
    assert rank_correlation([1, 1, 2, 3], [1, 2, 2, 3]) == F(833333, 10**6)
    assert rank_correlation([1, 1], [1, 2]) is None


def test_the_value_to_take_has_few_decimals_and_is_near() -> None:
    """Inside an open stretch the nearest number of as few decimals as today's, more only where needed."""
    assert plain_value([Stretch(F(1, 4), F(3), False, False)], F(1, 5), 1) == F(3, 10)
    assert plain_value([Stretch(F(201, 1000), F(209, 1000), False, False)], F(1, 5), 1) == F(202, 1000) - F(0)
    assert plain_value([Stretch(F(1, 3), F(1, 3))], F(1, 5), 1) is None


def test_a_unit_on_the_line_stands_on_it() -> None:
    """The points to the next grade, and those above the line of its own."""
    subject = Subject("small", 1, 5)
    found = unit_standing(subject.population, 0)
    bands = {band.word: band.low for band in subject.population.rubric.grades}
    low = bands[found.grade] if found.grade else None
    assert found.below is None or (low is not None and found.total - found.below[1] == low)
    assert found.above is None or found.total + found.above[1] == bands[found.above[0]]


# ---- the command

TABLE = """单位,在职人员数（人）,编制数（人）,三公经费控制率（%）,预算执行率（%）,信息公开.①.按时公开,信息公开.②.错误（处）,完成率（%）
教育局,120,100,101,96.5,是,0,100
民政局,53,36,90,97,是,1,99
水利局,40,40,107,93,否,3,110
"""


def files(folder: Path) -> list[str]:
    """A rubric and a table of units in *folder*, as arguments."""
    rubric, table = folder / "规则.rubric", folder / "单位.csv"
    rubric.write_text(SMALL, encoding="utf-8")
    table.write_text(TABLE, encoding="utf-8")
    return ["tune", str(rubric), "--facts", str(table)]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--set", "人员管制.扣=0.1"], "没有“人员管制.扣”这个数；是不是“人员控制.①.扣”"),
        (["--set", "信息公开.得=1"], "可以指2个数"),
        (["--set", "人员控制=1"], "里有5个数，请写明是哪一个"),
        (["--set", "人员控制.扣="], "等号后面没有写值"),
        (["--set", "人员控制.扣=很多"], "“很多”不是数"),
        (["--set", "人员控制.扣=-1"], "“-1”是负数"),
        (["--set", "人员控制.扣=0.1,−0.5分"], "“−0.5分”是负数"),
        (["--set", f"人员控制.扣={'1' * 40}"], "太长；一个数最多30位"),
        (["--set", f"人员控制.扣=0.{'1' * 24}"], "的小数位太多；最多20位"),
        (["--set", "人员控制.扣=0.5..0.1/0.1"], "不是从小到大"),
        (["--set", "人员控制.扣=0..5/0.001"], "要试5001个值"),
        (["--set", "人员控制.每=0"], "每一步不能是0"),
        (["--set", "人员控制.扣=1", "--set", "人员控制.①.扣=2"], "写了两次"),
        (["--set", "人员控制.扣", "--goal", "均分不错"], "没有读懂"),
        (["--set", "人员控制.扣", "--goal", "甲≤3"], "“甲”不是等级"),
        (["--to", "极好"], "没有“极好”这个等级"),
        (["--edges", "--unit", "教育"], "是不是“教育局”"),
        ([], "请写明做什么"),
    ],
)
def test_what_cannot_be_done_is_told(
    more: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address, a value, a goal or a unit that is none: one line with what is near, and status 2."""
    assert main([*files(tmp_path), *more]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert not captured.out


def test_a_table_without_units_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A header alone is no unit, and units that lack facts have no total."""
    arguments = files(tmp_path)
    Path(arguments[-1]).write_text(TABLE.splitlines()[0] + "\n", encoding="utf-8")
    assert main([*arguments, "--edges"]) == 2
    Path(arguments[-1]).write_text("单位,编制数（人）\n教育局,3\n", encoding="utf-8")
    assert main([*arguments, "--edges"]) == 2
    assert "没有一个单位数据齐全" in capsys.readouterr().err


BAD_ROWS = "林业局,不知道,36,90,97,是,1,99\n卫健局,20,100,101,96.5,是,0,100\n农业局,,36,90,97,是,1,99\n"


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
@pytest.mark.parametrize(
    "more",
    [
        ["--set", "人员控制.扣=0.1,0.3"],
        ["--set", "人员控制.扣"],
        ["--set", "三公经费.每", "--goal", "均分≥19"],
        ["--edges"],
        ["--to", "优"],
        ["--set", "人员控制.扣", "--to", "优"],
    ],
    ids=" ".join,
)
def test_a_large_table_is_tuned_like_a_small_one(
    more: list[str], ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns of any kind of file give what the units one by one give: also cells that cannot be read or are empty."""
    pyarrow, feather, parquet = (pytest.importorskip(f"pyarrow{one}") for one in ("", ".feather", ".parquet"))
    arguments = files(tmp_path)
    table = Path(arguments[-1])
    table.write_text(TABLE + BAD_ROWS, encoding="utf-8")
    assert main([*arguments, *more]) == 2
    one_by_one = capsys.readouterr()

    rows = [line.split(",") for line in (TABLE + BAD_ROWS).splitlines()]
    columns = pyarrow.table({name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])})
    other = table.with_suffix(ending)
    if ending == ".parquet":
        parquet.write_table(columns, other)
    elif ending == ".arrow":
        feather.write_feather(columns, other)
    monkeypatch.setattr("evaldsl.unit_sources.LARGE_TABLE", 10)
    assert main([*arguments[:-1], str(other), *more]) == 2
    found = capsys.readouterr()
    line = 5 if ending == ".csv" else 4

    assert found.out == one_by_one.out
    assert f"{other}:{line} “在职人员数（人）”列：" in found.err
    assert "有1行的数据有错误" in found.err


def test_units_of_one_name_in_large_tables_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the file and the row; a unit without a name has its row for one."""
    pytest.importorskip("pyarrow")
    table = tmp_path / "单位.csv"
    table.write_text(TABLE + "教育局,1,1,1,1,是,0,1\n,1,1,1,1,是,0,1\n", encoding="utf-8")
    monkeypatch.setattr("evaldsl.unit_sources.LARGE_TABLE", 10)
    units = units_to_tune([str(table)], Subject("small", 1, 1).population.rubric, "测试").units
    names = [units.name(place) for place in range(len(units))]
    assert [names[0], *names[3:]] == [f"教育局（{table}:2）", f"教育局（{table}:5）", "第6行"]


def test_tables_and_facts_files_are_tuned_together_without_columns_that_are_no_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large table beside a small one gives what both give in one; an unknown column is a mistake unless left out."""
    pytest.importorskip("pyarrow")
    arguments = files(tmp_path)
    table, other = Path(arguments[-1]), tmp_path / "另.csv"
    header, first, *rest = TABLE.splitlines()
    other.write_text(f"{header},电话\n{first},0\n", encoding="utf-8")
    table.write_text("\n".join([header, *rest]) + "\n" * 400, encoding="utf-8")
    more = ["--set", "人员控制.扣=0.1"]
    monkeypatch.setattr("evaldsl.unit_sources.LARGE_TABLE", 300)
    assert main([*arguments, str(other), *more]) == 2
    assert "电话" in capsys.readouterr().err
    assert main([*arguments, str(other), *more, "--ignore-columns"]) == 0
    mixed = capsys.readouterr().out
    table.write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr("evaldsl.unit_sources.LARGE_TABLE", 10**6)
    assert main([*arguments, *more]) == 0
    assert mixed == capsys.readouterr().out


def test_a_header_that_is_not_understood_is_told_for_a_large_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is computed, and the file is not read twice."""
    pytest.importorskip("pyarrow")
    arguments = files(tmp_path)
    monkeypatch.setattr("evaldsl.unit_sources.LARGE_TABLE", 10)
    assert main([*arguments, arguments[-1], "--edges"]) == 2
    assert "写了两次" in capsys.readouterr().err
    Path(arguments[-1]).write_text(TABLE.replace("编制数", "编制书"), encoding="utf-8")
    assert main([*arguments, "--edges"]) == 2
    captured = capsys.readouterr()
    assert "表头第3列" in captured.err and "是不是“编制数”" in captured.err
    assert not captured.out


def test_the_forms_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON holds exact numbers, CSV and Markdown the table, the page its charts; a file is written whole."""
    arguments = [*files(tmp_path), "--set", "人员控制.扣=0.1"]
    assert main([*arguments, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["set"] for row in rows] == [{"人员控制.①.扣": "0.2"}, {"人员控制.①.扣": "0.1"}]
    assert all(re.fullmatch(r"\d+(\.\d+|/\d+)?", row["mean"]) for row in rows)
    assert main([*arguments, "--format", "csv"]) == 0
    assert "0.2分（现在）," in capsys.readouterr().out
    assert main([*arguments, "--format", "md"]) == 0
    assert "| 0.2分（现在） |" in re.sub(" +", " ", capsys.readouterr().out)
    page = tmp_path / "调整.html"
    assert main([*arguments, "-o", str(page)]) == 0
    written = page.read_text(encoding="utf-8")
    assert 'class="chart"' in written
    digests = [sha256(Path(one).read_bytes()).hexdigest() for one in (arguments[1], arguments[3])]
    assert all(f"SHA-256 {one}" in written for one in digests)


def test_the_grades_before_may_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """等级不变 is about the grades of last year then; a unit that the file lacks is told."""
    arguments = [*files(tmp_path), "--set", "人员控制.扣=0.2", "--before", str(tmp_path / "上年.csv")]
    (tmp_path / "上年.csv").write_text("单位,等级\n教育局,差\n民政局,差\n水利局,差\n", encoding="utf-8")
    assert main(arguments) == 0
    assert "教育局（差→" in capsys.readouterr().out
    (tmp_path / "上年.csv").write_text("单位,等级\n教育局,差\n", encoding="utf-8")
    assert main(arguments) == 2
    assert "没有2个单位的等级" in capsys.readouterr().err


def test_the_lines_for_an_overlay_change_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pasted into an overlay they give the rubric at the value that was advised."""
    arguments = [*files(tmp_path), "--set", "人员控制.扣", "--goal", "均分≥18.5", "--format", "json"]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    overlay = tmp_path / "县.rubric"
    lines = "\n".join(told["overlay"])
    overlay.write_text(f"沿用 规则.rubric\n依据 某文〔2024〕1号\n{lines}试。\n", encoding="utf-8")
    assert main(["tune", str(overlay), "--list", "人员控制.①.扣", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["value"] == told["taken"]["value"]


def test_what_went_to_a_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it went, and a goal that no value reaches; on stdout nothing."""
    rules, facts, page = (str(tmp_path / name) for name in ("甲.rubric", "甲.yaml", "甲.html"))
    Path(rules).write_text(SMALL, "utf-8")
    Path(facts).write_text(
        "在职人员数: 53人\n编制数: 50人\n三公经费控制率: 90%\n预算执行率: 96%\n按时公开: 是\n错误: 0\n完成率: 100%\n",
        "utf-8",
    )
    status = main(["tune", rules, "--facts", facts, "--set", "人员控制.扣", "--goal", "均分=1", "-o", page])
    out, err = capsys.readouterr()
    assert (status, out) == (1, "") and f"已写入“{page}”\n" in err and "没有达到目标的值：人员控制" in err
    assert main(["compare", rules, "--facts", facts, "-o", page]) == 0
    assert capsys.readouterr() == ("", f"已写入“{page}”\n")
