"""Tree to text: the canonical form of a scoring cell.

One spelling of each thing: full-width punctuation, half-width digits, one sign of each kind, 得 for every award, 扣 for
every deduction. Limits and words that are no scoring vocabulary keep their words: facts are named by them. Reading the
canonical form gives the same meaning.
"""

import re
from fractions import Fraction
from typing import assert_never

from attrs import define, field

from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import GradeAtMost, GradeChange, GradeIs, GradeLowered
from evaldsl.interpreter.values import NOTHING, decimal_text
from evaldsl.syntax import tree
from evaldsl.text.numerals import CIRCLED
from evaldsl.text.typography import with_chinese_marks

_STOPS = {";": "；", "\n": "\n"}
_RANGE_FIRST = frozenset("在0123456789")
_DIGITS = frozenset("0123456789.")
_APART = frozenset((*",;:。.)\n", ""))
_HAN = "一二三四五六七八九十"


def tree_to_text(cell: tree.Cell) -> str:
    """The canonical text of *cell*."""
    writer = _Writer(cell)
    for place in range(len(cell.parts)):
        writer.write(place)
    return "".join(writer.out)


@define
class _Writer:
    """What is written so far: *before* is the value written last, *opened* the brackets that are open."""

    cell: tree.Cell
    out: list[str] = field(factory=list)
    before: tree.Value | None = None
    quotes: int = 0
    opened: int = 0

    def write(self, place: int) -> None:
        part, value = self.cell.parts[place], self.cell.parts[place].value
        text: str | None
        match value:
            case tree.Stop(mark, ends):
                again = isinstance(self.before, tree.Stop)
                text = None if again and not ends else _STOPS.get(mark, "。") + "\n" * (ends and mark != "\n")
                if again and text:
                    self.out.pop()
            case tree.Comma():
                begun = self.before is None or isinstance(self.before, tree.Stop | tree.Comma | tree.Marker)
                text = None if begun else "，"
            case tree.Word():
                text = self._words(value.text, place)
            case tree.Marker(number, style):
                text = self._numbered(_marker(number, style, self.cell.plain[part.end :][:1].isdecimal()))
            case tree.Comparison() | tree.Between() | tree.Rank() | tree.Level() | tree.Step():
                text = _limit(self.cell.plain[part.start : part.end])
            case tree.Award() if _bracketed(self.cell, part):
                self._without_comma()
                text = f"（{_amount(value.amount)}{f'/{value.per}' if value.per else ''}）"
            case tree.Discretion() if (
                isinstance(self.before, tree.Word) and self.cell.plain[part.start] in _RANGE_FIRST
            ):
                low, high = value.low or NOTHING, value.high or NOTHING
                spread = tree.Amount(low, high, low_out=value.low_out, high_out=value.high_out)
                text = f"在{_amount(spread)}之间酌情{'扣' if value.takes else '得'}分"
            case tree.Base(limit) if self.cell.plain[part.start : part.end].endswith(("上限", "为限")):
                text = f"以{quantity_text(limit)}为上限"
            case tree.Base(limit) if self.cell.plain.startswith("(从", part.start):
                text = f"（从{quantity_text(limit)}中扣）"
            case tree.Base(limit, name) if name or re.search("为(?!基础)", self.cell.plain[part.start : part.end]):
                text = f"以{name}{quantity_text(limit)}为标准"
            case tree.Base(limit) if self.cell.plain.startswith("从", part.start):
                text = f"从{quantity_text(limit)}中扣除"
            case tree.Portion() if self.out and self.out[-1].endswith("的"):
                self.out[-1] = self.out[-1].removesuffix("的")  # 考核得分的10%计入
                text = _value(value, None)
            case tree.Formula():
                if self.out:
                    self.out[-1] = self.out[-1].rstrip("（")
                text = _formula(value, self.before, self.cell.plain[part.start : part.end])
            case _:
                following = self.cell.parts[place + 1].value if place + 1 < len(self.cell.parts) else None
                text = _value(value, following)
        if text is not None:
            self.out.append(text)
            self.before = value

    def _words(self, words: str, place: int) -> str | None:
        """Words as they stand, without the bracket that closes points written without theirs."""
        if place and _bracketed(self.cell, self.cell.parts[place - 1]):
            words = words.removeprefix(")")
            if not words:
                return None
        elif words == ")" and not self.opened and not self._parts_numbers(self.cell.parts[place]):
            return None
        text, self.quotes = _word(words, self.quotes)
        self.opened = max(self.opened + text.count("（") - text.count("）"), 0)
        return text

    def _parts_numbers(self, part: tree.Part) -> bool:
        """Whether a bracket without its partner keeps a number apart from what follows."""
        following = self.cell.plain[part.end :][:1]
        numbered = self.cell.plain[part.start - 1] in _DIGITS and not isinstance(self.before, tree.Stop)
        return numbered and following not in _APART

    def _numbered(self, marker: str) -> str:
        self._without_comma()
        begun = self.before is None or isinstance(self.before, tree.Stop | tree.Colon) or self.out[-1].endswith(".")
        return marker if begun else "；" + marker

    def _without_comma(self) -> None:
        if isinstance(self.before, tree.Comma):
            self.out.pop()


