"""How large what is computed can become: definitions that read each other over and over grow without bound.

All is found from the definitions alone, so that nothing needs to be watched while units are scored.
"""

from collections.abc import Iterator, Mapping
from math import ceil, log10

from attrs import frozen

from evaldsl.interpreter.expressions import Arithmetic, Ceil, Floor, Node, Number, Ref, Rest, keys_of, parts_of
from evaldsl.interpreter.rubric import Definition
from evaldsl.text.diagnostics import Diagnostic, error

MOST_DEEP = 100
MOST_READ = 2000
MOST_DIGITS = 4000
"""Python writes no whole number of more than 4,300."""


@frozen
class Size:
    """Of a value, at most: the digits *above* and *below* the line of a fraction, of the power of ten that decimals make,
    and how many numbers it is computed from, how *deep* in each other."""

    above: int
    below: int = 0
    decimals: int = 0
    read: int = 1
    deep: int = 1

    @property
    def trouble(self) -> str:
        """What is too large in it."""
        if self.deep > MOST_DEEP:
            return f"一层套一层地算，超过{MOST_DEEP}层"
        if self.read > MOST_READ:
            return f"层层代入以后，算式里的数超过{MOST_READ}个"
        digits = max(self.above, self.below) + self.decimals
        return f"层层代入以后，算出的数可以有{digits}位，超过{MOST_DIGITS}位" if digits > MOST_DIGITS else ""


_GIVEN = Size(40, 0, 32)
"""A number of 30 digits, in 亿元."""


def too_large(rate: Definition, known: dict[str, Size]) -> list[Diagnostic]:
    """Whether *rate* grows too large over those *known*; notes it with them, as if it were given where it does."""
    size = _size(rate.expr, known)
    known[rate.name] = _GIVEN if size.trouble else size
    message = f"“{rate.said or rate.name}”{size.trouble}"
    return [error("oversized-definition", message, *rate.span, _HINT)] if size.trouble else []


def oversized(rates: Mapping[str, Definition]) -> Iterator[Diagnostic]:
    """The definitions that grow too large, in whatever order they are written, but for those that read one of them."""
    known: dict[str, Size] = {}
    for first in rates:
        path = {first: None}
        while path:
            name = next(reversed(path))
            waiting = [
                key for key in keys_of(rates[name].expr) if key in rates and key not in known and key not in path
            ]
            if name not in known and waiting:  # a circle is reported when it is read
                path[waiting[0]] = None
                continue
            del path[name]
            if name not in known:
                yield from too_large(rates[name], known)


_HINT = "少套几层，或者把中间的数作为数据填报"


def _size(node: Node, known: Mapping[str, Size]) -> Size:
    match node:
        case Number(value):
            above, below = (ceil(log10(abs(one) + 1)) for one in value.as_integer_ratio())
            return Size(above, 0, below)
        case Ref(key):
            return known.get(key, _GIVEN)
        case Rest():
            return _GIVEN
    parts = [_size(part, known) for part in parts_of(node)]
    read, deep = sum(part.read for part in parts), 1 + max((part.deep for part in parts), default=0)
    above, below, decimals = _digits(node, parts)
    return Size(above, below, decimals, read, deep)


def _digits(node: Node, parts: list[Size]) -> tuple[int, int, int]:
    match node, parts:
        case Arithmetic("×", _, _), [left, right]:
            return left.above + right.above, left.below + right.below, left.decimals + right.decimals
        case Arithmetic("÷", _, _), [left, right]:
            return left.above + right.below, left.below + right.above, left.decimals + right.decimals
        case Arithmetic("+" | "-", _, _), [left, right]:
            above = max(left.above + right.below, left.below + right.above) + 1
            return above, left.below + right.below, max(left.decimals, right.decimals)
        case ((Floor() | Ceil()), [of]):
            return of.above, 0, 0
    return (
        max((part.above for part in parts), default=0),
        max((part.below for part in parts), default=0),
        max((part.decimals for part in parts), default=0),
    )
