"""What the 约定 lines say, read word by word: what is no convention of the language is told, never passed over."""

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from evaldsl.interpreter.rubric import Conventions
from evaldsl.interpreter.values import shown
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import LONGEST_CELL, text_to_tree, too_long
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.numerals import number
from evaldsl.text.typography import plain

_HINT = (
    "可写“不足1个百分点的按1个百分点计/不计/按比例计”“分母为0的得满分/不得分/比率按100%计”“得分保留2位小数”"
    "“加分不得超过分值/可以超过分值”"
)
_SIGNS = ',;。()\n" 　'
_JOINING = re.compile(r"(?:并且|并|且|同时|其中)(?=.)")
_ALL = "(?:均|都|一律|统一|全部)?"

_SCORE = (
    r"(?:(?:所有|全部|各|每)?(?:[一二三]级)?(?:个|项|条)?(?:单项|指标)?的?(?:评价|考核|评分|最终|实际)?"
    r"(?:得分|分数|分值|评分|计分|打分))"
)
_DIGIT = r"\d|[零一二两三四五六七八九]"
_HALF_UP = r"(?:(?:按|采用|用|以)?四舍五入(?:法|的方法|方式|原则)?(?:后|并|,)?)"
_TO = "(?:(?:保留|取|精确|计算)?(?:到|至)?)"
_KEPT = (
    rf"(?:{_TO}小数点后的?(?:保留|取)?(?P<after>{_DIGIT})位(?:小数)?|小数(?:保留|取)(?P<small>{_DIGIT})位"
    rf"|{_TO}(?P<places>{_DIGIT})位小数)"
)
_WHOLE = r"(?:保留|取|到|至)+整(?:数位?)?"
_DECIMALS = re.compile(rf"{_SCORE}?{_ALL}{_HALF_UP}?(?:{_KEPT}|{_WHOLE})(?:(?:并|且)?(?:按|进行)?四舍五入)?")
_ROUNDED = re.compile(
    rf"(?:小数点后|小数)?(?:第(?P<next>\d|[一二两三四五六七八九])位(?:小数|数)?|尾数|其余|以后|以下)?{_ALL}(?:进行|按)?四舍五入"
)

_ZERO = re.compile(
    r"(?:分母为(?:0|零)|0/0)(?:的|时)?(?:情况|情形)?,?(?:(?:该|本)?(?:项|指标)?(?:的)?(?:得分)?)"
    r"(?:(?P<full>(?:按|视为|视同|得|计|为|给)*(?:满分|全分)(?:计算|计|处理)?|不扣分)"
    r"|(?P<none>不得分|不计分|(?:按|视为|得|计|为)*(?:0分|零分)(?:计算|计|处理)?)"
    r"|(?:该)?(?:比率|比例)?(?:按|视为|视同|为|计为)(?P<rate>\d+(?:\.\d+)?|零)%?(?:计算|计|处理)?)"
)
_FULL = r"(?:(?:该|本|所在)?(?:项|指标)?的?(?:分值|满分))"
_BONUS = rf"(?:加分(?:指标|项|部分)?(?:后|的|总分|合计|累计)*{_ALL}(?:得分|总分)?"
_INSIDE = re.compile(
    rf"{_BONUS}(?:最高|最多|总计)?(?:(?:不得|不能|不可以|不可|不)(?:超过|突破|超出|高于){_FULL}|(?:加|得)?(?:到|至|为)+{_FULL}(?:为止|为限)?|以{_FULL}为(?:限|上限)))"
)
_OVER = re.compile(
    rf"{_BONUS}(?:(?:可以|可|允许|能)(?:超过|突破|超出|高于){_FULL}|不受?{_FULL}(?:的)?限制?|{_FULL}(?:不限|不封顶)))"
)


def conventions_with(before: Conventions, block: Block, found: list[Diagnostic]) -> Conventions:
    """*before* with what one 约定 line adds: one convention, or several with ； or ， between them."""
    source = plain(block.text, block.start)
    if len(source.text) > LONGEST_CELL:
        found.append(too_long(source, "行约定"))
        return before
    if not source.text.strip(_SIGNS):
        found.append(_unread(block.text, block.start, block.end))
    place = 0
    while place < len(source.text):
        if source.text[place] in _SIGNS:
            place += 1
            continue
        said, after = _convention(before, source.text, place)
        if after > place and _is_end(source.text, after):
            differs = _differs(before, said)
            if differs:
                start, end = source.span(place, after)
                words = block.text[start - block.start : end - block.start].strip()
                found.append(error("conventions-differ", f"约定“{words}”与前面约定的“{differs}”不一致", start, end,
                                   "只留一处；不同的单位、不同的指标另有算法的，写在各自的评分里"))  # fmt: skip
            else:
                before = said
            place = after
            continue
        if (joining := _JOINING.match(source.text, place)) is not None:
            place = joining.end()
            continue
        after = _unread_end(source.text, place)
        start, end = source.span(place, after)
        words = block.text[start - block.start : end - block.start].strip()
        found.append(_untold(source.text[place:after], words, before, start, end))
        place = after
    return before


_PART_STEPS = {"进一": "不足一步的按一步计", "整步": "不足一步的不计", "按比例": "不足一步的按比例计"}


