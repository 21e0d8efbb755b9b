"""Awards of less for less of one matter: 完成80%以上得2分 behind 按计划完成得3分, 整改后合格得1分 behind 一次性合格得3分, 1起得2分 behind
无投诉得3分."""

import re
from fractions import Fraction
from itertools import pairwise

from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.conditions import Condition, condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import ENDS_WELL, WELL, is_late_form, lessens, none_fails, opposed, shared
from evaldsl.clauses.grouping import Clause, Group
from evaldsl.clauses.measure_names import is_measure_name, is_rank_name, same_measure
from evaldsl.clauses.mentions import REACHES, unit_of_limit
from evaldsl.clauses.opposites import HAPPENS, contradicts, denied_thing
from evaldsl.clauses.past_limits import KEPT, over_kept
from evaldsl.clauses.shortfalls import is_end
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.expressions import Holds
from evaldsl.interpreter.rubric import Kind
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax import tree
from evaldsl.text.numerals import COUNTED, HOW_MANY, THINGS, number

_HAN = "[两二三四五六七八九]"
_TASK = re.compile(r"(?:任务|目标|计划|指标)(?:数|值|量|要求)?$")


_JOINT = re.compile(r"(.+?)(?:、|和|及|与|或)(.+)")


def counts_more(known: str, name: str) -> bool:
    """Whether *name* is the share of what *known* is the share of, and of others: 非常满意和满意合计占比 beside 非常满意占比."""
    joint = _JOINT.fullmatch(name)
    own = known.removeprefix(joint[1]) if joint is not None else ""
    return joint is not None and 0 < len(own) < len(known) and joint[2].endswith(own)


def gives_less(item: ItemDraft, amount: tree.Amount | None) -> bool:
    """Whether *amount* is less than what the award before it gives."""
    last = item.cases[-1].value
    return last is not None and amount is not None and not amount.share and amount.high < last


def of_another(reader: Reader, clause: Clause) -> bool:
    """甲率≥70%得6分，每低1%扣0.3分；乙率≤10%不扣分，每超1%扣1分: another measure, from whose limit steps take."""
    last = reader.group.last
    known = last.measure if last is not None else None
    found = condition(reader.cell, clause)
    if last is None or not last.cases or len(found.compared) != 1 or found.judged or clause.otherwise:
        return False
    name = found.compared[0].subject
    return is_measure_name(name) and (known is None or not same_measure(known.name, name))


def counts_failing(item: ItemDraft, one: Compared) -> bool:
    """质量达标率100%得6分，有1项不达标得3分: how many of what the rate of the award wants none of."""
    limits = item.cases[0].limits
    end = len(limits) == 1 and limits[0].fact.kind is Kind.RATIO and is_end(limits[0])
    again = all([limit.fact.kind for limit in case.limits] == [Kind.COUNT] for case in item.cases[1:])
    return end and again and unit_of_limit(one.part) in THINGS and lessens(one.subject, limits[0].fact.name)


def counts_down(item: ItemDraft, one: Compared, amount: tree.Amount | None) -> bool:
    """按计划完成得3分，完成80%以上得2分: how much of what the award before wants is done, or how far beyond it is, for less
    than that; 无投诉得3分，1起得2分: how often what it wants none of."""
    stem, award = re.sub("(?:率|比例|程度)$", "", one.subject), item.cases[0].text
    if item.measure is not None or not gives_less(item, amount):
        return False
    if not item.effects and over_kept(item, one):
        return True  # 成本不超过预算得4分，超过5%以内得2分
    unit, value = unit_of_limit(one.part), one.part.value
    if unit in COUNTED and not item.effects and _LACKING.fullmatch(one.subject):
        return True  # 资料齐全得5分，缺一项得3分
    if unit in THINGS and (absent := denied_thing(award)) and not item.effects:
        return not one.subject or HAPPENS.fullmatch(one.subject) is not None or one.subject.endswith(absent)
    if item.effects or (len(stem) < 2 and unit not in THINGS):
        return False
    if unit in THINGS and none_fails(award, one.subject):
        return True  # 全部按期完工得6分，有1个项目逾期得4分
    if unit != "%":  # 3项工作全部完成得6分，完成2项得4分; 三项指标均达标得4分，两项达标得3分
        told = unit and (not stem or stem in REACHES)
        every = re.search(rf"({_HAN}|\d+){unit}[^,，]*(?:全部|均|都){re.escape(stem)}", award) if told else None
        return every is not None and isinstance(value, tree.Comparison) and value.limit.number < number(every[1])
    if stem in REACHES and stem == one.subject and _TASK.search(award):
        return True
    beyond = stem.removeprefix("超出").removeprefix("超过").removeprefix("超")
    kept = KEPT.search(award) if beyond != stem else None
    if kept is not None and kept[1].endswith(beyond):
        return True
    if award.endswith(stem) or _WHOLLY.sub("", award, count=1).startswith(stem):
        return True
    return re.search(rf"(?:全部|全面|均|都)[^,，]*{re.escape(stem)}(?:到位|完成|完毕)$", award) is not None


