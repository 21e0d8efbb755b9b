"""Quotients that stand for what is measured: (实际支出数/预算数)×100%, at the head of a sentence, or in brackets behind a rate, or
before a limit with nothing between them; or behind a name with its points, 资金到位率（3分）=实际到位资金/计划到位资金×100%."""

import re
from fractions import Fraction
from itertools import pairwise

from evaldsl.interpreter.records import frozen
from evaldsl.syntax.terms import Binary, Name, Quantity, Term
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
    rf"|(?<=[率度例重比])\(=?(?P<of>{_OVER})(?:×100%)?\)(?={_COMPARED}|\d)"
    rf"|(?<=率)[为是](?P<said>{_OVER})(?:×100%)?(?=[,;。]))"
)
_INSIDE = r"[^()\n]*(?:\([^()\n]*\)[^()\n]*)*"
_ASIDE = re.compile(
    r"(?:(?<=[\d分值重。%])|(?<=计算)|(?<=计分)|(?<=得分))\("
    rf"(?:(?P<defines>[^()=,;:\n]{{1,20}}=(?=[^()]*\(?[^()]*/){_INSIDE})|(?![\d.]+分?(?:\)|[-至])|最[高多]|(?:其中|式中)?[,:]?[A-Za-z]\d?(?:代?表|是指|即|[为是指])){_INSIDE})"
    r"\)(?=[,;。\n]|$)"
)
_COMPUTED = re.compile(
    r"(?:=|按照?|[^,;。\n]/)[^,;。\n]*×(?:[\d.]+分?|(?:[该本]?(?:项|指标)?的?)?(?:分值|权重分?|标准分|满分))(?:折?计算|折算|计)?(?:[计得]分)?$"
)

_CLIPS = re.compile(r"按[\d.]+%(?:计|算)")
"""执行率=支出/预算×100%(超过100%的按100%计)"""


def without_brackets(text: str) -> str:
    """得分=执行率×10分,执行率=支出/预算, of 得分=执行率×10分(执行率=支出/预算): what stands in brackets behind a formula goes on as it
    would behind a comma, and so does a definition behind any points."""
    for match in reversed([*_ASIDE.finditer(text)]):
        start, end = match.start(), match.end() - 1
        clause = re.split("[,;。\n]", text[:start])[-1]
        rate = clause.endswith("%")
        if _CLIPS.search(match.group()) and "=" in clause if rate else match["defines"] or _COMPUTED.search(clause):
            apart = not match["defines"] and text.startswith(",", end + 1) and not text.startswith(",否则", end + 1)
            text = f"{text[:start]},{text[start + 1 : end]}{';' if apart else ','}{text[end + 1 :]}"
    return text


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


def with_headed_names(parts: list[Part]) -> list[Part]:
    """资金到位率（3分）：资金到位率=… for 资金到位率（3分）=…: *parts*, in which the name before the points is that of the formula; or
    得分, where these points are what it comes to: 满意度（10分）=问卷平均分×10%."""
    found = parts[:1]
    for before, part in pairwise(parts):
        if isinstance(part.value, Formula) and before.value == Word(")"):
            match [one.value for one in found[-4:] if not isinstance(one.value, Comma)][-3:]:
                case [Word() as name, Award() | Declared() as head, _]:
                    points = head.points if isinstance(head, Declared) else head.amount.high
                    own = Word("得分") if _comes_to(part.value.term, points) else name
                    found += [Part(Colon(), before.end, before.end), Part(own, part.start, part.start)]
        found.append(part)
    return found


def _comes_to(term: Term, points: Fraction) -> bool:
    """Whether *term* is of so many *points*: 问卷平均分/100×10, 问卷平均分×10%, 自评得分×4%+他评得分×6%, 满意度×分值."""
    match term:
        case Binary("×", _, Quantity(number, "" | "分")):
            return number == points
        case Binary("/", Name(), Quantity(number, "")):
            return number * points == 100
        case Binary("×", _, Name(text)):
            return text.endswith(("分值", "权重", "权重分", "满分", "标准分"))
    return points < 100 and _percent_of_all(term) == points


def _percent_of_all(term: Term) -> Fraction | None:
    """What 甲×4%+乙×6% takes of 100."""
    match term:
        case Binary("×", _, Quantity(number, "%")):
            return number
        case Binary("+", left, right):
            one, other = _percent_of_all(left), _percent_of_all(right)
            return None if one is None or other is None else one + other
    return None
