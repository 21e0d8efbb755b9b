"""The units of a tuning: how far each is from the next grade, in columns as in a list."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.interpreter.grades import regrading
from evaldsl.interpreter.rubric import Kind, Rubric
from evaldsl.interpreter.rubric_to_scores import score, scorer, with_rates
from evaldsl.many_units.unit_columns import UnitColumns, columns_of
from evaldsl.pipeline import load
from evaldsl.tuning.chances import Value
from evaldsl.tuning.edges import UnitEdges
from evaldsl.tuning.fact_ranges import is_decision
from evaldsl.tuning.improvements import improvement
from evaldsl.tuning.standings import unit_standing
from evaldsl.tuning.units import ListedUnits, Population, Standing, TunedUnit, grade_of
from tests.tuned_rubrics import F, Subject


@pytest.mark.parametrize("name", ["small", "capped", "anning-2023"])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_an_edge_of_a_fact_is_exact(name: str, seed: int) -> None:
    """What is said to come of another value comes of it, and between today's value and the edge nothing changes."""
    subject = Subject(name, 3, seed)
    for place in subject.population.scored[:1]:
        unit = UnitEdges(subject.population, place)
        total, grade = unit.standing()
        for edge in Random(seed).sample(list(unit.edges()), 5):
            for chance in (*edge.scores, *edge.grades):
                unit.change({**unit.values, edge.fact.key: chance.sample})
                assert unit.standing() == (chance.total, chance.grade)
                assert (chance.total, chance.grade) != (total, grade)
                unit.change({**unit.values, edge.fact.key: edge.value})
                if chance in edge.scores and isinstance(edge.value, Fraction) and isinstance(chance.value, Fraction):
                    between = edge.value + (chance.value - edge.value) * F(999, 1000)
                    if chance.value.denominator > 1 or edge.fact.kind is Kind.RATIO:
                        unit.change({**unit.values, edge.fact.key: between})
                        assert unit.standing() == (total, grade)
                        unit.change({**unit.values, edge.fact.key: edge.value})


@pytest.mark.parametrize("name", ["small", "anning-2023"])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_was_taken_before_is_as_taken_anew(name: str, seed: int) -> None:
    """A unit whose values were changed one after the other has the chances of one that had them from the beginning."""
    subject, random = Subject(name, 2, seed), Random(seed)
    for place in subject.population.scored[:1]:
        unit = UnitEdges(subject.population, place)
        facts = unit.facts()
        for changed in random.sample(facts, 3):
            other = next(iter(reversed(unit.all_chances(changed))), None)
            unit.change({**unit.values, changed.key: unit.values[changed.key] if other is None else other.sample})
            fresh = UnitEdges(subject.population, place)
            fresh.change(unit.values)
            for fact in random.sample(facts, 4):
                assert unit.all_chances(fact) == list(fresh.chances(fact))


NOUGHT = """规则集 测试
总分 10分
等级 优：9分（含）以上；良：8分（含）-9分；中：6分（含）-8分；差：不满6分
约定 得分保留2位小数；分母为0的{stated}
计算 人员控制率＝人员÷编制×100%
计算 三公经费控制率＝决算÷预算×100%
指标 人员（6分）
评分 人员控制率≤100%得6分，每超出1%扣0.2分，扣完为止。
指标 三公经费（4分）
评分 ①（3分）三公经费控制率≤100%得3分，每超出1%扣0.2分，扣完为止；②决算不超过2万元得1分，否则不得分。
"""


@pytest.mark.parametrize("stated", ["得满分", "不得分", "按100%计", "按110%计"])
@given(facts=st.tuples(st.integers(0, 60), st.sampled_from([0, 50]), st.integers(0, 5), st.sampled_from([0, 3])))
@settings(max_examples=15, deadline=None)
def test_a_denominator_of_0_is_as_the_convention_says(stated: str, facts: tuple[int, ...]) -> None:
    """Nothing is left open, and what is said to come of another value comes of it."""
    rubric = load(NOUGHT.format(stated=stated), "测试").rubric
    assert rubric is not None
    values = dict(zip(("人员", "编制", "决算", "预算"), map(F, facts), strict=True))
    unit = UnitEdges(Population(rubric, ListedUnits([TunedUnit("甲局", values)])), 0)
    total, told = unit.standing()[0], {edge.fact.key: edge for edge in unit.edges()}
    assert [one.trouble for one in told.values()] == [""] * 4
    for key, edge in told.items():
        for other in map(F, (1, 2, 3, 49, 55, 200)):
            unit.change({**values, key: other})
            nearest = edge.score.value if edge.score is not None else F(10**6)
            assert isinstance(nearest, Fraction)
            if abs(other - values[key]) < abs(nearest - values[key]):
                assert unit.standing()[0] == total
        for chance in (*edge.scores, *edge.grades):
            unit.change({**values, key: chance.sample})
            assert unit.standing() == (chance.total, chance.grade)


