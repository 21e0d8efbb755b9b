"""Columns of % in which most numbers are not above 1.5: 0.9 may well be the 90% that a spreadsheet keeps as 0.9."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field

from evaldsl.fact_values import SELDOM, Value
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import decimal_text

SMALL = SELDOM / 100
"""A number up to here may be a part of 1."""
LARGE = 10 * SMALL
"""From here on it is no part of 1; a column of few percent has numbers between the two."""
_MOST_LINES = 5


@define
class _Column:
    """What is seen of the numbers above 0 of one column; *lines*: the first of the small ones."""

    fact: Fact
    small: int = 0
    between: int = 0
    large: int = 0
    most: Fraction = Fraction(0)
    broken: bool = False
    lines: list[int] = field(factory=list)

    def is_mistaken(self) -> bool:
        """Whether most numbers are rather parts of 1: some no whole percentage, and hardly any between small and large."""
        return self.broken and self.small > self.large and 10 * self.between < self.small

    def message(self) -> str:
        """0.95 instead of 95, and in which lines where it is not the whole column."""
        part, whole = decimal_text(100 * self.most, 30), decimal_text(10_000 * self.most, 30)
        name = self.fact.address or self.fact.name
        if not self.between + self.large:
            return f"“{name}（%）”一列没有一个数超过1.5，最大的{part}按{part}%读；是不是把{whole}%写成了{part}？"
        lines = "、".join(map(str, self.lines)) + "行" + ("等" if self.small > len(self.lines) else "")
        return (
            f"“{name}（%）”一列大于0的{self.small + self.between + self.large}个数里，有{self.small}个不超过1.5（第{lines}），"
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

    def see(self, key: str, small: Sequence[Fraction], lines: Sequence[int], between: int = 0, large: int = 0) -> None:
        """The *lines* where the rate *key* has a small number above 0, the ends of these, and how many others there are."""
        column = self.columns[key]
        column.small += len(lines)
        column.between += between
        column.large += large
        column.most = max(column.most, *small, Fraction(0))
        column.broken = column.broken or any((100 * value).denominator > 1 for value in small)
        column.lines += lines[: _MOST_LINES - len(column.lines)]

    def see_unit(self, values: Mapping[str, Value], line: int) -> None:
        """The numbers of one unit."""
        for key in self.columns.keys() & values.keys():
            value = values[key]
            assert isinstance(value, Fraction)
            if 0 < value <= SMALL:
                self.see(key, [value], [line])
            elif value > SMALL:
                self.see(key, [], [], value < LARGE, value >= LARGE)

    def messages(self) -> Iterator[str]:
        """One line for each column that is rather in parts of 1 than in percent."""
        return (column.message() for column in self.columns.values() if column.is_mistaken())
