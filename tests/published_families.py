"""Families of sentences that every county's table has, with their meaning worked out by hand: see ``cell_families``."""

from tests.cell_families import Family, Piece, got, near, percent, rate, three, whole
from tests.rubric_draws import FAILED, FAULTS, JUDGED, Draw, F
from tests.small_wordings import Words

# ---- inputs: staff, spending, budgets

SPENDING = ("公用经费变动率", "差旅费变动率", "印刷费变动率", "维修费变动率")


def no_growth(d: Draw, w: Words) -> Piece:
    """会议费变动率≤0，计2分，大于0不计分."""
    name, points = d.name(SPENDING), d.points()
    value = d.one_of(F(-3, 100), F(0), F(1, 1000), F(5, 100))
    most, more = w.one_of("≤0", "小于等于0", "不大于0", "≤0%"), w.one_of("大于0", "＞0", "高于0%")
    text = f"{name}{most}{w.gets(points)}，{more}{w.one_of('', '的', '，')}{w.one_of('不得分', '不计分', '得0分')}"
    return Piece(text, (value,), points if value <= 0 else F(0), points, open=False)


COMPUTED = (
    ("预算调整率", "调整金额", "年初预算"),
    ("结转结余率", "结转资金", "可用资金"),
    ("资金闲置率", "闲置资金", "到位资金"),
)


def low_rate(d: Draw, w: Words) -> Piece:
    """结转结余率=结转资金/可用资金×100%。结转结余率≤10%得4分，10%-20%（含）得2分，20%以上不得分."""
    (name, part, all_), (best, less, _) = d.name(COMPUTED), three(d)
    low, high = F(d.number(2, 10), 100), F(d.number(11, 30), 100)
    base = F(d.number(1, 9) * 1000)
    value = rate(d, low, high)
    by = w.one_of("，", "；")
    middle = w.one_of(f"{percent(low)}-{percent(high)}（含）", f"超过{percent(low)}且不超过{percent(high)}")
    rest = w.one_of("其余不得分", "否则不得分", f"超过{percent(high)}的不得分", f"高于{percent(high)}不得分")
    text = f"{name}={part}/{all_}×100%{w.one_of('。', '，', '；')}{name}{w.one_of('≤', '不超过', '不高于')}{percent(low)}{w.gets(best)}"
    text += f"{by}{middle}{w.one_of('', '的')}得{got(less)}{by}{rest}"
    points = best if value <= low else less if value <= high else F(0)
    return Piece(text, (value * base, base), points, best, open=False)


COSTS = (("实际成本", "预算成本"), ("工程决算", "工程概算"), ("采购价格", "采购预算"), ("单位造价", "控制价"))


def overspent(d: Draw, w: Words) -> Piece:
    """实际成本不超过预算成本得4分，每超1%扣0.4分，超过10%的不得分."""
    (cost, plan), points, each = d.name(COSTS), d.points(), d.points(8)
    most = F(d.number(5, 20), 100)
    over = max(F(0), d.one_of(F(0), F(1, 100), most, most + F(1, 100), F(5, 200)))
    step = w.one_of("每超1%", "每超过1%", "每超出1个百分点")
    text = f"{cost}{w.one_of('不超过', '未超过', '未超', '不高于')}{plan}{w.gets(points)}，{step}{w.takes(each)}"
    text += w.one_of("，", "；") + f"超过{percent(most)}{w.one_of('的不得分', '不得分', '的，不得分')}"
    kept = max(F(0), points - over * 100 * each)
    return Piece(text, (over,), F(0) if over > most else kept, points, open=False)


PAID = (
    ("资金支付率", "支付数", "指标数"),
    ("资金到位率", "到位资金", "应到位资金"),
    ("采购完成率", "采购额", "采购计划"),
)


def by_formula(d: Draw, w: Words) -> Piece:
    """资金支付率=支付数/指标数×100%，得分=资金支付率×5分，最高得5分."""
    (name, part, all_), points = d.name(PAID), d.points()
    base = F(d.number(1, 9) * 100)
    value = d.one_of(F(0), F(1, 2), F(97, 100), F(1), F(21, 20))
    most = w.one_of(f"，最高得{got(points)}", f"，最高不超过{got(points)}", "，超过100%的按100%计")
    scored = w.one_of(f"得分={name}×{got(points)}", f"得分={got(points)}×{name}", f"按{name}×{got(points)}计分")
    text = f"{name}={part}{w.one_of('/', '÷')}{all_}×100%{w.one_of('，', '。')}{scored}{most}"
    return Piece(text, (value * base, base), min(points, value * points), points, open=False)


