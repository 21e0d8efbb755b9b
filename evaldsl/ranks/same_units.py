"""Which units of several years are the same: by a code that every year has, else by name; what is doubtful is never joined."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from attrs import field, frozen

from evaldsl.facts.unit_codes import CODE_KINDS

Key = str | tuple[str, ...]
"""A name, or a code; a name that only says a row, with the file."""
_UNNAMED = re.compile(r"第\d+行")


@frozen
class YearUnits:
    """The units of one year: their *names*, the *sources* they come from, and by the kind of a code what it is of each."""

    names: Sequence[str]
    sources: Sequence[str]
    codes: Mapping[str, Sequence[str]] = field(factory=dict)


@frozen
class Doubled:
    """Units of the year at *place* that cannot be told apart: their *names*, and the *sources* they come from."""

    place: int
    names: tuple[str, ...]
    sources: tuple[str, ...]


@frozen
class SameUnits:
    """*rows*: of each unit that every year has, its place in each year, and what it is called (*names*). *left*: the names
    of those that lack a year.

    *kind*: the code that tells them, "" where it is the name alone. *renamed*: what some were called year by year.
    *doubled* are not compared. *shared*: codes that several units of one year have, with the names of these; such a code
    tells nothing. *unlike*: names of which every year has a unit, but of another code.
    """

    rows: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    left: tuple[str, ...]
    kind: str = ""
    renamed: tuple[tuple[str, ...], ...] = ()
    doubled: tuple[Doubled, ...] = ()
    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unlike: tuple[str, ...] = ()


def codes_of(units: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """By the kind of a code what it is of each of *units*, "" where it is not known."""
    kinds = dict.fromkeys(kind for codes in units for kind in codes)
    return {kind: [codes.get(kind, "") for codes in units] for kind in kinds}


def same_units(years: Sequence[YearUnits]) -> SameUnits:
    """The units of *years* held against each other."""
    kind = next((kind for kind in CODE_KINDS if all(any(one.codes.get(kind, ())) for one in years)), "")
    codes = [one.codes[kind] if kind else [""] * len(one.names) for one in years]
    shared = {code for some in codes for code, count in Counter(some).items() if count > 1 and code}
    places = _places(years, [["" if code in shared else code for code in some] for some in codes])
    every = dict.fromkeys(key for own in places for key in own)
    whole: list[tuple[int, ...]] = []
    lacking: dict[str, set[int]] = {}
    doubled: list[Doubled] = []
    for key in every:
        found = [own.get(key, []) for own in places]
        if any(len(rows) > 1 for rows in found):
            doubled += [_doubled(years, place, rows) for place, rows in enumerate(found) if len(rows) > 1]
        elif all(found):
            whole.append(tuple(rows[0] for rows in found))
        else:
            for place, rows in enumerate(found):
                for row in rows:
                    lacking.setdefault(years[place].names[row], set()).add(place)
    called = [tuple(one.names[row] for one, row in zip(years, rows, strict=True)) for rows in whole]
    last = years[-1]
    return SameUnits(
        tuple(whole),
        tuple(_apart([names[-1] for names in called], [last.sources[rows[-1]] for rows in whole])),
        tuple(sorted(lacking)),
        kind,
        tuple(names for names in called if len(set(names)) > 1),
        tuple(doubled),
        tuple(sorted(_called(years, codes, shared).items())),
        tuple(sorted(name for name, seen in lacking.items() if len(seen) == len(years))),
    )


def _places(years: Sequence[YearUnits], codes: Sequence[Sequence[str]]) -> list[dict[Key, list[int]]]:
    """The rows of each year by what tells a unit: its code, or the code that units of its name have, else its name."""
    known: dict[str, set[str]] = {}
    for one, some in zip(years, codes, strict=True):
        for name, code in zip(one.names, some, strict=True):
            if code:
                known.setdefault(name, set()).add(code)
    found: list[dict[Key, list[int]]] = []
    for one, some in zip(years, codes, strict=True):
        own: dict[Key, list[int]] = {}
        for row, (name, code) in enumerate(zip(one.names, some, strict=True)):
            theirs = known.get(name, set())
            key: Key = (code,) if code else tuple(theirs) if len(theirs) == 1 else name
            if key == name and _UNNAMED.fullmatch(name):
                key = name, one.sources[row]
            own.setdefault(key, []).append(row)
        found.append(own)
    return found


def _doubled(years: Sequence[YearUnits], place: int, rows: Sequence[int]) -> Doubled:
    names = dict.fromkeys(years[place].names[row] for row in rows)
    return Doubled(place, tuple(names), tuple(years[place].sources[row] for row in rows))


def _called(years: Sequence[YearUnits], codes: Sequence[Sequence[str]], shared: Set[str]) -> dict[str, tuple[str, ...]]:
    """What the units of each *shared* code are called."""
    found: dict[str, dict[str, None]] = {code: {} for code in shared}
    for one, some in zip(years, codes, strict=True) if shared else ():
        for name, code in zip(one.names, some, strict=True):
            if code in found:
                found[code][name] = None
    return {code: tuple(names) for code, names in found.items()}


def _apart(names: Sequence[str], sources: Sequence[str]) -> list[str]:
    """*names*, each that several have with where it comes from."""
    count = Counter(names)
    return [f"{name}（{source}）" if count[name] > 1 else name for name, source in zip(names, sources, strict=True)]
