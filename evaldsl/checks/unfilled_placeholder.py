"""unfilled-placeholder"""

import re
from collections.abc import Iterator

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.rubric_files.rubric_lines import blocks
from evaldsl.text.diagnostics import Diagnostic, Place, warning

_BLANK = re.compile(
    r"[XＸx×]{2,}|○{2,}|[_＿]{2,}|(?<![A-Za-zＡ-Ｚ])[XＸNＮ](?=[年月日%％分个元万亿次处家项人天])|【[^】]{0,12}】|〔\s*〕|"
    r"[（(]\s*[）)]|待定|待补充|待填|待明确|待完善"
)
_TEXTS = frozenset({"规则集", "一级", "二级", "指标", "解释", "来源", "指标值", "数据", "计算"})


def unfilled_placeholder(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A blank of the template that nobody filled in: XX, ____, 20XX年; one finding a cell."""
    places = [(match.group(), reading.span(*match.span())) for match in _BLANK.finditer(reading.cell.plain)]
    yield from _finding(places)


def unfilled_elsewhere(loaded: Loaded) -> Iterator[Diagnostic]:
    """The same in names, explanations, targets and declarations."""
    for block in blocks(loaded.text):
        if block.keyword in _TEXTS:
            text = block.text if block.keyword != "指标" else block.text.split("\n")[0]
            found = [
                (one.group(), (block.start + one.start(), block.start + one.end())) for one in _BLANK.finditer(text)
            ]
            yield from _finding(found)


def _finding(places: list[tuple[str, tuple[int, int]]]) -> Iterator[Diagnostic]:
    if places:
        (words, span), *more = places
        others = tuple(Place(*place, "也没有填") for _, place in more[:3])
        message = f"“{words}”像是范本留的空，没有填写"
        yield warning("unfilled-placeholder", message, *span, hint="填上实际的名称、数字或年份", others=others)
