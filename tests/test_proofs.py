"""Proofs: what is proved holds of every sample, both ways of proving agree, what is refuted replays."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evaldsl.differences.promises import EQUIVALENT, NEVER_BETTER, compare
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.denials import denials_of
from evaldsl.interpreter.expressions import Expr, computed, inlined, keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import Scope, range_of, scope_of
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.pipeline import load
from evaldsl.proofs import solver
from evaldsl.proofs.prover import Method, Prover, whole_scope
from evaldsl.proofs.shapes import Shape, Way, shape_of
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.rule import read_rule
from evaldsl.verification import Proof, Verdict, verify
from tests.strategies import cells, value_of

RUBRICS = sorted((Path(__file__).resolve().parent.parent / "rubrics").glob("*/*.rubric"))
RUBRICS = [path for path in RUBRICS if not is_overlay(path.read_text(encoding="utf-8"))]
NOTHING, FINE = Fraction(0), Fraction(1, 10_000)
slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(slow, max_examples=25)
RISES, FALLS = {Way.UP, Way.PEAK, Way.VALLEY, Way.MIXED}, {Way.DOWN, Way.PEAK, Way.VALLEY, Way.MIXED}


def lowered(text: str, weight: int = 10) -> tuple[Expr, dict[str, Fact], Scope]:
    """The expression of a sentence, its facts by key, and everything they can be."""
    rule = read_rule(text, "某指标", Fraction(weight))
    indicator = rule.reading.indicator
    assert indicator is not None and rule.scorer is not None, text
    expr, facts = indicator_to_expr(indicator), rule.scorer.facts
    return expr, facts, scope_of(facts[key] for key in keys_of(expr))


def ends(text: str, weight: int = 10) -> tuple[object, object]:
    """The least and the greatest points of a sentence."""
    expr, _, scope = lowered(text, weight)
    low, high = range_of(expr, scope)
    return low.value, high.value


def shape(text: str, weight: int = 10) -> Shape:
    """The shape of a sentence with one measure."""
    expr, _, scope = lowered(text, weight)
    return shape_of(expr, keys_of(expr)[0], scope)


def table(*indicators: str) -> str:
    """A rule file of indicators of 2 points each."""
    body = "".join(f"指标 指标{i}（2分）\n评分 {text}\n" for i, text in enumerate(indicators, 1))
    return f"规则集 测试\n总分 {2 * len(indicators)}分\n约定 得分保留2位小数；不足1个百分点的按比例计\n{body}"


def proofs(text: str, method: Method = Method.AUTOMATIC) -> dict[str, Proof]:
    """What is proved of the first indicator, by promise."""
    return {one.promise: one for one in verify(load(table(text), "某.rubric"), method) if one.subject == "指标1"}


# ---- ranges


@slow
@given(cells(), st.data())
def test_no_unit_scores_outside_the_range_that_is_proved(text: str, data: st.DataObject) -> None:
    """Whatever the facts are, the points lie in the range; facts near its ends give points as near as asked."""
    expr, facts, scope = lowered(text)
    try:
        low, high = range_of(expr, scope)
    except Undecided:
        assert "每次扣" in text  # a count and a decision about as many
        return
    run = computed(expr)
    values = {key: data.draw(value_of(facts[key]), label=facts[key].name) for key in keys_of(expr)}

    assert low.value <= run(values, NOTHING) <= high.value
    for end in (low, high):
        near = run({**values, **end.near(FINE)}, NOTHING)
        assert near == end.value if end.attained else isinstance(end.value, float) or abs(near - end.value) <= FINE


def test_the_facts_of_an_end_that_one_part_goes_beyond_without_end_lead_there() -> None:
    """工程质量达标9.25分 less 1 for each that fails: 0 is where ten or more fail, not where two do."""
    expr, _, scope = lowered("①工程质量达标，记9.25分，每发现一项不达标扣1分。②返工的扣3.25分。")
    low, _ = range_of(expr, scope)
    anything = {key: scope.some_value(key) for key in keys_of(expr)}

    assert low.value == 0 and low.attained
    assert computed(expr)({**anything, **low.near(Fraction(2))}, NOTHING) == 0


def test_a_number_beyond_a_limit_that_does_not_belong_to_it_is_not_the_limit() -> None:
    """项目开工率>100% is shown by a rate above 100%, not by 100%."""
    expr, _, scope = lowered("项目开工率＞100%得10分，否则酌情计分。")
    _, high = range_of(expr, scope)
    nothing = {"①.酌情得分": Fraction(0), "酌情得分": Fraction(0)}

    assert high.value == 10
    assert computed(expr)({**nothing, **high.near(FINE)}, NOTHING) == 10


@few
@given(cells())
def test_the_solver_agrees_with_the_range(text: str) -> None:
    """Where both ways apply, the solver finds nothing beyond the ends, and something at an end that is attained."""
    expr, _, scope = lowered(text)
    assume("每次扣" not in text)
    for end, beyond, at in zip(range_of(expr, scope), "<>", "≤≥", strict=True):
        if isinstance(end.value, Fraction):
            assert solver.facts_where(expr, beyond, end.value, scope) is None
            assert (solver.facts_where(expr, at, end.value, scope) is not None) == end.attained


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("预算完成率≥95%得2分，每低于1%扣0.2分，扣完为止。", (0, 2)),
        ("预算完成率≥95%得2分，80%（含）-95%得1分，80%以下得0.5分。", (Fraction(1, 2), 2)),
        ("得分=任务完成率×8分，最高得8分。", (0, 8)),
        ("每发现一处问题扣0.5分，最多扣1.5分。", (Fraction(17, 2), 10)),
        ("①制度健全得1分；②执行有效得2分，每发现一例问题扣0.3分。", (0, 3)),
        ("社会效益显著得5分，较好得3分，一般得1分。", (0, 5)),
    ],
)
def test_the_range_is_exactly_what_the_words_allow(text: str, expected: tuple[object, object]) -> None:
    """The least and the greatest points of common sentences."""
    assert ends(text) == expected


def test_a_step_without_end_needs_no_counting() -> None:
    """A step of one yuan on amounts of any size is decided without going through the steps."""
    assert ends("接待费不超过1000000元得2分，每超过1元扣0.01分，扣完为止。", 2) == (0, 2)


# ---- directions


@slow
@given(cells(), st.data())
def test_a_direction_that_is_proved_holds_of_every_pair(text: str, data: st.DataObject) -> None:
    """Of two units that differ in one fact alone, the points stand as the direction says."""
    expr, facts, scope = lowered(text)
    run = computed(expr)
    key = data.draw(st.sampled_from(keys_of(expr)))
    if facts[key].kind is Kind.CHOICE:
        return
    try:
        found = shape_of(expr, key, scope)
    except Undecided:
        return
    values = {other: data.draw(value_of(facts[other])) for other in keys_of(expr)}
    smaller, greater = sorted(data.draw(st.tuples(value_of(facts[key]), value_of(facts[key]))))
    before, after = run({**values, key: smaller}, NOTHING), run({**values, key: greater}, NOTHING)

    assert before <= after or found.way in FALLS
    assert before >= after or found.way in RISES


@few
@given(cells(), st.data())
def test_the_solver_agrees_with_the_direction(text: str, data: st.DataObject) -> None:
    """The solver finds a pair that rises (falls) exactly where the points rise (fall) somewhere."""
    expr, facts, scope = lowered(text)
    key = data.draw(st.sampled_from([key for key in keys_of(expr) if facts[key].kind is not Kind.CHOICE] or [""]))
    if not key:
        return
    try:
        found = shape_of(expr, key, scope)
    except Undecided:
        return
    keys = keys_of(expr)

    assert (solver.pair_where(expr, key, scope, keys, "<") is not None) == (found.way in RISES)
    assert (solver.pair_where(expr, key, scope, keys, ">") is not None) == (found.way in FALLS)


DENIED = [
    "制度健全得2分，每发现一处不健全扣0.5分，扣完为止。",
    "①无违规得1分，有违规的每起扣0.3分；②台账完整得1分。",
]


@pytest.mark.parametrize("text", DENIED)
def test_a_denial_without_a_failing_counted_turns_no_direction(text: str) -> None:
    """否 beside 0 contradicts itself: more failings never give more points, and what was left out is said."""
    said = [proof.statement for proof in verify(load(table(text), "某.rubric"))]

    assert any("越大，得分不升（“" in one and "自相矛盾，不在其内" in one for one in said), said


@slow
@given(st.one_of(cells(), st.sampled_from(DENIED)), st.data())
def test_where_nothing_contradicts_a_denied_award_stands(text: str, data: st.DataObject) -> None:
    """The expression by which directions are told gives the same points for all facts that do not contradict."""
    expr, facts, _ = lowered(text)
    denials = dict(denials_of(expr))
    values = {key: data.draw(value_of(facts[key])) for key in keys_of(expr)}
    if not any(one.contradicts(values) for one in denials.values()):
        assert computed(inlined(expr, {}, denials))(values, NOTHING) == computed(expr)(values, NOTHING)


@pytest.mark.parametrize(
    ("text", "way", "place"),
    [
        ("预算完成率≥95%得2分，每低于1%扣0.2分，扣完为止。", Way.UP, None),
        ("人员控制率≤100%得2分，每超出1%扣0.2分，扣完为止。", Way.DOWN, None),
        ("政府采购执行率=100%得2分，每超过或低于10%扣0.5分，扣完为止。", Way.PEAK, (1, 1)),
        ("预算完成率90%以上得1分，80%（含）-90%得2分，80%以下不得分。", Way.PEAK, (Fraction(4, 5), Fraction(9, 10))),
        ("预算完成率90%以上得2分，80%（含）-90%得0.5分，80%以下得1分。", Way.VALLEY, None),
    ],
)
def test_shapes_of_common_sentences(text: str, way: Way, place: tuple[object, object] | None) -> None:
    """Which way the points go, and where a peak lies."""
    found = shape(text)

    assert found.way is way
    if place is not None:
        assert (found.low, found.high) == place


# ---- promises


def test_a_sound_indicator_keeps_every_promise() -> None:
    """Everything is proved of a rule without a fault."""
    found = proofs("预算完成率≥95%得2分，每低于1个百分点扣0.2分，扣完为止。")

    assert {one.verdict for one in found.values()} == {Verdict.PROVED}
    assert found["满分可以得到"].units and found["最低分"].statement == "最低0分，可以得到"


@pytest.mark.parametrize(
    ("text", "promise", "said"),
    [
        ("预算完成率≥95%得2分，每高1个百分点加0.5分。", "得分不超过分值", "比分值2分多2.5分"),
        ("制度健全得1分；执行有效得0.5分。", "满分可以得到", "最多得1.5分"),
        ("预算完成率90%以上得2分，80%-85%得1分，80%以下不得分。", "档位既不断档也不重叠", "断档"),
        ("预算完成率90%以上得2分，80%-95%得1分，80%以下不得分。", "档位既不断档也不重叠", "重叠"),
        ("预算完成率80%以上得2分，90%以上得1分，80%以下不得分。", "每一句都能起作用", "不起作用"),
    ],
)
def test_a_fault_is_refuted_by_a_unit_that_replays(text: str, promise: str, said: str) -> None:
    """Each kind of fault is refuted; the unit shown breaks the promise when it is scored again."""
    found = proofs(text)[promise]

    assert found.verdict is Verdict.REFUTED and said in found.statement
    for unit in found.units:
        assert unit.score.score is not None
        assert sum(one.points for one in unit.score.deductions) == unit.score.full - unit.score.score


def test_rounding_that_passes_the_full_marks_is_refuted() -> None:
    """1.255 points rounded to two decimals are 1.26."""
    text = table("制度健全得1.255分。").replace("（2分）", "（1.255分）")
    found = {one.promise: one for one in verify(load(text, "某.rubric"))}

    assert found["四舍五入不越界"].verdict is Verdict.REFUTED


@few
@given(cells())
def test_both_methods_give_the_same_verdicts(text: str) -> None:
    """With --method 两者 every answer is given twice; a difference raises Disagreement."""
    for one in verify(load(table(text), "某.rubric"), Method.BOTH):
        assert one.verdict is not Verdict.OPEN or "每次扣" in text


def test_without_the_solver_what_is_entangled_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that cannot be taken piece by piece says what would decide it."""
    text = "得分=（完成数+计划数）÷（计划数+完成数×2）×2分，最高得2分。"
    assert proofs(text)["得分不超过分值"].verdict is Verdict.PROVED
    monkeypatch.setattr(solver, "is_installed", lambda: False)
    found = proofs(text)["得分不超过分值"]

    assert found.verdict is Verdict.OPEN and "z3" in found.statement


