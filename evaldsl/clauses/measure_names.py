"""Names of measures: which say a rate, a place in a ranking, and which speak of the same."""

import re
from collections.abc import Iterable

from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.text.typography import same_name

_RATE_ENDS = ("率", "比例", "比重", "占比", "百分比", "增幅", "降幅", "幅度")
_NO_RATES = ("容积率", "市盈率", "汇率")
_STAKE_NAME = re.compile(
    r"^(?:该|本|此)?(?:项指标|项|指标|小项)?的?(?:分值|权重分值|权重分|权重|标准分值?|总分|满分|基本分)$"
)


def is_rate_name(name: str) -> bool:
    """Whether *name* is that of a ratio: 预算执行率, 占比."""
    if name.endswith(")"):
        return any(is_rate_name(name[:place]) for place, sign in enumerate(name) if sign == "(")
    return name.endswith(_RATE_ENDS) and not name.endswith(_NO_RATES)


_LEVEL = re.compile(
    r"(?:平均(?:水平|值|数)?|均值|[国省市县区级业年期进]水平|(?:目标|计划|标准|指标|基准|任务|预期|实际|完成|先进)值|(?:上年|去年|同期|目标|计划|标准)数?)$"
)


def are_rates(names: list[str]) -> bool:
    """Whether *names* held against one another are of rates: 财政自给率 and 全市平均水平."""
    rates = [is_rate_name(name) for name in names]
    return any(rates) and all(rate or _LEVEL.search(name) for name, rate in zip(names, rates, strict=True))


_PART_OF_WHOLE = re.compile(
    r"(?:满意|合格|达标|及时|覆盖|整改|完好|优良|优质|办结|处置|处理|到位|准时|在用|通过|好评|正确|准确|知晓|参与|公开|普及|"
    r"签约|验收|回复|答复|上线|在线|录入|归档|建档|登记|备案|持证|上岗|在岗|到岗|出勤|到会|到课|接种|随访|成活|存活|保存|优秀|良好|及格|就业|"
    r"回访|反馈|受理|公示|告知|响应|准点|正点|空置|闲置|入住|辍学|漏损|差错|规范管理|就诊|(?<!变)化)[率度]$|占比$"
)


def is_part_of_whole(name: str) -> bool:
    """Whether *name* is that of a rate that cannot pass 100%: 满意度, 合格率."""
    return bool(_PART_OF_WHOLE.search(same_name(name)))


_OF_PLAN = re.compile(r"(?:控制|执行|完成|到位|支出|支付|使用|利用|进度|实现)[率度]$")


def is_part_of_plan(name: str) -> bool:
    """Whether *name* is that of a rate about 100%, which may pass it and not many times: 执行率, 控制率."""
    return bool(_OF_PLAN.search(same_name(name)))


_FALLS = re.compile(
    r"利润|盈[余利亏]|损益|(?<!受)收益(?!率|面|人|户|村|对象)|增减|变动|(?:增加|增长|净增|变化)(?:额|$)|现金流"
)


def may_be_negative(name: str) -> bool:
    """Whether the amount called *name* may be less than nothing: 净利润, 收入增加额, 较上年增减."""
    return _FALLS.search(name) is not None


def is_stake_name(name: str) -> bool:
    """Whether *name* is what an item is worth: 分值, 本项分值."""
    return bool(_STAKE_NAME.match(name))


def is_rank_name(name: str) -> bool:
    """Whether *name* is that of a place in a ranking: 考核排名."""
    return name.endswith(("排名", "名次", "位次"))


def is_measure_name(name: str) -> bool:
    """Whether *name* says what is measured: 满意度, 工作量, 排名."""
    return is_rate_name(name) or is_rank_name(name) or name.endswith(("度", "数", "量", "额"))


def rank_name(words: str) -> str:
    """The name of the ranking that *words* speak of: 全市考核排名 of 在全市考核中位列."""
    words = re.sub(r"^按照?|进行(?=排[名序])", "", words) if "进行排" in words else words
    words = re.sub(
        r"^(?:在|荣?获得?|取得|进入|按照?(?=.*排[名序]))+|(?:为|是|在|进入|获得?|取得|处于|达到)+$", "", words
    )
    words = re.sub(
        r"^(?:排名|位列|位居|名列|列|居)(?:在|于)?|中?(?:排名|位列|位居|名列|排序?|列|居)(?:在|于)?$", "", words
    )
    words = re.sub(r"(?:排名|位列|位居)(?=.)", "", words)
    return words if is_rank_name(words) else f"{words}排名"


