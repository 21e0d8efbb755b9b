"""What stays words though signs in it could be read otherwise: 一户一档, 优秀(90分以上)、良好(80-89分)."""

import re

_ITS_OWN = re.compile(
    r"一(?![年月周季日天旬次])[一-龥]{1,2}一[档册卷本卡表]|(?<=任)一单(?=项)"
    r"|(?:、[^,;。:\n\d]{1,24}(?<!其)|(?<=[^其项点条])(?=中任))中任[何意]?一[项个](?=[一-龥]{2})"
)
"""一户一档 is how it is kept, and no number; nor is 任一单项 one 单, nor 接待、用车中任一项 how many."""
_BY_SCORES = re.compile(
    r"\((?:[6-9]\d|100)(?:\.\d+)?分及?以上\)"
    r"(?:、[^、,;。()\d]{1,8}\([\d.]+(?:分?(?:-+|至)[\d.]+|(?=分及?以下)|(?=分以内))分(?:及?以下|以内)?\))+"
)
"""优秀(90分以上)、良好(80-89分)、合格(60-79分)、不合格(60分以下): grades, by scores out of a hundred, and no points."""


def kept_words(text: str, start: int) -> list[tuple[int, int]]:
    """Where in *text*, which begins at *start*, they begin and end."""
    found = [*_ITS_OWN.finditer(text)] if "一" in text else []
    if "分以上)、" in text or "分及以上)、" in text:
        found += _BY_SCORES.finditer(text)
    return [(start + one.start(), start + one.end()) for one in found]
