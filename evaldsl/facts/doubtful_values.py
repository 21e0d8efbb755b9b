"""Values of a whole table that can hardly be right: 否 beside 0处, shares above 100% or below 0, percentages written as parts of one.

What a facts file is warned of value by value is said here once a column, with the lines.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field

from evaldsl.facts.computed_rates import ComputedRate
from evaldsl.facts.contradictions import Contradiction, Contradictions, is_of_dates
from evaldsl.facts.dated_answers import DatedAnswers
from evaldsl.facts.fact_values import Value, hardly_above, implausible_words, is_implausible, never_negative
from evaldsl.facts.facts_file import FactNames
from evaldsl.facts.small_rates import MOST_LINES, SmallRates, lines_words
from evaldsl.interpreter.rubric import Fact
from evaldsl.interpreter.values import decimal_text


@define
class _Seen:
    """In how many rows something was seen, and in which first."""

    count: int = 0
    lines: list[int] = field(factory=list)

    def add(self, lines: Sequence[int]) -> None:
        """Takes down some rows."""
        self.count += len(lines)
        self.lines += lines[: MOST_LINES - len(self.lines)]

    def words(self) -> str:
        """Which they are."""
        return lines_words(self.lines, self.count)


@define
class _Share(_Seen):
    """A rate that was seen above what it can hardly pass, or below 0: *most* is the highest, or the lowest."""

    fact: Fact = field(kw_only=True)
    most: Fraction = Fraction(0)

    def message(self) -> str:
        """As it is said of one value, with the lines."""
        word = "此处为" if self.count == 1 else "最低的为" if self.most < 0 else "最高的为"
        message, hint = implausible_words(self.fact, self.most, f"{word}{decimal_text(100 * self.most, 30)}%")
        return f"{self.words()}，{message}；{hint}"


@define
class _Computed(_Seen):
    """A rate that was seen to come to what no rate is, *first* to that."""

    rate: ComputedRate = field(kw_only=True)
    first: Fraction = Fraction(0)

    def see(self, lines: Sequence[int], first: Fraction) -> None:
        """Takes down some rows, of which the first has *first*."""
        self.first = self.first or first
        self.add(lines)

    def message(self) -> str:
        """As it is said of one unit, with the lines."""
        where = f"第{self.lines[0]}行" if self.count > 1 else ""
        message, hint = self.rate.words(self.first, where)
        return f"{self.words()}，{message}；{hint}"


@define
class _First(_Seen):
    """Something of which what is said of the *first* stands for all."""

    first: tuple[str, str] = ("", "")

    def see(self, lines: Sequence[int], message: str, hint: str) -> None:
        """Takes down some rows of which so much is said."""
        self.first = self.first if self.count else (message, hint)
        self.add(lines)

    def message(self) -> str:
        """It, with the lines."""
        message, hint = self.first
        where = f"，第{self.lines[0]}行的" if self.count > 1 else "，"
        return f"{self.words()}{where}{message}；{hint}"


@define
class DoubtfulValues:
    """What was seen of the columns of one table: *shares* that have an end and those that are never *negative* by key, what
    may be *contradicted* with the *contradictions* it is of; of *dated* judgements those that name another day than the
    others, or one before the *year*: *odd_dates*."""

    rates: SmallRates
    shares: dict[str, _Share]
    negative: dict[str, _Share]
    contradicted: dict[Contradiction, _Seen]
    contradictions: Contradictions
    computed: list[_Computed] = field(factory=list)
    dated: DatedAnswers = field(factory=DatedAnswers)
    year: int | None = None
    odd_dates: dict[tuple[str, str], _First] = field(factory=dict)

    @classmethod
    def of(cls, names: FactNames, given: Collection[str]) -> "DoubtfulValues":
        """For a table that gives the facts with the keys *given* of the rubric whose *names* these are."""
        facts = [fact for fact in names.keys.values() if fact.key in given]
        shares = {fact.key: _Share(fact=fact) for fact in facts if hardly_above(fact) is not None}
        negative = {fact.key: _Share(fact=fact) for fact in facts if never_negative(fact)}
        both = [one for one in names.contradictions.all if {one.judged, *one.failings} <= set(given)]
        computed = [_Computed(rate=rate) for rate in names.computed_rates if set(rate.keys) <= set(given)]
        seen = {one: _Seen() for one in both}
        rates = SmallRates.of(facts)
        return cls(rates, shares, negative, seen, names.contradictions, computed, names.dated, names.year)

    def see_above(self, key: str, most: Fraction, lines: Sequence[int]) -> None:
        """The *lines* where the rate *key* is too high to be likely, and the highest of them."""
        self.shares[key].add(lines)
        self.shares[key].most = max(self.shares[key].most, most)

    def see_negative(self, key: str, least: Fraction, lines: Sequence[int]) -> None:
        """The *lines* where the rate *key* is below 0, and the lowest of them."""
        self.negative[key].add(lines)
        self.negative[key].most = min(self.negative[key].most, least)

    def see_dates(self, dates: Mapping[str, str], lines: Sequence[int]) -> Iterator[str]:
        """The *lines* where judgements are answered by these *dates*; what is said of them."""
        for slug, key, message, hint in self.dated.doubts(dates, self.year):
            self.odd_dates.setdefault((slug, key), _First()).see(lines, message, hint)
            yield message

    def see_days(self, values: Mapping[str, Value], lines: Sequence[int]) -> Iterator[str]:
        """The *lines* where days are among these *values*; what is said of them."""
        for key, message, hint in self.dated.early(values, self.year):
            self.odd_dates.setdefault(("implausible-value", key), _First()).see(lines, message, hint)
            yield message

    def see_unit(self, values: Mapping[str, Value], dates: Mapping[str, str], line: int) -> None:
        """The values of one unit, and the *dates* by which judgements were answered."""
        for _ in (*self.see_dates(dates, [line]), *self.see_days(values, [line])):
            pass
        self.rates.see_unit(values, line)
        for key, share in (self.shares | self.negative).items():
            value = values.get(key)
            if isinstance(value, Fraction) and is_implausible(value, share.fact):
                (self.see_negative if value < 0 else self.see_above)(key, value, [line])
        for found in self.computed:
            odd = found.rate.value(values)
            if odd is not None:
                found.see([line], odd)
        for one, seen in self.contradicted.items():
            if one.contradicts(values) and not is_of_dates(one, dates):
                seen.add([line])

    def messages(self) -> Iterator[str]:
        """One line for each thing and column."""
        yield from self.rates.messages()
        yield from (share.message() for share in [*self.shares.values(), *self.negative.values()] if share.count)
        yield from (found.message() for found in self.computed if found.count)
        yield from (found.message() for found in self.odd_dates.values())
        for one, seen in self.contradicted.items():
            if seen.count:
                message, hint = self.contradictions.words(one)
                yield f"{seen.words()}，{message}；{hint}"
