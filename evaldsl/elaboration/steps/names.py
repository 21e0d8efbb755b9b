"""What is counted and how far apart: the names of facts, in the words of the sentence."""

import re

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.counted_names import WANTED, counted_name
from evaldsl.clauses.counting import Per, per
from evaldsl.clauses.demanded import missed
from evaldsl.clauses.drafts import ItemDraft, wants_none
from evaldsl.clauses.failings import is_apart
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.judged_words import at_level, only_ask
from evaldsl.clauses.measure_names import BEFORE
from evaldsl.clauses.mentions import EVERY_PLACE, often_done, unit_of_limit
from evaldsl.clauses.opposites import denied_thing
from evaldsl.clauses.signs import ABOVE
from evaldsl.clauses.things_named import without_all
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Fact, Kind, Span
from evaldsl.interpreter.values import shown
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Part
from evaldsl.text.diagnostics import info
from evaldsl.text.numerals import HOW_MANY, THINGS
from evaldsl.text.typography import same_name


def like_before(reader: Reader, name: str) -> str:
    """在县级媒体发表每篇得0.2分，市级每篇得0.5分: 在市级媒体发表."""
    name = without_duty(reader, without_all(name, len(reader.cell.by_kind.get(tree.Marker, ()))))
    before = reader.spoken.count.name if reader.spoken.count is not None else ""
    return at_level(name, [before])


_OF_WHAT = re.compile(r"问题|情况|违规|[错瑕缺差失].|不.{1,4}|[未缺少漏].")
_NEVER = re.compile(r"(?P<of>.{3,}?)零发生|(?:杜绝|防止|避免|不发生|未发生|无)(?P<no>.{3,})")


_HOW_GOOD = "完整|真实|规范|准确|及时|齐全|合规|清晰|合法|合理|健全"
_GOOD = re.compile(rf"([^，、]{{2,8}}?)(?:{_HOW_GOOD})(?:[、和](?:{_HOW_GOOD}))+")
"""档案资料完整、真实、规范，问题: in what it is found."""


_KEPT_FROM = re.compile(r"(?:(?:确保|保证)(?:不发生|不出现|无)|杜绝|防止|避免|预防)(.{2,})")


def without_duty(reader: Reader, name: str) -> str:
    """未留样 of 严格落实食品留样制度，未留样, 一般校园安全事故 of 校园安全事故零发生，一般事故: what is counted, which the words before it only
    ask for, where the cell speaks of one such thing only; not of 规范财务管理，不规范, which does not say of what."""
    duty, _, own = name.rpartition("，")
    if not duty:
        kept = _KEPT_FROM.fullmatch(name)
        return kept[1] if kept else found_name(reader, name)
    never = _NEVER.fullmatch(duty)
    thing = (never["of"] or never["no"]) if never else ""
    if len(own) > 3 and thing[-2:] == own[-2:]:
        return f"{own[:-2]}{thing}"
    alone = reader.cell.plain.count(own) == 1 and same_name(own) not in reader.measures.facts
    if _OF_WHAT.fullmatch(own):
        good = _GOOD.fullmatch(duty) if alone and own == "问题" else None
        return f"{good[1]}{own}" if good else found_name(reader, name)
    return own if alone and only_ask(duty) else found_name(reader, name)


_LOOKS = "抽查|抽检|核查|核实|检查"
_FOUND = re.compile(
    rf"^(?:经|通过)?(?:随机|现场|实地|不定期)*(?:{_LOOKS})(?:中|时|后)?(?:发现|查出)(?:有|存在)?(?=.{{2}})"
    rf"|^(?:经|通过)(?:随机|现场|实地)*(?:{_LOOKS})[，,](?:发现|存在|出现|有)*(?=.{{2}})"
    r"|^对照[^，,]{1,10}[，,](?=.{2})"
)
_READS = "查阅|查看|调阅|翻阅|抽取"
_ANY_LOOK = re.compile(f"{_LOOKS}|{_READS}|对照")
_SAMPLE = re.compile(
    rf"^(?:经|通过)?(?:随机|现场|实地|不定期)*(?:{_LOOKS}|{_READS})(?P<many>(?:{HOW_MANY})[份户家人名处件项例条座所个次]的?)?"
    r"(?P<of>[^，\d]{0,12})，(?(many)(?:发现|存在|有)*|(?!发现|存在|有))(?P<fault>[^，]{2,})$"
)
"""抽查10份档案，不合格; 查阅台账，台账不全: what is found in those that are looked at."""
_BARE = re.compile("[不未没无欠].{1,3}|不符合?.{1,4}")


