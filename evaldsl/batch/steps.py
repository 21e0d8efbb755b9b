"""A plan as steps over typed columns: which type holds each number, and what is computed in which.

Every step is one call over whole columns, in the narrowest type that holds its numbers: int8, int16, int32; float64,
which holds every whole number up to 2**53; int64 beyond. A quotient of whole numbers within 2**53 rounds to a float64 whose
whole part is that of the quotient itself (docs/explanation/decisions/0014-whole-numbers-in-floats.md).
"""

from collections.abc import Sequence
from typing import assert_never

from attrs import define, field, frozen

from evaldsl.batch.marks import Marked
from evaldsl.batch.wide import QUOTIENT, Errors
from evaldsl.interpreter.plan import Plan
from evaldsl.interpreter.whole_numbers import (
    Choice,
    Column,
    Comparison,
    Constant,
    Either,
    Every,
    Node,
    Operation,
    Opposite,
    Span,
    Word,
    Yes,
    are_opposite,
)

TYPES = ("int8", "int16", "int32", "float64", "int64")
"""Each holds every whole number of the ones before it, as far as the ranges let them occur together."""
MOST = {"int8": 2**7 - 1, "int16": 2**15 - 1, "int32": 2**31 - 1, "float64": 2**53, "int64": 2**63 - 1}
HALVES = 2**50
"""Up to here a quarter can be added to a dividend, and its quotient rounded, exactly."""
RECIPROCALS = 2**49
"""Up to here a dividend may be multiplied by the rounded reciprocal of a constant instead."""


@frozen
class Scalar:
    """A constant argument."""

    value: float


Arg = int | str | Scalar
"""An earlier step by its place, the name of what is given, or a constant."""


@frozen
class Step:
    """*call* of *args*, a column of *type*."""

    call: str
    args: tuple[Arg, ...]
    type: str


class TooWide(Exception):
    """A number on the way does not fit."""


@frozen
class Program:
    """*steps*, and the places of what is asked for; *left*: None where every unit is scored."""

    steps: tuple[Step, ...]
    indicators: tuple[int, ...]
    total: int
    grade: int
    left: int | None


def rounded_half_up(plan: Plan, left: int, right: int) -> tuple[int, int] | None:
    """n and d where *left* ÷ *right* is (2n + d) ÷ 2d: a quotient n ÷ d that is rounded half up."""
    nodes = plan.nodes
    match nodes[left], nodes[right]:
        case Operation("+", doubled, by), Operation("×", under, two) if by == under and nodes[two] == Constant(2):
            match nodes[doubled]:
                case Operation("×", over, twice) if nodes[twice] == Constant(2):
                    return over, under
    return None


def rounded_up(plan: Plan, left: int, right: int) -> int | None:
    """n where *left* ÷ *right* is (n + d - 1) ÷ d: a quotient n ÷ d that is rounded up, n not below 0."""
    match plan.nodes[left]:
        case Operation("+", over, less) if plan.ranges[over][0] >= 0:
            match plan.nodes[less]:
                case Operation("-", by, one) if by == right and plan.nodes[one] == Constant(1):
                    return over
    return None


def is_below(plan: Plan, most: int, *nodes: int) -> bool:
    """Whether none of *nodes* can be larger than *most*, nor its opposite."""
    return all(abs(end) <= most for node in nodes for end in plan.ranges[node])


def type_of(span: Span) -> str:
    """The narrowest type that holds every number of *span*."""
    most = max(abs(end) for end in span)
    for name in TYPES:
        if most <= MOST[name]:
            return name
    raise TooWide


def wider(*types: str) -> str:
    """The one type that holds the numbers of all."""
    return max(types, key=TYPES.index)


