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


def both(subject: str) -> tuple[str, str, str]:
    """制度健全, 且, 执行率 of 制度健全且执行率; 无专职人员, 但, 归档率 of 无专职人员但归档率."""
    if "且" not in subject and "但" not in subject:
        return "", "", subject
    match = _BOTH.fullmatch(subject)
    return (match[1], match[2], match[3]) if match else ("", "", subject)
