"""The facts of a unit in a query: which are there, which are not allowed, and for each a value that is never NULL."""

from collections.abc import Mapping

from attrs import define, field
from sqlglot import exp

from evaldsl.batch.sql import dialects as sql
from evaldsl.batch.sql.columns import SourceColumn, cell, lacks
from evaldsl.batch.sql.dialects import Dialect
from evaldsl.batch.sql.pipeline import Part, Pipeline, joined, source
from evaldsl.interpreter.rubric import Kind


@define
class SourceFacts:
    """The *columns* of the table of units, by the key of their fact, read into *pipeline*.

    *values*: never NULL and always within the range of the column, so that nothing that is computed of them can fail.
    """

    columns: Mapping[str, SourceColumn]
    dialect: Dialect
    pipeline: Pipeline
    values: dict[str, Part] = field(factory=dict)
    read: dict[str, Part] = field(factory=dict)
    lacking: dict[str, Part] = field(factory=dict)
    known: dict[frozenset[str], Part] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for place, (key, column) in enumerate(self.columns.items()):
            raw = self.pipeline.add(f"c{place}", Part(source(column.name)))
            read = self.pipeline.add(f"r{place}", Part(cell(raw.expr, column, self.dialect), raw.reads))
            self.read[key] = read
            self.lacking[key] = Part(lacks(raw.expr, column), raw.reads)
            value = exp.Coalesce(this=read.expr.copy(), expressions=[_harmless(column)])
            self.values[key] = self.pipeline.add(f"f{place}", Part(value, read.reads))

    def are_known(self, keys: frozenset[str]) -> Part:
        """Whether all of these facts have values."""
        if keys not in self.known:
            parts = [self.read[key] for key in self.columns if key in keys]
            every = joined(parts, lambda of: sql.every([_is_there(one) for one in of]))
            self.known[keys] = self.pipeline.add(f"known{len(self.known)}", every)
        found = self.known[keys]
        return Part(found.expr.copy(), found.reads)

    def missing(self) -> Part:
        """The facts that nobody filled in, called as in the results of ``evaldsl batch``; NULL where there is none."""
        names = {key: column.fact.address or column.fact.name for key, column in self.columns.items()}
        return self._listed({key: self.lacking[key] for key in self.columns}, names, "lacks")

    def not_allowed(self) -> Part:
        """The names of the columns whose cells hold what is not allowed, NULL where there is none."""
        wrong = {
            key: joined(
                [self.lacking[key], self.read[key]], lambda of: sql.every([sql.opposite(of[0]), _is_null(of[1])])
            )
            for key in self.columns
        }
        return self._listed(wrong, {key: column.name for key, column in self.columns.items()}, "outside")

    def _listed(self, where: Mapping[str, Part], called: Mapping[str, str], name: str) -> Part:
        if not where:
            return Part(exp.Null())
        names = [sql.text(called[key]) for key in where]

        def make(of: list[sql.Sql]) -> sql.Sql:
            each = [sql.case([(one, words)], None) for one, words in zip(of[1:], names, strict=True)]
            return sql.case([(sql.opposite(of[0]), sql.listed(each))], None)

        return self.pipeline.add(name, joined([self.are_known(frozenset(self.columns)), *where.values()], make))


def _is_null(expr: sql.Sql) -> sql.Sql:
    return exp.Is(this=expr.copy(), expression=exp.Null())


def _is_there(expr: sql.Sql) -> sql.Sql:
    return sql.opposite(_is_null(expr))


def _harmless(column: SourceColumn) -> sql.Sql:
    """A value that stands where there is none; it decides nothing."""
    match column.fact.kind:
        case Kind.JUDGEMENT:
            return exp.false()
        case Kind.CHOICE:
            return sql.text("")
        case _:
            return sql.literal(int(column.span[0]))
