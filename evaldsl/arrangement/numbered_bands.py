"""Bands under numbers: ①90%以上得5分；②80%-90%得3分 tells one measure band by band, and no two things."""

import re
from fractions import Fraction

from evaldsl.arrangement.headings import heading_of
from evaldsl.clauses.grade_words import of_one_scale
from evaldsl.clauses.grouping import Clause, Group, text_of
from evaldsl.clauses.opposites import HAPPENS, comes_late, contradicts, denied_thing
from evaldsl.clauses.segments import compared
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell

_JUDGING = (tree.Award, tree.Full, tree.Deduction, tree.Zero, tree.Discretion, tree.Formula, tree.Proportion)
_LIMITS = (tree.Comparison, tree.Between)
_TIERS = re.compile(r"分(?:档|级|等[次级]?)(?:予以|进行|确定)?(?:计分|打分|评分|得分|赋分|给分)(?=[:,。])")
"""按以下标准分档计分：1.…；2.…: of what is numbered below, one alone holds."""
_UP, _DOWN = (">", "≥"), ("<", "≤")


@frozen
class _Band:
    """A stretch of the measure *name* (empty: of the one spoken of before) between two numbers, None where it has no end.

    *points* are what it awards, None for all and for what takes.
    """

    name: str
    unit: str
    low: Fraction | None
    high: Fraction | None
    points: Fraction | None


def join_bands(cell: Cell, groups: list[Group]) -> None:
    """Puts the clauses of a number to those of the one before it, where they go on with the bands of its measure."""
    joined: list[Group] = []
    bands: list[_Band] | None = None
    tiers = _TIERS.search(cell.plain) if "分档" in cell.plain or "分级" in cell.plain or "分等" in cell.plain else None
    limits = tree.Comparison in cell.by_kind or tree.Between in cell.by_kind
    for group in groups:
        clause = group.clauses[0] if joined and group.marker and group.clauses else None
        before = joined[-1].clauses if joined else []
        if clause is not None and limits and (clause.otherwise or _begins_with_limit(clause)):
            bands = _bands(cell, joined[-1]) if bands is None else bands
            band = _band(cell, clause)
            if band is not None and (_goes_on(band, bands) if bands else _is_below(cell, before, band)):
                before += group.clauses
                bands.append(band)
                continue
        if clause is not None and limits and before and _is_nameless_step(clause):
            bands = _bands(cell, joined[-1]) if bands is None else bands
            others = [one for group in joined[:-1] for one in _bands(cell, group)]
            unit = _unit_stepped(clause)
            if bands and bands[0].unit == unit and unit not in [one.unit for one in others]:
                before += group.clauses
                continue
        if (tiers and clause and _are_tiers(joined[-1], group, tiers.end())) or (
            clause and before and (_is_lesser(cell, before, clause) or (bands and _is_rest(cell, clause)))
        ):
            before += group.clauses
        else:
            joined.append(group)
            bands = None
    groups[:] = joined


def _begins_with_limit(clause: Clause) -> bool:
    """Whether a number stands in its first words."""
    return bool(clause.segments) and any(isinstance(part.value, _LIMITS) for part in clause.segments[0])


def _is_nameless_step(clause: Clause) -> bool:
    """②每低1个百分点扣1分: whether *clause* takes for steps without saying of what."""
    return isinstance(clause.value, tree.Deduction) and not clause.label and bool(_unit_stepped(clause))


def _unit_stepped(clause: Clause) -> str:
    """The unit of the step that *clause* is for, 分 and empty apart; empty where it is for anything else."""
    match clause.segments:
        case ((tree.Part(tree.Step(up=up, down=down)), tree.Part(tree.Comparison(limit=limit))),) if up is not down:
            return limit.unit
    return ""


def _is_below(cell: Cell, before: list[Clause], band: _Band) -> bool:
    """②1-2项不达标得5分 behind ①全部达标得10分: whether *band* is of what the one award *before* it excludes, for less."""
    text = _graded(cell, before[0]) if len(before) == 1 and isinstance(before[0].value, tree.Award) else ""
    points = _points(before[0]) if text else None
    less = points is not None and band.points is not None and points > band.points
    if not less:
        return False
    absent = denied_thing(text)
    occurs = bool(absent) and (absent == band.name or HAPPENS.fullmatch(band.name) is not None)
    return occurs or contradicts(band.name, text, True) or comes_late(band.name, text)


def _is_rest(cell: Cell, clause: Clause) -> bool:
    """④其他不得分, or a band without points of its own, ②3-5个的另定."""
    if clause.effect is None and clause.segments and not clause.label:
        found = compared(cell, clause.segments[0], True)
        return len(found) == 1 and not found[0].subject
    return clause.otherwise and not clause.segments and isinstance(clause.value, _JUDGING)


