"""Which values reach a goal, from every unit or from brackets of very many."""

import re
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.interpreter.expressions import computed, decided, keys_of
from evaldsl.interpreter.rubric import Kind
from evaldsl.many_units.unit_columns import columns_of
from evaldsl.pipeline import load
from evaldsl.render.tuning import ends_text
from evaldsl.tuning import bracketing
from evaldsl.tuning.advice import all_sections, answer
from evaldsl.tuning.bracketing import NOBODY, Brackets
from evaldsl.tuning.cells import Cell, CellTotals
from evaldsl.tuning.enclosures import enclosed
from evaldsl.tuning.goals import Goal, goal_of, shortfall
from evaldsl.tuning.grade_steps import grade_steps
from evaldsl.tuning.parameters import Parameter, find_parameter, parameters_of
from evaldsl.tuning.regimes import P, regimes_of
from evaldsl.tuning.rereading import Rereader
from evaldsl.tuning.solving import Stretch, plain_value, solved
from evaldsl.tuning.sweep import summary
from evaldsl.tuning.units import ListedUnits, Population, TunedUnit, grade_of
from tests.tuned_rubrics import SHIPPED, SMALL, F, Subject, value


def goals(*texts: str) -> list[Goal]:
    """Goals as they are written."""
    found = [goal_of(text, ["优", "良", "中", "差"]) for text in texts]
    assert not any(isinstance(one, str) for one in found)
    return [one for one in found if not isinstance(one, str)]


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    name=st.sampled_from(["small", "capped"]),
    address=st.sampled_from(
        ["人员控制.扣", "人员控制.每", "三公经费.扣", "三公经费.每", "预算执行.线2", "等级.良", "信息公开.①.得"]
    ),
    goal=st.sampled_from(["均分≥15", "均分=14.5", "优≤20%", "优+良≥3", "等级不变", "中<2"]),
)
def test_a_goal_is_reached_inside_its_values_and_missed_outside(seed: int, name: str, address: str, goal: str) -> None:
    """Of the values found each reaches the goal when the text is read anew with it, and of the others none does."""
    subject = Subject(name, 8, seed)
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
@given(
    seed=st.integers(0, 10**6),
    name=st.sampled_from(["small", "capped"]),
    goal=st.sampled_from(["均分=14.5", "优≤20%", "等级不变", "均分=30", "优+良≥90%", "良≤3%", "中=7"]),
)
def test_brackets_find_what_following_every_unit_finds(address: str, seed: int, name: str, goal: str) -> None:
    """The search for very many units gives the same values as the one for few, and where there are none the same miss."""
    subject = Subject(name, 30, seed)
    population, before = subject.population, subject.population.today.grades
    wanted, regimes = goals(goal), subject.regimes(subject.parameter(address))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bracketing, "FEW", 2)
        found = Brackets(population, wanted, before).found(regimes)
    whole = solved(all_sections(population, regimes, before), wanted)
    assert (found.stretches, found.open, found.proved) == (whole.stretches, (), True)
    assert found.missed == whole.missed


SPENDING = """规则集 测试
总分 2分
约定 得分保留2位小数
数据 支出（万元）
数据 预算（万元）
计算 控制率＝支出÷预算×100%
指标 三公经费（2分）
评分 控制率100%以下（含）计2分，每超出1%扣0.15分，扣完为止。
"""


