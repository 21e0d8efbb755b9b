"""8-10分, 8（不含）-6分: points that an evaluator chooses, and between which ends."""

from fractions import Fraction

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.decided_ranges import OpenEnd
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree


def decided(reader: Reader, item: ItemDraft, low: Fraction, high: Fraction, amount: tree.Amount) -> ex.Expr:
    """Points between *low* and *high*, which *amount* says; the bands of an item share one decision."""
    fact = reader.measures.decided("评定得分", item.label)
    known = reader.stated.item_bounds.get(fact.key)
    least, most = (min(known[0], low), max(known[1], high)) if known else (low, high)
    reader.stated.item_bounds[fact.key] = (least, most)
    first = OpenEnd(low) if amount.low_out else ex.Number(low)
    last = OpenEnd(high) if amount.high_out else ex.Number(high)
    return ex.least(ex.most(ex.Ref(fact.key), first), last)


def bound_decisions(reader: Reader) -> None:
    """Every decision that bands share lies between the least and the most that any of them gives."""
    facts = reader.measures.facts
    for key, (least, most) in reader.stated.item_bounds.items():
        facts[key] = evolve(facts[key], low=least, high=most, may_be_zero=False)
