"""A plan as code that calls numpy."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import define, field

from evaldsl.batch.code import Code, Part, Words
from evaldsl.batch.marks import Marked
from evaldsl.batch.numpy_source import CALLS, Writer
from evaldsl.batch.shapes import Shape
from evaldsl.batch.steps import marked_to_program

SIZES = 3
"""How many sizes of the last part of a block are remembered."""
Run = Callable[[Sequence[Any], Sequence[Any]], bool]


@define(eq=False)
class _Runs:
    """Functions of so many units, each with buffers of its own, for one thread at a time."""

    prepared: Callable[[int], Run]
    rows: int
    idle: dict[int, list[Run]] = field(factory=dict)

    def take(self, count: int) -> Run:
        idle = self.idle.get(count)
        return idle.pop() if idle else self.prepared(count)

    def give(self, count: int, run: Run) -> None:
        if count not in self.idle and len(self.idle) > SIZES:
            self.idle = {size: runs for size, runs in self.idle.items() if size == self.rows}
        self.idle.setdefault(count, []).append(run)

    def bound(self, given: Sequence[Any], results: Sequence[Any]) -> Part:
        def part(start: int, stop: int) -> bool:
            run = self.take(stop - start)
            with np.errstate(all="ignore"):  # units that are left may divide by 0
                fits = run([one[start:stop] for one in given], [one[start:stop] for one in results])
            self.give(stop - start, run)
            return fits

        return part


def code(marked: Marked, shape: Shape, words: Words, rows: int) -> Code | None:
    """Code for columns of *shape*."""
    program = marked_to_program(marked)
    if program is None:
        return None
    writer = Writer(program, shape, words)
    space: dict[str, Any] = {name: getattr(np, name) for name in CALLS}
    space["bits_of"] = np.bitwise_or.reduce
    exec(compile(writer.source(), "<evaldsl.batch>", "exec"), space)
    types = tuple(program.steps[place].type for place in (*program.indicators, program.total, program.grade))
    runs = _Runs(space["prepared"], rows)
    return Code(shape, tuple(writer.given), types, program.left is not None, runs.bound)
