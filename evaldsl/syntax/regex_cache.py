"""The large regular expressions of the lexer are translated once a user, not once a process.

Translating one takes longer than reading a rule file with it. What is kept are the numbers into which ``re`` translates it,
under a name that carries the expression's hash and the version of Python; ``_sre`` checks them again before it uses them.
Where any of this is not as CPython has it, the expression is translated anew.
"""

import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from attrs import astuple

from evaldsl.cache import keep, kept
from evaldsl.syntax.first_signs import Alternative, BySigns, Match, alternatives_of, packed, unpacked

MOST_KEPT = 24


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives for *pattern*."""
    name = _name(f"{flags}\n{pattern}")
    try:
        known = json.loads(kept(name) or b"null")
        return _built(pattern, known if known is not None else _translated(pattern, flags, name))
    except Exception:
        return re.compile(pattern, flags)


def by_signs(patterns: dict[str, str]) -> Mapping[str, Match]:
    """For the two signs that stand at a place: what finds which of the named *patterns* is the first that matches there."""
    name = _name(f"ways by two signs {json.dumps(patterns)}")

    def anew() -> Match:
        return re.compile("|".join(f"(?P<{called}>{pattern})" for called, pattern in patterns.items())).match

    try:
        known = [Alternative(*way) for way in json.loads(kept(name) or b"[]")]
        if not known:
            known = [way for called, pattern in patterns.items() for way in alternatives_of(called, pattern)]
            keep(name, json.dumps([astuple(way) for way in known]).encode(), MOST_KEPT)
        return BySigns(known, anew)
    except Exception:
        return defaultdict(anew)


def _name(what: str) -> str:
    whole = f"{sys.implementation.cache_tag} {sys.version} {sys.byteorder} packed\n{what}"
    return f"regex-{hashlib.sha256(whole.encode()).hexdigest()[:32]}.json"


def _built(pattern: str, known: list[Any]) -> re.Pattern[str]:
    flags, code, names = known
    groups: list[str | None] = [None] * (names.pop("") + 1)
    for name, place in names.items():
        groups[place] = name
    every = unpacked(code)
    found: re.Pattern[str] = import_module("_sre").compile(pattern, flags, every, len(groups) - 1, names, tuple(groups))
    return found


def _translated(pattern: str, flags: int, name: str) -> list[Any]:
    """Flags, packed code, and the names of the groups with their places; the empty name has how many there are."""
    parsed = import_module("re._parser").parse(pattern, flags)
    code = [int(one) for one in import_module("re._compiler")._code(parsed, flags)]
    found = [int(flags | parsed.state.flags), packed(code), {**parsed.state.groupdict, "": parsed.state.groups - 1}]
    keep(name, json.dumps(found).encode(), MOST_KEPT)
    return found
