"""Tuning: the numbers of a text moved, and what comes of it, against the text read anew."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.pipeline import load
from evaldsl.render.tuning import sweep_sheet
from evaldsl.render.tuning_page import sweep_charts
from evaldsl.tuning.profiles import Profiles
from evaldsl.tuning.regimes import is_whole
from evaldsl.tuning.rereading import changed_text
from evaldsl.tuning.statistics import rank_correlation
from evaldsl.tuning.sweep import swept
from tests.tuned_rubrics import SHIPPED, F, Subject, level_at, tried_values


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


def test_charts_of_a_grade_line_draw_the_totals_once() -> None:
    """They are the same whatever the line is, and the scale of the mean does not reach far beyond it; of points they differ."""
    subject = Subject("small", 8, 3)
    population, before = subject.population, subject.population.today.grades
    drawn = {}
    for address in ("等级.优", "预算执行.得1"):
        parameter = subject.parameter(address)
        settings_ = [((parameter, parameter.value - less),) for less in (1, 2, 3)]
        rows = swept(population, subject.reread, settings_, before)
        assert isinstance(rows, list)
        drawn[address] = [chart.option for chart in sweep_charts(population, rows)]
        assert sweep_sheet(population, rows, 3, "").head[0] == {"等级.优": "等级.优", "预算执行.得1": "得"}[address]
    assert [len(bars["series"]) for bars, _ in drawn.values()] == [1, 4]  # type: ignore[arg-type]
    mean = sum(total or 0 for total in population.today.totals) / (8 * population.scale)
    left = drawn["等级.优"][1]["yAxis"][0]  # type: ignore[index]
    assert mean - 2 < left["min"] <= mean < left["max"] <= mean + 2
    assert "min" not in drawn["预算执行.得1"][1]["yAxis"][0]  # type: ignore[index]


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