def _is_lesser(cell: Cell, before: list[Clause], clause: Clause) -> bool:
    """Whether *clause* is for a lesser grade of what those *before* it award for, 良好 behind 优秀, or says that it fails."""
    text = _graded(cell, clause) if isinstance(before[0].value, tree.Award) else ""
    texts = [_graded(cell, one) for one in before] if text else []
    if not texts or not all(texts):
        return False
    if isinstance(clause.value, (tree.Zero, tree.Deduction)) and not _scoped(clause.value):
        zero = isinstance(clause.value, tree.Zero)
        if any(contradicts(text, one, zero) for one in texts):
            return True
    points, awarded = _points(clause), [_points(one) for one in before]
    less = points is not None and all(one is not None and one > points for one in awarded)
    return less and any(of_one_scale(one, text) or comes_late(text, one) for one in texts)


def _are_tiers(one: Group, other: Group, start: int) -> bool:
    """Whether *one* and the number behind it, *other*, stand behind *start* and do nothing but award."""
    of = (*one.clauses, *other.clauses)
    alike = one.marker is not None and other.marker is not None and one.marker.style == other.marker.style
    return alike and one.start >= start and all(_points(clause) is not None for clause in of)


def _scoped(value: tree.Value | None) -> bool:
    return isinstance(value, tree.Zero) and bool(value.scope or value.veto)


def _graded(cell: Cell, clause: Clause) -> str:
    """The words that *clause* is for, where they are all there is; empty otherwise."""
    words = clause.segments[0] if len(clause.segments) == 1 else ()
    alone = len(words) == 1 and isinstance(words[0].value, tree.Word) and not (clause.otherwise or clause.label)
    return text_of(cell, words) if alone else ""


def _points(clause: Clause) -> Fraction | None:
    match clause.value:
        case tree.Award(amount, apiece=False) if not amount.share:
            return amount.high
        case tree.Zero() if not _scoped(clause.value):
            return Fraction(0)
    return None


def _bands(cell: Cell, group: Group) -> list[_Band]:
    """The bands that the clauses of *group* begin with; none unless they are of one measure and award."""
    found = [_band(cell, clause) for clause in group.clauses if clause.segments and clause.effect]
    bands = [one for one in found if one is not None]
    first = next((one.value for one in group.clauses if not isinstance(one.value, tree.Formula)), None)
    if len(bands) < len(found) or not bands or not isinstance(first, (tree.Award, tree.Full)):
        return []
    return bands if all(one.name in ("", bands[0].name) for one in bands) else []


def _band(cell: Cell, clause: Clause) -> _Band | None:
    """The band that *clause* is for, where no other words than steps stand between it and the points."""
    if clause.otherwise or not clause.segments or not isinstance(clause.value, _JUDGING) or _scoped(clause.value):
        return None
    if isinstance(clause.value, tree.Formula):
        clause = _without_score(cell, clause)
    steps = isinstance(clause.value, tree.Deduction) and all(map(_counts, clause.segments[1:]))
    found = compared(cell, clause.segments[0], True) if steps or len(clause.segments) == 1 else []
    if len(found) != 1 or (found[0].counted and isinstance(clause.value, (tree.Deduction, tree.Discretion))):
        return None
    name = found[0].subject or heading_of(clause)
    amount = clause.value.amount.high if isinstance(clause.value, tree.Award) else None
    match found[0].part.value:
        case tree.Between(low, high):
            return _Band(name, high.unit, low.number, high.number, amount)
        case tree.Comparison(op, limit, past=False):
            number = limit.number
            return _Band(name, limit.unit, None if op in _DOWN else number, None if op in _UP else number, amount)
    return None


_SCORE = re.compile("(?:[本该]项)?得分")


def _without_score(cell: Cell, clause: Clause) -> Clause:
    """*clause* without the 得分 to which its formula comes: 80%-100%的，得分=完成率×10分."""
    several = len(clause.segments) > 1 and _SCORE.fullmatch(text_of(cell, clause.segments[-1])) is not None
    return evolve(clause, segments=clause.segments[:-1]) if several else clause


def _counts(segment: tuple[tree.Part, ...]) -> bool:
    return any(isinstance(part.value, (tree.Step, tree.Each)) for part in segment)


def _goes_on(band: _Band, bands: list[_Band]) -> bool:
    """Whether *band* is one more of *bands*: of no other name, and apart from them or further down the same way."""
    if band.unit != bands[0].unit or not (band.name == "" or bands[0].name.endswith(band.name)):
        return False
    return all(_apart(band, one) or _apart(one, band) for one in bands) or _wider(band, bands)


def _apart(one: _Band, other: _Band) -> bool:
    """Whether *one* ends where *other* begins, or before."""
    return one.high is not None and other.low is not None and one.high <= other.low and one != other


def _wider(one: _Band, bands: list[_Band]) -> bool:
    """80%以上得3分 behind 90%以上得5分: reached sooner, for less, or for whatever it says where two without a name go before."""
    other = bands[-1]
    going_on = len(bands) > 1 and not (one.name or other.name)
    if other.points is None or one.points is None or (one.points >= other.points and not going_on):
        return False
    if one.high is None and other.high is None and one.low is not None and other.low is not None:
        return one.low < other.low
    return one.low is None and other.low is None and (one.high or Fraction(0)) > (other.high or Fraction(0))
