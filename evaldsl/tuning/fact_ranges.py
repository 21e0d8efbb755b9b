"""What a fact may be: its numbers, its other words, whether only whole numbers make sense, and who decides it."""

from evaldsl.clauses.grade_words import is_appraisal, tells_appraisal
from evaldsl.interpreter.bounds import domain as values_of_fact
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import Bound
from evaldsl.text.numerals import COUNTED


def ranges(fact: Fact) -> list[tuple[Bound, Bound]]:
    """The numbers that a fact may be, from one to another, in order."""
    return [one for one in values_of_fact(fact) if isinstance(one, tuple)]


def others_of(fact: Fact, value: bool | str) -> list[bool | str]:
    if isinstance(value, bool):
        return [not value]
    return [word for word in fact.choices if word != value]


def is_decision(fact: Fact) -> bool:
    """Whether an evaluator decides it: points at discretion, 优 or 一般, 效益显著 or not. A unit cannot change that by itself."""
    match fact.kind:
        case Kind.DISCRETION:
            return True
        case Kind.CHOICE:
            return is_appraisal(fact.choices)
        case Kind.JUDGEMENT:
            return tells_appraisal(fact.name)
        case _:
            return False


def is_whole(fact: Fact) -> bool:
    """Whether only whole numbers make sense: counts, heads, things."""
    return fact.kind is Kind.COUNT or (fact.kind is Kind.NUMBER and fact.unit in COUNTED)
