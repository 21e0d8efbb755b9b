"""Numbers said again: ③不符合则 behind the thing ③ of a list speaks of that thing, and begins no other."""

import re

from evaldsl.syntax.tree import Marker, Part, Word

_OF_IT = re.compile(
    r"(?:小?项|点|条|款|种)?(?:的?(?:情形|情况|问题|行为|内容|要求|标准|条件))?(?:其?中)?(?:每有?|任[一何意]?|有)?(?:(?:一|1)?(?:项|点|条))?"
    r"(?:(?:[不未没](?:有|能)?(?:符合|满足|达标|达到|完成|做到|落实|合格)|做不到|达不到|缺失|缺少|缺)(?:要求|标准|规定|条件|(?:一|1)(?:项|点|条))?)?"
    r"(?:的|者|则|即|时)*(?:[,扣减不本该此得酌]|各扣|每项)|-[①-⑳(]|[①-⑳]|\(\d"
)


def with_marks_again(text: str, parts: list[Part], start: int) -> list[Part]:
    """*parts* of *text*, which begins at *start*, with the numbers that speak of a thing above as words."""
    again: list[bool] = []
    seen: set[int] = set()
    style = ""
    for part in parts:
        value = part.value
        again.append(isinstance(value, Marker) and value.style == style and value.number in seen)
        if isinstance(value, Marker):
            seen, style = (seen if value.style == style else set()) | {value.number}, value.style
    return [
        Part(Word(text[part.start - start : part.end - start]), part.start, part.end)
        if said and (_OF_IT.match(text, part.end - start) or text[part.start - start - 1] in "-至到第")
        else part
        for said, part in zip(again, parts, strict=True)
    ]
