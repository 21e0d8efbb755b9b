"""How far the points of two rubrics are apart: no unit differs more, the unit that is shown differs by that."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.command_line.rules_and_facts import rules
from evaldsl.differences import difference
from evaldsl.differences.totals import Totals
from evaldsl.interpreter import curves
from evaldsl.interpreter.curves import Domain, Piece, expanded
from evaldsl.interpreter.expressions import computed, keys_of
from evaldsl.interpreter.rubric import Indicator, Rubric
from evaldsl.interpreter.rubric_to_scores import indicator_score, score, scorer
from evaldsl.interpreter.values import round_half_up
from evaldsl.pipeline import load
from evaldsl.proofs.prover import Method
from evaldsl.proofs.rounding import rounded_expr
from tests.rubric_pairs import NOTHING, changed, drawn_unit, holds_of, rubric, slow
from tests.strategies import cells, value_of
from tests.test_proofs import lowered

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted((ROOT / "rubrics").glob("*/*.rubric"))


@slow
@given(changed(), st.data())
def test_no_unit_differs_more_or_elsewhere_than_is_said(pair: tuple[Rubric, Rubric], data: st.DataObject) -> None:
    """Points of any unit differ within the proved limits, and only where they are said to."""
    found = difference(*pair, Method.PIECEWISE)
    for _ in range(6):
        values = drawn_unit(data, found)
        gaps = [holds_of(found, one, values) for one in found.indicators]
        assert found.totals is not None
        if None in gaps or found.totals.unsettled:
            continue
        total = sum((gap for gap in gaps if gap is not None), NOTHING)
        totals = found.totals
        assert (totals.less.value if totals.less else 0) <= total <= (totals.more.value if totals.more else 0)
        grades = [score(own, values).grade for own in (found.both.first, found.both.second)]
        said = {(move.before, move.after) for move in totals.moves}
        assert grades[0] == grades[1] or totals.other_rules or tuple(grades) in said


@slow
@given(changed())
def test_the_unit_that_is_shown_differs_by_what_is_said(pair: tuple[Rubric, Rubric]) -> None:
    """Scored anew from its facts alone, by the rubrics as they were read, it has exactly the stated difference."""
    first, second = pair
    found = difference(first, second, Method.PIECEWISE)
    other = {before: after for after, before in found.renamed}
    for one in found.indicators:
        for extent in (one.apart.more, one.apart.less):
            if extent is None or extent.unit is None:
                continue
            values = dict(extent.unit.values)
            sides: list[tuple[Rubric, dict[str, str], Indicator | None]] = [
                (first, {}, one.match.before),
                (second, other, one.match.after),
            ]
            points = [
                NOTHING
                if side is None
                else indicator_score(
                    scorer(rubric), side.name, {names.get(key, key): value for key, value in values.items()}
                ).score
                for rubric, names, side in sides
            ]
            assert points[0] is not None and points[1] is not None
            assert points[1] - points[0] == extent.unit.difference
            assert not extent.reached or extent.unit.difference == extent.value
    assert found.totals is not None
    for move in found.totals.moves:
        if move.unit is not None:
            assert (move.unit.before.grade, move.unit.after.grade) == (move.before, move.after)


@slow
@given(changed())
def test_a_rubric_does_not_differ_from_itself(pair: tuple[Rubric, Rubric]) -> None:
    """Nothing was changed, points never differ, no grade changes."""
    found = difference(pair[0], pair[0], Method.PIECEWISE)

    assert not found.counts
    assert all(one.edits == () and one.apart.never for one in found.indicators)
    assert found.head == ()
    assert found.totals == Totals(None, None, ())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_rubrics_do_not_differ_from_themselves(path: Path) -> None:
    """The same of those that are shipped."""
    one = rules(str(path)).rubric

    assert not difference(one, one, Method.PIECEWISE).counts


@slow
@given(cells(), st.sampled_from((0, 1, 2)), st.data())
def test_rounding_put_into_an_expression_is_the_rounding_of_its_value(
    cell: str, places: int, data: st.DataObject
) -> None:
    """Wherever it is put: half up, to so many decimals."""
    expr, facts, scope = lowered(cell)
    values = {key: data.draw(value_of(facts[key]), label=key) for key in keys_of(expr)}
    plain, rounded = (computed(one)(values, NOTHING) for one in (expr, rounded_expr(expr, places, scope)))

    assert rounded == round_half_up(plain, places)


MANY_STEPS = """规则集 某县
总分 10分
约定 得分保留{}位小数
指标 其他（10分）
评分 ①预算执行率165%以上得7分；155%（含）-165%得5分；低于155%不得分。②信息公开及时得4分；存在挤占挪用的，扣8分，上级要求调整的不扣分。③管理制度健全计7分，否则酌情扣分。④预算执行率95%以上得7分；低于95%不得分。
"""


def test_points_rounded_otherwise_take_few_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """To no decimals and to two: a step for every hundredth that is decided upon, and all are alike."""
    cut = 0

    def counted(piece: Piece, domain: Domain) -> list[Piece]:
        nonlocal cut
        found = expanded(piece, domain)
        cut += len(found)
        return found

    monkeypatch.setattr(curves, "expanded", counted)
    found = difference(rubric(MANY_STEPS.format(2)), rubric(MANY_STEPS.format(0)), Method.PIECEWISE)
    apart = found.indicators[0].apart

    assert apart.more is not None and apart.less is not None
    assert (apart.more.value, apart.less.value) == (Fraction(1, 2), Fraction(-1, 2))
    assert 0 < cut < 1000


STEPS = """规则集 某
总分 10分
等级 优：9分（含）以上；良：8分（含）-9分；中：6分（含）-8分；差：不满6分
约定 得分保留2位小数
指标 制度执行（6分）
评分 每发现一处执行不到位扣{each}分，扣完为止。
指标 资料报送（4分）
评分 每缺一份扣1分，扣完为止。
"""


def test_a_unit_is_put_together_from_coarse_points() -> None:
    """Of few losses in large steps those are found that lead into a narrow range, where a change is made up for by another."""
    losses = ((10, 2), (8, "0.5"), (12, "2.4"), (8, "0.5"), (6, 1), (10, "2.5"), (4, 1), (14, 7))
    parts = [
        f"指标 {name}（{full}分）\n评分 每发现一处{name}类问题扣{loss}分，扣完为止。\n"
        for name, (full, loss) in zip("甲乙丙丁戊己庚辛", losses, strict=True)
    ]
    grades = "等级 优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：不满60分\n"
    last = "指标 满意（24分）\n评分 满意度90%以上得24分，80%（含）-90%得{}分，不足80%得10分。\n指标 调整（4分）\n评分 预算调整率≤0得4分，每增加1个百分点扣{}分，扣完为止。\n"
    head = f"规则集 甲\n{grades}约定 得分保留2位小数\n约定 不足1个百分点的按1个百分点计\n{''.join(parts)}"
    totals = difference(rubric(head + last.format(18, "0.4")), rubric(head + last.format(20, "0.8"))).totals
    assert totals is not None
    assert len(totals.moves) > 4
    assert all(one.unit is not None for one in totals.moves)


@pytest.mark.parametrize(
    ("each", "moves"), [("0.5", {("良", "优"), ("中", "良"), ("差", "中")}), ("0.9", set()), ("2", None)]
)
def test_a_change_of_grade_is_shown_or_ruled_out(each: str, moves: set[tuple[str, str]] | None) -> None:
    """Of all counts of faults, tried one by one: those changes and no others."""
    first, second = (load(STEPS.format(each=one), one).rubric for one in ("1", each))
    assert first is not None and second is not None
    keys = [fact.key for fact in first.facts]
    units = [{keys[0]: Fraction(one), keys[1]: Fraction(other)} for one in range(8) for other in range(6)]
    grades = {(score(scorer(first), unit).grade, score(scorer(second), unit).grade) for unit in units}
    totals = difference(first, second, Method.PIECEWISE).totals
    assert totals is not None
    found = {(one.before, one.after) for one in totals.moves}
    assert found == {(before, after) for before, after in grades if before != after}
    assert moves is None or found == moves
    assert all(one.unit is not None for one in totals.moves)


def of_text(text: str) -> Rubric:
    """A rubric that reads."""
    found = load(text, "某县").rubric
    assert found is not None
    return found


GROWING = """规则集 测试
总分 10分
约定 得分保留2位小数；不足1个百分点的按比例计
数据 今年成本（元/吨）
数据 去年成本（元/吨）
计算 成本增长率＝（今年成本－去年成本）÷去年成本×100%
指标 成本控制（10分）
评分 成本增长率≤3%得3分，每超过1个百分点扣0.2分，每低于3%1个百分点加0.5分。
"""
PLAIN = (
    "规则集 测试\n总分 10分\n约定 得分保留2位小数；不足1个百分点的按比例计\n指标 制度（10分）\n评分 制度健全得10分。\n"
)


def test_a_rate_that_one_rubric_alone_knows_is_one_measure() -> None:
    """Growth that brings points in both directions is decided piece by piece, and is never below −100%."""
    first, second = of_text(PLAIN), of_text(GROWING)
    for before, after, upper in ((first, second, True), (second, first, False)):
        one = next(one for one in difference(before, after, Method.PIECEWISE).indicators if one.name == "成本控制")
        extent = one.apart.more if upper else one.apart.less
        assert extent is not None
        assert (one.apart.why, abs(extent.value), extent.reached) == ("", Fraction("54.5"), True)


def test_a_rate_beside_its_own_facts_is_written_out() -> None:
    """A sentence that reads a rate and what it is made of is not taken for one of independent measures."""
    both = "评分 今年成本不超过100元/吨得5分；成本增长率不高于0%得5分，否则不得分。"
    second = of_text(GROWING.partition("评分 ")[0] + both + "\n")
    found = next(
        one for one in difference(of_text(PLAIN), second, Method.PIECEWISE).indicators if one.name == "成本控制"
    )
    region = found.apart.region
    assert region is not None and "成本增长率" not in region.reads


def test_the_progress_of_a_difference_is_told() -> None:
    """How many indicators were compared, of how many, then the totals."""
    told: list[str] = []
    difference(of_text(PLAIN), of_text(GROWING), tell=told.append)
    assert told == ["已经比了0个指标，共2个", "已经比了1个指标，共2个", "正在比较总分与等级"]
