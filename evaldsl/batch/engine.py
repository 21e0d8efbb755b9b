"""Scores of blocks of units, exactly: code made from the plan of a rubric, for the columns as they come.

What a number may become on the way follows from the ranges of the columns, so the first block decides the types; a block
that goes beyond them makes new code. Units that the code cannot score are left, and marked. Where llvmlite is installed
many units are scored by machine code, few by numpy.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np
from attrs import define, field

from evaldsl.batch import numpy_code
from evaldsl.batch.blocks import Block, BlockScores, Truths
from evaldsl.batch.code import Code, Maker
from evaldsl.batch.marks import MISSING, plan_to_marked
from evaldsl.batch.room import room
from evaldsl.batch.shapes import (
    Columns,
    Digits,
    Shape,
    Widths,
    digits_of,
    dividing_facts,
    gaps_of,
    shape_of,
    whole_columns,
    widths_of,
)
from evaldsl.interpreter.plan import Plan, plan
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.whole_numbers import Word

ROWS, NATIVE_ROWS = 2**17, 2**15
"""Units at a time at most. Two threads that call numpy more often than that wait for each other; machine code need not wait."""
LARGE = 1_000_000
"""From so many units on, in one block or one after another, it pays to compile."""
NARROW = (47, 39, 35, 31, 27, 23)
"""Where some number fits no type, columns are taken to have no more bits than one of these; units beyond are left."""


@define(eq=False)
class Engine:
    """Scores blocks under one rubric on *threads* processors; *native*: by machine code, None: once it pays."""

    scorer: Scorer
    threads: int = 2
    native: bool | None = None
    rows: int = ROWS
    codes: dict[tuple[Shape, bool], tuple[Code, Plan] | None] = field(factory=dict)
    shapes: dict[tuple[Digits, Widths], Shape] = field(factory=dict)
    divisors: frozenset[str] = field(init=False)
    scored: int = 0

    def __attrs_post_init__(self) -> None:
        self.divisors = dividing_facts(self.scorer)

    def score(self, block: Block) -> BlockScores:
        """The scores of *block*; units that the code cannot score are marked as left."""
        columns, beyond = whole_columns(block, self.scorer)
        native = self._is_native(block.rows)
        shape = self._shape(columns, native)
        while True:
            made = self._code(shape, native)
            if made is None:
                return self._nothing(block.rows)
            code, planned = made
            found = self._run(code, columns, block.rows, native)
            if found is not None:
                break
            before, shape = shape, shape.merged(shape_of(columns, self.divisors)).loose()
            if shape == before:  # -2**63, whose opposite no int64 holds
                return self._nothing(block.rows)
            self.shapes[shape.digits, shape.widths] = shape
        *indicators, total, grade, left = found
        if beyond is not None:
            left |= beyond
        return BlockScores(planned.decimals, indicators, total, grade, planned.words, left)

    def _is_native(self, rows: int) -> bool:
        self.scored += rows
        if self.native is None:
            return self.scored >= LARGE and find_spec("llvmlite") is not None
        return self.native

    def _shape(self, columns: Columns, native: bool) -> Shape:
        """Close ranges make numpy faster; machine code is looser, so that it is seldom compiled."""
        alike = digits_of(columns), widths_of(columns)
        known = self.shapes.get(alike)
        if known is None or not gaps_of(columns) <= known.gaps:
            own = shape_of(columns, self.divisors)
            known = own if known is None else known.merged(own).loose()
            self.shapes[alike] = known
        return known.loose() if native else known

    def _nothing(self, rows: int) -> BlockScores:
        """Every unit left."""
        rubric, zeros = self.scorer.rubric, np.zeros(rows, np.int64)
        nothing = [zeros] * len(rubric.indicators)
        return BlockScores(rubric.conventions.decimals, nothing, zeros, zeros - 1, (), np.ones(rows, np.bool_))

    # ---- code

    def _code(self, shape: Shape, native: bool) -> tuple[Code, Plan] | None:
        """The code for *shape*; where some number fits no type, for the units whose numbers are not so large."""
        if (shape, native) not in self.codes:
            tries = (shape, *(shape.cut_to(bits) for bits in NARROW))
            made = (found for one in tries if (found := self._made(one, native)) is not None)
            self.codes[shape, native] = next(made, None)
        return self.codes[shape, native]

    def _made(self, shape: Shape, native: bool) -> tuple[Code, Plan] | None:
        planned = plan(self.scorer, dict(shape.digits), shape.spans(), gaps=shape.gaps)
        if planned.unplanned:
            return None
        code = _maker(native)(plan_to_marked(planned, shape.gaps), shape, self._words(planned), self.rows)
        return None if code is None else (code, planned)

    def _words(self, planned: Plan) -> dict[tuple[str, str], int]:
        facts, found = self.scorer.facts, dict[tuple[str, str], int]()
        for node in planned.nodes:
            if isinstance(node, Word) and node.word != MISSING:
                choices = facts[node.key].choices
                found[node.key, node.word] = choices.index(node.word) if node.word in choices else -1
        return found

    # ---- running

    def _run(self, code: Code, columns: Columns, rows: int, native: bool) -> list[Any] | None:
        """The results of all units, None where a number lies outside the ranges for which the code was made.

        A column that the code does not read is checked as well: it may be its range that makes it needless.
        """
        if not code.shape.holds(columns, frozenset(key for kind, key in code.given if kind == "number")):
            return None
        results = empty_columns(code.types, rows)
        left: Truths = np.zeros(rows, np.bool_)
        part = code.bound(
            [columns.of(kind, key, rows) for kind, key in code.given], [*results, left] if code.marks else results
        )
        size = self._part(rows, native)
        starts = iter(range(0, rows, size))
        outside: list[int] = []

        def work() -> None:
            for start in starts:
                if outside or not part(start, min(start + size, rows)):
                    outside.append(start)
                    return

        if self.threads == 1 or size >= rows:
            work()
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                for done in [pool.submit(work) for _ in range(self.threads)]:
                    done.result()
        if outside:
            return None
        if code.shape.cut:
            left |= code.shape.beyond(columns, rows)
        return [*results, left]

    def _part(self, rows: int, native: bool) -> int:
        """How many units at a time, for each thread as many parts."""
        most = min(self.rows, NATIVE_ROWS) if native else self.rows
        if rows <= most:
            return max(rows, 1)
        return -(-rows // (self.threads * -(-rows // (self.threads * most))))


def _maker(native: bool) -> Maker:
    if native:
        from evaldsl.batch import native_code

        return native_code.code
    return numpy_code.code


def empty_columns(types: Sequence[str], rows: int) -> list[Any]:
    """A column of each type; those of one type lie side by side, so that memory is asked for seldom."""
    tables = {one: room(types.count(one) * rows, one).reshape(types.count(one), rows) for one in dict.fromkeys(types)}
    unused = {one: iter(table) for one, table in tables.items()}
    return [next(unused[one]) for one in types]
