"""Conditions: what stands in front of an effect, split into judgement, comparisons and units of counting."""

import re

from attrs import define, field

from evaldsl.clauses.alternatives import without_or, words_beside
from evaldsl.clauses.comparisons import (
    NAMES,
    Compared,
    Segment,
    respective,
)
from evaldsl.clauses.grouping import CONTEXT, Clause, clean, text_of
from evaldsl.clauses.judged_words import and_it, are_aims, both, judge
from evaldsl.clauses.measure_names import names_measure, with_shared_end
from evaldsl.clauses.mentions import (
    list_met,
    often_done,
    says_from_what,
    says_how,
)
from evaldsl.clauses.segments import compared, of_one_rate, pieces_of
from evaldsl.clauses.targets import is_sampled, is_target, without_targets
from evaldsl.interpreter.records import frozen
from evaldsl.syntax import tree


@frozen
class Condition:
    """*judged*: the words that are no comparison, joined; *either*: one comparison is enough (或); *any_of*: so are the words."""

    judged: str
    compared: tuple[Compared, ...]
    start: int
    end: int
    either: bool = False
    any_of: bool = False


_JOINED_BEFORE = re.compile(r"(?:中|内|方面|期间|[^落滞推靠延先前最]后)$|^\d{1,2}月(?:\d{1,2}日|[底末])?之?前$")
_JOINED_SUBJECT = re.compile(r"^(?:年内|全年|每年|当年|年度内|本年|一年|年均|每季度|每月|累计|共|均|总计|合计)$")


_EVERY = re.compile(r"(?:(?<![平亩])(?<![^责法每]人)(?<![^农困贫每]户)(?<![^\d每][年月日季])均|都|各)$")
"""均 of 甲率、乙率均, not of 资金人均."""
_LOOKING = re.compile(
    r"^(?:(?:查阅?|查看|核查|检查)(?:资料|台账|台帐|记录|档案|现场)+"
    r"|经(?:由|过)?(?:第三方|专家|主管部门|上级)[^,，]{0,6}(?:评估|评价|测评|考核|评审|检查)"
    r"|(?:根据|依据|通过|对照|查阅)[^,，]{2,24}(?:报告|材料|资料|台账|台帐|记录|数据|报表|文件))$"
)


_FAILING = (tree.Zero, tree.Deduction)


@define
class _Said:
    """What the segments of a clause say, one behind the other; *bare*: a quantity alone is a limit too; *failing*: who meets it loses."""

    cell: tree.Cell
    bare: bool
    failing: bool
    judged: list[str] = field(init=False, factory=list)
    found: list[Compared] = field(init=False, factory=list)
    either: bool = field(init=False, default=False)

    def add(self, segment: Segment) -> None:
        """Takes in what *segment* says."""
        last = segment[-1].value
        if len(segment) > 1:
            joined = len(segment) > 2 or (isinstance(last, tree.Word) and last.text[0] in "且并同但、")
            if not (joined and self._add_several(segment)):
                _one_segment(self.cell, segment, self.bare, self.judged, self.found)
        elif isinstance(last, tree.Word) and not ("%" in last.text or ")" in last.text):  # no comparison, as most are
            met = list_met(self.cell, "".join(self.judged[-1:]), segment[0]) if last.text[0] in "均都全以上" else None
            if met:
                self.found.append(Compared(*met))
            judge("" if met else clean(last.text), self.judged)
        else:
            _one_segment(self.cell, segment, self.bare, self.judged, self.found)

    def _add_several(self, segment: Segment) -> bool:
        """Takes in what *segment* joins, 完成率≥95%且及时率≥90%; False where it joins nothing."""
        pieces, either = pieces_of(segment, self.bare, self.failing)
        if len(pieces) == 1:
            return False
        here = [one for piece in pieces for one in compared(self.cell, piece, self.bare)]
        named = all(one.subject for one in here) or (either and not any(one.subject for one in here[1:]))
        if len(here) == len(pieces) and named:
            self.found += here
            self.either = self.either or either
        elif here and not either:
            for piece in pieces:
                _one_segment(self.cell, piece, self.bare, self.judged, self.found)
        else:
            return False
        return True


def condition(cell: tree.Cell, clause: Clause, bare: bool = False, whole: bool = False) -> Condition:
    """The condition of *clause*; *whole*: words beside a limit are judged with it."""
    beside: list[str] = []
    failing = isinstance(clause.value, _FAILING)
    listed = not whole and ("或" in cell.plain or (failing and "、" in cell.plain))
    led = without_or(clause.segments) if listed else ()
    said = _Said(cell, bare, failing)
    for segment in led or clause.segments:
        if listed and len(segment) > 1 and (apart := words_beside(cell, segment, failing)) is not None:
            beside.append(apart[0])
            segment = apart[1]
        said.add(segment)
    found, either = said.found, said.either
    if len(found) > 1:
        found = of_one_rate(without_targets(cell, found))
    judged = _asked(cell, clause, said.judged, found) if said.judged else said.judged
    if led and len(found) == 2 and not (judged or beside):
        either, led = True, ()
    if beside or led:
        if bool(beside) == bool(judged) or not found or len(beside) > 1 or not (either or len(found) == 1):
            return condition(cell, clause, bare, True)
        judged, either = judged or beside, True
    return Condition("，".join(judged), tuple(found), clause.start, clause.end, either, bool(beside or led))


