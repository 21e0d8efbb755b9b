"""Hypothesis strategies: scoring sentences in official wording, the facts they read, texts that nobody would write."""

import re
from fractions import Fraction

from hypothesis import strategies as st

from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.rubric import Fact, Kind

RATES = ("预算执行率", "任务完成率", "公众满意度", "经费控制率", "整改率")
JUDGED = ("管理制度健全", "按时报送资料", "资金专款专用", "档案资料完整", "信息公开及时")
FAILED = ("资料不齐全", "发生安全事故", "存在挤占挪用", "检查无记录")
COUNTED = ("处", "项", "例", "次", "起")

points = st.integers(1, 40).map(lambda n: Fraction(n, 4))
percents = st.integers(1, 40).map(lambda n: n * 5)


def number(value: Fraction) -> str:
    """A decimal as people write it."""
    return str(int(value)) if value.denominator == 1 else str(float(value))


@st.composite
def threshold(draw: st.DrawFn) -> str:
    """预算执行率≥95%得2分，每低于1%扣0.2分，扣完为止。"""
    rate, limit, award = draw(st.sampled_from(RATES)), draw(percents), number(draw(points))
    down = draw(st.booleans())
    sign = draw(st.sampled_from(("≥", "达到", "不低于") if down else ("≤", "不超过", "不高于")))
    verb = draw(st.sampled_from(("低于", "少于", "降低") if down else ("超出", "超过", "高于")))
    size, loss = draw(st.sampled_from(("1%", "1个百分点", "一个百分点", "5个百分点"))), number(draw(points))
    part = draw(st.sampled_from(("", "，不足1个百分点的按1个百分点计", "，不足1个百分点的不计")))
    return f"{rate}{sign}{limit}%{draw(_awarding)}{award}分，每{verb}{size}扣{loss}分{part}，扣完为止。"


_awarding = st.sampled_from(("得", "计", "记", "，得", "的，计"))


@st.composite
def bands(draw: st.DrawFn) -> str:
    """预算执行率95%以上得4分，80%（含）-95%得3分，…，低于60%不得分。"""
    rate = draw(st.sampled_from(RATES))
    cuts = sorted(draw(st.lists(percents, min_size=2, max_size=4, unique=True)), reverse=True)
    awards = sorted(draw(st.lists(points, min_size=len(cuts), max_size=len(cuts), unique=True)), reverse=True)
    text = f"{rate}{cuts[0]}%以上得{number(awards[0])}分；"
    for high, low, award in zip(cuts, cuts[1:], awards[1:], strict=False):
        text += f"{low}%（含）-{high}%{draw(_awarding)}{number(award)}分；"
    return text + f"低于{cuts[-1]}%不得分。"


@st.composite
def judged(draw: st.DrawFn) -> str:
    """管理制度健全得2分，否则不得分；每发现一处问题扣0.5分。"""
    text = f"{draw(st.sampled_from(JUDGED))}{draw(_awarding)}{number(draw(points))}分"
    text += draw(st.sampled_from(("，否则不得分", "，否则酌情扣分", "")))
    unit, loss = draw(st.sampled_from(COUNTED)), number(draw(points))
    failed = draw(st.sampled_from(FAILED))
    text += draw(
        st.sampled_from(
            (
                "",
                f"；每发现一{unit}问题扣{loss}分，扣完为止",
                f"；1{unit}不符合扣{loss}分",
                f"；{failed}，扣{loss}分",
                f"；{failed}的，本项不得分",
                f"；{failed}的，实行一票否决",
                f"；{failed}的扣{loss}分，上级要求调整的不扣分",
                f"；迟报一{unit}扣{loss}分，漏报加倍扣分",
            )
        )
    )
    return text + "。"


@st.composite
def formula(draw: st.DrawFn) -> str:
    """得分=任务完成率×8分，最高得8分。"""
    award = number(draw(points))
    return f"得分={draw(st.sampled_from(RATES))}×{award}分" + draw(st.sampled_from(("。", f"，最高得{award}分。")))


@st.composite
def interpolated(draw: st.DrawFn) -> str:
    """执行率达到95%得10分，85%得6分，中间按插值法计算，低于85%不得分。"""
    low, high = sorted(draw(st.lists(percents, min_size=2, max_size=2, unique=True)))
    less, more = sorted(draw(st.lists(points, min_size=2, max_size=2, unique=True)))
    rate, a, b = draw(st.sampled_from(RATES)), number(more), number(less)
    text = draw(
        st.sampled_from(
            (
                f"{rate}达到{high}%得{a}分，{low}%得{b}分，中间按插值法计算，低于{low}%不得分",
                f"{rate}≥{high}%得{a}分，{low}%（{b}分），其间按线性内插计分",
                f"{rate}{low}%以下得{a}分，{high}%以上得{b}分，{low}%-{high}%之间按插值法得{b}-{a}分",
                f"答复时间{low}天得{a}分，{high}天得{b}分，中间按插值法",
            )
        )
    )
    return text + "。"


