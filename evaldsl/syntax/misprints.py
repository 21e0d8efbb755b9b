"""Misprints of published cells: put right with a finding where the meaning is certain, refused where it is not.

A row stands here only when what is printed can mean nothing else. What might, is refused: here when it is a number,
else by the clauses, which take no scoring words into a name.
"""

import re
from collections.abc import Iterator
from functools import cache

from evaldsl.syntax.laid_out import two_columns
from evaldsl.text.diagnostics import Diagnostic, error, info, warning
from evaldsl.text.numerals import is_well_formed
from evaldsl.text.typography import Plain

_BEGUN = r"(?:(?<=[,;。\n])|^)"
_ENDED = r"(?=[,;。)\n]|$)"
_POINTS = r"分(?!钟)"
_RATE = r"(?:[%‰]|个?百分点)"
_UNIT = rf"(?:{_POINTS}|{_RATE})"
_AMOUNT = r"[\d.零一二两三四五六七八九十百半点]+"
_AFTER_VERB = r"(?<=[得计记扣加减给≥≤<>于到过超低少高])"
_DIGITS = str.maketrans("OIlⅠ", "0111")

_WORDS = (
    (rf"{_BEGUN}(?P<bad>否[侧测厕])(?=,|不得|不计|酌|按|扣|得|视|每)", "否则"),
    (r"(?P<bad>酌[清请青])(?=[扣减给得计加评打])", "酌情"),
    (
        rf"{_BEGUN}(?P<bad>[没母])(?:[低超少降高多](?=\d)|(?:低于|超过|超出|高于|降低|减少)(?=(?:\d+|一)个?百分点))",
        "每",
    ),
    (
        rf"(?P<bad>毎|(?:{_BEGUN}|(?<=分))海)(?=[低超少降高多](?:于|出|过|少|低|加)?[\d一两]|(?:发现|发生|出现|缺|有|延)[^,;。]{{0,4}}[\d一两])",
        "每",
    ),
    (rf"(?P<bad>拍)[\d.]+{_POINTS}", "扣"),
    (r"扣(?P<bad>[宗元究定冠])为止", "完"),
    (
        rf"(?:{_BEGUN}|(?<=[均都]))(?P<bad>末)(?=按|及时|完成|建立|公开|达到|达标|编制|制定|报送|开展|执行|履行|落实|整改|设定|发生|发现|出现)",
        "未",
    ),
    (rf"(?:{_BEGUN}|(?<=[均都]))(?P<bad>己)(?=完成|建立|公开|达到|达标|编制|制定|报送|开展|执行|落实|整改)", "已"),
    (r"(?P<bad>百[份兮]点)", "百分点"),
    (rf"(?<=[得计记给])(?P<bad>满[份兮]){_ENDED}", "满分"),
    (rf"不[得计](?P<bad>[份兮]){_ENDED}", "分"),
    (r"(?P<bad>部份)", "部分"),
    (rf"扣[完光](?:本项|该项)?分?值?为(?P<bad>至){_ENDED}", "止"),
    (rf"(?<![取获共合总累增追附参更外添])[得计记扣加]\d+(?:\.\d+)?(?P<bad>[份兮]){_ENDED}", "分"),
    (rf"(?<![\d路窗人户港出入进门井排接道关缺卡渡灶河沟巷街村山胃个])(?P<bad>[口叩])[\d.]+{_POINTS}", "扣"),
    (rf"(?<![获取评])(?P<bad>得+[计记]*)[得计记](?={_AMOUNT}{_POINTS})", ""),
    (rf"(?<![克回抵审设统会累预合总共])(?P<one>[计记扣])(?P<bad>(?P=one)+)(?={_AMOUNT}{_POINTS})", ""),
    (rf"{_AMOUNT}分(?P<bad>分+)(?=[,;。.)/\n]|$)", ""),
    (rf"(?<![获取])[得扣](?P<bad>:){_AMOUNT}{_POINTS}", ""),
    (r"(?P<one>[≥≤<>])(?P<bad>(?P=one)+)(?=-?\d)", ""),
    (r"%(?P<bad>%+)", ""),
)
"""Where *bad* stands, and what it is: 否侧 is 否则, 得2分分 is 得2分."""

