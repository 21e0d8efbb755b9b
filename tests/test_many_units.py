"""A million units of each large rubric, on and around the thresholds: the engines, the function of one unit, the interpreter."""

from functools import partial

import numpy as np
import pytest
from attrs import evolve

from benchmarks.checking import CHUNK, Makes, Scores, checked, rubrics, shuffled
from evaldsl.batch.blocks import Block, BlockScores
from evaldsl.batch.engine import Engine

RUBRICS = rubrics()
LONGHUI: Makes = partial(shuffled, fresh=1_500)
"""To make units of 隆回 takes the longest; each is recombined with others many times."""


@pytest.mark.parametrize("name", RUBRICS)
def test_a_million_units_score_the_same_everywhere(name: str) -> None:
    """Both engines agree on every unit, the function of one unit on every tenth, the interpreter on three thousand."""
    ready, makes = RUBRICS[name]
    found = checked(ready, LONGHUI if name == "隆回" else makes, 1_000_000, every=10, walks=3_000)
    assert (found.units, found.one_by_one) == (1_000_000, 100_000)
    assert found.walked >= 3_000
    assert found.different == 0
    assert found.left < found.units / 100


def _off_by_one(scores: Scores, row: int) -> Scores:
    """An engine that is wrong in the last hundredth of one indicator of one unit."""

    def score(block: Block) -> BlockScores:
        found = scores(block)
        wrong = found.indicators[7].astype(np.int64)
        wrong[row] += 1
        return evolve(found, indicators=[*found.indicators[:7], wrong, *found.indicators[8:]])

    return score


@pytest.mark.parametrize("name", RUBRICS)
def test_one_hundredth_in_one_unit_is_seen(name: str) -> None:
    """The comparison that finds nothing above finds one wrong score of one unit, in either engine and in both."""
    ready, makes = RUBRICS[name]
    right = Engine(ready, native=False).score
    wrong = _off_by_one(right, 60)
    for engines, seen in (((wrong, right), 2), ((right, wrong), 1), ((wrong, wrong), 1)):
        found = checked(ready, makes, 100, every=20, walks=10, engines=engines)
        assert found.different == seen


def test_blocks_are_of_several_parts() -> None:
    """The units that are compared take several threads, and later blocks go beyond the ranges of the first."""
    ready, _ = RUBRICS["负载W"]
    assert Engine(ready).rows < CHUNK
