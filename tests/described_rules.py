"""Rubrics as descriptions: what ``naive_scorer`` scores and ``rubric_wordings`` puts into sentences.

Ratios are plain numbers (1.025), points are 分. Facts are known by identity: the description holds the fact itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction

ZERO, ONE = Fraction(0), Fraction(1)
Value = Fraction | bool | str


@dataclass(frozen=True, eq=False)
class Fact:
    """What must be known. *kind*: 比率 数值 次数 判断 等次 酌情. *own*: only this item reads it, else the whole table."""

    name: str
    kind: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    own: bool = False


@dataclass(frozen=True, eq=False)
class Rate:
    """计算 name＝top÷bottom×100%; *said*: in the sentence that speaks of it, not by the rubric."""

    name: str
    top: Fact
    bottom: Fact
    said: bool = False


Measure = Fact | Rate
Facts = Mapping[Fact, Value]


# ---- conditions


@dataclass(frozen=True, eq=False)
class Compare:
    """*measure* ≥ > ≤ < = *limit*."""

    measure: Measure
    sign: str
    limit: Fraction


@dataclass(frozen=True, eq=False)
class Within:
    """low ≤ measure ≤ high, with what is said of either edge."""

    measure: Measure
    low: Fraction
    low_in: bool
    high: Fraction
    high_in: bool


@dataclass(frozen=True, eq=False)
class Says:
    """A judgement that holds."""

    fact: Fact


@dataclass(frozen=True, eq=False)
class Both:
    """A且B, or A或B."""

    first: "Test"
    second: "Test"
    either: bool = False


Test = Compare | Within | Says | Both


# ---- what an item gives at first


@dataclass(frozen=True, eq=False)
class Award:
    """*test* 得 *points* 分, 否则 *otherwise*.

    *conduct*: it is for something that is done well time and again, so that what is counted behind it are its failings,
    and it stands while one is. *well*: it says only how well, so that what is taken once behind it is for its failing too.
    """

    test: Test
    points: Fraction
    otherwise: "Otherwise | None" = None
    conduct: bool = False
    well: bool = False


@dataclass(frozen=True, eq=False)
class Otherwise:
    """*how*: 得 (points), 扣 (points), 酌情扣分, 酌情计分 (decision), 按比例 (measure and limit, or the share done)."""

    how: str
    points: Fraction = ZERO
    decision: Fact | None = None
    share: Fact | None = None


@dataclass(frozen=True, eq=False)
class Held:
    """An award that stands as long as nothing is counted against it: 达到95%得2分，每低…扣…; 合规得2分，有一处不合规扣….

    *test* None: the steps count from its limit, so what fails it costs what the steps say and no more. With *counts*,
    failing the test costs everything only while nothing is counted.
    """

    points: Fraction
    test: Test | None = None
    counts: Fact | None = None


@dataclass(frozen=True, eq=False)
class Band:
    """One band: from *low* to *high*; an edge is in (True), out (False) or not said (None)."""

    points: Fraction
    low: Fraction | None = None
    low_in: bool | None = True
    high: Fraction | None = None
    high_in: bool | None = True


@dataclass(frozen=True, eq=False)
class Bands:
    """The band in which *measure* lies; *other* when none."""

    measure: Measure
    bands: tuple[Band, ...]
    other: Fraction = ZERO


@dataclass(frozen=True, eq=False)
class Graded:
    """A word and its points, or the range in which the evaluator decides."""

    fact: Fact
    points: tuple[tuple[str, Fraction, Fraction], ...]
    decision: Fact | None = None


@dataclass(frozen=True, eq=False)
class InTurn:
    """Judgements looked at in turn: the first that holds."""

    cases: tuple[tuple[Fact, Fraction], ...]


@dataclass(frozen=True, eq=False)
class Product:
    """得分=measure×points; *reversed_*: (1-measure)×points; *per*: measure÷per×points."""

    measure: Measure
    points: Fraction
    reversed_: bool = False
    per: Fraction = ONE


@dataclass(frozen=True, eq=False)
class Quotient:
    """得分=top÷bottom×points."""

    top: Fact
    bottom: Fact
    points: Fraction


@dataclass(frozen=True, eq=False)
class LessEach:
    """得分=points-count×each."""

    points: Fraction
    count: Fact
    each: Fraction


@dataclass(frozen=True, eq=False)
class FormulaBelow:
    """测 达到 limit 得 points, 未达到的得分=measure÷limit×points."""

    measure: Measure
    limit: Fraction
    points: Fraction


@dataclass(frozen=True, eq=False)
class Counted:
    """每公开一项得0.5分，每…得…."""

    entries: tuple[tuple[Fact, Fraction], ...]


@dataclass(frozen=True, eq=False)
class Decided:
    """The evaluator gives from *low* to *high*."""

    decision: Fact
    low: Fraction
    high: Fraction


@dataclass(frozen=True, eq=False)
class Averaged:
    """①…；②…。以上各项平均得分 / 每项1分: each that holds gives *points*; *alone*: they are the whole indicator."""

    facts: tuple[Fact, ...]
    points: Fraction
    alone: bool = False


@dataclass(frozen=True, eq=False)
class Lower:
    """*test* 得 *points* 分, 未达到的在 *start* 分基础上 …: who misses it begins with less."""

    test: Compare
    points: Fraction
    start: Fraction


@dataclass(frozen=True, eq=False)
class Lines:
    """Between the *ends* (a number and its points, rising) the points go straight; *before* the first and *behind* the last."""

    measure: Measure
    ends: tuple[tuple[Fraction, Fraction], ...]
    before: Fraction
    behind: Fraction


@dataclass(frozen=True, eq=False)
class Least:
    """得分=min（measure÷per，1）×points."""

    measure: Measure
    points: Fraction
    per: Fraction = ONE


@dataclass(frozen=True, eq=False)
class Several:
    """A且B得5分, where each of *excused* costs what a change of the item says; only the others of *tests* must hold."""

    points: Fraction
    tests: tuple[Test, ...]
    excused: tuple[Test, ...]


@dataclass(frozen=True, eq=False)
class OneMet:
    """A且B得6分；仅A达标得3分；仅B达标得2分: *alone* are the points of either without the other."""

    first: Compare
    second: Compare
    points: Fraction
    alone: tuple[Fraction, Fraction]


@dataclass(frozen=True, eq=False)
class Earned:
    """*measure* 每达到 *size* 得 *each* 分，达到 *limit* 得 *points* 分."""

    measure: Fact
    size: Fraction
    each: Fraction
    limit: Fraction
    points: Fraction
    part: str = ""


Opening = (
    Award | Held | Bands | Graded | InTurn | Product | Quotient | LessEach | FormulaBelow | Counted | Decided | Averaged
    | Lines | Least | Lower | Several | OneMet | Earned
)  # fmt: skip


# ---- what takes from it or adds to it


@dataclass(frozen=True, eq=False)
class Step:
    """每低于（超出）size 扣（加）points分. *way*: 下, 上, 双; *share*: points are a share of the stake (扣分值的5%)."""

    measure: Measure
    base: Fraction
    way: str
    size: Fraction
    points: Fraction
    part: str = ""
    adds: bool = False
    share: bool = False
    within: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, eq=False)
class Occurrence:
    """每发现*every*处扣（加）points分."""

    fact: Fact
    points: Fraction
    every: int = 1
    adds: bool = False


@dataclass(frozen=True, eq=False)
class Loss:
    """test 的扣 points 分; *adds*: 再加."""

    test: Test
    points: Fraction
    adds: bool = False


@dataclass(frozen=True, eq=False)
class LossBands:
    """Bands that deduct: only the band in which the measure lies, the most said of it where they run on."""

    measure: Measure
    bands: tuple[Band, ...]


@dataclass(frozen=True, eq=False)
class DecidedLoss:
    """视情况扣 low-high 分, 0 when there is nothing to take; *high* None: up to the stake."""

    decision: Fact
    low: Fraction
    high: Fraction | None


@dataclass(frozen=True, eq=False)
class AtMost:
    """Several changes that together take (or add) no more than *most*; *share* where that is said as a part of the stake."""

    changes: tuple["Change", ...]
    most: Fraction
    share: Fraction | None = None


@dataclass(frozen=True, eq=False)
class Tiers:
    """Beyond *base* (*way* 上 or 下) each *size* costs *first*, from *width* beyond it on *second*."""

    measure: Measure
    base: Fraction
    way: str
    width: Fraction
    size: Fraction
    first: Fraction
    second: Fraction


@dataclass(frozen=True, eq=False)
class DecidedEach:
    """每次扣 low-high 分: as many times as counted, what the evaluator decides for all of them."""

    fact: Fact
    decision: Fact
    low: Fraction
    high: Fraction


@dataclass(frozen=True, eq=False)
class EachMissed:
    """A≥95%、B≥90%得4分，一项不达标扣1分: every one of *tests* that fails takes *points*."""

    tests: tuple[Compare, ...]
    points: Fraction


@dataclass(frozen=True, eq=False)
class Severally:
    """漏报、瞒报、迟报1次分别扣2分、3分、1分."""

    changes: tuple[Occurrence, ...]


@dataclass(frozen=True, eq=False)
class Apart:
    """每发现一处违规扣1分，情节轻微的扣0.5分: each of *kinds* counted by itself, and not in *every*."""

    every: Occurrence
    kinds: tuple[Occurrence, ...]


@dataclass(frozen=True, eq=False)
class Instead:
    """弄虚作假的扣1分，情节严重的扣2分: *worse* in the place of *points*."""

    fact: Fact
    points: Fraction
    severe: Fact
    worse: Fraction


Change = (
    Step
    | Occurrence
    | Loss
    | LossBands
    | DecidedLoss
    | AtMost
    | Tiers
    | DecidedEach
    | EachMissed
    | Severally
    | Apart
    | Instead
)


@dataclass(frozen=True, eq=False)
class Regrade:
    """What becomes of the grade. *how*: 定为 (差), 不高于, 不评为 the grade *word*, 下调 so many *steps*."""

    how: str = "定为"
    word: str = "差"
    steps: int = 1


@dataclass(frozen=True, eq=False)
class Veto:
    """*test* 的，本项不得分 / 本指标不得分 / 等级定为差. *holds*: 项, 指标, 等级, 指标等级."""

    test: Test
    holds: str
    regrade: Regrade = Regrade()


@dataclass(frozen=True, eq=False)
class Item:
    """One item of a cell. *opening* None: it only takes from what the others leave. *most*: 最高得…分; *below*: 最多倒扣…分, negative: 保底…分."""

    opening: Opening | None
    changes: tuple[Change, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    most: Fraction | None = None
    below: Fraction = ZERO


@dataclass(frozen=True, eq=False)
class Cell:
    """One indicator with a scoring cell. *together*: 以上任一项不符合的，本指标不得分."""

    name: str
    full: Fraction
    items: tuple[Item, ...]
    together: bool = False


@dataclass(frozen=True, eq=False)
class Target:
    """One indicator that has only a target: 指标值 ≥190件; a qualitative one has a *grade* and a decision."""

    name: str
    full: Fraction
    measure: Fact | None = None
    sign: str = ""
    limit: Fraction = ZERO
    grade: Fact | None = None
    decision: Fact | None = None


@dataclass(frozen=True, eq=False)
class Conventions:
    """*part* 进一, 整步, 按比例 or ""; *zero* 得满分, 不得分, 1, 0 or ""; *decimals*."""

    part: str = ""
    zero: str = ""
    decimals: int = 2


@dataclass(frozen=True, eq=False)
class Table:
    """A whole rubric. *grades*: a name and its least points, best first; *shares*: 达成 100-80% and so on."""

    indicators: tuple[Cell | Target, ...]
    conventions: Conventions
    rates: tuple[Rate, ...] = ()
    grades: tuple[tuple[str, Fraction], ...] = ()
    vetoes: tuple[Veto, ...] = ()
    shares: tuple[tuple[str, Fraction, Fraction], ...] = ()


# ---- the facts of a description


def parts_of(part: object) -> Iterator[object]:
    """Every part of a description."""
    yield part
    if isinstance(part, tuple):
        for one in part:
            yield from parts_of(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from parts_of(getattr(part, field.name))


def facts_of(part: object) -> Iterator[Fact]:
    """Every fact that a description reads, each once, in the order in which it stands there."""
    yield from dict.fromkeys(one for one in parts_of(part) if isinstance(one, Fact))
