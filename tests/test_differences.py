"""Two rubrics: what was changed in words; what is said of their points holds of every unit, and a unit shows it."""

import re
from fractions import Fraction
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evaldsl.differences import Difference, IndicatorDifference, difference
from evaldsl.differences.covering import Allowed, Limits, widened
from evaldsl.differences.matching import matched_indicators, one_key_each, pair_up
from evaldsl.differences.regions import Cell, holds
from evaldsl.differences.totals import Totals
from evaldsl.differences.wording import pieces
from evaldsl.inputs import rules
from evaldsl.interpreter import curves
from evaldsl.interpreter.curves import Curve, Domain, Piece, expanded, extremes
from evaldsl.interpreter.expressions import computed, keys_of
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.rubric import Indicator, Rubric
from evaldsl.interpreter.rubric_to_scores import indicator_score, scorer
from evaldsl.interpreter.scorer import with_rates
from evaldsl.interpreter.values import round_half_up
from evaldsl.pipeline import load
from evaldsl.proofs.prover import Method
from evaldsl.proofs.rounding import rounded_expr
from evaldsl.render.changes import change_lines
from evaldsl.render.differences import Stamp, text
from evaldsl.render.regions import region_lines
from evaldsl.verification.comparison import Pair
from tests.strategies import cells, value_of
from tests.test_proofs import lowered

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted((ROOT / "rubrics").glob("*/*.rubric"))
slow = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
NOTHING = Fraction(0)

TABLE = """规则集 某县
总分 100分
等级 优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：不满60分
约定 得分保留{decimals}位小数
{conventions}数据 在职人员数（人）
数据 编制数（人）
计算 在职人员控制率＝在职人员数÷编制数×100%
指标 人员控制（{full}分）
评分 {staff}
指标 其他（10分）
评分 {cell}
"""
STAFF = (
    "在职人员控制率≤{base}%得{full}分，每超出{size}个百分点扣{points}分，扣完为止。",
    "在职人员控制率≤{base}%得2分，每超出{size}个百分点扣{points}分，扣完为止；人员名册完整得1分，否则不得分。",
    "在职人员控制率≤{base}%得{full}分，每超出{size}个百分点扣{points}分；出现违规进人的，本项不得分。",
    "每发现一名在编不在岗扣{points}分，最多扣{size}分。",
)
CONVENTIONS = (
    "", "约定 不足1个百分点的，按1个百分点计\n", "约定 不足1个百分点的不计\n", "约定 分母为0的，得满分\n", "约定 分母为0的，不得分\n",
    "约定 分母为0的，比率按100%计\n",
)  # fmt: skip


def rubric(content: str) -> Rubric:
    """The rubric of a rule file without errors."""
    loaded = load(content, "某.rubric")
    assert loaded.rubric is not None
    assert not [one for one in loaded.diagnostics if one.is_error], loaded.diagnostics
    return loaded.rubric


@st.composite
def tables(draw: st.DrawFn, cell: str = "") -> str:
    """A rule file with a rate that has a denominator, in several wordings and under several conventions."""
    chosen = st.sampled_from
    full = draw(chosen((3, 2)))
    staff = draw(chosen(STAFF)).format(
        base=draw(chosen((100, 90, 105))),
        full=full,
        size=draw(chosen((1, 2))),
        points=draw(chosen((0.2, 0.1, 0.15, 1))),
    )
    conventions = draw(chosen(CONVENTIONS[:3])) + draw(chosen(("", *CONVENTIONS[3:])))
    return TABLE.format(
        decimals=draw(chosen((2, 2, 2, 1, 0))),
        conventions=conventions,
        full=full,
        staff=staff,
        cell=cell or draw(cells()),
    )


@st.composite
def changed(draw: st.DrawFn) -> tuple[Rubric, Rubric]:
    """Two rubrics: other numbers in one sentence, or another convention, or all new."""
    cell = draw(cells())
    numbers = re.findall(r"\d+(?:\.\d+)?", cell)
    other = cell
    if numbers and draw(st.sampled_from((True, False))):
        number = draw(st.sampled_from(numbers))
        other = other.replace(number, draw(st.sampled_from(("1", "2", "0.5", "3", "80", "95", "0.3"))), 1)
    loaded = [load(draw(tables(one)), "某.rubric") for one in (cell, other)]
    assume(not any(one.is_error for each in loaded for one in each.diagnostics))
    first, second = loaded[0].rubric, loaded[1].rubric
    assert first is not None and second is not None
    return first, second


