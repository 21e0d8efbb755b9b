"""Columns that are made one of another, put into as few SELECTs as they need, one stage after the other."""

from collections.abc import Callable, Collection, Mapping, Sequence

from attrs import define, field, frozen
from sqlglot import exp

STAGE = "step"


@frozen(eq=False)
class Part:
    """An expression, the columns that it reads, and how large it is."""

    expr: exp.Expr
    reads: frozenset[str] = frozenset()
    size: int = 1


def joined(parts: Sequence[Part], make: Callable[[list[exp.Expr]], exp.Expr]) -> Part:
    """*make* of several parts."""
    reads = frozenset[str]().union(*(part.reads for part in parts))
    return Part(make([part.expr for part in parts]), reads, 1 + sum(part.size for part in parts))


def source(name: str) -> exp.Expr:
    """A column of the table of units."""
    return exp.column(exp.to_identifier(name, quoted=True))


@frozen(eq=False)
class _Made:
    expr: exp.Expr
    reads: frozenset[str]
    stage: int


@define
class Pipeline:
    """Named columns: each is made in the stage after those that it reads, and kept as long as one reads it."""

    made: dict[str, _Made] = field(factory=dict)

    def add(self, name: str, part: Part) -> Part:
        """Makes *part* a column."""
        stage = 1 + max((self.made[one].stage for one in part.reads), default=-1)
        self.made[name] = _Made(part.expr, part.reads, stage)
        return Part(exp.column(name), frozenset((name,)))

    def query(self, table: exp.Table, outputs: Mapping[str, Part]) -> exp.Select:
        """The query that gives *outputs*."""
        stages = self._stages(outputs.values())
        select = exp.select(*(_named(part.expr, name) for name, part in outputs.items()))
        select = select.from_(f"{STAGE}{len(stages)}" if stages else table, copy=False)
        for stage, kept in enumerate(stages):
            columns = [self._column(name, stage) for name in kept]
            inner = exp.select(*columns).from_(table if stage == 0 else f"{STAGE}{stage}", copy=False)
            select = select.with_(f"{STAGE}{stage + 1}", as_=inner, copy=False)
        return select

    def width(self, outputs: Collection[Part]) -> int:
        """How many columns a stage has at most."""
        return max(map(len, self._stages(outputs)), default=0)

    def _stages(self, outputs: Collection[Part]) -> list[list[str]]:
        """The columns of each stage: those that it makes and those that a later one reads."""
        last = 1 + max((self.made[one].stage for part in outputs for one in part.reads), default=-1)
        used = {one: last for part in outputs for one in part.reads}
        for name in sorted(self.made, key=lambda one: -self.made[one].stage):
            if name in used:
                made = self.made[name]
                used.update({one: max(used.get(one, 0), made.stage) for one in made.reads})
        return [
            [name for name, made in self.made.items() if made.stage <= stage < used.get(name, 0)]
            for stage in range(last)
        ]

    def _column(self, name: str, stage: int) -> exp.Expr:
        made = self.made[name]
        return _named(made.expr, name, quoted=False) if made.stage == stage else exp.column(name)


def _named(expr: exp.Expr, name: str, quoted: bool = True) -> exp.Expr:
    return exp.Alias(this=expr, alias=exp.to_identifier(name, quoted=quoted))
