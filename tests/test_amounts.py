"""Points as people read them: one way of writing, whatever the fraction."""

from fractions import Fraction

import pytest

from evaldsl.interpreter.values import amount


@pytest.mark.parametrize(
    ("points", "words"),
    [("3/7", "0.4286"), ("5/9", "0.5556"), ("4/3", "1.3333"), ("1/3", "1/3"), ("2/3", "2/3"), ("1/8", "0.125")],
)
def test_points_stand_in_decimals(points: str, words: str) -> None:
    """A seventh beside 1.3333 is 0.1429; only thirds, as rules write them, stay thirds."""
    assert amount(Fraction(points)) == words
