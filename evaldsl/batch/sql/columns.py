"""The columns of a table of units in a database: their names, how their cells are read, which numbers they may hold."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor, inf
from typing import assert_never

from attrs import frozen
from sqlglot import exp

from evaldsl.batch.columns import header_of
from evaldsl.batch.sql import dialects as sql
from evaldsl.batch.sql.dialects import Dialect
from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.whole_numbers import Span

FLOAT_DIGITS = 15
"""Whole numbers with so many digits are the same as floats."""
LAST_DAY = 3_652_059
"""The number of 9999-12-31, 0001-01-01 being 1."""


@frozen
class SourceColumn:
    """A column called *name* that gives *fact*; *is_text*: its cells are texts.

    A cell of a number has at most *digits* decimals and is one of *spans*, in whole numbers of the last decimal; times
    ten to the *digits* it is the fact × 10 ** *decimals*.
    """

    name: str
    fact: Fact
    is_text: bool = False
    digits: int = 0
    decimals: int = 0
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def span(self) -> Span:
        """The least and the greatest whole number."""
        return min(low for low, _ in self.spans), max(high for _, high in self.spans)

    @property
    def is_date(self) -> bool:
        """Whether its cells are dates."""
        return self.fact.unit == "日期"

    @property
    def is_wide(self) -> bool:
        """Whether a whole number of it may need more than 64 bits."""
        low, high = self.span
        return low < -sql.NARROW or high > sql.NARROW

    @property
    def type(self) -> str:
        """The type of the column in a table that is made for it."""
        if self.fact.kind is Kind.CHOICE or self.is_text:
            return "TEXT"
        if self.fact.kind is Kind.JUDGEMENT:
            return "BOOLEAN"
        return "DATE" if self.is_date else f"DECIMAL({self.width}, {self.digits})"

    @property
    def width(self) -> int:
        """How many digits its numbers have at most."""
        low, high = self.span
        return max(len(str(abs(int(low)))), len(str(abs(int(high)))), self.digits + 1)


def expected(fact: Fact) -> tuple[int, int]:
    """How many decimals the cells of *fact* have, and how many digits before the point."""
    match fact.kind:
        case Kind.COUNT:
            return 0, 9
        case Kind.RATIO:
            return 4, 6
        case Kind.DISCRETION:
            return 4, 4
        case Kind.NUMBER:
            return (2, 11) if fact.unit == "元" else (4, 7)
        case Kind.JUDGEMENT | Kind.CHOICE:
            return 0, 0
        case _:
            assert_never(fact.kind)


def columns_of(
    facts: Sequence[Fact], dialect: Dialect, is_text: bool = False, digits: int | None = None, size: int | None = None
) -> list[SourceColumn]:
    """The columns of a table that holds *facts*, called as in the wide tables of ``evaldsl batch``.

    *digits* and *size*, where given, stand for what is ``expected`` of all measures.
    """
    names = unique([header_of(fact) for fact in facts], dialect)
    return [_column(fact, name, is_text, digits, size) for fact, name in zip(facts, names, strict=True)]


def _column(fact: Fact, name: str, is_text: bool, digits: int | None, size: int | None) -> SourceColumn:
    own_digits, own_size = expected(fact)
    if fact.kind in (Kind.JUDGEMENT, Kind.CHOICE):
        return SourceColumn(name, fact, is_text)
    if fact.unit == "日期":
        return SourceColumn(name, fact, False, 0, 0, ((1, LAST_DAY),))
    if fact.kind in (Kind.NUMBER, Kind.RATIO):
        own_digits = own_digits if digits is None else digits
        own_size = own_size if size is None else size
    power = len(str(fact.asked_size)) - 1
    own_digits = max(own_digits, power)
    decimals = own_digits - power + 2 * (fact.kind is Kind.RATIO)
    most = 10 ** (own_digits + own_size) - 1
    pieces = [piece for piece in domain(fact) if isinstance(piece, tuple)]
    spans = [(_whole(low, decimals, most, ceil), _whole(high, decimals, most, floor)) for low, high in pieces]
    return SourceColumn(
        name, fact, is_text, own_digits, decimals, tuple(span for span in spans if span[0] <= span[1]) or ((0, 0),)
    )


def _whole(end: Fraction | float, decimals: int, most: int, to: Callable[[Fraction], int]) -> int:
    if isinstance(end, float):
        return most if end == inf else -most
    return max(-most, min(most, to(end * 10**decimals)))


def unique(names: Sequence[str], dialect: Dialect) -> list[str]:
    """*names* as the database keeps them, numbered where it would take one for another."""
    taken, found = Counter[str](), list[str]()
    for name in names:
        short, number = _cut(name, dialect.most), 1
        while taken[short.casefold()]:
            number += 1
            end = f"~{number}"
            short = _cut(name, dialect.most - len(end)) + end if dialect.most else name + end
        taken[short.casefold()] += 1
        found.append(short)
    return found


def _cut(name: str, most: int) -> str:
    return name.encode()[:most].decode(errors="ignore") if most > 0 else name


# ---- reading cells


def cell(raw: sql.Sql, column: SourceColumn, dialect: Dialect) -> sql.Sql:
    """The whole number, truth or word of a cell; NULL where it has none that is allowed."""
    match column.fact.kind:
        case Kind.JUDGEMENT:
            return _truth(raw) if column.is_text else raw.copy()
        case Kind.CHOICE:
            words = _trimmed(raw)
            is_known = exp.In(this=words.copy(), expressions=[sql.text(word) for word in column.fact.choices])
            return sql.case([(is_known, words)], None)
        case Kind.RATIO | Kind.NUMBER | Kind.COUNT | Kind.DISCRETION:
            return _day(raw, dialect) if column.is_date else _number(raw, column, dialect)
        case _:
            assert_never(column.fact.kind)


def lacks(raw: sql.Sql, column: SourceColumn) -> sql.Sql:
    """Whether a cell says nothing."""
    is_null = exp.Is(this=raw.copy(), expression=exp.Null())
    if column.type != "TEXT":
        return is_null
    nothing = [sql.text(word) for word in ("", "-", "缺", "暂缺", "null")]
    return exp.Or(this=is_null, expression=exp.In(this=exp.Lower(this=_trimmed(raw)), expressions=nothing))


def _trimmed(raw: sql.Sql) -> sql.Sql:
    return exp.Trim(this=raw.copy())


def _truth(raw: sql.Sql) -> sql.Sql:
    word = exp.Lower(this=_trimmed(raw))
    yes, no = ([sql.text(one) for one in words] for words in (("是", "true"), ("否", "false")))
    branches = [
        (exp.In(this=word, expressions=yes), exp.true()),
        (exp.In(this=word.copy(), expressions=no), exp.false()),
    ]
    return sql.case(branches, None)


def _day(raw: sql.Sql, dialect: Dialect) -> sql.Sql:
    """The number of a date, 0001-01-01 being 1; those of a database may lie before."""
    first = sql.cast(sql.text("0001-01-01"), "DATE")
    days: sql.Sql = exp.Sub(this=raw.copy(), expression=first)
    if dialect is Dialect.SPARK:
        days = exp.Anonymous(this="DATEDIFF", expressions=[raw.copy(), first])
    number = sql.narrow(exp.Add(this=sql.closed(days), expression=sql.literal(1)))
    return sql.case([(_between(number, [(1, LAST_DAY)], 0), number.copy())], None)


def _number(raw: sql.Sql, column: SourceColumn, dialect: Dialect) -> sql.Sql:
    """A number that fits is taken as it is; one with more decimals is not rounded, it is not taken."""
    given = _trimmed(raw) if column.is_text else raw.copy()
    if not column.is_text and not column.digits and column.width <= FLOAT_DIGITS:
        whole = sql.narrow(given.copy())
        return _taken(given, whole, whole, column)
    decimal = sql.cast(given, f"DECIMAL({max(column.width + 1, column.digits + 2)}, {column.digits})")
    scaled = exp.Mul(this=decimal, expression=sql.literal(10**column.digits)) if column.digits else decimal
    whole = sql.wide(scaled, dialect) if column.is_wide else sql.narrow(scaled)
    if column.is_text:
        inside = sql.case([(_between(decimal.copy(), column.spans, column.digits), whole)], None)
        return sql.case([(exp.RegexpLike(this=given.copy(), expression=sql.text(_pattern(column))), inside)], None)
    return _taken(given, decimal, whole, column)


def _taken(given: sql.Sql, rounded: sql.Sql, whole: sql.Sql, column: SourceColumn) -> sql.Sql:
    """*whole* where the number *given* lies within the column and *rounded* is still the same number."""
    same = sql.calculation("=", rounded.copy(), given.copy())
    return sql.case([(_between(given, column.spans, column.digits), sql.case([(same, whole)], None))], None)


def _pattern(column: SourceColumn) -> str:
    before, after = column.width - column.digits, column.digits
    fraction = rf"[.][0-9]{{1,{after}}}0*" if after else "[.]0+"
    return rf"^[+-]?0*[0-9]{{1,{before}}}({fraction})?$"


def _between(value: sql.Sql, spans: Sequence[tuple[int, int]], digits: int) -> sql.Sql:
    return sql.either([_in(value.copy(), span, digits) for span in spans])


def _in(value: sql.Sql, span: tuple[int, int], digits: int) -> sql.Sql:
    low, high = (_decimal(end, digits) for end in span)
    return exp.Between(this=value, low=low, high=high) if span[0] < span[1] else exp.EQ(this=value, expression=low)


def _decimal(whole: int, digits: int) -> sql.Sql:
    if not digits:
        return sql.literal(whole)
    body = str(abs(whole)).rjust(digits + 1, "0")
    number = exp.Literal.number(f"{body[:-digits]}.{body[-digits:]}")
    return exp.Neg(this=number) if whole < 0 else number
