"""Leftovers: words that no effect took are refused where they look like scoring words, told where they are exceptions."""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator

from evaldsl.clauses.grouping import Group, clean, may_be_opaque, without_opaque
from evaldsl.clauses.left_open import Place, left_open
from evaldsl.clauses.signs import EACH_ALONE
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.diagnostics import Diagnostic, error, info
from evaldsl.text.numerals import COUNTED
from evaldsl.text.typography import Plain, curly

_ANYWHERE = (
    (r"(?:(?<![获取评])得|(?<![共合总累统预审设会])计|扣)\d[\d.]*(?:分钟)?(?![\d.]*[年月日%])", "得2分、扣0.5分"),
    (
        r"(?<![获取评所])(?:得|(?<![共合总累统预审设会])计|扣|(?<![增追附参更外添])加|减)[一二两三四五六七八九十]+半?$",
        "得2分、扣0.5分",
    ),
    (r"(?<![增追附参更外添])加\d[\d.]*$|(?<![\d第])\d[\d.]*[得计]分", "得2分、加2分"),
    (r"[得计]分\d[\d.]*(?![\d.]*[分%至到-])|[本木该此](?:项|指.?标).{0,2}[得计]分$", "得2分"),
    (r"(?:累计|合计|最多|最高)[扣得加]?(?:不超过?)?\d[\d.]*[份今兮过]?$", "累计不超过5分"),
    (r"得[慢漫]分|得满(?!分|意|足)|满得分|得分满|(?:%|以[上下]|[\d.]分)的?得分$", "得满分"),
    (
        r"[\d一两]个?(?:百[^分\d]点|[^百千%]分点|百百分点|百点|分百点|分点|个个百分点|百个分点)|每[\d一两][低少高超多降]|^[低少降减高超多]每",
        "1个百分点",
    ),
    (r"酌(?:情$|情.?分|.[扣得减]分)", "酌情扣分"),
    (r"比例?.?[得扣][^分]?$|比例.?[分份]$|(?:^|(?<=^.))按比.[得扣计]分", "按比例得分"),
    (r"得不分$|(?<![充部区])不[的德不]?[分兮今]$|不[得计]{2}分$|不分[得计]$|不得[今兮份令]?$", "不得分"),
    (r"以?[\d.]+%[为力]*[标准基]", "以100%为标准"),
)
"""Scoring words with a letter wrong, and what they may have been."""
_WHOLE = (
    (r"否.?|.?则|则.|.否则|否则.", "否则"),
    (
        r"(?:最|量(?![化大小多少级度比])|至[多高]).{0,2}|[^\W\d]最|(?:最[高多]|总分|累计|合计|[扣加得]分)?封顶|(?:累计|合计|总计)?上?限[额值]?",
        "最多扣3分、最高得3分",
    ),
    (
        rf"每[于出过]?.?(?<![没一各季{''.join(unit for unit in COUNTED if len(unit) == 1)}])|[没母]",
        "每低于1%、每发现一处",
    ),
    (r"每[^\d一]{0,2}[%‰]", "每低于1%"),
    (r"酌+|[算于低高超多少分份兮今百点扣口加减得计满德]|[得计]分", ""),
    (r"[/处次项例个件条]{1,3}", "扣0.5分/处"),
    (r"[\d.]+", ""),
    (r"(?:其?[他它余]?|其.)(?:[情况]{1,2}|情情况|[清请青]况|情.)", "其他情况不得分"),
    (r"[本该此木]?(?:指?标{1,2}|指{1,2}标?|标指|项项?)", "本项、本指标"),
)
"""The same where it is all that stands between two commas."""
_NEEDED = re.compile(
    r"[得计扣加减最点酌比不每%](?:(?<=[得计扣加减最点酌比])|(?<=不)[的德不分兮今得计]|(?<=每)[\d一两]|(?<=^.每)|(?<=%)[为力标准基])"
)
"""One of these stands in whatever is looked for anywhere."""
_FIRST = r"(?=[\d得计扣加减本木该此累合最满%以.一两每低少降减高超多酌比按不])"
_ANY = re.compile(f"{_FIRST}(?:{'|'.join(pattern for pattern, _ in _ANYWHERE)})")
_ANY_WHOLE = re.compile("|".join(pattern for pattern, _ in _WHOLE))
_LONG = frozenset("0123456789.酌")
"""What stands first in whatever of that may have more than four signs."""
_GRADE = re.compile(
    r"(?:等|级|年度)[^,;。]{0,4}[定为力][^,;。、]{0,3}\"*(?:优|良|中|差|不?合格)?\"*.?\"?$"
    r"|(?:等[级次]|评价|结果|考核)[^,;。]{0,2}不[得能可应][^,;。]{0,2}[高低]于[^,;。\d]{1,8}$|只能被?[评定][^,;。]{1,12}$"
)
_GRADE_CAP = re.compile(
    r"(?:不得|不能|不可|不予|不再)(?:被)?(?:(?:参评|评选|评定|评|确定|定|列)(?:为|成|入)?|为)\"?(?:优秀|优|良好|良|合格)\"?(?:等级|等次|档次|等|级|档)?(?:及?以上)?[的)。]*$"
    r"|(?:不得|不能|不可|不应)(?:高于|超过|优于)\"?(?:优秀|优|良好|良|中|合格)\"?(?:等级|等次|档次|等|级|档)?[的)]*$"
    r"|(?:等级|等次|结果|评价|考核)(?:最高|至多|最多)[^,;。]{0,3}\"?(?:优秀|优|良好|良|中|合格|差)\"?(?:等级|等次|等|级)?[的)]*$"
)
"""A grade that is not to be had, and not as an effect of its own: 负责人不得评为优秀."""
_GRADES = re.compile("[优良格级次](?:(?<=[优良格])|(?<=等[级次]))")
_CONSEQUENCES = re.compile("[视级档半消](?:(?<=[视级档])|(?<=减半)|(?<=取消))")
"""What a cell holds that speaks of grades, or of consequences, told by its last sign."""
_CAPS = (tree.UntilZero, tree.Cap)
_CONSEQUENCE = re.compile(
    r"减半|(?:下调|调低|降低?)(?:[一二两1-3]个?|至?下一|相应)?(?:级|等级|等次|档次|档)|视(?:为|同)[^,;。]{1,10}[)。]*$"
    r"|取消[^,;。]{0,6}(?:评优|评先|优秀|先进|参评)[^,;。]{0,6}"
)
"""What follows from a condition and is no points: 得分减半, 等级下调一级, 视为未完成, 取消评优资格."""
_TREATMENTS = re.compile(
    "折算|平均|其他指标|其它指标|不考核|总分|系数|放宽|从宽|无效|作废|资格|评[为定价]|推算|得分|差"
)
"""What a cell holds that may be dealt with otherwise than by points."""
_TREATED = re.compile(
    r"(?:的,?|(?:^|(?<=[,;。:]))(?:如|若|无|未|没有|考虑)[^,;。]*?,)((?:则|一律|统一|直接|应当?|可以?|将)*(?:"
    r"(?:按照?|以|参照|取|依据)[^,;。]{0,14}(?:得分率?|[均评]分|分值|系数)[^,;。]{0,4}(?:折算|计算|推算|确定|核定|评定)[^,;。]{0,2}"
    r"|按照?[\d.]+%?的?(?:比例|系数)?折算|得[^,;。]{0,4}平均分"
    r"|[^,;。]{0,6}不计入[^,;。]{0,4}(?:总分|得分|分值)"
    r"|[^,;。]{0,6}(?:分值|分数|权重|得分)[^,;。]{0,6}(?:[计记并转]入|调整|调[至到入]|[分均平]摊|分配)[^,;。]{0,12}"
    r"|不(?:再|予|作|做)?(?:考核|评价|考评)(?:[本该此](?:项|指标))?|[本该此][^,;。]{0,2}(?:项|指标)(?:不(?:再|予|作|做)?(?:考核|评价|考评|评分)|无效|作废)"
    r"|(?:适当|酌情)(?:放宽|从宽)[^,;。]{0,6}|取消[^,;。]{0,6}(?:评分|计分|得分|考核|评价)资格|(?:评分|得分|评价|考核)(?:结果)?(?:无效|作废)"
    r"|(?:[本该此](?:项|指标)|结果)?(?:直接|一律)?(?:评定?|评价|认定|判定|确?定|列)为\"?(?:较?差|最低一?[等档])\"?[等级档次]{0,2}"
    r"|按\"?(?:较?差|最低一?[等档])\"?[等级档次]{0,2}(?:评定|认定|确定|处理|计算?)"
    r"))[)。]*$"
)
"""How a case is dealt with that the points do not say: 未开展的，按其他指标平均得分计算, 弄虚作假的，该指标无效."""
_EXCEPTION = re.compile(
    r"(?:^|(?<=[,;。\n:()①-⑳]))(?:[^,;。\n:()①-⑳]+?除外(?=[,;。\n()]|$)|除(?!此)[^,;。\n:()①-⑳]{1,24}?外(?=,)"
    r"|[^,;。\n:()①-⑳]+?的?,?不予(?:认定|认可|确认)(?=[;。\n]|$))"
)
_ALONE = frozenset({"如", "如果", "若", "凡", "当", "因", "由于", "对"})
_HIGH_TO_LOW = re.compile(r"高的?,?[得计记给]\d.*[,;。\n]\s*低的?,?(?:[得计记给]\d|不[得计]分)", re.S)
"""认可度高得5分，一般得2分，低得0分: 低 is a grade of its own."""
_NO_BONUS = re.compile(",?(?:否则|反之),?(?:就|一律|均)?不(?:再|予|另|计)?加分[,;]?")
"""否则不加分 says nothing: what is not had is not given."""
_REST = re.compile("其[余他它](?:情况|情形)的?")
_EDGE = re.compile(r"\({0,2}[%不木下以]*[含舍](?![税有金水量盖])\)?|\([不下]?\)")


