"""What is written as a value, read as a fact's kind: 84.74%, 8.5万元, 是, 一等."""

import re
from datetime import date
from fractions import Fraction
from functools import cache

from attrs import evolve

from evaldsl.clauses.ratios import staff_first, turned_name
from evaldsl.clauses.units import UNITS, converted_from
from evaldsl.facts.wrong_numbers import DIGITS, no_number, unit_hint, unread_number
from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import Interval, decimal_text
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.numerals import COUNTED, MOST_DIGITS, TIMES, decimal, number
from evaldsl.text.typography import plain_text, same_name

Value = Fraction | bool | str


def trouble(slug: str, message: str, hint: str = "") -> Diagnostic:
    """An error whose place is not known yet."""
    return error(slug, message, 0, 0, hint)


_ONE = "[一二两三四五六七八九]"
_TENS = f"{_ONE}?十{_ONE}?"
_HUNDREDS = f"{_ONE}百(?:零{_ONE}|{_TENS})?"
_THOUSANDS = f"{_ONE}千(?:零{_TENS}|零{_ONE}|{_HUNDREDS})?"
_CHINESE = f"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{_ONE}|零)(?:点[零一二三四五六七八九]+)?|半"
_MANY = re.compile(rf"(?!.{{{MOST_DIGITS}}})[:/]{DIGITS}")
DATE = re.compile(r"[0-9]{4}(?:年|[-/.](?=[0-9]+[-/.]))[0-9]{1,2}[-/.月](?:[0-9]{1,2}[日号]?)?")
"""A day, or a month, as people write it."""


def date_in(text: str) -> str:
    """The date that a whole *text* is, typography settled; "" where it is none."""
    return known if DATE.fullmatch(known := plain_text(text)) else ""


_MULTIPLES = re.compile(r"(万亿|亿|千万|百万|万|千(?=元)|百(?=元))?(.*)", re.S)
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_UNITS = "平方米=㎡=m²=m2=平米 公里=km=千米 人=名=位 天=日 个月=月 工作日=个工作日 千克=kg=公斤 吨=t"
_SAME_UNITS = {unit: group.partition("=")[0] for group in _UNITS.split(" ") for unit in group.split("=")}
_KNOWN_UNITS = COUNTED | _SAME_UNITS.keys() | UNITS | {"度"}
_YES = ("是", "有", "真", "true", "对", "成立", *"√✓✔")
_NO = ("否", "无", "没有", "假", "false", "错", "不成立", *"×✗✘✕")
_PRESENCE, _MARKS = ("有", "无", "没有"), (*"√✓✔×✗✘✕",)
NOT_SAID = re.compile("[-/]+|缺|暂缺|null", re.I)  # how a facts file says that there is no value
_CURRENCY = ("¥", "￥")


@cache
def _quantity_of(number: str) -> re.Pattern[str]:
    return re.compile(rf"(百分之|千分之)?([+-]?)({number})(?![0-9.,])(.*)", re.S)


def _quantity(text: str) -> tuple[Fraction, str] | Diagnostic:
    known = no_number(text)
    match = _quantity_of(DIGITS).fullmatch(text)
    chinese = None if match else _quantity_of(_CHINESE).fullmatch(text)
    match = match or chinese
    if known or match is None or (match[1] and match[4]) or (chinese and not match[1] and not match[4]):
        return trouble("bad-number", *(known or unread_number(text, spelt=bool(chinese and not chinese[1]))))
    digits = "" if chinese else match[3].replace(",", "")
    if len(digits.replace(".", "")) > MOST_DIGITS:
        return trouble("bad-number", f"“{text[:30]}…”超过{MOST_DIGITS}位")
    value = number(match[3]) if chinese else decimal(digits)
    unit = {"百": "%", "千": "‰"}[match[1][0]] if match[1] else match[4]
    return -value if match[2] == "-" else value, unit


def number_and_unit(text: str) -> tuple[Fraction, str] | None:
    """The number that is written and its unit, "" where there is none; None where *text* is no such number."""
    return None if isinstance(found := _quantity(plain_text(text)), Diagnostic) else found


