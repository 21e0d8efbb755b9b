"""First signs: of many alternatives only those are tried that may begin with the two signs that stand there.

``re`` tries one alternative of a large expression after another. Here each is translated by itself, and the expression for
two signs is put together from those that may begin with them, when they are first met; it finds the same. The trees and the
numbers are those of ``re._parser`` and ``re._compiler``. A process meets few of the signs that there are, so the numbers are
packed until they are needed.
"""

import re
import zlib
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from attrs import frozen

Match = Callable[[str, int], re.Match[str] | None]
Begins = Callable[[str], object]
_OPS: Any = import_module("re._constants")
_SRE: Any = import_module("_sre")
_NO_WIDTH = (_OPS.ASSERT, _OPS.ASSERT_NOT, _OPS.AT)
_REPEATS = (_OPS.MAX_REPEAT, _OPS.MIN_REPEAT, _OPS.POSSESSIVE_REPEAT)


MOST_KNOWN = 20_000
_NEVER: Match = re.compile("(?!)").match


@frozen
class Alternative:
    """One way to match what is called *name*: the codes of its first signs and of its first two, empty where they may be any,
    and of itself, all packed."""

    name: str
    signs: str
    pairs: str
    code: str


def packed(code: list[int]) -> str:
    """*code* as it is kept, and as it stays until it is needed."""
    return b2a_base64(zlib.compress(array("I", code).tobytes()), newline=False).decode() if code else ""


def unpacked(kept: str) -> list[int]:
    """The code that was *kept*."""
    return array("I", zlib.decompress(a2b_base64(kept))).tolist()


class BySigns(dict[str, Match]):
    """For the two signs that stand at a place: what finds which of *alternatives* is the first that matches there.

    *anew* makes what tries them all, where a number of theirs is not as it should be.
    """

    def __init__(self, alternatives: list[Alternative], anew: Callable[[], Match]) -> None:
        super().__init__()
        self._alternatives, self._anew = alternatives, anew
        alike: dict[str, list[int]] = {}
        for place, one in enumerate(alternatives):
            alike.setdefault(one.signs, []).append(place)
        self._begins = [(_begins(signs), places) for signs, places in alike.items()]
        self._pairs: dict[str, Begins] = {}
        self._codes: dict[int, list[int]] = {}
        self._by_first: dict[str, list[tuple[int, Begins]]] = {}
        self._made: dict[tuple[int, ...], Match] = {(): _NEVER}

    def __missing__(self, signs: str) -> Match:
        try:
            those = tuple([place for place, may_go_on in self._beginning(signs[0]) if may_go_on(signs)])
            if those not in self._made:
                self._made[those] = self._first_of(those)
            found = self._made[those]
        except Exception:
            found = self._anew()
        if len(self) >= MOST_KNOWN:
            self.clear()
        self[signs] = found
        return found

    def _beginning(self, sign: str) -> list[tuple[int, Begins]]:
        """The places of the alternatives that may begin with *sign*, in their order, each with what tells its first two."""
        if sign not in self._by_first:
            found = sorted([place for begins, places in self._begins if begins(sign) for place in places])
            self._by_first[sign] = [(place, self._goes_on(self._alternatives[place].pairs)) for place in found]
        return self._by_first[sign]

    def _goes_on(self, pairs: str) -> Begins:
        if pairs not in self._pairs:
            self._pairs[pairs] = _begins(pairs)
        return self._pairs[pairs]

    def _first_of(self, places: tuple[int, ...]) -> Match:
        """What tries the alternatives at *places* in their order; the last group of a match has the name of the one that did."""
        code, ends = [int(_OPS.BRANCH)], []
        mark, jump = int(_OPS.MARK), int(_OPS.JUMP)
        for number, place in enumerate(places):
            own = self._code_of(place)
            code += len(own) + 7, mark, 2 * number  # the length is that of all that stands up to the next alternative
            code += own
            code += mark, 2 * number + 1, jump, 0
            ends.append(len(code) - 1)
        code.append(int(_OPS.FAILURE))
        for end in ends:
            code[end] = len(code) - end
        return _compiled(code, tuple(self._alternatives[place].name for place in places)).match

    def _code_of(self, place: int) -> list[int]:
        if place not in self._codes:
            self._codes[place] = unpacked(self._alternatives[place].code)
        return self._codes[place]


