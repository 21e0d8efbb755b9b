"""One number for two: 成本不超过预算得6分，超过的每超1%扣1分 asks by how much it is exceeded, which says whether it is."""

import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measures import Measures
from evaldsl.interpreter.expressions import Holds, keys_of
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind, nodes_in
from evaldsl.interpreter.values import NOTHING

_WANTED = re.compile(
    r"(?P<own>.*?)(?:(?P<most>不(?:得|应|能)?(?:超过|超出|高于|大于|多于)|未超(?:过|出)?|没有?超过|(?:小于|低于|少于)(?:或者?)?等于|等于或者?(?:小于|低于|少于)|控制在)"
    r"|达到或?(?:者?)(?:超过|高于|优于)|(?:高于|大于|超过)(?:或者?)?等于|等于或者?(?:高于|超过)|达到|不(?:得|应|能)?(?:低于|少于|小于)|完成|实现)"
    r"(?P<other>[^，\d]{2,}?)(?:的?范围)?(?:[以之]?内)?"
)
_LEVEL = re.compile(r"(?P<own>(?:(?![低高大小少多]于|达到|超过|不).)*?)等于(?P<other>(?!或)[^，\d]{2,})")
_BEYOND = re.compile(r"(?P<own>.*?)(?:(?P<under>低于|少于|小于)|高于|超过|大于|多于|优于)(?P<other>[^，\d]{2,}?)")
_DISTANCE = re.compile(
    r"(?P<own>.*?)(?:(?P<over>高于|超过|超出|大于|多于|超)|低于|少于|小于)(?P<other>[^，\d]{2,}?)(?:数额)?的幅度"
)


def join_distances(drafts: list[ItemDraft], measures: Measures) -> None:
    """The award for 不超过预算 is the band of no distance, where the cell goes on to ask how far the budget is exceeded; that
    for 全部公开招租 the one of 100%, where it goes on with 公开招租率90%以上."""
    for draft in drafts:
        for case in draft.cases:
            held = case.others[0] if len(case.others) == 1 and not case.limits else None
            if not isinstance(held, Holds) or not (len(draft.cases) > 1 or _asks_how_far(measures)):
                continue
            if not any(held.key in keys for keys in _effects(draft)):
                _join(drafts, draft, case, held, measures)


def _asks_how_far(measures: Measures) -> bool:
    return any(key.endswith("的幅度") for key in measures.facts)


def _join(drafts: list[ItemDraft], draft: ItemDraft, case: CaseDraft, held: Holds, measures: Measures) -> None:
    first = case is draft.cases[0]
    whole = _whole_of(draft, case.text) if first else None
    if whole is not None:
        case.others, case.limits = [], [Limit(whole, "≥", Fraction(1), signed=True, span=case.span)]
        measures.facts.drop(held.key)
        return
    asked = {
        *(x.fact.key for one in draft.cases for x in one.limits),
        *(k for keys in _effects(draft) for k in keys),
    }
    asked |= {x.fact.key for one, _ in draft.takings for x in one.limits}
    found = [fact for key, fact in measures.facts.items() if key in asked and _op_of(fact, case.text)]
    op = _op_of(found[0], case.text) if len(found) == 1 else ""
    if op and (first or op == "="):
        for one in draft.cases:
            _ask(one, held, found[0], op)
        if op == "<" and found[0].kind is Kind.NUMBER:
            _may_be_negative(draft, found[0], measures)
        if not any(held.key in keys for other in drafts for keys in read_by(other)):
            measures.facts.drop(held.key)


_DONE = re.compile("[^，]*(?:完成|达到|实现)[^，]*(?:任务|目标|计划|指标)[数值量]?")
_WHOLE, _IN_TIME = re.compile("全部|全面|全额|足额|按照?(?:工作|年度|既定)?计划"), re.compile("[时期]")


def _whole_of(draft: ItemDraft, text: str) -> Fact | None:
    """The rate of which *text*, 全部公开招租, says that it is 100%, where all other bands of *draft* lie below that or give less."""
    limits = [limit for case in draft.cases[1:] for limit in case.limits]
    fact = limits[0].fact if limits and len(limits) == len(draft.cases) - 1 else None
    same = fact is not None and text == fact.name and _DONE.fullmatch(text)  # 完成目标值得5分，完成目标值80%以上得4分
    if fact is None or fact.kind is not Kind.RATIO or not (_WHOLE.search(text) or same) or _IN_TIME.search(text):
        return None
    stem = re.sub("(?:率|比例)$", "", fact.name)
    most = draft.cases[0].value
    lesser = most is not None and all(case.value is not None and case.value < most for case in draft.cases[1:])
    below = all(one.fact is fact and (lesser or one.includes(Fraction(1)) is not True) for one in limits)
    return fact if below and len(stem) > 1 and stem in text else None


def _may_be_negative(draft: ItemDraft, distance: Fact, measures: Measures) -> None:
    """Of 平均分低于全县平均分的幅度 less than nothing may be given, where 高于 has points of its own."""
    fact = measures.facts[distance.key] = evolve(distance, signed=True)
    for limit in (limit for case in draft.cases for limit in case.limits):
        limit.fact = fact if limit.fact.key == fact.key else limit.fact


def _ask(case: CaseDraft, held: Holds, distance: Fact, op: str) -> None:
    if case.others == [held] and not case.limits:
        case.others, case.limits = [], [Limit(distance, op, NOTHING, signed=True, span=case.span)]


def _op_of(fact: Fact, wanted: str) -> str:
    """How *fact*, 超过预算的幅度, stands to 0 where what is *wanted*, 成本不超过预算, holds; empty where it does not speak of that.

    高于平均 is less than none of 低于平均的幅度, where that may be.
    """
    far = _DISTANCE.fullmatch(fact.name)
    if far is None:
        return ""
    level = _LEVEL.fullmatch(wanted) if "等于" in wanted else None
    want = None if level else _WANTED.fullmatch(wanted)
    strict = None if want or fact.low is not None else _BEYOND.fullmatch(wanted)
    said = level or want or strict
    if said is None:
        return ""
    most = level is None and (want["most"] is not None if want else said["under"] is not None)
    same = (level or most != (far["over"] is None)) and _speaks_of(said["other"], far["other"])
    if not same or (far["own"] and said["own"] and not _speaks_of(said["own"], far["own"])):
        return ""
    return "=" if level else "≤" if want else "<"


def _speaks_of(words: str, fewer: str) -> bool:
    return words.endswith(fewer) or words.startswith(fewer) or fewer.endswith(words)


def _effects(draft: ItemDraft) -> Iterator[list[str]]:
    """The facts that each of its effects reads."""
    for effect in (*draft.effects, *draft.vetoes, *([draft.otherwise] if draft.otherwise else [])):
        yield from map(keys_of, nodes_in(effect))


def read_by(draft: ItemDraft) -> Iterator[list[str]]:
    """The facts that each of its bands and effects reads."""
    yield from _effects(draft)
    for case in draft.cases:
        yield keys_of(case.condition())