def without_multiple(unit: str) -> str:
    """元 of 万元."""
    return _MULTIPLES.findall(unit)[0][1] or unit


def written_in(fact: Fact, unit: str) -> Fact:
    """*fact*, of which the rules name no unit, to be shown in the *unit* in which it was filled in."""
    multiple, base = _MULTIPLES.findall(unit)[0]
    return evolve(fact, unit=base, multiple=multiple if multiple in ("万", "亿") else "")


def _scaled(unit: str) -> tuple[int, str]:
    multiple, base = _MULTIPLES.findall(unit)[0]
    return _TIMES[multiple], "/".join(_SAME_UNITS.get(part) or part for part in base.split("/"))


def _ratio(one: Fraction, many: Fraction, fact: Fact) -> Fraction | Diagnostic:
    """*one*:*many*; 1:3 of 老人与护理员配比, which the rules hold against 4:1, is rather written the wrong way round."""
    if not (one if fact.unit == "1:" else many):
        return trouble("bad-number", f"“{decimal_text(one)}:{decimal_text(many)}”里的0不能作除数")
    if one == 1 < many and not fact.multiple and staff_first(turned_name(fact.name)):
        last = decimal_text(many)
        hint = f"是{last}:1的，改过来；确是1:{last}的，写成2:{decimal_text(2 * many)}"
        return trouble("bad-number", f"“{fact.name}”写的是1:{last}，像是前后写反了", hint)
    return many / one if fact.unit == "1:" else one / many


def _in_unit(value: Fraction, unit: str, fact: Fact) -> Fraction | Diagnostic:
    """*value* in the unit of *fact*; a ratio becomes a plain number."""
    value, unit = (value * 10, "%") if unit == "成" and fact.kind is Kind.RATIO else (value, unit)
    unit = unit.partition("(")[0] if unit.rstrip(")").partition("(")[2] in _KNOWN_UNITS else unit  # 台（套）
    if fact.unit in (":1", "1:") and _MANY.fullmatch(unit):  # 1:3
        return _ratio(value, decimal(unit[1:].replace(",", "")), fact)
    expected, percent = "%" if fact.kind is Kind.RATIO else fact.unit, unit in ("%", "‰", "个百分点", "百分点")
    if percent and expected == "%":
        return value / (1000 if unit == "‰" else 100) * (1 if fact.kind is Kind.RATIO else 100)
    if not unit and fact.multiple and value:
        plain = decimal_text(value, 30)
        have, hint = (
            f"以{fact.asked_unit}计，此处没有单位",
            f"写成{plain}{fact.asked_unit}；确是{plain}{fact.unit}的，写成{plain}{fact.unit}",
        )
        if ":" in fact.unit:
            have, hint = "写成几比几，此处只有一个数", f"写成1:{plain}或{plain}:1"
        return trouble("unit-mismatch", f"规则里“{fact.name}”{have}", hint)
    (times, base), (own_times, own_base) = _scaled(unit), _scaled(expected)
    known = base == own_base or not base or (not own_base and _KNOWN_UNITS.issuperset(base.split("/")))
    if known and not percent and fact.kind is not Kind.RATIO:
        return value * times / own_times if unit else value
    scale = None if percent or fact.kind is Kind.RATIO else converted_from(unit, expected)
    if scale is not None:
        return value * scale
    want, have = f"以{expected}计" if expected else "没有单位", f"写的是“{unit[:20]}”" if unit else "没有单位"
    hint = unit_hint(unit, base, own_base, expected) if unit else _percent_hint(value, fact)
    if fact.kind is Kind.COUNT and base in COUNTED and not {base, own_base} <= TIMES:
        hint = f"同是次数的，写成{decimal_text(value, 30)}{expected}；不是这一项的，请核对"
    beside = "说明请写在“#”后面（“#”前面空一格）或“依据”里"
    hint = beside if unit.startswith(tuple(f"{expected}{sign}" for sign in "(,#")) else hint
    return trouble("unit-mismatch", f"“{fact.name}”{want}，此处{have}", hint)