WINDOWS = """规则集 测试
总分 20分
等级 优：18分（含）以上；良：16分（含）-18分；中：12分（含）-16分；差：不满12分
约定 得分保留2位小数
约定 不足1个百分点的按比例计
数据 在职人员数（人）
数据 编制数（人）
计算 控制率＝在职人员数÷编制数×100%
指标 人员（5分）
评分 控制率在95%-105%之间得5分，否则不得分。
指标 执行（10分）
评分 执行率95%（含）-105%（含）得10分；90%（含）-95%得8分；80%（含）-90%得5分；其他不得分。
指标 采购（5分）
评分 采购率=100%得5分，每超过或低于10%扣0.5分，扣完为止。
"""


@settings(max_examples=8, deadline=None)
@given(st.integers(80, 120), st.integers(70, 130), st.integers(10, 200))
def test_a_window_has_an_edge_on_both_sides(heads: int, done: int, bought: int) -> None:
    """The nearest other score and the nearest other grade below and above, as trying one number after another finds them."""
    rubric = load(WINDOWS, "测试").rubric
    assert rubric is not None
    values: dict[str, Value] = {
        "在职人员数": F(heads),
        "编制数": F(100),
        "执行率": F(done, 100),
        "采购率": F(bought, 100),
    }
    unit = UnitEdges(Population(rubric, ListedUnits([TunedUnit("甲", values)])), 0)
    total, grade = unit.standing()
    for edge in unit.edges():
        value = values[edge.fact.key]
        assert isinstance(value, Fraction)
        assert not edge.trouble
        assert not edge.unseen
        step = F(1) if value.denominator == 1 and edge.fact.unit == "人" else F(1, 200)
        for down in (True, False):
            tried = [value + step * (-place if down else place) for place in range(1, 151)]
            told = {one: unit.scored({**values, edge.fact.key: one}) for one in tried if one > 0}
            for place, own, chances in ((0, total, edge.scores), (1, grade, edge.grades)):
                first = next((one for one, found in told.items() if found[place] != own), None)
                found = next((one for one in chances if one.is_down is down), None)
                if first is None:
                    assert found is None or (
                        isinstance(found.value, Fraction) and abs(found.value - value) >= 150 * step
                    )
                else:
                    assert found is not None
                    assert isinstance(found.value, Fraction)
                    assert abs(first - value) - step <= abs(found.value - value) <= abs(first - value)
                    assert unit.scored({**values, edge.fact.key: found.sample}) == (found.total, found.grade)


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
        assert found.single or found.together  # every fact of this rubric may improve, and all together suffice
        before = dict(unit.values)
        for changes in [*([one] for one in found.single), found.together]:
            if changes:
                unit.change({**before, **{one.fact.key: one.sample for one in changes}})
                assert unit.standing()[0] >= line
        unit.change(before)


@given(st.integers(9100, 9999), st.integers(9100, 9999))
@settings(max_examples=2, deadline=None)
def test_points_in_very_many_steps_are_followed(done: int, pleased: int) -> None:
    """完成率×60分 has 6,000 of them: the nearest change of score and of grade are found all the same."""
    text = UNCAPPED[: UNCAPPED.index("数据")].replace("20分", "100分").replace("18分", "90分").replace("12分", "80分")
    loaded = load(
        f"{text}指标 完成（60分）\n评分 得分=完成率×分值。\n指标 满意（40分）\n评分 得分=满意度×分值。\n", "测试"
    )
    assert loaded.rubric is not None
    values = {"完成率": F(done, 10000), "满意度": F(pleased, 10000)}
    unit = UnitEdges(Population(loaded.rubric, ListedUnits([TunedUnit("甲局", values)])), 0)
    for edge, full in zip(unit.edges(), (60, 40), strict=True):
        assert {one.is_down for one in edge.grades} | {end < values[edge.fact.key] for end in edge.unseen} == {
            True,
            False,
        }
        assert edge.grade is not None and edge.score is not None
        assert edge.grade.grade == "良"
        line = (
            90 - sum(points for points in (values["完成率"] * 60, values["满意度"] * 40)) + values[edge.fact.key] * full
        )
        assert isinstance(edge.grade.value, Fraction) and isinstance(edge.score.value, Fraction)
        assert abs(edge.grade.value - line / full) < F(1, 1000)
        assert abs(edge.score.value - values[edge.fact.key]) <= F(1, 100 * full)


UNCAPPED = """规则集 测试
总分 20分
等级 优：18分（含）以上；良：12分（含）-18分；差：不满12分
约定 得分保留2位小数
数据 造林面积（万亩）
指标 经费（10分）
评分 三公经费不超过1000万元得10分，每超1万元扣0.1分，扣完为止。
指标 造林（5分）
评分 造林面积达到3万亩得5分，每少1万亩扣2分，扣完为止。
指标 完成（5分）
评分 得分=完成率×分值。
"""


