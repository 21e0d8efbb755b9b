"""What may be earned by what stands below a heading, 资金管理（6分），甲得3分，乙得3分, and what all of a cell may come to."""

import itertools
from fractions import Fraction

from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree

_MOST_HEADINGS, _MOST_TOTALS = 60, 1000


def comes_to(reader: Reader) -> set[Fraction]:
    """What the points of the cell may come to within the weight, where those below a heading are its own: ①资金管理（6分），甲得3分，
    乙得3分；②丙得4分. Nothing where there are more ways than anyone means."""
    values = [part.value for part in reader.cell.parts]
    begins = [place for place, one in enumerate(values) if isinstance(one, tree.Marker) or _is_bare(one)]
    totals = {NOTHING} if len(begins) <= _MOST_HEADINGS else set()
    for place in begins if totals else ():
        match values[place]:
            case tree.Award(amount):
                worth = {amount.high}
            case _:
                worth = earned_below(values[place + 1 :]) or {NOTHING}
        totals = {total + one for total in totals for one in worth if total + one <= (reader.weight or NOTHING)}
        if len(totals) > _MOST_TOTALS:
            return set()
    return totals


def _is_bare(value: tree.Value) -> bool:
    return isinstance(value, tree.Award) and value.bare and not (value.apiece or value.per)


def earned_below(rest: list[tree.Value], head: tree.Award | None = None) -> set[Fraction]:
    """What may be earned by what stands in *rest*, up to the next number or heading: what it begins with, the sum of all, or that of
    the most in every row of falling points, 齐全得2分，基本齐全得1分; 满分 is what the *head* says."""
    sums, before = [NOTHING, NOTHING, NOTHING], NOTHING
    for one in itertools.takewhile(lambda one: not (isinstance(one, tree.Marker) or _is_bare(one)), rest):
        match one:
            case tree.Award(amount, bonus=False, apiece=False, per=""):
                sums[0] = sums[0] or amount.high
                sums[1] += amount.high
                sums[2] += NOTHING if amount.high < before else amount.high
                before = amount.high
            case tree.Full(None) if head is not None and not sums[0]:
                return {head.amount.high}
            case tree.Stop():
                before, head = NOTHING, None
            case tree.Deduction() if not sums[0]:
                return set()
    return {*sums} - {NOTHING}
