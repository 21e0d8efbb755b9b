"""Default rules: what self-assessment forms mean that give only a target and an actual value.

Nothing is assumed: the rubric states both sentences in its head and cites where they come from (财预〔2020〕10号 as it is
commonly quoted). A target becomes a scoring sentence by putting it in the place of 指标值.
"""

import re

from attrs import evolve, frozen

from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import shown
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.numerals import COUNTED, TIMES
from evaldsl.text.typography import plain_text, same_name

_BEFORE_TARGET = re.compile(r"(?:达到|不低于|不超过|等于|≥|≤)?指标值")


_QUOTIENT = re.compile(
    r"(?:得分\s*[=＝]\s*)?[(（]?(?:年度)?(?:实际)?完成[值数]\s*[÷/／]\s*(?:年度)?(?:指标|目标|计划)[值数][)）]?(?=\s*[×*＊])"
)


@frozen
class Defaults:
    """The sentences for quantitative (定量) and qualitative (定性) targets, None where the rubric states none."""

    quantitative: str | None = None
    qualitative: str | None = None

    def plus(self, block: Block, found: list[Diagnostic]) -> "Defaults":
        """With what one 默认 line adds."""
        match = re.match(r"\s*(定量|定性)(?:指标)?[\s：:]*(.+)$", block.text, re.S)
        if match is None or not _names_target(match[1], match[2]):
            found.append(
                error("unread-default", "默认规则没有读懂", block.start, block.end,
                      "写作“默认 定量 完成值达到指标值的得满分，否则按比例得分。”或“默认 定性 达成的得…”")
            )  # fmt: skip
            return self
        sentence = match[2].strip()
        return evolve(self, quantitative=sentence) if match[1] == "定量" else evolve(self, qualitative=sentence)


def _names_target(kind: str, sentence: str) -> bool:
    return kind != "定量" or "指标值" in sentence or bool(_QUOTIENT.search(sentence))


def default_sentence(defaults: Defaults, target: Block, name: str, found: list[Diagnostic]) -> str | None:
    """The scoring sentence of an indicator that has only a target; None when the rubric states no default rule."""
    limit = target_limit(target.text)
    sentence = defaults.quantitative if limit is not None else defaults.qualitative
    if sentence is None:
        kind = "定量" if limit is not None else "定性"
        found.append(
            error("missing-default", f"指标“{name}”只有指标值，而没有写明{kind}指标怎样计分", target.start, target.end,
                  f"在前面加“默认 {kind} …”")
        )  # fmt: skip
        return None
    if limit is None:
        return sentence
    number, unit = limit.limit.number, limit.limit.unit
    if _QUOTIENT.search(sentence):
        return _quotient(sentence, limit, target, name, found)
    word = {"≤": "不超过", "<": "低于", "=": "等于", ">": "超过"}.get(limit.op, "达到" if number else "不超过")
    folded = f"万{unit}" in plain_text(target.text) and not unit.startswith("万") and bool(unit)  # 6.5万亩 stays so
    amount = f"{shown(number / 10_000, 8)}万{unit}" if folded else f"{shown(number)}{unit}"
    sentence = re.sub(r"完成值", "", sentence, count=1)
    return _BEFORE_TARGET.sub(f"{word}{amount}", sentence)


def _quotient(sentence: str, limit: tree.Comparison, target: Block, name: str, found: list[Diagnostic]) -> str | None:
    """完成值÷指标值×分值 as 得分=执法办案件数÷190×分值; it is no rule for what should be little."""
    if limit.op in ("≤", "<") or not limit.limit.number:
        why = (
            "要求不超过指标值，“完成值÷指标值”却是越多得分越高"
            if limit.limit.number
            else "指标值是0，算不出完成值÷指标值"
        )
        hint = "在指标下面写“评分”，或者默认写成“完成值达到指标值的得满分，否则按比例得分。”"
        found.append(error("missing-default", f"指标“{name}”{why}", target.start, target.end, hint))
        return None
    percent = "%" if limit.limit.unit == "%" else ""
    return _QUOTIENT.sub(f"得分＝“{name}”÷{shown(limit.limit.number, 8)}{percent}", sentence)


def unit_of_target(defaults: Defaults, target: Block, name: str) -> dict[str, Fact]:
    """The fact that 完成值÷指标值 computes with, in the unit of the target; nothing where no such rule is stated."""
    limit = target_limit(target.text)
    if limit is None or not limit.limit.unit or not _QUOTIENT.search(defaults.quantitative or ""):
        return {}
    unit, key = limit.limit.unit, same_name(name)
    kind = Kind.RATIO if unit == "%" else Kind.COUNT if unit in COUNTED - TIMES else Kind.NUMBER
    return {key: Fact(key, name, kind, unit, address=name)}


def target_limit(text: str) -> tree.Comparison | None:
    """The limit that a quantitative target states; None for a qualitative one (提高, 每天, 不超过预算金额)."""
    flat = plain_text(text)
    cell, _, trouble = text_to_tree(flat)
    values = [part.value for part in cell.parts]
    if trouble or not values:
        return None
    if len(values) == 2 and isinstance(values[0], tree.Formula):
        return None
    if isinstance(values[0], tree.Formula) and isinstance(values[0].term, tree.Quantity):
        return tree.Comparison("=", values[0].term)
    if len(values) == 1 and isinstance(values[0], tree.Comparison):
        limit = values[0]
        if limit.limit.unit in TIMES and not limit.op:
            return None
        return limit
    return None
