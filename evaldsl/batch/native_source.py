"""A plan as LLVM code: eight units at a time, every number in float64 where it fits, else in int64.

A block is scored indicator by indicator, so that few columns are at hand at once, and in blocks so small that they stay
in the processor's cache. Nothing is shared between functions but the columns, the results and the units left.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import define, field, frozen

from evaldsl.batch.marks import Marked
from evaldsl.batch.native_body import Body
from evaldsl.batch.shapes import Shape
from evaldsl.batch.steps import type_of

WIDTH = 8
"""Units in one step of a loop."""
GROUP = 4
"""Indicators scored in one loop."""


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

    def native(self) -> Native:
        """The text and what it takes."""
        plan = self.marked.plan
        types = [type_of(plan.ranges[one.score]) for one in plan.indicators]
        kept = tuple("int64" if one == "float64" else one for one in types)
        places = range(len(plan.indicators))
        groups = [places[start : start + GROUP] for start in range(0, len(places), GROUP)]
        functions = [self.function(f"score{order}", partial(self.scores, of)) for order, of in enumerate(groups)]
        functions.append(self.function("grade", self.grade))
        marks = any(one is not None for one in (*self.marked.indicators, self.marked.grade))
        driver = self.driver([*(f"score{order}" for order in range(len(groups))), "grade"])
        text = "\n".join([*functions, *_REDUCTIONS, driver])
        return Native(text, tuple(self.given), (*kept, "int64", "int64"), marks)

    def scores(self, places: Sequence[int], body: Body) -> None:
        """Some indicators, added to the total."""
        plan, count = self.marked.plan, len(self.marked.plan.indicators)
        many = body.type("i64")
        total = body.load_from(f"%r{count}", "i64")
        for place in places:
            node = plan.indicators[place].score
            scalar = _SCALAR[type_of(plan.ranges[node])]
            value = body.result(node, scalar)
            body.store(f"%r{place}", scalar, value)
            total = body.line(f"add {many} {total}, {body.widened(value, scalar)}")
        body.store(f"%r{count}", "i64", total)
        self.mark(body, [self.marked.indicators[place] for place in places])

    def mark(self, body: Body, nodes: Sequence[int | None]) -> None:
        """The units that are left."""
        some = [node for node in nodes if node is not None]
        if some:
            pointer = f"%r{len(self.marked.plan.indicators) + 2}"
            left = body.load_from(pointer, "i8")
            for node in some:
                more = body.line(f"zext {body.type('i1')} {body.truth(node)} to {body.type('i8')}")
                left = body.line(f"or {body.type('i8')} {left}, {more}")
            body.store(pointer, "i8", left)

    def grade(self, body: Body) -> None:
        """The grade, from the total as it stands."""
        plan, count = self.marked.plan, len(self.marked.plan.indicators)
        total = body.load_from(f"%r{count}", "i64")
        body.known[plan.total, "i"] = total
        body.known[plan.total, "f"] = body.line(f"sitofp {body.type('i64')} {total} to {body.type('double')}")
        body.store(f"%r{count + 1}", "i64", body.number(plan.grade, real=False))
        self.mark(body, [self.marked.grade])

    # ---- functions

    def function(self, name: str, write: Callable[[Body], None]) -> str:
        """A loop over units by eights, and over those that remain one by one."""
        bodies = [Body(self.marked.plan, self.words, self.given, width) for width in (WIDTH, 1)]
        for body in bodies:
            write(body)
        words = {word.rstrip(",") for body in bodies for line in body.lines for word in line.split()}
        reads = sorted(word for word in words if word[:2] in ("%c", "%r"))
        return "\n".join(
            [
                f"define internal void @{name}(ptr %given, ptr %results, i64 %start, i64 %stop) {{",
                *_pointers(reads),
                f"%whole = and i64 %length, -{WIDTH}",
                "%middle = add i64 %start, %whole",
                f"br label %head{WIDTH}",
                *_loop(WIDTH, "%start", "%entry", "%middle", "%head1", bodies[0].lines),
                *_loop(1, "%middle", f"%head{WIDTH}", "%stop", "%done", bodies[1].lines),
                "done:\nret void\n}",
            ]
        )

    def driver(self, functions: Sequence[str]) -> str:
        """Checks the columns of a block and scores it; 0 as soon as some number lies outside its range."""
        checks = list(self.checks())
        reads = list(
            dict.fromkeys(check.partition("(ptr ")[2].partition(",")[0] for check in checks if "(ptr " in check)
        )
        truths = [check.partition(" = ")[0] for check in checks if "icmp" in check]
        together = [f"%all{place + 1} = and i1 %all{place}, {truth}" for place, truth in enumerate(truths)]
        return "\n".join(
            [
                "define i32 @scores(ptr %given, ptr %results, i64 %from, i64 %to) {",
                *_pointers(reads, "%from", "%to"),
                "br label %head",
                "head:\n%start = phi i64 [ %from, %entry ], [ %stop, %go ]",
                "%more = icmp slt i64 %start, %to\nbr i1 %more, label %check, label %done",
                f"check:\n%far = add i64 %start, {self.rows}",
                "%stop = call i64 @llvm.smin.i64(i64 %far, i64 %to)",
                *checks,
                "%all0 = and i1 true, true",
                *together,
                f"br i1 %all{len(truths)}, label %go, label %bad",
                "go:",
                *(f"call void @{name}(ptr %given, ptr %results, i64 %start, i64 %stop)" for name in functions),
                "br label %head",
                "bad:\nret i32 0",
                "done:\nret i32 1\n}",
            ]
        )

    def checks(self) -> Iterator[str]:
        """Lines that say of each column whether its numbers lie where they were taken to lie."""
        bits = dict(self.shape.bits)
        for (kind, key), place in self.given.items():
            if kind != "number":
                continue
            name, most = f"%n{place}", 2 ** bits[key] - 1
            if key not in self.shape.signed:
                yield f"{name}.bits = call i64 @bits_of(ptr %c{place}, i64 %start, i64 %stop)"
                if self.shape.cut:
                    yield f"{name}.ok = icmp sge i64 {name}.bits, 0"
                else:
                    yield f"{name}.ok = icmp ule i64 {name}.bits, {most}"
            elif not self.shape.cut:
                for what, sign, end in (("least", "sge", -most), ("most", "sle", most)):
                    yield f"{name}.{what} = call i64 @{what}_of(ptr %c{place}, i64 %start, i64 %stop)"
                    yield f"{name}.{what}.ok = icmp {sign} i64 {name}.{what}, {end}"
            if key in self.shape.positive:
                yield f"{name}.low = call i64 @least_of(ptr %c{place}, i64 %start, i64 %stop)"
                yield f"{name}.low.ok = icmp sge i64 {name}.low, 1"


def _pointers(names: Iterable[str], start: str = "%start", stop: str = "%stop") -> list[str]:
    """The beginning of a function: the arrays that it uses, and how many units there are."""
    lines = ["entry:", f"%length = sub i64 {stop}, {start}"]
    for name in names:
        table = "%given" if name[1] == "c" else "%results"
        lines += [f"{name}.at = getelementptr ptr, ptr {table}, i64 {name[2:]}", f"{name} = load ptr, ptr {name}.at"]
    return lines


def _loop(width: int, start: str, before: str, stop: str, after: str, lines: Sequence[str]) -> list[str]:
    return [
        f"head{width}:",
        f"%at{width} = phi i64 [ {start}, {before} ], [ %next{width}, %body{width} ]",
        f"%more{width} = icmp slt i64 %at{width}, {stop}",
        f"br i1 %more{width}, label %body{width}, label {after}",
        f"body{width}:",
        *lines,
        f"%next{width} = add i64 %at{width}, {width}",
        f"br label %head{width}",
    ]


def _reduction(name: str, begin: int, call: str, at_last: str) -> str:
    """A function of one column: all its numbers taken together, by eights and then one by one."""
    many = f"<{WIDTH} x i64>"
    lines = [
        f"define internal i64 @{name}(ptr %c, i64 %start, i64 %stop) {{",
        *_pointers(()),
        f"%whole = and i64 %length, -{WIDTH}\n%middle = add i64 %start, %whole\nbr label %many",
        "many:\n%i = phi i64 [ %start, %entry ], [ %i.next, %many.body ]",
        f"%all = phi {many} [ splat (i64 {begin}), %entry ], [ %all.next, %many.body ]",
        "%i.more = icmp slt i64 %i, %middle\nbr i1 %i.more, label %many.body, label %last",
        f"many.body:\n%i.at = getelementptr i64, ptr %c, i64 %i\n%i.one = load {many}, ptr %i.at, align 8",
        f"%all.next = {call.format(type=many, suffix=f'v{WIDTH}i64', one='%all', other='%i.one')}",
        f"%i.next = add i64 %i, {WIDTH}\nbr label %many",
        f"last:\n%first = call i64 @llvm.vector.reduce.{at_last}.v{WIDTH}i64({many} %all)\nbr label %single",
        "single:\n%j = phi i64 [ %middle, %last ], [ %j.next, %single.body ]",
        "%found = phi i64 [ %first, %last ], [ %found.next, %single.body ]",
        "%j.more = icmp slt i64 %j, %stop\nbr i1 %j.more, label %single.body, label %done",
        "single.body:\n%j.at = getelementptr i64, ptr %c, i64 %j\n%j.one = load i64, ptr %j.at, align 8",
        f"%found.next = {call.format(type='i64', suffix='i64', one='%found', other='%j.one')}",
        "%j.next = add i64 %j, 1\nbr label %single",
        "done:\nret i64 %found\n}",
    ]
    return "\n".join(lines)


_CALL = "call {{type}} @llvm.{name}.{{suffix}}({{type}} {{one}}, {{type}} {{other}})"
_REDUCTIONS = (
    _reduction("bits_of", 0, "or {type} {one}, {other}", "or"),
    _reduction("least_of", 2**63 - 1, _CALL.format(name="smin"), "smin"),
    _reduction("most_of", -(2**63), _CALL.format(name="smax"), "smax"),
)
