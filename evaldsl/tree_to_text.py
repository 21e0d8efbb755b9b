"""Tree to text: the canonical form of a scoring cell.

One spelling of each thing: full-width punctuation, half-width digits, one sign of each kind, 得 for every award, 扣 for
every deduction. Limits and words that are no scoring vocabulary keep their words: facts are named by them. Reading the
canonical form gives the same meaning.
"""

import re
from fractions import Fraction
from typing import assert_never

from evaldsl import tree
from evaldsl.interpreter.values import decimal_text

_PUNCTUATION = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？"})
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN = "一二三四五六七八九十"


def tree_to_text(cell: tree.Cell) -> str:
    """The canonical text of *cell*."""
    out: list[str] = []
    before: tree.Value | None = None
    quotes = opened = 0
    for place, part in enumerate(cell.parts):
        value = part.value
        if isinstance(value, tree.Stop) and isinstance(before, tree.Stop) and value.mark != "\n":
            continue
        if isinstance(value, tree.Comma) and (
            before is None or isinstance(before, tree.Stop | tree.Comma | tree.Marker)
        ):
            continue
        if isinstance(value, tree.Word):
            text, quotes = _word(value.text, quotes)
            opened += text == "（"
            if text == "）" and not opened and not _between_digits(cell, part):
                continue
            opened -= text == "）" and opened > 0
        elif isinstance(value, tree.Marker) and before is not None and not isinstance(before, tree.Stop | tree.Colon):
            if isinstance(before, tree.Comma):
                out.pop()
            text = "；" + _marker(value.number, value.style)
        elif isinstance(value, tree.Comparison | tree.Between | tree.Rank | tree.Level | tree.Step):
            text = _limit(cell.plain[part.start : part.end])
        elif isinstance(value, tree.Award) and value.bare and _titles(cell, place):
            if isinstance(before, tree.Comma):
                out.pop()
            text = f"（{_amount(value.amount)}）"
        elif isinstance(value, tree.Formula):
            text = _formula(value, before)
        else:
            following = cell.parts[place + 1].value if place + 1 < len(cell.parts) else None
            text = _value(value, following)
        out.append(text)
        before = value
    return "".join(out)


def _between_digits(cell: tree.Cell, part: tree.Part) -> bool:
    """Whether a bracket without its partner keeps two numbers apart."""
    return cell.plain[: part.start][-1:].isdigit() and cell.plain[part.end :][:1].isdigit()


def _titles(cell: tree.Cell, place: int) -> bool:
    """Whether points stand before a colon: 数量指标（2分）：…"""
    after = [part.value for part in cell.parts[place + 1 : place + 3]]
    rest = [value for value in after if not (isinstance(value, tree.Word) and value.text == ")")]
    return bool(rest) and isinstance(rest[0], tree.Colon)


def _limit(text: str) -> str:
    """A limit in its own words: 不低于95%, 70%（含）-80%; only the signs are settled."""
    text = re.sub(r"-+", "-", text.replace(">=", "≥").replace("=>", "≥").replace("<=", "≤").replace("=<", "≤"))
    return text.translate(_PUNCTUATION)


def _word(text: str, quotes: int) -> tuple[str, int]:
    chars: list[str] = []
    for char in text.translate(_PUNCTUATION):
        if char == '"':
            chars.append("“" if quotes % 2 == 0 else "”")
            quotes += 1
        else:
            chars.append(char)
    return "".join(chars), quotes


def _number(number: Fraction, slip: bool = False) -> str:
    return decimal_text(number) + ("." if slip else "")


def quantity_text(quantity: tree.Quantity) -> str:
    """A quantity with its unit: 95%, 3个, 20万条."""
    number, unit = quantity.number, quantity.unit
    if unit and unit != "%" and number >= 100_000 and number % 10_000 == 0 and unit not in ("元", "万", "万元"):
        return f"{_number(number / 10_000)}万{unit}"
    return f"{_number(number, quantity.slip)}{unit}"


def _value(value: tree.Value, following: tree.Value | None) -> str:
    match value:
        case tree.Marker(number, style):
            return _marker(number, style)
        case tree.Comma():
            return "，"
        case tree.Colon():
            return "："
        case tree.Stop(mark):
            return {";": "；", "\n": "\n"}.get(mark, "。")
        case tree.Each():
            return "每"
        case tree.Otherwise():
            return "否则，" if isinstance(following, tree.Word | tree.Formula) else "否则"
        case (
            tree.Word() | tree.Formula() | tree.Comparison() | tree.Between() | tree.Rank() | tree.Level() | tree.Step()
        ):
            raise AssertionError("written by tree_to_text")
        case tree.Changed():
            raise AssertionError("no cell as written holds it")
        case _:
            return _effect(value)


