"""What is said of values that are no number as they are written: why, and how to write them instead."""

import re

from evaldsl.clauses.units import PARTS_OF_ONE, converted_from, is_known
from evaldsl.text.numerals import TIMES

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_NO_NUMBERS = (
    (r".*[0-9]。[0-9].*", "“{}”里的“。”不是小数点", "小数点写“.”，如90.5%"),
    (r".*[0-9][eE][+-]?[0-9]+.*", "“{}”是科学计数法", "请写出全部数字，如100000"),
    (r"[+-]?(nan|inf|infinity).*", "“{}”不是数", "没有数据请写“缺”"),
    (r"#[A-Z]+.*", "“{}”是表格软件算不出来时显示的字", "改正表里的公式，写算出来的数；没有数据请写“缺”"),
    (r"=.*", "“{}”是算式，不是数", "写算出来的数，如53人"),
    (r"['\"].*", "“{}”带着引号，不是数", "去掉引号"),
    (r"(?:[负△▲]|-\+|\+-).*", "“{}”里的正负号没有读懂", "负数写成-500这样"),
    (
        r"(?:下降|降低|减少|回落|上升|增长|增加|提高)[^0-9]*[0-9].*",
        "“{}”里说增减的字要写成正负号",
        "只写数；填增减、变动多少的，上升写正数，下降写负数，如-2.4%",
    ),
    (
        r".*(以上|以下|以内|左右|余|多|约|近|超|[≥≤><]|[0-9%]-[0-9]).*",
        "“{}”不是一个确定的数",
        "请写实际的数，不写约数和范围",
    ),
    (rf"\({DIGITS}\).*", "“{}”用括号括着，看不出是不是负数", "负数写成-500这样，不是负数的去掉括号"),
    (rf"[+-]?(?!{DIGITS}(?![0-9,.]))[0-9.]+,.*", "“{}”的千分位逗号位置不对", "请写成1,320.73或1320.73"),
)
_UNREAD = ("“{}”读不成数", "数要写明单位，如53人、8.5万元、84.74%、2例；没有数据请写“缺”")
_SPELT = ("“{}”是汉字写的数，没有单位", "写成数字，或者带上单位，如三十人")


def no_number(text: str) -> tuple[str, str] | None:
    """Why *text*, typography settled, is no number that can be used, and a hint; None where its beginning shows no reason."""
    for pattern, message, hint in _NO_NUMBERS:
        if re.fullmatch(pattern, text[:99], re.I | re.S):
            return message.format(text[:30]), hint
    return None


def unread_number(text: str, *, spelt: bool) -> tuple[str, str]:
    """What is said of any other, *spelt* in Chinese or not."""
    message, hint = _SPELT if spelt else _UNREAD
    return message.format(text[:30]), hint


_TORN = re.compile(r"[^\d,;、/:.。]{1,4}[0-9.]+[^\d,;、/:.。]{1,4}|:[0-9]{1,2}(?::[0-9]{1,2})?")


def unit_hint(unit: str, base: str, own_base: str, expected: str) -> str:
    """What to do about a *unit* that is not the *expected* one: converted is only what can be."""
    timed = converted_from("小时", expected) is not None
    if re.fullmatch(r"[:/][0-9.]+", unit) and not timed:
        return "几比几、几分之几的，写成小数或百分数"
    if (_TORN.fullmatch(unit) and is_known(re.split("[0-9]", unit)[0])) or (timed and unit[:1] == ":"):
        return "只写一个数和一个单位，如1.5小时、90分钟" if timed else "只写一个数和一个单位，如5.5万元"
    if re.search("[0-9]", unit.replace("m2", "")) or re.match("[lIoO]", unit):
        return "单位前面的数里混进了别的字，核对有没有把1写成l、把0写成O"
    for at in range(1, min(len(unit), 9) * (not is_known(unit))):
        if is_known(unit[:at]) and (is_known(unit[at:]) or unit[at:] in PARTS_OF_ONE):
            return f"数后面写着“{unit[:at]}”，单位一栏写着“{unit[at:]}”，留下对的一个"
    if expected and not {base, own_base} <= TIMES:
        return f"“{unit[:20]}”不能换算成{expected}；核对数和单位是不是这一项的"
    return f"请换算成{expected or '数'}"