@st.composite
def tiered(draw: st.DrawFn) -> str:
    """控制率≤100%得5分；超出5%以内的，每超1%扣0.2分；超出5%以上部分，每超1%扣0.5分。"""
    rate, limit, award = draw(st.sampled_from(RATES)), draw(percents), number(draw(points))
    width, loss, more = draw(st.integers(1, 20)), number(draw(points)), number(draw(points))
    text = draw(
        st.sampled_from(
            (
                f"{rate}≤{limit}%得{award}分；超出{width}%以内的，每超1%扣{loss}分；超出{width}%以上部分，每超1%扣{more}分",
                f"{rate}≥{limit + width}%得{award}分，在{limit}%-{limit + width}%之间每低1个百分点扣{loss}分，低于{limit}%的部分"
                f"每低1个百分点扣{more}分",
                f"按期完成得{award}分。逾期{width}天以内的，每天扣{loss}分；逾期超过{width}天的部分，每天扣{more}分",
                f"{rate}在{limit}%的基础上每低{width}个百分点扣{loss}分",
                f"预算偏差率在±{width}%以内得{award}分，超出±{width}%的，每超1个百分点扣{loss}分",
            )
        )
    )
    return text + "。"


@st.composite
def counted(draw: st.DrawFn) -> str:
    """举报查实的，每次扣0.5-1分；漏报、瞒报、迟报1次分别扣2分、3分、1分；最多倒扣3分。"""
    less, more = sorted(draw(st.lists(points, min_size=2, max_size=2, unique=True)))
    a, b, award = number(less), number(more), number(draw(points))
    text = draw(
        st.sampled_from(
            (
                f"群众举报查实的，每次扣{a}-{b}分",
                f"漏报、瞒报、迟报1次分别扣{a}分、{b}分、{award}分",
                f"被中央、省、市通报批评的，每次分别扣{b}分、{award}分、{a}分",
                f"发生一般事故每起扣{a}分，最多倒扣{b}分",
                f"按期完成任务得{award}分，未完成的倒扣{a}分",
                f"得分=min（任务完成率，100%）×{award}分",
                f"得分=max（0，{b}-（100%-任务完成率）×{award}）",
                f"管理优秀得{number(more + 1)}分，良好得{b}分，一般的由评价组评定",
                f"1.专款专用得{a}分。2.支付手续完备得{b}分。以上两项任一项不符合要求的，本指标不得分",
            )
        )
    )
    return text + "。"


sentences = st.one_of(threshold(), bands(), judged(), formula(), interpolated(), tiered(), counted())


@st.composite
def cells(draw: st.DrawFn) -> str:
    """One to four sentences as the numbered items of a cell."""
    parts = draw(st.lists(sentences, min_size=1, max_size=4))
    parts = parts[:1] if "1." in parts[0] else [part for part in parts if "1." not in part]
    return parts[0] if len(parts) == 1 else "".join(f"{'①②③④'[i]}{part}" for i, part in enumerate(parts))


def value_of(fact: Fact) -> st.SearchStrategy[Fraction | bool | str]:
    """A value that *fact* can take, often at or around the thresholds that the strategies above use."""
    match fact.kind:
        case Kind.JUDGEMENT:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(fact.choices)
        case Kind.COUNT:
            return st.integers(0, 30).map(Fraction)
        case Kind.RATIO:
            low = -2000 if fact.low is None else 0
            return st.integers(low, 25_000).map(lambda n: Fraction(n, 10_000) if n % 7 else Fraction(n // 50, 200))
        case _:
            low_, high = next(piece for piece in domain(fact) if isinstance(piece, tuple))
            top = int(high) if isinstance(high, Fraction) else 1000
            return st.integers(int(low_) * 4 if isinstance(low_, Fraction) else 0, top * 4).map(
                lambda n: Fraction(n, 4)
            )


scoring_signs = st.sampled_from(
    list(
        "得计记扣分每，。；：（）()①②③%％≥≤<>=×÷+-.0123456789一二三百点个项处例次不未无否则本指标率完成以上下含酌情最高多封顶"
    )
)


@st.composite
def altered(draw: st.DrawFn) -> str:
    """A cell with a few characters struck out, doubled or put in."""
    chars = list(draw(cells()))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(chars) - 1))
        chars[place] = draw(st.sampled_from(("", chars[place] * 2, chars[place] + draw(scoring_signs))))
    return "".join(chars)


