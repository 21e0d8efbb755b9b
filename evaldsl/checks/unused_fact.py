"""unused-fact"""

import re
from collections.abc import Iterator

from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Rubric
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, info, warning
from evaldsl.text.typography import plain_text, same_name


def unused_fact(loaded: Loaded) -> Iterator[Diagnostic]:
    """A declared fact or a definition that no indicator reads."""
    rubric = loaded.rubric
    assert rubric is not None
    read = facts_read(rubric)
    undeclared = [fact.name for fact in rubric.facts if fact.key in read and fact.span == (0, 0)]
    unused = [fact for fact in rubric.facts if fact.key not in read and fact.span != (0, 0)]
    for several in [fact for fact in unused if (parts := _parts(fact.name)) and read >= parts]:
        unused.remove(several)
        each = "、".join(f"“数据 {one}（{several.unit or '…'}）”" for one in several.name.split("、"))
        message = f"“{several.name}”声明成了一项数据，评分里读的是分开的几项"
        yield warning("unused-fact", message, *several.span, hint=f"一行只写一项：{each}")
    if unused:
        names = "、".join(fact.name for fact in unused[:3]) + ("等" if len(unused) > 3 else "")
        message = f"{len(unused)}项数据没有指标用到：{names}"
        others = tuple(Place(*fact.span, fact.name) for fact in unused[1:4])
        copied = _explained(loaded, {fact.name for fact in unused})
        near = copied or next((words for fact in unused if (words := _near(fact.name, undeclared))), "")
        if any(fact.unit == "日期" for fact in unused):
            near = (
                "；评分文字里的“6月30日前完成”可以直接填日期，逾期几天写成计算（计算 逾期＝实际完工日期-计划完工日期）"
                + near
            )
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


def _explained(loaded: Loaded, names: set[str]) -> str:
    """What to do with 资金到位率=（实际到位资金/预算资金）×100% of an explanation, which does not score."""
    assert loaded.rubric is not None
    rates = {one.name for one in loaded.rubric.definitions}
    for indicator in loaded.rubric.indicators:
        for match in _FORMULA.finditer(plain_text(indicator.explanation)):
            rate, formula = match[1], match[2].strip()
            if rate not in rates and any(name in formula for name in names):
                return f"；“{indicator.name}”的解释里有算式，解释只供显示，要照它计分的，加一行“计算 {rate}＝{formula}”"
    return ""


def _parts(name: str) -> set[str]:
    """The keys of 支出数、结转数, nothing where it names but one fact."""
    return {same_name(one) for one in name.split("、")} if "、" in name else set()


_FORMULA = re.compile(r"([^,;:。\s=()]{2,20})=([^,;:。\n=]*[/÷×+\-][^,;:。\n=]*)")


def _near(name: str, undeclared: list[str]) -> str:
    """The name that the rules read and nobody declared, when it is hardly another: 完成律 for 完成率."""
    from difflib import get_close_matches

    near = get_close_matches(name, undeclared, 1, 0.65)  # 支岀数 for 支出数: two of three signs
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
