"""not-monotone"""

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.checks.bands import is_ladder, regions
from evaldsl.checks.bands_gap import bands_gap
from evaldsl.checks.exact import scope_of_reading, shape_along, turning_measures
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import Is, Ref
from evaldsl.interpreter.rubric import Kind, Steps
from evaldsl.interpreter.values import NOTHING, Interval, shown
from evaldsl.text.diagnostics import Diagnostic, warning

_ORDERS = [
    row.split()
    for row in (
        "优秀 优良 优 良好 良 中等 中 一般 合格 较差 差 不合格",
        "非常好 很好 好 较好 一般 较差 差 很差",
        "非常显著 显著 比较显著 较显著 一般 不够显著 不太显著 不显著",
        "非常明显 明显 比较明显 较明显 一般 不够明显 不太明显 不明显",
        "非常满意 满意 比较满意 较满意 基本满意 一般 不满意",
        "合格 基本合格 不合格",
        "达标 基本达标 不达标",
        "到位 较到位 基本到位 不到位",
        "健全 较健全 基本健全 不健全",
        "完善 较完善 基本完善 不完善",
        "规范 较规范 基本规范 不规范",
        "合理 较合理 基本合理 不合理",
        "达成 部分达成 未达成",
    )
] + [
    [f"{one}{kind}" for one in row]
    for row in ("ABCDE", "甲乙丙丁", "一二三四五")
    for kind in ("级", "类", "等", "档", "等级")
]
"""Words of judgement, the best first."""
_EXTENTS = [row.split() for row in ("全部 全面 完全", "大部分", "基本", "部分", "少部分", "未 没有 尚未")]
_EXTENT = re.compile(
    "(" + "|".join(sorted((word for row in _EXTENTS for word in row), key=len, reverse=True)) + ")(.+)"
)


