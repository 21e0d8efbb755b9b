"""The rubric as a function of one parameter: what the text means between and at the numbers where its reading turns.

Between two numbers that the sentence names besides (another band's edge, the points of the indicator), every constant of
the lowered expressions is a linear function of the parameter: two readings give it, a third confirms it, and two more near
the ends see that nothing turns in between. A step's size stands under a division: there its reciprocal is what is linear.
Where no such function is found, ``Undecided`` says so; nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, inf

from attrs import field, frozen

from evaldsl.interpreter.curves import Domain, Undecided
from evaldsl.interpreter.expressions import (
    All,
    Compare,
    Condition,
    Expr,
    If,
    Node,
    Not,
    Number,
    Ref,
    Some,
    number,
    parts_of,
    plus,
    times,
)
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import GradeBand, Rubric
from evaldsl.interpreter.values import Bound
from evaldsl.text.numerals import COUNTED
from evaldsl.tuning.figures import ADDED, AWARDED, EACH, LIMITS, POINTS
from evaldsl.tuning.parameters import Parameter
from evaldsl.tuning.rebuilding import rebuilt, without_rates
from evaldsl.tuning.reciprocals import reciprocal
from evaldsl.tuning.rereading import Rereader, named

P = Ref("\0参数")
"""The parameter, or its reciprocal where a regime says so."""
ZERO, ONE = Fraction(0), Fraction(1)
WHOLE = {"%": Fraction(100), "成": Fraction(10)}
MOST_DEPTH, MOST_SPLITS, MOST_WHOLE = 4, 16, 200


@frozen
class Regime:
    """One number or all numbers between two, and what the rubric is there, in terms of ``P``.

    *exprs* are the points, not rounded, of the indicators that the parameter touches; None where the text cannot be read.
    *lines* are the grade lines, None where the parameter is none of them. *inverse*: ``P`` is 1 divided by the parameter.
    *trouble* says why nothing is known of these values, where it is so; *lacks*: since units lack facts.
    """

    low: Bound
    high: Bound
    exprs: Mapping[str, Expr] | None
    full: Mapping[str, Expr]
    lines: tuple[tuple[GradeBand, Expr | None, Expr | None], ...] | None = None
    inverse: bool = False
    trouble: str = ""
    lacks: bool = False

    @property
    def domain(self) -> Domain:
        """What ``P`` can be here."""
        if not self.inverse:
            return Domain(((self.low, self.high),))
        return Domain(((turned(self.high), turned(self.low)),))


def turned(bound: Bound) -> Bound:
    """1 divided by *bound*, an end of values that are not negative."""
    if isinstance(bound, float):
        return ZERO
    return 1 / bound if bound else inf


def is_whole(parameter: Parameter) -> bool:
    """Whether it counts things: 每2例, 超过3个. Then whole numbers are all there is."""
    return parameter.role in (EACH, *LIMITS) and parameter.unit in COUNTED


def room_of(parameter: Parameter, rubric: Rubric) -> tuple[Fraction, Fraction]:
    """Between what the line of a grade may be: the lines of the grades next to its own."""
    lines = sorted({ZERO, rubric.full, *(band.low for band in rubric.grades if band.low is not None)})
    below = [one for one in lines if one < parameter.value]
    above = [one for one in lines if one > parameter.value]
    return max(below, default=ZERO), min(above, default=parameter.value)


def usual_range(parameter: Parameter, full: Fraction, rubric: Rubric) -> tuple[Fraction, Fraction]:
    """Where a value is looked for when nobody says: points up to those of the indicator, steps up to ten times theirs, the line
    of a grade between its neighbours."""
    if is_whole(parameter):
        least, most = ONE if parameter.role == EACH else ZERO, max(parameter.value * 5, Fraction(10))
        low = max(least, parameter.value - MOST_WHOLE // 2)
        return (least, most) if most - least < MOST_WHOLE else (low, low + MOST_WHOLE - 1)
    if parameter.role == EACH:
        return parameter.value / 20, parameter.value * 10
    if parameter.is_grade_line:
        return room_of(parameter, rubric)
    whole = WHOLE.get(parameter.unit)
    if parameter.role in LIMITS and whole is not None and parameter.value < whole:
        return ZERO, min(parameter.value * 2, whole)  # nobody is satisfied by more than 100%
    if parameter.role in LIMITS or parameter.unit != "分":
        return ZERO, parameter.value * 2
    return ZERO, parameter.value * 2 if parameter.role == POINTS else max(full, parameter.value)


def regimes_of(parameter: Parameter, reread: Rereader, low: Fraction, high: Fraction) -> list[Regime]:
    """The rubric over all values from *low* to *high*, in order: points and the intervals between them."""
    reader = _Reader(parameter, reread)
    if is_whole(parameter):
        if floor(high) - ceil(low) >= MOST_WHOLE:
            raise Undecided(f"只取整数，而这个范围里的整数超过{MOST_WHOLE}个")
        return [reader.point(Fraction(value)) for value in range(ceil(low), floor(high) + 1)]
    turns = sorted({low, high, *(turn for turn in _turns(parameter, reread) if low < turn < high)})
    found = [reader.point(low)]
    for left, right in pairwise(turns):
        found += [*reader.between(left, right, 0), reader.point(right)]
    return found


def _turns(parameter: Parameter, reread: Rereader) -> set[Fraction]:
    """Numbers where the reading may turn: those that stand beside the parameter, and what they leave of the points."""
    from evaldsl.tuning.parameters import parameters_of

    assert reread.loaded.rubric is not None
    if parameter.is_grade_line:
        return {end for band in reread.loaded.rubric.grades for end in (band.low, band.high) if end is not None}
    here = (parameter.indicator, parameter.line)
    own = [one for one in parameters_of(reread.loaded) if (one.indicator, one.line) == here and one != parameter]
    numbers = {one.value for one in own} | {parameter.value, ZERO}
    if parameter.unit != "分":
        return numbers
    points = sum((one.value for one in own if one.unit == "分" and one.role != POINTS), ZERO)
    awards = sum((one.value for one in own if one.role in (AWARDED, ADDED)), ZERO)
    if not parameter.indicator:
        return numbers | {one.full for one in reread.loaded.rubric.indicators}
    full = named(reread.loaded.rubric)[parameter.indicator].full
    stakes = {full - one for one in numbers} | {full - points, full - awards, points, awards}
    return {one for one in numbers | stakes if one >= 0}


_Readings = tuple[list[Expr], list[Fraction]]
"""One indicator as several texts read it: its points, and its full marks."""


@frozen
class _Reader:
    parameter: Parameter
    reread: Rereader
    splits: list[tuple[Fraction, Fraction]] = field(factory=list)

    def _at(self, value: Fraction) -> Rubric | str:
        setting = ((self.parameter, value),)
        if self.parameter.role == EACH and not value:
            return "每一步不能是0"
        return self.reread.rubric(setting) if self.parameter.is_grade_line else self.reread.indicator_rubric(setting)

    def point(self, value: Fraction) -> Regime:
        rubric = self._at(value)
        if isinstance(rubric, str):
            return Regime(value, value, None, {}, trouble=rubric)
        return self._regime(value, value, [rubric], [value])

    def between(self, low: Fraction, high: Fraction, depth: int) -> list[Regime]:
        """The regimes of an open interval: one, or more where the reading turns at a number that nobody named."""
        width = high - low
        values = [low + width * Fraction(part, 128) for part in (64, 37, 1, 127, 83)]
        rubrics = [self._at(value) for value in values]
        read = [rubric for rubric in rubrics if isinstance(rubric, Rubric)]
        if not read:
            return [Regime(low, high, None, {}, trouble=next(one for one in rubrics if isinstance(one, str)))]
        try:
            if len(read) < len(rubrics):
                raise Undecided("这一段里有的值读不懂")
            return [self._regime(low, high, read, values)]
        except Undecided as why:
            self.splits.append((low, high))
            if depth == MOST_DEPTH or len(self.splits) > MOST_SPLITS:
                return [Regime(low, high, None, {}, trouble=str(why))]
            middle = (low + high) / 2
            return [
                *self.between(low, middle, depth + 1),
                self.point(middle),
                *self.between(middle, high, depth + 1),
            ]

    def _regime(self, low: Bound, high: Bound, rubrics: Sequence[Rubric], values: Sequence[Fraction]) -> Regime:
        if self.parameter.is_grade_line:
            return Regime(low, high, {}, {}, _lines([rubric.grades for rubric in rubrics], values))
        name = self.parameter.indicator
        found = self._touched(rubrics) if not name else {name: self._own(name, rubrics)}
        exprs = {one: lifted(exprs, values) for one, (exprs, _) in found.items()}
        full = {one: lifted([Number(points) for points in fulls], values) for one, (_, fulls) in found.items()}
        inverse = {one: reciprocal(expr, P) for one, expr in exprs.items()} if low != high else {}
        turned_exprs = {one: expr for one, expr in inverse.items() if expr is not None}
        if exprs and len(turned_exprs) == len(exprs):
            return Regime(low, high, turned_exprs, full, inverse=True)
        return Regime(low, high, exprs, full)

    def _own(self, name: str, rubrics: Sequence[Rubric]) -> _Readings:
        """The indicator of the parameter, which must be all that it changes."""
        rates = [rubric.definitions for rubric in rubrics]
        conventions = [rubric.conventions for rubric in rubrics]
        alike = [named(rubric)[name] for rubric in rubrics]
        rules = [one.grade_rules for one in alike]
        if any(one != kind[0] for kind in (rates, conventions, rules) for one in kind):
            raise Undecided("这个数改变的不只是本指标的得分")
        return [indicator_to_expr(one) for one in alike], [one.full for one in alike]

    def _touched(self, rubrics: Sequence[Rubric]) -> dict[str, _Readings]:
        """The indicators that a line outside of them changes, in terms of facts, the rates put in."""
        today = self.reread.loaded.rubric
        assert today is not None
        rules = [[(one.change, _over_facts(_truth(one.condition), rubric)) for one in grade_rules(rubric)]
                 for rubric in (today, *rubrics)]  # fmt: skip
        if any(one != rules[0] for one in rules) or any(one.conventions != today.conventions for one in rubrics):
            raise Undecided("这个数改变的不只是指标的得分")
        found: dict[str, _Readings] = {}
        for name, before in named(today).items():
            alike = [named(rubric)[name] for rubric in rubrics]
            exprs = [_over_facts(indicator_to_expr(one), rubric) for one, rubric in zip(alike, rubrics, strict=True)]
            if any(one != _over_facts(indicator_to_expr(before), today) for one in exprs):
                found[name] = exprs, [one.full for one in alike]
        return found


def _over_facts(expr: Expr, rubric: Rubric) -> Expr:
    return without_rates(expr, {one.name: one.expr for one in rubric.definitions})


def _truth(condition: Condition) -> Expr:
    return If(condition, Number(ONE), Number(ZERO))


def _lines(
    grades: Sequence[tuple[GradeBand, ...]], values: Sequence[Fraction]
) -> tuple[tuple[GradeBand, Expr | None, Expr | None], ...]:
    found = []
    for bands in zip(*grades, strict=True):
        first = bands[0]
        if any((one.word, one.low_in, one.high_in) != (first.word, first.low_in, first.high_in) for one in bands):
            raise Undecided("等级的读法变了")
        low = None if first.low is None else lifted([number(one.low or ZERO) for one in bands], values)
        high = None if first.high is None else lifted([number(one.high or ZERO) for one in bands], values)
        found.append((first, low, high))
    return tuple(found)


# ---- constants as linear functions


def lifted(nodes: Sequence[Expr], values: Sequence[Fraction]) -> Expr:
    """One expression in ``P`` that is each of *nodes* at its value. Raises Undecided where there is none."""
    found = _lifted(nodes, values)
    assert not isinstance(found, Compare | All | Some | Not)
    return found  # type: ignore[return-value]


def _lifted(nodes: Sequence[Node], values: Sequence[Fraction]) -> Node:
    first = nodes[0]
    if all(one == first for one in nodes):
        return first
    if all(isinstance(one, Number) for one in nodes):
        return _linear([one.value for one in nodes if isinstance(one, Number)], values)
    parts = [parts_of(one) for one in nodes]
    if any(type(one) is not type(first) for one in nodes) or len({len(part) for part in parts}) > 1 or not parts[0]:
        raise Undecided("改了这个数，算式的样子也变了")
    inner = [_lifted(group, values) for group in zip(*parts, strict=True)]
    whole = rebuilt(first, inner)
    if any(rebuilt(one, inner) != whole for one in nodes):
        raise Undecided("改了这个数，算式的样子也变了")
    return whole


def _linear(numbers: Sequence[Fraction], values: Sequence[Fraction]) -> Expr:
    if len(values) == 1:
        return Number(numbers[0])
    slope = (numbers[1] - numbers[0]) / (values[1] - values[0])
    constant = numbers[0] - slope * values[0]
    if any(constant + slope * value != known for value, known in zip(values, numbers, strict=True)):
        raise Undecided("改了这个数，别的数不是按同一比例改变")
    scaled: Expr = P if slope == 1 else times(Number(slope), P)
    return plus(Number(constant), scaled) if constant else scaled