# ---- process: rules and how they are kept

RULES = (("财务管理制度", "财务"), ("合同管理办法", "合同"), ("安全生产预案", "预案"), ("绩效管理细则", "细则"))


def kept_rules(d: Draw, w: Words) -> Piece:
    """建立财务管理制度得2分，执行到位得1分，发现1例未执行扣0.5分: 到位 is what the cases deny."""
    (rules, _), held = d.name(RULES), d.maybe()
    first, loss = d.points(), d.points(4)
    second, found = d.points() + loss, F(d.number(0, 3))
    verb = w.one_of("建立", "制定", "出台")
    well = w.one_of("执行到位", "落实到位")
    done = {"执行到位": "执行", "落实到位": "落实"}[well]
    by = w.one_of("，", "；")
    text = f"{verb}{rules}{w.gets(first)}{by}{rules}{well}{w.gets(second)}，{w.one_of('每发现', '发现')}{w.one_of('1', '一')}例未{done}{w.takes(loss)}"
    points = (first if held else F(0)) + max(F(0), second - found * loss)
    return Piece(text, (held, not found, found), points, first + second, open=False)


REPORTS = ("绩效自评报告", "决算报表", "统计月报", "项目进展", "宣传信息")


def reported(d: Draw, w: Words) -> Piece:
    """决算报表按时报送得2分，迟报1次扣0.5分，漏报1次扣1分."""
    name, (small, large) = d.name(REPORTS), (d.points(4), d.points(8))
    points, late, missing = d.points() + large, F(d.number(0, 2)), F(d.number(0, 2))
    once = w.one_of("1次", "一次")
    text = f"{name}按时报送{w.gets(points)}，迟报{once}{w.takes(small)}，漏报{once}{w.takes(large)}{w.till_gone()}"
    kept = max(F(0), points - late * small - missing * large)
    return Piece(text, (not (late or missing), late, missing), kept, points, open=False)


def one_each(d: Draw, w: Words) -> Piece:
    """管理制度健全、手续完备、档案资料完整，每符合一项得1分."""
    names, each = [d.name(JUDGED) for _ in range(3)], d.points(8)
    held = tuple(d.maybe() for _ in names)
    per = w.one_of("每符合一项", "每满足一项", "每做到一项", "每符合1项")
    lead = w.one_of("，", "。以上", "；以上")
    text = f"{w.one_of('、', '；', '，').join(names)}{lead}{per}得{got(each)}"
    return Piece(text, held, each * sum(held), each * 3, open=False)


def bare_each(d: Draw, w: Words) -> Piece:
    """管理制度健全（1分），手续完备（2分）."""
    names, points = [d.name(JUDGED) for _ in range(2)], [d.points() for _ in range(2)]
    held = tuple(d.maybe() for _ in names)
    brackets = w.one_of("（{}）", "，{}", "{}", "得{}")
    text = w.one_of("；", "、" if brackets in ("（{}）", "{}") else "；").join(
        f"{name}{brackets.format(got(one))}" for name, one in zip(names, points, strict=True)
    )
    return Piece(
        text, held, sum((one for one, ok in zip(points, held, strict=True) if ok), F(0)), sum(points, F(0)), open=False
    )


def of_the_list(d: Draw, w: Words) -> Piece:
    """未签订合同、未实行监理、未组织验收的，分别扣1分: each costs that."""
    names, loss = [d.name(UNDONE) for _ in range(d.number(2, 3))], d.points(8)
    held = tuple(d.maybe() for _ in names)
    text = f"{'、'.join(names)}的{w.one_of('，', '')}{w.one_of('分别', '各')}扣{got(loss)}"
    return Piece(text, held, loss * sum(held), None, open=False)


UNDONE = ("未签订合同", "未实行监理", "未组织验收", "未编制预案", "未开展培训", "未建立台账")

# ---- results

AMOUNTS_DONE = (("开展培训", "人次"), ("新增床位", "张"), ("绿化造林", "亩"), ("维修管网", "公里"), ("服务老人", "人"))