def not_monotone(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Points that fall and rise again along the measure; one peak between two falls is deliberate."""
    yield from _words_upside_down(reading)
    found: list[Diagnostic] = []
    for draft in reading.drafts:
        found += [*against_award(draft), *_along_bands(draft)]
    yield from found
    if not found and not any(bands_gap(reading, _)):
        yield from _along_everything(reading)


def _along_bands(draft: ItemDraft) -> Iterator[Diagnostic]:
    if not is_ladder(draft) or any(case.value is None for case in draft.cases):
        return
    fact = draft.measure
    assert fact is not None
    points = [draft.cases[r.bands[0]].value or Fraction(0) for r in regions(draft) if r.bands]
    turns = _turns(points)
    if "-+" in turns:
        message = f"{fact.name}变大时，得分先降后升，不单调"
        start, end = draft.cases[0].span[0], draft.cases[-1].span[1]
        yield warning("not-monotone", message, start, end, hint="核对各档的分数是否写反")
    elif slips(draft):
        first, second = (draft.cases[place].value or Fraction(0) for place in (0, 1))
        message = f"先写的一档得{shown(first, 6)}分，后一档反而得{shown(second, 6)}分"
        yield warning("not-monotone", message, *draft.cases[1].span, hint="核对这两档的分数是否写反")


def slips(draft: ItemDraft) -> bool:
    """Bands written from the best to the worst of which the second gets more than the first: 90%以上得2分，80%-90%得3分，….

    Not where the first is beyond 0 or 100%, for more than that may well be worse.
    """
    points = [case.value or Fraction(0) for case in draft.cases]
    limits, second = draft.cases[0].limits, draft.cases[1].limits[0]
    ends = points[0] > points[-1] or (len(points) == 2 and second.high is not None)
    if len(limits) != 1 or limits[0].high is not None or points[1] <= points[0] or not ends:
        return False
    first = limits[0]
    return first.fact.kind is not Kind.RATIO or (first.op in ("≥", ">") and 0 < first.low < 1)


def _along_everything(reading: Reading) -> Iterator[Diagnostic]:
    """Bands, steps and deductions together."""
    from evaldsl.proofs.shapes import Way

    assert reading.indicator is not None
    for item in reading.indicator.items:
        for fact in turning_measures(item, reading):
            shape = shape_along(item, fact, scope_of_reading(reading))
            if shape is not None and shape.way in (Way.VALLEY, Way.MIXED):
                turn = "先降后升" if shape.way is Way.VALLEY else "时升时降"
                message = f"{fact.name}变大时，得分{turn}，不单调"
                yield warning("not-monotone", message, *item.span, hint="核对各档的分数、各步的方向是否写反")


def _words_upside_down(reading: Reading) -> Iterator[Diagnostic]:
    """优得2分，良得3分: a better word with fewer points."""
    for draft in reading.drafts:
        named = [
            (case, one) for case in draft.cases for one in case.others
            if isinstance(one, Is) and not case.limits and len(case.others) == 1 and case.value is not None
        ]  # fmt: skip
        if len(named) > 2 and all(
            _counts_up(one.word, other.word) for (_, one), (_, other) in itertools.pairwise(named)
        ):
            continue
        for (first, better), (second, worse) in itertools.pairwise(named):
            if first.value is None or second.value is None or better.key != worse.key:
                continue
            ranks = _ranks(better.word, worse.word)
            if ranks and (ranks[0] - ranks[1]) * (first.value - second.value) > 0:
                one, other = (first, second) if first.value > second.value else (second, first)
                high, low = (better, worse) if one is first else (worse, better)
                message = (
                    f"“{low.word}”比“{high.word}”好，得分反而少：{shown(other.value or NOTHING, 6)}分与"
                    f"{shown(one.value or NOTHING, 6)}分"
                )
                yield warning("not-monotone", message, *second.span, hint="核对两档的分数是否写反")
                break


def _counts_up(one: str, other: str) -> bool:
    """五级得10分，四级得8分，三级得6分: grades by number, of which some count from the worst."""
    ranks = _ranks(one, other) if one[0] in "五四三二" else None
    return ranks is not None and ranks[0] == ranks[1] + 1


def _ranks(one: str, other: str) -> tuple[int, int] | None:
    """Where two words stand in an order that holds both: 优 before 良, 全部整改 before 部分整改."""
    row = next((row for row in _ORDERS if one in row and other in row), None)
    if row is not None:
        return row.index(one), row.index(other)
    extents = [match for word in (one, other) if (match := _EXTENT.match(word))]
    if len(extents) < 2 or extents[0][2] != extents[1][2]:
        return None
    first, second = (next(i for i, row in enumerate(_EXTENTS) if match[1] in row) for match in extents)
    return first, second


def against_award(draft: ItemDraft) -> Iterator[Diagnostic]:
    """≥95%得2分，每高1个百分点扣0.1分: a step that takes where the award wants more of the measure."""
    for steps in draft.effects:
        if not isinstance(steps, Steps) or steps.up == steps.down or not steps.points:
            continue
        others = [
            case for case in draft.cases if case.span != steps.span and case.value != NOTHING
        ]  # 未达到的在4分基础上每低1%
        bounds = [x for case in others for x in case.limits if x.high is None and x.low == steps.base]
        bounds = [x for x in bounds if steps.measure == Ref(x.fact.key) and x.op != "="]
        along = (">", "≥") if steps.up != (steps.points < 0) else ("<", "≤")
        if bounds and all(x.op not in along for x in bounds):
            message = (
                f"“{steps.words}”与得分的方向相反：得分要求{bounds[0].fact.name}{'低' if '>' in along else '高'}，"
                f"这里却是越{'高' if steps.up else '低'}越{'扣' if steps.points < 0 else '加'}分"
            )
            yield warning("not-monotone", message, *steps.span, hint="核对“高于”“低于”“增加”“降低”是否写反")


def _turns(points: list[Fraction]) -> str:
    signs = ["+" if b > a else "-" for a, b in itertools.pairwise(points) if a != b]
    return "".join(sign for place, sign in enumerate(signs) if place == 0 or sign != signs[place - 1])
