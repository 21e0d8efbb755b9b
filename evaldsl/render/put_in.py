"""Formulas with the numbers of a unit put in."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from evaldsl.interpreter.expressions import Expr, keys_of
from evaldsl.interpreter.rubric import Fact, Scale, scales_of
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.value_words import value_text
from evaldsl.render.meaning import measure_words

Values = Mapping[str, Fraction | bool | str]


def rate_text(ready: Scorer, key: str, values: Values) -> str:
    """在职人员控制率＝在职人员数÷编制数＝53人÷36人＝147.2222%"""
    expr = ready.rates[key].expr
    words = measure_words(expr, ready.facts)
    put_in = measure_words(expr, with_values(ready.facts, values, expr))
    return f"{ready.facts[key].name}＝{words}＝{put_in}＝{value_text(ready.facts[key], values[key])}"


def with_values(facts: Mapping[str, Fact], values: Values, expr: Expr) -> dict[str, Fact]:
    """The facts of *expr*, named by their values, in the units in which it computes."""
    scales = scales_of(expr)
    return {
        key: evolve(facts[key], name=_number_words(facts[key], values[key], scales.get(key)))
        for key in keys_of(expr)
        if key in facts
    }


def _number_words(fact: Fact, value: Fraction | bool | str, scale: Scale | None) -> str:
    if scale is not None and isinstance(value, Fraction):
        fact, value = evolve(fact, unit=scale.unit), value * scale.value
    words = value_text(fact, value)
    return f"（{words}）" if words.startswith("-") else words