def same_measure(known: str, name: str) -> bool:
    """Whether *name* speaks of the measure called *known*, perhaps in fewer words."""
    known, name = as_rate(same_name(known)), as_rate(same_name(name))
    dated = _DATED.match(name) if name[:1] in _DATES_BEGIN else None
    if dated and not (known.startswith(dated[0]) or _YEAR_ENDS.search(dated[0])):
        return False  # 截至9月30日执行率 and 半年执行率 are others than 执行率
    if known == name or known.endswith(name) or name.endswith(known) or (len(name) > 2 and name in known):
        return True
    return _FUNDS.sub("", known) == name or repeats_change(known, name)  # 结余率 of 结余资金率


_COUNTED_AS = re.compile(
    r"^(?:(?:累计|共|合计|全年|年内|发现|出现|存在|发生|有)(?=..))+|(?<=..)(?:的?(?:总数|数量|[次个件项起例处人]?数)|项|的)$|的"
)


def counts_alike(one: str, other: str) -> bool:
    """Whether two names count the same: 未完成项 and 未完成, 不规范项目 and 不规范的项目, 累计投诉 and 投诉数."""
    return _COUNTED_AS.sub("", one) == _COUNTED_AS.sub("", other)


def count_alike(facts: Iterable[Fact], name: str, unit: str) -> Fact | None:
    """The count in *unit* among *facts* that *name* speaks of too."""
    counts = (one for one in facts if one.kind is Kind.COUNT and one.unit == unit)
    return next((one for one in counts if counts_alike(one.name, name)), None)


def counts_in_other_words(count: Fact, name: str, unit: str) -> bool:
    """Whether *name*, in *unit*, is what *count* counts: 虚假工单5单以上 behind 工单真实性抽查，每发现1单虚假."""
    if count.unit != unit or "，" not in count.name:
        return False
    of, _, own = count.name.rpartition("，")
    rest = name.replace(own, "", 1)
    return rest != name and len(rest) > 1 and rest in of


_NO = re.compile(r"^未|(?<![均都全部])(?:无|没有)")
_NOT_SO = re.compile(r"(?:未|没有?|不)(发现|发生|出现|存在)(?:的|者)?")


def denied_fact(judged: list[Fact], text: str) -> Fact | None:
    """The one among those *judged* that *text* denies."""
    bare = _NOT_SO.fullmatch(text) if judged else None
    if bare is not None:
        said = [fact for fact in judged if fact.name.startswith(bare[1])]
        return said[0] if len(said) == 1 else None
    no = _NO.search(text) if judged else None
    of, own = (text[: no.start()], text[no.end() :]) if no else ("", "")
    if no is None or len(own) < (2 if of else 3):
        return None
    ends = own if no.group() == "未" else f"有{own}"
    names = {f"{of}{ends}"} if of else {own, ends, f"项目{ends}"}
    return next((fact for fact in judged if fact.name in names), None)


_AS_PLANNED = re.compile(r"按照?计划|如期|达到|完成|实现|全部|全面|年度|当年|本年")
_TASK = re.compile(r"(?:计划|目标)?(?:任务|目标|计划)(?:数|值|量)?$")


def done_of(award: str, whole: str) -> str:
    """建成面积完成率 of 建成面积达到计划任务得10分，完成90%得8分: how much is done, of the *whole* where the words do not say of what."""
    matter = _TASK.sub("", _AS_PLANNED.sub("", award))
    if not matter and whole.endswith("完成率"):
        return whole
    return f"{matter or _AS_PLANNED.sub('', whole) or whole}完成率"


_UP, _DOWN = "增加|增长|上升|提高|提升|上涨|上浮|延长", "减少|下降|降低|压缩|压减|压降|下浮|缩短|节约|节省"
_BASE = r"上年末|上月|上期|上季度?|年初|期初|基期|往年|(?:考核)?基数|\d{4}年"
BEFORE = rf"上一?年度?|去年|前一?年度?|(?:{_BASE})度?"
"""What a change is measured against."""
BARE = "增减"
"""A change of which the words do not say against what: 提升得3分，持平得2分."""
_AGAINST = re.compile(rf"环比|同比|{_BASE}")
CHANGED = re.compile(rf"(?:环比|同比|较上年|较(?:{_BASE}))?增减$")
"""How the name of a change ends."""
_SINCE = re.compile(rf"(?:较|比|与|同)(?:上年|去年|{_BASE})(?:同期|水平)?$")


def change_name(subject: str, words: str) -> str:
    """The change of *subject* by the *words* that say against what: 公务接待费较上年增减, 公务接待费同比增减."""
    subject = _SINCE.sub("", subject)  # 公务接待费较上年
    said = _AGAINST.search(words)
    since = "较上年" if said is None else said[0] if "比" in said[0] else f"较{said[0]}"
    return f"{subject}{'' if words == BARE else since}增减"


