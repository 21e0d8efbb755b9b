"""Every number of the scoring sentences that can be set, with an address, and where it stands in the text.

The official words stay the program: a parameter is a number in the text, and setting it is reading the text again with
another number in its place. What it is for (每, 扣, 线 …) is told by the word of the tree in which it stands.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Rubric, Span
from evaldsl.interpreter.values import decimal_text
from evaldsl.rubric_files.declarations import definition_parts
from evaldsl.rubric_files.default_rules import Defaults, target_limit
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.rubric_files.rubric_lines import Block, blocks
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.text.numerals import number
from evaldsl.text.typography import Plain, plain, same_name
from evaldsl.tuning.compared_numbers import ComparedNumbers, Edge
from evaldsl.tuning.figures import CLIPPED, FACTOR, GRADE, LINE, POINTS, Figure, figures, makes_percent, quantities
from evaldsl.tuning.tried_numbers import Group, Trials

Edges = Callable[[Figure], frozenset[Edge]]
MOST_PLACES = 20


@frozen
class Parameter:
    """A number that can be set: *value* in *unit* as written, *places* where it stands, *words* around each of them.

    *indicator* and *label* say where; both are empty for a line that stands outside of the indicators (*line*: 等级, 计算,
    默认), which may touch several of them. An edge that two bands share stands in two places. Another value is written with
    *sign* behind it: 1/3 becomes 40%.
    """

    address: str
    role: str
    value: Fraction
    unit: str
    words: str
    places: tuple[Span, ...]
    indicator: str = ""
    label: str = ""
    line: Span | None = None
    sign: str = ""

    def written(self, value: Fraction) -> str:
        """What stands in its places at *value*."""
        return f"{decimal_text(value, MOST_PLACES)}{self.sign}"

    @property
    def is_grade_line(self) -> bool:
        """Whether it is the least total of a grade."""
        return self.role == GRADE


def parameters_of(loaded: Loaded) -> list[Parameter]:
    """The parameters of a rubric that was read without errors, in the order of the text."""
    assert loaded.rubric is not None
    every = blocks(loaded.text)
    found = _grade_lines(every, loaded.text, loaded.rubric)
    for block in every:
        found += _definition(block, loaded.text) if block.keyword == "计算" else ()
        found += _default(block, loaded.text) if block.keyword == "默认" else ()
    targets = {block.start: block for block in every if block.keyword == TARGET}
    trials = Trials(loaded)
    readings = {reading.indicator.name: reading for reading in loaded.readings if reading.indicator is not None}
    for indicator in loaded.rubric.indicators:
        found += _points(loaded.text, indicator.name, indicator.span)
        reading = readings.get(indicator.name)
        if reading is not None and not reading.of_default_rule:
            edges = ComparedNumbers.of(reading).edges
            groups = _joined(_figures(reading, edges), edges)
            groups = trials.sifted(reading, groups, [bool(edges(one)) for one, _ in groups])
            found += _numbered(loaded.text, indicator.name, groups)
        elif reading is not None:  # its sentence is that of a default rule
            found += _target(targets[reading.span(0, 0)[0]], loaded.text, indicator.name)
    return found


# ---- the head and the headings

_HEADING_POINTS = re.compile(r"(?:\((?:分值|权重|满分|共|计)?:?|(?<=\D))(\d+(?:\.\d+)?)\.?分\)?:?$")


def _points(text: str, name: str, span: Span) -> list[Parameter]:
    heading = plain(text[slice(*span)], span[0])
    match = _HEADING_POINTS.search(heading.text)
    if match is None:
        return []
    place = heading.span(*match.span(1))
    words = text[heading.span(match.start(), match.end())[0] : span[1]].strip()
    return [Parameter(f"{name}.{POINTS}", POINTS, number(match[1]), "分", words, (place,), name)]


def _grade_lines(every: Sequence[Block], text: str, rubric: Rubric) -> list[Parameter]:
    block = next((one for one in every if one.keyword == GRADE), None)
    if block is None:
        return []
    source = plain(block.text, block.start)
    numerals = [(number(match[0]), match.span()) for match in re.finditer(r"\d+(?:\.\d+)?", source.text)]
    found = []
    for band in rubric.grades:
        places = tuple(source.span(*span) for value, span in numerals if value == band.low)
        if band.low is not None and band.low > 0 and places:
            words = _clauses(text, places)
            line = block.start, block.end
            found.append(Parameter(f"{GRADE}.{band.word}", GRADE, band.low, "分", words, places, line=line))
    return found


TARGET = "指标值"
_TERM = re.compile(r"(?<=[=+\-×÷*/(])(\d+(?:\.\d+)?)(?=%|[^\d.=+\-×÷*/()]{0,3}(?:[+\-×÷*/)]|$))")


def _definition(block: Block, text: str) -> Iterator[Parameter]:
    """计算 人均支出＝支出÷（人数＋10）: the numbers of the formula, without the 100% that makes it a rate."""
    pieces = definition_parts(block)
    if pieces is None:
        return
    name, formula = pieces
    source = plain(block.text, block.start)
    units = {one.number: one.unit for one in quantities(formula.term)}
    terms = [match for match in _TERM.finditer(source.text) if number(match[1]) in units]
    terms = [one for one in terms if not makes_percent(source.text, *one.span(1))]
    line = block.start, block.end
    for place, match in enumerate(terms, 1):
        value, ordinal = number(match[1]), str(place) if len(terms) > 1 else ""
        where = source.span(*match.span(1))
        yield Parameter(
            f"计算.{name}.{FACTOR}{ordinal}",
            FACTOR,
            value,
            units[value],
            text[slice(*line)].strip(),
            (where,),
            line=line,
        )


def _default(block: Block, text: str) -> list[Parameter]:
    """默认 定性 达成的得分值的100%-80%: the numbers of a sentence that several indicators share."""
    known = Defaults().plus(block, [])
    kind = "定量" if known.quantitative else "定性"
    sentence = known.quantitative or known.qualitative
    if sentence is None:
        return []
    cell, source, _ = text_to_tree(sentence, block.start + block.text.index(sentence))
    line = block.start, block.end
    found = sorted(figures(cell, source.span, lambda _: ""), key=lambda one: one.span)
    return _numbered(text, f"默认.{kind}", _joined(found, lambda _: frozenset()), line)


def _target(block: Block, text: str, name: str) -> list[Parameter]:
    """指标值 ≥190件"""
    limit = target_limit(block.text)
    source: Plain = plain(block.text, block.start)
    match = re.search(r"\d+(?:\.\d+)?", source.text)
    if limit is None or match is None or number(match[0]) != limit.limit.number:
        return []
    where, words = source.span(*match.span()), text[block.start : block.end].strip()
    return [Parameter(f"{name}.{TARGET}", LINE, limit.limit.number, limit.limit.unit, words, (where,), name)]


# ---- the cells


def _figures(reading: Reading, edges: Edges) -> list[Figure]:
    """The numbers of an indicator's cell; in brackets only those that something is compared with."""
    labels = _labels(reading)

    def label_at(place: int) -> str:
        label = next((label for start, label in reversed(labels) if start <= place), "")
        return label or (labels[0][1] if labels else "")

    return [one for one in figures(reading.cell, reading.span, label_at) if not one.in_brackets or edges(one)]


