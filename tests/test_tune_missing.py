"""Tuning where facts are missing: what they could bring is said, nothing is claimed that they could undo."""

import json
from fractions import Fraction
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.cli import main
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.pipeline import load
from evaldsl.tuning.advice import answer
from evaldsl.tuning.chances import Value
from evaldsl.tuning.edges import UnitEdges
from evaldsl.tuning.goals import goal_of, shortfall
from evaldsl.tuning.improvements import improvement
from evaldsl.tuning.parameters import Parameter, find_parameter, parameters_of
from evaldsl.tuning.regimes import usual_range
from evaldsl.tuning.rereading import Rereader
from evaldsl.tuning.sweep import summary
from evaldsl.tuning.units import ListedUnits, Population, TunedUnit

RULES = """规则集 测试
总分 20分
等级 优：18分（含）以上；良：16分（含）-18分；中：12分（含）-16分；差：不满12分
约定 得分保留2位小数
约定 不足1个百分点的按比例计
指标 控制（10分）
评分 控制率≤100%得10分，每超出1%扣0.2分，扣完为止。
指标 公开（6分）
评分 迟的天数不超过3天得6分，否则不得分；每发现一处不实扣1分。
指标 制度（4分）
评分 制度健全得4分，否则不得分；每发现一处未执行扣1分。
"""
TABLE = """单位,控制率（%）,迟的天数（天）,不实,制度健全,未执行
甲局,100,1,0,是,1
乙局,110,9,,是,0
丙局,130,1,0,否,
丁局,130,,,是,0
戊局,,1,0,是,0
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the rules and the units."""
    monkeypatch.chdir(tmp_path)
    Path("规.rubric").write_text(RULES, encoding="utf-8")
    Path("表.csv").write_text(TABLE, encoding="utf-8")


@settings(max_examples=30, deadline=None)
@given(
    st.integers(80, 140), st.integers(0, 8), st.sampled_from([None, 0, 2]), st.booleans(), st.sampled_from([None, 0, 3]),
    st.sampled_from([13, 16, 18]), st.integers(0, 3), st.integers(0, 3),
)  # fmt: skip
def test_what_is_said_of_a_change_holds_whatever_nobody_filled_in(
    rate: int, late: int, untrue: int | None, sound: bool, undone: int | None, line: int, more: int, other: int
) -> None:
    """Edges and ways to a grade: the score said comes of it, with any values of the facts that are missing."""
    rubric = load(RULES, "测试").rubric
    assert rubric is not None
    by_name = {fact.name: fact for fact in rubric.facts}
    said = {
        "控制率": Fraction(rate, 100),
        "迟的天数": Fraction(late),
        "制度健全": sound,
        "不实": untrue,
        "未执行": undone,
    }
    values: dict[str, Value] = {
        by_name[name].key: one if isinstance(one, bool | Fraction) else Fraction(one)
        for name, one in said.items()
        if one is not None
    }
    missing = {by_name["不实"].key: Fraction(more), by_name["未执行"].key: Fraction(other)}
    population = Population(rubric, ListedUnits([TunedUnit("甲", values)]))
    ready = scorer(rubric)
    if not population.scored:
        return
    unit = UnitEdges(population, 0, within_full=True)
    found = improvement(unit, Fraction(line))
    chances = [chance for edge in unit.edges() for chance in (*edge.scores, *edge.grades)]
    for chance in (*chances, *found.single):
        card = score(ready, missing | values | {chance.fact.key: chance.sample})
        assert (card.score, card.grade) == (chance.total, chance.grade)
    if found.suffices and found.together:
        changed = {one.fact.key: one.sample for one in found.together}
        assert (score(ready, missing | values | changed).score or 0) >= line
    for one in found.open:
        tried = (
            [True, False] if isinstance(one.value, bool) else [Fraction(number, 100) for number in range(0, 1001, 25)]
        )
        every = [score(ready, missing | values | {one.fact.key: value}).score or Fraction(0) for value in tried]
        assert max(every) <= one.most


