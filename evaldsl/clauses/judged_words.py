"""Words that are no comparison, as the condition of a clause keeps them."""

import re

_SIGNED = re.compile(r"(?<=[^\d≥≤<>=%])[≥≤<>](?=[^\d≥≤<>=%]{2,}(?:[≥≤<>][^\d≥≤<>=]{2,})*$)")
_SIGN = re.compile(r"[≥≤<>]")
_SIGN_WORDS = {"≥": "不低于", "≤": "不超过", ">": "高于", "<": "低于"}
"""One measure against another is a judgement: 支付进度率≥序时进度."""


_TAKEN_FROM = re.compile(r"(?<=.)以[^,，]{2,14}为准$")
"""满意度以问卷调查为准: where the number comes from."""


def judge(text: str, judged: list[str]) -> None:
    """Adds *text* to what is *judged*."""
    text = _TAKEN_FROM.sub("", text) if text.endswith("为准") else text
    if text:
        judged.append(_SIGNED.sub(lambda sign: _SIGN_WORDS[sign.group()], text) if _SIGN.search(text) else text)