def found_name(reader: Reader, name: str) -> str:
    """台账不完整 of 抽查发现台账不完整: what is found, without how, where the cell speaks of one way to find things only."""
    found = _in_sample(_FOUND.sub("", name)) if _ANY_LOOK.search(name) else name
    alone = found != name and len(_ANY_LOOK.findall(reader.cell.plain)) == 1
    return found if alone and same_name(found) not in reader.measures.facts else name


def _in_sample(name: str) -> str:
    """档案不合格 of 抽查10份档案，不合格; a fault that says itself of what it is needs no more: 抽查10户农户，农户不满意."""
    match = _SAMPLE.fullmatch(name)
    if match is None:
        return name
    of, fault = match["of"], match["fault"]
    return f"{of}{fault}" if _BARE.fullmatch(fault) and of[-2:] not in fault else fault


DELAY = re.compile(r"延|推迟|超时")


SINCE = re.compile(rf"(?:较|比|与|同)(?:{BEFORE})(?:同期|水平)?(?:相比)?|同比|环比")

_OF_SO_MANY = re.compile(
    r"^(?:评价)?(?:要点|条件|标准)?(?:一?共|总共|合计|包括|分为|设)有?\d+(?:个|项|条|点)(?:要点|条件|要求|内容|指标|事项|方面|标准)*(?:，|的|$)"
    r"|^[两二三四五六七八九十\d]+(?:项|样|类|方面|环节)(?=缺)"
)
"""How many there are: 共5个要点，每满足1个要点; 三方面缺一方面."""
_ABOVE = re.compile(
    rf"^{ABOVE}(?:各|每|[一二三四五六七八九十\d]*)?(?:个?方面|项|点|条|款|类|种|情况|要求|内容|资料|材料)*(?:[，,的]?发现(?=.)|的(?=[符满达做具])|[，,])?"
)
_SHORTENED = re.compile(r"^每有(?=.{2})|^有(?=[不未没])")


_INVENTED = re.compile("缺少.{1,2}数|发现问题|不?符合要求")
_WANTED_LAST = re.compile(rf"[，、](?![^，、]*[无未没不])[^，、]*{WANTED.pattern}")
"""An award that wants other things than that something is absent: 无腐蚀、渗漏，设备运行正常、记录完整."""


def is_invented(name: str) -> bool:
    """Whether *name* only stands for what the words count: 缺一项 says nothing of what is missing."""
    return bool(_INVENTED.fullmatch(name))


def count_name(item: ItemDraft, clause: Clause, counted: Per, given: bool = False) -> str:
    """The name of what is counted; a bare verb takes its object from the award before: 无安全事故…，发生1起."""
    name = counted_name(counted)
    if clause.otherwise and counted.context:
        own = name.removeprefix(counted.context)
        name = name if "缺少" in own else own[1:] or missed(name)
    name = _SHORTENED.sub("", _OF_SO_MANY.sub("", _ABOVE.sub("", name)))
    if len(name) == 1 and name not in "少缺亡":
        return f"{name}的{counted.size.unit.removeprefix('个')}数"
    award = item.cases[0].text if item.cases else ""
    if name in ("", "发现", "发生", "出现", "存在", "有"):
        denied = "" if clause.otherwise and _WANTED_LAST.search(award) else denied_thing(award)
        denied = denied or (next(filter(None, map(denied_thing, award.split("，"))), "") if name else "")
        if denied:
            return denied
    if name in ("", "发现"):
        return "不符合要求" if clause.otherwise else "符合要求" if given else "发现问题"
    if name in ("少", "缺", "缺少", "缺失"):
        often = _SO_OFTEN.fullmatch(award) if "每" in award else None
        of = f"{award}，" if often and often[1] == counted.size.unit else ""
        return f"{of}缺少{counted.size.unit}数"
    if name in ("超过", "超出", "超时", "超") and len(_WITHIN.findall(award)) == 1:
        return _WITHIN.sub(r"超过\1", award)
    if past := beyond_limit(item, name, counted.size.unit):
        return past
    if name in _BEYOND:
        return f"{name}的{counted.size.unit.removeprefix('个')}数"
    if counted.step is not None and name == counted.step.words and award and not DELAY.search(name):
        return f"{award}，{name}"
    return name


