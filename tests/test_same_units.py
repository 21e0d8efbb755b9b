"""Which units of several years are the same."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.facts.unit_codes import unit_code
from evaldsl.ranks.same_units import YearUnits, same_units

KIND = "单位代码"
UNITS = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["", "", "1", "2", "3"])), max_size=4)


def year(units: list[tuple[str, str]]) -> YearUnits:
    """Units with the names and the codes given."""
    names, codes = [name for name, _ in units], [code for _, code in units]
    return YearUnits(names, [f"表:{row}" for row in range(len(units))], {KIND: codes} if any(codes) else {})


@given(first=UNITS, second=UNITS)
def test_units_are_the_same_by_their_code_else_by_their_name(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    """Of two years: a pair is joined where both have the code, or only one has a code and no other unit has name or code."""
    found = same_units([year(first), year(second)])
    coded = any(code for _, code in first) and any(code for _, code in second)
    shared = {code for some in (first, second) for _, code in some if code and [one[1] for one in some].count(code) > 1}
    sides = [[(name, code if coded and code not in shared else "") for name, code in some] for some in (first, second)]
    every = sides[0] + sides[1]

    def tells(unit: tuple[str, str]) -> str:
        own = {code for name, code in every if name == unit[0] and code}
        return unit[1] or (min(own) if len(own) == 1 else f"名称{unit[0]}")

    expected = {
        (one, two)
        for one, two in product(range(len(first)), range(len(second)))
        if tells(sides[0][one]) == tells(sides[1][two])
        and all([tells(unit) for unit in some].count(tells(sides[0][one])) == 1 for some in sides)
    }
    assert set(found.rows) == expected
    assert found.kind == (KIND if coded else "")
    renamed = {(first[one][0], second[two][0]) for one, two in expected if first[one][0] != second[two][0]}
    assert set(found.renamed) == renamed


@given(first=UNITS, second=UNITS)
def test_every_unit_is_compared_or_said_not_to_be(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    """No row is in two pairs, and whoever is in none is named."""
    found = same_units([year(first), year(second)])
    told = set(found.left) | {name for one in found.doubled for name in one.names}
    for place, some in enumerate((first, second)):
        rows = [pair[place] for pair in found.rows]
        assert len(rows) == len(set(rows))
        single = {name for row, (name, _) in enumerate(some) if row not in rows}
        assert found.doubled or single <= told


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("１１43-0500 01a", "1143050001A"), ("001001", "1001"), ("1001.0", "1001"),
        ("9.14E+17", ""), ("无", ""), ("000", ""), ("", ""),
    ],
)  # fmt: skip
def test_codes_are_compared_however_they_are_written(said: str, code: str) -> None:
    """And what is no code tells nothing."""
    assert unit_code(said) == code


def test_rows_without_a_name_are_never_the_same() -> None:
    """第2行 of one file is not 第2行 of another."""
    found = same_units([YearUnits(["第2行"], ["前.csv:2"]), YearUnits(["第2行"], ["后.csv:2"])])
    assert not found.rows
    assert found.left == ("第2行",)
