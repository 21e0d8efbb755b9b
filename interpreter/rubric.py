"""The rubric: what the rules mean, names bound, units settled.

Points are in 分. Every node that stands for words of the rule file carries its span: offsets in that file, not compared.
An item begins with its *stake*; its effects act on what is left, in their order, vetoes last.
"""

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import assert_never

from attrs import field

from .expressions import Arithmetic, Condition, Expr, Node, Number, Ref, parts_of
from .records import frozen
from .values import Span as Span
from .values import ratio_shown, ratio_text


class Kind(Enum):
    """What sort of value a fact has; the value is its name in files."""

    RATIO = "比率"
    NUMBER = "数值"
    COUNT = "次数"
    JUDGEMENT = "判断"
    CHOICE = "等次"
    DISCRETION = "酌情"


@frozen
class Fact:
    """Something to be known about a unit.

    *key* is unique in the rubric (a measure's is its name, a judgement's begins with its address 指标.①); ratios are
    plain numbers inside (1.025) and percents outside. A number is not negative unless it is *signed*, a ratio may be. *low* and *high* bound numeric values, None being no bound; a
    discretionary fact may also be 0 when *may_be_zero*. *multiple*: 万 where the rules count it in 万亩 and not in 亩, its unit; ‰ of a ratio; 1 of what they compare with 1:3. *passes_whole*: the rules speak of it above 100%.
    """

    key: str
    name: str
    kind: Kind
    unit: str = ""
    address: str = ""
    choices: tuple[str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    may_be_zero: bool = False
    signed: bool = False
    meaning: str = ""
    source: str = ""
    span: Span = field(default=(0, 0), eq=False, repr=False)
    multiple: str = field(default="", eq=False)
    passes_whole: bool = field(default=False, eq=False)

    @property
    def asked_unit(self) -> str:
        """The unit in which the rules speak of it: 万亩, ‰."""
        return self.multiple if self.kind is Kind.RATIO and self.multiple else self.multiple.strip("1") + self.unit

    @property
    def listed(self) -> str:
        """Its choices: 优、良、差; 清晰、合理或较清晰 where a word holds 、 itself."""
        return ("或" if any("、" in word for word in self.choices) else "、").join(self.choices)

    @property
    def ratio_size(self) -> int:
        """How many of the unit in which the rules speak of a ratio are 1."""
        return 1000 if self.multiple else 100

    @property
    def asked_size(self) -> int:
        """How many of its unit that is."""
        return {"万": 10**4, "亿": 10**8}.get(self.multiple, 1)

    def shown(self, numerator: int, denominator: int) -> str:
        """An amount of it for people, in the unit in which the rules speak of it: 53人, 6.2万亩, 1:3."""
        if self.unit == "1:":
            return f"1:{ratio_shown(numerator, denominator, 4)}"
        if self.unit == ":1" and 0 < numerator < denominator:
            return f"1:{ratio_shown(denominator, numerator, 4)}"
        if not self.multiple:
            return ratio_text(numerator, denominator) + self.unit
        return ratio_shown(numerator, denominator * self.asked_size, 12) + self.asked_unit


@frozen
class Scale(Number):
    """A factor that only puts a fact into another unit, *unit*: ×1/10000 of 元 in 万元."""

    unit: str


def unscaled(expr: Expr) -> Expr:
    """*expr* without the factor that puts it into another unit."""
    return expr.left if isinstance(expr, Arithmetic) and isinstance(expr.right, Scale) else expr


def scales_of(node: Node) -> dict[str, Scale]:
    """The facts that *node* puts into another unit, and how."""
    match node:
        case Arithmetic("×", Ref(key), Scale() as scale):
            return {key: scale}
    return {key: scale for part in parts_of(node) for key, scale in scales_of(part).items()}


@frozen
class Case:
    """One band or award: *points* when *condition* holds; *words* as published."""

    condition: Condition
    points: Expr
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Ladder:
    """Awards of which the first that holds counts; *otherwise* when none does, 0 unless the rule says more."""

    cases: tuple[Case, ...]
    otherwise: "Effect | None" = None
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Share:
    """The points are computed: 得分=完成率×8分. *fixed* points are also the most a plain proportion can reach."""

    points: Expr
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Steps:
    """*points* for every *size* by which *measure* passes *base*; negative points are taken, positive ones given.

    *up*/*down*: which way counts. *mode*: what a part of a step is worth, 进一 (a whole one), 整步 (nothing) or 按比例.
    *most*: the most that all steps may take or give. Occurrences (*counted*) are steps from 0 on a count. *where* limits
    the steps. *stated* is false when no words say what a part of a step is worth; *by_convention*: only a 约定 does.
    """

    measure: Expr
    base: Fraction
    size: Fraction
    points: Fraction
    up: bool
    down: bool
    mode: str
    counted: bool = False
    stated: bool = True
    by_convention: bool = field(default=False, eq=False)
    most: Fraction | None = None
    where: Condition | None = None
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Change:
    """*points* (negative: taken) when *condition* holds."""

    condition: Condition
    points: Fraction
    most: Fraction | None = None
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Decision:
    """An evaluator's recorded decision, a fact in 分: taken (*takes*) or given; *within* the points that as many occurrences
    may cost, 每次扣0.5-1分, of *count*."""

    key: str
    takes: bool
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)
    count: Expr | None = None
    each: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    most: Fraction | None = None


