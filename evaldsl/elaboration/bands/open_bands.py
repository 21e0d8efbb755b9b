"""Open bands: 优秀得10分，良好得8分，一般的由评价组评定. What a band gets is decided between the bands on either side of it."""

from fractions import Fraction

from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import info


def left_open(reader: Reader, item: ItemDraft, clause: Clause) -> tree.Amount | None:
    """From what the next band gets to what the last one got, which is told; None where the bands do not say it."""
    values = [case.value for case in item.cases if case.value is not None]
    whole = item.stake or reader.weight or reader.stated.declared or max(values, default=None)
    if whole is None or any(case.value is None and case.points == NOTHING for case in item.cases):
        return None
    before = item.cases[-1].value if item.cases[-1].value is not None else whole
    after = _next_points(reader, clause, whole)
    falling = max(values, default=whole) == whole or (len(values) > 1 and values[0] > values[-1])
    if after is None and not falling:
        return None  # 一般得5分，优秀的由评价组评定: up to how much is not said
    if falling and (after is None or after > before):
        after = NOTHING
    assert after is not None
    low, high = sorted((before, after))
    message = f"没有写酌情给分的幅度，按前后两档之间{shown(low, 6)}至{shown(high, 6)}分计"
    hint = "写明幅度，如“酌情给3-5分”"
    reader.measures.found.append(info("discretion-unbounded", message, *reader.span_of(clause), hint=hint))
    return tree.Amount(low, high)


def _next_points(reader: Reader, clause: Clause, whole: Fraction) -> Fraction | None:
    """What the award behind *clause*, in the same sentence or the one after its ；, gives."""
    assert clause.effect is not None
    for value in reader.cell.behind(clause.effect.start):
        match value:
            case tree.Award(amount, bonus=False) if not amount.share:
                return amount.high
            case tree.Full():
                return whole
            case tree.Zero():
                return NOTHING
            case tree.Marker() | tree.Deduction() | tree.Award() | tree.Discretion():
                return None
            case tree.Stop(mark) if mark != ";":
                return None
    return None