@settings(max_examples=25, deadline=None)
@given(
    spent=st.integers(99_000, 112_000),
    wood=st.integers(5, 35),
    done=st.integers(50_000, 130_000),
    line=st.integers(10, 20),
)
def test_advice_counts_no_points_above_those_of_an_indicator(spent: int, wood: int, done: int, line: int) -> None:
    """What is advised suffices without points beyond an indicator's own, in few decimals, and no edge is passed in vain."""
    rubric = load(UNCAPPED, "测试").rubric
    assert rubric is not None
    values: dict[str, Value] = {"三公经费": F(spent * 100), "造林面积": F(wood * 1000), "完成率": F(done, 100_000)}
    population = Population(rubric, ListedUnits([TunedUnit("甲", values)]))
    today = population.today.points
    ceilings = {one.name: max(one.full * 100, F(today[one.name][0] or 0)) for one in rubric.indicators}

    def counted(changed: Mapping[str, Value]) -> Fraction:
        points = Population(rubric, ListedUnits([TunedUnit("甲", changed)])).today.points
        return sum((min(F(points[name][0] or 0), most) for name, most in ceilings.items()), F(0)) / 100

    found = improvement(UnitEdges(population, 0, within_full=True), F(line))
    for changes in [*([one] for one in found.single), found.together if found.suffices else ()]:
        changed = values | {one.fact.key: one.sample for one in changes}
        assert not changes or counted(changed) >= line
        for one in changes:
            assert isinstance(one.value, Fraction)
            assert one.inside or counted(changed | {one.fact.key: one.value}) < line
            assert 10**7 % one.value.denominator == 0
    if not found.suffices and not found.single and (found.lacking or 0) > 0:
        best = values | {"三公经费": F(0), "造林面积": F(40_000), "完成率": F(2)}
        assert counted(best) < line


JUDGED = """规则集 测试
总分 10分
约定 得分保留2位小数
等级 优：9分（含）以上；良：6分（含）-9分；差：不满6分
指标 整改（5分）
评分 ①全部整改得2分，部分整改得1分，未整改不得分；②社会效益显著得3分，较好得2分，一般得1分，差不得分。
指标 资产（5分）
评分 ①每有一处不规范扣0.5分，扣完为止，得3分；②台账不完整的，视情况扣1-2分。
"""


@pytest.mark.parametrize(
    ("count", "line", "single", "together", "decided", "suffices"),
    [(0, 7, 1, 0, 2, True), (1, 7, 0, 2, 1, True), (4, 7, 0, 2, 0, True), (0, 8, 0, 1, 1, False)],
)
def test_a_unit_is_told_what_it_can_do_itself(
    count: int, line: int, single: int, together: int, decided: int, suffices: bool
) -> None:
    """What an evaluator decides is never among its own changes, however little would do; 全部整改 is its own."""
    rubric = load(JUDGED, "测试").rubric
    assert rubric is not None
    values: dict[str, Value] = {fact.key: F(count) if fact.kind is Kind.COUNT else F(2) for fact in rubric.facts}
    values |= {fact.key: fact.choices[1] for fact in rubric.facts if fact.choices}
    unit = UnitEdges(Population(rubric, ListedUnits([TunedUnit("甲", values)])), 0)
    found = improvement(unit, F(line))
    assert (len(found.single), len(found.together), len(found.decided)) == (single, together, decided)
    assert not any(is_decision(one.fact) for one in (*found.single, *found.together))
    assert all(is_decision(one.fact) for one in found.decided)
    assert all(not F(0) < one.value < F(1) for one in found.decided if isinstance(one.value, Fraction))
    assert found.suffices == suffices


GRADED = """规则集 测试
总分 10分
约定 得分保留2位小数
等级 优：9分（含）以上；良：6分（含）-9分；差：不满6分
指标 完成（5分）
评分 完成率≥90%得4-5分，70%（含）-90%得2-3分，低于70%不得分。
指标 效益（5分）
评分 ①社会效益显著得1分，否则不得分；②经济效益显著得2分，较好得1分，其他不得分；③生态效益显著得2分，一般得1分，无效益不得分。
"""


