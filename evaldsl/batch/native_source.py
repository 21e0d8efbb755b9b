"""A plan as LLVM code: eight units at a time, a few indicators in one loop, block by block.

A block is so small that what the loops share stays in the processor's cache: the total so far and the units left. Every
loop holds the columns that it reads against the ranges for which the code was made. The last units of a block are taken
together with some before them, which are scored twice, so that every step is of eight.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from attrs import define, field, frozen

from evaldsl.batch.marks import Marked
from evaldsl.batch.native_body import KINDS, WIDTH, Body, many
from evaldsl.batch.shapes import Shape
from evaldsl.batch.steps import type_of

GROUP = 4
"""Indicators scored in one loop."""
TABLES = "ptr %given, ptr %results, ptr %sums, ptr %marks, i64 %start, i64 %stop"
"""What every loop takes: columns, results, the totals and the units left of the block at hand, and where it begins and ends."""


@frozen
class Native:
    """The text of the code; *given*: the columns it reads, by kind and key; *types* of its results."""

    text: str
    given: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    marks: bool


_SCALAR = {"int8": "i8", "int16": "i16", "int32": "i32", "float64": "i64", "int64": "i64"}


@define
class Source:
    """The whole text: a function for each few indicators, one for the grade, and one that calls them block by block."""

    marked: Marked
    shape: Shape
    words: Mapping[tuple[str, str], int]
    rows: int
    given: dict[tuple[str, str], int] = field(factory=dict)
    sum: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.sum = "i64" if KINDS[type_of(self.marked.plan.ranges[self.marked.plan.total])] != "i32" else "i32"

    def native(self) -> Native:
        """The text and what it takes."""
        plan = self.marked.plan
        results = [*(one.score for one in plan.indicators), plan.total, plan.grade]
        types = [type_of(plan.ranges[node]) for node in results]
        kept = tuple("int64" if one == "float64" else one for one in types)
        places = range(len(plan.indicators))
        groups = [places[start : start + GROUP] for start in range(0, len(places), GROUP)]
        names = [f"score{order}" for order in range(len(groups))]
        texts = [self.function(name, partial(self.scores, of)) for name, of in zip(names, groups, strict=True)]
        text = "\n".join([*texts, self.function("grade", self.grade), self.driver([*names, "grade"])])
        return Native(text, tuple(self.given), kept, self.marks)

    @property
    def marks(self) -> bool:
        """Whether there may be units that are left."""
        return any(one is not None for one in (*self.marked.indicators, self.marked.grade))

    def scores(self, places: Sequence[int], body: Body) -> None:
        """Some indicators, added to the total."""
        total = body.whole(0, self.sum) if not places or places[0] == 0 else body.load_from("%sums", self.sum, "%step")
        for place in places:
            value = self.result(body, place, self.marked.plan.indicators[place].score)
            total = body.line(f"add {many(self.sum)} {total}, {value}")
        body.store("%sums", self.sum, total, "%step")
        self.mark(body, [self.marked.indicators[place] for place in places])

    def result(self, body: Body, place: int, node: int) -> str:
        """Writes a number where it is asked for, and gives it in the type of the total."""
        scalar = _SCALAR[type_of(self.marked.plan.ranges[node])]
        kind = "i64" if scalar == "i64" else "i32"
        value = body.number(node, kind)
        body.store(f"%r{place}", scalar, body.cast(value, kind, scalar))
        return body.cast(value, kind, self.sum)

    def mark(self, body: Body, nodes: Sequence[int | None]) -> None:
        """The units that are left."""
        some = [node for node in nodes if node is not None]
        if some:
            left = body.load_from("%marks", "i8", "%step")
            for node in some:
                more = body.line(f"zext {many('i1')} {body.truth(node)} to {many('i8')}")
                left = body.line(f"or {many('i8')} {left}, {more}")
            body.store("%marks", "i8", left, "%step")

    def grade(self, body: Body) -> None:
        """The total as it stands, the grade, and the units left."""
        plan, count = self.marked.plan, len(self.marked.plan.indicators)
        body.kinds[plan.total] = self.sum
        body.known[plan.total, self.sum] = body.load_from("%sums", self.sum, "%step")
        self.result(body, count, plan.total)
        self.result(body, count + 1, plan.grade)
        if self.marks:
            self.mark(body, [self.marked.grade])
            body.store(f"%r{count + 2}", "i8", body.load_from("%marks", "i8", "%step"))

    # ---- functions

    def function(self, name: str, write: Callable[[Body], None]) -> str:
        """A loop over the units of a block by eights; it gives 0 if all numbers lie in their ranges."""
        body = Body(self.marked.plan, self.shape, self.words, self.given)
        write(body)
        return "\n".join(
            [
                f"define internal i64 @{name}({TABLES}) {{",
                "entry:",
                *_pointers(body.lines),
                f"%last = sub i64 %stop, {WIDTH}",
                f"%first = {_least('%start', '%last')}",
                "br label %loop",
                "loop:",
                "%at = phi i64 [ %first, %entry ], [ %next, %loop ]",
                "%step = phi i64 [ 0, %entry ], [ %step.next, %loop ]",
                *(
                    f"%outside.{scalar} = phi {many(scalar)} [ zeroinitializer, %entry ], [ {value}, %loop ]"
                    for scalar, value in body.outside.items()
                ),
                *body.lines,
                f"%step.next = add i64 %step, {WIDTH}",
                "%far = add i64 %start, %step.next",
                f"%next = {_least('%far', '%last')}",
                "%more = icmp slt i64 %far, %stop",
                "br i1 %more, label %loop, label %done",
                "done:",
                *_any_bit(body.outside),
                "}",
            ]
        )

    def driver(self, functions: Sequence[str]) -> str:
        """Scores block after block; 0 as soon as some number lies outside its range."""
        room = self.rows + WIDTH
        calls = [f"%bad{place} = call i64 @{name}({TABLES})" for place, name in enumerate(functions)]
        together = [f"%all{place + 1} = or i64 %all{place}, %bad{place}" for place in range(len(functions))]
        return "\n".join(
            [
                "define i32 @scores(ptr %given, ptr %results, i64 %from, i64 %to) {",
                f"entry:\n%sums = alloca {self.sum}, i64 {room}, align 64\n%marks = alloca i8, i64 {room}, align 64",
                "br label %head",
                "head:\n%start = phi i64 [ %from, %entry ], [ %stop, %block ]",
                "%more = icmp slt i64 %start, %to\nbr i1 %more, label %block, label %done",
                f"block:\n%end = add i64 %start, {self.rows}",
                f"%stop = {_least('%end', '%to')}",
                f"call void @llvm.memset.p0.i64(ptr %marks, i8 0, i64 {room}, i1 false)",
                *calls,
                "%all0 = add i64 0, 0",
                *together,
                f"%fine = icmp eq i64 %all{len(functions)}, 0",
                "br i1 %fine, label %head, label %bad",
                "bad:\nret i32 0",
                "done:\nret i32 1\n}",
            ]
        )


def _least(one: str, other: str) -> str:
    return f"call i64 @llvm.smin.i64(i64 {one}, i64 {other})"


def _pointers(lines: Iterable[str]) -> list[str]:
    """The beginning of a function: the arrays that it uses."""
    names = {word.rstrip(",") for line in lines for word in line.split() if word[:2] in ("%c", "%r")}
    found: list[str] = []
    for name in sorted(names):
        table = "%given" if name[1] == "c" else "%results"
        found += [f"{name}.at = getelementptr ptr, ptr {table}, i64 {name[2:]}", f"{name} = load ptr, ptr {name}.at"]
    return found


def _any_bit(values: Mapping[str, str]) -> list[str]:
    """The end of a function: whether some bit of the values that it has gathered is set."""
    lines, before = list[str](), "0"
    for scalar, value in values.items():
        lines.append(f"%any.{scalar} = call {scalar} @llvm.vector.reduce.or.v{WIDTH}{scalar}({many(scalar)} {value})")
        wide = f"%any.{scalar}"
        if scalar != "i64":
            lines.append(f"{wide}.wide = zext {scalar} {wide} to i64")
            wide += ".wide"
        lines.append(f"{wide}.all = or i64 {before}, {wide}")
        before = f"{wide}.all"
    return [*lines, f"ret i64 {before}"]
