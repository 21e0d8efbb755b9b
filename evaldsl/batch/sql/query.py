"""A rubric as one query over a table of units: for each the scores of the indicators, the total, the grade, the status."""

from collections.abc import Sequence

from attrs import frozen
from sqlglot import exp

from evaldsl.batch.sql.columns import SourceColumn, columns_of
from evaldsl.batch.sql.dialects import Dialect
from evaldsl.batch.sql.facts import SourceFacts
from evaldsl.batch.sql.nodes import NodeColumns
from evaldsl.batch.sql.pipeline import Pipeline
from evaldsl.batch.sql.results import Results, facts_behind
from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.plan import plan
from evaldsl.interpreter.scorer import Scorer


@frozen
class Query:
    """A query: its *text*, the *columns* that it reads, the *names* of what it gives, the indicators it cannot score."""

    text: str
    columns: tuple[SourceColumn, ...]
    names: tuple[str, ...]
    unplanned: tuple[str, ...] = ()


class TooManyColumns(Exception):
    """The database does not take so many columns."""


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
    reads = [*(one.reads for one in scorer.prepared), *(keys_of(one.condition) for one in grade_rules(scorer.rubric))]
    needed = facts_behind(scorer, (key for keys in reads for key in keys)).union(planned.keys)
    read = {key: column for key, column in columns.items() if key in needed}
    pipeline = Pipeline()
    facts = SourceFacts(read, dialect, pipeline)
    nodes = NodeColumns(planned, dialect, facts.values, pipeline)
    nodes.make()
    results = Results(scorer, nodes, facts)
    outputs = results.outputs(keep)
    widest = max(len(outputs), pipeline.width(outputs.values()), len(read) + len(keep))
    if dialect.columns and widest > dialect.columns:
        raise TooManyColumns(f"要{widest}列，PostgreSQL最多{dialect.columns}列")
    tree = pipeline.query(_table(table), outputs)
    text = tree.sql(dialect=dialect.value, pretty=True, comments=False) + "\n"
    return Query(text, tuple(read.values()), tuple(outputs), tuple(results.unplanned))


def create_table(found: Query, dialect: Dialect, table: str = "单位表", keep: Sequence[str] = ("单位",)) -> str:
    """The statement that makes the table which the query *found* reads."""
    columns = [(name, "TEXT") for name in keep] + [(column.name, column.type) for column in found.columns]
    definitions = [
        exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=exp.DataType.build(kind))
        for name, kind in columns
    ]
    made = exp.Create(this=exp.Schema(this=_table(table), expressions=definitions), kind="TABLE")
    return made.sql(dialect=dialect.value, pretty=True) + ";\n"


def _table(name: str) -> exp.Table:
    """The table called *name*, after the names of its catalogue and its schema with dots between them."""
    parts = [exp.to_identifier(part, quoted=True) for part in name.split(".")]
    return exp.Table(this=parts[-1], db=parts[-2] if parts[1:] else None, catalog=parts[-3] if parts[2:] else None)