_OVER_TIME = re.compile(r"(?:全年|年内|每年|年度|当年|本年|一年)?(?:累计|共|总共|合计|均|应)*")


def base_name(item: ItemDraft, counted: Per) -> str:
    """全年开展消防演练 of 每季度至少开展1次消防演练，全年不少于4次，每少1次: what is done so often, where the limit says at most over what time;
    工资拖欠额 of 工资拖欠额为0，每拖欠1万元."""
    assert counted.base is not None
    if wants_none(item) and counted.base.subject and counted.base.subject in item.cases[0].limits[0].fact.name:
        return item.cases[0].limits[0].fact.name
    time, often = counted.base.subject, unit_of_limit(counted.base.part) in ("次", "场", "期", "轮", "回")
    words = counted.context or (item.cases[0].text if item.cases else "")
    act = often_done(words) if often and _OVER_TIME.fullmatch(time) else ""
    return f"{time}{act}"


_OF_EACH = re.compile(
    r"(?!.*\d)(?:(?P<of>.{0,6}?)(?:超[过出额标]|超)|(?P<under>.{0,6}?)(?:低于|不足|少于|未达到?|达不到)|超过?(?P<past>[^过出标额编员预定时].{0,5}))"
)


def beyond_limit(item: ItemDraft, name: str, unit: str) -> str:
    """超过50人的班 of 班额不超过50人得3分，每有1个班超过的扣1分, and of 每超1个班: each thing that misses the limit of the award."""
    said = _OF_EACH.fullmatch(name.removesuffix("的")) if item.measure is not None and len(item.cases) == 1 else None
    limit = item.cases[0].limits[0] if said is not None else None
    if said is None or limit is None or limit.high is not None:
        return ""
    over = said["under"] is None
    if limit.op not in (("≤", "<") if over else ("≥", ">")):
        return ""
    rate = limit.fact.kind is Kind.RATIO
    thing = (
        said["of"] or said["under"] or said["past"] or ("" if rate or unit in ("个", limit.fact.unit) else f"{unit}数")
    )
    number = f"{shown(limit.low * 100 if rate else limit.low, 6)}{limit.fact.unit}"
    return thing and f"{'超过' if over else '低于'}{number}的{thing}"


_DONE = re.compile("完成|达到|实现|任务|目标|计划")


def rate_spoken_of(reader: Reader, item: ItemDraft) -> str:
    """What steps without a name run along: the measure before them; 履约率80%得5分。投资完成年度目标得5分，每少完成1个百分点: none of
    another award, where how much is done of what their own wants."""
    fact, first = item.subject, item.cases[0] if item.cases and item.measure is None else None
    if fact is None:
        return reader.measures.indicator
    own = first is not None and _DONE.search(first.text) and is_apart(first.text, fact.name)
    return "" if own else fact.name


def counts_another(measure: Fact, counted: Per) -> bool:
    """恢复时间≤4小时得3分；备份每周1次，缺1次扣0.2分: how often another thing is not done, and no hours; nor trainings of 培训不少于4次."""
    act = often_done(counted.context) if "每" in counted.context else ""
    if act:
        return not (act in measure.name or measure.name in act)
    return counted.size.unit in THINGS and measure.unit not in ("", "分", *THINGS)


_BEYOND = ("超出", "超过", "低于", "高于")


def tell_other_unit(reader: Reader, item: ItemDraft, fact: Fact, span: Span) -> None:
    """控制率≤100%得2分，每超出1人扣0.2分: how many people that are does not follow from the rate, and is asked for."""
    rate = item.measure
    if rate is not None and rate.kind is Kind.RATIO and fact.name.startswith(tuple(f"{one}的" for one in _BEYOND)):
        message = f"“{rate.name}”以%计，此处数的是{fact.unit}，要另填“{fact.name}”"
        reader.measures.tell(info("unit-mismatch", message, *span, hint="按比率扣的，写成“每超出1个百分点”"))


