"""完成率不足60%的不计分, 不足100%的按比例得分: a limit and what is left below it, where no steps of 60% are counted."""

import re
from collections.abc import Iterator

from evaldsl.syntax.limit_values import limit_quantity
from evaldsl.syntax.token_values import scoring_value
from evaldsl.syntax.tree import Comparison, Part, PartStep, Word, Zero

_SHORT = re.compile(
    r"(?:不足|不满|不到)(?P<limit>(?P<number>[\d.]+)(?:%|‰|个?百分点))(?P<those>的部分|部分|的|者)?,?均?"
    r"(?P<effect>不计分|(?P<share>按(?:实际|完成)*比例(?:折算|计算)*(?:计分|得分|给分|计|扣分|扣减|扣)?))"
)


def with_limits(text: str, parts: list[Part]) -> Iterator[Part]:
    """*parts* of the whole cell *text* with a limit for each 不足60%的不计分."""
    for part in parts:
        match = _SHORT.fullmatch(text, part.start, part.end) if isinstance(part.value, PartStep) else None
        if match is None or _is_of_step(text, match):
            yield part
            continue
        yield Part(Comparison("<", limit_quantity(match["limit"])), part.start, match.end("limit"))
        if match["those"]:
            yield Part(Word(match["those"]), *match.span("those"))
        share = match["share"]
        yield Part(scoring_value("PROPORTION", share) if share else Zero(), *match.span("effect"))


def _is_of_step(text: str, match: re.Match[str]) -> bool:
    """每低5%扣1分，不足5%的按比例计, and what a convention says of every step: no rate is so low, and none a step that is written."""
    if len(match["number"].partition(".")[0]) < 2:
        return "每" in text or match["share"] is not None
    return re.search(rf"每[^,;。\d]{{0,8}}{re.escape(match['number'])}(?:%|‰|个?百分点)", text) is not None