def drawn_unit(data: st.DataObject, found: Difference) -> dict[str, Value]:
    """Facts of both, that both allow; denominators are 0 at times."""
    values: dict[str, Value] = {}
    for own in (found.both.second, found.both.first):
        for fact in own.rubric.facts:
            values[fact.key] = data.draw(value_of(fact), label=fact.key)
    base = data.draw(st.sampled_from((0, 1, 20, 36, 100, 200)))
    values["编制数"] = Fraction(base)
    values["在职人员数"] = Fraction(data.draw(st.integers(max(base - 3, 0), base + 30)))
    scope = found.both.prover.scope
    for key, domain in scope.measures.items():
        value = values.get(key)
        assume(not isinstance(value, Fraction) or bool(domain.within([(value, value)]).parts))
    return values


def holds_of(found: Difference, one: IndicatorDifference, values: dict[str, Value]) -> Fraction | None:
    """Checks what is said of one indicator against one unit; its difference."""
    pair, apart = Pair(one.name, one.match.before, one.match.after), one.apart
    scores = found.both.scores(pair, values)
    if scores is None:
        return None
    gap = scores[1] - scores[0]
    if apart.why:
        return gap
    assert (apart.less.value if apart.less else 0) <= gap <= (apart.more.value if apart.more else 0)
    undefined = with_rates(found.both.first, values)[1] | with_rates(found.both.second, values)[1]
    if gap and apart.region is not None and not undefined:
        known = {**with_rates(found.both.second, values)[0], **with_rates(found.both.first, values)[0]}
        assert any(holds(cell, known) for cell in apart.region.cells)
    if not gap and apart.region is not None and apart.region.complete and not apart.rounds and not undefined:
        known = {**with_rates(found.both.second, values)[0], **with_rates(found.both.first, values)[0]}
        assert not any(cell.surely and holds(cell, known) for cell in apart.region.cells)
    return gap


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


steps = st.tuples(*[st.fractions(-3, 3, max_denominator=4).filter(bool)] * 2, st.fractions(-2, 2, max_denominator=4))


@given(st.lists(steps, min_size=1, max_size=2), st.fractions(-2, 2, max_denominator=3), st.booleans(), st.data())
def test_a_curve_that_rises_and_falls_without_end_has_the_ends_of_its_values(
    jumps: list[tuple[Fraction, Fraction, Fraction]], slope: Fraction, above: bool, data: st.DataObject
) -> None:
    """Steps of different sizes beside a slope: no value lies beyond the ends, and the ends are come near to."""
    domain = Domain.closed(NOTHING, inf) if above else Domain.closed(-inf, NOTHING)
    curve = Curve(NOTHING, slope, tuple(jumps))
    low, high = extremes([Piece(*part, curve) for part in domain.parts], domain)
    at = data.draw(st.fractions(0, 500, max_denominator=24)) * (1 if above else -1)

    assert low.value <= curve.at(at) <= high.value
    for end in (low, high):
        near = curve.at(end.near(Fraction(1, 1000)))
        assert abs(near) >= 1000 if isinstance(end.value, float) else abs(near - end.value) <= Fraction(1, 1000)


@given(
    st.lists(steps, min_size=1, max_size=3),
    st.fractions(-2, 2, max_denominator=3),
    st.fractions(-9, 9, max_denominator=3),
    st.fractions(1, 60, max_denominator=2),
    st.booleans(),
)
def test_a_curve_between_two_numbers_has_the_ends_of_all_its_pieces(
    jumps: list[tuple[Fraction, Fraction, Fraction]], slope: Fraction, low: Fraction, width: Fraction, whole: bool
) -> None:
    """Its first and its last period tell as much as cutting it at every jump."""
    domain = Domain.closed(low, low + width, whole=whole)
    pieces = [Piece(*part, Curve(NOTHING, slope, tuple(jumps))) for part in domain.parts]
    assume(pieces)
    cut = [one for piece in pieces for one in (expanded(piece, domain) if not piece.is_point else [piece])]

    found, wanted = extremes(pieces, domain), extremes(cut, domain)
    assert [(end.value, end.attained) for end in found] == [(end.value, end.attained) for end in wanted]
    for end in found:
        assert isinstance(end.value, Fraction)
        assert abs(pieces[0].curve.at(end.near(Fraction(1, 99))) - end.value) <= Fraction(1, 99)


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


