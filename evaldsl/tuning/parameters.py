"""Every number of the scoring sentences that can be set, with an address, and where it stands in the text.

The official words stay the program: a parameter is a number in the text, and setting it is reading the text again with
another number in its place. What it is for (每, 扣, 线 …) is told by the word of the tree in which it stands.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl import tree
from evaldsl.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Rubric, Span
from evaldsl.numerals import COUNTED, NumberTooLong, number
from evaldsl.rubric_file import Loaded
from evaldsl.rubric_lines import blocks
from evaldsl.typography import plain, same_name

EACH, TAKEN, LINE, BASE, AWARDED, ADDED, MOST = "每", "扣", "线", "基准", "得", "加", "最多"
CLIPPED, DECLARED, LEAST_DECIDED, MOST_DECIDED, FACTOR = "按", "满分", "酌情下限", "酌情上限", "式"
POINTS, GRADE = "分值", "等级"
LIMITS = frozenset({LINE, BASE, CLIPPED})
"""Roles whose numbers are compared with a fact."""


@frozen
class Parameter:
    """A number that can be set: *value* in *unit* as written, *places* where it stands, *words* around it.

    *indicator* and *label* say where; both are empty for a grade line. An edge that two bands share stands in two places.
    """

    address: str
    role: str
    value: Fraction
    unit: str
    words: str
    places: tuple[Span, ...]
    indicator: str = ""
    label: str = ""


@frozen
class _Figure:
    """A number found in a cell, not yet numbered: *role* and where, in the file and in the plain text."""

    role: str
    value: Fraction
    unit: str
    span: Span
    label: str
    place: int


def parameters_of(loaded: Loaded) -> list[Parameter]:
    """The parameters of a rubric that was read without errors, in the order of the text."""
    assert loaded.rubric is not None
    found = _grade_lines(loaded.text, loaded.rubric)
    readings = {reading.indicator.name: reading for reading in loaded.readings if reading.indicator is not None}
    for indicator in loaded.rubric.indicators:
        found += _points(loaded.text, indicator.name, indicator.span)
        reading = readings.get(indicator.name)
        if reading is not None and reading.span(0, 0) != reading.span(1, 1):  # a default rule stands nowhere
            found += _numbered(loaded.text, indicator.name, list(_figures(reading)))
    return found


# ---- the head and the headings

_NUMERAL = re.compile(r"\d+(?:\.\d*)?|[零一二两三四五六七八九十百千]+")
_HEADING_POINTS = re.compile(r"\((\d+(?:\.\d+)?)\.?分\)$")


def _points(text: str, name: str, span: Span) -> list[Parameter]:
    heading = plain(text[slice(*span)], span[0])
    match = _HEADING_POINTS.search(heading.text)
    if match is None:
        return []
    place = heading.span(*match.span(1))
    words = text[heading.span(match.start(), match.end())[0] : span[1]].strip()
    return [Parameter(f"{name}.{POINTS}", POINTS, number(match[1]), "分", words, (place,), name)]


def _grade_lines(text: str, rubric: Rubric) -> list[Parameter]:
    block = next((one for one in blocks(text) if one.keyword == GRADE), None)
    if block is None:
        return []
    source = plain(block.text, block.start)
    numerals = [(number(match[0]), match.span()) for match in re.finditer(r"\d+(?:\.\d+)?", source.text)]
    found = []
    for band in rubric.grades:
        places = tuple(source.span(*span) for value, span in numerals if value == band.low)
        if band.low is not None and band.low > 0 and places:
            words = _clause(text, places[0])
            found.append(Parameter(f"{GRADE}.{band.word}", GRADE, band.low, "分", words, places))
    return found


# ---- the cells


def _figures(reading: Reading) -> Iterator[_Figure]:
    """The numbers of a cell that a scoring word names, in order."""
    labels = _labels(reading)
    clause: list[tree.Value] = []
    parts = reading.cell.parts
    for place, part in enumerate(parts):
        if isinstance(part.value, tree.Comma | tree.Stop | tree.Marker):
            clause = [] if not isinstance(part.value, tree.Comma) else clause
        wanted = _expected(part.value, clause, [one.value for one in parts[place + 1 : place + 4]])
        clause.append(part.value)
        label = next((label for start, label in reversed(labels) if start <= reading.span(part.start, part.end)[0]), "")
        label = label or (labels[0][1] if labels else "")
        written = reading.cell.plain[part.start : part.end]
        for role, value, unit in wanted:
            for start, end, scaled in _standing(written, value):
                span = reading.span(part.start + start, part.start + end)
                shown = value / 10_000 if scaled else value
                yield _Figure(role, shown, f"万{unit}" if scaled else unit, span, label, part.start + start)


def _labels(reading: Reading) -> list[tuple[int, str]]:
    """Where each item begins; of several that begin at one place, the first."""
    found: dict[int, str] = {}
    for draft in reading.drafts:
        found.setdefault(draft.span[0], draft.label)
    return sorted(found.items())


def _standing(written: str, value: Fraction) -> Iterator[tuple[int, int, bool]]:
    """Where *value* stands in a word, and whether it is said in 万."""
    numerals = []
    for match in _NUMERAL.finditer(written):
        try:
            numerals.append((match.start(), match.end(), number(match[0].rstrip("."))))
        except (NumberTooLong, KeyError):
            continue
    exact = [(start, end, False) for start, end, said in numerals if said == value]
    yield from exact or [(start, end, True) for start, end, said in numerals if said * 10_000 == value and value]


Wanted = list[tuple[str, Fraction, str]]


def _expected(value: tree.Value, clause: Sequence[tree.Value], after: Sequence[tree.Value]) -> Wanted:
    """What numbers a word names, each with its role and unit, twice the same once."""
    match value:
        case tree.Comparison(op, limit):
            if limit.unit == "季度":  # which quarter, not how much
                return []
            return [(EACH if not op and _counts(limit, clause, after) else LINE, limit.number, limit.unit)]
        case tree.Between(low, high):
            return [(LINE, low.number, low.unit), *_other(low.number, [(LINE, high.number, high.unit)])]
        case tree.Rank(low, high, unit) | tree.Changed(low=low, high=high, unit=unit):
            edges = [end for end in dict.fromkeys((low, high)) if end is not None and end]
            return [(LINE, abs(end), unit) for end in edges]
        case tree.Deduction(amount):
            return _amounts(TAKEN, amount)
        case tree.Award(amount, bonus=bonus, more=more):
            role = ADDED if bonus else AWARDED
            return [one for part in dict.fromkeys((amount, *more)) for one in _amounts(role, part)]
        case tree.Cap(_, points) | tree.UntilZero(points):
            return [] if points is None else [(MOST, points, "分")]
        case tree.Full(points):
            return [] if points is None else [(AWARDED, points, "分")]
        case tree.Declared(points):
            return [(DECLARED, points, "分")]
        case tree.Discretion(_, low, high):
            ends = [(LEAST_DECIDED, low, "分")] if low is not None else []
            return ends + ([(MOST_DECIDED, high, "分")] if high is not None and high != low else [])
        case tree.Base(limit):
            return [(BASE, limit.number, limit.unit)]
        case tree.Clip(limit):
            return [] if limit is None else [(CLIPPED, limit.number, limit.unit)]
        case tree.Formula(term):
            numbers = {one.number: one.unit for one in _quantities(term) if one != tree.Quantity(Fraction(100), "%")}
            return [(FACTOR, figure, unit) for figure, unit in numbers.items()]
        case _:
            return []


def _other(known: Fraction, wanted: Wanted) -> Wanted:
    return [one for one in wanted if one[1] != known]


def _counts(limit: tree.Quantity, clause: Sequence[tree.Value], after: Sequence[tree.Value]) -> bool:
    """Whether a bare number says how long a step is: 每超出1%, 每发现3处, 1例不符合扣0.2分."""
    if any(isinstance(one, tree.Step | tree.Each) for one in clause):
        return True
    effect = next((one for one in after if not isinstance(one, tree.Word | tree.Comma)), None)
    return limit.unit in COUNTED and isinstance(effect, tree.Deduction)


def _amounts(role: str, amount: tree.Amount) -> Wanted:
    scale, unit = (100, "%分值") if amount.share else (1, "分")
    return [(role, end * scale, unit) for end in dict.fromkeys((amount.low, amount.high))]


def _quantities(term: tree.Term) -> Iterator[tree.Quantity]:
    match term:
        case tree.Quantity():
            yield term
        case tree.Binary(_, left, right):
            yield from _quantities(left)
            yield from _quantities(right)
        case tree.Absolute(of):
            yield from _quantities(of)
        case tree.Name():
            return


# ---- addresses


def _numbered(text: str, name: str, figures: list[_Figure]) -> list[Parameter]:
    """Parameters with their addresses: numbered where an item has several of one role."""
    joined: list[tuple[_Figure, list[Span]]] = []
    for figure in figures:
        alike = next((one for one in joined if _is_one_edge(one[0], figure)), None)
        if alike is None:
            joined.append((figure, [figure.span]))
        else:
            alike[1].append(figure.span)
    found: list[Parameter] = []
    for figure, places in joined:
        head = f"{name}.{figure.label}" if figure.label else name
        several = [one for one, _ in joined if (one.label, one.role) == (figure.label, figure.role)]
        ordinal = str(several.index(figure) + 1) if len(several) > 1 else ""
        found.append(
            Parameter(
                f"{head}.{figure.role}{ordinal}", figure.role, figure.value, figure.unit,
                _clause(text, places[0]), tuple(places), name, figure.label,
            )
        )  # fmt: skip
    return found


def _is_one_edge(first: _Figure, second: _Figure) -> bool:
    """Neighbouring bands share an edge: 80%以上得4分；60%（含）-80%得2分. A clip names its number twice."""
    shared = first.role == second.role and first.role in (LINE, CLIPPED)
    return shared and (first.label, first.value, first.unit) == (second.label, second.value, second.unit)


_BOUNDARY = re.compile(r"[，。；;,、\n]")
_NEXT = re.compile(r"[，。；;,\n]")
_HEADING = re.compile(r"^\s*[评等][分级]\w{0,2}[ \u3000：:]+")


def _clause(text: str, span: Span) -> str:
    """The words between the commas around a place."""
    return text[slice(*clause_span(text, span))]


def clause_span(text: str, span: Span) -> Span:
    """Where the words between the commas around a place stand, without the heading of the line."""
    before = [match.end() for match in _BOUNDARY.finditer(text, max(span[0] - 40, 0), span[0])]
    after = _NEXT.search(text, span[1], span[1] + 40)
    start = before[-1] if before else max(span[0] - 12, 0)
    end = after.start() if after else min(span[1] + 12, len(text))
    heading = _HEADING.match(text[start:end])
    start += heading.end() if heading else 0
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


# ---- looking up


def find_parameter(parameters: Sequence[Parameter], wanted: str) -> Parameter | str:
    """The parameter at an address; the number of an item may be left out where it can be only one. Else why not."""
    key = _key(wanted)
    for one in parameters:
        if _key(one.address) == key or _key(f"{one.address}1") == key:
            return one
    short = [one for one in parameters if one.label and _key(one.address.replace(f".{one.label}.", ".")) == key]
    if len(short) == 1:
        return short[0]
    if short:
        return f"“{wanted[:60]}”可以指{len(short)}个数：{_shown(short)}"
    inside = [one for one in parameters if _key(one.address).startswith(f"{key}.")]
    if inside:
        return f"“{wanted[:60]}”里有{len(inside)}个数，请写明是哪一个：{_shown(inside)}"
    from difflib import get_close_matches

    keys = {_key(one.address): one for one in parameters}
    near = [keys[close] for close in get_close_matches(key[:80], keys, 3, 0.5)]
    hint = f"是不是{_shown(near)}" if near else "用 --list 列出所有的地址"
    return f"没有“{wanted[:60]}”这个数；{hint}"


def _key(address: str) -> str:
    return same_name(address)


def _shown(parameters: Sequence[Parameter]) -> str:
    names = "、".join(f"“{one.address}”" for one in parameters[:4])
    return f"{names}{'等' if len(parameters) > 4 else ''}"
