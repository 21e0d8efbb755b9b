"""Grades in words: 优, 良, 中, 差; 全部, 部分, 未; what is graded, and the word for how good it is."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from evaldsl.clauses.outcomes import are_outcomes, are_values, named_value, outcome

_DEGREES = (
    "[A-Ea-e]{1,4}[+-]?[类级等档]|劣?[ⅠⅡⅢⅣⅤⅥ][类级等]|(?<![A-Za-z])(?:A{2,5}|[A-E])[+-]?|[甲乙丙丁][类等级]|第?[特一二三四五](?:等[奖次]?|[类档级]|星级?)|不够显著|不太显著|不够明显|不太明显|"
    "绿色|蓝色|黄色|橙色|红色|优秀|优良|良好|优|良|中等|中|基本合格|不合格|合格|基本及格|不及格|及格|较差|很差|差|非常好|很好|较好|(?<![完友美做搞办])好|一般|完好|较完好|基本完好|不完好|"
    "非常显著|比较显著|较显著|不显著|显著|非常明显|比较明显|较明显|不明显|明显|非常满意|较满意|比较满意|基本满意|不满意|满意|"
    "基本达标|不达标|达标|较大|较小|较高|较低|较强|较弱|(?<![提降扩缩加增减])[高低大小强弱]|完善|较完善|基本完善|不完善|健全|较健全|基本健全|不健全|"
    "不充足|较充足|基本充足|充足|不充分|较充分|基本充分|充分|不足|无明显|没有|无|达成|完成|规范|较规范|基本规范|不规范|合理|较合理|基本合理|不合理|到位|基本到位|不到位|较到位"
)
_RANKED = (
    "[A-Ea-e]{1,4}[+-]?[类级等档]|劣?[ⅠⅡⅢⅣⅤⅥ][类级等]|(?<![A-Za-z])(?:A{2,5}|[A-E])[+-]?|[甲乙丙丁][类等级]|第?[特一二三四五](?:等[奖次]?|[类档级]|星级?)|绿色|蓝色|黄色|橙色|红色|优秀|优良|良好|优|良|中等|中|基本合格|不合格|合格|"
    "基本及格|不及格|及格|较差|很差|差|很好|较好|好|一般"
)
"""Words of a scale only, which are no qualities that a thing may have together: not 健全、规范."""
_AND_BEYOND = rf"(?:{_RANKED})(?:等次|等级|级|档)?(?:及其?|或者?)?以[上下]"
"""三级及以下: what stands on one side of a scale is one choice."""
_GRADED = re.compile(
    rf"^(.*?)(?:(?:等级|等次|结果)?[为是](?:\")?)?(?:\")?(已?(?:{_AND_BEYOND}|{_DEGREES}))(?:\")?(?:等次|等级|级|档|者|的)*$"
)
_EXTENT = re.compile(r"^(.*?)((?:全部|全面|完全|大部分|少部分|部分|基本|未|没有|尚未)[^,，]{1,24})$")


_EXTENT_FIRST = re.compile(r"(?:全部|全面|完全|大部分|少部分|部分|未|没有|尚未)")


_QUOTED_LAST = re.compile(r"(?:[为是](?=\"))?\"([^\"]{2,12})\"(?:的|者)?$")
"""评价结果为“基本完成”的: a word that is set apart."""


_QUOTED_BEYOND = re.compile(r"\"([^\"]{1,6})\"(?=(?:等次|等级|级|档)?(?:及其?|或者?)?以[上下])")
"""“中”及以下."""
_EXTENT_LAST = re.compile(r"(?:全部|全面|完全|大部分|少部分|部分|基本)$")


@lru_cache(maxsize=8192)
def graded(text: str) -> tuple[str, str] | None:
    """Stem and grade word: (综合评定, 好) of 综合评定为好, (历年问题, 全部整改) of 历年问题全部整改."""
    text = re.sub(r"\([^()]*\)$", "", text)
    if (turned_out := outcome(text)) is not None:
        return turned_out
    if '"' in text:
        text = _QUOTED_LAST.sub(r"\1", _QUOTED_BEYOND.sub(r"\1", text))
    match = _EXTENT.match(text) if _EXTENT_FIRST.match(text) else _GRADED.match(text) or _EXTENT.match(text)
    if match is None:
        return named_value(text)
    extent = _EXTENT_LAST.search(match[1])
    if extent:
        return match[1][: extent.start()], extent.group() + match[2]  # 重点工作, 全面完成
    adverb = _ADVERB.search(match[1])
    if adverb and not match[2].startswith(("无", "没有")):
        return match[1][: adverb.start()], adverb.group() + match[2]  # 很满意
    return match[1], match[2]


_ADVERB = re.compile(r"(?:非常|很|十分|特别|较为|比较|较|不太|不够|不很|不|没)$")
_EXCELLENT = re.compile(r"(?:非常)?(?:明显|显著|好|良好|突出)")
_LESSER = re.compile(r"一般|较好|较差|差|较明显|较显著|不明显|不显著|不够明显|不够显著")


_SEVERAL = re.compile(rf"\"?(?:{_RANKED})\"?(?:(?:、|和|或者?|及)\"?(?:{_RANKED})\"?)+(?:等次|等级|级|档|者|的)*$")


_HOW = "(?:非常|很|十分|特别|比较|较为|较|基本|不太|不够|不)"
_OF_ONE = re.compile(
    rf"(?:{_HOW}+(?P<q>[一-龥]{{2}})(?:、|和|或者?|及){_HOW}*|(?P<r>[一-龥]{{2}})(?:、|和|或者?|及){_HOW}+)(?:(?P=q)|(?P=r))$"
)
"""非常满意、满意: one quality in two degrees."""


@lru_cache(maxsize=8192)
def several_grades(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Stem and grade words where there are more than one: (考核为, (中, 差)) of 考核为中、差."""
    match = _SEVERAL.search(text) or _OF_ONE.search(text)
    if match is None:
        return None
    stem = re.sub(r"(?:等级|等次|结果)?[为是]?$", "", text[: match.start()])
    words = re.sub(r"(?:等次|等级|(?<![特一二三四五A-Za-z甲乙丙丁ⅠⅡⅢⅣⅤⅥ星])[级档]|者|的)+$", "", match.group())
    return stem, tuple(one.strip('"') for one in re.split(r"、|和|或者?|及", words))


