"""The tree: a scoring cell as it is written, nothing resolved: a flat sequence of parts, each a value and its place (offsets
in the plain text, not compared). Points are in 分, quantities in the unit that stands beside them."""

from bisect import bisect_right
from collections import defaultdict
from fractions import Fraction
from typing import Any, TypeVar, get_args

from attrs import field

from evaldsl.interpreter.records import frozen
from evaldsl.interpreter.rubric import GradeChange
from evaldsl.syntax.terms import Absolute as Absolute
from evaldsl.syntax.terms import Binary as Binary
from evaldsl.syntax.terms import Extreme as Extreme
from evaldsl.syntax.terms import Name as Name
from evaldsl.syntax.terms import Quantity as Quantity
from evaldsl.syntax.terms import Term as Term

V = TypeVar("V")


@frozen
class Marker:
    """A number in front of an item: ① （1） 1. 一是; *style* tells the kinds of numbering apart."""

    number: int
    style: str


@frozen
class Word:
    """Words that are not scoring vocabulary."""

    text: str


@frozen
class Comma:
    """，"""


@frozen
class Stop:
    """； 。 or the end of a line; *mark* is ； 。 or, where no sign stands before it, a line break; *ends* a line."""

    mark: str
    ends: bool = False


@frozen
class Colon:
    """：, after a label such as 评分标准."""


@frozen
class Comparison:
    """A limit: 达到95%以上, ≤100%. *op* is one of ≥ > ≤ < = or, for a bare quantity, the empty string.

    *stated*: （含） or （不含） settles the edge; *past*: 超出5%以上, from the limit of an award; *either*: 超出±5%, on either side of 0."""

    op: str
    limit: Quantity
    stated: bool = False
    past: bool = False
    either: bool = False


@frozen
class Between:
    """A range 70%（含）-80%; an edge is inside (True), outside (False) or not stated (None).

    *name* is the measure that 80%≤完成率<90% is written around. *past* is > for 超出5%以内 and < for 低于5%以内, counted from the
    award's limit; *either* for ±5%-±10%, on either side of 0; *other* what its first end may be as well, 50万元 of 50-1万元."""

    low: Quantity
    high: Quantity
    low_in: bool | None = None
    high_in: bool | None = None
    name: str = ""
    past: str = ""
    either: bool = False
    other: str = field(default="", eq=False)


@frozen
class Rank:
    """Places of a ranking: 前5名 is no *low*, 第6-10名 both, 10名以后 no *high*, and *closed* when 第10名及以后."""

    low: Fraction | None
    high: Fraction | None
    unit: str
    closed: bool = True


@frozen
class Level:
    """与上年持平: the change against the year before is zero; *words* are the words."""

    words: str


@frozen
class Changed:
    """较上年增加10%以内 beside 较上年减少: a range of the change of *subject* (empty: the indicator); None is no end.

    *one_sided* where the words name one limit and 0 is the other end; *stated* where a （含） or （不含） settles an edge."""

    subject: str
    words: str
    low: Fraction | None
    high: Fraction | None
    low_in: bool | None
    high_in: bool | None
    unit: str
    one_sided: bool = False
    stated: bool = False


@frozen
class Step:
    """每超出: *up* and *down* say which way the step counts; *words* is the verb without 每."""

    up: bool
    down: bool
    words: str
    each: bool


@frozen
class Each:
    """每 in front of an occurrence: 每发现一处."""


@frozen
class Amount:
    """Points named by an effect: fixed (*low* = *high*), a range (*is_range*: 8-10分) without its *low* (*low_out*) or *high*
    end where the words say so, 6-8分（不含8分）, or a share of the item's points (1 is all)."""

    low: Fraction
    high: Fraction
    share: bool = False
    slip: bool = field(default=False, eq=False)
    low_out: bool = False
    high_out: bool = False
    is_range: bool = field(init=False, eq=False, repr=False)

    @is_range.default
    def _is_range(self) -> bool:
        return self.low is not self.high and self.low != self.high


@frozen
class Award:
    """得2分, 加0.5分, 2分: *bonus* for 加 and 奖, *bare* without a verb, *apiece* for 各, *per* for 每项, /件.

    *more* are the points of the second and the third of 分别得3分、2分、1分."""

    amount: Amount
    bonus: bool = False
    bare: bool = False
    apiece: bool = False
    per: str = ""
    more: tuple[Amount, ...] = ()


@frozen
class Deduction:
    """扣0.5分, 扣0.5分/处, 扣权重分5%; *again* for 再扣, on top; *more* the points behind the first of 分别扣3分、2分; *twice* for
    加倍扣分, which names none; *below* for 倒扣, on below 0; *scope* 指标 for 在本指标得分中扣3分, 项 for 从本项得分中扣3分."""

    amount: Amount
    apiece: bool = False
    per: str = ""
    again: bool = False
    more: tuple[Amount, ...] = ()
    twice: bool = False
    below: bool = False
    scope: str = ""


@frozen
class Zero:
    """不得分; *scope* is 项, 指标 or empty; *veto* for 一票否决, of open effect; *own* for 该项; *points* of 3分全扣."""

    scope: str = ""
    veto: bool = False
    own: bool = False
    points: Fraction | None = None


