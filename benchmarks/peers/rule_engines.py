"""Rule engines and OpenFisca over workload W: single units (CEL twice, zen), vectors of units (OpenFisca)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.peers import numpy_naive
from benchmarks.peers.expressions import CEL, ZEN, points
from benchmarks.peers.rules import Checks, Rule

Units = Sequence[Mapping[str, Any]]
SOME = (0, 2, 8, 13, 17, 24)
"""One indicator of each kind, for those that are compared by six."""


def names_of(rules: Sequence[Rule], columns: Mapping[str, Any]) -> dict[str, str]:
    """Plain names of the facts; those of truths begin with b."""
    truths = {name for rule in rules if isinstance(rule, Checks) for name in (rule.one, rule.other)}
    return {name: f"{'b' if name in truths else 'f'}{place}" for place, name in enumerate(columns)}


def facts_of(rules: Sequence[Rule]) -> list[str]:
    """The facts that some rules read."""
    fields = ("part", "whole", "count", "index", "one", "other")
    return list(
        dict.fromkeys(
            getattr(rule, field) for rule in rules for field in fields if isinstance(getattr(rule, field, None), str)
        )
    )


def units_of(columns: Mapping[str, Any], names: Mapping[str, str], count: int) -> Units:
    """The first units as mappings from plain names to floats and truths."""
    listed = {names[name]: column[:count].tolist() for name, column in columns.items()}
    return [dict(zip(listed, row, strict=True)) for row in zip(*listed.values(), strict=True)]


def cel(rules: Sequence[Rule], names: Mapping[str, str]) -> Callable[[Units], list[list[float]]]:
    """cel-expr-python: compiled expressions, one activation a unit."""
    from cel_expr_python import cel as library

    kinds = {name: library.Type.BOOL if name[0] == "b" else library.Type.DOUBLE for name in names.values()}
    space = library.NewEnv(variables=kinds)
    texts = [points(rule, names, **CEL) for rule in rules]
    compiled = [space.compile(text) for text in texts]

    def run(units: Units) -> list[list[float]]:
        found = []
        for unit in units:
            activation = space.Activation(unit)
            found.append([one.eval(activation).value() for one in compiled])
        return found

    return run


def common_expressions(rules: Sequence[Rule], names: Mapping[str, str]) -> Callable[[Units], list[list[float]]]:
    """common-expression-language: compiled programs."""
    import cel as library

    texts = [points(rule, names, **CEL) for rule in rules]
    compiled = [library.compile(text) for text in texts]
    return lambda units: [[one.execute(unit) for one in compiled] for unit in units]


def zen_decision(rules: Sequence[Rule], names: Mapping[str, str]) -> Callable[[Units], list[list[float]]]:
    """zen-engine: one decision of all expressions."""
    import zen

    texts = [points(rule, names, **ZEN) for rule in rules]
    expressions = [{"id": f"e{place}", "key": f"i{place}", "value": text} for place, text in enumerate(texts)]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "all", "type": "expressionNode", "name": "all", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": f"{a}{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in (("in", "all"), ("all", "out"))
    ]
    decision = zen.ZenEngine().create_decision({"nodes": nodes, "edges": edges})
    order = [one["key"] for one in expressions]

    def run(units: Units) -> list[list[float]]:
        found = []
        for unit in units:
            result = decision.evaluate(dict(unit))["result"]
            found.append([result[key] for key in order])
        return found

    return run


def zen_expressions(rules: Sequence[Rule], names: Mapping[str, str]) -> Callable[[Units], list[list[float]]]:
    """zen-engine: compiled expressions by themselves."""
    import zen

    texts = [points(rule, names, **ZEN) for rule in rules]
    compiled = [zen.compile_expression(text) for text in texts]
    return lambda units: [[one.evaluate(unit) for one in compiled] for unit in units]


def openfisca(
    rules: Sequence[Rule], columns: Mapping[str, Any]
) -> tuple[Callable[[], list[Any]], Callable[[], list[Any]]]:
    """OpenFisca-Core: a variable for each fact and each indicator, a simulation over all units.

    Gives two ways: the simulation made, its columns set and the formulas calculated; only the last of these.
    """
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    place = build_entity(key="place", plural="places", label="", is_person=True)
    system = TaxBenefitSystem([place])
    names = names_of(rules, columns)

    def variable(name: str, kind: type, formula: Any = None) -> None:
        body: dict[str, Any] = {"value_type": kind, "entity": place, "definition_period": DateUnit.YEAR, "label": ""}
        if formula is not None:
            body["formula"] = formula
        system.add_variable(type(name, (Variable,), body))

    for name in names.values():
        variable(name, bool if name[0] == "b" else float)

    def formula_of(rule: Rule) -> Any:
        def formula(unit: Any, period: Any, parameters: Any = None) -> Any:  # noqa: ARG001
            class Given:
                def __getitem__(self, name: str) -> Any:
                    return unit(names[name], period)

            return np.floor(numpy_naive.points(rule, Given()) * 100 + 0.5) / 100  # type: ignore[arg-type]

        return formula

    for order, rule in enumerate(rules):
        variable(f"i{order}", float, formula_of(rule))
    rows = len(next(iter(columns.values())))

    narrow = {
        name: column if column.dtype == np.bool_ else column.astype(np.float32) for name, column in columns.items()
    }

    def made() -> Any:
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("place", range(rows))
        simulation = builder.build(system)
        for name, column in narrow.items():
            simulation.set_input(names[name], "2021", column)
        return simulation

    def calculated(simulation: Any) -> list[Any]:
        return [simulation.calculate(f"i{order}", "2021") for order in range(len(rules))]

    ready = made()

    def again() -> list[Any]:
        for order in range(len(rules)):
            ready.delete_arrays(f"i{order}")
        return calculated(ready)

    return lambda: calculated(made()), again
