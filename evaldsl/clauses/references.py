"""One measure against another by a percentage: 变更金额不超过合同价的10%, 结算价不超过概算5%, 低于基准价5%以内."""

import re
from fractions import Fraction

from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.text.numerals import TIMES

_OVER, _UNDER = "高于|超过|超出|多于|大于", "低于|少于|小于"
_BESIDE = re.compile(
    rf"(?P<own>.*?)(?P<no>不(?:得|应|能)?|未能?|没有?)?(?P<way>(?P<over>{_OVER}|控制在)|{_UNDER}|[≤<≥>]=?)(?P<other>[^\d≤<≥>=]{{2,}})"
)
_COMPARING = re.compile(rf"{_OVER}|{_UNDER}|[<>≤≥]")
_BEFORE = re.compile(r"(?:上一?年度?|去年|前一?年度?|上年同期|去年同期)(?:同期|水平|数|度)*$")
_SAME_KIND = re.compile(
    r"预算|概算|估算|匡算|限额|限价|计划|目标|任务|标准|定额|指标|核定|批复|批准|设计|控制数|基准|基数|平均|均值|市场|水平"
)
"""What should not be passed: the percentage says by how much it is."""
_A_PART = re.compile(r"误差|偏差|变更|调整|差额|结余|结转|预备费|占用|损耗|损失")
"""What is no more than a part of the other."""
_GROWTH = re.compile(r"(?:增长|增加|上升|提高|上涨)(?:率|幅度?|比例|额)?$")
_HALF, _POINTS = Fraction(50), re.compile(r"[\d.\-]+个?百分点")


@frozen
class Beside:
    """What is measured of the two, *value* its limit, and what the words leave *untold*."""

    name: str
    value: tree.Value
    untold: str = ""


def beside(subject: str, value: tree.Value, start: int, plain: str) -> Beside | None:
    """How far *subject*, 采购价高于市场价, passes the other, or what part of the other it is; None where it names no two.

    The limit *value* begins at *start* of the whole cell, *plain*: 超过合同价10%的扣2分 behind 不超过合同价10% is of the same.
    """
    match = _BESIDE.fullmatch(subject)
    if match is None or _COMPARING.search(match["own"]) or _COMPARING.search(match["other"]):
        return None
    own, other, way = match["own"], match["other"].removesuffix("的"), match["way"]
    reached = re.sub("或者?$", "", own) if own.endswith(("达到或", "达到或者")) else ""
    if reached and isinstance(value, tree.Comparison) and value.op in ("", "≥") and value.limit.number >= _HALF:
        return Beside(f"{reached}{other}", evolve(value, op="≥"))  # 收入达到或超过预算100%
    sign, denied = not way.isalpha(), match["no"] is not None or way == "控制在"
    said = denied or way in ("大于", "小于") or (not sign and again(way, other, plain))
    if isinstance(value, tree.Between):
        limit: tree.Value = value
    elif isinstance(value, tree.Comparison) and value.op in ("<", ">") and not (sign or said or value.past):
        return Beside(f"{own}{way}{match['other']}的幅度", up_to(value) if value.op == "<" else value)
    elif isinstance(value, tree.Comparison) and value.op in ("≥", "≤", ""):
        op = way if sign else _op(value.op, denied, match["over"] is not None, said)
        limit = tree.Comparison(op, value.limit, value.stated)
    else:
        return None
    number, over, points = (
        _limit(value),
        f"{own}{'超过' if way == '控制在' else way}{other}的幅度",
        bool(_POINTS.match(plain, start)),
    )
    if not points and (sign or said):
        part = plain[start - 1] == "的" or number >= _HALF or sign or match["over"] is None or way == "大于"
        unit = "%" if points else (value.high if isinstance(value, tree.Between) else value.limit).unit
        if unit and unit not in "%‰" and (way == "控制在" or (part and unit not in TIMES)):
            return Beside(own, limit)  # 总成本控制在预算500万元以内, 未超过标准550元: the other is that number
        if part or not _is_passed(own, other) or (_A_PART.search(own) and not _BEFORE.search(other)):
            return Beside(f"{own}占{other}的比例", limit)
        untold = "" if _two_prices(own, other) else _open(subject, way, other)
        stem = _GROWTH.sub("", own)
        if _BEFORE.search(other) and isinstance(limit, tree.Comparison) and denied:
            changed = tree.Changed(stem, f"较{other}", None, limit.limit.number, True, True, limit.limit.unit, True)
            return Beside(stem, changed, untold if stem == own else "")
        return Beside(over, limit, untold if denied else "")
    if sign or (isinstance(value, tree.Between) and value.past):
        return None
    if denied and match["over"] is not None:
        return Beside(over, limit)
    named = f"{own}{match['no'] or ''}{way}{match['other']}的幅度"
    if isinstance(value, tree.Comparison) and value.op == "≤":
        return Beside(named, up_to(value))
    unsure = way == "低于" and not _is_passed(own, other) and isinstance(value, tree.Comparison) and not value.op
    return Beside(named, value, _open(subject, way, other) if unsure and not points else "")


def _two_prices(own: str, other: str) -> bool:
    return own.endswith("价") and other.endswith("价")


def _is_passed(own: str, other: str) -> bool:
    """Whether *other* is something of the same kind, which *own* may pass: its budget, the year before."""
    return bool(_BEFORE.search(other) or _SAME_KIND.search(other)) or _two_prices(own, other)


_PASSED = re.compile(rf"({_OVER})([^\d]{{2,}}?)的?$")


def passed_again(parts: list[tree.Part], plain: str) -> bool:
    """Whether *parts* end in a percentage that says that what *plain* wants is not so: 变更金额超过合同价 behind 不超过合同价10%."""
    words, value = parts[-2].value, parts[-1].value
    if not (isinstance(words, tree.Word) and isinstance(value, tree.Comparison)) or value.limit.unit != "%" or value.op:
        return False
    match = _PASSED.search(words.text)
    return match is not None and again(match[1], match[2], plain)


def again(way: str, other: str, plain: str) -> bool:
    """Whether *plain* wants somewhere that *other* is not passed, by a percentage, the *way* that this names."""
    if not re.search(rf"[不未没]有?{way}", plain):
        return False
    return re.search(rf"[不未没]有?{way}{re.escape(other)}的?[\d.]+%", plain) is not None


def _op(own: str, denied: bool, over: bool, said: bool) -> str:
    if denied:
        return "≤" if over else "≥"
    return own or ((">" if over else "<") if said else "")


def _limit(value: tree.Between | tree.Comparison) -> Fraction:
    return value.high.number if isinstance(value, tree.Between) else value.limit.number


def _open(subject: str, way: str, other: str) -> str:
    way = "超过" if way == "控制在" else way
    return f"“{subject}”后面的百分数没有写明是占“{other}”的比例，还是{way}它的幅度，按{way}的幅度读"


def up_to(value: tree.Comparison) -> tree.Between:
    """5%以内 of how far something is exceeded: more than nothing, up to 5%."""
    return tree.Between(tree.Quantity(Fraction(0), value.limit.unit), value.limit, False, value.op == "≤")
