"""Quotients that stand for what is measured: (实际支出数/预算数)×100%, at the head of a sentence, or in brackets behind a rate, or
before a limit with nothing between them; or behind a name with its points, 资金到位率（3分）=实际到位资金/计划到位资金×100%."""

import re
from itertools import pairwise

from evaldsl.interpreter.records import frozen
from evaldsl.syntax.tree import Award, Colon, Comma, Declared, Formula, Part, Word

_FIRST = r"[^①-⑳\d+\-×/()=,;:。\n<>≤≥%|每扣得]"
_NAME = rf"{_FIRST}[^+\-×/()=,;:。\n<>≤≥%|每扣得按]*(?:\([^()+\-×/=%]{{1,20}}\))?"
_SUM = rf"(?:{_NAME}|\({_NAME}(?:[+\-]{_NAME})+\))"
_OVER = rf"{_SUM}/{_SUM}"
_AMOUNT = "数|额|量|金|费|款|长|积|支出|收入|预算|产值"
_COMPARED = r"[≤<≥>]|(?:达到?|不?[低高大小少多]于|不?超过|超出|在|为)\d"
_BEHIND = rf"(?=[,;。]|{_COMPARED})"
_QUOTIENT = re.compile(
    rf"(?!按(?![时期]))(?:(?:^|(?<=[;。\n:])|(?<=[\d)][.、])|(?<=[①-⑳]))(?:(?:计算)?公式[为是]?:)?(?P<whole>\((?P<inner>{_OVER})\)×100%|(?P<bare>{_OVER})×100%){_BEHIND}"
    rf"|(?:^|(?<=[;。\n:①-⑳]))(?P<plain>{_FIRST}[^+\-×/()=,;:。\n<>≤≥%|每扣得按]*(?:{_AMOUNT})/{_FIRST}[^+\-×/()=,;:。\n<>≤≥%|每扣得按]*(?:{_AMOUNT}))(?=(?:{_COMPARED})[\d.]*%)"
    rf"|=(?:(?P<defined>{_OVER})|\((?P<braced>{_OVER})\))×100%(?={_COMPARED})"
    rf"|(?<=[率度例重比])\((?P<of>{_OVER})(?:×100%)?\)(?={_COMPARED}))"
)


@frozen
class Quotient:
    """Where a quotient stands, and its text as a share of 100%."""

    start: int
    end: int
    text: str


def quotient(text: str) -> Quotient | None:
    """The first such quotient of *text*."""
    match = _QUOTIENT.search(text)
    if match is None:
        return None
    return Quotient(match.start(), match.end(), f"{next(filter(None, match.groups()[1:]))}×100%")


def with_names(parts: list[Part]) -> list[Part]:
    """资金到位率（3分）：资金到位率=… for 资金到位率（3分）=…: *parts*, in which the name before the points is that of the formula."""
    found = parts[:1]
    for before, part in pairwise(parts):
        if isinstance(part.value, Formula) and before.value == Word(")"):
            *_, name, points, _ = [Part(Word(""), 0, 0)] * 2 + [
                one for one in found if not isinstance(one.value, Comma)
            ]
            if isinstance(name.value, Word) and name.value.text and isinstance(points.value, Award | Declared):
                found += [Part(Colon(), before.end, before.end), Part(name.value, part.start, part.start)]
        found.append(part)
    return found
