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

_BASIS = re.compile(
    r"[，,]?(?:视|根据|按照?|结合)(?:其|具体|实际)*(?:情节|情况|情形|程度|性质|影响)(?:轻重|严重程度|程度|大小|恶劣程度)*(?:的)?$"
)
"""视情节: what the evaluator looks at, and nothing to count."""


def decided_each(
    reader: Reader, item: ItemDraft, clause: Clause, counted: Per, amount: tree.Amount, *, given: bool
) -> None:
    """Counts what occurs and asks for the points of all of it."""
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
