"""Columns of % with numbers that are not above 1.5: 0.9 may well be the 90% that a spreadsheet keeps as 0.9.

They are told where most of a column is so, and where they would be like the others if they were meant as parts of 1.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor

from attrs import define, field

from evaldsl.facts.fact_values import SELDOM, Value, is_part
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import decimal_text

SMALL = SELDOM / 100
"""A number up to here may be a part of 1."""
_ONE = Fraction(1, 100)
LARGE = 15
"""From so many percent on it is no part of 1; a column of few percent has numbers between the two."""
MOST_PERCENT = 1000
"""What is above is counted with it."""
MOST_LINES = 5
_NEAR = Fraction(4, 5)
"""How near to the ends of the others a number must come to be like them."""
_FEW = Fraction(1, 10)
"""The part of a column that may lie far from the rest of it."""


def lines_words(lines: Sequence[int], count: int | None = None) -> str:
    """第3、5、8行等12行; *count* where *lines* are only the first of so many."""
    count = len(lines) if count is None else count
    more = f"等{count}行" if count > MOST_LINES else ""
    return f"第{'、'.join(map(str, lines[:MOST_LINES]))}行{more}"


@define
class _Column:
    """What is seen of the numbers above 0 of one column: *least* and *most* of the small ones and the first of their *lines*;
    of the *others* how many have so many whole percent."""

    fact: Fact
    small: int = 0
    others: Counter[int] = field(factory=Counter)
    least: Fraction = SMALL
    most: Fraction = Fraction(0)
    broken: bool = False
    lines: list[int] = field(factory=list)

    def is_mistaken(self) -> bool:
        """Whether most numbers are rather parts of 1: some no whole percentage, and hardly any between small and large; or
        all are 1, which is the 100% of a rate about 100%."""
        if not self.others and self.least == self.most == _ONE:
            return is_part(self.fact)
        if not self.broken:
            return False
        between = sum(count for percent, count in self.others.items() if percent < LARGE)
        large = self.others.total() - between
        return (self.small > large and between < _FEW * self.small) or (
            between <= _FEW * large and self._is_like_the_others()
        )

    def _is_like_the_others(self) -> bool:
        """Whether the small numbers, were they parts of 1, would lie among the others, but for a few: 0.95 among 93 and 97."""
        below = 0
        for percent, count in sorted(self.others.items()):
            below += count
            if below > _FEW * self.others.total():
                return percent * _NEAR <= 10_000 * self.least and 10_000 * self.most <= (max(self.others) + 1) / _NEAR
        return False

    def doubt(self) -> str:
        """What is said of one unit with a small number."""
        part, whole = decimal_text(100 * self.most, 30), decimal_text(10_000 * self.most, 30)
        return f"“{self.fact.address or self.fact.name}”不超过1.5%，是不是把{whole}%这样的数写成了{part}"

    def message(self) -> str:
        """0.95 instead of 95, and in which lines where it is not the whole column."""
        part, whole = decimal_text(100 * self.most, 30), decimal_text(10_000 * self.most, 30)
        name = self.fact.address or self.fact.name
        if not self.others:
            if self.least == self.most == _ONE:
                return f"“{name}（%）”一列大于0的数全是1，按1%读；是不是把100%写成了1？"
            return f"“{name}（%）”一列没有一个数超过1.5，最大的{part}按{part}%读；是不是把{whole}%写成了{part}？"
        return (
            f"“{name}（%）”一列大于0的{self.small + self.others.total()}个数里，有{self.small}个不超过1.5（{lines_words(self.lines, self.small)}），"
            f"其中最大的{part}按{part}%读；是不是把{whole}%写成了{part}？"
        )


@define
class SmallRates:
    """What is seen of the rates of one table, by key."""

    columns: dict[str, _Column]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "SmallRates":
        """Those of *facts* that may be higher than 1.5%; what is counted in ‰ is seldom so high."""
        ratios = (fact for fact in facts if fact.kind is Kind.RATIO and not fact.multiple)
        rates = (fact for fact in ratios if fact.high is None or fact.high > SMALL)
        return cls({fact.key: _Column(fact) for fact in rates})

    def anew(self) -> "SmallRates":
        """The same columns, of which nothing is seen yet."""
        return SmallRates({key: _Column(column.fact) for key, column in self.columns.items()})

    def see(self, key: str, small: Sequence[Fraction], lines: Sequence[int], others: Mapping[int, int]) -> None:
        """The *lines* where the rate *key* has a small number above 0, the ends of these, and how many *others* have so many
        whole percent."""
        column = self.columns[key]
        column.small += len(lines)
        column.others.update(others)
        column.least = min(column.least, *small, SMALL)
        column.most = max(column.most, *small, Fraction(0))
        column.broken = column.broken or any((100 * value).denominator > 1 for value in small)
        column.lines += lines[: MOST_LINES - len(column.lines)]

    def see_unit(self, values: Mapping[str, Value], line: int) -> None:
        """The numbers of one unit."""
        for key in self.columns.keys() & values.keys():
            value = values[key]
            assert isinstance(value, Fraction)
            if 0 < value <= SMALL:
                self.see(key, [value], [line], {})
            elif value > SMALL:
                self.see(key, [], [], {min(floor(100 * value), MOST_PERCENT): 1})

    def messages(self) -> Iterator[str]:
        """One line for each column with numbers that are rather parts of 1 than percent."""
        return (column.message() for column in self.columns.values() if column.is_mistaken())
