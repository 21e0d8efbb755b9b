"""Hypothesis strategies: scoring sentences in official wording, the facts they read, texts that nobody would write."""

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
    text += draw(
        st.sampled_from(
            (
                "",
                f"；每发现一{unit}问题扣{loss}分，扣完为止",
                f"；1{unit}不符合扣{loss}分",
                f"；{draw(st.sampled_from(FAILED))}，扣{loss}分",
                f"；{draw(st.sampled_from(FAILED))}的，本项不得分",
            )
        )
    )
    return text + "。"


@st.composite
def formula(draw: st.DrawFn) -> str:
    """得分=任务完成率×8分，最高得8分。"""
    award = number(draw(points))
    return f"得分={draw(st.sampled_from(RATES))}×{award}分" + draw(st.sampled_from(("。", f"，最高得{award}分。")))


sentences = st.one_of(threshold(), bands(), judged(), formula())


@st.composite
def cells(draw: st.DrawFn) -> str:
    """One to four sentences as the numbered items of a cell."""
    parts = draw(st.lists(sentences, min_size=1, max_size=4))
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


noise = st.one_of(st.text(max_size=60), st.text(alphabet=scoring_signs, max_size=80))
