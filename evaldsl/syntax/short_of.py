"""完成率不足60%的不计分: a limit and what is lost below it, where no steps are counted of which 60% could be a part."""

import re
from collections.abc import Iterator

from evaldsl.syntax.limit_values import limit_quantity
from evaldsl.syntax.tree import Comparison, Part, PartStep, Word, Zero

_SHORT = re.compile(r"(?:不足|不满|不到)([\d.]+(?:%|‰|个?百分点))(的部分|部分|的|者)?,?(不计分)")


def with_limits(text: str, parts: list[Part]) -> Iterator[Part]:
    """*parts* of the whole cell *text* with a limit for each 不足60%的不计分."""
    for part in parts:
        match = _SHORT.fullmatch(text, part.start, part.end) if isinstance(part.value, PartStep) else None
        if match is None:
            yield part
            continue
        yield Part(Comparison("<", limit_quantity(match[1])), part.start, match.end(1))
        if match[2]:
            yield Part(Word(match[2]), *match.span(2))
        yield Part(Zero(), *match.span(3))
