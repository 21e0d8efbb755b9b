"""Units as blocks for the batch engines, and what the interpreter says of them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from evaldsl.batch.blocks import Block, BlockScores, Column, Judgements, Numbers, Words
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.rubric_to_scores import Scorer, score

Unit = Mapping[str, Fraction | bool | str]
LARGEST = 2**63 - 1


def decimals(value: Fraction) -> int:
    """How many decimals a number has; hypothesis draws none without an end."""
    return next(d for d in range(40) if (value * 10**d).denominator == 1)


def block_of(ready: Scorer, units: Sequence[Unit]) -> Block:
    """The units as columns; facts that a unit lacks are missing."""
    return Block(len(units), {fact.key: _column(fact, units) for fact in ready.rubric.facts})


def _column(fact: Fact, units: Sequence[Unit]) -> Column:
    lacking = np.array([fact.key not in unit for unit in units], np.bool_)
    missing = lacking if lacking.any() else None
    if fact.kind is Kind.JUDGEMENT:
        return Judgements(np.array([bool(unit.get(fact.key)) for unit in units], np.bool_), missing)
    if fact.kind is Kind.CHOICE:
        codes = [fact.choices.index(str(unit[fact.key])) if fact.key in unit else 0 for unit in units]
        return Words(np.array(codes, np.int64), missing)
    values = [Fraction(unit.get(fact.key, 0)) for unit in units]
    digits = max(map(decimals, values), default=0)
    wholes = [int(value * 10**digits) for value in values]
    fits = all(abs(whole) <= LARGEST for whole in wholes)
    return Numbers(np.array(wholes, np.int64 if fits else object), digits, missing)


def differences(ready: Scorer, units: Sequence[Unit], found: BlockScores) -> list[str]:
    """Where the scores of units that were not left differ from those of the interpreter."""
    wrong: list[str] = []
    scale = 10**found.decimals
    for row, unit in enumerate(units):
        if found.left[row]:
            continue
        card = score(ready, unit)
        for one, column in zip(card.indicators, found.indicators, strict=True):
            if one.score is None or one.score * scale != int(column[row]):
                wrong.append(f"{row} {one.name}: {one.score} {column[row]}")
        if card.score is None or card.score * scale != int(found.total[row]):
            wrong.append(f"{row} total: {card.score} {found.total[row]}")
        place = int(found.grade[row])
        if card.grade != (None if place < 0 else found.words[place]):
            wrong.append(f"{row} grade: {card.grade} {place}")
    return wrong