@frozen
class Cap:
    """No more than *points* are left: 最高得4分."""

    points: Fraction
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Veto:
    """Nothing is left when *condition* holds."""

    condition: Condition
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Together:
    """Several steps and changes of one direction that take or give at most *most* together: 累计扣分不超过5分."""

    effects: tuple[Steps | Change, ...]
    most: Fraction
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


Effect = Ladder | Share | Steps | Change | Decision | Together | Cap | Veto


def nodes_in(effect: Effect) -> Iterator[Node]:
    """The conditions and computations that *effect* holds."""
    match effect:
        case Ladder(cases, otherwise):
            for case in cases:
                yield case.condition
                yield case.points
            if otherwise is not None:
                yield from nodes_in(otherwise)
        case Share(points):
            yield points
        case Steps(measure, where=where):
            yield measure
            if where is not None:
                yield where
        case Change(condition) | Veto(condition):
            yield condition
        case Decision(key, count=count):
            yield Ref(key)
            if count is not None:
                yield count
        case Together(several):
            for one in several:
                yield from nodes_in(one)
        case Cap():
            pass
        case _:
            assert_never(effect)


@frozen
class Item:
    """A part of an indicator that is scored by itself: its label ①, its stake, what acts on it.

    *opening* is where the points begin: the stake, or 0 where every point must be earned. *floor* is the
    least that may be left: 0, more or less where the words say so (保底2分, 最多倒扣5分), None for what has no end (a penalty without points
    of its own, 可倒扣).
    """

    label: str
    stake: Fraction
    effects: tuple[Effect, ...]
    opening: Fraction
    floor: Fraction | None = Fraction(0)
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class GradeIs:
    """等级定为“差”: whatever the total is."""

    word: str


@frozen
class GradeAtMost:
    """等级不得高于“中”: no better than that; 等级不得评为“优”: worse than that (*below*)."""

    word: str
    below: bool = False


@frozen
class GradeLowered:
    """等级下调一级: so many grades down, the last one at most."""

    steps: int


GradeChange = GradeIs | GradeAtMost | GradeLowered


@frozen
class GradeRule:
    """What becomes of the grade when *condition* holds."""

    condition: Condition
    change: GradeChange
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Indicator:
    """A third-level indicator: *full* points, items, and what acts on their sum (本指标10分全扣).

    *default* is where the rule stands that scores it where it has only a target.
    """

    name: str
    path: tuple[str, ...]
    full: Fraction
    items: tuple[Item, ...]
    effects: tuple[Effect, ...] = ()
    grade_rules: tuple[GradeRule, ...] = ()
    facts: tuple[Fact, ...] = ()
    explanation: str = ""
    source: str = ""
    span: Span = field(default=(0, 0), eq=False, repr=False)
    default: Span | None = field(default=None, eq=False, repr=False)


@frozen
class GradeBand:
    """One grade: scores from *low* to *high*, ends included as said."""

    word: str
    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    high_in: bool = False

    def holds(self, score: Fraction) -> bool:
        """Whether *score* earns this grade."""
        above = self.low is None or score > self.low or (self.low_in and score == self.low)
        below = self.high is None or score < self.high or (self.high_in and score == self.high)
        return above and below


@frozen
class Example:
    """Facts → the expected points of an indicator, or of one item of it, and the *grade* that they fix, if said."""

    indicator: str
    label: str
    facts: tuple[tuple[str, str], ...]
    expected: Fraction | None
    grade: str = ""
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Conventions:
    """What the rubric states once: *part_step* 进一/整步/按比例 or None; *zero_denominator* 满分/不得分 or the ratio's
    value, or None; *decimals* of an indicator's score; *bonus_over_full*: whether a bonus may pass the indicator's points,
    None where nothing is said."""

    part_step: str | None = None
    zero_denominator: str | Fraction | None = None
    decimals: int = 2
    decimals_stated: bool = False
    bonus_over_full: bool | None = None


@frozen
class Definition:
    """What is computed from facts, never typed: 控制率＝在职人员数÷编制数×100%; what is no *ratio* may have a *unit*.

    *name* is unique in the rubric; *said* is what the one indicator calls it that has it for itself: 完成率.
    """

    name: str
    expr: Expr
    ratio: bool
    unit: str = ""
    words: str = field(default="", eq=False)
    span: Span = field(default=(0, 0), eq=False, repr=False)
    said: str = ""

    @property
    def fact(self) -> Fact:
        """What is computed, as rules read it."""
        kind, unit = (Kind.RATIO, "%") if self.ratio else (Kind.NUMBER, self.unit)
        return Fact(self.name, self.said or self.name, kind, unit, self.name if self.said else "", span=self.span)


@frozen
class Rubric:
    """A whole rubric."""

    name: str
    full: Fraction
    indicators: tuple[Indicator, ...]
    grades: tuple[GradeBand, ...] = ()
    grade_rules: tuple[GradeRule, ...] = ()
    facts: tuple[Fact, ...] = ()
    definitions: tuple[Definition, ...] = ()
    examples: tuple[Example, ...] = ()
    conventions: Conventions = Conventions()
    head: tuple[tuple[str, str], ...] = ()
