"""产区得4分，非产区得3分: points that differ by the kind of unit, under the condition that stands before them; 发现一处，主干道扣0.5分，
次干道扣0.3分: or by that of what is counted."""

import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Among, Clause, Group, clean, text_of
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.opposites import HAPPENS
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell, Part
from evaldsl.text.numerals import COUNTED

_NAME = "单位类别"
_KIND = re.compile(
    r"^(?!(?:各|每|全|本|该|其|被|对|由|向|在|获|受|发|未|无|有))[一-龥A-E]{0,7}"
    r"(?:县|市|区|镇|乡|村|街道|社区|单位|部门|学校|医院|卫生院|企业|公司|地区|岗位|小学|初中|高中|中学|幼儿园|机关|站|所|户)$"
)

_REACHES = re.compile(r"^[^,，]{0,4}(?:考核|考评|评定|认定|评)为(?=.{2})")
_NONE, _COUNTING = tree.Zero(), (tree.Award, tree.Deduction)


@frozen
class _Kind:
    """A clause with the *word* for the kind of unit before its points, and the *rest* of its condition: 达到90% of 山区县达到90%."""

    clause: Clause
    word: str
    rest: tuple[Segment, ...]

    @property
    def alone(self) -> bool:
        """Whether no condition stands before the word."""
        return len(self.clause.segments) == 1


def by_category(cell: Cell, group: Group) -> None:
    """Gives each run of clauses that only the kind of unit tells apart the condition that stands before the first."""
    clauses = group.clauses
    if len(clauses) < 2:
        return
    beside = [*map(_beside, clauses, clauses[1:]), False]
    if not any(beside):
        return
    found: list[Clause] = []
    at = 0
    while at < len(clauses):
        run = _run(cell, clauses[at:]) if beside[at] else []
        if not run:
            found.append(clauses[at])
            at += 1
            continue
        after = clauses[at + len(run)] if at + len(run) < len(clauses) else None
        words = (*(one.word for one in run), *(["其他"] if after is not None and after.otherwise else []))
        shared = run[0].clause.segments[:-1]
        found += [evolve(x.clause, segments=(*shared, *x.rest), among=Among(x.word, words)) for x in run]
        at += len(run)
    group.clauses[:] = found


def _beside(clause: Clause, other: Clause) -> bool:
    """Whether both give points, the second perhaps none, or both take them, in one sentence."""
    kind = type(clause.value)
    if clause.sentence != other.sentence or kind not in _COUNTING:
        return False
    again = type(other.value)
    return again is kind or (kind is tree.Award and again is tree.Zero and other.value == _NONE)


def _run(cell: Cell, clauses: list[Clause]) -> list[_Kind]:
    first = _kind(cell, clauses[0])
    if first is None or not (_KIND.match(first.word) or "非" in cell.plain):
        return []
    run = [first]
    for clause in clauses[1:]:
        one = _kind(cell, clause) if _beside(first.clause, clause) else None
        before = one is not None and (one.alone or clause.segments[:-1] == first.clause.segments[:-1])
        words = [x.word for x in run]
        if one is None or not before or bool(one.rest) != bool(first.rest) or one.word in words:
            break
        if clause.value == _NONE and not (_KIND.match(one.word) or _denies(one.word, words)):
            break
        run.append(one)
    words = [one.word for one in run]
    denied = len(words) == 2 and (words[1] == f"非{words[0]}" or words[0] == f"非{words[1]}")
    return run if len(run) > 1 and (denied or all(_KIND.match(one) or _denies(one, words) for one in words)) else []


def _denies(word: str, others: list[str]) -> bool:
    """不合格 of 合格单位, 未达标村 of 达标村, 其他单位."""
    denied = len(word) > 2 and word[0] in "不未" and any(one.startswith(word[1:]) for one in others)
    return denied or word[:2] in ("其他", "其余")


