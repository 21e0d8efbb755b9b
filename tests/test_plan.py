"""A plan over whole numbers says of every unit what the interpreter says, and its numbers stay within their ranges."""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import assert_never

from hypothesis import given

from benchmarks.units import Units
from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter.plan import Plan, plan
from evaldsl.interpreter.rubric_to_scores import Scorer, score
from evaldsl.interpreter.whole_numbers import (
    Choice,
    Column,
    Comparison,
    Constant,
    Either,
    Every,
    Node,
    Nodes,
    Operation,
    Opposite,
    Word,
    Yes,
)
from evaldsl.pipeline import load, prepare
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.test_differential import facts_file, loaded, runs
from tests.test_rubrics import each_rubric, rubric_file

Values = Mapping[str, Fraction | bool | str]
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "≥": operator.ge, ">": operator.gt, "≤": operator.le, "<": operator.lt, "=": operator.eq
}  # fmt: skip
OPERATE: dict[str, Callable[[int, int], int]] = {
    "+": operator.add, "-": operator.sub, "×": operator.mul, "÷": operator.floordiv, "min": min, "max": max
}  # fmt: skip


def evaluated(planned: Plan, values: Values) -> list[int]:
    """The number of every node for one unit; a condition is 0 or 1."""
    known: list[int] = []
    for node in planned.nodes:
        known.append(_evaluated(node, known, values))
    return known


def _evaluated(node: Node, known: list[int], values: Values) -> int:
    match node:
        case Constant(value):
            return value
        case Column(key, digits):
            whole = values[key] * 10**digits
            assert whole.denominator == 1
            return int(whole)
        case Operation(op, left, right):
            return OPERATE[op](known[left], known[right])
        case Choice(condition, then, otherwise):
            return known[then] if known[condition] else known[otherwise]
        case Comparison(op, left, right):
            return COMPARE[op](known[left], known[right])
        case Yes(key):
            return bool(values[key])
        case Word(key, word):
            return values[key] == word
        case Every(of):
            return all(known[one] for one in of)
        case Either(of):
            return any(known[one] for one in of)
        case Opposite(of_one):
            return not known[of_one]
        case _:
            assert_never(node)


def decimals_of(values: Values) -> dict[str, int]:
    """How many decimals each number has; hypothesis draws none without an end."""
    numbers = {key: value for key, value in values.items() if isinstance(value, Fraction)}
    return {key: next(d for d in range(40) if (value * 10**d).denominator == 1) for key, value in numbers.items()}


def divides_by_nothing(planned: Plan, wholes: list[int]) -> bool:
    """Whether a divisor is 0: then the ranges of what comes of it say nothing."""
    guards = [node for node in planned.nodes if isinstance(node, Operation) and node.op == "max"]
    return any(wholes[one.right] == 1 and wholes[one.left] < 1 for one in guards)


def agree(ready: Scorer, values: Values) -> int:
    """The indicators that the plan scores are those of the interpreter; how many it scores."""
    planned = plan(ready, decimals_of(values))
    wholes = evaluated(planned, values)
    card = score(ready, values)
    scores = {one.name: one.score for one in card.indicators}
    if not divides_by_nothing(planned, wholes):
        for node, (low, high) in zip(wholes, planned.ranges, strict=True):
            assert low <= node <= high
    scored = [one for one in planned.indicators if all(wholes[node] for node in one.divisors)]
    for one in scored:
        assert scores[one.name] == Fraction(wholes[one.score], 10**planned.decimals), (one.name, values)
    if len(scored) == len(ready.prepared):
        assert card.score == Fraction(wholes[planned.total], 10**planned.decimals)
        place = wholes[planned.grade]
        assert card.grade == (None if place < 0 else planned.words[place])
    return len(scored)


@runs(60, 6000)
@given(chances)
def test_a_plan_scores_every_unit_as_the_interpreter_does(chance: Chance) -> None:
    """Indicators, total and grade, for whole rubrics in official wording and values at their thresholds."""
    table = chance.table()
    rubric = loaded(Writer(chance.choice).table(table))
    assert rubric.rubric is not None
    ready = prepare(rubric)
    for _ in range(4):
        read, _found = read_facts(facts_file(table, chance.unit(table)), "某.json", rubric.rubric)
        if all(fact.key in read.values for fact in rubric.rubric.facts):
            agree(ready, read.values)


@each_rubric
def test_a_plan_scores_a_shipped_rubric_as_the_interpreter_does(name: str) -> None:
    """Sixty generated units of each; hardly an indicator is left to the interpreter."""
    ready = prepare(load(rubric_file(name).read_text("utf-8"), name))
    units = Units(ready.rubric).many(60)
    scored = sum(agree(ready, unit) for unit in units)
    assert scored > 0.9 * len(units) * len(ready.prepared)


def test_what_ranges_decide_is_left_out() -> None:
    """A comparison that always holds, a minimum that is always the same, a product with 0."""
    nodes = Nodes()
    small, large = nodes.node(Column("甲", 0), (0, 5)), nodes.node(Column("乙", 0), (9, 20))
    assert nodes.operation("min", small, large) == small
    assert nodes.choice(nodes.comparison("<", small, large), small, large) == small
    assert nodes.scaled(small, 0) == nodes.constant(0)
    assert nodes.operation("÷", small, nodes.constant(7)) == nodes.constant(0)


def test_the_same_arithmetic_is_there_once() -> None:
    """Two sentences about one rate share its nodes."""
    nodes = Nodes()
    one, other = (nodes.operation("×", nodes.node(Column("甲", 0), (0, 5)), nodes.constant(3)) for _ in range(2))
    assert one == other