_CHANGE = re.compile(
    rf"(?:[较比与同](?:{BEFORE})(?:同期|水平|数)*(?:相比)?|同比|环比)?(?:略?有所?|实现)?"
    rf"(?:(?P<up>{_UP})|{_DOWN})(?:幅度?|比例)?"
)
_CHANGE_RATE = re.compile(rf"(?:(?P<up>{_UP})|{_DOWN})比?(?:率|比例|幅度?)$")
_CHANGE_ENDS = frozenset("加长升高涨浮少降低缩减短约省幅度例")


def is_change(name: str) -> bool:
    """Whether *name* says only which way something goes: 比上年压减."""
    return name[-1:] in _CHANGE_ENDS and _CHANGE.fullmatch(name) is not None


def repeats_change(rate: str, name: str) -> bool:
    """Whether *name* says only the way that the name of a *rate* says: 比上年压减 of 存量资金压减率."""
    said = _CHANGE.fullmatch(name) if name[-1:] in _CHANGE_ENDS else None
    own = _CHANGE_RATE.search(rate) if said else None
    return said is not None and own is not None and (said["up"] is None) == (own["up"] is None)


_DATED = re.compile(
    r"(?:截[至止]到?)?(?:\d{1,4}年)?(?:\d{1,2}月(?:\d{1,2}日|底|末|份)?|[上下前后]?半年|(?:前|第)?[一二三四]个?季度|上一?年度?|去年)(?:底|末)?"
)
_YEAR_ENDS = re.compile("12月(?:31日|底|末|份)?$")
_DATES_BEGIN = frozenset("截上下前后半第一二三四去0123456789")
_FUNDS, _VERBS = re.compile(r"资金|经费"), ("完成", "实现", "达成", "占", "达标")


_ENDINGS = (("程度", "度"), ("比例", "率"), ("满意率", "满意度"))


def as_rate(name: str) -> str:
    """完成率 for 完成比例, 偏差度 for 偏差程度, 满意度 for 满意率."""
    ending = next((one for one in _ENDINGS if name.endswith(one[0])), None) if name[-1:] in "度例率" else None
    return name.removesuffix(ending[0]) + ending[1] if ending else name


_ACHIEVED, _PLANNED = ("完成", "实现", "达成", "建成"), re.compile(r"计划|应|目标")
_TO_PLAN = re.compile("(?:达到|完成|实现)[^，]{0,6}(?:计划|任务|目标|指标)[数值量]?$")
HELD = ("开展", "组织", "举办", "召开", "举行", "进行", "实施", "组织开展", "开展过")
"""What is done so many times, without a word of what: 仅开展1次 of 监督检查不少于2次."""
_ONLY = re.compile(r"^(?:只有|仅有|只|仅)")


_GROWS, _SHRINKS = "增加|增长|提高|提升|上升|增收|新增", "下降|降低|减少|压减|减排|缩短|节约|节省"
_CHANGED = re.compile(rf"({_GROWS}|{_SHRINKS})(?:的?幅度|[值量数额率幅]|天数|时间|比例|金额|百分点)")
_RANGES = {"增幅": _GROWS, "涨幅": _GROWS, "增速": _GROWS, "降幅": _SHRINKS}
_DONE = re.compile(r"(新增|新建|改建|改造|完成|建成)(.{2,})")


def _says_less(known: str, name: str) -> bool:
    """Whether *name* is short for *known*: 增加值 for 粮食产能增加, 降幅 for 能耗下降, 新增里程 for 新增公路里程."""
    changed, done = _CHANGED.fullmatch(name), _DONE.fullmatch(name)
    if changed and known.endswith(changed[1]):
        return True
    if name in _RANGES and re.search(rf"(?:{_RANGES[name]})$", known):
        return True
    return done is not None and known.startswith(done[1]) and known.endswith(done[2])


def restates(known: Fact, name: str, unit: str = "") -> bool:
    """Whether *name* only repeats words of the measure spoken of: 完成 after 税收收入完成年度任务; or, where *unit* is
    that of the measure, a verb that names nothing: 完成100公里 after 里程≥120公里."""
    if 1 < len(name) < len(known.name) and unit in ("", known.unit) and _says_less(known.name, name):
        return True
    if name in ("比值", "该比值", "两者之比") and ("/" in known.name or "之比" in known.name):
        return True  # 0.8≤比值<1 of 实际收益/预期收益≥1
    if name in ("晚于", "早于", "迟于") and known.name.startswith(name):
        return True  # 晚于1-3个月 of 晚于计划完成时间1个月内
    name = _ONLY.sub("", name)
    if name in _ACHIEVED and unit and unit == known.unit and not _PLANNED.search(known.name):
        return True
    if name in _ACHIEVED and unit == "%" and _TO_PLAN.search(known.name):
        return True  # 完成80%以上 after 造林面积达到计划任务的100%
    if name in HELD and known.kind is Kind.COUNT and unit == known.unit:
        return True
    return name in known.name and (name in _VERBS or (known.kind is Kind.COUNT and len(name) > 1))