# ---- what was changed, in words


BEFORE = """规则集 某县
总分 10分
等级 优：90分（含）以上；良：80分（含）-90分；中：60分（含）-80分；差：不满60分
约定 得分保留2位小数；不足1个百分点的按1个百分点计
数据 在职人员数（人）
数据 编制数（人）
计算 在职人员控制率＝在职人员数÷编制数×100%
一级 投入（6分）
指标 人员控制（4分）
评分 ①在职人员控制率≤100%得2分，每超出1%扣0.2分，扣完为止；②人员名册完整得2分，否则不得分。
指标 预算编制（2分）
评分 编制及时得2分，否则不得分。
一级 过程（4分）
指标 信息公开（4分）
评分 按时公开得4分，每发现一处不完整扣0.5分。
"""


def said(before: str, after: str) -> list[str]:
    """The lines about what was changed, each with its place."""
    found = difference(rubric(before), rubric(after), Method.PIECEWISE)
    lines = [("", line) for line in change_lines(found.head, "", found.facts)]
    lines += [(one.name, line) for one in found.indicators for line in change_lines(one.edits, one.name, found.facts)]
    return [" ".join(part for part in (name, line.place, line.plain()) if part) for name, line in lines]


CHANGED = [
    ("每超出1%扣0.2分", "每超出1%扣0.1分", ["人员控制 ① 每超出1%扣 0.2分 → 0.1分"]),
    ("≤100%得2分", "≤105%得2分", ["人员控制 ① 在职人员控制率≤ 100% → 105% 得2分"]),
    (
        "按1个百分点计",
        "按比例计",
        ["约定：不足一步的 按一步计 → 按比例计", "人员控制 ① 每超出1%扣0.2分"],
    ),
    ("，每超出1%扣0.2分，扣完为止；", "；", ["人员控制 ① 删去 每超出1%扣0.2分"]),
    ("每发现一处不完整扣0.5分。", "每发现一处不完整扣0.5分，最多扣1分。", ["信息公开 每发现一处不完整扣0.5分", "信息公开 读作 “不完整”每有1处扣0.5分〔增：，最多扣1分〕"]),
    ("指标 信息公开（4分）", "指标 信息公开情况（4分）", ["信息公开 名称 信息公开 → 信息公开情况"]),
    ("优：90分（含）以上；良：80分（含）-90分", "优：85分（含）以上；良：80分（含）-85分", ["等级“优” 90分（含）以上 → 85分（含）以上"]),
    ("÷编制数×100%", "÷(编制数＋10)×100%", ["计算“在职人员控制率” 在职人员控制率＝在职人员数÷"]),
    ("得分保留2位小数", "得分保留1位小数", ["约定：得分保留 2位小数 → 1位小数"]),
    ("数据 编制数（人）\n", "数据 编制数（人）\n数据 职工数（人）\n", ["数据“职工数” （没有） → 数值，人"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "other", "expected"), CHANGED, ids=[other for _, other, _ in CHANGED])
def test_a_change_is_told_in_the_words_of_the_rubric(words: str, other: str, expected: list[str]) -> None:
    """Where it stands, and what was put in the place of what."""
    assert words in BEFORE
    lines = said(BEFORE, BEFORE.replace(words, other))
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=False)] == expected


def test_a_sentence_that_was_changed_is_not_also_put_in_or_left_out() -> None:
    """A deduction by steps that becomes two bands, and back: the award before it is told once, as changed."""
    steps, bands = "≤100%得2分，每超出1%扣0.2分，扣完为止；", "≤105%得2分，超过105%不得分；"
    lines = said(BEFORE, BEFORE.replace(steps, bands)), said(BEFORE.replace(steps, bands), BEFORE)

    assert [sum("得2分" in line for line in one) for one in lines] == [1, 1]
    assert "人员控制 ① 在职人员控制率≤ 100% → 105% 得2分" in lines[0]
    assert "人员控制 ① 在职人员控制率≤ 105% → 100% 得2分" in lines[1]