def leftovers(cell: Cell, source: Plain, places: Iterable[Place]) -> Iterator[Diagnostic]:
    """An error for each of the *places* in which scoring words seem to be left over."""
    for start, end, hint in places:
        words = cell.plain[start:end]
        message = f"“{curly(words)}”没有读懂" if words else "“否则”后面没有写得几分、扣几分"
        yield error("unread-clause", message, *source.span(start, end), hint=hint)


def exceptions(cell: Cell, source: Plain, facts: Collection[Fact]) -> Iterator[Diagnostic]:
    """What is said of each 经批准的除外, 不予认定 that no name of a fact keeps: whoever fills in the facts has to know it; where
    nothing is counted, what is 不予认定 cannot be left out of a number, and is refused."""
    if "外" not in cell.plain and "不予" not in cell.plain:
        return
    named = tuple(fact.name for fact in facts)
    counts = any(fact.kind in (Kind.COUNT, Kind.NUMBER, Kind.RATIO) for fact in facts)
    for match in _EXCEPTION.finditer(cell.plain):
        if "不予" in match.group() and not counts:
            message = f"“{clean(match.group()).replace(',', '，')}”没有读懂：前面没有数，看不出不计入什么"
            hint = "不得分的，写“……的，本指标不得分”；降等次的，写“……的，降低一个档次”"
            yield error("unread-clause", message, *source.span(*match.span()), hint=hint)
        elif not any(match.group() in name for name in named):
            message = f"“{clean(match.group()).replace(',', '，')}”：属于这种情形的，填数据时不计在内；程序不另作判断"
            yield info("count-exception", message, *source.span(*match.span()))


