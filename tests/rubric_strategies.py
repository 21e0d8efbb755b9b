"""A hypothesis strategy: whole rubrics as descriptions for ``naive_scorer``, and facts at and around their thresholds.

What a description says is put into official wording by ``rubric_wordings``. Hypothesis draws the seed of a ``Chance`` and
no more: the hundreds of choices that a rubric takes would cost it a second each.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from tests.naive_scorer import (
    AtMost,
    Averaged,
    Award,
    Band,
    Bands,
    Both,
    Cell,
    Change,
    Compare,
    Conventions,
    Counted,
    Decided,
    DecidedLoss,
    Fact,
    FormulaBelow,
    Graded,
    Held,
    InTurn,
    Item,
    LessEach,
    Loss,
    LossBands,
    Measure,
    Occurrence,
    Otherwise,
    Product,
    Quotient,
    Rate,
    Says,
    Step,
    Table,
    Target,
    Value,
    Veto,
    Within,
    facts_of,
    parts_of,
    stake,
)

F = Fraction
T = TypeVar("T")
RATES = (
    "预算执行率", "任务办结率", "群众满意率", "政府采购规范率", "档案归集率", "宣传覆盖率", "设备完好率", "培训合格率",
    "诉求回复率", "经费结转率", "合同履约率", "绿化成活率", "用户知晓率", "项目开工率", "资产利用率", "垃圾清运率",
)  # fmt: skip
AMOUNTS = (
    ("植树面积", "平方米"), ("接待经费", "万元"), ("道路养护里程", "公里"), ("污水处理量", "吨"), ("日常考评得分", "分"),
    ("平均答复时长", "小时"), ("会务开支", "元"), ("补贴资金", "万元"),
)  # fmt: skip
NUMBERS = (
    ("培训场次", "场"), ("走访户数", "户"), ("新建泵站数", "座"), ("出动车辆", "辆"), ("印发简报", "份"), ("巡查次数", "次"),
)  # fmt: skip
JUDGED = (
    "管理制度健全", "按时报送决算", "专款专用", "档案资料完整", "信息公开及时", "岗位职责明确", "台账登记清楚", "手续完备",
    "绩效目标合理", "会计核算规范", "内控流程清晰", "合同签订及时", "验收程序合规", "人员配备到位", "责任分工明确", "审批流程齐全",
)  # fmt: skip
FAILED = (
    "弄虚作假", "发生重大事故", "存在挤占挪用", "被上级通报批评", "泄露工作秘密", "拒绝配合检查", "擅自变更用途", "私设小金库",
    "虚报冒领补助", "隐瞒真实情况", "引发群体事件", "资产流失",
)  # fmt: skip
FAULTS = (
    ("违规", "处"), ("截留", "次"), ("投诉", "起"), ("挪用", "笔"), ("积压", "例"), ("污损", "份"), ("旷工", "人次"),
    ("损坏", "件"), ("空置", "项"), ("串户", "户"), ("积水", "处"), ("返工", "条"),
)  # fmt: skip
HONOURS = (
    ("获国家级表彰", "次"), ("获省级表彰", "次"), ("被媒体报道", "篇"), ("取得专利", "项"), ("推广经验", "条"), ("结对帮扶", "户"),
)  # fmt: skip
SUBJECTS = ("社会效益", "环境效益", "协作情况", "服务水平", "示范作用", "宣传氛围")
SCALES = (("显著", "较显著", "一般", "不显著"), ("好", "较好", "一般", "差"), ("高", "较高", "一般", "较低"))
MARKS = (("优", "良", "中", "差"), ("优秀", "良好", "合格", "不合格"))
TITLES = ("预算管理", "履职效能", "财务监督", "队伍建设", "项目产出", "政务公开", "风险防控", "民生保障")
BASES = (
    ("在职人员控制率", "在职人数", "编制人数", "人"), ("支付进度率", "累计支付数", "年初预算数", "万元"),
    ("固定资产使用率", "在用资产额", "全部资产额", "万元"), ("案件查处率", "查处件数", "立案件数", "件"),
)  # fmt: skip


class Names:
    """Hands out names so that no two facts of a table share one, nor sound like one another."""

    def __init__(self, chance: Random) -> None:
        self.start = chance.randrange(40)
        self.used: dict[int, int] = {}

    def take(self, pool: Sequence[T]) -> T | None:
        """The next of *pool*; None when all have been used."""
        place = self.used.get(id(pool), 0)
        self.used[id(pool)] = place + 1
        return pool[(self.start + place) % len(pool)] if place < len(pool) else None


class UsedUp(Exception):
    """No name of the kind is left: another family must do."""


class Draw:
    """Draws parts of one table: what hypothesis chooses, names, and the rates that the table computes."""

    def __init__(self, chance: Random, rates: tuple[Rate, ...] = ()) -> None:
        self.chance, self.names, self.rates = chance, Names(chance), rates
        self.settled, self.parts = True, ""
        self.read_here: list[Rate] = []

    def one_of(self, *options: T) -> T:
        """One of *options*."""
        return self.chance.choice(options)

    def number(self, low: int, high: int) -> int:
        """A whole number."""
        return self.chance.randint(low, high)

    def maybe(self) -> bool:
        """True or false."""
        return self.chance.random() < 0.5

    def points(self, high: int = 40) -> Fraction:
        """Points as tables have them."""
        n = self.number(1, high)
        return F(n, 4) if self.maybe() else F(n, 10) if self.maybe() else F((n + 3) // 4)

    def name(self, pool: Sequence[T]) -> T:
        """An unused name."""
        found = self.names.take(pool)
        if found is None:
            raise UsedUp
        return found

    def judged(self) -> Fact:
        """A judgement that speaks well of the unit."""
        return Fact(self.name(JUDGED), "判断")

    def failed(self) -> Fact:
        """A judgement that speaks ill of it."""
        return Fact(self.name(FAILED), "判断")

    def fault(self) -> Fact:
        """What can be counted against a unit."""
        name, unit = self.name(FAULTS)
        return Fact(name, "次数", unit)

    def honour(self) -> Fact:
        """What can be counted in its favour."""
        name, unit = self.name(HONOURS)
        return Fact(name, "次数", unit)

    def measure(self, kinds: str = "率额数") -> Measure:
        """A ratio, an amount or a number."""
        kind = self.one_of(*kinds)
        if kind == "率":
            fresh = [rate for rate in self.rates if rate not in self.read_here]
            if fresh and self.maybe():
                self.read_here.append(self.one_of(*fresh))
                return self.read_here[-1]
            return Fact(self.name(RATES), "比率", "%")
        name, unit = self.name(AMOUNTS if kind == "额" else NUMBERS)
        return Fact(name, "数值" if kind == "额" else "次数", unit)

    def limit(self, measure: Measure) -> Fraction:
        """A limit for *measure*."""
        if isinstance(measure, Rate) or measure.kind == "比率":
            return self.one_of(
                F(1), F(19, 20), F(9, 10), F(17, 20), F(self.number(1, 60), 50), F(self.number(50, 999), 1000)
            )
        return (
            F(self.number(2, 40))
            if measure.kind == "次数"
            else self.one_of(F(self.number(2, 300)), F(self.number(5, 99), 2))
        )

    def size(self, measure: Measure) -> Fraction:
        """How long a step is."""
        if isinstance(measure, Rate) or measure.kind == "比率":
            return self.one_of(F(1, 100), F(1, 100), F(1, 20), F(1, 10), F(1, 1000))
        return F(self.one_of(1, 1, 2, 5))

    def part(self) -> str:
        """What the sentence says of part steps: where no convention does, the same in the whole cell."""
        return self.one_of("", "进一", "整步", "按比例") if self.settled else self.parts

    def decision(self, name: str) -> Fact:
        """What the evaluator decides about this item."""
        return Fact(name, "酌情", "分", own=True)


# ---- items


def awarded(d: Draw) -> Item:
    """X≥95%得2分，否则…"""
    measure = d.measure()
    limit, points = d.limit(measure), d.points()
    sign = d.one_of("≥", "≥", "≤", ">", "<", "=")
    return Item(Award(Compare(measure, sign, limit), points, _otherwise(d, points)))


def _otherwise(d: Draw, points: Fraction) -> Otherwise | None:
    how = d.one_of("", "", "得", "扣")
    if not how:
        return None
    return Otherwise(how, points * d.one_of(F(1, 2), F(1, 5), F(1, 4) if how == "得" else F(1)))


def within(d: Draw) -> Item:
    """X在90%（含）-95%（不含）之间得2分。"""
    measure = d.measure("率额")
    low = d.limit(measure)
    return Item(Award(Within(measure, low, d.maybe(), low + d.size(measure) * 2, d.maybe()), d.points()))


def both(d: Draw) -> Item:
    """A≥95%且B≥90%得4分，否则不得分。"""
    first, second = d.measure("率"), Fact(d.name(RATES), "比率", "%")
    test = Both(Compare(first, "≥", d.limit(first)), Compare(second, "≥", d.limit(second)), d.maybe())
    return Item(Award(test, d.points()))


def stepped(d: Draw) -> Item:
    """X≥95%得2分，每低于1%扣0.2分，扣完为止；低于60%不得分。"""
    measure = d.measure()
    way = d.one_of("下", "下", "上", "上", "双")
    limit, points = d.limit(measure), d.points()
    share = d.number(0, 4) == 0
    loss = F(d.one_of(1, 5, 10, 20), 100) if share else d.points(12)
    change: Change = Step(measure, limit, way, d.size(measure), loss, d.part(), share=share)
    if not share and d.number(0, 4) == 0:
        change = AtMost((change,), points * d.one_of(F(1, 2), F(1)))
    vetoes: tuple[Veto, ...] = ()
    if way != "双" and d.number(0, 3) == 0:
        bad = limit * F(3, 5) if way == "下" else limit * 2
        if _is_count(measure):
            bad = F(int(bad))
        if bad > 0:
            vetoes = (Veto(Compare(measure, "<" if way == "下" else ">", bad), "项"),)
    return Item(Held(points), (change,), vetoes)


def _is_count(measure: Measure) -> bool:
    return isinstance(measure, Fact) and measure.kind == "次数"


def raised(d: Draw) -> Item:
    """X达到100%得1分，每超1个百分点加0.1分，最高得2分。"""
    measure = d.measure()
    limit, points = d.limit(measure), d.points(16)
    step = Step(measure, limit, "上", d.size(measure), d.points(8), d.part(), adds=True)
    award = Award(Compare(measure, "≥", limit), points)
    return Item(award, (step,), most=points + d.points(12))


def banded(d: Draw) -> Item:
    """90%以上得4分；80%（含）-90%得3分；低于80%不得分。"""
    measure = d.measure("率率额")
    count = d.number(2, 4)
    base, gap = d.limit(measure), d.size(measure) * 3
    cuts = [base + gap * (count - place) for place in range(count)]
    top = d.points() + count
    awards = [top - place * top / (count + 1) if d.maybe() else top - place for place in range(count)]
    awards = [F(round(one * 10), 10) for one in awards]
    kind = d.one_of("接", "不写", "不等号", "往下", "混")
    bands = [Band(awards[0], low=cuts[0], low_in=None if kind == "不写" else True)]
    for place in range(1, count):
        if kind == "不写":
            said: tuple[bool | None, bool | None] = (None, None)
        elif kind == "混":
            said = (d.one_of(True, None), d.one_of(None, False))
        else:
            said = (True, False)
        bands.append(Band(awards[place], cuts[place], said[0], cuts[place - 1], said[1]))
    if kind == "混":
        bands[0] = Band(awards[0], low=cuts[0], low_in=None)
    other = F(0) if d.maybe() else F(1, 5)
    return Item(Bands(measure, tuple(bands), other))


def banded_downward(d: Draw) -> Item:
    """≤5%得4分；5%-10%（含）得3分；>10%不得分。"""
    measure = d.measure("率额")
    count = d.number(2, 4)
    base, gap = d.limit(measure), d.size(measure) * 2
    cuts = [base + gap * place for place in range(count)]
    top = d.points() + count
    bands = [Band(top, high=cuts[0])]
    bands += [Band(top - place, cuts[place - 1], False, cuts[place], True) for place in range(1, count)]
    return Item(Bands(measure, tuple(bands), F(0)))


def banded_counts(d: Draw) -> Item:
    """5场以上得4分，3-4场得3分，1-2场得1分，0场不得分。"""
    measure = d.measure("数")
    first, second = d.number(1, 3), d.number(4, 6)
    top = d.points() + 2
    return Item(
        Bands(
            measure,
            (Band(top, low=F(second)), Band(top - 1, F(first), True, F(second - 1), True)),
            F(0) if first == 1 or d.maybe() else F(1, 2),
        )
    )


def counted_faults(d: Draw) -> Item:
    """投诉0次得3分，1次得2分，2次得1分，3次以上不得分。"""
    measure = d.fault()
    top = d.number(2, 3)
    each = d.one_of(F(1), F(1, 2))
    exact = tuple(Band(top * each - place * each, F(place), True, F(place), True) for place in range(top))
    return Item(Bands(measure, exact, F(0)))


def judged(d: Draw) -> Item:
    """制度健全得2分，否则不得分；每发现一处违规扣0.5分。"""
    points = d.points()
    how = d.number(0, 5)
    if how == 0:
        return Item(Award(Says(d.judged()), points, Otherwise("酌情扣分", decision=d.decision("酌情扣分"))))
    if how == 1:
        return Item(Award(Says(d.judged()), points, Otherwise("酌情计分", decision=d.decision("酌情得分"))))
    return Item(Award(Says(d.judged()), points, _otherwise(d, points)))


def held(d: Draw) -> Item:
    """制度健全得5分，每发现一处违规扣0.5分；发生事故的，本项不得分。"""
    points = d.points()
    changes: list[Change] = [_occurrence(d) for _ in range(d.number(1, 2))]
    if d.maybe():
        changes.append(Loss(Says(d.failed()), d.points(8)))
    if len(changes) > 1 and d.number(0, 2) == 0:
        changes = [AtMost(tuple(changes), d.points(16))]
    return Item(Award(Says(d.judged()), points), tuple(changes))


def held_by_count(d: Draw) -> Item:
    """资金使用合规得2分，有一处不合规扣0.5分。"""
    name, unit = d.name(OPPOSITES)
    fact, count = Fact(name, "判断"), Fact("不" + name[-2:], "次数", unit, own=True)
    return Item(Held(d.points(), Says(fact), count), (Occurrence(count, d.points(8)),))


OPPOSITES = (("资金使用合规", "处"), ("票据填写准确", "份"), ("工程质量达标", "项"))


def _occurrence(d: Draw) -> Occurrence:
    return Occurrence(d.fault(), d.points(8), d.one_of(1, 1, 1, 1, 2, 5))


def counted(d: Draw) -> Item:
    """每公开一项得0.5分，最多得2分。"""
    entries = tuple((d.honour(), d.points(8)) for _ in range(d.number(1, 2)))
    return Item(Counted(entries), most=d.points())


def product(d: Draw) -> Item:
    """得分=任务完成率×8分，最高得8分。"""
    points = d.points()
    how = d.number(0, 2)
    if how == 0:
        return Item(Product(d.measure("率"), points, reversed_=True))
    if how == 1:
        return Item(Product(d.measure("率"), points), most=points)
    measure = Fact(d.name(EXAMS), "数值")
    return Item(Product(measure, points, per=F(d.one_of(100, 110, 120, 30))), most=points)


EXAMS = ("月度测评得分", "现场检查得分", "群众评议得分")


def quotient(d: Draw) -> Item:
    """得分=实际完成数÷计划完成数×10分，最高得10分。"""
    name, other = d.name(PAIRS)
    points = d.points()
    return Item(Quotient(Fact(name, "数值"), Fact(other, "数值"), points), most=points)


PAIRS = (("实际完成数", "计划完成数"), ("到位资金数", "应到资金数"), ("实有床位数", "核定床位数"))


def less_each(d: Draw) -> Item:
    """得分=10-投诉件数×0.5。"""
    name, _ = d.name(FAULTS)
    return Item(LessEach(d.points(), Fact(name + "数量", "次数"), d.points(8)))


def formula_below(d: Draw) -> Item:
    """X达到95%的得10分，未达到的，得分=X÷95%×10分。"""
    measure = d.measure("率")
    return Item(FormulaBelow(measure, d.limit(measure), d.points()))


def shared(d: Draw) -> Item:
    """X达到95%得2分，否则按比例得分。"""
    measure, points = d.measure("率"), d.points()
    limit = d.limit(measure)
    return Item(Award(Compare(measure, d.one_of("≥", "≤"), limit), points, Otherwise("按比例")))


def shared_judged(d: Draw) -> Item:
    """完成全部任务得满分，未全部完成的按完成比例得分。"""
    share = Fact("完成比例", "比率", "%", own=True, high=F(1))
    return Item(Award(Says(d.judged()), d.points(), Otherwise("按比例", share=share)))


def graded(d: Draw) -> Item:
    """社会效益显著得5分，较好得3-4分，一般得1-2分，差不得分。"""
    words = d.one_of(*SCALES, *MARKS)
    fact = Fact(d.name(SUBJECTS), "等次", choices=words)
    top = d.points() + 3
    step = top / 4
    if d.number(0, 2):
        return Item(
            Graded(
                fact,
                (*((w, top - step * i, top - step * i) for i, w in enumerate(words[:3])), (words[3], F(0), F(0))),
            )
        )
    ranges = tuple((word, step * (3 - place), step * (4 - place)) for place, word in enumerate(words[:3]))
    return Item(Graded(fact, (*ranges, (words[3], F(0), F(0))), d.decision("评定得分")))


def in_turn(d: Draw) -> Item:
    """达到预期效果得2分，基本达到得1分，未达到不得分。"""
    points = d.points()
    first = d.name(TURNS)
    return Item(InTurn(((Fact(first, "判断"), points), (Fact("部分达成", "判断", own=True), points * F(3, 5)))))


TURNS = ("达成预期目标", "达成年度目标")


def decided(d: Draw) -> Item:
    """根据实际情况在0-5分之间酌情打分。"""
    return Item(Decided(d.decision("酌情得分"), F(0), d.points()))


def averaged(d: Draw) -> Item:
    """完成率、及时率各得2分 as judgements: 制度健全、台账清楚的，各得1分。"""
    return Item(Averaged((d.judged(), d.judged()), d.points(12)))


def bonus(d: Draw) -> Item:
    """有创新做法的得2分，获得上级推广的再加1分；每获表彰1次加0.5分，最多加1分。"""
    points = d.points()
    change: Change = Loss(Says(d.judged()), d.points(8), adds=True)
    if d.maybe():
        change = AtMost((Occurrence(d.honour(), d.points(8), adds=True),), d.points(8))
    return Item(Award(Says(d.judged()), points), (change,))


CLOSED = (
    awarded, within, both, stepped, stepped, stepped, raised, banded, banded, banded_downward, banded_counts, counted_faults, judged, judged, held,
    held, held_by_count, counted, product, quotient, less_each, formula_below, shared, shared_judged, graded, in_turn, decided,
    averaged, bonus,
)  # fmt: skip


def open_item(d: Draw) -> Item:
    """Only deductions: 每发现一处违规扣0.5分；未建立制度扣1分；视情况扣1-3分；以100%为基准，每低1%扣0.1分。"""
    changes = tuple(_taking(d) for _ in range(d.number(1, 2)))
    changes = next(((one,) for one in changes if isinstance(one, LossBands)), changes)
    if all(isinstance(one, Occurrence | Loss) for one in changes) and d.number(0, 2) == 0:
        changes = (AtMost(changes, d.points(16)),)
    return Item(None, changes)


def _taking(d: Draw) -> Change:
    how = d.number(0, 7)
    if how < 3:
        return _occurrence(d)
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


LAPSES = ("管理粗放", "态度冷漠", "记录潦草", "响应迟缓", "措施乏力")


# ---- cells and tables


def drawn_table(chance: Random, most: int = 3, *, zero: bool = True) -> Table:
    """A whole rubric of up to *most* indicators. Without *zero* there is no rate that can lack its denominator."""
    d = Draw(chance)
    if zero and d.maybe():
        d.rates = tuple(
            Rate(
                name,
                Fact(top, "次数" if unit in "人件" else "数值", unit),
                Fact(bottom, "次数" if unit in "人件" else "数值", unit),
            )
            for name, top, bottom, unit in (d.name(BASES) for _ in range(d.number(1, 2)))
        )
    said = Conventions(
        d.one_of("", "进一", "整步", "按比例"), d.one_of("", "得满分", "不得分", "1", "0"), d.one_of(2, 2, 1, 3)
    )
    d.settled = bool(said.part)
    indicators: list[Cell | Target] = [_indicator(d) for _ in range(d.number(1, most))]
    full = sum((one.full for one in indicators), F(0))
    cuts = [F(round(full * share * 2), 2) for share in (F(9, 10), F(8, 10), F(6, 10))] if d.maybe() else []
    if len(set(cuts)) < 3:
        cuts = []
    grades = tuple(zip(("优", "良", "中"), cuts, strict=False)) + ((("差", F(0)),) if cuts else ())
    vetoes = (d.failed(),) if cuts and d.number(0, 3) == 0 else ()
    shares = (
        ("达成", F(4, 5), F(1)),
        ("部分达成并具有一定效果", F(3, 5), F(4, 5)),
        ("未达成且效果较差", F(0), F(3, 5)),
    )
    used = tuple(rate for rate in d.rates if any(rate is one for one in parts_of(tuple(indicators))))
    return Table(tuple(indicators), said, used, grades, vetoes, shares)


def _indicator(d: Draw) -> Cell | Target:
    if d.number(0, 9) == 0:
        return _target(d)
    return _cell(d)


def _target(d: Draw) -> Target:
    title, full = d.name(TITLES), d.points() + 2
    if d.maybe():
        words = ("达成", "部分达成并具有一定效果", "未达成且效果较差")
        return Target(title, full, grade=Fact(title, "等次", choices=words), decision=d.decision("评定得分"))
    unit = d.one_of(("件", "次数"), ("万元", "数值"), ("%", "比率"))
    fact = Fact(title, unit[1], unit[0])
    return Target(title, full, fact, d.one_of("≥", "≤"), d.limit(fact))


def _cell(d: Draw) -> Cell:
    title = d.name(TITLES)
    d.parts, d.read_here = d.one_of("", "进一", "整步", "按比例"), []
    opened = d.number(0, 3) == 0
    items = [_closed(d, not opened) for _ in range(d.number(0 if opened else 1, 3))]
    worth = sum((stake(item) for item in items), F(0))
    rest = F(0)
    if opened:
        for _ in range(d.number(1, 2)):
            try:
                items.append(open_item(d))
            except UsedUp:
                items.append(_closed(d, False))
                worth += stake(items[-1])
        rest = d.points() if worth == 0 or d.maybe() else F(0)
    return Cell(title, worth + rest, tuple(_with_veto(d, item) for item in items))


def _closed(d: Draw, alone: bool) -> Item:
    for _ in range(6):
        try:
            item = d.one_of(*CLOSED)(d)
        except UsedUp:
            continue
        # what a formula without 最高得 is worth is not said: nothing may take from what it leaves
        if alone or item.most is not None or not isinstance(item.opening, Product | LessEach):
            return item
    return decided(d)


def _with_veto(d: Draw, item: Item) -> Item:
    if d.number(0, 7) or any(isinstance(one, LossBands) for one in item.changes):
        return item
    try:
        fact = d.failed()
    except UsedUp:
        return item
    return Item(
        item.opening,
        item.changes,
        (*item.vetoes, Veto(Says(fact), d.one_of("项", "指标", "等级", "指标等级"))),
        item.most,
    )


# ---- facts


def limits_of(table: Table) -> dict[Measure, list[Fraction]]:
    """The numbers at which something changes, by measure."""
    found: dict[Measure, list[Fraction]] = {}
    for part in parts_of(table):
        match part:
            case Compare(measure=measure, limit=limit) | FormulaBelow(measure=measure, limit=limit):
                found.setdefault(measure, []).append(limit)
            case Target(measure=Fact() as measure, limit=limit):
                found.setdefault(measure, []).append(limit)
            case Within(measure=measure, low=low, high=high):
                found.setdefault(measure, []).extend((low, high))
            case Step(measure=measure, base=base, size=size):
                found.setdefault(measure, []).extend((base, base - size, base + size, base - 3 * size, base + 5 * size))
            case Bands(measure=measure, bands=bands) | LossBands(measure=measure, bands=bands):
                edges = [edge for band in bands for edge in (band.low, band.high) if edge is not None]
                found.setdefault(measure, []).extend(edges)
    return found


def drawn_unit(chance: Random, table: Table) -> dict[Fact, Value]:
    """Facts for *table*: at a threshold, just beside it, zero, huge, or anything."""
    limits = limits_of(table)
    values: dict[Fact, Value] = {}
    for rate in table.rates:
        bottom = F(chance.choice((100, 200, 40, 37, 1, 0) if rate.bottom.kind == "次数" else (100, 250, 33, 0)))
        goal = chance.choice([*limits.get(rate, []), F(0), F(3, 2)]) * bottom
        near = goal + chance.choice((F(0), F(-1), F(1), F(1, 100) if rate.top.kind == "数值" else F(2)))
        values[rate.bottom] = bottom
        values[rate.top] = max(F(0), F(int(near)) if rate.top.kind == "次数" else F(int(near * 100), 100))
    for part in parts_of(table):  # what a formula in a sentence is when 比率按100%计 is not settled: see the reference
        if isinstance(part, Quotient) and table.conventions.zero in ("0", "1"):
            values[part.bottom] = F(chance.choice((1, 40, 250)))
    for fact in facts_of(table):
        if fact not in values and fact.kind != "酌情":
            values[fact] = chance.choice(_values(fact, limits.get(fact, [])))
    for part in parts_of(table):
        values.update(_decisions(part, values, chance))
    return values


def _values(fact: Fact, limits: list[Fraction]) -> Sequence[Value]:
    match fact.kind:
        case "判断":
            return (True, False)
        case "等次":
            return fact.choices
        case "次数":
            near = [max(F(0), F(int(limit) + by)) for limit in limits for by in (0, -1, 1, 2)]
            return [F(0), F(1), F(2), F(3), F(5), *near, F(100_000)]
        case _:
            fine, top = (F(1, 10_000), F(50)) if fact.kind == "比率" else (F(1, 100), F(10**9))
            near = [max(F(0), limit + by) for limit in limits for by in (0, fine, -fine, 37 * fine, -53 * fine)]
            scale = fact.high or (F(1) if fact.kind == "比率" else F(150))
            plain = [F(0), scale, scale * F(37, 100), scale * F(9, 10), scale * F(1234, 10_000)]
            return plain + near + ([top, scale * 2] if fact.high is None else [])


def _decisions(part: object, values: dict[Fact, Value], chance: Random) -> Iterator[tuple[Fact, Fraction]]:
    def between(low: Fraction, high: Fraction) -> Fraction:
        return low + (high - low) * chance.choice((F(0), F(1), F(1, 2), F(3, 10)))

    match part:
        case Graded(fact=fact, points=points, decision=Fact() as decision):
            low, high = next((low, high) for word, low, high in points if word == values[fact])
            if low < high:
                yield decision, between(low, high)
        case Target(grade=Fact() as fact, decision=Fact() as decision, full=full):
            share = {"达成": (F(4, 5), F(1)), "部分达成并具有一定效果": (F(3, 5), F(4, 5))}.get(
                str(values[fact]), (F(0), F(3, 5))
            )
            yield decision, between(share[0] * full, share[1] * full)
        case Award(points=points_, otherwise=Otherwise(decision=Fact() as decision)):
            yield decision, between(F(0), points_)
        case Decided(decision=decision, low=low, high=high):
            yield decision, between(low, high)
        case DecidedLoss(decision=decision, low=low, high=high_):
            yield decision, F(0) if chance.random() < 0.5 else between(low, low if high_ is None else high_)


class Chance(Random):
    """Chooses rubrics, words and units; the same seed always the same."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.said = seed

    def __repr__(self) -> str:
        return f"Chance({self.said})"

    def table(self, most: int = 3, *, zero: bool = True) -> Table:
        """A whole rubric of up to *most* indicators; without *zero* there is no rate that can lack its denominator."""
        return drawn_table(self, most, zero=zero)

    def unit(self, table: Table) -> dict[Fact, Value]:
        """Facts for *table*: at a threshold, just beside it, zero, huge, or anything."""
        return drawn_unit(self, table)


chances = st.integers(0, 2**32 - 1).map(Chance)
