"""Where a number that a word names stands in the word, and in what it is said there: 万, 成, 1:18, 1/3, 后10%."""

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from evaldsl.text.numerals import NumberTooLong, number

ONE, WHOLE = Fraction(1), Fraction(100)
_NUMERAL = re.compile(r"\d+(?:\.\d*)?|(?<!\d)[零一二两三四五六七八九十百千]+")
_RATIO = re.compile(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")
_SHARE = re.compile(
    r"(?P<top>\d+)/(?P<bottom>\d+)|(?P<below>[二两三四五六七八九十]+)分之(?P<above>[一二两三四五六七八九十]+)|一半"
)
_SIZES = {"": ONE, "成": Fraction(10), "百": Fraction(100), "千": Fraction(1000), "万": Fraction(10**4)}
_SIZES |= {"百万": Fraction(10**6), "千万": Fraction(10**7), "亿": Fraction(10**8)}
"""In what a number may be said."""


@frozen
class Written:
    """A number as it stands at a place: 20万 is 20 in 万吨. Another is written with *sign* behind it: 1/3 becomes 40%."""

    start: int
    end: int
    value: Fraction
    unit: str
    sign: str = ""


def written_numbers(words: str, value: Fraction, unit: str) -> Iterator[Written]:
    """Where *value* stands in *words*; of -10%至-5% the numbers behind the signs."""
    size = abs(value)
    if unit == ":1" or (":" in words and _RATIO.search(words)):
        yield from _of_ratio(words, size)
    elif unit in ("%分值", "%") and (share := next(_shares(words, size, unit), None)):
        yield share
    else:
        numerals = list(_numerals(words))
        exact = [one for one in numerals if one.value == size]
        found = exact or list(_in_sizes(words, numerals, size))
        if not found and (multiple := _size_at(unit, 0)):  # 5千 of 5千-1万元 is 0.5万元
            found, unit = list(_in_sizes(words, numerals, size * _SIZES[multiple])), unit.removeprefix(multiple)
        if not found and unit == "%" and value != 0:  # 排名后10% begins at 90%
            found = [one for one in numerals if one.value == WHOLE - size]
        for one in found:
            yield Written(one.start, one.end, one.value, "成" if one.unit == "成" else f"{one.unit}{unit}")


def up_and_down(words: str) -> list[tuple[Fraction, str]]:
    """The middle of 100%上下浮动不超过5%, and how far from it."""
    found = [(one.value, words[one.end :]) for one in _numerals(words)]
    return [(value, "%" if after.startswith("%") else "") for value, after in found]


def _numerals(words: str) -> Iterator[Written]:
    for match in _NUMERAL.finditer(words):
        try:
            yield Written(match.start(), match.end(), number(match[0].rstrip(".")), "")
        except (NumberTooLong, KeyError):
            continue


def _in_sizes(words: str, numerals: list[Written], size: Fraction) -> Iterator[Written]:
    """20万吨, and 15 of 15-20万吨, whose unit stands behind the second."""
    for one in numerals:
        later = [_size_at(words, other.end) for other in numerals if other.start > one.end]
        for sign in (_size_at(words, one.end), *filter(None, later)):
            if size and one.value * _SIZES[sign] == size:
                yield Written(one.start, one.end, one.value, sign)
                break


def _size_at(words: str, place: int) -> str:
    """What the number that ends at *place* is said in."""
    return next((sign for sign in sorted(_SIZES, key=len, reverse=True) if words.startswith(sign, place)), "")


def _of_ratio(words: str, size: Fraction) -> Iterator[Written]:
    """Of 1:18 the 18, of 3:1 the 3: the 1 only says of what."""
    for match in _RATIO.finditer(words):
        above, below = number(match[1]), number(match[2])
        if below and above / below == size:
            place = 2 if above == 1 and below != 1 else 1
            yield Written(*match.span(place), number(match[place]), "" if place == 2 else ":1")


def _shares(words: str, size: Fraction, unit: str) -> Iterator[Written]:
    for match in _SHARE.finditer(words):
        if match[0] == "一半":
            share = Fraction(1, 2)
        elif match["top"]:
            share = Fraction(int(match["top"]), int(match["bottom"]) or 1)
        else:
            share = number(match["above"]) / number(match["below"])
        if share * 100 == size:
            yield Written(*match.span(), size, unit, "%")
