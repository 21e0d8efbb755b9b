"""Judgements of when something was done, which a date answers: 2024年11月30日前完工, 7月1日至9月30日完成, 未在6月底前上报."""

import re
from calendar import monthrange
from datetime import date, timedelta

from attrs import frozen

from evaldsl.interpreter.rubric import Fact, Kind, Rubric
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.typography import plain_text

_YEAR = r"(?<![0-9一二两三四五六七八九十几每])(?:([12][0-9]{3}|[次翌当本])?年度?)?"
_WHEN = rf"{_YEAR}(?:(1[0-2]|0?[1-9])月份?(?:([0-3]?[0-9])[日号]|([底末]))?|(?<=[年度])([底末]))"
_SURE = r"(?:\((含|不含)(?:当[日天]|本[日数])?\))?"
_UNTIL = re.compile(
    rf"(?:[于在至]|截[至止]|到)*{_WHEN}{_SURE}(?:[之以]?前){_SURE}|(?:不[晚迟]于|至迟|最迟|最晚){_WHEN}"
)
_SINCE = re.compile(
    rf"(?:[于在自从])?{_WHEN}{_SURE}[之以]?后{_SURE}|(?:(?<!不)[晚迟]于|超过|逾){_WHEN}|(?:不早于|自|从)?{_WHEN}(?<=[日月])起"
)
_BETWEEN = re.compile(rf"(?:[于在自从])?{_WHEN}(?:[至到\-~—]+){_WHEN}{_SURE}(?:[之以]?前|期间|之?间|之?内)?{_SURE}")
_DOTTED = re.compile(r"([12][0-9]{3})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_OR_NEVER = re.compile(",?或者?(?:[至仍]今?)?未[^或]*$")
_DENIED = re.compile("[仍尚]?(?:未能|未|没有|没能)")
_OTHERWISE = re.compile("[未没不无且每]|逾期|延[后期迟误]|推迟|提前|[0-9][年月]|年[底末内]")
_DAY, _HALF_A_YEAR = timedelta(1), timedelta(182)


@frozen
class Days:
    """From *first* to *last*, both included; None: no end that way."""

    first: date | None
    last: date | None

    def holds(self, other: "Days") -> bool:
        """Whether every day of *other* is one of these."""
        begins = self.first is None or (other.first is not None and self.first <= other.first)
        return begins and (self.last is None or (other.last is not None and other.last <= self.last))

    def is_apart(self, other: "Days") -> bool:
        """Whether no day of *other* is one of these."""
        before = self.last is not None and other.first is not None and self.last < other.first
        return before or (self.first is not None and other.last is not None and other.last < self.first)


@frozen
class Deadline:
    """What a judgement says of the day on which its *matter* was done: it holds on the days *sure*, it does not beyond *possible*.

    The words leave open what lies between: 11月15日前 may mean the 15th too, 6月前 all of June. The last day of a month
    is the end of a period: 6月30日前 is 6月底前. *yearless*: the year is the one that is evaluated.
    """

    sure: Days
    possible: Days
    matter: str
    yearless: bool

    def says(self, day: Days) -> bool | None:
        """Whether it holds when the matter was done on *day*, which may be a whole month; None where the words leave it open."""
        return True if self.sure.holds(day) else False if self.possible.is_apart(day) else None

    def is_about(self, other: "Deadline") -> bool:
        """Whether *other* is about the same: 完成 is 完成验收."""
        one, two = sorted((self.matter, other.matter), key=len)
        return bool(one) and (two.startswith(one) or two.endswith(one))


def year_of(rubric: Rubric) -> int | None:
    """The one year that *rubric* is for."""
    return one_year(dict(rubric.head).get("年度", ""))


def one_year(said: str) -> int | None:
    """The year that is *said*; None where several are, or none is."""
    years = re.findall(r"(?<![0-9])[12][0-9]{3}(?![0-9])", plain_text(said))
    return int(years[0]) if len(years) == 1 else None


def deadline_of(fact: Fact, year: int | None) -> Deadline | None:
    """The days that the words of a judgement name, *year* being the one that is evaluated; None where they name none, or several."""
    if fact.kind is not Kind.JUDGEMENT or not ("月" in fact.name or "年" in fact.name or _DOTTED.search(fact.name)):
        return None
    name = _OR_NEVER.sub("", _DOTTED.sub(r"\1年\2月\3日", plain_text(fact.name)))
    try:
        return _read(name, year)
    except ValueError:  # 6月31日
        return None


def _read(name: str, year: int | None) -> Deadline | None:
    for pattern, ends in ((_BETWEEN, _between), (_UNTIL, _until), (_SINCE, _since)):
        if match := pattern.search(name):
            before, after = name[: match.start()], name[match.end() :]
            denied = _DENIED.search(before + after)
            matter = _DENIED.sub("", before + after, count=1)
            if _OTHERWISE.search(matter) or (denied and pattern is not _UNTIL):
                return None
            sure, possible = ends(match.groups(), year or ANY_YEAR)
            if denied:
                sure, possible = _after(possible), _after(sure)
            named = [part for part in match.groups() if part and re.fullmatch("[12][0-9]{3}", part)]
            return Deadline(sure, possible, matter.strip(",的于在"), not named)
    return None


ANY_YEAR = 2023
"""Stands for a year that is not known."""
Parts = tuple[str | None, ...]
_MOMENT, _INCLUDED, _NO_LATER, _ONWARDS = slice(5), slice(5, 7), slice(7, 12), slice(12, 17)
"""Among the groups of ``_UNTIL`` and ``_SINCE``: the moment of 前 or 后 with its 含, that of 不晚于 or 晚于, that of 起."""


def _after(until: Days) -> Days:
    assert until.last is not None
    return Days(until.last + _DAY, None)


def _moment(parts: Parts, year: int) -> tuple[date, date, bool]:
    """The first and the last day that 6月30日, 6月, 次年1月底, 年底 name, and whether it is a part of a period that they end."""
    said, month, day, end, year_end = parts
    own = int(said) if said and said.isdigit() else year + (said in ("次", "翌"))
    months = 12 if year_end else int(month or 12)
    days = monthrange(own, months)[1]
    if day:
        one = date(own, months, int(day))
        return one, one, int(day) == days
    last = date(own, months, days)
    return (last if end or year_end else date(own, months, 1)), last, bool(end or year_end)


def _until(groups: Parts, year: int) -> tuple[Days, Days]:
    if any(groups[_NO_LATER]):
        last = _moment(groups[_NO_LATER], year)[1]
        return Days(None, last), Days(None, last)
    first, last, is_end = _moment(groups[_MOMENT], year)
    if "不含" in groups[_INCLUDED]:
        return Days(None, first - _DAY), Days(None, first - _DAY)
    sure = is_end or "含" in groups[_INCLUDED]
    return Days(None, last if sure else first - _DAY), Days(None, last)


def _since(groups: Parts, year: int) -> tuple[Days, Days]:
    if any(groups[_ONWARDS]):
        first = _moment(groups[_ONWARDS], year)[0]
        return Days(first, None), Days(first, None)
    if any(groups[_NO_LATER]):
        last = _moment(groups[_NO_LATER], year)[1]
        return Days(last + _DAY, None), Days(last + _DAY, None)
    first, last, is_end = _moment(groups[_MOMENT], year)
    if "含" in groups[_INCLUDED]:
        return Days(first, None), Days(first, None)
    sure = is_end or "不含" in groups[_INCLUDED]
    return Days(last + _DAY, None), Days(last + _DAY if sure else first, None)


def _between(groups: Parts, year: int) -> tuple[Days, Days]:
    first = _moment(groups[:5], year)[0]
    begins, last, _ = _moment(groups[5:10], first.year)
    last = begins - _DAY if "不含" in groups[10:] else last
    if last < first:
        raise ValueError
    return Days(first, last), Days(first, last)


def days_of(text: str) -> Days:
    """The day, or the month, that a date names (``DATE`` of fact_values). Raises ``ValueError`` for 2月30日."""
    year, month, *days = map(int, re.findall("[0-9]+", text))
    first, last = days or (1,), days or (monthrange(year, month)[1] if 1 <= month <= 12 else 0,)
    return Days(date(year, month, first[0]), date(year, month, last[0]))


_SERIALS = range(36526, 73051)
"""How a spreadsheet counts the days of this century up to 2099, from the end of 1899."""


def date_hint(text: str) -> str:
    """How what *text* seems to mean by a date is written: 12月5日, 20241205, 45631; "" where it seems to mean none."""
    if re.fullmatch("[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}[日号]?", text):
        return "日期要写年份，如2024年12月5日"
    if re.search(r"[ T][0-9]{1,2}:[0-9:.]+$", text):
        return "只写日期，去掉后面的时间"
    if text.isascii() and text.isdigit() and len(text) in (5, 8):
        try:
            serial = int(text) in _SERIALS
            day = date(1899, 12, 30) + int(text) * _DAY if serial else date.fromisoformat(text)
        except ValueError:
            return ""
        said = said_day(Days(day, day))
        return f"像是表格软件里日期的序号，把单元格的格式改成日期，或者写{said}" if serial else f"日期写作{said}"
    return ""


def judged(text: str, fact: Fact, year: int | None) -> bool | Diagnostic:
    """The answer that the date *text* gives to a judgement."""
    try:
        day = days_of(text)
    except ValueError:
        return error("bad-judgement", f"没有“{text}”这一天", 0, 0)
    found, hint = deadline_of(fact, year), "请写“是”或“否”"
    answer = None if found is None else found.says(day)
    if found is None:
        why = "名称里看不出是哪一天以前或以后"
    elif found.yearless and year is None:
        why, hint = "限期没有写年份，评分表也没有写年度", "在评分表里写明年度（年度 2024），或者写“是”或“否”"
    elif answer is None:
        why, hint = f"限期含不含{said_day(day)}，原文没有写明", "含的写“是”，不含的写“否”"
    elif found.yearless and answer is False and _of_another_year(found, fact, day):
        why, hint = f"限期没有写年份，按{year}年度算差了半年以上", "核对年份；限期是另一年的，写“是”或“否”"
    else:
        return answer
    return error("bad-judgement", f"“{fact.name}”要写是或否，此处为日期“{text}”，{why}", 0, 0, hint)


def _of_another_year(found: Deadline, fact: Fact, day: Days) -> bool:
    """Whether *day* misses the limit by more than half a year, and meets it in its own year: a report on 2023 is due in March 2024."""
    assert day.first is not None
    limit = found.sure.last or found.sure.first
    own = deadline_of(fact, day.first.year)
    assert limit is not None
    return abs(day.first - limit) > _HALF_A_YEAR and own is not None and own.says(day) is True


def judged_words(text: str, fact: Fact, year: int | None) -> str:
    """How the date *text* answered a judgement: 填的是2024年12月5日，晚于2024年11月30日，作“否”."""
    day, found = days_of(text), deadline_of(fact, year)
    assert found is not None and day.first is not None and day.last is not None
    first, last, named = found.sure.first, found.sure.last, found.possible.last
    if last is not None and day.first > last:
        assert named is not None
        where = f"晚于{said_day(Days(named, named))}"
    elif first is None and named != last and named is not None:  # 3月15日前 is surely 3月14日前
        where = f"早于{said_day(Days(named, named))}"
    elif first is not None and day.last < first:
        where = f"早于{said_day(Days(first, first))}"
    else:
        ends = [said_day(Days(end, end)) for end in (first, last) if end is not None]
        where = f"在{'至'.join(ends)}之间" if len(ends) == 2 else f"不{'早' if last is None else '晚'}于{ends[0]}"
    return f"填的是{said_day(day)}，{where}，作“{'是' if found.says(day) else '否'}”"


def said_day(days: Days) -> str:
    """2024年12月5日, 2024年12月."""
    assert days.first is not None
    month = f"{days.first.year}年{days.first.month}月"
    return f"{month}{days.first.day}日" if days.first == days.last else month
