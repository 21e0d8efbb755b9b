"""Things of a list: words about each or all of them, and those that name some: A-C每项不符合, 前两项每缺一项, 存在④情形."""

import re

from evaldsl.clauses.opposites import denied_thing
from evaldsl.clauses.signs import ABOVE
from evaldsl.interpreter.records import frozen
from evaldsl.text.numerals import number

OF_LIST = re.compile(
    rf"^(?:{ABOVE}(?:各|所有)?(?:项|点|条|方面)?(?:内容|要求|情况|指标)?中?)?(?:(?:各|每|均|分别)+(?:一|1)?(?:项|点|条)?|(?:如|若)?(?:每|有|缺少|缺失|缺|少|任何|任意|任|发现|其中)*"
    r"(?:一|1)(?:项|点|条)(?:(?:不|未|没|缺|无).{0,6})?|每(?:有|缺少|缺失|缺|少|符合|满足|具备|做到|完成)+(?:一|1)?(?:项|点|条)?"
    r"|[一二两三四五六七八九十\d]+(?:项|条|点)?(?:全部|均|都|全)(?:符合|满足|达到|达标|具备|做到)(?:要求|标准)?)(?:的|者)?$"
)
"""Words that speak of each item of a list above: 每项, 有一项不符合, 每缺一项."""
WHOLE_LIST = re.compile(
    r"^(?:[一二两三四五六七八九十\d]+(?:项|条|点))?(?:全部|均|都|全)(?:符合|满足|达到|达标|具备|做到)(?:要求|标准)?$"
    rf"|^(?:符合|满足|达到|具备|做到){ABOVE}?(?:全部|所有|各项)(?:要求|标准|条件|要点)$"
)
"""Words that speak of all items of a list above: 全部符合."""

PARTS_OF_LIST = ("项", "条", "点", "个")
"""What the things of a list are called: 1分/项."""

_MARK, _NUMERAL = r"(?:[①-⑳]|\((?:\d{1,2}|[一二三四五六七八九十]{1,2})\)|[A-H])", r"(?:\d{1,2}|[一二三四五六七八九十])"
_UNIT = r"(?:个?(?:要点|方面)|小?项|点|条|款|种)"
_AND = rf"{_UNIT}?(?:[、和与及至到,-])?第?"
_NAMED = re.compile(
    rf"第?(?P<marks>{_MARK}(?:{_AND}{_MARK})*){_UNIT}?|第(?P<nth>{_NUMERAL}(?:{_AND}{_NUMERAL})*){_UNIT}"
    rf"|(?:(?P<first>前)|最?后|末)(?P<many>{_NUMERAL}|两){_UNIT}|(?P<last>最后|末)(?:一|1)?{_UNIT}"
)
_MAY_NAME = re.compile("[①-⑳(A-H第前后末]")
"""One of these stands in whatever names some."""
_ONE = re.compile(rf"(?P<to>[至到-])?{_UNIT}?第?(?:(?P<sign>[①-⑳A-H])|\(?(?P<numeral>{_NUMERAL})\)?)")
_NOT = r"(?:[不未没](?:有|能)?(?:符合|满足|达标|达到|达成|完成|做到|落实|到位|合格)|做不到|达不到)(?:要求|标准|规定|条件|目标)?"
_LACK = r"(?:缺少|缺失|缺)"
_FAILS = re.compile(
    r"[),、]*(?:其中|如果?|若|凡|但|以上|上述|前述|(?:出现|存在|有)(?=[^,]*[不未没缺])|,)*(?:"
    rf"#(?:其?中)?(?:每有?|任[何意]?|有|各)*(?:一|1)?(?:项|条|点)?(?P<all>均|都|全部)?{_NOT}|#(?:其?中)?(?:每有?|任[何意]?|有)*{_LACK}(?:(?:一|1)?(?:项|条|点))?"
    r"|(?P<happens>存在|出现|发生|有|属于)#(?:情形|情况|问题|行为)(?:之一)?"
    rf"|每?(?:{_NOT}|违反|{_LACK})#(?:要求|标准|规定|条件)?(?:之一|中?(?:任[何意]?)?(?:一|1)(?:项|条|点))?"
    r")(?:的|者|时|则|即|,)*(?:每|各|有)*(?:一|1)?(?:项|条|点)?,*"
)
_EACH = re.compile("每|各|任|一|1")
_DOES = r"(?:符合|满足|达标|达到|达成|完成|做到|具备|落实|到位|合格)(?:要求|标准|规定|条件|目标)?"
_EARNED = re.compile(
    rf"[),、:]*(?:其中|以上|上述|前述|评价|[,:])*(?P<met>{_DOES})?(?:以上|上述|前述|要点|要求|条件)*#(?:要点|要求|标准|条件|内容|方面)?(?:均|都|全部)?(?P<so>{_DOES})?(?:的|者|则|即|[,:(])*"
    rf"(?P<each>每|各|均|分别)*(?:{_DOES})?(?:一|1)?(?:项|条|点|个?要点)?(?:{_DOES})?(?:的|,)*各?"
)
_NUMBERS = re.compile(rf"(?:(?<=要点)|(?<=第)|^)\d{{1,2}}(?:{_AND}(?:要点)?\d{{1,2}})*(?:{_UNIT})?")
"""Numbers as they stand: 要点2、3, 1、2各2分."""


