"""The large regular expressions of the lexer are translated once a user, not once a process.

Translating one takes longer than reading a rule file with it. What is kept are the numbers into which ``re`` translates it,
under a name that carries the expression's hash and the version of Python; ``_sre`` checks them again before it uses them.
Where any of this is not as CPython has it, the expression is translated anew.
"""

import hashlib
import json
import re
import sys
from importlib import import_module
from typing import Any

from evaldsl.cache import keep, kept
from evaldsl.first_signs import look_first

MOST_KEPT = 24


def compile(pattern: str, flags: int = 0, first_signs: bool = False) -> re.Pattern[str]:
    """What ``re.compile`` gives for *pattern*; *first_signs*: its alternatives are passed over by their first signs."""
    whole = f"{sys.implementation.cache_tag} {sys.version}\n{flags} {first_signs}\n{pattern}"
    name = f"regex-{hashlib.sha256(whole.encode()).hexdigest()[:32]}.json"
    try:
        known = json.loads(kept(name) or b"null")
        return _built(pattern, known if known is not None else _translated(pattern, flags, name, first_signs))
    except Exception:
        return re.compile(pattern, flags)


def _built(pattern: str, known: list[Any]) -> re.Pattern[str]:
    flags, code, names = known
    groups: list[str | None] = [None] * (names.pop("") + 1)
    for name, place in names.items():
        groups[place] = name
    found: re.Pattern[str] = import_module("_sre").compile(pattern, flags, code, len(groups) - 1, names, tuple(groups))
    return found


def _translated(pattern: str, flags: int, name: str, first_signs: bool) -> list[Any]:
    """Flags, code, and the names of the groups with their places; the empty name has how many there are."""
    parsed = import_module("re._parser").parse(pattern, flags)
    if first_signs:
        look_first(parsed)
    code = [int(one) for one in import_module("re._compiler")._code(parsed, flags)]
    found = [int(flags | parsed.state.flags), code, {**parsed.state.groupdict, "": parsed.state.groups - 1}]
    keep(name, json.dumps(found).encode(), MOST_KEPT)
    return found