def in_proportion(d: Draw, w: Words) -> Piece:
    """开展培训100人次以上得5分，未达到的按实际完成比例得分."""
    (name, unit), goal, points = d.name(AMOUNTS_DONE), d.number(20, 300), d.points()
    done = whole(d, goal, goal // 2)
    wanted = w.one_of(f"≥{goal}{unit}", f"不少于{goal}{unit}", f"达到{goal}{unit}", f"{goal}{unit}以上")
    rest = w.one_of("未达到的按比例得分", "未完成的，按实际完成比例得分", "不足的按完成比例计分", "未达标按比例计分")
    text = f"{name}{wanted}{w.gets(points)}，{rest}"
    return Piece(text, (done,), points * min(F(1), done / goal), points, open=False)


WAITS = (("平均响应时间", "分钟"), ("平均修复时间", "小时"), ("平均候诊时间", "分钟"), ("平均到场时间", "分钟"))


def waited(d: Draw, w: Words) -> Piece:
    """平均响应时间≤10分钟得5分，10-20分钟得2分，超过20分钟不得分."""
    (name, unit), (best, less, _) = d.name(WAITS), three(d)
    low, high, by = d.number(5, 15), d.number(16, 40), w.one_of("，", "；")
    value = near(d, F(low), F(high), fine=F(1, 2))
    middle = w.one_of(f"{low}-{high}{unit}", f"{low}至{high}{unit}（含）", f"超过{low}{unit}不超过{high}{unit}")
    text = f"{name}{w.one_of('≤', '不超过', '不高于')}{low}{unit}{w.gets(best)}{by}{middle}{w.one_of('', '的')}得{got(less)}{by}"
    text += w.one_of(f"超过{high}{unit}不得分", f"{high}{unit}以上不得分", "其余不得分")
    return Piece(text, (value,), best if value <= low else less if value <= high else F(0), best, open=False)


def satisfied(d: Draw, w: Words) -> Piece:
    """满意度≥90%得5分，每降低1%扣0.2分，低于60%不得分."""
    who = d.name(WHO)
    limit, low = d.one_of(F(9, 10), F(95, 100), F(85, 100)), d.one_of(F(6, 10), F(7, 10))
    points, each = d.points(), d.points(8)
    value = rate(d, limit, low)
    step = w.one_of("每降低1%", "每低1个百分点", "每低于1%", "每下降1个百分点")
    none = w.one_of(f"低于{percent(low)}不得分", f"低于{percent(low)}的不得分", f"低于{percent(low)}的，不得分")
    text = f"{who}满意度{w.one_of('≥', '达到', '不低于')}{percent(limit)}{w.gets(points)}，{step}{w.takes(each)}{w.one_of('，', '；')}{none}"
    kept = max(F(0), points - max(F(0), limit - value) * 100 * each)
    return Piece(text, (value,), kept if value >= low else F(0), points, open=False)


WHO = ("村民", "企业", "游客", "家长", "患者", "商户")

# ---- parts of a cell with points of their own

PARTS = ("师德师风", "收费管理", "食品卫生", "消防安全")


def section(d: Draw, w: Words) -> Piece:
    """师德师风（5分）：每发现1起违规扣1分；弄虚作假的，本项不得分: 本项 is what is under this heading."""
    (fault, unit), grave, points, loss = d.name(FAULTS), d.name(FAILED), d.points() + 1, d.points(8)
    found, lost = F(d.number(0, 3)), d.maybe()
    head = d.name(PARTS) + w.one_of(f"（{got(points)}）：", f"（{got(points)}）。", f"（{got(points)}）")
    gone = w.one_of("本项不得分", "该项不得分", "此项不得分", "本项不计分")
    text = f"{head}每发现{w.one_of('1', '一')}{unit}{fault}{w.takes(loss)}{w.one_of('；', '，')}{grave}的{w.one_of('，', '')}{gone}"
    return Piece(text, (found, lost), F(0) if lost else max(F(0), points - found * loss), points, open=False)


PUBLISHED: tuple[Family, ...] = (
    no_growth, low_rate, overspent, by_formula, kept_rules, reported, one_each, bare_each, in_proportion, waited,
    satisfied, section,
)  # fmt: skip
TAKEN: tuple[Family, ...] = (of_the_list,)
"""Those that only take."""
