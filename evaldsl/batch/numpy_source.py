"""Steps as Python source that calls numpy: every step writes into a buffer that is used again and again."""

from collections.abc import Mapping

from attrs import define, field

from evaldsl.batch.shapes import Shape
from evaldsl.batch.steps import Arg, Program, Scalar, Step

CALLS = (
    "add", "subtract", "multiply", "minimum", "maximum", "divide", "floor_divide", "floor", "ceil", "rint", "greater_equal",
    "greater", "less_equal", "less", "equal", "logical_and", "logical_or", "logical_not", "copyto", "empty", "full", "array", "absolute",
)  # fmt: skip
"""The functions of numpy that the source calls."""
ENDS = ("minimum", "maximum")
"""Those that are told by name where the result goes."""


@define
class Writer:
    """The source so far: lines of the preparation and of the run; *free*: buffers at hand, by type."""

    program: Program
    shape: Shape
    words: Mapping[tuple[str, str], int]
    setup: list[str] = field(factory=list)
    lines: list[str] = field(factory=list)
    names: dict[int, str] = field(factory=dict)
    free: dict[str, list[str]] = field(factory=dict)
    owners: dict[str, tuple[str, int]] = field(factory=dict)
    fills: dict[tuple[float, str], str] = field(factory=dict)
    scalars: dict[tuple[float, str], str] = field(factory=dict)
    given: dict[tuple[str, str], str] = field(factory=dict)
    last: dict[int, int] = field(factory=dict)
    count: int = 0

    def source(self) -> str:
        """A function ``prepared(n)`` that gives ``run(given, results)`` for *n* units, with buffers of its own.

        It returns whether all columns lie within the ranges of the shape; if not, the results mean nothing.
        """
        program = self.program
        results = [*program.indicators, program.total, program.grade]
        results += [program.left] if program.left is not None else []
        live = _live(program.steps, results)
        self.last = _last_uses(program.steps, live)
        homes: dict[int, list[str]] = {}
        for order, place in enumerate(results):
            homes.setdefault(place, []).append(f"r{order}")
        for place in live:
            asked = homes.get(place, [])
            self.write(place, program.steps[place], asked[0] if asked else None)
            self.lines += [f"copyto({out}, {self.names[place]})" for out in asked if out != self.names[place]]
        given = "".join(f"{name}, " for name in self.given.values())
        outs = "".join(f"r{order}, " for order in range(len(results)))
        body = [f"({given}) = given"] if given else []
        body += [f"({outs}) = results", *self.lines]
        lines = ["def prepared(n):", *(f"    {line}" for line in self.setup), "    def run(given, results):"]
        return "\n".join([*lines, *(f"        {line}" for line in body), "        return True", "    return run", ""])

    def write(self, place: int, step: Step, home: str | None) -> None:
        """One step."""
        match step:
            case Step("number", (str(key),), type_):
                self.number(place, key, type_, home)
            case Step("yes" | "missing" as call, (str(key),), _):
                self.names[place] = self.column(call, key)
            case Step("word", (str(key), str(word)), _):
                self.names[place] = out = home or self.buffer("bool", place)
                self.lines.append(f"equal({self.column('word', key)}, {self.words[key, word]}, {out})")
            case Step("fill", (Scalar(value),), type_):
                self.names[place] = self.fill(value, type_)
            case Step("mask", (int(of),), _):
                self.mask(place, of)
            case Step("cast", (int(of),), type_):
                source = self.names[of]
                self.release(place)
                self.names[place] = out = home or self.buffer(type_, place)
                self.lines.append(f"copyto({out}, {source}, 'unsafe')")
            case Step(call, args, type_):
                shown = ", ".join(self.shown(arg, step) for arg in args)
                self.release(place)
                self.names[place] = out = home or self.buffer(type_, place)
                self.lines.append(f"{call}({shown}, {'out=' * (call in ENDS)}{out})")

    def number(self, place: int, key: str, type_: str, home: str | None) -> None:
        """A numeric column in its own type, if its numbers lie in the range that it was taken to have.

        All of them together, bit by bit, have as many bits as the largest, and a sign if one has.
        """
        source, shape = self.column("number", key), self.shape
        bits = dict(shape.bits)[key]
        most = 2**bits - 1
        if key not in shape.signed:
            limit = "< 0" if shape.cut else f">> {bits}"
            self.lines.append(f"if bits_of({source}) {limit}: return False")
        elif not shape.cut:
            self.lines.append(f"if {source}.min() < {-most} or {source}.max() > {most}: return False")
        self.names[place] = source
        if type_ != f"int{shape.width(key)}":
            self.names[place] = out = home or self.buffer(type_, place)
            self.lines.append(f"copyto({out}, {source}, 'unsafe')")
        if key in shape.positive:
            column = (
                source if shape.cut else self.names[place]
            )  # what is beyond the width does not fit the narrower type
            self.lines.append(f"if {column}.min() < 1: return False")

    def shown(self, arg: Arg, step: Step) -> str:
        """An argument as it is written."""
        if isinstance(arg, int):
            return self.names[arg]
        assert isinstance(arg, Scalar)
        type_ = next(self.program.steps[one].type for one in step.args if isinstance(one, int))
        if step.call in ENDS and type_ != "float64":
            return self.fill(arg.value, type_)  # with a constant numpy takes five times as long
        return self.scalar(arg.value, type_)

    def scalar(self, value: float, type_: str) -> str:
        """A constant as numpy takes it fastest: a Python number would be looked at in every call."""
        if (value, type_) not in self.scalars:
            name = f"s{len(self.scalars)}"
            self.scalars[value, type_] = name
            self.setup.append(f"{name} = array({value!r}, '{type_}')")
        return self.scalars[value, type_]

    def mask(self, place: int, of: int) -> None:
        """A column of truths seen as numbers; its buffer is needed as long as either is."""
        source = self.names[of]
        self.names[place] = f"m{place}"
        if source in self.owners:
            self.setup.append(f"m{place} = {source}.view('int8')")
        else:
            self.lines.append(f"m{place} = {source}.view('int8')")

    def column(self, call: str, key: str) -> str:
        """What is given of a fact."""
        return self.given.setdefault((call, key), f"c{len(self.given)}")

    def fill(self, value: float, type_: str) -> str:
        """A column of one number."""
        if (value, type_) not in self.fills:
            name = f"k{len(self.fills)}"
            self.fills[value, type_] = name
            self.setup.append(f"{name} = full(n, {value!r}, '{type_}')")
        return self.fills[value, type_]

    def buffer(self, type_: str, place: int) -> str:
        """A buffer, the one that was freed last where there is one."""
        free = self.free.setdefault(type_, [])
        if free:
            name = free.pop()
        else:
            name = f"b{self.count}"
            self.count += 1
            self.setup.append(f"{name} = empty(n, '{type_}')")
        self.owners[name] = type_, place
        return name

    def release(self, now: int) -> None:
        """Frees the buffers of what is not needed after the step at *now*."""
        for name, (type_, place) in list(self.owners.items()):
            if self.last.get(place, -1) <= now:
                del self.owners[name]
                self.free[type_].append(name)


def _live(steps: tuple[Step, ...], results: list[int]) -> list[int]:
    wanted = set(results)
    for place in range(len(steps) - 1, -1, -1):
        if place in wanted:
            wanted.update(arg for arg in steps[place].args if isinstance(arg, int))
    return sorted(wanted)


def _last_uses(steps: tuple[Step, ...], live: list[int]) -> dict[int, int]:
    """The last step that reads each; what reads a mask reads the truth behind it."""
    last: dict[int, int] = {}
    for place in live:
        for arg in steps[place].args:
            if isinstance(arg, int):
                last[arg] = place
    for place in reversed(live):
        if steps[place].call == "mask":
            (of,) = steps[place].args
            assert isinstance(of, int)
            last[of] = max(last[of], last.get(place, place))
    return last