_NUMBERS = (
    (rf"{_AFTER_VERB}(?=[OIl.]*\d)(?=[\d.]*[OIl])(?P<bad>[\dOIl]+(?:\.[\dOIl]+)?)(?={_UNIT})", None),
    (rf"(?<![A-Za-z\d.])(?P<bad>\d[\dOIl]*[OIl][\dOIl]*(?:\.[\dOIl]+)?)(?={_UNIT})", None),
    (rf"[低少降高超多出过](?P<bad>[IlⅠ]){_RATE}", None),
    (rf"[低超少降高多出过于](?P<bad>一)1(?:{_RATE}|[个次处项例起件人天])", ""),
    (r"\d(?P<bad>\.+)\.\d", ""),
    (rf"\d+\.\d+(?P<bad>\.)(?={_UNIT})", ""),
    (rf"{_AFTER_VERB}\d+(?P<bad>。)\d{{1,2}}(?={_UNIT})", "."),
    (r"(?<![逐一第万])(?P<one>[一两二三四五六七八九])(?P<bad>(?P=one)+)[处次项例起件人个场家户天%]", ""),
    (r"(?<=[现生少缺查低降])(?P<bad>-)(?:[次项例起件人个场家户天]|处(?![理置罚分]))", "一"),
)
"""The same for numbers: 0..5分 is 0.5分; None: letters that look like digits."""

_UNSURE = (
    (rf"\d+\.\d+(?:\.\d+)+(?={_UNIT})", "有两个小数点"),
    (rf"(?<![\d.])0\d+\.?\d*(?=(?:{_UNIT}|[亿万]?元|[个人次处件家户]))", "多写了一个0，或者漏了小数点"),
    (
        rf"(?<![-\d.至到])[\d.零一二两三四五六七八九十百半]+分(?P<bad>\.?\d[\d.]*{_POINTS})",
        "紧接在另一个分数后面，像是重复了，或者漏了字",
    ),
    (r"\d%\d+(?!\d*[\d.]*(?:分|个百分点))", "百分号后面紧接着数字"),
    (r"(?<=[\d.零一二两三四五六七八九十半]分)\d+(?=[,;。①-⑳]|$)", "后面没有写是几分、几处，或者标点错了位置"),
    (r"[以得为含则,;。]%", "前面没有数"),
    (rf"[低超少降高多出过于](?P<bad>一[02-9][\d.]*)(?:{_RATE}|[个次处项例起件人天])", "多写了一个“一”，或者漏了一个数"),
    (r"\d万万+", "多写了一个万"),
    (
        r"(?<![获取评所共合总累统预追增附参更外添不])[得计扣加减]\d+(?:\.\d+)?(?=[;\n]|。(?!\d)|,(?!\d{1,3}分|\d{3}(?!\d|%))|$)",
        "后面少了“分”",
    ),
    (rf"(?<=[≥≤<>])\d{{1,3}},\d{{3}}(?={_RATE})", "看不出是一个数，还是两个数"),
)
"""Numbers that might mean two things."""

_SIGNS = re.compile(
    r"[侧测厕清请青没母毎海拍末己份兮口叩OIlⅠ分%.。0现生少缺查低降得计记扣加减≥≤<>一两二三四五六七八九万:](?:"
    r"(?=[\d.])(?:(?<=[得扣]:)|(?<=[低超少降高多出过于]一)|(?<=[得计扣加减])\d+(?:\.\d+)?(?:[,;。\n]|$)|(?<=[%分.。0≥≤<>拍])(?:(?<=%)\d|(?<=分)\.?\d|(?<=\.)\."
    r"|(?<=\d\.)\d+\.|(?<=\d。)\d|(?<=0)(?<![\d.]0)\d|(?<=[≥≤<>])\d{1,3},\d|(?<=拍)))"
    r"|(?=[分%\-得计记扣≥≤<>一两二三四五六七八九万])(?:(?<=分)分|(?<=[得扣]:)[一两二三四五六七八九]|(?<=%)%|(?<=[现生少缺查低降])-|(?<=得)[得计记]"
    r"|(?<=([计记扣≥≤<>一两二三四五六七八九]))\1|(?<=万)万)"
    r"|(?<=[侧测厕清请青没母毎份兮口叩OIlⅠ海末己%])(?:(?<=否[侧测厕])|(?<=酌[清请青])|(?<=[没母毎海])[低超少降高多减发出缺有延]"
    r"|(?<=百[份兮])点|(?<=[满部不得计][份兮])|(?<=\d[份兮])(?:[,;。)\n]|$)|(?<=[口叩])[\d.]|(?<=[OIlⅠ])[\dOIl.分%‰个百]"
    r"|(?<=[末己])[按及完建公达编制报开执履落整设发出]|(?<=[以得为含则,;。]%)))"
)
"""One of these stands in whatever the rows above put right or doubt; most cells hold none. A set of first signs stands
before all else, at which ``re`` passes over what is not in it; then digits come apart from other signs, which are rarer."""

