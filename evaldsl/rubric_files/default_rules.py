"""Default rules: what self-assessment forms mean that give only a target and an actual value.

Nothing is assumed: the rubric states both sentences in its head and cites where they come from (财预〔2020〕10号 as it is
commonly quoted). A target becomes a scoring sentence by putting it in the place of 指标值.
"""

import re

from attrs import evolve, frozen

from evaldsl.interpreter.values import shown
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.numerals import TIMES
from evaldsl.text.typography import plain_text

_BEFORE_TARGET = re.compile(r"(?:达到|不低于|不超过|等于|≥|≤)?指标值")


@frozen
class Defaults:
    """The sentences for quantitative (定量) and qualitative (定性) targets, None where the rubric states none."""

    quantitative: str | None = None
    qualitative: str | None = None

    def plus(self, block: Block, found: list[Diagnostic]) -> "Defaults":
        """With what one 默认 line adds."""
        match = re.match(r"\s*(定量|定性)(?:指标)?[\s：:]*(.+)$", block.text, re.S)
        if match is None or (match[1] == "定量" and "指标值" not in match[2]):
            found.append(
                error("unread-default", "默认规则没有读懂", block.start, block.end,
                      "写作“默认 定量 完成值达到指标值的得满分，否则按比例得分。”或“默认 定性 达成的得…”")
            )  # fmt: skip
            return self
        sentence = match[2].strip()
        return evolve(self, quantitative=sentence) if match[1] == "定量" else evolve(self, qualitative=sentence)


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
    word = {"≤": "不超过", "<": "低于", "=": "等于", ">": "超过"}.get(limit.op, "达到" if number else "不超过")
    folded = f"万{unit}" in plain_text(target.text) and not unit.startswith("万") and bool(unit)  # 6.5万亩 stays so
    amount = f"{shown(number / 10_000, 8)}万{unit}" if folded else f"{shown(number)}{unit}"
    sentence = re.sub(r"完成值", "", sentence, count=1)
    return _BEFORE_TARGET.sub(f"{word}{amount}", sentence)


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