@pytest.mark.parametrize("goal", ["均分≥1.57", "均分=1.57", "均分≤1.56"])
def test_units_of_other_sizes_that_change_together_are_settled_at_once(
    goal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where many units with the same rate, but other amounts, change at one value, both sides of it are told soon."""
    loaded = load(SPENDING, "某")
    assert loaded.rubric is not None
    percents = [110] * 9 + [103]
    made = [
        TunedUnit(f"单位{size}", {"支出": F(size * percents[size % 10], 100), "预算": F(size)})
        for size in range(1, 161)
    ]
    population = Population(loaded.rubric, ListedUnits(made))
    parameter = find_parameter(parameters_of(loaded), "三公经费.扣")
    assert isinstance(parameter, Parameter)
    regimes = regimes_of(parameter, Rereader(loaded), F(0), F(2, 10))
    monkeypatch.setattr(bracketing, "FEW", 2)
    search = Brackets(population, goals(goal), [None] * len(made))
    found = search.found(regimes)
    assert found.stretches == solved(all_sections(population, regimes, [None] * len(made)), goals(goal)).stretches
    assert search.looked < 60 and not found.open


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


def test_the_value_to_take_has_few_decimals_and_is_near() -> None:
    """Inside an open stretch the nearest number of as few decimals as today's, more only where needed."""
    assert plain_value([Stretch(F(1, 4), F(3), False, False)], F(1, 5), 1) == F(3, 10)
    assert plain_value([Stretch(F(201, 1000), F(209, 1000), False, False)], F(1, 5), 1) == F(202, 1000) - F(0)
    assert plain_value([Stretch(F(1, 3), F(1, 3))], F(1, 5), 1) is None


NINE = [F(9501 + place, 100) for place in range(9)]


@pytest.mark.parametrize(
    ("totals", "wanted", "taken"),
    [
        ([*NINE, F(956, 10)], ("优≤10%",), F(951, 10)),
        ([*NINE, F(956, 10)], ("优≤10%", "良≥30%"), F(951, 10)),
        ([*NINE, F(97)], ("优≤10%",), F(96)),
        ([F(9501, 100)] + [F(92)] * 9, ("优≤10%",), F(93)),
        ([F(956, 10), F(958, 10)] + [F(90)] * 8, ("优≤1",), F(957, 10)),
        ([F(956, 10), F(958, 10)] + [F(90)] * 8, ("均分≥90",), F(90)),
    ],
)
def test_a_plain_value_does_not_pass_far_beyond_the_target(
    totals: list[Fraction], wanted: tuple[str, ...], taken: Fraction
) -> None:
    """A whole number that leaves no 优 where one in ten is wanted gives way to one with a decimal; else few decimals are best."""
    text = """规则集 测试
总分 100分
等级 优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：不满60分
约定 得分保留2位小数
指标 完成（100分）
评分 得分=完成率×分值。
"""
    loaded = load(text, "测试")
    assert loaded.rubric is not None
    units = [TunedUnit(str(place), {"完成率": total / 100}) for place, total in enumerate(totals)]
    population = Population(loaded.rubric, ListedUnits(units))
    parameter = find_parameter(parameters_of(loaded), "等级.优")
    assert isinstance(parameter, Parameter)
    told = answer(population, Rereader(loaded), parameter, (F(0), F(100)), goals(*wanted), population.today.grades)
    assert told.trial is not None
    assert (told.trial.value, told.trial.reached) == (taken, True)


@pytest.mark.parametrize(
    "scale",
    [
        "优：20分（含）以上；良：16分（含）-20分；中：10分（含）-16分；差：不满10分",
        "优：20-24分；良：16-19分；中：10-15分；差：0-9分",
        "合格：12分以上；不合格：不满12分",
    ],
)
def test_the_steps_of_a_grade_scale_are_its_grades(scale: str) -> None:
    """Every total stands on a step with its grade, also where a scale leaves gaps; neighbours differ."""
    loaded = load(re.sub("等级 .*", f"等级 {scale}", SMALL), "某")
    assert loaded.rubric is not None
    bands, steps = loaded.rubric.grades, grade_steps(loaded.rubric.grades, 100)
    assert [steps.words[steps.at(total)] for total in range(-100, 2600)] == [
        grade_of(bands, F(total, 100)) for total in range(-100, 2600)
    ]
    assert all(one != other for one, other in pairwise(steps.words))
    words = [None, *dict.fromkeys(band.word for band in bands)]
    lowered = dict(zip(words, [None, *words[2:], words[-1]], strict=True))
    less = steps.regraded(lowered)
    assert [less.words[less.at(total)] for total in range(-100, 2600)] == [
        lowered[grade_of(bands, F(total, 100))] for total in range(-100, 2600)
    ]
    assert all(one != other for one, other in pairwise(less.words))


def test_several_quotients_together_are_left_to_no_interpreter() -> None:
    """A sum of rates over different amounts is enclosed by numbers that columns hold, however long the amounts are."""
    subject = Subject("longhui-2021", 1, 0)
    chance, facts = Random(1), {fact.key: fact for fact in subject.population.rubric.facts}
    made = [
        TunedUnit(f"单位{place}", {
            key: F(chance.randrange(10**6, 10**8), 100) if fact.kind is Kind.NUMBER else value(fact, chance)
            for key, fact in facts.items()
        })
        for place in range(10)
    ]  # fmt: skip
    population = Population(subject.population.rubric, columns_of(facts, made))
    regimes = subject.regimes(subject.parameter("预算执行.②.4.得"))
    asked: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evaldsl.batch.scoring.plain_score", lambda *_: asked.append(1))
        totals = CellTotals(population)
        cells = [Cell(one, F(one.low), F(one.high), population.scored, NOBODY) for one in regimes if one.exprs]
        for cell in cells:
            lows, highs = totals.ends(cell, lambda _: [])
            assert len(lows) == len(highs) == len(population.scored) == 10
    assert cells and not asked


@given(low=st.fractions(0, 2), apart=st.fractions(F(1, 10**14), F(1), max_denominator=10**14))
def test_the_ends_of_a_stretch_are_told_apart(low: Fraction, apart: Fraction) -> None:
    """However near two ends are, they are printed as two numbers, the lower one first."""
    first, last = (F(one.removeprefix("约")) for one in ends_text(low, low + apart))
    assert first < last
