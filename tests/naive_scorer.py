"""A second scorer, only for tests: written from the reference pages alone, item by item, as plainly as can be.

It reads no sentence. It scores the description from which ``rubric_strategies`` writes the sentences, so that a
sentence misread and a rule miscalculated both show as a difference. Nothing of the program is used here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from tests.described_rules import (
    Apart,
    AtMost,
    Averaged,
    Award,
    Band,
    Bands,
    Both,
    Cell,
    Change,
    Compare,
    Conventions,
    Counted,
    Decided,
    DecidedEach,
    EachMissed,
    Earned,
    Fact,
    Facts,
    FormulaBelow,
    Graded,
    Held,
    Instead,
    InTurn,
    Item,
    Least,
    LessEach,
    Lines,
    Loss,
    LossBands,
    Lower,
    Measure,
    Occurrence,
    OneMet,
    Opening,
    Product,
    Quotient,
    Rate,
    Regrade,
    Says,
    Several,
    Severally,
    Step,
    Table,
    Target,
    Test,
    Tiers,
    Veto,
    Within,
    parts_of,
)

ZERO, ONE = Fraction(0), Fraction(1)


class ZeroDenominator(Exception):
    """A rate cannot be computed, and no convention gives it a value."""


@dataclass(frozen=True)
class Result:
    """Points by indicator (None: 分母为0 and no convention), the total and the grade."""

    indicators: tuple[Fraction | None, ...]
    total: Fraction | None
    grade: str | None


# ---- scoring


def score(table: Table, facts: Facts) -> Result:
    """The whole table for one unit."""
    points: list[Fraction | None] = []
    regrades = [veto.regrade for veto in table.vetoes if _holds(veto.test, facts, table.conventions)]
    for indicator in table.indicators:
        points.append(_indicator(indicator, facts, table))
        if isinstance(indicator, Cell):
            own = [veto for veto in _vetoes(indicator) if veto.holds in ("等级", "指标等级")]
            regrades += [veto.regrade for veto in own if _holds(veto.test, facts, table.conventions)]
    known = [one for one in points if one is not None]
    total = sum(known, ZERO) if len(known) == len(points) else None
    return Result(tuple(points), total, _grade(table, total, regrades))


def _grade(table: Table, total: Fraction | None, regrades: Sequence[Regrade]) -> str | None:
    """先定等级，再下调，最后封顶."""
    names = [name for name, _ in table.grades]
    place: int | None = None
    if names and total is not None:
        place = next((place for place, (_, least) in enumerate(table.grades) if total >= least), None)
    if any(one.how == "定为" for one in regrades):
        place = len(names) - 1 if names else None
    if place is None:
        return None
    for one in regrades:
        if one.how == "下调":
            place = place + one.steps
    if place > len(names) - 1:
        place = len(names) - 1
    for one in regrades:
        if one.how == "不高于" and place < names.index(one.word):
            place = names.index(one.word)
        if one.how == "不评为" and place <= names.index(one.word):
            place = names.index(one.word) + 1
    return names[place]


def _rounded(points: Fraction, decimals: int) -> Fraction:
    """Half up, once."""
    scale = 10**decimals
    return Fraction(floor(points * scale + Fraction(1, 2)), scale)


def _vetoes(cell: Cell) -> list[Veto]:
    return [veto for item in cell.items for veto in item.vetoes]


def _indicator(indicator: Cell | Target, facts: Facts, table: Table) -> Fraction | None:
    said = table.conventions
    if isinstance(indicator, Target):
        return _rounded(_target(indicator, facts, table), said.decimals)
    if _lacks_denominator(indicator, facts) and said.zero in ("得满分", "不得分"):
        return _vetoed(indicator, facts, said) if said.zero == "得满分" else ZERO
    try:
        return _rounded(_cell(indicator, facts, said), said.decimals)
    except ZeroDenominator:
        # no convention: open, unless whatever it were makes no difference
        limits = {
            Fraction(0),
            Fraction(10**6),
            *(one for one in parts_of(indicator) if isinstance(one, Fraction) and one < 4),
        }
        ratios = {str(limit + by) for limit in limits for by in (0, Fraction(1, 10**5), Fraction(-1, 10**5))}
        found = {_rounded(_cell(indicator, facts, Conventions(said.part, one)), said.decimals) for one in ratios}
        return found.pop() if len(found) == 1 else None


def _lacks_denominator(cell: Cell, facts: Facts) -> bool:
    """Whether some ratio that the cell speaks of has the denominator 0."""
    bottoms = [part.bottom for part in parts_of(cell) if isinstance(part, Rate | Quotient)]
    return any(facts[bottom] == 0 for bottom in bottoms)


def _vetoed(cell: Cell, facts: Facts, said: Conventions) -> Fraction:
    """Full marks, but for what is vetoed."""
    left = cell.full
    for item in cell.items:
        holds = {veto.holds for veto in item.vetoes if veto.holds != "等级" and _is_true(veto.test, facts, said)}
        if holds:
            alone = holds == {"项"} and item.opening is not None
            left -= min(left, stake(item) if alone else cell.full)
    return left


def _is_true(test: Test, facts: Facts, said: Conventions) -> bool:
    try:
        return _holds(test, facts, said)
    except ZeroDenominator:
        return False


def _cell(cell: Cell, facts: Facts, said: Conventions) -> Fraction:
    for item in cell.items:
        for veto in item.vetoes:
            whole = veto.holds in ("指标", "指标等级") or (veto.holds == "项" and item.opening is None)
            if whole and _holds(veto.test, facts, said):
                return ZERO
    closed = [item for item in cell.items if item.opening is not None]
    opened = [item for item in cell.items if item.opening is None]
    worth = sum((stake(item) for item in closed), ZERO)
    total = sum((_item(item, facts, said) for item in closed), ZERO)
    if cell.together and total < worth:
        return ZERO
    rest = cell.full - worth
    if opened and rest > 0:
        left = rest
        for item in opened:
            left = _changed(left, item.changes, facts, said, rest)
        total += left
    elif opened:
        for item in opened:
            total = _changed(total, item.changes, facts, said, cell.full)
    return total


def _item(item: Item, facts: Facts, said: Conventions) -> Fraction:
    assert item.opening is not None
    for veto in item.vetoes:
        if veto.holds == "项" and _holds(veto.test, facts, said):
            return ZERO
    left = max(ZERO, _opened(item.opening, facts, said))
    if isinstance(item.opening, Award) and item.opening.conduct:
        counted = [one for one in parts_of(item.changes) if isinstance(one, Occurrence)]
        if any(_number(one.fact, facts) > 0 for one in counted if not one.adds):
            left = item.opening.points
    if isinstance(item.opening, Award) and item.opening.well:
        less = [one for one in item.changes if isinstance(one, Instead) and one.points < item.opening.points]
        if any(facts[one.fact] is True or facts[one.severe] is True for one in less):
            left = item.opening.points
    left = _changed(left, item.changes, facts, said, stake(item), -item.below)
    return left if item.most is None or left < item.most else item.most


def stake(item: Item) -> Fraction:
    """What an item is worth: 最高得几分, else the most that its own award names."""
    opening = item.opening
    assert opening is not None
    if item.most is not None:
        return item.most
    if isinstance(opening, Bands):
        return max(opening.other, *(band.points for band in opening.bands))
    if isinstance(opening, Graded):
        return max(high for _, _, high in opening.points)
    if isinstance(opening, InTurn):
        return max(points for _, points in opening.cases)
    assert not isinstance(opening, Counted)
    if isinstance(opening, Decided):
        return opening.high
    if isinstance(opening, Lines):
        return max(points for _, points in opening.ends)
    if isinstance(opening, Averaged):
        return opening.points * len(opening.facts)
    return opening.points


def _opened(opening: Opening, facts: Facts, said: Conventions) -> Fraction:
    if isinstance(opening, Award):
        if _holds(opening.test, facts, said):
            return opening.points
        return _otherwise(opening, facts, said) if opening.otherwise is not None else ZERO
    if isinstance(opening, Held):
        if opening.test is None or _holds(opening.test, facts, said):
            return opening.points
        if opening.counts is not None and _number(opening.counts, facts) > 0:
            return opening.points
        return ZERO
    if isinstance(opening, Bands):
        found = _band(opening.bands, _measured(opening.measure, facts, said))
        return opening.other if found is None else found.points
    if isinstance(opening, Graded):
        word = facts[opening.fact]
        low, high = next((low, high) for name, low, high in opening.points if name == word)
        if low == high:
            return low
        assert opening.decision is not None
        return _clamped(_number(opening.decision, facts), low, high)
    if isinstance(opening, InTurn):
        return next((points for fact, points in opening.cases if facts[fact] is True), ZERO)
    if isinstance(opening, Product):
        value = _measured(opening.measure, facts, said)
        if opening.reversed_:
            value = 1 - value
        return value / opening.per * opening.points
    if isinstance(opening, Quotient):
        below = _number(opening.bottom, facts)
        ratio = _without_denominator(said) if below == 0 else _number(opening.top, facts) / below
        return ratio * opening.points
    if isinstance(opening, LessEach):
        return opening.points - _number(opening.count, facts) * opening.each
    if isinstance(opening, FormulaBelow):
        value = _measured(opening.measure, facts, said)
        return opening.points if value >= opening.limit else value / opening.limit * opening.points
    if isinstance(opening, Counted):
        return sum((_number(fact, facts) * each for fact, each in opening.entries), ZERO)
    if isinstance(opening, Decided):
        return _clamped(_number(opening.decision, facts), opening.low, opening.high)
    if isinstance(opening, Lines):
        return _on_lines(opening, _measured(opening.measure, facts, said))
    if isinstance(opening, Lower):
        return opening.points if _holds(opening.test, facts, said) else opening.start
    if isinstance(opening, Several):
        needed = [test for test in opening.tests if test not in opening.excused]
        return opening.points if all(_holds(test, facts, said) for test in needed) else ZERO
    if isinstance(opening, OneMet):
        first, second = (_holds(test, facts, said) for test in (opening.first, opening.second))
        if first and second:
            return opening.points
        return opening.alone[0] if first else opening.alone[1] if second else ZERO
    if isinstance(opening, Earned):
        value = _measured(opening.measure, facts, said)
        steps = _whole_steps(max(value, ZERO) / opening.size, opening.part or said.part)
        return opening.points if value >= opening.limit else steps * opening.each
    if isinstance(opening, Least):
        return min(_measured(opening.measure, facts, said) / opening.per, ONE) * opening.points
    return sum((opening.points for fact in opening.facts if facts[fact] is True), ZERO)


def _on_lines(lines: Lines, value: Fraction) -> Fraction:
    """Where *value* lies between two ends, so many parts of the way from the one's points to the other's."""
    if value < lines.ends[0][0]:
        return lines.before
    for place in range(len(lines.ends) - 1):
        (start, first), (end, second) = lines.ends[place], lines.ends[place + 1]
        if value <= end:
            return first + (second - first) * (value - start) / (end - start)
    return lines.behind


def _otherwise(award: Award, facts: Facts, said: Conventions) -> Fraction:
    otherwise = award.otherwise
    assert otherwise is not None
    if otherwise.how == "得":
        return otherwise.points
    if otherwise.how == "扣":
        return award.points - otherwise.points
    if otherwise.how == "酌情扣分":
        assert otherwise.decision is not None
        return award.points - _clamped(_number(otherwise.decision, facts), ZERO, award.points)
    if otherwise.how == "酌情计分":
        assert otherwise.decision is not None
        return _clamped(_number(otherwise.decision, facts), ZERO, award.points)
    assert otherwise.how == "按比例"
    if otherwise.share is not None:
        return award.points * _number(otherwise.share, facts)
    assert isinstance(award.test, Compare)
    value = _measured(award.test.measure, facts, said)
    if award.test.sign == "≥":
        return award.points * value / award.test.limit
    return award.points * award.test.limit / value


def _changed(
    left: Fraction, changes: Sequence[Change], facts: Facts, said: Conventions, worth: Fraction, least: Fraction = ZERO
) -> Fraction:
    """What is left after each change in turn; it never falls below 0, or what the words say."""
    for change in changes:
        left += _amount(change, facts, said, worth)
        if left < least:
            left = least
    return left


def _amount(change: Change, facts: Facts, said: Conventions, worth: Fraction) -> Fraction:
    """What one change adds (negative: takes)."""
    if isinstance(change, AtMost):
        total = sum((_amount(one, facts, said, worth) for one in change.changes), ZERO)
        return _clamped(total, -change.most, change.most)
    if isinstance(change, Step):
        value = _measured(change.measure, facts, said)
        base = change.base
        if change.within is not None:
            value = _clamped(value, *change.within)
        beyond = ZERO
        if change.way in "下双" and value < base:
            beyond = base - value
        if change.way in "上双" and value > base:
            beyond = value - base
        steps = _whole_steps(beyond / change.size, change.part or said.part)
        each = change.points * worth if change.share else change.points
        return steps * each if change.adds else -steps * each
    if isinstance(change, Occurrence):
        times = _number(change.fact, facts) / change.every
        if change.every > 1:
            times = _whole_steps(times, said.part or "整步")
        return times * change.points if change.adds else -times * change.points
    if isinstance(change, Loss):
        if not _holds(change.test, facts, said):
            return ZERO
        return change.points if change.adds else -change.points
    if isinstance(change, LossBands):
        found = _band(change.bands, _measured(change.measure, facts, said))
        return ZERO if found is None else -found.points
    if isinstance(change, EachMissed):
        return -change.points * sum(not _holds(test, facts, said) for test in change.tests)
    if isinstance(change, Severally):
        return sum((_amount(one, facts, said, worth) for one in change.changes), ZERO)
    if isinstance(change, Apart):
        return sum((_amount(one, facts, said, worth) for one in (change.every, *change.kinds)), ZERO)
    if isinstance(change, Instead):
        return -change.worse if facts[change.severe] is True else -change.points if facts[change.fact] is True else ZERO
    if isinstance(change, Tiers):
        value = _measured(change.measure, facts, said)
        beyond = max(ZERO, value - change.base if change.way == "上" else change.base - value)
        inner, outer = min(beyond, change.width), max(ZERO, beyond - change.width)
        near, far = _whole_steps(inner / change.size, said.part), _whole_steps(outer / change.size, said.part)
        return -near * change.first - far * change.second
    decided = _number(change.decision, facts)
    if isinstance(change, DecidedEach):
        times = _number(change.fact, facts)
        return -_clamped(decided, times * change.low, times * change.high)
    if decided == 0:
        return ZERO
    return -_clamped(decided, change.low, worth if change.high is None else change.high)


def _whole_steps(steps: Fraction, part: str) -> Fraction:
    if part == "进一":
        return Fraction(ceil(steps))
    if part == "整步":
        return Fraction(floor(steps))
    return steps


def _band(bands: Sequence[Band], value: Fraction) -> Band | None:
    """The band whose words name the edge, else the first that *value* lies in."""
    for band in bands:
        if (value == band.low and band.low_in is True) or (value == band.high and band.high_in is True):
            inside = (band.low is None or value >= band.low) and (band.high is None or value <= band.high)
            if inside and not _earlier(bands, band, value):
                return band
    for band in bands:
        above = band.low is None or value > band.low or (value == band.low and band.low_in is not False)
        below = band.high is None or value < band.high or (value == band.high and band.high_in is not False)
        if above and below:
            return band
    return None


def _earlier(bands: Sequence[Band], chosen: Band, value: Fraction) -> bool:
    """Whether a band written before *chosen* holds *value* well inside it."""
    for band in bands:
        if band is chosen:
            return False
        if (band.low is None or value > band.low) and (band.high is None or value < band.high):
            return True
    return False


def _holds(test: Test, facts: Facts, said: Conventions) -> bool:
    if isinstance(test, Says):
        return facts[test.fact] is True
    if isinstance(test, Both):
        first, second = _holds(test.first, facts, said), _holds(test.second, facts, said)
        return (first or second) if test.either else (first and second)
    value = _measured(test.measure, facts, said)
    if isinstance(test, Within):
        above = value > test.low or (test.low_in and value == test.low)
        below = value < test.high or (test.high_in and value == test.high)
        return above and below
    if test.sign == "≥":
        return value >= test.limit
    if test.sign == ">":
        return value > test.limit
    if test.sign == "≤":
        return value <= test.limit
    if test.sign == "<":
        return value < test.limit
    return value == test.limit


def _measured(measure: Measure, facts: Facts, said: Conventions) -> Fraction:
    if isinstance(measure, Fact):
        return _number(measure, facts)
    below = _number(measure.bottom, facts)
    if below == 0:
        return _without_denominator(said)
    return _number(measure.top, facts) / below


def _without_denominator(said: Conventions) -> Fraction:
    """What the convention says a ratio is worth whose denominator is 0."""
    if said.zero in ("", "得满分", "不得分"):
        raise ZeroDenominator
    return Fraction(said.zero)


def _number(fact: Fact, facts: Facts) -> Fraction:
    value = facts[fact]
    assert isinstance(value, Fraction)
    return value


def _clamped(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return low if value < low else high if value > high else value


def _target(target: Target, facts: Facts, table: Table) -> Fraction:
    if target.grade is not None:
        assert target.decision is not None
        low, high = next((low, high) for word, low, high in table.shares if word == facts[target.grade])
        return _clamped(_number(target.decision, facts), low * target.full, high * target.full)
    assert target.measure is not None
    value = _number(target.measure, facts)
    if target.sign == "≥":
        return target.full if value >= target.limit else max(ZERO, target.full * value / target.limit)
    return target.full if value <= target.limit else target.full * target.limit / value
