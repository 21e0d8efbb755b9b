"""How many of a list there must be: 有下列情形之一的扣1分, 存在两种及以上的不得分 ask of one list, and are one fact."""

import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, clean, text_of
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell
from evaldsl.text.numerals import HOW_MANY, number

_IS = r"(?:如|若|凡|具有|具备|存在|出现|发生|有|符合|满足|同时|做到|属于|的)*"
_THINGS = r"(?P<things>情形|条件|情况|行为|问题|要求|材料|内容|工作|事项|标准)"
_UNIT = r"(?:种|类|项|个|条|款)"
_ONE = re.compile(
    rf"^(?P<lack>缺少|未做到|不符合)?{_IS}(?:(?P<below>以下|下列)|以上|上述|前述)(?:各|[一二三四五六七八九十\d]+)?{_UNIT}?"
    rf"(?P<any>任[一何意]?一?)?{_THINGS}(?:之(?P<nth>[一二两三四五])|(?P<one>任意一项|任一项|其中之一))?$"
)
"""有下列情形之一, 缺少以下任一材料, 有下列情形之二."""
_MANY = re.compile(
    rf"^{_IS}(?P<of>以下|下列|以上|上述|前述)?(?:各|中)?(?:情形|情况|行为|问题)?中?的?(?:任[意何])?(?P<many>{HOW_MANY})(?P<unit>{_UNIT})"
    rf"(?P<more>(?:\(含\))?(?:及其?|或者?)?以上)?的?(?P<things>情形|情况|行为|问题)?$"
)
"""存在以下两种及以上情形, 两种以上."""

_NONE = re.compile(
    rf"^(?:均|都)?(?:未发生|未出现|没有|无|不存在|未发现|未存在)(?:(?P<of>以下|下列|以上|上述|前述)(?:任何|任一|各)?{_UNIT}?{_THINGS}?)?$"
)
"""未发生, 无上述情形."""
_EACH_OF = re.compile(
    rf"^{_IS}(?:以下|下列|以上|上述|前述)(?:各|[一二三四五六七八九十\d]+)?{_UNIT}?(?P<things>情形|条件|情况|行为|问题|事项)$"
)
"""以下情况 of 以下情况每出现一项."""


@frozen
class Ask:
    """A segment (*of* the clause at *at*) that asks how *many* there are of *items*; None where it asks no number."""

    clauses: list[Clause]
    at: int
    of: int
    items: list[str]
    many: int | None
    more: bool
    unit: str
    match: re.Match[str]
    place: int = 0
    """Where in the segment the words stand that ask."""


def asked_of(cell: Cell, clauses: list[Clause], at: int, items: list[str], again: bool) -> list[Ask]:
    """What the clause at *at* asks of *items*; *again*: they were asked of before, and stand before it."""
    found = []
    for of, segment in enumerate(clauses[at].segments if items else ()):
        text = text_of(cell, segment)
        match = _ONE.match(text) if len(segment) == 1 and isinstance(segment[0].value, tree.Word) else None
        if match and not (again and match["below"]):
            nth = match["nth"] or ("一" if match["any"] or match["one"] else "")
            found.append(Ask(clauses, at, of, items, int(number(nth)) if nth else None, False, "", match))
            continue
        match = _NONE.match(text)
        if match and (again or match["of"]) and len(segment) == 1:
            found.append(Ask(clauses, at, of, items, 0, False, "", match))
            continue
        counts = any(isinstance(part.value, tree.Each) for part in segment)
        for place in (0, len(segment) - 1) if counts else ():  # 以下情况每出现一项, 每出现一项下列情形
            one = segment[place].value
            match = _EACH_OF.match(clean(one.text)) if isinstance(one, tree.Word) else None
            if match:
                found.append(Ask(clauses, at, of, items, None, False, "", match, place))
                break
        if counts:
            continue
        match = _MANY.match(text)
        if match:
            many = int(number(match["many"]))
            found.append(Ask(clauses, at, of, items, many, bool(match["more"]), match["unit"], match))
    return found


def settle_asked(asks: list[Ask]) -> None:
    """Gives the clauses that ask of one list its words: as one judgement, or as one number where several are asked for."""
    most = max((ask.many or 0 for ask in asks), default=0)
    if most < 2 and all(ask.many != 0 for ask in asks):
        for ask in asks:
            if ask.unit == "":
                _replace(ask, _worded(ask, asks[0]))
        return
    unit = next((ask.unit for ask in asks if ask.unit), "种")
    things = next((ask.match["things"] for ask in asks if ask.match["things"]), "情形")
    name = tree.Word(f"{things}({'、'.join(asks[0].items)})")
    for ask in asks:
        if ask.many is None:
            continue
        op = "≥" if ask.more or ask.many == most else "="
        segment = ask.clauses[ask.at].segments[ask.of]
        limit = tree.Comparison(op, tree.Quantity(Fraction(ask.many), unit))
        _replace(ask, (evolve(segment[0], value=name), evolve(segment[-1], value=limit)))


def _worded(ask: Ask, first: Ask) -> Segment:
    """截留、挤占之一; what is counted, each of them by itself, is not one of them."""
    clause = ask.clauses[ask.at]
    counts = any(isinstance(part.value, tree.Each) for segment in clause.segments for part in segment)
    lack = first.match["lack"] if "lack" in first.match.groupdict() else ""
    one = "之一" if ask.many is not None and not counts else ""
    word = tree.Word(f"{lack or ''}{'、'.join(ask.items)}{one}")
    segment, place = clause.segments[ask.of], ask.place
    return (*segment[:place], evolve(segment[place], value=word), *segment[place + 1 :])


def _replace(ask: Ask, segment: Segment) -> None:
    clause = ask.clauses[ask.at]
    segments = (*clause.segments[: ask.of], segment, *clause.segments[ask.of + 1 :])
    ask.clauses[ask.at] = evolve(clause, segments=segments)
