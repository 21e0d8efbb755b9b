"""What the user wants set: an address with values, a range with a step, a range without one, or nothing but the address."""

import itertools
import re
from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.facts.fact_values import SELDOM
from evaldsl.interpreter.values import decimal_text
from evaldsl.text.numerals import MOST_DIGITS, decimal
from evaldsl.text.typography import plain_text
from evaldsl.tuning.parameters import MOST_PLACES, Parameter, find_parameter
from evaldsl.tuning.rereading import Setting

MOST_VALUES = 200
_PERCENTS = ("%", "百分点", "个百分点")


@frozen
class Wanted:
    """A parameter and the *values* to try; without values the range *low* to *high* is meant, None where unsaid."""

    parameter: Parameter
    values: tuple[Fraction, ...]
    low: Fraction | None = None
    high: Fraction | None = None


def wanted(text: str, parameters: Sequence[Parameter]) -> Wanted | str:
    """人员控制.①.扣=0.1,0.2 or =0.1..0.5/0.05 or =0..1 or nothing more; else what is wrong with it."""
    address, _, said = text.replace("＝", "=").partition("=")
    parameter = find_parameter(parameters, address.strip())
    if isinstance(parameter, str):
        return _with_equals(text, parameters) or parameter
    if not said.strip():
        return Wanted(parameter, ()) if "=" not in text.replace("＝", "=") else f"“{text[:40]}”的等号后面没有写值"
    ends = re.fullmatch(r"(.+?)(?:\.\.|…|～|~)(.+?)(?:/(.+))?", said.strip())
    if ends is not None:
        return _part_of_one(parameter, [ends[2]]) or _range(parameter, *ends.groups())
    found = [_number(part, parameter) for part in re.split(r"[,，、]", said)]
    wrong = next((one for one in found if isinstance(one, str)), None)
    wrong = wrong or _part_of_one(parameter, re.split(r"[,，、]", said))
    if wrong is not None:
        return wrong
    return Wanted(parameter, tuple(dict.fromkeys(one for one in found if isinstance(one, Fraction))))


def _part_of_one(parameter: Parameter, written: Sequence[str]) -> str | None:
    """What to ask where a number of percents is set to 1.05 without %, and 105% is far nearer to what it is today."""
    values = [_number(one, parameter) for one in written]
    numbers = [one for one in values if isinstance(one, Fraction)]
    if parameter.unit != "%" or len(numbers) < len(values) or any(re.search("[%％]|百分点", one) for one in written):
        return None
    most = max(numbers)
    if not 0 < most <= SELDOM or parameter.value <= 10 * most:
        return None
    plain, whole, today = (f"{decimal_text(one, MOST_PLACES)}%" for one in (most, 100 * most, parameter.value))
    return f"“{parameter.address}”现在是{today}，“{plain[:-1]}”没有写%；是不是{whole}；确是{plain}的，写成{plain}"


def _with_equals(text: str, parameters: Sequence[Parameter]) -> str:
    """What to write instead of 人员控制.①.扣：0.1, "" when that is not what is wrong."""
    address, colon, values = re.sub("[：=＝]+", ":", text).rpartition(":")
    if (
        not colon
        or not re.match(r"\s*[\d.]", plain_text(values))
        or isinstance(find_parameter(parameters, address), str)
    ):
        return ""
    return f"“{text[:60]}”的地址和值之间要用等号，是不是“{address.strip()}={values.strip()}”"


def _range(parameter: Parameter, first: str, last: str, step: str | None) -> Wanted | str:
    low, high = _number(first, parameter), _number(last, parameter)
    size = _number(step, parameter) if step is not None else None
    for one in (low, high, size):
        if isinstance(one, str):
            return one
    assert isinstance(low, Fraction) and isinstance(high, Fraction) and not isinstance(size, str)
    if low >= high:
        return f"“{first.strip()}..{last.strip()}”不是从小到大"
    if size is None:
        return Wanted(parameter, (), low, high)
    if not size:
        return "步长不能是0"
    count = int((high - low) / size) + 1
    if count > MOST_VALUES:
        return f"“{parameter.address}”要试{count}个值，超过{MOST_VALUES}个；步长大一些，或者只写范围“{first}..{last}”逐段求"
    return Wanted(parameter, tuple(low + size * place for place in range(count)))


def _number(text: str, parameter: Parameter) -> Fraction | str:
    match = re.fullmatch(r"(.*?)([^\d.]*)", plain_text(text), re.ASCII | re.DOTALL)
    assert match is not None  # any text is
    plain, unit = match.groups()
    shown = text.strip()[:30]
    if re.fullmatch(r"[-−]\d+(\.\d+)?", plain, re.ASCII):
        return f"“{shown}”是负数；规则里的数不能小于0，要反过来扣分或加分，请改写句子"
    if not re.fullmatch(r"\d+(\.\d+)?", plain, re.ASCII):
        return f"“{shown}”不是数；值写作0.1，几个值用逗号分开，范围写作0.1..0.5/0.05"
    if unit not in ("", parameter.unit, *(_PERCENTS if parameter.unit[:1] == "%" else ())):
        today = f"{decimal_text(parameter.value, MOST_PLACES)}{parameter.unit}"
        meant = f"单位是“{parameter.unit}”" if parameter.unit else "没有单位"
        return f"“{shown}”的单位不对：“{parameter.address}”现在是{today}，{meant}；不换算，单位可以不写"
    if sum(sign.isdigit() for sign in plain) > MOST_DIGITS:
        return f"“{shown}…”太长；一个数最多{MOST_DIGITS}位"
    if len(plain.partition(".")[2]) > MOST_PLACES:
        return f"“{shown}”的小数位太多；最多{MOST_PLACES}位"
    return decimal(plain)


def combinations(sets: Sequence[Wanted]) -> list[Setting] | str:
    """Every combination of the values."""
    total = 1
    for one in sets:
        total *= len(one.values)
    if total > MOST_VALUES:
        return f"一共{total}种组合，超过{MOST_VALUES}种；少写几个值"
    rows = itertools.product(*(one.values for one in sets))
    return [tuple(zip((one.parameter for one in sets), row, strict=True)) for row in rows]