_TILL = re.compile(r"扣[宗元究定冠]为")
"""Apart, since any of these signs would be met too often."""


@cache
def _certain() -> list[tuple[re.Pattern[str], str | None, bool]]:
    """Most cells need none of these: they are made when the first does."""
    return [(re.compile(pattern), right, rows is _NUMBERS) for rows in (_WORDS, _NUMBERS) for pattern, right in rows]


@cache
def _doubtful() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), why) for pattern, why in _UNSURE]


_NO_POINTS = "钟之类别项管公析解布期批头散成"
_NUMERAL = "[零一二两三四五六七八九十百千半点万]"  # re finds the places of a set that stands first much faster
_HAN = re.compile(rf"{_NUMERAL}(?:{_NUMERAL}+(?={_RATE}|分(?![{_NO_POINTS}]))|(?<=百分之.){_NUMERAL}+)")
_ABOUT = frozenset(("一二", "两三", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九"))
"""Two or three, and no numeral: 每低二三个百分点."""
_PARTED = re.compile(
    r"[\d０-９.．](?:(?<![.．])[\d０-９]*[.．]?|(?<=[.．]))[ \t\u3000\u00a0\r\n]+[\d.．０-９]*[\d０-９](?=[ \t\u3000\u00a0]*(?:[分%％‰]|个?百分点))"
)


def corrected(text: str, source: Plain) -> tuple[Plain, list[Diagnostic]]:
    """*source*, the plain form of *text*, without its misprints, and a finding for each."""
    found = list(_parted(text, source.origin[0])) if len(text) != len(source.text) else []
    if ("1." in source.text or "1、" in source.text) and _BEGUN_LIST.search(source.text):
        source = _numbered(source, found)
    if _SIGNS.search(source.text) or "为至" in source.text or ("为止" in source.text and _TILL.search(source.text)):
        for pattern, right, is_number in _certain():
            if pattern.search(source.text):
                source = _put_right(source, pattern, right, is_number, found)
        found += _unsure(source)
    if _HAN.search(source.text):
        found += _malformed(source)
    if "分点" in source.text:
        found += _without_number(source)
    return source, sorted(found, key=lambda one: one.start) if found else found


_BEGUN_LIST = re.compile(r"(?:^|(?<=[;。\n:]))1[.、]")
_LEADING = re.compile(r"(?:(?<=[;。\n:])|^)(\d{1,2})([.、])(?:(\d[\d.]*%?)|(?!\d))")
"""What may be the number of an item, and the number behind it that may be its decimals: 2.90%, 2.5场; 2、90% has none."""


_MONTHS = frozenset(map(str, range(1, 13)))


def _numbered(source: Plain, found: list[Diagnostic]) -> Plain:
    """1.准确率≥95%；2.90%≤准确率: behind a number that is plainly that of an item, the next one is a number too."""
    chain = [match for place, match in enumerate(_LEADING.finditer(source.text), 1) if int(match[1]) == place]
    text = source.text
    for match in chain:
        if match[3] in _MONTHS and text.startswith("月", match.end()):  # 1.6月底前开工 begins with a month
            text = f"{text[: match.end(1)]}){text[match.end(1) + 1 :]}"
    source = Plain(text, source.origin)
    doubtful = [match for match in chain if match[3] and text[match.end(1)] != ")"]
    if not doubtful:
        return source
    if doubtful[0] is chain[0]:
        several = len(doubtful) == len(chain) > 1 and all(len(match[3]) > 2 for match in chain)
        if several and len(chain) > 2 and chain[0][2] == ".":
            message = f"“{chain[0][0]}”“{chain[1][0]}”开头的“1.”“2.”像是编号，此处当作小数读"
            hint = f"是编号的，写成“（1）{chain[0][3]}”"
            found.append(warning("mistyped-number", message, *source.span(*chain[0].span()), hint=hint))
        if not several or chain[0][2] == ".":
            return source
    for match in doubtful:
        if (
            text.startswith("分:", match.end())
            and "分:" in text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        ):
            continue  # 2.合同履约率7.2分:91%以上;3.625分:88%-91%: points of a band
        number, decimals = match[1], match[3]
        span = source.span(*match.span())
        apart = [one for one in found if span[0] <= one.start < span[1]]  # 2. 90%: a blank says it
        if match[2] == "、":
            text = f"{text[: match.end(1)]}){text[match.end(1) + 1 :]}"
            continue
        if len(decimals.strip("%")) < 2 and match is chain[-1] and not apart:
            message = f"“{match[0]}”看不出是编号{number}后面的{decimals}，还是一个小数"
            found.append(error("mistyped-number", message, *span, hint=f"是编号的，写成“（{number}）{decimals}”"))
            continue
        text = f"{text[: match.end(1)]}){text[match.end(1) + 1 :]}"
        found[:] = [one for one in found if one not in apart]
        if not apart:
            message = f"“{match[0]}”前面的“{number}.”是编号，按{decimals}读"
            hint = f"编号与数分开写，如“（{number}）{decimals}”"
            found.append(info("mistyped-number", message, *span, hint=hint))
    return Plain(text, source.origin)


def _put_right(
    source: Plain, pattern: re.Pattern[str], right: str | None, is_number: bool, found: list[Diagnostic]
) -> Plain:
    text, origin, done = "", list[int](), 0
    for match in pattern.finditer(source.text):
        start, end = match.span("bad")
        put = match["bad"].translate(_DIGITS) if right is None else right
        text += source.text[done:start] + put
        origin += source.origin[done : start + len(put)]
        done = end
        read = match[0][: start - match.start()] + put + match[0][end - match.start() :]
        message = f"“{match[0]}”像是打错了，按“{read}”读"
        span = source.span(*match.span())
        found.append(warning("mistyped-number" if is_number else "mistyped-word", message, *span, hint=f"改成“{read}”"))
    return Plain(text + source.text[done:], [*origin, *source.origin[done:]]) if done else source


def _unsure(source: Plain) -> Iterator[Diagnostic]:
    for pattern, why in _doubtful():
        for match in pattern.finditer(source.text):
            bad = "bad" if "bad" in match.re.groupindex else 0
            yield error("mistyped-number", f"“{match[bad]}”{why}", *source.span(*match.span(bad)))


def _malformed(source: Plain) -> Iterator[Diagnostic]:
    for match in _HAN.finditer(source.text):
        if not is_well_formed(match[0]):
            message = f"“{match[0]}”不成一个数"
            yield error("mistyped-number", message, *source.span(*match.span()), hint="用阿拉伯数字写")
        elif match[0] in _ABOUT and source.text.startswith(("个", "分"), match.end()):
            message = f"“{match[0]}”是个约数，不知道是几"
            yield error("mistyped-number", message, *source.span(*match.span()), hint="写明一个数")


_BARE_POINTS = re.compile(
    r"(?:每[^\d,;。\n零一二两三四五六七八九十半几数]{1,6}?|[低少降高超多升加出过于][A-ZⅡ-Ⅻ]?(?=个))(?P<bad>个?[百千]分点)(?!数)"
)


def _without_number(source: Plain) -> Iterator[Diagnostic]:
    """每低 个百分点扣0.5分: 百 is no hundred."""
    for match in _BARE_POINTS.finditer(source.text):
        message = f"“{match[0]}”没有写是几个百分点"
        hint = f"写上数，如“{match[0][: match.start('bad') - match.start()].rstrip('XⅡⅢⅣⅤ')}1{match['bad']}”"
        yield error("mistyped-number", message, *source.span(*match.span()), hint=hint)


def _parted(text: str, offset: int) -> Iterator[Diagnostic]:
    for match in _PARTED.finditer(text):
        if two_columns(text, match.start()):
            continue
        read = re.sub(r"\s", "", match[0])
        printed, parted = re.sub(r"\s+", " ", match[0]), "换了行" if "\n" in match[0] else "空了一格"
        message = f"“{printed}”中间{parted}，按“{read}”读"
        yield warning("mistyped-number", message, offset + match.start(), offset + match.end(), hint=f"改成“{read}”")
