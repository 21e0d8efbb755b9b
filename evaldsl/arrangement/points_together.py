"""两者孰低计分, 奖惩相抵: what a clause says of how points go together, and no condition."""

import re

from evaldsl.clauses.grouping import Group, text_of
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part

_LOWER, _HIGHER = r"孰低|较低|较小|取小|取低", r"孰高|较高|较大|取大|取高"
_EXTREME = re.compile(
    r"(?:得分)?(?:按照?|以|取)?([^,;。]+?分)(?:和|与|、|以?及)([^,;。]+?分)(?:取|按)?(?:两者|二者)?(?:之间|之|中)?的?"
    rf"(?:(?P<low>{_LOWER})|{_HIGHER})(?:者|值|的|原则|数)*(?:计分|得分|计算得分|确定得分|计入)?"
)


def read_extremes(cell: Cell, group: Group) -> None:
    """按自评得分和复核得分两者孰低计分 is min（自评得分，复核得分）."""
    for place, clause in reversed(list(enumerate(group.clauses))):
        alone = clause.effect is None or isinstance(clause.value, tree.Cap)
        words = clause.segments[0] if alone and len(clause.segments) == 1 else ()
        match = _EXTREME.fullmatch(text_of(cell, words)) if words and not clause.otherwise else None
        if match is not None:
            term = tree.Extreme("min" if match["low"] else "max", (tree.Name(match[1]), tree.Name(match[2])))
            effect = Part(tree.Formula(term, scored=True), words[0].start, words[-1].end)
            capped = [evolve(clause, segments=(), start=words[-1].end)] if clause.effect else []
            group.clauses[place : place + 1] = [evolve(clause, segments=(), effect=effect, end=words[-1].end), *capped]


_OFFSET = re.compile(
    r"(?:奖惩|奖罚|加减分|加扣分|加分(?:与|和)?(?:扣分|减分)|正负分)(?:项|情况)?(?:可以?|允许|能)?(?:相互|互相)?(?:相抵|抵消|冲抵|抵扣)"
)


def take_offset(cell: Cell, group: Group) -> None:
    """奖惩可以相抵 says how the clauses before it go together, and is no condition."""
    for place, clause in reversed(list(enumerate(group.clauses))):
        kept = tuple(segment for segment in clause.segments if not _OFFSET.fullmatch(text_of(cell, segment)))
        if len(kept) == len(clause.segments):
            continue
        group.offset = True
        group.clauses[place : place + 1] = [evolve(clause, segments=kept)] if kept or clause.effect else []