def _marker(number: int, style: str) -> str:
    han = _HAN[number - 1] if number <= len(_HAN) else f"十{_HAN[(number - 11) % 10]}"
    match style:
        case "①":
            return _CIRCLED[number - 1] if number <= len(_CIRCLED) else chr(0x3251 + number - 21)
        case "(1)":
            return f"（{number}）"
        case "(一)":
            return f"（{han}）"
        case "一是":
            return f"{han}是"
        case "一、":
            return f"{han}、"
        case _:
            return f"{number}."


def _amount(amount: tree.Amount) -> str:
    if amount.share:
        low, high = _number(amount.low * 100), _number(amount.high * 100)
        return f"分值的{low}%" if low == high else f"分值的{low}%-{high}%"
    if amount.low != amount.high:
        return f"{_number(amount.low)}-{_number(amount.high)}分"
    return f"{_number(amount.high, amount.slip)}分"


def _effect(value: tree.Effect) -> str:
    match value:
        case tree.Award(amount, bonus, bare, apiece, per):
            verb = "" if bare else "加" if bonus else "得"
            return f"{'各' if apiece else ''}{verb}{_amount(amount)}{f'/{per}' if per else ''}"
        case tree.Deduction(amount, apiece, per, again):
            return f"{'各' if apiece else '再' if again else ''}扣{_amount(amount)}{f'/{per}' if per else ''}"
        case tree.Zero(scope):
            return {"项": "本项不得分", "指标": "本指标不得分"}.get(scope, "不得分")
        case tree.Full(points, spared):
            return "不扣分" if spared else "得满分" + (f"{_number(points)}分" if points is not None else "")
        case tree.Declared(points):
            return f"满分{_number(points)}分"
        case tree.Discretion(takes, low, high, basis):
            return basis + _discretion(takes, low, high)
        case tree.Proportion(takes, words):
            return f"按{words or '比例'}{'扣分' if takes else '得分'}"
        case tree.Cap(on, points):
            return _cap(on, points)
        case tree.UntilZero(points):
            return "扣完为止" if points is None else f"扣完{_number(points)}分为止"
        case tree.PartStep(mode, unit):
            one = unit if unit[0].isdigit() or unit[0] in "一二两三四五六七八九十半" else f"1{unit}"
            one = f"{one[:-1]}个百分点" if one.endswith("%") else one
            rule = {"进一": f"按{one}计", "整步": "不计", "按比例": "按比例计"}[mode]
            return f"不足{one}的{rule}"
        case tree.Grade(word):
            return f"等级为“{word}”"
        case tree.Base(limit):
            return f"以{quantity_text(limit)}为标准"
        case tree.Equally():
            return "以上各项平均得分"
        case tree.Clip(limit):
            return f"按{_number(limit.number)}{limit.unit}计"
        case tree.Formula(term):
            return term_text(term)
        case _:
            assert_never(value)


def _discretion(takes: bool, low: Fraction | None, high: Fraction | None) -> str:
    verb = "扣" if takes else "得"
    if low is not None and high is not None:
        return f"酌情{verb}{_number(low)}-{_number(high)}分"
    return f"酌情{verb}{_number(high)}分以内" if high is not None else f"酌情{verb}分"


def _cap(on: str, points: Fraction | None) -> str:
    if points is None:
        return "加满为止"
    words = {"扣": "最多扣", "加": "最多加", "累计": "累计不超过"}.get(on, "最高得")
    return f"{words}{_number(points)}分"


def _formula(value: tree.Formula, before: tree.Value | None) -> str:
    text = term_text(value.term)
    named = isinstance(before, tree.Word)
    if value.scored and not named:
        return f"{'，' if isinstance(before, tree.Comparison | tree.Between) else ''}得分={text}"
    if value.scored and not (isinstance(before, tree.Word) and before.text.endswith("得分")):
        return text
    return f"={text}" if named or not value.scored else text


_RANK = {"+": 1, "-": 1, "×": 2, "/": 2}


def term_text(term: tree.Term, above: int = 0, right: bool = False) -> str:
    """A formula with no more brackets than it needs: (本年数-上年数)÷上年数×100%."""
    match term:
        case tree.Quantity():
            return quantity_text(term)
        case tree.Name(text):
            return _word(text, 0)[0]
        case tree.Binary(op, left, other):
            rank = _RANK[op]
            text = f"{term_text(left, rank)}{'÷' if op == '/' else op}{term_text(other, rank, True)}"
            return f"（{text}）" if rank < above or (rank == above and right) else text
