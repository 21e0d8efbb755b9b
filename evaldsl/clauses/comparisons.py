"""Comparisons: what is compared with which limit, wherever the limit stands: behind the name, before it, in brackets, in order."""

import re

from evaldsl.clauses.grouping import clean, text_of
from evaldsl.clauses.measure_names import is_measure_name, with_shared_end
from evaldsl.clauses.references import up_to
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.interpreter.values import MIRRORED
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.numerals import split_quantity

Segment = tuple[Part, ...]
Segments = tuple[Segment, ...]


@frozen
class Compared:
    """A comparison with the words in front of it (empty: the subject before); *counted*: *subject* is what occurs.

    *untold* says what the words leave open of it.
    """

    subject: str
    part: Part
    counted: bool = False
    untold: str = ""


AFTER_LIMIT = re.compile(
    r"^(?:的|的?[整全本该此]项|时|者|的?部分|之间|的?情况|(?:按时|按期|及时)?(?:完成|达标|办结|落实|整改)的?|的?为(?:优秀|优良|优|良好|良|中|合格|基本合格|不合格|及格|不及格|达标|不达标|满意|较好|好|一般|较差|差)|的?\((?:[即指][^()\d]{1,20}|[^()\d且并经由须需应]{1,6}|以[^()\d]{1,16}为准|[^()\d]{1,16}除外)\)的?)$"
)


BEFORE_LIMIT = re.compile(
    r"(?:分别|应|需|须|保持在|维持在|控制在|处于|达到?|在|(?:压缩|压减|缩短|降低|下降|减少|降|减|增|升|跌|控制|提高|提升|增加|上升)[至到]|(?<![行作认成])为)+$"
)
BEFORE_ENDS = frozenset("别应需须在于达到至为")
"""What BEFORE_LIMIT ends with."""
COMPARING_WORDS = re.compile(
    r"[<>≤≥]|大于|小于|高于|低于|超过|少于|多于|(?<![底末月日])前$|(?<![滞延推])后$|第$|倒数$|(?<![月季度年])末$"
)


def as_distance(part: Part) -> Part:
    """5%以内 of how far something is exceeded: more than nothing, up to 5%."""
    value = part.value
    within = isinstance(value, tree.Comparison) and value.op in ("≤", "<")
    return evolve(part, value=up_to(value)) if within and isinstance(value, tree.Comparison) else part


def as_range(found: list[Compared]) -> list[Compared]:
    """超过100%但不超过110% as one range."""
    values = [one.part.value for one in found]
    if len(found) != 2 or found[1].subject or not all(isinstance(value, tree.Comparison) for value in values):
        return found
    low = next((v for v in values if isinstance(v, tree.Comparison) and v.op in (">", "≥")), None)
    high = next((v for v in values if isinstance(v, tree.Comparison) and v.op in ("<", "≤")), None)
    if low is None or high is None or low.limit.number >= high.limit.number:
        return found
    between = tree.Between(low.limit, high.limit, low.op == "≥", high.op == "≤")
    return [Compared(found[0].subject, Part(between, found[0].part.start, found[1].part.end))]


_IN_BRACKETS = re.compile(
    r"(.*?)(?:(?P<op>达到(?:或者?超过)?|不低于|不少于|不小于|不高于|不超过|不大于|高于|低于|大于|小于|超过|少于|控制在|[≥≤<>])(?!(?:或者?)?(?:大于|小于|等于|高于|低于))(?P<whose>[^()\d]{0,12})|(?P<done>完成)?(?:年度)?(?:(?:目标|标准|指标|计划|任务|设计|要求)[值数量]?)?)"
    r"\((?P<sign>[≥≤<>]|不低于|不少于|不高于|不超过|达到)?(?P<number>[\d.]+(?:%|[万亿]?[一-龥㎡]{1,3}(?<![以上下内分])(?:/[一-龥㎡]{1,3})?))(?P<side>及?以[上下内])?\)(?P<beyond>及?以[上下内]|之[内上下])?的?$"
)
_OPS = dict.fromkeys(("达到", "完成", "不低于", "不少于", "不小于", "以上"), "≥")
_OPS |= dict.fromkeys(("不高于", "不超过", "不大于", "控制在"), "≤")
_OPS |= {"高于": ">", "大于": ">", "超过": ">", "低于": "<", "小于": "<", "少于": "<"}
_PLANNED = re.compile("(?:预算|计划|成本|支出|概算|投资|定额|价格?)[数额]?$")
"""超过预算（10%）: by so much, where the number is no amount of that."""


def named_limit(text: str) -> str:
    """预算 of 公用经费不超过预算（80万元）: what the number in brackets is of."""
    match = _IN_BRACKETS.match(text) if ")" in text else None
    return (match["whose"] or "") if match is not None else ""


