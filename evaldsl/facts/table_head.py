"""What the titles above a table say besides: 单位：万元, in which its numbers are that name no unit; 填报单位：甲局, whose they are."""

import re

from attrs import frozen

from evaldsl.clauses.units import is_known, powers_of_unit, scale_between
from evaldsl.facts.csv_columns import cells_of, first_lines, titles_above
from evaldsl.text.typography import plain_text

_SAID = re.compile(r"(?<!\w)(\w{0,6}单[ \u3000]*位(?:名称|全称)?)[ \u3000]*[：:][ \u3000]*([^\s\u3000（()）]+)")
_MEASURED = ("单位", "金额单位", "计量单位", "货币单位", "数据单位")


@frozen
class TableHead:
    """*unit*: that of the numbers that name none; *name*: the unit that filled the table in; *problem*: why no unit can be told."""

    unit: str = ""
    name: str = ""
    problem: str = ""


def table_head(text: str) -> TableHead:
    """What stands above the header of the table *text*."""
    first = first_lines(text)
    titles = [cell for line in first[: titles_above(first)] for cell in cells_of(line)]
    said = [(label, word) for cell in titles if "位" in cell for label, word in _SAID.findall(cell)]
    names = [word for label, word in said if not _is_of_measure(label, word)]
    units = {unit for label, word in said if _is_of_measure(label, word) for unit in _units(word)}
    money = [unit for unit in units if scale_between(unit, "元") is not None]
    unit = (money or sorted(units) or [""])[0]
    unclear = len(money) > 1 or (unit != "" and not (is_known(unit) and powers_of_unit(unit)))
    told = "、".join(f"“{label}：{word}”" for label, word in said if _is_of_measure(label, word))
    problem = f"表头上面写着{told}，看不出没有写单位的数以什么计" if unclear else ""
    return TableHead("" if problem else unit, names[0] if names else "", problem)


def _is_of_measure(label: str, word: str) -> bool:
    """Whether *word* is what numbers are in: 单位：万元, not 单位：甲局."""
    label = re.sub(r"[ \u3000]", "", label)
    return label in _MEASURED and (label != "单位" or any(is_known(unit) or "元" in unit for unit in _units(word)))


def _units(word: str) -> list[str]:
    return [unit.removeprefix("人民币") for unit in re.split("[、,]", plain_text(word)) if unit not in ("%", "％")]
