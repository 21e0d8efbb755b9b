"""The batch engines say of every unit what the interpreter says, bit for bit, or leave it."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from random import Random

import numpy as np
import pytest
from hypothesis import given

from benchmarks.units import Units
from evaldsl.batch import native_code, numpy_code
from evaldsl.batch.blocks import Block, Numbers
from evaldsl.batch.code import Maker
from evaldsl.batch.engine import Engine, empty_columns
from evaldsl.batch.marks import Marked
from evaldsl.batch.shapes import Shape
from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter.plan import Plan, PlannedIndicator
from evaldsl.interpreter.rubric_to_scores import Scorer
from evaldsl.interpreter.whole_numbers import Column, Nodes
from evaldsl.pipeline import load, prepare
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.test_differential import facts_file, loaded, runs
from tests.test_rubrics import each_rubric, rubric_file
from tests.unit_blocks import Unit, block_of, differences

WIDTHS = ("int8", "int16", "int32", "int64")


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


RULES = """规则集 某县
总分 6分
等级 优：5分以上；良：3分以上不满5分；差：不满3分
约定 得分保留2位小数；不足1个百分点的按1个百分点计{zero}
数据 编制数（人）
数据 在职人员数（人）
计算 控制率＝在职人员数÷编制数×100%

指标 人员控制（4分）
评分 ①控制率≤100%计2分，每超出1%扣0.2分，扣完为止；②制度健全，得2分，否则酌情扣分。
指标 温差（2分）
评分 较上年增长率增长5%以上的得2分，每低于1%扣0.1分，扣完为止。
"""


def small(zero: str = "") -> Scorer:
    """A rubric with a rate, a decision that is not always asked for, and a number that may be below 0."""
    rubric = loaded(RULES.format(zero=zero))
    assert rubric.rubric is not None
    return prepare(rubric)


def unit_of(
    ready: Scorer, staff: Fraction, posts: Fraction, *, sound: bool, taken: Fraction | None, more: Fraction
) -> Unit:
    """A unit of the small rubric."""
    values: dict[str, Fraction | bool | str] = {}
    for fact in ready.rubric.facts:
        match fact.kind.value:
            case "判断":
                values[fact.key] = sound
            case "酌情":
                if taken is not None:
                    values[fact.key] = taken
            case _:
                values[fact.key] = staff if fact.name == "在职人员数" else posts if fact.name == "编制数" else more
    return values


def units_around(ready: Scorer, *, zeros: bool = False) -> list[Unit]:
    """Rates on either side of their thresholds, steps in part and whole, facts below 0."""
    found: list[Unit] = []
    for place in range(120):
        posts = Fraction(0 if zeros and place % 7 == 0 else 100 + place % 5)
        staff = posts + Fraction(place % 13 - 3, 2 ** (place % 4)) if posts else Fraction(3)
        taken = Fraction(place % 9, 4) if place % 2 else None
        more = Fraction(place % 31 - 20, 200)
        found.append(unit_of(ready, abs(staff), posts, sound=taken is None, taken=taken, more=more))
    return found


def test_a_fact_that_is_not_asked_for_may_be_missing() -> None:
    """否则酌情扣分 needs no decision where the condition holds; those units are scored all the same."""
    ready = small()
    units = units_around(ready)
    assert any(len(unit) < len(ready.rubric.facts) for unit in units)
    assert left_of(ready, units) == 0


def test_what_the_others_have_decides_nothing_for_a_unit_that_lacks_a_fact() -> None:
    """Where every unit is far below a threshold, one of which nothing is known is left all the same."""
    rubric = loaded(
        "规则集 某县\n总分 2分\n数据 办件量（件）\n指标 办件（2分）\n办件量达到1000件的得2分，否则不得分。\n"
    )
    assert rubric.rubric is not None
    few: list[Unit] = [{"办件量": Fraction(place)} for place in range(5)]
    assert left_of(prepare(rubric), [*few, {}]) == 1


def test_a_grade_that_hangs_on_a_rate_without_a_divisor_is_left() -> None:
    """A rule that fixes the grade says nothing where its rate has no value."""
    rules = RULES.format(zero="").replace("指标 人员", "否决 控制率低于10%的，年度等级定为“差”。\n指标 人员")
    rubric = loaded(rules.replace("①控制率≤100%计2分，每超出1%扣0.2分，扣完为止；②", ""))
    assert rubric.rubric is not None
    ready = prepare(rubric)
    assert left_of(ready, units_around(ready, zeros=True)) == 18


def test_a_divisor_of_nothing_is_left_or_follows_the_convention() -> None:
    """Without a convention those units are left, with one they are scored."""
    assert left_of(small(), units_around(small(), zeros=True)) == 18
    for zero in ("；分母为0的，得满分", "；分母为0的，不得分", "；分母为0的，按100%计"):
        assert left_of(small(zero), units_around(small(zero), zeros=True)) == 0


@pytest.mark.parametrize("native", [False, True])
def test_a_number_too_large_leaves_its_unit_and_no_other(native: bool) -> None:
    """10 ** 30 people fit no column."""
    ready = small()
    units = units_around(ready)
    units[5] = {**units[5], "在职人员数": Fraction(10**30)}
    found = Engine(ready, native=native).score(block_of(ready, units))
    assert differences(ready, units, found) == []
    assert found.left.nonzero()[0].tolist() == [5]


@pytest.mark.parametrize("native", [False, True])
def test_later_blocks_may_go_beyond_the_first(native: bool) -> None:
    """Larger numbers, signs, zeros and gaps that the first block had not: the same engine makes new code."""
    ready = small()
    engine = Engine(ready, native=native)
    first = [unit for unit in units_around(ready) if len(unit) == len(ready.rubric.facts)]
    larger = [{**unit, "编制数": Fraction(10**9 + place)} for place, unit in enumerate(first)]
    for units in (first, larger, units_around(ready, zeros=True), first):
        assert differences(ready, units, engine.score(block_of(ready, units))) == []


@pytest.mark.parametrize("native", [False, True])
def test_a_column_that_did_not_matter_may_matter_later(native: bool) -> None:
    """Where no unit of the first block comes near a threshold, the code does not read the column; a later block may."""
    rubric = loaded(
        "规则集 某县\n总分 2分\n数据 办件量（件）\n指标 办件（2分）\n办件量达到1000件的得2分，否则不得分。\n"
    )
    assert rubric.rubric is not None
    ready = prepare(rubric)
    engine = Engine(ready, native=native)
    for size in (1, 2000, 1, 10**30):
        units: list[Unit] = [{"办件量": Fraction(place * size)} for place in range(5)]
        assert differences(ready, units, engine.score(block_of(ready, units))) == []


@pytest.mark.parametrize("native", [False, True])
def test_several_parts_on_several_threads(native: bool) -> None:
    """A block of many parts is scored as one of a single part."""
    ready = small()
    units = units_around(ready)
    found = Engine(ready, native=native, rows=7).score(block_of(ready, units))
    assert differences(ready, units, found) == []


@pytest.mark.parametrize("native", [False, True])
def test_columns_of_few_bits(native: bool) -> None:
    """Integers of any width are scored alike, one block after another, also where all their bits are used."""
    ready = small("；分母为0的，不得分")
    engine = Engine(ready, native=native)
    most = {key: int(np.iinfo(width).max) for key, width in zip(("编制数", "在职人员数"), WIDTHS, strict=False)}
    for place in range(len(WIDTHS)):
        units = [{**unit, **{key: Fraction(int(unit[key]) % (end + 1)) for key, end in most.items()}}
                 for unit in units_around(ready, zeros=True)]  # fmt: skip
        units[3].update({key: Fraction(end) for key, end in most.items()})
        block = block_of(ready, units)
        columns = dict(block.columns)
        for key, width in zip(most, WIDTHS[place:] + WIDTHS[:place], strict=False):
            column = columns[key]
            assert isinstance(column, Numbers)
            if column.whole.max() <= np.iinfo(width).max:
                columns[key] = Numbers(column.whole.astype(width), column.digits)
        assert differences(ready, units, engine.score(Block(block.rows, columns))) == []


def shared_out(by: int, most: int) -> Plan:
    """A number up to *most* divided by a constant, rounded down, and rounded half up."""
    nodes = Nodes()
    number = nodes.node(Column("a", 0), (-most, most))
    down = nodes.operation("÷", number, nodes.constant(by))
    half_up = nodes.operation(
        "÷", nodes.operation("+", nodes.scaled(number, 2), nodes.constant(by)), nodes.constant(2 * by)
    )
    kept, spans, at = nodes.needed([down, half_up])
    indicators = PlannedIndicator("甲", at[down], ()), PlannedIndicator("乙", at[half_up], ())
    return Plan(kept, spans, 0, indicators, at[down], at[down], ("优",), ("a",))


@pytest.mark.parametrize("code", [numpy_code.code, native_code.code])
@pytest.mark.parametrize("bits", [20, 48, 49, 51, 53, 57])
def test_quotients_by_a_constant(code: Maker, bits: int) -> None:
    """Next to multiples and next to ties, however large the dividend is, the whole part is that of the quotient."""
    dice, most = Random(bits), 2**bits - 1
    for by in (1, 2, 3, 7, 10, 49, 200, 600, 997, 10**6 + 3):
        near = [
            (dice.randrange(most) - most // 2) // by * by + part
            for part in (0, by // 2, (by + 1) // 2)
            for _ in range(40)
        ]
        values = [one + more for one in (*near, most, -most, 0) for more in (-1, 0, 1) if abs(one + more) <= most]
        shape = Shape((("a", 0),), (("a", bits),), frozenset("a"), frozenset(), frozenset())
        made = code(Marked(shared_out(by, most), (None, None), None), shape, {}, len(values))
        assert made is not None
        results = empty_columns(made.types, len(values))
        assert made.bound([np.array(values, np.int64)], results)(0, len(values))
        assert results[0].tolist() == [one // by for one in values]
        assert results[1].tolist() == [(2 * one + by) // (2 * by) for one in values]


# ---- numbers of more than 64 bits


def three_rates() -> Plan:
    """Three quotients of numbers up to 2 ** 34 added, rounded half up, and compared with another such sum."""
    nodes = Nodes()
    one, two, three, under_one, under_two, under_three = (
        nodes.node(Column(key, 0), (1, 2**34)) for key in ("a", "b", "c", "x", "y", "z")
    )
    times, plus = partial(nodes.operation, "×"), partial(nodes.operation, "+")
    under = times(times(under_one, under_two), under_three)
    over = plus(plus(times(times(one, under_two), under_three), times(times(two, under_one), under_three)),
                times(times(three, under_one), under_two))  # fmt: skip
    rounded = nodes.operation("÷", plus(nodes.scaled(over, 2), under), nodes.scaled(under, 2))
    score = nodes.narrowed(rounded, (0, 1000))
    reaches = nodes.comparison("≥", over, nodes.scaled(under, 3))
    grade = nodes.choice(reaches, nodes.constant(0), nodes.constant(-1))
    kept, spans, at = nodes.needed([score, grade])
    indicator = PlannedIndicator("甲", at[score], ())
    return Plan(kept, spans, 0, (indicator,), at[score], at[grade], ("优",), ("a", "b", "c", "x", "y", "z"))


@pytest.mark.parametrize("code", [numpy_code.code, native_code.code])
def test_sums_of_rates_beyond_64_bits(code: Maker) -> None:
    """On ties, on thresholds and one beside them the float and the rest decide as whole numbers do."""
    dice, rows = Random(7), 4000
    columns: dict[str, list[int]] = {key: [] for key in "abcxyz"}
    for _ in range(rows):
        for over, under in zip("abc", "xyz", strict=True):
            by = dice.choice((2, 4, 6, 10, 12))
            size = dice.choice((1, 7, 10**6, 2**31 // by))
            columns[under].append(by * size)
            columns[over].append(max(1, dice.randrange(1, 3 * by) * size + dice.choice((-1, 0, 0, 0, 0, 1))))
    bits = tuple((key, 34) for key in columns)
    shape = Shape(tuple((key, 0) for key in columns), bits, frozenset(), frozenset(columns), frozenset())
    made = code(Marked(three_rates(), (None,), None), shape, {}, rows)
    assert made is not None
    results = empty_columns(made.types, rows)
    arrays = {key: np.array(column, np.int64) for key, column in columns.items()}
    assert made.bound([arrays[key] for _, key in made.given], results)(0, rows)
    for row in range(rows):
        value = sum(Fraction(columns[over][row], columns[under][row]) for over, under in zip("abc", "xyz", strict=True))
        assert int(results[0][row]) == int(value + Fraction(1, 2)), row
        assert int(results[-1][row]) == (0 if value >= 3 else -1), row


@pytest.mark.parametrize("native", [False, True])
def test_units_beyond_the_widths_do_no_harm(native: bool) -> None:
    """Where columns are cut to fewer bits, what overflows in a unit that is left divides nothing by 0."""
    ready = shipped("longhui-2021")
    units: list[Unit] = []
    for place, unit in enumerate(Units(ready.rubric).many(60)):
        size = Fraction(2**40 if place % 3 else 1)
        units.append({key: Fraction(value) * size if large(ready, key) else value for key, value in unit.items()})
    found = Engine(ready, native=native).score(block_of(ready, units))
    assert differences(ready, units, found) == []
    assert 0 < found.left.sum() <= 40
