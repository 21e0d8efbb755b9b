"""Every unit by both engines and by the generated function of one unit; some by the interpreter as well."""

import sys
from typing import Any

import numpy as np

from benchmarks import workload
from benchmarks.races import drawn, longhui, whole
from benchmarks.units import Units
from evaldsl.batch.blocks import Block, Numbers, Words
from evaldsl.batch.engine import Engine
from evaldsl.batch.one_unit import prepared
from evaldsl.interpreter.plan import plan
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer
from tests.unit_blocks import block_of


def check(count: int, chunk: int = 100_000, sample: int = 50) -> bool:
    """Every unit by both engines and by the generated function, every so many-th by the interpreter too; True: all agree."""
    fine = True
    for name, ready in (("负载W", workload.scorer()), ("隆回", longhui())):
        engines = {"numpy": Engine(ready, native=False), "机器码": Engine(ready, native=True)}
        done = left = wrong = walked = 0
        for seed in range(-(-count // chunk)):
            rows = min(chunk, count - done)
            block = workload.units(rows, seed) if name == "负载W" else shuffled(ready, rows, seed)
            expected, skipped = _one_by_one(ready, block)
            for engine in engines.values():
                found = engine.score(block)
                table = np.array([*found.indicators, found.total, found.grade])
                wrong += int((table != expected)[:, ~skipped].any(axis=0).sum()) + int((found.left != skipped).sum())
            wrong += sum(_by_interpreter(ready, block, row, expected, skipped) for row in range(0, rows, sample))
            walked += len(range(0, rows, sample))
            done, left = done + rows, left + int(skipped.sum())
            print(f"\r{name} {done:,}/{count:,}，不同的{wrong}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        print(
            f"{name}：{done:,}个单位，numpy和机器码与逐个单位的函数相比，其中{walked:,}个再与解释器相比，"
            f"不同的{wrong}个；分母为0而留给解释器的{left:,}个"
        )
        fine = fine and not wrong
    return fine


def shuffled(ready: Scorer, count: int, seed: int) -> Block:
    """Units of 隆回 near its thresholds, a fifth of their facts taken from other units; divisors of 0 among them."""
    dice = np.random.default_rng(seed)
    some = block_of(ready, Units(ready.rubric, seed).many(min(count, 5_000)))
    rows = dice.integers(0, some.rows, count)
    columns = {}
    for key, column in some.columns.items():
        others = np.where(dice.random(count) < 0.2, dice.integers(0, some.rows, count), rows)
        columns[key] = drawn(column, others)
    for key in ("编制数", "预算数"):
        columns[key].whole[dice.random(count) < 0.001] = 0
    return Block(count, columns)


def _one_by_one(ready: Scorer, block: Block) -> tuple[Any, Any]:
    """Indicators, total and grade of every unit by the generated function, and the units that it does not score."""
    one = prepared(ready, {key: column.digits for key, column in block.columns.items() if isinstance(column, Numbers)})
    assert one is not None
    listed = []
    for key in one.keys:
        column = block.columns[key]
        choices = ready.facts[key].choices
        listed.append([choices[code] for code in column.code] if isinstance(column, Words) else whole(column).tolist())
    nothing = (0,) * len(ready.rubric.indicators), 0, -1
    found = [one.score(row) for row in zip(*listed, strict=True)]
    table = np.array([[*indicators, total, grade] for indicators, total, grade in (row or nothing for row in found)]).T
    return table, np.array([row is None for row in found])


def _by_interpreter(ready: Scorer, block: Block, row: int, expected: Any, skipped: Any) -> bool:
    """Whether the interpreter says something else of a unit."""
    if skipped[row]:
        return False
    facts = workload.values(block, row, ready)
    card = score(ready, facts)
    words = prepared_words(ready)
    scale = 10**ready.rubric.conventions.decimals
    points = [one.score for one in card.indicators]
    if any(one is None for one in points) or card.score is None:
        return True
    exact = [one * scale for one in points if one is not None]
    grade = -1 if card.grade is None else words.index(card.grade)
    return [*exact, card.score * scale, grade] != expected[:, row].tolist()


def prepared_words(ready: Scorer) -> tuple[str, ...]:
    """The grades in the order in which engines count them."""
    return plan(ready, {}).words
