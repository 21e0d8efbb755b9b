"""The years of units: those of one year are taken, those of several are held against each other and never mixed."""

import re
from collections import Counter
from collections.abc import Iterable

from attrs import define, field

from evaldsl.command_line.files import Unusable
from evaldsl.console import say
from evaldsl.ranks.same_units import SameUnits

MOST_YEARS = 5
MOST_PLACES = 3


@define
class Years:
    """The years that are *wanted*: none, then all units must be of one; one; or several to be held against each other.

    *seen* counts the units of each year, None for those that say none, *first* names some of them. *hint* is said besides
    where there are several.
    """

    wanted: tuple[int, ...] = ()
    hint: str = ""
    seen: Counter[int | None] = field(factory=Counter)
    first: dict[int | None, list[str]] = field(factory=dict)

    @property
    def are_compared(self) -> bool:
        """Whether there are several wanted."""
        return len(self.wanted) > 1

    def place(self, said: str, where: str = "") -> int | None:
        """Which of those wanted a unit is of that says so and stands there; None for those that are left out."""
        year = year_in(said)
        self.seen[year] += 1
        if where and self.seen[year] <= MOST_PLACES:
            self.first.setdefault(year, []).append(where)
        if not self.wanted or (year is None and not self.are_compared):
            return 0
        return self.wanted.index(year) if year in self.wanted else None

    def check(self, coming: Iterable[int] = ()) -> None:
        """Refuses units of several years where none is wanted: those seen, and those of *coming* years."""
        if not self.wanted:
            refuse_several([*self.seen, *coming], f"用 --year 写明看哪一个年度{self.hint}{self._fewest()}")

    def _fewest(self) -> str:
        """Which units are of the year that the fewest are of: the year may be mistyped there."""
        year, count = min(
            ((year, self.seen[year]) for year in self.first if year), key=lambda one: one[1], default=(0, 0)
        )
        return f"；{year}年度的是{'、'.join(self.first[year])}" if 0 < count <= MOST_PLACES else ""

    def tell(self) -> None:
        """Says which units are left out; refuses to go on where there is none of a year that is wanted."""
        known = sorted(year for year in self.seen if year is not None)
        if not self.wanted or not (known or self.are_compared):
            return
        for year in self.wanted:
            if not self.seen[year] and (self.are_compared or not self.seen[None]):
                told = f"写明的是{_listed(known)}年度" if known else "各单位都没有写年度"
                way = "" if self.are_compared else f"；要用{year}年度的规则评它们，直接写那份规则文件，不写 --year"
                raise Unusable(f"数据里没有{year}年度的单位，{told}{way}")
        left = {year: self.seen[year] for year in known if year not in self.wanted}
        if left:
            told = "、".join(f"{year}年度的{count}个单位" for year, count in list(left.items())[:MOST_YEARS])
            say(f"另有{told}{'等' if len(left) > MOST_YEARS else ''}，不算在内")
        if self.seen[None]:
            treated = "，不算在内" if self.are_compared else f"，算作{self.wanted[0]}年度的"
            say(f"有{self.seen[None]}个单位没有写年度{treated}")


def year_in(said: object) -> int | None:
    """2023 of 2023年度; None where no year is said."""
    match = re.search(r"(?<!\d)[12]\d{3}(?!\d)", str(said))
    return int(match[0]) if match else None


def refuse_several(years: Iterable[int | None], way: str) -> None:
    """Refuses units of several years; *way* says what to write instead."""
    known = sorted({year for year in years if year is not None})
    if len(known) > 1:
        raise Unusable(f"数据有{len(known)}个年度（{_listed(known)}），{way}")


def no_shared_units(same: SameUnits) -> str:
    """What is said where no unit has facts of every year."""
    if same.doubled and not same.left:
        one = same.doubled[0]
        return f"没有一个单位能比：“{one.names[0]}”在一个年度里有{len(one.sources)}个，分不清是哪一个"
    told = "、".join(f"“{name}”" for name in same.left[:3])
    way = f"{same.kind}要相同" if same.kind else "单位名称要写得一样"
    return f"没有一个单位每个年度都有数据，不能比；{told}{'等' if len(same.left) > 3 else ''}缺一个年度，{way}"


def _listed(years: list[int]) -> str:
    return "、".join(map(str, years[:MOST_YEARS])) + ("等" if len(years) > MOST_YEARS else "")
