"""Words that are no comparison, as the condition of a clause keeps them."""

import re

_SIGNED = re.compile(r"(?<=[^\d≥≤<>=%])[≥≤<>](?=[^\d≥≤<>=%]{2,}(?:[≥≤<>][^\d≥≤<>=]{2,})*$)")
_SIGN = re.compile(r"[≥≤<>]")
SIGN_WORDS = {"≥": "不低于", "≤": "不超过", ">": "高于", "<": "低于"}
"""One measure against another is a judgement: 支付进度率≥序时进度."""


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
