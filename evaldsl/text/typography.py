"""Typography is settled before the lexer: one spelling of each sign, blanks gone, every character's origin kept."""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from attrs import field

from evaldsl.interpreter.records import frozen

_FULLWIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS = {
    "≦": "≤",
    "⩽": "≤",
    "≧": "≥",
    "⩾": "≥",
    "﹤": "<",
    "‹": "<",
    "﹥": ">",
    "›": ">",
    "﹪": "%",
    "✕": "×",
    "╳": "×",
    "＊": "×",
    "*": "×",
    "∗": "×",
    "∣": "|",
    "∈": "在",
    "÷": "/",
    "∕": "/",
    "／": "/",
    "－": "-",
    "—": "-",
    "–": "-",
    "―": "-",
    "−": "-",
    "‐": "-",
    "─": "-",
    "~": "-",
    "～": "-",
    "〜": "-",
    "∼": "-",
    "“": '"',
    "”": '"',
    "„": '"',
    "‟": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "‘": '"',
    "’": '"',
    "﹐": ",",
    "﹔": ";",
    "﹕": ":",
    "∶": ":",
    "﹙": "(",
    "﹚": ")",
    "〔": "(",
    "〕": ")",
    "【": "(",
    "】": ")",
    "［": "(",
    "］": ")",
    "[": "(",
    "]": ")",
    "｡": "。",
    "\r": "\n",
    "\v": "\n",
    "\f": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
}
_PLAIN = _FULLWIDTH | _SIGNS
_FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))
_BEFORE_FORMAL = "[得计记给扣除罚加减奖赋予每第于过到达出少低高多超]"
_FORMAL_NUMBER = (
    rf"(?:(?<={_BEFORE_FORMAL})|(?<={_BEFORE_FORMAL}\s))[{''.join(_FORMAL)}]+(?=\s?[分个%％项次处例件人天户起家名])"
)
"""The numerals of cheques, where nothing but a number can stand: 扣贰分, not 陆地 or 收拾. Compiled where it is needed, as it
rarely is: a range of Han takes a millisecond."""
_OTHER_SIGN = re.compile(f"[{re.escape(''.join((*_PLAIN, *_FORMAL)))}]")
_DASHES = re.compile("--+")
_OPERATIONS = re.compile(r"乘以|(?<=[率数额分值量\d)])除以(?![上下外内往及])")
_EITHER_SIGN = re.compile(r"正负(?=[\d０-９])")
_THOUSANDS = re.compile(
    r"[,，](?=\d{3}(?!\d))(?:(?<=\d,)(?:(?=\d{3}(?![%％]))|(?=0))|(?<=[０-９]，)(?=[０-９]{3}(?![%％]))|(?<=\d，)(?=[0０]))"
)
_BLANKS = frozenset(" \t\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009\u202f\u00ad")
_UNSEEN = ((0x00, 0x09), (0x0E, 0x20), (0x7F, 0x85), (0x86, 0xA0), (0x200E, 0x2010), (0x202A, 0x202F), (0x2066, 0x206A))
_BLANKS |= {chr(code) for low, high in _UNSEEN for code in range(low, high)}
"""Signs that cannot be seen: blanks, control characters, marks of writing direction."""