_SO_OFTEN = re.compile(
    rf"[^,，、且并]*(?:每个?(?:季度?|月份?|周|旬|半年|年|天|日)|{EVERY_PLACE.pattern})[^,，、且并]{{,8}}\d([次场期轮名人个台处])[^,，、且并和率]{{,8}}"
)
"""巡检每月1次, 每村1名, 每月开展1次安全检查: nothing but how often, so that what is lacking over the year says it all."""


_WITHIN = re.compile(r"(\d+(?:\.\d+)?个?(?:工作日|小时|分钟|天|日|周|月))[以之]?内")
"""接警后15分钟内出动，超过的每次扣: 接警后超过15分钟出动."""


_BESIDE = re.compile(
    r"([^，]+?)(?:(?:达到|等于)?或(?:超过|高于|优于)|完成|实现|大于或?等于|小于或?等于|达到|不低于|不少于|不小于|不超过?|[未没]有?超[过出]?|不高于|不大于|高于|超过|低于|小于|大于|等于|控制在)([^，\d]+?)(?:的?范围)?(?:[以之]?内)?"
)
"""One measure against another: 支付进度达到序时进度."""


def compares_two(judged: str) -> bool:
    """Whether *judged* says that one measure reaches another: 支付进度率不低于序时进度."""
    return bool(_BESIDE.fullmatch(judged))


_AGAINST = re.compile(r"^(?:高于|低于|超过|超出|大于|小于|少于|不足)(?=[^\d])")


def distance_name(reader: Reader, counted: Per, step: tree.Step, own: str, judged: str) -> str:
    """完成利润目标低于目标值的幅度: by how much, in the words of the sentence."""
    beside = _BESIDE.fullmatch(judged)
    bare = not (counted.between or counted.tail)
    own = "" if beside and step.down and own in ("未完成", "未达到", "未实现", "未达标") else own
    if beside and bare and not own and step.up != step.down:
        return f"{beside[1]}{'低于' if step.down else '超过'}{beside[2]}的幅度"
    if own and bare and re.search(r"[^\d](?:高于|低于|超过)[^\d]", own):
        return f"{own}的幅度"
    if own and bare and _AGAINST.match(own):
        return f"{beside[1] if beside else ''}{own}的幅度"  # 低于平均增速的，每低1个百分点
    target = _TARGET.fullmatch(judged) if not own else None
    if target and bare and step.down and not step.up:
        return f"低于{target[1]}的幅度"
    short = re.fullmatch(r"未(?:完成|达到?|实现)([^，\d]{2,})", own)
    if short and bare and step.down and not step.up:
        return f"{beside[1] if beside else ''}低于{short[1]}的幅度"
    if own and bare and step.words in own:
        return f"{own}的幅度"
    judged = "" if step.words in judged else judged or reader.measures.indicator
    said = f"{step.words}{counted.between}{counted.tail}"
    return f"{(own or judged).removesuffix(said)}{said}的幅度"  # 少缴的，每少缴1万元


_TARGET = re.compile(r"(?:完成|达到|实现)([^，\d]{2,}(?:任务|目标|计划|指标)数?值?)")


_REACHED = re.compile(
    r"(?:.*[^不未])?(?:完成|达到|实现).*(?:任务|目标|计划|指标|要求|标准|规定)数?值?$|.+(?:任务|目标|计划|指标|[^不未][全足]额|[^不未]全部)(?:按[期时]|如期)?(?:完成|达到|实现|到位|[^不未，、]{2})$"
)


_KEPT = re.compile("不(?:得|应|能)?(?:超过|高于|大于|多于|低于|少于|小于)")
_NOT_LESS = re.compile(
    r"(.+?)(?:不(?:得|应|能)?(?:低于|少于|小于)|(?:高于|大于|多于)(?:或者?)?等于|达到或者?超过)([^，\d]{2,}?)的?"
)
_BOUND = re.compile(r"(?:任务|目标|计划|指标|预算|概算|定额|限额)数?值?$")
_SHORT = re.compile(r"(?:不足|不够|短缺|短少|短收|欠收|不到位)的?$")
_UNMET = re.compile(rf"未(?:能)?(?:完成|达到|达标|实现)(?:任务|目标|计划|指标|要求)?数?的?$|{_SHORT.pattern}")


