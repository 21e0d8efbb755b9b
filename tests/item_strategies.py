"""Items of every family as descriptions, drawn part by part."""

from fractions import Fraction

from tests.described_rules import (
    AtMost,
    Averaged,
    Award,
    Band,
    Bands,
    Both,
    Change,
    Compare,
    Counted,
    Decided,
    EachMissed,
    Earned,
    Fact,
    FormulaBelow,
    Graded,
    Held,
    InTurn,
    Item,
    Least,
    LessEach,
    Lines,
    Loss,
    Lower,
    Measure,
    Occurrence,
    OneMet,
    Otherwise,
    Product,
    Quotient,
    Says,
    Several,
    Step,
    Tiers,
    Veto,
    Within,
)
from tests.rubric_draws import CONDUCT, FAULTS, MARKS, RATES, SCALES, SUBJECTS, Draw, F, UsedUp
from tests.taking_strategies import apart, instead, occurrence


def awarded(d: Draw) -> Item:
    """X≥95%得2分，否则…"""
    measure = d.measure()
    limit, points = d.limit(measure), d.points()
    sign = d.one_of("≥", "≥", "≤", ">", "<", "=")
    return Item(Award(Compare(measure, sign, limit), points, _otherwise(d, points)))


def _otherwise(d: Draw, points: Fraction) -> Otherwise | None:
    how = d.one_of("", "", "得", "扣", "酌情")
    if how == "酌情":
        return d.one_of(
            Otherwise("酌情扣分", decision=d.decision("酌情扣分")),
            Otherwise("酌情计分", decision=d.decision("酌情得分")),
        )
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
    if d.number(0, 3) == 0:
        awards[-1] = top / 2
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


def _award(d: Draw, points: Fraction) -> Award:
    """制度健全得5分, for something behind which failings are counted."""
    fact = d.judged()
    return Award(Says(fact), points, conduct=fact.name in CONDUCT, well=fact.name.endswith(("合理", "到位")))


def held(d: Draw) -> Item:
    """制度健全得5分，每发现一处违规扣0.5分；发生事故的，本项不得分。"""
    points = d.points()
    changes: list[Change] = [occurrence(d) for _ in range(d.number(1, 2))]
    if d.maybe():
        changes.append(Loss(Says(d.failed()), d.points(8)))
    if len(changes) > 1 and d.number(0, 2) == 0:
        changes = [AtMost(tuple(changes), d.points(16))]
    return Item(_award(d, points), tuple(changes))


def severe(d: Draw) -> Item:
    """制度健全得5分，每发现一处违规扣1分，情节轻微的扣0.5分。"""
    return Item(_award(d, d.points()), (apart(d) if d.maybe() else instead(d),))


def held_by_count(d: Draw) -> Item:
    """资金使用合规得2分，有一处不合规扣0.5分。"""
    name, unit = d.name(OPPOSITES)
    fact, count = Fact(name, "判断"), Fact("不" + name[-2:], "次数", unit, own=True)
    return Item(Held(d.points(), Says(fact), count), (Occurrence(count, d.points(8)),))


OPPOSITES = (("资金使用合规", "处"), ("票据填写准确", "份"), ("工程质量达标", "项"))


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
    """X达到95%的得10分，未达到的，得分=X÷95%×10分; of what is measured too: 受益人口÷3.2万人×5分。"""
    measure = d.measure("率") if d.maybe() else Fact(*d.name(MEASURED))
    return Item(FormulaBelow(measure, d.limit(measure), d.points()))


MEASURED = (
    ("受益人口", "次数", "人"), ("造林面积", "数值", "亩"), ("管网长度", "数值", "公里"), ("贷款投放额", "数值", "万元"),
)  # fmt: skip


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
    return Item(_award(d, points), (change,))


def interpolated(d: Draw) -> Item:
    """X达到95%得10分，85%得6分，中间按插值法计算，低于85%不得分。"""
    measure = d.measure("率额")
    low, gap, count = d.limit(measure), d.size(measure) * 10, d.number(2, 3)
    numbers = [low + gap * place for place in range(count)]
    least = d.points(12) if count == 3 or d.maybe() else F(0)
    more = d.points(12)
    awards = [least + more * place for place in range(count)]
    if d.maybe():
        return Item(Lines(measure, tuple(zip(numbers, awards, strict=True)), F(0), awards[-1]))
    awards.reverse()
    return Item(Lines(measure, tuple(zip(numbers, awards, strict=True)), awards[0], F(0)))


def capped_product(d: Draw) -> Item:
    """得分=min（X，100%）×8分。"""
    measure = d.measure("率")
    return Item(Least(measure, d.points(), F(1) if d.maybe() else d.limit(measure)))


def tiered(d: Draw) -> Item:
    """X≤100%得5分；超出5%以内的，每超1%扣0.2分；超出5%以上部分，每超1%扣0.5分。"""
    if not d.settled and d.parts:
        raise UsedUp  # 不足1个百分点的不计 behind the next steps is for these as well
    measure = Fact(d.name(RATES), "比率", "%")
    base, size = F(d.number(60, 120), 100), F(1, 100)
    width = size * d.number(1, 20)
    tiers = Tiers(measure, base, d.one_of("上", "下"), width, size, d.points(8), d.points(12))
    return Item(Held(d.points() + 2), (tiers,))


