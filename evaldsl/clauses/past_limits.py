"""Limits told from that of an award: 超出5%以内, and what lies merely beyond it: 低于的, 高于平均."""

import re
from fractions import Fraction

from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.measure_names import same_measure
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.mentions import unit_of_limit
from evaldsl.clauses.relative_limits import DELAYED
from evaldsl.clauses.units import run_along
from evaldsl.interpreter.expressions import Ref, keys_of
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind, Share, Span, Steps
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree


def past_limit(item: ItemDraft, one: Compared, span: Span, words: str) -> Limit | None:
    """超出5%以内 and 超出5%以上 after ≤100%得5分, or 超过5% after ≤100%得5分，每超1%扣1分: as far beyond the limit of the award; None for
    any other limit. *words* are its own."""
    value, within = one.part.value, False
    if isinstance(value, tree.Between):
        way, number = value.past, value.high
    elif isinstance(value, tree.Comparison):
        again = item.passed is not None and item.passed == value.limit
        within = value.op == ">" and not value.past and not again
        way, number = value.op if value.past or again or within else "", value.limit
        way = {"≥": ">", "≤": "<"}.get(way, way) if value.past else way
    else:
        return None
    award = _start_of(item) if way in ("<", ">") else None
    if (
        award is None
        or award.fact.name.endswith("的幅度")
        or (one.subject and not same_measure(award.fact.name, one.subject))
    ):
        return None
    fact, start = award.fact, award.low if award.high is None or way == "<" else award.high
    if award.high is None and award.op not in (("≤", "<", "=", "") if way == ">" else ("≥", ">", "=", "")):
        return None
    size = (
        number.number / 100
        if fact.kind is Kind.RATIO
        else abs(start) * number.number / 100
        if number.unit == "%"
        else number.number
    )
    if isinstance(value, tree.Between):
        item.passed = number
        if way == ">":
            return Limit(fact, "", start, start + size, False, value.high_in, span=span)
        return Limit(fact, "", start - size, start, value.high_in, False, span=span)
    if way == ">" and number != item.passed and size >= start and (within or "百分点" not in words):
        return None  # ≤100%得5分，超过110%以上的不得分
    if within and not _passed_by_steps(item, award):
        return None  # 100%得5分，超过80%得4分
    closed = value.op if value.stated or not value.past else {">": "≥", "<": "≤"}[way]
    return Limit(fact, closed, start + size if way == ">" else start - size, stated=value.stated, span=span)


def _passed_by_steps(item: ItemDraft, award: Limit) -> bool:
    """Whether steps run on from *award*, so that less than its number, 超过5% of ≤100%, would deny the award itself."""
    up = [one for one in item.effects if isinstance(one, Steps) and one.up and one.points < 0]
    return award.op in ("≤", "<") and any((one.measure, one.base) == (Ref(award.fact.key), award.low) for one in up)


def _start_of(item: ItemDraft) -> Limit | None:
    """The limit of the award of *item*; 30分钟 of 以30分钟为标准，每超5分钟扣1分, where nothing is awarded."""
    if item.cases:
        return item.cases[0].limits[0] if len(item.cases[0].limits) == 1 else None
    last, fact = item.effects[-1] if item.effects else None, item.subject
    steps = last if isinstance(last, Steps) and last.up and not last.down and last.points < 0 else None
    return Limit(fact, "≤", steps.base) if steps is not None and fact and steps.measure == Ref(fact.key) else None


_DISTANT = {
    "超": ">",
    "超发": ">",
    "超付": ">",
    "高出": ">",
    "超出": ">",
    "高于": ">",
    "超过": ">",
    "多出": ">",
    "高": ">",
    "低": "<",
    "低于": "<",
    "低出": "<",
}


_STEPPED = {"降低": "<", "下降": "<", "减少": "<", "低": "<", "上升": ">", "提高": ">", "增加": ">", "高": ">"}
_SAYS_BEYOND = _DISTANT.keys() | _STEPPED.keys()


def _as_stepped(item: ItemDraft, words: str) -> str:
    """降低3个百分点以上 behind 95%得5分，每降低0.5个百分点扣0.5分: on which side of the award's limit, if its steps run there."""
    way = _STEPPED.get(words, "")
    if not way:
        return ""
    limit = item.cases[0].limits[0] if len(item.cases) == 1 and len(item.cases[0].limits) == 1 else None
    steps = [one for one in item.effects if isinstance(one, Steps)] if limit is not None else []
    runs = any((one.down if way == "<" else one.up) and limit.low == one.base for one in steps if limit is not None)
    return way if runs else ""


