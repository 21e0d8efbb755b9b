"""Scores of some indicators as LLVM instructions, eight units at a time.

A number is kept in int32 where it and all that it is made of fit there, in float64 where they fit that, else in int64.
"""

import struct
from collections.abc import Mapping
from typing import assert_never

from attrs import define, field

from evaldsl.batch.marks import MISSING
from evaldsl.batch.shapes import Shape
from evaldsl.batch.steps import HALVES, RECIPROCALS, TooWide, is_below, rounded_half_up, type_of
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
    Word,
    Yes,
)

WIDTH = 8
"""Units in one step of a loop."""
MAGIC = 0x4338000000000000
"""The bits of 2**52 + 2**51: added to those of a whole number within 2**51 they make a float64 that is so much larger."""
KINDS = {"int8": "i32", "int16": "i32", "int32": "i32", "float64": "double", "int64": "i64"}
"""The LLVM type in which a number is computed that fits a type."""
_ORDER = tuple(dict.fromkeys(KINDS.values()))
_FLOAT = {"+": "fadd", "-": "fsub", "×": "fmul"}
_WHOLE = {"+": "add", "-": "sub", "×": "mul"}
_SIGNS = {"≥": "ge", ">": "gt", "≤": "le", "<": "lt", "=": "eq"}
_ALIGN = {"i8": 1, "i16": 2, "i32": 4, "i64": 8}


def many(scalar: str) -> str:
    """So many of a type as are taken in one step."""
    return f"<{WIDTH} x {scalar}>"


def _bits(value: float) -> str:
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


