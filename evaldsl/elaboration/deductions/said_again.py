"""不得分 that says no more than the awards before it do: 无转化收入 of bands of 转化收入, 逾期 of 20日内公开, 无 of what is counted."""

import re

from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.drafts import ItemDraft, gives_each
from evaldsl.clauses.failings import is_late_form, is_misdone
from evaldsl.clauses.grouping import Clause, core, is_negated, text_of
from evaldsl.clauses.measure_names import HELD
from evaldsl.clauses.opposites import breaks_rule, contradicts, denies_end
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.told_again import says_unmet
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import ZERO, Compare, Ref
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind, Steps
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree

_LACKS = re.compile(
    rf"(?:(?:{ABOVE}(?=每))?(?:每|任[何意]?)?(?:有)?(?:一|1)?(?:项|条|点|小项)|其中任[何意]?(?:一|1)项)?(?:缺项|缺少项|缺失项|未做到|不符合|不达标|不满足|未(?:完成|达到|达标|开展|实施|落实|执行))(?:要点)?(?:要求|标准)?"
)
_LACKING = re.compile("(?:如|若|凡|有|存在|其中)*(?:缺项|缺少项?|缺失项?|未提供|未附)")
_NOT_THERE = re.compile("未(?:开展|制定|制订|建立|编制|设立|成立|出台|签订|提供|配备|组织)")
"""财务制度、采购制度各计1分，未制定不计分."""
_OF_THAT = re.compile(
    rf"{ABOVE}?(?:各|每|[两二三四五六七八九十\d]+)?[项点条]?(?:中|内容)?,?(?:有|存在|如)?(?:[一任][何意一]?[项点条])?(?:缺项|违反|违规|[不未](?:符合|做到|满足|达标|达到|完成)|未(?:按时|按期|及时)[一-龥]{{0,4}})(?:规定|要求)?"
)
_THAT = re.compile(
    r"的?,?[则其]?(?:(?:相应|对应)的?(?:小?项目?|指标|部分|节点|时点)?|当[期季月次]|本[期季月次]|该(?:点|时点|节点|期|季度?|月|次))的?$"
)
"""What of the things above gets nothing: those that fail, each by itself."""


def named_above(reader: Reader, clause: Clause, value: tree.Zero) -> bool:
    """有计划2分，有总结2分，缺项不得该项分, 缺项不得分; 三项中有违反的，相应项不得分; 以上三点，未做到不得分: says again what each of the awards above
    is worth."""
    if clause.otherwise or value.scope == "指标":
        return False
    if len(reader.items) < 2 and not any(one.effects for one in reader.items):
        return False
    text = text_of(reader.cell, [part for segment in clause.segments for part in segment])
    beside = [one for one in reader.group.items if one.has_award]
    awarded = beside if len(beside) > 1 else [one for one in reader.items if one.has_award or one.effects]
    failing, plain = _THAT.sub("", text).removesuffix("的"), gives_each(awarded)
    single = [one.cases[0] for one in awarded if len(one.cases) == 1 and one.cases[0].value is not None]
    if len(awarded) < 2 or _THAT.search(text) is None:
        lacking = value.scope == "项" and len(single) > 1 and _LACKS.fullmatch(failing) is not None
        lacking = lacking or (reader.spoken.apiece == awarded and _NOT_THERE.fullmatch(failing) is not None)
        return lacking or (plain and not value.scope and (says_unmet(failing) or bool(_LACKING.fullmatch(failing))))
    unmet = (plain and says_unmet(failing)) or (len(single) > 1 and _OF_THAT.fullmatch(failing) is not None)
    if not unmet and not any(contradicts(failing, one.text, True) for one in single):
        told = text.removeprefix(failing).strip("的,")
        hint = "写明是哪一项不得分；说整个指标的，写“本指标不得分”"
        reader.unread(f"没有读出“{told}”是前面哪一项", *reader.span_of(clause), hint=hint)
    return True


def without_that(reader: Reader, clause: Clause) -> Clause:
    """弄虚作假的 of 弄虚作假的，相应项不得分, behind one award alone."""
    several = len(clause.segments) > 1 and _THAT.fullmatch(text_of(reader.cell, clause.segments[-1])) is not None
    return evolve(clause, segments=clause.segments[:-1]) if several else clause


_BY_NAME = re.compile(
    "(?:产出)?(?:数量|质量|时效|成本)指标|产出指标|(?:经济|社会|生态)?(?:效益|可持续影响)指标|(?:服务对象)?满意度指标"
)


def of_all_by_name(reader: Reader, clause: Clause, value: tree.Zero) -> tuple[Clause, tree.Zero]:
    """质量指标：①…；②…；使用不合格材料的，质量指标不得分: what is lost, in the words of the heading or the name of the indicator."""
    *before, last = clause.segments or ((),)
    text, plain = text_of(reader.cell, last), reader.cell.plain
    named = text == reader.measures.indicator or (plain.startswith(f"{text}:") and plain.count("指标:") < 2)
    named = named or (_BY_NAME.fullmatch(text) is not None and "指标:" not in plain)
    if not (before and text) or not (named or text == clause.label) or value.scope or clause.otherwise:
        return clause, value
    reader.measures.taken.update(part.start for part in last)
    return evolve(clause, segments=tuple(before)), evolve(value, scope="指标" if named else "")