@frozen
class Plain:
    """A text in plain typography: what the grammar reads.

    *origin* has one more entry than *text*: ``origin[i]`` is the offset, in the text as it stands on disk, of
    ``text[i]``, and the last entry is the end.
    """

    text: str
    origin: Sequence[int] = field(repr=False, eq=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of ``text[start:end]``."""
        origin = self.origin
        return origin[start], origin[end - 1] + 1 if start < end else origin[start]


@frozen
class Unplaced(Plain):
    """A text that stands nowhere in the file: all that is said of it is said at one *place*."""

    place: tuple[int, int]

    def span(self, start: int, end: int) -> tuple[int, int]:  # noqa: ARG002
        """The place, whatever is spoken of."""
        return self.place


_CHINESE_MARKS = str.maketrans(",;:()!?", "，；：（）！？")


def with_chinese_marks(text: str) -> str:
    """*text* with the marks of plain typography as official texts write them; 15:1 keeps its colon."""
    marked = text.translate(_CHINESE_MARKS)
    return re.sub(r"(?<=\d)：(?=\d)", ":", marked) if "：" in marked else marked


_ENDS = str.maketrans({**_PLAIN, "[": "[", "］": "]", "［": "[", "]": "]"})
_END = r"[-－−]?\d+(?:[.．]\d+)?\s*(?:[%％]|[一-龥]{1,4}(?:[/／][一-龥]{1,5})?)?"
_INTERVAL = rf"[\[［(（]\s*{_END}\s*[,，]\s*{_END}\s*[\])］）]"
"""[80%，100%), of which the brackets say whose the ends are; (80,100) without any other sign may be anything."""


def _is_interval(text: str) -> bool:
    return "[" in text or "]" in text or "［" in text or "］" in text


_EVERY_BLANK = re.escape("".join(sorted(_BLANKS)))
_ANY_BLANK, _SEEN = re.compile(f"[{_EVERY_BLANK}]"), re.compile(f"[^{_EVERY_BLANK}]+")
_NO_BLANKS = dict.fromkeys(map(ord, _BLANKS))
_ONE_LINE = {**_NO_BLANKS, ord("\n"): None}


def _formal(sign: re.Match[str]) -> str:
    first = max(sign.start() - 8, 0)
    at, near = sign.start() - first, sign.string[first : sign.end() + 8]
    counts = any(one.start() <= at < one.end() for one in re.finditer(_FORMAL_NUMBER, near))
    return _FORMAL[sign[0]] if counts else sign[0]


def _mapped(text: str) -> str:
    mapped = text.replace("，", ",").replace("；", ";").replace("（", "(").replace("）", ")").replace("：", ":")
    if _OTHER_SIGN.search(mapped):
        mapped = _OTHER_SIGN.sub(lambda sign: _PLAIN.get(sign[0]) or _formal(sign), mapped)
    if "--" in mapped:
        mapped = _DASHES.sub(lambda match: "-" + "\u00ad" * (len(match[0]) - 1), mapped)
    if "乘以" in mapped or "除以" in mapped:
        mapped = _OPERATIONS.sub(lambda match: "×\u00ad" if match[0] == "乘以" else "/\u00ad", mapped)
    if "正负" in mapped:
        mapped = _EITHER_SIGN.sub("±\u00ad", mapped)
    ranges = [match for match in re.finditer(_INTERVAL, text) if _is_interval(match[0])] if _is_interval(text) else []
    for match in ranges:
        ends = match[0].translate(_ENDS)
        mapped = f"{mapped[: match.start()]}{ends}{mapped[match.end() :]}"
    for match in _THOUSANDS.finditer(text):
        if any(one.start() < match.start() < one.end() for one in ranges):
            continue
        mapped = f"{mapped[: match.start()]}\u00ad{mapped[match.end() :]}"
    return mapped


_LINE_ENDS = {ord(sign): "\n" for sign in "\v\f\x85\u2028\u2029"}
"""What Word and others put for the end of a line."""
BULLET = re.compile(r"^[ \t\u3000]*(?:[•·●◆■▪►➢➤\uf000-\uf0ff]|[-－—–*＊](?=[ \t\u3000]+[一-龥]))", re.M)
_MARK_INSIDE = re.compile("[•●◆■▪►➢➤]")
_GLUED = re.compile(r"(?<=[；;。：:，,])[ \t\u3000]*[•●◆■▪►➢➤]|(?<=分)[ \t\u3000]*(?P<stop>[•●◆■▪►➢➤])")
"""A bullet that lost its line; behind points it is the only sign that they end there."""
QUOTED = re.compile(
    r'\s*(?:[评计考][分价核](?:标准|说明|细则|办法|规则)[：:]\s*)?["“]((?:[^"“”]|""|“[^"“”]*”)*)["”]\s*'
)
"""A cell of several lines as Excel copies it: in quotation marks, those inside it doubled."""


def without_line_ends(text: str) -> str:
    """A name of one line, whatever ends of lines were copied with it."""
    return text if text.isprintable() else "".join(text.translate(_LINE_ENDS).split("\n"))


def _without_marks(text: str) -> str:
    """*text* with blanks for bullets and for the quotation marks around all of it, and one kind of line end."""
    if not text.isprintable():
        text = text.translate(_LINE_ENDS)
    if text.rstrip()[-1:] in ('"', "”") and (whole := QUOTED.fullmatch(text)):
        inside = whole[1].replace('""', '" ')
        text = f"{text[: whole.start(1) - 1]} {inside}{' ' * (len(text) - whole.end(1))}"
    if _MARK_INSIDE.search(text):
        text = _GLUED.sub(lambda mark: " " * (len(mark[0]) - 1) + ("；" if mark["stop"] else " "), text)
    if "\n" in text:
        return BULLET.sub(lambda mark: " " * len(mark[0]), _unwrapping()(text))
    mark = BULLET.match(text)
    return f"{' ' * mark.end()}{text[mark.end() :]}" if mark else text


@cache
def _unwrapping() -> Callable[[str], str]:
    from evaldsl.text.wrapped_lines import unwrapped  # not needed where a score is taken from the cache

    return unwrapped


def plain(text: str, offset: int = 0) -> Plain:
    """*text* with one spelling of each sign, without blanks and without line ends inside a sentence; *offset* is where it
    begins on disk."""
    mapped = _mapped(_without_marks(text))
    if (mapped.isprintable() and " " not in mapped) or not _ANY_BLANK.search(mapped):  # no other blank is printable
        return Plain(mapped, range(offset, offset + len(text) + 1))
    kept: list[int] = []
    for match in _SEEN.finditer(mapped):
        kept += range(offset + match.start(), offset + match.end())
    return Plain(_ANY_BLANK.sub("", mapped), [*kept, offset + len(text)])


@lru_cache(maxsize=8192)
def plain_text(text: str) -> str:
    """*text* in plain typography, for comparing names."""
    return _mapped(text).translate(_ONE_LINE)


@lru_cache(maxsize=8192)
def same_name(name: str) -> str:
    """*name* as names are compared: typography settled, quotation marks gone."""
    return plain_text(name).replace('"', "")


_STRAIGHT = re.compile('"([^"]*)"')


def curly(name: str) -> str:
    """*name* with Chinese quotation marks: names of facts come from text in plain typography."""
    return _STRAIGHT.sub(r"“\1”", name)