PUBLISHED = (
    "①制度健全（2分）：制度齐全得1分，执行有效得1分；",
    "1）资料齐全的得1分；2）报送及时的得1分。",
    "每发生一起投诉扣0.5分，每迟报一次扣0.2分，累计扣分不超过1分。",
    "该项得分（=考核得分/110）×30分。",
    "预算执行率=（预算完成数/预算数）×100%，达到100%得2分，每低1%扣0.1分。",
    "满意度达到90%得满分，低于90%的按（满意度%）×分值计分。",
    "任务完成率达到100%得满分，未达到100%的按比例得分，低于60%不得分。",
    "95%(含)以上得2分,85%(含)--95%,得1.5分,75%(含)—85%,得1分,低于75%不得分。",
    "公众满意度90%～95%得3分，95%以上得5分，否则酌情扣1-2分。",
    "制度健全，可得2分;否则，不予计分.",
    "每发现两处违规扣一点五分，直至扣完。",
    "根据实际情况在0-5分之间酌情打分。",
    "发生重大安全事故的，本指标不得分，年度等级定为“差”。",
    "（一）优得4分，良得3分；（二）全部整改得3分，部分整改得2分，未整改不得分。",
    "获得市级表彰的加1分，省级表彰的再加2分，最多加3分。",
    "资料不齐全的扣0.5分/处；未按规定公开的各扣1分。",
    "以100%为标准，每超过或低于10%扣权重分的5%，不足10%的不计，扣完为止。",
    "培训12场以上得2分，每少一场扣半分，最低得0分。",
    "投入资金达到3,000万元得2分，85%≤到位率<95%得1分。",
    "无违纪案件得5分，发生1起扣2分，情节严重的一票否决。",
    "发生较大事故的，本指标不得分，并实行一票否决，年度考核等次定为不合格。",
    "信息报送及时得5分，迟报一次扣1分，漏报加倍扣分。",
    "考核结果为优、良的得5分，中得2分，差的不得分。",
    "问题整改率100%得3分，无问题的得满分。",
    "材料齐全得2分，缺一项扣相应分值；视整改情况给予0-3分。",
    "被省、市通报的，分别扣3、1分；获省级、市级表彰的，分别加2分、1分。",
    "在全市排名1-3名的依次赋予3分、2分、1分。",
    "完成率在[80%,100%)的，得3分；完成率在（60%，80%]的，得1分。",
    "90分（含90分）以上5分；75-89分3分；60-74分1分。",
    "超过500万元的部分，每10万元扣1分；违规发放的，每1万元扣1分。",
    "每发生1起重大事故扣2分，较大事故扣1分，因不可抗力的不扣分。",
    "申报率100%，2分；覆盖率100%，2分。未达100%的，按实际比例计分。",
    "公用经费控制率≤100%得5分，每增加1个百分点扣减0.5分，减至0分为止。",
    "建成1个得1分，2个得2分，3个得3分；考评组打分（0-6分）。",
    "执行率达到95%得10分，85%得6分，中间按插值法计算，低于85%不得分。",
    "响应时间3天（10分）、7天（4分），按线性插值。",
    "公用经费控制率≤100%得5分；超出5%以内的，每超1%扣0.2分；超出5%以上部分，每超1%扣0.5分。",
    "得分=min（完成率，100%）×6分；得分=max（0，5-逾期天数×0.5）。",
    "群众举报查实的，每次扣0.5-1分；在95%的基础上每低2个百分点扣0.3分。",
    "漏报、瞒报、迟报1次分别扣2分、3分、1分，最多倒扣3分。",
    "偏差率在±10%以内得4分，超出±10%的，每超1个百分点扣0.2分，可倒扣。",
    "1.专款专用得3分。2.手续完备得3分。以上两项任一项不符合要求的，本指标不得分。",
    "管理优秀得5分，良好得4分，一般的由评价组评定。",
    "除不可抗力外，完成率达到95%得5分，否则按比例得分。",
)
"""Sentences of the kinds that tables hold, in their typography."""
_CLAUSES = sorted({part for text in PUBLISHED for part in re.split(r"(?<=[；。，;,])", text) if part})


@st.composite
def composed(draw: st.DrawFn) -> str:
    """Sentences, or clauses torn out of them, put together, perhaps with slips of the keyboard."""
    whole = draw(st.booleans())
    parts = draw(st.lists(st.sampled_from(PUBLISHED if whole else _CLAUSES), min_size=1, max_size=3 if whole else 5))
    chars = list("".join(parts))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(chars) - 2))
        slip = draw(st.sampled_from(("struck out", "doubled", "swapped", "put in")))
        if slip == "swapped":
            chars[place], chars[place + 1] = chars[place + 1], chars[place]
        else:
            more = "" if slip == "struck out" else chars[place] * 2 if slip == "doubled" else draw(scoring_signs)
            chars[place] = more if slip != "put in" else chars[place] + more
    return "".join(chars)


noise = st.one_of(st.text(max_size=60), st.text(alphabet=scoring_signs, max_size=80))
