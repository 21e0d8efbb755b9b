"""Units on and around thresholds by both engines, by the generated function of one unit and by the interpreter."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from benchmarks import workload
from benchmarks.races import drawn, longhui, whole
from benchmarks.units import Units
from evaldsl.batch.blocks import Block, BlockScores, Numbers, Words
from evaldsl.batch.engine import Engine
from evaldsl.batch.one_unit import prepared
from evaldsl.interpreter.plan import plan
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer
from tests.unit_blocks import block_of

CHUNK = 200_000
Makes = Callable[[Scorer, int, int], Block]
"""Units of a rubric: so many, by a seed."""
Scores = Callable[[Block], BlockScores]


@frozen
class Checked:
    """So many *units* by both engines, of which so many *one_by_one* by the function as well and *walked* by the interpreter.

    *different*: for how many of these pairs some score, the total, the grade or who is left is not the same; *left*: by both
    engines, for a divisor is 0.
    """

    units: int
    one_by_one: int
    walked: int
    different: int
    left: int


def check(count: int) -> bool:
    """Tells how many units of each rubric differ, each taken one by one, 10,000 by the interpreter; True: none."""
    fine = True
    for name, (ready, makes) in rubrics().items():
        found = checked(ready, makes, count, progress=name)
        print(
            f"{name}：{found.units:,}个单位，numpy和机器码相比，其中{found.one_by_one:,}个与逐个单位的函数相比，"
            f"{found.walked:,}个与解释器相比，不同的{found.different}个；分母为0而留给解释器的{found.left:,}个",
            flush=True,
        )
        fine = fine and not found.different
    return fine


def rubrics() -> dict[str, tuple[Scorer, Makes]]:
    """The rubrics that are checked, and what makes their units."""
    return {
        "负载W": (workload.scorer(), lambda _, rows, seed: workload.units(rows, seed)),
        "隆回": (longhui(), shuffled),
    }


def checked(
    ready: Scorer,
    makes: Makes,
    count: int,
    *,
    every: int = 1,
    walks: int = 10_000,
    engines: Sequence[Scores] = (),
    progress: str = "",
) -> Checked:
    """*count* units by both *engines*; every so many-th one by one, *walks* of these by the interpreter."""
    numpy, native = engines or (Engine(ready, native=False).score, Engine(ready, native=True).score)
    words = plan(ready, {}).words
    done = one_by_one = walked = different = left = 0
    for seed in range(-(-count // CHUNK)):
        rows = min(CHUNK, count - done)
        block = makes(ready, rows, seed)
        first, second = _table(numpy(block)), _table(native(block))
        different += int((first != second).any(axis=0).sum())
        some = np.arange(seed % every, rows, every)
        expected = _one_by_one(ready, block, some)
        different += int((first[:, some] != expected).any(axis=0).sum())
        step = max(1, count // every // walks)
        for place in range(0, len(some), step):
            different += _by_interpreter(ready, words, block, int(some[place]), expected[:, place])
            walked += 1
        done, one_by_one, left = done + rows, one_by_one + len(some), left + int(first[-1].sum())
        if progress:
            print(f"\r{progress} {done:,}/{count:,}，不同的{different}", end="", file=sys.stderr, flush=True)
    if progress:
        print(file=sys.stderr)
    return Checked(done, one_by_one, walked, different, left)


def _table(found: BlockScores) -> Any:
    """Indicators, total, grade and whether it is left, a row each; of units that are left only this."""
    table = np.array([*found.indicators, found.total, found.grade, found.left], np.int64)
    table[:-1, found.left] = 0
    return table


def shuffled(ready: Scorer, count: int, seed: int, fresh: int = 5_000) -> Block:
    """Units of 隆回 near its thresholds, a fifth of their facts taken from other units; divisors of 0 among them."""
    dice = np.random.default_rng(seed)
    some = block_of(ready, Units(ready.rubric, seed).many(min(count, fresh)))
    rows = dice.integers(0, some.rows, count)
    columns = {}
    for key, column in some.columns.items():
        others = np.where(dice.random(count) < 0.2, dice.integers(0, some.rows, count), rows)
        columns[key] = drawn(column, others)
    for key in ("编制数", "预算数"):
        columns[key].whole[dice.random(count) < 0.001] = 0
    return Block(count, columns)


def _one_by_one(ready: Scorer, block: Block, some: Any) -> Any:
    """The same of *some* units by the generated function."""
    one = prepared(ready, {key: column.digits for key, column in block.columns.items() if isinstance(column, Numbers)})
    assert one is not None
    listed = []
    for key in one.keys:
        column = drawn(block.columns[key], some)
        choices = ready.facts[key].choices
        listed.append([choices[code] for code in column.code] if isinstance(column, Words) else whole(column).tolist())
    nothing = [0] * (len(ready.rubric.indicators) + 2) + [1]
    found = [one.score(row) for row in zip(*listed, strict=True)]
    return np.array([nothing if row is None else [*row[0], row[1], row[2], 0] for row in found], np.int64).T


def _by_interpreter(ready: Scorer, words: Sequence[str], block: Block, row: int, expected: Any) -> bool:
    """Whether the interpreter says something else of a unit."""
    if expected[-1]:
        return False
    card = score(ready, workload.values(block, row, ready))
    points = [one.score for one in card.indicators]
    if any(one is None for one in points) or card.score is None:
        return True
    scale = 10**ready.rubric.conventions.decimals
    exact = [one * scale for one in points if one is not None]
    grade = -1 if card.grade is None else words.index(card.grade)
    return [*exact, card.score * scale, grade, 0] != expected.tolist()
