"""①…②…③监督到位，每项1分: the words behind the last thing of a numbered list that speak of all of it."""

import re

from evaldsl.arrangement.lists import is_each
from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, Group, text_of
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.things_named import OF_LIST, things_earned, things_named
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell
from evaldsl.text.numerals import HOW_MANY, number

_ALL_ABOVE = re.compile(
    rf"{ABOVE}(?:各|每|所有|[一二两三四五六七八九十\d]+)?(?:个?(?:方面|要点)|个|项|条|点)?(?:评价)?(?:内容|要求|指标|要素|因素|环节|要件|事项|要点)?(?:(?:符合|满足|达到|达标)(?:要求|标准)?的?)?"
    r"|(?:各|每|[一二两三四五六七八九十\d]+)(?:个?(?:方面|要点)|个|项|条|点)?(?:评价)?(?:内容|要求|指标|要素|因素|环节|要件|事项|要点)?"
)


def split_list(cell: Cell, group: Group, many: int) -> None:
    """①…②…③监督到位，每项1分: the last words speak of the list, those before them are its last item."""
    place = next(i for i, clause in enumerate(group.clauses) if clause.effect is not None)
    clause = group.clauses[place]
    words = clause.segments
    last: tuple[Segment, ...] = ()
    if len(words) == 1 and (things_earned(text := text_of(cell, words[0])) or _ALL_ABOVE.fullmatch(text)):
        return
    ends = text_of(cell, words[-1]) if len(words) > 1 else ""
    if ends and (OF_LIST.match(ends) or _ALL_ABOVE.fullmatch(ends) or things_named(ends) or things_earned(ends)):
        words, last = words[:-1], words[-1:]
        if _ALL_ABOVE.fullmatch(text_of(cell, words[-1])):  # ④程序规范。以上四项，每符合一项得1分
            words, last = words[:-1], (words[-1], *last)
        if not words:
            return
    elif len(words) > 1 and isinstance(clause.value, tree.Award) and _each_so(cell, words):
        assert clause.effect is not None
        words, clause = (
            words[:-1],
            evolve(clause, effect=evolve(clause.effect, value=evolve(clause.value, apiece=True))),
        )
    elif not (words and isinstance(clause.value, tree.Award) and (is_each(clause.value) or _as_many(clause, many))):
        return
    assert clause.effect is not None
    own = evolve(clause, segments=words, effect=None, end=words[-1][-1].end)
    start = last[0][0].start if last else clause.effect.start
    group.clauses[place : place + 1] = [own, evolve(clause, segments=last, start=start)]


_THOSE_ABOVE = re.compile(rf"{ABOVE}({HOW_MANY})(?:个?(?:方面|要点)|个|项|条|点)?(?:内容|要求|指标|要素)?")


def without_list(cell: Cell, clause: Clause, many: int) -> Clause:
    """全部符合得4分 of 以上四项，全部符合得4分, where *many* things stand above."""
    said = _THOSE_ABOVE.fullmatch(text_of(cell, clause.segments[0])) if len(clause.segments) > 1 else None
    if said is None or number(said[1]) != many or clause.effect is None:
        return clause
    return evolve(clause, segments=clause.segments[1:], start=clause.segments[1][0].start)


def _as_many(clause: Clause, many: int) -> bool:
    """①…②…③范围合理，分别占1/4、1/4、1/2: whether there are points for each of *many* things of the list."""
    value = clause.value
    return isinstance(value, tree.Award) and len(value.more) + 1 == many and len(clause.segments) == 1


_EACH_SO = re.compile(r"每(?:有)?([^,，一\d]{2,4})(?:一|1)[项条点]的?")


def _each_so(cell: Cell, words: tuple[Segment, ...]) -> bool:
    """①预算公开，②决算公开，每公开一项: each of what stands above, in the word in which it ends."""
    match = _EACH_SO.fullmatch(text_of(cell, words[-1]))
    return match is not None and text_of(cell, words[-2]).endswith(match[1])