def _later(item: ItemDraft, value: tree.Value) -> tree.Comparison | None:
    """3日内办结得4分，延迟5日以上: 8 days and more."""
    limits = item.cases[0].limits if item.cases else []
    timed = len(limits) == 1 and limits[0].fact.name.endswith("用时") and limits[0].op in ("≤", "<", "=")
    if not timed or not isinstance(value, tree.Comparison) or value.limit.unit != limits[0].fact.unit:
        return None
    return evolve(value, limit=evolve(value.limit, number=limits[0].low + value.limit.number))


KEPT = re.compile(r"(?:[未不]超[过出]?|控制在)([^,，未不内\d]{2,6}?)(?:[以之]?内|范围内)?$")
"""成本控制在标准以内得10分，超5%以内得8分: beyond the 标准."""
_AWAY = {
    ">": re.compile(r"的幅度$|^超(?![过出]?[率额])|超支$|超标准$|超预算$"),
    "<": re.compile(r"的幅度$|^低于|^少于|短缺$"),
}


def over_kept(item: ItemDraft, one: Compared) -> str:
    """超预算, of which *one* says by how much, where the words of the award want the budget kept; empty where they do not."""
    value = one.part.value
    past = isinstance(value, tree.Between) and value.past == ">" and not one.subject
    kept = KEPT.search(item.cases[0].text) if past and item.cases and not item.cases[0].limits else None
    return f"超{kept[1]}" if kept else ""


def _is_distance(fact: Fact, way: str) -> bool:
    """Whether *fact* is itself how far something lies beyond: 超标准 of 超标准5%以内."""
    return _AWAY[way].search(fact.name) is not None


def distance_in(item: ItemDraft, unit: str) -> Fact | None:
    """How far something lies beyond, where that was spoken of, and a number in *unit* can be compared with it."""
    return item.distance if item.distance is not None and run_along(unit, item.distance.unit) else None


def how_far(measures: Measures, item: ItemDraft, unit: str) -> Fact | None:
    """What 超过10万元 limits behind 超预算的，每超1万元; 超过10% is of the rate by which the same is exceeded."""
    far = item.distance
    if unit == "%" and far is not None and far.name.endswith("的数额"):
        return measures.ratio(f"{far.name.removesuffix('数额')}幅度", item.label)
    return distance_in(item, unit)


def beyond_award(item: ItemDraft, one: Compared) -> Compared:
    """高出10个百分点及以上, 低于1-3个百分点: of how far something lies beyond, where that was spoken of; else beyond the
    limit of the award."""
    way, value = "", one.part.value
    if one.subject:
        way = _DISTANT.get(one.subject) or _as_stepped(item, one.subject)
        if DELAYED.fullmatch(one.subject) and (later := _later(item, value)) is not None:
            return Compared("", evolve(one.part, value=later))
    over = over_kept(item, one)
    if over and isinstance(value, tree.Between):
        return Compared(over, evolve(one.part, value=evolve(value, past="")))
    if not way or not isinstance(value, (tree.Comparison, tree.Between)):
        return one
    far = distance_in(item, unit_of_limit(one.part))
    if far is not None or (item.subject is not None and _is_distance(item.subject, way)):
        known = far or item.subject
        assert known is not None
        return Compared(known.name, one.part)
    if isinstance(value, tree.Comparison) and value.op in ("≥", ">"):
        op = {">": "≥", "<": "≤"}[way] if value.stated and value.op == "≥" else way
        return Compared("", evolve(one.part, value=evolve(value, op=op, past=True)))
    award = item.cases[0].limits[0] if item.cases and len(item.cases[0].limits) == 1 else None
    if isinstance(value, tree.Between) and award is not None and award.fact.kind is Kind.RATIO and award.high is None:
        item.passed, low, high = value.high, value.low.number, value.high.number
        sign = 1 if way == ">" else -1
        ends = sorted((award.low * 100 + sign * low, award.low * 100 + sign * high))
        inside = (value.low_in, value.high_in) if sign > 0 else (value.high_in, value.low_in)
        between = tree.Between(tree.Quantity(ends[0], "%"), tree.Quantity(ends[1], "%"), *inside)
        return Compared("", evolve(one.part, value=between))
    return one