SELDOM = Fraction(3, 2)  # few rates are as low as this many percent: 0.9 is rather 90% as a spreadsheet keeps it


def _percent_hint(value: Fraction, fact: Fact) -> str:
    """How a number without % is written with it: 84.74 as 84.74%, 0.874 rather as 87.4%, by what the fact can be."""
    plain, whole = (f"{decimal_text(one, 30)}%" for one in (value, 100 * value))
    if not 0 < value <= SELDOM or not can_be(value, fact):
        return f"是百分数的，写成{plain}"
    return f"是不是{whole}" + f"；确是{plain}的，写成{plain}" * can_be(value / 100, fact)


def can_be(value: Fraction, fact: Fact) -> bool:
    return _inside(value, fact) and not above_whole(value, fact)


def is_value(value: object, fact: Fact) -> bool:
    """Whether *value* is one of *fact* as it stands: a possible number, True or False, a grade."""
    if fact.kind is Kind.JUDGEMENT:
        return isinstance(value, bool)
    if fact.kind is Kind.CHOICE:
        return value in fact.choices
    return (
        isinstance(value, Fraction) and _inside(value, fact) and (fact.kind is not Kind.COUNT or value.denominator == 1)
    )


def _inside(value: Fraction, fact: Fact) -> bool:
    return any(low <= value <= high for low, high in _ranges(fact))


def _ranges(fact: Fact) -> list[Interval]:
    return [piece for piece in domain(fact) if isinstance(piece, tuple)]


def above_whole(value: Value, fact: Fact) -> bool:
    """Whether *value* is above what *fact* can hardly pass."""
    most = hardly_above(fact) if isinstance(value, Fraction) and value > 1 else None
    return most is not None and isinstance(value, Fraction) and value > most


_MANY_TIMES = Fraction(5)


def hardly_above(fact: Fact) -> Fraction | None:
    """100% of the share of a whole (满意度, 合格率), many times that of a rate about 100% (执行率); else nothing is known."""
    if not is_part(fact):
        return None
    from evaldsl.clauses.measure_names import is_part_of_whole

    if is_part_of_whole(fact.name) and not fact.passes_whole:
        return Fraction(1)
    return _MANY_TIMES if fact.high is None else None


def never_negative(fact: Fact) -> bool:
    """Whether *fact* is such a rate, none of which is below 0, where no range of it is declared."""
    return fact.low is None and is_part(fact)


def is_part(fact: Fact) -> bool:
    """Whether *fact* is the share of a whole (满意度), or a rate about 100% (执行率)."""
    if fact.kind is not Kind.RATIO:
        return False
    from evaldsl.clauses.measure_names import is_part_of_plan, is_part_of_whole

    return is_part_of_whole(fact.name) or is_part_of_plan(fact.name)


def is_implausible(value: Value, fact: Fact) -> bool:
    """Whether *value* is one that *fact* can hardly have."""
    return above_whole(value, fact) or (isinstance(value, Fraction) and value < 0 and never_negative(fact))


def implausible_words(fact: Fact, value: Value, written: str) -> tuple[str, str]:
    """What is said of a *value* that is too high or below 0, *written* so, and a hint."""
    name = fact.address or fact.name
    if isinstance(value, Fraction) and value < 0:
        return f"“{name}”不会小于0%，{written}", "核对数字和正负号"
    if hardly_above(fact) == 1:
        return f"“{name}”不会超过100%，{written}", "核对数字和小数点"
    return f"“{name}”很少超过500%，{written}", "像是漏了小数点，请核对"


def scale_of_unit(unit: str, fact: Fact) -> Fraction | Diagnostic:
    """What one of *unit* is in the unit of *fact*, a ratio being a plain number."""
    return _in_unit(Fraction(1), unit, fact)


_BARE = re.compile(r"[+\-]?[¥￥]?[+\-]?[0-9.,]*[0-9]")


def is_bare(known: str) -> bool:
    """Whether *known*, typography settled, is a number without a unit."""
    return _BARE.fullmatch(known) is not None