def sinking(d: Draw) -> Item:
    """管理制度健全得2分，每发现一处违规扣0.5分，最多倒扣2分。"""
    return Item(_award(d, d.points()), (occurrence(d),), below=d.points(12))


def graded_open(d: Draw) -> Item:
    """社会效益显著得5分，较好得4分，一般的由评价组评定，差不得分。"""
    words = d.one_of(*SCALES, *MARKS)
    fact = Fact(d.name(SUBJECTS), "等次", choices=words)
    top = d.points() + 3
    most = top * F(1, 2)
    bands = ((words[0], top, top), (words[1], most, most), (words[2], F(0), most), (words[3], F(0), F(0)))
    return Item(Graded(fact, bands, d.decision("评定得分")))


def near_nothing(d: Draw) -> Item:
    """预算偏差率在±10%以内得4分。"""
    fact = Fact(d.name(DEVIATIONS), "比率", "%", low=F(-10))
    width = F(d.number(1, 30), 100)
    return Item(Award(Within(fact, -width, True, width, True), d.points()))


def floored(d: Draw) -> Item:
    """管理制度健全得2分，每发现一处违规扣0.5分，保底1分。"""
    points = d.points()
    return Item(_award(d, points), (occurrence(d),), below=-points / 2)


def lower(d: Draw) -> Item:
    """X达到95%得6分，未达到的在4分基础上每低1个百分点扣0.2分。"""
    measure = d.measure()
    way, limit, points = d.one_of("下", "上"), d.limit(measure), d.points() + 1
    start = F(round(points * d.one_of(F(1, 2), F(3, 5), F(4, 5)) * 10), 10)
    test = Compare(measure, "≥" if way == "下" else "≤", limit)
    return Item(Lower(test, points, start), (Step(measure, limit, way, d.size(measure), d.points(12), d.part()),))


def each_missed(d: Draw) -> Item:
    """X≥95%、Y≥90%得4分，一项不达标扣1分。"""
    tests = tuple(Compare(one, "≥", d.limit(one)) for one in (Fact(d.name(RATES), "比率", "%") for _ in range(2)))
    return Item(Held(d.points()), (EachMissed(tests, d.points(12)),))


def capped_share(d: Draw) -> Item:
    """管理制度健全得5分，每发现一处违规扣0.5分，最多扣分值的一半。"""
    points, share = d.points(), d.one_of(F(1, 2), F(1, 4), F(1, 5), F(3, 10))
    return Item(_award(d, points), (AtMost((occurrence(d),), points * share, share),))


def several(d: Draw) -> Item:
    """制度健全，X≥95%，且Y≤30小时得5分；X每低1个百分点扣0.2分。"""
    measures = (Fact(d.name(RATES), "比率", "%"), d.measure("额数"))
    tests = tuple(Compare(one, d.one_of("≥", "≤"), d.limit(one)) for one in measures)
    excused = d.one_of(tests, tests, tests[:1], tests[1:])
    steps = [
        Step(one.measure, one.limit, "下" if one.sign == "≥" else "上", d.size(one.measure), d.points(8), d.part())
        for one in excused
    ]
    judged: tuple[Says, ...] = (Says(d.judged()),) if d.maybe() else ()
    return Item(Several(d.points(), (*judged, *tests), excused), tuple(steps))


def one_met(d: Draw) -> Item:
    """X≥90%，Y≥80%得6分；仅X达标得3分；仅Y达标得2分。"""
    first, second = (Compare(one, "≥", d.limit(one)) for one in (Fact(d.name(RATES), "比率", "%") for _ in range(2)))
    points = d.points() + 2
    return Item(OneMet(first, second, points, (points / 2, points / 4)))


def earned(d: Draw) -> Item:
    """X每达到10%得0.5分，达到100%得5分。"""
    size, each, count = d.one_of(F(1, 10), F(1, 5), F(1, 20)), d.points(8), d.number(2, 10)
    more = d.one_of(F(0), F(0), F(1, 2))
    measure = Fact(d.name(RATES), "比率", "%")
    return Item(Earned(measure, size, each, size * count, each * count + more, d.part()))


DEVIATIONS = ("收入预测偏差率", "预算编制偏差率", "工期偏差率")


CLOSED = (
    awarded, within, both, stepped, stepped, stepped, raised, banded, banded, banded_downward, banded_counts, counted_faults, judged, judged, held,
    held, severe, severe, held_by_count, counted, product, quotient, less_each, formula_below, shared, shared_judged, graded, in_turn, decided,
    averaged, bonus, interpolated, interpolated, capped_product, tiered, tiered, sinking, floored, graded_open, near_nothing, lower, lower,
    each_missed, capped_share, several, several, one_met, earned,
)  # fmt: skip
