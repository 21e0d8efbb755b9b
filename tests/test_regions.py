"""For which units points differ: the region, by its exact limits."""

from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.differences import difference
from evaldsl.differences.covering import Allowed, Limits, widened
from evaldsl.differences.regions import Cell, holds
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import Bound
from evaldsl.proofs.prover import Method
from evaldsl.render.differences import text
from evaldsl.render.regions import cell_words, region_lines
from evaldsl.render.stamp import Stamp
from tests.rubric_pairs import NOTHING, STAFF, TABLE, rubric, slow
from tests.test_changed_words import BEFORE


def region(before: str, after: str) -> list[str]:
    """The lines about where the first indicator differs."""
    found = difference(rubric(before), rubric(after))
    domains = {key: domain.parts for key, domain in found.both.prover.scope.measures.items()}
    return region_lines(found.indicators[0].apart.region, found.facts, domains)


LIMITS: dict[str, st.SearchStrategy[Allowed]] = {
    "甲": st.sampled_from([(True,), (False,)]),
    "乙": st.sampled_from([(True,), (False,)]),
    "等次": st.sampled_from([("优",), ("优", "良"), ("良", "差")]),
    "率": st.sampled_from([((Fraction(1), inf),), ((Fraction(0), Fraction(1)), (Fraction(2), Fraction(2)))]),
    "次": st.sampled_from([((Fraction(0), Fraction(4)),), ((Fraction(3), inf),), ((Fraction(-1), Fraction(1)),)]),
}
EVERY: dict[str, Allowed] = {
    "甲": (True, False), "乙": (True, False), "等次": ("优", "良", "差"),
    "率": ((NOTHING, NOTHING), (NOTHING, inf)), "次": ((Fraction(-1), inf),),
}  # fmt: skip
WORDS: dict[str, tuple[Value, ...]] = {"甲": (True, False), "乙": (True, False), "等次": ("优", "良", "差")}


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    """Some facts, each with what it can be."""
    keys = draw(st.sets(st.sampled_from(sorted(LIMITS)), max_size=3))
    return tuple((key, draw(LIMITS[key])) for key in sorted(keys))


@slow
@given(st.lists(limits(), max_size=6), st.data())
def test_fewer_cells_hold_the_same_units(several: list[Limits], data: st.DataObject) -> None:
    """A unit lies in one of the wider cells exactly when it lies in one of those given."""
    wide = widened(several, EVERY, [])
    for _ in range(5):
        unit: dict[str, Value] = {key: data.draw(st.sampled_from(WORDS[key])) for key in WORDS}
        unit |= {"率": Fraction(data.draw(st.integers(0, 6)), 2), "次": Fraction(data.draw(st.integers(0, 6)))}
        assert any(holds(Cell(one), unit) for one in wide) is any(holds(Cell(one), unit) for one in several)
    assert len(wide) <= len(several)


def test_what_both_truths_of_a_judgement_share_is_said_once() -> None:
    """Without the judgement; it is named only where it decides, and what lies in another cell is not said again."""
    few: Allowed = ((NOTHING, Fraction(3)),)
    many: Allowed = ((NOTHING, Fraction(5)),)
    yes: tuple[str, Allowed] = ("甲", (True,))
    no: tuple[str, Allowed] = ("甲", (False,))

    assert widened([(("次", few), yes), (("次", many), no)], EVERY, []) == [(("次", few),), (("次", many), no)]
    assert widened([(("次", many), yes), (("次", many), no)], EVERY, []) == [(("次", many),)]
    assert widened([(("次", few),)], EVERY, [(("次", many),)]) == []


REGIONS = [
    ("每超出1%扣0.2分", "每超出1%扣0.1分", "在职人员控制率超过100%且不超过119%"),
    ("人员名册完整得2分", "人员名册完整得1分", "“人员名册完整”为是"),
    ("≤100%得2分", "≤100%得1分", "在职人员控制率不超过109%"),
]


@pytest.mark.parametrize(("words", "other", "expected"), REGIONS, ids=[other for _, other, _ in REGIONS])
def test_the_region_is_told_by_its_exact_limits(words: str, other: str, expected: str) -> None:
    """The numbers of the measure between which points differ."""
    assert region(BEFORE, BEFORE.replace(words, other)) == [expected]


def test_what_fixes_a_grade_is_told_when_it_was_changed() -> None:
    """No points differ, but the grade of a unit may: nothing else is claimed."""
    after = BEFORE.replace("编制及时得2分，否则不得分。", "编制及时得2分，否则不得分；弄虚作假的，等级定为“差”。")
    found = difference(rubric(BEFORE), rubric(after))
    stamp = Stamp((("前者", "a", "0"), ("后者", "b", "1")), "0")

    assert found.totals is not None and found.totals.other_rules and not found.totals.moves
    shown = text(found, stamp, 100, wording=False)
    assert "定等级的规定改了" in shown and "等级都不会变" not in shown
    assert "增加 弄虚作假的" in shown


