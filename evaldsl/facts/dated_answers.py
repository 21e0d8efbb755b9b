"""What the date that answers one judgement says beyond it: 6月底前完成, filled with 8月20日, answers 9月底前完成 as well."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from evaldsl.facts.deadlines import ANY_YEAR, Days, Deadline, days_of, deadline_of, judged, said_day, year_of
from evaldsl.interpreter.expressions import Arithmetic, Node, Ref, parts_of
from evaldsl.interpreter.rubric import Fact, Kind, Rubric
from evaldsl.interpreter.value_words import value_text
from evaldsl.interpreter.values import DAY

Value = Fraction | bool | str

_DAYS = ("天", "日")
_LATE = re.compile("逾期|超期|超时|延[期迟误]|推迟|迟|晚")
_TIMES = frozenset(("天", "日", "个月", "月", "周", "季度", "年", "小时", "个小时", "工作日", "个工作日"))
_BARE = 2
"""A matter of so few signs, 完成, is that of the whole sentence said again."""


@frozen
class DatedAnswers:
    """The judgements of one rubric that name a limit, by key which *others* of one item are about the very same, and what
    counts the days beyond the limit (*late*), or the time in any unit, where the item knows no other limit (*delays*). *done* are the dates from which the rubric takes others: 逾期天数＝公开日期-应公开日期."""

    facts: Mapping[str, Fact] = field(factory=dict)
    others: Mapping[str, tuple[Fact, ...]] = field(factory=dict)
    late: Mapping[str, tuple[Fact, ...]] = field(factory=dict)
    done: tuple[Fact, ...] = ()
    delays: Mapping[str, tuple[Fact, ...]] = field(factory=dict)

    @classmethod
    def of(cls, rubric: Rubric) -> "DatedAnswers":
        """Those of *rubric*."""
        known = dated_facts(rubric)
        alike: dict[str, dict[str, Fact]] = {}
        for fact, found in known:
            same = {one.key: (one, two) for one, two in known if is_beside(one, fact) and _is_same(found, two)}
            if all(_is_same(one, two) for _, one in same.values() for _, two in same.values()):
                alike[fact.key] = {key: one for key, (one, _) in same.items()}
        others = {
            key: tuple(one for one in some.values() if one.key != key and key in alike.get(one.key, {}))
            for key, some in alike.items()
        }
        every = [fact for one in rubric.indicators for fact in one.facts] if known else []
        days = [fact for fact in every if fact.unit in _DAYS and _LATE.match(fact.name)]
        late = {fact.key: tuple(one for one in days if is_beside(one, fact)) for fact, _ in known}
        delays = delays_of(known, every)
        asked = {fact.key: fact for fact in rubric.facts if fact.unit == DAY}
        done = dict.fromkeys(
            key for one in rubric.definitions if asked for key in _taken_from(one.expr) if key in asked
        )
        return cls({fact.key: fact for fact, _ in known}, others, late, tuple(asked[key] for key in done), delays)

    @property
    def matters(self) -> list[tuple[str, ...]]:
        """The keys of those about one matter, together."""
        every = (tuple(sorted({key, *(one.key for one in self.others.get(key, ()))})) for key in self.facts)
        return list(dict.fromkeys(every))

    @property
    def by_matter(self) -> dict[str, dict[str, Fact]]:
        """The judgements by what they are of, without the limit: 完成签约 of 2024年11月30日前完成签约."""
        known = ((fact, deadline_of(fact, ANY_YEAR)) for fact in self.facts.values())
        return {
            limit.matter: {fact.key: fact} for fact, limit in known if limit is not None and len(limit.matter) > _BARE
        }

    def follow(
        self, dates: Mapping[str, str], known: Collection[str], year: int | None
    ) -> Iterator[tuple[str, Fact, bool]]:
        """What the *dates* that were filled in, by key, say of judgements not *known*, each with the key of such a date.

        Nothing where they name different days.
        """
        for key, others in self.others.items():
            given = [one.key for one in others if one.key in dates] if key not in known else []
            if given and len({dates[one] for one in given}) == 1:
                answer = judged(dates[given[0]], self.facts[key], year)
                if isinstance(answer, bool):
                    yield given[0], self.facts[key], answer

    def delayed(
        self, values: Mapping[str, Value], dates: Mapping[str, str], year: int | None
    ) -> Iterator[tuple[str, Fact, Fraction, str]]:
        """What judgements say of how late it was, where nobody does: nothing where they hold, and the days up to the date
        by which they were denied; each with the key of the judgement and how it says so."""
        for key, facts in self.delays.items():
            filled = f"填的是{said_day(days_of(dates[key]))}" if key in dates else "填“是”"
            least, most = self._days_beyond(key, dates[key], year) if key in dates else (None, None)
            least, most = (0, 0) if values.get(key) is True else (least, most)
            for fact in facts:
                if fact.key not in values and least is not None and least == most and (not least or fact.unit in _DAYS):
                    days = Fraction(least)
                    yield key, fact, days, f"“{self.facts[key].name}”{filled}，作{value_text(fact, days)}"

    def _days_beyond(self, key: str, text: str, year: int | None) -> tuple[int | None, int | None]:
        """The least and the most days by which a date misses the limit of the judgement *key*; None where it is no day."""
        day, limit = days_of(text), deadline_of(self.facts[key], year)
        assert limit is not None and day.first is not None
        if day.first != day.last or limit.possible.last is None or limit.sure.last is None:
            return None, None
        return max((day.first - limit.possible.last).days, 0), max((day.first - limit.sure.last).days, 0)

    def doubts(self, dates: Mapping[str, str], year: int | None) -> Iterator[tuple[str, str, str, str]]:
        """The slug, key, message and hint of *dates* before the *year* that is evaluated, where the limit is not, and of
        those that name another day than one before does of the same."""
        days: dict[str, Days] = {}
        for key, text in dates.items():
            first = next((one.key for one in self.others.get(key, ()) if one.key in days), None)
            days[key], fact = days_of(text), self.facts[key]
            if first is None and self._is_early(days[key], fact, year):
                message = f"“{fact.address or fact.name}”填的是{said_day(days[key])}，在评价的{year}年度以前"
                yield "implausible-value", key, message, "核对年份"
            elif first is not None and days[first].is_apart(days[key]):
                one, other = ((self.facts[at].name, said_day(days[at])) for at in (key, first))
                message = f"“{one[0]}”填的是{one[1]}，“{other[0]}”填的却是{other[1]}，互相矛盾；按所填的计算"
                yield "contradicting-facts", key, message, "说的是一件事，核对是哪一天；日期填一处就行"

    def early(self, values: Mapping[str, Value], year: int | None) -> Iterator[tuple[str, str, str]]:
        """The keys of dates *done* before the *year* that is evaluated, each with a message and a hint."""
        for fact in self.done if year is not None else ():
            value = values.get(fact.key)
            if year is not None and isinstance(value, Fraction) and value < date(year, 1, 1).toordinal():
                message = f"“{fact.address or fact.name}”是{value_text(fact, value)}，在评价的{year}年度以前"
                yield fact.key, message, "核对年份"

    def miscounted(
        self, dates: Mapping[str, str], values: Mapping[str, Value], year: int | None
    ) -> Iterator[tuple[str, str, str]]:
        """The keys of days beyond a limit that are not as many as the *dates* say, each with a message and a hint."""
        for key, text in dates.items():
            least, most = self._days_beyond(key, text, year)
            if least is None or most is None:
                continue
            for fact in self.late[key]:
                value = values.get(fact.key)
                in_time = not most and fact in self.delays.get(key, ())  # of which ``Contradictions`` says more
                if isinstance(value, Fraction) and not least <= value <= most and not in_time:
                    filled = f"“{self.facts[key].name}”填的是{said_day(days_of(text))}，晚{least}天"
                    message = f"{filled}，“{fact.name}”却填{value_text(fact, value)}，互相矛盾；按所填的计算"
                    yield fact.key, message, "核对日期和天数；天数只算工作日的，不必改"

    @staticmethod
    def _is_early(day: Days, fact: Fact, year: int | None) -> bool:
        limit = deadline_of(fact, year)
        assert limit is not None and day.last is not None
        end = limit.sure.last or limit.sure.first
        return year is not None and end is not None and day.last.year < min(year, end.year)


def dated_facts(rubric: Rubric) -> list[tuple[Fact, Deadline]]:
    """The judgements of *rubric* that name a limit by date."""
    facts = [fact for one in rubric.indicators for fact in one.facts if fact.kind is Kind.JUDGEMENT]
    year = year_of(rubric) if facts else None
    return [(fact, found) for fact in dict.fromkeys(facts) if (found := deadline_of(fact, year)) is not None]


def delays_of(known: Sequence[tuple[Fact, Deadline]], facts: Sequence[Fact]) -> dict[str, tuple[Fact, ...]]:
    """What counts how late it was, 推迟 or 逾期申报, by the key of the only judgement *known* with a limit in its item."""
    found: dict[str, tuple[Fact, ...]] = {}
    for fact, limit in known:
        beside = [one for one in facts if is_beside(one, fact)]
        if limit.sure.last is None or sum(is_beside(one, fact) for one, _ in known) > 1:
            continue
        said = ((one, _LATE.match(one.name)) for one in beside if one.unit in _TIMES)
        found[fact.key] = tuple(one for one, late in said if late and one.name[late.end() :] in limit.matter)
    return {key: some for key, some in found.items() if some}


def _taken_from(expr: Node) -> Iterator[str]:
    match expr:
        case Arithmetic("-", Ref(key), Ref()):
            yield key
    for part in parts_of(expr):
        yield from _taken_from(part)


def is_beside(one: Fact, other: Fact) -> bool:
    """Whether both belong to one item."""
    return one.key.rpartition(".")[0] == other.key.rpartition(".")[0]


def _is_same(one: Deadline, other: Deadline) -> bool:
    """Whether both are about the very same, and not 完成申报 beside 完成申报材料归档."""
    return one.matter == other.matter or (one.is_about(other) and min(len(one.matter), len(other.matter)) <= _BARE)