def test_what_an_evaluator_decides_stays_as_it_is_and_is_told() -> None:
    """其他 and 无效益 make no own fact of a grade; where another band holds, today's points may be none that it allows."""
    rubric = load(GRADED, "测试").rubric
    assert rubric is not None
    values: dict[str, Value] = {fact.key: fact.choices[-1] for fact in rubric.facts if fact.choices}
    decision = next(fact for fact in rubric.facts if fact.kind is Kind.DISCRETION)
    values |= {fact.key: False for fact in rubric.facts if fact.kind is Kind.JUDGEMENT}
    values |= {"完成率": F(80, 100), decision.key: F(5, 2)}
    unit = UnitEdges(Population(rubric, ListedUnits([TunedUnit("甲", values)])), 0)
    found = improvement(unit, F(4))
    assert [one.fact.key for one in found.single] == ["完成率"]
    assert found.single[0].anew == ((decision, F(4)),) and found.single[0].total == 4
    assert {fact.key for fact in found.held} == {fact.key for fact in rubric.facts if fact.key != "完成率"}
    assert unit.decided_anew(found.decided[0]).anew == ()
    rates = next(one for one in unit.edges() if one.fact.key == "完成率")
    assert [[points for _, points in one.anew] for one in rates.scores] == [[], [F(4)]]


def _listed(one: Standing) -> tuple[object, ...]:
    """Points, totals and grades of every unit, whatever holds them."""
    points = {name: list(points) for name, points in one.points.items()}
    return points, list(one.totals), list(one.grades)


@pytest.mark.parametrize("name", ["small", "vetoed", "capped", "longhui-2021"])
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
    assert batch.regraded == plain.regraded
    assert bool(batch.regraded) == (name != "small")
    parameter = next(one for one in subject.parameters if one.address in ("人员控制.扣", "人员控制.①.扣"))
    tuned = subject.reread.rubric(((parameter, F(1, 10)),))
    assert isinstance(tuned, Rubric)
    assert _listed(batch.standing(tuned)) == _listed(plain.standing(tuned))


def test_a_unit_stands_between_the_lines_of_its_grade() -> None:
    """The points to the next grade, where there is one, and those above the line of its own, where one is below."""
    subject = Subject("small", 40, 5)
    lines = {band.word: band.low or F(0) for band in subject.population.rubric.grades}
    words = list(lines)
    grades = set()
    for place in range(40):
        found = unit_standing(subject.population, place)
        assert found.grade is not None
        rank = words.index(found.grade)
        grades.add(rank)
        above = None if rank == 0 else (words[rank - 1], lines[words[rank - 1]] - found.total)
        below = None if rank == len(words) - 1 else (words[rank + 1], found.total - lines[found.grade], False)
        assert (found.above, found.below) == (above, below)
    assert len(grades) > 2


def test_grades_are_those_of_the_interpreter_where_rules_change_them() -> None:
    """Today's and tuned, of every unit, with the points to the next grade and those above the line of its own."""
    subject = Subject("capped", 60, 5)
    population, ready = subject.population, scorer(subject.population.rubric)
    tuned = subject.reread.rubric(((subject.parameter("等级.良"), F(15)),))
    assert isinstance(tuned, Rubric)
    standing, other = population.standing(tuned), scorer(tuned)
    changed = set()
    for place in range(60):
        values, found = population.units.values(place), unit_standing(population, place)
        card = score(ready, values)
        assert found.grade == population.today.grades[place] == card.grade
        assert found.above == card.next_grade
        assert standing.grades[place] == score(other, values).grade
        grading = regrading(ready.grading, with_rates(ready, values)[0])
        grades = [grading.settled(grade_of(population.rubric.grades, F(one, 100))) for one in range(2401)]
        parts = int(found.total * 100)
        lower = [one for one in range(parts) if grades[one] != found.grade]
        assert found.below == (None if not lower else (grades[lower[-1]], F(parts - lower[-1] - 1, 100), False))
        changed.add((grade_of(population.rubric.grades, found.total), found.grade))
    assert sum(one != other for one, other in changed) > 3


@pytest.mark.parametrize("name", ["small", "longhui-2021"])
def test_some_units_have_the_points_that_they_have_among_all(name: str) -> None:
    """In a list and in columns of several blocks, also where a fact is missing or a number is odd."""
    subject = Subject(name, 20, 3)
    facts = {fact.key: fact for fact in subject.population.rubric.facts}
    numbers = [key for key, fact in facts.items() if fact.kind is Kind.NUMBER]
    made = [TunedUnit(f"单位{place}", dict(subject.population.units.values(place))) for place in range(20)]
    del made[3].values[numbers[0]]  # type: ignore[attr-defined]
    made[13].values[numbers[0]] = F(1, 3)  # type: ignore[index]
    blocks = [columns_of(facts, some).blocks[0] for some in (made[:8], made[8:])]
    columns = UnitColumns(facts, [unit.name for unit in made], blocks)
    ready, places = scorer(subject.population.rubric), [1, 3, 7, 8, 13, 19]
    every = ListedUnits(made).points(ready, 100)
    for units in (ListedUnits(made), columns):
        some = units.points(ready, 100, places)
        assert {one: list(points) for one, points in some.items()} == {
            one: [points[place] for place in places] for one, points in every.items()
        }
