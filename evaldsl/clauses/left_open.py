"""What is left open: a band for which no points are written, and words that make written points uncertain."""

import re
from collections.abc import Iterator

from evaldsl.clauses.grouping import Clause, Group
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part

Place = tuple[int, int, str]
"""Begin and end of words, and what they may have been."""
_POINTED = (tree.Award, tree.Deduction, tree.Zero, tree.Full, tree.Discretion)

_DECIDED = (
    r"(?:[由经交报](?!于)[^,;。]{0,14}?(?:评定|认定|裁定|核定|判定|确定|决定|研究|商定|评判|打分|评分|赋分|给分|掌握|把握|酌定|定夺|审定|处理|斟酌)"
    r"|(?:另行|酌情|适当|研究|集体|综合|协商|灵活|具体|自行|统一|斟酌|酌|参照|再|另)[^,;。]{0,6}?(?:评定|认定|裁定|核定|确定|决定|研究|商定|处理|考虑|掌握|把握|解决|办理|执行|给分|打分|定|议|办|酌|商)"
    r"|[待酌暂另再商面](?:定|议)|看着[给办打定][分]?|视?(?:看|视)(?:具体|实际)?(?:情况|情形|情|实际)?(?:再|而|另)?(?:定|给分|打分|处理|办)?"
    r"|(?:按|按照|呈)?(?:等?比例|线性|直线|逐步|逐级|依次)+法?(?:逐步|依次|相应)*(?:递减|递增|递降|减少|下降|折算|计算)?)[的)]*$"
)
_LEFT_OPEN = re.compile(rf"间?[的,]*(?:情形|情况|部分|者)?的?{_DECIDED}")
"""What a band gets is left to somebody or to some way of reckoning: 95%以下的由评价组评定, 按比例递减."""
_OPEN_ENDS = frozenset("定究判评分理虑例性线级步次法减增降少算的)握夺酌议商办给行决况形情际")
"""The last signs of such words."""
_REST = re.compile(r"(?:其余|其他|其它)")
_GRADE = (
    r"(?:优秀|优良|良好|优|良|中等|中|基本合格|不合格|合格|较好|较差|较为?明显|较为?显著|不够?(?:明显|显著)|一般|差)"
)
_GRADED_OPEN = re.compile(
    rf"{_GRADE}(?:的,?(?!不[再另予计]*[加奖]分$)(?![^,;。]*(?:单位|部门|项目|情形|情况|部分|问题|企业|学校|村|镇|县|区|点|户|人员|者|标准|以上|以下)的?$)[^,;。\d]{{2,12}}|{_DECIDED})$"
)
"""较好的看着给, 一般再议: a grade, and what is to be done about it."""
_BAND_OPEN = re.compile(rf"[^,;。的]{{2,10}}的,?{_DECIDED}")
"""延期的另行处理: said of one band among others."""
_CERTIFIED = re.compile(r"[由经][^\d,不未]{2,10}(?:认定|核定)")
"""每发现一处扣1分，由考核组现场认定: who says what has happened, and not what it costs."""
_BEHIND = re.compile(r"(?:及其?|或者?)?(?:以[上下内外]|之[上下内])|左右|上下|不等|不定|[起多余强弱](?![一-龥])|或")
"""What stands right behind points and makes them uncertain: 扣3分以上, 得3分左右, 不给分或少给分."""
_ALONE_BEHIND = re.compile(r"[^)(的、且并而但计得\"→①-⑳\-]")
"""How words right behind points begin that say something of the points, where no comma is between and nothing follows."""
_BEFORE = re.compile(r"(?:至少|最少|起码|大约|大概|大致|差不多)(?:可以?|应当?|要|须|需|得)?$")
"""What stands right before points and makes them uncertain: 至少扣2分."""
_BEFORE_ENDS = frozenset("少码约概致多可以应当要须需得")
_SEPARATORS = frozenset(",;:。\n①②③④⑤⑥⑦⑧⑨")
_UNCERTAIN = "写明一个分数，或者写明范围，如“酌情扣1-3分”“酌情得1-3分”"
_ONE_OF_TWO = "两个分数没有写明什么时候用哪一个：分成两种情形各写一句，或者写明范围，如“酌情扣0.5-1分”"
_NO_POINTS = "写明这一档得几分，如“得2分”“酌情得3-5分”“按插值法计算”"


def left_open(cell: Cell, group: Group) -> Iterator[Place]:
    """The places in *group* where points are left open."""
    plain, awarded = cell.plain, False
    for clause in group.clauses:
        segments, effect = clause.segments, clause.effect
        if segments:
            first, last = segments[0], segments[-1]
            start = first[0].start
            whole = effect is None or clause.otherwise or effect.start < start
            for segment in segments if whole else segments[:-1]:
                if plain[segment[-1].end - 1] in _OPEN_ENDS:
                    among = awarded or _awards(group) or (segment is not first and _limit_in(first) is not None)
                    if _is_open(cell, segment, among):
                        yield segment[0].start, segment[-1].end, _NO_POINTS
            if start and plain[start - 1] not in _SEPARATORS:
                yield from _behind(group, clause, start)
            if plain[last[-1].end - 1] in _BEFORE_ENDS:
                yield from _before(clause)
        awarded = awarded or effect is not None


def _awards(group: Group) -> bool:
    return any(isinstance(clause.value, tree.Award) for clause in group.clauses)


def _is_open(cell: Cell, segment: tuple[Part, ...], awarded: bool) -> bool:
    """Whether *segment* names a band and no points for it, but who or what is to find them; *awarded*: among others."""
    limit = _limit_in(segment)
    start = segment[0].start if limit is None else limit.end
    text = cell.plain[start : segment[-1].end]
    if limit is not None:
        return bool(_LEFT_OPEN.match(text))
    rest = _REST.match(text)
    if rest is not None and _LEFT_OPEN.match(text, rest.end()):
        return True
    if _CERTIFIED.fullmatch(text):
        return False
    return awarded and bool(_GRADED_OPEN.match(text) or _BAND_OPEN.match(text) or _LEFT_OPEN.fullmatch(text))


def _limit_in(segment: tuple[Part, ...]) -> Part | None:
    return next((part for part in segment if isinstance(part.value, (tree.Comparison, tree.Between))), None)


def _behind(group: Group, clause: Clause, start: int) -> Iterator[Place]:
    """The words right behind points that make them uncertain."""
    first = clause.segments[0]
    words = first[0].value
    if not isinstance(words, tree.Word):
        return
    other = clause.effect
    if words.text in ("或", "或者") and other is not None and other.start == first[0].end:
        for one in _points(group):
            if one.end == start:
                yield one.start, other.end, _ONE_OF_TWO
                return
    behind = _BEHIND.match(words.text)
    alone = len(first) == 1 and (clause.value is None or len(clause.segments) > 1) and _ALONE_BEHIND.match(words.text)
    if (behind or alone) and any(start == one.end for one in _points(group)):
        yield start, start + (behind.end() if behind and not alone else len(words.text)), _UNCERTAIN


def _before(clause: Clause) -> Iterator[Place]:
    """The words right before points that make them uncertain."""
    last = clause.segments[-1][-1]
    if isinstance(clause.value, (tree.Award, tree.Deduction)) and isinstance(last.value, tree.Word):
        before = _BEFORE.search(last.value.text)
        if before:
            yield last.start + before.start(), last.end, _UNCERTAIN


def _points(group: Group) -> Iterator[Part]:
    """The points of *group*."""
    return (one.effect for one in group.clauses if one.effect is not None and isinstance(one.value, _POINTED))