_LACKING = re.compile("缺少.{0,2}数|相差")
_WHOLLY = re.compile(r"^(?:按(?:计划|照计划|期|时|要求|进度)|如期|全部|全面)+")
_LESS = re.compile(r"^(?:基本|大体|初步|大?部分|少部分)(达成|达到|实现|完成|落实|做到|符合|满足)")


_ONLY = re.compile(
    r"(?:只|仅|经?整改后|补[报交充办]后)(?:有)?(?:进行|开展)?(?:[一二两三四五\d][次项个])?的?([一-龥]{2,}?)(?:[一二两三四五\d][次项个])?$"
)


_PART = re.compile(
    r"(?:大?部分|少部分|局部|逾期|延期|延迟|超期|推迟|延后|推后)([一-龥]{2,})|(.{2,}?)(?:不[够太甚]?(?:明显|显著|大|高|理想)|有限|缓慢)"
    r"|(.{2,}?)(?:不够?|欠)(.+)"
)
"""部分保障 of 资金足额保障, 改善不明显 of 得到改善, 资料不齐 of 资料齐全: what of an award is there in part."""
_AFTER, _BY = re.compile(r"(.{2,}?)(?:[以之])?后(.*)"), re.compile(r"(\d{1,2})月(?:\d{1,2}日|[底末初])?(?:[以之])?前")
_ABOVE = re.compile(r"(.*?)(?:达到或超过|高于|超过|优于|大于|达到|不低于)([^\d，]{2,}?)(?:水平|值)?")
_BELOW = re.compile(
    r"(.*?)(?:未达到|达不到|低于|小于|少于|不及|等于|与(?=.+(?:持平|相当)))([^\d，但]{2,}?)(?:水平|值)?(?:持平|相当)?(?:，?但.*)?"
)


_HALF = re.compile(r"(?:虽?有|虽?已|虽)?([一-龥]{2,}?)[,，]?(?:但|而|却)?[无没未不]有?([一-龥]{2,}?)的?")
"""有监控无记录 of 有监控记录."""


def _is_beyond(text: str, award: str) -> bool:
    """Whether *text* is for what comes later, 春节后发放 of 春节前发放, or stands no higher, 等于全省平均 of 高于全省平均."""
    later, first, second = _AFTER.fullmatch(text), _BY.search(award), _BY.search(text)
    if later is not None and f"{later[1]}前{later[2]}" in award:
        return True
    if first is not None and second is not None and int(first[1]) < int(second[1]):
        return award.endswith(text[second.end() :]) and award[: first.start()].endswith(text[: second.start()])
    above, below = _ABOVE.fullmatch(award), _BELOW.fullmatch(text)
    return above is not None and below is not None and below[2] == above[2] and above[1].endswith(below[1])


_YET = re.compile(r"(?<![不非])但|虽然?")
"""有预案但不完善, 延期完工但不影响开学: something is there, and not all of it."""
_LACKS = re.compile(rf"(.*?)(?:不[够太甚]?|未能?|没有?|欠)(?:{WELL}|[全齐])")
_ALL = r"(?:双双?|均已?|[都全]已?|全部)"
_SOME = re.compile(r"(?:仅有?|只有?)?(?:其中)?(?:任意?)?[一1](?:项|个|种|家|类)(?:指标)?([^,，]{2,})")
_EARLY, _DUE = re.compile(r"(?:提前|超前)(.*)"), re.compile(r"(?:按[时期]|如期|及时|准时|[逾延]期)(.*)")


def _fails_in_part(text: str, award: str) -> bool:
    """Whether *text* is for a failing of what *award* wants, which earns nothing by itself: 记录不全 of 巡查记录完整, 一项下降 of
    三公经费、会议费双下降, 按期完成 of 提前完成."""
    lacks = _LACKS.fullmatch(text)
    if _YET.search(text) or (lacks is not None and lacks[1] in award and ENDS_WELL.search(award)):
        return True
    some = _SOME.fullmatch(text)
    if some is not None and re.search(rf"{_ALL}{re.escape(some[1])}$", award):
        return True
    early, due = _EARLY.search(award), _DUE.search(text)
    return early is not None and due is not None and due[1] == early[1]


_ELSEWHERE = re.compile(r"[在于通以由].*?其[他它].*?([一-龥]{2})")


def elsewhere(text: str, award: str, cell: str) -> bool:
    """Whether *text* and *award* are two places of one thing, of which *cell* goes on to say that it is in none: 在门户网站公开得1分，
    在其他媒体公开得0.5分，未公开不得分."""
    other = _ELSEWHERE.fullmatch(text)
    return other is not None and award.startswith(text[0]) and award.endswith(other[1]) and f"未{other[1]}" in cell


