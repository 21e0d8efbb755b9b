"""Numbers as people write them, and what is counted: 0.5, 2., 两, 零点五, 百分之八十五."""

import re
from fractions import Fraction
from functools import lru_cache

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
MOST_DIGITS = 30
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

TIMES = frozenset(
    [
        "个工作日",
        "工作日",
        "个月",
        "小时",
        "分钟",
        "秒",
        "毫秒",
        "天",
        "日",
        "月",
        "年",
        "周",
        "季度",
    ]
)
"""Units of time."""

COUNTED = TIMES | {
    "个名次",
    "个位次",
    "场次",
    "班次",
    "车次",
    "批次",
    "人次",
    "件次",
    "校次",
    "户次",
    "台次",
    "座次",
    "项次",
    "处次",
    "部分",
    "环节",
    "方面",
    "样",
    *"次处例项起件人名篇条户家辆台座宗笔期场批份张封个种款头只块根段所间栋单级等位组轮部档套株盏棵艘册桶箱趟幅卷",
    *"类本字页节门支枚瓶袋眼口羽尾片面对双道颗层村镇校班队站盒罐扇具把车版栏届",
}
"""Units in which things are counted."""
THINGS = COUNTED - TIMES
"""Those of them that are not units of time."""


HOW_MANY = r"(?:\d+|[一二两三四五六七八九十]+)"
"""A small whole number, which :func:`number` reads: 3, 三; not 1三."""


def same_counts(unit: str, other: str) -> bool:
    """Whether numbers in *unit* and in *other* may count the same: 处 and 例 do, 人次 and 个月 do not."""
    return unit == other or (unit in TIMES) == (other in TIMES)


_AVERAGE = re.compile(r"(?!.*(?:排名|名次|位次)$).*(?:[人户村亩次校班日月年平]均|每[十百千万]+)")


def is_averaged(name: str) -> bool:
    """Whether *name* is that of an average, which need not be a whole number: 人均藏书, 每万人拥有医生."""
    return bool(_AVERAGE.match(name))


class NumberTooLong(ValueError):
    """A number of more digits than any sum of money has."""


@lru_cache(maxsize=4096)
def number(text: str) -> Fraction:
    """The exact value of a decimal or Chinese numeral without unit; raises NumberTooLong beyond 30 digits."""
    if text[0] in "0123456789-":
        whole, _, by = text.partition("/")
        return decimal(whole) / decimal(by) if by else decimal(text)
    if text == "半":
        return Fraction(1, 2)
    if len(text) > MOST_DIGITS and sum(map(_DIGITS.__contains__, text)) > MOST_DIGITS:
        raise NumberTooLong(text[:MOST_DIGITS])
    whole, _, part = text.partition("点")
    value = Fraction(_whole(whole))
    for place, char in enumerate(part, 1):
        value += Fraction(_DIGITS[char], 10**place)
    return value


def decimal(text: str) -> Fraction:
    """The exact value of a decimal such as -12.50; raises NumberTooLong beyond 30 digits."""
    whole, _, part = text.partition(".")
    if len(whole) + len(part) > MOST_DIGITS:
        raise NumberTooLong(text[:MOST_DIGITS])
    return Fraction(int(whole + part), 10 ** len(part))


_DIGIT = "[一二两三四五六七八九]"
_TO_99 = f"(?:{_DIGIT}?十{_DIGIT}?)"
_TO_999 = f"(?:{_DIGIT}?百(?:零{_DIGIT}|{_TO_99}|{_DIGIT})?)"
_TO_9999 = f"(?:{_DIGIT}?千(?:零{_TO_99}|零{_DIGIT}|{_TO_999}|{_DIGIT})?)"
_TO_MOST = f"(?:{_TO_9999}|{_TO_999}|{_TO_99}|[零一二两三四五六七八九]+)"
_WELL_FORMED = rf"{_TO_MOST}(?:万(?:零?{_TO_MOST})?)?(?:点[零一二三四五六七八九]+)?"


def is_well_formed(text: str) -> bool:
    """Whether *text* is a Chinese numeral or a part: 一百零五 and 一半 are, 二十百 is not."""
    return text in ("半", "一半") or bool(re.fullmatch(_WELL_FORMED, text))


def _whole(text: str) -> int:
    if "万" in text:
        high, _, low = text.partition("万")
        return _whole(high) * 10_000 + (_whole(low) if low else 0)
    if not any(char in _TENS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text if char in _DIGITS) or "0")  # 九五 is 95
    total = current = 0
    unit = 1
    for place, char in enumerate(text):
        if char in _TENS:
            unit = _TENS[char]
            total += (current or 1) * unit
            current = 0
        elif char in _DIGITS:
            current = _DIGITS[char]
            last = place == len(text) - 1
            if last and unit > 10 and text[place - 1] in _TENS:
                current *= unit // 10  # 两百三 is 230
    return total + current


_QUANTITY = re.compile(
    r"([百千万]分之)?(-?[\d.]+|[零一二两三四五六七八九十百千半点]+(?:万[零一二两三四五六七八九十百千]+)?)(.*)", re.S
)
_PART_OF_ALL = re.compile(r"\d+/\d+|[一二两三四五六七八九十]+分之[一二两三四五六七八九十]+|一半|半数")
_UNITS = {"个百分点": "%", "百分点": "%", "个百分": "%", "个千分点": "‰", "千分点": "‰"}
_UNITS |= dict.fromkeys(("制", "个方面", "个要点", "个环节"), "项")
_HUNDREDS = re.compile("百(?!分)|千(?![米瓦克])")


@lru_cache(maxsize=4096)
def split_quantity(text: str) -> tuple[Fraction, str, bool]:
    """Number, unit (百分点 is %) and whether the number is mistyped, of a quantity such as 1个百分点."""
    if _PART_OF_ALL.fullmatch(text):
        by, _, of = reversed(text.partition("/")) if "/" in text else text.partition("分之")
        return (number(of) / number(by) if of else Fraction(1, 2)) * 100, "%", False
    match = _QUANTITY.fullmatch(text)
    assert match, text
    part, digits, unit = match.groups()
    if part:
        return number(digits) / {"百": 1, "千": 10, "万": 100}[part[0]], "%", False
    slip = digits.endswith(".")
    if unit.startswith(":") and unit[1:].strip("."):
        return number(digits) / number(unit[1:].rstrip(".")), ":1", slip
    if unit.startswith("成"):  # 九成八 is 98%
        tenth = number(unit[1:]) if unit[1:] else Fraction(0)
        return (number(digits) + (tenth if unit[1:] == "半" else tenth / 10)) * 10, "%", False
    value = number(digits.rstrip("."))
    hundreds = _HUNDREDS.match(unit)  # 3千人, 5千万元
    if hundreds:
        value, unit = value * _TENS[hundreds.group()], unit[1:]
    if unit.startswith(("万", "亿")) and unit[1:2] not in ("", "元"):
        return value * (10_000 if unit[0] == "万" else 100_000_000), unit[1:], slip
    return value, _UNITS.get(unit, unit), slip
