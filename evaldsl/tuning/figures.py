"""The numbers of a scoring sentence, each with what it is for: 每, 扣, 线 … told by the word of the tree in which it stands."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.rubric import Span
from evaldsl.syntax import tree
from evaldsl.syntax.terms import leaves_of
from evaldsl.text.numerals import COUNTED, number
from evaldsl.tuning.written_numbers import up_and_down, written_numbers

EACH, TAKEN, LINE, BASE, AWARDED, ADDED, MOST = "每", "扣", "线", "基准", "得", "加", "最多"
LEAST, BELOW = "最少", "倒扣"
CLIPPED, DECLARED, LEAST_DECIDED, MOST_DECIDED, FACTOR = "按", "满分", "酌情下限", "酌情上限", "式"
POINTS, GRADE = "分值", "等级"
LIMITS = frozenset({LINE, BASE, CLIPPED})
"""Roles whose numbers are compared with a fact."""


@frozen
class Figure:
    """A number found in a cell, not yet numbered: its *role*, where it stands in the file, and the item that it is in.

    *in_brackets*: it stands in brackets behind some words, which may be its limit or only explain them. *means* is what it
    is compared as: 1/18 for the 18 of 1:18, 90 for 后10%. Another number is written with *sign* behind it.
    """

    role: str
    value: Fraction
    unit: str
    span: Span
    label: str
    in_brackets: bool = False
    means: Fraction = Fraction(0)
    sign: str = ""


_BRACKETED = re.compile(
    r"\((?:[≥≤<>=]*|不[低少高]于|不超过|达到)(?P<number>\d+(?:\.\d+)?)(?P<unit>[^\d()]{0,6}?)(?:及?以[上下内])?\)"
)
"""满意度达到目标值（85%）, 满意度（不低于85%）"""


def figures(cell: tree.Cell, span: Callable[[int, int], Span], label_at: Callable[[int], str]) -> Iterator[Figure]:
    """The numbers of a cell that a scoring word names, in order; *label_at* says of which item a place in the file is."""
    clause: list[tree.Value] = []
    for place, part in enumerate(cell.parts):
        if isinstance(part.value, tree.Comma | tree.Stop | tree.Marker):
            clause = [] if not isinstance(part.value, tree.Comma) else clause
        written = cell.plain[part.start : part.end]
        wanted = _expected(part.value, clause, [one.value for one in cell.parts[place + 1 : place + 4]], written)
        clause.append(part.value)
        label = label_at(span(part.start, part.end)[0])
        if isinstance(part.value, tree.Word) and "(" in written:
            for match in _BRACKETED.finditer(written):
                where = span(part.start + match.start("number"), part.start + match.end("number"))
                value = number(match["number"])
                yield Figure(LINE, value, match["unit"], where, label, True, value)
        for role, value, unit in wanted:
            for one in written_numbers(written, value, unit):
                if not (isinstance(part.value, tree.Formula) and makes_percent(written, one.start, one.end)):
                    where = span(part.start + one.start, part.start + one.end)
                    yield Figure(role, one.value, one.unit, where, label, False, value, one.sign)


_PERCENT = re.compile(r"(?<=[×*])100%|100%(?=[×*])")


def makes_percent(written: str, start: int, end: int) -> bool:
    """×100% makes a rate of a quotient and is no number of the rule; that of 100%-完成率 is one."""
    return any(match.start() == start and match.end() == end + 1 for match in _PERCENT.finditer(written))


Wanted = list[tuple[str, Fraction, str]]


def _expected(value: tree.Value, clause: Sequence[tree.Value], after: Sequence[tree.Value], written: str) -> Wanted:
    """What numbers a word names, each with its role and unit, twice the same once."""
    match value:
        case tree.Comparison(op, limit):
            if limit.unit == "季度" or _counts_off(clause):  # which quarter, which class: not how much
                return []
            return [(EACH if not op and _counts(limit, clause, after) else LINE, limit.number, limit.unit)]
        case tree.Between(low, high) if "上下" in written:
            (middle, _), (width, unit) = up_and_down(written)
            return [(BASE, middle, low.unit), (LINE, width, unit or low.unit)]
        case tree.Between(low, high):
            return [(LINE, low.number, low.unit), *_other(low.number, [(LINE, high.number, high.unit)])]
        case tree.Rank(low, high, unit) | tree.Changed(low=low, high=high, unit=unit):
            edges = dict.fromkeys(abs(end) for end in (low, high) if end is not None and end)
            return [(LINE, end, unit) for end in edges]
        case tree.Deduction(amount, more=more):
            return [one for part in dict.fromkeys((amount, *more)) for one in _amounts(TAKEN, part)]
        case tree.Award(amount, bonus=bonus, more=more):
            role = ADDED if bonus else AWARDED
            return [one for part in dict.fromkeys((amount, *more)) for one in _amounts(role, part)]
        case tree.Interpolated(words, (low, high)) if words.startswith("按"):  # 按比例得4-6分
            return _amounts(AWARDED, tree.Amount(low, high))
        case tree.Cap(_, points, share=True):
            return [] if points is None else [(MOST, points * 100, "%分值")]
        case tree.Cap(_, points) | tree.UntilZero(points):
            return [] if points is None else [(MOST, points, "分")]
        case tree.Lowest(points):
            return [(BELOW if points < 0 else LEAST, abs(points), "分")] if points else []
        case tree.Portion(share):
            return [(FACTOR, share * 100, "%")]
        case tree.Full(points):
            return [] if points is None else [(AWARDED, points, "分")]
        case tree.Declared(points):
            return [(DECLARED, points, "分")]
        case tree.Discretion(_, low, high):
            ends = [(LEAST_DECIDED, low, "分")] if low is not None else []
            return ends + ([(MOST_DECIDED, high, "分")] if high is not None and high != low else [])
        case tree.Base(limit):
            return [(BASE, limit.number, limit.unit)]
        case tree.Clip(limit):
            return [] if limit is None else [(CLIPPED, limit.number, limit.unit)]
        case tree.Formula(term):
            numbers = {one.number: one.unit for one in quantities(term)}
            return [(FACTOR, figure, unit) for figure, unit in numbers.items()]
        case tree.PartStep(unit=unit) if unit.endswith("%") and unit != "%":  # 不足13%的，按实际比例折算得分
            return [(LINE, number(unit[:-1]), "%")]
        case _:
            return []


def _other(known: Fraction, wanted: Wanted) -> Wanted:
    return [one for one in wanted if abs(one[1]) != abs(known)]


def _counts_off(clause: Sequence[tree.Value]) -> bool:
    """第1类 says which, not how many."""
    return bool(clause) and isinstance(clause[-1], tree.Word) and clause[-1].text.endswith("第")


def _counts(limit: tree.Quantity, clause: Sequence[tree.Value], after: Sequence[tree.Value]) -> bool:
    """Whether a bare number says how long a step is: 每超出1%, 每发现3处, 1例不符合扣0.2分; of 每低于95%一个百分点 the second."""
    if after and isinstance(after[0], tree.Comparison):
        return False
    if any(isinstance(one, tree.Step | tree.Each) for one in clause):
        return True
    effect = next((one for one in after if not isinstance(one, tree.Word | tree.Comma)), None)
    return limit.unit in COUNTED and isinstance(effect, tree.Deduction)


def _amounts(role: str, amount: tree.Amount) -> Wanted:
    scale, unit = (100, "%分值") if amount.share else (1, "分")
    return [(role, end * scale, unit) for end in dict.fromkeys((amount.low, amount.high))]


def quantities(term: tree.Term) -> Iterator[tree.Quantity]:
    """The numbers of a formula."""
    return (one for one in leaves_of(term) if isinstance(one, tree.Quantity))
