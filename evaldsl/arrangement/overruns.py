"""成本节约率≥0得满分；超支10%以上不得分: what is overspent is what is not saved, the other side of one rate."""

from fractions import Fraction

from evaldsl.clauses.comparisons import BEFORE_LIMIT, Segment
from evaldsl.clauses.grouping import Group, clean
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.values import MIRRORED
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part

_OVERRUN = frozenset({"超支", "成本超支", "出现超支", "发生超支", "超支率"})
_SAVED = ("节约率", "节支率", "结余率")
_NOTHING, _ALL = tree.Quantity(Fraction(0), "%"), tree.Quantity(Fraction(100), "%")


def read_overruns(_: Cell, group: Group) -> None:
    """Makes 超支 a range of the rate that an award above it compares with 0 or more, or with 100%."""
    name, limit = "", _NOTHING
    for place, clause in enumerate(group.clauses):
        alone = len(clause.segments) > 1 and isinstance(clause.segments[-1][0].value, tree.Step)  # 超支的，每超1%
        if name and clause.effect is not None and not (alone and len(clause.segments[0]) == 1):
            segments = tuple(_overrun(segment, name, limit) for segment in clause.segments)
            group.clauses[place] = evolve(clause, segments=segments) if segments != clause.segments else clause
        for segment in clause.segments if not name and isinstance(clause.value, tree.Award | tree.Full) else ():
            name, limit = _rate(segment) or (name, limit)


def _rate(segment: Segment) -> tuple[str, tree.Quantity] | None:
    """成本节约率 and 0, of 成本节约率≥0; 预算执行率 and 100% of 预算执行率≤100%."""
    words, value = segment[0].value, segment[-1].value
    if len(segment) != 2 or not isinstance(words, tree.Word) or not isinstance(value, tree.Comparison | tree.Between):
        return None
    name = BEFORE_LIMIT.sub("", clean(words.text))
    if name.endswith(_SAVED):
        return name, _NOTHING
    kept = name.endswith("率") and isinstance(value, tree.Comparison) and value.op == "≤" and value.limit == _ALL
    return (name, _ALL) if kept else None


def _overrun(segment: Segment, name: str, limit: tree.Quantity) -> Segment:
    first, *others = segment
    if not isinstance(first.value, tree.Word) or clean(first.value.text) not in _OVERRUN:
        return segment
    saved = limit.number == 0
    match [one.value for one in others if not (isinstance(one.value, tree.Word) and clean(one.value.text) == "")]:
        case []:
            value: tree.Comparison | tree.Between = tree.Comparison("<" if saved else ">", limit)
        case [tree.Comparison(op, tree.Quantity(unit="%") as beyond, stated)] if saved and op in ("≤", "<"):
            value = tree.Between(_less(beyond), _NOTHING, op == "≤", False)
        case [tree.Comparison(op, tree.Quantity(unit="%") as beyond, stated)] if saved:
            value = tree.Comparison(MIRRORED.get(op, "≤"), _less(beyond), stated)
        case [tree.Between(tree.Quantity(unit="%") as low, tree.Quantity(unit="%") as high, low_in, high_in)] if saved:
            value = tree.Between(_less(high), _less(low), high_in, low_in)
        case _:
            return segment
    named = Part(tree.Word(name), first.start, first.end)
    return (named, Part(value, others[0].start if others else first.end, segment[-1].end))


def _less(quantity: tree.Quantity) -> tree.Quantity:
    return evolve(quantity, number=-quantity.number)
