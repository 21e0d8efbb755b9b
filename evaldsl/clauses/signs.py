"""Signs of scoring in words that no clause took: they must not be lost in a note or in a name."""

import re

ABOVE = "(?:以上|上述|前述)"
"""What is told above, in any pattern."""


UNREAD = re.compile(
    r"(?<![折克回代抵暂])扣(?!率|留|缴|发|押|除[^,;。\d分]{2,12}(?:因素|影响|原因)|分(?:标准|细则|办法|规则|情况|事项|制)|罚?[^,;。分]{0,14}(?:费用?|工资|薪酬|奖金|保证金|款|服务|额度|预算|经费|资金)$)|(?<!不)(?<!不再)(?<!不另)(?<!不予)加分|减分|倒扣|赋分|内插|插值|依次|相抵|此类推|[扣加得计][\d.lIO]+|(?<![\d.])[\d.]+分(?!钟|之|类|别)|排名第|比例得分|(?<!考核)(?<!综合)(?<!评价)得分(?=$|为|是|高|低|按)|"
    r"系数(?:按照?|取值?|[为是])*[\d.]+%?(?=$|,)|一票否决|按[\d.]+%计|予以奖励|(?<![十百千万部充])[一二两三四五六七八九]分半?$|计分(?=$|[为按])|(?:酌情|[得计扣])$"
)


_GOES_ON = re.compile("[^，,;。()]{1,6}")


def what_is_unread(match: re.Match[str], span: tuple[int, int]) -> tuple[str, int, int, str]:
    """What to say of a note that ends at the end of *span*, where it holds what *match* found: a verb at its end wants points."""
    words, end = match.group(), match.end() == len(match.string)
    bare = match.string[match.start() :]
    if bare in ("加分", "扣分", "减分"):
        hint = f"写成“{bare[0]}…分”；几分由后面几句分别写明的，这一句末尾用冒号"
        return f"“{bare}”没有写几分", span[1] - 2, span[1], hint
    if not (end and words in "得计扣"):
        behind = _GOES_ON.match(match.string, match.end()) if len(words) < 3 else None  # 扣一次, 计分方式
        return f"“{words}{behind[0] if behind else ''}”一处没有读懂", *span, ""
    verb = f"{match.string[-2:-1]}{words}" if match.string[-2:-1] == "不" else words
    wanted = "“不得分”少了“分”" if verb == "不得" else f"“{verb}”后面没有写几分"
    return wanted, span[1] - len(verb), span[1], f"写成“{verb}{'分' if verb == '不得' else '…分'}”"


_NO_NAME = re.compile(
    r"[\d.%零一二三四五六七八九十百千成个百分点]+左右|不?(?:[高低少多大小]于|超过)[\d.]+[一-龥]{0,3}/(?!(?:[月周旬处点户人村校所镇家站店区]|季度?)(?:$|，))[\d一-龥]{1,6}|[≥≤<>×]|保底|兜底|^[①-⑳]+[各均]?占?$|^占$|^[\d.]+的|[\d%](?:-|至|到)$|(?:满足|符合)得分|每[少缺漏](?![数年先儿水])|(?<!获)(?<!取)(?<!评)(?:[得扣]|(?<![共合总累统预审设会])计)[\d.]+[/,]?|[\d.]+分(?!钟|之|类|别|期|级|项|批|档|管|公|散|布|析|包|解)"
)
_IN_NO_NAME = re.compile(r"[≥≤<>×\d.底左①-⑳每足合](?:(?<![足合])|得)")


def no_name(text: str) -> re.Match[str] | None:
    """Signs of scoring that no name of a fact holds: what is left of a clause that was not understood."""
    first = _IN_NO_NAME.search(text)
    return first and _NO_NAME.search(text)


def what_is_no_name(text: str, strange: re.Match[str]) -> str:
    """What to say of *text*, which holds *strange*: a sign at its end lacks a number."""
    last = text.endswith(strange.group())
    cut = last and strange.group() in "≥≤<>"
    if last and strange.group()[0] in "得扣计":
        return f"“{strange.group()}”后面没有“分”；小数点写成了逗号的，改成“.”"
    return f"“{text}”没有写全，“{text[-1]}”后面缺少数" if cut else f"“{text}”里的“{strange.group()}”没有读懂"


WITHOUT = "无(?!人机|线|纸化|障碍|害化|缝|烟(?!头)|公害|讼|废城|接触|菌|土栽)"
"""无台账, not 无纸化办公."""
ONCE = re.compile(
    r"^(?:(?:同一|同类|同项|相同|同个)[^,，]{0,10}?(?:(?:按|取|以|就)*(?:最)?高(?:级别|等次|档次|分值|分|项|一项|奖项|一级|级)?(?:计|得|加|扣)?分?(?:标准)?(?:不就低|计算?)?"
    rf"|就重扣分|[只仅](?:扣|计|加|得|算)(?:扣|加)?分?(?:一|1)次分?|不(?:得)?(?:重复|累计)(?:计|加|扣|得|奖)?分?)(?:[,，]不(?:重复|累计|累加)(?:计|加|扣|得)?分?)?|不重复(?:计|加|扣|得)分|可以?(?:重复|累计|叠加)(?:计|加|扣|得)分|{ABOVE}?(?:[两二三四五六七八九十\d]+|各|每)项(?:指标)?(?:可以?|均|应)?(?:分别|累计|逐项|合并|叠加)(?:计算)?扣分"
    r"|(?:加分|扣分|得分)?(?:[按每逐全分](?:年度?|季度?|月份?|[次项]))?可?以?(?:累计|累加|叠加)(?:计算|计分|扣分|扣减|加分)?)$"
)
"""同一事项按最高级别计分，不重复计分: how to fill in, and no rule of its own."""
EACH_ALONE = re.compile(
    r"(?:其中|但|[对就]|针对|,)*(?P<of>(?:同一?|单(?!位|项|次)|每(?!项|次|发现|发生|出现|有)|一(?=[个家名类种]))一?[个家名类种]?[一-龥]{1,8}?)(?:的|,)*"
)
"""同一单位最多扣2分, 每个项目最多扣2分: of each alone."""
BARE_OTHERWISE = re.compile(
    r"^(?:(?:其他|其它|其余)(?:等次|等级|情况|情形|意见|结论|结果)|超过|超出|低于|高于|未达到|未达|达不到|不足|不符合|不符|不满足|不达标|未达标"
    r"|(?:低于|少于|未达到|未达|达不到|未完成|超过|超出|高于)(?:年度)?(?:目标|标准|指标|计划|任务)[值数量]?)$"
)
"""Words that say no more than that the award before them is missed: 未达到的."""


_GENERIC_LABEL = re.compile(
    r"[^一-龥]*(?:[本该此]项?|具体|指标|绩效|评分|计分|考核|评价|评估|考评|检查|扣分|加分|得分|打分|赋分|量化|主要|的)*"
    r"(?:(?:标准|说明|办法|方法|细则|规则|要点|依据|内容)[及和与、]?)+"
    r"|(?:主要|重点)?(?:从|围绕|针对|就).{2,40}(?:方面|角度|维度|层面|环节)(?:进行|开展|予以)?(?:综合)?(?:评价|考核|考察|评估|评分|打分|衡量)"
)


def is_generic(label: str) -> bool:
    """Whether *label* says only that a rule follows: 评分标准, and not 执行津补贴标准."""
    return _GENERIC_LABEL.fullmatch(label) is not None
