"""Families of sentences with their meaning: drawn, said in one of the field's ways, and scored by hand.

A family knows its words, the facts that they ask for and what a unit gets; nothing of the program is used here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tests.rubric_draws import BASES, FAILED, FAULTS, JUDGED, RATES, SCALES, SUBJECTS, Draw, F
from tests.small_wordings import Words, decimal

Values = tuple[Fraction | bool | str, ...]


@dataclass(frozen=True)
class Piece:
    """A *text* without its stop, the *values* of one unit in the order in which they are asked, and what it gets.

    *worth* is what the text awards at most; where it awards nothing, None, and *points* are those it takes. *open* to a
    deduction right behind it, for something else.
    """

    text: str
    values: Values
    points: Fraction
    worth: Fraction | None
    open: bool = True


Family = Callable[[Draw, Words], Piece]


def near(d: Draw, *limits: Fraction, fine: Fraction) -> Fraction:
    """At one of *limits*, or just beside it, or nowhere near."""
    return max(F(0), d.one_of(*limits) + d.one_of(F(0), fine, -fine, 3 * fine, -7 * fine))


def rate(d: Draw, *limits: Fraction) -> Fraction:
    """A rate near *limits*."""
    return near(d, *limits, fine=d.one_of(F(1, 100), F(1, 1000)))


def whole(d: Draw, *limits: int) -> Fraction:
    """A number of days or things near *limits*."""
    return near(d, *map(Fraction, limits), fine=F(1))


def three(d: Draw) -> tuple[Fraction, Fraction, Fraction]:
    """Points that fall."""
    top = d.points() + 2
    return top, F(int(top * 3 / 4 * 10), 10), F(int(top / 4 * 10), 10)


def percent(value: Fraction) -> str:
    """95%."""
    return f"{decimal(value * 100)}%"


def got(points: Fraction) -> str:
    """2分."""
    return f"{decimal(points)}分"


# ---- how long

TASKS = (("收到申请后", "办结"), ("接到举报后", "答复"), ("收到来文后", "批复"), ("合同签订后", "开工"))
TIMES = ("个工作日", "日", "天", "小时")


def in_time(d: Draw, w: Words) -> Piece:
    """收到申请后3个工作日内办结得5分，每超过1个工作日扣0.5分。"""
    (lead, verb), unit = d.name(TASKS), d.one_of(*TIMES)
    limit, points, each = d.number(2, 20), d.points(), d.points(8)
    used = whole(d, limit, limit + 2)
    step = w.one_of(f"每超过1{unit}", f"每超1{unit}", f"每延迟1{unit}", f"每超出一{unit}")
    text = f"{lead}{limit}{unit}{w.one_of('内', '以内')}{verb}{w.gets(points)}，{step}{w.takes(each)}{w.till_gone()}"
    return Piece(text, (used,), max(F(0), points - max(F(0), used - limit) * each), points)


def in_times(d: Draw, w: Words) -> Piece:
    """收到申请后3日内办结得5分，5日内办结得3分，超过5日的不得分。"""
    (lead, verb), unit = d.name(TASKS), d.one_of(*TIMES)
    first, second = d.number(2, 9), d.number(10, 30)
    best, less, _ = three(d)
    used = whole(d, first, second)
    by = w.one_of("，", "；")
    rest = w.one_of(f"超过{second}{unit}{w.one_of('', '的')}不得分", "否则不得分", "其余不得分")
    text = f"{lead}{first}{unit}内{verb}{w.gets(best)}{by}{second}{unit}内{verb}{w.gets(less)}{by}{rest}"
    return Piece(text, (used,), best if used <= first else less if used <= second else F(0), best)


LATE = (("按期", "完工"), ("按时", "报送"))


def late(d: Draw, w: Words) -> Piece:
    """按期完工得5分，逾期10天以内完工得3分，逾期10天以上不得分。"""
    (due, done), unit = d.name(LATE), d.one_of("天", "日", "个工作日")
    limit = d.number(3, 20)
    best, less, _ = three(d)
    by, passed = w.one_of("，", "；"), d.one_of(F(0), F(1), whole(d, limit), F(limit + 9))
    rest = f"逾期{w.one_of('', '超过')}{limit}{unit}"
    rest = f"{rest}{'' if '超过' in rest else '以上'}{w.one_of('', '的')}不得分"
    text = f"{due}{done}{w.gets(best)}{by}逾期{limit}{unit}{w.one_of('以内', '内')}{done}{w.one_of('的', '')}得{got(less)}{by}{rest}"
    return Piece(text, (passed,), best if passed == 0 else less if passed <= limit else F(0), best, open=False)


DUE = (("6月底前开工", "12月底前完工"), ("预算按时公开", "决算按时公开"), ("按期报送月报", "按期报送年报"))


def late_each(d: Draw, w: Words) -> Piece:
    """6月底前开工得3分，12月底前完工得2分，每推迟1个月扣1分: each loses what its own delay costs."""
    names, unit, loss = d.name(DUE), d.one_of("个月", "天", "个工作日"), d.points(8)
    points, late = (d.points() + 1, d.points() + 1), (whole(d, 0, 2), whole(d, 0, 1))
    by = w.one_of("，", "；")
    text = by.join(f"{name}{w.gets(most)}" for name, most in zip(names, points, strict=True))
    text = (
        f"{text}{by}每{w.one_of('推迟', '延期', '延迟', '逾期')}1{unit}{w.one_of('', '各')}扣{got(loss)}{w.till_gone()}"
    )
    kept = sum((max(F(0), most - n * loss) for most, n in zip(points, late, strict=True)), F(0))
    return Piece(text, (not late[0], not late[1], *late), kept, sum(points, F(0)), open=False)


HOW_WELL = ("会计核算规范", "职能设置合理", "资产管理到位", "资金使用合规")
AMISS = ("存在白条入账", "人员闲置", "账实不符", "发现问题", "管理混乱", "化整为零")


def amiss(d: Draw, w: Words) -> Piece:
    """会计核算规范得3分，存在白条入账的扣1分: the fault costs that, whether 规范 is denied with it or not."""
    name, fault, loss = d.name(HOW_WELL), d.name(AMISS), d.points(8)
    points, held, found = d.points() + loss, d.maybe(), d.maybe()
    text = f"{name}{w.gets(points)}{w.one_of('，', '；')}{fault}{w.one_of('的', '的，')}{w.takes(loss)}"
    return Piece(text, (held, found), points - loss if found else points if held else F(0), points, open=False)


# ---- against what was planned

PLANNED = (
    ("培训", "人次"), ("新建公厕", "座"), ("改造管网", "公里"), ("植树造林", "亩"), ("走访企业", "户"), ("开展宣讲", "场"),
)  # fmt: skip


def planned(d: Draw, w: Words) -> Piece:
    """计划培训100人次，完成得5分，每少10人次扣0.5分。"""
    (name, unit), limit, size = d.name(PLANNED), d.number(20, 300), d.one_of(1, 2)
    points, each = d.points(), d.points(8)
    done = whole(d, limit, limit - 3)
    lead = w.one_of(f"计划{name}{limit}{unit}，", f"年度计划{name}{limit}{unit}，", f"{name}目标{limit}{unit}，")
    text = f"{lead}{w.one_of('完成', '完成任务', '全部完成')}{w.one_of('得', '的得')}{got(points)}，每少{size}{unit}{w.takes(each)}"
    return Piece(text, (done,), max(F(0), points - max(F(0), limit - done) / size * each), points)


def target(d: Draw, w: Words) -> Piece:
    """培训合格率目标值95%，达到目标值得3分，每低1个百分点扣0.2分。"""
    name, limit = d.name(RATES), d.one_of(F(95, 100), F(9, 10), F(1))
    points, each, value = d.points(), d.points(8), rate(d, limit)
    lead = w.one_of(
        f"{name}目标值{percent(limit)}，达到目标值",
        f"{name}达到目标值（{percent(limit)}）",
        f"{name}（≥{percent(limit)}）",
    )
    step = w.one_of("每低1个百分点", "每低于1%", "每降低1个百分点")
    text = f"{lead}得{got(points)}，{step}{w.takes(each)}{w.till_gone()}"
    return Piece(text, (value,), max(F(0), points - max(F(0), limit - value) * 100 * each), points)


def target_number(d: Draw, w: Words) -> Piece:
    """培训达到目标数（100人次）得3分，每少1人次扣0.2分。"""
    (name, unit), limit = d.name(PLANNED), d.number(20, 300)
    points, each, done = d.points(), d.points(8), whole(d, limit, limit - 3)
    word = w.one_of("目标值", "计划数", "任务数")
    said = w.one_of(f"达到{word}（{limit}{unit}）", f"不低于{word}（{limit}{unit}）", f"达到{limit}{unit}")
    text = f"{name}数量{said}得{got(points)}，每少1{unit}{w.takes(each)}{w.till_gone()}"
    return Piece(text, (done,), max(F(0), points - max(F(0), limit - done) * each), points)


PARTS = (("归档材料", "份"), ("公示内容", "项"), ("报送附件", "个"))


def lacking(d: Draw, w: Words) -> Piece:
    """归档材料每缺一份扣0.5分，共3分: points of its own, told behind what is taken from them."""
    (name, unit), points, each, lost = d.name(PARTS), d.points() + 2, d.points(8), F(d.number(0, 4))
    own = w.one_of(f"，共{got(points)}", f"，该项{got(points)}", f"，此项共{got(points)}")
    text = f"{name}{w.one_of('每缺一', '每少一', '每缺1', '每缺少一')}{unit}{w.takes(each)}{own}"
    return Piece(text, (lost,), max(F(0), points - lost * each), points, open=False)


def defined(d: Draw, w: Words) -> Piece:
    """支付进度率≥90%得3分，支付进度率=累计支付数/年初预算数×100%；每低1个百分点扣0.2分: the formula behind the award is its own."""
    name, done, planned, _ = d.name(BASES)
    limit, points, each = d.one_of(F(95, 100), F(9, 10), F(1)), d.points(), d.points(8)
    whole_of = F(d.number(1, 9) * 100)
    value = whole_of * max(F(0), d.one_of(limit, limit - F(3, 100), limit + F(1, 100)))
    by, then = w.one_of("，", "；", "。", "，其中"), w.one_of("，", "；", "。")
    step = w.one_of("每低1个百分点", "每低于1%", "每降低1个百分点")
    text = f"{name}{w.one_of('≥', '达到', '不低于')}{percent(limit)}{w.gets(points)}{by}{name}={done}/{planned}×100%{then}{step}{w.takes(each)}"
    lost = max(F(0), limit - value / whole_of) * 100 * each
    return Piece(text, (value, whole_of), max(F(0), points - lost), points, open=False)


AIMS = ("植树造林", "招商引资", "污水治理", "就业培训")


def part_of_aim(d: Draw, w: Words) -> Piece:
    """完成植树造林目标任务的90%以上得5分，80%以上得3分，其余不得分。"""
    name, (best, less, _) = d.name(AIMS), three(d)
    high, low = d.one_of(F(1), F(95, 100), F(9, 10)), d.one_of(F(8, 10), F(3, 5))
    value, by = rate(d, high, low), w.one_of("，", "；")
    word = w.one_of("目标任务", "年度任务", "年度目标")
    rest = w.one_of("其余不得分", f"低于{percent(low)}不得分", "否则不得分")
    edge = w.one_of("以上", "及以上", "（含）以上")
    text = f"完成{name}{word}的{percent(high)}{edge}{w.gets(best)}{by}完成{percent(low)}{edge}{w.gets(less)}{by}{rest}"
    return Piece(text, (value,), best if value >= high else less if value >= low else F(0), best)


def lesser(d: Draw, w: Words) -> Piece:
    """按计划完成植树造林得3分，完成80%以上得2分，其余不得分。"""
    name, (best, less, _) = d.name(AIMS), three(d)
    low, by = d.one_of(F(8, 10), F(9, 10), F(1, 2)), w.one_of("，", "；")
    full = d.maybe()
    value = F(1) if full else rate(d, low)
    edge, rest = w.one_of("以上", "及以上"), w.one_of("其余不得分", f"低于{percent(low)}的不得分", "否则不得分")
    text = f"按计划完成{name}{w.gets(best)}{by}完成{percent(low)}{edge}{w.gets(less)}{by}{rest}"
    return Piece(text, (full, value), best if full else less if value >= low else F(0), best, open=False)


# ---- conditions around bands

WORK = ("落实包保责任", "实行台账管理", "开展入户走访", "健全管理制度")
AIMS = ("加强宣传引导", "推进信息公开", "保障基本需求", "控制运行成本")


def banded(d: Draw, w: Words, head: str) -> tuple[str, Callable[[Fraction], Fraction], tuple[Fraction, ...], Fraction]:
    """Bands of a rate behind *head*, what they give, where they change, and the most."""
    name, (best, less, _) = d.name(RATES), three(d)
    high, low, by = d.one_of(F(95, 100), F(9, 10)), d.one_of(F(8, 10), F(3, 5)), w.one_of("，", "；")
    middle = w.one_of(f"{percent(low)}（含）-{percent(high)}", f"达到{percent(low)}以上", f"{percent(low)}以上")
    rest = w.one_of("其余不得分", f"{percent(low)}以下不得分", f"低于{percent(low)}的不得分")
    first = w.one_of(f"达到{percent(high)}以上", f"≥{percent(high)}", f"{percent(high)}及以上")
    text = f"{head}{name}{first}{w.gets(best)}{by}{middle}{w.gets(less)}{by}{rest}"
    return text, lambda value: best if value >= high else less if value >= low else F(0), (high, low), best


def introduced(d: Draw, w: Words) -> Piece:
    """落实包保责任，知晓率达到90%以上得5分，80%以上得3分，其余不得分: in each band the work must be done."""
    text, points, limits, best = banded(d, w, f"{d.name(WORK)}，")
    done, value = d.maybe(), rate(d, *limits)
    return Piece(text, (done, value), points(value) if done else F(0), best, open=False)


def aimed(d: Draw, w: Words) -> Piece:
    """加强宣传引导，知晓率达到90%以上得5分，80%以上得3分，其余不得分: what the rate is for, and nothing to judge."""
    text, points, limits, best = banded(d, w, f"{d.name(AIMS)}，")
    value = rate(d, *limits)
    return Piece(text, (value,), points(value), best, open=False)


def qualified(d: Draw, w: Words) -> Piece:
    """截至6月底，执行率达到50%得2分；截至9月底，执行率达到75%得3分；未达到序时进度的，当期不得分: which each says already."""
    name, limits = d.name(RATES), (d.one_of(F(1, 2), F(2, 5)), d.one_of(F(3, 4), F(9, 10)))
    points = d.points(), d.points()
    values = tuple(rate(d, *limits) for _ in limits)
    until, between = w.one_of("截至", "截止"), w.one_of("，", "")
    by = w.one_of("；", "。")
    text = by.join(
        f"{until}{month}月底{between}{name}{w.one_of('达到', '≥', '不低于')}{percent(limit)}{w.one_of('的得', '得')}{got(one)}"
        for month, limit, one in zip((6, 9), limits, points, strict=True)
    )
    total = sum((one for value, limit, one in zip(values, limits, points, strict=True) if value >= limit), F(0))
    text += w.one_of(
        "", "；未达到序时进度的，当期不得分", f"{by}未达到规定进度的，该时点不得分", "；未达到的，相应项不得分"
    )
    return Piece(text, values, total, sum(points, F(0)), open=False)


def past(d: Draw, w: Words) -> Piece:
    """接待率≤100%得5分，超过5%以内的得3分，超过5%以上的不得分。"""
    name, (best, less, _) = d.name(RATES), three(d)
    limit, more, by = d.one_of(F(1), F(9, 10)), d.one_of(F(1, 20), F(1, 10)), w.one_of("，", "；")
    value, verb = rate(d, limit, limit + more), w.one_of("超过", "超出")
    text = (
        f"{name}{w.one_of('≤', '不超过', '不高于')}{percent(limit)}{w.gets(best)}{by}{verb}{percent(more)}以内的得{got(less)}{by}"
        f"{verb}{percent(more)}以上的不得分"
    )
    return Piece(text, (value,), best if value <= limit else less if value <= limit + more else F(0), best)


# ---- limits that are only stated, and changes


def stated(d: Draw, w: Words) -> Piece:
    """合格率100%，每低1个百分点扣1分; 控制率不超过100%，每超1个百分点扣1分."""
    limit, each, high = d.one_of(F(95, 100), F(9, 10), F(1)), d.points(8), d.maybe()
    name, value = d.name(CONTROLLED if high else RATES), rate(d, limit)
    said = (
        w.one_of("不超过{}", "≤{}", "{}以内", "不高于{}", "{}及以下", "控制在{}以内", "{}", "={}", "应不超过{}")
        if high
        else ""
    )
    said = said or w.one_of("{}", "={}", "达到{}", "不低于{}", "≥{}", "应达到{}", "{}以上")
    step = (
        w.one_of("每超1%", "每超过1个百分点", "每超出1%") if high else w.one_of("每低1%", "每低于1个百分点", "每降低1%")
    )
    by = w.one_of("，", "，", "。") if not w.one_of("", "", "的") else "的，"
    by = "，" if "=" in said and by == "的，" else by
    text = f"{name}{said.format(percent(limit))}{by}{step}{w.takes(each)}{w.till_gone()}"
    away = value - limit if high else limit - value
    return Piece(text, (value,), max(F(0), away) * 100 * each, None, open=False)


CONTROLLED = ("公用经费控制率", "公务接待费控制率", "培训费控制率", "会议费控制率")


def changed(d: Draw, w: Words) -> Piece:
    """与上年相比，信访量下降得4分，持平得3分，上升不得分."""
    name, (best, less, _), value = d.name(CHANGING), three(d), d.one_of(F(-5, 100), F(0), F(1, 1000), F(2, 100))
    since, by = w.one_of("较上年", "比上年", "同比", "与上年相比，", "较2022年"), w.one_of("，", "；")
    lead = f"{since}{name}" if since.endswith("，") else f"{name}{since}"
    text = f"{lead}下降{w.gets(best)}{by}持平{w.gets(less)}{by}{w.one_of('上升', '增加', '增长')}{w.one_of('不得分', '的不得分')}"
    return Piece(text, (value,), best if value < 0 else F(0) if value else less, best, open=False)


CHANGING = ("信访量", "差旅费", "能耗", "投诉量")


# ---- what went wrong


def worded(d: Draw, w: Words) -> Piece:
    """无投诉得3分，发生1起得2分，发生2起得1分，3起及以上不得分。"""
    (name, unit), (best, less, least) = d.name(FAULTS), three(d)
    found, by, verb = F(d.number(0, 4)), w.one_of("，", "；"), w.one_of("发生", "出现", "")
    none = w.one_of("无", "未发生", "没有")
    parts = [f"{none}{name}{w.gets(best)}", f"{verb}1{unit}得{got(less)}", f"{verb}2{unit}得{got(least)}"]
    text = by.join([*parts, f"{verb}3{unit}{w.one_of('及以上', '以上')}不得分"])
    return Piece(text, (found,), (best, less, least, F(0), F(0))[int(found)], best, open=False)


def asked(d: Draw, w: Words) -> Piece:
    """有下列情形之一的扣2分：弄虚作假、拒绝检查。"""
    first, second, loss, found = d.name(FAILED), d.name(FAILED), d.points(12), d.maybe()
    lead = w.one_of("有下列情形之一的", "存在以下情形之一的", "有下列情况之一的")
    lead += f"{w.one_of('', '，')}{w.takes(loss)}："
    text = lead + w.one_of("①{}；②{}", "{}、{}", "①{}②{}", "（1）{}；（2）{}").format(first, second)
    return Piece(text, (found,), loss if found else F(0), None, open=False)


def twice(d: Draw, w: Words) -> Piece:
    """弄虚作假的扣1分，情节严重的加倍扣分。"""
    name, loss, held, worse = d.name(FAILED), d.points(8), d.maybe(), d.maybe()
    again = w.one_of("情节严重的加倍扣分", "造成不良影响的双倍扣分", "情节严重的，加倍扣分")
    text = f"{name}的{w.one_of('', '，')}{w.takes(loss)}，{again}"
    return Piece(text, (held, worse), (loss * 2 if worse else loss) if held else F(0), None, open=False)


def twice_each(d: Draw, w: Words) -> Piece:
    """每发现一处违规扣1分，情节严重的加倍扣分."""
    (name, unit), loss = d.name(FAULTS), d.points(8)
    plain, worse = F(d.number(0, 3)), F(d.number(0, 2))
    text = f"每{w.one_of('发现', '发生', '出现')}{w.one_of('一', '1')}{unit}{name}{w.takes(loss)}，情节严重的{w.one_of('加倍', '双倍')}扣分"
    return Piece(text, (plain, worse), loss * plain + 2 * loss * worse, None, open=False)


def kinds(d: Draw, w: Words) -> Piece:
    """每发生1起重大事故扣5分；较大事故扣3分；一般事故扣1分。"""
    (noun, unit), by = d.name(KINDS), w.one_of("；", "，")
    losses = [d.points(8) for _ in range(3)]
    found = tuple(F(d.number(0, 2)) for _ in losses)
    names = [f"{kind}{noun}" for kind in ("重大", "较大", "一般")]
    text = f"每发生{w.one_of('1', '一')}{unit}{names[0]}{w.takes(losses[0])}" + "".join(
        f"{by}{name}{w.takes(loss)}" for name, loss in zip(names[1:], losses[1:], strict=True)
    )
    return Piece(text, found, sum((n * loss for n, loss in zip(found, losses, strict=True)), F(0)), None, open=False)


KINDS = (("安全事故", "起"), ("质量问题", "个"), ("舆情事件", "起"))


def judged(d: Draw, w: Words) -> Piece:
    """制度健全得2分，否则不得分."""
    name, points, held = d.name(JUDGED), d.points(), d.maybe()
    return Piece(f"{name}{w.gets(points)}，{w.nothing()}", (held,), points if held else F(0), points, open=False)


def graded(d: Draw, w: Words) -> Piece:
    """社会效益显著得6分，较显著得3分，不显著不得分；弄虚作假扣1分，拒绝检查的不得分: no fault gives points."""
    subject, (good, less, _, bad) = d.name(SUBJECTS), SCALES[0]
    best, half, _ = three(d)
    by, word, loss = w.one_of("，", "；"), d.one_of(good, less, bad), d.points(8)
    (mild, held), (grave, lost) = (d.name(FAILED), d.maybe()), (d.name(FAILED), d.maybe())
    text = f"{subject}{good}{w.gets(best)}{by}{less}{w.gets(half)}{by}{bad}不得分；{mild}{w.one_of('的', '')}{w.takes(loss)}"
    text = f"{text}{w.one_of('，', '；')}{grave}{w.one_of('不得分', '的不得分', '的，不得分')}"
    points = {good: best, less: half}.get(word, F(0)) - (loss if held else F(0))
    return Piece(text, (word, held, lost), F(0) if lost else max(F(0), points), best, open=False)


WHOLLY = (("验收", "验收率"), ("签订责任书", "签订率"), ("建档立卡", "建档率"), ("完成整改", "整改率"))


def in_part(d: Draw, w: Words) -> Piece:
    """全部验收得4分，验收率不足100%的，按比例扣分: the rest in proportion, by whatever word falls short."""
    (done, name), points = d.name(WHOLLY), d.points()
    held, value = d.maybe(), d.one_of(F(0), F(1, 2), F(4, 5), F(9, 10))
    short = w.one_of("不足", "不到", "低于", "未达", "小于", "不满")
    text = f"全部{done}{w.gets(points)}，{name}{short}100%{w.one_of('的，', '的')}按比例{w.one_of('扣分', '得分')}"
    return Piece(text, (held, value), points if held else points * value, points, open=False)


REGULAR = (
    ("县级河长每月巡河", "次"),
    ("班子成员每季度下访", "次"),
    ("镇干部每周走访", "次"),
    ("支部每半年专题学习", "次"),
)


def missed(d: Draw, w: Words) -> Piece:
    """县级河长每月巡河不少于1次得5分，每缺1次扣0.2分: of the whole year."""
    (name, unit), points, each, lacking = d.name(REGULAR), d.points(), d.points(8), F(d.number(0, 5))
    text = f"{name}不少于{w.one_of('1', '2')}{unit}{w.gets(points)}，每{w.one_of('少', '缺')}{w.one_of('1', '一')}{unit}{w.takes(each)}"
    return Piece(text, (lacking,), max(F(0), points - lacking * each), points, open=False)


def plainly_banded(d: Draw, w: Words) -> Piece:
    """知晓率达到90%以上得5分，80%以上得3分，其余不得分."""
    text, points, limits, best = banded(d, w, "")
    value = rate(d, *limits)
    return Piece(text, (value,), points(value), best)


def of_target(d: Draw, w: Words) -> Piece:
    """渠道衬砌20公里，完成率达到95%以上得5分，80%以上得3分: how much there is to be is no condition."""
    (name, unit), number = d.name(PLANNED), d.number(20, 300)
    head = w.one_of(f"{name}{number}{unit}，", f"计划{name}{number}{unit}，", f"{name}（{number}{unit}），")
    text, points, limits, best = banded(d, w, head)
    value = rate(d, *limits)
    return Piece(text, (value,), points(value), best)


def of_each_head(d: Draw, w: Words) -> Piece:
    """培训100人次（5分），完成率100%得5分，80%以上得3分，其余不得分；植树造林90亩（3分），完成率…: each head has a rate of its own."""
    values: Values = ()
    text, points, worth = "", F(0), F(0)
    name, mark = w.one_of("完成率", "验收合格率"), w.one_of("，", "：", "。", "（{}），", "（{}）：", "（{}）。")
    for _ in range(2):
        (thing, unit), number, (best, less, _) = d.name(PLANNED), d.number(20, 300), three(d)
        high, low, rest = d.one_of(F(1), F(95, 100)), d.one_of(F(8, 10), F(3, 5)), w.one_of("其余", "否则")
        value = rate(d, high, low)
        head = f"{thing}{number}{unit}{mark.format(got(best))}"
        bands = f"{name}达到{percent(high)}{w.gets(best)}，{percent(low)}以上{w.gets(less)}，{rest}不得分"
        text, values = f"{text}{'；' if text else ''}{head}{bands}", (*values, value)
        points, worth = points + (best if value >= high else less if value >= low else F(0)), worth + best
    return Piece(text, values, points, worth, open=False)


def capped(d: Draw, w: Words) -> Piece:
    """制度健全得5分；省级表彰每次得1分，市级表彰每次得0.5分，最高2分: what is counted gives no more, and the award its own."""
    noun, unit = d.name((("表彰", "次"), ("典型经验", "条"), ("示范项目", "个")))
    top, most = d.points() + 3, d.one_of(F(1), F(2))
    held, one, half = d.maybe(), F(d.number(0, 3)), F(d.number(0, 3))
    text = f"{d.name(JUDGED)}{w.gets(top)}；省级{noun}每{unit}{w.gets(F(1))}，市级{noun}每{unit}{w.gets(F(1, 2))}，"
    text += f"{w.one_of('最高', '最高得', '最高不超过', '本项最高')}{got(most)}"
    return Piece(text, (held, one, half), (top if held else F(0)) + min(most, one + half / 2), top + most, open=False)


CLOSED: tuple[Family, ...] = (
    in_time, in_times, late, planned, target, target_number, part_of_aim, lesser, introduced, aimed, qualified, past, worded, judged,
    plainly_banded, of_target, of_each_head, capped, changed, graded, lacking, defined, in_part, missed, late_each, amiss,
)  # fmt: skip
OPEN: tuple[Family, ...] = (stated, asked, twice, twice_each, kinds)
