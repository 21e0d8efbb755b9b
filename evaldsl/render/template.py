"""A facts file to be filled in: every fact that the rules read, with unit and meaning; 缺 stands for what is not known."""

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from evaldsl.facts.dated_answers import DatedAnswers
from evaldsl.facts.deadlines import deadline_of
from evaldsl.interpreter.rubric import Decision, Effect, Fact, Indicator, Kind, Ladder, Rubric
from evaldsl.interpreter.values import decimal_text
from evaldsl.render.names import item_label
from evaldsl.render.widths import display_width, one_line, pad
from evaldsl.text.typography import curly

MISSING = "缺"
_PLAIN_KEY = re.compile(r"[\w\u4e00-\u9fff①-⑳“”（《][^:#\"'{}\[\]\\]*")
Row = Sequence[str]
COLUMNS = ("指标", "数值", "单位", "依据", "理由", "评价人", "备注")


@frozen
class Group:
    """The facts that one indicator is the first to read."""

    title: str
    facts: tuple[Fact, ...]


def groups(rubric: Rubric) -> list[Group]:
    """Every fact once, by indicator, in the order of reading; then those that only the grade depends on."""
    seen: set[str] = set()
    found: list[Group] = []
    for indicator in rubric.indicators:
        fresh = [fact for fact in _by_item(indicator) if fact.key not in seen]
        seen |= {fact.key for fact in fresh}
        if fresh:
            found.append(Group(f"{indicator.name}（{decimal_text(indicator.full)}分）", tuple(fresh)))
    rest = tuple(fact for fact in rubric.facts if fact.key not in seen)
    return [*found, Group("其他", rest)] if rest else found


def _by_item(indicator: Indicator) -> list[Fact]:
    """The facts of an indicator item by item; one that no item owns stays before what was read after it."""
    places = {item.label: place for place, item in enumerate(indicator.items)}
    ranks: list[int] = []
    after = len(places)
    for fact in reversed(indicator.facts):
        after = places.get(item_label(fact.address, fact.name), after)
        ranks.append(after)
    ranked = sorted(zip(reversed(ranks), range(len(ranks)), indicator.facts, strict=True), key=lambda one: one[:2])
    return [fact for _, _, fact in ranked]


def decisions(rubric: Rubric) -> dict[str, str]:
    """For each decision of an evaluator whether it is 扣分 or 得分, by key."""
    return {
        effect.key: "扣分" if effect.takes else "得分"
        for indicator in rubric.indicators
        for effect in _effects(indicator)
        if isinstance(effect, Decision)
    }


def _effects(indicator: Indicator) -> Iterator[Effect]:
    for effect in (*indicator.effects, *(effect for item in indicator.items for effect in item.effects)):
        yield effect
        if isinstance(effect, Ladder) and effect.otherwise is not None:
            yield effect.otherwise


def filling_hint(fact: Fact, *, one_day: bool = False) -> str:
    """What is to be written: 人, 是或否, 全部整改、部分整改、未整改; *one_day*: others are about the same day."""
    match fact.kind:
        case Kind.JUDGEMENT:
            words = "是或否" if deadline_of(fact, None) is None else "是或否，也可以填日期"
            words += "；一件事的几项，日期填一处就行" if one_day else ""
        case Kind.CHOICE:
            words = "或".join(fact.choices)
        case Kind.DISCRETION:
            words = "评价人酌情决定"
        case Kind.RATIO:
            words = (
                "千分数，如6.5‰"
                if fact.multiple
                else "百分数，如95.5%"
                if not fact.signed
                else "百分数，上升填正数，下降填负数，如-1.5%"
            )
        case Kind.COUNT:
            words = f"次数，单位：{fact.asked_unit}" if fact.unit else "次数"
        case Kind.NUMBER:
            words = "几比1，如12:1" if fact.unit == ":1" else f"单位：{fact.asked_unit}" if fact.unit else "数"
            words = f"几比几，如{'1:3' if fact.multiple or fact.unit == '1:' else '3:1'}" if ":" in fact.unit else words
    return words + _limits(fact)


