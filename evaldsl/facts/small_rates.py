"""Columns of % with numbers that are not above 1.5: 0.9 may well be the 90% that a spreadsheet keeps as 0.9.

They are told where most of a column is so, and where they would be like the others if they were meant as parts of 1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field

from evaldsl.facts.fact_values import SELDOM, Value
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import decimal_text

SMALL = SELDOM / 100
"""A number up to here may be a part of 1."""
LARGE = 10 * SMALL
"""From here on it is no part of 1; a column of few percent has numbers between the two."""
MOST_LINES = 5
_NEAR = Fraction(4, 5)
"""How near to the ends of the others a number must come to be like them."""


def lines_words(lines: Sequence[int], count: int | None = None) -> str:
    """第3、5、8行等12行; *count* where *lines* are only the first of so many."""
    count = len(lines) if count is None else count
    more = f"等{count}行" if count > MOST_LINES else ""
    return f"第{'、'.join(map(str, lines[:MOST_LINES]))}行{more}"


@define
class _Column:
    """What is seen of the numbers above 0 of one column: *least* and *most* of the small ones, *lowest* and *highest* of the
    large ones; *lines*: the first of the small ones."""

    fact: Fact
    small: int = 0
    between: int = 0
    large: int = 0
    least: Fraction = SMALL
    most: Fraction = Fraction(0)
    lowest: Fraction | None = None
    highest: Fraction = Fraction(0)
    broken: bool = False
    lines: list[int] = field(factory=list)

    def is_mistaken(self) -> bool:
        """Whether most numbers are rather parts of 1: some no whole percentage, and hardly any between small and large."""
        if not self.broken:
            return False
        return (self.small > self.large and 10 * self.between < self.small) or self._is_like_the_others()

    def _is_like_the_others(self) -> bool:
        """Whether the small numbers, were they parts of 1, would lie among the large ones: 0.95 among 93 and 97."""
        if self.lowest is None or self.between:
            return False
        return self.lowest * _NEAR <= 100 * self.least and 100 * self.most <= self.highest / _NEAR

    def message(self) -> str:
        """0.95 instead of 95, and in which lines where it is not the whole column."""
        part, whole = decimal_text(100 * self.most, 30), decimal_text(10_000 * self.most, 30)
        name = self.fact.address or self.fact.name
        if not self.between + self.large:
            return f"“{name}（%）”一列没有一个数超过1.5，最大的{part}按{part}%读；是不是把{whole}%写成了{part}？"
        return (
            f"“{name}（%）”一列大于0的{self.small + self.between + self.large}个数里，有{self.small}个不超过1.5（{lines_words(self.lines, self.small)}），"
            f"其中最大的{part}按{part}%读；是不是把{whole}%写成了{part}？"
        )


@define
class SmallRates:
    """What is seen of the rates of one table, by key."""

    columns: dict[str, _Column]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "SmallRates":
        """Those of *facts* that may be higher than 1.5%."""
        rates = (fact for fact in facts if fact.kind is Kind.RATIO and (fact.high is None or fact.high > SMALL))
        return cls({fact.key: _Column(fact) for fact in rates})

    def see(
        self,
        key: str,
        small: Sequence[Fraction],
        lines: Sequence[int],
        between: int = 0,
        large: int = 0,
        ends: Sequence[Fraction] = (),
    ) -> None:
        """The *lines* where the rate *key* has a small number above 0, the ends of these, how many others there are, and the
        *ends* of the large ones."""
        column = self.columns[key]
        column.small += len(lines)
        column.between += between
        column.large += large
        column.least = min(column.least, *small, SMALL)
        column.most = max(column.most, *small, Fraction(0))
        column.highest = max(column.highest, *ends, Fraction(0))
        column.lowest = min([*ends, *([] if column.lowest is None else [column.lowest])], default=None)
        column.broken = column.broken or any((100 * value).denominator > 1 for value in small)
        column.lines += lines[: MOST_LINES - len(column.lines)]

    def see_unit(self, values: Mapping[str, Value], line: int) -> None:
        """The numbers of one unit."""
        for key in self.columns.keys() & values.keys():
            value = values[key]
            assert isinstance(value, Fraction)
            if 0 < value <= SMALL:
                self.see(key, [value], [line])
            elif value > SMALL:
                self.see(key, [], [], value < LARGE, value >= LARGE, [value] if value >= LARGE else [])

    def messages(self) -> Iterator[str]:
        """One line for each column with numbers that are rather parts of 1 than percent."""
        return (column.message() for column in self.columns.values() if column.is_mistaken())