_MILDER = re.compile(
    r"(?:较为|比较|较|基本|大致|大体|部分(?=符合|满足|达标|齐全|健全|完[整善]|明确|充分|合理|规范|清晰|到位)|不太|不)([一-龥]{2,4})"
)


_JOINED_TO = ("完善", "完整", "规范", "有效", "合理", "到位")
_JOINT = f"(?:{{0}}(?!{{0}})(?:(?:、[一-龥]{{{{2,3}}}})+|{'|'.join(_JOINED_TO)})|[一-龥]{{{{2}}}}(?:、[一-龥]{{{{2,3}}}})*、{{0}}(?:、[一-龥]{{{{2,3}}}})*)$"


_FEW = ("有所", "略有", "稍有", "有一定")
_SOMEWHAT = re.compile(rf"(?:{'|'.join(_FEW)})([一-龥]{{2}})|([一-龥]{{2}})不[够太甚]?(?:明显|显著)")
_STRONGLY = "(?:(?:(?:得到|有)?(?:明显|显著|大幅度?|较大|有效|全面)(?:的|地)?{0}|{0}(?:非常|十分|较为)?(?:明显|显著))$)"


def milder(first: str, second: str) -> str:
    """齐全, where 基本齐全 follows on 资料齐全: the quality that both speak of, empty where there is none; 清晰、合理 where 较清晰
    follows on 目标清晰、合理; 提高明显 where 有所提高 follows on 收入提高明显."""
    if (somewhat := _SOMEWHAT.fullmatch(second)) is not None:
        of = somewhat[1] or somewhat[2]
        strongly = re.search(_STRONGLY.format(of), first) if of in first else None
        if strongly is not None and (somewhat[1] or not strongly.group().startswith(of)):  # not 效果明显, 效果不明显
            return strongly.group()
    match = _MILDER.fullmatch(second.partition("、")[0])
    quality = match[1] if match else _said_again(first, second)
    joins = quality and ("、" in first or first.endswith(tuple(quality + one for one in _JOINED_TO)))
    if joins and several_grades(first) is None and (joint := re.search(_JOINT.format(quality), first)):
        return joint.group()
    if "、" in second:
        return ""
    return (
        quality
        if quality
        and len(first) >= len(quality)
        and first.endswith(quality)
        and not _OF_SOME.search(first.removesuffix(f"，{quality}"))
        else ""
    )


def _said_again(first: str, second: str) -> str:
    """明确 of 目标明确, 目标较明确: the quality of which *second* says the degree, behind the words that stand before it in both."""
    degree = _LESS.search(second)
    again = degree is not None and first == f"{second[: degree.start()]}{degree[1]}"
    return degree[1] if degree and again else ""


_LESS = re.compile(r"(?<=[一-龥]{2})(?:较为|比较|较|基本|大致|大体|不太|不够)([一-龥]{2,4})$")
_OF_SOME = re.compile(r"[，、；]")


