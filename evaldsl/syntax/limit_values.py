"""Values of limits: what the text of a comparison, a range or a place says."""

import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.text.numerals import number, split_quantity


def limit_quantity(text: str) -> tree.Quantity:
    """The quantity of a limit, without its edge and suffix: 95% of 95%（含）以上."""
    return tree.Quantity(
        *split_quantity(
            re.sub(
                r"\([^)]*\)|[及或]\d.*|(?:及其?|或者?)?(?:以|之)(?:上|下|内|外|间).*|的?区间.*|内$|(?<=[%‰元分)])间$",
                "",
                text,
            )
        )
    )


def _edge(text: str) -> bool | None:
    match = re.search(r"\((不?)包?[含括]|\(不?包括", text)
    return None if match is None else "不" not in match.group()


_COMPARING = (  # longest spellings first within each sign
    (
        "≥",
        re.compile(
            r"≥|>=|=>|(?:大于|高于|超过|多于)(?:或者?|\(或\))?(?:等于|(?<=[或者])达到)|(?:达到|等于)(?:或者?|、)(?:大于|高于|超过|多于|优于)|不(?:得|应|能)?(?:低于|少于|小于)(?:或者?等于)?|达到|达(?!不)|至少|满"
        ),
    ),
    (
        "≤",
        re.compile(
            r"≤|<=|=<|(?:小于|低于|少于)(?:或者?|\(或\))?等于|等于(?:或者?|、)(?:小于|低于|少于)|(?:不(?:得|应|能)?|未|没有?)(?:高于|超过|多于|大于)(?:或者?等于)?|不超|控制在|不(?:得|应|能)?[迟晚长]于"
        ),
    ),
    ("<", re.compile(r"<|小于|低于|少于|不足|不满|未达到|未达|未完成|未实现|达不到|不到|短于")),
    (">", re.compile(r">|大于|超过|超出|高于|多于|超|[迟晚长]于")),
    ("=", re.compile(r"等于|为|是|=")),
)
_OPEN = {"≥": ">", "≤": "<", ">": ">", "<": "<", "=": "="}
_CLOSED = {"≥": "≥", "≤": "≤", ">": "≥", "<": "≤", "=": "="}


def comparison(text: str) -> tree.Comparison | tree.Between:
    if text.startswith(("过半", "超半")):
        return tree.Comparison(">", tree.Quantity(Fraction(50), "%"))
    if text == "0":  # 差错率:0
        return tree.Comparison("=", tree.Quantity(Fraction(0), ""))
    op, rest = "", text
    for sign, pattern in _COMPARING:
        match = pattern.match(text)
        if match and text[match.end() :]:
            op, rest = sign, text[match.end() :]
            break
    suffix = re.search(r"(?:以|之|(?=内$))(上|下|内|外)", rest)
    if suffix and op in ("", "="):
        op = {"上": "≥", "下": "≤", "内": "≤", "外": ">"}[suffix[1]]
    edge = _edge(rest)
    past = suffix is not None and op in ("<", ">") and suffix[1]
    if past == "内":
        return tree.Between(
            tree.Quantity(Fraction(0), limit_quantity(rest).unit),
            limit_quantity(rest),
            False,
            edge is not False,
            past=op,
        )
    if edge is not None and op:
        op = (_CLOSED if edge else _OPEN)[op]
    elif edge and not op:
        op = "≥"
    return tree.Comparison(op, limit_quantity(rest), edge is not None, past == "上")


_RANGE = re.compile(r"(?:介于|=)?(-?(?:\([^()]*\)|[^-至到和与(])*)(?:-+|至|到|和|与)(.*)")


def between(text: str) -> tree.Between:
    if "上下" in text:
        return _up_and_down(text)
    if text[0] in "[(":
        return _interval(text)
    split = _RANGE.fullmatch(text)
    assert split, text
    first, second = split.groups()
    low, high = limit_quantity(first), limit_quantity(second)
    named = dict(_edges_of(second)) if "(" in second else {}
    other = ""
    if high.unit and low.unit in ("", "万"):
        low, other = _in_unit_of(low, high, first, second)
    low_in, high_in = _edge(first), _edge(second)
    if low_in is None:
        low_in = True if "以上" in first else named.get(low.number)
    if named:
        high_in = named.get(high.number)
    if low.number > high.number and low.unit == high.unit:
        low, high, low_in, high_in = high, low, high_in, low_in
    return tree.Between(low, high, low_in, high_in, other=other)


_UP_AND_DOWN = re.compile(r"(?:的?基础上)?上下(?:浮动|波动)?(?:幅度)?(?:不超过|不高于|不超出|控制在|在|≤)?")


def _up_and_down(text: str) -> tree.Between:
    """100%上下浮动不超过5% is 95%-105%; of a number that is no percentage, 5% are 5% of it."""
    first, second = _UP_AND_DOWN.split(text)
    middle, far = limit_quantity(first), limit_quantity(re.sub(r"(?:的?范围)?(?:[以之]?内)?$", "", second))
    width = middle.number * far.number / 100 if far.unit == "%" and middle.unit != "%" else far.number
    low, high = (evolve(middle, number=middle.number + one) for one in (-width, width))
    return tree.Between(low, high, True, True)


_MULTIPLES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_MULTIPLE = re.compile(r"(?<=[\d.一二两三四五六七八九])([百千]?)([万亿]?)(?=[^\d.零一二两三四五六七八九十百千万]|$)")
_FAR = 10
"""Of two readings of a range, one with its ends so many times farther apart than the other is no reading."""