def left_over(cell: Cell, groups: Iterable[Group]) -> Iterator[Place]:
    """The places in which scoring words seem to be left over."""
    falls = "低" in cell.plain and _HIGH_TO_LOW.search(cell.plain) is not None
    plain = cell.plain
    graded, consequences = _GRADES.search(plain), _CONSEQUENCES.search(plain)
    treatments: bool | None = None  # not yet looked for
    edged, opaque = "(" in plain or "含" in plain or "舍" in plain, may_be_opaque(plain)
    for group in groups:
        yield from left_open(cell, group)
        for clause in group.clauses:
            value = clause.value
            note = value is None
            if note and clause.otherwise and not _NO_BONUS.fullmatch(plain, clause.start, clause.end):
                yield clause.start, clause.end, _perhaps("否则不得分")
            if not clause.segments:
                continue
            capping, computes = isinstance(value, _CAPS), isinstance(value, tree.Formula)
            for segment in clause.segments:
                start, end = segment[0].start, segment[-1].end
                text = plain[start:end]
                if capping and any(map(_acts, segment)) and not EACH_ALONE.fullmatch(text):
                    yield start, end, _perhaps("每发现一处扣0.5分")
                if note and len(segment) > 1 and _counts(segment):
                    yield start, end, _perhaps("每低于1%扣0.2分、每发现一处扣0.5分")
                if graded and _GRADE_CAP.search(text):
                    yield start, end, "写作“……的，等级不得高于‘中’”“……的，等级不得评为‘优’”"
                if consequences and (
                    note or segment is not clause.segments[-1] or (len(clause.segments) > 1 and text.startswith("取消"))
                ):
                    lost = _CONSEQUENCE.search(text)
                    if lost:
                        honours = "评优是单位的荣誉，不影响得分，删去；指本次评价的等级的，写作“等级不得评为‘优’”"
                        known = honours if "取消" in lost.group() else "写明扣几分、不得分，或者等级怎样"
                        yield start + lost.start(), start + lost.end(), known
                if note and treatments is None:
                    treatments = _TREATMENTS.search(plain) is not None
                if note and treatments and (treated := _TREATED.search(plain, clause.start, end)):
                    yield *treated.span(1), "写明这种情况得几分、扣几分、不得分；不影响这一格得分的，删去"
                if computes:
                    text = re.sub(r"(?:[本该此]项|[本该此]?指标)?[得计]分$", "", text)
                words = without_opaque(text, "\0") if opaque else text
                own = (
                    text == "0" or (computes and _REST.fullmatch(text)) or (falls and clean(text).rstrip("的") == "低")
                )  # 差错率:0,计3分
                strange = None if own else _strange(text, words, note)
                if strange is not None:
                    yield start + strange[0], start + strange[1], _perhaps(strange[2])
                if edged and len(segment) > 1:
                    yield from _edges(segment)


