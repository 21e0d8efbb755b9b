"""A rubric made ready for scoring: every effect lowered and turned into a function, once for many units."""

from fractions import Fraction

from attrs import define, field

from .expressions import Computed, Expr, Facts, Number, computed, keys_of
from .grades import Grading, grading
from .lowering import after_effects, effect_to_expr, whole_item
from .reasons import Reason, effect_reason
from .records import evolve, frozen
from .rubric import Definition, Effect, Fact, Indicator, Item, Rubric
from .values import NOTHING


@frozen(eq=False)
class ReadyStep:
    """An effect with its expression, the function that computes it and the keys it reads; hashed by identity."""

    effect: Effect
    item: Item
    run: Computed
    expr: Expr
    reads: tuple[str, ...]


@frozen(eq=False)
class ReadyItem:
    """An item made ready: its steps, and its points as one expression."""

    item: Item
    steps: tuple[ReadyStep, ...]
    expr: Expr
    reads: frozenset[str]

    def points(self, values: Facts) -> Fraction:
        """What it comes to under *values* of all that it reads."""
        rest = self.item.opening
        for step in self.steps:
            rest = step.run(values, rest)
        return rest


@frozen(eq=False)
class ReadyIndicator:
    """An indicator made ready; *unallocated* is what its points are more than those of its items."""

    indicator: Indicator
    parts: tuple[ReadyItem, ...]
    whole: tuple[ReadyStep, ...]
    reads: frozenset[str]
    unallocated: Fraction


@define(eq=False)
class Scorer:
    """A rubric made ready to score many units. *reasons* are prepared as they are asked for."""

    rubric: Rubric
    facts: dict[str, Fact]
    rates: dict[str, Definition]
    prepared: list[ReadyIndicator]
    rate_functions: dict[str, tuple[Computed, tuple[str, ...]]]
    reasons: dict[ReadyStep, Reason] = field(factory=dict)
    order: dict[str, int] = field(init=False)
    """The place of each fact, rates after the facts that they read."""
    named: dict[str, ReadyIndicator] = field(init=False)
    """The indicators by name."""
    grading: Grading = field(init=False)
    """What the rubric and its indicators say of grades."""
    reads: frozenset[str] = field(init=False)
    """Every fact and rate that a score or a grade depends on."""

    def __attrs_post_init__(self) -> None:
        self.order = {key: place for place, key in enumerate(self.facts)}
        self.named = {prepared.indicator.name: prepared for prepared in self.prepared}
        self.grading = grading(self.rubric)
        graded = (ready.reads for ready in self.grading.rules)
        self.reads = frozenset().union(*(prepared.reads for prepared in self.prepared), *graded)

    def reason(self, step: ReadyStep, values: Facts, taken: Fraction) -> str:
        """Why *step* took *taken* points (negative: gave)."""
        known = self.reasons.get(step)
        if known is None:
            known = self.reasons[step] = effect_reason(step.effect, step.item, self.facts)
        return known(values, taken)


def alone(whole: Scorer, prepared: ReadyIndicator) -> Scorer:
    """A scorer of one indicator of *whole* that knows the facts and rates which it reads and no others.

    What the rubric as a whole says of the grade is left out, for it reads other facts.
    """
    grading = (key for rule in prepared.indicator.grade_rules for key in keys_of(rule.condition))
    keys = list(prepared.reads.union(grading))
    for key in keys:
        if key in whole.rates:
            keys += [one for one in whole.rate_functions[key][1] if one not in keys]
    order = sorted(keys, key=whole.order.__getitem__)
    rates = {key: whole.rates[key] for key in order if key in whole.rates}
    rubric = evolve(
        whole.rubric,
        indicators=(prepared.indicator,),
        facts=tuple(whole.facts[key] for key in order if key not in rates),
        definitions=tuple(rates.values()),
        grade_rules=(),
    )
    functions = {key: whole.rate_functions[key] for key in rates}
    return Scorer(rubric, {key: whole.facts[key] for key in order}, rates, [prepared], functions)


def scorer(rubric: Rubric) -> Scorer:
    """Prepares *rubric* for scoring."""
    rates = {definition.name: definition for definition in rubric.definitions}
    facts = {fact.key: fact for fact in rubric.facts}
    for name, definition in rates.items():
        facts[name] = definition.fact
    functions = {
        name: (computed(definition.expr), tuple(keys_of(definition.expr))) for name, definition in rates.items()
    }
    return Scorer(rubric, facts, rates, [_prepare(indicator) for indicator in rubric.indicators], functions)


def _prepare(indicator: Indicator) -> ReadyIndicator:
    parts = tuple(_part(item) for item in indicator.items)
    whole = tuple(_step(effect, whole_item(indicator)) for effect in indicator.effects)
    reads = frozenset().union(*(part.reads for part in parts), *(step.reads for step in whole))
    reads = parts[0].reads if len(parts) == 1 and reads == parts[0].reads else reads  # one object for most indicators
    stakes = sum((item.stake for item in indicator.items), NOTHING)
    return ReadyIndicator(indicator, parts, whole, reads, indicator.full - stakes)


def _part(item: Item) -> ReadyItem:
    steps = tuple(_step(effect, item) for effect in item.effects)
    expr = after_effects(Number(item.opening), [step.expr for step in steps])
    return ReadyItem(item, steps, expr, frozenset(key for step in steps for key in step.reads))


def _step(effect: Effect, item: Item) -> ReadyStep:
    expr = effect_to_expr(effect, item)
    return ReadyStep(effect, item, computed(expr), expr, tuple(sorted(keys_of(expr))))


# ---- rates


def base_facts(scorer: Scorer, key: str) -> list[str]:
    """The facts that *key* comes from: itself, or those of its definition, each once."""
    if key not in scorer.rates:
        return [key]
    found: dict[str, None] = {}
    for part in scorer.rate_functions[key][1]:
        for base in base_facts(scorer, part):
            found.setdefault(base)
    return list(found)


def with_rates(scorer: Scorer, facts: Facts) -> tuple[dict[str, Fraction | bool | str], set[str]]:
    """*facts* with every rate that can be computed, and the names of the rates whose denominator is zero."""
    values = dict(facts)
    undefined: set[str] = set()
    convention = scorer.rubric.conventions.zero_denominator
    for name, (run, reads) in scorer.rate_functions.items():
        if not all(map(values.__contains__, reads)):
            if any(key in undefined for key in reads):
                undefined.add(name)
            continue
        try:
            values[name] = run(values, NOTHING)
        except ZeroDivisionError:
            if isinstance(convention, Fraction):
                values[name] = convention
            else:
                undefined.add(name)
    return values, undefined
