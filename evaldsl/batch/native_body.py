"""Scores of some indicators as LLVM instructions: every number in float64 where it fits, else in int64."""

import struct
from collections.abc import Mapping
from typing import assert_never

from attrs import define, field

from evaldsl.batch.marks import MISSING
from evaldsl.batch.steps import HALVES, TooWide, is_below, rounded_half_up, type_of
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

MAGIC = 0x4338000000000000
"""The bits of 2**52 + 2**51: added to those of a whole number within 2**51 they make a float64 that is so much larger."""
_FLOAT = {"+": "fadd", "-": "fsub", "×": "fmul"}
_WHOLE = {"+": "add", "-": "sub", "×": "mul"}
_ORDER = {"≥": "ge", ">": "gt", "≤": "le", "<": "lt", "=": "eq"}
_ALIGN = {"i8": 1, "i16": 2, "i32": 4, "i64": 8}


def _bits(value: float) -> str:
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


@define
class Body:
    """The loop body of some indicators for *width* units at a time, the units from %at on."""

    plan: Plan
    words: Mapping[tuple[str, str], int]
    given: dict[tuple[str, str], int]
    width: int
    lines: list[str] = field(factory=list)
    known: dict[tuple[int, str], str] = field(factory=dict)
    count: int = 0
    errors: Errors = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.errors = Errors(self.plan)

    # ---- text

    def type(self, scalar: str) -> str:
        """So many of a type."""
        return scalar if self.width == 1 else f"<{self.width} x {scalar}>"

    def constant(self, text: str, scalar: str) -> str:
        """The same constant for all."""
        return text if self.width == 1 else f"splat ({scalar} {text})"

    def whole(self, value: int) -> str:
        """A whole number in int64."""
        return self.constant(str(value), "i64")

    def real(self, value: float) -> str:
        """A number in float64."""
        return self.constant(_bits(value), "double")

    def line(self, text: str) -> str:
        """A line that gives a value; its name."""
        self.count += 1
        name = f"%v{self.width}.{self.count}"
        self.lines.append(f"{name} = {text}")
        return name

    def call(self, name: str, *args: str) -> str:
        """An intrinsic of float64."""
        suffix = "f64" if self.width == 1 else f"v{self.width}f64"
        shown = ", ".join(f"{self.type('double')} {arg}" for arg in args)
        return self.line(f"call {self.type('double')} @llvm.{name}.{suffix}({shown})")

    def load(self, kind: str, key: str, scalar: str) -> str:
        """What is given of a fact for the units at hand."""
        place = self.given.setdefault((kind, key), len(self.given))
        return self.load_from(f"%c{place}", scalar)

    def load_from(self, pointer: str, scalar: str) -> str:
        """The units at hand of an array."""
        at = self.line(f"getelementptr {scalar}, ptr {pointer}, i64 %at{self.width}")
        return self.line(f"load {self.type(scalar)}, ptr {at}, align {_ALIGN[scalar]}")

    def store(self, pointer: str, scalar: str, value: str) -> None:
        """Writes the units at hand into an array."""
        at = self.line(f"getelementptr {scalar}, ptr {pointer}, i64 %at{self.width}")
        self.lines.append(f"store {self.type(scalar)} {value}, ptr {at}, align {_ALIGN[scalar]}")

    # ---- numbers

    def is_real(self, node: int) -> bool:
        """Whether a number is kept in float64."""
        return type_of(self.plan.ranges[node]) != "int64"

    def number(self, node: int, *, real: bool) -> str:
        """A number in float64, or in int64."""
        kind = "f" if real else "i"
        if (node, kind) not in self.known:
            self.known[node, kind] = self._number(node, real)
        return self.known[node, kind]

    def _number(self, node: int, real: bool) -> str:
        match self.plan.nodes[node]:
            case Constant(value):
                if self.errors.is_wide(node):
                    raise TooWide
                return self.real(value) if real else self.whole(value)
            case Column(key, _):
                loaded = self.load("number", key, "i64")
                return self.to_real(loaded, node) if real else loaded
        if self.errors.is_wide(node):
            return self.wide_number(node, real)
        if real != self.is_real(node):
            if real:
                return self.line(f"sitofp {self.type('i64')} {self.number(node, real=False)} to {self.type('double')}")
            return self.line(f"fptosi {self.type('double')} {self.number(node, real=True)} to {self.type('i64')}")
        return self.in_floats(node) if real else self.in_wholes(node)

    def to_real(self, loaded: str, node: int) -> str:
        """A column as float64."""
        many, real = self.type("i64"), self.type("double")
        if max(abs(end) for end in self.plan.ranges[node]) > 2**51:
            return self.line(f"sitofp {many} {loaded} to {real}")
        more = self.line(f"add {many} {loaded}, {self.whole(MAGIC)}")
        return self.line(f"fsub {real} {self.line(f'bitcast {many} {more} to {real}')}, {self.real(2.0**52 + 2.0**51)}")

    def in_floats(self, node: int) -> str:
        """An operation whose result fits float64."""
        real = self.type("double")
        match self.plan.nodes[node]:
            case Operation("÷", left, right):
                return self.divided(node, left, right)
            case Operation(op, left, right) if self.is_real(left) and self.is_real(right):
                one, other = self.number(left, real=True), self.number(right, real=True)
                if op in _FLOAT:
                    return self.line(f"{_FLOAT[op]} {real} {one}, {other}")
                truth = self.line(f"fcmp {'olt' if op == 'min' else 'ogt'} {real} {one}, {other}")
                return self.select(truth, one, other, "double")
            case Operation():
                return self.line(f"sitofp {self.type('i64')} {self.in_wholes(node)} to {real}")
            case Choice(condition, then, otherwise):
                one, other = self.number(then, real=True), self.number(otherwise, real=True)
                return self.select(self.truth(condition), one, other, "double")
            case unexpected:
                raise AssertionError(unexpected)

    def in_wholes(self, node: int) -> str:
        """An operation in int64."""
        many = self.type("i64")
        match self.plan.nodes[node]:
            case Operation("÷", left, right):
                return self.line(f"fptosi {self.type('double')} {self.divided(node, left, right)} to {many}")
            case Operation(op, left, right):
                one, other = self.number(left, real=False), self.number(right, real=False)
                if op in _WHOLE:
                    return self.line(f"{_WHOLE[op]} {many} {one}, {other}")
                truth = self.line(f"icmp {'slt' if op == 'min' else 'sgt'} {many} {one}, {other}")
                return self.select(truth, one, other, "i64")
            case Choice(condition, then, otherwise):
                one, other = self.number(then, real=False), self.number(otherwise, real=False)
                return self.select(self.truth(condition), one, other, "i64")
            case unexpected:
                raise AssertionError(unexpected)

    def divided(self, node: int, left: int, right: int) -> str:
        """The whole part of a quotient, in float64; its numbers in int64 where they do not fit."""
        if self.errors.is_wide(left) or self.errors.is_wide(right):
            return self.wide_quotient(node, left, right)
        real, many = self.type("double"), self.type("i64")
        halves = rounded_half_up(self.plan, left, right)
        if halves is not None and is_below(self.plan, HALVES, *halves):
            over, under = (self.number(one, real=True) for one in halves)
            more = self.line(f"fadd {real} {over}, {self.real(0.25)}")
            return self.call("rint", self.line(f"fdiv {real} {more}, {under}"))
        if self.is_real(left) and self.is_real(right):
            over, under = self.number(left, real=True), self.number(right, real=True)
            return self.call("floor", self.line(f"fdiv {real} {over}, {under}"))
        over, under = self.number(left, real=False), self.number(right, real=False)
        quotient = self.line(f"sdiv {many} {over}, {under}")
        if self.plan.ranges[left][0] < 0:
            rest = self.line(f"sub {many} {over}, {self.line(f'mul {many} {quotient}, {under}')}")
            less = self.line(f"sext {self.type('i1')} {self.line(f'icmp slt {many} {rest}, {self.zero()}')} to {many}")
            quotient = self.line(f"add {many} {quotient}, {less}")
        return self.line(f"sitofp {many} {quotient} to {real}")

    def zero(self) -> str:
        """0 in int64."""
        return self.whole(0)

    def select(self, truth: str, one: str, other: str, scalar: str) -> str:
        """One or the other."""
        many = self.type(scalar)
        return self.line(f"select {self.type('i1')} {truth}, {many} {one}, {many} {other}")

    # ---- numbers of more than 64 bits, see wide.py

    def wide_number(self, node: int, real: bool) -> str:
        """A large number nearly, in float64, or its rest, in int64."""
        if self.errors.of(node) is None:
            raise TooWide
        scalar = "double" if real else "i64"
        match self.plan.nodes[node]:
            case Operation(op, left, right):
                call = (_FLOAT if real else _WHOLE)[op]
                one, other = self.number(left, real=real), self.number(right, real=real)
                return self.line(f"{call} {self.type(scalar)} {one}, {other}")
            case Choice(condition, then, otherwise):
                one, other = self.number(then, real=real), self.number(otherwise, real=real)
                return self.select(self.truth(condition), one, other, scalar)
            case unexpected:
                raise AssertionError(unexpected)

    def wide_quotient(self, node: int, left: int, right: int) -> str:
        """The whole part of a quotient of large numbers."""
        margin = self.errors.margin(left, right)
        if margin is None or not is_below(self.plan, QUOTIENT, node):
            raise TooWide
        real, many = self.type("double"), self.type("i64")
        ratio = self.line(f"fdiv {real} {self.number(left, real=True)}, {self.number(right, real=True)}")
        nearest = self.call("rint", ratio)
        whole = self.line(f"fptosi {real} {nearest} to {many}")
        product = self.line(f"mul {many} {whole}, {self.number(right, real=False)}")
        rest = self.line(f"sub {many} {self.number(left, real=False)}, {product}")
        distance = self.line(f"fsub {real} {ratio}, {nearest}")
        below = self.by_rest(distance, self.line(f"fmul {real} {ratio}, {self.real(margin)}"), rest)
        less = self.line(f"uitofp {self.type('i1')} {below} to {real}")
        return self.line(f"fsub {real} {nearest}, {less}")

    def by_rest(self, distance: str, limit: str, rest: str) -> str:
        """Whether *distance* is below 0: by its own sign where it is larger than *limit*, else by that of *rest*."""
        near = self.line(f"fcmp ole {self.type('double')} {self.call('fabs', distance)}, {limit}")
        by_rest = self.line(f"icmp slt {self.type('i64')} {rest}, {self.zero()}")
        by_float = self.line(f"fcmp olt {self.type('double')} {distance}, {self.real(0.0)}")
        return self.select(near, by_rest, by_float, "i1")

    def wide_comparison(self, op: str, left: int, right: int) -> str:
        """A comparison of large numbers; ≤ and > are the same the other way round."""
        if op in ("≤", ">"):
            left, right, op = right, left, "≥" if op == "≤" else "<"
        margin = self.errors.margin(left, right)
        if margin is None or op == "=":
            raise TooWide
        real = self.type("double")
        one, other = self.number(left, real=True), self.number(right, real=True)
        distance = self.line(f"fsub {real} {one}, {other}")
        size = self.line(f"fmul {real} {self.line(f'fadd {real} {one}, {other}')}, {self.real(margin)}")
        first, second = self.number(left, real=False), self.number(right, real=False)
        below = self.by_rest(distance, size, self.line(f"sub {self.type('i64')} {first}, {second}"))
        if op == "<":
            return below
        return self.line(f"xor {self.type('i1')} {below}, {self.constant('true', 'i1')}")

    # ---- truths

    def truth(self, node: int) -> str:
        """A condition, one bit."""
        if (node, "t") not in self.known:
            self.known[node, "t"] = self._truth(self.plan.nodes[node])
        return self.known[node, "t"]

    def _truth(self, node: Node) -> str:
        one_bit = self.type("i1")
        match node:
            case Comparison(op, left, right) if self.errors.is_wide(left) or self.errors.is_wide(right):
                return self.wide_comparison(op, left, right)
            case Comparison(op, left, right):
                if self.is_real(left) and self.is_real(right):
                    one, other = self.number(left, real=True), self.number(right, real=True)
                    return self.line(f"fcmp o{_ORDER[op]} {self.type('double')} {one}, {other}")
                one, other = self.number(left, real=False), self.number(right, real=False)
                sign = _ORDER[op] if op == "=" else f"s{_ORDER[op]}"
                return self.line(f"icmp {sign} {self.type('i64')} {one}, {other}")
            case Yes(key):
                return self.holds(self.load("yes", key, "i8"))
            case Word(key, word) if word == MISSING:
                return self.holds(self.load("missing", key, "i8"))
            case Word(key, word):
                loaded = self.load("word", key, "i64")
                return self.line(f"icmp eq {self.type('i64')} {loaded}, {self.whole(self.words[key, word])}")
            case Every(()):
                return self.constant("true", "i1")
            case Either(()):
                return self.constant("false", "i1")
            case Every(of) | Either(of):
                found = self.truth(of[0])
                for one_more in of[1:]:
                    call = "and" if isinstance(node, Every) else "or"
                    found = self.line(f"{call} {one_bit} {found}, {self.truth(one_more)}")
                return found
            case Opposite(of_one):
                return self.line(f"xor {one_bit} {self.truth(of_one)}, {self.constant('true', 'i1')}")
            case Constant() | Column() | Operation() | Choice():
                raise AssertionError(node)
            case _:
                assert_never(node)

    def holds(self, loaded: str) -> str:
        """A byte as a bit."""
        return self.line(f"icmp ne {self.type('i8')} {loaded}, {self.constant('0', 'i8')}")

    # ---- results

    def result(self, node: int, scalar: str) -> str:
        """A number as an integer of a type."""
        if scalar == "i64":
            return self.number(node, real=False)
        value = self.number(node, real=True)
        found = self.line(f"fptosi {self.type('double')} {value} to {self.type('i32')}")
        return found if scalar == "i32" else self.line(f"trunc {self.type('i32')} {found} to {self.type(scalar)}")

    def widened(self, value: str, scalar: str) -> str:
        """An integer in int64."""
        return value if scalar == "i64" else self.line(f"sext {self.type(scalar)} {value} to {self.type('i64')}")