def in_brackets(part: Part, text: str, bare: bool) -> list[Compared]:
    """满意度达到目标值（85%）, 满意度（≥85%）: the number stands in brackets behind what it is the limit of."""
    match = _IN_BRACKETS.match(text) if "(" in text else None
    if match is None or (match["number"].endswith("%") and _PLANNED.search(match["whose"] or "")):
        return []
    subject = clean(match[1])
    side = (match["side"] or match["beyond"] or "").removeprefix("及")
    said = next(
        (word for word in (match["sign"], (match["op"] or "")[:3].removesuffix("或"), match["done"]) if word), ""
    )
    op = _OPS.get(said, said) or _OPS.get(side, "≤" if side else "")
    named = said or (text[match.end(1)] != "(" and match["number"].endswith("%"))
    if not (named or is_measure_name(subject)) or not (op or bare) or COMPARING_WORDS.search(subject):
        return []
    limit = tree.Quantity(*split_quantity(match["number"]))
    return [Compared(subject, evolve(part, value=tree.Comparison(op, limit)))]


_TURNED = re.compile(r"([≤<≥>])=?([^≤<≥>\d]{2,})$")


def turned(segment: Segment) -> Compared | None:
    """95%≤完成率: the number stands first."""
    if not isinstance(segment[1].value, tree.Word):
        return None
    first, match = segment[0].value, _TURNED.match(segment[1].value.text)
    if match is None or not isinstance(first, tree.Comparison) or first.op:
        return None
    return Compared(clean(match[2]), evolve(segment[0], value=evolve(first, op=MIRRORED[match[1]])))


_PART_OF_PLAN = re.compile(
    r"(?:完成)?(?:低于|少于|不足|不到|未达到?|达不到)(?:年度|既定|原定)*(?:计划|目标|任务)[值数量]?的?"
)


def part_of_plan(segment: Segment) -> Compared | None:
    """低于计划60%: less than that part of it is done."""
    words, value = segment[0].value, segment[1].value
    if (
        not isinstance(words, tree.Word)
        or words.text[0] not in "低少不未达完"
        or not isinstance(value, tree.Comparison)
    ):
        return None
    if value.op not in ("", "<") or value.limit.unit != "%" or _PART_OF_PLAN.fullmatch(words.text) is None:
        return None
    return Compared("完成率", evolve(segment[1], value=evolve(value, op="<")))


NAMES = re.compile(r"[、和](?![^()]*\))")  # not 以乡（镇、街道）为单位


_AND_NEXT = frozenset(["、", "和", "及", "与", "以及"])


def in_order(cell: tree.Cell, segment: Segment) -> list[Compared]:
    """开工率、竣工率分别达到98%和99%: as many names as limits; none where *segment* says no such thing."""
    at = 1 + max(
        (i for i, one in enumerate(segment) if isinstance(one.value, tree.Word) and "分别" in one.value.text),
        default=-1,
    )
    limits, joints, said = segment[at::2], [*segment[at + 1 :: 2]], text_of(cell, segment[:at]) if at else ""
    if limits and len(limits) == len(joints):  # 的 behind the last
        *joints, last = joints
        if not isinstance(last.value, tree.Word) or not AFTER_LIMIT.match(last.value.text):
            return []
    joined = all(isinstance(part.value, tree.Word) and part.value.text in _AND_NEXT for part in joints)
    if not joined or len(limits) < 2 or not _IN_ORDER.search(said):
        return []
    values = [part.value for part in limits if isinstance(part.value, tree.Comparison)]
    *many, said = _SO_MANY.split(BEFORE_LIMIT.sub("", said), maxsplit=1)
    names = [name for name in NAMES.split("".join(many) or said) if name]
    names = [f"{name}{said}" for name in names] if many else with_shared_end(names)
    if not len(names) == len(limits) == len(values):
        return []
    op = next((value.op for value in values if value.op), "")
    return [
        Compared(name, evolve(part, value=evolve(value, op=value.op or op)))
        for name, part, value in zip(names, limits, values, strict=True)
    ]


_SO_MANY = re.compile(r"(?<=[^、和])[两二三四五六七八九十](?:项|个)(?=[^、和]*$)")
_IN_ORDER = re.compile(rf"分别(?:{BEFORE_LIMIT.pattern.removesuffix('$')})?$")


def respective(here: list[Compared]) -> list[Compared]:
    """开工率≥90%, 竣工率≥80% of 开工率、竣工率分别≥90%、80%; *here* as it is where there are not as many names."""
    names = with_shared_end([name for name in NAMES.split(here[0].subject) if name])
    values = [one.part.value for one in here if isinstance(one.part.value, tree.Comparison)]
    if not len(names) == len(here) == len(values) or min(map(len, names)) < 3:
        return here
    limits = [evolve(v, op=v.op or values[0].op) for v in values]
    return [Compared(n, evolve(one.part, value=v)) for n, one, v in zip(names, here, limits, strict=True)]
