"""The work of a check or a proof grows with the number of indicators, not with the number of their pairs."""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.proving import generated
from evaldsl import pipeline
from evaldsl.checks import RUBRIC_CHECKS
from evaldsl.checks.siblings import pairs_alike
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.verification import verify

FEW, TIMES, MORE = 20, 6, 1.5
"""From FEW indicators to TIMES as many, the calls for one indicator may grow to MORE times; by pairs it would be TIMES."""
NEAREST = {"undeclared-fact"}
"""Looks for the nearest among all names: that is the number of names for each finding."""

rubric_of = cache(generated)


def calls(task: Callable[[Loaded], Iterator[object]], loaded: Loaded) -> int:
    """How many functions *task* calls, those written in C included: the same on every machine, however busy."""
    count = 0

    def called(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        for _ in task(loaded):
            pass
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(("task", "few"), [("check", FEW), ("verify", 10)])
def test_work_grows_with_the_number_of_indicators(task: str, few: int) -> None:
    """Of the whole command, by the calls it makes."""
    tasks: dict[str, Callable[[Loaded], Iterator[object]]] = {
        "check": lambda loaded: iter(pipeline.check(loaded)),
        "verify": verify,
    }
    small, large = rubric_of(few), rubric_of(few * TIMES)
    calls(tasks[task], rubric_of(5))  # imports and tables that are made once are made now
    assert calls(tasks[task], large) <= MORE * TIMES * calls(tasks[task], small)


@pytest.mark.parametrize("name", [name for name in RUBRIC_CHECKS if name not in NEAREST])
def test_no_check_of_the_whole_looks_at_every_pair(name: str) -> None:
    """Each by itself: in the whole command a small one would not be noticed."""
    small, large = rubric_of(FEW), rubric_of(FEW * TIMES)
    check = RUBRIC_CHECKS[name]
    calls(check, small)
    assert calls(check, large) <= MORE * TIMES * calls(check, small) + 1_000


def test_work_grows_with_the_number_of_awards_in_one_cell() -> None:
    """Equal ones: nothing is left to any but the first."""

    def findings(loaded: Loaded) -> Iterator[object]:
        return iter(pipeline.check(loaded))

    def cell(many: int) -> Loaded:
        awards = "；".join(["完成率≥90%得1分"] * many)
        return pipeline.load(f"规则集 某县\n总分 100分\n指标 完成（100分）\n{awards}。", "某县.rubric")

    small, large = cell(2 * FEW), cell(2 * FEW * TIMES)
    calls(findings, small)
    assert calls(findings, large) <= MORE * TIMES * calls(findings, small)


@given(st.lists(st.sampled_from(["", "甲", "乙", "丙"])))
def test_pairs_of_the_same_words_are_all_found_and_no_others(words: list[str]) -> None:
    """What trying every two would find; nothing for the empty words."""
    things = list(enumerate(words))
    expected = {(one, other) for one, other in combinations(things, 2) if one[1] == other[1] != ""}
    found = list(pairs_alike(things, lambda thing: thing[1]))
    assert set(found) == expected
    assert len(found) == len(expected)
