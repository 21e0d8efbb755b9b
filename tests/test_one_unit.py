"""The generated function of one unit says what the interpreter says."""

from fractions import Fraction

from hypothesis import given

from benchmarks.units import Units
from evaldsl.batch.one_unit import OneUnit, prepared
from evaldsl.interpreter.rubric_to_scores import Scorer, score
from tests.rubric_strategies import Chance, chances
from tests.test_batch_engine import drawn, shipped
from tests.test_differential import runs
from tests.test_rubrics import each_rubric
from tests.unit_blocks import Unit, decimals


def agrees(ready: Scorer, one: OneUnit, unit: Unit) -> bool:
    """Whether the function scores the unit; then it does so as the interpreter."""
    values = one.values(unit)
    found = None if values is None else one.score(values)
    if found is None:
        return False
    card, scale = score(ready, unit), 10**one.decimals
    indicators, total, grade = found
    assert [each.score for each in card.indicators] == [Fraction(points, scale) for points in indicators]
    assert card.score == Fraction(total, scale)
    assert card.grade == (None if grade < 0 else one.words[grade])
    return True


@runs(60, 3000)
@given(chances)
def test_generated_rubrics(chance: Chance) -> None:
    """Whole rubrics in official wording."""
    ready, units = drawn(chance, 6)
    numbers = [(key, value) for unit in units for key, value in unit.items() if isinstance(value, Fraction)]
    digits: dict[str, int] = {}
    for key, value in numbers:
        digits[key] = max(digits.get(key, 0), decimals(value))
    one = prepared(ready, digits)
    if one is not None:
        for unit in units:
            agrees(ready, one, unit)


@each_rubric
def test_shipped_rubrics(name: str) -> None:
    """Hardly a unit is left."""
    ready = shipped(name)
    one = prepared(ready, dict.fromkeys(ready.facts, 6))
    assert one is not None
    assert sum(agrees(ready, one, unit) for unit in Units(ready.rubric).many(100)) > 90


def test_what_it_does_not_take() -> None:
    """A fact is missing, a number has more decimals than was said."""
    ready = shipped("longhui-2021")
    one = prepared(ready, {"编制数": 0})
    assert one is not None
    unit = Units(ready.rubric).one()
    assert one.values(unit) is not None
    assert one.values({**unit, "编制数": Fraction(21, 2)}) is None
    assert one.values({key: value for key, value in unit.items() if key != "编制数"}) is None
