"""unused-fact"""

from collections.abc import Iterator

from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Rubric
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, info


def unused_fact(loaded: Loaded) -> Iterator[Diagnostic]:
    """A declared fact or a definition that no indicator reads."""
    rubric = loaded.rubric
    assert rubric is not None
    read = facts_read(rubric)
    undeclared = [fact.name for fact in rubric.facts if fact.key in read and fact.span == (0, 0)]
    unused = [fact for fact in rubric.facts if fact.key not in read and fact.span != (0, 0)]
    if unused:
        names = "、".join(fact.name for fact in unused[:3]) + ("等" if len(unused) > 3 else "")
        message = f"{len(unused)}项数据没有指标用到：{names}"
        others = tuple(Place(*fact.span, fact.name) for fact in unused[1:4])
        near = next((words for fact in unused if (words := _near(fact.name, undeclared))), "")
        hint = f"只作记录的可以保留，否则删去，或核对评分文字里的名称{near}"
        yield info("unused-fact", message, *unused[0].span, hint=hint, others=others)
    for definition in rubric.definitions:
        if definition.name not in read:
            yield info(
                "unused-fact",
                f"计算“{definition.name}”没有指标用到",
                *definition.span,
                hint=f"核对名称与评分文字是否一致{_near(definition.name, undeclared)}",
            )


def _near(name: str, undeclared: list[str]) -> str:
    """The name that the rules read and nobody declared, when it is hardly another: 完成律 for 完成率."""
    from difflib import get_close_matches

    near = get_close_matches(name, undeclared, 1, 0.7)
    return f"；评分文字读的是“{near[0]}”" if near else ""


def facts_read(rubric: Rubric) -> set[str]:
    """The keys of every fact and rate that some indicator or grade rule reads, through definitions too."""
    read = {key for indicator in rubric.indicators for key in keys_of(indicator_to_expr(indicator))}
    rules = [*rubric.grade_rules, *(rule for one in rubric.indicators for rule in one.grade_rules)]
    read |= {key for rule in rules for key in keys_of(rule.condition)}
    waiting = list(read)
    rates = {definition.name: definition for definition in rubric.definitions}
    while waiting:
        key = waiting.pop()
        if key in rates:
            more = [one for one in keys_of(rates[key].expr) if one not in read]
            read.update(more)
            waiting += more
    return read