def _labels(reading: Reading) -> list[tuple[int, str]]:
    """Where each item begins; of several that begin at one place, the first."""
    found: dict[int, str] = {}
    for draft in reading.drafts:
        found.setdefault(draft.span[0], draft.label)
    return sorted(found.items())


# ---- addresses


def _joined(figures: list[Figure], edges: Edges) -> list[Group]:
    """Every number once, with all its places. *edges*: what each is compared with."""
    joined: list[Group] = []
    for figure in figures:
        alike = next((one for one in joined if _is_one_edge(one[0], figure, edges)), None)
        if alike is None:
            joined.append((figure, [figure.span]))
        else:
            alike[1].append(figure.span)
    return joined


def _numbered(text: str, name: str, joined: list[Group], line: Span | None = None) -> list[Parameter]:
    """Parameters with their addresses: numbered where an item has several of one role."""
    found: list[Parameter] = []
    for figure, places in joined:
        head = f"{name}.{figure.label}" if figure.label else name
        several = [one for one, _ in joined if (one.label, one.role) == (figure.label, figure.role)]
        ordinal = str(several.index(figure) + 1) if len(several) > 1 else ""
        found.append(
            Parameter(
                f"{head}.{figure.role}{ordinal}", figure.role, figure.value, figure.unit,
                _clauses(text, places), tuple(places), "" if line else name, figure.label, line, figure.sign,
            )
        )  # fmt: skip
    return found


def _is_one_edge(first: Figure, second: Figure, edges: Edges) -> bool:
    """Neighbouring bands share an edge of one fact: 80%以上得4分；60%（含）-80%得2分. A clip names its number twice."""
    if (first.role, first.label, first.value, first.unit) != (second.role, second.label, second.value, second.unit):
        return False
    return first.role == CLIPPED or (first.role == LINE and bool(edges(first)) and edges(first) == edges(second))


_BOUNDARY = re.compile(r"[，。；;,\n]")
_HEADING = re.compile(r"^\s*[评等][分级]\w{0,2}[ \u3000：:]+")
_EFFECT_ALONE = re.compile(
    r"[的则可各分别再均都应]*(?:[得计记给加奖扣减]|(?:累计|总共|合计)?(?:最多|最高|不超过)|[（(]?[\d.]+分[）)]?$)"
)
WIDEST = 60
"""As many characters before and behind a place may be quoted for it."""


def _clauses(text: str, places: Sequence[Span]) -> str:
    """The words around every place."""
    return "；".join(text[slice(*span)] for span in clause_spans(text, places))


def clause_spans(text: str, places: Sequence[Span]) -> list[Span]:
    """Where the words around some places stand, one stretch for what overlaps."""
    found: list[Span] = []
    for start, end in sorted(clause_span(text, place) for place in places):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def clause_span(text: str, span: Span) -> Span:
    """Where the words between the commas around a place stand, without the heading of the line.

    得2分 alone says nothing: then with the clause before it.
    """
    after = _BOUNDARY.search(text, span[1], span[1] + WIDEST)
    end = after.start() if after else min(span[1] + 12, len(text))
    before = list(_BOUNDARY.finditer(text, max(span[0] - WIDEST, 0), span[0]))
    while before and before[-1][0] in "，," and _EFFECT_ALONE.match(text[before[-1].end() : end].strip()):
        before.pop()
    start = before[-1].end() if before else max(span[0] - 12, 0)
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