@frozen
class Named:
    """Things of a list that the words are about, by their places: *numbers*, or the first or last *many*.

    *each*: each of them by itself; *every*: only where all of them are so; *happens*: where what they say is so.
    """

    words: str
    numbers: tuple[int, ...]
    many: int
    each: bool
    every: bool
    happens: bool

    def places(self, of: int) -> list[int]:
        """The places in a list *of* so many; none where it does not have them."""
        if self.numbers:
            return [one - 1 for one in self.numbers] if 0 < min(self.numbers) <= max(self.numbers) <= of else []
        if abs(self.many) > of:
            return []
        return [*range(of)][: self.many] if self.many > 0 else [*range(of)][self.many :]


def things_named(text: str) -> Named | None:
    """What of a list *text* says that it fails; None where it says no such thing."""
    match = _NAMED.search(text) if _MAY_NAME.search(text) else None
    if match is None:
        return None
    rest = _around(text, match)
    fails = _FAILS.fullmatch(rest)
    if fails is None:
        return None
    return _named(match, bool(_EACH.search(rest)), fails["all"] is not None, fails["happens"] is not None)


_MERELY = re.compile(r"(?:则|即)?#(?:则|即|均|都|全部|也)?")


def merely_named(text: str) -> Named | None:
    """The things of a list that *text* is about, where it names them and says no more: ③, ①②均."""
    match = _NAMED.search(text)
    return _named(match, False) if match and _MERELY.fullmatch(_around(text, match)) else None


def things_earned(text: str) -> Named | None:
    """What of a list *text*, which stands before points, says that it earns them: ①②各, 要点1满足, 前两项每项."""
    match = _NAMED.search(text) if _MAY_NAME.search(text) else None
    if match is None and (text[:1].isdigit() or "要点" in text or "第" in text):
        match = _NUMBERS.search(text)
    earned = _EARNED.fullmatch(_around(text, match)) if match else None
    if match is None or earned is None:
        return None
    return _named(match, earned["each"] is not None, bool(earned["met"] or earned["so"]))


def without_all(text: str, of: int) -> str:
    """不符合 of ①-④项发现不符合, where all things of a list *of* so many are named: the words speak of the list."""
    match = _NAMED.match(text) if of > 1 else None
    every = match is not None and len(_named(match, True).places(of)) == of
    return (match is not None and every and _WITHIN.sub("", text[match.end() :])) or text


_WITHIN = re.compile(r"^(?:其?中)?[，,]?(?:发现|出现|存在|有)*")


def _around(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]}#{text[match.end() :]}"


def _named(match: re.Match[str], each: bool, every: bool = False, happens: bool = False) -> Named:
    said = match.groupdict()
    marks = match.group() if not said else said["marks"] or said["nth"]
    if marks:
        return Named(match.group(), tuple(_numbers(marks)), 0, each, every, happens)
    many = 1 if said["last"] else int(number(said["many"]))
    return Named(match.group(), (), many if said["first"] else -many, each, every, happens)


def _numbers(marks: str) -> list[int]:
    found: list[int] = []
    for one in _ONE.finditer(marks):
        sign, numeral = one["sign"], one["numeral"]
        own = int(number(numeral)) if numeral else ord(sign) - ord("①" if sign >= "①" else "A") + 1
        found += range(found[-1] + 1, own + 1) if one["to"] and found else [own]
    return found


_FAULT = re.compile(
    r"(?:存在|出现|发生)(?!的)|^(?:未(?!超|突破)|不(?![超得迟]|突破|[低少高]于)|缺|违|截留|挤占|挪用|虚|套取|骗取|擅自|超|逾|迟|漏)"
    r"|[一-龥]不(?![超得迟]|突破|[低少高]于)[一-龥]{1,3}$"
)


def names_fault(thing: str) -> bool | None:
    """Whether what a list tells is nothing good, 存在截留 and 未公开, and none the contrary, 不存在截留; None where neither is said."""
    if denied_thing(thing):
        return False
    return _FAULT.search(thing) is not None or None
