"""Computed: formulas as expressions, and what a definition computes, in the unit that it comes to."""

from fractions import Fraction
from functools import partial, reduce

from evaldsl.clauses.measure_names import is_rate_name, is_stake_name, unquoted
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.units import (
    PLAIN,
    Common,
    Unit,
    Unmatched,
    common_units,
    converted,
    fills_places,
    powers_of,
    unit_of,
    written_unit,
)
from evaldsl.interpreter.expressions import ZERO, Arithmetic, Expr, Number, Ref, Rest, minus, most
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.interpreter.rubric import Definition, Kind, Scale
from evaldsl.syntax import tree
from evaldsl.syntax.terms import leaves_of, names_of
from evaldsl.text.diagnostics import warning
from evaldsl.text.typography import plain_text, same_name


def expression_of(measures: Measures, term: tree.Term, ratio_name: bool = False, scored: bool = False) -> Expr:
    """A formula as an expression, units of one kind made one; in a *scored* one 分值 is what is at stake; in a rate's
    definition ×100 is ×100%."""
    common = common_units(_unit(measures, leaf) for leaf in leaves_of(term))
    return _Formula(measures, ratio_name, scored, common).expression(term, True)


@frozen
class _Formula:
    """What is the same for all terms of one formula."""

    measures: Measures
    ratio_name: bool
    scored: bool
    common: Common

    def expression(self, term: tree.Term, top: bool = False) -> Expr:
        """*term*, which alone or as a factor is all of the formula (*top*), or not."""
        match term:
            case tree.Quantity(number, unit):
                if unit == "%":
                    return Number(term.part)
                if self.ratio_name and top and number == 100 and not unit:
                    return Number(Fraction(1))
                return Number(number * converted(unit_of(unit), self.common)[0])
            case tree.Name(text):
                name = unquoted(text)
                if self.scored and is_stake_name(name):
                    return Rest()
                value = Ref(self.measures.measure(self.measures.in_full(name), "").key)
                scale, unit = converted(_unit(self.measures, term), self.common)
                return value if scale == 1 else Arithmetic("×", value, Scale(scale, unit))
            case tree.Extreme(op, several):
                return reduce(lambda one, other: Arithmetic(op, one, other), map(self.expression, several))
            case tree.Absolute(of):
                inner = self.expression(of)
                return most(inner, minus(ZERO, inner))
            case tree.Binary(op, left, right):
                factor = self.ratio_name and top and op == "×"
                return Arithmetic(
                    "÷" if op == "/" else op, self.expression(left, factor), self.expression(right, factor)
                )


def _unit(measures: Measures, leaf: tree.Name | tree.Quantity) -> Unit | None:
    """The unit of a name or number in a formula; None where none is said."""
    if isinstance(leaf, tree.Quantity):
        return unit_of(leaf.unit)
    name = unquoted(leaf.text)
    if is_stake_name(name):
        return unit_of("分")
    fact = measures.measure(name, "")
    known = fact.unit not in ("", "日期")
    return PLAIN if fact.kind is Kind.RATIO else unit_of(fact.unit) if known else None


def definition_of(
    measures: Measures, name: str, term: tree.Term, ratio: bool, words: str, span: tuple[int, int]
) -> Definition:
    """What is called *name* and computed by *term*; a *ratio* whose units do not cancel is reported.

    甲分×60%＋乙分×40% of what is in 分 is in 分, though it is written with %.
    """
    weighed = ratio and not is_rate_name(name) and "100%" not in plain_text(words)
    ratio = ratio and not (weighed and _is_amount(measures, term))
    if ratio:
        _in_one_multiple(measures, term)
    expr = expression_of(measures, term, ratio)
    unit = _written_unit(measures, name, term, ratio, span)
    return Definition(same_name(name), expr, ratio, unit, words, span)


def _in_one_multiple(measures: Measures, term: tree.Term) -> None:
    """完成面积（万亩）÷任务面积: a fact of which the rules name no unit is in 万亩 too, where that makes a plain number."""
    facts = [measures.measure(unquoted(name), "") for name in names_of(term)]
    bare = [fact for fact in facts if not fact.unit and fact.kind is Kind.NUMBER]
    named = {fact.unit for fact in facts if fact.unit.startswith(("万", "亿"))}
    if not bare or len(named) != 1:
        return
    [unit] = named
    try:
        powers = powers_of(term, lambda leaf: unit_of(unit) if (own := _unit(measures, leaf)) is None else own)
    except Unmatched:
        return
    if powers == {}:
        measures.facts |= {fact.key: evolve(fact, unit=unit) for fact in bare}


def _is_amount(measures: Measures, term: tree.Term) -> bool:
    try:
        return bool(powers_of(term, partial(_unit, measures)))
    except Unmatched:
        return True


def _written_unit(measures: Measures, name: str, term: tree.Term, ratio: bool, span: tuple[int, int]) -> str:
    """The unit of what *term* gives, where it has one that is written."""
    leaves = [*leaves_of(term)]
    facts = {leaf: measures.measure(unquoted(leaf.text), "") for leaf in leaves if isinstance(leaf, tree.Name)}
    of_days = [one.unit for one in facts.values()] == ["日期", "日期"]
    if of_days and isinstance(term, tree.Binary) and term.op == "-":
        return "天"
    said = dict.fromkeys(
        f"“{unquoted(leaf.text)}”以“{fact.unit}”计" for leaf, fact in facts.items() if _unit(measures, leaf)
    )
    try:
        powers = powers_of(term, partial(_unit, measures))
    except Unmatched:
        message, hint = f"“{name}”把单位不同的数相加减：{'，'.join(said)}", "核对单位；不是一类的数不能相加减"
        measures.found.append(warning("unit-mismatch", message, *span, hint=hint))
        return ""
    if ratio and powers and not fills_places(name, powers, map(partial(_unit, measures), leaves)):
        message = f"“{name}”以“%”计，算式里的单位却约不掉：{'，'.join(said)}"
        hint = "核对单位；不是比率的，名称不用“率”，算式不乘100%"
        measures.found.append(warning("unit-mismatch", message, *span, hint=hint))
    return "" if ratio or not powers else written_unit(powers, common_units(map(partial(_unit, measures), leaves)))
