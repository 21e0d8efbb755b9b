"""Rates that a formula counts in points: in 10-|完成率-100|×0.5 and 完成率÷100×10, 80% is 80."""

from fractions import Fraction

from evaldsl.clauses.measure_names import is_stake_name
from evaldsl.clauses.measures import Measures
from evaldsl.interpreter.rubric import Kind
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree

_HUNDRED = tree.Quantity(Fraction(100))


def rates_in_points(measures: Measures, term: tree.Term) -> tuple[tree.Term, str]:
    """*term* with such rates times 100, and what they stand beside, in words; nothing where there are none."""
    match term:
        case tree.Binary("+" | "-" as op, left, right):
            for rate, number in ((left, right), (right, left)):
                if _is_points(number) and _is_rate(measures, rate):
                    whole = tree.Binary("×", rate, _HUNDRED)
                    own = tree.Binary(op, whole, right) if rate is left else tree.Binary(op, left, whole)
                    return own, f"与{_shown(number)}相{'加' if op == '+' else '减'}"
        case tree.Binary("/", left, tree.Quantity(number, "")) if _is_hundreds(number) and _is_rate(measures, left):
            return tree.Binary("/", tree.Binary("×", left, _HUNDRED), term.right), f"除以{shown(number)}"
        case tree.Absolute(of):
            inner, words = rates_in_points(measures, of)
            return (tree.Absolute(inner), words) if words else (term, "")
        case tree.Extreme(op, several):
            found = [rates_in_points(measures, one) for one in several]
            said = next((words for _, words in found if words), "")
            return (tree.Extreme(op, tuple(one for one, _ in found)), said) if said else (term, "")
    if isinstance(term, tree.Binary):
        (left, one), (right, other) = (rates_in_points(measures, side) for side in (term.left, term.right))
        return (tree.Binary(term.op, left, right), one or other) if one or other else (term, "")
    return term, ""


def _is_hundreds(number: Fraction) -> bool:
    """100, of one rate; 200, of two added up."""
    return number > 0 and number % 100 == 0


def _is_points(term: tree.Term) -> bool:
    return isinstance(term, tree.Quantity) and not term.unit and term.number > 1


def _shown(term: tree.Term) -> str:
    return shown(term.number) if isinstance(term, tree.Quantity) else ""


def _is_rate(measures: Measures, term: tree.Term) -> bool:
    """Whether *term* is a rate, or rates added up, weighed and divided by how many they are."""
    match term:
        case tree.Name(text):
            return (
                not is_stake_name(text) and measures.measure(measures.in_full(text.strip('"')), "").kind is Kind.RATIO
            )
        case tree.Binary("+" | "-", left, right):
            return _is_rate(measures, left) and _is_rate(measures, right)
        case tree.Binary("×", left, tree.Quantity(number, unit)) if not isinstance(left, tree.Quantity):
            return (unit == "%" or (not unit and number <= 1)) and _is_rate(measures, left)
        case tree.Binary("/", left, tree.Quantity(number, "")):
            return number < 100 and _is_rate(measures, left)
        case tree.Absolute(of):
            return _is_rate(measures, of)
    return False