def takes_unit(fact: Fact, unit: str) -> bool:
    """Whether the numbers of *fact*, of which the rules name the unit, can be in that which stands above their table."""
    named = fact.kind is Kind.RATIO or (fact.kind in (Kind.NUMBER, Kind.COUNT) and fact.unit not in ("", "日期"))
    return bool(unit) and named and isinstance(scale_of_unit(unit, fact), Fraction)


def _amount(text: str, fact: Fact) -> tuple[Fraction, str] | Diagnostic:
    """An amount that begins with ￥: 元, unless another unit of money stands behind it; what counts in 万元 must be told from it."""
    quantity = _quantity(re.sub("[¥￥]", "", text, count=1))
    if isinstance(quantity, Diagnostic):
        return quantity
    value, unit = quantity
    if unit and not unit.endswith(("元", "万", "亿")):
        hint = "是钱数的，单位写元、万元；不是的，删去“￥”"
        return trouble("unit-mismatch", f"“{text[:30]}”前面是“￥”，后面是“{unit[:20]}”", hint)
    if not unit and fact.asked_unit != "元" and fact.asked_unit.endswith("元"):
        plain = decimal_text(value, 30)
        hint = f"写成{plain}{fact.asked_unit}，或者{plain}元"
        return trouble(
            "unit-mismatch", f"“{fact.name}”以{fact.asked_unit}计，“{text[:30]}”没有写明是元还是{fact.asked_unit}", hint
        )
    return value, unit or "元"


def _number(text: str, fact: Fact, said: str) -> Fraction | Diagnostic:
    if DATE.fullmatch(text):
        from evaldsl.facts.deadlines import days_of

        try:
            day = days_of(text)
        except ValueError:
            return trouble("bad-number", f"没有“{text}”这一天")
        assert day is not None and day.first is not None
        if fact.unit != "日期":
            return trouble("bad-number", f"“{text}”是日期，“{fact.name}”要的是数")
        if day.first != day.last:
            return trouble("bad-number", f"“{text}”只写到月，“{fact.name}”要写到日", "写成2024年6月30日、2024-6-30")
        return Fraction(day.first.toordinal())
    if fact.unit == "日期":
        from evaldsl.facts.deadlines import date_hint

        return trouble(
            "bad-number", f"“{said[:30]}”不是日期", date_hint(text) or date_hint(said) or "写成2024年6月30日、2024-6-30"
        )
    quantity = _amount(text, fact) if text.lstrip("+-")[:1] in _CURRENCY else _quantity(text)
    value = quantity if isinstance(quantity, Diagnostic) else _in_unit(*quantity, fact)
    if isinstance(value, Diagnostic):
        return value
    if fact.kind is Kind.COUNT and value.denominator != 1:
        return trouble("bad-number", f"“{fact.name}”是次数，应为不小于0的整数，此处为{text}")
    if _inside(value, fact):
        return value
    ranges = _ranges(fact)
    times, unit = (fact.ratio_size, fact.asked_unit) if fact.kind is Kind.RATIO else (1, fact.unit)
    shown = [[decimal_text(end * times) + unit * isinstance(end, Fraction) for end in piece] for piece in ranges]
    limits = "，或".join(low if low == high else f"{low}至{high}" for low, high in shown)
    hint = _range_hint(value * times, unit, fact)
    if len(ranges) == 1 and isinstance(ranges[0][1], float):
        return trouble("out-of-range", f"“{fact.name}”不应小于{shown[0][0]}，此处为{text}", hint)
    return trouble("out-of-range", f"“{fact.name}”应为{limits}，此处为{text}", hint)


def _range_hint(value: Fraction, unit: str, fact: Fact) -> str:
    """Where a rule file says what a measure can be."""
    if fact.kind not in (Kind.NUMBER, Kind.RATIO):
        return ""
    declared = f"数据 {fact.name}（{unit}）" if unit else f"数据 {fact.name}"
    if fact.low is not None or fact.high is not None:
        return f"核对这个数；确是这样的，在规则文件里改“{declared}”的取值"
    ends = 10 ** (len(str(abs(int(value)))) + 1)
    return f"核对正负号；确有负数的，在规则文件里写明取值：{declared}：取值：-{ends}至{ends}"


