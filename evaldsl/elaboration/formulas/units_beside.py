"""What a formula says of the unit of a name that says none: 实际清运量÷3000吨, 财政自给率÷全市平均水平."""

from evaldsl.clauses.measure_names import are_rates, unquoted
from evaldsl.clauses.measures import Measures
from evaldsl.syntax import tree
from evaldsl.syntax.terms import names_of, nodes_of


def units_beside(measures: Measures, term: tree.Term) -> None:
    """A fact of which the rules name no unit is in that of the number by which it is divided; a level, 全市平均水平, that
    is held against rates is one too."""
    for one in nodes_of(term):
        match one:
            case tree.Binary("/", tree.Name(text), tree.Quantity(_, unit)) if unit not in ("", "分"):
                measures.measure(measures.in_full(unquoted(text)), unit)
            case tree.Binary("/" | "-"):
                names = [unquoted(name) for name in names_of(one)]
                if len(names) > 1 and are_rates(names):
                    for name in names:
                        measures.measure(measures.in_full(name), "%")
