"""Words that are no comparison, as the condition of a clause keeps them."""

import re
from collections.abc import Iterable

_SIGNED = re.compile(r"(?:^|(?<=[^\d≥≤<>=%]))[≥≤<>](?=[^\d≥≤<>=%]{2,}(?:[≥≤<>][^\d≥≤<>=]{2,})*$)")
_SIGN = re.compile(r"[≥≤<>]")
SIGN_WORDS = {"≥": "不低于", "≤": "不超过", ">": "高于", "<": "低于"}
"""One measure against another is a judgement: 支付进度率≥序时进度."""


_BETWEEN = re.compile(r"(?:^|(?<=[^\d≥≤<>=%]))[≥≤<>](?=[^\d≥≤<>=%]{2})")


def signs_in_words(text: str) -> str:
    """在职人员数高于编制数 of 在职人员数>编制数: one measure against another, in words."""
    return _BETWEEN.sub(lambda sign: SIGN_WORDS[sign.group()], text) if _SIGN.search(text) else text


_TAKEN_FROM = re.compile(r"(?<=.)以[^,，]{2,14}为准$")
"""满意度以问卷调查为准: where the number comes from."""


def judge(text: str, judged: list[str]) -> None:
    """Adds *text* to what is *judged*."""
    text = _TAKEN_FROM.sub("", text) if text.endswith("为准") else text
    if text:
        judged.append(_SIGNED.sub(lambda sign: SIGN_WORDS[sign.group()], text) if _SIGN.search(text) else text)


_BOTH = re.compile(r"(.*[^不])(且|但是?)(.+)")
_GOOD = "完整|齐全|健全|完善|规范|到位|合规|合法|准确|真实|清晰|明确|合理|充分|及时|有效"
_HELD = re.compile(rf"([^、]*[^、，](?:{_GOOD}))(、)((?!(?:{_GOOD}|合格)[率性度]).{{2,}})")
"""资料齐全、归档率达到100%: a judgement, and a measure."""


def both(subject: str) -> tuple[str, str, str]:
    """制度健全, 且, 执行率 of 制度健全且执行率; 无专职人员, 但, 归档率 of 无专职人员但归档率."""
    match = _HELD.fullmatch(subject) if "、" in subject else None
    if match is None and ("且" in subject or "但" in subject):
        match = _BOTH.fullmatch(subject)
    return (match[1], match[2], match[3]) if match else ("", "", subject)


_AND_IT = re.compile(r"(?P<of>[^,，]{2,}?)??(?:控制在|[未不没]有?超|达标|合格|符合)[^,，]*(?:且|但是?)")


def and_it(words: str, subject: str) -> tuple[str, str] | None:
    """会议费支出控制在预算以内 and 会议费支出, of 会议费支出控制在预算以内且 before 不高于上年: what is judged, and what is compared."""
    match = _AND_IT.fullmatch(words) if words.endswith(("且", "但", "但是")) else None
    return match and (re.sub("但是?$", "", subject), match["of"] or "")


_STATES = "完善|健全|规范|到位|良好|明确|完整|合理|有效|落实|完成|达标|合格"
_HOW = (
    r"(?:进一步|认真|积极|切实|严格|全面|深入|扎实|大力|持续|不断|着力|有效|充分|科学|及时|按照?(?:要求|规定|期|时))*"
)
_AIM = "加强|强化|推进|推动|促进|提高|提升|确保|保障|改进|优化|深化|巩固|扩大|加快|加大|发挥|做好|抓好|搞好"
_FOR = "保证|改善|增强|增加|支持|满足|(?:严控|控制)(?![在率])|[压缩削]减|压缩|降低|减少|减轻|节约|防范|预防|防止|维护|缓解|解决|方便"
_DUTY = re.compile(
    rf"(?![^,，]*(?:[未不无没缺]|[的后时中前]$|(?:{_STATES})$)){_HOW}"
    rf"(?:{_AIM}|落实|贯彻|执行|实行|实施|推行|开展|完善|健全|建立|组织|坚持|规范|履行|压实)[^,，]{{2,}}"
)
_PURPOSE = re.compile(
    rf"(?![^,，]*(?:[未不无没缺\d]|[的后时中前内上下]$|(?:{_STATES}|及时|准确|齐全|合[规法]|显著|明显|充分|真实|清晰)$))(?:为了?)?{_HOW}"
    rf"(?:{_AIM}|{_FOR})[^,，]{{2,}}|(?:确保|保证)[不无][^,，\d]{{2,}}"
)


def are_duties(words: str) -> bool:
    """Whether *words* say what ought to be done: 加强宣传."""
    return all(map(_DUTY.fullmatch, words.split("，")))


def are_aims(words: str) -> bool:
    """Whether *words* only say what a number behind them is for: 保障床位供给 before 床位利用率达到60%; not 实行动态管理, which is done or not."""
    return all(map(_PURPOSE.fullmatch, words.split("，")))


def only_ask(words: str) -> bool:
    """Whether *words* say nothing but what ought to be done, or what for: 落实制度，控制支出."""
    return all(_DUTY.fullmatch(one) or _PURPOSE.fullmatch(one) for one in words.split("，"))


LEVEL = re.compile(r"(?:国家|部|省部|省|市厅|市|州|县|区|乡镇|镇|乡|村)级(?:及?以[上下])?")
AT_LEVEL = re.compile(rf"(?:在|被|获|获得)?({LEVEL.pattern})")


def at_level(text: str, told: Iterable[str]) -> str:
    """被评为市级文明村镇 of 市级, where what was *told* last before it is 被评为省级以上文明村镇."""
    level = AT_LEVEL.fullmatch(text) if "级" in text else None
    before = next((words for words in told if not AT_LEVEL.fullmatch(words)), "") if level else ""
    alike = len(LEVEL.findall(before)) == 1 and len(LEVEL.sub("", before)) > 1
    return LEVEL.sub(level[1], before) if alike and level else text