@frozen
class Full:
    """满分, 不扣分; *points* when the words name them; *spared* for 不扣分; *scope*: 项 for 此项计满分, 指标 for 本指标."""

    points: Fraction | None = None
    spared: bool = False
    scope: str = ""


@frozen
class Declared:
    """满分10分: what the item or the indicator is worth."""

    points: Fraction


@frozen
class Discretion:
    """酌情扣分, 视情况扣1-3分: *takes* points (扣) or gives them, as in an Amount where the words name bounds; *basis* is what
    the evaluator looks at, where the words say it: 按完成情况; *named* for 扣相应分值: what another place names."""

    takes: bool
    low: Fraction | None = None
    high: Fraction | None = None
    basis: str = ""
    named: bool = False
    low_out: bool = False
    high_out: bool = False


@frozen
class Proportion:
    """按比例得分, 按完成比例扣分; *words* name the proportion where the words do."""

    takes: bool
    words: str = ""


@frozen
class Portion:
    """按10%折算计入: *share* of the measure that is named before it."""

    share: Fraction


@frozen
class Cap:
    """最多扣4分, 加满为止: *on* is 扣, 加, 得, 累计 (whatever came before) or 为限 (taken right before); no *points* means full marks.
    *whole* for 累计扣分不超过4分: of the item, not only of the sentence. *scope*: 项 or 指标, of which that is said of what is
    taken. *share*: *points* is a part of what the item is worth."""

    on: str
    points: Fraction | None
    whole: bool = False
    share: bool = False
    scope: str = ""


@frozen
class UntilZero:
    """扣完为止; *points* when the words name how much there is to take, *each* when that is of 该项, *period* of 季度."""

    points: Fraction | None = None
    each: bool = False
    period: str = ""


@frozen
class PartStep:
    """不足1个百分点的按1个百分点计: *mode* is 进一, 整步 or 按比例; *unit* as written, 步 for any."""

    mode: str
    unit: str = "%"


@frozen
class Grade:
    """等级定为“差”, 等级不得高于“中”, 等级下调一级; *bare* for 降低一个档次, which does not say that the 等级 is meant."""

    change: GradeChange
    bare: bool = False


@frozen
class Otherwise:
    """否则"""


@frozen
class Base:
    """以100%为标准, 以完成率100%为标准"""

    limit: Quantity
    name: str = ""


@frozen
class Clip:
    """完成率超过100%的按100%计: what lies beyond the limit counts as the limit; None is the full marks; *most*: 最高按100%计."""

    limit: Quantity | None
    most: bool = False


@frozen
class Equally:
    """以上三点匹配得分: the points are shared equally among the items above."""


@frozen
class Formula:
    """= expression: a definition, or the score itself behind 得分 (*scored* when nothing need stand there); *own*: without =; *taken*: 扣分=."""

    term: Term
    scored: bool = False
    own: bool = False
    taken: bool = False


@frozen
class Lowest:
    """保底2分 (2), 最多倒扣5分 (-5), 可倒扣 (None, no end): the least that an item may come to."""

    points: Fraction | None = None


@frozen
class Interpolated:
    """插值法计算得分: between the limits of bands points go straight; *points* the least and most, if repeated: 按插值法得3-6分."""

    words: str
    points: tuple[Fraction, Fraction] | None = None


Effect = (
    Award
    | Deduction
    | Zero
    | Full
    | Declared
    | Discretion
    | Portion
    | Proportion
    | Cap
    | UntilZero
    | PartStep
    | Grade
    | Base
    | Clip
    | Equally
    | Interpolated
    | Lowest
    | Formula
)
Value = (
    Marker
    | Word
    | Comma
    | Stop
    | Colon
    | Comparison
    | Between
    | Rank
    | Level
    | Changed
    | Step
    | Each
    | Otherwise
    | Effect
)
EFFECTS: tuple[type[Effect], ...] = get_args(Effect)


@frozen
class Part:
    """A value and where it stands."""

    value: Value
    start: int = field(eq=False, repr=False)
    end: int = field(eq=False, repr=False)


_BETWEEN = frozenset({Word, Comma, Stop})


@frozen
class Cell:
    """One scoring cell: its plain text, its parts in order, and all but words and stops by the class of their values."""

    plain: str = field(eq=False, repr=False)
    parts: tuple[Part, ...]
    by_kind: dict[type, list[Any]] = field(init=False, eq=False, repr=False)

    @by_kind.default
    def _by_kind(self) -> dict[type, list[Any]]:
        found: defaultdict[type, list[Any]] = defaultdict(list)
        for part in self.parts:
            kind = type(part.value)
            if kind not in _BETWEEN:
                found[kind].append(part)
        return found

    def values(self, kind: type[V]) -> list[V]:
        """The values of one class, in order."""
        return [part.value for part in self.by_kind[kind]] if kind in self.by_kind else []

    def behind(self, place: int) -> list[Value]:
        """The values of the parts that begin behind *place*."""
        return [part.value for part in self.parts[bisect_right(self.parts, place, key=lambda part: part.start) :]]