@pytest.mark.parametrize(
    "cell",
    [
        "①得分=完成数÷计划数×1分，最高得1分；②得分=完成数÷计划数×1分，最高得1分。",
        "①得分=（完成数-未完成数）÷计划数×1分；②得分=完成数÷计划数×1分，最高得1分。",
    ],
)
def test_formulas_that_share_their_facts_are_decided(cell: str) -> None:
    """What cannot be taken piece by piece is decided by the solver: no promise stays open."""
    found = proofs(cell)

    assert [one.statement for one in found.values() if one.verdict is Verdict.OPEN] == []


def test_rates_are_refuted_by_the_facts_they_come_from() -> None:
    """A unit never holds a rate that the rubric computes: it holds what is typed."""
    text = table("人员控制率≤100%得2分，每降低1个百分点加0.1分。").replace(
        "指标 ", "数据 编制数（人）\n数据 在职人员数（人）\n计算 人员控制率＝在职人员数÷编制数×100%\n指标 ", 1
    )
    found = next(one for one in verify(load(text, "某.rubric")) if one.promise == "得分不超过分值")

    assert found.verdict is Verdict.REFUTED
    assert {key for key, _ in found.units[0].values} == {"编制数", "在职人员数"}


# ---- two rubrics


def compared(first: str, second: str, promise: str) -> Proof:
    """What is proved of the totals of two rubrics of one indicator."""
    one, other = (load(table(text), "某.rubric").rubric for text in (first, second))
    assert one is not None and other is not None
    return list(compare(one, other, promise))[-1]


