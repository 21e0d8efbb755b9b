"""A rubric as one query over a table of units: for each the scores of the indicators, the total, the grade, the status."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from attrs import frozen
from sqlglot import exp
from sqlglot.errors import ParseError

from evaldsl.batch.sql.columns import SourceColumn, columns_of
from evaldsl.batch.sql.dialects import NARROW, Dialect
from evaldsl.batch.sql.facts import SourceFacts
from evaldsl.batch.sql.nodes import NodeColumns
from evaldsl.batch.sql.pipeline import Pipeline
from evaldsl.batch.sql.results import Results
from evaldsl.decision_ranges import DecisionRanges
from evaldsl.interpreter.missing_facts import bounds_of
from evaldsl.interpreter.plan import Plan, plan
from evaldsl.interpreter.scorer import Scorer


@frozen
class Query:
    """A query: its *text*, the *columns* that it reads, the *names* of what it gives, the indicators it cannot score."""

    text: str
    columns: tuple[SourceColumn, ...]
    names: tuple[str, ...]
    unplanned: tuple[str, ...] = ()


def query(
    scorer: Scorer,
    dialect: Dialect,
    table: str = "单位表",
    keep: Sequence[str] = ("单位",),
    is_text: bool = False,
    digits: int | None = None,
    size: int | None = None,
) -> Query:
    """The query that scores the units of *table*, whose columns *keep* are passed on.

    *is_text*: all columns are texts. *digits*, *size*: decimals of measures and digits before the point, where the table
    has more than what is ``expected``.
    """
    columns = {one.fact.key: one for one in columns_of(scorer.rubric.facts, dialect, is_text, digits, size)}
    numeric = [one for one in columns.values() if one.spans]
    planned = plan(
        scorer,
        {one.fact.key: one.decimals for one in numeric},
        {one.fact.key: one.span for one in numeric},
        DecisionRanges.of(scorer.rubric).allowed(),
    )
    read = {key: column for key, column in columns.items() if key in planned.keys}
    pipeline = Pipeline()
    facts = SourceFacts(read, dialect, pipeline)
    nodes = NodeColumns(planned, dialect, facts.values, pipeline, _most(scorer, planned))
    nodes.make()
    results = Results(scorer, nodes, facts)
    outputs = results.outputs(keep)
    tree = pipeline.query(_table(table, dialect), outputs)
    text = tree.sql(dialect=dialect.value, pretty=True, comments=False) + "\n"
    return Query(text, tuple(read.values()), tuple(outputs), tuple(results.unplanned))


def _most(scorer: Scorer, planned: Plan) -> dict[int, int]:
    """What the scores cannot pass whose numbers on the way are large."""
    found: dict[int, int] = {}
    for one in planned.indicators:
        if planned.ranges[one.score][1] > NARROW:
            high = bounds_of(scorer, one.name)[1]
            if isinstance(high, Fraction):
                found[one.score] = max(0, ceil(high * 10**planned.decimals)) + 1
    return found


def _table(name: str, dialect: Dialect) -> exp.Table:
    """The table called *name*, with the names of schema and catalogue before dots."""
    try:
        table = exp.to_table(name, dialect=dialect.value)
    except ParseError:
        return exp.table_(name, quoted=True)
    for part in table.parts:
        part.set("quoted", True)
    return table