def _perhaps(known: str) -> str:
    """The hint that *known* may have been meant; none where nothing is known."""
    return f"是不是“{known}”" if known else ""


def _acts(part: Part) -> bool:
    """Whether *part* belongs to a deduction of its own: 每发现一处口0.5分，扣完为止."""
    value = part.value
    return isinstance(value, (tree.Step, tree.Each)) or (
        isinstance(value, tree.Comparison) and value.limit.unit == "分"
    )


def _counts(segment: tuple[Part, ...]) -> bool:
    """Whether *segment* counts, and so wants points behind it: 每低1%, 每发现一处."""
    before = [part.value for part in segment[:-1]]
    size = segment[-1].value
    return (
        isinstance(size, tree.Comparison)
        and not size.op
        and any(isinstance(one, tree.Each) or (isinstance(one, tree.Step) and one.each) for one in before)
    )


def _strange(text: str, words: str, note: bool) -> Place | None:
    """Where in *text*, of which *words* count, scoring words seem to be left over, and what they may have been."""
    if _NEEDED.search(words) and _ANY.search(words):
        pattern, known = next(row for row in _ANYWHERE if re.search(row[0], words))
        match = re.search(pattern, words)
        assert match
        return match.start(), match.end(), known
    bare = clean(words.strip("()"))
    if words in _ALONE:
        return 0, len(text), "如果……，得2分"
    if bare and (len(bare) < 5 or bare[0] in _LONG) and _ANY_WHOLE.fullmatch(bare):
        return 0, len(text), next(known for pattern, known in _WHOLE if re.fullmatch(pattern, bare))
    return (0, len(text), "年度等级定为“差”、等级不得高于“中”") if note and _GRADE.search(text) else None


def _edges(segment: tuple[Part, ...]) -> Iterator[Place]:
    for before, part in itertools.pairwise(segment):
        limit = isinstance(before.value, (tree.Comparison, tree.Between))
        edge = _EDGE.match(part.value.text) if limit and isinstance(part.value, tree.Word) else None
        if edge:
            yield part.start, part.start + edge.end(), _perhaps("（含）、（不含）")