_ALL_OF_IT = re.compile(r"^(?:均|都|全部?|一项也|一项都)+(?=[不未没无])")
_NONE = re.compile(r"(?:无|没有|均无|都没有)的?")


def says_none(item: ItemDraft, found: Condition) -> bool:
    """Whether what *found* judges is only that nothing of it is there, for which none of the awards of *item* is."""
    if found.compared or item.otherwise is not None:
        return False
    text = found.judged
    given = [one for one in item.effects if isinstance(one, Steps) and one.counted and one.points > 0]
    if _NONE.fullmatch(text):
        return bool(given) and len(given) == len(item.effects) and not item.cases
    return _no_number(item, text) or _some_fail(item, text) or _there_is_some(item, text)


def _there_is_some(item: ItemDraft, text: str) -> bool:
    """有新增债务 behind 当年新增债务为0: nothing but that it is not none."""
    limits = item.cases[0].limits if len(item.cases) == 1 and not (item.cases[0].others or item.effects) else []
    own = core(text)
    if len(limits) != 1 or limits[0].low or limits[0].high is not None or limits[0].op not in ("", "=", "≤"):
        return False
    return own != text and not is_negated(text) and limits[0].fact.name.endswith(own)


_FAILS = re.compile(
    r"(?:如|若)?(?:有|存在|出现|发生|发现)(?:[一任][项个件处例何])?[不未]([^,，率]{2,3})(?:的?(?:情况|情形|现象))?的?"
)


def _some_fail(item: ItemDraft, text: str) -> bool:
    """有不合格 behind 合格率100%: nothing but that it is less."""
    found = _FAILS.fullmatch(text) if len(item.cases) == 1 and not item.effects else None
    limits = item.cases[0].limits if found else []
    if found is None or len(limits) != 1 or item.cases[0].others:
        return False
    whole = limits[0].low == 1 and limits[0].high is None and limits[0].op in ("", "=", "≥")
    return whole and limits[0].fact.name.endswith(f"{found[1]}率")


def _no_number(item: ItemDraft, text: str) -> bool:
    """无转化收入 behind 转化收入≥100万元, 未公开招租 behind 公开招租率≥90%: of no number do the bands speak."""
    text = _ALL_OF_IT.sub("", text)
    fact, own = item.measure, core(text)
    limits = [limit for case in item.cases for limit in case.limits]
    if fact is None or not is_negated(text) or len(own) < 2 or len(limits) != len(item.cases) or item.effects:
        return False
    above = all(one.fact.key == fact.key and not one.includes(NOTHING) and one.low >= 0 for one in limits)
    return above and not any(case.others for case in item.cases) and _measured(fact, own)


_DOES = re.compile(rf"^(?:{'|'.join(sorted(HELD, key=len, reverse=True))})(?=.{{2}})")
_ENDS = re.compile(r"率$|(?:[场项个人件篇起户家]?次?数|数量|量)$")


def _measured(fact: Fact, own: str) -> bool:
    """Whether *own* says what *fact* counts, or the share of which it is, perhaps in fewer words or with a verb: 开展科普活动 of
    科普活动次数, 新认定企业 of 当年新认定高新技术企业."""
    if fact.kind is Kind.COUNT and own in HELD:
        return True
    own, name = _DOES.sub("", own), _ENDS.sub("", fact.name)
    short = fact.kind is Kind.COUNT and len(own) > 3 and name.endswith(own[-2:]) and own[:-2] in name
    return name.endswith(own) or fact.name.endswith(own) or short


def is_missed(item: ItemDraft, found: Condition) -> bool:
    """批复后20日内公开2分，逾期不得分; 处置规范得2分，存在违规处置的不得分: nothing but that the award is not earned."""
    first = item.cases[0] if len(item.cases) == 1 else None
    if first is None or first.limits or found.compared or item.otherwise is not None or item.effects:
        return False
    words = re.sub("(?<=期)未", "", found.judged)  # 逾期未报送
    if re.search(r"\d", words):
        return False
    return any(says(words, first.text) for says in (is_late_form, is_misdone, denies_end, breaks_rule))


def none_counted(item: ItemDraft, found: Condition, whole: bool) -> Compare | None:
    """未开展得0分 behind 10场以下得1分, 无报道的不得分 behind 少1篇扣0.5分: the band or the step at 0 is not for none at all.

    *whole*: more than its award is lost for none, so that it has to be said.
    """
    fact, text = item.measure or item.subject, found.judged
    if fact is None or fact.kind is not Kind.COUNT or found.compared or not is_negated(text):
        return None
    own, limits = core(text), [limit for case in item.cases for limit in case.limits if limit.fact.key == fact.key]
    if len(own) < 2 or not (own in fact.name or _measured(fact, own)):
        return None
    stepped = any(isinstance(one, Steps) and one.measure == Ref(fact.key) and one.points < 0 for one in item.effects)
    if not (stepped or whole) and not any(limit.includes(NOTHING) for limit in limits):
        return None
    return Compare("=", Ref(fact.key), ZERO)