def _begins(kept: str) -> Begins:
    return _compiled(unpacked(kept), ()).match if kept else bool


def alternatives_of(name: str, pattern: str) -> list[Alternative]:
    """The ways to match *pattern*, in the order in which they are tried."""
    parsed = import_module("re._parser").parse(pattern)
    return [Alternative(name, *map(packed, (*_beginnings(one), _code(one)))) for one in _ways(parsed)]


def _compiled(code: list[int], names: tuple[str, ...]) -> re.Pattern[str]:
    """What *code* finds, which is ended here."""
    code.append(int(_OPS.SUCCESS))
    places = {name: place for place, name in enumerate(names, 1)}
    found: re.Pattern[str] = _SRE.compile("", int(re.UNICODE), code, len(names), places, (None, *names))
    return found


def _code(parsed: Any) -> list[int]:
    """The code of *parsed* without what frames it, so that it may stand in a larger one."""
    code = [int(one) for one in import_module("re._compiler")._code(parsed, re.UNICODE)]
    return code[code[1] + 1 : -1]


def _ways(parsed: Any) -> list[Any]:
    if len(parsed.data) == 1 and parsed.data[0][0] is _OPS.BRANCH:
        return [way for one in parsed.data[0][1][1] for way in _ways(one)]
    return [parsed]


Signs = tuple[Any, ...]
"""Some signs as ``re`` lists them."""
Beginning = tuple[Signs | None, ...]
"""Up to two signs; None where from there on anything may stand. After less than two comes what follows."""


def _beginnings(parsed: Any) -> tuple[list[int], list[int]]:
    """The codes of what a match of *parsed* begins with: one sign, and two."""
    seconds: dict[Signs, list[Signs | None]] = {}
    for one in _of_sequence(parsed.data):
        if not one or one[0] is None:
            return [], []
        seconds.setdefault(one[0], []).append(one[1] if len(one) > 1 else None)
    alike: dict[tuple[Signs, ...], list[Signs]] = {}
    for first, those in seconds.items():
        own = tuple(second for second in those if second is not None)
        alike.setdefault(own if len(own) == len(those) else (), []).append(first)
    tree = type(parsed)

    def among(signs: Iterable[Signs]) -> Any:
        several = [one for one in signs if one[0][0] is _OPS.NEGATE]
        several.append(tuple(sign for one in signs if one[0][0] is not _OPS.NEGATE for sign in one))
        return _OPS.BRANCH, (None, [tree(parsed.state, [(_OPS.IN, list(one))]) for one in several if one])

    pairs = [tree(parsed.state, [among(those), *([among(own)] if own else [])]) for own, those in alike.items()]
    return _code(tree(parsed.state, [among([*seconds])])), _code(tree(parsed.state, [(_OPS.BRANCH, (None, pairs))]))


def _of_sequence(items: Any) -> list[Beginning]:
    """What a match of *items* may begin with."""
    found: list[Beginning] = [()]
    for op, value in items:
        if op not in _NO_WIDTH:
            found = _followed(found, _of_item(op, value))
    return found


def _followed(firsts: list[Beginning], seconds: list[Beginning]) -> list[Beginning]:
    found: dict[Beginning, None] = {}
    for one in firsts:
        ends = len(one) == 2 or None in one
        found.update(dict.fromkeys([one] if ends else [(*one, *other)[:2] for other in seconds]))
    return list(found)


def _of_item(op: Any, value: Any) -> list[Beginning]:
    """The same of one item."""
    if op is _OPS.LITERAL:
        return [(((op, value),),)]
    if op is _OPS.IN:
        return [(tuple(value),)]
    if op is _OPS.SUBPATTERN:
        return _of_sequence(value[-1].data)
    if op is _OPS.BRANCH:
        return [one for way in value[1] for one in _of_sequence(way.data)]
    if op in _REPEATS:
        once = _of_sequence(value[2].data)
        return [*([()] if value[0] == 0 else []), *once, *(_followed(once, once) if value[1] > 1 else [])]
    return [(None,)]