def alternatives(first: str, second: str) -> bool:
    """Whether two conditions are grades of one thing: 综合评定为好 / 较好, 全部整改 / 部分整改."""
    several = several_grades(second)
    if several is not None:
        return all(alternatives(first, f"{several[0]}{word}") for word in several[1])
    several = several_grades(first)
    if several is not None:
        return all(alternatives(f"{several[0]}{word}", second) for word in several[1])
    if (("、" in first or second.startswith(_FEW) or "不" in second) and milder(first, second)) or _adds_to_extent(
        first, second
    ):
        return True
    if outcome(first) or outcome(second) or are_values(first, second):
        return are_outcomes(first, second) or are_values(first, second)
    one, other = graded(first), graded(second)
    if one is not None and _is_none_of(second, one[0]):
        return True
    if one is None or other is None or one[1] == other[1]:
        return bool(milder(first, second)) or (one is None and bool(graded_like(first, second)))
    if not (other[0] or _is_extent_of(other[1], first)):
        return False
    stem = one[0].removesuffix("情况")
    if _EXCELLENT.fullmatch(one[1]) and _LESSER.fullmatch(other[1]) and set(stem) & set(other[0]):
        return True  # 成效明显，效果一般
    return not other[0] or other[0].removesuffix("情况") == stem or (bool(stem) and stem.endswith(other[0]))


def graded_like(first: str, second: str) -> str:
    """详实 of 内容详实, 内容一般: what *first* says of the thing that *second* grades."""
    stem, word = graded(second) or ("", "")
    quality = first.removeprefix(stem) if len(stem) > 1 and is_appraisal([word]) else first
    return quality if 1 < len(quality) < 5 and quality != first else ""


_EXTENT_AND = re.compile(r"(?:大部分|部分|基本|未能?|没有|尚未)(.{2,}?)[,，]?[且并].+")


def _adds_to_extent(first: str, second: str) -> bool:
    """Whether *second* is 部分达成年度指标并具有一定效果, 未达成且效果较差, where *first* is 达成年度指标."""
    said = _EXTENT_AND.fullmatch(second) if first and first[:2] in second else None
    return said is not None and first.startswith(said[1])


_ALL_OR_NONE = re.compile(r"(?:(全部|全面|完全)|未能?|没有|尚未)(?P<of>[^,，]*)")
_WANTING = re.compile(
    r"(?:建立|制定|出台|成立|设立|编制|签订|组织|开展|实施|落实|进行|执行|完成|实现|达[到成标]|公开|公示|参[加与]|取得|满足|符合|按)"
)


def _is_extent_of(word: str, award: str) -> bool:
    """Whether *word* says how much there is of what *award* speaks of, 未健全 or 未建立 of 制度健全, and nothing of another
    matter: 未发生投诉, 全部验收."""
    said = _ALL_OR_NONE.fullmatch(word)
    if said is None or not said["of"]:
        return True
    if any(one + two in award for one, two in pairwise(said["of"])):
        return True
    return said[1] is None and _WANTING.match(said["of"]) is not None


_DEGREE = re.compile(r"较为|比较|较|基本|大致|不太|不够|部分|不|未|没有")


def of_one_scale(first: str, second: str) -> bool:
    """Whether two conditions are alternatives by their grades or extents, 优秀 and 良好, 目标明确 and 目标较明确, and not by two
    qualities that a thing may have together, 制度健全 and 制度规范."""
    if any(second[: one.start()] + second[one.end() :] == first for one in _DEGREE.finditer(second)):
        return True
    one, other = graded(first), graded(second)
    if one is None or other is None or not alternatives(first, second):
        return False
    return is_appraisal([one[1], other[1]]) or any(_EXTENT_FIRST.match(word) for word in (one[1], other[1]))


_NONE_OF = re.compile(r"无(?:明显)?([一-龥]{2,4})")


def _is_none_of(text: str, stem: str) -> bool:
    """Whether *text* is the bottom of the scale on which *stem* is graded: 无效益 of 经济效益."""
    match = _NONE_OF.fullmatch(text) if text.startswith("无") else None
    return match is not None and (stem.endswith(match[1]) or (not stem and match[1] in _GAINS))


_GAINS = ("效益", "效果", "成效")
"""What is graded where 显著得5分，一般得1分，无效益不得分 does not say it."""


_APPRAISED = re.compile(
    r"优秀|优良|良好|优|良|中等|中|一般|合格|不合格|基本合格|(?:很|较)?差|(?:非常|很|较|比较)?好|(?:非常|比较|较|不|不够|不太)?(?:显著|明显)"
)


_REST = re.compile(r"其他|(?:无|没有).*")


def is_appraisal(words: Sequence[str]) -> bool:
    """Whether words say how good somebody finds a thing, 优、良、中、差 or 显著、一般、其他: not 全部、部分, 甲类 or 健全."""
    said = [word for word in words if not _REST.fullmatch(word)]
    return bool(said) and all(_APPRAISED.fullmatch(word) for word in said)


_FOUND = re.compile(r"(?:显著|明显|突出|良好|较好)$")


def tells_appraisal(name: str) -> bool:
    """Whether a judgement is how good somebody finds a thing, too: 社会效益显著得5分，否则不得分."""
    return _FOUND.search(name) is not None
