"""每次扣0.5-1分: as many points as the evaluator decides, between what so many occurrences cost at least and at most."""

import re

from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, clean
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.names import count_name, like_before
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import Decision
from evaldsl.syntax import tree
from evaldsl.text.numerals import COUNTED
from evaldsl.text.typography import with_chinese_marks

_BASIS = re.compile(
    r"[，,]?(?:视|根据|按照?|结合)(?:其|具体|实际)*(?:情节|情况|情形|程度|性质|影响)(?:轻重|严重程度|程度|大小|恶劣程度)*(?:的)?$"
)
"""视情节: what the evaluator looks at, and nothing to count."""


def decided_each(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, amount: tree.Amount, *, given: bool
) -> None:
    """Counts what occurs and asks for the points of all of it."""
    if refused_open(reader, clause, amount):
        return
    plain = counted.step is None and counted.size.number == 1 and counted.size.unit in COUNTED
    if not plain or counted.after or clause.otherwise:
        reader.unread("每一步的分数不能是一个范围", *reader.span_of(clause))
        return
    name = clean(_BASIS.sub("", like_before(reader, count_name(item, clause, counted, given))))
    fact = reader.measures.count(name, item.label, counted.size.unit)
    reader.spoken.count = fact
    decided = reader.measures.decision(f"{name}酌情{'得分' if given else '扣分'}", item.label, None, None)
    effect = Decision(
        decided.key,
        not given,
        reader.words_of(clause),
        reader.span_of(clause),
        ex.Ref(fact.key),
        (amount.low, amount.high),
    )
    reader.add_effect(item, effect)


def refused_open(reader: Reader, clause: Clause, amount: tree.Amount | tree.Discretion) -> bool:
    """Whether an end of *amount*, which no band gives, is no choice; that is refused."""
    if not (amount.low_out or amount.high_out):
        return False
    assert clause.effect is not None
    words = with_chinese_marks(reader.cell.plain[clause.effect.start : clause.effect.end])
    message = f"“{words}”写了（不含），只有按等次、分档给的分数幅度才能这样写"
    reader.unread(message, *reader.span_of(clause), hint="写明最低、最高可以打几分，如“扣1-1.9分”")
    return True