def _kind(cell: Cell, clause: Clause) -> _Kind | None:
    value = clause.value
    if isinstance(value, tree.Zero) and value == _NONE and clause.effect is not None:
        value = tree.Award(tree.Amount(Fraction(0), Fraction(0)))  # 不合格单位不得分 behind 优秀单位得8分
        clause = evolve(clause, effect=evolve(clause.effect, value=value))
    if not isinstance(value, (tree.Award, tree.Deduction)) or value.more or value.per:
        return None
    if clause.otherwise or not clause.segments or not isinstance(clause.segments[-1][0].value, tree.Word):
        return None
    first, *limit = clause.segments[-1]
    text = text_of(cell, (first,))
    text = _REACHES.sub("", text) if "为" in text else text
    if len(text) > 9 or not text or not all(isinstance(one.value, (tree.Comparison, tree.Between)) for one in limit):
        return None
    if any(
        isinstance(one.value, tree.Comparison) and not one.value.op and one.value.limit.number == 1 for one in limit
    ):
        return None  # 国家级景区1家得5分，省级景区1家得3分
    return _Kind(clause, text, (tuple(limit),) if limit else ())


def condition_among(measures: Measures, label: str, among: Among) -> ex.Condition:
    """Whether the unit is of the kind that a clause is for: a yes/no where there are 产区 and 非产区, else one of several."""
    word, of = among.word, among.of
    plain = min(of, key=len)
    if set(of) == {plain, f"非{plain}"}:
        holds = ex.Holds(measures.judgement(plain, "").key)
        return holds if word == plain else ex.Not(holds)
    known = [fact.choices for fact in measures.facts.values() if fact.name == _NAME]
    own = label if known and of not in known else ""
    return ex.Is(measures.choice(_NAME, own, of).key, word)


_SEVERE = re.compile(
    "情节|性质|后果|影响|程度|问题|损失|面积|金额|数额|涉及|造成|导致|引发|轻微|严重|恶劣|其中|较[轻重好差]|[未不]"
)


def count_kinds(cell: Cell, group: Group) -> None:
    """一级道路发现一处不达标扣0.5分, 二级道路发现一处不达标扣0.3分 of 发现一处不达标，一级道路扣0.5分、二级道路扣0.3分."""
    clauses = group.clauses
    for place, first in enumerate(clauses[:-1]):
        counted, own = first.segments if len(first.segments) == 2 else ((), ())
        run = [*_takings_from(clauses, place)]
        kinds = [own, *(one.segments[0] if len(one.segments) == 1 else () for one in run[1:])]
        if len(run) < 2 or not _counts_one(counted) or not all(map(_is_kind, kinds)):
            continue
        for at, (one, kind) in enumerate(zip(run, kinds, strict=True), place):
            clauses[at] = evolve(one, segments=(_of_kind(text_of(cell, kind), kind[0], counted),))
        return


def _of_kind(kind: str, part: Part, counted: Segment) -> Segment:
    *before, last = counted
    counted = (
        *(one for one in before if not (isinstance(one.value, tree.Word) and HAPPENS.fullmatch(one.value.text))),
        last,
    )
    first = counted[0]
    if isinstance(last.value, tree.Word) and kind[-2:] == clean(last.value.text)[-2:]:
        return (*counted[:-1], evolve(last, value=tree.Word(kind)))  # 每发生一起安全事故，一般事故扣2分
    if isinstance(first.value, tree.Word):
        return (evolve(first, value=tree.Word(f"{kind}{first.value.text}")), *counted[1:])
    return (evolve(part, value=tree.Word(kind)), *counted)


def _takings_from(clauses: list[Clause], place: int) -> Iterator[Clause]:
    for clause in clauses[place:]:
        taken = isinstance(clause.value, tree.Deduction) and not clause.otherwise
        if not taken or clause.sentence != clauses[place].sentence:
            return
        yield clause


def _counts_one(segment: Segment) -> bool:
    """发现一处不达标, 每发现一处: one of something, and no more."""
    limits = [one.value for one in segment if isinstance(one.value, tree.Comparison)]
    others = all(isinstance(one.value, (tree.Comparison, tree.Word, tree.Each)) for one in segment)
    return others and len(limits) == 1 and limits[0].limit.unit in COUNTED and limits[0].limit.number == 1


def _is_kind(segment: Segment) -> bool:
    words = segment[0].value if len(segment) == 1 else None
    return isinstance(words, tree.Word) and _SEVERE.search(words.text) is None
