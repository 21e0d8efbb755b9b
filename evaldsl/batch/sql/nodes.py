"""The nodes of a plan as columns of a query: what is used twice, or grows large, is a column of its own."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import assert_never

from attrs import define, field

from evaldsl.batch.sql import dialects as sql
from evaldsl.batch.sql.dialects import NARROW, Dialect
from evaldsl.batch.sql.pipeline import Part, Pipeline, joined
from evaldsl.interpreter.plan import Plan
from evaldsl.interpreter.whole_numbers import (
    Choice,
    Column,
    Comparison,
    Constant,
    Either,
    Every,
    Operation,
    Opposite,
    Span,
    Word,
    Yes,
    args_of,
    range_of,
)

_LARGE = 40
_Binary = Callable[[sql.Sql, sql.Sql], sql.Sql]


@define
class NodeColumns:
    """Puts the nodes of *plan* into *pipeline*. *facts*: the column that holds each fact, never NULL.

    *ranges* hold for every unit, those with a divisor of 0 among them, for which numbers on the way mean nothing.
    *limits*: the quotients that are kept within the range of the plan so that they are not large without reason. Nodes
    that no type of the database holds are *unfit*.
    """

    plan: Plan
    dialect: Dialect
    facts: Mapping[str, Part]
    pipeline: Pipeline
    ranges: list[Span] = field(factory=list)
    limits: dict[int, int] = field(factory=dict)
    parts: list[Part | None] = field(factory=list)
    unfit: set[int] = field(factory=set)
    uses: Counter[int] = field(factory=Counter)
    repeated: set[int] = field(factory=set)

    def make(self) -> None:
        """All that are asked for but the sum of the indicators, which is balanced."""
        plan = self.plan
        for index in range(len(plan.nodes)):
            self.ranges.append(self._range(index))
        roots = [i for one in plan.indicators for i in (one.score, *one.divisors)]
        roots += [i for one in plan.allowed.values() for i in (one.holds, *one.divisors)]
        roots += [plan.grade, *plan.grade_divisors]
        sums = self._sums(roots)
        needed = self._needed([*roots, *(one.score for one in plan.indicators)], sums)
        self.uses.update(roots)
        self.uses.update(arg for index in needed for arg in args_of(plan.nodes[index]))
        for index in needed:
            node = plan.nodes[index]
            if isinstance(node, Operation) and node.op == "÷" and self._repeats(index, node):
                self.repeated.update((node.left, node.right))
        for index in range(len(plan.nodes)):
            self.parts.append(None)
            if index == plan.total:
                self.parts[index] = self._total()
            elif index in needed:
                self._make(index)

    def _needed(self, roots: Sequence[int], sums: Collection[int]) -> set[int]:
        found, waiting = set[int](), [*roots]
        while waiting:
            one = waiting.pop()
            if one not in found and one not in sums:
                found.add(one)
                waiting += args_of(self.plan.nodes[one])
        return found

    def _range(self, index: int) -> Span:
        low, high = self.plan.ranges[index]
        match self.plan.nodes[index]:
            case Operation(op, left, right):
                loose = range_of(op, self.ranges[left], self.ranges[right])
            case Choice(_, then, otherwise):
                one, other = self.ranges[then], self.ranges[otherwise]
                loose = min(one[0], other[0]), max(one[1], other[1])
            case _:
                return low, high
        if max(-loose[0], loose[1]) <= NARROW or not loose[0] >= 0 or not high < loose[1]:
            return loose
        node = self.plan.nodes[index]
        if isinstance(node, Operation) and node.op == "÷":
            most = self.ranges[node.right][1] * high
            if isinstance(most, int) and isinstance(high, int) and sql.fits(most, False, self.dialect):
                self.limits[index] = high
                return loose[0], high
        return loose

    def part(self, index: int) -> Part:
        """A node that is there."""
        found = self.parts[index]
        assert found is not None
        return Part(found.expr.copy(), found.reads, found.size)

    def _sums(self, roots: Collection[int]) -> set[int]:
        """The nodes that are there only to add up the indicators."""
        scores, found, at = {one.score for one in self.plan.indicators}, set[int](), self.plan.total
        while at not in scores and isinstance(node := self.plan.nodes[at], Operation) and node.op == "+":
            found.add(at)
            at = node.left
        used = {arg for place, node in enumerate(self.plan.nodes) if place not in found for arg in args_of(node)}
        return found - (used | {*roots}) | ({self.plan.total} if found else set())

    def _total(self) -> Part:
        scores = [one.score for one in self.plan.indicators]
        low, high = (sum(self.ranges[one][end] for one in scores) for end in (0, 1))
        if any(one in self.unfit for one in scores) or not sql.fits(max(-low, high), False, self.dialect):
            self.unfit.add(self.plan.total)
            return Part(sql.literal(0))
        if self.plan.total in scores:
            self._make(self.plan.total)
            return self.part(self.plan.total)
        self.ranges[self.plan.total] = low, high
        is_wide = self.is_wide(self.plan.total)
        return self.pipeline.add("total", joined([self._as(one, is_wide) for one in scores], sql.total))

    def _make(self, index: int) -> None:
        node = self.plan.nodes[index]
        if any(arg in self.unfit for arg in args_of(node)) or self._oversized(index):
            self.unfit.add(index)
            return
        part = self._expression(index)
        trivial = isinstance(node, Constant | Column | Yes) or not part.reads
        if not trivial and (self.uses[index] > 1 or part.size > _LARGE or index in self.repeated):
            part = self.pipeline.add(f"n{index}", part)
        self.parts[index] = part

    # ---- types

    def is_wide(self, index: int) -> bool:
        """Whether the number of a node may need more than 64 bits."""
        low, high = self.ranges[index]
        return low < -NARROW or high > NARROW

    def _oversized(self, index: int) -> tuple[int, ...]:
        low, high = self.ranges[index]
        node = self.plan.nodes[index]
        is_quotient = isinstance(node, Operation) and node.op == "÷" and self.is_wide(index)
        return () if sql.fits(max(-low, high), is_quotient, self.dialect) else (index,)

    def _as(self, index: int, is_wide: bool) -> Part:
        part = self.part(index)
        if is_wide and not self.is_wide(index):
            return Part(sql.wide(part.expr, self.dialect), part.reads, part.size + 1)
        return part

    # ---- expressions

    def _expression(self, index: int) -> Part:
        match self.plan.nodes[index]:
            case Constant(value):
                return Part(sql.literal(value))
            case Column(key, _) | Yes(key):
                return self.facts[key]
            case Word(key, word):
                return joined([self.facts[key]], lambda of: sql.calculation("=", of[0].copy(), sql.text(word)))
            case Operation():
                return self._operation(index)
            case Choice(condition, then, otherwise):
                is_wide = self.is_wide(index)
                of = [self.part(condition), self._branch(then, is_wide), self._branch(otherwise, is_wide)]
                return joined(of, lambda of: sql.case([(of[0], of[1])], of[2]))
            case Comparison(op, left, right):
                is_wide = self.is_wide(left) or self.is_wide(right)
                return self._binary(partial(sql.calculation, op), left, right, is_wide)
            case Every(of_all):
                return joined([self.part(one) for one in of_all], sql.every)
            case Either(of_some):
                return joined([self.part(one) for one in of_some], sql.either)
            case Opposite(of_one):
                return joined([self.part(of_one)], lambda of: sql.opposite(of[0]))
            case other:
                assert_never(other)

    def _branch(self, index: int, is_wide: bool) -> Part:
        """A branch of a choice: a small constant alone would be 32 bits wide."""
        if is_wide:
            return self._as(index, True)
        part = self.part(index)
        return part if part.reads else joined([part], lambda of: sql.narrow(of[0]))

    def _binary(self, make: _Binary, left: int, right: int, is_wide: bool) -> Part:
        """One of the two is made wide where that is needed; the other follows it."""
        has_wide = self.is_wide(left) or self.is_wide(right)
        is_first = not isinstance(self.plan.nodes[left], Constant)
        of = [
            self._as(left, is_wide and is_first and not has_wide),
            self._as(right, is_wide and not is_first and not has_wide),
        ]
        return joined(of, lambda of: make(of[0], of[1]))

    def _operation(self, index: int) -> Part:
        node = self.plan.nodes[index]
        assert isinstance(node, Operation)
        is_wide = any(self.is_wide(one) for one in (index, node.left, node.right))
        make = partial(self._floor, index, is_wide) if node.op == "÷" else partial(sql.calculation, node.op)
        part = self._binary(make, node.left, node.right, is_wide)
        return part if is_wide == self.is_wide(index) else joined([part], lambda of: sql.narrow(of[0]))

    def _repeats(self, index: int, node: Operation) -> bool:
        """Whether a division writes its numbers more than once."""
        is_wide = any(self.is_wide(one) for one in (index, node.left, node.right))
        return self.ranges[node.left][0] < 0 or (is_wide and self.dialect is Dialect.SPARK) or index in self.limits

    def _floor(self, index: int, is_wide: bool, over: sql.Sql, by: sql.Sql) -> sql.Sql:
        """The greatest whole number not above *over* ÷ *by*; databases cut off towards 0."""
        low, high = self.ranges[args_of(self.plan.nodes[index])[0]]
        if index in self.limits:
            most = sql.calculation("×", sql.wide(by.copy(), self.dialect), sql.literal(self.limits[index]))
            over = sql.calculation("min", over, most)
        if low >= 0:
            return sql.quotient(over, by, is_wide, self.dialect)
        one = sql.literal(-1)
        flipped = sql.quotient(sql.calculation("-", one, over.copy()), by.copy(), is_wide, self.dialect)
        below = sql.calculation("-", one.copy(), flipped)
        if high < 0:
            return below
        above = sql.quotient(over, by, is_wide, self.dialect)
        return sql.case([(sql.calculation("≥", over.copy(), sql.literal(0)), above)], below)