def of_formula(item: ItemDraft, one: Compared, whole: Fraction) -> Compared:
    """得分=问卷平均分×10%，低于60分不得分: more points than the *whole* are of the one number that the formula computes with, in full
    or in fewer words."""
    value, last = one.part.value, item.effects[-1] if item.effects else None
    limit = (
        value.high if isinstance(value, tree.Between) else value.limit if isinstance(value, tree.Comparison) else None
    )
    if limit is None or limit.unit != "分" or limit.number <= whole or not isinstance(last, Share):
        return one
    keys = keys_of(last.points)
    return Compared(keys[0], one.part) if len(keys) == 1 and one.subject in keys[0] else one


_TURNED = {"高于": "低于", "超过": "低于", "超出": "低于", "多于": "少于", "低于": "高于", "少于": "多于"}
_RISE, _FALL = (
    re.compile(r"(?:增长|上升|提高|增加)(?:率|幅度)?$"),
    re.compile(r"(?:下降|降低|减少|压减|缩短)(?:率|幅度)?$"),
)
_FALLS, _RISES = (
    re.compile(r"(?:负增长|下降|降低|减少|不[增升]反[降减])的?"),
    re.compile(r"(?:上升|增长|增加|延长|不[降减]反[升增]|反弹)的?"),
)
_NOT = r"(?:没有|[未没无不])(?:实现|得到)?"
_NO_RISE, _NO_FALL = (
    re.compile(rf"{_NOT}(?:增长|上升|提高|增加)的?"),
    re.compile(rf"{_NOT}(?:下降|降低|减少|压减|缩短)的?"),
)


def merely_beyond(item: ItemDraft, found: Condition, clause: Clause) -> Condition:
    """高于平均水平得3分 after 高于平均水平5个百分点以上得5分: more than nothing of the same; 下降不得分 after 增长10%得5分: below 0."""
    if found.compared and found.compared[0].subject in _SAYS_BEYOND:
        return evolve(found, compared=(beyond_award(item, found.compared[0]), *found.compared[1:]))
    if not item.cases or not found.judged or found.compared or not clause.segments:
        return found
    fact = item.measure
    if fact is None or fact.kind is not Kind.RATIO:
        return found
    part, op = clause.segments[-1][-1], ""
    match = re.fullmatch(r".*?((高于|低于|超过|超出|少于|多于).+)的幅度", fact.name)
    if match and found.judged in (match[1], fact.name.removesuffix("的幅度")):
        op = ">"
    elif match and found.judged == _TURNED[match[2]] + match[1].removeprefix(match[2]):
        level = any(one.op == "=" and not one.low for case in item.cases for one in case.limits)
        op = "<" if level else "≤"
    elif match and _is_level(found.judged, match[1].removeprefix(match[2])):
        op = "="
    elif (
        (_RISE.search(fact.name) and _FALLS.fullmatch(found.judged))
        or (_FALL.search(fact.name) and _RISES.fullmatch(found.judged))
        or (
            found.judged.endswith("负增长") and len(found.judged) < 6 and fact.name.endswith(("增速", "增长率", "增幅"))
        )
    ):
        op = "<"
    elif (_RISE.search(fact.name) and _NO_RISE.fullmatch(found.judged)) or (
        _FALL.search(fact.name) and _NO_FALL.fullmatch(found.judged)
    ):
        op = "≤"
    elif (_RISE.search(fact.name) or _FALL.search(fact.name)) and found.judged in ("持平", "零增长", "不增不减"):
        op = "="
    if not op:
        return found
    _from_nothing(item, op)
    zero = evolve(part, value=tree.Comparison(op, tree.Quantity(NOTHING, "%"), True))
    return evolve(found, judged="", compared=(Compared("", zero),))


def _is_level(judged: str, other: str) -> bool:
    """等于市场均价, 与市场均价持平 of 低于市场均价的幅度."""
    return judged in ("持平", f"等于{other}") or (judged[:1] in "与和同" and judged[1:] == f"{other}持平")


def _from_nothing(item: ItemDraft, op: str) -> None:
    """增长5%以下得1分 is no fall, where the words go on to speak of one."""
    for limit in [limit for case in item.cases for limit in case.limits] if op in "<=≤" else []:
        if limit.op in ("≤", "<") and limit.high is None:
            edge = None if not (limit.stated or limit.signed) else limit.op == "≤"
            limit.low, limit.high, limit.low_in, limit.high_in = NOTHING, limit.low, op == "<", edge
            limit.op, limit.one_sided = "", True
