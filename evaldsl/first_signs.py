"""First signs: of many alternatives only those are tried that may begin with the sign that stands there.

``re`` tries one alternative of a large expression after another. Here each is translated by itself, and the expression for
a sign is put together from those that may begin with it, when the sign is first met; it finds the same. The trees and the
numbers are those of ``re._parser`` and ``re._compiler``.
"""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from attrs import frozen

Match = Callable[[str, int], re.Match[str] | None]
_OPS: Any = import_module("re._constants")
_NO_WIDTH = (_OPS.ASSERT, _OPS.ASSERT_NOT, _OPS.AT)
_REPEATS = (_OPS.MAX_REPEAT, _OPS.MIN_REPEAT, _OPS.POSSESSIVE_REPEAT)


@frozen
class Alternative:
    """One way to match what is called *name*: the codes of its first signs, empty where they may be any, and of itself."""

    name: str
    signs: list[int]
    code: list[int]


class BySign(dict[str, Match]):
    """For the sign that stands at a place: what finds which of *alternatives* is the first that matches there.

    *anew* makes what tries them all, where a number of theirs is not as it should be.
    """

    def __init__(self, alternatives: list[Alternative], anew: Callable[[], Match]) -> None:
        super().__init__()
        self._alternatives, self._anew = alternatives, anew
        self._begins = [_compiled(one.signs, ()).match if one.signs else None for one in alternatives]
        self._made: dict[tuple[int, ...], Match] = {}

    def __missing__(self, sign: str) -> Match:
        those = tuple(place for place, begins in enumerate(self._begins) if begins is None or begins(sign))
        if those not in self._made:
            try:
                self._made[those] = _first_of([self._alternatives[place] for place in those])
            except Exception:
                self._made[those] = self._anew()
        found = self[sign] = self._made[those]
        return found


def alternatives_of(name: str, pattern: str) -> list[Alternative]:
    """The ways to match *pattern*, in the order in which they are tried."""
    parsed = import_module("re._parser").parse(pattern)
    return [Alternative(name, _signs(one), _code(one)) for one in _ways(parsed)]


def _first_of(alternatives: list[Alternative]) -> Match:
    """What tries *alternatives* in their order; the last group of a match has the name of the one that did."""
    code, ends = [int(_OPS.BRANCH)], []
    for place, one in enumerate(alternatives):
        body = [int(_OPS.MARK), 2 * place, *one.code, int(_OPS.MARK), 2 * place + 1]
        code += [len(body) + 3, *body, int(_OPS.JUMP), 0]
        ends.append(len(code) - 1)
    code.append(int(_OPS.FAILURE))
    for end in ends:
        code[end] = len(code) - end
    return _compiled(code, tuple(one.name for one in alternatives)).match


def _compiled(code: list[int], names: tuple[str, ...]) -> re.Pattern[str]:
    whole, places = [*code, int(_OPS.SUCCESS)], {name: place for place, name in enumerate(names, 1)}
    found: re.Pattern[str] = import_module("_sre").compile(
        "", int(re.UNICODE), whole, len(names), places, (None, *names)
    )
    return found


def _code(parsed: Any) -> list[int]:
    """The code of *parsed* without what frames it, so that it may stand in a larger one."""
    code = [int(one) for one in import_module("re._compiler")._code(parsed, re.UNICODE)]
    return code[code[1] + 1 : -1]


def _ways(parsed: Any) -> list[Any]:
    if len(parsed.data) == 1 and parsed.data[0][0] is _OPS.BRANCH:
        return [way for one in parsed.data[0][1][1] for way in _ways(one)]
    return [parsed]


def _signs(parsed: Any) -> list[int]:
    sets, empty = _first_signs(parsed.data)
    if sets is None or empty:
        return []
    tree = type(parsed)
    return _code(tree(parsed.state, [(_OPS.BRANCH, (None, [tree(parsed.state, [(_OPS.IN, one)]) for one in sets]))]))


def _first_signs(items: Any) -> tuple[list[list[Any]] | None, bool]:
    """Sets of signs, as ``re`` lists them, of which one holds what a match of *items* begins with, and whether it may be
    empty. None where it may begin with anything."""
    sets: list[list[Any]] = []
    for op, value in items:
        if op in _NO_WIDTH:
            continue
        signs, empty = _signs_of(op, value)
        if signs is None:
            return None, False
        sets += signs
        if not empty:
            return sets, False
    return sets, True


def _signs_of(op: Any, value: Any) -> tuple[list[list[Any]] | None, bool]:
    """The same of one item."""
    if op is _OPS.LITERAL:
        return [[(op, value)]], False
    if op is _OPS.IN:
        return [list(value)], False
    if op is _OPS.SUBPATTERN:
        return _first_signs(value[-1].data)
    if op in _REPEATS:
        signs, empty = _first_signs(value[2].data)
        return signs, empty or value[0] == 0
    if op is _OPS.BRANCH:
        ways = [_first_signs(one.data) for one in value[1]]
        known = [signs for signs, _ in ways if signs is not None]
        return [one for signs in known for one in signs] if len(known) == len(ways) else None, any(e for _, e in ways)
    return None, False
