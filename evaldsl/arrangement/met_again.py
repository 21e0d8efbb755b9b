"""政策知晓、政务公开各1分。均不达标的不得分，达标一项得1分: behind things that have their points each, how many of them are met says
nothing more."""

from fractions import Fraction

from evaldsl.clauses.grouping import JOINED, Clause, Group, text_of
from evaldsl.clauses.told_again import says_none_met, so_many_met
from evaldsl.syntax.tree import Award, Cell, Full, Zero
from evaldsl.text.numerals import number


def without_met_again(cell: Cell, groups: list[Group]) -> None:
    """Takes out what only says again what so many of the things before it get."""
    given: list[Fraction] = []
    for group in groups:
        kept: list[Clause] = []
        for clause in group.clauses:
            if len(given) > 1 and given.count(given[-1]) > 1 and _says_again(cell, clause, given):
                continue
            kept.append(clause)
            if isinstance(clause.value, Award) and not (clause.value.bonus or clause.value.more):
                given += [clause.value.amount.high] * (_many(cell, clause) if clause.value.apiece else 1)
        group.clauses[:] = kept


def _many(cell: Cell, clause: Clause) -> int:
    """How many things *clause* names: 政策知晓、政务公开各1分."""
    return len(JOINED.split(text_of(cell, clause.segments[-1]))) if clause.segments else 1


def _says_again(cell: Cell, clause: Clause, given: list[Fraction]) -> bool:
    """Whether *clause* says no more than what as many of the last things that were *given* points alike come to."""
    if len(clause.segments) != 1 or clause.otherwise:
        return False
    text, worth = text_of(cell, clause.segments[0]), given[-1]
    if clause.value in (Zero(), Zero(own=True)):
        return says_none_met(text)
    told = so_many_met(text)
    if told is None or not isinstance(clause.value, Award | Full):
        return False
    said = told["many"] or told["of"]
    many = number(said) if said else 1 if told["each"] else given.count(worth) if told["all"] else None
    match clause.value:
        case Full(points, False):
            return many == given.count(worth) and points in (None, many * worth)
        case Award(amount, False, more=()):
            return many is not None and amount.low == amount.high == many * worth
    return False
