"""Where things stand in a rule file: how far each heading reaches, and which indicator a place belongs to."""

from collections.abc import Sequence

from attrs import frozen

from evaldsl.rubric_files.rubric_lines import HEAD, INSIDE, Block, blocks

_WIDE = {"一级": ("一级",), "二级": ("一级", "二级")}
_WITHIN = frozenset({*INSIDE, "数据", "计算", "约定"})


@frozen
class Stretch:
    """What stands under a heading that begins at *start*: a line of the head speaks of the whole file, 一级 and 二级 of
    their indicators, 指标 of all that belongs to it, any other of its own text."""

    keyword: str
    title: str
    start: int
    first: int
    last: int


def stretches(text: str) -> list[Stretch]:
    """The stretch of every heading, in order."""
    every = blocks(text)
    return [_stretch(every, place, len(text)) for place in range(len(every))]


def _stretch(every: Sequence[Block], place: int, length: int) -> Stretch:
    block = every[place]
    title = block.text.split("\n")[0].strip()
    if block.keyword in HEAD:
        return Stretch(block.keyword, title, block.at, 0, length + 1)
    rest = every[place + 1 :]
    if block.keyword in _WIDE:
        ends = (one.at for one in rest if one.keyword in _WIDE[block.keyword])
    elif block.keyword == "指标":
        ends = (one.at for one in rest if one.keyword not in _WITHIN)
    else:
        ends = (one.at for one in rest)
    return Stretch(block.keyword, title, block.at, block.at, next(ends, length + 1))


def indicator_at(every: Sequence[Stretch], place: int) -> str:
    """The heading of the indicator in which *place* lies, "" outside of all."""
    return next((one.title for one in every if one.keyword == "指标" and one.first <= place < one.last), "")