def _limits(fact: Fact) -> str:
    if fact.low is None and fact.high is None:
        return ""
    ratio = fact.kind is Kind.RATIO
    times, unit = (
        (fact.ratio_size, fact.asked_unit) if ratio else (1, "分" if fact.kind is Kind.DISCRETION else fact.unit)
    )
    low = None if fact.low is None else f"{decimal_text(fact.low * times)}{unit}"
    high = None if fact.high is None else f"{decimal_text(fact.high * times)}{unit}"
    zero = "或0" if fact.may_be_zero else ""
    return f"，{low}至{high}{zero}" if low and high else f"，不小于{low}{zero}" if low else f"，不大于{high}"


def explained(fact: Fact) -> str:
    """Meaning and source, as the rules declare them."""
    parts = [fact.meaning, f"来源：{fact.source}" if fact.source else ""]
    return one_line("；".join(part for part in parts if part))


def yaml_text(rubric: Rubric, name: str, year: str) -> str:
    """The form as YAML."""
    lines = [
        f"# {one_line(rubric.name)}",
        f"# 把“{MISSING}”改成查到的数，带上单位，如53人、8.5万元、84.74%、2例；没有查到的不要改，仍写“{MISSING}”。",
        "# 每个数最好写明依据：在行末“#”后面，或写成 {值: 53人, 依据: …}。",
        f"规则集: {_scalar(name)}",
        "单位:",
        f"年度: {year}".rstrip(),
        "来源:",
        "数据:",
    ]
    kinds, dated = decisions(rubric), DatedAnswers.of(rubric)
    for group in groups(rubric):
        lines += ["", f"  # ---- {one_line(group.title)} ----"]
        column = max(_HINTS, *(display_width(_asked(fact)) + 2 for fact in group.facts))
        for fact in group.facts:
            hint = filling_hint(fact, one_day=bool(dated.others.get(fact.key)))
            lines += _yaml_fact(fact, kinds.get(fact.key, "得分"), hint, column)
    return "\n".join(lines) + "\n"


_HINTS = 40
"""The column in which the hints of a group stand, where its names are not longer."""


def _asked(fact: Fact) -> str:
    """The line that asks for *fact*."""
    value = "" if fact.kind is Kind.DISCRETION else f" {MISSING}"
    return f"  {_scalar(curly(fact.address or fact.name))}:{value}"


def _yaml_fact(fact: Fact, verb: str, hint: str, column: int) -> Iterator[str]:
    words = explained(fact)
    if words:
        yield f"  # {words}"
    yield f"{pad(_asked(fact), column)}# {one_line(hint)}"
    if fact.kind is Kind.DISCRETION:
        yield f"    {verb}: {MISSING}"
        yield f"    理由: {MISSING}"
        yield f"    评价人: {MISSING}"


def _scalar(words: str) -> str:
    """A key or text as YAML: as it is, or in double quotes."""
    words = one_line(words)
    if _PLAIN_KEY.fullmatch(words) and words == words.strip():
        return words
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def rows(rubric: Rubric, name: str, year: str) -> list[Sequence[str]]:
    """The form as the rows of a table, the head first."""
    blank = ("", "", "", "", "")
    dated = DatedAnswers.of(rubric)
    found: list[Sequence[str]] = [COLUMNS, ("规则集", name, *blank), ("单位", "", *blank), ("年度", year, *blank)]
    for group in groups(rubric):
        for fact in group.facts:
            unit = "分" if fact.kind is Kind.DISCRETION else fact.asked_unit
            hint = filling_hint(fact, one_day=bool(dated.others.get(fact.key)))
            remark = "；".join(part for part in (group.title, hint, explained(fact)) if part)
            found.append((one_line(fact.address or fact.name), MISSING, unit, "", "", "", one_line(remark)))
    return found
