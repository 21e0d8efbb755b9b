"""Scores of blocks of units by numpy: code generated from the plan of a rubric, for the columns as they come.

What a number may become on the way follows from the ranges of the columns, so the first block decides the types; a block
that goes beyond them makes new code. Units that the code cannot score are left, and marked.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from attrs import define, field

from evaldsl.batch.blocks import Block, BlockScores, Truths
from evaldsl.batch.marks import plan_to_marked
from evaldsl.batch.numpy_source import CALLS, Writer
from evaldsl.batch.shapes import Columns, Digits, Shape, digits_of, divisors_of, gaps_of, shape_of, whole_columns
from evaldsl.batch.steps import marked_to_program
from evaldsl.interpreter.plan import plan
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.whole_numbers import Word

ROWS = 2**15
"""Units at a time: so many numbers of one column, and a few columns, stay in the processor's cache."""
NARROW = (47, 39, 31, 23)
"""Where some number fits no type, columns are taken to have no more bits than one of these; units beyond are left."""

SIZES = 3

Run = Callable[[Sequence[Any], Sequence[Any]], bool]


@define(eq=False)
class Code:
    """What scores blocks of one shape: ``prepared(n)`` gives a function of *n* units with buffers of its own, kept in *idle*.

    *given*: the columns that it takes, by kind and key. *types*: of the results. *marks*: whether it says which units it leaves.
    """

    shape: Shape
    prepared: Callable[[int], Run]
    given: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    marks: bool
    words: tuple[str, ...]
    idle: dict[int, list[Run]] = field(factory=dict)

    def take(self, count: int) -> Run:
        """A function for *count* units that nobody else uses."""
        idle = self.idle.get(count)
        return idle.pop() if idle else self.prepared(count)

    def give(self, count: int, run: Run) -> None:
        """Puts a function back; of sizes that come once, the last few are kept."""
        if count not in self.idle and len(self.idle) > SIZES:
            self.idle = {size: runs for size, runs in self.idle.items() if size == ROWS}
        self.idle.setdefault(count, []).append(run)


@define(eq=False)
class Engine:
    """Scores blocks under one rubric on *threads* processors."""

    scorer: Scorer
    threads: int = 2
    rows: int = ROWS
    codes: dict[Shape, Code | None] = field(factory=dict)
    shapes: dict[Digits, Shape] = field(factory=dict)
    divisors: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.divisors = divisors_of(self.scorer)

    def score(self, block: Block) -> BlockScores:
        """The scores of *block*; units that the code cannot score are marked as left."""
        columns, beyond = whole_columns(block, self.scorer)
        shape = self._shape(columns)
        while True:
            code = self._code(shape)
            if code is None:
                return self._nothing(block.rows)
            found = self._run(code, columns, block.rows)
            if found is not None:
                break
            before, shape = shape, shape.merged(shape_of(columns, self.divisors))
            if shape == before:  # -2**63, whose opposite no int64 holds
                return self._nothing(block.rows)
            self.shapes[shape.digits] = shape
        *indicators, total, grade, left = found
        if beyond is not None:
            left |= beyond
        decimals = self.scorer.rubric.conventions.decimals
        return BlockScores(decimals, indicators, total, grade, code.words, left)

    def _shape(self, columns: Columns) -> Shape:
        known = self.shapes.get(digits_of(columns))
        if known is None or not gaps_of(columns) <= known.gaps:
            own = shape_of(columns, self.divisors)
            known = own if known is None else known.merged(own)
            self.shapes[known.digits] = known
        return known

    def _nothing(self, rows: int) -> BlockScores:
        """Every unit left."""
        rubric, zeros = self.scorer.rubric, np.zeros(rows, np.int64)
        return BlockScores(
            rubric.conventions.decimals, [zeros] * len(rubric.indicators), zeros, zeros - 1, (), np.ones(rows, np.bool_)
        )

    # ---- code

    def _code(self, shape: Shape) -> Code | None:
        """The code for *shape*; where some number fits no type, for the units whose numbers are not so large."""
        if shape not in self.codes:
            tries = (shape, *(shape.cut_to(bits) for bits in NARROW))
            self.codes[shape] = next((code for one in tries if (code := self._written(one)) is not None), None)
        return self.codes[shape]

    def _written(self, shape: Shape) -> Code | None:
        planned = plan(self.scorer, dict(shape.digits), shape.spans())
        program = marked_to_program(plan_to_marked(planned, shape.gaps))
        if program is None:
            return None
        facts = self.scorer.facts
        words = {
            (node.key, node.word): facts[node.key].choices.index(node.word)
            if node.word in facts[node.key].choices
            else -1
            for node in planned.nodes
            if isinstance(node, Word)
        }
        writer = Writer(program, shape, words)
        space: dict[str, Any] = {name: getattr(np, name) for name in CALLS}
        space["bits_of"] = np.bitwise_or.reduce
        exec(compile(writer.source(), "<evaldsl.batch>", "exec"), space)
        places = [*program.indicators, program.total, program.grade]
        types = tuple(program.steps[place].type for place in places)
        return Code(shape, space["prepared"], tuple(writer.given), types, program.left is not None, planned.words)

    # ---- running

    def _run(self, code: Code, columns: Columns, rows: int) -> list[Any] | None:
        """The results of all units, None where a number lies outside the ranges for which the code was made."""
        given = [columns.of(kind, key, rows) for kind, key in code.given]
        results = empty_columns(code.types, rows)
        left: Truths = np.zeros(rows, np.bool_)
        outs = [*results, left] if code.marks else results
        starts = iter(range(0, rows, self.rows))
        outside: list[int] = []

        def work() -> None:
            with np.errstate(all="ignore"):  # units that are left may divide by 0
                for start in starts:
                    stop = min(start + self.rows, rows)
                    run = code.take(stop - start)
                    fits = run([one[start:stop] for one in given], [one[start:stop] for one in outs])
                    code.give(stop - start, run)
                    if outside or not fits:
                        outside.append(start)
                        return

        if self.threads == 1 or rows <= self.rows:
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


def empty_columns(types: Sequence[str], rows: int) -> list[Any]:
    """A column of each type; those of one type lie side by side, which the system gives out faster."""
    tables = {one: np.empty((types.count(one), rows), one) for one in dict.fromkeys(types)}
    unused = {one: iter(table) for one, table in tables.items()}
    return [next(unused[one]) for one in types]
