"""What the date that answers one judgement says beyond it: 6月底前完成, filled with 8月20日, answers 9月底前完成 as well."""

from collections.abc import Collection, Iterator, Mapping

from attrs import field, frozen

from evaldsl.facts.deadlines import Days, Deadline, days_of, deadline_of, judged, said_day, year_of
from evaldsl.interpreter.rubric import Fact, Kind, Rubric

_BARE = 2
"""A matter of so few signs, 完成, is that of the whole sentence said again."""


@frozen
class DatedAnswers:
    """The judgements of one rubric that name a limit, and which *others* of one item, by key, are about the very same."""

    facts: Mapping[str, Fact] = field(factory=dict)
    others: Mapping[str, tuple[Fact, ...]] = field(factory=dict)

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
        return cls({fact.key: fact for fact, _ in known}, others)

    @property
    def matters(self) -> list[tuple[str, ...]]:
        """The keys of those about one matter, together."""
        every = (tuple(sorted({key, *(one.key for one in self.others.get(key, ()))})) for key in self.facts)
        return list(dict.fromkeys(every))

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


def is_beside(one: Fact, other: Fact) -> bool:
    """Whether both belong to one item."""
    return one.key.rpartition(".")[0] == other.key.rpartition(".")[0]


def _is_same(one: Deadline, other: Deadline) -> bool:
    """Whether both are about the very same, and not 完成申报 beside 完成申报材料归档."""
    return one.matter == other.matter or (one.is_about(other) and min(len(one.matter), len(other.matter)) <= _BARE)
