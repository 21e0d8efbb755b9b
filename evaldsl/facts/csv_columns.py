"""What the columns of one unit's CSV may be called, a fact a row; and the titles that stand above the header."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

NAME, VALUE, UNIT, UNIT_NAME, NUMBERING, TARGET = "名称", "值", "单位", "单位名称", "序号", "目标"
COLUMNS = {
    **dict.fromkeys(("指标", "名称", "数据", "指标名称", "数据名称", "数据项", "项目", "项目名称"), NAME),
    **dict.fromkeys(("数值", "值", "金额", "数额", "数据值"), VALUE),
    **dict.fromkeys(("来源", "依据", "数据来源", "资料来源"), "依据"),
    **dict.fromkeys(("单位", "计量单位", "数据单位"), UNIT),
    **dict.fromkeys(("备注", "说明"), "备注"),
    **dict.fromkeys(("序号", "编号", "行号"), NUMBERING),
    **dict.fromkeys(("目标值", "指标值", "计划值", "计划数", "年度目标值", "年度指标值", "年初目标值"), TARGET),
    **dict.fromkeys(("分值", "权重", "标准分"), "分值"),
    **{word: word for word in ("口径", "理由", "评价人", UNIT_NAME)},
}
"""The column that each header is."""
FOOTER = "(?:(?:填表|填报|制表|审核|复核|负责|单位负责|联系|经办)人|联系电话|(?:填表|填报|制表|报送|上报)(?:日期|时间)|日期|注|说明|备注)(?:[（(]签[字名章][）)])?[:：]"
"""How a row begins that stands below a table, in Python and in Arrow alike."""
_NOTE = re.compile(r"#(?!(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)(?:[^\w]|$))")


def is_note(beginning: str, whole: bool = False) -> bool:
    """Whether a row that has this *beginning* is a note; in a table of units none is that has as many cells as the header
    (*whole*), nor anywhere what a spreadsheet shows in place of a value."""
    return not whole and _NOTE.match(beginning) is not None


_SURELY = frozenset({"指标", "名称", "数据"})
_ACTUAL = re.compile(
    r"(?:全年|年度|本年度?|当年|年末)?(?:(?:实际)?(?:完成|填报|自评|达成|执行)(?:数值|值|数|情况|结果)|实际(?:数值|值|数|完成|情况))"
)
"""What forms call what was reached, beside the target: 全年实际完成值."""
_UNIT = re.compile(r"(.+?)[（(]([^（）()]+)[)）]")
_MOST_TITLES = 3
_UNIT_WORDS = frozenset({UNIT, UNIT_NAME, "被评价单位", "部门", "部门名称", "名称"})
"""What stands above the names of units, in a row that is the header itself."""


def column_of(header: str) -> tuple[str, str]:
    """The column that *header* is, "" for none, and the unit in its brackets: 金额（万元）."""
    name = re.sub(r"\s", "", header)
    parted = _UNIT.fullmatch(name)
    if name in COLUMNS or parted is None or _column(parted[1]) != VALUE:
        return _column(name), ""
    return VALUE, parted[2]


def _column(name: str) -> str:
    return COLUMNS.get(name) or (VALUE if _ACTUAL.fullmatch(name) else "")


def is_one_unit(cells: Iterable[str]) -> bool:
    """Whether *cells* are the header of a table with a fact a row, as one unit's facts are written."""
    headers = [cell.strip(' \t\r"“”\ufeff') for cell in cells]
    kinds = {column_of(header)[0] for header in headers}
    return not _SURELY.isdisjoint(headers) or {NAME, VALUE} <= kinds


def cells_of(line: str) -> list[str]:
    """The cells of a line, whatever parts them."""
    return re.split("[,\t;，]", line.strip("\ufeff\r\n"))


def titles_above(lines: Sequence[str]) -> int:
    """How many of the first *lines* stand above the header: titles with one cell (某县2021年数据), and a row of groups."""
    filled = [sum(bool(cell.strip(' "')) for cell in cells_of(line)) for line in lines[: _MOST_TITLES + 1]]
    count = 0
    while count + 1 < len(filled) and (filled[count] == 1 or _is_said(cells_of(lines[count]))):
        count += 1
    if count + 1 < len(filled) and _is_group_row(cells_of(lines[count]), cells_of(lines[count + 1])):
        return count + 1
    return count if count < len(filled) and filled[count] > 1 else 0


def _is_said(cells: Sequence[str]) -> bool:
    """Whether a row says things of the table, as 某县数据 and 单位：万元 at the two ends of a line: no header has its colon."""
    return any("位" in cell and _SAID.search(cell) for cell in cells)


_SAID = re.compile(r"单[ \u3000]*位(?:名称|全称)?[ \u3000]*[:：]")
_NO_NAME = re.compile(r"[\d.,%％\-+]*|是|否|有|无|缺")


def _is_group_row(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether *above* are groups (投入, nothing, nothing, 过程) of the headers *below*: cells merged over some columns."""
    above, below = ([cell.strip(' \t\r"“”') for cell in cells] for cells in (above, below))
    if len(above) != len(below) or sum(map(bool, above)) < 2 or not all(map(_either, above, below)):
        return False
    if {NAME, VALUE} <= {column_of(cell)[0] for cell in above}:
        return False
    merged = [upper for left, upper in pairwise(above) if upper in ("", left)]
    is_unit = any(upper in _UNIT_WORDS and lower for upper, lower in zip(above, below, strict=True))
    headers = not any(_NO_NAME.fullmatch(cell) for cell in filter(None, (*above, *below)))
    return len(merged) > 0 and headers and not is_unit and len(set(filter(None, below))) == sum(map(bool, below))


def _either(upper: str, lower: str) -> bool:
    return bool(upper or lower)


def group_names(lines: Sequence[str]) -> list[str]:
    """What the groups are called that stand above the header of these first *lines*, where there are any."""
    titles = titles_above(lines)
    rows = [[cell.strip(' \t\r"“”\ufeff') for cell in cells_of(line)] for line in lines[titles - 1 : titles + 1]]
    if not titles or sum(map(bool, rows[0])) < 2 or _is_said(rows[0]):
        return []
    return list(dict.fromkeys(upper for upper, lower in zip(*rows, strict=False) if upper and lower))


def merged_header(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    """The header *cells*, each that is empty with the name that stands *above* it: merged from above downwards."""
    padded = [*above, *[""] * (len(cells) - len(above))]
    return [cell if cell.strip(' "') else upper for cell, upper in zip(cells, padded, strict=False)]


def header_line(text: str) -> str:
    """The line with the header, below the titles."""
    lines = first_lines(text)
    return lines[titles_above(lines)] if lines else ""


_BLANK_ROW = '\ufeff \t,;，"'


def first_lines(text: str) -> list[str]:
    """The first lines that are neither blank, in however many cells, nor notes."""
    lines = (line for line in text[:100_000].splitlines() if line.strip(_BLANK_ROW) and line[0] != "#")
    return [line for line, _ in zip(lines, range(_MOST_TITLES + 2), strict=False)]
