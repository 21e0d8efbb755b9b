"""One unit after another, without a ledger: a plan as Python source over whole numbers, which have no width to keep to."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, assert_never

from attrs import define, field, frozen

from evaldsl.batch.steps import rounded_half_up
from evaldsl.interpreter.plan import Plan, plan
from evaldsl.interpreter.rubric import Kind
from evaldsl.interpreter.scorer import Scorer
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
    args_of,
)

DIGITS = {Kind.RATIO: 6, Kind.NUMBER: 4, Kind.COUNT: 0, Kind.DISCRETION: 4}
Value = Fraction | bool | str
Found = tuple[tuple[int, ...], int, int]
"""The scores of the indicators and the total, × 10 ** decimals, and the place of the grade, -1 for none."""


@frozen(eq=False)
class OneUnit:
    """*score* takes the facts in the order of *keys*, numbers as whole numbers, × 10 ** their *digits*, and gives None
    where a divisor is 0: then the interpreter says what there is. *words*: the grades."""

    keys: tuple[str, ...]
    digits: Mapping[str, int]
    decimals: int
    words: tuple[str, ...]
    score: Callable[[Sequence[Any]], Found | None]

    def values(self, facts: Mapping[str, Value]) -> list[Any] | None:
        """The facts as ``score`` takes them; None where one is missing or has more decimals."""
        found: list[Any] = []
        for key in self.keys:
            value = facts.get(key)
            if isinstance(value, Fraction):
                value = value * 10 ** self.digits[key]
                if value.denominator != 1:
                    return None
                value = value.numerator
            elif value is None:
                return None
            found.append(value)
        return found


def prepared(scorer: Scorer, digits: Mapping[str, int] | None = None) -> OneUnit | None:
    """A rubric made ready to score one unit after another; None where it divides by a constant 0.

    *digits*: how many decimals each number has at most, without: as many as such numbers usually have.
    """
    facts = scorer.rubric.facts
    chosen = {fact.key: DIGITS[fact.kind] for fact in facts if fact.kind in DIGITS} | dict(digits or {})
    planned = plan(scorer, chosen)
    if planned.unplanned:
        return None
    space: dict[str, Any] = {}
    exec(compile(Source(planned).text(), "<evaldsl.batch>", "exec"), space)
    return OneUnit(planned.keys, chosen, planned.decimals, planned.words, space["score"])


@define
class Source:
    """Python source of a plan. What is used once stands where it is used, so that a branch not taken costs nothing."""

    plan: Plan
    uses: Counter[int] = field(factory=Counter)
    names: dict[int, str] = field(factory=dict)
    lines: list[str] = field(factory=list)
    depth: dict[int, int] = field(factory=dict)
    divisors: list[int] = field(factory=list)
    count: int = 0

    def text(self) -> str:
        """A function ``score(facts)``."""
        plan = self.plan
        asked = [*(one.score for one in plan.indicators), plan.total, plan.grade]
        by_indicator = (by for one in plan.indicators for by in one.divisors)
        self.divisors = list(dict.fromkeys([*by_indicator, *plan.grade_divisors]))
        self._count_uses([*asked, *self.divisors])
        places = {key: f"c{place}" for place, key in enumerate(plan.keys)}
        for place, node in enumerate(plan.nodes):
            if not self.uses[place] and not isinstance(node, Constant | Column | Yes):
                continue
            self.names[place] = self.shown(place, node, places)
            if place in self.divisors:
                self.lines.append(f"if not {self.names[place]}: return None")
        scores = "".join(f"{self.names[one.score]}, " for one in plan.indicators)
        head = [f"({''.join(f'{name}, ' for name in places.values())}) = facts"] if places else []
        result = f"return ({scores}), {self.names[plan.total]}, {self.names[plan.grade]}"
        return "\n    ".join(["def score(facts):", *head, *self.lines, result])

    def _count_uses(self, asked: Sequence[int]) -> None:
        """How often each node stands in the source; one that is used half up stands there for two."""
        self.uses.update(asked)
        for place in range(len(self.plan.nodes) - 1, -1, -1):
            node = self.plan.nodes[place]
            if not self.uses[place]:
                continue
            self.uses.update(self._parts(node))

    def _parts(self, node: Node) -> tuple[int, ...]:
        """What a node is written in terms of, as often as it stands there."""
        halves = rounded_half_up(self.plan, node.left, node.right) if isinstance(node, Operation) else None
        return args_of(node) if halves is None else (*halves, halves[1])

    def shown(self, place: int, node: Node, places: Mapping[str, str]) -> str:
        """A node as an expression; as a name where it is used more than once or is deep inside."""
        text = self.expression(node, places)
        self.depth[place] = 1 + max((self.depth[one] for one in self._parts(node)), default=0)
        if isinstance(node, Constant) or text.isidentifier() or (self.uses[place] < 2 and self.depth[place] < DEPTH):
            return text
        self.depth[place] = 0
        self.lines.append(f"v{place} = {text}")
        return f"v{place}"

    def expression(self, node: Node, places: Mapping[str, str]) -> str:
        """A node in terms of what it is made of."""
        name = self.names
        match node:
            case Constant(value):
                return f"({value})" if value < 0 else str(value)
            case Column(key, _) | Yes(key):
                return places[key]
            case Word(key, word):
                return f"({places[key]} == {word!r})"
            case Operation("max", left, right) if left in self.divisors and self.plan.nodes[right] == Constant(1):
                least = self.plan.ranges[left][0]
                return name[left] if least >= 0 else self.chosen(">", name[left], "1")  # it is not 0
            case Operation("÷", left, right) if (halves := rounded_half_up(self.plan, left, right)) is not None:
                over, under = (name[one] for one in halves)
                return f"(({over} + ({under} >> 1)) // {under})"
            case Operation("×", left, right) if (product := self.factors(left, right)) is not None:
                return product
            case Operation("min" | "max" as op, left, right):
                return self.chosen("<" if op == "min" else ">", name[left], name[right])
            case Operation(op, left, right):
                return f"({name[left]} {_SIGNS[op]} {name[right]})"
            case Comparison(op, left, right):
                return f"({name[left]} {_SIGNS[op]} {name[right]})"
            case Choice(condition, then, otherwise):
                return f"({name[then]} if {name[condition]} else {name[otherwise]})"
            case Every(of):
                return "(" + (" and ".join(name[one] for one in of) or "True") + ")"
            case Either(of):
                return "(" + (" or ".join(name[one] for one in of) or "False") + ")"
            case Opposite(of_one):
                return f"(not {name[of_one]})"
            case _:
                assert_never(node)

    def factors(self, left: int, right: int) -> str | None:
        """A number times two constants, the first of which is used nowhere else."""
        match self.plan.nodes[left], self.plan.nodes[right]:
            case Operation("×", inner, factor), Constant(more) if self.uses[left] < 2:
                match self.plan.nodes[factor]:
                    case Constant(value) if value * more > 0:
                        return f"({self.names[inner]} * {value * more})"
        return None

    def chosen(self, sign: str, left: str, right: str) -> str:
        """The smaller or the greater; built-in min and max take five times as long."""
        one, other = self.once(left), self.once(right)
        return f"({one[1]} if {one[0]} {sign} {other[0]} else {other[1]})"

    def once(self, text: str) -> tuple[str, str]:
        """An expression where it is first used, and after that."""
        if text.isidentifier() or text.isdigit():
            return text, text
        self.count += 1
        return f"(t{self.count} := {text})", f"t{self.count}"


DEPTH = 12
_SIGNS = {"+": "+", "-": "-", "×": "*", "÷": "//", "≥": ">=", ">": ">", "≤": "<=", "<": "<", "=": "=="}
