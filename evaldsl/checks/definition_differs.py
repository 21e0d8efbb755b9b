"""definition-differs"""

import re
from collections import Counter
from collections.abc import Iterator

from evaldsl.checks.printed_formulas import Printed, names_of, printed_formulas
from evaldsl.clauses.definitions import structure_of
from evaldsl.interpreter.expressions import Arithmetic, Expr, Number
from evaldsl.interpreter.rubric import Definition
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, info, warning

_LESS = re.compile(r"节约|节支|下降|降低|减少|压减|压缩|降幅")
_MORE = re.compile(r"增长|增加|提高|提升|上升|增幅|涨幅")
_BEFORE = re.compile(r"上年|上一年|去年|上期|年初|计划|预算")


def definition_differs(loaded: Loaded) -> Iterator[Diagnostic]:
    """A rate whose 计算 is not the formula printed beside the rule, or whose name says the opposite of its formula."""
    rubric = loaded.rubric
    assert rubric is not None
    known = {definition.name: definition for definition in rubric.definitions}
    shapes = {structure_of(definition.expr): definition for definition in rubric.definitions}
    asked = {fact.key for fact in rubric.facts}
    before: dict[str, Printed] = {}
    for printed in printed_formulas(loaded):
        name, shape = printed.definition.name, structure_of(printed.definition.expr)
        first = before.setdefault(name, printed)
        if name in known:
            yield from _compared(known[name], printed)
        elif name in asked and structure_of(first.definition.expr) != shape:
            message = f"“{name}”在{first.heading}里有两个算式，却是一项数据，几处都用这一个数"
            hint, others = "名称写全，如“渠道完成率”，或把算式写进评分", (Place(*first.span, "前一个算式"),)
            yield warning("definition-differs", message, *printed.span, hint=hint, others=others)
        elif (other := shapes.get(shape)) is not None and other.said != name:
            message = f"同一个算式，{printed.heading}称“{name}”，计算称“{other.name}”"
            others = (Place(*other.span, "计算里的名称"),)
            yield info("definition-differs", message, *printed.span, hint="统一成一个名称", others=others)
    for definition in rubric.definitions:
        yield from _misnamed(definition)


def _compared(definition: Definition, printed: Printed) -> Iterator[Diagnostic]:
    if structure_of(definition.expr) == structure_of(printed.definition.expr):
        return
    others = (Place(*printed.span, f"{printed.heading}里的算式"),)
    ours, theirs = names_of(definition.expr), names_of(printed.definition.expr)
    if sorted(ours) == sorted(theirs):
        message = f"“{definition.name}”的计算与{printed.heading}里的算式不同：数据相同，算法不同"
        yield warning("definition-differs", message, *definition.span, hint="核对哪一个对", others=others)
    elif odd := list((Counter(ours) - Counter(theirs)).elements()):
        message = f"“{definition.name}”的计算与{printed.heading}里的算式不同：{printed.heading}里这一处不是“{odd[0]}”"
        yield warning("definition-differs", message, *definition.span, hint="核对哪一个对，或统一名称", others=others)


def _misnamed(definition: Definition) -> Iterator[Diagnostic]:
    """节约率＝（本年－上年）÷上年 is growth."""
    rising = _growth(definition.expr)
    less, more = _LESS.search(definition.name), _MORE.search(definition.name)
    if rising is not None and bool(less) != bool(more) and rising == bool(less):
        said = less or more
        assert said is not None
        what = "增长" if rising else "下降"
        message = f"“{definition.name}”名为“{said.group()}”，算式算的却是{what}：得数为正是{what}"
        hint = "改名称，或把被减数与减数对调"
        yield warning("definition-differs", message, *definition.span, hint=hint)


def _growth(expr: Expr) -> bool | None:
    """Whether a formula measures a rise over what was before (True), a fall (False), or neither."""
    match expr:
        case Arithmetic("×", left, Number()):
            return _growth(left)
        case Arithmetic("÷", Arithmetic("-", now, before), base) if base in (now, before) and now != before:
            first, second = ("".join(names_of(one)) for one in (now, before))
            if bool(_BEFORE.search(first)) == bool(_BEFORE.search(second)):
                return None
            return bool(_BEFORE.search(second))
        case _:
            return None
