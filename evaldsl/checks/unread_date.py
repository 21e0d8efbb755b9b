"""unread-date"""

import re
from calendar import monthrange
from collections.abc import Iterator

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.rubric_files.effective_dates import period, year_in_force
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, warning

_DAY = re.compile(
    r"(?<![0-9])(?:([12][0-9]{3})年)?([0-9]{1,2})月([0-9]{1,2})[日号]"
    r"|(?<![0-9.])([12][0-9]{3})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?![0-9.])"
)
_LEAP_YEAR = 2024
"""Stands for a year that is not said: there may be a 29 February."""


def no_such_day(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A day that is in no calendar: 11月31日."""
    for match in _DAY.finditer(reading.cell.plain):
        year, month, day = [_LEAP_YEAR, *(int(part) for part in match.groups() if part)][-3:]
        days = monthrange(year, month)[1] if 1 <= month <= 12 else 0
        if not 1 <= day <= days:
            why = f"{month}月只有{days}天" if days and day else "核对月份和日子"
            message = f"没有“{match[0]}”这一天"
            yield warning("unread-date", message, *reading.span(*match.span()), hint=why)


def unread_date(loaded: Loaded) -> Iterator[Diagnostic]:
    """Dates behind 施行 that cannot be read, or during which the year of the rubric does not lie."""
    rubric = loaded.rubric
    assert rubric is not None
    head = dict(rubric.head)
    said, year = head.get("施行", ""), head.get("年度", "")
    if not said:
        return
    place = loaded.place("施行")
    if period(said) is None:
        hint = "写作“施行 2023年度”“施行 2024年1月1日起”或“施行 2023年1月1日至2024年12月31日”，前一个日期不晚于后一个"
        yield warning("unread-date", f"施行的日期“{said[:30]}”没有读懂", *place, hint=hint)
    elif year_in_force(said, year) is False:
        message = f"年度写{year}，施行的日期却是{period(said)}，那一年12月31日不在施行"
        yield warning("unread-date", message, *place, hint="核对年度和施行的日期")
