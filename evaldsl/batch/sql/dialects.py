"""What the databases do differently with whole numbers: types, division, the least and the greatest."""

from collections.abc import Sequence
from enum import Enum
from math import inf

from sqlglot import exp

Sql = exp.Expr
NARROW = 2**63 - 1
_WIDE = 10**38 - 1
_SPARK_QUOTIENT = 10**32


class Dialect(Enum):
    """A database, by its name in sqlglot."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    POSTGRES = "postgres"

    @property
    def most(self) -> int:
        """How many bytes a name of a column may have; 0: any number."""
        return 63 if self is Dialect.POSTGRES else 0

    @property
    def columns(self) -> int:
        """How many columns a query may have; 0: any number."""
        return 1664 if self is Dialect.POSTGRES else 0


def literal(value: int) -> Sql:
    """A whole number."""
    return exp.Literal.number(value) if value >= 0 else exp.Paren(this=exp.Literal.number(value))


def text(words: str) -> Sql:
    """Words."""
    return exp.Literal.string(words)


def cast(expr: Sql, kind: str) -> Sql:
    """As a value of a type."""
    return exp.Cast(this=expr, to=exp.DataType.build(kind))


def narrow(expr: Sql) -> Sql:
    """As a whole number of 64 bits."""
    return cast(expr, "BIGINT")


def wide(expr: Sql, dialect: Dialect) -> Sql:
    """As a whole number of up to 38 digits, in PostgreSQL of any number."""
    types = {Dialect.DUCKDB: "INT128", Dialect.SPARK: "DECIMAL(38, 0)", Dialect.POSTGRES: "DECIMAL"}
    return cast(expr, types[dialect])


def fits(largest: float, is_wide_quotient: bool, dialect: Dialect) -> bool:
    """Whether the database has a type for whole numbers up to *largest*; a quotient of wide ones may be harder."""
    if dialect is Dialect.POSTGRES:
        return largest < inf
    return largest <= (_SPARK_QUOTIENT if is_wide_quotient and dialect is Dialect.SPARK else _WIDE)


def quotient(over: Sql, by: Sql, is_wide: bool, dialect: Dialect) -> Sql:
    """The whole part of *over* ÷ *by*, neither of them negative."""
    match dialect:
        case Dialect.DUCKDB:
            return exp.IntDiv(this=closed(over), expression=closed(by))
        case Dialect.SPARK if is_wide:  # DIV gives 64 bits, / rounds: only a number without remainder is divided
            exact = exp.Sub(this=closed(over), expression=exp.Mod(this=closed(over.copy()), expression=closed(by)))
            return wide(exp.Div(this=closed(exact), expression=closed(by.copy())), dialect)
        case Dialect.SPARK:
            return exp.IntDiv(this=closed(over), expression=closed(by))
        case Dialect.POSTGRES if is_wide:
            return exp.Anonymous(this="DIV", expressions=[over, by])
        case Dialect.POSTGRES:
            return exp.Div(this=closed(over), expression=closed(by), typed=True)


def calculation(op: str, left: Sql, right: Sql) -> Sql:
    """*left* *op* *right* for one of + - × min max ≥ > ≤ < =."""
    if op in ("min", "max"):
        return exp.Anonymous(this="LEAST" if op == "min" else "GREATEST", expressions=[left, right])
    return _BINARY[op](this=closed(left), expression=closed(right))


_BINARY: dict[str, type[exp.Binary]] = {
    "+": exp.Add, "-": exp.Sub, "×": exp.Mul, "≥": exp.GTE, ">": exp.GT, "≤": exp.LTE, "<": exp.LT, "=": exp.EQ
}  # fmt: skip


def opposite(expr: Sql) -> Sql:
    """Not *expr*."""
    return exp.Not(this=expr if isinstance(expr, exp.Is) else closed(expr))


def every(of: Sequence[Sql]) -> Sql:
    """All of *of*, as a tree that is nowhere deep."""
    return _balanced(exp.And, of) if of else exp.true()


def either(of: Sequence[Sql]) -> Sql:
    """One of *of* at least."""
    return _balanced(exp.Or, of) if of else exp.false()


def total(of: Sequence[Sql]) -> Sql:
    """The sum of *of*."""
    return _balanced(exp.Add, of) if of else literal(0)


def _balanced(kind: type[exp.Binary], of: Sequence[Sql]) -> Sql:
    if len(of) == 1:
        return of[0]
    if len(of) <= 8:
        own = closed if kind is exp.Add else _part_of_condition
        whole = own(of[0])
        for one in of[1:]:
            whole = kind(this=whole, expression=own(one))
        return whole
    half = len(of) // 2
    return kind(this=closed(_balanced(kind, of[:half])), expression=closed(_balanced(kind, of[half:])))


def _part_of_condition(expr: Sql) -> Sql:
    return closed(expr) if isinstance(expr, exp.Connector) else expr


def closed(expr: Sql) -> Sql:
    """*expr* so that it can be a part of another."""
    is_open = isinstance(expr, exp.Binary | exp.Unary | exp.Predicate) and not isinstance(expr, exp.Paren)
    return exp.Paren(this=expr) if is_open else expr


def case(branches: Sequence[tuple[Sql, Sql]], otherwise: Sql | None) -> Sql:
    """The first whose condition holds."""
    ifs = [exp.If(this=condition, true=then) for condition, then in branches]
    return exp.Case(ifs=ifs, default=otherwise)


def listed(parts: Sequence[Sql], between: str = "；") -> Sql:
    """The texts that are not NULL with *between* between them; NULL when there is none."""
    if len(parts) > 50:
        parts = [listed(parts[at : at + 50], between) for at in range(0, len(parts), 50)]
        return listed(parts, between)
    return exp.Anonymous(
        this="NULLIF", expressions=[exp.Anonymous(this="CONCAT_WS", expressions=[text(between), *parts]), text("")]
    )