_EXCEEDED = re.compile(
    r"(.*?(?<![不未]))(?:超(?:支|标|编|[^，\d过出]*(?:标准|编制|[预概]算|定额|限额|规模|计划|规定|目标|任务|指标|面积))数?值?"
    r"|(?:高于|超过|超出|大于)[^，\d]{2,})"
)
"""办公用房面积超标, 超预算, 决算数高于预算数: what is more than it should be."""
_BELOW = re.compile(r"(.*?(?<![不未]))(?:低于|少于|小于)[^，\d]{2,}")
_OF_MONEY = re.compile("超支|超发|超付")


def missed_name(judged: str, step: tree.Step, context: str, name: str) -> str:
    """距完成年度任务少的数额, of 完成年度任务得5分，每少1000万元扣1分; 课时不足的数额, of 课时不足的，每少1课时; 用水总量超过目标的数额, of
    用水总量控制在目标以内得4分，每超1万立方米; 保有量低于下达任务的数额, of 保有量不低于下达任务得5分，每减少10亩; 超支的数额, of
    每超支1万元; none where the award is no target."""
    past = (_EXCEEDED if step.up else _BELOW).fullmatch(name or context) if step.up != step.down else None
    if past:
        beside = None if past[1] else _BESIDE.fullmatch(judged)
        return f"{beside[1] if beside and _BOUND.search(beside[2]) else ''}{name or context}的数额"
    if name and not (step.up and _UNMET.search(name)):
        return ""
    if _OF_MONEY.fullmatch(step.words):
        return f"{step.words}的数额"
    if step.words == "缺口":
        return f"{context or judged}的缺口"
    if step.up and not step.down and (not context or _UNMET.search(context)):
        beside = _BESIDE.fullmatch(judged)
        bound = beside and (_BOUND.search(beside[2]) or _KEPT.search(judged))
        return f"{beside[1]}超过{beside[2]}的数额" if beside and bound else ""
    if not step.down or step.up:
        return ""
    if context:
        verb = "" if _SHORT.search(context) else step.words
        return f"{context}{verb}的数额" if _UNMET.search(context) else ""
    if judged.endswith(f"不{step.words}"):
        return f"{judged.removesuffix(f'不{step.words}')}{step.words}的数额"  # 公益林面积不减少得5分，每减少10亩
    kept = _NOT_LESS.fullmatch(judged)
    if kept:
        return f"{kept[1]}低于{kept[2]}的数额"
    return f"距{judged}{step.words}的数额" if _REACHED.match(judged) else ""


_BY_NUMBER = re.compile(
    r"(?:按照?|根据|依据?)(?P<what>[^,，\d扣每]{0,8}?)(?:个数|次数|件数|起数|数量|数)(?:予以|进行)?(?:计扣|扣减|扣分|扣)"
)


def without_number(reader: Reader, clause: Clause) -> Clause:
    """*clause* with 投诉，每次 for 按投诉次数扣分，每次: what is counted, before how much each of it costs."""
    for place, segment in enumerate(clause.segments[:-1]):
        match = _BY_NUMBER.fullmatch(text_of(reader.cell, segment)) if segment else None
        rest = reader.cell.plain[segment[-1].end : clause.end].lstrip(",:") if match else ""
        if match is None or not re.match("(?:发现)?[每一1]", rest):
            continue
        what, start = match["what"], reader.cell.plain.find(match["what"], segment[0].start)
        told = Part(tree.Word(what), start, start + len(what))
        named = not what or what in reader.cell.plain[clause.start : segment[0].start] or what in rest
        before, behind = clause.segments[:place], clause.segments[place + 1 :]
        return evolve(clause, segments=(*before, *([] if named else [(told,)]), *behind))
    return clause


def taken_for(reader: Reader, clause: Clause) -> tuple[str, bool]:
    """What *clause* takes for, and whether it counts that; empty where it takes along a number."""
    value = clause.value
    counted = per(reader.cell, clause, value.per if isinstance(value, tree.Deduction) else "", occurrence=True)
    if counted is not None:
        return "" if counted.step is not None or counted.base is not None else counted_name(counted), True
    found = condition(reader.cell, clause)
    return "" if found.compared else found.judged, False
