"""加倍扣分: twice what the deduction before it takes, for another kind of thing, or for how bad it is."""

import re

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.elaboration.judging import add_change, condition_of
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.steps.severities import is_severe, tell_apart
from evaldsl.elaboration.steps.steps import add_steps
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Steps
from evaldsl.syntax import tree
from evaldsl.text.numerals import TIMES

_STATE = re.compile(
    r"(?:且|并)?(?:造成|导致|引发|拒不|仍|屡|多次|反复|故意|恶意|经[^,，]{1,8}[仍不未]|逾期(?:不|未|仍)|未(?:按期|及时)整改|整改不|主观|连续)"
)
"""How it is with what the deduction before takes for, and no other kind of thing: 拒不整改."""


def take_twice(reader: Reader, clause: Clause) -> None:
    """迟报一次扣1分，漏报加倍扣分: each costs twice what the deduction before it takes."""
    last = reader.spoken.last_change
    name = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    counted = isinstance(last, Steps) and last.counted
    if (
        not isinstance(last, (Steps, Change))
        or last.points >= 0
        or not name
        or (isinstance(last, Steps) and not counted)
    ):
        reader.unread("“加倍扣分”没有读出是哪一处扣分的两倍", *reader.span_of(clause))
        return
    before = [sentence for sentence, one in reader.changes if not isinstance(one, Steps) or one.points < 0]
    if (len(before) > 1 and before[-1] != clause.sentence) or condition(reader.cell, clause).compared:
        hint = "写明是哪一处的两倍，或者直接写扣几分"
        reader.unread("“加倍扣分”没有写明哪几处扣分加倍、怎样加倍", *reader.span_of(clause), hint)
        return
    item, points = reader.item_for(clause), -2 * last.points
    state = is_severe(name) or _STATE.match(name) is not None
    if state and (isinstance(last, Change) or (reader.spoken.count is not None and reader.spoken.count.unit in TIMES)):
        _again(reader, item, clause, last)
        return
    if isinstance(last, Change) or reader.spoken.count is None:
        add_change(reader, item, clause, -points)
        return
    assert clause.effect is not None
    size = tree.Quantity(last.size, reader.spoken.count.unit)
    add_steps(
        reader,
        item,
        clause,
        Per(None, size, clause.effect, "", "", "", name, None),
        tree.Amount(points, points),
        given=False,
    )
    if state:
        tell_apart(reader, last)


def _again(reader: Reader, item: ItemDraft, clause: Clause, last: Steps | Change) -> None:
    """造成不良影响的双倍扣分: once more what was taken, where that holds as well."""
    when, words, span = condition_of(reader, item, clause), reader.words_of(clause), reader.span_of(clause)
    if isinstance(last, Change):
        reader.add_effect(item, evolve(last, condition=ex.All((last.condition, when)), words=words, span=span))
        return
    if last.most is not None:
        hint = "写明加倍以后最多扣几分，或者把这种情形的扣分另写一句"
        reader.unread("前面的扣分有上限，没有写明加倍以后最多扣几分", *span, hint)
        return
    where = when if last.where is None else ex.All((last.where, when))
    reader.add_effect(item, evolve(last, where=where, words=words, span=span))
