"""满意度（%）: 95 is 满意度: 95%, as the headers of a table with a unit a row have it."""

import re
from collections.abc import Callable

from attrs import evolve

from evaldsl.facts.entries import Entry, Value
from evaldsl.facts.fact_values import is_bare
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.typography import plain_text

_UNIT = re.compile(r"(.+?)\s*[（(]([^（()）\d]{1,12})[)）]")
_LONG = 200
UNIT_BEHIND = re.compile(r"[（(][^（()）]*[)）]$")
ANSWERS = frozenset({"是/否", "是或否", "是否", "日期"})
"""What stands for the unit of a judgement."""


def with_unit_in_value(entry: Entry, find: Callable[[str], Fact | Diagnostic]) -> Entry:
    """*entry* with the unit behind its name put behind its number, where only the name without it is one to *find*."""
    parted = (
        _UNIT.fullmatch(entry.path[-1]) if entry.path[-1][-1:] in (")", "）") and len(entry.path[-1]) < _LONG else None
    )
    if parted is None or isinstance(find(".".join(entry.path)), Fact):
        return entry
    known, unit = find(parted[1]), plain_text(parted[2])
    if isinstance(known, Diagnostic):
        return entry if known.slug == "unknown-fact" else evolve(entry, path=(*entry.path[:-1], parted[1]))
    if known.kind in (Kind.JUDGEMENT, Kind.CHOICE) and unit not in ANSWERS:
        return entry
    value: Value = entry.value
    if isinstance(value, dict):
        value = {key: _in_unit(text, unit) if key == "值" else text for key, text in value.items()}
    elif isinstance(value, str):
        value = _in_unit(value, unit)
    return evolve(entry, path=(*entry.path[:-1], parted[1]), value=value, apart=value != entry.value)


def _in_unit(text: str, unit: str) -> str:
    return f"{text}{unit}" if is_bare(plain_text(text)) and unit not in ANSWERS else text
