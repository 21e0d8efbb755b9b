"""A part of 1 where a percentage is asked for, as spreadsheets keep it: 0.915 for 91.5%."""

from fractions import Fraction

from evaldsl.facts.fact_values import SELDOM, Value, can_be, is_part
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import decimal_text


def may_be_part(value: Value, fact: Fact) -> bool:
    """Whether *value*, a number in a cell with % in another, is rather a part of 1, as spreadsheets keep it: 0.915, 1 for 100%."""
    rate = fact.kind is Kind.RATIO and not fact.multiple
    if not isinstance(value, Fraction) or not rate or not 0 < value <= SELDOM / 100:
        return False
    return (is_part(fact) or value < Fraction(1, 100)) and can_be(100 * value, fact)


def is_low(value: Value, fact: Fact) -> bool:
    """Whether *value* is lower than such a rate ever is, be it written with %: 满意度0.86%."""
    return isinstance(value, Fraction) and 0 < value < Fraction(1, 100) and is_part(fact)


def part_words(value: Value, fact: Fact, *, apart: bool) -> tuple[str, str]:
    """What is said of it, the % standing *apart* or in the same cell, and a hint."""
    assert isinstance(value, Fraction)
    plain, whole = (f"{decimal_text(one * 100, 30)}%" for one in (value, 100 * value))
    hint = f"是{whole}的，改过来" + (f"；确是{plain}的，把“%”写在数的后面" if apart and not is_low(value, fact) else "")
    return f"“{fact.address or fact.name}”按{plain}读，是不是{whole}？", hint
