"""Formulas printed in explanations and sources: 在职人员控制率=(在职人员数/编制数)×100%, for comparison with 计算."""

import re
from collections.abc import Iterator

from attrs import frozen

from evaldsl.interpreter.expressions import Arithmetic, Expr, Ref
from evaldsl.interpreter.rubric import Conventions, Definition, Span
from evaldsl.rubric_files.declarations import read_definition
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.rubric_files.rubric_lines import Block, blocks
from evaldsl.rubric_files.scoring_text import POINTS_TO_SEE, scores
from evaldsl.text.diagnostics import Diagnostic

_FORMULA = re.compile(r"(?:^|[;；。,，\n①-⑳])[ \t\u3000]*([^=＝;；。,，\n①-⑳]{2,30})[=＝]([^=＝;；。,，\n]+)")
_RATIO = re.compile(r"[/÷]")


@frozen
class Printed:
    """A formula printed under *heading*, with its place."""

    heading: str
    definition: Definition
    span: Span


def printed_formulas(loaded: Loaded) -> Iterator[Printed]:
    """Every quotient that an explanation, a source or points to see without points give a name."""
    for block in blocks(loaded.text):
        if block.keyword not in ("解释", "来源", POINTS_TO_SEE) or scores(block):
            continue
        for match in _FORMULA.finditer(block.text):
            if not _RATIO.search(match[2]):
                continue
            start, end = block.start + match.start(1), block.start + match.end(2)
            text = f"{match[1].strip()}={match[2].strip()}".replace("[", "(").replace("]", ")")
            ignored: list[Diagnostic] = []
            found = read_definition(Block("计算", text, start, end, start), Conventions(), {}, {}, ignored)
            if found is not None:
                yield Printed(block.keyword, found[0], (start, end))


def names_of(expr: Expr) -> list[str]:
    """The names that a formula reads, in order."""
    match expr:
        case Ref(key):
            return [key]
        case Arithmetic(_, left, right):
            return [*names_of(left), *names_of(right)]
        case _:
            return []
