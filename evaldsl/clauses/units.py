"""Units of measure: which are of one kind, how many of one are another, and what a formula makes of them."""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.text.numerals import THINGS
from evaldsl.text.typography import plain_text

_KINDS = {
    "钱": "元",
    "时间": "分钟 毫秒=1/60000 秒=1/60 小时=60 天=1440 日=1440 周=10080",
    "年月": "个月 月 季度=3 年=12",
    "工作日": "工作日 个工作日",
    "分": "分",
    "人": "人 名 位 人次 个名次 个位次",
    "户": "户 家",
    "面积": "平方米 ㎡ m² m2 平米 亩=2000/3 公顷=10000 hm²=10000 平方公里=1000000 km²=1000000 km2=1000000",
    "长度": "米 毫米=1/1000 厘米=1/100 公里=1000 千米=1000 km=1000",
    "重量": "公斤 千克 kg 斤=1/2 吨=1000 t=1000 克=1/1000 g=1/1000 毫克=1/1000000",
    "体积": "立方米 m³ m3 升=1/1000 毫升=1/1000000",
}
"""The units of each kind, with how many of the first one of them is."""
_SIZES = {
    unit: (kind, Fraction(size or 1))
    for kind, units in _KINDS.items()
    for unit, _, size in (one.partition("=") for one in units.split())
}
UNITS = _SIZES.keys()
"""Those without a multiple: 公里, not 万公里."""
_COUNTED_KINDS = ("人", "户", "分", "工作日", "件")
_MULTIPLES = {"百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_MULTIPLE = re.compile("(万亿|千万|百万|亿|万|千|百)(.+)")
PARTS_OF_ONE = frozenset("%‰")
_PLAIN = ("", *PARTS_OF_ONE, "倍")
"""What a number without any unit is written in."""


@frozen
class Factor:
    """One unit of a product of units: of which *kind*, as written, how many of its kind's smallest, to which power."""

    kind: str
    written: str
    size: Fraction
    power: int = 1


Unit = tuple[Factor, ...]
Common = Mapping[str, Factor]
"""Of each kind the unit in which a formula computes: the largest that its facts have."""
UnitOfLeaf = Callable[[tree.Name | tree.Quantity], Unit | None]
Powers = dict[str, int]
PLAIN: Unit = ()


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit:
    """万元, 元/人, 万人次; nothing for a plain number."""
    first, *others = re.split(r"/|(?<=/.)·|(?<=/..)·", plain_text(text))  # 元/生·年 is 元/生/年
    upper = () if first in _PLAIN else (_factor(first),)
    return (*upper, *(evolve(_factor(one), power=-1) for one in others if one))


def _factor(text: str) -> Factor:
    if text == "万":
        return Factor("钱", "万元", Fraction(10_000))
    if text in _SIZES:
        return Factor(_SIZES[text][0], text, _SIZES[text][1])
    parts = _MULTIPLE.fullmatch(text)
    if parts and (parts[2] in _SIZES or parts[1] in "万亿"):
        base = _factor(parts[2])
        return evolve(base, written=text, size=base.size * _MULTIPLES[parts[1]])
    return Factor("件" if text in THINGS else text, text, Fraction(1))


def is_known(text: str) -> bool:
    """Whether all that *text* counts or measures is of a kind that is known here."""
    kinds = {factor.kind for factor in unit_of(text)}
    return bool(kinds) and kinds <= {*_KINDS, "件"}


def is_measured(text: str) -> bool:
    """Whether what is in *text* may as well be in a larger unit: it is measured, as in 元, or counted by ten thousands."""
    return bool(_MULTIPLE.match(text)) or any(
        one.kind in _KINDS and one.kind not in _COUNTED_KINDS for one in unit_of(text)
    )


def powers_of_unit(text: str) -> Powers:
    """What *text* is a product of, units of another size apart (公顷 and 亩), what only multiplies left out (万元 is 元)."""
    found: Powers = {}
    for factor in unit_of(text):
        size = factor.size
        if factor.written not in _SIZES and (parts := _MULTIPLE.fullmatch(factor.written)):
            size /= _MULTIPLES[parts[1]]
        if factor.kind != "分":
            kind = f"{factor.kind} {size}"
            found[kind] = found.get(kind, 0) + factor.power
    return {kind: power for kind, power in found.items() if power}


def scale_between(unit: str, other: str) -> Fraction | None:
    """How many of *other* one of *unit* is; None where they are not of one kind."""
    one, two = unit_of(unit), unit_of(other)
    if not one or _powers(one) != _powers(two):
        return None
    return _size(one) / _size(two)


_MONTH = Fraction(30 * 1440)


def in_round_days(unit: str, other: str) -> Fraction:
    """How many of *other* one of *unit* is taken for, where they are not of one kind: 30 of 天 for 1个月; 1 of any else."""
    one, two = unit_of(unit), unit_of(other)
    match [factor.kind for factor in (*one, *two)]:
        case ["年月", "时间"]:
            return _size(one) * _MONTH / _size(two)
        case ["时间", "年月"]:
            return _size(one) / _MONTH / _size(two)
    return Fraction(1)


def same_unit(unit: str, other: str) -> bool:
    """Whether a number in *unit* is the same number in *other*."""
    return unit == other or scale_between(unit, other) == 1


def run_along(size: str, limit: str) -> bool:
    """Whether steps in the unit *size* can run from a limit in the other: 每低1‰ from 95%."""
    return same_unit(size, limit) or {size, limit} <= PARTS_OF_ONE


def converted_from(unit: str, other: str) -> Fraction | None:
    """How many of *other* one of *unit* is, where they measure the same (米 and 公里), not where they count (处 and 例)."""
    unit, other = unit.lower(), other.lower()  # KM and Kg
    return scale_between(unit, other) if _counts(unit) == _counts(other) else None


def _counts(text: str) -> list[tuple[str, int]]:
    """What is counted in *text*, without multiples."""
    counted = [one for one in unit_of(text) if one.kind in _COUNTED_KINDS]
    return sorted((_without_multiple(one.written), one.power) for one in counted)


def _without_multiple(written: str) -> str:
    parts = None if written in _SIZES else _MULTIPLE.fullmatch(written)
    return parts[2] if parts else written


def _size(unit: Unit) -> Fraction:
    size = Fraction(1)
    for factor in unit:
        size *= factor.size**factor.power
    return size


def _powers(unit: Unit) -> Powers:
    found: Powers = {}
    for factor in unit:
        found[factor.kind] = found.get(factor.kind, 0) + factor.power
    return {kind: power for kind, power in found.items() if power}


# ---- formulas


class Unmatched(Exception):
    """Units that are added to one another and are not of one kind."""


def common_units(units: Iterable[Unit | None]) -> dict[str, Factor]:
    """Of each kind the largest unit among *units*."""
    found: dict[str, Factor] = {}
    for factor in (factor for unit in units for factor in unit or PLAIN):
        if factor.kind not in found or found[factor.kind].size < factor.size:
            found[factor.kind] = evolve(factor, power=1)
    return found


def converted(unit: Unit | None, common: Common) -> tuple[Fraction, str]:
    """How many of the common unit one of *unit* is, and how the common unit is written."""
    if not unit:
        return Fraction(1), ""
    parts = [(factor, common[factor.kind]) for factor in unit]
    scale = _size(unit) / _size(tuple(evolve(to, power=factor.power) for factor, to in parts))
    over = "".join(to.written for factor, to in parts if factor.power > 0)
    return scale, over + "".join(f"/{to.written}" for factor, to in parts if factor.power < 0)


def powers_of(term: tree.Term, unit_of_leaf: UnitOfLeaf) -> Powers | None:
    """What a formula's value is a product of, nothing for a plain number; None where a fact says no unit.

    Raises ``Unmatched`` where it adds what are not of one kind.
    """
    match term:
        case tree.Quantity() | tree.Name():
            unit = unit_of_leaf(term)
            return None if unit is None else _powers(unit)
        case tree.Absolute(of):
            return powers_of(of, unit_of_leaf)
        case tree.Extreme(_, several):
            first, *rest = sorted(several, key=_is_bare)
            return powers_of(tree.Binary("+", first, rest[0]) if rest else first, unit_of_leaf)
        case tree.Binary(op, left, right):
            one, two = powers_of(left, unit_of_leaf), powers_of(right, unit_of_leaf)
            if one is None or two is None:
                return None
            if op in "+-":
                bare = [_is_bare(part) for part in (left, right)]
                if one != two and not any(bare):
                    raise Unmatched
                return two if bare[0] else one
            sign = 1 if op == "×" else -1
            found = {kind: one.get(kind, 0) + sign * two.get(kind, 0) for kind in (*one, *two)}
            return {kind: power for kind, power in found.items() if power}


_OF_PLACES = re.compile(r"(?:利用|使用|入住|上座|占用|满座|入座|收住)率$")


def fills_places(name: str, powers: Powers, units: Iterable[Unit | None]) -> bool:
    """床位利用率, 人 by 张: how many of the places are taken, one by each, so that the units need not cancel."""
    one_each = all(factor.size == 1 for unit in units for factor in unit or PLAIN)
    places = (
        powers.get("人") == 1 and [*powers.values()] in ([1, -1], [-1, 1]) and powers.keys() & {"件", "床", "座", "位"}
    )
    return one_each and bool(places) and _OF_PLACES.search(name) is not None


def _is_bare(term: tree.Term) -> bool:
    return isinstance(term, tree.Quantity) and not term.unit


def written_unit(powers: Powers, common: Common) -> str:
    """万元, 万元/人; nothing where no such unit is in use."""
    over = [common[kind].written for kind, power in powers.items() if power == 1]
    under = [common[kind].written for kind, power in powers.items() if power == -1]
    plain = len(over) == 1 and len(over) + len(under) == len(powers)
    return "/".join((*over, *under)) if plain else ""
