"""formula-unused"""

from collections.abc import Iterator

from evaldsl.checks.printed_formulas import Printed, names_of, printed_formulas
from evaldsl.clauses.definitions import structure_of
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, info


def formula_unused(loaded: Loaded) -> Iterator[Diagnostic]:
    """A formula printed beside the rule, while the rate itself is asked for: nobody computes it."""
    rubric = loaded.rubric
    assert rubric is not None
    asked = {fact.key for fact in rubric.facts}
    declared = {fact.key for fact in rubric.facts if fact.span != (0, 0)}
    shapes = {structure_of(definition.expr) for definition in rubric.definitions}
    printed: dict[str, list[Printed]] = {}
    for one in printed_formulas(loaded):
        printed.setdefault(one.definition.name, []).append(one)
    for name, (first, *others) in printed.items():
        shape, read = structure_of(first.definition.expr), dict.fromkeys(names_of(first.definition.expr))
        differ = any(structure_of(one.definition.expr) != shape for one in others)
        if name not in asked or shape in shapes or differ or declared & {*read}:
            continue  # definition-differs and unused-fact say more of these
        message = f"{first.heading}里的算式没有用，“{name}”直接填报，不由{'、'.join(read)}算出"
        hint = f"要由基础数据算的，另写一行“计算 {name}＝…”"
        yield info("formula-unused", message, *first.span, hint=hint)
