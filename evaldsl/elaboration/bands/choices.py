"""Bands that are words of one choice: 好 / 较好 / 一般, 全部整改 / 部分整改."""

import re
from fractions import Fraction

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grade_words import (
    alternatives,
    graded,
    graded_like,
    is_appraisal,
    milder,
    of_one_scale,
    several_grades,
)
from evaldsl.clauses.grouping import clean, is_negated
from evaldsl.clauses.outcomes import are_outcomes
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import Span

OTHER = "其他"
"""The grade word for what no band names: it gets nothing."""


def is_choice(item: ItemDraft, text: str) -> bool:
    """Whether *text* is one more word for what the first award of *item* grades: 较好 behind 好, 一般 behind 扎实 and 较扎实."""
    first = item.cases[0]
    if not (text and first.text) or first.limits:
        return False
    if alternatives(first.text, text) or _LOWER.fullmatch(text):
        return True
    taken = [one.word for case in item.cases for other in case.others for one in _words_of(other)]
    said = graded(text) if taken else None
    return said is not None and said[1] not in taken and is_appraisal(said[1:]) and first.text.startswith(said[0])


def takes_to_grade(reader: Reader, item: ItemDraft, text: str, taken: Fraction, words: str, span: Span) -> bool:
    """制度健全得4分，基本健全扣1分; 一次性通过得5分，整改后通过扣2分: what is taken for another word of the choice leaves points for it."""
    first = item.cases[0]
    worth = first.value if not (first.limits or item.effects or item.otherwise or is_negated(text)) else None
    if not text or worth is None or taken > worth or not (alternatives(first.text, text) or _LOWER.fullmatch(text)):
        return False
    stem = _stem_and_words(text)[0]
    if not first.text.startswith(stem) or not (first.text and _tells_how(first.text, text)):
        return False
    chosen = choose(reader, item, text)
    item.cases.append(CaseDraft([], [chosen], ex.number(worth - taken), worth - taken, words, span, text))
    return True


def _tells_how(first: str, text: str) -> bool:
    """Whether the two are degrees of one scale, and not two qualities that a thing may have together."""
    scale = of_one_scale(first, text) or are_outcomes(first, text) or milder(first, text)
    return bool(scale) or bool(_LOWER.fullmatch(text) and graded(first))


_LOWER = re.compile("一般|较差|很?差")
"""What is graded with these is good where it is what the first award wants: 环境友好得4分，一般得2分."""
_REACHES = re.compile(r"(?:达到|达|获评|被?评为|获得|取得|处于|属于|列为|按照?|[，,]分[为成]?|(?<![得评计])分[为成])$")
_GRADED_BY = re.compile(r"^(?:根据|依据|按照?(?!时|期|质|量|要求|规定|计划|进度))(?!充[分足])(?=.)")
_SINCE = re.compile("(?:[与和同较比]*(?:上年度?|去年|往年)(?:同期)?(?:相比|比较)?|同比)?")
_INTO = re.compile("将([^,，]{2,12}?)(?:划?分|设)为")


def choose(reader: Reader, item: ItemDraft, text: str) -> ex.Condition:
    """One more word of a choice, or several of them; the first award becomes one too."""
    stem, first = _stem_and_words(item.cases[0].text)
    own = _stem_and_words(text)[1]
    known = graded(item.cases[0].text)
    quality = milder(item.cases[0].text, text)
    like = "" if quality or known is not None else graded_like(item.cases[0].text, text)
    if quality and (known is None or len(quality) > len(known[1])):
        stem, first = item.cases[0].text.removesuffix(quality), (quality,)
        own = (text.removeprefix(stem),)
    elif like:
        stem, first = item.cases[0].text.removesuffix(like), (like,)
    elif _LOWER.fullmatch(text) and "、" in item.cases[0].text:
        stem, first = "", (item.cases[0].text,)  # 资料齐全、规范得5分，一般得3分
    stem = graded_name(reader, stem)
    chosen = [one for case in item.cases for other in case.others for one in _words_of(other)]
    if chosen:
        stem, first = reader.measures.facts[chosen[0].key].name, ()  # 停用 of 运行: 正常、基本正常
    before = list(reader.measures.facts)
    gone = [one.key for case in item.cases[:1] for one in case.others if isinstance(one, ex.Holds)]
    between = [case for case in item.cases[1:] if not case.limits and [*map(type, case.others)] == [ex.Holds]]
    for key in [*gone, *(key for case in between for key in ex.keys_of(case.others[0]))]:
        reader.measures.facts.drop(key)
    told = [case.text for case in between]  # 经整改后验收合格 between 一次性验收合格 and 验收不合格
    words = tuple(dict.fromkeys(_with_other([*first, *(one.word for one in chosen), *told, *own])))
    fact = reader.measures.choice(stem, item.label, words)
    if gone and gone[0] in before:
        order = [fact.key if key == gone[0] else key for key in before if key in gone or key != fact.key]
        reader.measures.facts.put_in_order(order)
    for case in item.cases:
        if any(isinstance(c, ex.Holds) and (case is item.cases[0] or c.key in gone) for c in case.others):
            case.others = [_one_of(fact.key, first)]
    for case in between:
        case.others = [_one_of(fact.key, (case.text,))]
    return _one_of(fact.key, own)


def graded_name(reader: Reader, stem: str) -> str:
    """What is graded, 考核 of 按照考核, the indicator where *stem* does not say it."""
    stem = _GRADED_BY.sub("", _REACHES.sub("", clean(stem).rstrip(",，")))
    divided = _INTO.match(stem)
    return reader.measures.indicator if _SINCE.fullmatch(stem) else divided[1] if divided else stem


def _stem_and_words(text: str) -> tuple[str, tuple[str, ...]]:
    """What is graded, and the words: (考核, (优, 良)) of 考核为优、良."""
    several = several_grades(text)
    if several is not None:
        return several
    one = graded(text) or ("", text)
    in_time = _IN_TIME.search(one[0])
    return (one[0], (one[1],)) if in_time is None else (one[0][: in_time.start()], (in_time.group() + one[1],))


_IN_TIME = re.compile("(?:按时|按期|及时|如期|准时|按要求|按规定|按计划)$")
"""改革按期完成: nobody grades 改革按期."""


def _words_of(condition: ex.Condition) -> list[ex.Is]:
    of = condition.of if isinstance(condition, ex.Some) else (condition,)
    return [one for one in of if isinstance(one, ex.Is)]


def _one_of(key: str, words: tuple[str, ...]) -> ex.Condition:
    of = tuple(ex.Is(key, word) for word in words)
    return of[0] if len(of) == 1 else ex.Some(of)


_BOTTOM = re.compile(r"^(?:不(?![够太很])|未|无|没有|差$|较差|很差)")


def _with_other(words: list[str]) -> list[str]:
    """*words* with 其他 for what none of them names, unless one of them is the bottom of the scale."""
    return words if any(_BOTTOM.match(word) for word in words) else [*words, OTHER]
