"""The batch engines say of every unit what the interpreter says, bit for bit, or leave it."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given

from benchmarks.units import Units
from evaldsl.batch.engine import Engine
from evaldsl.facts import read_facts
from evaldsl.interpreter.rubric_to_scores import Scorer
from evaldsl.pipeline import load, prepare
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.test_differential import facts_file, loaded, runs
from tests.test_rubrics import each_rubric, rubric_file
from tests.unit_blocks import Unit, block_of, differences


def drawn(chance: Chance, count: int) -> tuple[Scorer, list[Unit]]:
    """A generated rubric, and units with values at its thresholds."""
    table = chance.table()
    rubric = loaded(Writer(chance.choice).table(table))
    assert rubric.rubric is not None
    read = [read_facts(facts_file(table, chance.unit(table)), "某.json", rubric.rubric)[0] for _ in range(count)]
    return prepare(rubric), [one.values for one in read]


def shipped(name: str) -> Scorer:
    """A rubric that is shipped, made ready."""
    return prepare(load(rubric_file(name).read_text("utf-8"), name))


def left_of(ready: Scorer, units: Sequence[Unit]) -> int:
    """Scores units, those left aside as the interpreter does; how many were left."""
    left: list[int] = []
    for native in (False, True):
        found = Engine(ready, native=native).score(block_of(ready, units))
        assert differences(ready, units, found) == []
        left.append(int(found.left.sum()))
    assert left[0] == left[1]
    return left[0]


@runs(60, 3000)
@given(chances)
def test_generated_rubrics(chance: Chance) -> None:
    """Whole rubrics in official wording, with facts missing here and there."""
    left_of(*drawn(chance, 12))


@each_rubric
def test_shipped_rubrics(name: str) -> None:
    """Hardly a unit is left."""
    ready = shipped(name)
    units = Units(ready.rubric).many(200)
    assert left_of(ready, units) < 10


@each_rubric
def test_amounts_of_many_digits(name: str) -> None:
    """Amounts to the cent of a whole province: sums of rates over different denominators need more than 64 bits."""
    ready = shipped(name)
    units = [
        {key: Fraction(value) * 13 + Fraction(7, 100) if large(ready, key) else value for key, value in unit.items()}
        for unit in Units(ready.rubric).many(200)
    ]
    assert left_of(ready, units) < 10


def large(ready: Scorer, key: str) -> bool:
    """Whether a fact is an amount of money."""
    return ready.facts[key].unit == "万元"