def reaches_less(text: str, award: str) -> bool:
    """Whether *text* says that *award* is reached in part, late or not at all: 基本达到 of 达到预期效果, 逾期报送 of 按时报送."""
    less, half = _LESS.match(text), _HALF.fullmatch(text)
    if (text and text == denied_thing(award)) or (half is not None and half[1] in award and half[2] in award):
        return True
    if is_late_form(text, award) or opposed(text, award) or contradicts(text, award, False) or _is_beyond(text, award):
        return True
    if _fails_in_part(text, award):
        return True
    part = _PART.fullmatch(text)
    if part is not None and "".join(filter(None, part.groups())) in award:
        return True
    only = _ONLY.match(text)
    if only is not None and not _ONLY.match(award) and award.endswith(only[1]):
        return True
    return less is not None and less[1] in award and not _LESS.match(award)


_PLACED = r"(?:[^,，]*?(?:排名|排序|名次|位[列居次]|名列|排在|[列居处]))?(?:在|于|为)?"
_LAST_PLACES = re.compile(
    rf"{_PLACED}(?:(?:倒数|最?后|末尾?)(?:第?(?:{HOW_MANY}))?[名位]?|末[位名]|垫底|(?:靠|居|偏)[中后]|中[间游等下][名位]?)的?"
)


def is_placed(item: ItemDraft, text: str) -> bool:
    """前三名得10分，第4-6名得8分，后三名得2分: whether *text* is one more stretch of the ranking of which the bands of *item* are, told
    from its other end, so that no number says where it lies."""
    measure = item.measure
    return measure is not None and is_rank_name(measure.name) and _LAST_PLACES.fullmatch(text) is not None


_FLAW = re.compile(
    rf"(.*?)(?:(?:不[够太甚]?|欠)(?:{WELL}|具体|细化|清晰|科学|严谨|[全齐高])|(?:尚?有|存在)(?:缺陷|瑕疵|不足|漏洞|问题)|质量(?:较|不)?[差低])的?"
)


def _is_flawed(item: ItemDraft, text: str) -> bool:
    """Whether *text*, 方案不具体, is for a flaw in what the award before it, 制定方案, is for: nobody is given points for a flaw alone."""
    award, flaw = item.cases[0].text, _FLAW.fullmatch(text)
    if flaw is None or not award or item.cases[0].limits or _FLAW.fullmatch(award):
        return False
    return item.award_sentence == item.sentence or bool(shared(flaw[1], award))


def flaws_first(items: list[ItemDraft]) -> None:
    """制定方案得2分，方案不具体的得1分: where both are so, it is the flaw that counts."""
    for item in items:
        if len(item.cases) < 2 or any(case.limits for case in item.cases):
            continue
        if not all(isinstance(one, Holds) for case in item.cases for one in case.others):
            continue
        flawed = [case for case in item.cases if _FLAW.fullmatch(case.text)]
        if flawed and flawed[0] is not item.cases[0]:
            item.cases = [*flawed, *(case for case in item.cases if case not in flawed)]


def _in_brackets(cell: tree.Cell, place: int) -> bool:
    """有专职人员得2分（兼职得1分，没有不得分）: whether *place* is in brackets behind points, in which ever less is given."""
    opened, closed = cell.plain.rfind("(", 0, place + 1), cell.plain.find(")", place)
    if opened < 1 or cell.plain[opened - 1] != "分" or ")" in cell.plain[opened:place]:
        return False
    inside = [part.value for part in cell.by_kind[tree.Award] if opened <= part.start < closed]
    return all(one.amount.high > other.amount.high for one, other in pairwise(inside))


def gives_less_of(reader: Reader, item: ItemDraft, found: Condition) -> bool:
    """Whether an award of less, under what *found* judges, is one for less of what the first award of *item* wants."""
    award, text = item.cases[0].text, found.judged
    if "(" in reader.cell.plain and _in_brackets(reader.cell, found.start):
        return True
    if text and (_is_flawed(item, text) or reaches_less(text, award) or elsewhere(text, award, reader.cell.plain)):
        return True
    if reader.stated.falling is None:
        reader.stated.falling = _falling(reader.groups, reader.weight)
    return item.award_sentence == item.sentence and item.sentence in reader.stated.falling


def _falling(groups: list[Group], whole: Fraction | None) -> frozenset[int]:
    """The sentences whose awards fall down to nothing, 主要领导研究得4分，分管领导研究得2分，未研究不得分, where the first of them and all
    other awards are the *whole*, and no more is left for those behind it."""
    clauses = [clause for group in groups for clause in group.clauses]
    ends = frozenset(clause.sentence for clause in clauses if isinstance(clause.value, tree.Zero))
    first = every = NOTHING
    before: tuple[int, Fraction] | None = None
    for clause in clauses if ends else ():
        match clause.value:
            case tree.Award(amount, bonus=False, apiece=False, per="", more=()) if not (
                amount.share or amount.is_range
            ):
                points = amount.high
            case tree.Deduction() | tree.Zero() | tree.UntilZero() | tree.PartStep() | None:
                continue
            case _:
                return frozenset()
        if any(isinstance(part.value, tree.Each | tree.Step) for segment in clause.segments for part in segment):
            return frozenset()
        if clause.sentence not in ends or before is None or before[0] != clause.sentence or points >= before[1]:
            first += points
        every, before = every + points, (clause.sentence, points)
    return ends if first == whole != every else frozenset()