def read_value(text: str, fact: Fact, year: int | None = None) -> Value | Diagnostic:
    """The value that *text* gives to *fact*, in the kind and unit of the fact, *year* being the one that is evaluated."""
    known = re.sub(r"(?<=[^\d.。;,、])[。;,、]+$", "", "*" if text.strip() == "*" else plain_text(text))  # 30人。
    if not known:
        return trouble("empty-value", f"“{fact.name}”没有写值", "没有数据请写“缺”")
    if fact.kind is Kind.CHOICE:
        words = {same_name(choice): choice for choice in fact.choices}
        if same_name(known) in words:
            return words[same_name(known)]
        begin = [word for word in words if word.startswith(same_name(known))]
        if len(begin) == 1 and len(known) > 1:
            return words[begin[0]]
        from difflib import get_close_matches

        near = begin[:1] or get_close_matches(same_name(known)[:80], words, 1, 0.4)
        choices, hint = "、".join(f"“{choice}”" for choice in fact.choices), f"是不是“{words[near[0]]}”" if near else ""
        return trouble("unknown-choice", f"“{fact.name}”没有“{text[:30]}”这一等次，可写{choices}", hint)
    if fact.kind is not Kind.JUDGEMENT and known in (*_PRESENCE, *_MARKS):
        zero = f"0{fact.unit}" if fact.kind is not Kind.RATIO else "0%"
        one, some = fact.unit or "个", "有几{0}写几{0}，" * (known == "有") + "一{0}也没有的写"
        hint = f"{some.format(one) if fact.kind is Kind.COUNT else '是零的写'}“{zero}”"
        return trouble("bad-number", f"“{fact.name}”要写数，此处为“{known}”", f"{hint}，没有数据的写“缺”")
    if fact.kind is not Kind.JUDGEMENT:
        return parted(text, fact) or _number(known, fact, text.strip())
    negative = re.match("[无没未不]", fact.name) or (known in _MARKS and re.search("[无没未不]", fact.name))
    unclear = known in (*_PRESENCE, *_MARKS) and negative
    if known.lower() in _YES + _NO and not unclear:
        return known.lower() in _YES
    from evaldsl.facts.deadlines import date_hint, deadline_of, judged

    if DATE.fullmatch(known):
        return judged(known, fact, year)
    why = f"名称是否定的，“{known}”会有两种读法；" if unclear else ""
    hint = (
        "请写“是”或“否”"
        if deadline_of(fact, year) is None
        else date_hint(known) or date_hint(text.strip()) or "请写“是”或“否”，或者写日期"
    )
    return trouble("bad-judgement", f"“{fact.name}”要写是或否，此处为“{text[:30]}”", f"{why}{hint}")


_BLANK = "[ \u3000\xa0]"
_PARTED = re.compile(rf"[0-9]{_BLANK}+[0-9]")
_GROUPED = re.compile(rf"(?<![0-9.])[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+(?![0-9]|{_BLANK}+[0-9])")


def parted(text: str, fact: Fact) -> Diagnostic | None:
    """Says so where blanks part a number otherwise than into thousands: 5 3."""
    if not _PARTED.search(text) or fact.unit == "日期" or not _PARTED.search(_GROUPED.sub("", text)):
        return None
    return trouble("bad-number", f"“{text.strip()[:30]}”中间有空格，看不出是一个数还是两个数", "是一个数的，删去空格")


def written(value: Value, fact: Fact) -> str:
    """*value* as a facts file has it: what ``read_value`` reads back as the same value, if it has finitely many digits."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    if fact.unit == "日期" and 0 < value <= date.max.toordinal():
        return date.fromordinal(int(value)).isoformat()
    if fact.kind is Kind.RATIO:
        return f"{decimal_text(value * 100)}%"
    text = decimal_text(value)
    if fact.unit == "1:":
        return f"{value.denominator}:{value.numerator}" if "/" in text else f"1:{text}"
    return text.replace("/", ":") if fact.unit == ":1" and "/" in text else f"{text}{fact.unit}"