def _asked(cell: tree.Cell, clause: Clause, judged: list[str], found: list[Compared]) -> list[str]:
    """Those of the *judged* words that ask for something beside what is *found* to be compared."""
    if found:
        judged = [text for text in judged if not _is_aside(cell, text, found)]
    if "一票否决" in cell.plain:
        judged = [text if VETOED.search(text) else _VETO_WORDS.sub("", text) for text in judged]
    if "是" in judged or "" in judged:
        answers = [clean(clause.label) or text for text in judged if text == "是"]
        judged = [text for text in judged if text not in ("", "是")] or (answers[:1] if not found else [])
    if len(judged) > 1 and _LOOKING.match(judged[0]):
        del judged[0]
    return judged


def _is_aside(cell: tree.Cell, text: str, found: list[Compared]) -> bool:
    """Whether *text* only says of what is *found* when, how or of what it is measured, or that it is reached."""
    return bool(
        CONTEXT.match(text)
        or _DONE.match(text)
        or APART.match(text)
        or says_how(text)
        or says_from_what(cell, text, found[0].subject)
        or is_target(text, found)
        or _BY_UNIT.fullmatch(text)
        or text.endswith("满意度")
    )


def judged_first(cell: tree.Cell, found: Condition) -> bool:
    """Whether what *found* judges stands before what it compares."""
    words = found.judged.partition("，")[0] if found.compared else ""
    return bool(words) and cell.plain.find(words, found.start, found.compared[0].part.start) >= 0


APART = re.compile(r"^除[^,，]{1,24}?(?:之|以)?外$")
"""除不可抗力外: what is not counted in, and no condition."""
_BY_UNIT = re.compile(r"以[^,，]{1,10}为单位")
_DONE = re.compile(r"^(?:全部|全面)?(?:完成|达到|实现|达标|建成)(?:(?:任务|目标|计划|指标)[值数量]?|要求)?$")
"""新建农田1000亩，完成得10分: no more than the number says."""
VETOED = re.compile('被(?:实行|予以|给予)?"?一票否决')
"""综治被“一票否决”: what has happened, and no veto of its own."""
_VETO_WORDS = re.compile(
    r"的?[,，]?(?:并且|并|且|同时)?(?:[本该此](?:项|指标))?(?:实行|执行|予以)?\"?一票否决\"?(?:制|制度)?$"
)


def _ends_in(words: str, subject: str) -> bool:
    """工程进度滞后的 in 滞后; not 提高满意度, and not 不超预算, which is no 超预算."""
    return (
        words.endswith(subject) and words[: -len(subject)][-1:] not in ("不", "未", "没", "无") and not are_aims(words)
    )


def _one_segment(cell: tree.Cell, segment: Segment, bare: bool, judged: list[str], found: list[Compared]) -> None:
    here = compared(cell, segment, bare)
    if not here or is_sampled(here):
        judge(text_of(cell, segment), judged)
        return
    subject = here[0].subject
    if judged and not subject and names_measure(judged[-1]):
        here[0] = Compared(judged.pop(), here[0].part)
        subject = here[0].subject
    elif judged and len(subject) > 1 and _ends_in(judged[-1], subject):
        here[0] = Compared(judged.pop(), here[0].part)  # 工程进度滞后的，滞后10%以内扣2分
        subject = here[0].subject
    elif judged and subject and (_JOINED_BEFORE.search(judged[-1]) or _JOINED_SUBJECT.match(subject)):
        apart, before = not _JOINED_BEFORE.search(judged[-1]), judged.pop()
        act = often_done(before) if apart else ""
        here[0] = Compared(f"{subject}{act}" if act else f"{before}{'，' if apart else ''}{subject}", here[0].part)
    also, _, subject = both(here[0].subject) if subject else ("", "", "")
    if not also and (one := and_it(cell.plain[segment[0].start : here[0].part.start], subject)):
        also, subject = one
    if also:
        judged.append(clean(also))
        here[0] = Compared(clean(subject), here[0].part)
    here = respective(here) if len(here) > 1 and "、" in here[0].subject else here
    if here[0].subject.endswith(("均", "都", "各")) and _EVERY.search(here[0].subject):
        subject = _EVERY.sub("", here[0].subject)
        if len(names := NAMES.split(subject)) > 1 and len(here) == 1:
            here = [Compared(name, here[0].part) for name in with_shared_end(names)]
        else:
            here[0] = Compared(subject, here[0].part)
    found += here