def test_a_veto_of_the_whole_indicator_bounds_the_region() -> None:
    """Where it holds both give nothing."""
    before = BEFORE.replace(
        "人员名册完整得2分，否则不得分。", "人员名册完整得2分，否则不得分；超编进人的，本指标不得分。"
    )
    found = region(before, before.replace("扣0.2分", "扣0.1分"))

    assert found == ["“超编进人”为否，且在职人员控制率超过100%且不超过119%"]


def test_only_the_indicators_that_are_asked_for_are_compared() -> None:
    """And no total, which they do not make up."""
    found = difference(rubric(BEFORE), rubric(BEFORE.replace("扣0.2分", "扣0.1分")), only=["信息公开"])

    assert [one.name for one in found.indicators] == ["信息公开"]
    assert found.totals is None
    assert not found.counts


def test_a_convention_about_denominators_is_compared_too() -> None:
    """Where a denominator is 0 the two give what their conventions say."""
    with_full = BEFORE.replace("约定 得分", "约定 分母为0的，得满分\n约定 得分")
    with_none = BEFORE.replace("约定 得分", "约定 分母为0的，不得分\n约定 得分")
    one = difference(rubric(with_full), rubric(with_none)).indicators[0].apart

    assert [(zero.rates, zero.before, zero.after) for zero in one.on_zero] == [
        (("在职人员控制率",), Fraction(4), NOTHING)
    ]
    assert one.less is not None and one.less.value == -4
    assert one.region is not None and one.region.is_empty


def test_a_stated_rate_leaves_the_other_facts_to_decide() -> None:
    """分母为0的得满分 against 比率按100%计: without staff a unit whose register is not complete gets a point less."""
    texts = [
        TABLE.format(
            decimals=2,
            conventions=f"约定 分母为0的，{said}\n",
            full=3,
            staff=STAFF[1].format(base=100, size=1, points=0.2),
            cell="预算执行率90%以上得2分，否则不得分。",
        )
        for said in ("得满分", "比率按100%计")
    ]
    found = difference(rubric(texts[0]), rubric(texts[1]), Method.PIECEWISE)
    staff = next(one for one in found.indicators if one.name == "人员控制")
    assert staff.apart.less is not None
    assert staff.apart.less.value == -1


def test_without_staff_a_veto_and_the_other_facts_decide_together() -> None:
    """Full marks unless somebody is hired against the rules, against what the stated rate and the register leave."""
    sides = [
        TABLE.format(
            decimals=2,
            conventions=f"约定 分母为0的，{said}\n",
            full=3,
            staff=STAFF[wording].format(base=90, full=3, size=1, points=0.15),
            cell="预算执行率90%以上得2分，否则不得分。",
        )
        for said, wording in (("比率按100%计", 1), ("得满分", 2))
    ]
    found = difference(rubric(sides[0]), rubric(sides[1]), Method.PIECEWISE)
    staff = next(one for one in found.indicators if one.name == "人员控制")
    assert staff.apart.more is not None
    assert staff.apart.more.value == Fraction("2.5")


SAID: dict[str, tuple[list[tuple[Bound, Bound]], str]] = {
    "一段": ([(Fraction(1), inf)], "在职人员控制率超过100%"),
    "缺一个值": ([(Fraction(1), Fraction(2)), (Fraction(2), inf)], "在职人员控制率超过100%（其中200%除外）"),
    "缺许多值": (
        [(Fraction(one, 100), Fraction(one + 1, 100)) for one in range(100, 108)],
        "在职人员控制率超过100%且低于108%（其中101%、102%、103%、104%、105%等7个值除外）",
    ),
    "缺一段": (
        [(Fraction(1), Fraction(2)), (Fraction(3), inf)],
        "在职人员控制率{}超过100%且低于200%，或者超过300%{}",
    ),
    "几个值": ([(Fraction(1), Fraction(1)), (Fraction(2), Fraction(2))], "在职人员控制率{}等于100%，或者等于200%{}"),
    "缺许多段": (
        [(Fraction(one), Fraction(2 * one + 1, 2)) for one in range(1, 8)],
        "在职人员控制率超过100%且低于750%（其中不低于150%且不超过200%、不低于250%且不超过300%、"
        "不低于350%且不超过400%、不低于450%且不超过500%、不低于550%且不超过600%等6段除外）",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_gaps_are_named_and_several_ranges_stand_together(name: str) -> None:
    """What is left out is listed, the rest counted; beside another fact, ranges stand in brackets so that 且 joins facts."""
    places, words = SAID[name]
    facts = {one.key: one for one in rubric(BEFORE).facts} | {"在职人员控制率": Fact("r", "在职人员控制率", Kind.RATIO)}
    facts["制度"] = Fact("制度", "制度健全", Kind.JUDGEMENT)
    rate: tuple[str, Allowed] = ("在职人员控制率", tuple(places))
    domains = {"在职人员控制率": ((NOTHING, inf),)}

    assert cell_words(Cell((rate,)), facts, domains) == words.format("", "")
    both = cell_words(Cell((rate, ("制度", (False,)))), facts, domains)
    assert both == f"{words.format('（', '）')}，且“制度健全”为否"
