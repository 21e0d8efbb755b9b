"""以上任一项不符合的，本项不得分: what happens to the points of a list when one thing of it fails."""

import re

from evaldsl.clauses.grouping import JOINED, Clause, text_of
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.things_named import WHOLE_LIST
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Steps
from evaldsl.syntax import tree

_ABOVE = rf"{ABOVE}(?:各|所有|[\d一二两三四五六七八九十]+)?个?(?:项|点|条|方面)?(?:指标|要求|内容|情况|情形|工作|任务)?(?:之?中|里)?"
_ONE = (
    r"(?:如|若|凡)?(?:其中)?有?(?:(?:任何|任意|任|哪怕|哪)?(?:一|1)?个?(?:项|点|条|方面|种)(?:指标|要求|内容|工作|任务)?"
    r"|(?:任何|任意|任)(?:一|1)?个?指标)"
)
_ONE_FAILS = re.compile(
    rf"(?P<above>{_ABOVE}[,，]?)?{_ONE}(?:不符合|不满足|不达标|不合格|不到位|不完整|未完成|未达到|未达标|未做到|未落实|不落实|未实现|没有完成|达不到|做不到|缺失)"
    r"(?:要求|标准|规定|目标|条件|任务)?(?:的|者)?"
    rf"|(?P<of>{_ABOVE}[,，]?)?(?:如|若|凡|其中|任[何意]?)*(?P<lacks>缺)(?:少|失)?(?:任[何意]?)?(?:一|1)[项个者种条]?的?"
)
_ONE_HAPPENS = re.compile(rf"{_ABOVE}{_ONE}")

_COMPLETE = re.compile(rf"{JOINED.pattern}|齐|完整|完备")
"""资料齐全，缺一项不得分: of the parts of one award."""

_FAILS = r"(?:[不未没]有?(?:符合?|满足|达标|达到|完成|达成|合格)|做不到|达不到)(?:要求|标准|目标)?"
_THERE_IS = "每|有|存在|发现|出现|任[何意]?"
EACH_FAILS = re.compile(
    rf"[),、]*(?:{ABOVE}(?:各|所有|所列|个|项|条|要点|指标|内容|要求|条件|资料|材料)*)?(?:其?中)?,?(?:如果?|若|凡)?"
    r"(?:(?:每|任[何意]?)*(?:缺少|缺失|缺|少)(?:任[何意])?(?:一|1)(?:项|条|点|类|(?=的?,?(?:扣|$)))的?,?"
    rf"|(?:(?:{_THERE_IS})*(?:一|1)|(?:{_THERE_IS})+)(?:项|条|点)(?:指标)?{_FAILS}的?,?则?"
    rf"|(?:有|存在|发现|出现)?{_FAILS}的?,?每(?:一|1)?(?:项|条|点),?)"
)
"""One of the things above fails: what the points of each say already."""


def one_fails(reader: Reader, clause: Clause, value: tree.Zero) -> bool:
    """Whether *clause* speaks of any of the awards above: then all points go with it, or with 该项 only its own."""
    awarded = [item for item in reader.items if item.cases]
    if len(awarded) < 2 or clause.otherwise:
        return False
    match = _ONE_FAILS.fullmatch("，".join(text_of(reader.cell, segment) for segment in clause.segments))
    if match is None:
        return False
    own = [item for item in awarded if item.award_sentence == clause.sentence]
    above, several = match["above"] or match["of"], _COMPLETE if match["lacks"] else JOINED
    alone = len(own) == 1 and len(own[0].cases) == 1 and several.search(own[0].cases[0].text) and not above
    if value.own or (alone and not value.scope):
        return True  # what is not reached gets nothing anyway: 定点加油、定点维修，计3分，有一项未落实不计分
    plain = all(len(item.cases) == 1 for item in awarded)
    if not plain or not (above or value.scope):
        hint = "只说缺的、没有做到的那一项，写“该项不得分”；各项都不得分的，写“本项不得分”"
        reader.unread("没有读出是这一项不得分，还是各项都不得分", *reader.span_of(clause), hint)
        return True
    reader.all_or_nothing.append((tuple(awarded), reader.words_of(clause), reader.span_of(clause)))
    return True


def all_earned(reader: Reader, clause: Clause) -> ex.Condition | None:
    """每符合一项得1分，共4项，全部满足另加1分; ①…得1分；②…得1分。全部满足另加1分: that all that is counted, or listed, is so."""
    text = text_of(reader.cell, clause.segments[0]) if len(clause.segments) == 1 else ""
    last, count = reader.spoken.last_change, reader.spoken.count
    if not WHOLE_LIST.match(text) or clause.otherwise:
        return None
    if isinstance(last, Steps) and last.counted and last.points > 0 and count is not None:
        known = reader.measures.facts[count.key].high
        return None if known is None else ex.Compare("≥", last.measure, ex.number(known))
    cases = [item.cases[0] for item in reader.items if len(item.cases) == 1 and not item.effects]
    plain = all(len(case.others) == 1 and isinstance(case.others[0], ex.Holds) and not case.limits for case in cases)
    return ex.All(tuple(case.others[0] for case in cases)) if plain and len(cases) == len(reader.items) > 1 else None


def without_list(reader: Reader, clause: Clause, value: tree.Zero) -> tuple[Clause, tree.Zero]:
    """以上三项有一项存在弄虚作假的，本项不得分: under the words behind the list all of its points go."""
    first = clause.segments[0] if clause.segments else ()
    if len(first) < 2 or not isinstance(first[-1].value, tree.Word):
        return clause, value
    if sum(bool(item.cases) for item in reader.items) < 2 or not _ONE_HAPPENS.fullmatch(
        text_of(reader.cell, first[:-1])
    ):
        return clause, value
    own = evolve(clause, segments=(first[-1:], *clause.segments[1:]), start=first[-1].start)
    return own, evolve(value, scope="指标")
