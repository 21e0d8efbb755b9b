"""按占比扣分，每1%扣0.5分; 否则按超出比例扣分，每超1%扣0.3分; 按比例得分，得分=完成率×4分: what is in proportion, and how, said in two clauses."""

import re

from evaldsl.clauses.grouping import Group, text_of
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part


def measure_of_share(_: Cell, group: Group) -> None:
    """按问题金额占比扣分，每1%扣0.5分: the first says what is measured, the second what is taken for it; 按超出比例扣分，每超1%: which says
    all that the first does."""
    for place in reversed(range(len(group.clauses) - 1)):
        clause, after = group.clauses[place : place + 2]
        share, taken = clause.value, after.value
        if not (isinstance(share, tree.Proportion) and share.takes and isinstance(taken, tree.Deduction)):
            continue
        first = after.segments[0] if len(after.segments) == 1 and after.sentence == clause.sentence else ()
        if not share.words or len(first) != 2 or after.otherwise:
            continue
        step = first[0].value
        if isinstance(step, tree.Each):
            first = (Part(tree.Word(share.words), first[0].start, first[0].start), *first)
        elif not isinstance(step, tree.Step) or step.words[0] not in share.words:
            continue
        segments = (*clause.segments, first)
        merged = evolve(after, segments=segments, start=clause.start, otherwise=clause.otherwise, label=clause.label)
        group.clauses[place : place + 2] = [merged]


_SCORE = re.compile(r"(?:即|具体)?(?:计算)?(?:公式)?(?:为|是)?:?(?:其|本项|该项)?(?:得分|计分)?")


def formula_of_share(cell: Cell, group: Group) -> None:
    """未完成的按比例计分，得分=完成率×4分: the formula says how the points are in proportion, and is no more points."""
    for place in reversed(range(len(group.clauses) - 1)):
        clause, after = group.clauses[place : place + 2]
        share, told = clause.value, after.value
        if (
            not isinstance(share, tree.Proportion)
            or not isinstance(told, tree.Formula)
            or share.takes
            or after.otherwise
        ):
            continue
        said = "".join(text_of(cell, segment) for segment in after.segments)
        own = said in ("", "即") or said.endswith(("得分", "计分"))
        if after.sentence == clause.sentence and own and _SCORE.fullmatch(said) and after.effect is not None:
            scored = evolve(after.effect, value=tree.Formula(_without_so(told.term), scored=True))
            merged = evolve(clause, effect=scored, end=after.end, after=after.after)
            group.clauses[place : place + 2] = [merged]


def _without_so(term: tree.Term) -> tree.Term:
    """完成率×4分 of 即完成率×4分."""
    match term:
        case tree.Name(text) if text.startswith("即"):
            return tree.Name(text[1:])
        case tree.Binary(op, left, right):
            return tree.Binary(op, _without_so(left), right)
    return term