@define
class Typed:
    """The steps of a plan so far; *known*: the place of each node, by type."""

    plan: Plan
    steps: list[Step] = field(factory=list)
    known: dict[tuple[int, str], int] = field(factory=dict)
    places: dict[Step, int] = field(factory=dict)
    wide: set[int] = field(factory=set)
    errors: Errors = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.errors = Errors(self.plan)

    def in_turn(self) -> None:
        """Every number in the order of the plan, so that none has far to go; those that do not fit are *wide*."""
        for place, node in enumerate(self.plan.nodes):
            if isinstance(node, Operation | Choice):
                try:
                    for type_ in ("float64", "int64") if self.errors.is_wide(place) else (None,):
                        self.number(place, type_)
                except TooWide:
                    self.wide.add(place)

    def result(self, node: int) -> int:
        """A number as a column of integers."""
        place = self.number(node)
        return self.cast(place, "int64") if self.steps[place].type == "float64" else place

    def step(self, call: str, args: Sequence[Arg], type_: str) -> int:
        """A step, or the one that is the same."""
        step = Step(call, tuple(args), type_)
        if step not in self.places:
            self.places[step] = len(self.steps)
            self.steps.append(step)
        return self.places[step]

    # ---- numbers

    def constant(self, node: int) -> int | None:
        """The value of a constant node."""
        found = self.plan.nodes[node]
        return found.value if isinstance(found, Constant) else None

    def arg(self, node: int, type_: str) -> Arg:
        """A node as an argument of *type_*."""
        value = self.constant(node)
        if value is not None and self.errors.is_wide(node):
            raise TooWide
        return self.number(node, type_) if value is None else Scalar(value)

    def number(self, node: int, type_: str | None = None) -> int:
        """The place of a number, in its own type or in *type_*."""
        if node in self.wide:
            raise TooWide
        if self.errors.is_wide(node):
            return self.wide_number(node, type_)
        own = type_of(self.plan.ranges[node])
        if (node, own) not in self.known:
            place = self._number(node, own)
            self.known[node, self.steps[place].type] = place
            self.known[node, own] = self.cast(place, own)
        wanted = type_ or own
        if (node, wanted) not in self.known:
            self.known[node, wanted] = self.cast(self.known[node, own], wanted)
        return self.known[node, wanted]

    def cast(self, place: int, type_: str) -> int:
        """A column in another type."""
        return place if self.steps[place].type == type_ else self.step("cast", (place,), type_)

    def _number(self, node: int, own: str) -> int:
        match self.plan.nodes[node]:
            case Constant(value):
                return self.step("fill", (Scalar(value),), own)
            case Column(key, _):
                return self.step("number", (key,), own)
            case Operation("÷", left, right):
                return self.divided(node, left, right)
            case Operation(op, left, right):
                return self.operation(op, left, right, own)
            case Choice(condition, then, otherwise):
                return self.choice(condition, then, otherwise, own)
            case other:
                raise AssertionError(other)

    def operation(self, op: str, left: int, right: int, own: str) -> int:
        """+ - × min max."""
        types = [type_of(self.plan.ranges[one]) for one in (left, right)]
        type_ = wider(own, *types)
        if op == "max" and are_opposite(self.plan.nodes[left], self.plan.nodes[right]):
            return self.step("absolute", (self.arg(left, type_),), type_)
        return self.step(_CALLS[op], (self.arg(left, type_), self.arg(right, type_)), type_)

    def divided(self, node: int, left: int, right: int) -> int:
        """The whole part of a quotient."""
        if self.errors.is_wide(left) or self.errors.is_wide(right):
            return self.wide_quotient(node, left, right)
        rounded = self._half_up(node, left, right)
        if rounded is not None:
            return rounded
        by = self.constant(right)
        types = [type_of(self.plan.ranges[one]) for one in (left, right)]
        type_ = wider(*types)
        if (by is not None and TYPES.index(type_) < TYPES.index("float64")) or type_ == "int64":
            return self.step("floor_divide", (self.arg(left, type_), self.arg(right, type_)), type_)
        over = rounded_up(self.plan, left, right)
        call, over = ("floor", left) if over is None else ("ceil", over)
        quotient = self.step("divide", (self.arg(over, "float64"), self.arg(right, "float64")), "float64")
        return self.step(call, (quotient,), "float64")

    def _half_up(self, node: int, left: int, right: int) -> int | None:
        """A quotient rounded half up is the whole part of the quotient and a half; a cast leaves that of what is not below 0."""
        found = rounded_half_up(self.plan, left, right)
        if found is None or not is_below(self.plan, HALVES, *found):
            return None
        over, under = found
        quotient = self.step("divide", (self.arg(over, "float64"), self.arg(under, "float64")), "float64")
        more, span = self.step("add", (quotient, Scalar(0.5)), "float64"), self.plan.ranges[node]
        own = type_of(span)
        is_cut = span[0] >= 0 and own != "float64"
        return self.step("cast", (more,), own) if is_cut else self.step("floor", (more,), "float64")

    def choice(self, condition: int, then: int, otherwise: int, own: str) -> int:
        """*then* or *otherwise*, by arithmetic on the truth: branches cost more than they save."""
        one, other = self.constant(then), self.constant(otherwise)
        truth = self.truth(condition)
        if other == 0:
            return self.masked(then, truth, own)
        if one == 0:
            return self.masked(otherwise, self.step("logical_not", (truth,), "bool"), own)
        (low, high), (first, last) = self.plan.ranges[then], self.plan.ranges[otherwise]
        apart = type_of((low - last, high - first))
        type_ = wider(own, apart, type_of((low, high)), type_of((first, last)))
        if one is not None and other is not None:
            more = self.step("multiply", (self.mask(truth, type_), Scalar(one - other)), type_)
        else:
            difference = self.step("subtract", (self.arg(then, type_), self.arg(otherwise, type_)), type_)
            more = self.step("multiply", (difference, self.mask(truth, type_)), type_)
        return self.step("add", (more, self.arg(otherwise, type_)), type_)

    def masked(self, node: int, truth: int, type_: str) -> int:
        """A number where *truth* holds, else 0."""
        value = self.constant(node)
        if value == 1:
            return self.mask(truth, "int8")
        type_ = wider(type_, type_of(self.plan.ranges[node]))
        return self.step("multiply", (self.mask(truth, type_), self.arg(node, type_)), type_)

    def mask(self, truth: int, type_: str) -> int:
        """A truth as 1 or 0."""
        return self.cast(self.step("mask", (truth,), "int8"), type_)

    # ---- numbers of more than 64 bits, see wide.py

    def wide_number(self, node: int, type_: str | None) -> int:
        """A large number nearly, in float64, or its rest, in int64."""
        if type_ not in ("float64", "int64") or self.errors.of(node) is None:
            raise TooWide
        if (node, type_) not in self.known:
            match self.plan.nodes[node]:
                case Operation(op, left, right):
                    place = self.step(_CALLS[op], (self.arg(left, type_), self.arg(right, type_)), type_)
                case Choice(condition, then, otherwise):
                    truth = self.truth(condition)
                    parts = [
                        self.step("multiply", (self.mask(one, type_), self.arg(of, type_)), type_)
                        for one, of in ((truth, then), (self.step("logical_not", (truth,), "bool"), otherwise))
                    ]
                    place = self.step("add", parts, type_)
                case _:
                    raise TooWide
            self.known[node, type_] = place
        return self.known[node, type_]

    def wide_quotient(self, node: int, left: int, right: int) -> int:
        """The whole part of a quotient of large numbers."""
        margin = self.errors.margin(left, right)
        if margin is None or not is_below(self.plan, QUOTIENT, node):
            raise TooWide
        ratio = self.step("divide", (self.arg(left, "float64"), self.arg(right, "float64")), "float64")
        nearest = self.step("rint", (ratio,), "float64")
        product = self.step("multiply", (self.cast(nearest, "int64"), self.arg(right, "int64")), "int64")
        rest = self.step("subtract", (self.arg(left, "int64"), product), "int64")
        distance = self.step("subtract", (ratio, nearest), "float64")
        below = self.by_rest(distance, self.step("multiply", (ratio, Scalar(margin)), "float64"), rest)
        return self.step("subtract", (nearest, self.mask(below, "float64")), "float64")

    def by_rest(self, distance: int, limit: int, rest: int) -> int:
        """Whether *distance* is below 0: by its own sign where it is larger than *limit*, else by that of *rest*."""
        near = self.step("less_equal", (self.step("absolute", (distance,), "float64"), limit), "bool")
        by_rest = self.step("logical_and", (near, self.step("less", (rest, Scalar(0)), "bool")), "bool")
        far = self.step("logical_not", (near,), "bool")
        by_float = self.step("logical_and", (far, self.step("less", (distance, Scalar(0)), "bool")), "bool")
        return self.step("logical_or", (by_rest, by_float), "bool")

    def wide_comparison(self, op: str, left: int, right: int) -> int:
        """A comparison of large numbers; ≤ and > are the same the other way round."""
        if op in ("≤", ">"):
            left, right, op = right, left, "≥" if op == "≤" else "<"
        margin = self.errors.margin(left, right)
        if margin is None or op == "=":
            raise TooWide
        one, other = self.arg(left, "float64"), self.arg(right, "float64")
        distance = self.step("subtract", (one, other), "float64")
        size = self.step("multiply", (self.step("add", (one, other), "float64"), Scalar(margin)), "float64")
        rest = self.step("subtract", (self.arg(left, "int64"), self.arg(right, "int64")), "int64")
        below = self.by_rest(distance, size, rest)
        return below if op == "<" else self.step("logical_not", (below,), "bool")

    # ---- truths

    def truth(self, node: int) -> int:
        """The place of a condition."""
        if (node, "bool") not in self.known:
            self.known[node, "bool"] = self._truth(self.plan.nodes[node])
        return self.known[node, "bool"]

    def _truth(self, node: Node) -> int:
        match node:
            case Comparison(op, left, right) if self.errors.is_wide(left) or self.errors.is_wide(right):
                return self.wide_comparison(op, left, right)
            case Comparison(op, left, right):
                type_ = wider(*(type_of(self.plan.ranges[one]) for one in (left, right)))
                return self.step(_CALLS[op], (self.arg(left, type_), self.arg(right, type_)), "bool")
            case Yes(key):
                return self.step("yes", (key,), "bool")
            case Word(key, ""):
                return self.step("missing", (key,), "bool")
            case Word(key, word):
                return self.step("word", (key, word), "bool")
            case Every(()):
                return self.step("fill", (Scalar(1),), "bool")
            case Either(()):
                return self.step("fill", (Scalar(0),), "bool")
            case Every(of):
                return self.together("logical_and", [self.truth(one) for one in of])
            case Either(of):
                return self.together("logical_or", [self.truth(one) for one in of])
            case Opposite(of_one):
                return self.step("logical_not", (self.truth(of_one),), "bool")
            case Constant() | Column() | Operation() | Choice():
                raise AssertionError(node)
            case _:
                assert_never(node)

    def together(self, call: str, truths: Sequence[int]) -> int:
        """Several truths as one."""
        found = truths[0]
        for one in truths[1:]:
            found = self.step(call, (found, one), "bool")
        return found


_CALLS = {
    "+": "add", "-": "subtract", "×": "multiply", "min": "minimum", "max": "maximum",
    "≥": "greater_equal", ">": "greater", "≤": "less_equal", "<": "less", "=": "equal",
}  # fmt: skip


def marked_to_program(marked: Marked) -> Program | None:
    """The steps of a plan; None where a number on the way fits no type."""
    plan = marked.plan
    typed = Typed(plan)
    typed.in_turn()
    asked = [*(one.score for one in plan.indicators), plan.total, plan.grade]
    if typed.wide.intersection(asked):
        return None
    scores = tuple(typed.result(one.score) for one in plan.indicators)
    total, grade = typed.result(plan.total), typed.result(plan.grade)
    marks = dict.fromkeys(node for node in (*marked.indicators, marked.grade) if node is not None)
    try:
        left = typed.together("logical_or", [typed.truth(node) for node in marks]) if marks else None
    except TooWide:
        return None
    return Program(tuple(typed.steps), scores, total, grade, left)
