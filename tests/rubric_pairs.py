"""Two rubrics of which one was changed, and units for both."""

import re
from fractions import Fraction

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from evaldsl.differences import Difference, IndicatorDifference
from evaldsl.differences.regions import holds
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.scorer import with_rates
from evaldsl.pipeline import load
from evaldsl.verification.comparison import Pair
from tests.strategies import cells, value_of

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
