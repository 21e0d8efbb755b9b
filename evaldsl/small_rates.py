"""Columns of % in which no number is above 1.5: 0.9 may well be the 90% that a spreadsheet keeps as 0.9."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import define, field

from evaldsl.fact_values import SELDOM, Value
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import decimal_text

_LEAST = SELDOM / 100


@define
class SmallRates:
    """What is seen of one table. *small* are the rates without a number above 1.5% so far, by key.

    *most*: the highest number seen of each, *broken*: those of which some is above 0 and no whole percentage.
    """

    small: dict[str, Fact]
    most: dict[str, Fraction] = field(factory=dict)
    broken: set[str] = field(factory=set)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "SmallRates":
        """Those of *facts* that may be higher than 1.5%."""
        rates = (fact for fact in facts if fact.kind is Kind.RATIO and (fact.high is None or fact.high > _LEAST))
        return cls({fact.key: fact for fact in rates})

    def see(self, key: str, most: Fraction, broken: bool) -> None:
        """The highest of some numbers of the rate *key*, and whether some of them are *broken*."""
        if most > _LEAST:
            self.small.pop(key, None)
        else:
            self.most[key] = max(most, self.most.get(key, most))
            self.broken |= {key} if broken else set()

    def see_unit(self, values: Mapping[str, Value]) -> None:
        """The numbers of one unit."""
        for key in self.small.keys() & values.keys():
            value = values[key]
            assert isinstance(value, Fraction)
            self.see(key, value, value > 0 and (100 * value).denominator > 1)

    def messages(self) -> Iterator[str]:
        """One line for each column that is rather in parts of 1 than in percent."""
        for key, fact in self.small.items():
            if key in self.broken:
                most = self.most[key]
                part, whole = decimal_text(100 * most, 30), decimal_text(10_000 * most, 30)
                name = fact.address or fact.name
                yield f"“{name}（%）”一列没有一个数超过1.5，最大的{part}按{part}%读；是不是把{whole}%写成了{part}？"
