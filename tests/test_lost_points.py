"""No points are lost in silence: what a sentence takes, even a garbled one, is taken by its rubric, or the sentence is refused."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import Number
from evaldsl.interpreter.rubric import Ladder
from evaldsl.rule import read_rule
from evaldsl.syntax import tree
from tests.pages import every_example

TEXTS = sorted({e.subject.text for e in every_example() if e.subject.kind == "规则" and "language" in e.place})
SIGNS = "，。；、的得扣计分每否则不按超低025%（）"


def numbers(node: Any) -> Iterator[Fraction]:
    """Every number of points that stands in a part of a rubric."""
    if isinstance(node, Fraction):
        yield abs(node)
    elif isinstance(node, (tuple, list)):
        for one in node:
            yield from numbers(one)
    elif attrs.has(type(node)):
        for field in attrs.fields(type(node)):
            if field.name not in {"size", "base", "condition", "where", "measure", "stake", "opening", "span"}:
                yield from numbers(getattr(node, field.name))


def lost(reading: Reading) -> list[Fraction]:
    """The points that the words take and the rubric does not: neither once nor several times over."""
    indicator = reading.indicator
    assert indicator is not None
    known = set(numbers((indicator.items, indicator.effects)))
    for ladder in (one for item in indicator.items for one in item.effects if isinstance(one, Ladder)):
        awarded = [case.points.value for case in ladder.cases if isinstance(case.points, Number)]
        known |= {
            awarded[0] - one for one in awarded[1:] if awarded[0] > one
        }  # 基本健全扣1分 behind 制度健全得4分 awards 3
    taken = [part.value.amount for part in reading.cell.parts if isinstance(part.value, tree.Deduction)]
    return [
        one.high
        for one in taken
        if one.low == one.high
        and not one.share
        and not any(have and (one.high / have).denominator == 1 for have in known)
    ]


@st.composite
def garbled(draw: st.DrawFn) -> str:
    """A sentence of the reference in which a sign is missing, added or another one."""
    text: str = draw(st.sampled_from(TEXTS))
    place = draw(st.integers(0, max(len(text) - 1, 0)))
    put: str = draw(st.sampled_from(["", *SIGNS]))
    rest = text[place + draw(st.integers(0, 1)) :]
    return text[:place] + put + rest


@settings(max_examples=150)
@given(garbled())
def test_garbled_words_lose_no_deduction(text: str) -> None:
    """Whatever is still read takes every number of points that its words take."""
    rule = read_rule(text, "某指标", Fraction(10))
    assert not rule.ok or not lost(rule.reading), text


def test_the_sentences_of_the_reference_lose_no_deduction() -> None:
    """So do the sentences as they stand, and there are many with a deduction."""
    rules = [read_rule(text, "某指标", Fraction(10)) for text in TEXTS]
    read = [rule for rule in rules if rule.ok]

    assert [rule.text for rule in read if lost(rule.reading)] == []
    assert sum("扣" in rule.text for rule in read) > 200


def test_a_lost_deduction_would_be_seen() -> None:
    """A rubric without what its words take is told apart."""
    reading = read_rule("每发现一处扣0.7分。", "某指标", Fraction(10)).reading
    assert reading.indicator is not None
    bare = attrs.evolve(reading, indicator=attrs.evolve(reading.indicator, items=()))
    assert re.search("0.7", reading.cell.plain)
    assert (lost(reading), lost(bare)) == ([], [Fraction("0.7")])