def _in_unit_of(low: tree.Quantity, high: tree.Quantity, first: str, second: str) -> tuple[tree.Quantity, str]:
    """*low*, which is written without the unit of *high*: that of 15-20万吨 in 万吨, of 9000-1万人 and 5千-1万元 in 人 and 元.

    What multiplies *high* multiplies both, unless *first* comes to more than *second* then: that part of it does with which
    the ends are nearest to each other. Where another part is nearly as good, 50-1万元, what *first* is then is named too.
    """
    sums = high.unit[:1] if high.unit[:1] in ("万", "亿") else ""  # 20万吨 is 200000吨, but 20万元 are 万元
    base = high.unit.removeprefix(sums)
    if low.unit == "万":
        return (low if base in ("", "元") else tree.Quantity(low.number * 10_000, base, low.slip)), ""
    found = _MULTIPLE.search(second)
    hundreds, large = found.groups() if found else ("", "")
    whole = _MULTIPLES[hundreds] * _MULTIPLES[large]
    top = high.number * _MULTIPLES[sums]
    own = any(found.groups()) if (found := _MULTIPLE.search(first)) else False
    other = ""
    if not (low.number and top) or (not own and (low.number * whole < top or whole == 1)):
        size = whole
    elif not first[0].isdigit():
        size = 1  # 五百至一千人
    else:
        parts = {"": 1, "万": 10_000, large: _MULTIPLES[large]} if large else {"": 1}
        parts |= {} if own else {hundreds + large: whole}
        far = {one: max(low.number * by / top, top / (low.number * by)) for one, by in parts.items()}
        best, *others = sorted((one for one in far if far[one] != 1), key=lambda one: far[one])
        size = parts[best]
        other = f"{first}{others[0]}{base}" if others and far[others[0]] < _FAR * far[best] else ""
    return tree.Quantity(low.number * size / _MULTIPLES[sums], high.unit, low.slip), other


_NAMED_EDGE = re.compile(r"(不?)包?[含括]([\d.]+)")


def _edges_of(text: str) -> Iterator[tuple[Fraction, bool]]:
    """Which numbers 85-95%之间(含85%,不含95%) names as inside and outside."""
    for outside, named in _NAMED_EDGE.findall(text):
        yield number(named.rstrip(".")), not outside


def _interval(text: str) -> tree.Between:
    """[80%,100%) with its ends: [ and ] are inside."""
    text = re.sub(r"(?:的?区间内?|之间)$", "", text)
    first, _, second = text[1:-1].partition(",")
    low, high = limit_quantity(first), limit_quantity(second)
    return tree.Between(
        low if low.unit else tree.Quantity(low.number, high.unit), high, text[0] == "[", text[-1] == "]"
    )


_PAST = re.compile(r"超过|超出|大于|高于|>|超")


def within(text: str) -> tree.Between | tree.Comparison:
    """±10%以内, and on either side of 0: ±5%-±10%, 超出±10%."""
    first, *second = re.split(r"(?:-+|至|到)(?=±)", text)
    limit, edge = limit_quantity(text[text.rindex("±") + 1 :]), _edge(text)
    if second:
        return tree.Between(
            limit_quantity(first[first.index("±") + 1 :]), limit, _edge(first), _edge(second[0]), either=True
        )
    verb, suffix = text[: text.index("±")], re.search(r"[以之]([上外])", text)
    if suffix or (_PAST.match(verb) and not verb.endswith("等于")):
        closed = edge if edge is not None else bool(suffix) and suffix is not None and suffix[1] == "上"
        return tree.Comparison("≥" if closed else ">", limit, edge is not None, either=True)
    inside = not re.match(r"<|小于|低于|不足|不到", verb) if edge is None else edge
    return tree.Between(tree.Quantity(-limit.number, limit.unit), limit, inside, inside)


def chain(text: str) -> tree.Between:
    match = re.fullmatch(r"(.*?)([≤<≥>]=?)([^\d,;。\n<>≤≥]+)(×100%)?([≤<≥>]=?)(.*)", text)
    assert match, text
    first, sign1, name, times, sign2, second = match.groups()
    name = name.removeprefix("(").removesuffix(")") if times else name
    if sign1[0] in "≤<":
        edges = (sign1 in ("≤", "<="), sign2 in ("≤", "<="))
        return tree.Between(limit_quantity(first), limit_quantity(second), *edges, name)
    edges = (sign2 in ("≥", ">="), sign1 in ("≥", ">="))
    return tree.Between(limit_quantity(second), limit_quantity(first), *edges, name)


_PLACE = re.compile(r"[\d.]+|[零一二两三四五六七八九十百千半]+")


def rank(text: str) -> tree.Rank:
    places = [number(found.rstrip(".")) for found in _PLACE.findall(text)]
    unit = "%" if "%" in text else "位" if "位" in text else "名"
    if len(places) > 1:
        return tree.Rank(min(places), max(places), unit)
    if text.endswith("%") and text[0].isdigit():
        return tree.Rank(100 - places[0], None, unit)  # 排名后10%
    place = places[0]
    if re.search(r"后|外|下", text):
        return tree.Rank(place, None, unit, closed=text.startswith("第") or "及" in text or "或" in text)
    return tree.Rank(None if re.search(r"前|上", text) else place, place, unit)
