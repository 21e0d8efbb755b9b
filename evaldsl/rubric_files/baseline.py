"""A baseline: the findings that an old rubric is known to have, so that only new ones are reported.

An entry says what was found in which indicator about which words, so it still fits when lines have moved.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from evaldsl.rubric_files.places import indicator_at, stretches
from evaldsl.text.diagnostics import Diagnostic

FORMAT = 1


@frozen(order=True)
class Known:
    """One finding: *file* is the name of the rule file, without its folder."""

    file: str
    indicator: str
    slug: str
    text: str


def entries(found: Sequence[Diagnostic], text: str, file: str) -> list[Known | None]:
    """The findings about *text* as entries of a baseline; None for errors, which are always reported."""
    headings = stretches(text)
    return [
        None
        if one.is_error
        else Known(file, indicator_at(headings, one.start), one.slug, "".join(text[one.start : one.end].split()))
        for one in found
    ]


def as_object(known: Iterable[Known]) -> dict[str, object]:
    """The baseline as it is written."""
    counted = sorted(Counter(known).items())
    rows = [
        {"file": one.file, "indicator": one.indicator, "slug": one.slug, "text": one.text}
        | ({"count": count} if count > 1 else {})
        for one, count in counted
    ]
    return {"baseline": FORMAT, "findings": rows}


def from_object(value: object) -> Counter[Known] | None:
    """The entries of a baseline, None when *value* is none."""
    rows = value.get("findings") if isinstance(value, Mapping) and value.get("baseline") == FORMAT else None
    if not isinstance(rows, list):
        return None
    known: Counter[Known] = Counter()
    for row in rows:
        match row:
            case {"file": str(file), "indicator": str(indicator), "slug": str(slug), "text": str(text)}:
                count = row.get("count", 1)
                if not isinstance(count, int):
                    return None
                known[Known(file, indicator, slug, text)] += count
            case _:
                return None
    return known


def unknown(found: Sequence[Diagnostic], text: str, file: str, known: Counter[Known]) -> list[Diagnostic]:
    """What is not in *known*; each entry is taken out as it is met, so that what is left has gone from the rules."""
    kept = []
    for one, entry in zip(found, entries(found, text, file), strict=True):
        if entry is not None and known[entry] > 0:
            known[entry] -= 1
        else:
            kept.append(one)
    return kept