def under_label(rate: str, name: str) -> str:
    """小学合格率 of 合格率：小学≥98%; 规上企业达标率 of 企业达标率：规上企业≥98%; 压减率 of 压减率：比上年压减20%; 支出率比上年下降 of 支出率：比上年下降5%."""
    if name.startswith(rate) or is_measure_name(name):
        return name
    if is_change(name):
        return rate if repeats_change(rate, name) else f"{rate}{name}"
    shared = next((size for size in (4, 3, 2) if name.endswith(rate[:size])), 0)
    return f"{name}{rate[shared:]}"


_SERIES = (
    re.compile(r"[一二三四五六七八九十\d]+"),
    re.compile(r"(?:[一二三四1-4]个?季度|[上下]半年|全年|[一二三四五六七八九十\d]+月|年)(?:初|中|底|末)?"),
)


_LED, _MONTH_END = re.compile(r"(.*?)在?(\d{1,2})"), re.compile(r"(\d{1,2})(月[末底].*)")
"""执行进度在6, 9, 11月末: what stands before the first is of each."""


def with_shared_end(names: list[str]) -> list[str]:
    """会议费控制率, 培训费控制率 of 会议费、培训费控制率; 上半年支出进度 of 上半年、全年支出进度, 一季度末进度 of 一、二季度末进度."""
    if len(names) < 2:
        return names
    last = names[-1]
    for one in _SERIES:
        own = one.match(last)
        if own and len(last) > own.end() and all(map(one.fullmatch, names[:-1])):
            return [*(name + last[own.end() :] for name in names[:-1]), last]
    led, end = _LED.fullmatch(names[0]), _MONTH_END.fullmatch(last)
    if led is not None and end is not None and all(map(str.isdigit, names[1:-1])):
        return [f"{led[1]}{name}{end[2]}" for name in (led[2], *names[1:-1], end[1])]
    found = []
    for name in filter(None, names):
        at = last.find(name[-1]) + 1
        whole = name if not at or is_rate_name(name) or not is_rate_name(last) or name is last else name + last[at:]
        found.append(whole)
    return found


def enumerated_alike(names: list[str]) -> list[str]:
    """月报按时报送, 季报按时报送, 年报按时报送 of 月报、季报、年报按时报送."""
    first = names[0] if names else ""
    alike = len(first) > 1 and all(len(name) == len(first) and name[-1] == first[-1] for name in names[:-1])
    if len(names) < 2 or not alike or len(names[-1]) <= len(first) or names[-1][len(first) - 1] != first[-1]:
        return names
    return [*(name + names[-1][len(first) :] for name in names[:-1]), names[-1]]


def names_measure(words: str) -> bool:
    """Whether *words* are plainly the name of a rate or a place, whatever stands before the number: 满意度."""
    return is_rate_name(words) or is_rank_name(words) or words.endswith("满意度")


_NOT_ACTUAL = re.compile("计划|目标|预[算期计]|应|上年|去年|上期|序时")


def is_called(rate: str, name: str) -> bool:
    """Whether *name* is the tail of *rate*, or 实际 and that tail: 完成率 and 实际完成率 of 数量指标完成率, not of 计划完成率."""
    bare = name.removeprefix("实际")
    return rate.endswith(name) or (is_rate_name(bare) and rate.endswith(bare) and not _NOT_ACTUAL.search(rate))


_THIS = re.compile(r"[该本此](?:项|指标)?(.*)$")


def this_measure(name: str, indicator: str) -> str:
    """该项结余 in the *indicator* 结转结余率 is the indicator itself."""
    own = _THIS.match(name)
    return indicator if own and own[1] in indicator else name


def unquoted(text: str) -> str:
    """A name of a formula without the signs around the whole of it."""
    return text.strip('"') if text.count('"') == 2 and text[0] == text[-1] == '"' else text


Choices = dict[int, dict[str, Fact]]
"""Facts that are one of several words, by the length of their compared names and these names."""


def choices_among(declared: dict[str, Fact]) -> Choices:
    """Those of the *declared* facts that are one of several words."""
    found: Choices = {}
    for key, fact in declared.items():
        if fact.kind is Kind.CHOICE:
            found.setdefault(len(key), {})[key] = fact
    return found
