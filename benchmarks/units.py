"""Generated units: every fact of a rubric with a value on or near a threshold of some rule that reads it."""

import random
from fractions import Fraction

from attrs import define, field

from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter import lowering
from evaldsl.interpreter import rubric as ru

Value = Fraction | bool | str
NOTHING = Fraction(0)
_NEAR = tuple(Fraction(one, 1000) for one in (0, 0, 0, 1, -1, 5, -5, 10, -10, 20, -35, 50, -50, 100, -200))
_WHOLE_UNITS = frozenset("人个名家户辆台")


@define
class Units:
    """Makes units of one rubric, always the same for the same *seed*."""

    rubric: ru.Rubric
    seed: int = 20210
    thresholds: dict[str, list[Fraction]] = field(init=False, factory=dict)
    dice: random.Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        for indicator in self.rubric.indicators:
            self._note(lowering.indicator_to_expr(indicator))

    def _note(self, expr: ex.Node) -> None:
        """Takes down every constant that a fact or a rate is compared with or measured from."""
        stack: list[ex.Node] = [expr]
        while stack:
            node = stack.pop()
            if isinstance(node, ex.Compare) or (isinstance(node, ex.Arithmetic) and node.op != "×"):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(one, ex.Ref) and isinstance(other, ex.Number):
                        self.thresholds.setdefault(one.key, []).append(other.value)
            stack.extend(ex.parts_of(node))

    def many(self, count: int) -> list[dict[str, Value]]:
        """*count* units with all facts."""
        return [self.one() for _ in range(count)]

    def one(self) -> dict[str, Value]:
        """One unit: facts by themselves, then the numerators that bring each rate near its threshold."""
        unit = {fact.key: self._value(fact) for fact in self.rubric.facts}
        facts = {fact.key: fact for fact in self.rubric.facts}
        for rate in sorted(self.rubric.definitions, key=lambda one: one.name in self.thresholds):
            self._aim(rate, unit, facts)
        return unit

    def _value(self, fact: ru.Fact) -> Value:
        if fact.kind is ru.Kind.JUDGEMENT:
            return self.dice.random() < 0.7
        if fact.kind is ru.Kind.CHOICE:
            word: str = self.dice.choice(fact.choices)
            return word
        if fact.kind is ru.Kind.COUNT:
            return Fraction(self.dice.choice((0, 0, 0, 1, 1, 2, 3, 4, 6)))
        low = fact.low if fact.low is not None else NOTHING
        high = fact.high
        if fact.kind is ru.Kind.DISCRETION:
            top = high if high is not None else low + 2
            return low + (top - low) * Fraction(self.dice.randrange(11), 10)
        marks = self.thresholds.get(fact.key)
        if not marks:
            return Fraction(10 * self.dice.randrange(1, 900))
        near = self.dice.choice(marks) + self.dice.choice(_NEAR) * (1 if fact.kind is ru.Kind.RATIO else 100)
        return max(low, near if high is None else min(high, near))

    def _aim(self, rate: ru.Definition, unit: dict[str, Value], facts: dict[str, ru.Fact]) -> None:
        """Sets a fact of a definition, mostly what is divided, so that the rate lands on or near a threshold."""
        goal = self.dice.choice(self.thresholds.get(rate.name, [Fraction(1)])) + self.dice.choice(_NEAR)
        expr = ex.inlined(rate.expr, {one.name: one.expr for one in self.rubric.definitions})
        for key in ex.keys_of(expr):
            value = _solved(expr, key, unit, goal)
            if value is not None:
                fact = facts[key]
                value = max(value, NOTHING if fact.low is None else fact.low)
                value = value if fact.high is None else min(value, fact.high)
                unit[key] = Fraction(round(value)) if fact.unit in _WHOLE_UNITS else value
                return

    def without(self, units: list[dict[str, Value]], count: int) -> list[dict[str, Value]]:
        """The same units, each without *count* of its facts."""
        gone = [set(self.dice.sample(sorted(unit), count)) for unit in units]
        return [{key: unit[key] for key in unit if key not in lost} for unit, lost in zip(units, gone, strict=True)]


def _solved(expr: ex.Expr, key: str, unit: dict[str, Value], goal: Fraction) -> Fraction | None:
    """The value of *key* that makes *expr* the *goal*, where it moves *expr* along a straight line."""
    value_of = ex.computed(expr)

    def tried(value: Fraction) -> Fraction:
        return value_of({**unit, key: value}, NOTHING)

    try:
        start = tried(NOTHING)
        value = (goal - start) / (tried(Fraction(1)) - start)
        return value if tried(value) == goal else None
    except ZeroDivisionError:
        return None