STRICT, MILD = "人员控制率≤100%得2分，每超出1%扣0.2分。", "人员控制率≤100%得2分，每超出1%扣0.1分。"


def test_a_milder_rule_is_sometimes_better_and_a_stricter_never() -> None:
    """A smaller step gives some unit more, and takes from none."""
    assert compared(STRICT, MILD, NEVER_BETTER).verdict is Verdict.REFUTED
    assert compared(MILD, STRICT, NEVER_BETTER).verdict is Verdict.PROVED
    assert compared(MILD, STRICT, EQUIVALENT).verdict is Verdict.REFUTED


def test_other_words_for_the_same_are_equivalent() -> None:
    """Two wordings of one meaning give the same points to every unit."""
    other = "人员控制率不超过百分之百的计2分，每超过一个百分点扣0.2分，扣完为止"
    assert compared(STRICT, other, EQUIVALENT).verdict is Verdict.PROVED


# ---- the shipped rubrics


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_every_promise_of_the_shipped_rubrics_is_decided(path: Path) -> None:
    """Nothing stays open; what is refuted is recorded beside the rubric, as the publication has it."""
    loaded = load(path.read_text(encoding="utf-8"), path.name)
    found = list(verify(loaded))
    refuted = [
        f"{one.subject or '整个规则集'}：{one.promise}——{one.statement}"
        for one in found
        if one.verdict is Verdict.REFUTED
    ]

    assert [one.statement for one in found if one.verdict is Verdict.OPEN] == []
    assert "".join(f"{line}\n" for line in refuted) == (path.parent / "refuted.txt").read_text(encoding="utf-8")


def test_the_scope_of_a_rate_is_what_its_definition_can_give() -> None:
    """A rate of two counts is never negative."""
    text = table("人员控制率≤100%得2分。").replace(
        "指标 ", "数据 编制数（人）\n数据 在职人员数（人）\n计算 人员控制率＝在职人员数÷编制数×100%\n指标 ", 1
    )
    loaded = load(text, "某.rubric")
    assert loaded.rubric is not None
    from evaldsl.interpreter.rubric_to_scores import scorer

    scope = whole_scope(scorer(loaded.rubric))
    assert scope.measures["人员控制率"].parts[0] == (0, 0)
    assert Prover(scope).facts_where(indicator_to_expr(loaded.rubric.indicators[0]), "<", NOTHING) is None
