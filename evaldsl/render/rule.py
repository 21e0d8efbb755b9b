"""One scoring sentence: what it reads, what it means, what it can give; as text and as the JSON object of the contract."""

from collections.abc import Sequence

from evaldsl.interpreter.rubric import Fact, Indicator
from evaldsl.interpreter.scores import Scorecard
from evaldsl.render.diagnostics import short_object
from evaldsl.render.meaning import (
    effect_lines,
    grade_rule_words,
    item_lines,
    item_title,
    known_facts,
    whole_item,
)
from evaldsl.render.numbers import ends, exact_or_none, interval_text, moved_text, points_text
from evaldsl.render.scorecard import fact_names
from evaldsl.render.widths import clean, one_line, table, wrap
from evaldsl.rule import Rule
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.typography import curly

_HINTS = {
    "比率": "填百分数，如102.5%",
    "数值": "填数字",
    "次数": "填整数",
    "判断": "填是或否",
    "酌情": "填分数，并写明理由",
}


def as_object(
    identity: object, rule: Rule, card: Scorecard | None, findings: Sequence[Diagnostic]
) -> dict[str, object]:
    """The answer to one request; *card* is None when the sentence cannot be read or its facts cannot be used."""
    interval = card.interval if card is not None else rule.bounds
    return {
        "id": identity,
        "ok": rule.ok,
        "reads": [{"name": fact.name, "kind": fact.kind.value, "unit": fact.unit} for fact in rule.reads]
        if rule.ok
        else [],
        "canonical": rule.canonical,
        **dict(zip(("min", "max"), ends(rule.bounds) if rule.bounds is not None else (None, None), strict=True)),
        "score": None if card is None else exact_or_none(card.score),
        "interval": [None, None] if interval is None else ends(interval),
        "findings": [short_object(finding) for finding in findings],
    }


def refused(identity: object, findings: Sequence[Diagnostic]) -> dict[str, object]:
    """The answer to a request that could not be used at all."""
    return {
        "id": identity,
        "ok": False,
        "reads": [],
        "canonical": "",
        "min": None,
        "max": None,
        "score": None,
        "interval": [None, None],
        "findings": [short_object(finding) for finding in findings],
    }


def text(rule: Rule, card: Scorecard | None, width: int = 100) -> str:
    """What was read, for people; findings are shown by the renderer of findings."""
    indicator = rule.reading.indicator
    lines = ["规范写法", *_indented(rule.canonical, width)]
    if not rule.ok or indicator is None:
        return "\n".join(lines) + "\n"
    lines += ["", "读取的数据", *reads_lines(rule.reads, width)]
    lines += ["", "读作", *meaning_lines(indicator, known_facts(rule.reads, tuple(rule.reading.rates.values())), width)]
    assert rule.bounds is not None
    lines += ["", f"得分范围  {interval_text(rule.bounds)}"]
    if card is not None:
        lines += _score_lines(card, width)
    return "\n".join(lines) + "\n"


def reads_lines(facts: Sequence[Fact], width: int) -> list[str]:
    """The table of what is read."""
    if not facts:
        return ["  （不读取数据）"]
    rows = [(curly(fact.name), fact.kind.value, fact.unit or "-", fact.listed or _hint(fact)) for fact in facts]
    widest = (max(width - 50, 20), 6, 12, 26)
    return [f"  {line}" for line in table(("名称", "类别", "单位", "填写"), rows, ("left",) * 4, widest)]


def _hint(fact: Fact) -> str:
    own = {
        "‰": "写成6.5‰，或百分数0.65%",
        ":1": f"填几比几，如{'1:3' if fact.multiple else '3:1'}",
        "1:": "填几比几，如1:3",
    }
    return own.get(fact.asked_unit) or _HINTS[fact.kind.value]


def meaning_lines(indicator: Indicator, facts: dict[str, Fact], width: int) -> list[str]:
    """What each item means, numbered, and what acts on the whole indicator."""
    lines: list[str] = []
    for item in indicator.items:
        title = item_title(item, len(indicator.items))
        if title:
            lines.append(f"  {one_line(title)}")
        lines += _listed(item_lines(item, facts), width, "    " if title else "  ")
    whole = [
        line for effect in indicator.effects for line in effect_lines(effect, whole_item(indicator), facts, "本指标")
    ]
    whole += [grade_rule_words(rule, facts) for rule in indicator.grade_rules]
    if whole:
        lines += ["  整个指标", *_listed(whole, width, "    ")]
    return lines


def _listed(lines: Sequence[str], width: int, indent: str) -> list[str]:
    result: list[str] = []
    for line in lines:
        first, *rest = wrap(one_line(line), width - len(indent) - 2)
        result += [f"{indent}- {first}", *(f"{indent}  {more}" for more in rest)]
    return result


def _indented(words: str, width: int) -> list[str]:
    return [f"  {line}" for line in wrap(clean(words), width - 2)]


def _score_lines(card: Scorecard, width: int) -> list[str]:
    if card.score is None:
        asked = "、".join(fact_names(card).values())
        gone = "、".join(name for score in card.indicators for name in score.undefined)
        why = f"{gone}的分母为0，算不出来" if gone else f"还缺：{asked}"
        return [f"得分      待定，{interval_text(card.interval)}", *_indented(why, width)]
    lines = [f"得分      {points_text(card.score)}"]
    for indicator in card.indicators:
        for taken in indicator.deductions:
            lines += _indented(f"{taken.label}{moved_text(taken.points)}：{taken.reason}", width)
    return lines