@define
class Body:
    """The loop body of some indicators, for the units from %at on; *outside*: by type, bits of numbers beyond their ranges."""

    plan: Plan
    shape: Shape
    words: Mapping[tuple[str, str], int]
    given: dict[tuple[str, str], int]
    lines: list[str] = field(factory=list)
    known: dict[tuple[int, str], str] = field(factory=dict)
    kinds: dict[int, str] = field(factory=dict)
    outside: dict[str, str] = field(factory=dict)
    columns: dict[str, str] = field(factory=dict)
    count: int = 0
    errors: Errors = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.errors = Errors(self.plan)

    # ---- text

    def whole(self, value: int, kind: str = "i64") -> str:
        """The same whole number for all units."""
        return f"splat ({kind} {value})"

    def real(self, value: float) -> str:
        """The same number in float64 for all units."""
        return f"splat (double {_bits(value)})"

    def line(self, text: str) -> str:
        """A line that gives a value; its name."""
        self.count += 1
        name = f"%v{self.count}"
        self.lines.append(f"{name} = {text}")
        return name

    def call(self, name: str, *args: str) -> str:
        """An intrinsic of float64."""
        shown = ", ".join(f"{many('double')} {arg}" for arg in args)
        return self.line(f"call {many('double')} @llvm.{name}.v{WIDTH}f64({shown})")

    def load(self, kind: str, key: str, scalar: str) -> str:
        """What is given of a fact for the units at hand."""
        place = self.given.setdefault((kind, key), len(self.given))
        return self.load_from(f"%c{place}", scalar)

    def load_from(self, pointer: str, scalar: str, at: str = "%at") -> str:
        """The units at hand of an array."""
        place = self.line(f"getelementptr {scalar}, ptr {pointer}, i64 {at}")
        return self.line(f"load {many(scalar)}, ptr {place}, align {_ALIGN[scalar]}")

    def store(self, pointer: str, scalar: str, value: str, at: str = "%at") -> None:
        """Writes the units at hand into an array."""
        place = self.line(f"getelementptr {scalar}, ptr {pointer}, i64 {at}")
        self.lines.append(f"store {many(scalar)} {value}, ptr {place}, align {_ALIGN[scalar]}")

    # ---- columns

    def column(self, key: str) -> str:
        """A numeric column as it is given, its numbers held against their range."""
        if key not in self.columns:
            scalar = f"i{self.shape.width(key)}"
            loaded = self.columns[key] = self.load("number", key, scalar)
            for beyond in self.beyond(key, loaded, scalar):
                before = self.outside.get(scalar, f"%outside.{scalar}")
                self.outside[scalar] = self.line(f"or {many(scalar)} {before}, {beyond}")
        return self.columns[key]

    def beyond(self, key: str, loaded: str, scalar: str) -> list[str]:
        """Values of which some bit is set where a number does not lie in the range that its column was taken to have."""
        kind, shape = many(scalar), self.shape
        bits = dict(shape.bits)[key]
        most = 2**bits - 1
        if key in shape.signed:
            signs = () if shape.cut else (("slt", -most), ("sgt", most))
            outside = [self.line(f"icmp {sign} {kind} {loaded}, {self.whole(end, scalar)}") for sign, end in signs]
            return [self.line(f"sext {many('i1')} {one} to {kind}") for one in outside]
        tested = loaded
        if key in shape.positive:
            less = self.line(f"add {kind} {loaded}, {self.whole(-1, scalar)}")  # below 0 where it is 0
            tested = self.line(f"or {kind} {loaded}, {less}")
        last = int(scalar[1:]) - 1
        return [self.line(f"lshr {kind} {tested}, {self.whole(last if shape.cut else min(bits, last), scalar)}")]

    def from_column(self, node: int, key: str, kind: str) -> str:
        """A column in the type of a computation."""
        loaded, scalar = self.column(key), f"i{self.shape.width(key)}"
        if scalar in ("i8", "i16"):
            loaded, scalar = self.line(f"sext {many(scalar)} {loaded} to {many('i32')}"), "i32"
        if (scalar, kind) != ("i64", "double") or max(abs(end) for end in self.plan.ranges[node]) > 2**51:
            return self.cast(loaded, scalar, kind)
        more = self.line(f"add {many('i64')} {loaded}, {self.whole(MAGIC)}")
        shifted = self.line(f"bitcast {many('i64')} {more} to {many('double')}")
        return self.line(f"fsub {many('double')} {shifted}, {self.real(2.0**52 + 2.0**51)}")

    # ---- numbers

    def kind(self, node: int) -> str:
        """The type in which a number is computed: i32, double or i64."""
        if node not in self.kinds:
            self.kinds[node] = self._kind(node)
        return self.kinds[node]

    def _kind(self, node: int) -> str:
        if self.errors.is_wide(node):
            return "i64"
        parts = [KINDS[type_of(self.plan.ranges[node])]]
        match self.plan.nodes[node]:
            case Column(key, _) if self.shape.width(key) == 64:
                parts.append("double")
            case Operation("÷", left, right):
                wide = self.errors.is_wide(left) or self.errors.is_wide(right)
                parts.append("double" if wide or (self.is_real(left) and self.is_real(right)) else "i64")
            case Operation(_, left, right) | Choice(_, left, right):
                parts += [self.kind(left), self.kind(right)]
        return max(parts, key=_ORDER.index)

    def is_real(self, node: int) -> bool:
        """Whether float64 holds a number."""
        return not self.errors.is_wide(node) and type_of(self.plan.ranges[node]) != "int64"

    def number(self, node: int, kind: str) -> str:
        """A number in a type that holds it."""
        if (node, kind) not in self.known:
            self.known[node, kind] = self._number(node, kind)
        return self.known[node, kind]

    def _number(self, node: int, kind: str) -> str:
        match self.plan.nodes[node]:
            case Constant(value):
                if self.errors.is_wide(node):
                    raise TooWide
                return self.real(value) if kind == "double" else self.whole(value, kind)
            case Column(key, _):
                return self.from_column(node, key, kind)
        if self.errors.is_wide(node):
            return self.wide_number(node, kind)
        own = self.kind(node)
        return self.computed(node, own) if kind == own else self.cast(self.number(node, own), own, kind)

    def cast(self, value: str, kind: str, to: str) -> str:
        """A number in another type that holds it."""
        if kind == to:
            return value
        call = "sitofp" if to == "double" else "fptosi" if kind == "double" else "sext" if to == "i64" else "trunc"
        return self.line(f"{call} {many(kind)} {value} to {many(to)}")

    def computed(self, node: int, kind: str) -> str:
        """An operation in its own type."""
        match self.plan.nodes[node]:
            case Operation("÷", left, right):
                return self.divided(node, left, right)
            case Operation(op, left, right):
                one, other = self.number(left, kind), self.number(right, kind)
                if op in _WHOLE:
                    return self.line(f"{(_FLOAT if kind == 'double' else _WHOLE)[op]} {many(kind)} {one}, {other}")
                return self.select(self.compared("<" if op == "min" else ">", kind, one, other), one, other, kind)
            case Choice(condition, then, otherwise):
                one, other = self.number(then, kind), self.number(otherwise, kind)
                return self.select(self.truth(condition), one, other, kind)
            case unexpected:
                raise AssertionError(unexpected)

    def compared(self, op: str, kind: str, one: str, other: str) -> str:
        """How two numbers compare."""
        sign = _SIGNS[op]
        call = f"fcmp o{sign}" if kind == "double" else f"icmp {sign if op == '=' else f's{sign}'}"
        return self.line(f"{call} {many(kind)} {one}, {other}")

    def select(self, truth: str, one: str, other: str, kind: str) -> str:
        """One or the other."""
        return self.line(f"select {many('i1')} {truth}, {many(kind)} {one}, {many(kind)} {other}")

    # ---- quotients

    def divided(self, node: int, left: int, right: int) -> str:
        """The whole part of a quotient, in the type of *node*."""
        if self.errors.is_wide(left) or self.errors.is_wide(right):
            return self.cast(self.wide_quotient(node, left, right), "double", self.kind(node))
        if not (self.is_real(left) and self.is_real(right)):
            return self.divided_whole(left, right)
        halves = rounded_half_up(self.plan, left, right)
        if halves is not None and is_below(self.plan, HALVES, *halves):
            return self.call("rint", self.ratio(*halves, 0.25))
        if is_below(self.plan, RECIPROCALS, left) and isinstance(self.plan.nodes[right], Constant):
            return self.call("floor", self.ratio(left, right, 0.5))
        return self.call("floor", self.ratio(left, right, 0.0))

    def ratio(self, left: int, right: int, more: float) -> str:
        """(*left* + *more*) ÷ *right* in float64; a constant divides by way of its reciprocal, where that is near enough."""
        real, over = many("double"), self.number(left, "double")
        if more:
            over = self.line(f"fadd {real} {over}, {self.real(more)}")
        by = self.plan.nodes[right]
        if more and isinstance(by, Constant) and is_below(self.plan, RECIPROCALS, left):
            return self.line(f"fmul {real} {over}, {self.real(1 / by.value)}")
        return self.line(f"fdiv {real} {over}, {self.number(right, 'double')}")

    def divided_whole(self, left: int, right: int) -> str:
        """The whole part of a quotient in int64."""
        kind, one = many("i64"), self.whole(1)
        over, under = self.number(left, "i64"), self.number(right, "i64")
        # of units that are left a product may have wrapped to 0, which would stop the process
        under = self.select(self.compared(">", "i64", under, one), under, one, "i64")
        quotient = self.line(f"sdiv {kind} {over}, {under}")
        if self.plan.ranges[left][0] >= 0:
            return quotient
        rest = self.line(f"sub {kind} {over}, {self.line(f'mul {kind} {quotient}, {under}')}")
        less = self.line(f"sext {many('i1')} {self.compared('<', 'i64', rest, self.whole(0))} to {kind}")
        return self.line(f"add {kind} {quotient}, {less}")

    # ---- numbers of more than 64 bits, see wide.py

    def wide_number(self, node: int, kind: str) -> str:
        """A large number nearly, in float64, or its rest, in int64."""
        if self.errors.of(node) is None or kind == "i32":
            raise TooWide
        match self.plan.nodes[node]:
            case Operation(op, left, right):
                call = (_FLOAT if kind == "double" else _WHOLE)[op]
                return self.line(f"{call} {many(kind)} {self.number(left, kind)}, {self.number(right, kind)}")
            case Choice(condition, then, otherwise):
                one, other = self.number(then, kind), self.number(otherwise, kind)
                return self.select(self.truth(condition), one, other, kind)
            case unexpected:
                raise AssertionError(unexpected)

    def wide_quotient(self, node: int, left: int, right: int) -> str:
        """The whole part of a quotient of large numbers, in float64."""
        margin = self.errors.margin(left, right)
        if margin is None or not is_below(self.plan, QUOTIENT, node):
            raise TooWide
        real, kind = many("double"), many("i64")
        ratio = self.line(f"fdiv {real} {self.number(left, 'double')}, {self.number(right, 'double')}")
        nearest = self.call("rint", ratio)
        whole = self.line(f"fptosi {real} {nearest} to {kind}")
        product = self.line(f"mul {kind} {whole}, {self.number(right, 'i64')}")
        rest = self.line(f"sub {kind} {self.number(left, 'i64')}, {product}")
        distance = self.line(f"fsub {real} {ratio}, {nearest}")
        below = self.by_rest(distance, self.line(f"fmul {real} {ratio}, {self.real(margin)}"), rest)
        less = self.line(f"uitofp {many('i1')} {below} to {real}")
        return self.line(f"fsub {real} {nearest}, {less}")

    def by_rest(self, distance: str, limit: str, rest: str) -> str:
        """Whether *distance* is below 0: by its own sign where it is larger than *limit*, else by that of *rest*."""
        near = self.line(f"fcmp ole {many('double')} {self.call('fabs', distance)}, {limit}")
        by_rest = self.compared("<", "i64", rest, self.whole(0))
        by_float = self.compared("<", "double", distance, self.real(0.0))
        return self.select(near, by_rest, by_float, "i1")

    def wide_comparison(self, op: str, left: int, right: int) -> str:
        """A comparison of large numbers; ≤ and > are the same the other way round."""
        if op in ("≤", ">"):
            left, right, op = right, left, "≥" if op == "≤" else "<"
        margin = self.errors.margin(left, right)
        if margin is None or op == "=":
            raise TooWide
        real = many("double")
        one, other = self.number(left, "double"), self.number(right, "double")
        distance = self.line(f"fsub {real} {one}, {other}")
        size = self.line(f"fmul {real} {self.line(f'fadd {real} {one}, {other}')}, {self.real(margin)}")
        first, second = self.number(left, "i64"), self.number(right, "i64")
        below = self.by_rest(distance, size, self.line(f"sub {many('i64')} {first}, {second}"))
        return below if op == "<" else self.opposite(below)

    # ---- truths

    def truth(self, node: int) -> str:
        """A condition, one bit."""
        if (node, "i1") not in self.known:
            self.known[node, "i1"] = self._truth(self.plan.nodes[node])
        return self.known[node, "i1"]

    def _truth(self, node: Node) -> str:
        match node:
            case Comparison(op, left, right) if self.errors.is_wide(left) or self.errors.is_wide(right):
                return self.wide_comparison(op, left, right)
            case Comparison(op, left, right):
                kind = max(self.kind(left), self.kind(right), key=_ORDER.index)
                return self.compared(op, kind, self.number(left, kind), self.number(right, kind))
            case Yes(key):
                return self.holds(self.load("yes", key, "i8"))
            case Word(key, word) if word == MISSING:
                return self.holds(self.load("missing", key, "i8"))
            case Word(key, word):
                loaded = self.load("word", key, "i64")
                return self.compared("=", "i64", loaded, self.whole(self.words[key, word]))
            case Every(()):
                return self.whole(1, "i1")
            case Either(()):
                return self.whole(0, "i1")
            case Every(of) | Either(of):
                found = self.truth(of[0])
                for one_more in of[1:]:
                    call = "and" if isinstance(node, Every) else "or"
                    found = self.line(f"{call} {many('i1')} {found}, {self.truth(one_more)}")
                return found
            case Opposite(of_one):
                return self.opposite(self.truth(of_one))
            case Constant() | Column() | Operation() | Choice():
                raise AssertionError(node)
            case _:
                assert_never(node)

    def opposite(self, truth: str) -> str:
        """Not *truth*."""
        return self.line(f"xor {many('i1')} {truth}, {self.whole(1, 'i1')}")

    def holds(self, loaded: str) -> str:
        """A byte as a bit."""
        return self.line(f"icmp ne {many('i8')} {loaded}, {self.whole(0, 'i8')}")
