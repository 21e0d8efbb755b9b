"""完成率≥90%，系数为1；80%≤完成率＜90%，系数为0.8。得分=系数×10分: bands of a coefficient are bands of the points it gives."""

import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, Group
from evaldsl.clauses.measure_names import is_stake_name
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part

_SAID = re.compile(r"(?P<when>.*?)的?(?P<name>[^的]*系数)(?:按照?|取值?|计|定)?(?:为|是)?")
_AFTER = re.compile(r"(?:计算|计|执行|确定)?的?")


def read_coefficients(groups: list[Group]) -> None:
    """Puts the points that follow from each band of a coefficient in place of the bands and of the formula."""
    for group in groups:
        terms = [(clause, clause.value.term) for clause in group.clauses if isinstance(clause.value, tree.Formula)]
        found = _points_of_one(terms[0][1]) if len(terms) == 1 else None
        if found is None or terms[0][0].otherwise:
            continue
        clauses: list[Clause] = []
        bands = 0
        for clause in group.clauses:
            own = list(_bands(clause, *found)) if clause is not terms[0][0] else []
            bands += len(own)
            clauses += own or ([clause] if clause is not terms[0][0] else [])
        if bands > 1:
            group.clauses[:] = clauses


def _points_of_one(term: tree.Term) -> tuple[str, Fraction | None] | None:
    """The coefficient of 系数×10分 and the points that it gives when it is 1, None for all of the item's."""
    if not isinstance(term, tree.Binary) or term.op != "×":
        return None
    for one, other in ((term.left, term.right), (term.right, term.left)):
        if isinstance(one, tree.Name) and one.text.endswith("系数"):
            if isinstance(other, tree.Quantity):
                return (one.text, other.number) if other.unit == "分" else None
            return (one.text, None) if isinstance(other, tree.Name) and is_stake_name(other.text) else None
    return None


def _bands(clause: Clause, name: str, points: Fraction | None) -> Iterator[Clause]:
    """The bands of the coefficient *name* in *clause*; none where anything else is said in it."""
    ends = clause.value is not None
    if ends and not isinstance(clause.value, tree.Zero):
        return
    found: list[Clause] = []
    before: list[Segment] = []
    for place, segment in enumerate(clause.segments):
        said = _said(segment, name, ends and place == len(clause.segments) - 1)
        if said is None:
            before.append(segment)
            continue
        when, number = said
        segments = (*before, when) if when else tuple(before)
        if not segments:
            return
        amount = tree.Amount(number * (points or 1), number * (points or 1), share=points is None)
        value = tree.Award(amount) if number else tree.Zero()
        effect = Part(
            value, segment[-1].start, clause.end if ends and segment is clause.segments[-1] else segment[-1].end
        )
        found.append(evolve(clause, segments=segments, effect=effect, start=segments[0][0].start, end=effect.end))
        before = []
    if not before:
        yield from found


def _said(segment: Segment, name: str, zero: bool) -> tuple[Segment, Fraction] | None:
    """What stands before the coefficient in *segment*, and the number it is given; *zero*: 为0 follows."""
    *parts, last = segment
    if isinstance(last.value, tree.Word) and len(parts) > 1 and _AFTER.fullmatch(last.value.text):
        *parts, last = parts
    number = Fraction(0)
    if not zero:
        value = last.value
        if not isinstance(value, tree.Comparison) or value.op not in ("", "=") or value.limit.unit not in ("", "%"):
            return None
        number = value.limit.number / (100 if value.limit.unit else 1)
        if not parts:
            return None
        *parts, last = parts
    match = _SAID.fullmatch(last.value.text) if isinstance(last.value, tree.Word) else None
    if match is None or match["name"] not in (name, "系数"):
        return None
    if match["when"]:
        parts.append(Part(tree.Word(match["when"]), last.start, last.start + len(match["when"])))
    return tuple(parts), number
