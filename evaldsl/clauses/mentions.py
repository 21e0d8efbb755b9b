"""Mentions: where else a cell puts a number beside a name."""

import itertools
import re

from evaldsl.clauses.grouping import clean
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import COUNTED


def shortens(cell: tree.Cell, name: str, number: Part) -> bool:
    """有两个以上项目 after 有一个项目验收不合格: *name* is the beginning of what was counted before in the same unit."""
    longer = re.compile(rf"{re.escape(name)}(?=[^,;。的得计扣不])")
    return len(name) > 1 and any(
        part.start < number.start
        and unit_of_limit(before) == unit_of_limit(number)
        and longer.match(cell.plain, part.start) is not None
        for before, part in itertools.pairwise(cell.parts)
    )


def unit_of_limit(part: Part) -> str:
    """The unit in which *part* limits; "" where it does not."""
    match part.value:
        case tree.Comparison(_, limit):
            return limit.unit
        case tree.Between(_, high):
            return high.unit
    return ""


def counts(cell: tree.Cell, name: str) -> bool:
    """Whether *cell* says *name* beside two numbers of one unit, or denies it: 脱岗1次, 两次以上脱岗; 未发生投诉, 1-2次投诉."""
    times = 0
    for before, part in itertools.pairwise((cell.parts[0], *cell.parts)):
        if isinstance(part.value, tree.Word) and unit_of_limit(before) in COUNTED:
            times += clean(part.value.text) == name
        elif isinstance(part.value, tree.Word):
            times += bool(
                re.search(rf"(?:无|未发生|没有|未出现|不存在|未发现|零){re.escape(name)}$", clean(part.value.text))
            )
            times += bool(re.search(rf"(?:全部|均|都|完全|全面|全)({re.escape(name[1:])})$", clean(part.value.text)))
        elif isinstance(before.value, tree.Word) and unit_of_limit(part) in COUNTED:
            times += clean(before.value.text).endswith(name)
    return times > 1