def _bracketed(cell: tree.Cell, part: tree.Part) -> bool:
    """Whether *part* is points that stand in brackets: 制度健全（2分）."""
    bare = isinstance(part.value, tree.Award) and part.value.bare
    return bare and cell.plain[: part.start][-1:] == "(" and cell.plain[part.end :][:1] == ")"


def _limit(text: str) -> str:
    """A limit in its own words: 不低于95%, 70%（含）-80%; only the signs are settled."""
    text = re.sub(r"-+", "-", text.replace(">=", "≥").replace("=>", "≥").replace("<=", "≤").replace("=<", "≤"))
    return with_chinese_marks(text)


def _word(text: str, quotes: int) -> tuple[str, int]:
    chars: list[str] = []
    for char in with_chinese_marks(text):
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
        case tree.Colon():
            return "："
        case tree.Each():
            return "每"
        case tree.Otherwise():
            return "否则，" if isinstance(following, tree.Word | tree.Formula) else "否则"
        case (
            tree.Stop()
            | tree.Comma()
            | tree.Marker()
            | tree.Word()
            | tree.Formula()
            | tree.Comparison()
            | tree.Between()
            | tree.Rank()
            | tree.Level()
            | tree.Step()
        ):
            raise AssertionError("written by _Writer")
        case tree.Changed():
            raise AssertionError("no cell as written holds it")
        case tree.Cap(points=None) if isinstance(following, tree.UntilZero):
            return f"{_effect(value)}，"
        case _:
            return _effect(value)


def _marker(number: int, style: str, before_digit: bool = False) -> str:
    tens, ones = divmod(number, 10)
    han = ("" if tens < 2 else _HAN[tens - 1]) + ("十" if tens else "") + (_HAN[ones - 1] if ones else "")
    match style:
        case "①":
            return CIRCLED[number - 1] if number <= len(CIRCLED) else chr(0x3251 + number - 21)
        case "(1)":
            return f"（{number}）"
        case "(一)":
            return f"（{han}）"
        case "一是":
            return f"{han}是"
        case "第一，":
            return f"第{han}，"
        case "一、":
            return f"{han}、"
        case "A.":
            return f"{chr(ord('A') + number - 1)}."
        case _:
            return f"{number}）" if before_digit else f"{number}."


def _amount(amount: tree.Amount) -> str:
    if amount.share:
        if "/" in _number(amount.high):
            return f"分值的{amount.high}"  # 1/3
        low, high = f"{_number(amount.low * 100)}%", f"{_number(amount.high * 100)}%"
        return f"分值的{low}" if low == high else f"分值的{low}{_end(amount.low_out)}-{high}{_end(amount.high_out)}"
    if amount.is_range:
        return f"{_number(amount.low)}{_end(amount.low_out)}-{_number(amount.high)}分{_end(amount.high_out)}"
    return f"{_number(amount.high, amount.slip)}分"


def _end(out: bool) -> str:
    return "（不含）" if out else ""


