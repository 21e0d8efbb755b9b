"""施行 dates: from when to when a version of a rubric is in force, and which of several is for an evaluated year."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from attrs import frozen

from evaldsl.text.typography import plain_text

_DATE = r"([12]\d{3})(?:年度|年(?:(\d{1,2})月(?:(\d{1,2})日?)?)?|[-./](\d{1,2})[-./](\d{1,2}))"
_FROM_TO = re.compile(
    rf"(?:自|从)?{_DATE}(?:之日)?(?:起)?(?:,)?(?:到|至|-)+{_DATE}(?:止|为止|底)?(?:施行|实施|执行|有效)?"
)
_FROM = re.compile(rf"(?:自|从)?{_DATE}(之日起|起)?(?:,)?(?:施行|实施|执行|生效)?")
_UNTIL = re.compile(rf"(?:到|至|-)+{_DATE}(?:止|为止|底)?(?:施行|实施|执行|有效)?")
_LINE = re.compile(r"^[ \t\u3000\ufeff]*(施行|年度)(?:[ \t\u3000]*[:：][ \t\u3000]*|[ \t\u3000]+)([^#\r\n]*)", re.M)
_YEAR_OF_FACTS = re.compile(r"""^[ \t\ufeff{]*["']?年度["']?[ \t]*[:：,，][ \t]*["']?([12]\d{3})(?!\d)""", re.M)


@frozen
class Period:
    """From *first* to *last*, both included; None: no end that way."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether *day* lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        """2023年1月1日至2023年12月31日"""
        first, last = (f"{day.year}年{day.month}月{day.day}日" if day else "" for day in (self.first, self.last))
        return f"{first}至{last}" if first and last else f"{first}起" if first else f"至{last}"


def period(text: str) -> Period | None:
    """自2023年1月1日起施行, 2023年度, 2023年度至2024年度, 2023-01-01至2023-12-31; None for other words."""
    flat = plain_text(text).rstrip("。;")
    if match := _FROM_TO.fullmatch(flat):
        first, last = _first(match.groups()[:5]), _last(match.groups()[5:])
        return Period(first, last) if first and last and first <= last else None
    if match := _UNTIL.fullmatch(flat):
        last = _last(match.groups())
        return Period(None, last) if last else None
    if match := _FROM.fullmatch(flat):
        *parts, onwards = match.groups()
        first, last = _first(parts), _last(parts)
        whole_day = bool(parts[2] or parts[4])
        return Period(first, None if onwards or whole_day else last) if first and last else None
    return None


def year_in_force(said: str, year: str) -> bool | None:
    """Whether what is *said* behind 施行 holds at the end of the one year that *year* names; None where that is not said."""
    known, named = period(said), set(re.findall(r"[12]\d{3}", plain_text(year)))
    return known.holds(date(int(named.pop()), 12, 31)) if known is not None and len(named) == 1 else None


def _first(parts: Sequence[str | None]) -> date | None:
    year, month, day, other_month, other_day = parts
    return _date(int(year or 0), int(month or other_month or 1), int(day or other_day or 1))


def _last(parts: Sequence[str | None]) -> date | None:
    year, month, day, other_month, other_day = parts
    number, months = int(year or 0), int(month or other_month or 12)
    days = monthrange(number, months)[1] if 1 <= months <= 12 and number else 0
    return _date(number, months, int(day or other_day or days))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def line_of(text: str, keyword: str) -> str:
    """What a rule file says behind 施行 or 年度, "" when it does not."""
    return next((match[2].strip() for match in _LINE.finditer(text) if match[1] == keyword), "")


def year_of_rules(text: str) -> int | None:
    """The year that a rule file is for."""
    match = re.search(r"[12]\d{3}", plain_text(line_of(text, "年度")))
    return int(match[0]) if match else None


def year_of_facts(text: str) -> int | None:
    """The year that a facts file evaluates."""
    match = _YEAR_OF_FACTS.search(text)
    return int(match[1]) if match else None


@frozen
class Version:
    """One of several rule files for the same subject: its name and what its head says behind 施行."""

    name: str
    said: str


def in_force(versions: Sequence[Version], year: int) -> str:
    """The name of the version in force at the end of *year*. Raises ``ValueError`` with a message when there is not one.

    A version without an end is in force until a later one begins.
    """
    day = date(year, 12, 31)
    periods: dict[str, Period] = {}
    for one in versions:
        found = period(one.said)
        if found is None:
            what = f"的施行“{one.said[:30]}”没有读懂" if one.said else "没有写施行的日期"
            raise ValueError(f"“{one.name}”{what}；写作“施行 2023年度”或“施行 2024年1月1日起”")
        periods[one.name] = found
    known = "、".join(f"{name}（{one}）" for name, one in periods.items())
    valid = {name: one for name, one in periods.items() if one.holds(day)}
    if not valid:
        raise ValueError(f"{year}年度没有在施行的版本；有：{known}")
    latest = max(one.first or date.min for one in valid.values())
    chosen = [
        name for name, one in valid.items() if one.last is not None or (one.first or date.min) == latest
    ]  # one without an end gives way to a later one
    if len(chosen) > 1:
        raise ValueError(
            f"{year}年度有{len(chosen)}个版本同时施行：{'、'.join(f'{one}（{periods[one]}）' for one in chosen)}"
        )
    return chosen[0]
