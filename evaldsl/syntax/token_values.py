"""Tokens to values: each terminal of the grammar has a reader that says what its text means."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from evaldsl.interpreter.rubric import GradeAtMost, GradeIs, GradeLowered
from evaldsl.syntax import tree
from evaldsl.syntax.limit_values import between, chain, comparison, limit_quantity, rank, within
from evaldsl.text.numerals import number


def token_value(kind: str, text: str) -> tree.Value:
    """What the token *text* of the terminal *kind* says."""
    return tree.Word(text) if kind in ("PLAIN", "MONTHS", "TEXT", "WHERE") else scoring_value(kind, text)


@lru_cache(maxsize=8192)
def scoring_value(kind: str, text: str) -> tree.Value:
    """What a token that is more than words says."""
    return _READERS[kind](text)


_MORE = re.compile(r"大|延|推迟|超|高|多|增|升|涨|上浮|提|前")
_LESS = re.compile(r"低|小|少|降|减|跌|滑|回落|差|短|欠|下浮|不足|缺|落后|滞后|慢|节|退|后移")


_PART_BEYOND = {"多出": "多于", "未完": "少", "未达": "少", "达不": "少"}


def _step(text: str) -> tree.Step:
    if "上下" in text:
        return tree.Step(True, True, "偏离", True)
    if text.endswith("每"):  # 超出部分每, 按超出比例每
        text = text.removeprefix("按").removeprefix("照")
        words = _PART_BEYOND.get(text[:2], text[:2])
        return tree.Step(
            words in ("超出", "超过", "高出", "多于"), words in ("低于", "少于", "不足", "少"), words, True
        )
    text = text.removeprefix("按")
    text = re.sub(r"(?:[\d.]+|[一两])(?:%|个?百分点)", "", text) if text[-1] not in "0123456789%点" else text
    words = re.sub(r"(?:\(?或者?|[、/(])每?", "或", text.removeprefix("每").removeprefix("再").rstrip(")"))
    if words.startswith(("偏", "相", "变", "波")):
        return tree.Step(True, True, words, True)
    return tree.Step(bool(_MORE.search(words)), bool(_LESS.search(words)), words, text.startswith("每"))


_HELD_AGAINST = re.compile(
    r"^(?:[上去前]一?年|同期|全[省市县区国]|基期)|平均|(?:目标|标准|指标|计划|预算|定额|满分|时?序时?)(?!.*(?:率|比例|占比|比重)$)"
)
"""What is no measure itself: 以目标值95%为标准, 以计划进度100%为标准, but 以计划完成率100%为标准."""


def _base(text: str) -> tree.Base:
    limit = limit_quantity(re.sub(r"^\D+|(?:为|的?基础上)\D*$|(?<=分)(?!钟)\D+$", "", text))
    named = re.match(r"以([一-龥]{2,})(?=\d)", text)
    return tree.Base(limit, "" if named is None or _HELD_AGAINST.search(named[1]) else named[1])


_EITHER = re.compile(
    r"(达到|等于|大于|高于|超过|优于|低于|小于|少于)(?:或者?)?(超过|高于|大于|等于|优于|低于|小于|少于)?(?=[上去])"
)


def _level(text: str) -> tree.Level:
    """不低于上年 for 达到或超过上年 and 高于或等于上年."""
    match = _EITHER.match(text)
    if match is None or (match[2] is None and match[1] != "达到"):
        return tree.Level(text)
    less = any(word in ("低于", "小于", "少于") for word in match.groups())
    return tree.Level(f"{'不高于' if less else '不低于'}{text[match.end() :]}")


_NUMERAL = r"(?:[\d.]+(?:/\d+)?|[零一二两三四五六七八九十百千半点]+)"
_POINTS = re.compile(rf"({_NUMERAL})分")
_END = r"(?:\([^()]*\))?"
_SPAN = re.compile(rf"[\d.]+%?{_END}(?:-+|至|到)(?:[\d.]+%{_END}|0(?![\d.%分]))")
_CHOSEN = re.compile(rf"[(\[][\d.]+(?:-+|,)[\d.]+[)\]]|{_NUMERAL}{_END}分?{_END}(?:-+|至|到){_NUMERAL}{_END}分{_END}")
"""8（不含）-6分, 得(4-5]分: the evaluator chooses within it."""
_SHARE = re.compile(r"(?:权重分值|权重分|权重|分值|标准分|总分|[满全]分)")


_FRACTION = re.compile(r"\d/\d+|[一二两三四五六七八九十百]+分之[一二两三四五六七八九十]+|一半")


def _fraction(text: str) -> Fraction:
    """1/3, 三分之一, 百分之六十."""
    if text in ("满分", "全分"):
        return Fraction(1)
    if "/" in text or text == "0":
        return number(text)
    if text == "一半":
        return Fraction(1, 2)
    whole, _, part = text.partition("分之")
    return number(part) / number(whole)


_UP_TO = re.compile("分(?:及?以下|以内)$")


def _amount(text: str) -> tree.Amount:
    spread = _SPAN.search(text)
    if spread and (_SHARE.search(text) or spread.end() == len(text)):
        return _between(spread[0], share=True)
    if "一半分" in text or "减半" in text:
        return tree.Amount(Fraction(1, 2), Fraction(1, 2), share=True)
    part = _FRACTION.search(text)
    if part and (_SHARE.search(text) or "的分" in text or text.endswith(part.group())):
        share = _fraction(part.group())
        return tree.Amount(share, share, share=True)
    percents = re.findall(r"([\d.]+)%", text)
    if percents and (_SHARE.search(text) or "的分" in text or text.endswith("%") or "按" in text):
        share = number(percents[0].rstrip(".")) / 100
        return tree.Amount(share, share, share=True)
    spread = _CHOSEN.search(text)
    if spread:
        return _between(spread[0])
    digits = _POINTS.findall(text)[0]
    points = number(digits.rstrip("."))
    if _UP_TO.search(text):  # 差(6分以下)
        return tree.Amount(Fraction(0), points, high_out=not text.endswith(("及以下", "以内")))
    return tree.Amount(points, points, slip=digits.endswith("."))


def _between(text: str, share: bool = False) -> tree.Amount:
    """8（不含）-6分, 80%-60%, (4-5]."""
    ends = between(text.replace("-", ",") if text[0] in "([" else text)
    told = ((ends.low.number, ends.low_in is False), (ends.high.number, ends.high_in is False))
    (low, low_out), (high, high_out) = sorted(told)
    if share:
        low, high = low / 100, high / 100
    return tree.Amount(low, high, share, low_out=low_out, high_out=high_out)


_RESPECTIVELY = re.compile(
    r"的?(?:分别|依次|各).*(?:\d分?|%(?:\([^()]*\))?)[、和,]|[^\d]*[得计记给加奖励扣减除罚予赋](?:[\d.]+|[零一二两三四五六七八九十半点]+)分[、和]"
)
_PARTS = re.compile(r"(?:%|\d/\d+|分之[一二三四五六七八九十]+|一半)[、,和]")
_PART_OF = re.compile(rf"[\d.]+%|{_FRACTION.pattern}|(?<![\d.])0(?![\d.])|[满全]分(?=[、,和])")


def _amounts(text: str) -> list[tree.Amount]:
    """3分, 2分, 1分 of 分别得3分、2分、1分, in which 分 may stand once; 分值的100%-80%、80%-60% are shares."""
    spans = _SPAN.findall(text)
    if spans:
        return [_amount(f"分值的{one}") for one in spans]
    return [_amount(f"{one.removesuffix('分')}分") for one in re.split(r"[、和]", text)]


_PER = re.compile(r"分(?:/|每)(?:一|1)?个?(.+)$")


def _per_unit(text: str) -> str:
    """The unit behind the points of *text*: 处 of 1分/处, 季度 of 1分/季."""
    per = _PER.search(text)
    unit = per[1].split("每")[-1] if per else ""
    return "季度" if unit == "季" else unit


_EACH_WORTH = re.compile(r"^([每各])(?:一|1)?(?:个?要点|个?方面|[项条点])的?(?:分值|分数|满分)[为是各均]*")


_NAMED_END = re.compile(r"[含括]([\d.]+)")


def _award(text: str) -> tree.Award | tree.Word:
    if "含" in text and any(
        len(re.findall(rf"(?<![\d.]){re.escape(end)}(?![\d.])", text)) < 2 for end in _NAMED_END.findall(text)
    ):
        return tree.Word(text)  # 6-8分（不含5分）
    text = _EACH_WORTH.sub(r"\1", text)  # 各要点分值2分, in which 点分 is no number
    if _PARTS.search(text) and not _SPAN.search(text):
        parts = [_fraction(one) if "%" not in one else number(one[:-1]) / 100 for one in _PART_OF.findall(text)]
        first, *more = (tree.Amount(one, one, share=True) for one in parts)
        return tree.Award(first, more=tuple(more))
    verb = re.match(r"[^\d零一二两三四五六七八九十百千半]*", text)
    words = verb.group().removesuffix("分值的") if verb else ""
    if _RESPECTIVELY.match(text):
        first, *more = _amounts(text)
        return tree.Award(first, bonus=bool(re.search(r"加|奖", words)), more=tuple(more))
    return tree.Award(
        _amount(text),
        bonus=bool(re.search(r"加|奖|\+", words)),
        bare=not words.strip("各均"),
        apiece=words.startswith(("各", "均", "分别", "每")),  # 各1分 has no verb but names its points all the same
        per=_per_unit(text),
    )


_BY_PER = re.compile(r"按每?([^\d]*?)[\d.]+分")


def _deduction(text: str) -> tree.Deduction:
    if text.startswith(("加倍", "双倍", "翻倍")):
        return tree.Deduction(tree.Amount(Fraction(0), Fraction(0)), twice=True)
    if _RESPECTIVELY.match(text):
        first, *more = _amounts(text)
        return tree.Deduction(first, more=tuple(more))
    by = _BY_PER.match(text)
    if by:
        per = by[1] or re.sub(r"(?:的标准)?(?:予以|进行)?扣(?:减|除|分)$", "", text).rpartition("/")[2]
        return tree.Deduction(_amount(text), False, re.sub(r"^(?:每|一|1|个(?=.))+", "", per))
    unit = _per_unit(text)
    again = text.rpartition("上")[2].startswith(("再", "另", "加", "多"))
    below = "倒扣" in text
    return tree.Deduction(_amount(text), text.startswith(("各", "均", "分别")), unit, again, below=below)


def _zero(text: str) -> tree.Zero:
    if "一票否决" in text:
        return tree.Zero("指标", veto=True)
    if text.endswith("该项分"):
        return tree.Zero("项", own=True)
    text = text.removeprefix("取消").removeprefix("则")
    named = _scope_of(text)
    points = _points_in(text) if "扣" in text and named != "指标" else None
    return tree.Zero(named, own=named == "项" and text[0] in "该此", points=points)


def _scope_of(text: str) -> str:
    scope = re.match(r"[本该此](?:小项|大项|项(?:指标|目)?|指标|条|款)|整个指标", text)
    return "" if scope is None else "指标" if "指标" in scope.group() else "项"


def _points_in(text: str) -> Fraction | None:
    digits = _POINTS.search(text)
    return number(digits[1].rstrip(".")) if digits else None


def _discretion(text: str) -> tree.Discretion:
    takes = bool(re.search(r"扣|减", text))
    if re.search(r"[扣减除得计去掉](?:相应|对应|该项)", text):
        return tree.Discretion(takes, named=True)
    basis = re.match(r"((?:根据|按照?|结合|视(?!情|具体|实际|完成|落实|整改)).*?(?:程度|情况|质量|效果))", text)
    words = basis[1] if basis else ""
    spread = _CHOSEN.search(text)
    if spread:
        chosen = _between(spread[0])
        return tree.Discretion(takes, chosen.low, chosen.high, words, low_out=chosen.low_out, high_out=chosen.high_out)
    single = _POINTS.search(text)
    least = Fraction(0) if single and not takes and "内" in text[single.end() :] else None  # 在3分以内酌情给分
    return tree.Discretion(takes, least, number(single[1].rstrip(".")) if single else None, words)


def _interpolated(text: str) -> tree.Interpolated:
    spread = _CHOSEN.search(text)
    if spread is None:
        return tree.Interpolated(text)
    ends = _between(spread[0])
    words = text[: spread.start()] if text.endswith(spread[0]) else "按比例得"
    return tree.Interpolated(words, (ends.low, ends.high))


def _proportion(text: str) -> tree.Proportion:
    first = re.match(r"(?:按照?|根据).?第[1一]([名位])", text)
    if first:
        return tree.Proportion(False, f"与第1{first[1]}的比例")
    match = re.match(r"(?:按照?|根据|同)(.*?占[\d.]+.*?比例?|.*?(?:比例|率|百分比|占比|进度))((?:乘以|×)?.*)$", text)
    assert match, text
    words = "" if match[1] in ("比例", "相应比例", "同等比例", "该比例", "一定比例", "实际比例") else match[1]
    return tree.Proportion(bool(re.search(r"扣|减", match[2])), words)


def _until_zero(text: str) -> tree.UntilZero:
    period = re.search("[当该本每](季|月|半年)", text)
    within = {"季": "季度", "月": "月", "半年": "半年"}[period[1]] if period else ""
    return tree.UntilZero(_points_in(text) or None, bool(re.search("[该各单每]项", text)), within)


_PART = re.compile(r"\d%|分之|一半|\d/\d")
_BARE_CAP = re.compile(r"[^最总不得加扣减奖计]*(?:封顶|限)[^最总不得加扣减奖计]*")


def _cap(text: str) -> tree.Cap:
    if text.startswith(("加分后", "加分之后")):
        return tree.Cap("得", _points_in(text) if text.endswith("分") and re.search(r"\d分$", text) else None, True)
    if text[:2] == "加满" and _points_in(text):
        return tree.Cap("加满", _points_in(text))
    if text[1] in "到至" and text.endswith("为止"):
        return tree.Cap("得", _points_in(text))  # 加到4分为止
    if _BARE_CAP.fullmatch(text):
        points = _points_in(text)
        return tree.Cap("得" if points is None else "为限", points)
    on = "扣" if re.search(r"扣|减|少[得计]", text) else "加" if re.search(r"加|奖", text) else "得"
    if (
        on == "得"
        and re.search(r"累计|合计|总计|^不得?超过[\d一二两三四五六七八九十]|止$", text)
        and "得" not in text.replace("不得", "")
    ):
        on = "累计"
    share = _amount(text) if text.endswith("%") or (_SHARE.search(text) and _PART.search(text)) else None
    if share is not None:
        return tree.Cap(
            "累计" if on == "得" and "得" not in text else on, share.high, bool(re.search(r"累计|合计", text)), True
        )
    scope = "" if on not in ("扣", "累计") or text[0] != "本" else "指标" if text[1] == "指" else "项"
    return tree.Cap(on, _points_in(text), bool(re.search(r"累计|合计|总", text)), scope=scope)


def _part_step(text: str) -> tree.PartStep:
    match = re.match(
        r"不[足满到](?:[\d.]+|[一二两三四五六七八九十百千半]+)?(个?[百千]分点|%|‰|万?[^的部者,按以不均都一视\d]{1,4})",
        text,
    )
    unit = match[1] if match else "%"
    size = re.match(r"不[足满到]([\d.]+|[一二两三四五六七八九十百千半]+)", text)
    unit = "步" if re.fullmatch("个?(?:步长?|单位|级距)", unit) else unit
    unit = ("" if size is None or number(size[1].rstrip(".")) == 1 else size[1]) + (
        "%" if "百分点" in unit else "‰" if "千分点" in unit else unit
    )
    if re.search(r"按(?:实际)?比例", text):
        return tree.PartStep("按比例", unit)
    rule = re.sub(r"^不[足满到]", "", text)
    return tree.PartStep("整步" if re.search(r"不予|不计|不扣|舍去|忽略", rule) else "进一", unit)


_GRADES = ("优秀", "优", "良好", "良", "中", "不合格", "合格", "差")
_GRADE_WORD = re.compile("优秀|优|良好|良|中等|中|基本合格|不?合格|不?及格|较好|一般|较差|差|[A-E]级?|[一二三四]等")
_LOWERED = re.compile("(?:调低|下调|下降|降低|降)(?:([二两2])|([三3])|[一1]|下一)")


def _grade(text: str) -> tree.Grade:
    lowered = _LOWERED.search(text)
    if lowered:
        return tree.Grade(GradeLowered(2 if lowered[1] else 3 if lowered[2] else 1), bare="等级" not in text)
    named: list[str] = _GRADE_WORD.findall(text)
    if re.search("高于|超过|优于|最高|至多|最多", text):
        return tree.Grade(GradeAtMost(named[-1]))
    if "不得" in text or re.search("不[能可应予再]", text):
        return tree.Grade(GradeAtMost(named[-1], below=True))  # 不得评为优、良: of several the lowest
    return tree.Grade(GradeIs(next(word for word in _GRADES if re.search(rf"[为至按照]\"?{word}", text))))


_HAN_MARK = re.compile(r"[一二三四五六七八九十]+")


def _marker(text: str) -> tree.Marker:
    code = ord(text[0])
    for first, count, style in ((0x2460, 20, "①"), (0x2474, 20, "(1)"), (0x2488, 20, "1."), (0x3251, 15, "①")):
        if first <= code < first + count:
            return tree.Marker(code - first + (21 if first == 0x3251 else 1), style)
    if "A" <= text[0] <= "H":
        return tree.Marker(code - ord("A") + 1, "A.")
    han = _HAN_MARK.search(text)
    if han:
        style = "第一，" if text[0] == "第" else "(一)" if text[0] == "(" else "一是" if "是" in text else "一、"
        return tree.Marker(int(number(han.group())), style)
    digits = re.search(r"\d+", text)
    assert digits, text
    return tree.Marker(int(digits.group()), "(1)" if text[0] == "(" else "1.")


def _stop(text: str) -> tree.Stop:
    signs = set(text) - {"\n"}
    return tree.Stop("\n" if not signs else ";" if signs == {";"} else "。", "\n" in text)


_READERS: dict[str, Callable[[str], tree.Value]] = {
    "MARKER": _marker,
    "COMMA": lambda _: tree.Comma(),
    "OPEN": lambda _: tree.Comma(),
    "STOP": _stop,
    "COLON": lambda _: tree.Colon(),
    "LIMIT": comparison,
    "COMPARED": comparison,
    "BETWEEN": between,
    "CHAIN": chain,
    "WITHIN": within,
    "RANK": rank,
    "LEVEL": _level,
    "SIGNED": lambda text: tree.Comparison(
        "=" if "零" in text else "<" if "负" in text else ">", tree.Quantity(Fraction(0))
    ),
    "STEP": _step,
    "EACH": lambda _: tree.Each(),
    "AWARD": _award,
    "RANGED": _award,
    "DEDUCTION": _deduction,
    "ZERO": _zero,
    "FULL": lambda text: tree.Full(_points_in(text), text.endswith("不扣分"), _scope_of(text)),
    "DECLARED": lambda text: tree.Declared(_points_in(text) or Fraction(0)),
    "DISCRETION": _discretion,
    "PORTION": lambda text: tree.Portion(number(re.findall(r"[\d.]+", text)[0].rstrip(".")) / 100),
    "PROPORTION": _proportion,
    "CAP": _cap,
    "UNTIL_ZERO": _until_zero,
    "PART_STEP": _part_step,
    "GRADE": _grade,
    "OTHERWISE": lambda _: tree.Otherwise(),
    "BASE": _base,
    "CLIP": lambda text: tree.Clip(
        limit_quantity(re.sub(r"^\D+|计算?$", "", text)) if re.search(r"\d", text) else None, text[0] in "最至上"
    ),
    "EQUALLY": lambda _: tree.Equally(),
    "INTERPOLATED": _interpolated,
    "LEAST": lambda text: tree.Lowest(_points_in(text)),
    "BELOW_ZERO": lambda text: tree.Lowest(None if (points := _points_in(text)) is None else -points),
}
