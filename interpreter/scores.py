"""The scorecard: what a unit gets, and why each point is missing. Points are in 分."""

from fractions import Fraction

from attrs import field

from .records import frozen
from .values import Bound, Interval, Span


@frozen
class Deduction:
    """Points taken (negative: given beyond the opening) by one clause.

    *label* is the item ①, *clause* the words as published, *reason* says in words and numbers why, *reads* are the keys of the facts behind it. *span* is where the
    clause stands.
    """

    points: Fraction
    label: str
    clause: str
    reason: str
    reads: tuple[str, ...] = ()
    span: Span = field(default=(0, 0), repr=False)


@frozen
class IndicatorScore:
    """*score* is None while facts are missing that can change it; then *interval* says what is possible.

    The deductions sum to full marks minus score when the score is known; else they are those already certain.
    """

    name: str
    path: tuple[str, ...]
    full: Fraction
    score: Fraction | None
    interval: Interval
    deductions: tuple[Deduction, ...]
    missing: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()


@frozen
class Missing:
    """A fact to ask for: *swing* is by how many points knowing it can narrow the interval; *grades*: the grade may turn on it."""

    key: str
    name: str
    address: str
    kind: str
    unit: str
    swing: Bound
    grades: bool = False


@frozen
class Scorecard:
    """One unit under one rubric."""

    rubric: str
    unit: str
    full: Fraction
    indicators: tuple[IndicatorScore, ...]
    score: Fraction | None
    interval: Interval
    grade: str | None
    grades: tuple[str, ...]
    grade_reason: str
    next_grade: tuple[str, Fraction] | None
    missing: tuple[Missing, ...]