def test_an_indicator_that_is_put_elsewhere_under_another_name_is_the_same() -> None:
    """Its sentence tells; its points are the same, though its facts have another address."""
    moved = BEFORE.replace("指标 预算编制（2分）\n评分 编制及时得2分，否则不得分。\n", "")
    moved = moved.replace("投入（6分）", "投入（4分）").replace("过程（4分）", "过程（6分）")
    after = moved + "指标 预算编报（2分）\n评分 编制及时得2分，否则不得分。\n"

    found = difference(rubric(BEFORE), rubric(after))

    assert said(BEFORE, after)[:2] == ["预算编制 名称 预算编制 → 预算编报", "预算编制 所属 投入 → 过程"]
    assert all(one.apart.never for one in found.indicators)
    assert found.renamed == (("预算编报.①.编制及时", "预算编制.①.编制及时"),)
    assert found.counts


def test_a_sentence_put_in_front_leaves_the_others_as_they_were() -> None:
    """Their numbers change and nothing else, and their facts are still the same facts."""
    after = BEFORE.replace("评分 ①在职", "评分 ①编外人员有审批得1分；②在职").replace("；②人员名册", "；③人员名册")
    found = difference(rubric(BEFORE), rubric(after))
    staff = found.indicators[0]

    assert [edit.counts for edit in staff.edits].count(True) == 2  # where its points begin, and the award
    assert dict(found.renamed)["人员控制.③.人员名册完整"] == "人员控制.②.人员名册完整"
    assert staff.apart.more is not None and staff.apart.more.value == 1
    assert staff.apart.less is None


def test_a_judgement_of_another_name_is_another_fact() -> None:
    """Nobody can know that one holds whenever the other does."""
    found = difference(rubric(BEFORE), rubric(BEFORE.replace("编制及时得2分", "编制及时准确得2分")))
    apart = found.indicators[1].apart

    assert apart.more is not None and apart.less is not None
    assert (apart.more.value, apart.less.value) == (2, -2)


def test_a_fact_of_another_kind_is_another_fact() -> None:
    """A grade of other words cannot be compared with the one that had its name."""
    cell = "指标 评定（2分）\n评分 整改情况{}得2分，{}得1分，{}不得分。\n"
    before, after = BEFORE + cell.format("优", "良", "差"), BEFORE + cell.format("全部整改", "部分整改", "未整改")
    first, second = (rubric(one.replace("总分 10分", "总分 12分")) for one in (before, after))

    renamed = one_key_each(first, second, matched_indicators(first, second))[1]

    assert all(
        key in renamed or key not in {fact.key for fact in first.facts}
        for key in (f.key for f in second.facts if f.choices)
    )


def test_words_alone_are_no_difference() -> None:
    """Other typography and other words for the same are told when asked for."""
    after = BEFORE.replace("得2分，否则不得分", "计２分,否则不得分").replace("按时公开得4分", "按时公开计4分")
    found = difference(rubric(BEFORE), rubric(after))
    stamp = Stamp((("前者", "a", "0"), ("后者", "b", "1")), "0")

    assert not found.counts
    assert "意思相同；有3处只改了文字" in text(found, stamp, 100, wording=False)
    assert "按时公开 得 → 计 4分" in text(found, stamp, 100, wording=True)


def test_pairs_keep_their_order_and_tell_what_moved() -> None:
    """The longest part that kept its order did not move; what is new stands where it was put."""
    found = pair_up("abcd", "xacdb", lambda one, other: float(one == other), 1)

    assert [(one.before, one.after) for one in found] == [(None, "x"), ("a", "a"), ("b", "b"), ("c", "c"), ("d", "d")]
    assert [one.before for one in found if one.moved] == ["b"]


@given(st.text("每超出1%扣0.2分，得不", max_size=12), st.text("每超出1%扣0.2分，得不", max_size=12))
def test_pieces_put_together_are_the_two_wordings(one: str, other: str) -> None:
    """Nothing of either is lost."""
    found = pieces(one, other)

    assert "".join(before for before, _ in found) == one or found == [(one, other)]
    assert "".join(after for _, after in found) in (one, other)


# ---- where points differ


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
