"""First signs: with which signs an alternative of a large expression may begin.

``re`` tries one alternative after another. Told by which signs each may begin, it passes over most of them at one look
instead of following their optional words, and finds the same. The trees are those of ``re._parser``.
"""

from importlib import import_module
from typing import Any

_OPS: Any = import_module("re._constants")
_NO_WIDTH = (_OPS.ASSERT, _OPS.ASSERT_NOT, _OPS.AT)
_REPEATS = (_OPS.MAX_REPEAT, _OPS.MIN_REPEAT)


def look_first(parsed: Any) -> None:
    """Puts a look at the next sign before each alternative of *parsed* of which the first signs are known."""
    sub_pattern = type(parsed)
    for op, value in parsed.data:
        for alternative in value[1] if op is _OPS.BRANCH else ():
            signs = _first_signs(alternative.data)
            if signs:
                look = sub_pattern(parsed.state, [(_OPS.IN, list(dict.fromkeys(signs)))])
                alternative.data.insert(0, (_OPS.ASSERT, (1, look)))


def _first_signs(items: Any) -> list[Any] | None:
    """What may stand first in a match of *items*, as ``re`` lists the signs of a set; None where it may be anything, or nothing."""
    sets: list[list[Any] | None] = []
    for op, value in items:
        if op in _NO_WIDTH:
            continue
        signs, optional = _signs_of(op, value)
        if not optional:
            return _either(*sets, signs) if sets else signs
        sets.append(signs)
    return None


def _signs_of(op: Any, value: Any) -> tuple[list[Any] | None, bool]:
    """The first signs of one item, and whether it may be left out."""
    if op is _OPS.LITERAL:
        return [(op, value)], False
    if op is _OPS.IN:
        return list(value), False
    if op is _OPS.SUBPATTERN:
        return _first_signs(value[-1].data), False
    if op in _REPEATS:
        return _first_signs(value[2].data), value[0] == 0
    if op is _OPS.BRANCH:
        return _either(*(_first_signs(one.data) for one in value[1])), False
    return None, False


def _either(*sets: list[Any] | None) -> list[Any] | None:
    """The signs of any of *sets*; None where that is no list, for one of them says what it does not hold."""
    known = [one for one in sets if one is not None and one[0][0] is not _OPS.NEGATE]
    return [sign for one in known for sign in one] if len(known) == len(sets) else None