def _effect(value: tree.Effect) -> str:
    match value:
        case tree.Award(amount, bonus, bare, apiece, per, more):
            ranged = amount.low != amount.high
            verb = "" if bare and not ranged else "加" if bonus else "得"
            if more:
                return f"分别{verb}{'、'.join(map(_amount, (amount, *more)))}"
            return f"{'各' if apiece else ''}{verb}{_amount(amount)}{f'/{per}' if per else ''}"
        case tree.Deduction(twice=True):
            return "加倍扣分"
        case tree.Deduction(amount, more=(_, *_) as more):
            return f"分别扣{'、'.join(map(_amount, (amount, *more)))}"
        case tree.Deduction(scope=str() as scope) if scope:
            return f"从本{scope}得分中{_effect(evolve(value, scope=''))}"
        case tree.Deduction(amount, apiece, per, again, below=below):
            return f"{'各' if apiece else '再' if again else '倒' if below else ''}扣{_amount(amount)}{f'/{per}' if per else ''}"
        case tree.Zero(veto=True):
            return "一票否决"
        case tree.Zero(scope, own=own, points=Fraction() as points):
            return f"{'该项' if own else '本项' if scope else ''}{_number(points)}分全扣"
        case tree.Zero(own=True):
            return "该项不得分"
        case tree.Zero(scope):
            return {"项": "本项不得分", "指标": "本指标不得分"}.get(scope, "不得分")
        case tree.Full(scope=str() as scope) if scope:
            return f"本{scope}得满分"
        case tree.Full(points, spared):
            return "不扣分" if spared else "得满分" + (f"{_number(points)}分" if points is not None else "")
        case tree.Declared(points):
            return f"满分{_number(points)}分"
        case tree.Discretion(takes, named=True):
            return f"{'扣' if takes else '得'}相应分值"
        case tree.Discretion(takes, Fraction() as low, Fraction() as high, basis, low_out=low_out, high_out=high_out):
            return (
                f"{basis}酌情{'扣' if takes else '得'}{_number(low)}{_end(low_out)}-{_number(high)}分{_end(high_out)}"
            )
        case tree.Discretion(takes, _, high, basis):
            return f"{basis}酌情{'扣' if takes else '得'}" + (f"{_number(high)}分以内" if high is not None else "分")
        case tree.Portion(share):
            return f"按{_number(share * 100)}%折算计入"
        case tree.Proportion(takes, words):
            return f"按{words or '比例'}{'扣分' if takes else '得分'}"
        case tree.Cap(on, points, whole, True):
            words = _CAPPED.get(on, "最高得") if on != "累计" else "不超过"
            part = points or NOTHING
            return f"{'累计' if whole else ''}{words}{_amount(tree.Amount(part, part, share=True))}"
        case tree.Cap(on, points, whole, scope=scope):
            words = ("累计" if whole and on != "累计" and points is not None else "") + _cap(on, points)
            return f"本{scope}{words}" if scope else words
        case tree.UntilZero(points, each, period):
            taken = ("分值" if each or period else "") if points is None else f"{_number(points)}分"
            return f"扣完{'该项' if each else f'当{period}' if period else ''}{taken}为止"
        case tree.PartStep(mode, unit):
            one = unit if unit[0].isdigit() or unit[0] in "一二两三四五六七八九十半" else f"1{unit}"
            one = f"{one[:-1]}个百分点" if one.endswith("%") and (one == "1%" or mode != "按比例") else one
            rule = {"进一": f"按{one}计", "整步": "不计", "按比例": "按比例计"}[mode]
            return f"不足{one}的{rule}"
        case tree.Grade(GradeLowered(steps), bare=True):
            return f"降低{steps}个档次"
        case tree.Grade(change):
            return _grade(change)
        case tree.Base(limit):
            return f"在{quantity_text(limit)}基础上" if limit.unit == "分" else f"以{quantity_text(limit)}为标准"
        case tree.Equally():
            return "以上各项平均得分"
        case tree.Lowest(points):
            if points is None:
                return "可倒扣"
            return f"最低得{_number(points)}分" if points > 0 else f"最多倒扣{_number(-points)}分"
        case tree.Interpolated(words, points):
            return words if points is None else f"{words}{_number(points[0])}-{_number(points[1])}分"
        case tree.Clip(limit, most):
            return f"{'最高' if most else ''}按{quantity_text(limit) if limit else '满分'}计"
        case tree.Formula(term):
            return term_text(term)
        case _:
            assert_never(value)


def _grade(change: GradeChange) -> str:
    match change:
        case GradeIs(word):
            return f"等级为“{word}”"
        case GradeAtMost(word, True):
            return f"等级不得评为“{word}”{'' if word.startswith('优') else '及以上'}"
        case GradeAtMost(word):
            return f"等级不得高于“{word}”"
        case GradeLowered(steps):
            return f"等级下调{steps}级"
        case _:
            assert_never(change)


_CAPPED = {"扣": "最多扣", "加": "最多加", "累计": "累计不超过"}


def _cap(on: str, points: Fraction | None) -> str:
    if on == "加满" and points is not None:
        return f"加满{_number(points)}分为止"
    if points is None:
        return "加满为止"
    if on == "为限":
        return f"以{_number(points)}分为限"
    return f"{_CAPPED.get(on, '最高得')}{_number(points)}分"


def _formula(value: tree.Formula, before: tree.Value | None, words: str) -> str:
    text = term_text(value.term)
    if value.taken:
        return f"扣分={text}"
    if value.own and not isinstance(before, tree.Word):
        return text
    if value.own or words.startswith(("=", "(=")):
        return f"={text}"
    apart = before is None or isinstance(before, tree.Comma | tree.Stop | tree.Marker | tree.Colon | tree.Otherwise)
    return f"{'' if apart else '，'}得分={text}"


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
        case tree.Absolute(of):
            return f"|{term_text(of)}|"
        case tree.Extreme(op, several):
            return f"{op}（{'，'.join(map(term_text, several))}）"