@pytest.mark.usefixtures("here")
def test_facts_that_cannot_be_tried_are_named_with_what_they_could_bring(capsys: pytest.CaptureFixture[str]) -> None:
    """And units without a total, with what each missing fact could bring, and whether they can have the grade at all."""
    assert main(["tune", "规.rubric", "--facts", "表.csv", "--to", "良", "--format", "json"]) == 0
    told = {one["unit"]: one for one in json.loads(capsys.readouterr().out)}
    assert "甲局" not in told
    assert [(one["address"], one["most"]) for one in told["乙局"]["untried"]] == [("迟的天数", "18")]
    assert "没有填的“公开.①.不实”" in told["乙局"]["untried"][0]["why"]
    assert [(one["address"], one["most"]) for one in told["丙局"]["untried"]] == [("制度.①.制度健全", "14")]
    assert told["丁局"]["score"] is None
    assert told["丁局"]["interval"] == ["8", "14"]
    assert [one["address"] for one in told["丁局"]["missing"]] == ["迟的天数", "公开.①.不实"]
    assert (told["戊局"]["interval"], told["戊局"]["line"]) == (["10", "20"], "16")

    assert main(["tune", "规.rubric", "--facts", "表.csv", "--to", "良"]) == 0
    shown = capsys.readouterr().out
    assert "怎样填都差，最少差2分" in shown
    assert "要看怎样填" in shown
    assert "只改能算的数据达不到" in shown

    assert main(["tune", "规.rubric", "--facts", "表.csv", "--to", "良", "--unit", "丁局"]) == 0
    assert "数据不全、算不出总分的单位（1个）" in capsys.readouterr().out
    assert main(["tune", "规.rubric", "--facts", "表.csv", "--edges"]) == 0
    assert "丁局、戊局数据不全、算不出总分，没有列" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_units_that_a_value_leaves_without_a_total_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """They do not count there; where all values are asked for at once those values are told and left out."""
    assert main(["tune", "规.rubric", "--facts", "表.csv", "--set", "公开.线=9", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [one["left_out"] for one in rows] == [[], ["乙局"]]
    assert main(["tune", "规.rubric", "--facts", "表.csv", "--set", "公开.线=9"]) == 0
    assert "9天时1个单位要看没有填的数据，算不出总分，不计入：乙局" in capsys.readouterr().out

    for more, status in (([], 0), (["--goal", "优≥1"], 0), (["--goal", "均分=15"], 1), (["--to", "优"], 1)):
        assert main(["tune", "规.rubric", "--facts", "表.csv", "--set", "公开.线=0..20", *more]) == status
        shown = capsys.readouterr().out
        assert "没有求的值  9～20天：“乙局”改动以后还要看没有填的“公开.①.不实”" in shown
        assert "1～8天" in shown or "均分=15" in more
    assert main(["tune", "规.rubric", "--facts", "表.csv", "--set", "公开.线=9..20", "--goal", "优≥1"]) == 1
    shown = capsys.readouterr().out
    assert "没有求的值  9～20天" in shown and "建议" not in shown and "都不能" not in shown
    assert main(["tune", "规.rubric", "--facts", "表.csv", "--set", "公开.线=0..8"]) == 0

    Path("一.csv").write_text("\n".join(TABLE.splitlines()[0:3:2]) + "\n", encoding="utf-8")
    assert main(["tune", "规.rubric", "--facts", "一.csv", "--set", "公开.线=9"]) == 2
    assert "没有一个单位算得出总分" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_whole_numbers_that_follow_each_other_are_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """1～8天, not eight stretches."""
    Path("一.csv").write_text("\n".join(TABLE.splitlines()[:2]) + "\n", encoding="utf-8")
    assert main(["tune", "规.rubric", "--facts", "一.csv", "--set", "公开.线=0..8"]) == 0
    assert "1～8天" in capsys.readouterr().out
    assert main(["tune", "规.rubric", "--facts", "一.csv", "--set", "公开.线=0..8", "--to", "良"]) == 0
    assert "1～8天" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (["等级.良=19"], "“良”的分数线19分越过了“优”的18分，“良”一档就没有了"),
        (["等级.优=15"], "“良”的分数线16分越过了“优”的15分"),
        (["等级.良=5..20"], "“等级.良”只能在12～18分之间"),
        (["等级.良=19", "等级.优=19.5"], ""),
        (["等级.良=18"], ""),
    ],
)
def test_the_line_of_a_grade_stays_between_its_neighbours(
    sets: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Past another the text would leave a grade to nobody: that is refused; both moved together are tried."""
    wanted = [part for one in sets for part in ("--set", one)]
    status = main(["tune", "规.rubric", "--facts", "表.csv", *wanted])
    assert (status, said in capsys.readouterr().err) == (2 if said else 0, True)


LEFT_OPEN = """规则集 测试
总分 20分
等级 优：18分（含）以上；良：14分（含）-18分；中：8分（含）-14分；差：不满8分
约定 得分保留2位小数
约定 不足1个百分点的按比例计
指标 执行（10分）
评分 执行率不低于90%得10分，否则不得分；每发现一处问题扣1分。
指标 公开（10分）
评分 ①公开率每低于95%一个百分点扣0.5分，扣完为止，满分4分；②公开率达到70%得6分，否则不得分；每漏一项扣1分。
"""


@pytest.mark.parametrize("many", [2000, 0])
@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["执行.线", "执行.扣", "执行.得", "公开.①.每", "公开.②.线", "公开.②.扣"]),
    st.lists(st.tuples(st.integers(50, 100), st.sampled_from([None, 0, 2]), st.integers(50, 100), st.sampled_from([None, 1])),
             min_size=1, max_size=4),
    st.integers(0, 20),
)  # fmt: skip
def test_what_is_found_stands_wherever_no_fact_is_lacking(
    many: int, address: str, rows: list[tuple[int, int | None, int, int | None]], wanted: int
) -> None:
    """Each value is solved as it is scored, or told to be none that was solved: then some unit lacks a fact there."""
    loaded = load(LEFT_OPEN, "测试")
    assert loaded.rubric is not None
    keys = [fact.key for fact in loaded.rubric.facts]
    units = [
        TunedUnit(f"第{place}个", {key: Fraction(one, 100) if key.endswith("率") else Fraction(one)
                                  for key, one in zip(keys, row, strict=True) if one is not None})
        for place, row in enumerate(rows)
    ]  # fmt: skip
    population = Population(loaded.rubric, ListedUnits(units))
    if not population.scored:
        return
    parameter = find_parameter(parameters_of(loaded), address)
    assert isinstance(parameter, Parameter)
    reread, goal = Rereader(loaded), goal_of(f"均分≥{wanted}", ["优"])
    assert not isinstance(goal, str)
    before = list(population.today.grades)
    ends = usual_range(parameter, Fraction(10), loaded.rubric)
    with mock.patch("evaldsl.tuning.advice.MANY", many):
        told = answer(population, reread, parameter, ends, [goal], before)
    for part in range(1, 40):
        value = ends[0] + (ends[1] - ends[0]) * Fraction(part, 40)
        rubric = reread.rubric(((parameter, value),))
        unknown = any(one.low < value < one.high or one.low == value == one.high for one in told.unknown)
        if isinstance(rubric, str):
            assert unknown
            continue
        standing = population.standing(rubric)
        lacking = any(standing.totals[place] is None for place in population.scored)
        assert unknown >= lacking, (value, told.unknown)
        if not unknown:
            reached = not shortfall(goal, summary(population, standing, before))
            assert reached == any(one.holds(value) for one in told.found.stretches), value
        elif not any(not one.lacks for one in told.unknown):
            assert lacking or address == "公开.①.每", (value, told.unknown)
