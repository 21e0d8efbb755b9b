"""Units as tables of databases, and what a query should say of them: for the tests of the queries."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
from attrs import frozen

from evaldsl.batch.sql.columns import SourceColumn
from evaldsl.batch.sql.query import Query
from evaldsl.batch.sql.results import LACKING, OUTSIDE, SCORED, UNPLANNED, ZERO
from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.interpreter.plan import Plan, plan
from evaldsl.interpreter.rubric_to_scores import Scorer, score
from tests.test_plan import evaluated

Values = Mapping[str, Fraction | bool | str]
Cell = Decimal | bool | str | date | None
ROOMY = pa.decimal128(38, 12)
"""A type with more decimals than any column is expected to have."""


def cell(column: SourceColumn, values: Values) -> Cell:
    """What the table says of a fact, None where it is missing."""
    value = values.get(column.fact.key)
    if not isinstance(value, Fraction):
        return value
    if column.is_date:
        return date.fromordinal(int(value))
    scaled = value * Fraction(10) ** (column.decimals - column.digits)
    return Decimal(scaled.numerator) / Decimal(scaled.denominator)


def table(query: Query, units: Sequence[Values], kind: str) -> pa.Table:
    """*units* as an Arrow table; *kind*: 定 columns of the types that are expected, 宽 with room, 字 texts."""
    arrays = {"单位": pa.array([str(place) for place in range(len(units))])}
    for column in query.columns:
        cells = [cell(column, values) for values in units]
        arrays[column.name] = pa.array([_shown(one) for one in cells] if kind == "字" else cells, _type(column, kind))
    return pa.table(arrays)


def _type(column: SourceColumn, kind: str) -> pa.DataType:
    if kind == "字" and not column.is_date:
        return pa.string()
    if column.is_date:
        return pa.date32()
    if not column.spans:
        return pa.bool_() if column.type == "BOOLEAN" else pa.string()
    return ROOMY if kind == "宽" else pa.decimal128(column.width, column.digits)


def _shown(one: Cell) -> Cell:
    return {True: "是", False: "否"}[one] if isinstance(one, bool) else f"{one:f}" if isinstance(one, Decimal) else one


def fits(column: SourceColumn, values: Values) -> bool:
    """Whether the cell of a fact is one that the query takes."""
    value = values.get(column.fact.key)
    if not isinstance(value, Fraction):
        return True
    whole = value * 10**column.decimals
    return whole.denominator == 1 and any(low <= whole <= high for low, high in column.spans)


@frozen
class Said:
    """What a query says of one unit."""

    indicators: tuple[Decimal | None, ...]
    total: Decimal | None
    grade: str | None
    status: str
    missing: str | None
    problems: str | None


def said(rows: Sequence[Sequence[object]]) -> list[Said]:
    """The rows of a result, in the order of the units."""
    found: list[Said] = []
    for row in sorted(rows, key=lambda row: int(str(row[0]))):
        *scores, total, grade, status, missing, problems = row[1:]
        found.append(Said(tuple(scores), total, grade, status, missing, problems))  # type: ignore[arg-type]
    return found


def check_all(ready: Scorer, query: Query, units: Sequence[Values], rows: Sequence[Sequence[object]]) -> int:
    """The rows are right; how many scores they have."""
    numeric = [column for column in query.columns if column.spans]
    digits = {column.fact.key: column.decimals for column in numeric}
    planned = plan(ready, digits, {column.fact.key: column.span for column in numeric})
    answers = said(rows)
    for values, one in zip(units, answers, strict=True):
        check(ready, query, planned, values, one)
    return sum(score is not None for one in answers for score in one.indicators)


def check(ready: Scorer, query: Query, planned: Plan, values: Values, one: Said) -> None:
    """The query says of a unit what the interpreter says of it, and nothing where that is not certain."""
    outside = [column for column in query.columns if not fits(column, values)]
    known = {key: value for key, value in values.items() if all(column.fact.key != key for column in outside)}
    for key, _ in DecisionRanges.of(ready.rubric).outside(known):
        del known[key]
        outside += [column for column in query.columns if column.fact.key == key]
    missing = [column for column in query.columns if column.fact.key not in values]
    card = score(ready, known)
    for given, expected in zip(one.indicators, card.indicators, strict=True):
        assert given is None or Fraction(given) == expected.score, (expected.name, given, expected.score, values)
    if not outside and not missing and not query.unplanned:
        wholes = evaluated(planned, values)
        undefined = [any(not wholes[node] for node in part.divisors) for part in planned.indicators]
        assert [given is None for given in one.indicators] == undefined
    if one.status == SCORED:
        assert not outside and not missing and one.total is not None and (one.missing, one.problems) == (None, None)
        assert Fraction(one.total) == card.score and one.grade == card.grade, (one, card.score, card.grade, values)
        return
    assert one.grade is None and (one.total is None or Fraction(one.total) == card.score)
    why = OUTSIDE if outside else LACKING if missing else UNPLANNED if query.unplanned else ZERO
    assert one.status == why, (one, values)
    named = [column.fact.address or column.fact.name for column in missing]
    assert (one.missing or "").split("；") == (named or [""])
    assert (ZERO if why == ZERO else "") in (one.problems or "")
    assert all(column.name in (one.problems or "") for column in outside)
