"""A made-up rubric in which the points of one band are left open: it is refused there, and nothing else is."""

import re
from dataclasses import replace

from hypothesis import assume, given

from evaldsl.pipeline import load
from tests.described_rules import Bands, Cell, Graded, InTurn
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.test_differential import runs

OPEN = ("看着给", "另行研究", "再议", "待定", "视情况再定")
POINTS = re.compile(r"(?<=[^，；：\n。、])(?:的?，?可?[得计记给])[\d.]+分(?=[，；。\n])")


@runs(60, 2000)
@given(chances)
def test_a_band_without_points_is_refused_where_it_stands(chance: Chance) -> None:
    """95%以上得5分，90%-95%的看着给: an error at these words, whatever stands around them."""
    table = chance.table(most=1)
    (cell,) = table.indicators
    assume(isinstance(cell, Cell) and isinstance(cell.items[0].opening, Bands | Graded | InTurn))
    assert isinstance(cell, Cell)
    text = Writer(chance.choice).table(
        replace(table, indicators=(replace(cell, items=cell.items[:1], together=False),))
    )
    places = list(POINTS.finditer(text, text.index("分）")))
    assume(places)
    place = chance.choice(places[:2])
    left = text[: place.start()] + "的" + chance.choice(OPEN) + text[place.end() :]
    errors = [one for one in load(left, "某.rubric").diagnostics if one.is_error]

    assert errors, left
    assert any(one.start <= place.start() + 8 and place.start() <= one.end for one in errors), (left, errors)
