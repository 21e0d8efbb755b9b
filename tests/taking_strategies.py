"""Items that only take: points from what the other items of their cell leave."""

from tests.described_rules import (
    Apart,
    AtMost,
    Band,
    Change,
    DecidedEach,
    DecidedLoss,
    Fact,
    Instead,
    Item,
    Loss,
    LossBands,
    Occurrence,
    Says,
    Severally,
    Step,
)
from tests.rubric_draws import Draw, F


def occurrence(d: Draw) -> Occurrence:
    """每发现一处违规扣0.5分。"""
    return Occurrence(d.fault(), d.points(8), d.one_of(1, 1, 1, 1, 2, 5))


def open_item(d: Draw) -> Item:
    """Only deductions: 每发现一处违规扣0.5分；未建立制度扣1分；视情况扣1-3分；以100%为基准，每低1%扣0.1分。"""
    changes = tuple(_taking(d) for _ in range(d.number(1, 2)))
    changes = next(((one,) for one in changes if isinstance(one, LossBands | Apart | Instead)), changes)
    if len({one.part for one in changes if isinstance(one, Step)}) > 1:
        changes = changes[:1]  # 不足1个百分点的不计 at the end is for both
    if all(isinstance(one, Occurrence | Loss) for one in changes) and d.number(0, 2) == 0:
        changes = (AtMost(changes, d.points(16)),)
    return Item(None, changes)


def _taking(d: Draw) -> Change:
    how = d.number(0, 11)
    if how >= 10:
        return apart(d) if how == 10 else instead(d)
    if how == 8:
        fact, low = d.fault(), d.points(8)
        return DecidedEach(fact, d.decision(fact.name + "酌情扣分"), low, low + d.points(8))
    if how == 9:
        names = d.name(SEVERAL)
        return Severally(tuple(Occurrence(Fact(name, "次数", "次"), d.points(8)) for name in names))
    if how < 3:
        return occurrence(d)
    if how < 5:
        return Loss(Says(d.failed()), d.points(8))
    if how == 5:
        low = d.points(8)
        fixed = d.maybe()
        return DecidedLoss(
            d.decision(d.name(LAPSES) + "酌情扣分"), low if fixed else F(0), low + d.points(8) if fixed else None
        )
    measure = d.measure("率")
    if how == 6:
        return Step(measure, d.limit(measure), d.one_of("下", "上", "双"), F(1, 100), d.points(8), d.part())
    limit, loss = d.limit(measure), d.points(8)
    gap = d.size(measure)
    return LossBands(
        measure,
        (
            Band(F(0), low=limit + gap),
            Band(loss, limit, True, limit + gap, False),
            Band(loss + d.points(8), high=limit, high_in=False),
        ),
    )


def apart(d: Draw) -> Change:
    """每发现一处违规扣1分，情节轻微的扣0.5分。"""
    every = Occurrence(d.fault(), d.points(8))
    kinds = d.one_of(("情节轻微",), ("情节严重",), ("情节轻微", "情节严重"), ("金额10万元以上",), ("造成不良影响",))
    return Apart(every, tuple(Occurrence(Fact(one, "次数", every.fact.unit, own=True), d.points(8)) for one in kinds))


def instead(d: Draw) -> Change:
    """弄虚作假的扣1分，情节严重的扣2分。"""
    points = d.points(8)
    severe = Fact(d.one_of("情节严重", "性质恶劣", "造成严重后果"), "判断", own=True)
    return Instead(d.failed(), points, severe, points + d.points(8))


SEVERAL = (("漏报", "瞒报", "迟报"),)
LAPSES = ("管理粗放", "态度冷漠", "记录潦草", "响应迟缓", "措施乏力")
