"""Quotients that stand for what is measured: (实际支出数/预算数)×100%, at the head of a sentence, or in brackets behind a rate, or
before a limit with nothing between them."""

import re

from evaldsl.interpreter.records import frozen

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
