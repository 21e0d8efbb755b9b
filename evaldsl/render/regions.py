"""Where points differ, in words: 在职人员控制率超过100%，且“制度健全”为是."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from attrs import frozen

from evaldsl.differences.covering import Allowed, Numbers
from evaldsl.differences.regions import Cell, Region
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import Bound, decimal_text, shown
from evaldsl.render.names import item_label
from evaldsl.render.widths import quoted
from evaldsl.text.typography import curly

MOST_RANGES, MOST_GAPS = 3, 5


@frozen
class Range:
    """Numbers without a gap, each end with whether it belongs to them."""

    low: Bound
    low_in: bool
    high: Bound
    high_in: bool


def region_lines(region: Region | None, facts: Mapping[str, Fact], domains: Mapping[str, Numbers]) -> list[str]:
    """A line for each cell; *domains* are all the numbers that each measure can take."""
    if region is None:
        return ["没有判定"]
    lines = [cell_words(cell, facts, domains) for cell in region.cells]
    if not region.complete:
        lines[-1] += f"（取决于{_names(region.reads, facts)}，情形太多，这里只写明范围）"
    elif any(not cell.surely and not cell.limits for cell in region.cells):
        lines[-1] += f"，取决于{_names(region.reads, facts)}"
    return lines


def _names(keys: Sequence[str], facts: Mapping[str, Fact]) -> str:
    return "、".join(quoted(facts[key].name) if key in facts else key for key in keys)


def cell_words(cell: Cell, facts: Mapping[str, Fact], domains: Mapping[str, Numbers]) -> str:
    """The limits of one cell."""
    if not cell.limits:
        return "任何数据" if cell.surely else "一部分数据"
    several = len(cell.limits) > 1
    words = "，且".join(
        fact_label(key, facts) + limit_words(key, limit, facts.get(key), domains.get(key, ()), among_others=several)
        for key, limit in cell.limits
    )
    return words if cell.surely else f"{words}时的一部分数据"


def fact_label(key: str, facts: Mapping[str, Fact]) -> str:
    """① where several facts of the rubric have one name."""
    fact = facts.get(key)
    if fact is None or sum(other.name == fact.name for other in facts.values()) < 2:
        return ""
    return item_label(fact.address, fact.name)


def limit_words(key: str, limit: Allowed, fact: Fact | None, everything: Numbers, *, among_others: bool = False) -> str:
    """One fact: 在职人员控制率超过100%; “制度健全”为是; 完成情况为“优”或“良”.

    Several ranges stand in brackets *among_others*.
    """
    name = fact.name if fact is not None else key
    numbers = [one for one in limit if isinstance(one, tuple)]
    if not numbers:
        words = "或".join(("是" if one else "否") if isinstance(one, bool) else f"“{one}”" for one in limit)
        return f"{quoted(name)}为{words}" if fact is None or fact.kind is Kind.JUDGEMENT else f"{curly(name)}为{words}"
    counted = fact is not None and fact.kind is Kind.COUNT
    runs, whole = (ranges(places, counted=counted) for places in (numbers, everything))
    low, high = (whole[0].low, whole[-1].high) if whole else (None, None)
    subject = quoted(name) if counted else curly(name)
    if len(runs) == 1:
        return f"{subject}{_range_words(runs[0], fact, low, high)}"
    gaps = _gaps(runs, counted=counted)
    if len(runs) <= MOST_RANGES and not (_are_points(gaps) and not _are_points(runs)):
        parts = [_range_words(one, fact, low, high) for one in runs]
        return f"{subject}（{'，或者'.join(parts)}）" if among_others else f"{subject}{'，或者'.join(parts)}"
    around = Range(runs[0].low, runs[0].low_in, runs[-1].high, runs[-1].high_in)
    return f"{subject}{_range_words(around, fact, low, high)}（{_gap_words(gaps, fact)}除外）"


def _are_points(places: Sequence[Range]) -> bool:
    return all(one.low == one.high for one in places)


def _gaps(runs: Sequence[Range], *, counted: bool) -> list[Range]:
    """What lies between ranges; of counts, the whole numbers there."""
    between = [Range(one.high, not one.high_in, other.low, not other.low_in) for one, other in pairwise(runs)]
    return [_whole(one) if counted else one for one in between]


def _gap_words(gaps: Sequence[Range], fact: Fact | None) -> str:
    """其中101%、102%; of very many the first few and how many there are."""
    said = [
        value_words(one.low, fact) if one.low == one.high else _range_words(one, fact, None, None)
        for one in gaps[:MOST_GAPS]
    ]
    more = "" if len(gaps) <= MOST_GAPS else f"等{len(gaps)}{'个值' if _are_points(gaps) else '段'}"
    return f"其中{'、'.join(said)}{more}"


def ranges(places: Sequence[tuple[Bound, Bound]], *, counted: bool = False) -> list[Range]:
    """Single numbers and open intervals that touch, as ranges; of counts, the whole numbers in them."""
    found: list[Range] = []
    for low, high in sorted(places, key=lambda place: (place[0], place[1])):
        one = Range(low, low == high, high, low == high)
        if counted:
            one = _whole(one)
        before = found[-1] if found else None
        touching = before is not None and (
            (before.high == one.low and (before.high_in or one.low_in))
            or (counted and isinstance(before.high, Fraction) and before.high + 1 == one.low)
        )
        if before is not None and touching:
            found[-1] = Range(before.low, before.low_in, one.high, one.high_in)
        else:
            found.append(one)
    return found


def _whole(one: Range) -> Range:
    low = one.low if one.low_in or isinstance(one.low, float) else Fraction(floor(one.low) + 1)
    high = one.high if one.high_in or isinstance(one.high, float) else Fraction(ceil(one.high) - 1)
    return Range(low, isinstance(low, Fraction), high, isinstance(high, Fraction))


def _range_words(one: Range, fact: Fact | None, least: Bound | None, most: Bound | None) -> str:
    if one.low == one.high:
        return f"等于{value_words(one.low, fact)}"
    words = []
    if not isinstance(one.low, float) and not (one.low == least and (one.low_in or fact is None)):
        words.append(f"{'不低于' if one.low_in else '超过'}{value_words(one.low, fact)}")
    if not isinstance(one.high, float) and not (one.high == most and one.high_in):
        words.append(f"{'不超过' if one.high_in else '低于'}{value_words(one.high, fact)}")
    if fact is not None and fact.kind is Kind.COUNT:
        words = [word.replace("不低于", "不少于").replace("不超过", "不多于") for word in words]
    return "且".join(words) or "为任何值"


def value_words(value: Bound, fact: Fact | None) -> str:
    """A number in the unit of its fact; one without an end is rounded and said to be."""
    if isinstance(value, float):
        return decimal_text(value)
    ratio = fact is not None and fact.kind is Kind.RATIO
    number, unit = (value * 100, "%") if ratio else (value, fact.unit if fact is not None else "")
    text = decimal_text(number)
    return f"{text}{unit}" if "/" not in text else f"约{shown(number, 4)}{unit}"