def _differs(before: Conventions, said: Conventions) -> str:
    """What was settled *before* and is now *said* otherwise; empty where nothing is."""
    if before.part_step not in (None, said.part_step):
        return _PART_STEPS[before.part_step or ""]
    if before.zero_denominator not in (None, said.zero_denominator):
        rate = before.zero_denominator
        return f"分母为0的{f'比率按{shown(rate * 100)}%计' if isinstance(rate, Fraction) else f'得{rate}' if rate == '满分' else rate}"
    if before.bonus_over_full not in (None, said.bonus_over_full):
        return "加分可以超过分值" if before.bonus_over_full else "加分不得超过分值"
    if before.decimals_stated and before.decimals != said.decimals:
        return f"得分保留{before.decimals}位小数" if before.decimals else "得分保留整数"
    return ""


def _is_end(text: str, place: int) -> bool:
    """Whether another clause may begin at *place*."""
    return place == len(text) or text[place] in _SIGNS or _JOINING.match(text, place) is not None


def _convention(before: Conventions, text: str, place: int) -> tuple[Conventions, int]:
    """*before* with the convention that begins at *place*, and where its words end; *place* where none is read."""
    for pattern, over in ((_INSIDE, False), (_OVER, True)):
        if (bonus := pattern.match(text, place)) is not None:
            return evolve(before, bonus_over_full=over), bonus.end()
    if (decimals := _DECIMALS.match(text, place)) is not None:
        digits = decimals["places"] or decimals["after"] or decimals["small"]
        places = int(number(digits)) if digits else 0
        return evolve(before, decimals=places, decimals_stated=True), decimals.end()
    rounded = _ROUNDED.match(text, place)
    if rounded is not None and before.decimals_stated and _is_next(rounded["next"], before.decimals):
        return before, rounded.end()
    if (zero := _ZERO.match(text, place)) is not None:
        return evolve(before, zero_denominator=_zero_denominator(zero)), zero.end()
    for end in _ends(text, place):
        cell, _, trouble = text_to_tree(text[place:end])
        first = next(iter(cell.parts), None)
        if first is not None and not trouble and isinstance(first.value, tree.PartStep) and first.start == 0:
            if not _same_size(text[place : place + first.end]):
                break
            return evolve(before, part_step=first.value.mode), place + first.end
    return before, place


def _is_next(digit: str | None, decimals: int) -> bool:
    """Whether 第3位 is the one after the decimals that are kept."""
    return digit is None or number(digit) == decimals + 1


def _zero_denominator(zero: re.Match[str]) -> str | Fraction:
    if zero["rate"] is not None:
        return number(zero["rate"]) / 100
    return "满分" if zero["full"] is not None else "不得分"


_AMOUNT = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十百千半]+)"
_SIZES = re.compile(rf"不[足满到]{_AMOUNT}.*?(?:按照?|以|视为|视同|作为){_AMOUNT}")


def _same_size(text: str) -> bool:
    """Not 不足1个百分点的按2个百分点计, which is no way to count a step."""
    sizes = _SIZES.match(text)
    return sizes is None or number(sizes[1]) == number(sizes[2])


def _ends(text: str, place: int) -> Iterator[int]:
    """Where the words may end that begin at *place*: at the second comma, at the first."""
    first = _clause_end(text, place)
    if text[first : first + 1] == ",":
        yield _clause_end(text, first + 1)
    yield first


def _unread_end(text: str, place: int) -> int:
    """Where the words end that are not read: 分母为0的，由主管部门定 is one saying."""
    end = _clause_end(text, place)
    is_open = text[end : end + 1] == "," and text[end - 1] in "的时者"
    return _clause_end(text, end + 1) if is_open else end


def _clause_end(text: str, place: int) -> int:
    return next((end for end in range(place, len(text)) if text[end] in _SIGNS), len(text))


# ---- what cannot be followed

_CUT = re.compile(
    r"舍去|舍弃|舍掉|截断|截去|截尾|去掉|抹去|只舍不入|进一|进位|只入不舍|不四舍五入|向[上下]取整|四舍五入|四舍六入"
)
_OTHERS = re.compile(r"保留|精确到|位小数|取整")


def _untold(text: str, words: str, before: Conventions, start: int, end: int) -> Diagnostic:
    """Why the *words* are followed by nothing."""
    if re.match("不[足满到]", text) is None and _CUT.search(text):
        kept = f"保留{before.decimals}位小数" if before.decimals else "保留整数"
        return error("unread-convention", f"约定里的“{words}”不能照办：得分{kept}，后一位一律四舍五入", start, end,
                     "删去这几个字；只写“得分保留2位小数”，就是四舍五入")  # fmt: skip
    if _OTHERS.search(text):
        return error("unread-convention", f"约定“{words}”不能照办：只能约定各指标的得分保留几位小数，计算过程中不舍入",
                     start, end, "写作“得分保留2位小数”；比率、总分的位数不约定")  # fmt: skip
    return _unread(words, start, end)


def _unread(words: str, start: int, end: int) -> Diagnostic:
    return error("unread-convention", f"约定“{words.strip()[:30]}”没有读懂", start, end, _HINT)
