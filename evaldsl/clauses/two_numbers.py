"""Two numbers that a formula names and words compare: 实际完成数≥计划数得10分；实际完成数<计划数，得分=实际完成数÷计划数×10分."""

import re
from collections.abc import Sequence

from evaldsl.clauses.measure_names import are_rates
from evaldsl.clauses.measures import Measures
from evaldsl.interpreter.expressions import Compare, Condition, Not, Ref
from evaldsl.syntax import tree
from evaldsl.syntax.terms import names_of
from evaldsl.text.typography import same_name

_COMPARES = re.compile(
    r"(?P<one>.{2,}?)(?:(?P<ge>不低于|不少于|不小于|大于或?等于|达到或(?:超过|高于|大于)|达到|≥)|(?P<le>不超过|不高于|不大于|不突破|小于或?等于|≤)"
    r"|(?P<gt>高于|大于|超过|多于|>)|(?P<lt>低于|小于|少于|未达到|<)|(?P<eq>等于|=))(?P<other>.{2,})"
)
_OPS = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "="}
_BEYOND = {
    "≤": re.compile("(?:超过|超出|高于|大于|多于|突破)的?"),
    "≥": re.compile("(?:低于|少于|小于|不足|未达到|没有达到|达不到)的?"),
}
"""What says that the comparison before it does not hold: 超过的."""


def two_numbers(cell: tree.Cell, measures: Measures, text: str, others: Sequence[Condition]) -> Condition | None:
    """The comparison that *text* is, of two numbers that a formula of *cell* names; *others* is what the award
    before it wants."""
    if tree.Formula not in cell.by_kind:
        return None
    before = others[0] if others else None
    if isinstance(before, Compare) and isinstance(before.left, Ref) and isinstance(before.right, Ref):
        beyond = _BEYOND.get(before.op)
        if beyond is not None and beyond.fullmatch(text):
            return Not(before)
    match = _COMPARES.fullmatch(text)
    if match is None:
        return None
    named = {same_name(name) for formula in cell.values(tree.Formula) for name in names_of(formula.term)}
    one, other = match["one"], match["other"]
    if not {same_name(one), same_name(other)} <= named:
        return None
    op = next(op for group, op in _OPS.items() if match[group])
    unit = "%" if are_rates([one, other]) else ""
    return Compare(op, Ref(measures.measure(one, unit).key), Ref(measures.measure(other, unit).key))
